//! Balancing policies beside one another.

use super::simulated::{Balancer, Length};
use super::{Policy, exact};
use crate::base::format::{self, Unit};
use crate::base::math;
use crate::base::rng::Seed;
use crate::sim::card::{Card, Published, Reference, Tolerance};
use crate::sim::control::{Accepts, Choice, Control};
use crate::sim::engine::{Chance, Estimates, Law, Replica, Replications, once, replicas};
use crate::sim::outcome::{PlotSpec, Quantity, ReadoutSpec};
use crate::sim::queues::traffic::idle_on_arrival;
use crate::sim::row::{Cell, Given, Impossible, Row};
use crate::sim::text::{List, Text};
use crate::sim::theory::ManyServers;
use crate::sim::{Effort, How, Simulator, Spec, Task};

pub(super) const SIMULATOR: Simulator = Simulator {
    spec: Spec {
        id: "load-balancing",
        title: "Load balancing",
        question: "How much must a balancer know about its servers to keep queues short?",
        summary: "Random, round robin, the shortest of a few queues, the shortest of all, or one queue \
                  for all servers: most of the gain comes from the second look.",
        controls: CONTROLS,
        readouts: READOUTS,
        plots: &[
            PlotSpec::sweep(
                "by_load",
                "p99 of the time in the system against load",
                (CONTROLS, 2),
                (READOUTS, 1),
            )
            .logarithmic(),
            PlotSpec::sweep(
                "by_servers",
                "Mean time in the system against servers",
                (CONTROLS, 1),
                (READOUTS, 0),
            ),
        ],
    },
    how: How::Simulation { begin, explain },
};

const POLICIES: &[Choice] = &[
    Choice { word: "random", label: "random" },
    Choice { word: "round_robin", label: "round robin" },
    Choice { word: "po2", label: "shorter of two" },
    Choice { word: "po3", label: "shortest of three" },
    Choice { word: "po4", label: "shortest of four" },
    Choice { word: "jsq", label: "shortest of all" },
    Choice { word: "central", label: "one queue for all" },
];

const CONTROLS: &[Control] = &[
    Control::choice("policy", "Policy", "How the server of a request is chosen.", POLICIES).starts(2.0),
    Control::whole("n_servers", "Servers", "Identical servers behind the balancer.", 1.0, 200.0)
        .unit(Unit::Servers)
        .starts(10.0)
        .logarithmic()
        .accepts(Accepts::Whole(1.0, 100_000.0)),
    Control::number("rho", "Utilisation", "The share of time that each server is busy.", 0.05, 0.99)
        .unit(Unit::Share)
        .steps_of(0.01)
        .starts(0.9)
        .accepts(Accepts::Positive),
];

const READOUTS: &[ReadoutSpec] = &[
    ReadoutSpec::new("mean_sojourn", "Mean time in the system, in service times", Quantity::Latency)
        .less()
        .main(),
    ReadoutSpec::new("sojourn_p99", "p99 of it, in service times", Quantity::Latency).less().main(),
    ReadoutSpec::new("jobs_per_server", "Mean number of jobs at a server", Quantity::Load).less(),
    ReadoutSpec::new("central_sojourn", "Mean time with one queue for all", Quantity::Latency).less(),
    ReadoutSpec::new("random_sojourn", "Mean time with a random server", Quantity::Latency).less(),
];

/// A share that has this many nines is the p99.
const P99: f64 = 0.99;

fn policy(word: &str) -> Policy {
    match word {
        "random" => Policy::Choices(1),
        "round_robin" => Policy::RoundRobin,
        "po2" => Policy::Choices(2),
        "po3" => Policy::Choices(3),
        "po4" => Policy::Choices(4),
        "jsq" => Policy::Shortest,
        _ => Policy::Central,
    }
}

/// Mean and p99 of an exponential time.
fn exponential(mean: f64) -> [f64; 2] {
    [mean, -math::ln(1.0 - P99) * mean]
}

fn central(servers: u32, load: f64) -> ManyServers {
    ManyServers { arrival_rate: load * f64::from(servers), service_time: 1.0, servers }
}

/// What a formula says: mean and p99 of the time in the system, in service times. `None` where there is
/// none. Wants a load below 1.
fn known(policy: Policy, servers: u32, load: f64) -> Option<[f64; 2]> {
    match policy {
        Policy::Central => {
            let queue = central(servers, load);
            Some([queue.mean_wait() + 1.0, queue.sojourn_quantile(P99)])
        }
        Policy::Choices(1) => Some(exponential(1.0 / (1.0 - load))),
        _ if servers == 1 => Some(exponential(1.0 / (1.0 - load))),
        // Every n-th arrival: gaps of n exponential phases, and a queue with the exponential law.
        Policy::RoundRobin => {
            let gaps = Law::named("erlang", 1.0 / load, 1.0 / f64::from(servers));
            // Beyond ten thousand phases they are as good as constant.
            let gaps = gaps.or_else(|_| Law::named("det", 1.0 / load, 0.0)).expect("no spread is right");
            Some(exponential(1.0 / idle_on_arrival(&gaps, 1.0)))
        }
        Policy::Choices(_) | Policy::Shortest => None,
    }
}

fn row(servers: u32, load: f64, [mean, p99]: [Cell; 2]) -> Row {
    let jobs = match &mean {
        Cell::Estimate { value, standard_error } => {
            Cell::estimate(load * value, load * standard_error)
        }
        cell => cell.number().map_or(Cell::Unbounded, |mean| Cell::from(load * mean)),
    };
    let pooled = central(servers, load).mean_wait() + 1.0;
    Row::new([mean, p99, jobs, pooled.into(), (1.0 / (1.0 - load)).into()])
}

fn begin(given: &Given, seed: Seed, effort: Effort) -> Result<Box<dyn Task>, Impossible> {
    let (word, load) = (given.text("policy"), given.number("rho"));
    let (policy, servers) = (policy(word), given.whole("n_servers") as u32);
    if load >= 1.0 {
        return Ok(once(move || {
            let never = std::array::from_fn::<_, 5, _>(|_| Cell::Unbounded);
            Row::new(never).broken(
                format!(
                    "Each server gets {} of the work that it can do: every queue grows, however the \
                     balancer chooses.",
                    format::quantity(load, Unit::Share)
                ),
                format!(
                    "Run {} servers or more: a balancer shares out capacity and makes none.",
                    (load * f64::from(servers)).floor() + 1.0
                ),
            )
        }));
    }
    if let Some(known) = known(policy, servers, load) {
        return Ok(once(move || row(servers, load, known.map(Cell::from))));
    }
    if servers <= exact::MOST as u32 {
        let chain = exact::Chain::new(policy, servers as usize, load, effort);
        return Ok(Box::new(Solving { chain, servers, load }));
    }
    let length = Length::of(effort, f64::from(servers), load);
    let begin = move |replica| -> Box<dyn Replica> {
        Box::new(Balancer::new(policy, servers, load, Chance { seed, replica }, length))
    };
    let fold = move |estimates: &Estimates| {
        // How busy the servers are in truth is known: each request is one service.
        let controlled = |measure| estimates.controlled(measure, 2, 1.0);
        row(servers, load, [controlled(0), controlled(1)])
    };
    Ok(Box::new(Replications::new(replicas(effort), length.events(), begin, fold)))
}

/// The exact chain of a few servers, sweep by sweep.
struct Solving {
    chain: exact::Chain,
    servers: u32,
    load: f64,
}

impl Task for Solving {
    fn advance(&mut self, events: u64) -> u64 {
        let mut used = 0;
        while used < events && self.chain.done() < 1.0 {
            used += self.chain.sweep();
        }
        used
    }

    fn done(&self) -> f64 {
        self.chain.done()
    }

    fn row(&self) -> Option<Row> {
        let found = self.chain.solution();
        Some(row(self.servers, self.load, [found.mean_sojourn, found.p99].map(Cell::from)))
    }
}

fn explain(given: &Given, row: &Row) -> String {
    let number = |place: usize| row.cells[place].number();
    let (Some(mean), Some(pooled), Some(random)) = (number(0), number(3), number(4)) else {
        return "No policy helps where the servers together cannot do the work.".into();
    };
    let servers = given.whole("n_servers");
    if servers == 1 {
        return "With one server there is nothing to choose.".into();
    }
    let short = |x: f64| format::quantity(x, Unit::One);
    let won = format::quantity(((random - mean) / (random - pooled)).clamp(0.0, 1.0), Unit::Share);
    match policy(given.text("policy")) {
        Policy::Choices(1) => format!(
            "Chance gives some of the {servers} servers a queue while others idle: a request takes {} \
             services where one queue for all would take {}.",
            short(mean),
            short(pooled),
        ),
        Policy::RoundRobin => format!(
            "Taking turns makes arrivals at each server regular, which wins {won} of what one queue for \
             all would; but turns do not know that a server is stuck with a long request."
        ),
        Policy::Choices(d) => format!(
            "A long queue is joined only when all {d} looks fall on long ones, so {d} looks win {won} \
             of what one queue for all would, at the price of {d} questions for each request."
        ),
        Policy::Shortest if random - mean > 0.995 * (random - pooled) => format!(
            "With {servers} servers to look at there is almost always an idle one, so nothing that \
             matters is missing to one queue for all."
        ),
        Policy::Shortest => format!(
            "Looking at all {servers} servers wins {won} of what one queue for all would; what is \
             missing are requests that wait behind a long one while another server becomes idle."
        ),
        Policy::Central => format!(
            "Nobody waits while a server idles, so this is the least: {} services, against {} with a \
             random server.",
            short(mean),
            short(random),
        ),
    }
}

pub(super) const CARD: Card = Card {
    assumes: &[
        "Poisson arrivals, exponential services, equal servers, each first come, first served.",
        "The balancer knows each queue as it is now, and the job in service counts.",
        "Servers are drawn with replacement, so that two looks may fall on the same one.",
    ],
    holds: "Any load below 1. Exact for random, round robin and one queue, and for up to three servers; beyond, simulated.",
    omits: &[
        "Stale information, with which all balancers rush to the same server.",
        "Several balancers that do not know of each other.",
        "Unequal servers and heavy-tailed services, where the least work is a better guide than the fewest jobs.",
        "Affinity: caches and sessions that want the same server again.",
    ],
    sources: &[
        "Nikita Vvedenskaya, Roland Dobrushin and Fridrikh Karpelevich. \"Queueing system with selection of the shortest of two queues: an asymptotic approach.\" *Problems of Information Transmission* 32(1), 1996.",
        "Michael Mitzenmacher. \"The power of two choices in randomized load balancing.\" *IEEE Transactions on Parallel and Distributed Systems* 12(10), 2001.",
        "Nicolas Gast, Luca Bortolussi and Mirco Tribastone. \"Size expansions of mean field approximation: transient and steady-state analysis.\" *Performance Evaluation* 129, 2019.",
        "Jack Koury, David McAllister and William Stewart. \"Iterative methods for computing stationary distributions of nearly completely decomposable Markov chains.\" *SIAM Journal on Algebraic Discrete Methods* 5(2), 1984.",
    ],
    references: &[Reference {
        columns: &[
            (
                "mean_sojourn",
                Tolerance::StandardErrors { times: 4.0, column: "stderr", or_relative: 1e-6 },
            ),
            ("stderr", Tolerance::Skip),
            ("method", Tolerance::Skip),
            ("sojourn_p99", TAIL),
        ],
        ..Reference::new(
            "load_balancing",
            "scipy 1.17.1 (Markov chains of sorted queue lengths, and the root for round robin), numpy 2.4.6 (400 simulations of the uniformised chain)",
            Tolerance::Relative(1e-6),
        )
    }],
    published: &[
        table(&[("policy", "po2"), ("n_servers", "10"), ("rho", "0.7")], 1.2193),
        table(&[("policy", "po2"), ("n_servers", "20"), ("rho", "0.7")], 1.1737),
        table(&[("policy", "po2"), ("n_servers", "10"), ("rho", "0.9")], 2.8002),
        table(&[("policy", "po2"), ("n_servers", "20"), ("rho", "0.9")], 2.5662),
        table(&[("policy", "po2"), ("n_servers", "10"), ("rho", "0.95")], 4.2993),
        table(&[("policy", "po2"), ("n_servers", "20"), ("rho", "0.95")], 3.7124),
        table(&[("policy", "po3"), ("n_servers", "10"), ("rho", "0.9")], 2.3143),
        table(&[("policy", "po3"), ("n_servers", "20"), ("rho", "0.9")], 2.0517),
        table(&[("policy", "po3"), ("n_servers", "50"), ("rho", "0.9")], 1.9106),
        table(&[("policy", "po3"), ("n_servers", "100"), ("rho", "0.9")], 1.8672),
        table(&[("policy", "po4"), ("n_servers", "10"), ("rho", "0.95")], 3.3268),
        table(&[("policy", "po4"), ("n_servers", "20"), ("rho", "0.95")], 2.6376),
        table(&[("policy", "po4"), ("n_servers", "50"), ("rho", "0.95")], 2.2787),
        table(&[("policy", "po4"), ("n_servers", "100"), ("rho", "0.95")], 2.1732),
    ],
    ..Card::new("load-balancing", include_str!("load_balancing.md"))
};

/// The reference's simulated p99 is good to about 1 %; ours has an error of its own.
const TAIL: Tolerance = Tolerance::Where {
    column: "method",
    holds: "sim",
    then: &Tolerance::StandardErrors { times: 4.0, column: "", or_relative: 0.01 },
    otherwise: &Tolerance::Relative(1e-6),
};

const fn table(given: List<(Text, Text)>, value: f64) -> Published {
    Published {
        source: "Gast, Bortolussi and Tribastone 2018, table of the supermarket model, simulation",
        given,
        output: "jobs_per_server",
        value,
        // The paper prints four decimals of a simulation of its own.
        tolerance: Tolerance::StandardErrors { times: 4.0, column: "", or_relative: 1e-4 },
    }
}
