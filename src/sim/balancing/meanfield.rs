//! Very many servers and a few choices: the limit in which a balancer has a formula.

use crate::base::format::Unit;
use crate::base::math;
use crate::sim::card::{Card, Published, Reference, Tolerance};
use crate::sim::control::{Accepts, Control};
use crate::sim::outcome::{PlotSpec, Quantity, ReadoutSpec};
use crate::sim::queues::rarely;
use crate::sim::row::{Given, Impossible, Row};
use crate::sim::text::{List, Text};
use crate::sim::{How, Simulator, Spec};

pub(super) const SIMULATOR: Simulator = Simulator {
    spec: Spec {
        id: "po2-meanfield",
        title: "The power of two choices",
        question: "If a balancer looks at two servers instead of one, how much is gained, and what does a third look add?",
        summary: "With very many servers, the shorter of two random queues shortens the long ones from \
                  geometric to doubly exponential; more choices add little.",
        controls: CONTROLS,
        readouts: READOUTS,
        plots: &[
            PlotSpec::sweep("by_load", "Mean time in the system against load", (CONTROLS, 0), (READOUTS, 0)),
            PlotSpec::sweep("by_choices", "Mean time in the system against choices", (CONTROLS, 1), (READOUTS, 0))
                .logarithmic(),
        ],
    },
    how: How::Formula { compute, explain },
};

const CONTROLS: &[Control] = &[
    Control::number("lambda", "Load of each server", "Arrivals per server, in requests per service time.", 0.01, 0.99)
        .unit(Unit::Share)
        .steps_of(0.01)
        .starts(0.9)
        .accepts(Accepts::Positive),
    Control::whole("d", "Choices", "Servers that the balancer looks at, drawn at random; the request joins the shortest queue among them.", 1.0, 10.0)
        .starts(2.0)
        .accepts(Accepts::Whole(1.0, 1e6)),
];

const fn share(key: &'static str, label: &'static str) -> ReadoutSpec {
    ReadoutSpec::new(key, label, Quantity::Load).unit(Unit::Share).less()
}

const READOUTS: &[ReadoutSpec] = &[
    ReadoutSpec::new("mean_sojourn", "Mean time in the system, in service times", Quantity::Latency)
        .less()
        .main(),
    share("s2", "Servers with 2 jobs or more"),
    share("s3", "Servers with 3 jobs or more").main(),
    share("s5", "Servers with 5 jobs or more"),
    ReadoutSpec::new("jobs_per_server", "Mean number of jobs at a server", Quantity::Load).less(),
    ReadoutSpec::new("gain", "Gain over one choice", Quantity::Latency)
        .unit(Unit::Times)
        .more()
        .main(),
];

/// The limit of very many servers, each choosing the shortest of `choices` queues.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MeanField {
    /// Arrivals per server and service time.
    pub load: f64,
    /// Servers that are looked at.
    pub choices: f64,
}

impl MeanField {
    /// The share of servers with `jobs` jobs or more: the fixed point of
    /// $\dot s_i = \lambda(s_{i-1}^d - s_i^d) - (s_i - s_{i+1})$. At a load of 1 and more, where nothing
    /// settles, all servers in the end.
    ///
    /// Source: Vvedenskaya, Dobrushin and Karpelevich 1996; Mitzenmacher 1996.
    #[must_use]
    pub fn at_least(&self, jobs: i32) -> f64 {
        if self.load >= 1.0 || jobs <= 0 {
            return 1.0;
        }
        let exponent = if self.choices == 1.0 {
            f64::from(jobs)
        } else {
            (math::pow(self.choices, f64::from(jobs)) - 1.0) / (self.choices - 1.0)
        };
        math::pow(self.load, exponent)
    }

    /// The mean time in the system, in service times; infinite from a load of 1 on.
    #[must_use]
    pub fn mean_sojourn(&self) -> f64 {
        if self.load >= 1.0 {
            return f64::INFINITY;
        }
        if self.choices == 1.0 {
            return 1.0 / (1.0 - self.load);
        }
        let (mut sum, mut jobs) = (0.0, 1);
        loop {
            let term = self.at_least(jobs);
            if sum + term == sum {
                return sum / self.load;
            }
            sum += term;
            jobs += 1;
        }
    }
}

fn limit(given: &Given) -> MeanField {
    MeanField { load: given.number("lambda"), choices: given.number("d") }
}

fn compute(given: &Given) -> Result<Row, Impossible> {
    let limit = limit(given);
    let sojourn = limit.mean_sojourn();
    let alone = MeanField { choices: 1.0, ..limit }.mean_sojourn();
    let row = Row::numbers([
        sojourn,
        limit.at_least(2),
        limit.at_least(3),
        limit.at_least(5),
        limit.load * sojourn,
        if limit.load < 1.0 { alone / sojourn } else { f64::NAN },
    ]);
    if limit.load < 1.0 {
        return Ok(row);
    }
    Ok(row.broken(
        "More work arrives than the servers can do: every queue grows, however the balancer chooses.",
        "Add servers: a balancer shares out capacity and makes none.",
    ))
}

fn explain(given: &Given, row: &Row) -> String {
    let limit = limit(given);
    if row.trouble.is_some() {
        return "Choices only decide who waits; here everybody does, without end.".into();
    }
    let share = |jobs| rarely(limit.at_least(jobs));
    let looks = limit.choices;
    if looks == 1.0 {
        return format!(
            "Each server is a queue of its own: {} of them have 2 jobs or more and {} have 3, each step \
             only a little rarer than the one before.",
            share(2),
            share(3),
        );
    }
    format!(
        "A queue grows to 3 only when all {looks} looks fall on servers with 2 or more: {} of the servers \
         have that many, {} of the requests meet nothing else, and so {} of the servers get to 3.",
        share(2),
        rarely(math::pow(limit.at_least(2), looks)),
        share(3),
    )
}

pub(super) const CARD: Card = Card {
    assumes: &[
        "So many servers that the shares of them are no longer random.",
        "Poisson arrivals, exponential services, first come, first served.",
        "The servers are drawn with replacement, and their queues are known as they are now.",
    ],
    holds: "Any load below 1. For a hundred servers the true mean is some per cent longer, for ten a fifth and more: the lab of balancing policies has those.",
    omits: &[
        "Stale information: queues that have changed since the balancer looked.",
        "Unequal servers, and services with a heavy tail.",
    ],
    sources: &[
        "Nikita Vvedenskaya, Roland Dobrushin and Fridrikh Karpelevich. \"Queueing system with selection of the shortest of two queues: an asymptotic approach.\" *Problems of Information Transmission* 32(1), 1996.",
        "Michael Mitzenmacher. \"The power of two choices in randomized load balancing.\" *IEEE Transactions on Parallel and Distributed Systems* 12(10), 2001.",
        "Nicolas Gast, Luca Bortolussi and Mirco Tribastone. \"Size expansions of mean field approximation: transient and steady-state analysis.\" *Performance Evaluation* 129, 2019.",
    ],
    references: &[Reference::new(
        "po2_meanfield",
        "scipy 1.17.1: the differential equation, integrated until it rests",
        Tolerance::Relative(1e-5),
    )],
    published: &[
        table(&[("lambda", "0.7"), ("d", "2")], 1.1301),
        table(&[("lambda", "0.9"), ("d", "2")], 2.3527),
        table(&[("lambda", "0.95"), ("d", "2")], 3.2139),
        table(&[("lambda", "0.9"), ("d", "3")], 1.8251),
        table(&[("lambda", "0.95"), ("d", "4")], 2.0771),
    ],
    ..Card::new("po2-meanfield", include_str!("meanfield.md"))
};

const fn table(given: List<(Text, Text)>, value: f64) -> Published {
    Published {
        source: "Gast, Bortolussi and Tribastone 2018, table of the supermarket model, mean field",
        given,
        output: "jobs_per_server",
        value,
        tolerance: Tolerance::Absolute(5.1e-5),
    }
}
