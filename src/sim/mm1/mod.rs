//! One server, random arrivals, random work: why waiting explodes before the server is full.

use super::card::{Card, Published, Reference, Tolerance};
use super::control::{Accepts, Control};
use super::outcome::{PlotSpec, Quantity, ReadoutSpec};
use super::row::{Given, Impossible, Row};
use super::{How, Simulator, Spec};
use crate::base::format::{self, Unit};
use crate::base::math;

#[cfg(test)]
mod tests;

/// The simulators of this folder.
pub const SIMULATORS: &[&Simulator] = &[&SIMULATOR];

const SIMULATOR: Simulator = Simulator {
    spec: Spec {
        id: "mm1",
        title: "One server and its queue",
        question: "How much headroom does a server need before requests wait for one another?",
        summary: "Requests arrive at random and queue for one server: latency grows with the \
                  headroom that is missing, not with the load.",
        controls: CONTROLS,
        readouts: READOUTS,
        plots: &[
            PlotSpec::sweep(
                "latency",
                "Mean time in the system against arrival rate",
                (CONTROLS, 0),
                (READOUTS, 4),
            ),
            PlotSpec::sweep(
                "tail",
                "p99 against arrival rate",
                (CONTROLS, 0),
                (READOUTS, 7),
            ),
        ],
    },
    how: How::Formula { compute, explain },
};

const CONTROLS: &[Control] = &[
    Control::number(
        "lambda_per_s",
        "Arrival rate",
        "Requests that arrive each second, independently of one another.",
        1.0,
        200.0,
    )
    .unit(Unit::PerSecond)
    .steps_of(0.5)
    .starts(80.0)
    .accepts(Accepts::Positive),
    Control::number(
        "mu_per_s",
        "Service rate",
        "Requests that the server finishes each second when it is always busy.",
        1.0,
        1000.0,
    )
    .unit(Unit::PerSecond)
    .steps_of(0.5)
    .starts(100.0)
    .logarithmic()
    .accepts(Accepts::Positive),
];

const fn time(key: &'static str, label: &'static str) -> ReadoutSpec {
    ReadoutSpec::new(key, label, Quantity::Latency).unit(Unit::Seconds).less()
}

const READOUTS: &[ReadoutSpec] = &[
    ReadoutSpec::new("rho", "Utilisation", Quantity::Load).unit(Unit::Share).main(),
    ReadoutSpec::new("L", "Mean number in the system", Quantity::Load).unit(Unit::Jobs),
    ReadoutSpec::new("Lq", "Mean number waiting", Quantity::Load).unit(Unit::Jobs),
    time("Wq_s", "Mean wait"),
    time("W_s", "Mean time in the system").main(),
    time("sojourn_p50_s", "Time in the system, p50"),
    time("sojourn_p95_s", "Time in the system, p95"),
    time("sojourn_p99_s", "Time in the system, p99").main(),
    time("wait_p99_s", "Wait, p99"),
];

/// An M/M/1 queue: Poisson arrivals, exponential service, one server, first come, first served.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Queue {
    /// Jobs per second.
    pub arrival_rate: f64,
    /// Jobs per second that the server finishes when busy.
    pub service_rate: f64,
}

impl Queue {
    /// The share of time that the server is busy; 1 and more when it cannot keep up.
    #[must_use]
    pub fn utilisation(&self) -> f64 {
        self.arrival_rate / self.service_rate
    }

    /// Mean time from arrival to departure, in seconds; infinite when the server cannot keep up.
    #[must_use]
    pub fn mean_sojourn(&self) -> f64 {
        if self.utilisation() < 1.0 { 1.0 / self.spare() } else { f64::INFINITY }
    }

    /// The time that a share `p` of the jobs spends at most, from arrival to departure, in seconds:
    /// it is exponential (Kleinrock 1975, 3.2).
    #[must_use]
    pub fn sojourn_quantile(&self, p: f64) -> f64 {
        -math::ln(1.0 - p) * self.mean_sojourn()
    }

    /// The wait that a share `p` of the jobs does not exceed, in seconds; 0 if that many do not wait.
    #[must_use]
    pub fn wait_quantile(&self, p: f64) -> f64 {
        (math::ln(self.utilisation() / (1.0 - p)) * self.mean_sojourn()).max(0.0)
    }

    fn spare(&self) -> f64 {
        self.service_rate - self.arrival_rate
    }
}

fn compute(given: &Given) -> Result<Row, Impossible> {
    let (arrival_rate, service_rate) = (given.number("lambda_per_s"), given.number("mu_per_s"));
    let queue = Queue { arrival_rate, service_rate };
    let (busy, sojourn) = (queue.utilisation(), queue.mean_sojourn());
    let row = Row::numbers([
        busy,
        // Little's law, twice.
        arrival_rate * sojourn,
        arrival_rate * busy * sojourn,
        busy * sojourn,
        sojourn,
        queue.sojourn_quantile(0.5),
        queue.sojourn_quantile(0.95),
        queue.sojourn_quantile(0.99),
        queue.wait_quantile(0.99),
    ]);
    if busy < 1.0 {
        return Ok(row);
    }
    let each = |rate| format::quantity(rate, Unit::PerSecond);
    Ok(row.broken(
        format!(
            "{} arrive but the server can finish at most {}: the queue grows by {} for as long as \
             this lasts.",
            each(arrival_rate),
            each(service_rate),
            each(-queue.spare()),
        ),
        "Add a server, make each request cheaper, or turn some away.",
    ))
}

fn explain(given: &Given, row: &Row) -> String {
    let queue = Queue {
        arrival_rate: given.number("lambda_per_s"),
        service_rate: given.number("mu_per_s"),
    };
    if row.trouble.is_some() {
        return "More work arrives than the server can do, so there is no steady wait to speak of."
            .into();
    }
    let times = 1.0 / (1.0 - queue.utilisation());
    format!(
        "With {} of its time idle, the server makes a request take {} as long as the work alone.",
        format::quantity(1.0 - queue.utilisation(), Unit::Share),
        format::quantity(times, Unit::Times),
    )
}

/// Their cards.
pub const CARDS: &[Card] = &[Card {
    assumes: &[
        "Arrivals are Poisson: independent of one another, at a steady rate.",
        "Service times are exponential and independent.",
        "One server, first come, first served, with room for any number of waiting requests.",
    ],
    holds: "Any utilisation below 1, once the queue has settled. Near 1 that takes long: about \
            $1/(\\sqrt{\\mu}-\\sqrt{\\lambda})^2$ seconds.",
    omits: &[
        "Bursts, and service times with a heavier tail than the exponential.",
        "Requests that give up, are refused or try again.",
        "Load that changes over the day.",
    ],
    sources: &[
        "Leonard Kleinrock. *Queueing Systems, Volume I: Theory.* Wiley, 1975.",
        "John D. C. Little. \"A proof for the queuing formula $L = \\lambda W$.\" *Operations Research* 9, 1961.",
    ],
    references: &[Reference {
        // Where the server is almost full, the truncated chain of the reference loses digits.
        ..Reference::new(
            "mm1",
            "scipy 1.17.1: the birth-death chain, truncated and solved",
            Tolerance::Relative(1e-5),
        )
    }],
    published: &[Published {
        source: "Kleinrock 1975, section 3.2: at 90 % utilisation, ten service times",
        given: &[("lambda_per_s", "90"), ("mu_per_s", "100")],
        output: "W_s",
        value: 0.1,
        tolerance: Tolerance::Relative(1e-12),
    }],
    ..Card::new("mm1", include_str!("CARD.md"))
}];
