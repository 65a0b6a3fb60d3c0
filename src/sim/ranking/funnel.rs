//! Two stages: a cheap one keeps candidates, a dear one ranks them.

use super::recall::{Stage, endless};
use crate::base::format::{self, Unit};
use crate::sim::card::{Card, Reference, Tolerance};
use crate::sim::control::{Accepts, Control};
use crate::sim::outcome::{PlotSpec, Quantity, ReadoutSpec};
use crate::sim::row::{Given, Impossible, Row};
use crate::sim::{How, Simulator, Spec};

pub(super) const SIMULATOR: Simulator = Simulator {
    spec: Spec {
        id: "funnel",
        title: "From a catalogue to a few candidates",
        question: "How many candidates must the cheap stage keep so that the dear one can be right?",
        summary: "What retrieval drops, no ranker can bring back: more candidates raise recall and cost \
                  latency, and a better first stage gives both.",
        controls: CONTROLS,
        readouts: READOUTS,
        plots: &[
            PlotSpec::sweep("recall", "Recall against candidates", (CONTROLS, 0), (READOUTS, 0)),
            PlotSpec::sweep("latency", "Latency against candidates", (CONTROLS, 0), (READOUTS, 2)),
        ],
    },
    how: How::Formula { compute, explain },
};

pub(super) const CONTROLS: &[Control] = &[
    Control::whole("candidates", "Candidates", "Items that the first stage keeps.", 10.0, 5000.0)
        .unit(Unit::Items)
        .starts(300.0)
        .logarithmic(),
    Control::number(
        "corr_stage1",
        "Quality of the first stage",
        "The correlation of its score with the true one.",
        0.0,
        0.95,
    )
    .steps_of(0.05)
    .starts(0.6)
    .accepts(Accepts::Between(-1.0, 1.0)),
    Control::whole("catalogue", "Catalogue", "Items that there are.", 5000.0, 1e7)
        .unit(Unit::Items)
        .starts(100_000.0)
        .logarithmic()
        .accepts(Accepts::Whole(1.0, 1e12)),
    Control::number(
        "relevant_share",
        "Relevant items",
        "The truly best share of the catalogue, which should be found.",
        0.0001,
        0.05,
    )
    .unit(Unit::Share)
    .steps_of(0.0001)
    .starts(0.001)
    .logarithmic()
    .accepts(Accepts::InnerShare),
    Control::number("t_retrieve_ms", "First stage", "How long it takes.", 1.0, 100.0)
        .unit(Unit::Milliseconds)
        .steps_of(1.0)
        .starts(10.0)
        .accepts(Accepts::NotNegative),
    Control::number(
        "t_rank_ms_per_item",
        "Second stage, per candidate",
        "How long the ranker takes for each.",
        0.001,
        2.0,
    )
    .unit(Unit::Milliseconds)
    .steps_of(0.001)
    .starts(0.05)
    .logarithmic()
    .accepts(Accepts::NotNegative),
];

pub(super) const READOUTS: &[ReadoutSpec] = &[
    ReadoutSpec::new("recall_inf", "Relevant items that are kept", Quantity::Quality)
        .unit(Unit::Share)
        .more()
        .main(),
    ReadoutSpec::new("recall_finite", "The same in this finite catalogue", Quantity::Quality)
        .unit(Unit::Share)
        .more(),
    ReadoutSpec::new("latency_ms", "Latency", Quantity::Latency)
        .unit(Unit::Milliseconds)
        .less()
        .main(),
    ReadoutSpec::new("kept_share", "Catalogue that is ranked", Quantity::Cost)
        .unit(Unit::Share)
        .less(),
];

fn compute(given: &Given) -> Result<Row, Impossible> {
    let (catalogue, kept) = (given.whole("catalogue"), given.whole("candidates"));
    let (share, correlation) = (given.number("relevant_share"), given.number("corr_stage1"));
    if kept > catalogue {
        return Err(Impossible::new("candidates", "must not exceed `catalogue`"));
    }
    let kept_share = kept as f64 / catalogue as f64;
    let relevant = ((catalogue as f64 * share).round() as u64).max(1);
    let stage = Stage { catalogue, relevant, kept, correlation };
    Ok(Row::numbers([
        endless(kept_share, share, correlation),
        stage.finite(),
        given.number("t_retrieve_ms") + kept as f64 * given.number("t_rank_ms_per_item"),
        kept_share,
    ]))
}

fn explain(given: &Given, row: &Row) -> String {
    let (Some(recall), Some(kept)) = (row.cells[0].number(), row.cells[3].number()) else {
        return "These settings describe no funnel.".into();
    };
    let share = |x| format::quantity(x, Unit::Share);
    let ranking = given.number("candidates") * given.number("t_rank_ms_per_item");
    let lost = format!(
        "The first stage passes on {} of the catalogue and drops {} of what is relevant, which no ranker \
         can bring back",
        share(kept),
        share(1.0 - recall),
    );
    if ranking > given.number("t_retrieve_ms") {
        return format!(
            "{lost}; ranking takes {} of the time, so a better first stage would save more than a \
             faster ranker.",
            share(ranking / (ranking + given.number("t_retrieve_ms"))),
        );
    }
    format!("{lost}; ranking is still the smaller part of the latency, so there is room for more.")
}

pub(super) const CARD: Card = Card {
    assumes: &[
        "True scores and those of the first stage are normal, with one correlation over the whole catalogue.",
        "The second stage finds the truly best among the candidates, in time proportional to their number.",
        "The first stage takes the same time however many it keeps.",
    ],
    holds: "Any correlation. Real scores agree less in the far tail than the normal law says, so the \
            recall of the very best is an upper bound; measure it on logged traffic.",
    omits: &[
        "Several retrieval sources, diversity, and business rules.",
        "Clicks as labels: the first stage was trained on what an earlier one had shown.",
        "Batching in the ranker, which makes time less than proportional.",
    ],
    sources: &[
        "Paul Covington, Jay Adams and Emre Sargin. \"Deep Neural Networks for YouTube Recommendations.\" *RecSys*, 2016.",
        "Zvi Drezner and G. O. Wesolowsky. \"On the computation of the bivariate normal integral.\" *Journal of Statistical Computation and Simulation* 35, 1990.",
    ],
    references: &[Reference {
        columns: &[
            ("recall_inf", Tolerance::Absolute(1e-5)),
            (
                "recall_mc",
                Tolerance::StandardErrors { times: 4.0, column: "recall_stderr", or_relative: 0.0 },
            ),
            ("recall_stderr", Tolerance::Skip),
            ("latency_ms", Tolerance::Relative(1e-12)),
        ],
        aliases: &[("recall_mc", "recall_finite")],
        ..Reference::new(
            "funnel",
            "scipy 1.17.1 (`multivariate_normal`), and 2000 simulated catalogues",
            Tolerance::Absolute(1e-5),
        )
    }],
    ..Card::new("funnel", include_str!("funnel.md"))
};
