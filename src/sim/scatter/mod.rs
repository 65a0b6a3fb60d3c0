//! Requests that ask many leaves, each with a queue, and copies that join those queues.

mod leaves;
#[cfg(test)]
mod tests;

use super::engine::{Chance, Estimates, Replica, Replications, once};
use super::prelude::*;
use leaves::{Run, Service};

/// The simulators of this folder.
pub const SIMULATORS: &[&Simulator] = &[&SIMULATOR];

const SIMULATOR: Simulator = Simulator {
    spec: Spec {
        id: "fan-out-queues",
        title: "Fan-out with queues and hedging",
        question: "Do copies of late requests still help when the copies have to queue too?",
        summary: "A request waits for the slowest of many leaves: copies of late tasks cut the tail \
                  while the leaves have time to spare, and feed the queues when they do not.",
        controls: CONTROLS,
        readouts: READOUTS,
        plots: &[
            PlotSpec::sweep("tail", "p99 against utilisation", (CONTROLS, 1), (READOUTS, 1)).logarithmic(),
            PlotSpec::sweep("delay", "p99 against the delay of copies", (CONTROLS, 2), (READOUTS, 1))
                .logarithmic(),
        ],
    },
    how: How::Simulation { begin, explain },
};

const CONTROLS: &[Control] = &[
    Control::whole(
        "n_leaves",
        "Leaves",
        "How many leaves each request asks; it waits for all of them.",
        1.0,
        200.0,
    )
    .starts(100.0)
    .logarithmic()
    .accepts(Accepts::Whole(1.0, 10_000.0)),
    Control::number(
        "utilisation",
        "Utilisation without copies",
        "The share of time that each replica of a leaf works, before any copy is sent.",
        0.1,
        0.95,
    )
    .unit(Unit::Share)
    .steps_of(0.01)
    .starts(0.3)
    .accepts(Accepts::Between(0.001, 10.0)),
    Control::number(
        "hedge_delay_ms",
        "Delay of copies",
        "A task that has no answer after this long is sent again, to the other replica of its leaf.",
        1.0,
        1000.0,
    )
    .unit(Unit::Milliseconds)
    .steps_of(1.0)
    .starts(30.0)
    .logarithmic()
    .accepts(Accepts::NotNegativeOrNever),
    Control::number(
        "background_share",
        "Share of other work",
        "The share of the utilisation that does not come from these requests and is never copied.",
        0.0,
        0.9,
    )
    .unit(Unit::Share)
    .steps_of(0.01)
    .starts(0.5)
    .accepts(Accepts::Between(0.0, 0.999)),
    Control::number("service_ms", "Service time", "The mean work of a task at a leaf.", 0.1, 100.0)
        .unit(Unit::Milliseconds)
        .steps_of(0.1)
        .starts(10.0)
        .logarithmic()
        .accepts(Accepts::Positive),
];

const fn latency(key: &'static str, label: &'static str) -> ReadoutSpec {
    ReadoutSpec::new(key, label, Quantity::Latency).unit(Unit::Milliseconds).less()
}

const READOUTS: &[ReadoutSpec] = &[
    latency("p50_ms", "p50"),
    latency("p99_ms", "p99").main(),
    latency("p99_independent_ms", "p99 without copies, leaves independent").main(),
    ReadoutSpec::new("extra_load", "Tasks sent twice", Quantity::Cost).unit(Unit::Share).less().main(),
    ReadoutSpec::new("leaf_utilisation", "Utilisation with copies", Quantity::Load)
        .unit(Unit::Share)
        .less(),
    latency("p50_independent_ms", "p50 without copies, leaves independent"),
];

/// Copies that bring the leaves this much work leave no steady state that a run could find.
const FULL: f64 = 0.97;

fn service(given: &Given) -> Service {
    Service {
        leaves: given.whole("n_leaves") as usize,
        utilisation: given.number("utilisation"),
        background: given.number("background_share"),
        service: given.number("service_ms"),
        delay: given.number("hedge_delay_ms"),
    }
}

fn begin(given: &Given, seed: Seed, effort: Effort) -> Result<Box<dyn Task>, Impossible> {
    let service = service(given);
    if service.utilisation >= 1.0 {
        return Ok(once(move || overloaded(&service)));
    }
    let (replicas, tasks, least) = match effort {
        Effort::Sketch => (4, 2000.0, 5),
        Effort::Lab => (12, 10_000.0, 20),
        Effort::Full => (32, 100_000.0, 200),
    };
    let per_request = service.tasks_per_request();
    let requests = ((tasks / per_request) as u64).max(least);
    let start = move |replica| -> Box<dyn Replica> {
        Box::new(Run::new(service, requests, Chance { seed, replica }))
    };
    let events = (requests as f64 * per_request) as u64;
    Ok(Box::new(Replications::new(replicas, events, start, move |e| fold(&service, e))))
}

/// What replicas measured as a row; see [`Run::measures`].
fn fold(service: &Service, estimates: &Estimates) -> Row {
    let [p50, p99] = estimates.quantiles(4, 0, [0.5, 0.99]);
    let extra = estimates.ratio(0, 1);
    let idle = estimates.ratio(2, 3);
    let busy = match idle {
        Cell::Estimate { value, standard_error } => Cell::estimate(1.0 - value, standard_error),
        other => other,
    };
    let copied = extra.number().unwrap_or(0.0);
    // Work that arrives for each unit of time; more than one unit and there is no steady state.
    let offered = service.utilisation * (1.0 + service.foreground() * copied);
    let [p50_alone, p99_alone] =
        [0.5, 0.99].map(|p| Cell::from(service.independent_quantile(p)));
    if copied == 0.0 || offered < FULL {
        return Row::new([p50, p99, p99_alone, extra, busy, p50_alone]);
    }
    Row::new([Cell::Unbounded, Cell::Unbounded, p99_alone, extra, busy, p50_alone]).broken(
        format!(
            "The copies of late tasks bring the leaves {} of the work that they can do: all tasks \
             are late, and the queues grow for as long as this lasts.",
            percent(offered),
        ),
        "Copy later, or cap the copies at a few per cent of the tasks.",
    )
}

fn overloaded(service: &Service) -> Row {
    let never = || Cell::Unbounded;
    let cells = [never(), never(), never(), Cell::Undefined, Cell::from(1.0), never()];
    Row::new(cells).broken(
        format!(
            "Each leaf gets {} of the work that it can do, before any copy is sent.",
            percent(service.utilisation),
        ),
        "Add replicas to each leaf; copies would only add work.",
    )
}

fn explain(given: &Given, row: &Row) -> String {
    let service = service(given);
    let ms = |x: f64| quantity(x, Unit::Milliseconds);
    if service.utilisation >= 1.0 {
        return "More work arrives at a leaf than it can do, so no request is answered in bounded \
                time."
            .into();
    }
    let alone = service.independent_quantile(0.99);
    let Some(extra) = row.cells[3].number() else {
        return "No request has been answered yet.".into();
    };
    let Some(p99) = row.cells[1].number() else {
        return format!(
            "Each copy lengthens the queue of another task, which then is late too: {} of the tasks \
             are sent twice, and together they are more than the leaves can do, although without \
             copies these would be {} busy.",
            percent(extra),
            percent(service.utilisation),
        );
    };
    if extra == 0.0 {
        return format!(
            "The slowest of {} leaves sets the pace: at {} utilisation a task takes {} on average, a \
             request in a hundred {}.",
            service.leaves,
            percent(service.utilisation),
            ms(service.service / (1.0 - service.utilisation)),
            ms(p99),
        );
    }
    let busy = row.cells[4].number().unwrap_or(service.utilisation);
    let verdict = if p99 < alone {
        "both replicas of a leaf are rarely behind at once"
    } else {
        "the copies wait in queues that copies have lengthened"
    };
    format!(
        "Copies of {} of the tasks raise the utilisation from {} to {} and bring p99 from {} to {}, \
         because {verdict}.",
        percent(extra),
        percent(service.utilisation),
        percent(busy),
        ms(alone),
        ms(p99),
    )
}

/// Their cards.
pub const CARDS: &[Card] = &[Card {
    assumes: &[
        "Requests and other work arrive as Poisson streams; service times are exponential.",
        "Each leaf has two replicas, each one server with a queue, first come, first served.",
        "A task goes to one of the two at random; its copy goes to the other and is work in full: \
         nothing is cancelled.",
        "A request is answered when each of its leaves has answered once.",
    ],
    holds: "A utilisation below about 0.9: above, a run is short against the memory of the queues. \
            With copies the load must stay below 1 even if every task were late, or the state with \
            short queues is not the only one, and a longer run may find the other.",
    omits: &[
        "Cancelling the slower of two tasks, and telling the two replicas of each other, which save \
         most of the extra work.",
        "Slowness that has a reason other than a queue: garbage collection, a cold cache, a bad disk.",
        "Answers that leave out the slowest leaves.",
    ],
    sources: &[
        "Jeffrey Dean and Luiz André Barroso. \"The tail at scale.\" *Communications of the ACM* \
         56(2), 2013.",
        "Ashish Vulimiri et al. \"Low latency via redundancy.\" CoNEXT 2013.",
        "David V. Lindley. \"The theory of queues with a single server.\" *Mathematical Proceedings \
         of the Cambridge Philosophical Society* 48, 1952.",
        "Randolph Nelson and Asser N. Tantawi. \"Approximate analysis of fork/join synchronization \
         in parallel queues.\" *IEEE Transactions on Computers* 37(6), 1988.",
    ],
    ..Card::new("fan-out-queues", include_str!("CARD.md"))
}];
