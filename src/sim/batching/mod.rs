//! An inference server that gathers requests into batches: latency bought with throughput.

mod measure;
pub mod readouts;
mod run;
mod server;
mod story;
#[cfg(test)]
mod tests;

use super::card::{Card, Published, Tolerance};
use super::control::{Accepts, Control};
use super::values::Values;
use super::{How, Run, Simulator, Spec};
use crate::base::format::Unit;
use crate::base::rng::Seed;

/// The simulators of this folder.
pub const SIMULATORS: &[&Simulator] = &[&SIMULATOR];

/// The simulator.
pub const SIMULATOR: Simulator = Simulator {
    spec: Spec {
        id: "batching",
        title: "Dynamic batching",
        question: "How large may a batch grow, and how long should a request wait for company?",
        summary: "Requests queue for replicas that serve them in batches: larger batches and \
                  longer waits buy throughput with latency.",
        controls: CONTROLS,
        readouts: readouts::READOUTS,
        plots: readouts::PLOTS,
    },
    how: How::Lab { start, narrate: story::narrate },
};

fn start(values: &Values, seed: Seed) -> Box<dyn Run> {
    Box::new(run::BatchingRun::new(values, seed, run::PLAN))
}

/// Their cards.
pub const CARDS: &[Card] = &[Card {
    assumes: &[
        "The batch time is a straight line in $n$. Inoue (2021) fits such a line to published measurements of ResNet-50: $a = 1.89$ ms and $b = 0.144$ ms on a V100 with mixed precision, $a = 1.43$ ms and $b = 0.583$ ms on a P4. Measure your own model before you rely on the line.",
        "Gaps between arrivals are independent of one another. Real traffic also has daily rhythms and retries.",
        "All replicas share one queue. Behind a balancer that gives each its own queue, simulate one replica with its share of the traffic.",
        "Replicas are alike, and none fails.",
    ],
    holds: "Load is steady for as long as it takes to settle. Close to capacity that is very long: the confidence interval widens there, and may still be too narrow, because neighbouring windows depend on one another.",
    omits: &[
        "Padding: in one batch, each request costs as much as the longest.",
        "Stair-steps: on real accelerators the batch time jumps where a tile or a wave of the hardware fills up.",
        "Power limits and heat, which slow the hardware under sustained load.",
        "The network, serialisation, and the work before and after the model.",
        "Continuous batching, where a language model lets requests join and leave between tokens.",
        "Clients that give up or try again.",
    ],
    sources: &[
        "Agner Krarup Erlang. \"Solution of some problems in the theory of probabilities of significance in automatic telephone exchanges.\" Elektroteknikeren 13, 1917.",
        "Felix Pollaczek. \"Über eine Aufgabe der Wahrscheinlichkeitstheorie.\" Mathematische Zeitschrift 32, 1930.",
        "Aleksandr Khinchine. \"Mathematical theory of a stationary queue.\" Matematicheskii Sbornik 39, 1932.",
        "John D. C. Little. \"A proof for the queuing formula $L = \\lambda W$.\" Operations Research 9, 1961.",
        "Marcel F. Neuts. \"A general class of bulk queues with Poisson input.\" Annals of Mathematical Statistics 38, 1967.",
        "Daniel Crankshaw et al. \"Clipper: A low-latency online prediction serving system.\" NSDI 2017.",
        "Yoshiaki Inoue. \"Queueing analysis of GPU-based inference servers with dynamic batching: A closed-form characterization.\" Performance Evaluation 147, 2021. arXiv 1912.06322.",
    ],
    published: &[
        Published {
            source: "Erlang's M/M/1: at half load a request takes twice its service time",
            given: ONE_SERVER_AT_RANDOM,
            output: "latency_mean",
            value: 20.0,
            tolerance: FOUR_ERRORS,
        },
        Published {
            source: "Pollaczek and Khinchine, M/D/1: at half load the wait is half a service time",
            given: ONE_STEADY_SERVER,
            output: "latency_mean",
            value: 15.0,
            tolerance: FOUR_ERRORS,
        },
    ],
    ..Card::new("batching", include_str!("CARD.md"))
}];

/// One replica that serves one request at a time in 10 ms, at half load.
const ONE_STEADY_SERVER: &[(&str, &str)] = &[
    ("arrival_rate", "50"),
    ("max_batch", "1"),
    ("fixed_cost", "9"),
    ("item_cost", "1"),
    ("queue_limit", "10000"),
];

/// The same with exponential service.
const ONE_SERVER_AT_RANDOM: &[(&str, &str)] = &[
    ("arrival_rate", "50"),
    ("max_batch", "1"),
    ("fixed_cost", "9"),
    ("item_cost", "1"),
    ("queue_limit", "10000"),
    ("variability", "1"),
];

const FOUR_ERRORS: Tolerance =
    Tolerance::StandardErrors { times: 4.0, column: "", or_relative: 0.0 };

/// Places of the controls in [`CONTROLS`].
pub mod key {
    #![allow(missing_docs, reason = "each is the control of the same name")]
    pub const ARRIVAL_RATE: usize = 0;
    pub const MAX_BATCH: usize = 1;
    pub const MAX_WAIT: usize = 2;
    pub const REPLICAS: usize = 3;
    pub const FIXED_COST: usize = 4;
    pub const ITEM_COST: usize = 5;
    pub const BURSTINESS: usize = 6;
    pub const VARIABILITY: usize = 7;
    pub const QUEUE_LIMIT: usize = 8;
    pub const PRICE: usize = 9;
}

/// The inputs.
pub const CONTROLS: &[Control] = &[
    Control::number("arrival_rate", "Arrival rate", "Requests that arrive each second, over all replicas.", 1.0, 5000.0)
        .unit(Unit::PerSecond)
        .starts(120.0)
        .steps_of(1.0)
        .logarithmic()
        .accepts(Accepts::Positive),
    Control::whole("max_batch", "Maximum batch", "A replica takes at most this many requests at once.", 1.0, 128.0)
        .unit(Unit::Requests)
        .starts(8.0)
        .logarithmic(),
    Control::number("max_wait", "Maximum wait", "How long the oldest request may wait for company. 0: an idle replica takes what is there.", 0.0, 500.0)
        .unit(Unit::Milliseconds)
        .starts(0.0)
        .steps_of(0.1)
        .zero_then_logarithmic(500)
        .accepts(Accepts::NotNegative),
    Control::whole("replicas", "Replicas", "Copies of the model that serve one shared queue.", 1.0, 32.0)
        .unit(Unit::Replicas)
        .starts(1.0),
    Control::number("fixed_cost", "Time per batch", "What every batch costs, however small: launch, weights read from memory.", 0.1, 100.0)
        .unit(Unit::Milliseconds)
        .starts(20.0)
        .steps_of(0.1)
        .logarithmic()
        .accepts(Accepts::Positive),
    Control::number("item_cost", "Time per request", "What each request in the batch adds.", 0.01, 20.0)
        .unit(Unit::Milliseconds)
        .starts(1.0)
        .steps_of(0.01)
        .logarithmic()
        .accepts(Accepts::Positive),
    Control::number("burstiness", "Burstiness of arrivals", "Squared coefficient of variation of the gaps between arrivals: 1 is Poisson.", 1.0, 16.0)
        .starts(1.0)
        .steps_of(0.1)
        .logarithmic()
        .accepts(Accepts::Between(1.0, 1000.0)),
    Control::number("variability", "Variability of service", "Squared coefficient of variation of the batch time: 0 is constant, 1 exponential.", 0.0, 4.0)
        .starts(0.0)
        .steps_of(0.05)
        .accepts(Accepts::Between(0.0, 1000.0)),
    Control::whole("queue_limit", "Queue limit", "Requests that may wait; one more is dropped.", 1.0, 10_000.0)
        .unit(Unit::Requests)
        .starts(1000.0)
        .logarithmic(),
    Control::number("price", "Price of a replica", "What one replica costs an hour, busy or idle.", 0.01, 100.0)
        .unit(Unit::DollarsPerHour)
        .starts(0.8)
        .steps_of(0.01)
        .logarithmic()
        .accepts(Accepts::NotNegative),
];
