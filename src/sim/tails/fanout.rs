//! A request that waits for many leaves is as slow as the slowest.

use crate::base::{inverse, normal};
use crate::sim::card::{Card, Published, Reference, Tolerance};
use crate::sim::control::{Accepts, Control};
use crate::sim::outcome::{PlotSpec, Quantity, ReadoutSpec};
use crate::sim::row::{Given, Impossible, Row};
use crate::sim::{How, Simulator, Spec};
use crate::base::format::{self, Unit};
use crate::base::math;

/// The simulator.
pub const SIMULATOR: Simulator = Simulator {
    spec: Spec {
        id: "fanout",
        title: "Tail latency with fan-out",
        question: "How slow may one leaf in a hundred be when every request asks them all?",
        summary: "A request that waits for many parallel calls meets the slow one almost surely: \
                  rare slowness becomes common.",
        controls: CONTROLS,
        readouts: READOUTS,
        plots: &[
            PlotSpec::sweep(
                "slow",
                "Slow requests against fan-out",
                (CONTROLS, 0),
                (READOUTS, 0),
            ),
            PlotSpec::sweep("p99", "p99 of a request against fan-out", (CONTROLS, 0), (READOUTS, 2)),
        ],
    },
    how: How::Formula { compute, explain },
};

const CONTROLS: &[Control] = &[
    Control::whole(
        "n_leaves",
        "Fan-out",
        "Calls that a request makes in parallel and waits for.",
        1.0,
        2000.0,
    )
    .unit(Unit::Calls)
    .starts(100.0)
    .logarithmic(),
    Control::number(
        "p_slow",
        "Slow calls",
        "The share of calls to a leaf that exceed the threshold.",
        0.0001,
        0.1,
    )
    .unit(Unit::Share)
    .steps_of(0.0001)
    .starts(0.01)
    .logarithmic()
    .accepts(Accepts::Share),
    Control::number(
        "leaf_median_ms",
        "Median of a leaf",
        "Half of the calls to a leaf are faster than this.",
        1.0,
        500.0,
    )
    .unit(Unit::Milliseconds)
    .steps_of(0.5)
    .starts(10.0)
    .logarithmic()
    .accepts(Accepts::Positive),
    Control::number(
        "leaf_sigma",
        "Spread of a leaf",
        "The standard deviation of the logarithm of a leaf's latency: 0.5 is a mild tail, 1.5 a heavy one.",
        0.0,
        2.0,
    )
    .steps_of(0.05)
    .starts(0.5)
    .accepts(Accepts::NotNegative),
];

const fn latency(key: &'static str, label: &'static str) -> ReadoutSpec {
    ReadoutSpec::new(key, label, Quantity::Latency).unit(Unit::Milliseconds).less()
}

const READOUTS: &[ReadoutSpec] = &[
    ReadoutSpec::new("p_request_slow", "Slow requests", Quantity::Quality)
        .unit(Unit::Share)
        .less()
        .main(),
    latency("request_p50_ms", "Request, p50").main(),
    latency("request_p99_ms", "Request, p99").main(),
    latency("k_of_n_p99_ms", "p99 when 95 % of the leaves are enough").main(),
];

/// The share of requests that meet a slow call, of `leaves` independent ones: 1 − (1 − p)ⁿ, without
/// cancellation for rare slowness. Dean and Barroso 2013.
#[must_use]
pub fn slow_requests(leaves: f64, p_slow: f64) -> f64 {
    if p_slow >= 1.0 { 1.0 } else { -math::expm1(leaves * math::log1p(-p_slow)) }
}

/// Lognormal latencies of independent leaves, in milliseconds.
#[derive(Debug, Clone, Copy)]
pub struct Leaves {
    /// How many are asked.
    pub count: f64,
    /// The median of one.
    pub median: f64,
    /// The standard deviation of its logarithm.
    pub sigma: f64,
}

impl Leaves {
    /// The latency that a share `p` of the requests does not exceed when they wait for all leaves.
    #[must_use]
    pub fn slowest(&self, p: f64) -> f64 {
        // The tail of one leaf, 1 − p^(1/n), keeps its digits for a large fan-out.
        let tail = -math::expm1(math::ln(p) / self.count);
        self.at(-normal::quantile(tail))
    }

    /// The same when they wait for the `enough` fastest: a uniform order statistic has a beta law.
    #[must_use]
    pub fn nearly_all(&self, enough: f64, p: f64) -> f64 {
        let share = inverse::beta_i_inverse(enough, self.count - enough + 1.0, p);
        self.at(normal::quantile(share))
    }

    fn at(&self, deviations: f64) -> f64 {
        self.median * math::exp(self.sigma * deviations)
    }
}

fn compute(given: &Given) -> Result<Row, Impossible> {
    let count = given.number("n_leaves");
    let leaves =
        Leaves { count, median: given.number("leaf_median_ms"), sigma: given.number("leaf_sigma") };
    // 0.95 n is not always a whole number exactly where it should be.
    let enough = (0.95 * count - 1e-9).ceil().max(1.0);
    let nearly = if enough == count { leaves.slowest(0.99) } else { leaves.nearly_all(enough, 0.99) };
    Ok(Row::numbers([
        slow_requests(count, given.number("p_slow")),
        leaves.slowest(0.5),
        leaves.slowest(0.99),
        nearly,
    ]))
}

fn explain(given: &Given, row: &Row) -> String {
    let (leaves, slow) = (given.number("n_leaves"), given.number("p_slow"));
    let requests = row.cells[0].number().unwrap_or(0.0);
    let saved = match (row.cells[2].number(), row.cells[3].number()) {
        (Some(all), Some(nearly)) if nearly < 0.99 * all => format!(
            " Answering with the fastest 95 % of the leaves would take p99 from {} to {}.",
            format::quantity(all, Unit::Milliseconds),
            format::quantity(nearly, Unit::Milliseconds)
        ),
        _ => String::new(),
    };
    format!(
        "{} of the calls are slow, but a request makes {}, and all of them must be fast: {} of the \
         requests meet at least one slow call.{saved}",
        format::percent(slow),
        format::setting(leaves, Unit::Calls),
        format::percent(requests),
    )
}

/// Its card.
pub const CARD: Card = Card {
    assumes: &[
        "Leaves are slow independently of one another.",
        "A request needs all its leaves, or the fastest 95 % of them.",
        "Latencies of a leaf are lognormal.",
    ],
    holds: "Any fan-out, as long as the leaves do not share what makes them slow.",
    omits: &[
        "Common causes: a switch, a deploy or a garbage collection in step makes leaves slow together, and a request then meets fewer slow moments than this says.",
        "Queues: the fan-out itself loads the leaves.",
    ],
    sources: &[
        "Jeffrey Dean and Luiz André Barroso. \"The tail at scale.\" *Communications of the ACM* 56(2), 2013. [doi:10.1145/2408776.2408794](https://doi.org/10.1145/2408776.2408794)",
    ],
    references: &[Reference {
        columns: &[("p_request_slow", Tolerance::Relative(1e-8))],
        ..Reference::new("fanout", "scipy 1.17.1: binomial tail and order statistics", Tolerance::Relative(1e-6))
    }],
    published: &[
        Published {
            source: "Dean and Barroso 2013: one server in a hundred is slow, fan-out 100",
            given: &[("n_leaves", "100"), ("p_slow", "0.01")],
            output: "p_request_slow",
            value: 0.63,
            tolerance: Tolerance::Absolute(0.005),
        },
        Published {
            source: "Dean and Barroso 2013: one in 10 000 is slow, 2000 servers",
            given: &[("n_leaves", "2000"), ("p_slow", "0.0001")],
            output: "p_request_slow",
            value: 0.18,
            tolerance: Tolerance::Absolute(0.005),
        },
    ],
    ..Card::new("fanout", include_str!("fanout.md"))
};
