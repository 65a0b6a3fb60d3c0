//! Static batches, which wait for their longest answer, beside batches that refill slot by slot.

use crate::base::format::{self, Unit};
use crate::base::math;
use crate::sim::card::{Card, Reference, Tolerance};
use crate::sim::control::{Accepts, Choice, Control};
use crate::sim::outcome::{PlotSpec, Quantity, ReadoutSpec};
use crate::sim::row::{Given, Impossible, Row};
use crate::sim::{How, Simulator, Spec};

pub(super) const SIMULATOR: Simulator = Simulator {
    spec: Spec {
        id: "continuous-batching",
        title: "Batches that wait for their longest answer",
        question: "What does it gain to refill a batch token by token?",
        summary: "A static batch keeps its slots until the longest of its answers is done; refilling \
                  each slot at once gains the ratio of the longest to the mean, which grows with the batch.",
        controls: CONTROLS,
        readouts: READOUTS,
        plots: &[
            PlotSpec::sweep("gain", "Gain against slots", (CONTROLS, 0), (READOUTS, 2)),
            PlotSpec::sweep(
                "efficiency",
                "Share of slots at work in a static batch",
                (CONTROLS, 0),
                (READOUTS, 1),
            ),
        ],
    },
    how: How::Formula { compute, explain },
};

const CONTROLS: &[Control] = &[
    Control::whole("B", "Slots", "Sequences that are decoded together.", 1.0, 512.0)
        .unit(Unit::Sequences)
        .starts(32.0)
        .logarithmic()
        .accepts(Accepts::Whole(1.0, 1e9)),
    Control::choice(
        "len_dist",
        "Lengths of answers",
        "How they spread: geometric has a long tail, uniform ends at twice the mean.",
        &[
            Choice { word: "geometric", label: "geometric" },
            Choice { word: "uniform", label: "uniform" },
        ],
    ),
    Control::number("mean_len_tokens", "Mean answer", "Tokens of an answer on average.", 1.0, 4000.0)
        .unit(Unit::Tokens)
        .steps_of(1.0)
        .starts(200.0)
        .logarithmic()
        .accepts(Accepts::Between(1.0, 1e9)),
    Control::number(
        "alpha_ms",
        "Fixed time of a step",
        "Time of a decoding step for a batch of any size: mostly reading the weights.",
        0.1,
        100.0,
    )
    .unit(Unit::Milliseconds)
    .steps_of(0.1)
    .starts(15.0)
    .logarithmic()
    .accepts(Accepts::NotNegative),
    Control::number(
        "beta_ms",
        "Time per slot",
        "What each slot adds to a step, whether anybody still wants its token or not.",
        0.01,
        10.0,
    )
    .unit(Unit::Milliseconds)
    .steps_of(0.01)
    .starts(0.1)
    .logarithmic()
    .accepts(Accepts::Positive),
];

const READOUTS: &[ReadoutSpec] = &[
    ReadoutSpec::new("mean_max_len", "Longest answer of a batch", Quantity::Latency)
        .unit(Unit::Tokens),
    ReadoutSpec::new("static_slot_efficiency", "Slots at work in a static batch", Quantity::Load)
        .unit(Unit::Share)
        .more()
        .main(),
    ReadoutSpec::new(
        "continuous_over_static_throughput",
        "Gain of refilling at once",
        Quantity::Throughput,
    )
    .unit(Unit::Times)
    .more()
    .main(),
    ReadoutSpec::new("static_tokens_per_s", "Tokens, static", Quantity::Throughput)
        .unit(Unit::EachSecond)
        .more(),
    ReadoutSpec::new("continuous_tokens_per_s", "Tokens, refilled at once", Quantity::Throughput)
        .unit(Unit::EachSecond)
        .more()
        .main(),
];

/// How long answers are, in tokens.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Lengths {
    /// Each token is the last with the same probability; 1 and up with this mean.
    Geometric {
        /// Tokens.
        mean: f64,
    },
    /// 1 to this number of tokens, each as likely.
    Uniform {
        /// Tokens.
        most: f64,
    },
}

impl Lengths {
    pub(super) fn mean(&self) -> f64 {
        match *self {
            Self::Geometric { mean } => mean,
            Self::Uniform { most } => 0.5 * (most + 1.0),
        }
    }

    /// The mean of the largest of so many lengths: the sum over k of the probability that it is above
    /// k. Relative error below 1e-12.
    pub(super) fn mean_of_largest(&self, slots: f64) -> f64 {
        match *self {
            Self::Geometric { mean } => largest_geometric(mean, slots),
            Self::Uniform { most } => largest_uniform(most, slots),
        }
    }
}

/// Below this mean the sum is short; above it its integral is exact (see `largest_geometric`).
const SHORT: f64 = 32.0;
/// Terms of the sum below this share of the whole are not worth adding.
const NEGLIGIBLE: f64 = 1e-18;

/// `Σ 1 − (1 − q^k)^B` with `q = 1 − 1/mean`.
///
/// As a function of k the summand has no odd derivative at 0 of an order below B, so for a long sum the
/// Euler-Maclaurin formula ends after `H_B / −ln q + ½`. Up to eight slots the binomial sum is as exact;
/// beyond them its alternating terms would cancel.
fn largest_geometric(mean: f64, slots: f64) -> f64 {
    if mean == 1.0 {
        return 1.0;
    }
    let decay = -math::log1p(-1.0 / mean);
    if slots <= 8.0 {
        let slots = slots as u32;
        let (mut choose, mut sum) = (1.0, 0.0);
        for j in 1..=slots {
            choose *= -f64::from(slots + 1 - j) / f64::from(j);
            sum += choose / math::expm1(-f64::from(j) * decay);
        }
        return sum;
    }
    if mean >= SHORT {
        return harmonic(slots) / decay + 0.5;
    }
    let mut sum = 0.0;
    for k in 0_u32.. {
        let longer = math::exp(-f64::from(k) * decay);
        let term = -math::expm1(slots * math::log1p(-longer));
        sum += term;
        if term < NEGLIGIBLE * sum {
            break;
        }
    }
    sum
}

/// `1 + ½ + ⅓ + … + 1/n`; DLMF 5.11.2 where the sum would be long.
fn harmonic(n: f64) -> f64 {
    const EULER: f64 = 0.577_215_664_901_532_9;
    if n <= 64.0 {
        return (1..=n as u32).map(|i| 1.0 / f64::from(i)).sum();
    }
    let square = 1.0 / (n * n);
    let tail = square * (1.0 / 12.0 - square * (1.0 / 120.0 - square / 252.0));
    math::ln(n) + EULER + 0.5 / n - tail
}

/// `n − Σ (k/n)^B` over k below n, from the largest term down, or by Euler-Maclaurin where the power
/// changes so slowly that the sum would be long.
fn largest_uniform(most: f64, slots: f64) -> f64 {
    if slots < most / 100.0 {
        let (b, n) = (slots, most);
        // A derivative of the order of the power is the same at both ends, and cancels.
        let first = if b == 1.0 { 0.0 } else { b / (12.0 * n) };
        let third =
            if b == 3.0 { 0.0 } else { b * (b - 1.0) * (b - 2.0) / (720.0 * n * n * n) };
        return n - (n / (b + 1.0) - 0.5 + first - third);
    }
    let mut shorter = 0.0;
    for below in 1..most as u64 {
        let term = math::exp(slots * math::log1p(-(below as f64) / most));
        shorter += term;
        if term < NEGLIGIBLE {
            break;
        }
    }
    most - shorter
}

fn lengths(given: &Given) -> Result<Lengths, Impossible> {
    let mean = given.number("mean_len_tokens");
    if given.text("len_dist") == "geometric" {
        return Ok(Lengths::Geometric { mean });
    }
    if (2.0 * mean).fract() != 0.0 {
        let why = "must be a whole number or a half for uniform lengths, which end at twice it less one";
        return Err(Impossible::new("mean_len_tokens", why));
    }
    Ok(Lengths::Uniform { most: 2.0 * mean - 1.0 })
}

fn compute(given: &Given) -> Result<Row, Impossible> {
    let (lengths, slots) = (lengths(given)?, given.number("B"));
    let (mean, longest) = (lengths.mean(), lengths.mean_of_largest(slots));
    let step = 1e-3 * (given.number("alpha_ms") + given.number("beta_ms") * slots);
    let full = slots / step;
    Ok(Row::numbers([longest, mean / longest, longest / mean, full * mean / longest, full]))
}

fn explain(given: &Given, row: &Row) -> String {
    let number = |place: usize| row.cells[place].number().unwrap_or_default();
    let slots = given.number("B");
    if slots == 1.0 {
        return "With a single slot nobody waits for anybody: both ways are the same.".into();
    }
    let quantity = format::quantity;
    let idle = 1.0 - number(1);
    if idle == 0.0 {
        return "All answers have a single token, so nobody waits for a longer one.".into();
    }
    let tail = if given.text("len_dist") == "geometric" {
        "with every doubling of the batch the longest answer grows by about seven tenths of the mean"
    } else {
        "no answer is longer than twice the mean, so refilling can gain a factor of two and no more"
    };
    format!(
        "Answers have {} on average but the longest of {} has {}: until it ends, {} of the slots' steps \
         make tokens that nobody wants, and {tail}.",
        quantity(given.number("mean_len_tokens"), Unit::Tokens),
        format::setting(slots, Unit::One),
        quantity(number(0), Unit::Tokens),
        quantity(idle, Unit::Share),
    )
}

pub(super) const CARD: Card = Card {
    assumes: &[
        "Somebody always waits, so a free slot is refilled at the next step.",
        "Lengths are independent and not known in advance.",
        "A step takes $\\alpha + \\beta B$, as long for a finished slot as for a busy one.",
    ],
    holds: "Saturated decoding. Where arrivals leave slots free, refilling helps latency first: nobody \
            waits for a batch to end.",
    omits: &[
        "Reading the prompts, which interrupts decoding unless it is cut into chunks.",
        "The memory of the cache, which may allow fewer slots than were asked for.",
        "Sorting requests by an estimate of their length, which static batches can do.",
    ],
    sources: &[
        "Gyeong-In Yu et al. \"Orca: A distributed serving system for transformer-based generative \
         models.\" *OSDI*, 2022.",
        "Woosuk Kwon et al. \"Efficient memory management for large language model serving with \
         PagedAttention.\" *SOSP*, 2023. [arXiv:2309.06180](https://arxiv.org/abs/2309.06180)",
        "Amey Agrawal et al. \"Taming throughput-latency tradeoff in LLM inference with \
         Sarathi-Serve.\" *OSDI*, 2024. [arXiv:2403.02310](https://arxiv.org/abs/2403.02310)",
    ],
    references: &[Reference::new(
        "continuous_batching",
        "scipy 1.17.1: sums of the survival of order statistics",
        Tolerance::Relative(1e-6),
    )],
    ..Card::new("continuous-batching", include_str!("continuous_batching.md"))
};
