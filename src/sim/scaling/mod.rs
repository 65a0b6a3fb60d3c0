//! Scaling laws: how to spend a budget of compute on parameters and tokens.

use super::card::{Card, Reference, Tolerance};
use super::control::{Accepts, Choice, Control};
use super::outcome::{PlotSpec, Quantity, ReadoutSpec};
use super::row::{Given, Impossible, Row};
use super::{How, Simulator, Spec};
use crate::base::format::{self, Unit};
use crate::base::{math, roots};

#[cfg(test)]
mod tests;

/// The simulators of this folder.
pub const SIMULATORS: &[&Simulator] = &[&SIMULATOR];

const SIMULATOR: Simulator = Simulator {
    spec: Spec {
        id: "chinchilla",
        title: "A model as large as its data",
        question: "Given so much compute, how large a model should be trained on how many tokens?",
        summary: "Loss falls with parameters and with tokens, and compute is their product: the best \
                  size follows, and a model that will serve many tokens should be smaller.",
        controls: CONTROLS,
        readouts: READOUTS,
        plots: &[
            PlotSpec::sweep("loss", "Least loss against compute", (CONTROLS, 0), (READOUTS, 3)),
            PlotSpec::sweep(
                "ratio",
                "Tokens per parameter against compute",
                (CONTROLS, 0),
                (READOUTS, 2),
            ),
        ],
    },
    how: How::Formula { compute, explain },
};

const CONTROLS: &[Control] = &[
    Control::number("compute_flop", "Compute", "Operations of the training.", 1e17, 1e28)
        .unit(Unit::Flop)
        .steps_of(1e16)
        .starts(5.76e23)
        .logarithmic()
        .accepts(Accepts::Positive),
    Control::choice(
        "fit",
        "Constants",
        "The law as Hoffmann et al. printed it in 2022, or refitted to their points by Besiroglu et al. in \
         2024.",
        &[
            Choice { word: "besiroglu", label: "Besiroglu et al. 2024" },
            Choice { word: "hoffmann", label: "Hoffmann et al. 2022" },
        ],
    ),
    Control::number(
        "served_tokens",
        "Tokens to serve",
        "Tokens that the model will read and write over its life.",
        0.0,
        1e16,
    )
    .unit(Unit::Tokens)
    .steps_of(1e9)
    .starts(1e12)
    .zero_then_logarithmic(1_000_000_000)
    .accepts(Accepts::NotNegative),
];

const fn loss(key: &'static str, label: &'static str) -> ReadoutSpec {
    ReadoutSpec::new(key, label, Quantity::Quality).unit(Unit::Nats).less()
}

const READOUTS: &[ReadoutSpec] = &[
    ReadoutSpec::new("n_opt", "Best size", Quantity::Cost).unit(Unit::Parameters).main(),
    ReadoutSpec::new("d_opt", "Tokens for it", Quantity::Cost).unit(Unit::Tokens),
    ReadoutSpec::new("tokens_per_param", "Tokens per parameter", Quantity::Load).main(),
    loss("loss_opt", "Loss per token").main(),
    loss("loss_half_size", "Loss with half the size"),
    loss("loss_fixed_7b", "Loss with 7 billion parameters"),
    ReadoutSpec::new("n_served", "Best size, serving counted", Quantity::Cost)
        .unit(Unit::Parameters)
        .main(),
    ReadoutSpec::new("saved_share", "Compute saved by it", Quantity::Cost).unit(Unit::Share).more(),
];

/// `L = E + A N^(−α) + B D^(−β)` nats per token, for N parameters and D tokens.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Law {
    /// E: the loss that nothing removes.
    least: f64,
    /// A and α.
    size: (f64, f64),
    /// B and β.
    data: (f64, f64),
}

/// Hoffmann et al. 2022, approach 3, as printed.
const HOFFMANN: Law = Law { least: 1.69, size: (406.4, 0.34), data: (410.7, 0.28) };
/// Besiroglu et al. 2024.
const BESIROGLU: Law = Law { least: 1.8172, size: (482.01, 0.3478), data: (2085.43, 0.3658) };

/// Operations per parameter and token: 2 forwards and 4 backwards (Kaplan et al. 2020).
const TRAINING: f64 = 6.0;
const SERVING: f64 = 2.0;

impl Law {
    /// The loss of a size with all tokens that the compute allows.
    fn loss(&self, compute: f64, size: f64) -> f64 {
        let tokens = compute / TRAINING / size;
        self.least
            + self.size.0 * math::pow(size, -self.size.1)
            + self.data.0 * math::pow(tokens, -self.data.1)
    }

    /// The size of the least loss for a compute: Hoffmann et al. 2022, equation 4.
    fn best(&self, compute: f64) -> f64 {
        let ((a, alpha), (b, beta)) = (self.size, self.data);
        let both = alpha + beta;
        math::pow(alpha * a / (beta * b), 1.0 / both) * math::pow(compute / TRAINING, beta / both)
    }

    /// The tokens after which a size reaches a loss; infinite if it never does.
    fn tokens(&self, size: f64, loss: f64) -> f64 {
        let left = loss - self.least - self.size.0 * math::pow(size, -self.size.1);
        if left > 0.0 { math::pow(left / self.data.0, -1.0 / self.data.1) } else { f64::INFINITY }
    }

    /// Of all sizes that reach the loss of the best one, that which takes the least compute for
    /// training and serving, and that compute. Never larger than the best for training alone.
    fn served(&self, compute: f64, tokens: f64) -> (f64, f64) {
        let best = self.best(compute);
        let loss = self.loss(compute, best);
        let total = |size: f64| {
            TRAINING * size * self.tokens(size, loss) + SERVING * size * tokens
        };
        // No smaller size reaches the loss, however long it is trained.
        let least = math::pow((loss - self.least) / self.size.0, -1.0 / self.size.1);
        let of = |x: f64| total(math::exp(x));
        let (place, smallest) = roots::minimise(of, math::ln(least), math::ln(best), 1e-9);
        if smallest < total(best) { (math::exp(place), smallest) } else { (best, total(best)) }
    }
}

fn law(given: &Given) -> Law {
    if given.text("fit") == "hoffmann" { HOFFMANN } else { BESIROGLU }
}

fn compute(given: &Given) -> Result<Row, Impossible> {
    let (law, compute) = (law(given), given.number("compute_flop"));
    let served = given.number("served_tokens");
    let best = law.best(compute);
    let tokens = compute / TRAINING / best;
    let (size, total) = law.served(compute, served);
    let unserved = compute + SERVING * best * served;
    Ok(Row::numbers([
        best,
        tokens,
        tokens / best,
        law.loss(compute, best),
        law.loss(compute, 0.5 * best),
        law.loss(compute, 7e9),
        size,
        (1.0 - total / unserved).max(0.0),
    ]))
}

fn explain(given: &Given, row: &Row) -> String {
    let number = |place: usize| row.cells[place].number().unwrap_or_default();
    let (law, quantity) = (law(given), format::quantity);
    let (of_size, of_data) = (
        law.size.0 * math::pow(number(0), -law.size.1),
        law.data.0 * math::pow(number(1), -law.data.1),
    );
    let first = format!(
        "At the best size {} nat of the loss are for want of parameters and {} for want of tokens: half \
         the size with twice the tokens costs only {} more",
        format::number(of_size, 3),
        format::number(of_data, 3),
        quantity(number(4) - number(3), Unit::Nats),
    );
    let served = given.number("served_tokens");
    if served == 0.0 || number(7) < 0.0005 {
        return format!("{first}.");
    }
    format!(
        "{first}. Serving {} with it takes {} the compute of its training, so {}, trained for longer to \
         the same loss, save {} in all.",
        tokens(served),
        quantity(SERVING * number(0) * served / given.number("compute_flop"), Unit::Times),
        quantity(number(6), Unit::Parameters),
        quantity(number(7), Unit::Share),
    )
}

/// Tokens in thousands of millions, where there are many.
fn tokens(count: f64) -> String {
    let (scale, name) = if count >= 1e12 { (1e12, "T") } else { (1e9, "B") };
    format!("{}\u{202f}{name} tokens", format::number(count / scale, 3))
}

/// Their cards.
pub const CARDS: &[Card] = &[Card {
    assumes: &[
        "Training takes six operations per parameter and token, serving two.",
        "Every token is new, and as good as any other.",
        "The learning rate falls over exactly these tokens, and the model is dense.",
    ],
    holds: "Fitted between 44 million and 16 billion parameters; beyond that it is extrapolated. The \
            constants that Hoffmann et al. print are rounded, and do not give the table of their own \
            paper: 93 instead of about 20 tokens per parameter at $5.76\\cdot10^{23}$ operations.",
    omits: &[
        "Repeated data, whose later passes teach less.",
        "How the quality of data, the tokeniser and the architecture move the constants.",
        "What a loss is worth on a task, and that serving has other costs than operations.",
    ],
    sources: &[
        "Jordan Hoffmann et al. \"Training compute-optimal large language models.\" *NeurIPS*, 2022. \
         [arXiv:2203.15556](https://arxiv.org/abs/2203.15556)",
        "Tamay Besiroglu et al. \"Chinchilla scaling: A replication attempt.\" 2024. \
         [arXiv:2404.10102](https://arxiv.org/abs/2404.10102)",
        "Jared Kaplan et al. \"Scaling laws for neural language models.\" 2020. \
         [arXiv:2001.08361](https://arxiv.org/abs/2001.08361)",
        "Nikhil Sardana et al. \"Beyond Chinchilla-optimal: Accounting for inference in language model \
         scaling laws.\" *ICML*, 2024. [arXiv:2401.00448](https://arxiv.org/abs/2401.00448)",
    ],
    references: &[Reference {
        columns: &[
            ("loss_opt", Tolerance::Relative(1e-9)),
            ("loss_half_size", Tolerance::Relative(1e-9)),
            ("loss_fixed_7b", Tolerance::Relative(1e-9)),
        ],
        ..Reference::new(
            "chinchilla",
            "scipy 1.17.1: the loss minimised over the logarithm of the size",
            Tolerance::Relative(1e-5),
        )
    }],
    ..Card::new("chinchilla", include_str!("CARD.md"))
}];
