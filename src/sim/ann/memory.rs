//! What an index of vectors weighs: the vectors themselves, or codes of them, and what leads to them.

use crate::base::format::{self, Unit};
use crate::base::math;
use crate::sim::card::{Card, Reference, Tolerance};
use crate::sim::control::{Accepts, Choice, Control};
use crate::sim::outcome::{PlotSpec, Quantity, ReadoutSpec};
use crate::sim::row::{Given, Impossible, Row};
use crate::sim::{How, Simulator, Spec};

pub(super) const SIMULATOR: Simulator = Simulator {
    spec: Spec {
        id: "ann-memory",
        title: "The memory of a vector index",
        question: "Does the index fit into the memory of one machine?",
        summary: "Full vectors, short codes or a graph: what each kind of index keeps of a vector \
                  decides how many machines you rent.",
        controls: CONTROLS,
        readouts: READOUTS,
        plots: &[
            PlotSpec::sweep("size", "Memory against vectors", (CONTROLS, 1), (READOUTS, 1))
                .logarithmic(),
            PlotSpec::sweep("width", "Memory against dimensions", (CONTROLS, 2), (READOUTS, 1))
                .logarithmic(),
        ],
    },
    how: How::Formula { compute, explain },
};

const CONTROLS: &[Control] = &[
    Control::choice(
        "index",
        "Kind of index",
        "What the index keeps of each vector, and how it finds its way to it.",
        &[
            Choice { word: "HNSWFlat", label: "Graph over full vectors (faiss)" },
            Choice { word: "hnswlib", label: "Graph over full vectors (hnswlib)" },
            Choice { word: "Flat", label: "Full vectors, no index" },
            Choice { word: "SQ8", label: "One byte per dimension" },
            Choice { word: "PQ", label: "Product quantisation" },
            Choice { word: "IVFFlat", label: "Inverted file, full vectors" },
            Choice { word: "IVFPQ", label: "Inverted file, product quantisation" },
        ],
    ),
    Control::whole("n", "Vectors", "How many vectors the index holds.", 1e4, 1e10)
        .unit(Unit::Vectors)
        .starts(1e8)
        .logarithmic()
        .accepts(Accepts::Whole(1.0, 1e15)),
    Control::whole("d", "Dimensions", "Numbers in each vector.", 32.0, 4096.0)
        .steps_of(32.0)
        .starts(768.0)
        .logarithmic()
        .accepts(Accepts::Whole(1.0, 1e6)),
    Control::whole(
        "m_pq_or_M",
        "Parts, or links",
        "Parts that product quantisation codes one by one, or the links M of a graph.",
        4.0,
        96.0,
    )
    .steps_of(4.0)
    .starts(32.0)
    .accepts(Accepts::Whole(0.0, 1e6)),
    Control::whole("nbits", "Bits per part", "Bits of each code of product quantisation.", 4.0, 12.0)
        .unit(Unit::Bits)
        .starts(8.0)
        .accepts(Accepts::Whole(0.0, 24.0)),
    Control::whole("nlist", "Lists", "Lists of an inverted file.", 16.0, 1_048_576.0)
        .starts(16_384.0)
        .logarithmic()
        .accepts(Accepts::Whole(0.0, 1e12)),
];

const READOUTS: &[ReadoutSpec] = &[
    ReadoutSpec::new("code_size_bytes", "What is kept of each vector", Quantity::Cost)
        .unit(Unit::Bytes)
        .less(),
    ReadoutSpec::new("serialized_bytes", "Whole index", Quantity::Cost)
        .unit(Unit::Bytes)
        .less()
        .main(),
    ReadoutSpec::new("bytes_per_vector", "Per vector, with everything", Quantity::Cost)
        .unit(Unit::Bytes)
        .less()
        .main(),
    ReadoutSpec::new("compression", "Smaller than full vectors", Quantity::Cost)
        .unit(Unit::Times)
        .more(),
];

/// Bytes of a number of a full vector.
const FLOAT: f64 = 4.0;
/// Bytes of an id in a list, and of the length of a list.
const ID: f64 = 8.0;
/// Bytes of a link.
const LINK: f64 = 4.0;

/// The parts of an index, in bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Weight {
    /// Of each vector: its numbers or its code.
    pub(super) code: f64,
    /// Of each vector: links, ids and their bookkeeping.
    pub(super) overhead: f64,
    /// Once: centroids and codebooks.
    pub(super) shared: f64,
}

/// Sizes that an index is made with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shape {
    pub(super) vectors: f64,
    pub(super) dimensions: f64,
    /// Parts of a code, or links of a graph.
    pub(super) parts: f64,
    pub(super) bits: i32,
    pub(super) lists: f64,
}

impl Shape {
    fn read(given: &Given) -> Self {
        Self {
            vectors: given.number("n"),
            dimensions: given.number("d"),
            parts: given.number("m_pq_or_M"),
            bits: given.number("nbits") as i32,
            lists: given.number("nlist"),
        }
    }

    fn full(&self) -> f64 {
        FLOAT * self.dimensions
    }

    /// A code for each part, and a codebook that has all codes of all parts.
    fn product(&self) -> Weight {
        Weight {
            code: (self.parts * f64::from(self.bits) / 8.0).ceil(),
            overhead: 0.0,
            shared: self.full() * math::pow(2.0, f64::from(self.bits)),
        }
    }

    fn inverted(&self, of: Weight) -> Weight {
        Weight {
            overhead: of.overhead + ID,
            shared: of.shared + (self.full() + ID) * self.lists,
            ..of
        }
    }

    /// 2M links on the ground and M on each further level, on which one in M vectors stands.
    fn graph(&self, fixed: f64, of_level: f64) -> Weight {
        let upper = (self.parts * LINK + of_level) / (self.parts - 1.0);
        Weight {
            code: self.full(),
            overhead: 2.0 * self.parts * LINK + fixed + upper,
            shared: 0.0,
        }
    }

    /// What an index of this kind weighs.
    ///
    /// # Errors
    /// When it cannot be built with these sizes.
    pub(super) fn weight(&self, kind: &str) -> Result<Weight, Impossible> {
        let flat = Weight { code: self.full(), ..Weight::default() };
        let quantised = matches!(kind, "PQ" | "IVFPQ");
        if quantised && !(1.0..=self.dimensions).contains(&self.parts) {
            return Err(Impossible::new("m_pq_or_M", "must be from 1 to `d`"));
        }
        if quantised && self.bits == 0 {
            return Err(Impossible::new("nbits", "must be at least 1"));
        }
        if matches!(kind, "HNSWFlat" | "hnswlib") && self.parts < 2.0 {
            return Err(Impossible::new("m_pq_or_M", "must be at least 2 links"));
        }
        if kind.starts_with("IVF") && self.lists < 1.0 {
            return Err(Impossible::new("nlist", "must be at least 1"));
        }
        Ok(match kind {
            // The least value and the step of each dimension.
            "SQ8" => Weight { code: self.dimensions, shared: 2.0 * self.full(), overhead: 0.0 },
            "PQ" => self.product(),
            "IVFFlat" => self.inverted(flat),
            "IVFPQ" => self.inverted(self.product()),
            // The level of a vector, and where its links begin.
            "HNSWFlat" => self.graph(4.0 + 8.0, 0.0),
            // Its number of links and its label, then the length of what it has on upper levels.
            "hnswlib" => self.graph(4.0 + 8.0 + 4.0, 4.0),
            _ => flat,
        })
    }
}

fn compute(given: &Given) -> Result<Row, Impossible> {
    let shape = Shape::read(given);
    let Weight { code, overhead, shared } = shape.weight(given.text("index"))?;
    let total = shape.vectors * (code + overhead) + shared;
    let each = total / shape.vectors;
    Ok(Row::numbers([code, total, each, shape.full() / each]))
}

fn explain(given: &Given, _: &Row) -> String {
    let shape = Shape::read(given);
    let Ok(Weight { code, overhead, shared }) = shape.weight(given.text("index")) else {
        return "No index has these sizes.".into();
    };
    let bytes = |x| format::quantity(x, Unit::Bytes);
    let per_vector = shared / shape.vectors;
    let mut parts = format!("Each vector keeps {} of itself", bytes(code));
    if code < shape.full() {
        let times = format::quantity(shape.full() / code, Unit::Times);
        parts.push_str(&format!(", {times} less than its numbers"));
    }
    if overhead > 0.0 {
        parts.push_str(&format!(", and {} of links, ids or lists lead to it", bytes(overhead)));
    }
    if per_vector > code + overhead {
        return format!("{parts}. With so few vectors the centroids and codebooks weigh more than all of them.");
    }
    if overhead > code {
        return format!("{parts}: the way to the vector is heavier than the vector.");
    }
    format!("{parts}: memory grows in step with the number of vectors.")
}

pub(super) const CARD: Card = Card {
    assumes: &[
        "Full vectors are 32-bit floating-point numbers.",
        "An inverted file keeps an 8-byte id for each vector; links of a graph take 4 bytes.",
        "One in $M$ vectors of a level stands on the next, as in the paper on HNSW.",
        "Where the parts do not divide the dimensions, the last one is shorter.",
    ],
    holds: "The index as faiss and hnswlib write it, within half a per cent from a few thousand vectors \
            on; below, headers count.",
    omits: &[
        "Memory that is needed only while building, and room for vectors to come.",
        "Full vectors kept beside codes to rank the best again.",
        "Replicas, and what the rest of the service needs.",
    ],
    sources: &[
        "Hervé Jégou, Matthijs Douze and Cordelia Schmid. \"Product Quantization for Nearest Neighbor Search.\" *IEEE TPAMI* 33(1), 2011.",
        "Yu. A. Malkov and D. A. Yashunin. \"Efficient and Robust Approximate Nearest Neighbor Search Using Hierarchical Navigable Small World Graphs.\" *IEEE TPAMI* 42(4), 2020.",
        "Jeff Johnson, Matthijs Douze and Hervé Jégou. \"Billion-scale similarity search with GPUs.\" *IEEE Transactions on Big Data* 7(3), 2021.",
    ],
    references: &[Reference {
        columns: &[("code_size_bytes", Tolerance::Exact)],
        ..Reference::new(
            "ann_memory",
            "faiss-cpu 1.15.1 and hnswlib 0.8.0: the size of a really built and saved index",
            Tolerance::Relative(0.03),
        )
    }],
    ..Card::new("ann-memory", include_str!("memory.md"))
};
