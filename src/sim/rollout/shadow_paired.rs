//! A shadow: both versions answer the same requests, so only those count on which they differ.

use super::sign_test;
use crate::base::format::{self, Unit};
use crate::base::normal;
use crate::sim::card::{Card, Reference, Tolerance};
use crate::sim::control::{Accepts, Control};
use crate::sim::outcome::{PlotSpec, Quantity, ReadoutSpec};
use crate::sim::row::{Given, Impossible, Row};
use crate::sim::{How, Simulator, Spec};

pub(super) const SIMULATOR: Simulator = Simulator {
    spec: Spec {
        id: "shadow-paired",
        title: "The same requests for both models",
        question: "How many mirrored requests show which of two models errs less?",
        summary: "On the same requests two models err together, which cancels: a shadow needs a fraction \
                  of the requests of a canary, and harms nobody.",
        controls: CONTROLS,
        readouts: READOUTS,
        plots: &[
            PlotSpec::sweep("power", "Chance to see it against requests", (CONTROLS, 0), (READOUTS, 2)),
            PlotSpec::sweep(
                "correlation",
                "Requests needed against how alike they err",
                (CONTROLS, 1),
                (READOUTS, 3),
            ),
        ],
    },
    how: How::Formula { compute, explain },
};

const CONTROLS: &[Control] = &[
    Control::whole("n_shadow", "Mirrored requests", "Requests that both answer.", 100.0, 1e6)
        .unit(Unit::Requests)
        .starts(5000.0)
        .logarithmic()
        .accepts(Accepts::Whole(0.0, 1e9)),
    Control::number(
        "rho",
        "Alike",
        "Correlation of the errors of both on the same request: 0 if they have nothing in common.",
        0.0,
        0.95,
    )
    .steps_of(0.05)
    .starts(0.5)
    .accepts(Accepts::Between(-1.0, 1.0)),
    Control::number("p_new", "Errors of the new model", "As a share of the requests.", 0.001, 0.5)
        .unit(Unit::Share)
        .steps_of(0.001)
        .starts(0.06)
        .logarithmic()
        .accepts(Accepts::Share),
    Control::number("p_old", "Errors of the old model", "As a share of the requests.", 0.001, 0.5)
        .unit(Unit::Share)
        .steps_of(0.001)
        .starts(0.05)
        .logarithmic()
        .accepts(Accepts::Share),
    Control::number(
        "alpha",
        "Level",
        "How often two equal models may seem to differ, in either direction.",
        0.001,
        0.2,
    )
    .unit(Unit::Share)
    .steps_of(0.001)
    .starts(0.05)
    .accepts(Accepts::InnerShare),
];

const fn share(key: &'static str, label: &'static str) -> ReadoutSpec {
    ReadoutSpec::new(key, label, Quantity::Quality).unit(Unit::Share)
}

const fn count(key: &'static str, label: &'static str) -> ReadoutSpec {
    ReadoutSpec::new(key, label, Quantity::Cost).unit(Unit::Requests).less()
}

const READOUTS: &[ReadoutSpec] = &[
    share("p01", "Only the new model errs"),
    share("p10", "Only the old model errs"),
    share("power_shadow", "The difference is seen").more().main(),
    count("n_shadow_80", "Requests to see it in 80 % of cases").main(),
    count("n_per_arm_canary_80", "The same for each side of a canary").main(),
    ReadoutSpec::new("ratio_total", "Canary over shadow", Quantity::Cost).unit(Unit::Times),
];

/// How often a difference should be seen for a number of requests to be enough.
const POWER: f64 = 0.8;

/// Two models that err on the same requests.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Pairs {
    /// Only the new model errs.
    pub(super) p01: f64,
    /// Only the old model errs.
    pub(super) p10: f64,
}

impl Pairs {
    /// From both error rates and the correlation of the errors, as far as the rates allow it: two
    /// different rates cannot be wholly correlated.
    pub(super) fn new(old: f64, new: f64, correlation: f64) -> Self {
        let spread = (old * (1.0 - old) * new * (1.0 - new)).sqrt();
        // Rounding may put the lower bound above the upper one, which `clamp` would not bear.
        let least = (old + new - 1.0).max(0.0);
        let both = (old * new + correlation * spread).max(least).min(old.min(new));
        Self { p01: new - both, p10: old - both }
    }

    /// Requests after which the test sees the difference in 80 % of cases: McNemar's test by the normal
    /// approximation. Infinite without a difference.
    fn needed(&self, alpha: f64) -> f64 {
        let (differing, difference) = (self.p01 + self.p10, self.p01 - self.p10);
        let variance = differing - difference * difference;
        needed(alpha, difference, differing, variance)
    }
}

/// `((z_α √v₀ + z_β √v₁) / difference)²`, for variances without and with a difference.
fn needed(alpha: f64, difference: f64, without: f64, with: f64) -> f64 {
    let (level, power) = (-normal::quantile(0.5 * alpha), normal::quantile(POWER));
    let spread = level * without.sqrt() + power * with.max(0.0).sqrt();
    if difference == 0.0 { f64::INFINITY } else { spread * spread / (difference * difference) }
}

/// Requests for each side of a canary, by the test of two proportions with the pooled variance.
fn needed_unpaired(old: f64, new: f64, alpha: f64) -> f64 {
    let middle = 0.5 * (old + new);
    let with = old * (1.0 - old) + new * (1.0 - new);
    needed(alpha, new - old, 2.0 * middle * (1.0 - middle), with)
}

fn pairs(given: &Given) -> Pairs {
    Pairs::new(given.number("p_old"), given.number("p_new"), given.number("rho"))
}

fn compute(given: &Given) -> Result<Row, Impossible> {
    let (pairs, alpha) = (pairs(given), given.number("alpha"));
    let (old, new) = (given.number("p_old"), given.number("p_new"));
    let power = sign_test::power(given.whole("n_shadow"), (pairs.p01, pairs.p10), alpha);
    let (paired, unpaired) = (pairs.needed(alpha), needed_unpaired(old, new, alpha));
    let row = Row::numbers([
        pairs.p01,
        pairs.p10,
        power,
        paired,
        unpaired,
        2.0 * unpaired / paired,
    ]);
    if power >= 0.5 || old == new {
        return Ok(row);
    }
    Ok(row.broken(
        format!(
            "This many requests leave the difference unseen in {} of cases.",
            format::quantity(1.0 - power, Unit::Share),
        ),
        "Mirror more requests, or compare something that differs more often than errors do.",
    ))
}

fn explain(given: &Given, row: &Row) -> String {
    let number = |place: usize| row.cells[place].number().unwrap_or_default();
    let (pairs, requests) = (pairs(given), given.number("n_shadow"));
    let some = |x: f64| format::number(x, 3);
    if given.number("p_old") == given.number("p_new") {
        return "Both models err equally often: no number of requests shows a difference, but for false \
                alarms."
            .into();
    }
    let differing = pairs.p01 + pairs.p10;
    format!(
        "The models differ on {} of {} requests, and only these count: {} errors of the new model against \
         {} of the old. All errors that they share cancel, which is why a canary needs {} as many requests \
         in all.",
        some(differing * requests),
        some(requests),
        some(pairs.p01 * requests),
        some(pairs.p10 * requests),
        format::quantity(number(5), Unit::Times),
    )
}

pub(super) const CARD: Card = Card {
    assumes: &[
        "Each request is judged right or wrong for both models.",
        "Requests are independent of one another.",
        "The test is read once, after all requests.",
    ],
    holds: "The power is exact for any number of requests. The numbers needed are normal approximations, \
            good from some ten differing requests on. A correlation that the error rates do not allow is \
            taken as the nearest that they do.",
    omits: &[
        "That a shadow's answers reach nobody, so nothing is learnt of how users take them.",
        "The cost of answering each request twice, and of judging both answers.",
        "Errors in judging, which look like differences.",
    ],
    sources: &[
        "Quinn McNemar. \"Note on the sampling error of the difference between correlated proportions or \
         percentages.\" *Psychometrika* 12, 1947.",
        "Alec Warner, Štěpán Davidovič. [\"Canarying \
         releases.\"](https://sre.google/workbook/canarying-releases/) In *The Site Reliability \
         Workbook*, O'Reilly, 2018.",
    ],
    references: &[Reference::new(
        "shadow_paired",
        "scipy 1.17.1: the sign test's power, summed over the differing requests; statsmodels 0.15.0",
        Tolerance::Relative(1e-6),
    )],
    ..Card::new("shadow-paired", include_str!("shadow_paired.md"))
};
