//! Bandits against an A/B test: what it costs to learn which of two arms is better while users watch.

mod policies;
#[cfg(test)]
mod tests;

use super::card::{Card, Reference, Tolerance};
use super::control::{Accepts, Control};
use super::outcome::{PlotSpec, Quantity, ReadoutSpec};
use super::row::{Cell, Given, Impossible, Row};
use super::{Effort, How, Simulator, Spec, Task};
use crate::base::format::{self, Unit};
use crate::base::rng::{Seed, Stream};
use policies::{Arms, Policy};

/// The simulators of this folder.
pub const SIMULATORS: &[&Simulator] = &[&SIMULATOR];

const SIMULATOR: Simulator = Simulator {
    spec: Spec {
        id: "bandit",
        title: "Bandits against an A/B test",
        question: "Should half of the users see the worse variant until the test is over?",
        summary: "Explore-then-commit, Thompson sampling, UCB and ε-greedy choose between two variants: \
                  what each loses while it learns.",
        controls: CONTROLS,
        readouts: READOUTS,
        plots: &[
            PlotSpec::sweep(
                "test_by_length",
                "Regret of the A/B test against its length",
                (CONTROLS, 3),
                (READOUTS, 0),
            ),
            PlotSpec::sweep(
                "thompson_by_horizon",
                "Regret of Thompson sampling against the horizon",
                (CONTROLS, 2),
                (READOUTS, 1),
            ),
        ],
    },
    how: How::Simulation { begin, explain },
};

const CONTROLS: &[Control] = &[
    Control::number("p_a", "Variant A pays", "Share of its pulls that convert.", 0.01, 0.99)
        .unit(Unit::Share)
        .steps_of(0.01)
        .starts(0.1)
        .accepts(Accepts::Share),
    Control::number("p_b", "Variant B pays", "Share of its pulls that convert.", 0.01, 0.99)
        .unit(Unit::Share)
        .steps_of(0.01)
        .starts(0.15)
        .accepts(Accepts::Share),
    Control::whole("horizon", "Horizon", "Users in all, one pull each.", 200.0, 5000.0)
        .unit(Unit::People)
        .steps_of(100.0)
        .starts(2000.0)
        .logarithmic()
        .accepts(Accepts::Whole(1.0, 10_000_000.0)),
    Control::whole(
        "etc_m",
        "Length of the A/B test",
        "Users of each variant before the test commits to the better-looking one.",
        0.0,
        100.0,
    )
    .unit(Unit::People)
    .starts(50.0)
    .accepts(Accepts::Whole(0.0, 100_000.0)),
];

const fn regret(key: &'static str, label: &'static str) -> ReadoutSpec {
    ReadoutSpec::new(key, label, Quantity::Cost).less()
}

const READOUTS: &[ReadoutSpec] = &[
    regret("etc_regret", "Conversions lost: A/B test").main(),
    regret("ts_regret", "Conversions lost: Thompson sampling").main(),
    regret("ucb_regret", "Conversions lost: UCB1").main(),
    regret("eps_regret", "Conversions lost: ε-greedy").main(),
    regret("lai_robbins_slope", "Least loss per e-fold of the horizon"),
    ReadoutSpec::new("ts_best_share", "Users on the better variant: Thompson", Quantity::Quality)
        .unit(Unit::Share)
        .more(),
];

/// The policies that are simulated, each with a stream of its own.
const POLICIES: [Policy; 3] = [Policy::Thompson, Policy::Ucb, Policy::EpsilonGreedy];

/// The regret of one policy over the runs so far.
#[derive(Debug, Clone, Default)]
struct Regrets {
    runs: f64,
    mean: f64,
    /// The sum of squared deviations from the mean.
    squares: f64,
}

impl Regrets {
    /// Welford's update.
    fn add(&mut self, x: f64) {
        self.runs += 1.0;
        let before = x - self.mean;
        self.mean += before / self.runs;
        self.squares += before * (x - self.mean);
    }

    fn standard_error(&self) -> f64 {
        (self.squares / (self.runs - 1.0) / self.runs).sqrt()
    }
}

/// Runs of each policy, one after another.
struct Bandits {
    arms: Arms,
    horizon: u64,
    etc_regret: f64,
    wanted: u64,
    next: u64,
    streams: [Stream; 3],
    regrets: [Regrets; 3],
}

fn begin(given: &Given, seed: Seed, effort: Effort) -> Result<Box<dyn Task>, Impossible> {
    let arms = Arms { a: given.number("p_a"), b: given.number("p_b") };
    let (horizon, m) = (given.whole("horizon"), given.whole("etc_m"));
    if 2 * m > horizon {
        return Err(Impossible::new("etc_m", "must be at most half of `horizon`: there are two arms"));
    }
    let (most, pulls) = match effort {
        Effort::Sketch => (30, 20_000),
        Effort::Lab => (200, 80_000),
        Effort::Full => (600, 3_000_000),
    };
    Ok(Box::new(Bandits {
        arms,
        horizon,
        etc_regret: arms.explore_then_commit(m, horizon),
        wanted: 3 * (pulls / horizon).clamp(10, most),
        next: 0,
        streams: [0, 1, 2].map(|purpose| seed.stream(purpose)),
        regrets: Default::default(),
    }))
}

impl Task for Bandits {
    fn advance(&mut self, events: u64) -> u64 {
        let mut used = 0;
        while used < events && self.next < self.wanted {
            let which = (self.next % 3) as usize;
            let pulls = POLICIES[which].play(self.arms, self.horizon, &mut self.streams[which]);
            let worse = if self.arms.a < self.arms.b { pulls[0] } else { pulls[1] };
            self.regrets[which].add(self.arms.gap() * worse);
            self.next += 1;
            // Thompson draws four gamma variables a pull.
            used += self.horizon * if which == 0 { 8 } else { 1 };
        }
        used
    }

    fn done(&self) -> f64 {
        self.next as f64 / self.wanted as f64
    }

    fn row(&self) -> Option<Row> {
        let [thompson, ucb, greedy] = &self.regrets;
        if greedy.runs < 2.0 {
            return None;
        }
        let cell = |regrets: &Regrets| Cell::estimate(regrets.mean, regrets.standard_error());
        // The pulls of the better arm follow from the regret, unless there is no better arm.
        let whole = self.arms.gap() * self.horizon as f64;
        Some(Row::new([
            Cell::Number(self.etc_regret),
            cell(thompson),
            cell(ucb),
            cell(greedy),
            Cell::from(self.arms.lai_robbins_slope()),
            Cell::estimate(1.0 - thompson.mean / whole, thompson.standard_error() / whole),
        ]))
    }
}

fn explain(given: &Given, row: &Row) -> String {
    let number = |place: usize| row.cells[place].number().unwrap_or(0.0);
    let (test, thompson) = (number(0), number(1));
    let gap = (given.number("p_a") - given.number("p_b")).abs();
    if gap == 0.0 {
        return "Both variants pay the same, so no choice between them costs anything.".into();
    }
    let m = given.number("etc_m");
    let fixed = gap * m;
    let one = |x| format::quantity(x, Unit::One);
    let test_part = if test - fixed > fixed {
        format!(
            "Of the test's {} lost conversions, {} come after it, from committing to the wrong variant too \
             often: it is too short",
            one(test),
            one(test - fixed),
        )
    } else {
        format!(
            "Of the test's {} lost conversions, {} are the users who had to see the worse variant while it \
             ran",
            one(test),
            one(fixed),
        )
    };
    let rest = if thompson < test {
        format!(
            "Thompson sampling loses {}, because it stops showing a variant as fast as it grows sure of it",
            one(thompson),
        )
    } else {
        format!(
            "Thompson sampling loses {}: over so few users there is not enough time to learn from",
            one(thompson),
        )
    };
    format!("{test_part}. {rest}.")
}

const fn errors(column: &'static str) -> Tolerance {
    Tolerance::StandardErrors { times: 4.0, column, or_relative: 0.0 }
}

/// Their cards.
pub const CARDS: &[Card] = &[Card {
    assumes: &[
        "Each user converts at once or never, independently, with a probability that does not change.",
        "There are two variants.",
        "The A/B test commits to whatever looks better at its end, without asking for significance.",
        "Policies are as in river 0.26.1: Thompson sampling begins with Beta(1, 1), UCB1 is $\\bar x + \\sqrt{2\\ln t/n}$, ε-greedy explores one time in ten and takes variant A while it knows nothing better.",
    ],
    holds: "Any payouts and horizons. The regret counts expected conversions, not those of one lucky run.",
    omits: &[
        "Payouts that change with the day, which mislead a bandit that has stopped looking.",
        "Conversions that arrive days later.",
        "What one wants to know besides the winner: a bandit's estimate of the worse arm is biased and poor.",
        "Users who come back and should see the same variant.",
    ],
    sources: &[
        "William R. Thompson. \"On the likelihood that one unknown probability exceeds another in view of the evidence of two samples.\" *Biometrika* 25, 1933.",
        "Tze Leung Lai and Herbert Robbins. \"Asymptotically efficient adaptive allocation rules.\" *Advances in Applied Mathematics* 6, 1985.",
        "Peter Auer, Nicolò Cesa-Bianchi and Paul Fischer. \"Finite-time analysis of the multiarmed bandit problem.\" *Machine Learning* 47, 2002.",
        "Tor Lattimore and Csaba Szepesvári. *Bandit Algorithms.* Cambridge University Press, 2020.",
    ],
    references: &[Reference {
        columns: &[
            ("ts_regret", errors("ts_stderr")),
            ("ucb_regret", errors("ucb_stderr")),
            ("eps_regret", errors("eps_stderr")),
            ("ts_stderr", Tolerance::Skip),
            ("ucb_stderr", Tolerance::Skip),
            ("eps_stderr", Tolerance::Skip),
        ],
        ..Reference::new(
            "bandit",
            "scipy 1.17.1: binom; river 0.26.1: bandit, 300 runs",
            Tolerance::Relative(1e-8),
        )
    }],
    ..Card::new("bandit", include_str!("CARD.md"))
}];
