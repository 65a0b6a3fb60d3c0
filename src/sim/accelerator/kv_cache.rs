//! Memory of a served language model: its weights, and the keys and values of every token it has seen.

use crate::base::format::{self, Unit};
use crate::base::math;
use crate::sim::card::{Card, Published, Reference, Tolerance};
use crate::sim::control::{Accepts, Control};
use crate::sim::outcome::{PlotSpec, Quantity, ReadoutSpec};
use crate::sim::row::{Given, Impossible, Row};
use crate::sim::{How, Simulator, Spec};

pub(super) const SIMULATOR: Simulator = Simulator {
    spec: Spec {
        id: "kv-cache",
        title: "The memory of a conversation",
        question: "How many conversations fit beside the weights of a model?",
        summary: "Every token leaves keys and values in each layer: what the weights leave free, \
                  divided by that, is the largest batch and so the throughput that can be had.",
        controls: CONTROLS,
        readouts: READOUTS,
        plots: &[
            PlotSpec::sweep(
                "batch",
                "Sequences that fit against their length",
                (CONTROLS, 0),
                (READOUTS, 4),
            ),
            PlotSpec::sweep("cache", "Cache against sequence length", (CONTROLS, 0), (READOUTS, 1)),
        ],
    },
    how: How::Formula { compute, explain },
};

/// The largest whole number below which there are no gaps: 2^53.
const WHOLE: f64 = 9_007_199_254_740_992.0;

const CONTROLS: &[Control] = &[
    Control::whole(
        "seq_len",
        "Sequence length",
        "Tokens of a sequence, prompt and answer together.",
        128.0,
        1_048_576.0,
    )
    .unit(Unit::Tokens)
    .starts(8192.0)
    .logarithmic()
    .accepts(Accepts::Whole(1.0, WHOLE)),
    Control::whole("batch", "Sequences", "Sequences that are served together.", 1.0, 1024.0)
        .unit(Unit::Sequences)
        .starts(16.0)
        .logarithmic()
        .accepts(Accepts::Whole(0.0, WHOLE)),
    Control::whole(
        "n_kv_heads",
        "Heads of keys and values",
        "Fewer than query heads where groups of these share one, as in grouped-query attention.",
        1.0,
        128.0,
    )
    .starts(8.0)
    .logarithmic(),
    Control::whole("n_heads", "Query heads", "Query heads of a layer.", 1.0, 128.0)
        .starts(32.0)
        .logarithmic(),
    Control::whole("n_layers", "Layers", "Layers of the model.", 1.0, 128.0).starts(32.0),
    Control::whole("head_dim", "Head dimension", "Numbers in the key of one head.", 16.0, 256.0)
        .steps_of(8.0)
        .starts(128.0)
        .accepts(Accepts::Whole(1.0, WHOLE)),
    Control::number(
        "kv_bytes_per_elem",
        "Bytes per number in the cache",
        "2 in half precision, 1 when the cache is quantised to eight bits.",
        0.5,
        4.0,
    )
    .unit(Unit::Bytes)
    .steps_of(0.5)
    .starts(2.0)
    .accepts(Accepts::Positive),
    Control::number("params", "Parameters", "Parameters of the model.", 1e8, 1e12)
        .unit(Unit::Parameters)
        .steps_of(1e7)
        .starts(8e9)
        .logarithmic()
        .accepts(Accepts::NotNegative),
    Control::number("weight_bits", "Bits per weight", "16 in half precision.", 2.0, 32.0)
        .unit(Unit::Bits)
        .steps_of(1.0)
        .starts(16.0)
        .accepts(Accepts::Positive),
    Control::number(
        "gpu_mem_bytes",
        "Memory",
        "Memory of the accelerator: 80 GiB are 85 899 345 920 bytes.",
        4.0 * GIBIBYTE,
        640.0 * GIBIBYTE,
    )
    .unit(Unit::Bytes)
    .steps_of(GIBIBYTE)
    .starts(80.0 * GIBIBYTE)
    .logarithmic()
    .accepts(Accepts::NotNegative),
];

const GIBIBYTE: f64 = 1_073_741_824.0;

const READOUTS: &[ReadoutSpec] = &[
    ReadoutSpec::new("kv_bytes_per_token", "Cache per token", Quantity::Load)
        .unit(Unit::Bytes)
        .less()
        .main(),
    ReadoutSpec::new("kv_bytes_total", "Cache of all sequences", Quantity::Load)
        .unit(Unit::Bytes)
        .less()
        .main(),
    ReadoutSpec::new("weight_bytes", "Weights", Quantity::Load).unit(Unit::Bytes).less(),
    ReadoutSpec::new("used_share", "Memory in use", Quantity::Load).unit(Unit::Share),
    ReadoutSpec::new("max_batch_at_seq_len", "Sequences that fit", Quantity::Throughput)
        .unit(Unit::Sequences)
        .more()
        .main(),
];

/// The product, rounded once. Factors that are whole, or binary fractions such as 0.5, are multiplied
/// as whole numbers of 128 bits; where those are too short, as floating point.
pub(super) fn product(factors: &[f64]) -> f64 {
    let exact = factors.iter().try_fold((1_u128, 1.0_f64), |(whole, scale), factor| {
        // A power of two that makes the factor whole, if it has one of a reasonable size.
        let power = (0..=16).map(|bits| f64::from(1_u32 << bits));
        let power = power.into_iter().find(|power| (factor * power).fract() == 0.0)?;
        let (made_whole, scale) = (factor * power, scale * power);
        (made_whole < 1e38 && scale < 1e30)
            .then(|| whole.checked_mul(made_whole as u128))?
            .map(|whole| (whole, scale))
    });
    exact.map_or_else(|| factors.iter().product(), |(whole, scale)| whole as f64 / scale)
}

/// Memory of a decoder and of what it remembers (Kwon et al. 2023, section 3).
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Memory {
    /// Bytes of keys and values of one token.
    pub(super) per_token: f64,
    /// The same of one sequence.
    pub(super) per_sequence: f64,
    /// The same of all sequences.
    pub(super) cache: f64,
    /// Bytes of the weights.
    pub(super) weights: f64,
    /// Bytes of the accelerator.
    pub(super) room: f64,
}

impl Memory {
    /// How many sequences fit beside the weights; 0 where not even these fit. The quotient of whole
    /// numbers below 2^53 is rounded to no whole number that it does not reach.
    pub(super) fn most(&self) -> f64 {
        ((self.room - self.weights) / self.per_sequence).floor().max(0.0)
    }
}

fn memory(given: &Given) -> Result<Memory, Impossible> {
    if given.number("n_kv_heads") > given.number("n_heads") {
        return Err(Impossible::new("n_kv_heads", "must not exceed `n_heads`"));
    }
    let token = ["n_layers", "n_kv_heads", "head_dim", "kv_bytes_per_elem"];
    let mut factors = vec![2.0];
    factors.extend(token.map(|key| given.number(key)));
    let per_token = product(&factors);
    factors.push(given.number("seq_len"));
    let per_sequence = product(&factors);
    factors.push(given.number("batch"));
    Ok(Memory {
        per_token,
        per_sequence,
        cache: product(&factors),
        weights: product(&[given.number("params"), given.number("weight_bits"), 0.125]),
        room: given.number("gpu_mem_bytes"),
    })
}

fn compute(given: &Given) -> Result<Row, Impossible> {
    let all = memory(given)?;
    let used = (all.weights + all.cache) / all.room;
    let row = Row::numbers([all.per_token, all.cache, all.weights, used, all.most()]);
    let bytes = |x| format::quantity(x, Unit::Bytes);
    if all.weights > all.room {
        return Ok(row.broken(
            format!("The weights alone need {} of {}.", bytes(all.weights), bytes(all.room)),
            "Store them in fewer bits, or spread them over several accelerators.",
        ));
    }
    if given.number("batch") > all.most() {
        return Ok(row.broken(
            format!(
                "Weights and cache need {} of {}: there is room for {}, the others wait or push them out.",
                bytes(all.weights + all.cache),
                bytes(all.room),
                format::setting(all.most(), Unit::Sequences),
            ),
            "Serve fewer at once, share keys among query heads, or store the cache in fewer bits.",
        ));
    }
    Ok(row)
}

fn explain(given: &Given, _row: &Row) -> String {
    let Ok(all) = memory(given) else {
        return "There cannot be more heads of keys and values than heads that ask.".into();
    };
    let bytes = |x| format::quantity(x, Unit::Bytes);
    let free = (all.room - all.weights).max(0.0);
    if free <= 0.0 {
        return "The weights leave no room for a single conversation.".into();
    }
    let shared = given.number("n_heads") / given.number("n_kv_heads");
    let sharing = if shared > 1.0 {
        format!(
            " {} query heads share each key; without that it would be {} per token.",
            format::setting(math::round_to_digits(shared, 3), Unit::One),
            bytes(shared * all.per_token),
        )
    } else {
        " No heads share their keys, so grouping them is the first thing to gain from.".into()
    };
    let tokens = format::number((free / all.per_token).floor(), 3);
    format!(
        "The weights leave {} free: room for {tokens} tokens of {} each, however they are split \
         into sequences.{sharing}",
        bytes(free),
        bytes(all.per_token),
    )
}

pub(super) const CARD: Card = Card {
    assumes: &[
        "Every layer keeps one key and one value per token and head, and nothing is evicted.",
        "All sequences have the full length, and no two share a beginning.",
        "Memory is used to the last byte: no fragmentation, no activations, no buffers.",
    ],
    holds: "Dense and mixture-of-experts decoders with multi-head, grouped-query or multi-query \
            attention. Sizes are exact up to $2^{53}$ bytes.",
    omits: &[
        "Attention over a window, or with compressed keys, which keeps less.",
        "Reserved but unused memory: contiguous reservation of the longest length wastes the rest; \
         paging wastes less than a block per sequence.",
        "What the runtime takes for itself, often a tenth of the memory.",
    ],
    sources: &[
        "Woosuk Kwon et al. \"Efficient memory management for large language model serving with \
         PagedAttention.\" *SOSP*, 2023. [arXiv:2309.06180](https://arxiv.org/abs/2309.06180)",
        "Noam Shazeer. \"Fast transformer decoding: One write-head is all you need.\" 2019. \
         [arXiv:1911.02150](https://arxiv.org/abs/1911.02150)",
        "Joshua Ainslie et al. \"GQA: Training generalized multi-query transformer models from \
         multi-head checkpoints.\" *EMNLP*, 2023. [arXiv:2305.13245](https://arxiv.org/abs/2305.13245)",
    ],
    references: &[Reference::new(
        "kv_cache",
        "numpy 2.4.6: bytes of arrays that were allocated; Python integers",
        Tolerance::Exact,
    )],
    published: &[
        Published {
            source: "Kwon et al. 2023, section 3: OPT-13B, 800 KB per token (of 1024 bytes)",
            given: OPT,
            output: "kv_bytes_per_token",
            value: 819_200.0,
            tolerance: Tolerance::Exact,
        },
        Published {
            source: "Kwon et al. 2023, section 3: OPT-13B, 1.6 GB for 2048 tokens",
            given: OPT,
            output: "kv_bytes_total",
            // The paper counts in powers of 1024: 1.5625 GiB.
            value: 1.6 * GIBIBYTE,
            tolerance: Tolerance::Absolute(0.05 * GIBIBYTE),
        },
    ],
    ..Card::new("kv-cache", include_str!("kv_cache.md"))
};

const OPT: &[(&str, &str)] = &[
    ("n_layers", "40"),
    ("n_heads", "40"),
    ("n_kv_heads", "40"),
    ("head_dim", "128"),
    ("kv_bytes_per_elem", "2"),
    ("seq_len", "2048"),
    ("batch", "1"),
];
