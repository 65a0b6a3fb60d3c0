//! Retries that add to the load that made them necessary: a system with two ways to run.

use super::fixed_points::{Feedback, Point};
use crate::base::format::{self, Unit};
use crate::sim::card::{Card, Reference, Tolerance};
use crate::sim::control::{Accepts, Control};
use crate::sim::outcome::{PlotSpec, Quantity, ReadoutSpec};
use crate::sim::row::{Given, Impossible, Row};
use crate::sim::{How, Simulator, Spec};

pub(super) const SIMULATOR: Simulator = Simulator {
    spec: Spec {
        id: "retry-storm",
        title: "Retry storms",
        question: "Why does a service stay down after the spike that brought it down has passed?",
        summary: "Refused calls come back as more load: a service can be healthy and collapsed at the \
                  same traffic, and which it is depends on its past.",
        controls: CONTROLS,
        readouts: READOUTS,
        plots: &[
            PlotSpec::sweep(
                "collapsed",
                "Goodput coming from an overload, against fresh requests",
                (CONTROLS, 0),
                (READOUTS, 4),
            ),
            PlotSpec::sweep(
                "healthy",
                "Goodput coming from a calm state, against fresh requests",
                (CONTROLS, 0),
                (READOUTS, 3),
            ),
        ],
    },
    how: How::Formula { compute, explain },
};

const CONTROLS: &[Control] = &[
    Control::number(
        "lambda_fresh_per_s",
        "Fresh requests",
        "New requests each second, retries not counted.",
        0.5,
        100.0,
    )
    .unit(Unit::PerSecond)
    .steps_of(0.5)
    .starts(8.0)
    .accepts(Accepts::Positive),
    Control::number(
        "mu_per_s",
        "Service rate",
        "Requests that one server finishes each second when no work is wasted.",
        0.1,
        10.0,
    )
    .unit(Unit::PerSecond)
    .steps_of(0.1)
    .starts(1.0)
    .logarithmic()
    .accepts(Accepts::Positive),
    Control::whole("c", "Servers", "Servers that work in parallel.", 1.0, 100.0)
        .unit(Unit::Servers)
        .starts(10.0)
        .accepts(Accepts::Whole(1.0, 100_000.0)),
    Control::whole(
        "K",
        "Room",
        "Requests that fit in, being served or waiting; who comes when it is full is refused.",
        1.0,
        200.0,
    )
    .unit(Unit::Requests)
    .starts(20.0),
    Control::whole(
        "max_attempts",
        "Attempts",
        "How often a client tries in all before it gives up; 1 is no retry.",
        1.0,
        6.0,
    )
    .starts(4.0),
    Control::number(
        "timeout_waste",
        "Wasted work",
        "How much the work on a request grows with each further attempt per request, because servers \
         finish what nobody waits for any more.",
        0.0,
        1.0,
    )
    .unit(Unit::Share)
    .starts(0.5)
    .accepts(Accepts::NotNegative),
];

const fn rate(key: &'static str, label: &'static str, quantity: Quantity) -> ReadoutSpec {
    ReadoutSpec::new(key, label, quantity).unit(Unit::PerSecond)
}

const READOUTS: &[ReadoutSpec] = &[
    ReadoutSpec::new("n_fixed_points", "Ways to run (with the unstable one between)", Quantity::Load)
        .less(),
    rate("offered_low_per_s", "Offered, coming from calm", Quantity::Load).less(),
    rate("offered_high_per_s", "Offered, coming from an overload", Quantity::Load).less().main(),
    rate("goodput_low_per_s", "Goodput, coming from calm", Quantity::Throughput).more().main(),
    rate("goodput_high_per_s", "Goodput, coming from an overload", Quantity::Throughput)
        .more()
        .main(),
];

fn storm(given: &Given) -> Feedback {
    Feedback {
        fresh: given.number("lambda_fresh_per_s"),
        service: given.number("mu_per_s"),
        servers: given.whole("c") as u32,
        room: given.whole("K"),
        attempts: given.number("max_attempts"),
        waste: given.number("timeout_waste"),
    }
}

fn ends(storm: &Feedback) -> (usize, Point, Point) {
    let points = storm.fixed_points();
    let (low, high) = (points[0], points[points.len() - 1]);
    (points.len(), low, high)
}

fn compute(given: &Given) -> Result<Row, Impossible> {
    let storm = storm(given);
    let (count, low, high) = ends(&storm);
    let row = Row::numbers([
        count as f64,
        storm.offered(low),
        storm.offered(high),
        storm.goodput(low),
        storm.goodput(high),
    ]);
    let each = |rate| format::quantity(rate, Unit::PerSecond);
    Ok(if storm.fresh >= storm.capacity() {
        row.broken(
            format!(
                "{} of fresh requests are more than the {} that the servers can do, before anyone retries.",
                each(storm.fresh),
                each(storm.capacity()),
            ),
            "Add servers, or refuse early and cheaply, and tell clients not to come back at once.",
        )
    } else if count > 1 {
        row.broken(
            format!(
                "The same traffic has two outcomes: {} succeed, or only {} once a spike has filled the \
                 queue, and then it stays so.",
                each(storm.goodput(low)),
                each(storm.goodput(high)),
            ),
            "Allow fewer attempts or give retries a budget, and stop working on requests whose client \
             has left.",
        )
    } else if storm.goodput(low) < 0.9 * storm.fresh {
        row.broken(
            format!(
                "Only {} of {} succeed although the servers could do {}: the retries use up the rest.",
                each(storm.goodput(low)),
                each(storm.fresh),
                each(storm.capacity()),
            ),
            "Allow fewer attempts, or make room for short bursts.",
        )
    } else {
        row
    })
}

fn explain(given: &Given, _: &Row) -> String {
    let storm = storm(given);
    let (count, low, high) = ends(&storm);
    let each = |rate| format::quantity(rate, Unit::PerSecond);
    let load = format::quantity(storm.fresh / storm.capacity(), Unit::Share);
    if count > 1 {
        return format!(
            "At a load of {load} the queue rarely fills, so hardly anyone retries; but once it is full, \
             refused clients offer {} instead of {}, the wasted work slows each server to {} of its \
             speed, and that keeps the queue full: lowering the load a little does not bring it back.",
            each(storm.offered(high)),
            each(storm.offered(low)),
            format::quantity(1.0 / storm.slowdown(high.excess), Unit::Share),
        );
    }
    let attempts = format::quantity(1.0 + low.excess, Unit::Times);
    if storm.fresh >= storm.capacity() {
        return format!(
            "A load of {load} cannot be served at all; retries only multiply what is offered by \
             {attempts} and leave a goodput of {}.",
            each(storm.goodput(low)),
        );
    }
    if storm.goodput(low) < 0.9 * storm.fresh {
        return format!(
            "The load is only {load}, but so little fits in that refusals and retries never end: they \
             multiply what is offered by {attempts} and leave each server {} of its speed.",
            format::quantity(1.0 / storm.slowdown(low.excess), Unit::Share),
        );
    }
    format!(
        "At a load of {load} there is one way to run: retries multiply what is offered by {attempts}, \
         and an overload that ends, ends its retries too.",
    )
}

pub(super) const CARD: Card = Card {
    assumes: &[
        "Fresh requests and retries together arrive as a Poisson stream: a retry comes back long enough \
         after its refusal to see a fresh state.",
        "Service times are exponential; whoever comes when the room is full is refused at once.",
        "Wasted work slows every server alike, in proportion to the retries per request.",
    ],
    holds: "Loads around and below the capacity, with retries that are spread over more time than the \
            queue takes to change. Close to the load where two ways to run appear, chance decides when \
            the system falls from one into the other, which a mean cannot tell.",
    omits: &[
        "Retries that come back in step, before the queue has changed.",
        "The time that a collapse or a recovery takes.",
        "Circuit breakers, retry budgets and [throttling clients](lab:adaptive-throttle).",
    ],
    sources: &[
        "Nathan Bronson, Abutalib Aghayev, Aleksey Charapko and Timothy Zhu. \"Metastable failures in \
         distributed systems.\" *HotOS*, 2021.",
        "Lexiang Huang et al. \"Metastable failures in the wild.\" *OSDI*, 2022.",
    ],
    references: &[Reference::new(
        "retry_storm",
        "scipy 1.17.1: the blocking probability from the birth-death chain, and the roots on a dense grid",
        Tolerance::Relative(1e-6),
    )],
    ..Card::new("retry-storm", include_str!("retry_storm.md"))
};
