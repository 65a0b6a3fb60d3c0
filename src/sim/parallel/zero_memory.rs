//! ZeRO: what each rank keeps when ranks share optimiser states, gradients and weights.

use crate::base::format::{self, Unit};
use crate::sim::card::{Card, Published, Reference, Tolerance};
use crate::sim::control::{Accepts, Control};
use crate::sim::outcome::{PlotSpec, Quantity, ReadoutSpec};
use crate::sim::row::{Cell, Given, Impossible, Row};
use crate::sim::{How, Simulator, Spec};

pub(super) const SIMULATOR: Simulator = Simulator {
    spec: Spec {
        id: "zero-memory",
        title: "Sharing the states of a model",
        question: "How much must ranks share for the states of a model to fit on each of them?",
        summary: "Weights, gradients and optimiser states take sixteen bytes a parameter on each rank; \
                  ZeRO keeps an n-th of them, and stage 3 pays with half as much traffic again.",
        controls: CONTROLS,
        readouts: READOUTS,
        plots: &[
            PlotSpec::sweep("stage1", "Memory with stage 1 against ranks", (CONTROLS, 1), (READOUTS, 1))
                .logarithmic(),
            PlotSpec::sweep("stage3", "Memory with stage 3 against ranks", (CONTROLS, 1), (READOUTS, 3))
                .logarithmic(),
        ],
    },
    how: How::Formula { compute, explain },
};

const CONTROLS: &[Control] = &[
    Control::number("params", "Parameters", "Parameters of the model.", 1e8, 1e12)
        .unit(Unit::Parameters)
        .steps_of(1e7)
        .starts(7.5e9)
        .logarithmic()
        .accepts(Accepts::Positive),
    Control::whole("n_dp", "Ranks", "Data-parallel ranks that share the states.", 1.0, 2048.0)
        .starts(64.0)
        .logarithmic()
        .accepts(Accepts::Whole(1.0, 1e9)),
    Control::number(
        "K",
        "Optimiser states",
        "Bytes that the optimiser keeps for each parameter: 12 for Adam in single precision, with its \
         copy of the weights.",
        0.0,
        16.0,
    )
    .unit(Unit::Bytes)
    .steps_of(1.0)
    .starts(12.0)
    .accepts(Accepts::NotNegative),
    Control::number(
        "memory_gb",
        "Memory of a rank",
        "Memory of an accelerator that is left for the states of the model.",
        4.0,
        200.0,
    )
    .unit(Unit::Gigabytes)
    .steps_of(1.0)
    .starts(80.0)
    .logarithmic()
    .accepts(Accepts::Positive),
];

const fn memory(key: &'static str, label: &'static str) -> ReadoutSpec {
    ReadoutSpec::new(key, label, Quantity::Load).unit(Unit::Gigabytes).less()
}

const fn traffic(key: &'static str, label: &'static str) -> ReadoutSpec {
    ReadoutSpec::new(key, label, Quantity::Cost).unit(Unit::Bytes).less()
}

const READOUTS: &[ReadoutSpec] = &[
    memory("baseline_gb", "Nothing shared").main(),
    memory("stage1_gb", "Stage 1: optimiser states shared").main(),
    memory("stage2_gb", "Stage 2: gradients too"),
    memory("stage3_gb", "Stage 3: weights too").main(),
    traffic("comm_stage12_bytes", "Sent per step and rank up to stage 2"),
    traffic("comm_stage3_bytes", "Sent per step and rank with stage 3"),
    ReadoutSpec::new("fits", "Least that must be shared", Quantity::Load).main(),
];

/// Bytes of a parameter and of its gradient in half precision.
const HALF: f64 = 2.0;

/// Mixed-precision training on ranks that share states (Rajbhandari et al. 2020, section 5).
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Training {
    /// Parameters of the model.
    pub(super) parameters: f64,
    /// Ranks that share, 1 or more.
    pub(super) ranks: f64,
    /// Bytes of optimiser states per parameter.
    pub(super) optimiser: f64,
}

impl Training {
    /// Bytes on each rank at stages 0 to 3.
    pub(super) fn bytes(&self) -> [f64; 4] {
        let Self { parameters, ranks, optimiser } = *self;
        [
            (2.0 * HALF + optimiser) * parameters,
            2.0 * HALF * parameters + optimiser * parameters / ranks,
            HALF * parameters + (HALF + optimiser) * parameters / ranks,
            (2.0 * HALF + optimiser) * parameters / ranks,
        ]
    }
}

fn training(given: &Given) -> Training {
    Training {
        parameters: given.number("params"),
        ranks: given.number("n_dp"),
        optimiser: given.number("K"),
    }
}

/// The names of the stages in the table.
const STAGES: [&str; 4] = ["nothing", "stage 1", "stage 2", "stage 3"];

fn compute(given: &Given) -> Result<Row, Impossible> {
    let all = training(given);
    let bytes = all.bytes();
    let room = 1e9 * given.number("memory_gb");
    let fits = bytes.iter().position(|bytes| *bytes <= room);
    let gradients = 2.0 * HALF * all.parameters;
    let mut row = Row::numbers(bytes.map(|bytes| bytes / 1e9).into_iter().chain([
        gradients,
        // The weights are gathered once more: for the backward pass, after the forward pass.
        1.5 * gradients,
    ]));
    row.cells.push(Cell::Word(fits.map_or("more than all", |stage| STAGES[stage]).into()));
    if fits.is_some() {
        return Ok(row);
    }
    let ranks = (bytes[0] / room).ceil();
    Ok(row.broken(
        format!(
            "Even shared out completely the states take {} on each rank, more than its {}.",
            format::quantity(bytes[3] / 1e9, Unit::Gigabytes),
            format::setting(room / 1e9, Unit::Gigabytes),
        ),
        format!(
            "Use at least {} ranks, or move states to the host.",
            format::setting(ranks, Unit::One)
        ),
    ))
}

fn explain(given: &Given, row: &Row) -> String {
    let all = training(given);
    let each = 2.0 * HALF + all.optimiser;
    let gigabytes =
        |place: usize| format::quantity(row.cells[place].number().unwrap_or_default(), Unit::Gigabytes);
    let share = format::quantity(all.optimiser / each, Unit::Share);
    let begin = format!(
        "Of {} bytes for each parameter the optimiser keeps {} ({share})",
        format::setting(each, Unit::One),
        format::setting(all.optimiser, Unit::One),
    );
    if all.optimiser == 0.0 {
        return format!(
            "Without states of an optimiser there are only weights and gradients to share, which leaves {} \
             of {}.",
            gigabytes(3),
            gigabytes(0),
        );
    }
    if all.ranks == 1.0 {
        return format!("{begin}; a single rank has nobody to share them with.");
    }
    format!(
        "{begin}, and without sharing all ranks keep the same: shared by {} ranks these alone bring {} \
         down to {} at no extra traffic. Sharing the weights as well leaves {}, and every step sends \
         them once more.",
        format::setting(all.ranks, Unit::One),
        gigabytes(0),
        gigabytes(1),
        gigabytes(3),
    )
}

const FIGURE: &[(&str, &str)] = &[("params", "7.5e9"), ("n_dp", "64"), ("K", "12")];

const fn figure(output: &'static str, value: f64, half_digit: f64) -> Published {
    Published {
        source: "Rajbhandari et al. 2020, figure 1: 7.5 billion parameters, 64 ranks",
        given: FIGURE,
        output,
        value,
        tolerance: Tolerance::Absolute(half_digit),
    }
}

pub(super) const CARD: Card = Card {
    assumes: &[
        "Weights and gradients have two bytes each, the optimiser keeps what the control says.",
        "States divide evenly among the ranks.",
        "Gradients are summed by a ring, which sends about two bytes for each of theirs.",
    ],
    holds: "Memory of the states of the model alone, in gigabytes of $10^9$ bytes.",
    omits: &[
        "Activations, which grow with the batch and can exceed all states.",
        "Buffers for communication and the fragmentation of memory.",
        "The $(n-1)/n$ of a ring's traffic: the bytes are those for many ranks.",
    ],
    sources: &[
        "Samyam Rajbhandari, Jeff Rasley, Olatunji Ruwase, Yuxiong He. \"ZeRO: Memory optimizations \
         toward training trillion parameter models.\" *SC*, 2020. \
         [arXiv:1910.02054](https://arxiv.org/abs/1910.02054)",
    ],
    references: &[Reference::new("zero_memory", "Python fractions, exact", Tolerance::Relative(1e-9))],
    published: &[
        figure("baseline_gb", 120.0, 0.5),
        figure("stage1_gb", 31.4, 0.05),
        figure("stage2_gb", 16.6, 0.05),
        figure("stage3_gb", 1.9, 0.05),
    ],
    ..Card::new("zero-memory", include_str!("zero_memory.md"))
};
