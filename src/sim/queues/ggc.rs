//! Many servers, arrivals and services of any spread, event by event.

use super::gg1::{arrival_law, gap, service, service_law, spread};
use super::pool::Pool;
use super::{rarely, seconds};
use super::traffic::Traffic;
use crate::base::format::{self, Unit};
use crate::base::math;
use crate::base::rng::Seed;
use crate::sim::card::{Card, Published, Reference, Tolerance};
use crate::sim::control::{Accepts, Control};
use crate::sim::engine::{Chance, affordable, Estimates, Replica, Replications, once, replicas, warm_up};
use crate::sim::outcome::{PlotSpec, Quantity, ReadoutSpec};
use crate::sim::row::{Cell, Given, Impossible, Row};
use crate::sim::theory::ManyServers;
use crate::sim::{Effort, How, Simulator, Spec, Task};

pub(super) const SIMULATOR: Simulator = Simulator {
    spec: Spec {
        id: "ciw-ggc",
        title: "A pool of servers, event by event",
        question: "How do bursts, slow requests and the number of servers act together?",
        summary: "A discrete-event simulation of many servers with one queue, for any spread of gaps \
                  and services, with the error of each number and Little's law as a check on itself.",
        controls: CONTROLS,
        readouts: READOUTS,
        plots: &[
            PlotSpec::sweep("by_servers", "p95 of the wait against servers", (CONTROLS, 6), (READOUTS, 2)),
            PlotSpec::sweep(
                "by_burstiness",
                "Mean wait against variability of the gaps",
                (CONTROLS, 1),
                (READOUTS, 1),
            ),
        ],
    },
    how: How::Simulation { begin, explain },
};

const CONTROLS: &[Control] = &[
    arrival_law(4),
    spread("ca2", "Variability of the gaps", "Squared coefficient of variation of the gaps between arrivals: 0 is a clock, 1 is Poisson, more is bursts. Constant and exponential laws have their own.", 4.0),
    gap(0.05, 5.0, 0.31),
    service_law(0),
    spread("cs2", "Variability of service", "Squared coefficient of variation of service times: 0 is constant, 1 as spread as an exponential. Constant and exponential laws have their own.", 1.0),
    service(),
    Control::whole("c", "Servers", "Identical servers that take from one queue.", 1.0, 20.0)
        .unit(Unit::Servers)
        .starts(4.0)
        .accepts(Accepts::Whole(1.0, 10_000.0)),
];

const READOUTS: &[ReadoutSpec] = &[
    ReadoutSpec::new("rho", "Utilisation", Quantity::Load).unit(Unit::Share).main(),
    seconds("Wq_s", "Mean wait").main(),
    seconds("wait_p95_s", "Wait, p95").main(),
    ReadoutSpec::new("L_over_lambdaW", "Little's law: number over rate times time", Quantity::Quality),
    seconds("wait_p99_s", "Wait, p99"),
    ReadoutSpec::new("p_wait", "Requests that wait", Quantity::Latency).unit(Unit::Share).less(),
    seconds("estimate_Wq_s", "Mean wait by Sakasegawa's formula"),
];

/// An approximation of the mean wait at `servers` servers, from that of one by Kingman.
///
/// Source: Sakasegawa, "An approximation formula $L_q \approx \alpha\rho^\beta/(1-\rho)$", Annals of the
/// Institute of Statistical Mathematics 29, 1977.
#[must_use]
pub fn sakasegawa(traffic: &Traffic, servers: f64) -> f64 {
    let load = traffic.offered() / servers;
    let spread = 0.5 * (traffic.gaps.scv + traffic.services.scv);
    let crowd = math::pow(load, (2.0 * (servers + 1.0)).sqrt() - 1.0) / (servers * (1.0 - load));
    crowd * spread * traffic.services.mean
}

fn begin(given: &Given, seed: Seed, effort: Effort) -> Result<Box<dyn Task>, Impossible> {
    let (traffic, servers) = (Traffic::of(given)?, given.number("c"));
    let load = traffic.offered() / servers;
    if load >= 1.0 {
        let never = || Cell::Unbounded;
        let cells = [load.into(), never(), never(), Cell::Undefined, never(), 1.0.into(), never()];
        let enough = traffic.offered().floor() + 1.0;
        return Ok(once(move || {
            Row::new(cells).broken(
                format!(
                    "The requests are work for {} and there are {servers}: the queue grows without end.",
                    format::quantity(traffic.offered(), Unit::Servers)
                ),
                format!("Run {enough} servers or more, or turn requests away."),
            )
        }));
    }
    let variability = traffic.gaps.scv + traffic.services.scv;
    let customers = match effort {
        Effort::Sketch => 1_500,
        Effort::Lab => 8_000,
        Effort::Full => 40_000,
    };
    let settling = affordable(effort, warm_up(load, variability, servers));
    // Long enough that what is measured outweighs what is thrown away.
    let plan = (settling, customers.max(settling));
    let begin = move |replica| -> Box<dyn Replica> {
        Box::new(Pool::new(traffic, servers as usize, Chance { seed, replica }, plan))
    };
    let fold = move |estimates: &Estimates| {
        let [wait, p95, little, p99, waits] = std::array::from_fn(|i| estimates.cell(i));
        Row::new([load.into(), wait, p95, little, p99, waits, sakasegawa(&traffic, servers).into()])
    };
    Ok(Box::new(Replications::new(replicas(effort), 2 * (plan.0 + plan.1), begin, fold)))
}

fn explain(given: &Given, row: &Row) -> String {
    let (Ok(traffic), None) = (Traffic::of(given), &row.trouble) else {
        return "A simulation of an overloaded pool would only measure how long it had run.".into();
    };
    let servers = given.number("c");
    let number = |place: usize| row.cells[place].number().unwrap_or(0.0);
    let (a, s) = (traffic.gaps.scv, traffic.services.scv);
    let queue = ManyServers {
        arrival_rate: 1.0 / traffic.gaps.mean,
        service_time: traffic.services.mean,
        servers: servers as u32,
    };
    let why = if a + s > 2.1 {
        if a > s { "mostly because arrivals clump" } else { "mostly because some services are long" }
    } else if a + s < 1.9 {
        if a < s { "mostly because arrivals are regular" } else { "mostly because services are even" }
    } else {
        "since the two variabilities add up to as much"
    };
    let ratio = number(1) / queue.mean_wait();
    let times = if ratio.is_finite() && ratio < 1e3 {
        format::quantity(ratio, Unit::Times)
    } else {
        "many times".into()
    };
    format!(
        "The mean wait is {times} that of the same pool with Poisson arrivals and exponential services, \
         {why}; {} of the requests find all servers busy.",
        rarely(number(5)),
    )
}

const WITHIN: Tolerance =
    Tolerance::StandardErrors { times: 4.0, column: "Wq_stderr_s", or_relative: 0.03 };

pub(super) const CARD: Card = Card {
    assumes: &[
        "Gaps are independent of one another, and so are service times.",
        "Servers are alike; one queue, first come, first served, with room for all.",
    ],
    holds: "Any load below 1. Close to 1 a run must be very long: what is left out at the beginning grows with $1/(1-\\rho)^2$, and in the lab, which must be quick, the beginning may still show there.",
    omits: &[
        "Correlated arrivals, retries and clients that give up.",
        "Servers that fail or differ in speed.",
    ],
    sources: &[
        "Jack Kiefer and Jacob Wolfowitz. \"On the theory of queues with many servers.\" *Transactions of the American Mathematical Society* 78, 1955.",
        "Hirotaka Sakasegawa. \"An approximation formula $L_q \\approx \\alpha\\rho^\\beta/(1-\\rho)$.\" *Annals of the Institute of Statistical Mathematics* 29, 1977.",
        "John D. C. Little. \"A proof for the queuing formula $L = \\lambda W$.\" *Operations Research* 9, 1961.",
        "Averill M. Law. *Simulation Modeling and Analysis.* 5th edition, McGraw-Hill, 2015.",
    ],
    references: &[Reference {
        columns: &[
            (
                "wait_p95_s",
                Tolerance::StandardErrors {
                    times: 4.0,
                    column: "wait_p95_stderr_s",
                    or_relative: 0.03,
                },
            ),
            ("Wq_stderr_s", Tolerance::Skip),
            ("wait_p95_stderr_s", Tolerance::Skip),
        ],
        ..Reference::new(
            "ciw_ggc",
            "ciw 3.2.7: discrete-event simulation, 20 replications of 40 000 customers",
            WITHIN,
        )
    }],
    published: &[Published {
        source: "Erlang 1917 for four servers at 80 %: the mean wait of M/M/4",
        given: &[
            ("arrival_dist", "exp"),
            ("ca2", "1"),
            ("mean_interarrival_s", "0.3125"),
            ("service_dist", "exp"),
            ("cs2", "1"),
            ("mean_service_s", "1"),
            ("c", "4"),
        ],
        output: "Wq_s",
        value: 0.745_540_589_734,
        tolerance: Tolerance::StandardErrors { times: 4.0, column: "", or_relative: 0.0 },
    }],
    ..Card::new("ciw-ggc", include_str!("ggc.md"))
};
