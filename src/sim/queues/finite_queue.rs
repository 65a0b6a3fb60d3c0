//! A queue with an end, and requests that give up: what is lost and what it saves.

use super::{arrival_rate, rarely, seconds, service_rate};
use crate::base::format::{self, Unit};
use crate::sim::card::{Card, Published, Reference, Tolerance};
use crate::sim::control::{Accepts, Control};
use crate::sim::outcome::{PlotSpec, Quantity, ReadoutSpec};
use crate::sim::row::{Given, Impossible, Row};
use crate::sim::{How, Simulator, Spec};

pub(super) const SIMULATOR: Simulator = Simulator {
    spec: Spec {
        id: "finite-queue",
        title: "Shedding load",
        question: "How long may a queue grow before it is kinder to refuse?",
        summary: "A queue with a limit, and clients with little patience: a few refusals bound \
                  everybody's wait and cost hardly any throughput.",
        controls: CONTROLS,
        readouts: READOUTS,
        plots: &[
            PlotSpec::sweep(
                "wait_by_room",
                "Mean wait of the admitted against room",
                (CONTROLS, 3),
                (READOUTS, 4),
            ),
            PlotSpec::sweep(
                "goodput_by_load",
                "Throughput against arrival rate",
                (CONTROLS, 0),
                (READOUTS, 2),
            ),
        ],
    },
    how: How::Formula { compute, explain },
};

const CONTROLS: &[Control] = &[
    arrival_rate(200.0, 120.0),
    service_rate(25.0),
    Control::whole("c", "Servers", "Identical servers that take from one queue.", 1.0, 64.0)
        .unit(Unit::Servers)
        .starts(4.0)
        .accepts(Accepts::Whole(1.0, 1e6)),
    Control::whole("K", "Room in the system", "Requests that may be there at once, in service included; one more is refused.", 1.0, 1000.0)
        .unit(Unit::Requests)
        .starts(20.0)
        .logarithmic()
        .accepts(Accepts::Whole(1.0, 1e7)),
    Control::number("theta_per_s", "Impatience", "How fast each waiting request gives up: 1 over its mean patience. 0: it waits for ever.", 0.0, 10.0)
        .unit(Unit::EachSecond)
        .steps_of(0.01)
        .zero_then_logarithmic(10)
        .accepts(Accepts::NotNegative),
];

const READOUTS: &[ReadoutSpec] = &[
    ReadoutSpec::new("p_block", "Refused", Quantity::Quality).unit(Unit::Share).less().main(),
    ReadoutSpec::new("p_abandon", "Given up", Quantity::Quality).unit(Unit::Share).less(),
    ReadoutSpec::new("throughput_per_s", "Throughput", Quantity::Throughput)
        .unit(Unit::PerSecond)
        .more()
        .main(),
    ReadoutSpec::new("L", "Mean number in the system", Quantity::Load).unit(Unit::Jobs),
    seconds("mean_wait_admitted_s", "Mean wait of the admitted").main(),
    ReadoutSpec::new("utilisation", "Utilisation", Quantity::Load).unit(Unit::Share),
];

/// M/M/c/K with abandonment (Erlang A with a limit).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FiniteQueue {
    /// Arrivals per second, refused ones included.
    pub arrival_rate: f64,
    /// What one server finishes per second.
    pub service_rate: f64,
    /// How many servers.
    pub servers: u64,
    /// How many jobs may be in the system.
    pub room: u64,
    /// How fast each waiting job gives up, per second.
    pub impatience: f64,
}

/// A [`FiniteQueue`] in the long run.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct FiniteSolution {
    /// The share of arrivals that is refused.
    pub blocked: f64,
    /// The mean number waiting.
    pub waiting: f64,
    /// The mean number in service.
    pub busy: f64,
}

/// Weights are brought down once they exceed this; the sums so far shrink alike.
const LARGE: f64 = 1e200;

impl FiniteQueue {
    /// Solves the birth-death chain of the number in the system: weights from 0 upwards, each the one
    /// before times arrival rate over departure rate. All sums are of positive terms.
    ///
    /// Source: Palm 1957 for the abandonment; Garnett, Mandelbaum and Reiman 2002.
    #[must_use]
    pub fn solve(&self) -> FiniteSolution {
        let (mut weight, mut total, mut waiting, mut busy) = (1.0, 1.0, 0.0, 0.0);
        for jobs in 1..=self.room {
            let served = jobs.min(self.servers) as f64;
            let queued = jobs.saturating_sub(self.servers) as f64;
            weight *= self.arrival_rate / (served * self.service_rate + queued * self.impatience);
            total += weight;
            waiting += queued * weight;
            busy += served * weight;
            if total.max(waiting).max(busy) > LARGE {
                for sum in [&mut weight, &mut total, &mut waiting, &mut busy] {
                    *sum /= LARGE;
                }
            }
            // Beyond, weights only fall, and faster than in this ratio.
            let falls = self.arrival_rate < served * self.service_rate + queued * self.impatience;
            if jobs > self.servers && falls && weight == 0.0 {
                break;
            }
        }
        FiniteSolution { blocked: weight / total, waiting: waiting / total, busy: busy / total }
    }
}

fn queue(given: &Given) -> FiniteQueue {
    FiniteQueue {
        arrival_rate: given.number("lambda_per_s"),
        service_rate: given.number("mu_per_s"),
        servers: given.whole("c"),
        room: given.whole("K"),
        impatience: given.number("theta_per_s"),
    }
}

fn compute(given: &Given) -> Result<Row, Impossible> {
    let queue = queue(given);
    let found = queue.solve();
    let admitted = queue.service_rate * found.busy + queue.impatience * found.waiting;
    let row = Row::numbers([
        found.blocked,
        queue.impatience * found.waiting / queue.arrival_rate,
        queue.service_rate * found.busy,
        found.waiting + found.busy,
        // Little's law for the queue; what is admitted leaves one way or the other.
        if found.waiting > 0.0 { found.waiting / admitted } else { 0.0 },
        found.busy / queue.servers as f64,
    ]);
    let capacity = queue.servers.min(queue.room) as f64 * queue.service_rate;
    if queue.arrival_rate <= capacity {
        return Ok(row);
    }
    let lost = 1.0 - queue.service_rate * found.busy / queue.arrival_rate;
    Ok(row.broken(
        format!(
            "{} arrive and {} is all that the servers can do: {} of the requests are lost, however \
             long the queue.",
            format::quantity(queue.arrival_rate, Unit::PerSecond),
            format::quantity(capacity, Unit::PerSecond),
            format::quantity(lost, Unit::Share),
        ),
        "Choose which requests to refuse, and refuse them before any work is done; a longer queue only adds to the wait.",
    ))
}

fn explain(given: &Given, row: &Row) -> String {
    let queue = queue(given);
    let number = |place: usize| row.cells[place].number().unwrap_or(0.0);
    if queue.room <= queue.servers {
        return format!(
            "There is no place to wait, so a request is served at once or refused: {} find every place taken.",
            rarely(number(0)),
        );
    }
    let spare = FiniteQueue { room: queue.room.saturating_mul(2), ..queue }.solve();
    let found = queue.solve();
    let more = (spare.busy - found.busy) * queue.service_rate;
    let longer = spare.waiting / (spare.busy * queue.service_rate + spare.waiting * queue.impatience);
    format!(
        "With room for {}, {} of the requests are refused and the others wait {} on average; twice the \
         room would serve {} more and let them wait {}.",
        format::setting(queue.room as f64, Unit::Requests),
        rarely(number(0)),
        format::quantity(number(4), Unit::Seconds),
        format::quantity(more.max(0.0), Unit::PerSecond),
        format::quantity(longer, Unit::Seconds),
    )
}

pub(super) const CARD: Card = Card {
    assumes: &[
        "Arrivals are Poisson and do not slow down when requests are refused.",
        "Service times and patience are exponential and independent.",
        "A request that has begun service is finished.",
    ],
    holds: "Any load, below and above capacity: with a limit there is always a steady state.",
    omits: &[
        "Clients that try again after a refusal, which is how overload feeds itself.",
        "Deadlines: work on a request whose client has gone.",
        "The cost of a refusal itself, which is small but not nothing.",
    ],
    sources: &[
        "Conny Palm. \"Research on telephone traffic carried by full availability groups.\" *Tele*, English edition, 1957.",
        "Ofer Garnett, Avishai Mandelbaum and Martin Reiman. \"Designing a call center with impatient customers.\" *Manufacturing & Service Operations Management* 4(3), 2002.",
        "Betsy Beyer, Chris Jones, Jennifer Petoff and Niall Murphy, editors. *Site Reliability Engineering*, chapter \"Handling Overload\". O'Reilly, 2016.",
    ],
    references: &[Reference::new(
        "finite_queue",
        "scipy 1.17.1: the Markov chain, solved as a sparse linear system",
        Tolerance::Relative(1e-6),
    )],
    published: &[Published {
        source: "The closed form of M/M/1/K: at equal rates every state is as likely as any other, so 1 in K + 1 is refused",
        given: &[("lambda_per_s", "5"), ("mu_per_s", "5"), ("c", "1"), ("K", "9")],
        output: "p_block",
        value: 0.1,
        tolerance: Tolerance::Relative(1e-12),
    }],
    ..Card::new("finite-queue", include_str!("finite_queue.md"))
};
