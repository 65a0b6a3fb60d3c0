//! Pipeline parallelism: how long stages idle because the first microbatch must reach them first.

use crate::base::format::{self, Unit};
use crate::sim::card::{Card, Reference, Tolerance};
use crate::sim::control::{Accepts, Control};
use crate::sim::outcome::{PlotSpec, Quantity, ReadoutSpec};
use crate::sim::row::{Given, Impossible, Row};
use crate::sim::{How, Simulator, Spec};

pub(super) const SIMULATOR: Simulator = Simulator {
    spec: Spec {
        id: "pipeline",
        title: "The bubble of a pipeline",
        question: "Into how many microbatches must a batch be cut for the stages to stay busy?",
        summary: "A model cut into stages idles while its pipeline fills and drains: more microbatches \
                  shrink the bubble, and one forward, one backward keeps their activations few.",
        controls: CONTROLS,
        readouts: READOUTS,
        plots: &[
            PlotSpec::sweep(
                "bubble",
                "Idle share against microbatches",
                (CONTROLS, 1),
                (READOUTS, 1),
            ),
            PlotSpec::sweep(
                "activations",
                "Microbatches whose activations GPipe keeps, against microbatches",
                (CONTROLS, 1),
                (READOUTS, 4),
            ),
        ],
    },
    how: How::Formula { compute, explain },
};

const CONTROLS: &[Control] = &[
    Control::whole("stages", "Stages", "Parts of the model, one on each accelerator.", 1.0, 64.0)
        .starts(8.0)
        .logarithmic()
        .accepts(Accepts::Whole(1.0, 1e9)),
    Control::whole(
        "microbatches",
        "Microbatches",
        "Parts of a batch, which follow one another through the stages.",
        1.0,
        512.0,
    )
    .starts(16.0)
    .logarithmic()
    .accepts(Accepts::Whole(1.0, 1e9)),
    Control::number(
        "tf_ms",
        "Forward",
        "Time of one microbatch forwards through one stage.",
        0.1,
        100.0,
    )
    .unit(Unit::Milliseconds)
    .steps_of(0.1)
    .starts(1.0)
    .logarithmic()
    .accepts(Accepts::Positive),
    Control::number(
        "tb_ms",
        "Backward",
        "Time of one microbatch backwards through one stage.",
        0.1,
        100.0,
    )
    .unit(Unit::Milliseconds)
    .steps_of(0.1)
    .starts(2.0)
    .logarithmic()
    .accepts(Accepts::Positive),
    Control::whole(
        "chunks",
        "Chunks per stage",
        "Parts of the model that each accelerator holds when their order is interleaved.",
        1.0,
        8.0,
    )
    .starts(2.0)
    .accepts(Accepts::Whole(1.0, 1e6)),
];

const fn time(key: &'static str, label: &'static str) -> ReadoutSpec {
    ReadoutSpec::new(key, label, Quantity::Latency).unit(Unit::Milliseconds).less()
}

const fn idle(key: &'static str, label: &'static str) -> ReadoutSpec {
    ReadoutSpec::new(key, label, Quantity::Cost).unit(Unit::Share).less()
}

const fn kept(key: &'static str, label: &'static str) -> ReadoutSpec {
    ReadoutSpec::new(key, label, Quantity::Load).less()
}

const READOUTS: &[ReadoutSpec] = &[
    time("gpipe_ms", "Step with GPipe").main(),
    idle("gpipe_bubble_fraction", "Idle share with GPipe").main(),
    time("onefoneb_ms", "Step with one forward, one backward"),
    idle("onefoneb_bubble_fraction", "Idle share with one forward, one backward"),
    kept("gpipe_peak_activations", "Microbatches in memory with GPipe").main(),
    kept("onefoneb_peak_activations", "Microbatches in memory with one forward, one backward").main(),
    time("interleaved_ms", "Step when interleaved"),
    idle("interleaved_bubble_fraction", "Idle share when interleaved"),
];

/// A batch on its way through a pipeline of equal stages, with a flush at the end.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Pipeline {
    /// Stages, 1 or more.
    pub(super) stages: u64,
    /// Microbatches, 1 or more.
    pub(super) microbatches: u64,
    /// Milliseconds of a microbatch in a stage, forwards and backwards together.
    pub(super) both: f64,
}

impl Pipeline {
    /// Milliseconds of a step: `m + p − 1` slots. The same for GPipe (Huang et al. 2019) and for one
    /// forward, one backward (Narayanan et al. 2019), which only changes the order.
    pub(super) fn makespan(&self) -> f64 {
        (self.microbatches + self.stages - 1) as f64 * self.both
    }

    /// The share of the step that a stage idles.
    pub(super) fn bubble(&self) -> f64 {
        (self.stages - 1) as f64 / (self.microbatches + self.stages - 1) as f64
    }

    /// Milliseconds of a step if each accelerator holds so many chunks in turn; not a number unless the
    /// microbatches come in whole rounds of the stages (Narayanan et al. 2021, 2.2.2).
    fn interleaved(&self, chunks: u64) -> f64 {
        if !self.microbatches.is_multiple_of(self.stages) {
            return f64::NAN;
        }
        let filling = (self.stages - 1) as f64 / chunks as f64;
        (self.microbatches as f64 + filling) * self.both
    }
}

fn pipeline(given: &Given) -> Pipeline {
    Pipeline {
        stages: given.whole("stages"),
        microbatches: given.whole("microbatches"),
        both: given.number("tf_ms") + given.number("tb_ms"),
    }
}

fn compute(given: &Given) -> Result<Row, Impossible> {
    let all = pipeline(given);
    let (step, bubble, m) = (all.makespan(), all.bubble(), all.microbatches as f64);
    let interleaved = all.interleaved(given.whole("chunks"));
    Ok(Row::numbers([
        step,
        bubble,
        step,
        bubble,
        m,
        m.min(all.stages as f64),
        interleaved,
        1.0 - m * all.both / interleaved,
    ]))
}

fn explain(given: &Given, row: &Row) -> String {
    let all = pipeline(given);
    if all.stages == 1 {
        return "One stage waits for nobody: without a pipeline there is no bubble.".into();
    }
    let count = |x: u64| format::setting(x as f64, Unit::One);
    let first = format!(
        "Of {} slots each stage works in {} and idles in {} while the pipeline fills and drains",
        count(all.microbatches + all.stages - 1),
        count(all.microbatches),
        count(all.stages - 1),
    );
    // GPipe's authors call the bubble negligible from four microbatches per stage on.
    if all.microbatches < 4 * all.stages {
        return format!(
            "{first}; cut the batch into {} microbatches, four for each stage, and the idle share falls \
             to about a fifth.",
            count(4 * all.stages),
        );
    }
    let kept = row.cells[5].number().unwrap_or_default();
    format!(
        "{first}. That is little, but GPipe holds the activations of all {} microbatches until the \
         first goes back; one forward, one backward takes as long and holds {}.",
        count(all.microbatches),
        format::setting(kept, Unit::One),
    )
}

pub(super) const CARD: Card = Card {
    assumes: &[
        "All stages take the same time, and all microbatches too.",
        "Passing activations to the next stage takes no time.",
        "A step ends when all microbatches are back: weights never change under way.",
    ],
    holds: "Synchronous pipelines with equal stages. The interleaved order needs a number of \
            microbatches that is a multiple of the stages.",
    omits: &[
        "Unequal stages: the slowest sets the pace of all.",
        "Recomputing activations, which makes the backward pass longer and the memory smaller.",
        "Schedules that split the backward pass in two to fill the bubble.",
    ],
    sources: &[
        "Yanping Huang et al. \"GPipe: Efficient training of giant neural networks using pipeline \
         parallelism.\" *NeurIPS*, 2019. [arXiv:1811.06965](https://arxiv.org/abs/1811.06965)",
        "Deepak Narayanan et al. \"PipeDream: Generalized pipeline parallelism for DNN training.\" \
         *SOSP*, 2019.",
        "Deepak Narayanan et al. \"Efficient large-scale language model training on GPU clusters using \
         Megatron-LM.\" *SC*, 2021. [arXiv:2104.04473](https://arxiv.org/abs/2104.04473)",
    ],
    references: &[Reference::new(
        "pipeline",
        "SimPy 4.1.2: every forward and backward pass of both schedules",
        Tolerance::Relative(1e-9),
    )],
    ..Card::new("pipeline", include_str!("pipeline.md"))
};
