//! New versions that get a little of the traffic first.

mod rollout;
#[cfg(test)]
mod tests;

use super::engine::{Chance, Estimates, Replica, Replications};
use super::prelude::*;
use crate::base::normal;
use rollout::{Check, Run, Setting};

/// The simulators of this folder.
pub const SIMULATORS: &[&Simulator] = &[&SIMULATOR];

const SIMULATOR: Simulator = Simulator {
    spec: Spec {
        id: "canary-traffic",
        title: "A canary, minute by minute",
        question: "How soon is a bad version found, and how often does a good one ring the alarm?",
        summary: "A check looks at the canary's errors every minute: asking often finds bad versions \
                  sooner, and rings for good ones unless the level is made for it.",
        controls: CONTROLS,
        readouts: READOUTS,
        plots: &[
            PlotSpec::sweep(
                "delay",
                "Median minutes until the alarm against the canary's share",
                (CONTROLS, 0),
                (READOUTS, 0),
            ),
            PlotSpec::sweep(
                "false_alarms",
                "Alarms for good versions against the length of the watch",
                (CONTROLS, 2),
                (READOUTS, 1),
            ),
        ],
    },
    how: How::Simulation { begin, explain },
};

const CONTROLS: &[Control] = &[
    share("canary_share", "Traffic of the canary", "The share of requests that the new version gets.", 0.001, 0.5)
        .steps_of(0.001)
        .starts(0.05)
        .logarithmic()
        .accepts(Accepts::Between(1e-9, 1.0)),
    Control::choice(
        "check",
        "Check",
        "When the check is asked, and what makes it ring.",
        &[
            Choice { word: "every_minute", label: "the same test every minute" },
            Choice { word: "sequential", label: "a test that may be asked often" },
            Choice { word: "at_the_end", label: "one test at the end" },
        ],
    ),
    minutes("watch_min", "Length of the watch", "How long the canary is watched.", 5.0, 240.0)
        .steps_of(1.0)
        .starts(60.0)
        .accepts(Accepts::Whole(1.0, 100_000.0)),
    Control::number("requests_per_min", "Traffic", "Requests in a minute, of all versions.", 100.0, 100_000.0)
        .unit(Unit::EachMinute)
        .steps_of(100.0)
        .starts(2000.0)
        .logarithmic()
        .accepts(Accepts::Positive),
    share("base_error_rate", "Errors of the old version", "The share of its requests that fail.", 0.001, 0.1)
        .steps_of(0.001)
        .starts(0.01)
        .logarithmic()
        .accepts(Accepts::InnerShare),
    share("bad_error_rate", "Errors of a bad version", "The share of its requests that fail.", 0.002, 0.5)
        .steps_of(0.001)
        .starts(0.03)
        .logarithmic()
        .accepts(Accepts::InnerShare),
    share("level", "Level of the check", "How rare a result must be to ring.", 0.001, 0.1)
        .steps_of(0.001)
        .starts(0.01)
        .logarithmic()
        .accepts(Accepts::Between(1e-9, 0.5)),
    minutes("reaction_min", "Reaction", "From the alarm until all traffic is back.", 0.0, 30.0)
        .steps_of(1.0)
        .starts(5.0)
        .accepts(Accepts::NotNegative),
];

const fn share(
    key: &'static str,
    label: &'static str,
    meaning: &'static str,
    min: f64,
    max: f64,
) -> Control {
    Control::number(key, label, meaning, min, max).unit(Unit::Share)
}

const fn minutes(
    key: &'static str,
    label: &'static str,
    meaning: &'static str,
    min: f64,
    max: f64,
) -> Control {
    Control::number(key, label, meaning, min, max).unit(Unit::Minutes)
}

const fn delay(key: &'static str, label: &'static str) -> ReadoutSpec {
    ReadoutSpec::new(key, label, Quantity::Latency).unit(Unit::Minutes).less()
}

const READOUTS: &[ReadoutSpec] = &[
    delay("detection_p50_min", "Time until the alarm, p50").main(),
    ReadoutSpec::new("false_alarm_share", "Good versions that ring", Quantity::Cost)
        .unit(Unit::Share)
        .less()
        .main(),
    ReadoutSpec::new("detect_share", "Bad versions that are found", Quantity::Quality)
        .unit(Unit::Share)
        .more()
        .main(),
    ReadoutSpec::new("failed_requests", "Requests that a bad canary fails", Quantity::Quality)
        .unit(Unit::Requests)
        .less()
        .main(),
    delay("detection_p95_min", "Time until the alarm, p95"),
    delay("detection_mean_min", "Time until the alarm, mean"),
    delay("wald_mean_min", "Time until the alarm of a sequential test, in theory"),
];

fn setting(given: &Given) -> Setting {
    let level = given.number("level");
    Setting {
        per_minute: given.number("requests_per_min") * given.number("canary_share"),
        base: given.number("base_error_rate"),
        bad: given.number("bad_error_rate"),
        minutes: given.whole("watch_min"),
        check: match given.text("check") {
            "sequential" => Check::Sequential,
            "at_the_end" => Check::AtTheEnd,
            _ => Check::EveryMinute,
        },
        level,
        deviations: normal::quantile(1.0 - level),
        reaction: given.number("reaction_min"),
    }
}

fn begin(given: &Given, seed: Seed, effort: Effort) -> Result<Box<dyn Task>, Impossible> {
    let setting = setting(given);
    if setting.bad <= setting.base {
        return Err(Impossible::new("bad_error_rate", "must be above `base_error_rate`"));
    }
    Ok(Box::new(match effort {
        Effort::Sketch => task(setting, seed, 4, 25),
        Effort::Lab => task(setting, seed, 16, 60),
        Effort::Full => task(setting, seed, 32, 1000),
    }))
}

/// So many replicas of so many rollouts.
fn task(setting: Setting, seed: Seed, replicas: u32, rollouts: u64) -> Replications {
    let start = move |replica| -> Box<dyn Replica> {
        Box::new(Run::new(setting, rollouts, Chance { seed, replica }))
    };
    let events = 3 * rollouts * setting.minutes / 2;
    Replications::new(replicas, events, start, move |estimates| fold(&setting, estimates))
}

/// What replicas measured as a row; see [`Run::measures`].
fn fold(setting: &Setting, estimates: &Estimates) -> Row {
    let [p50, p95] = estimates.quantiles(4, 0, [0.5, 0.95]).map(|cell| match cell {
        // It is asked at whole minutes.
        Cell::Estimate { value, standard_error } => Cell::estimate(value.round(), standard_error),
        other => other,
    });
    let mean = if estimates.mean(0) > 0.0 { estimates.ratio(3, 0) } else { Cell::Undefined };
    let [found, false_alarms, failed] = [0, 1, 2].map(|measure| estimates.cell(measure));
    Row::new([p50, false_alarms, found, failed, p95, mean, Cell::from(setting.mean_until_evidence())])
}

fn explain(given: &Given, row: &Row) -> String {
    let setting = setting(given);
    let expected = setting.per_minute * setting.base;
    let [false_alarms, found] = [1, 2].map(|i| row.cells[i].number().unwrap_or(0.0));
    let seen = format!(
        "The canary gets {} requests a minute, of which {} fail in a good version and {} in a bad one",
        number(setting.per_minute),
        number(expected),
        number(setting.per_minute * setting.bad),
    );
    let Some(median) = row.cells[0].number() else {
        return format!("{seen}: too few to tell them apart in {} minutes.", setting.minutes);
    };
    let alarms = match setting.check {
        Check::EveryMinute => format!(
            "{} tests at a level of {} ring for {} of the good ones, because each minute is another \
             chance to be unlucky",
            setting.minutes,
            percent(setting.level),
            percent(false_alarms),
        ),
        Check::Sequential => format!(
            "the likelihood ratio may be asked as often as you like and rings for {} of the good ones, \
             with {} promised at most",
            percent(false_alarms),
            percent(setting.level),
        ),
        Check::AtTheEnd => format!(
            "one test rings for {} of the good ones, and lets the bad one work for {} minutes",
            percent(false_alarms),
            setting.minutes,
        ),
    };
    format!(
        "{seen}; {} of the bad ones are found, half of those within {}; {alarms}.",
        percent(found),
        quantity(median, Unit::Minutes),
    )
}

/// Their cards.
pub const CARDS: &[Card] = &[Card {
    assumes: &[
        "Requests arrive as a Poisson stream and fail independently of one another.",
        "The error rate of the old version is known from a long time, and does not change.",
        "A bad version fails from its first request on, at one rate; the sequential test is made for \
         that rate.",
        "What is not found within the watch is not counted afterwards.",
    ],
    holds: "Error rates of a few per cent: the test counts errors as Poisson numbers, which for \
            independent requests is slightly cautious.",
    omits: &[
        "Errors that come in bursts or from few users, which make every check ring more often.",
        "A base rate that changes over the day; then canary and control must run side by side.",
        "Latency, crashes and business figures, each with a check and false alarms of its own.",
        "Versions that are bad only after a while, such as leaks.",
    ],
    sources: &[
        "Abraham Wald. *Sequential Analysis.* Wiley, 1947.",
        "Peter Armitage, C. K. McPherson and B. C. Rowe. \"Repeated significance tests on \
         accumulating data.\" *Journal of the Royal Statistical Society A* 132, 1969.",
        "Alec Warner and Štěpán Davidovič. \"Canarying releases.\" In Beyer et al. (eds), *The Site \
         Reliability Workbook*, O'Reilly, 2018. \
         [Chapter 16](https://sre.google/workbook/canarying-releases/).",
    ],
    ..Card::new("canary-traffic", include_str!("CARD.md"))
}];
