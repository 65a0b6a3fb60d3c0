//! What precision, recall, average precision, reciprocal rank and NDCG say of one ranked list.

use crate::base::format::{self, Unit};
use crate::base::{math, stats};
use crate::sim::card::{Card, Reference, Tolerance};
use crate::sim::control::{Choice, Control};
use crate::sim::outcome::{PlotSpec, Quantity, ReadoutSpec};
use crate::sim::row::{Given, Impossible, Row};
use crate::sim::{How, Simulator, Spec};

pub(super) const SIMULATOR: Simulator = Simulator {
    spec: Spec {
        id: "ranking-metrics",
        title: "How good is a ranking?",
        question: "Which metric notices that the best item stands in the fifth place?",
        summary: "One ranked list, six judgements: precision and recall count, average precision and \
                  reciprocal rank look at places, NDCG also at how relevant each item is.",
        controls: CONTROLS,
        readouts: READOUTS,
        plots: &[
            PlotSpec::sweep("ndcg", "NDCG against list length", (CONTROLS, 1), (READOUTS, 5)),
            PlotSpec::sweep("recall", "Recall against list length", (CONTROLS, 1), (READOUTS, 1)),
        ],
    },
    how: How::Formula { compute, explain },
};

pub(super) const CONTROLS: &[Control] = &[
    Control::list(
        "relevances",
        "Ranked list",
        "How relevant each judged item is, in the order in which it is shown; 0 is irrelevant.",
        &[
            Choice { word: "3|2|3|0|1|2|0|0|1|0", label: "Good, with two slips" },
            Choice { word: "3|3|2|2|1|1|0|0|0|0", label: "Ideal order" },
            Choice { word: "0|0|0|0|1|1|2|2|3|3", label: "Upside down" },
            Choice { word: "1|1|0|0|3|2|3|2|0|0", label: "Weak items first" },
            Choice { word: "0|0|0|1|0|0|0|0|0|0", label: "One right answer, in place 4" },
            Choice { word: "1|0|1|0|1|0|1|0|1|0", label: "Every other item" },
        ],
    ),
    Control::whole("k", "List length", "How many items are shown.", 1.0, 20.0).starts(5.0),
];

const fn share(key: &'static str, label: &'static str) -> ReadoutSpec {
    ReadoutSpec::new(key, label, Quantity::Quality).more()
}

pub(super) const READOUTS: &[ReadoutSpec] = &[
    share("precision_at_k", "Precision: shown items that are relevant").unit(Unit::Share).main(),
    share("recall_at_k", "Recall: relevant items that are shown").unit(Unit::Share).main(),
    share("average_precision_at_k", "Average precision"),
    share("mrr", "Reciprocal rank of the first relevant item"),
    share("ndcg_linear", "NDCG, gain as graded"),
    share("ndcg_exp", "NDCG, exponential gain").main(),
];

/// A ranked list of judged items, best score first.
pub(super) struct Ranking {
    /// How relevant each item is; 0 and below is irrelevant.
    pub(super) relevances: Vec<f64>,
    /// How many are shown.
    pub(super) shown: usize,
}

impl Ranking {
    fn relevant(&self) -> usize {
        self.relevances.iter().filter(|grade| **grade > 0.0).count()
    }

    fn hits(&self) -> usize {
        self.relevances.iter().take(self.shown).filter(|grade| **grade > 0.0).count()
    }

    /// The share of the shown places that hold a relevant item. Places beyond the end of the list
    /// hold none.
    fn precision(&self) -> f64 {
        self.hits() as f64 / self.shown as f64
    }

    /// The share of the relevant items that are shown. Where there is none, this and what follows is
    /// 0 by convention, as in scikit-learn and `trec_eval`.
    fn recall(&self) -> f64 {
        self.hits() as f64 / self.relevant().max(1) as f64
    }

    /// The mean of the precision at each relevant item shown, over as many as could be shown.
    fn average_precision(&self) -> f64 {
        let mut hits = 0;
        let mut sum = 0.0;
        for (grade, place) in self.relevances.iter().zip(1..=self.shown) {
            if *grade > 0.0 {
                hits += 1;
                sum += f64::from(hits) / place as f64;
            }
        }
        sum / self.relevant().min(self.shown).max(1) as f64
    }

    /// 1 over the place of the first relevant item in the whole list, shown or not; 0 if there is none.
    fn reciprocal_rank(&self) -> f64 {
        let first = self.relevances.iter().position(|grade| *grade > 0.0);
        first.map_or(0.0, |place| 1.0 / (place + 1) as f64)
    }

    /// Discounted cumulative gain over that of the ideal order: 1 at best. Järvelin and Kekäläinen,
    /// *ACM TOIS* 20(4), 2002, with the discount `1/log2(1 + place)`.
    fn ndcg(&self, gain: fn(f64) -> f64) -> f64 {
        let gains: Vec<f64> = self.relevances.iter().map(|grade| gain(*grade)).collect();
        let mut ideal = gains.clone();
        stats::ascending(&mut ideal);
        ideal.reverse();
        let best = self.discounted(&ideal);
        if best > 0.0 { self.discounted(&gains) / best } else { 0.0 }
    }

    fn discounted(&self, gains: &[f64]) -> f64 {
        let ln2 = std::f64::consts::LN_2;
        let of = |(gain, place): (&f64, usize)| gain * ln2 / math::ln(1.0 + place as f64);
        gains.iter().zip(1..=self.shown).map(of).sum()
    }

    /// In the order of the readouts.
    pub(super) fn scores(&self) -> [f64; 6] {
        [
            self.precision(),
            self.recall(),
            self.average_precision(),
            self.reciprocal_rank(),
            self.ndcg(|grade| grade),
            self.ndcg(|grade| math::pow(2.0, grade) - 1.0),
        ]
    }
}

fn read(given: &Given) -> Result<Ranking, Impossible> {
    let relevances = given.list("relevances")?;
    // Beyond, 2^grade has no finite sum; below zero NDCG means nothing.
    if relevances.iter().any(|grade| !(0.0..=500.0).contains(grade)) {
        return Err(Impossible::new("relevances", "must be grades from 0 to 500"));
    }
    let shown = given.whole("k").try_into().unwrap_or(usize::MAX);
    Ok(Ranking { relevances, shown })
}

fn compute(given: &Given) -> Result<Row, Impossible> {
    let ranking = read(given)?;
    let row = Row::numbers(ranking.scores());
    if ranking.relevant() > 0 {
        return Ok(row);
    }
    Ok(row.broken(
        "No judged item is relevant: each metric is 0 by convention, whatever the order.",
        "Leave such queries out of the mean, or judge more items.",
    ))
}

fn explain(given: &Given, _: &Row) -> String {
    let Ok(ranking) = read(given) else {
        return "The list cannot be read, so there is nothing to judge.".into();
    };
    let (hits, relevant, shown) = (ranking.hits(), ranking.relevant(), ranking.shown);
    if relevant == 0 {
        return "Nothing in this list is relevant: whatever the order, nobody could do better.".into();
    }
    let ndcg = ranking.ndcg(|grade| math::pow(2.0, grade) - 1.0);
    let lost = format::quantity(1.0 - ndcg, Unit::Share);
    let counts = format!("The {shown} places hold {hits} of {relevant} relevant items");
    let most = relevant.min(shown);
    if ndcg > 1.0 - 1e-12 {
        return format!("{counts}, the best ones first: no other order would score more.");
    }
    if hits == most {
        return format!(
            "{counts}, as many as fit, so precision and recall can rise no further; the order among \
             them still costs {lost} of the NDCG.",
        );
    }
    format!(
        "{counts}, where {most} would fit: precision and recall see only that count, while NDCG loses \
         {lost} because high grades stand low or are not shown.",
    )
}

pub(super) const CARD: Card = Card {
    assumes: &[
        "The list holds every judged item, so that recall and the ideal order are known.",
        "An item counts as relevant when its grade is above zero.",
        "A reader goes down the list from the top: attention falls with the logarithm of the place.",
    ],
    holds: "One query. A system is judged by the mean over many queries, and its error by their spread.",
    omits: &[
        "Items that nobody judged, which offline evaluation counts as irrelevant.",
        "Clicks, and that what is shown first is clicked because it is first.",
        "Diversity: ten near copies of a relevant item score full marks.",
    ],
    sources: &[
        "Kalervo Järvelin and Jaana Kekäläinen. \"Cumulated gain-based evaluation of IR techniques.\" *ACM Transactions on Information Systems* 20(4), 2002.",
        "Ellen M. Voorhees. \"The TREC-8 Question Answering Track Report.\" *TREC*, 1999, for the reciprocal rank.",
        "Chris Burges et al. \"Learning to Rank using Gradient Descent.\" *ICML*, 2005, for the exponential gain.",
    ],
    references: &[Reference::new(
        "ranking_metrics",
        "scikit-learn 1.9.1 (`ndcg_score`) and exact fractions in Python",
        Tolerance::Relative(1e-9),
    )],
    ..Card::new("ranking-metrics", include_str!("metrics.md"))
};

