//! A request that asks many leaves and waits for all of them.

use crate::base::format::{self, Unit};
use crate::base::{inverse, math, normal};
use crate::sim::card::{Card, Published, Reference, Tolerance};
use crate::sim::control::{Accepts, Control};
use crate::sim::outcome::{PlotSpec, Quantity, ReadoutSpec};
use crate::sim::row::{Given, Impossible, Row};
use crate::sim::{How, Simulator, Spec};

pub(super) const SIMULATOR: Simulator = Simulator {
    spec: Spec {
        id: "fanout",
        title: "Fan-out and the tail",
        question: "Why is a page slow so often when each of its parts is slow so rarely?",
        summary: "A request that waits for many leaves meets the slowest of them: their p99 becomes its \
                  median, and waiting for nearly all instead of all takes most of it back.",
        controls: CONTROLS,
        readouts: READOUTS,
        plots: &[
            PlotSpec::sweep(
                "slow",
                "Slow requests against fan-out",
                (CONTROLS, 0),
                (READOUTS, 0),
            ),
            PlotSpec::sweep("tail", "p99 of the request against fan-out", (CONTROLS, 0), (READOUTS, 2)),
        ],
    },
    how: How::Formula { compute, explain },
};

const CONTROLS: &[Control] = &[
    Control::whole(
        "n_leaves",
        "Leaves",
        "Calls that a request makes at the same time and waits for.",
        1.0,
        10_000.0,
    )
    .unit(Unit::Calls)
    .starts(100.0)
    .logarithmic(),
    Control::number(
        "p_slow",
        "Slow calls",
        "The probability that one call takes longer than what counts as slow.",
        0.0001,
        0.5,
    )
    .unit(Unit::Share)
    .steps_of(0.0001)
    .starts(0.01)
    .logarithmic()
    .accepts(Accepts::Share),
    Control::number(
        "leaf_median_ms",
        "Median of a call",
        "Milliseconds that half of the calls exceed.",
        0.1,
        1000.0,
    )
    .unit(Unit::Milliseconds)
    .steps_of(0.1)
    .starts(5.0)
    .logarithmic()
    .accepts(Accepts::Positive),
    Control::number(
        "leaf_sigma",
        "Spread of a call",
        "The standard deviation of the logarithm of a call's latency: 0.5 is ordinary, 1 a long tail.",
        0.1,
        2.0,
    )
    .steps_of(0.05)
    .starts(0.5)
    .accepts(Accepts::Between(0.0, 20.0)),
];

const fn time(key: &'static str, label: &'static str) -> ReadoutSpec {
    ReadoutSpec::new(key, label, Quantity::Latency).unit(Unit::Milliseconds).less()
}

const READOUTS: &[ReadoutSpec] = &[
    ReadoutSpec::new("p_request_slow", "Requests that are slow", Quantity::Latency)
        .unit(Unit::Share)
        .less()
        .main(),
    time("request_p50_ms", "Request, p50").main(),
    time("request_p99_ms", "Request, p99").main(),
    time("k_of_n_p99_ms", "p99 if 95 % of the leaves are enough").main(),
];

/// Calls to many leaves whose latency is lognormal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct FanOut {
    /// How many.
    pub leaves: u64,
    /// Half of the calls take longer, in milliseconds.
    pub median: f64,
    /// The standard deviation of the logarithm.
    pub sigma: f64,
}

impl FanOut {
    /// The latency that a share `tail` of the calls exceeds, in milliseconds.
    fn leaf(&self, tail: f64) -> f64 {
        self.median * math::exp(-self.sigma * normal::quantile(tail))
    }

    /// The share of calls that may exceed a time which a share `q` of the requests meets: all calls
    /// meet it with probability `q`.
    fn leaf_tail(&self, q: f64) -> f64 {
        -math::expm1(math::ln(q) / self.leaves as f64)
    }

    /// The time within which a share `q` of the requests have all answers, in milliseconds.
    pub(super) fn all(&self, q: f64) -> f64 {
        self.leaf(self.leaf_tail(q))
    }

    /// The time within which a share `q` of the requests have 95 % of the answers, rounded up: an
    /// order statistic, which for uniform numbers has a beta law (David and Nagaraja 2003, 2.1).
    pub(super) fn most(&self, q: f64) -> f64 {
        let enough = self.enough();
        let missing = self.leaves - enough;
        let (_, tail) =
            inverse::beta_quantile_pair(enough as f64, (missing + 1) as f64, q, 1.0 - q);
        self.leaf(tail)
    }

    /// 95 % of the leaves, rounded up.
    pub(super) fn enough(&self) -> u64 {
        self.leaves - self.leaves / 20
    }
}

/// The probability that at least one of so many calls is slow.
pub(super) fn any_slow(leaves: u64, slow: f64) -> f64 {
    -math::expm1(leaves as f64 * math::log1p(-slow))
}

fn fan_out(given: &Given) -> FanOut {
    FanOut {
        leaves: given.whole("n_leaves"),
        median: given.number("leaf_median_ms"),
        sigma: given.number("leaf_sigma"),
    }
}

fn compute(given: &Given) -> Result<Row, Impossible> {
    let fan_out = fan_out(given);
    Ok(Row::numbers([
        any_slow(fan_out.leaves, given.number("p_slow")),
        fan_out.all(0.5),
        fan_out.all(0.99),
        fan_out.most(0.99),
    ]))
}

fn explain(given: &Given, _: &Row) -> String {
    let fan_out = fan_out(given);
    let slow = given.number("p_slow");
    let share = |x| format::quantity(x, Unit::Share);
    let time = |x| format::quantity(x, Unit::Milliseconds);
    if fan_out.leaves == 1 {
        return format!("The request is a single call, so {} of the requests are slow, as many as calls.", share(slow));
    }
    let mut sentence = format!(
        "A request is fast only if all {} calls are, so {} slow calls make {} slow requests; its median \
         is what only {} of the calls exceed",
        fan_out.leaves,
        share(slow),
        share(any_slow(fan_out.leaves, slow)),
        share(fan_out.leaf_tail(0.5)),
    );
    let missing = fan_out.leaves - fan_out.enough();
    if missing > 0 {
        sentence.push_str(&format!(
            ", and doing without the slowest {missing} brings p99 from {} to {}",
            time(fan_out.all(0.99)),
            time(fan_out.most(0.99)),
        ));
    }
    sentence + "."
}

pub(super) const CARD: Card = Card {
    assumes: &[
        "Calls are independent, start together, and all have the same latency law.",
        "The request is done when its last answer is in; joining the answers takes no time.",
        "The latency of a call is lognormal; what counts as slow is a separate number.",
    ],
    holds: "Any fan-out, where leaves are slow for reasons of their own. What strikes all leaves at once, \
            a shared switch or a pause in step, makes fewer requests slow than independent trouble would.",
    omits: &[
        "The load that the fan-out itself brings: more leaves are more work for each request.",
        "Leaves that fail instead of being slow.",
        "[A second call](lab:hedging) to another replica.",
    ],
    sources: &[
        "Jeffrey Dean and Luiz André Barroso. \"The tail at scale.\" *Communications of the ACM* 56(2), 2013.",
        "Herbert A. David and Haikady N. Nagaraja. *Order Statistics.* Wiley, 3rd ed., 2003.",
    ],
    references: &[Reference {
        columns: &[("p_request_slow", Tolerance::Relative(1e-8))],
        ..Reference::new(
            "fanout",
            "scipy 1.17.1: the binomial law and order statistics",
            Tolerance::Relative(1e-6),
        )
    }],
    published: &[
        Published {
            source: "Dean and Barroso 2013: 1 slow call in 100, 100 leaves",
            given: &[("n_leaves", "100"), ("p_slow", "0.01")],
            output: "p_request_slow",
            value: 0.63,
            tolerance: Tolerance::Absolute(0.005),
        },
        Published {
            source: "Dean and Barroso 2013: 1 slow call in 10 000, 2000 leaves",
            given: &[("n_leaves", "2000"), ("p_slow", "0.0001")],
            output: "p_request_slow",
            value: 0.18,
            tolerance: Tolerance::Absolute(0.005),
        },
    ],
    ..Card::new("fanout", include_str!("fanout.md"))
};
