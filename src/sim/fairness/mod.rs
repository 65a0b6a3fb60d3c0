//! Two groups, one score: which kind of fairness each threshold buys, and which it gives up.

use super::card::{Card, Reference, Tolerance};
use super::control::{Accepts, Choice, Control};
use super::outcome::{PlotSpec, Quantity, ReadoutSpec};
use super::row::{Given, Impossible, Row};
use super::{How, Simulator, Spec};
use crate::base::format::{self, Unit};
use crate::base::{math, normal, roots};

#[cfg(test)]
mod tests;

/// The simulators of this folder.
pub const SIMULATORS: &[&Simulator] = &[&SIMULATOR];

const SIMULATOR: Simulator = Simulator {
    spec: Spec {
        id: "fairness",
        title: "Fair by which measure?",
        question: "Which groups are treated alike when their base rates differ?",
        summary: "One score serves two groups whose base rates differ: equal error rates, equal shares \
                  selected and equal precision cannot be had together.",
        controls: CONTROLS,
        readouts: READOUTS,
        plots: &[
            PlotSpec::sweep(
                "ppv",
                "Precision in group b against its base rate",
                (CONTROLS, 2),
                (READOUTS, 7),
            ),
            PlotSpec::sweep(
                "fpr",
                "False positive rate in group b against its base rate",
                (CONTROLS, 2),
                (READOUTS, 5),
            ),
        ],
    },
    how: How::Formula { compute, explain },
};

const fn rate(key: &'static str, label: &'static str, meaning: &'static str) -> Control {
    Control::number(key, label, meaning, 0.05, 0.95)
        .unit(Unit::Share)
        .steps_of(0.05)
        .accepts(Accepts::InnerShare)
}

const CONTROLS: &[Control] = &[
    Control::choice(
        "policy",
        "What shall be equal",
        "The threshold of group a is halfway between its classes; that of group b follows from this.",
        &[
            Choice { word: "single", label: "The threshold" },
            Choice { word: "equal_tpr", label: "The true positive rate" },
            Choice { word: "demographic_parity", label: "The share that is selected" },
            Choice { word: "equal_ppv", label: "The precision" },
        ],
    ),
    rate("base_rate_a", "Base rate of group a", "The share of group a that is positive.").starts(0.5),
    rate("base_rate_b", "Base rate of group b", "The share of group b that is positive.").starts(0.3),
    Control::number(
        "d_prime",
        "Separation",
        "How far apart the scores of negatives and positives lie, in standard deviations.",
        0.1,
        4.0,
    )
    .unit(Unit::Sigma)
    .steps_of(0.1)
    .starts(1.5)
    .accepts(Accepts::Between(0.0, 30.0)),
];

const fn quality(key: &'static str, label: &'static str) -> ReadoutSpec {
    ReadoutSpec::new(key, label, Quantity::Quality).unit(Unit::Share)
}

const READOUTS: &[ReadoutSpec] = &[
    ReadoutSpec::new("threshold_a", "Threshold, group a", Quantity::Load).unit(Unit::Sigma),
    ReadoutSpec::new("threshold_b", "Threshold, group b", Quantity::Load).unit(Unit::Sigma),
    quality("tpr_a", "True positive rate, group a").more(),
    quality("tpr_b", "True positive rate, group b").more(),
    quality("fpr_a", "False positive rate, group a").less().main(),
    quality("fpr_b", "False positive rate, group b").less().main(),
    quality("ppv_a", "Precision, group a").more().main(),
    quality("ppv_b", "Precision, group b").more().main(),
    quality("selection_a", "Selected, group a"),
    quality("selection_b", "Selected, group b"),
    quality("chouldechova_fpr_a", "False positive rate of a, from the identity"),
];

/// A group whose negatives score N(0, 1) and whose positives score N(d′, 1).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Group {
    /// The share of positives, between 0 and 1.
    pub base_rate: f64,
    /// How far apart the classes lie, in standard deviations; 0 and above.
    pub separation: f64,
}

impl Group {
    /// The share of positives that score above the threshold.
    #[must_use]
    pub fn true_positive_rate(&self, threshold: f64) -> f64 {
        normal::survival(threshold - self.separation)
    }

    /// The share of negatives that score above the threshold.
    #[must_use]
    pub fn false_positive_rate(&self, threshold: f64) -> f64 {
        normal::survival(threshold)
    }

    /// The share of the group that scores above the threshold.
    #[must_use]
    pub fn selection(&self, threshold: f64) -> f64 {
        self.base_rate * self.true_positive_rate(threshold)
            + (1.0 - self.base_rate) * self.false_positive_rate(threshold)
    }

    /// The share of the selected that are positive. From logarithms, so that it has a value where
    /// hardly anybody is selected.
    #[must_use]
    pub fn precision(&self, threshold: f64) -> f64 {
        1.0 / (1.0 + math::exp(-self.log_odds(threshold)))
    }

    fn log_odds(&self, threshold: f64) -> f64 {
        math::ln(self.base_rate / (1.0 - self.base_rate)) + normal::ln_survival(threshold - self.separation)
            - normal::ln_survival(threshold)
    }

    /// The threshold that selects this share.
    #[must_use]
    pub fn threshold_for_selection(&self, share: f64) -> f64 {
        let excess = |threshold: f64| self.selection(threshold) - share;
        roots::brent(excess, -40.0, 40.0 + self.separation, 1e-14).unwrap_or(f64::NAN)
    }

    /// The threshold with this precision: it rises from the base rate towards 1 with the threshold.
    /// `None` where it cannot be had.
    #[must_use]
    pub fn threshold_for_precision(&self, precision: f64) -> Option<f64> {
        if precision <= self.base_rate || precision >= 1.0 {
            return None;
        }
        let wanted = math::ln(precision / (1.0 - precision));
        let excess = |threshold: f64| self.log_odds(threshold) - wanted;
        let mut high = 8.0;
        while excess(high) < 0.0 && high < 1e9 {
            high *= 2.0;
        }
        roots::brent(excess, -40.0, high, 1e-14)
    }

    /// Selection rates follow from one another: FPR from precision, true positive rate and base rate.
    /// Chouldechova, "Fair Prediction with Disparate Impact", *Big Data* 5(2), 2017, equation 2.6.
    #[must_use]
    pub fn identity(base_rate: f64, precision: f64, true_positive_rate: f64) -> f64 {
        base_rate / (1.0 - base_rate) * (1.0 - precision) / precision * true_positive_rate
    }
}

fn groups(given: &Given) -> [Group; 2] {
    let separation = given.number("d_prime");
    ["base_rate_a", "base_rate_b"].map(|key| Group { base_rate: given.number(key), separation })
}

/// Thresholds of both groups; `None` for b where no threshold does what is asked.
fn thresholds(given: &Given) -> (f64, Option<f64>) {
    let [a, b] = groups(given);
    let threshold = a.separation / 2.0;
    let other = match given.text("policy") {
        "demographic_parity" => Some(b.threshold_for_selection(a.selection(threshold))),
        "equal_ppv" => b.threshold_for_precision(a.precision(threshold)),
        // Classes that are equally far apart have equal rates at equal thresholds.
        _ => Some(threshold),
    };
    (threshold, other)
}

fn compute(given: &Given) -> Result<Row, Impossible> {
    let [a, b] = groups(given);
    let (threshold_a, threshold_b) = thresholds(given);
    let of_b = |f: fn(&Group, f64) -> f64| threshold_b.map_or(f64::NAN, |t| f(&b, t));
    let (tpr, ppv) = (a.true_positive_rate(threshold_a), a.precision(threshold_a));
    let row = Row::numbers([
        threshold_a,
        threshold_b.unwrap_or(f64::NAN),
        tpr,
        of_b(Group::true_positive_rate),
        a.false_positive_rate(threshold_a),
        of_b(Group::false_positive_rate),
        ppv,
        of_b(Group::precision),
        a.selection(threshold_a),
        of_b(Group::selection),
        Group::identity(a.base_rate, ppv, tpr),
    ]);
    if threshold_b.is_some() {
        return Ok(row);
    }
    let share = |x| format::quantity(x, Unit::Share);
    Ok(row.broken(
        format!(
            "No threshold of group b has a precision of {}: even selecting everybody there is right \
             more often, in {} of the cases.",
            share(ppv),
            share(b.base_rate),
        ),
        "Ask for another kind of equality, or separate the classes better.",
    ))
}

fn explain(given: &Given, row: &Row) -> String {
    let [a, b] = groups(given);
    let share = |place: usize| row.cells[place].number().map(|x| format::quantity(x, Unit::Share));
    let (Some(fpr_a), Some(fpr_b), Some(ppv_a), Some(ppv_b), Some(tpr_a), Some(tpr_b)) =
        (share(4), share(5), share(6), share(7), share(2), share(3))
    else {
        return "The base rate of group b is already above the precision of group a, and no threshold \
                lowers precision below the base rate."
            .into();
    };
    if a.base_rate == b.base_rate {
        return "Base rates are equal, so one threshold makes every measure equal at once.".into();
    }
    match given.text("policy") {
        "demographic_parity" => format!(
            "To select equal shares, the groups need different thresholds: of the positives {tpr_a} \
             are found in a and {tpr_b} in b, and of the negatives {fpr_a} and {fpr_b} are accused.",
        ),
        "equal_ppv" => format!(
            "A positive result now means the same in both groups, and to be positive does not: {tpr_a} \
             of the positives are found in a, {tpr_b} in b, and false alarms follow from that.",
        ),
        _ => format!(
            "Both groups have the same error rates, and the same result means {ppv_a} in a and {ppv_b} \
             in b: where positives are rarer, more of the selected are false alarms.",
        ),
    }
}

/// Their cards.
pub const CARDS: &[Card] = &[Card {
    assumes: &[
        "Scores are normal with equal spread, and separate the classes equally well in both groups.",
        "Labels are true: what was measured is what was meant.",
        "The threshold of group a lies halfway between its classes.",
    ],
    holds: "The identity between the rates holds for any classifier and any data; the thresholds hold \
            for the normal model. Precision cannot fall below the base rate, so equal precision may be \
            out of reach.",
    omits: &[
        "Labels that are biased themselves, such as arrests for crimes.",
        "Scores that are worse for one group, and people who belong to several.",
        "What a decision does to the group later.",
    ],
    sources: &[
        "Alexandra Chouldechova. \"Fair Prediction with Disparate Impact: A Study of Bias in Recidivism Prediction Instruments.\" *Big Data* 5(2), 2017.",
        "Jon Kleinberg, Sendhil Mullainathan and Manish Raghavan. \"Inherent Trade-Offs in the Fair Determination of Risk Scores.\" [arXiv:1609.05807](https://arxiv.org/abs/1609.05807), 2016.",
        "Moritz Hardt, Eric Price and Nathan Srebro. \"Equality of Opportunity in Supervised Learning.\" *NeurIPS*, 2016.",
        "ProPublica. [*Data and analysis for \"Machine Bias\"*](https://github.com/propublica/compas-analysis). 2016.",
    ],
    references: &[Reference::new(
        "fairness",
        "fairlearn 0.15.0 (`MetricFrame`) and scipy 1.17.1",
        Tolerance::Relative(1e-6),
    )],
    ..Card::new("fairness", include_str!("CARD.md"))
}];
