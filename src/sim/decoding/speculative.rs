//! Speculative decoding: a cheap model guesses some tokens, the large one checks them all in one run.

use crate::base::format::{self, Unit};
use crate::base::math;
use crate::sim::card::{Card, Published, Reference, Tolerance};
use crate::sim::control::{Accepts, Control};
use crate::sim::outcome::{PlotSpec, Quantity, ReadoutSpec};
use crate::sim::row::{Given, Impossible, Row};
use crate::sim::{How, Simulator, Spec};

pub(super) const SIMULATOR: Simulator = Simulator {
    spec: Spec {
        id: "speculative",
        title: "Guessing ahead",
        question: "How many tokens should a small model guess before the large one checks?",
        summary: "Guesses that are accepted save runs of the large model, and the first wrong one \
                  throws the rest away: there is a best length, and extra work is its price.",
        controls: CONTROLS,
        readouts: READOUTS,
        plots: &[
            PlotSpec::sweep("speedup", "Speed-up against guesses", (CONTROLS, 0), (READOUTS, 1)),
            PlotSpec::sweep("work", "Operations against guesses", (CONTROLS, 0), (READOUTS, 2)),
        ],
    },
    how: How::Formula { compute, explain },
};

const CONTROLS: &[Control] = &[
    Control::whole("gamma", "Guesses", "Tokens that are guessed before a check.", 1.0, 20.0)
        .unit(Unit::Tokens)
        .starts(5.0)
        .accepts(Accepts::Whole(0.0, 1e9)),
    Control::number(
        "alpha",
        "Accepted",
        "The share of guesses that the large model would have made too.",
        0.0,
        1.0,
    )
    .unit(Unit::Share)
    .steps_of(0.01)
    .starts(0.8)
    .accepts(Accepts::Share),
    Control::number(
        "c",
        "Time of a guess",
        "Time of a step of the small model, as a share of a run of the large one.",
        0.0,
        0.5,
    )
    .unit(Unit::Share)
    .steps_of(0.01)
    .starts(0.05)
    .accepts(Accepts::NotNegative),
    Control::number(
        "c_hat",
        "Operations of a guess",
        "Operations of the small model per token, as a share of those of the large one.",
        0.0,
        0.5,
    )
    .unit(Unit::Share)
    .steps_of(0.01)
    .starts(0.05)
    .accepts(Accepts::NotNegative),
];

const READOUTS: &[ReadoutSpec] = &[
    ReadoutSpec::new("expected_tokens", "Tokens per run of the large model", Quantity::Throughput)
        .unit(Unit::Tokens)
        .more(),
    ReadoutSpec::new("speedup", "Speed-up", Quantity::Throughput).unit(Unit::Times).more().main(),
    ReadoutSpec::new("ops_factor", "Operations per token", Quantity::Cost)
        .unit(Unit::Times)
        .less()
        .main(),
    ReadoutSpec::new("best_gamma", "Best number of guesses", Quantity::Throughput)
        .unit(Unit::Tokens)
        .main(),
    ReadoutSpec::new("best_speedup", "Speed-up with the best number", Quantity::Throughput)
        .unit(Unit::Times)
        .more(),
];

/// The longest guess that the search for the best considers.
const LONGEST: usize = 100;

/// A small model that guesses for a large one (Leviathan, Kalman and Matias 2023).
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Drafting {
    /// The probability that a guess is accepted, for each independently.
    pub(super) accepted: f64,
    /// A step of the small model in runs of the large one.
    pub(super) time: f64,
}

impl Drafting {
    /// Tokens that one run of the large model yields: the guesses up to the first wrong one, and one of
    /// its own (equation 1).
    pub(super) fn tokens(&self, guesses: f64) -> f64 {
        let wrong = 1.0 - self.accepted;
        if wrong == 0.0 {
            return guesses + 1.0;
        }
        // Where nearly all are accepted, 1 − α^(γ+1) would cancel.
        -math::expm1((guesses + 1.0) * math::log1p(-wrong)) / wrong
    }

    /// How many times faster than without guesses (theorem 3.8).
    pub(super) fn speedup(&self, guesses: f64) -> f64 {
        self.tokens(guesses) / (guesses * self.time + 1.0)
    }

    /// The number of guesses up to [`LONGEST`] that is fastest, and its speed-up; 0 and 1 where none
    /// gains anything. Among equals the fewest.
    ///
    /// If guesses cost nothing, more of them always gain, in the end less than double precision holds.
    /// Which length is the last to gain is then a matter of how the mean of the accepted guesses is
    /// added up: here the terms by eight interleaved sums, as numerical libraries do.
    pub(super) fn best(&self) -> (f64, f64) {
        let wrong = 1.0 - self.accepted;
        let terms: Vec<f64> = (1..=LONGEST)
            .map(|k| k as f64 * (math::pow(1.0 - wrong, (k - 1) as f64) * wrong))
            .collect();
        let mut best = (0.0, 1.0);
        for guesses in 1..=LONGEST {
            let all = math::exp(guesses as f64 * math::log1p(-wrong));
            let tokens = interleaved_sum(&terms[..guesses]) + (guesses + 1) as f64 * all;
            let speedup = tokens / (guesses as f64 * self.time + 1.0);
            if speedup > best.1 {
                best = (guesses as f64, speedup);
            }
        }
        best
    }
}

/// A sum in eight interleaved parts, which rounds less than one after another.
fn interleaved_sum(terms: &[f64]) -> f64 {
    let (blocks, rest) = terms.as_chunks::<8>();
    let whole = blocks.iter().copied().reduce(|mut sums, block| {
        sums.iter_mut().zip(block).for_each(|(sum, term)| *sum += term);
        sums
    });
    let whole = whole.map_or(0.0, |s| {
        ((s[0] + s[1]) + (s[2] + s[3])) + ((s[4] + s[5]) + (s[6] + s[7]))
    });
    rest.iter().fold(whole, |sum, term| sum + term)
}

fn drafting(given: &Given) -> Drafting {
    Drafting { accepted: given.number("alpha"), time: given.number("c") }
}

fn compute(given: &Given) -> Result<Row, Impossible> {
    let (drafting, guesses) = (drafting(given), given.number("gamma"));
    let tokens = drafting.tokens(guesses);
    // Theorem 3.11: all guesses are checked, whether they count or not.
    let operations = (guesses * given.number("c_hat") + guesses + 1.0) / tokens;
    let (best, speedup) = drafting.best();
    Ok(Row::numbers([tokens, drafting.speedup(guesses), operations, best, speedup]))
}

fn explain(given: &Given, row: &Row) -> String {
    let (drafting, guesses) = (drafting(given), given.number("gamma"));
    let number = |place: usize| row.cells[place].number().unwrap_or_default();
    let share = |x| format::quantity(x, Unit::Share);
    if drafting.accepted <= drafting.time {
        return format!(
            "A guess takes {} of a run and saves one in {} of cases at best, so no number of guesses \
             gains anything: the small model must be cheaper, or agree more often.",
            share(drafting.time),
            share(drafting.accepted),
        );
    }
    let all = math::pow(drafting.accepted, guesses);
    let times = |x| format::quantity(x, Unit::Times);
    if guesses == 0.0 {
        return "Without guesses each run of the large model makes one token.".into();
    }
    let tokens = if guesses == 1.0 {
        "The guess is".into()
    } else {
        format!("All {} are", format::setting(guesses, Unit::Tokens))
    };
    let advice = if guesses < number(3) {
        "a longer guess would still gain"
    } else if guesses > number(3) {
        "a shorter guess would waste less"
    } else {
        "this is the best length"
    };
    format!(
        "{tokens} accepted in {} of the runs; any others keep what came before the first wrong guess, and \
         pay for everything after it: {} the operations for {} the speed, and {advice}.",
        share(all),
        times(number(2)),
        times(number(1)),
    )
}

const fn row(
    source: &'static str,
    given: &'static [(&'static str, &'static str)],
    output: &'static str,
    value: f64,
) -> Published {
    Published { source, given, output, value, tolerance: Tolerance::Absolute(0.005) }
}

const FIVE: &[(&str, &str)] = &[("alpha", "0.8"), ("gamma", "5"), ("c", "0"), ("c_hat", "0")];
const TEN: &[(&str, &str)] = &[("alpha", "0.9"), ("gamma", "10"), ("c", "0"), ("c_hat", "0")];
const BIGRAM: &[(&str, &str)] = &[("alpha", "0.2"), ("gamma", "3"), ("c", "0"), ("c_hat", "0")];

pub(super) const CARD: Card = Card {
    assumes: &[
        "Each guess is accepted with the same probability, whatever came before it.",
        "Checking several tokens takes as long as making one: the large model waits for memory.",
        "The small model runs before the large one, not beside it.",
    ],
    holds: "Small batches, where decoding waits for memory. In large batches the check itself takes \
            longer, and guessing can cost throughput.",
    omits: &[
        "That acceptance depends on the text: code and quotations are easy, and so are short words.",
        "Trees of guesses, and guesses by further heads of the large model itself.",
        "The memory that the small model takes from the batch.",
    ],
    sources: &[
        "Yaniv Leviathan, Matan Kalman, Yossi Matias. \"Fast inference from transformers via \
         speculative decoding.\" *ICML*, 2023. [arXiv:2211.17192](https://arxiv.org/abs/2211.17192)",
        "Charlie Chen et al. \"Accelerating large language model decoding with speculative \
         sampling.\" 2023. [arXiv:2302.01318](https://arxiv.org/abs/2302.01318)",
    ],
    references: &[Reference::new(
        "speculative",
        "scipy 1.17.1: the mean of the capped geometric law, term by term, and a search for the best length",
        Tolerance::Relative(1e-9),
    )],
    published: &[
        row("Leviathan et al. 2023: α = 0.8, γ = 5, operations", FIVE, "ops_factor", 1.63),
        row("Leviathan et al. 2023: α = 0.8, γ = 5, speed", FIVE, "speedup", 3.69),
        row("Leviathan et al. 2023: α = 0.9, γ = 10, operations", TEN, "ops_factor", 1.60),
        row("Leviathan et al. 2023: α = 0.9, γ = 10, speed", TEN, "speedup", 6.86),
        row("Leviathan et al. 2023: a bigram model, α = 0.2, γ = 3, speed", BIGRAM, "speedup", 1.25),
    ],
    ..Card::new("speculative", include_str!("speculative.md"))
};
