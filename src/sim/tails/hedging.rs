//! A second request to another replica when the first is late.

use crate::base::quadrature::{Tolerance as Digits, adaptive};
use crate::base::{normal, roots};
use crate::sim::card::{Card, Reference, Tolerance};
use crate::sim::control::{Accepts, Choice, Control};
use crate::sim::outcome::{PlotSpec, Quantity, ReadoutSpec};
use crate::sim::row::{Given, Impossible, Row};
use crate::sim::{How, Simulator, Spec};
use crate::base::format::{self, Unit};
use crate::base::math;

/// The simulator.
pub const SIMULATOR: Simulator = Simulator {
    spec: Spec {
        id: "hedging",
        title: "Hedged requests",
        question: "When should a late request be sent again, and what does that cost?",
        summary: "A backup request after a delay takes the faster of two answers: the tail falls \
                  for a few per cent of extra load.",
        controls: CONTROLS,
        readouts: READOUTS,
        plots: &[
            PlotSpec::sweep("tail", "p99.9 against the delay", (CONTROLS, 4), (READOUTS, 3)).logarithmic(),
            PlotSpec::sweep("load", "Extra load against the delay", (CONTROLS, 4), (READOUTS, 0)),
        ],
    },
    how: How::Formula { compute, explain },
};

const CONTROLS: &[Control] = &[
    Control::choice(
        "dist",
        "Latency of a replica",
        "How the latency of one replica is spread.",
        &[
            Choice { word: "lognormal", label: "one hump with a tail (lognormal)" },
            Choice { word: "bimodal", label: "mostly fast, sometimes slow (two exponentials)" },
        ],
    ),
    Control::number(
        "median_or_fast_ms",
        "Median, or mean of the fast mode",
        "The median of a lognormal latency; of a bimodal one, the mean when it is fast.",
        1.0,
        200.0,
    )
    .unit(Unit::Milliseconds)
    .steps_of(0.5)
    .starts(10.0)
    .logarithmic()
    .accepts(Accepts::Positive),
    Control::number(
        "sigma_or_pslow",
        "Spread, or share of slow answers",
        "The standard deviation of the logarithm; of a bimodal latency, the share that is slow.",
        0.0,
        2.0,
    )
    .steps_of(0.01)
    .starts(0.8)
    .accepts(Accepts::Between(0.0, 10.0)),
    Control::number(
        "slow_ms",
        "Mean of the slow mode",
        "The mean latency when a replica is slow; only for a bimodal latency.",
        0.0,
        5000.0,
    )
    .unit(Unit::Milliseconds)
    .steps_of(1.0)
    .starts(300.0)
    .zero_then_logarithmic(10_000)
    .accepts(Accepts::NotNegative),
    Control::number(
        "hedge_delay_ms",
        "Delay before the backup",
        "How long to wait for the first answer before asking a second replica.",
        1.0,
        1000.0,
    )
    .unit(Unit::Milliseconds)
    .steps_of(0.5)
    .starts(30.0)
    .logarithmic()
    .accepts(Accepts::NotNegativeOrNever),
];

const fn latency(key: &'static str, label: &'static str) -> ReadoutSpec {
    ReadoutSpec::new(key, label, Quantity::Latency).unit(Unit::Milliseconds).less()
}

const READOUTS: &[ReadoutSpec] = &[
    ReadoutSpec::new("extra_load", "Extra requests", Quantity::Cost).unit(Unit::Share).less().main(),
    latency("p50_ms", "p50"),
    latency("p99_ms", "p99").main(),
    latency("p999_ms", "p99.9").main(),
    latency("mean_ms", "Mean"),
];

/// How the latency of one replica is spread, in milliseconds.
#[derive(Debug, Clone, Copy)]
pub enum Latency {
    /// By its median and the standard deviation of its logarithm.
    Lognormal(f64, f64),
    /// Two exponential modes.
    Bimodal {
        /// Mean of the fast one.
        fast: f64,
        /// Mean of the slow one.
        slow: f64,
        /// Probability of the slow one.
        share: f64,
    },
}

impl Latency {
    /// Probability that an answer takes longer than `t`.
    #[must_use]
    pub fn survival(&self, t: f64) -> f64 {
        if t <= 0.0 {
            return 1.0;
        }
        match *self {
            Self::Lognormal(median, sigma) if sigma == 0.0 => f64::from(u8::from(t < median)),
            Self::Lognormal(median, sigma) => normal::survival(math::ln(t / median) / sigma),
            Self::Bimodal { fast, slow, share } => {
                let slow = if slow > 0.0 { share * math::exp(-t / slow) } else { 0.0 };
                (1.0 - share) * math::exp(-t / fast) + slow
            }
        }
    }

    /// Mean latency without a backup.
    fn mean(&self) -> f64 {
        match *self {
            Self::Lognormal(median, sigma) => median * math::exp(0.5 * sigma * sigma),
            Self::Bimodal { fast, slow, share } => (1.0 - share) * fast + share * slow,
        }
    }
}

/// The faster of a request and of its backup, which is sent after a delay to an independent replica.
#[derive(Debug, Clone, Copy)]
pub struct Hedged {
    /// Of one replica.
    pub latency: Latency,
    /// In milliseconds; infinite for no backup.
    pub delay: f64,
}

impl Hedged {
    /// The share of requests that send a backup.
    #[must_use]
    pub fn extra_load(&self) -> f64 {
        self.latency.survival(self.delay)
    }

    /// Probability that neither has answered by `t`: S(t), and S(t) S(t − d) from the delay on.
    #[must_use]
    pub fn survival(&self, t: f64) -> f64 {
        let first = self.latency.survival(t);
        if t < self.delay { first } else { first * self.latency.survival(t - self.delay) }
    }

    /// What a share `p` of the requests does not exceed.
    #[must_use]
    pub fn quantile(&self, p: f64) -> f64 {
        let late = |t: f64| self.survival(t) - (1.0 - p);
        let mut high = self.latency.mean();
        while late(high) > 0.0 {
            high *= 2.0;
        }
        roots::brent(late, 0.0, high, 0.0).unwrap_or(high)
    }

    /// The mean, as the integral of the survival function. After the delay it is taken over the
    /// logarithm of the time, where a long tail is short.
    #[must_use]
    pub fn mean(&self) -> f64 {
        let whole = self.latency.mean();
        if self.delay == f64::INFINITY {
            return whole;
        }
        let scaled = |u: f64| self.survival(math::exp(u)) * math::exp(u);
        let start = math::ln(whole) - 40.0;
        let (until, end) = (math::ln(self.delay).max(start), math::ln(whole + self.delay) + 12.0);
        let digits = Digits { absolute: 1e-300, relative: 1e-10 };
        let part = |from, to| adaptive(scaled, from, to, digits).value;
        part(start, until) + part(until, end.max(until + 12.0))
    }
}

fn compute(given: &Given) -> Result<Row, Impossible> {
    let (first, second) = (given.number("median_or_fast_ms"), given.number("sigma_or_pslow"));
    let latency = if given.text("dist") == "lognormal" {
        Latency::Lognormal(first, second)
    } else {
        if second > 1.0 {
            let why = "is a share of slow answers here and must be at most 1";
            return Err(Impossible::new("sigma_or_pslow", why));
        }
        let slow = given.number("slow_ms");
        if slow <= 0.0 {
            return Err(Impossible::new("slow_ms", "must be above 0 for a bimodal latency"));
        }
        Latency::Bimodal { fast: first, slow, share: second }
    };
    let hedged = Hedged { latency, delay: given.number("hedge_delay_ms") };
    Ok(Row::numbers([
        hedged.extra_load(),
        hedged.quantile(0.5),
        hedged.quantile(0.99),
        hedged.quantile(0.999),
        hedged.mean(),
    ]))
}

fn explain(given: &Given, row: &Row) -> String {
    let Ok(alone) = compute(&given.with(4, f64::INFINITY)) else {
        return "There is no latency to speak of.".into();
    };
    let p999 = |row: &Row| row.cells[3].number().unwrap_or(0.0);
    let extra = row.cells[0].number().unwrap_or(0.0);
    format!(
        "Without a backup p99.9 would be {}; with one it is {}, because both replicas must be slow \
         at once. It costs {} more requests: those that are still waiting when the delay is over.",
        format::quantity(p999(&alone), Unit::Milliseconds),
        format::quantity(p999(row), Unit::Milliseconds),
        format::percent(extra),
    )
}

/// Its card.
pub const CARD: Card = Card {
    assumes: &[
        "The two replicas are slow independently of one another.",
        "The backup starts from nothing and finds no queue of its own making.",
        "The first answer counts; the other request is not cancelled in time to save work.",
    ],
    holds: "A fleet with capacity to spare. Near saturation the extra requests lengthen the queues that they are meant to avoid.",
    omits: &[
        "The load that backups add to the replicas.",
        "Tied requests, where the two replicas know of each other and the loser is cancelled.",
        "Calls that must not be made twice.",
    ],
    sources: &[
        "Jeffrey Dean and Luiz André Barroso. \"The tail at scale.\" *Communications of the ACM* 56(2), 2013.",
        "Ashish Vulimiri et al. \"Low latency via redundancy.\" CoNEXT 2013.",
    ],
    references: &[Reference::new(
        "hedging",
        "scipy 1.17.1: root of the survival function, checked by two million samples",
        Tolerance::Relative(1e-6),
    )],
    ..Card::new("hedging", include_str!("hedging.md"))
};
