//! Whom to thank for a result: Shapley values, what they cost exactly, and how well a sample does.

use super::card::{Card, Reference, Tolerance};
use super::control::{Accepts, Choice, Control};
use super::outcome::{PlotSpec, Quantity, ReadoutSpec};
use super::row::{Given, Impossible, Row};
use super::{How, Simulator, Spec};
use crate::base::format::{self, Unit};
use crate::base::math;

#[cfg(test)]
mod tests;

/// The simulators of this folder.
pub const SIMULATORS: &[&Simulator] = &[&SIMULATOR];

/// Coalitions of more players are not worth enumerating here.
const MOST_PLAYERS: usize = 20;

const SIMULATOR: Simulator = Simulator {
    spec: Spec {
        id: "shapley",
        title: "The price of an explanation",
        question: "How many model evaluations does one trustworthy explanation cost?",
        summary: "Exact Shapley values double in price with each feature; sampled ones cost what you \
                  pay, and their error falls with the square root.",
        controls: CONTROLS,
        readouts: READOUTS,
        plots: &[
            PlotSpec::sweep(
                "error",
                "Standard error against sampled orders",
                (CONTROLS, 0),
                (READOUTS, 2),
            )
            .logarithmic(),
            PlotSpec::sweep(
                "cost",
                "Model evaluations against sampled orders",
                (CONTROLS, 0),
                (READOUTS, 4),
            )
            .logarithmic(),
        ],
    },
    how: How::Formula { compute, explain },
};

const CONTROLS: &[Control] = &[
    Control::whole(
        "m_permutations",
        "Sampled orders",
        "In how many random orders the features are added one by one.",
        10.0,
        100_000.0,
    )
    .starts(100.0)
    .logarithmic()
    .accepts(Accepts::Whole(1.0, 1e15)),
    Control::list(
        "weights",
        "Features",
        "What each feature brings; the value of a set is the power of their sum.",
        &[
            Choice { word: "1|2|3|4|5|6|7|8", label: "Eight, from weak to strong" },
            Choice { word: "1|2|3", label: "Three" },
            Choice { word: "5|1|1|1|1", label: "One strong, four weak" },
            Choice { word: "1|1|1|1|1|1|1|1|1|1|1|1", label: "Twelve alike" },
            Choice { word: "3|0|2|7", label: "Four, one of them useless" },
        ],
    ),
    Control::number(
        "power",
        "Interaction",
        "The power of the sum: at 1 features do not interact, above they help one another.",
        0.5,
        4.0,
    )
    .steps_of(0.5)
    .starts(2.0)
    .accepts(Accepts::Between(0.0, 100.0)),
    Control::whole("player", "Feature to explain", "Its place in the list, from 0.", 0.0, 11.0)
        .accepts(Accepts::Whole(0.0, 1e6)),
];

const READOUTS: &[ReadoutSpec] = &[
    ReadoutSpec::new("shapley", "Shapley value", Quantity::Quality).main(),
    ReadoutSpec::new("marginal_sd", "Spread of what it adds in a random order", Quantity::Quality),
    ReadoutSpec::new("stderr_sampling", "Standard error of the sample", Quantity::Quality)
        .less()
        .main(),
    ReadoutSpec::new("exact_coalitions", "Evaluations, exact", Quantity::Cost).less().main(),
    ReadoutSpec::new("sampling_evaluations", "Evaluations, sampled", Quantity::Cost).less().main(),
];

/// A game in which a set of players is worth the power of the sum of their weights.
pub struct Game {
    /// What each player brings.
    pub weights: Vec<f64>,
    /// 1 where players do not interact.
    pub power: f64,
}

impl Game {
    /// What a player with this weight adds to a set with this sum.
    fn added(&self, sum: f64, weight: f64) -> f64 {
        if self.power >= 1.0 && self.power.fract() == 0.0 {
            // aᵖ − bᵖ without the difference, which would cancel.
            let power = self.power as i32;
            let with = sum + weight;
            let term = |i: i32| math::powi(with, i) * math::powi(sum, power - 1 - i);
            return weight * (0..power).map(term).sum::<f64>();
        }
        math::pow(sum + weight, self.power) - math::pow(sum, self.power)
    }

    /// Mean and standard deviation of what a player adds when all come in random order. The mean is
    /// the Shapley value. By all sets of the others: at most 2¹⁹.
    ///
    /// Shapley, "A Value for n-Person Games", *Contributions to the Theory of Games II*, 1953.
    #[must_use]
    pub fn marginal(&self, player: usize) -> (f64, f64) {
        let weight = self.weights[player];
        let mut others = self.weights.clone();
        others.remove(player);
        // The probability that a set of this size, and no other player, has come before: 1 over the
        // number of sizes, and over the sets of that size.
        let n = others.len();
        let mut chances = vec![1.0 / (n + 1) as f64];
        for size in 0..n {
            chances.push(chances[size] * (size + 1) as f64 / (n - size) as f64);
        }
        let mut all = Vec::with_capacity(1 << n);
        all.push((0.0, 0));
        for other in &others {
            for i in 0..all.len() {
                let (sum, size): (f64, usize) = all[i];
                all.push((sum + other, size + 1));
            }
        }
        let mean: f64 = all.iter().map(|(sum, size)| chances[*size] * self.added(*sum, weight)).sum();
        let square = |x: f64| x * x;
        let variance: f64 = all
            .iter()
            .map(|(sum, size)| chances[*size] * square(self.added(*sum, weight) - mean))
            .sum();
        (mean, variance.sqrt())
    }
}

fn read(given: &Given) -> Result<(Game, usize), Impossible> {
    let (weights, power) = (given.list("weights")?, given.number("power"));
    if weights.len() > MOST_PLAYERS {
        let why = format!("must not be more than {MOST_PLAYERS}, or the exact value takes too long");
        return Err(Impossible::new("weights", why));
    }
    if power.fract() != 0.0 && weights.iter().any(|weight| *weight < 0.0) {
        return Err(Impossible::new("power", "must be whole where a weight is negative"));
    }
    let player = given.whole("player").try_into().unwrap_or(usize::MAX);
    if player >= weights.len() {
        let why = format!("must not exceed {}, the last of `weights`", weights.len() - 1);
        return Err(Impossible::new("player", why));
    }
    Ok((Game { weights, power }, player))
}

fn compute(given: &Given) -> Result<Row, Impossible> {
    let (game, player) = read(given)?;
    let orders = given.number("m_permutations");
    let (value, spread) = game.marginal(player);
    let players = game.weights.len() as f64;
    Ok(Row::numbers([
        value,
        spread,
        spread / orders.sqrt(),
        math::pow(2.0, players),
        orders * (players + 1.0),
    ]))
}

fn explain(given: &Given, row: &Row) -> String {
    let Ok((game, _)) = read(given) else {
        return "There is no such feature, so there is nothing to explain.".into();
    };
    let number = |place: usize| row.cells[place].number().unwrap_or(0.0);
    let (error, exact, sampled) = (number(2), number(3), number(4));
    let players = game.weights.len();
    if error <= 1e-12 * number(0).abs() {
        return "What this feature adds does not depend on which came before: a single order is exact."
            .into();
    }
    let share = format::quantity(error / number(0).abs(), Unit::Share);
    let [exact_words, sampled_words] = [exact, sampled].map(|x| format::number(x, 3));
    if sampled >= exact {
        return format!(
            "With {players} features all {exact_words} sets are cheaper than {sampled_words} sampled \
             evaluations, which still leave an error of {share}: enumerate.",
        );
    }
    format!(
        "The sample asks the model {sampled_words} times instead of {exact_words}, for an error of \
         {share}; to halve it takes four times as many, while one feature more doubles the exact price.",
    )
}

/// Their cards.
pub const CARDS: &[Card] = &[Card {
    assumes: &[
        "The value of a set of features is known and has no noise; here it is the power of a sum.",
        "Orders are drawn independently and uniformly, and each adds all features one by one.",
        "Every evaluation of the model costs the same.",
    ],
    holds: "Prices and the square-root law hold for any model. The spread is that of this game: \
            features that interact more have more.",
    omits: &[
        "What it means to leave a feature out: a mean, a conditional law, a retrained model.",
        "Shortcuts for trees, and samplers that reduce variance by pairing or stratifying orders.",
        "Whether a fair division of the output is the explanation that somebody needs.",
    ],
    sources: &[
        "Lloyd S. Shapley. \"A Value for n-Person Games.\" *Contributions to the Theory of Games II*, Princeton, 1953.",
        "Javier Castro, Daniel Gómez and Juan Tejada. \"Polynomial calculation of the Shapley value based on sampling.\" *Computers & Operations Research* 36(5), 2009.",
        "Scott M. Lundberg and Su-In Lee. \"A Unified Approach to Interpreting Model Predictions.\" *NeurIPS*, 2017.",
    ],
    references: &[Reference::new(
        "shapley",
        "enumeration of all orders and sets with Python fractions",
        Tolerance::Relative(1e-9),
    )],
    ..Card::new("shapley", include_str!("CARD.md"))
}];
