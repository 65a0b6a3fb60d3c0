//! A small model that passes on what it is unsure of to a large one.

use super::card::{Card, Reference, Tolerance};
use super::control::{Accepts, Control};
use super::outcome::{PlotSpec, Quantity, ReadoutSpec};
use super::row::{Given, Impossible, Row};
use super::{How, Simulator, Spec};
use crate::base::format::{self, Unit};
use crate::base::special;

#[cfg(test)]
mod tests;

/// The simulators of this folder.
pub const SIMULATORS: &[&Simulator] = &[&SIMULATOR];

const SIMULATOR: Simulator = Simulator {
    spec: Spec {
        id: "cascade",
        title: "Asking the large model only when unsure",
        question: "Below which confidence should a small model pass a request on to a large one?",
        summary: "A cascade answers easy requests cheaply and pays twice for hard ones: the threshold \
                  trades accuracy for money, until passing on costs more than asking the large model.",
        controls: CONTROLS,
        readouts: READOUTS,
        plots: &[
            PlotSpec::sweep("accuracy", "Accuracy against threshold", (CONTROLS, 0), (READOUTS, 2)),
            PlotSpec::sweep("cost", "Cost against threshold", (CONTROLS, 0), (READOUTS, 3)),
        ],
    },
    how: How::Formula { compute, explain },
};

const CONTROLS: &[Control] = &[
    Control::number(
        "threshold",
        "Threshold",
        "The small model passes on what it is less sure of than this.",
        0.0,
        1.0,
    )
    .unit(Unit::Share)
    .steps_of(0.01)
    .starts(0.8)
    .accepts(Accepts::Share),
    Control::number(
        "acc_large",
        "Accuracy of the large model",
        "On what is passed on to it, which is harder than the rest.",
        0.5,
        1.0,
    )
    .unit(Unit::Share)
    .steps_of(0.01)
    .starts(0.95)
    .accepts(Accepts::Share),
    Control::number(
        "cost_large",
        "Large model",
        "Dollars for a thousand requests.",
        0.1,
        100.0,
    )
    .unit(Unit::Dollars)
    .steps_of(0.1)
    .starts(2.0)
    .logarithmic()
    .accepts(Accepts::NotNegative),
    Control::number("cost_small", "Small model", "Dollars for a thousand requests.", 0.01, 10.0)
        .unit(Unit::Dollars)
        .steps_of(0.01)
        .starts(0.1)
        .logarithmic()
        .accepts(Accepts::NotNegative),
    Control::number(
        "a",
        "Sureness",
        "First parameter of the beta law of the small model's confidence; larger is surer.",
        0.5,
        50.0,
    )
    .steps_of(0.5)
    .starts(8.0)
    .logarithmic()
    .accepts(Accepts::Between(1e-6, 1e6)),
    Control::number(
        "b",
        "Doubt",
        "Second parameter of the beta law of the small model's confidence; larger is less sure.",
        0.5,
        50.0,
    )
    .steps_of(0.5)
    .starts(2.0)
    .logarithmic()
    .accepts(Accepts::Between(1e-6, 1e6)),
];

const fn accuracy(key: &'static str, label: &'static str) -> ReadoutSpec {
    ReadoutSpec::new(key, label, Quantity::Quality).unit(Unit::Share).more()
}

const READOUTS: &[ReadoutSpec] = &[
    ReadoutSpec::new("defer_rate", "Passed on", Quantity::Load).unit(Unit::Share).main(),
    accuracy("acc_small_all", "Accuracy of the small model alone"),
    accuracy("acc_cascade", "Accuracy").main(),
    ReadoutSpec::new("cost_cascade", "Cost of a thousand", Quantity::Cost)
        .unit(Unit::Dollars)
        .less()
        .main(),
    ReadoutSpec::new("latency_mult", "Time, in runs of the small model", Quantity::Latency)
        .unit(Unit::Times)
        .less(),
];

/// A small model whose confidence is calibrated: of answers with confidence x, a share x is right.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Cascade {
    /// The beta law of the confidence.
    law: (f64, f64),
    /// The confidence below which it passes on.
    threshold: f64,
}

impl Cascade {
    /// The share that is passed on.
    fn deferred(&self) -> f64 {
        special::beta_i(self.law.0, self.law.1, self.threshold)
    }

    /// The accuracy of the small model on everything: its mean confidence.
    fn alone(&self) -> f64 {
        self.law.0 / (self.law.0 + self.law.1)
    }

    /// The share of all requests that the small model answers, and rightly: the mean of the
    /// confidence above the threshold, which is the upper tail of a beta law with `a + 1`.
    fn kept_right(&self) -> f64 {
        let (a, b) = self.law;
        self.alone() * special::beta_pq(a + 1.0, b, self.threshold, 1.0 - self.threshold).1
    }
}

fn cascade(given: &Given) -> Cascade {
    let law = (given.number("a"), given.number("b"));
    Cascade { law, threshold: given.number("threshold") }
}

fn compute(given: &Given) -> Result<Row, Impossible> {
    let cascade = cascade(given);
    let (small, large) = (given.number("cost_small"), given.number("cost_large"));
    let deferred = cascade.deferred();
    let cost = small + deferred * large;
    let longer = if deferred == 0.0 || large == 0.0 { 0.0 } else { deferred * (large / small) };
    let row = Row::numbers([
        deferred,
        cascade.alone(),
        cascade.kept_right() + deferred * given.number("acc_large"),
        cost,
        1.0 + longer,
    ]);
    if cost <= large || deferred == 0.0 {
        return Ok(row);
    }
    let dollars = |x| format::quantity(x, Unit::Dollars);
    Ok(row.broken(
        format!(
            "So much is passed on that the cascade costs {}, more than the large model alone with {}.",
            dollars(cost),
            dollars(large),
        ),
        "Lower the threshold, or leave the small model out.",
    ))
}

fn explain(given: &Given, row: &Row) -> String {
    let number = |place: usize| row.cells[place].number().unwrap_or_default();
    let share = |x| format::quantity(x, Unit::Share);
    let (threshold, large) = (given.number("threshold"), given.number("acc_large"));
    let deferred = number(0);
    if deferred == 0.0 {
        return format!(
            "Nothing is passed on: the small model answers everything, {} of it rightly.",
            share(number(1)),
        );
    }
    let margin = if threshold > large {
        format!(
            "some of what is passed on the small model would answer better than the {} of the large \
             one, so that thresholds above that lose accuracy",
            share(large),
        )
    } else {
        format!(
            "a request just below the threshold gains {} of accuracy from being passed on, for {} \
             per thousand of them",
            share(large - threshold),
            format::quantity(given.number("cost_large"), Unit::Dollars),
        )
    };
    format!(
        "What is passed on, {} of all, is paid for twice; on it the small model would be right in {} of \
         cases, and {margin}.",
        share(deferred),
        share((number(1) - cascade(given).kept_right()) / deferred),
    )
}

/// Their cards.
pub const CARDS: &[Card] = &[Card {
    assumes: &[
        "The small model's confidence is calibrated and follows a beta law.",
        "The accuracy of the large model on what is passed on does not depend on the threshold.",
        "Time is in proportion to cost, and both models run one after another.",
    ],
    holds: "After calibration. An overconfident small model keeps what it should pass on.",
    omits: &[
        "That hard requests are hard for both: measure the large model on what is passed on, not overall.",
        "The tail of latency: what is passed on waits for both models.",
        "Starting both at once, which buys time with money.",
    ],
    sources: &[
        "Lingjiao Chen, Matei Zaharia, James Zou. \"FrugalGPT: How to use large language models while \
         reducing cost and improving performance.\" 2023. \
         [arXiv:2305.05176](https://arxiv.org/abs/2305.05176)",
        "Paul Viola, Michael Jones. \"Rapid object detection using a boosted cascade of simple \
         features.\" *CVPR*, 2001.",
    ],
    references: &[Reference::new(
        "cascade",
        "scipy 1.17.1: integrals over the beta law",
        Tolerance::Relative(1e-6),
    )],
    ..Card::new("cascade", include_str!("CARD.md"))
}];
