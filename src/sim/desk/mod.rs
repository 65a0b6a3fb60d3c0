//! People who look at what a model is not sure of, in working hours.

mod hours;
#[cfg(test)]
mod tests;

use super::engine::{Chance, Estimates, Replica, Replications, once, warm_up};
use super::prelude::*;
use hours::{Desk, Run};

/// The simulators of this folder.
pub const SIMULATORS: &[&Simulator] = &[&SIMULATOR];

const SIMULATOR: Simulator = Simulator {
    spec: Spec {
        id: "review-desk",
        title: "A review desk with working hours",
        question: "How many reviewers do flagged items need, if nobody reviews at night?",
        summary: "Items are flagged day and night, and people review them in shifts: the wait is made \
                  of nights and weekends more than of busy reviewers.",
        controls: CONTROLS,
        readouts: READOUTS,
        plots: &[
            PlotSpec::sweep("staff", "p95 wait against reviewers", (CONTROLS, 1), (READOUTS, 0)),
            PlotSpec::sweep("shift", "p95 wait against hours of a shift", (CONTROLS, 2), (READOUTS, 0)),
        ],
    },
    how: How::Simulation { begin, explain },
};

const CONTROLS: &[Control] = &[
    Control::number(
        "items_per_hour",
        "Flagged items",
        "Items that need a look, in an hour, day and night.",
        1.0,
        200.0,
    )
    .unit(Unit::EachHour)
    .steps_of(1.0)
    .starts(20.0)
    .logarithmic()
    .accepts(Accepts::Between(1e-3, 1e4)),
    Control::whole("reviewers", "Reviewers", "People who review during a shift.", 1.0, 100.0)
        .unit(Unit::People)
        .starts(10.0)
        .accepts(Accepts::Whole(1.0, 100_000.0)),
    hours("shift_h", "Shift", "Hours of a working day in which items are begun.", 1.0, 24.0)
        .steps_of(0.25)
        .starts(8.0)
        .accepts(Accepts::Between(0.1, 24.0)),
    Control::whole("days_per_week", "Working days", "Days of the week with a shift.", 1.0, 7.0)
        .unit(Unit::Days)
        .starts(5.0)
        .accepts(Accepts::Whole(1.0, 7.0)),
    Control::number(
        "minutes_per_item",
        "Time for an item",
        "How long a reviewer needs for an item, on average.",
        0.5,
        60.0,
    )
    .unit(Unit::Minutes)
    .steps_of(0.5)
    .starts(5.0)
    .logarithmic()
    .accepts(Accepts::Positive),
    hours("deadline_h", "Deadline", "An item that waits longer than this is late.", 0.5, 168.0)
        .steps_of(0.5)
        .starts(24.0)
        .logarithmic()
        .accepts(Accepts::NotNegative),
];

const fn hours(
    key: &'static str,
    label: &'static str,
    meaning: &'static str,
    min: f64,
    max: f64,
) -> Control {
    Control::number(key, label, meaning, min, max).unit(Unit::Hours)
}

const fn wait(key: &'static str, label: &'static str) -> ReadoutSpec {
    ReadoutSpec::new(key, label, Quantity::Latency).unit(Unit::Hours).less()
}

const READOUTS: &[ReadoutSpec] = &[
    wait("wait_p95_h", "Wait, p95").main(),
    wait("wait_p50_h", "Wait, p50").main(),
    ReadoutSpec::new("late_share", "Late items", Quantity::Quality).unit(Unit::Share).less(),
    ReadoutSpec::new("backlog_at_shift", "Items that wait when a shift begins", Quantity::Load)
        .unit(Unit::Items)
        .less()
        .main(),
    ReadoutSpec::new("staff_utilisation", "Utilisation of the staff", Quantity::Load)
        .unit(Unit::Share)
        .main(),
    wait("wait_mean_h", "Wait, mean"),
    wait("wait_shortest_h", "Wait, mean, with any number of reviewers"),
];

fn desk(given: &Given) -> Desk {
    Desk {
        arrivals: given.number("items_per_hour"),
        service: given.number("minutes_per_item") / 60.0,
        reviewers: given.whole("reviewers"),
        shift: given.number("shift_h"),
        days: given.whole("days_per_week"),
        deadline: given.number("deadline_h"),
    }
}

fn begin(given: &Given, seed: Seed, effort: Effort) -> Result<Box<dyn Task>, Impossible> {
    let desk = desk(given);
    let load = desk.utilisation();
    if load >= 1.0 {
        return Ok(once(move || overloaded(&desk)));
    }
    let (replicas, items, longest_warm_up) = match effort {
        Effort::Sketch => (2, 1000.0, 2000.0),
        Effort::Lab => (16, 4000.0, 10_000.0),
        Effort::Full => (32, 40_000.0, 2e6),
    };
    // Short queues are those of exponential gaps and services, in the share of time that is worked.
    let settle = (warm_up(load, 2.0, desk.reviewers as f64) as f64).min(longest_warm_up);
    let weeks = |items: f64| (items / desk.weekly()).round();
    let (before, measured) = (weeks(settle), weeks(items).max(1.0));
    let start = move |replica| -> Box<dyn Replica> {
        Box::new(Run::new(desk, before as u64, measured as u64, Chance { seed, replica }))
    };
    let events = ((before + measured) * desk.weekly()) as u64;
    Ok(Box::new(Replications::new(replicas, events, start, move |e| fold(&desk, e))))
}

/// What replicas measured as a row; see [`Run::measures`].
fn fold(desk: &Desk, estimates: &Estimates) -> Row {
    let [p50, p95] = estimates.quantiles(7, 0, [0.5, 0.95]);
    let backlog =
        if estimates.mean(6) > 0.0 { estimates.ratio(5, 6) } else { Cell::Undefined };
    Row::new([
        p95,
        p50,
        estimates.ratio(0, 1),
        backlog,
        estimates.ratio(3, 4),
        estimates.ratio(2, 1),
        Cell::from(desk.shortest_mean_wait()),
    ])
}

fn overloaded(desk: &Desk) -> Row {
    let never = || Cell::Unbounded;
    let load = desk.utilisation();
    let least = (load * desk.reviewers as f64).floor() as u64 + 1;
    Row::new([
        never(),
        never(),
        Cell::from(1.0),
        never(),
        Cell::from(1.0),
        never(),
        Cell::from(desk.shortest_mean_wait()),
    ])
    .broken(
        format!(
            "A week brings {} of the work that {} reviewers can do in their shifts.",
            percent(load),
            desk.reviewers,
        ),
        format!("Have at least {least} reviewers, or flag fewer items."),
    )
}

fn explain(given: &Given, row: &Row) -> String {
    let desk = desk(given);
    let hours = |x: f64| quantity(x, Unit::Hours);
    if row.trouble.is_some() || desk.utilisation() >= 1.0 {
        return "More is flagged than can be reviewed, so the oldest item gets older every week."
            .into();
    }
    let shortest = desk.shortest_mean_wait();
    let [mean, p95] = [5, 0].map(|i| row.cells[i].number().unwrap_or(0.0));
    if shortest == 0.0 {
        return format!(
            "Somebody is always there, so an item waits only for a busy reviewer: {} on average, with \
             the staff {} busy.",
            hours(mean),
            percent(desk.utilisation()),
        );
    }
    let staffed = format!(
        "Somebody works in {} of the week, so that even with any number of reviewers an item would \
         wait {} on average",
        percent(desk.staffed()),
        hours(shortest),
    );
    let longest = 24.0 * (8 - desk.days) as f64 - desk.shift;
    if mean < 1.1 * shortest {
        format!(
            "{staffed}; it is {}, and p95 is {} because the longest pause takes {}: more reviewers \
             change little, more hours much.",
            hours(mean),
            hours(p95),
            hours(longest),
        )
    } else {
        format!(
            "{staffed}; it is {}, because each shift first works off what came before, and the staff is \
             {} busy.",
            hours(mean),
            percent(desk.utilisation()),
        )
    }
}

/// Their cards.
pub const CARDS: &[Card] = &[Card {
    assumes: &[
        "Items are flagged as a Poisson stream, at the same rate day and night.",
        "Times for an item are exponential and independent of how long it has waited.",
        "The oldest item is taken first, and what is begun is finished, also after the shift.",
        "All shifts of a day begin together.",
    ],
    holds: "A utilisation below about 0.97; above, a run is short against the memory of the queue.",
    omits: &[
        "Breaks, sick days, and reviewers who are slower at the end of a shift.",
        "Items that matter more than others and should go first.",
        "Flags that come in the day more than at night.",
        "What a wrong decision costs; see the threshold that flags.",
    ],
    sources: &[
        "Linda V. Green, Peter J. Kolesar and Ward Whitt. \"Coping with time-varying demand when \
         setting staffing requirements for a service system.\" *Production and Operations \
         Management* 16(1), 2007.",
        "Jack Kiefer and Jacob Wolfowitz. \"On the theory of queues with many servers.\" \
         *Transactions of the AMS* 78, 1955.",
        "Leonard Kleinrock. *Queueing Systems, Volume I: Theory.* Wiley, 1975.",
    ],
    ..Card::new("review-desk", include_str!("CARD.md"))
}];
