//! Batches that close when they are full or when time is up: what waiting for company costs and gains.

use crate::base::discrete;
use crate::base::format::{self, Unit};
use crate::sim::card::{Card, Published, Reference, Tolerance};
use crate::sim::control::{Accepts, Control};
use crate::sim::outcome::{PlotSpec, Quantity, ReadoutSpec};
use crate::sim::row::{Given, Impossible, Row};
use crate::sim::{How, Simulator, Spec};

pub(super) const SIMULATOR: Simulator = Simulator {
    spec: Spec {
        id: "batch-window",
        title: "Waiting for company",
        question: "How long should the first request of a batch wait for others?",
        summary: "A batch closes when it is full or when its first request has waited long enough: at \
                  low traffic the window is pure delay, at high traffic it is never reached.",
        controls: CONTROLS,
        readouts: READOUTS,
        plots: &[
            PlotSpec::sweep("wait_by_window", "Mean wait against window", (CONTROLS, 1), (READOUTS, 1)),
            PlotSpec::sweep("batch_by_window", "Mean batch against window", (CONTROLS, 1), (READOUTS, 0)),
        ],
    },
    how: How::Formula { compute, explain },
};

const CONTROLS: &[Control] = &[
    Control::number("lambda_per_s", "Arrival rate", "Requests that arrive each second, independently of one another.", 1.0, 10_000.0)
        .unit(Unit::PerSecond)
        .steps_of(1.0)
        .starts(200.0)
        .logarithmic()
        .accepts(Accepts::Positive),
    Control::number("T_ms", "Window", "How long the first request of a batch waits for others at most.", 0.0, 200.0)
        .unit(Unit::Milliseconds)
        .steps_of(0.5)
        .starts(10.0)
        .accepts(Accepts::NotNegative),
    Control::whole("B", "Maximum batch", "A batch closes at once when it holds so many requests.", 1.0, 128.0)
        .unit(Unit::Requests)
        .starts(8.0)
        .logarithmic()
        .accepts(Accepts::Whole(1.0, 1e6)),
];

const READOUTS: &[ReadoutSpec] = &[
    ReadoutSpec::new("mean_batch", "Mean batch", Quantity::Throughput).unit(Unit::Requests).more().main(),
    ReadoutSpec::new("mean_wait_ms", "Mean wait for company", Quantity::Latency)
        .unit(Unit::Milliseconds)
        .less()
        .main(),
    ReadoutSpec::new("p_full", "Batches that close because they are full", Quantity::Load)
        .unit(Unit::Share)
        .main(),
    ReadoutSpec::new("batches_per_s", "Batches per second", Quantity::Load).unit(Unit::EachSecond).less(),
];

/// A window over Poisson arrivals; a batch is taken away at once when it closes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Window {
    /// Requests per millisecond.
    pub arrival_rate: f64,
    /// In milliseconds, from the first request on.
    pub window: f64,
    /// The largest batch.
    pub max_batch: usize,
}

/// What comes of a [`Window`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Batches {
    /// Requests in a batch.
    pub mean_batch: f64,
    /// How long a request waits until its batch closes, in milliseconds.
    pub mean_wait: f64,
    /// The share of batches that are full.
    pub full: f64,
}

impl Window {
    /// Sums over the number $N$ of requests that come within the window of the first: the batch grows by
    /// one with probability $P(N \ge k)$, and $\int_0^T P(N(t) = j)\,dt = P(N(T) \ge j+1)/\lambda$.
    #[must_use]
    pub fn solve(&self) -> Batches {
        let others = self.max_batch - 1;
        let at_least = discrete::poisson_at_least(self.arrival_rate * self.window, others);
        let (mut batch, mut wait) = (1.0, 0.0);
        for (k, share) in at_least.iter().enumerate().skip(1) {
            batch += share;
            // While there are `k` requests, `k` of them wait.
            wait += k as f64 * share / self.arrival_rate;
        }
        Batches { mean_batch: batch, mean_wait: wait / batch, full: at_least[others] }
    }
}

fn window(given: &Given) -> Window {
    Window {
        arrival_rate: given.number("lambda_per_s") / 1000.0,
        window: given.number("T_ms"),
        max_batch: given.whole("B") as usize,
    }
}

fn compute(given: &Given) -> Result<Row, Impossible> {
    let found = window(given).solve();
    let batches = given.number("lambda_per_s") / found.mean_batch;
    Ok(Row::numbers([found.mean_batch, found.mean_wait, found.full, batches]))
}

fn explain(given: &Given, _: &Row) -> String {
    let window = window(given);
    let found = window.solve();
    if window.max_batch == 1 || window.window == 0.0 {
        return "A batch of one waits for nobody: no delay, and nothing is shared.".into();
    }
    let company = window.arrival_rate * window.window;
    let count = |x| format::quantity(x, Unit::Requests);
    if found.full > 0.5 {
        return format!(
            "{} come within a window on average and there is room for {}, so most batches are full before \
             time is up: a longer window would change little.",
            count(company),
            format::setting(window.max_batch as f64, Unit::Requests),
        );
    }
    format!(
        "The first request waits the whole window, and {} join it on average, each for the rest of it: \
         a request pays {} of delay for sharing a batch with {} others.",
        count(company),
        format::quantity(found.mean_wait, Unit::Milliseconds),
        format::quantity(found.mean_batch - 1.0, Unit::One),
    )
}

pub(super) const CARD: Card = Card {
    assumes: &[
        "Arrivals are Poisson: independent of one another, at a steady rate.",
        "A server is free whenever a batch closes.",
        "The window begins with the first request of a batch.",
    ],
    holds: "Any rate, window and batch. Where servers are busy, requests wait for them as well, and batches grow meanwhile without any window.",
    omits: &[
        "Waiting for a server, and the time of the batch itself: the lab of dynamic batching has both.",
        "Bursts, which fill a batch sooner than the mean rate says.",
    ],
    sources: &[
        "Daniel Crankshaw et al. \"Clipper: A low-latency online prediction serving system.\" NSDI 2017.",
        "Marcel F. Neuts. \"A general class of bulk queues with Poisson input.\" *Annals of Mathematical Statistics* 38, 1967.",
    ],
    references: &[Reference::new(
        "batch_window",
        "scipy 1.17.1: numerical integration over the Poisson law, with a simulation of 400 000 batches",
        Tolerance::Relative(1e-6),
    )],
    published: &[Published {
        source: "A batch of two: the first waits until the second comes or time is up, E[min(X, T)], with X exponential of mean 5 ms and T = 10 ms",
        given: &[("lambda_per_s", "200"), ("T_ms", "10"), ("B", "2")],
        output: "mean_batch",
        value: 1.864_664_716_763_387_4,
        tolerance: Tolerance::Relative(1e-12),
    }],
    ..Card::new("batch-window", include_str!("window.md"))
};
