//! Load that jumps, and replicas that come later.

use super::card::{Card, Published, Reference, Tolerance};
use super::control::{Accepts, Control};
use super::outcome::{PlotSpec, Quantity, ReadoutSpec};
use super::row::{Given, Impossible, Row};
use super::{How, Simulator, Spec};
use crate::base::format::{self, Unit};

mod fluid;
#[cfg(test)]
mod tests;

use fluid::{Jump, Scaler};

/// The simulators of this folder.
pub const SIMULATORS: &[&Simulator] = &[&SIMULATOR];

const SIMULATOR: Simulator = Simulator {
    spec: Spec {
        id: "autoscale-fluid",
        title: "Autoscaling after a jump in load",
        question: "How much must run before the spike, if new replicas take minutes to start?",
        summary: "Until new replicas are up, the old ones carry the load and a backlog grows; it then \
                  drains at the speed of the headroom that the target leaves.",
        controls: CONTROLS,
        readouts: READOUTS,
        plots: &[
            PlotSpec::sweep(
                "drain",
                "Time to drain the backlog against the target utilisation",
                (CONTROLS, 3),
                (READOUTS, 5),
            ),
            PlotSpec::sweep(
                "wait",
                "Wait when the new replicas start, against the reaction time",
                (CONTROLS, 4),
                (READOUTS, 6),
            ),
        ],
    },
    how: How::Formula { compute, explain },
};

const CONTROLS: &[Control] = &[
    Control::number(
        "load_before_rps",
        "Load before",
        "Requests per second before the jump, for which the replicas were chosen.",
        10.0,
        1000.0,
    )
    .unit(Unit::PerSecond)
    .steps_of(10.0)
    .starts(400.0)
    .accepts(Accepts::Positive),
    Control::number(
        "load_after_rps",
        "Load after",
        "Requests per second from the jump on.",
        10.0,
        3000.0,
    )
    .unit(Unit::PerSecond)
    .steps_of(10.0)
    .starts(1200.0)
    .accepts(Accepts::Positive),
    Control::number(
        "cap_per_replica_rps",
        "Capacity of a replica",
        "Requests per second that one replica finishes when it is always busy.",
        1.0,
        500.0,
    )
    .unit(Unit::PerSecond)
    .steps_of(1.0)
    .starts(50.0)
    .logarithmic()
    .accepts(Accepts::Positive),
    Control::number(
        "target_util",
        "Target utilisation",
        "How busy the autoscaler wants replicas to be; the rest is headroom.",
        0.3,
        1.0,
    )
    .unit(Unit::Share)
    .steps_of(0.01)
    .starts(0.7)
    .accepts(Accepts::Between(1e-6, 1.0)),
    Control::number(
        "reaction_s",
        "Reaction time",
        "From the jump until all new replicas serve: noticing, scheduling, pulling the image, loading \
         the model.",
        0.0,
        600.0,
    )
    .unit(Unit::Seconds)
    .steps_of(5.0)
    .starts(120.0)
    .accepts(Accepts::NotNegative),
];

const READOUTS: &[ReadoutSpec] = &[
    ReadoutSpec::new("replicas_before", "Replicas before", Quantity::Cost).unit(Unit::Replicas),
    ReadoutSpec::new("hpa_desired", "Replicas after one step of the autoscaler", Quantity::Cost)
        .unit(Unit::Replicas),
    ReadoutSpec::new("hpa_steps", "Steps until the autoscaler is content", Quantity::Freshness).less(),
    ReadoutSpec::new("replicas_final", "Replicas that the new load needs", Quantity::Cost)
        .unit(Unit::Replicas)
        .less(),
    ReadoutSpec::new("peak_backlog", "Largest backlog", Quantity::Load)
        .unit(Unit::Requests)
        .less()
        .main(),
    ReadoutSpec::new("drain_s", "Time to drain it", Quantity::Latency)
        .unit(Unit::Seconds)
        .less()
        .main(),
    ReadoutSpec::new("max_wait_s", "Wait when the new replicas start", Quantity::Latency)
        .unit(Unit::Seconds)
        .less()
        .main(),
    ReadoutSpec::new("delayed_requests", "Requests that wait", Quantity::Load)
        .unit(Unit::Requests)
        .less(),
];

fn jump(given: &Given) -> (Scaler, Jump) {
    let scaler = Scaler {
        capacity: given.number("cap_per_replica_rps"),
        target: given.number("target_util"),
    };
    let jump = Jump {
        before: scaler.needed(given.number("load_before_rps")) * scaler.capacity,
        after: scaler.needed(given.number("load_after_rps")) * scaler.capacity,
        load: given.number("load_after_rps"),
        reaction: given.number("reaction_s"),
    };
    (scaler, jump)
}

fn compute(given: &Given) -> Result<Row, Impossible> {
    let (scaler, jump) = jump(given);
    let replicas = scaler.needed(given.number("load_before_rps"));
    let (steps, content) = scaler.steps(replicas, jump.load);
    let row = Row::numbers([
        replicas,
        scaler.step(replicas, jump.load),
        f64::from(steps),
        scaler.needed(jump.load),
        jump.peak(),
        jump.drain(),
        jump.peak() / jump.after,
        jump.delayed(),
    ]);
    let each = |rate| format::quantity(rate, Unit::PerSecond);
    if jump.drain() == f64::INFINITY {
        return Ok(row.broken(
            "All replicas together finish no more than arrives, so the backlog never drains.",
            "Choose a target utilisation below 100 %.",
        ));
    }
    if content * scaler.capacity < jump.load {
        return Ok(row.broken(
            format!(
                "The autoscaler stops at {} replicas, which finish {} of {}: full utilisation is within a \
                 tenth of the target, so it sees no reason to add more.",
                format::setting(content, Unit::One),
                each(content * scaler.capacity),
                each(jump.load),
            ),
            "Choose a target utilisation below 90 %, or scale on the length of the queue.",
        ));
    }
    Ok(row)
}

fn explain(given: &Given, row: &Row) -> String {
    let (scaler, jump) = jump(given);
    let each = |rate| format::quantity(rate, Unit::PerSecond);
    let time = |seconds| format::quantity(seconds, Unit::Seconds);
    if jump.reaction == 0.0 {
        return "The new replicas are there at once, so nothing piles up.".into();
    }
    if jump.peak() == 0.0 {
        return format!(
            "The replicas that were there finish {} and {} arrive, so nothing piles up while the new \
             ones start.",
            each(jump.before),
            each(jump.load),
        );
    }
    let missing = format!(
        "For {} the old replicas fall behind by {}, which piles up {} requests",
        time(jump.reaction),
        each(jump.load - jump.before),
        format::number(jump.peak(), 3),
    );
    if jump.drain() == f64::INFINITY {
        return format!("{missing}, and there is no headroom to drain them with.");
    }
    let steps = row.cells[2].number().unwrap_or(1.0);
    let patience = if steps > 1.0 {
        format!(
            "; replicas that are always busy read as 100 %, so a step of the autoscaler multiplies them by \
             {} at most, and it takes {} steps",
            format::number(1.0 / scaler.target, 3),
            format::setting(steps, Unit::One),
        )
    } else {
        String::new()
    };
    format!(
        "{missing}; the new ones leave {} to spare, and that takes {} to drain them{patience}.",
        each(jump.after - jump.load),
        time(jump.drain()),
    )
}

/// Their cards.
pub const CARDS: &[Card] = &[Card {
    assumes: &[
        "Requests flow like water: at steady rates, without randomness.",
        "All new replicas arrive at once, after the reaction time; nobody gives up meanwhile.",
        "The steps of the autoscaler are counted from the utilisation that busy replicas show, with its \
         tolerance of a tenth, as Kubernetes does.",
    ],
    holds: "Backlogs that are large against the ups and downs of chance: from about a hundred requests \
            per second on. A fluid has no queue at all below the capacity, where real requests wait.",
    omits: &[
        "Random waiting, which the target utilisation is really there for.",
        "Steps one after the other: each costs its own period and start-up.",
        "Warm pools and predicted load.",
        "Requests that time out or try again; see [retry storms](lab:retry-storm).",
    ],
    sources: &[
        "Kubernetes documentation. \"Horizontal Pod Autoscaling: algorithm details.\" \
         [kubernetes.io](https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/).",
        "Anshul Gandhi, Mor Harchol-Balter, Ram Raghunathan and Michael A. Kozuch. \"AutoScale: dynamic, \
         robust capacity management for multi-tier data centers.\" *ACM Transactions on Computer \
         Systems* 30(4), 2012.",
    ],
    references: &[Reference {
        columns: &[("hpa_desired", Tolerance::Exact), ("replicas_final", Tolerance::Exact)],
        ..Reference::new(
            "autoscale_fluid",
            "scipy 1.17.1: the differential equation with events; Python fractions for the replicas",
            Tolerance::Relative(1e-6),
        )
    }],
    published: &[Published {
        source: "Kubernetes documentation: 3 replicas at a metric of 100 with a target of 60 become 5",
        given: &[
            ("load_before_rps", "1.8"),
            ("load_after_rps", "3"),
            ("cap_per_replica_rps", "1"),
            ("target_util", "0.6"),
        ],
        output: "hpa_desired",
        value: 5.0,
        tolerance: Tolerance::Exact,
    }],
    ..Card::new("autoscale-fluid", include_str!("CARD.md"))
}];
