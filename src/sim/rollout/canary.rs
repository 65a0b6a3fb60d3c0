//! A canary: a new version serves a few requests, and an alarm counts its errors.

use crate::base::format::{self, Unit};
use crate::base::{discrete, math, normal};
use crate::sim::card::{Card, Reference, Tolerance};
use crate::sim::control::{Accepts, Control};
use crate::sim::outcome::{PlotSpec, Quantity, ReadoutSpec};
use crate::sim::row::{Given, Impossible, Row};
use crate::sim::{How, Simulator, Spec};

pub(super) const SIMULATOR: Simulator = Simulator {
    spec: Spec {
        id: "canary",
        title: "How much a canary sees",
        question: "How many requests must a canary serve to notice a bad release?",
        summary: "A canary that serves few requests harms few users and notices little: what it can see \
                  depends on the errors that it expects to count, not on its share of the traffic.",
        controls: CONTROLS,
        readouts: READOUTS,
        plots: &[
            PlotSpec::sweep("detection", "Detection against duration", (CONTROLS, 1), (READOUTS, 3)),
            PlotSpec::sweep("harm", "Errors too many against duration", (CONTROLS, 1), (READOUTS, 5))
                .logarithmic(),
        ],
    },
    how: How::Formula { compute, explain },
};

const CONTROLS: &[Control] = &[
    Control::number("canary_share", "Share", "The part of all requests that the canary serves.", 0.001, 0.5)
        .unit(Unit::Share)
        .steps_of(0.001)
        .starts(0.05)
        .logarithmic()
        .accepts(Accepts::Share),
    Control::number("minutes", "Duration", "How long the canary runs.", 1.0, 1440.0)
        .unit(Unit::Minutes)
        .steps_of(1.0)
        .starts(30.0)
        .logarithmic()
        .accepts(Accepts::NotNegative),
    Control::number(
        "bad_error",
        "Errors of a bad release",
        "The share of requests that fail with a release that should be stopped.",
        0.001,
        0.5,
    )
    .unit(Unit::Share)
    .steps_of(0.001)
    .starts(0.02)
    .logarithmic()
    .accepts(Accepts::Share),
    Control::number(
        "base_error",
        "Errors as ever",
        "The share of requests that fail with the version in use.",
        0.001,
        0.2,
    )
    .unit(Unit::Share)
    .steps_of(0.001)
    .starts(0.01)
    .logarithmic()
    .accepts(Accepts::Share),
    Control::number("requests_per_min", "Requests", "All requests of the service.", 10.0, 100_000.0)
        .unit(Unit::EachMinute)
        .steps_of(10.0)
        .starts(6000.0)
        .logarithmic()
        .accepts(Accepts::NotNegative),
];

const fn chance(key: &'static str, label: &'static str, quantity: Quantity) -> ReadoutSpec {
    ReadoutSpec::new(key, label, quantity).unit(Unit::Share)
}

const READOUTS: &[ReadoutSpec] = &[
    ReadoutSpec::new("n_canary", "Requests of the canary", Quantity::Load).unit(Unit::Requests),
    ReadoutSpec::new("threshold_errors", "Errors that raise the alarm", Quantity::Load)
        .unit(Unit::Requests)
        .main(),
    chance("false_alarm", "False alarm", Quantity::Cost).less(),
    chance("p_detect", "A bad release is noticed", Quantity::Quality).more().main(),
    chance("p_no_error_seen", "Not one error of a bad release", Quantity::Quality).less(),
    ReadoutSpec::new("bad_requests_if_undetected", "Requests that fail because of it", Quantity::Cost)
        .unit(Unit::Requests)
        .less()
        .main(),
    chance("power_two_sample", "Noticed beside the other requests", Quantity::Quality).more(),
];

/// Most that a good release may raise the alarm.
const FALSE_ALARMS: f64 = 0.01;
/// Counting the errors of more requests would take seconds.
const MOST: f64 = 1e11;
/// Level of the comparison with the requests of the version in use, both sides together.
const TWO_SIDED: f64 = 0.02;

/// A number of requests that fail independently of one another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Canary {
    /// Requests that it serves.
    pub(super) requests: u64,
    /// The share that fails with the version in use.
    pub(super) base: f64,
}

impl Canary {
    /// The probability of at least so many errors, of all requests failing with such a probability.
    pub(super) fn at_least(&self, errors: u64, rate: f64) -> f64 {
        match errors {
            0 => 1.0,
            _ if errors > self.requests => 0.0,
            _ => discrete::binomial_survival(self.requests, rate, errors - 1),
        }
    }

    /// The fewest errors that a good release reaches in at most one of a hundred canaries.
    pub(super) fn alarm(&self) -> u64 {
        let holds = |errors| self.at_least(errors, self.base) <= FALSE_ALARMS;
        let guess = discrete::binomial_quantile(self.requests, self.base, 1.0 - FALSE_ALARMS);
        // The guess is exact but for the last digit of 0.99.
        let mut errors = guess + 1;
        while !holds(errors) {
            errors += 1;
        }
        while errors > 1 && holds(errors - 1) {
            errors -= 1;
        }
        errors
    }
}

/// The probability that a comparison of two proportions sees a difference, by the normal approximation
/// with the pooled variance under the hypothesis of none: `rate` of the first sample's requests fail,
/// `base` of the second's, which is `ratio` times as large. Both directions count.
pub(super) fn two_sample_power(requests: f64, ratio: f64, rate: f64, base: f64) -> f64 {
    let variance = |p: f64, q: f64| p * (1.0 - p) + q * (1.0 - q) / ratio;
    let pooled = (rate + ratio * base) / (1.0 + ratio);
    let (none, some) = (variance(pooled, pooled).sqrt(), variance(rate, base).sqrt());
    let limit = -normal::quantile(0.5 * TWO_SIDED) * (none / some);
    let shift = (rate - base) * requests.sqrt() / some;
    normal::survival(limit - shift) + normal::cdf(-limit - shift)
}

fn requests(given: &Given) -> f64 {
    let share = given.number("canary_share");
    (share * given.number("requests_per_min") * given.number("minutes")).floor()
}

fn compute(given: &Given) -> Result<Row, Impossible> {
    let (base, bad) = (given.number("base_error"), given.number("bad_error"));
    let requests = requests(given);
    if requests > MOST {
        let why = "makes more than a hundred thousand million requests, of which the errors are not counted";
        return Err(Impossible::new("requests_per_min", why));
    }
    let canary = Canary { requests: requests as u64, base };
    let (alarm, share) = (canary.alarm(), given.number("canary_share"));
    let detected = canary.at_least(alarm, bad);
    let none = if requests == 0.0 { 1.0 } else { math::exp(requests * math::log1p(-bad)) };
    let row = Row::numbers([
        requests,
        alarm as f64,
        canary.at_least(alarm, base),
        detected,
        none,
        requests * (bad - base),
        two_sample_power(requests, (1.0 - share) / share, bad, base),
    ]);
    if detected >= 0.5 || bad <= base {
        return Ok(row);
    }
    Ok(row.broken(
        format!(
            "A bad release passes this canary in {} of cases.",
            format::quantity(1.0 - detected, Unit::Share),
        ),
        "Let it run for longer, or serve more: what counts is the number of errors that it expects.",
    ))
}

fn explain(given: &Given, row: &Row) -> String {
    let number = |place: usize| row.cells[place].number().unwrap_or_default();
    let (base, bad) = (given.number("base_error"), given.number("bad_error"));
    let requests = requests(given);
    let count = |x: f64| format::number(x, 3);
    if requests == 0.0 {
        return "The canary serves not a single request, and sees nothing.".into();
    }
    if bad <= base {
        return "The new release fails no more often than the old one: every alarm would be false.".into();
    }
    format!(
        "Of {} requests {} fail as ever, give or take {}, so the alarm waits for {}; a bad release makes {} \
         of them fail. Had none failed, the error rate could still be {}.",
        count(requests),
        count(base * requests),
        count((base * (1.0 - base) * requests).sqrt()),
        format::setting(number(1), Unit::One),
        count(bad * requests),
        format::quantity((3.0 / requests).min(1.0), Unit::Share),
    )
}

pub(super) const CARD: Card = Card {
    assumes: &[
        "Requests fail independently of one another, at a steady rate.",
        "The canary's requests are a fair sample of all.",
        "The alarm is read once, at the end.",
    ],
    holds: "Any number of requests: the counts are exact. The comparison with the other requests is an \
            approximation that wants some ten errors on either side.",
    omits: &[
        "Reading the alarm again and again, which raises more false ones: see peeking.",
        "Errors that show later than the canary runs: leaks, caches that fill, habits of users.",
        "Clumps: one user with a hundred failing requests is one observation.",
    ],
    sources: &[
        "Alec Warner, Štěpán Davidovič. [\"Canarying \
         releases.\"](https://sre.google/workbook/canarying-releases/) In *The Site Reliability \
         Workbook*, O'Reilly, 2018.",
        "James A. Hanley, Abby Lippman-Hand. \"If nothing goes wrong, is everything all right? \
         Interpreting zero numerators.\" *JAMA* 249(13), 1983.",
    ],
    references: &[Reference::new(
        "canary",
        "scipy 1.17.1: binomial probabilities; statsmodels 0.15.0: power of two proportions",
        Tolerance::Relative(1e-6),
    )],
    ..Card::new("canary", include_str!("canary.md"))
};
