//! Data parallelism: the time until every rank has the sum of all gradients.

use crate::base::format::{self, Unit};
use crate::sim::card::{Card, Reference, Tolerance};
use crate::sim::control::{Accepts, Control};
use crate::sim::outcome::{PlotSpec, Quantity, ReadoutSpec};
use crate::sim::row::{Given, Impossible, Row};
use crate::sim::{How, Simulator, Spec};

pub(super) const SIMULATOR: Simulator = Simulator {
    spec: Spec {
        id: "allreduce",
        title: "Summing gradients over many ranks",
        question: "How long do a growing number of ranks need to agree on one gradient?",
        summary: "A ring moves the same bytes per rank however many there are, and pays a message's \
                  latency for each of them; a tree pays few latencies and more bytes.",
        controls: CONTROLS,
        readouts: READOUTS,
        plots: &[
            PlotSpec::sweep("ring", "Ring against ranks", (CONTROLS, 0), (READOUTS, 0)),
            PlotSpec::sweep("tree", "Tree against ranks", (CONTROLS, 0), (READOUTS, 2)),
            PlotSpec::sweep(
                "bandwidth",
                "Bandwidth that a ring reaches against the size of the gradient",
                (CONTROLS, 1),
                (READOUTS, 4),
            ),
        ],
    },
    how: How::Formula { compute, explain },
};

const CONTROLS: &[Control] = &[
    Control::whole("n_ranks", "Ranks", "Accelerators that each hold a gradient.", 2.0, 1024.0)
        .starts(64.0)
        .logarithmic()
        .accepts(Accepts::Whole(1.0, 1e9)),
    Control::number(
        "size_mb",
        "Gradient",
        "Bytes that are summed in one call: parameters times bytes for each.",
        0.1,
        100_000.0,
    )
    .unit(Unit::Megabytes)
    .steps_of(0.1)
    .starts(100.0)
    .logarithmic()
    .accepts(Accepts::Positive),
    Control::number(
        "bw_gbs",
        "Link",
        "What a rank sends and, at the same time, receives through its link.",
        0.1,
        900.0,
    )
    .unit(Unit::GigabytesPerSecond)
    .steps_of(0.1)
    .starts(50.0)
    .logarithmic()
    .accepts(Accepts::Positive),
    Control::number(
        "latency_us",
        "Latency",
        "Time of a message beside that of its bytes.",
        0.1,
        100.0,
    )
    .unit(Unit::Microseconds)
    .steps_of(0.1)
    .starts(5.0)
    .logarithmic()
    .accepts(Accepts::NotNegative),
    Control::number(
        "backward_ms",
        "Backward pass",
        "Time of a step during which gradients that are ready can already travel.",
        0.0,
        1000.0,
    )
    .unit(Unit::Milliseconds)
    .steps_of(1.0)
    .starts(10.0)
    .zero_then_logarithmic(1000)
    .accepts(Accepts::NotNegative),
];

const fn time(key: &'static str, label: &'static str) -> ReadoutSpec {
    ReadoutSpec::new(key, label, Quantity::Latency).unit(Unit::Milliseconds).less()
}

const READOUTS: &[ReadoutSpec] = &[
    time("ring_ms", "Ring").main(),
    ReadoutSpec::new("ring_bytes_per_rank", "Sent by each rank", Quantity::Load).unit(Unit::Bytes),
    time("tree_ms", "Tree").main(),
    time("ps_ms", "Parameter server").main(),
    ReadoutSpec::new("busbw_gbs", "Bus bandwidth of the ring", Quantity::Throughput)
        .unit(Unit::GigabytesPerSecond)
        .more(),
    time("exposed_ms", "Not hidden behind the backward pass"),
];

/// A gradient on each of several ranks, with a link each, in the latency-bandwidth (α-β) model of
/// messages (Thakur, Rabenseifner and Gropp 2005).
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Collective {
    /// How many ranks: 1 or more.
    pub(super) ranks: u64,
    /// Bytes of the gradient.
    pub(super) bytes: f64,
    /// Bytes per second that a rank sends.
    pub(super) bandwidth: f64,
    /// Seconds that a message takes beside its bytes.
    pub(super) latency: f64,
}

impl Collective {
    /// `2(n − 1)`: the steps of a ring, half of them to sum and half to hand round the sums.
    fn ring_steps(&self) -> f64 {
        2.0 * (self.ranks - 1) as f64
    }

    /// Bytes that each rank sends in a ring (Patarasuk and Yuan 2009: no algorithm sends fewer).
    fn ring_bytes(&self) -> f64 {
        self.ring_steps() * (self.bytes / self.ranks as f64)
    }

    /// Seconds of a ring: each step sends an n-th of the gradient.
    pub(super) fn ring(&self) -> f64 {
        self.ring_steps() * self.latency + self.ring_bytes() / self.bandwidth
    }

    /// Seconds of a binary tree up to the root and down again, a whole gradient at each of its
    /// `⌈log₂ n⌉` levels, one after another.
    pub(super) fn tree(&self) -> f64 {
        let levels = u64::BITS - (self.ranks - 1).leading_zeros();
        2.0 * f64::from(levels) * (self.latency + self.bytes / self.bandwidth)
    }

    /// Seconds of one server through whose link n − 1 workers push a gradient and pull the sum.
    pub(super) fn server(&self) -> f64 {
        self.ring_steps() * self.bytes / self.bandwidth + 2.0 * self.latency
    }

    /// What nccl-tests call bus bandwidth, in bytes per second: that of the links if messages took
    /// no time beside their bytes. Not a number for one rank, which sends nothing.
    pub(super) fn bus_bandwidth(&self) -> f64 {
        self.ring_bytes() / self.ring()
    }
}

fn collective(given: &Given) -> Collective {
    Collective {
        ranks: given.whole("n_ranks"),
        bytes: 1e6 * given.number("size_mb"),
        bandwidth: 1e9 * given.number("bw_gbs"),
        latency: 1e-6 * given.number("latency_us"),
    }
}

fn compute(given: &Given) -> Result<Row, Impossible> {
    let all = collective(given);
    let ring = 1e3 * all.ring();
    Ok(Row::numbers([
        ring,
        all.ring_bytes(),
        1e3 * all.tree(),
        1e3 * all.server(),
        all.bus_bandwidth() / 1e9,
        (ring - given.number("backward_ms")).max(0.0),
    ]))
}

fn explain(given: &Given, _row: &Row) -> String {
    let all = collective(given);
    if all.ranks == 1 {
        return "A single rank has nobody to agree with and sends nothing.".into();
    }
    let waiting = all.ring_steps() * all.latency / all.ring();
    let share = |x| format::quantity(x, Unit::Share);
    let steps = format::setting(all.ring_steps(), Unit::One);
    let sent = format::quantity(all.ring_bytes(), Unit::Bytes);
    if waiting > 0.5 {
        return format!(
            "The ring sends {steps} small messages one after another, and {} of its time is their \
             latency: a tree, which needs {}, or one call for several gradients helps more than a \
             faster link.",
            share(waiting),
            format::quantity(1e3 * all.tree(), Unit::Milliseconds),
        );
    }
    format!(
        "Each rank sends {sent} through its own link, less than twice the gradient with any number of \
         ranks; the latency of {steps} messages is {} of the time, and one server's link would have to \
         carry {} as many bytes.",
        share(waiting),
        format::quantity(all.ranks as f64, Unit::Times),
    )
}

pub(super) const CARD: Card = Card {
    assumes: &[
        "Each rank has one link that sends and receives at once, at full speed, to any other rank.",
        "A message takes a fixed latency and its bytes divided by the bandwidth; sums take no time.",
        "All ranks begin together, and each step waits for the slowest of the step before.",
    ],
    holds: "Equal links without other traffic. Where links differ, as within and between machines, \
            the slowest link of the ring sets the pace of all.",
    omits: &[
        "Trees that send a gradient in pieces, which then approach the bandwidth of a ring.",
        "Reductions inside of switches, and hierarchical collectives.",
        "Stragglers: a step takes as long as its slowest rank.",
    ],
    sources: &[
        "Pitch Patarasuk, Xin Yuan. \"Bandwidth optimal all-reduce algorithms for clusters of \
         workstations.\" *Journal of Parallel and Distributed Computing* 69, 2009.",
        "Rajeev Thakur, Rolf Rabenseifner, William Gropp. \"Optimization of collective communication \
         operations in MPICH.\" *International Journal of High Performance Computing Applications* 19, \
         2005.",
        "NVIDIA. [*nccl-tests*: performance reported by NCCL \
         tests](https://github.com/NVIDIA/nccl-tests/blob/master/doc/PERFORMANCE.md).",
    ],
    references: &[Reference::new(
        "allreduce",
        "SimPy 4.1.2: every message of the ring; exact fractions for tree and server",
        Tolerance::Relative(1e-9),
    )],
    ..Card::new("allreduce", include_str!("allreduce.md"))
};
