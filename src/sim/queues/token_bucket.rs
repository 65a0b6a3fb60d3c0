//! A token bucket: how large a burst one lets through, and what is refused.

use super::{constant_service, rarely};
use crate::base::format::Unit;
use crate::sim::card::{Card, Published, Reference, Tolerance};
use crate::sim::control::{Accepts, Control};
use crate::sim::outcome::{PlotSpec, Quantity, ReadoutSpec};
use crate::sim::row::{Given, Impossible, Row};
use crate::sim::{How, Simulator, Spec};

pub(super) const SIMULATOR: Simulator = Simulator {
    spec: Spec {
        id: "token-bucket",
        title: "A rate limit with a bucket",
        question: "How large must a bucket be so that honest traffic is not refused, and does that let an abuser through?",
        summary: "A token bucket refuses what exceeds a rate for longer than a burst: its size \
                  decides for traffic near the limit, and hardly matters far above it.",
        controls: CONTROLS,
        readouts: READOUTS,
        plots: &[
            PlotSpec::sweep("by_burst", "Refused against bucket size", (CONTROLS, 2), (READOUTS, 0)),
            PlotSpec::sweep("by_load", "Refused against arrival rate", (CONTROLS, 0), (READOUTS, 0)),
        ],
    },
    how: How::Formula { compute, explain },
};

const CONTROLS: &[Control] = &[
    Control::number("arrival_per_s", "Arrival rate", "Requests that one client sends each second, at random.", 1.0, 400.0)
        .unit(Unit::PerSecond)
        .steps_of(0.5)
        .starts(90.0)
        .accepts(Accepts::Positive),
    Control::number("rate_per_s", "Refill rate", "Tokens that flow into the bucket each second: the rate that is allowed for long.", 1.0, 1000.0)
        .unit(Unit::EachSecond)
        .steps_of(0.5)
        .starts(100.0)
        .logarithmic()
        .accepts(Accepts::Positive),
    Control::whole("burst", "Bucket size", "Tokens that the bucket holds; each request takes one, and a client that was quiet may send so many at once.", 1.0, 100.0)
        .unit(Unit::Tokens)
        .starts(10.0)
        .logarithmic()
        .accepts(Accepts::Whole(1.0, 1e5)),
];

const READOUTS: &[ReadoutSpec] = &[
    ReadoutSpec::new("p_reject", "Refused", Quantity::Quality).unit(Unit::Share).less().main(),
    ReadoutSpec::new("accepted_per_s", "Accepted", Quantity::Throughput)
        .unit(Unit::PerSecond)
        .more()
        .main(),
    ReadoutSpec::new("refused_anyway", "Refused by a bucket of any size", Quantity::Quality)
        .unit(Unit::Share)
        .less(),
    ReadoutSpec::new("refill_s", "Time to fill the empty bucket", Quantity::Latency)
        .unit(Unit::Seconds)
        .less()
        .main(),
];

/// Poisson requests at a token bucket that polices: a request without a token is refused at once.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bucket {
    /// Requests per second.
    pub arrival_rate: f64,
    /// Tokens per second.
    pub refill_rate: f64,
    /// The most tokens that it holds.
    pub size: u64,
}

impl Bucket {
    /// Requests per token.
    fn load(&self) -> f64 {
        self.arrival_rate / self.refill_rate
    }

    /// The share of requests that is refused. Missing tokens are jobs, each refilled in `1/refill_rate`
    /// seconds one after another: an M/D/1 queue with room for as many as the bucket holds.
    #[must_use]
    pub fn refused(&self) -> f64 {
        constant_service::blocked(self.load(), self.size as usize)
    }

    /// The share that is refused however large the bucket is.
    #[must_use]
    pub fn refused_anyway(&self) -> f64 {
        (1.0 - 1.0 / self.load()).max(0.0)
    }
}

fn bucket(given: &Given) -> Bucket {
    Bucket {
        arrival_rate: given.number("arrival_per_s"),
        refill_rate: given.number("rate_per_s"),
        size: given.whole("burst"),
    }
}

fn compute(given: &Given) -> Result<Row, Impossible> {
    let bucket = bucket(given);
    let refused = bucket.refused();
    Ok(Row::numbers([
        refused,
        bucket.arrival_rate * (1.0 - refused),
        bucket.refused_anyway(),
        bucket.size as f64 / bucket.refill_rate,
    ]))
}

fn explain(given: &Given, _: &Row) -> String {
    let bucket = bucket(given);
    let larger = Bucket { size: 2 * bucket.size, ..bucket }.refused();
    let (refused, anyway) = (bucket.refused(), bucket.refused_anyway());
    if bucket.load() > 1.0 {
        return format!(
            "Tokens for only {} of the requests flow in, so {} are refused whatever the bucket holds; \
             because it is sometimes full and tokens are lost, its size adds {}.",
            rarely(1.0 / bucket.load()),
            rarely(anyway),
            rarely(refused - anyway),
        );
    }
    format!(
        "On average there are enough tokens. {} are refused only because random arrivals clump, and \
         tokens are lost while the bucket is full; a bucket twice as large would refuse {}.",
        rarely(refused),
        rarely(larger),
    )
    .replacen("fewer", "Fewer", usize::from(refused < 1e-6))
}

pub(super) const CARD: Card = Card {
    assumes: &[
        "Requests are Poisson: independent of one another, at a steady rate.",
        "Tokens flow in continuously, and each request takes one.",
        "A request that finds less than one token is refused at once and takes nothing.",
    ],
    holds: "Any load, below and above the refill rate, once the bucket no longer knows how full it began.",
    omits: &[
        "Clients that send in bursts or try again at once when refused, for whom a bucket of the same size refuses more.",
        "Shaping: letting a request wait for its token.",
        "Limiters that refill in ticks, or that count in windows.",
        "Several limiters that each see a part of the traffic.",
    ],
    sources: &[
        "Jonathan S. Turner. \"New directions in communications (or which way to the information age?).\" *IEEE Communications Magazine* 24(10), 1986.",
        "V. Ramaswami. \"A stable recursion for the steady state vector in Markov chains of M/G/1 type.\" *Stochastic Models* 4, 1988.",
        "Andrew S. Tanenbaum and David J. Wetherall. *Computer Networks.* 5th edition, Pearson, 2011.",
    ],
    references: &[Reference {
        columns: &[
            // Where it saw no refusal, its simulation claims an error of 0; the tests of the folder
            // compare with it and know that.
            ("p_reject_sim", Tolerance::Skip),
            ("p_reject_stderr", Tolerance::Skip),
        ],
        ..Reference::new(
            "token_bucket",
            "numpy 2.4.6 and scipy 1.17.1: the embedded Markov chain of M/D/1/K, with a simulation of the bucket itself",
            Tolerance::Relative(1e-7),
        )
    }],
    published: &[Published {
        source: "Erlang 1917: one place is refused with odds of load to 1",
        given: &[("arrival_per_s", "50"), ("rate_per_s", "100"), ("burst", "1")],
        output: "p_reject",
        value: 1.0 / 3.0,
        tolerance: Tolerance::Relative(1e-12),
    }],
    ..Card::new("token-bucket", include_str!("token_bucket.md"))
};
