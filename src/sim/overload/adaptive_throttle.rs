//! Clients that reject their own requests once the backend refuses too many of them.

use super::throttle::Clients;
use crate::base::format::{self, Unit};
use crate::base::rng::Seed;
use crate::sim::card::{Card, Reference, Tolerance};
use crate::sim::control::{Accepts, Control};
use crate::sim::outcome::{PlotSpec, Quantity, ReadoutSpec};
use crate::sim::row::{Cell, Given, Impossible, Row};
use crate::sim::{Effort, How, Simulator, Spec, Task};

pub(super) const SIMULATOR: Simulator = Simulator {
    spec: Spec {
        id: "adaptive-throttle",
        title: "Clients that throttle themselves",
        question: "How does a client know when to stop sending, without asking anyone?",
        summary: "A client counts what it asks for and what is accepted, and drops the rest itself: the \
                  backend is spared most of an overload and gives up almost no capacity.",
        controls: CONTROLS,
        readouts: READOUTS,
        plots: &[
            PlotSpec::sweep(
                "sent",
                "What still reaches the backend against the demand",
                (CONTROLS, 0),
                (READOUTS, 3),
            ),
            PlotSpec::sweep(
                "accepted",
                "What the backend accepts against the multiplier",
                (CONTROLS, 2),
                (READOUTS, 4),
            ),
        ],
    },
    how: How::Simulation { begin, explain },
};

const CONTROLS: &[Control] = &[
    Control::number(
        "demand_rps",
        "Demand",
        "Requests that all clients together would like to send each second.",
        10.0,
        1000.0,
    )
    .unit(Unit::PerSecond)
    .steps_of(10.0)
    .starts(300.0)
    .accepts(Accepts::Between(1e-3, 1e9)),
    Control::number(
        "capacity_rps",
        "Capacity",
        "Requests that the backend accepts each second; it refuses the others.",
        10.0,
        1000.0,
    )
    .unit(Unit::PerSecond)
    .steps_of(10.0)
    .starts(100.0)
    .accepts(Accepts::Between(1e-3, 1e9)),
    Control::number(
        "K",
        "Multiplier",
        "How many requests a client sends for each one that was accepted, before it drops its own.",
        1.0,
        4.0,
    )
    .unit(Unit::Times)
    .steps_of(0.1)
    .starts(2.0)
    // Below 1 the clients would throttle one another down to nothing.
    .accepts(Accepts::Between(1.0, 1e6)),
];

const fn rate(key: &'static str, label: &'static str, quantity: Quantity) -> ReadoutSpec {
    ReadoutSpec::new(key, label, quantity).unit(Unit::PerSecond)
}

const READOUTS: &[ReadoutSpec] = &[
    ReadoutSpec::new("reject_prob_theory", "Dropped by the clients, in theory", Quantity::Load)
        .unit(Unit::Share)
        .main(),
    rate("sent_rps_theory", "Sent, in theory", Quantity::Load).less(),
    rate("accepted_rps_theory", "Accepted, in theory", Quantity::Throughput).more(),
    rate("sent_rps_sim", "Sent to the backend", Quantity::Load).less().main(),
    rate("accepted_rps_sim", "Accepted by the backend", Quantity::Throughput).more().main(),
];

/// What many clients over a long window settle at.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Steady {
    /// The share of its requests that a client drops itself.
    dropped: f64,
    /// Requests per second that reach the backend.
    sent: f64,
    /// Requests per second that it accepts.
    accepted: f64,
}

impl Steady {
    /// Where the accepted rate is the capacity `C`, a client sends `K·C` of its demand `D`, for
    /// `(R − K·A)/(R + 1) → 1 − K·C/D` (Site Reliability Engineering 2016, chapter 21).
    fn of(given: &Given) -> Self {
        let (demand, capacity) = (given.number("demand_rps"), given.number("capacity_rps"));
        let allowed = given.number("K") * capacity;
        Self {
            dropped: (1.0 - allowed / demand).max(0.0),
            sent: demand.min(allowed),
            accepted: demand.min(capacity),
        }
    }
}

fn begin(given: &Given, seed: Seed, effort: Effort) -> Result<Box<dyn Task>, Impossible> {
    let clients = Clients::new(
        given.number("demand_rps"),
        given.number("capacity_rps"),
        given.number("K"),
        seed,
        match effort {
            Effort::Sketch => 3,
            Effort::Lab => 10,
            Effort::Full => 20,
        },
    );
    Ok(Box::new(Throttling { steady: Steady::of(given), clients }))
}

struct Throttling {
    steady: Steady,
    clients: Clients,
}

impl Task for Throttling {
    fn advance(&mut self, events: u64) -> u64 {
        self.clients.advance(events)
    }

    fn done(&self) -> f64 {
        self.clients.done()
    }

    fn row(&self) -> Option<Row> {
        let (sent, accepted) = self.clients.rates()?;
        let Steady { dropped, .. } = self.steady;
        Some(Row::new([
            Cell::from(dropped),
            Cell::from(self.steady.sent),
            Cell::from(self.steady.accepted),
            Cell::estimate(sent.0, sent.1),
            Cell::estimate(accepted.0, accepted.1),
        ]))
    }
}

fn explain(given: &Given, row: &Row) -> String {
    let Steady { dropped, sent, accepted } = Steady::of(given);
    let (demand, capacity) = (given.number("demand_rps"), given.number("capacity_rps"));
    let each = |rate| format::quantity(rate, Unit::PerSecond);
    let found = row.cells[4].number().unwrap_or(accepted);
    if dropped > 0.0 && sent <= accepted {
        return format!(
            "With a multiplier of 1 the clients drop {} and send just what was accepted before, so nothing \
             is refused; but they never try for more, and would not notice that the overload is over.",
            format::quantity(dropped, Unit::Share),
        );
    }
    if dropped > 0.0 {
        return format!(
            "The backend would have to refuse {}; the clients see that only one in {} of theirs is \
             accepted, drop {} themselves, and leave it {} to refuse, which is what tells them that the \
             overload lasts.",
            each(demand - capacity),
            format::number(demand / accepted, 2),
            format::quantity(dropped, Unit::Share),
            each(sent - accepted),
        );
    }
    if demand > capacity {
        return format!(
            "The demand is {} the capacity, which is below the multiplier, so the clients drop next \
             to nothing and the backend itself refuses {}.",
            format::quantity(demand / capacity, Unit::Times),
            each(demand - found),
        );
    }
    format!(
        "Of {} nearly all are accepted, so the clients have no reason to hold back; a second in which \
         more than {} arrive by chance is the only time that anyone is refused.",
        each(demand),
        each(capacity),
    )
}

/// Both programs simulate, and the oracle gives no standard errors.
const SIMULATED: Tolerance =
    Tolerance::StandardErrors { times: 0.0, column: "", or_relative: 0.03 };

pub(super) const CARD: Card = Card {
    assumes: &[
        "Requests arrive as a Poisson stream at a steady rate, and answers come within the second.",
        "All clients together count as one, over a window of two minutes.",
        "The backend accepts up to its capacity in each second and refuses the rest; what it refuses is \
         not tried again.",
    ],
    holds: "Theory: many requests in each window, and a demand that is not close to the capacity. The \
            simulation holds there too: refusals by chance make the clients drop a few per cent more than \
            they should, above all with a multiplier near 1.",
    omits: &[
        "The work of refusing, which is the reason for sparing the backend.",
        "Clients of different size: one that sends a request a minute has almost no window to learn from.",
        "Retries, which turn what is refused into more demand; see [retry storms](lab:retry-storm).",
    ],
    sources: &[
        "Alejandro Forero Cuervo. \"Handling overload.\" In Beyer, Jones, Petoff and Murphy (eds), \
         *Site Reliability Engineering*, O'Reilly, 2016. [Chapter 21](https://sre.google/sre-book/handling-overload/).",
    ],
    references: &[Reference {
        columns: &[("sent_rps_sim", SIMULATED), ("accepted_rps_sim", SIMULATED)],
        ..Reference::new(
            "adaptive_throttle",
            "numpy 2.4.6: the fixed point, and a simulation of the two-minute rule in steps of a second",
            Tolerance::Relative(1e-9),
        )
    }],
    ..Card::new("adaptive-throttle", include_str!("adaptive_throttle.md"))
};
