//! One server and services of any spread: variability costs as much as load.

use super::{arrival_rate, seconds, wait};
use crate::base::format::{self, Unit};
use crate::sim::card::{Card, Published, Reference, Tolerance};
use crate::sim::control::{Accepts, Control};
use crate::sim::engine::{LAWS, Law};
use crate::sim::outcome::{PlotSpec, Quantity, ReadoutSpec};
use crate::sim::row::{Given, Impossible, Row};
use crate::sim::{How, Simulator, Spec, theory};

pub(super) const SIMULATOR: Simulator = Simulator {
    spec: Spec {
        id: "mg1",
        title: "Variable work",
        question: "If all requests take equally long on average, why does it matter that some take much longer?",
        summary: "The formula of Pollaczek and Khinchine: a few long requests make everybody wait, and \
                  evening out the work helps as much as a faster server.",
        controls: CONTROLS,
        readouts: READOUTS,
        plots: &[
            PlotSpec::sweep(
                "by_variability",
                "Mean wait against variability of service",
                (CONTROLS, 3),
                (READOUTS, 1),
            ),
            PlotSpec::sweep("by_load", "p99 of the wait against arrival rate", (CONTROLS, 0), (READOUTS, 3)),
        ],
    },
    how: How::Formula { compute, explain },
};

const CONTROLS: &[Control] = &[
    arrival_rate(120.0, 80.0),
    Control::choice("service_dist", "Law of service times", "How service times are spread around their mean.", LAWS)
        .starts(4.0),
    Control::number("mean_service_s", "Mean service time", "How long a request takes on average, once its turn has come.", 0.001, 1.0)
        .unit(Unit::Seconds)
        .steps_of(0.0001)
        .starts(0.01)
        .logarithmic()
        .accepts(Accepts::Positive),
    Control::number("scv", "Variability of service", "Squared coefficient of variation of service times: 0 is constant, 1 as spread as an exponential, 4 a few requests of many times the mean. Constant and exponential laws have their own.", 0.0, 25.0)
        .steps_of(0.05)
        .starts(4.0)
        .zero_then_logarithmic(50)
        .accepts(Accepts::Between(0.0, 1e4)),
];

const READOUTS: &[ReadoutSpec] = &[
    ReadoutSpec::new("rho", "Utilisation", Quantity::Load).unit(Unit::Share).main(),
    seconds("Wq_s", "Mean wait").main(),
    seconds("W_s", "Mean time in the system"),
    seconds("wait_p99_s", "Wait, p99").main(),
    seconds("constant_Wq_s", "Mean wait, were all requests alike"),
];

fn law(given: &Given) -> Result<Law, Impossible> {
    let (word, mean) = (given.text("service_dist"), given.number("mean_service_s"));
    Law::named(word, mean, given.number("scv")).map_err(|why| Impossible::new("scv", why))
}

fn compute(given: &Given) -> Result<Row, Impossible> {
    let (rate, law) = (given.number("lambda_per_s"), law(given)?);
    let load = rate * law.mean;
    let never = f64::INFINITY;
    if load >= 1.0 {
        let mend = format!(
            "Bring the mean service time below {}, add a server, or turn requests away.",
            format::quantity(1.0 / rate, Unit::Seconds)
        );
        return Ok(Row::numbers([load, never, never, never, never]).broken(
            "More work arrives than one server can do: the queue grows without end, however even the \
             work is.",
            mend,
        ));
    }
    let mean = theory::mean_wait_one_server(rate, law.mean, law.scv);
    Ok(Row::numbers([
        load,
        mean,
        mean + law.mean,
        wait::quantile(rate, &law, 0.99),
        theory::mean_wait_one_server(rate, law.mean, 0.0),
    ]))
}

fn explain(given: &Given, row: &Row) -> String {
    let (Ok(law), None) = (law(given), &row.trouble) else {
        return "Without a steady state there is no mean wait, whatever the law of service times.".into();
    };
    let load = given.number("lambda_per_s") * law.mean;
    let seconds = |x| format::quantity(x, Unit::Seconds);
    let (busy, times) = (
        format::quantity(load, Unit::Share),
        format::quantity(load / (1.0 - load), Unit::Times),
    );
    if law.scv == 0.0 {
        return format!(
            "All services take equally long, so a request that meets one meets half of it, {} on average; \
             at {busy} load that becomes {times} as much wait, which is the least that random arrivals \
             allow.",
            seconds(0.5 * law.mean),
        );
    }
    format!(
        "A request that arrives while the server is busy meets long services more often than short \
         ones: the one it meets takes {} on average, against {} for all. Half of it is still to come, \
         and at {busy} load that becomes {times} as much wait for the average request.",
        seconds(law.second_moment() / law.mean),
        seconds(law.mean),
    )
}

/// An estimate with an error where the law is lognormal, exact elsewhere.
const QUANTILE: Tolerance = Tolerance::Where {
    column: "service_dist",
    holds: "lognormal",
    then: &Tolerance::Relative(0.05),
    otherwise: &Tolerance::Relative(1e-6),
};

pub(super) const CARD: Card = Card {
    assumes: &[
        "Arrivals are Poisson: independent of one another, at a steady rate.",
        "Service times are independent of one another and of the arrivals.",
        "One server, first come, first served, with room for all.",
    ],
    holds: "Any load below 1 and any law of service times with a finite variance; p99 for the laws that can be chosen.",
    omits: &[
        "Other orders of service: shortest first, or a share for everybody, change everything.",
        "Service times that depend on the load, such as a cache that grows cold.",
        "Bursts of arrivals.",
    ],
    sources: &[
        "Felix Pollaczek. \"Über eine Aufgabe der Wahrscheinlichkeitstheorie.\" *Mathematische Zeitschrift* 32, 1930.",
        "Aleksandr Khinchine. \"Mathematical theory of a stationary queue.\" *Matematicheskii Sbornik* 39, 1932.",
        "Gerard Jan Franx. \"A simple solution for the M/D/c waiting time distribution.\" *Operations Research Letters* 29, 2001.",
        "Søren Asmussen. *Applied Probability and Queues.* 2nd edition, Springer, 2003.",
    ],
    references: &[Reference {
        columns: &[
            (
                "Wq_s",
                Tolerance::StandardErrors { times: 4.0, column: "Wq_stderr_s", or_relative: 1e-6 },
            ),
            ("Wq_stderr_s", Tolerance::Skip),
            ("wait_p99_s", QUANTILE),
        ],
        ..Reference::new(
            "mg1",
            "scipy 1.17.1 (matrix exponentials), mpmath 1.4.1 (constant service), numpy 2.4.6 (lognormal: 8 million customers)",
            Tolerance::Relative(1e-6),
        )
    }],
    published: &[Published {
        source: "Pollaczek 1930, Khinchine 1932: with constant service the wait is half of that with exponential service",
        given: &[
            ("lambda_per_s", "80"),
            ("service_dist", "det"),
            ("mean_service_s", "0.01"),
            ("scv", "0"),
        ],
        output: "Wq_s",
        value: 0.02,
        tolerance: Tolerance::Relative(1e-12),
    }],
    ..Card::new("mg1", include_str!("mg1.md"))
};
