//! The roofline: whether a step of a language model waits for memory or for arithmetic.

use crate::base::format::{self, Unit};
use crate::sim::card::{Card, Published, Reference, Tolerance};
use crate::sim::control::{Accepts, Control};
use crate::sim::outcome::{PlotSpec, Quantity, ReadoutSpec};
use crate::sim::row::{Cell, Given, Impossible, Row};
use crate::sim::{How, Simulator, Spec};

pub(super) const SIMULATOR: Simulator = Simulator {
    spec: Spec {
        id: "roofline",
        title: "Waiting for memory or for arithmetic",
        question: "Why does decoding leave an accelerator's arithmetic idle, and what uses it?",
        summary: "A decoding step reads all weights to produce one token per sequence: it waits for \
                  memory until the batch is large, while reading a prompt waits for arithmetic.",
        controls: CONTROLS,
        readouts: READOUTS,
        plots: &[
            PlotSpec::sweep(
                "throughput",
                "Tokens per second against sequences",
                (CONTROLS, 0),
                (READOUTS, 5),
            ),
            PlotSpec::sweep("step", "Decoding step against sequences", (CONTROLS, 0), (READOUTS, 4)),
        ],
    },
    how: How::Formula { compute, explain },
};

const CONTROLS: &[Control] = &[
    Control::whole("batch", "Sequences", "Sequences that one step decodes together.", 1.0, 4096.0)
        .unit(Unit::Sequences)
        .starts(32.0)
        .logarithmic(),
    Control::number(
        "context",
        "Context",
        "Tokens that each sequence already has, whose keys and values a step reads.",
        0.0,
        1_048_576.0,
    )
    .unit(Unit::Tokens)
    .steps_of(1.0)
    .starts(1024.0)
    .zero_then_logarithmic(64_000)
    .accepts(Accepts::NotNegative),
    Control::number(
        "weight_bytes_per_param",
        "Bytes per weight",
        "2 in half precision, 1 for eight bits, 0.5 for four.",
        0.25,
        4.0,
    )
    .unit(Unit::Bytes)
    .steps_of(0.25)
    .starts(2.0)
    .accepts(Accepts::Positive),
    Control::number("params", "Parameters", "Parameters of a dense decoder.", 1e8, 1e12)
        .unit(Unit::Parameters)
        .steps_of(1e7)
        .starts(8e9)
        .logarithmic()
        .accepts(Accepts::Positive),
    Control::number(
        "peak_tflops",
        "Arithmetic",
        "The most operations per second, from the data sheet.",
        1.0,
        2500.0,
    )
    .unit(Unit::TeraflopPerSecond)
    .steps_of(1.0)
    .starts(989.0)
    .logarithmic()
    .accepts(Accepts::Positive),
    Control::number(
        "mem_bw_gbs",
        "Memory bandwidth",
        "What the memory of the accelerator delivers at most.",
        50.0,
        8000.0,
    )
    .unit(Unit::GigabytesPerSecond)
    .steps_of(10.0)
    .starts(3350.0)
    .logarithmic()
    .accepts(Accepts::Positive),
    Control::number(
        "kv_bytes_per_token",
        "Cache per token",
        "Keys and values of one token in all layers.",
        0.0,
        4_194_304.0,
    )
    .unit(Unit::Bytes)
    .steps_of(1024.0)
    .starts(131_072.0)
    .zero_then_logarithmic(4_096_000)
    .accepts(Accepts::NotNegative),
    Control::number("prompt", "Prompt", "Tokens of a prompt that is read at once.", 1.0, 131_072.0)
        .unit(Unit::Tokens)
        .steps_of(1.0)
        .starts(1024.0)
        .logarithmic()
        .accepts(Accepts::NotNegative),
];

const READOUTS: &[ReadoutSpec] = &[
    ReadoutSpec::new("ridge_flop_per_byte", "Ridge", Quantity::Load).unit(Unit::FlopPerByte),
    ReadoutSpec::new("decode_flops", "Operations of a decoding step", Quantity::Load)
        .unit(Unit::Flop),
    ReadoutSpec::new("decode_bytes", "Bytes read by a decoding step", Quantity::Load)
        .unit(Unit::Bytes),
    ReadoutSpec::new("decode_intensity", "Arithmetic intensity of decoding", Quantity::Load)
        .unit(Unit::FlopPerByte)
        .main(),
    ReadoutSpec::new("decode_step_ms", "Decoding step", Quantity::Latency)
        .unit(Unit::Milliseconds)
        .less()
        .main(),
    ReadoutSpec::new("decode_tokens_per_s", "Tokens of all sequences", Quantity::Throughput)
        .unit(Unit::EachSecond)
        .more()
        .main(),
    ReadoutSpec::new("decode_bound", "Decoding waits for", Quantity::Load).main(),
    ReadoutSpec::new("prefill_ms", "Reading the prompt", Quantity::Latency)
        .unit(Unit::Milliseconds)
        .less(),
    ReadoutSpec::new("crossover_batch", "Sequences at which waiting changes", Quantity::Load)
        .unit(Unit::Sequences),
    ReadoutSpec::new("peak_share", "Arithmetic in use while decoding", Quantity::Load)
        .unit(Unit::Share)
        .more(),
];

/// Operations per parameter and token, a multiplication and an addition (Kaplan et al. 2020).
const PER_PARAMETER: f64 = 2.0;

/// A dense decoder on one accelerator, at its best (Williams, Waterman and Patterson 2009).
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Roofline {
    /// Operations per second.
    pub(super) peak: f64,
    /// Bytes per second.
    pub(super) bandwidth: f64,
    /// Parameters.
    pub(super) parameters: f64,
    /// Bytes of all weights.
    pub(super) weights: f64,
}

impl Roofline {
    /// Seconds of so much work: whatever of arithmetic and memory takes longer.
    pub(super) fn time(&self, operations: f64, bytes: f64) -> f64 {
        (operations / self.peak).max(bytes / self.bandwidth)
    }

    /// Operations of a forward pass for so many tokens, attention not counted.
    pub(super) fn operations(&self, tokens: f64) -> f64 {
        PER_PARAMETER * self.parameters * tokens
    }

    /// Operations per byte at which arithmetic and memory take the same time.
    pub(super) fn ridge(&self) -> f64 {
        self.peak / self.bandwidth
    }

    /// Sequences for whose tokens the arithmetic takes as long as reading the weights.
    pub(super) fn crossover(&self) -> f64 {
        self.weights * self.peak / (self.operations(1.0) * self.bandwidth)
    }
}

fn roofline(given: &Given) -> Roofline {
    let parameters = given.number("params");
    Roofline {
        peak: 1e12 * given.number("peak_tflops"),
        bandwidth: 1e9 * given.number("mem_bw_gbs"),
        parameters,
        weights: parameters * given.number("weight_bytes_per_param"),
    }
}

/// Bytes of keys and values that a decoding step reads.
fn cache(given: &Given) -> f64 {
    given.number("batch") * given.number("context") * given.number("kv_bytes_per_token")
}

fn compute(given: &Given) -> Result<Row, Impossible> {
    let (roof, batch) = (roofline(given), given.number("batch"));
    let (operations, bytes) = (roof.operations(batch), roof.weights + cache(given));
    let step = roof.time(operations, bytes);
    let arithmetic = operations / roof.peak;
    let bound = if arithmetic > bytes / roof.bandwidth { "compute" } else { "memory" };
    let prefill = roof.time(roof.operations(given.number("prompt")), roof.weights);
    Ok(Row::new([
        roof.ridge().into(),
        operations.into(),
        bytes.into(),
        (operations / bytes).into(),
        (1e3 * step).into(),
        (batch / step).into(),
        Cell::Word(bound.into()),
        (1e3 * prefill).into(),
        roof.crossover().into(),
        (arithmetic / step).into(),
    ]))
}

fn explain(given: &Given, _row: &Row) -> String {
    let (roof, batch) = (roofline(given), given.number("batch"));
    let bytes = |x| format::quantity(x, Unit::Bytes);
    let (weights, cache) = (roof.weights, cache(given));
    let arithmetic = roof.operations(batch) / roof.peak;
    let reading = (weights + cache) / roof.bandwidth;
    let milliseconds = |s: f64| format::quantity(1e3 * s, Unit::Milliseconds);
    if arithmetic > reading {
        return format!(
            "The arithmetic for {} takes {}, longer than the {} of reading {}: a larger batch now makes \
             every step longer and gains no throughput.",
            format::quantity(batch, Unit::Sequences),
            milliseconds(arithmetic),
            milliseconds(reading),
            bytes(weights + cache),
        );
    }
    if cache > weights {
        return format!(
            "A step reads {} of keys and values, more than the {} of the weights; unlike these, no \
             two sequences share them, so more sequences hardly raise the intensity.",
            bytes(cache),
            bytes(weights),
        );
    }
    format!(
        "A step reads {} of weights however many sequences share them, and uses {} of the arithmetic \
         while it waits; more sequences ride along almost for nothing up to about {}.",
        bytes(weights),
        format::quantity(arithmetic / reading, Unit::Share),
        format::number(roof.crossover(), 2),
    )
}

const fn ridge(source: &'static str, given: &'static [(&'static str, &'static str)], value: f64) -> Published {
    let tolerance = Tolerance::Absolute(0.05);
    Published { source, given, output: "ridge_flop_per_byte", value, tolerance }
}

pub(super) const CARD: Card = Card {
    assumes: &[
        "Arithmetic and memory work at their full rate, and at the same time.",
        "Each weight is read once per step, and the keys and values of all sequences.",
        "A forward pass takes two operations per parameter and token.",
    ],
    holds: "A lower bound of the time: kernels reach 50 to 80 % of either rate. Good while attention \
            costs little arithmetic, which is until the context nears the width of the model times six.",
    omits: &[
        "The arithmetic of attention, which grows with the context.",
        "Mixtures of experts: operations follow the active, bytes the touched experts.",
        "Communication between several accelerators, and the time to launch kernels.",
    ],
    sources: &[
        "Samuel Williams, Andrew Waterman, David Patterson. \"Roofline: An insightful visual \
         performance model for multicore architectures.\" *Communications of the ACM* 52(4), 2009.",
        "Jared Kaplan et al. \"Scaling laws for neural language models.\" 2020. \
         [arXiv:2001.08361](https://arxiv.org/abs/2001.08361)",
        "Reiner Pope et al. \"Efficiently scaling transformer inference.\" *MLSys*, 2023. \
         [arXiv:2211.05102](https://arxiv.org/abs/2211.05102)",
    ],
    references: &[Reference::new("roofline", "Python fractions, exact", Tolerance::Relative(1e-9))],
    published: &[
        ridge(
            "NVIDIA data sheet of the V100: 125 TFLOP/s, 900 GB/s",
            &[("peak_tflops", "125"), ("mem_bw_gbs", "900")],
            138.9,
        ),
        ridge(
            "NVIDIA data sheet of the A100 80GB: 312 TFLOP/s, 2039 GB/s",
            &[("peak_tflops", "312"), ("mem_bw_gbs", "2039")],
            153.0,
        ),
        ridge(
            "NVIDIA data sheet of the H100 SXM: 989 TFLOP/s, 3350 GB/s",
            &[("peak_tflops", "989"), ("mem_bw_gbs", "3350")],
            295.2,
        ),
        ridge(
            "NVIDIA data sheet of the H200: 989.5 TFLOP/s, 4800 GB/s",
            &[("peak_tflops", "989.5"), ("mem_bw_gbs", "4800")],
            206.1,
        ),
        ridge(
            "NVIDIA data sheet of the B200: 2250 TFLOP/s, 8000 GB/s",
            &[("peak_tflops", "2250"), ("mem_bw_gbs", "8000")],
            281.25,
        ),
    ],
    ..Card::new("roofline", include_str!("roofline.md"))
};
