//! An inference server that gathers requests into batches: latency bought with throughput.

mod measure;
pub mod readouts;
mod run;
mod server;
mod story;
#[cfg(test)]
mod tests;

use super::control::{Control, Spread, Values};
use super::{Run, Simulator};
use crate::base::format::Unit;
use crate::base::rng::Seed;

/// The simulator.
pub const SIMULATOR: Simulator = Simulator {
    id: "batching",
    title: "Dynamic batching",
    question: "How large may a batch grow, and how long should a request wait for company?",
    summary: "Requests queue for replicas that serve them in batches: larger batches and longer \
              waits buy throughput with latency.",
    controls: CONTROLS,
    readouts: readouts::READOUTS,
    plots: readouts::PLOTS,
    narrate: story::narrate,
};

/// Equations, assumptions and sources, in Markdown.
pub const CARD: &str = include_str!("CARD.md");

/// Begins a run.
#[must_use]
pub fn start(values: &Values, seed: Seed) -> Box<dyn Run> {
    Box::new(run::BatchingRun::new(values, seed, run::PLAN))
}

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
    Control {
        key: "arrival_rate",
        label: "Arrival rate",
        meaning: "Requests that arrive each second, over all replicas.",
        unit: Unit::PerSecond,
        min: 1.0,
        max: 5000.0,
        default: 120.0,
        step: 1.0,
        spread: Spread::Logarithmic,
    },
    Control {
        key: "max_batch",
        label: "Maximum batch",
        meaning: "A replica takes at most this many requests at once.",
        unit: Unit::Requests,
        min: 1.0,
        max: 128.0,
        default: 8.0,
        step: 1.0,
        spread: Spread::Logarithmic,
    },
    Control {
        key: "max_wait",
        label: "Maximum wait",
        meaning: "How long the oldest request may wait for company. 0: an idle replica takes what is there.",
        unit: Unit::Milliseconds,
        min: 0.0,
        max: 500.0,
        default: 0.0,
        step: 0.1,
        spread: Spread::ZeroThenLogarithmic { from_thousandths: 500 },
    },
    Control {
        key: "replicas",
        label: "Replicas",
        meaning: "Copies of the model that serve one shared queue.",
        unit: Unit::Replicas,
        min: 1.0,
        max: 32.0,
        default: 1.0,
        step: 1.0,
        spread: Spread::Linear,
    },
    Control {
        key: "fixed_cost",
        label: "Time per batch",
        meaning: "What every batch costs, however small: launch, weights read from memory.",
        unit: Unit::Milliseconds,
        min: 0.1,
        max: 100.0,
        default: 20.0,
        step: 0.1,
        spread: Spread::Logarithmic,
    },
    Control {
        key: "item_cost",
        label: "Time per request",
        meaning: "What each request in the batch adds.",
        unit: Unit::Milliseconds,
        min: 0.01,
        max: 20.0,
        default: 1.0,
        step: 0.01,
        spread: Spread::Logarithmic,
    },
    Control {
        key: "burstiness",
        label: "Burstiness of arrivals",
        meaning: "Squared coefficient of variation of the gaps between arrivals: 1 is Poisson.",
        unit: Unit::One,
        min: 1.0,
        max: 16.0,
        default: 1.0,
        step: 0.1,
        spread: Spread::Logarithmic,
    },
    Control {
        key: "variability",
        label: "Variability of service",
        meaning: "Squared coefficient of variation of the batch time: 0 is constant, 1 exponential.",
        unit: Unit::One,
        min: 0.0,
        max: 4.0,
        default: 0.0,
        step: 0.05,
        spread: Spread::Linear,
    },
    Control {
        key: "queue_limit",
        label: "Queue limit",
        meaning: "Requests that may wait; one more is dropped.",
        unit: Unit::Requests,
        min: 1.0,
        max: 10_000.0,
        default: 1000.0,
        step: 1.0,
        spread: Spread::Logarithmic,
    },
    Control {
        key: "price",
        label: "Price of a replica",
        meaning: "What one replica costs an hour, busy or idle.",
        unit: Unit::DollarsPerHour,
        min: 0.01,
        max: 100.0,
        default: 0.8,
        step: 0.01,
        spread: Spread::Logarithmic,
    },
];
