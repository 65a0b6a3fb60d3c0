//! A GPU that takes what waits: batches that form by themselves.

use super::server::BatchServer;
use crate::base::format::{self, Unit};
use crate::sim::card::{Card, Published, Reference, Tolerance};
use crate::sim::control::{Accepts, Control};
use crate::sim::outcome::{PlotSpec, Quantity, ReadoutSpec};
use crate::sim::row::{Given, Impossible, Row};
use crate::sim::{How, Simulator, Spec};

pub(super) const SIMULATOR: Simulator = Simulator {
    spec: Spec {
        id: "dynamic-batching",
        title: "Batches that form by themselves",
        question: "How large do batches become if nobody waits for company, and what does a limit on them cost?",
        summary: "A server that takes whatever waits is almost always busy and yet far from full: under \
                  load batches grow until it keeps up.",
        controls: CONTROLS,
        readouts: READOUTS,
        plots: &[
            PlotSpec::sweep("by_load", "Mean latency against arrival rate", (CONTROLS, 0), (READOUTS, 1)),
            PlotSpec::sweep("by_limit", "Mean latency against maximum batch", (CONTROLS, 3), (READOUTS, 1)),
        ],
    },
    how: How::Formula { compute, explain },
};

const CONTROLS: &[Control] = &[
    Control::number("lambda_per_s", "Arrival rate", "Requests that arrive each second, independently of one another.", 1.0, 5000.0)
        .unit(Unit::PerSecond)
        .steps_of(1.0)
        .starts(400.0)
        .logarithmic()
        .accepts(Accepts::Positive),
    Control::number("alpha_ms", "Time per batch", "What every batch costs, however small: launch, weights read from memory.", 0.1, 100.0)
        .unit(Unit::Milliseconds)
        .steps_of(0.1)
        .starts(5.0)
        .logarithmic()
        .accepts(Accepts::NotNegative),
    Control::number("beta_ms", "Time per request", "What each request in the batch adds.", 0.01, 10.0)
        .unit(Unit::Milliseconds)
        .steps_of(0.01)
        .starts(0.5)
        .logarithmic()
        .accepts(Accepts::Positive),
    Control::whole("B", "Maximum batch", "The server takes at most this many requests at once.", 1.0, 128.0)
        .unit(Unit::Requests)
        .starts(32.0)
        .logarithmic()
        .accepts(Accepts::Whole(1.0, 2048.0)),
];

const READOUTS: &[ReadoutSpec] = &[
    ReadoutSpec::new("rho_max", "Load, were all batches full", Quantity::Load).unit(Unit::Share),
    ReadoutSpec::new("mean_latency_ms", "Mean latency", Quantity::Latency)
        .unit(Unit::Milliseconds)
        .less()
        .main(),
    ReadoutSpec::new("inoue_bound_ms", "Mean latency at most, without a limit", Quantity::Latency)
        .unit(Unit::Milliseconds)
        .less(),
    ReadoutSpec::new("mean_batch", "Mean batch", Quantity::Throughput).unit(Unit::Requests).main(),
    ReadoutSpec::new("gpu_busy", "Share of time that the server is busy", Quantity::Load)
        .unit(Unit::Share)
        .main(),
    ReadoutSpec::new("capacity_per_s", "Capacity with full batches", Quantity::Throughput)
        .unit(Unit::PerSecond)
        .more(),
];

fn server(given: &Given) -> BatchServer {
    BatchServer {
        arrival_rate: given.number("lambda_per_s") / 1000.0,
        fixed_cost: given.number("alpha_ms"),
        item_cost: given.number("beta_ms"),
        max_batch: given.whole("B") as usize,
    }
}

fn compute(given: &Given) -> Result<Row, Impossible> {
    let server = server(given);
    let bound = server.unlimited_latency_bound().unwrap_or(f64::NAN);
    let (load, capacity) = (server.load(), 1000.0 * server.capacity());
    if load < 1.0 {
        let found = server.solve();
        let (latency, batch, busy) = (found.mean_latency, found.mean_batch, found.utilisation);
        return Ok(Row::numbers([load, latency, bound, batch, busy, capacity]));
    }
    let batch = server.max_batch as f64;
    let row = Row::numbers([load, f64::INFINITY, bound, batch, 1.0, capacity]);
    let mend = if bound.is_nan() {
        "No batch is large enough, for each request alone costs more time than there is: make the model \
         faster, or add a replica."
    } else {
        "Allow larger batches if memory does, or add a replica."
    };
    Ok(row.broken(
        format!(
            "{} arrive and full batches serve {}: the queue grows without end.",
            format::quantity(given.number("lambda_per_s"), Unit::PerSecond),
            format::quantity(capacity, Unit::PerSecond),
        ),
        mend,
    ))
}

fn explain(given: &Given, row: &Row) -> String {
    let server = server(given);
    let number = |place: usize| row.cells[place].number().unwrap_or(0.0);
    if row.trouble.is_some() {
        return "Batches are as large as they may be and still not large enough.".into();
    }
    let (latency, batch) = (number(1), number(3));
    let time = server.fixed_cost + server.item_cost * batch;
    let busy = format::quantity(number(4), Unit::Share);
    if number(4) < 0.3 {
        return format!(
            "The server is idle {} of the time, so a request mostly finds it free and is served alone: a \
             batch of one takes {}, and the rest of the latency is the batch that some of them meet.",
            format::quantity(1.0 - number(4), Unit::Share),
            format::quantity(server.fixed_cost + server.item_cost, Unit::Milliseconds),
        );
    }
    if server.load() > 0.85 {
        return format!(
            "Batches hold {} of at most {} on average, so the limit leaves hardly any room for chance: \
             of {} latency only {} is the batch itself.",
            format::quantity(batch, Unit::One),
            format::setting(server.max_batch as f64, Unit::Requests),
            format::quantity(latency, Unit::Milliseconds),
            format::quantity(time, Unit::Milliseconds),
        );
    }
    format!(
        "The server is busy {busy} of the time and could still serve {} as many: what arrives during one \
         batch is the next, {} on average, and a request waits for the rest of the batch that it meets.",
        format::quantity(1.0 / server.load(), Unit::Times),
        format::quantity(batch, Unit::Requests),
    )
}

pub(super) const CARD: Card = Card {
    assumes: &[
        "Arrivals are Poisson, and nobody waits for company.",
        "The time of a batch is a straight line in its size, without chance.",
        "One server, first come, first served, with room for all.",
    ],
    holds: "Any load below 1. The bound holds without a limit on batches; with one the latency may exceed it.",
    omits: &[
        "Padding, and the stair-steps where a tile or a wave of the hardware fills up.",
        "Waiting for company, several replicas and refusals: the batching lab has them.",
        "Batches that requests join and leave while they run.",
    ],
    sources: &[
        "Yoshiaki Inoue. \"Queueing analysis of GPU-based inference servers with dynamic batching: A closed-form characterization.\" *Performance Evaluation* 147, 2021. arXiv 1912.06322.",
        "Marcel F. Neuts. \"A general class of bulk queues with Poisson input.\" *Annals of Mathematical Statistics* 38, 1967.",
        "Winfried Grassmann, Michael Taksar and Daniel Heyman. \"Regenerative analysis and steady state distributions for Markov chains.\" *Operations Research* 33(5), 1985.",
        "Daniel Crankshaw et al. \"Clipper: A low-latency online prediction serving system.\" NSDI 2017.",
    ],
    references: &[Reference::new(
        "dynamic_batching",
        "numpy 2.4.6 and scipy 1.17.1: the embedded Markov chain, with SimPy 4.1.2 for three rows",
        Tolerance::Relative(1e-5),
    )],
    published: &[Published {
        source: "Pollaczek 1930, Khinchine 1932: batches of one at half load, one and a half services",
        given: &[("lambda_per_s", "50"), ("alpha_ms", "8"), ("beta_ms", "2"), ("B", "1")],
        output: "mean_latency_ms",
        value: 15.0,
        tolerance: Tolerance::Relative(1e-9),
    }],
    ..Card::new("dynamic-batching", include_str!("dynamic_batching.md"))
};
