//! What labels buy: random ones, and those that are asked for.

#[cfg(test)]
mod tests;

use super::card::{Card, Reference, Tolerance};
use super::control::{Accepts, Control};
use super::outcome::{PlotSpec, Quantity, ReadoutSpec};
use super::row::{Given, Impossible, Row};
use super::{How, Simulator, Spec};
use crate::base::format::{self, Unit};
use crate::base::math;

/// The simulators of this folder.
pub const SIMULATORS: &[&Simulator] = &[&SIMULATOR];

const SIMULATOR: Simulator = Simulator {
    spec: Spec {
        id: "active-learning",
        title: "Labels: random or asked for",
        question: "How many labels does a model need if it may choose which ones to ask for?",
        summary: "A threshold is learnt from labels: random ones halve the error with twice the labels, \
                  chosen ones with one more.",
        controls: CONTROLS,
        readouts: READOUTS,
        plots: &[
            PlotSpec::sweep(
                "random_by_labels",
                "Error with random labels against their number",
                (CONTROLS, 0),
                (READOUTS, 0),
            )
            .logarithmic(),
            PlotSpec::sweep(
                "chosen_by_labels",
                "Error with chosen labels against their number",
                (CONTROLS, 0),
                (READOUTS, 1),
            )
            .logarithmic(),
        ],
    },
    how: How::Formula { compute, explain },
};

const CONTROLS: &[Control] = &[
    Control::whole("labels", "Labels", "Labels that are bought.", 1.0, 200.0)
        .starts(20.0)
        .logarithmic()
        .accepts(Accepts::Whole(0.0, 1e15)),
    Control::number("label_cost", "Cost of a label", "What one label costs.", 0.01, 100.0)
        .unit(Unit::Dollars)
        .steps_of(0.01)
        .starts(1.0)
        .logarithmic()
        .accepts(Accepts::NotNegative),
];

const READOUTS: &[ReadoutSpec] = &[
    ReadoutSpec::new("passive_mean_error", "Error with random labels", Quantity::Quality)
        .less()
        .main(),
    ReadoutSpec::new("active_mean_error", "Error with chosen labels", Quantity::Quality)
        .less()
        .main(),
    ReadoutSpec::new("active_labels_needed", "Chosen labels for the error of random ones", Quantity::Cost)
        .less()
        .main(),
    ReadoutSpec::new("saved", "Saved", Quantity::Cost).unit(Unit::Dollars).more(),
];

/// The mean error of a threshold that is uniform on (0, 1), from `n` labels of uniform points, in the
/// middle of the last point on one side and the first on the other: the mean gap is 2/(n + 2), as the
/// threshold falls into wide gaps more often, and the mean error a quarter of that.
#[must_use]
pub fn passive_error(n: f64) -> f64 {
    0.5 / (n + 2.0)
}

/// The same when each label is asked for in the middle of what is left: halved n times. 0 below the
/// smallest number there is.
#[must_use]
pub fn active_error(n: f64) -> f64 {
    math::pow(2.0, -(n + 2.0))
}

/// The least whole number of chosen labels whose error is at most that of `n` random ones.
fn as_good_as(n: f64) -> f64 {
    (math::log2(1.0 / passive_error(n)) - 2.0 - 1e-12).max(0.0).ceil()
}

fn compute(given: &Given) -> Result<Row, Impossible> {
    let n = given.number("labels");
    let needed = as_good_as(n);
    let saved = given.number("label_cost") * (n - needed);
    Ok(Row::numbers([passive_error(n), active_error(n), needed, saved]))
}

fn explain(given: &Given, row: &Row) -> String {
    let n = given.number("labels");
    let needed = row.cells[2].number().unwrap_or(n);
    let text = |x| format::setting(x, Unit::One);
    if needed >= n {
        return format!(
            "With {} there is hardly anything to choose yet: the first label is as good in the middle as the \
             next one makes it better.",
            if n == 1.0 { "one label".into() } else { format!("{} labels", text(n)) },
        );
    }
    format!(
        "A random label lands where the answer is already known in all but 2 of {} cases, so {} chosen ones, \
         each halving what is open, are as good as {} random ones. That holds while every answer is right: \
         with wrong labels halving throws the truth away.",
        text(n + 2.0),
        text(needed),
        text(n),
    )
}

/// Their cards.
pub const CARDS: &[Card] = &[Card {
    assumes: &[
        "One number is to be learnt: the threshold above which the answer is yes, anywhere from 0 to 1.",
        "Every label is right.",
        "Random labels are of points spread evenly; chosen ones of any point one likes.",
    ],
    holds: "Any number of labels. It is the best case of active learning: more dimensions, noise, or a pool to choose from leave less of the gain.",
    omits: &[
        "Wrong labels, which turn the exponential gain into a factor.",
        "Labels that must be asked for in batches.",
        "The bias of a training set that was chosen: it no longer looks like the traffic.",
        "The first labels, which a model needs before it can choose.",
    ],
    sources: &[
        "Burr Settles. \"Active Learning Literature Survey.\" University of Wisconsin–Madison, Computer Sciences Technical Report 1648, 2009.",
        "Sanjoy Dasgupta. \"Coarse sample complexity bounds for active learning.\" NIPS, 2005.",
    ],
    references: &[Reference {
        columns: &[
            (
                "passive_mean_error",
                Tolerance::StandardErrors { times: 4.0, column: "passive_stderr", or_relative: 0.0 },
            ),
            ("passive_stderr", Tolerance::Skip),
        ],
        ..Reference::new(
            "active_learning",
            "numpy: 40 000 simulated samples; bisection by hand",
            Tolerance::Relative(1e-10),
        )
    }],
    ..Card::new("active-learning", include_str!("CARD.md"))
}];
