//! An inverted file as a lab: how many lists to look into.

use super::data::NEIGHBOURS;
use super::probe::{Kind, Probe, Tally, cloud};
use crate::base::format::{self, Unit};
use crate::base::rng::Seed;
use crate::sim::card::{Card, Reference, Tolerance};
use crate::sim::control::{Accepts, Control};
use crate::sim::outcome::{PlotSpec, Quantity, ReadoutSpec};
use crate::sim::row::{Given, Impossible, Row};
use crate::sim::{Effort, How, Simulator, Spec, Task};

pub(super) const SIMULATOR: Simulator = Simulator {
    spec: Spec {
        id: "ann-ivf",
        title: "Vector search with an inverted file",
        question: "How much of the index must a query look at to find nine of ten true neighbours?",
        summary: "A real inverted file over real vectors: each list that a query looks into raises \
                  recall a little less and costs as much as the one before.",
        controls: CONTROLS,
        readouts: READOUTS,
        plots: &[
            PlotSpec::sweep("recall", "Recall against lists searched", (CONTROLS, 0), (READOUTS, 0)),
            PlotSpec::sweep(
                "work",
                "Distances per query against lists searched",
                (CONTROLS, 0),
                (READOUTS, 1),
            )
            .logarithmic(),
        ],
    },
    how: How::Simulation { begin, explain },
};

const CONTROLS: &[Control] = &[
    Control::whole(
        "nprobe",
        "Lists searched",
        "How many of the nearest lists a query looks into; more than there are is all of them.",
        1.0,
        128.0,
    )
    .starts(4.0)
    .logarithmic(),
    Control::whole("nlist", "Lists", "How many lists the vectors are divided into.", 4.0, 256.0)
        .starts(64.0)
        .logarithmic()
        .accepts(Accepts::Whole(1.0, 65_536.0)),
    points(),
    dimensions(),
    clusters(),
    spread(),
    seed(),
];

pub(super) const fn points() -> Control {
    Control::whole("n", "Vectors", "How many vectors the index holds.", 500.0, 4000.0)
        .unit(Unit::Vectors)
        .steps_of(100.0)
        .starts(2000.0)
        .accepts(Accepts::Whole(NEIGHBOURS as f64, 10_000_000.0))
}

pub(super) const fn dimensions() -> Control {
    Control::whole("d", "Dimensions", "Numbers in each vector.", 4.0, 64.0)
        .steps_of(4.0)
        .starts(32.0)
        .accepts(Accepts::Whole(1.0, 4096.0))
}

pub(super) const fn clusters() -> Control {
    Control::whole(
        "n_clusters",
        "Clusters in the data",
        "Around how many centres the vectors lie; 1 is one cloud without structure.",
        1.0,
        200.0,
    )
    .starts(20.0)
    .logarithmic()
    .accepts(Accepts::Whole(1.0, 1_000_000.0))
}

pub(super) const fn spread() -> Control {
    Control::number(
        "spread",
        "Spread of a cluster",
        "Standard deviation around a centre; that of the centres themselves is 1.",
        0.1,
        2.0,
    )
    .unit(Unit::Sigma)
    .steps_of(0.1)
    .starts(1.0)
    .accepts(Accepts::Between(0.0, 1e6))
}

pub(super) const fn seed() -> Control {
    Control::whole("seed", "Draw of the data", "Another number is another set of vectors.", 1.0, 20.0)
        .starts(6.0)
        .accepts(Accepts::Whole(0.0, 9_007_199_254_740_992.0))
}

const READOUTS: &[ReadoutSpec] = &[
    ReadoutSpec::new("recall_at_10", "Recall of the 10 nearest", Quantity::Quality)
        .unit(Unit::Share)
        .more()
        .main(),
    ReadoutSpec::new("distances_per_query", "Distances per query", Quantity::Cost).less().main(),
    ReadoutSpec::new("fraction_scanned", "Vectors looked at", Quantity::Cost)
        .unit(Unit::Share)
        .less()
        .main(),
];

/// The effort is that of the question: sliders end where a phone can build the index, and tables of
/// data get what they ask for.
fn begin(given: &Given, _: Seed, _: Effort) -> Result<Box<dyn Task>, Impossible> {
    let cloud = cloud(given)?;
    let lists = given.whole("nlist") as usize;
    if lists > cloud.points {
        return Err(Impossible::new("nlist", "must not exceed `n`"));
    }
    let probes = given.number("nprobe").min(lists as f64) as usize;
    Ok(Box::new(Probe::new(cloud, Kind::Ivf(lists), probes, row)))
}

fn row(tally: &Tally, probe: &Probe) -> Row {
    let Kind::Ivf(lists) = probe.kind else { unreachable!("begun with lists") };
    let scanned = tally.distances() - lists as f64;
    Row::numbers([tally.recall(), tally.distances(), scanned / probe.cloud.points as f64])
}

fn explain(given: &Given, row: &Row) -> String {
    let share = |x| format::quantity(x, Unit::Share);
    let (lists, probes) = (given.number("nlist"), given.number("nprobe"));
    let (Some(recall), Some(scanned)) = (row.cells[0].number(), row.cells[2].number()) else {
        return "No query has been answered yet.".into();
    };
    if probes >= lists {
        return format!(
            "Every list is looked into, so nothing is missed, and the {lists:.0} centroids are work on \
             top of reading everything.",
        );
    }
    let looked = format!("{probes:.0} of {lists:.0} lists are {} of the vectors", share(scanned));
    if recall >= 0.995 {
        return format!(
            "{looked} and hold practically all true neighbours: the lists follow the clusters of the \
             data, and the rest need not be read.",
        );
    }
    format!(
        "{looked} and hold {} of the true neighbours: the others lie just across the border of a list \
         that was not among the nearest.",
        share(recall),
    )
}

pub(super) const CARD: Card = Card {
    assumes: &[
        "Vectors are normal around cluster centres that are normal themselves, and queries come from the same law.",
        "Work is counted in distances: to every centroid, and to every vector of the lists looked into.",
        "Lists come from ten rounds of k-means on up to 256 vectors per list.",
    ],
    holds: "The data as described. Recall depends on the data more than on the index: embeddings of a \
            real corpus lie between one shapeless cloud and separate clusters. 200 queries leave a \
            standard error of about one percentage point.",
    omits: &[
        "Wall time, memory traffic and caches; reading a list is faster than jumping through a graph.",
        "Compressed vectors, filters, deletions, and data that drift away from their centroids.",
    ],
    sources: &[
        "Hervé Jégou, Matthijs Douze and Cordelia Schmid. \"Product Quantization for Nearest Neighbor Search.\" *IEEE TPAMI* 33(1), 2011.",
        "Jeff Johnson, Matthijs Douze and Hervé Jégou. \"Billion-scale similarity search with GPUs.\" *IEEE Transactions on Big Data* 7(3), 2021.",
        "Martin Aumüller, Erik Bernhardsson and Alexander Faithfull. \"ANN-Benchmarks: A Benchmarking Tool for Approximate Nearest Neighbor Algorithms.\" *Information Systems* 87, 2020.",
    ],
    references: &[Reference {
        columns: &[
            ("recall_at_10", Tolerance::Absolute(0.03)),
            ("distances_per_query", Tolerance::Relative(0.1)),
        ],
        ..Reference::new(
            "ann_ivf",
            "faiss-cpu 1.15.1 (`IndexIVFFlat` with its own k-means), on the same vectors",
            Tolerance::Relative(0.1),
        )
    }],
    ..Card::new("ann-ivf", include_str!("ivf.md"))
};
