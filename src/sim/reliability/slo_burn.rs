//! An error budget and how fast it burns.

use crate::base::format::{self, Unit};
use crate::sim::card::{Card, Published, Reference, Tolerance};
use crate::sim::control::{Accepts, Control};
use crate::sim::outcome::{PlotSpec, Quantity, ReadoutSpec};
use crate::sim::row::{Given, Impossible, Row};
use crate::sim::text::{List, Text};
use crate::sim::{How, Simulator, Spec};

pub(super) const SIMULATOR: Simulator = Simulator {
    spec: Spec {
        id: "slo-burn",
        title: "Error budgets and burn rates",
        question: "How bad must an error rate be, and for how long, before someone should be woken?",
        summary: "An objective allows a budget of errors; the burn rate says how many times too fast \
                  it is being spent.",
        controls: CONTROLS,
        readouts: READOUTS,
        plots: &[
            PlotSpec::sweep(
                "exhaustion",
                "Time until the budget is spent against the error rate",
                (CONTROLS, 2),
                (READOUTS, 3),
            )
            .logarithmic(),
            PlotSpec::sweep(
                "consumed",
                "Budget spent within the alert window against its length",
                (CONTROLS, 3),
                (READOUTS, 2),
            ),
        ],
    },
    how: How::Formula { compute, explain },
};

const CONTROLS: &[Control] = &[
    Control::number(
        "slo",
        "Objective",
        "The share of requests that must succeed within the window.",
        0.9,
        0.9999,
    )
    .unit(Unit::Share)
    .steps_of(0.0001)
    .starts(0.999)
    .accepts(Accepts::Share),
    Control::whole("window_days", "Window", "How long the objective is counted over.", 1.0, 90.0)
        .unit(Unit::Days)
        .starts(30.0)
        .accepts(Accepts::Positive),
    Control::number(
        "error_rate",
        "Error rate",
        "The share of requests that fail now.",
        0.0001,
        1.0,
    )
    .unit(Unit::Share)
    .steps_of(0.0001)
    .starts(0.0144)
    .logarithmic()
    .accepts(Accepts::Share),
    Control::number(
        "alert_window_h",
        "Alert window",
        "How long the error rate has to last before the alert fires.",
        0.25,
        72.0,
    )
    .unit(Unit::Hours)
    .steps_of(0.25)
    .starts(1.0)
    .logarithmic()
    .accepts(Accepts::NotNegative),
];

const READOUTS: &[ReadoutSpec] = &[
    ReadoutSpec::new("budget_minutes", "Budget, as a full outage", Quantity::Quality)
        .unit(Unit::Minutes)
        .main(),
    ReadoutSpec::new("burn_rate", "Burn rate", Quantity::Load).unit(Unit::Times).less().main(),
    ReadoutSpec::new(
        "budget_consumed_in_alert_window",
        "Budget spent within the alert window",
        Quantity::Cost,
    )
    .unit(Unit::Share)
    .less()
    .main(),
    ReadoutSpec::new("hours_to_exhaustion", "Until the whole budget is spent", Quantity::Freshness)
        .unit(Unit::Hours)
        .more(),
];

/// An objective and an error rate that lasts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Burn {
    /// The share of requests that may fail.
    pub allowed: f64,
    /// What the objective is counted over, in hours.
    pub window: f64,
    /// The share of requests that fail.
    pub failing: f64,
}

impl Burn {
    /// Minutes of a full outage that use up the budget.
    pub(super) fn budget(&self) -> f64 {
        self.allowed * self.window * 60.0
    }

    /// How many times too fast the budget is spent; 1 spends it exactly within the window.
    pub(super) fn rate(&self) -> f64 {
        self.failing / self.allowed
    }

    /// The share of the budget that so many hours spend (SRE Workbook 2018, chapter 5).
    pub(super) fn spent(&self, hours: f64) -> f64 {
        self.rate() * hours / self.window
    }

    /// Hours until all is spent; infinite without errors.
    pub(super) fn lasts(&self) -> f64 {
        self.window / self.rate()
    }
}

fn burn(given: &Given) -> Burn {
    Burn {
        allowed: 1.0 - given.number("slo"),
        window: given.number("window_days") * 24.0,
        failing: given.number("error_rate"),
    }
}

fn compute(given: &Given) -> Result<Row, Impossible> {
    let burn = burn(given);
    let row = Row::numbers([
        burn.budget(),
        burn.rate(),
        burn.spent(given.number("alert_window_h")),
        burn.lasts(),
    ]);
    if burn.allowed == 0.0 {
        return Ok(row.broken(
            "An objective of 100 % leaves no budget: the first error misses it.",
            "Choose an objective below 100 %, from what users notice.",
        ));
    }
    if burn.rate() <= 1.0 {
        return Ok(row);
    }
    Ok(row.broken(
        format!(
            "At this error rate the budget of {} days is gone after {}.",
            format::setting(given.number("window_days"), Unit::One),
            hours(burn.lasts()),
        ),
        "Stop the release or roll it back; if nothing was released, shed load or fail over.",
    ))
}

/// A time in the unit that reads best.
fn hours(hours: f64) -> String {
    if hours < 1.0 {
        format::quantity(hours * 60.0, Unit::Minutes)
    } else if hours < 48.0 {
        format::quantity(hours, Unit::Hours)
    } else {
        format::quantity(hours / 24.0, Unit::Days)
    }
}

fn explain(given: &Given, _: &Row) -> String {
    let burn = burn(given);
    let share = |x| format::quantity(x, Unit::Share);
    if burn.allowed == 0.0 {
        return "No error is allowed, so no rate of errors is slow enough to speak of a budget.".into();
    }
    if burn.failing == 0.0 {
        return format!(
            "Nothing fails, so the budget of {} of full outage stays whole and can be spent on a risk.",
            format::quantity(burn.budget(), Unit::Minutes),
        );
    }
    let window = given.number("alert_window_h");
    let spent = burn.spent(window);
    let rings = if spent < 1.0 {
        format!("rings when {} of it is gone", share(spent))
    } else {
        "would ring when nothing is left to save".into()
    };
    format!(
        "{} may fail and {} do, so the budget {} and lasts {}; an alert that waits for {} {rings}.",
        share(burn.allowed),
        share(burn.failing),
        pace(burn.rate()),
        hours(burn.lasts()),
        hours(window),
    )
}

/// How fast the budget burns, as words.
fn pace(rate: f64) -> String {
    if rate > 1.0 {
        format!("burns at {} the pace that it could stand", format::quantity(rate, Unit::Times))
    } else {
        format!("burns at {} of the pace that it could stand", format::quantity(rate, Unit::Share))
    }
}

pub(super) const CARD: Card = Card {
    assumes: &[
        "Requests come at a steady rate, so that a share of time and a share of requests are the same.",
        "The error rate stays as it is for the whole alert window.",
    ],
    holds: "Any objective below 100 %, once there are enough requests in the alert window: with 10 \
            requests an hour, one failure is an error rate of 10 %.",
    omits: &[
        "Noise: short windows raise false alarms where traffic is low.",
        "The second, short window that an alert should also ask for, so that it stops once the errors do.",
        "What was spent earlier in the window.",
    ],
    sources: &[
        "Steven Thurgood. \"Alerting on SLOs.\" In Beyer, Murphy, Rensin, Kawahara and Thorne (eds), \
         *The Site Reliability Workbook*, O'Reilly, 2018. [Chapter 5](https://sre.google/workbook/alerting-on-slos/).",
        "Betsy Beyer, Chris Jones, Jennifer Petoff and Niall Richard Murphy (eds). *Site Reliability \
         Engineering.* O'Reilly, 2016.",
    ],
    references: &[Reference::new("slo_burn", "Python fractions", Tolerance::Relative(1e-9))],
    published: &[
        // Burn rates of 14.4, 6 and 1 for 99.9 % over 30 days.
        spent(&[("error_rate", "0.0144"), ("alert_window_h", "1")], 0.02),
        spent(&[("error_rate", "0.006"), ("alert_window_h", "6")], 0.05),
        spent(&[("error_rate", "0.001"), ("alert_window_h", "72")], 0.1),
        Published {
            source: "The Site Reliability Workbook 2018: 99.9 % over 30 days are 43.2 minutes",
            given: &[],
            output: "budget_minutes",
            value: 43.2,
            tolerance: Tolerance::Relative(1e-9),
        },
    ],
    ..Card::new("slo-burn", include_str!("slo_burn.md"))
};

/// A row of the workbook's table of alerts.
const fn spent(given: List<(Text, Text)>, share: f64) -> Published {
    Published {
        source: "The Site Reliability Workbook 2018, table 5-8",
        given,
        output: "budget_consumed_in_alert_window",
        value: share,
        tolerance: Tolerance::Relative(1e-9),
    }
}
