//! The outputs, as data.

use crate::base::format::Unit;
use crate::sim::outcome::{Axis, Better, PlotSpec, Quantity, ReadoutSpec};

/// Places of the readouts in [`READOUTS`].
pub mod reading {
    #![allow(missing_docs, reason = "each is the readout of the same name")]
    pub const LATENCY_P50: usize = 0;
    pub const LATENCY_P95: usize = 1;
    pub const LATENCY_P99: usize = 2;
    pub const LATENCY_MEAN: usize = 3;
    pub const THROUGHPUT: usize = 4;
    pub const UTILISATION: usize = 5;
    pub const MEAN_BATCH: usize = 6;
    pub const DROP_SHARE: usize = 7;
    pub const COST_PER_THOUSAND: usize = 8;
    pub const CAPACITY: usize = 9;
    pub const COMPANY_WAIT: usize = 10;
    pub const REPLICA_WAIT: usize = 11;
    /// How many there are.
    pub const COUNT: usize = 12;
}

const fn latency(key: &'static str, label: &'static str, main: bool) -> ReadoutSpec {
    let (unit, quantity, better) = (Unit::Milliseconds, Quantity::Latency, Better::Less);
    ReadoutSpec { key, label, unit, quantity, better, main }
}

/// The output numbers. Latency is the time from a request's arrival to the end of its batch, over
/// the requests that are served.
pub const READOUTS: &[ReadoutSpec] = &[
    latency("latency_p50", "Latency, p50", true),
    latency("latency_p95", "Latency, p95", false),
    latency("latency_p99", "Latency, p99", true),
    latency("latency_mean", "Latency, mean", false),
    ReadoutSpec {
        key: "throughput",
        label: "Throughput",
        unit: Unit::PerSecond,
        quantity: Quantity::Throughput,
        better: Better::More,
        main: true,
    },
    ReadoutSpec {
        key: "utilisation",
        label: "Utilisation",
        unit: Unit::Share,
        quantity: Quantity::Load,
        better: Better::Neither,
        main: true,
    },
    ReadoutSpec {
        key: "mean_batch",
        label: "Mean batch",
        unit: Unit::Requests,
        quantity: Quantity::Load,
        better: Better::Neither,
        main: false,
    },
    ReadoutSpec {
        key: "drop_share",
        label: "Dropped",
        unit: Unit::Share,
        quantity: Quantity::Quality,
        better: Better::Less,
        main: false,
    },
    ReadoutSpec {
        key: "cost_per_thousand",
        label: "Cost per thousand requests",
        unit: Unit::Dollars,
        quantity: Quantity::Cost,
        better: Better::Less,
        main: true,
    },
    ReadoutSpec {
        key: "capacity",
        label: "Capacity",
        unit: Unit::PerSecond,
        quantity: Quantity::Throughput,
        better: Better::More,
        main: false,
    },
    latency("company_wait", "Mean wait for company", false),
    latency("replica_wait", "Mean wait for a free replica", false),
];

/// The pictures.
pub const PLOTS: &[PlotSpec] = &[
    PlotSpec {
        key: "latency",
        title: "How latency is spread",
        // A tail of a second and a median of ten milliseconds fit on one logarithmic axis.
        x: Axis { label: "Latency", unit: Unit::Milliseconds, logarithmic: true },
        y: Axis { label: "Share of requests", unit: Unit::Share, logarithmic: false },
        quantity: Quantity::Latency,
        sweep: None,
    },
    PlotSpec {
        key: "tradeoff",
        title: "Latency against throughput",
        x: Axis { label: "Throughput", unit: Unit::PerSecond, logarithmic: false },
        y: Axis { label: "p99 latency", unit: Unit::Milliseconds, logarithmic: true },
        quantity: Quantity::Latency,
        sweep: None,
    },
];
