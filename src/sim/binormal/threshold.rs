//! The threshold of a classifier or a guardrail.

use super::scores::{Costs, Scores};
use crate::base::format::{self, Unit};
use crate::sim::card::{Card, Reference, Tolerance};
use crate::sim::control::{Accepts, Control};
use crate::sim::outcome::{PlotSpec, Quantity, ReadoutSpec};
use crate::sim::row::{Given, Impossible, Row};
use crate::sim::{How, Simulator, Spec};

/// The simulator.
pub(super) const SIMULATOR: Simulator = Simulator {
    spec: Spec {
        id: "binormal",
        title: "Threshold and what mistakes cost",
        question: "Where should the threshold stand when a missed case costs more than a false alarm?",
        summary: "Scores of two classes overlap: the threshold trades recall for precision, and its best \
                  place follows from prevalence and costs, not from accuracy.",
        controls: CONTROLS,
        readouts: READOUTS,
        plots: &[
            PlotSpec::sweep(
                "cost_by_threshold",
                "Cost of an item against the threshold",
                (CONTROLS, 0),
                (READOUTS, 0),
            ),
            PlotSpec::sweep(
                "precision_by_threshold",
                "Precision against the threshold",
                (CONTROLS, 0),
                (READOUTS, 2),
            ),
        ],
    },
    how: How::Formula { compute, explain },
};

const CONTROLS: &[Control] = &[
    Control::number(
        "threshold",
        "Threshold",
        "Items that score at least this are flagged; negatives score 0 on average, with standard deviation 1.",
        -3.0,
        6.0,
    )
    .steps_of(0.05)
    .starts(1.0),
    Control::number("prevalence", "Prevalence", "Share of the items that are positive.", 0.001, 0.5)
        .unit(Unit::Share)
        .steps_of(0.001)
        .starts(0.05)
        .logarithmic()
        .accepts(Accepts::Share),
    Control::number(
        "mu_pos",
        "Separation",
        "Mean score of the positives, in standard deviations of the negatives.",
        0.1,
        5.0,
    )
    .steps_of(0.1)
    .starts(2.0),
    Control::number("cost_fp", "Cost of a false alarm", "What one false alarm costs.", 0.1, 1000.0)
        .unit(Unit::Dollars)
        .steps_of(0.1)
        .starts(1.0)
        .logarithmic()
        .accepts(Accepts::NotNegative),
    Control::number("cost_fn", "Cost of a miss", "What one missed positive costs.", 0.1, 1000.0)
        .unit(Unit::Dollars)
        .steps_of(0.1)
        .starts(10.0)
        .logarithmic()
        .accepts(Accepts::NotNegative),
    Control::number("sd_pos", "Spread of the positives", "Standard deviation of their scores.", 0.3, 3.0)
        .steps_of(0.1)
        .starts(1.0)
        .accepts(Accepts::Positive),
];

const fn share(key: &'static str, label: &'static str) -> ReadoutSpec {
    ReadoutSpec::new(key, label, Quantity::Quality).unit(Unit::Share)
}

const fn dollars(key: &'static str, label: &'static str) -> ReadoutSpec {
    ReadoutSpec::new(key, label, Quantity::Cost).unit(Unit::Dollars).less()
}

const READOUTS: &[ReadoutSpec] = &[
    dollars("cost_per_item", "Cost of an item").main(),
    share("tpr", "Recall").more().main(),
    share("precision", "Precision").more().main(),
    share("fpr", "False alarms among negatives").less(),
    ReadoutSpec::new("flagged_rate", "Items flagged", Quantity::Load).unit(Unit::Share),
    share("accuracy", "Accuracy").more(),
    ReadoutSpec::new("f1", "F1", Quantity::Quality).more(),
    ReadoutSpec::new("auc", "AUC", Quantity::Quality).more(),
    ReadoutSpec::new("best_threshold", "Best threshold", Quantity::Cost),
    dollars("best_cost_per_item", "Cost of an item at the best threshold").main(),
];

fn given_scores(given: &Given) -> (Scores, Costs) {
    let scores = Scores {
        mean: given.number("mu_pos"),
        sd: given.number("sd_pos"),
        prevalence: given.number("prevalence"),
    };
    let (false_positive, false_negative) = (given.number("cost_fp"), given.number("cost_fn"));
    (scores, Costs { false_positive, false_negative })
}

fn compute(given: &Given) -> Result<Row, Impossible> {
    let (scores, costs) = given_scores(given);
    let t = given.number("threshold");
    let (tpr, fpr, p) = (scores.tpr(t), Scores::fpr(t), scores.prevalence);
    let (hits, alarms) = (p * tpr, (1.0 - p) * fpr);
    let (best, best_cost) = scores.best_threshold(costs);
    Ok(Row::numbers([
        scores.cost(t, costs),
        tpr,
        hits / (hits + alarms),
        fpr,
        hits + alarms,
        hits + (1.0 - p) * (1.0 - fpr),
        2.0 * hits / (hits + alarms + p),
        scores.auc(),
        best,
        best_cost,
    ]))
}

fn explain(given: &Given, row: &Row) -> String {
    let (scores, costs) = given_scores(given);
    let number = |place: usize| row.cells[place].number();
    let dollars = |x| format::quantity(x, Unit::Dollars);
    let (cost, best_cost) = (number(0).unwrap_or(0.0), number(9).unwrap_or(0.0));
    let (p, t) = (scores.prevalence, given.number("threshold"));
    let Some(best) = number(8) else {
        let all = (1.0 - p) * costs.false_positive < p * costs.false_negative;
        return format!(
            "The scores tell so little, and mistakes cost so unevenly, that it is cheapest to flag {}: {} an \
             item against {} now.",
            if all { "everything" } else { "nothing" },
            dollars(best_cost),
            dollars(cost),
        );
    };
    let alarms = number(2).map_or(0.0, |precision| 1.0 / precision - 1.0);
    let balance = if alarms >= 1.5 {
        format!(
            "Only {} of the items are positive, so each catch comes with {} false alarms.",
            format::setting(p, Unit::Share),
            format::quantity(alarms, Unit::One),
        )
    } else {
        format!(
            "Of the positives {} are caught, and most of what is flagged is right.",
            format::quantity(number(1).unwrap_or(0.0), Unit::Share),
        )
    };
    if cost <= 1.02 * best_cost {
        return format!("{balance} The threshold stands where one more catch costs what it saves.");
    }
    let direction = if best > t { "higher" } else { "lower" };
    format!(
        "{balance} The threshold belongs at {}, {direction}: there one more catch costs what it saves, {} an \
         item instead of {}.",
        format::quantity(best, Unit::One),
        dollars(best_cost),
        dollars(cost),
    )
}

/// Its card.
pub(super) const CARD: Card = Card {
    assumes: &[
        "Scores of both classes are normal; those of negatives have mean 0 and standard deviation 1, which any scale can be brought to.",
        "Each mistake costs the same wherever it happens.",
    ],
    holds: "Any prevalence and costs. With unequal spreads the class that is wider wins at both ends of the scale, and no single threshold is best possible.",
    omits: &[
        "Scores that are not normal: look at the histograms first.",
        "Prevalence that moves: the best threshold moves with it, and nothing in the scores says so.",
        "What catches are worth beyond the avoided miss, and people to review them.",
        "Two guardrails in series: if they err independently, misses multiply and false alarms add up; they seldom do.",
    ],
    sources: &[
        "David M. Green and John A. Swets. *Signal Detection Theory and Psychophysics.* Wiley, 1966.",
        "Charles Elkan. \"The foundations of cost-sensitive learning.\" IJCAI, 2001.",
        "Tom Fawcett. \"An introduction to ROC analysis.\" *Pattern Recognition Letters* 27, 2006.",
    ],
    references: &[Reference {
        columns: &[("best_threshold", Tolerance::Absolute(1e-4))],
        ..Reference::new(
            "binormal",
            "scipy 1.17.1: norm, quad, optimize; scikit-learn 1.9.1: roc_auc_score",
            Tolerance::Relative(1e-6),
        )
    }],
    ..Card::new("binormal", include_str!("threshold.md"))
};
