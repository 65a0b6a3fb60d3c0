//! Many servers and one queue: what pooling gains.

use super::{arrival_rate, rarely, seconds, service_rate};
use crate::base::format::{self, Unit};
use crate::sim::card::{Card, Published, Reference, Tolerance};
use crate::sim::control::{Accepts, Control};
use crate::sim::outcome::{PlotSpec, Quantity, ReadoutSpec};
use crate::sim::row::{Given, Impossible, Row};
use crate::sim::theory::{ManyServers, erlang_b};
use crate::sim::{How, Simulator, Spec};

pub(super) const SIMULATOR: Simulator = Simulator {
    spec: Spec {
        id: "mmc",
        title: "Many servers, one queue",
        question: "How many servers does it take until hardly anyone waits, and what does sharing one queue save?",
        summary: "Erlang's formulas: a pool of servers with one queue waits far less than the same \
                  servers with a queue each, and the larger the pool, the closer to full it may run.",
        controls: CONTROLS,
        readouts: READOUTS,
        plots: &[
            PlotSpec::sweep(
                "by_servers",
                "Mean time in the system against servers",
                (CONTROLS, 2),
                (READOUTS, 6),
            ),
            PlotSpec::sweep("by_load", "Mean wait against arrival rate", (CONTROLS, 0), (READOUTS, 5)),
        ],
    },
    how: How::Formula { compute, explain },
};

const CONTROLS: &[Control] = &[
    arrival_rate(200.0, 80.0),
    service_rate(10.0),
    Control::whole("c", "Servers", "Identical servers that take from one queue.", 1.0, 100.0)
        .unit(Unit::Servers)
        .starts(10.0)
        .accepts(Accepts::Whole(1.0, 1e6)),
];

const READOUTS: &[ReadoutSpec] = &[
    ReadoutSpec::new("rho", "Utilisation", Quantity::Load).unit(Unit::Share).main(),
    ReadoutSpec::new("offered_load_erlang", "Offered load", Quantity::Load).unit(Unit::Erlang),
    ReadoutSpec::new("erlang_b", "Refused, were there no queue (Erlang B)", Quantity::Quality)
        .unit(Unit::Share)
        .less(),
    ReadoutSpec::new("erlang_c", "Requests that wait (Erlang C)", Quantity::Latency)
        .unit(Unit::Share)
        .less()
        .main(),
    ReadoutSpec::new("Lq", "Mean number waiting", Quantity::Load).unit(Unit::Jobs).less(),
    seconds("Wq_s", "Mean wait").main(),
    seconds("W_s", "Mean time in the system"),
    seconds("wait_p95_s", "Wait, p95"),
    seconds("wait_p99_s", "Wait, p99").main(),
    seconds("separate_Wq_s", "Mean wait, were each server to have its own queue"),
];

fn queue(given: &Given) -> ManyServers {
    ManyServers {
        arrival_rate: given.number("lambda_per_s"),
        service_time: 1.0 / given.number("mu_per_s"),
        servers: given.whole("c") as u32,
    }
}

/// The mean wait were each server to have its own queue and its share of the arrivals, in seconds.
fn separate_wait(queue: &ManyServers) -> f64 {
    let share = queue.arrival_rate / f64::from(queue.servers);
    ManyServers { arrival_rate: share, servers: 1, ..*queue }.mean_wait()
}

fn compute(given: &Given) -> Result<Row, Impossible> {
    let queue = queue(given);
    let servers = f64::from(queue.servers);
    let (rate, load) = (queue.arrival_rate, queue.arrival_rate / given.number("mu_per_s"));
    let blocked = erlang_b(queue.servers, load);
    let never = f64::INFINITY;
    if load >= servers {
        let row = [load / servers, load, blocked, 1.0, never, never, never, never, never, never];
        let each = |rate| format::quantity(rate, Unit::PerSecond);
        return Ok(Row::numbers(row).broken(
            format!(
                "{} arrive and all servers together finish at most {}: the queue grows without end.",
                each(rate),
                each(servers * given.number("mu_per_s")),
            ),
            format!("Run {} servers or more, or turn requests away.", load.floor() + 1.0),
        ));
    }
    let wait = queue.mean_wait();
    Ok(Row::numbers([
        load / servers,
        load,
        blocked,
        queue.waiting_share(),
        rate * wait,
        wait,
        wait + queue.service_time,
        queue.wait_quantile(0.95),
        queue.wait_quantile(0.99),
        separate_wait(&queue),
    ]))
}

fn explain(given: &Given, row: &Row) -> String {
    let queue = queue(given);
    if row.trouble.is_some() {
        return "With more work than the servers can do, every request finds all of them busy and the \
                last one waits longest: no number of places in the queue mends that."
            .into();
    }
    let waiting = rarely(queue.waiting_share());
    if queue.servers == 1 {
        return format!(
            "One server is busy {waiting} of the time, so that is the share of requests that wait: \
             whoever comes cannot turn to a neighbour who happens to be idle.",
        );
    }
    let times = separate_wait(&queue) / queue.mean_wait();
    let times = if times < 1e6 {
        format::quantity(times, Unit::Times)
    } else {
        "more than a million times".into()
    };
    format!(
        "A request waits only when all {} servers are busy at once, which {waiting} of them meet; \
         with a queue for each server they would wait {times} as long on average, because some \
         servers would idle while others have a queue.",
        queue.servers,
    )
}

pub(super) const CARD: Card = Card {
    assumes: &[
        "Arrivals are Poisson: independent of one another, at a steady rate.",
        "Service times are exponential, and all servers are equally fast.",
        "One queue, first come, first served, with room for all.",
    ],
    holds: "Any number of servers that can do the work. Erlang B holds for any law of service times; Erlang C and the waits only for the exponential one.",
    omits: &[
        "Requests that are refused or give up and come back.",
        "Servers of different speeds, and the time to hand a request over.",
        "Bursts: arrivals that come in clumps wait longer.",
    ],
    sources: &[
        "Agner Krarup Erlang. \"Solution of some problems in the theory of probabilities of significance in automatic telephone exchanges.\" *Elektroteknikeren* 13, 1917.",
        "Robert B. Cooper. *Introduction to Queueing Theory.* 2nd edition, North Holland, 1981.",
        "Shlomo Halfin and Ward Whitt. \"Heavy-traffic limits for queues with many exponential servers.\" *Operations Research* 29(3), 1981.",
    ],
    references: &[Reference {
        columns: &[("Lq", LENGTH)],
        ..Reference::new(
            "mmc",
            "scipy 1.17.1 (Poisson), pyworkforce 0.5.1 (Erlang C), and the birth-death chain solved by scipy",
            Tolerance::Relative(1e-6),
        )
    }],
    published: &[Published {
        source: "The manual of erlang.com's calculator: 15 lines carry 8.108 erlang at 1 % blocking",
        given: &[("lambda_per_s", "8.108"), ("mu_per_s", "1"), ("c", "15")],
        output: "erlang_b",
        value: 0.01,
        tolerance: Tolerance::Relative(1e-3),
    }],
    ..Card::new("mmc", include_str!("mmc.md"))
};

/// In one row nobody waits, 3e-16 on average, and what the reference says is the rounding of its linear
/// system: 1.4e-13. Erlang C, which it has from elsewhere, tells that row from the others.
const LENGTH: Tolerance = Tolerance::Where {
    column: "erlang_c",
    holds: "6.9873041353e-16",
    then: &Tolerance::Absolute(2e-13),
    otherwise: &Tolerance::Relative(1e-6),
};
