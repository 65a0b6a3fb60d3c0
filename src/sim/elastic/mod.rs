//! Replicas that follow the load: too late, and in steps.

mod line;
mod scaler;
#[cfg(test)]
mod tests;
mod trace;

use super::engine::{Chance, Estimates, Replica, Replications};
use super::prelude::*;
use trace::{Run, Setting, Shape};

/// The simulators of this folder.
pub const SIMULATORS: &[&Simulator] = &[&SIMULATOR];

const SIMULATOR: Simulator = Simulator {
    spec: Spec {
        id: "autoscale-trace",
        title: "Autoscaling over a day",
        question: "What does it cost to follow the load, and who waits while the replicas start?",
        summary: "An autoscaler follows a day, a step or a burst of load: what it saves against \
                  replicas for the peak, and how many requests are slow because it comes too late.",
        controls: CONTROLS,
        readouts: READOUTS,
        plots: &[
            PlotSpec::sweep("slow", "Slow requests against the target", (CONTROLS, 1), (READOUTS, 0)),
            PlotSpec::sweep("cost", "Cost of a day against the target", (CONTROLS, 1), (READOUTS, 1)),
        ],
    },
    how: How::Simulation { begin, explain },
};

const CONTROLS: &[Control] = &[
    Control::choice(
        "trace",
        "Load",
        "How the load changes over the time that is looked at.",
        &[
            Choice { word: "step", label: "an hour of peak, at once" },
            Choice { word: "daily", label: "a smooth day" },
            Choice { word: "burst", label: "a day, doubled for 15 minutes at noon" },
        ],
    ),
    Control::number(
        "target_utilisation",
        "Target utilisation",
        "The share of its time that a replica should work; the autoscaler steers to it.",
        0.3,
        0.95,
    )
    .unit(Unit::Share)
    .steps_of(0.01)
    .starts(0.7)
    .accepts(Accepts::Between(0.01, 1.0)),
    seconds("cold_start_s", "Cold start", "How long a new replica takes until it works.", 0.0, 600.0)
        .starts(60.0)
        .steps_of(1.0)
        .zero_then_logarithmic(1000)
        .accepts(Accepts::Between(0.0, 1e5)),
    Control::number(
        "peak_factor",
        "Peak",
        "The highest load as a multiple of the lowest.",
        1.0,
        10.0,
    )
    .unit(Unit::Times)
    .steps_of(0.1)
    .starts(3.0)
    .accepts(Accepts::Between(1.0, 1e4)),
    Control::number("base_per_s", "Lowest load", "Requests per second at the lowest.", 10.0, 5000.0)
        .unit(Unit::PerSecond)
        .steps_of(10.0)
        .starts(200.0)
        .logarithmic()
        .accepts(Accepts::Between(0.001, 1e9)),
    Control::number(
        "replica_per_s",
        "Capacity of a replica",
        "Requests per second that one replica can do.",
        1.0,
        500.0,
    )
    .unit(Unit::PerSecond)
    .steps_of(1.0)
    .starts(20.0)
    .logarithmic()
    .accepts(Accepts::Between(0.001, 1e9)),
    seconds("sync_s", "Time between decisions", "How often the autoscaler decides.", 5.0, 60.0)
        .steps_of(1.0)
        .starts(15.0)
        .accepts(Accepts::Between(1.0, 3600.0)),
    seconds(
        "stabilisation_s",
        "Stabilisation window",
        "Replicas that were asked for within this time are kept.",
        0.0,
        900.0,
    )
    .steps_of(15.0)
    .starts(300.0)
    .accepts(Accepts::Between(0.0, 1e5)),
    Control::whole("max_replicas", "Replicas at most", "The limit of the autoscaler.", 1.0, 5000.0)
        .starts(1000.0)
        .logarithmic()
        .accepts(Accepts::Whole(1.0, 1e9)),
    seconds("slow_s", "Slow is", "A request that waits longer than this is slow.", 0.1, 30.0)
        .steps_of(0.1)
        .starts(1.0)
        .logarithmic()
        .accepts(Accepts::Positive),
    Control::number("price_per_hour", "Price of a replica", "What a replica costs.", 0.01, 20.0)
        .unit(Unit::DollarsPerHour)
        .steps_of(0.01)
        .starts(0.5)
        .logarithmic()
        .accepts(Accepts::NotNegative),
];

const fn seconds(
    key: &'static str,
    label: &'static str,
    meaning: &'static str,
    min: f64,
    max: f64,
) -> Control {
    Control::number(key, label, meaning, min, max).unit(Unit::Seconds)
}

const READOUTS: &[ReadoutSpec] = &[
    ReadoutSpec::new("slow_share", "Slow requests", Quantity::Latency).unit(Unit::Share).less().main(),
    ReadoutSpec::new("cost_per_day", "Cost", Quantity::Cost).unit(Unit::DollarsPerDay).less().main(),
    ReadoutSpec::new("peak_backlog", "Largest backlog", Quantity::Load)
        .unit(Unit::Requests)
        .less()
        .main(),
    ReadoutSpec::new("longest_wait_s", "Longest wait", Quantity::Latency).unit(Unit::Seconds).less(),
    ReadoutSpec::new("replica_hours_per_day", "Replica-hours a day", Quantity::Cost)
        .unit(Unit::Hours)
        .less(),
    ReadoutSpec::new("mean_replicas", "Replicas on average", Quantity::Cost).unit(Unit::Replicas).less(),
    ReadoutSpec::new("peak_cost_per_day", "Cost of replicas for the peak, always", Quantity::Cost)
        .unit(Unit::DollarsPerDay)
        .less(),
];

fn setting(given: &Given) -> Setting {
    Setting {
        shape: match given.text("trace") {
            "daily" => Shape::Day,
            "burst" => Shape::Burst,
            _ => Shape::Step,
        },
        base: given.number("base_per_s"),
        peak: given.number("peak_factor"),
        capacity: given.number("replica_per_s"),
        target: given.number("target_utilisation"),
        cold_start: given.number("cold_start_s"),
        sync: given.number("sync_s"),
        stabilisation: given.number("stabilisation_s"),
        most: given.whole("max_replicas"),
        slow: given.number("slow_s"),
    }
}

fn begin(given: &Given, seed: Seed, effort: Effort) -> Result<Box<dyn Task>, Impossible> {
    let (setting, price) = (setting(given), given.number("price_per_hour"));
    let replicas = match effort {
        Effort::Sketch => 2,
        Effort::Lab => 10,
        Effort::Full => 50,
    };
    let start = move |replica| -> Box<dyn Replica> {
        Box::new(Run::new(setting, Chance { seed, replica }))
    };
    let events = (1.1 * setting.events()) as u64;
    Ok(Box::new(Replications::new(replicas, events, start, move |e| fold(&setting, price, e))))
}

/// What replicas measured as a row; see [`Run::measures`].
fn fold(setting: &Setting, price: f64, estimates: &Estimates) -> Row {
    let scaled = |factor: f64| match estimates.cell(4) {
        Cell::Estimate { value, standard_error } => {
            Cell::estimate(factor * value, factor * standard_error)
        }
        other => other,
    };
    let slow = if estimates.mean(1) > 0.0 { estimates.ratio(0, 1) } else { Cell::Undefined };
    let row = Row::new([
        slow,
        scaled(24.0 * price),
        estimates.cell(2),
        estimates.cell(3),
        scaled(24.0),
        scaled(1.0),
        Cell::from(24.0 * price * setting.replicas_for(setting.highest())),
    ]);
    let limit = setting.most as f64 * setting.capacity;
    if limit >= setting.highest() {
        return row;
    }
    row.broken(
        format!(
            "At most {} replicas can do {}, and {} arrive at the peak: the backlog grows until the \
             load falls.",
            setting.most,
            quantity(limit, Unit::PerSecond),
            quantity(setting.highest(), Unit::PerSecond),
        ),
        "Raise the limit, or turn requests away before they wait.",
    )
}

fn explain(given: &Given, row: &Row) -> String {
    let setting = setting(given);
    let seconds = |x: f64| quantity(x, Unit::Seconds);
    let [slow, cost, backlog, wait] = [0, 1, 2, 3].map(|i| row.cells[i].number().unwrap_or(0.0));
    let peak = row.cells[6].number().unwrap_or(0.0);
    let saved = if peak > cost && peak > 0.0 {
        format!("saves {} of what replicas for the peak cost", percent(1.0 - cost / peak))
    } else {
        "saves nothing against replicas for the peak".into()
    };
    if slow == 0.0 {
        return format!(
            "At {} each replica has room for {} as much as it does, and the load never grows faster \
             than that before new replicas work: nobody waits longer than {}, and following the load \
             {saved}.",
            percent(setting.target),
            times(1.0 / setting.target),
            seconds(setting.slow),
        );
    }
    let cause = if setting.target > 1.0 / 1.1 {
        format!(
            "Replicas that are always busy are at 100 %, within the tolerance of a target of {}, so \
             the autoscaler hardly ever adds one",
            percent(setting.target),
        )
    } else {
        format!(
            "A burst beyond the headroom of {} waits for the next decision, at most {}, and {} for the \
             replicas; and since a full replica looks no busier than 100 %, each step multiplies them \
             by {} at most",
            times(1.0 / setting.target),
            seconds(setting.sync),
            seconds(setting.cold_start),
            times((1.0 / setting.target).min(2.0)),
        )
    };
    format!(
        "{cause}: up to {} requests pile up and wait as long as {}, while following the load {saved}.",
        number(backlog),
        seconds(wait),
    )
}

/// Their cards.
pub const CARDS: &[Card] = &[Card {
    assumes: &[
        "Requests are a Poisson stream whose rate follows the trace; between two decisions they come \
         evenly.",
        "All replicas share one queue and are equally fast; each works whenever something waits.",
        "The autoscaler sees the utilisation of the last period exactly, without delay.",
        "A step adds at most as many replicas as there are, or four.",
    ],
    holds: "Many requests in each period. Where there are few, waits between decisions, which queues \
            with one server or many describe, are the larger part.",
    omits: &[
        "Waits of less than a period that come from chance alone.",
        "Requests that time out or are tried again.",
        "Nodes that must start before replicas can, and replicas that are slow at first.",
        "Autoscalers that foresee the load, or follow the queue instead of the utilisation.",
    ],
    sources: &[
        "Kubernetes documentation. \"Horizontal Pod Autoscaling.\" \
         [kubernetes.io](https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/).",
        "Anshul Gandhi et al. \"AutoScale: dynamic, robust capacity management for multi-tier data \
         centers.\" *ACM Transactions on Computer Systems* 30(4), 2012.",
    ],
    ..Card::new("autoscale-trace", include_str!("CARD.md"))
}];
