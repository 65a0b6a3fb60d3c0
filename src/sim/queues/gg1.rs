//! One server, arrivals and services of any spread: bursts cost as much as slow requests.

use super::lindley::{Lindley, mean_wait};
use super::seconds;
use super::traffic::Traffic;
use crate::base::format::{self, Unit};
use crate::base::rng::Seed;
use crate::sim::card::{Card, Published, Reference, Tolerance};
use crate::sim::control::{Accepts, Control};
use crate::sim::engine::{Chance, Estimates, LAWS, Replica, Replications, once, replicas};
use crate::sim::outcome::{PlotSpec, Quantity, ReadoutSpec};
use crate::sim::row::{Cell, Given, Impossible, Row};
use crate::sim::{Effort, How, Simulator, Spec, Task};

pub(super) const SIMULATOR: Simulator = Simulator {
    spec: Spec {
        id: "gg1",
        title: "Bursts and slow requests",
        question: "Does it hurt more when requests come in bursts, or when some of them are slow?",
        summary: "Kingman's formula beside the true wait: variability of arrivals and of service add \
                  up, and load multiplies their sum.",
        controls: CONTROLS,
        readouts: READOUTS,
        plots: &[
            PlotSpec::sweep(
                "by_gap",
                "Mean wait against the mean gap between arrivals",
                (CONTROLS, 0),
                (READOUTS, 2),
            )
            .logarithmic(),
            PlotSpec::sweep(
                "by_burstiness",
                "Mean wait against variability of the gaps",
                (CONTROLS, 2),
                (READOUTS, 2),
            ),
        ],
    },
    how: How::Simulation { begin, explain },
};

/// Gaps and services, for one server or many.
pub(super) const CONTROLS: &[Control] = &[
    gap(1.01, 10.0, 1.25),
    arrival_law(4),
    spread("ca2", "Variability of the gaps", "Squared coefficient of variation of the gaps between arrivals: 0 is a clock, 1 is Poisson, more is bursts. Constant and exponential laws have their own.", 4.0),
    service(),
    service_law(0),
    spread("cs2", "Variability of service", "Squared coefficient of variation of service times: 0 is constant, 1 as spread as an exponential. Constant and exponential laws have their own.", 1.0),
];

pub(super) const fn gap(min: f64, max: f64, default: f64) -> Control {
    Control::number("mean_interarrival_s", "Mean gap", "Time from one arrival to the next, on average.", min,
        max)
        .unit(Unit::Seconds)
        .steps_of(0.01)
        .starts(default)
        .logarithmic()
        .accepts(Accepts::Positive)
}

pub(super) const fn arrival_law(place: u8) -> Control {
    Control::choice("arrival_dist", "Law of the gaps", "How the gaps between arrivals are spread around their mean.", LAWS)
        .starts(place as f64)
}

pub(super) const fn service() -> Control {
    Control::number("mean_service_s", "Mean service time", "How long a request takes on average, once its turn has come.", 0.1, 10.0)
        .unit(Unit::Seconds)
        .steps_of(0.01)
        .starts(1.0)
        .logarithmic()
        .accepts(Accepts::Positive)
}

pub(super) const fn service_law(place: u8) -> Control {
    Control::choice("service_dist", "Law of service times", "How service times are spread around their mean.", LAWS)
        .starts(place as f64)
}

pub(super) const fn spread(
    key: &'static str,
    label: &'static str,
    meaning: &'static str,
    default: f64,
) -> Control {
    Control::number(key, label, meaning, 0.0, 10.0)
        .steps_of(0.05)
        .starts(default)
        .accepts(Accepts::Between(0.0, 1e3))
}

const READOUTS: &[ReadoutSpec] = &[
    ReadoutSpec::new("rho", "Utilisation", Quantity::Load).unit(Unit::Share).main(),
    seconds("kingman_wq_s", "Mean wait by Kingman's formula"),
    seconds("wq_true_s", "Mean wait").main(),
    seconds("bound_s", "Mean wait at most (Kingman's bound)"),
    ReadoutSpec::new("kingman_ratio", "Kingman's formula over the true wait", Quantity::Quality)
        .unit(Unit::Times)
        .main(),
];

fn row(traffic: &Traffic, wait: Cell) -> Row {
    let kingman = traffic.kingman();
    let ratio = match &wait {
        Cell::Estimate { value, standard_error } => {
            Cell::estimate(kingman / value, kingman * standard_error / (value * value))
        }
        Cell::Number(value) => Cell::from(kingman / value),
        _ => Cell::Undefined,
    };
    Row::new([traffic.offered().into(), kingman.into(), wait, traffic.bound().into(), ratio])
}

fn begin(given: &Given, seed: Seed, effort: Effort) -> Result<Box<dyn Task>, Impossible> {
    let traffic = Traffic::of(given)?;
    let load = traffic.offered();
    if load >= 1.0 {
        let never = Cell::Unbounded;
        let row = [load.into(), never.clone(), never.clone(), never, Cell::Undefined];
        return Ok(once(move || {
            Row::new(row).broken(
                "Requests come faster than the server finishes them: the queue grows without end, \
                 however even both are.",
                format!(
                    "Bring the mean service time below the mean gap of {}, or turn requests away.",
                    format::quantity(traffic.gaps.mean, Unit::Seconds)
                ),
            )
        }));
    }
    if let Some(wait) = traffic.exact_wait() {
        return Ok(once(move || row(&traffic, wait.into())));
    }
    let customers = match effort {
        Effort::Sketch => 2_000,
        Effort::Lab => 12_000,
        Effort::Full => 60_000,
    };
    let begin = move |replica| -> Box<dyn Replica> {
        Box::new(Lindley::new(traffic, Chance { seed, replica }, customers))
    };
    let fold = move |estimates: &Estimates| row(&traffic, mean_wait(&traffic, estimates));
    Ok(Box::new(Replications::new(replicas(effort), customers, begin, fold)))
}

fn explain(given: &Given, row: &Row) -> String {
    let (Ok(traffic), None) = (Traffic::of(given), &row.trouble) else {
        return "Variability decides how long one waits below capacity; above it nothing does.".into();
    };
    let (a, s) = (traffic.gaps.scv, traffic.services.scv);
    let load = traffic.offered();
    let short = |x: f64| format::quantity(x, Unit::One);
    let product = format!(
        "Kingman's product is {} for load, times {} for variability, times the service of {}",
        short(load / (1.0 - load)),
        short(0.5 * (a + s)),
        format::quantity(traffic.services.mean, Unit::Seconds),
    );
    let off = row.cells[4].number().unwrap_or(1.0);
    let error = format::quantity((off - 1.0).abs(), Unit::Share);
    if (off - 1.0).abs() < 0.03 {
        format!("{product}; here it is within {error} of the truth.")
    } else {
        let (way, idle) = (if off > 1.0 { "much" } else { "little" }, 1.0 - load);
        format!(
            "{product}; it says {error} too {way}, for it is meant for a server that is hardly ever idle. \
             This one idles {} of the time, and two variances do not say how long at a time.",
            format::quantity(idle, Unit::Share),
        )
    }
}

pub(super) const CARD: Card = Card {
    assumes: &[
        "Gaps are independent of one another, and so are service times.",
        "One server, first come, first served, with room for all.",
    ],
    holds: "Any load below 1 and laws with a finite variance. Kingman's formula is good near full load, and exact for Poisson arrivals.",
    omits: &[
        "Correlated arrivals: retries and daily rhythms are burstier than any law of single gaps.",
        "Anything but the mean; the labs of M/G/1 and of many servers have tails.",
    ],
    sources: &[
        "John F. C. Kingman. \"The single server queue in heavy traffic.\" *Mathematical Proceedings of the Cambridge Philosophical Society* 57(4), 1961.",
        "Dennis V. Lindley. \"The theory of queues with a single server.\" *Mathematical Proceedings of the Cambridge Philosophical Society* 48(2), 1952.",
        "Kneale T. Marshall. \"Some inequalities in queuing.\" *Operations Research* 16(3), 1968.",
        "Leonard Kleinrock. *Queueing Systems, Volume I: Theory.* Wiley, 1975.",
        "Wallace J. Hopp and Mark L. Spearman. *Factory Physics.* 3rd edition, Waveland, 2008.",
    ],
    references: &[Reference {
        columns: &[
            (
                "wq_true_s",
                Tolerance::StandardErrors { times: 4.0, column: "wq_stderr_s", or_relative: 1e-6 },
            ),
            ("wq_stderr_s", Tolerance::Skip),
        ],
        ..Reference::new(
            "gg1",
            "scipy 1.17.1 (exponential services: the root of the transform's equation), numpy 2.4.6 (Lindley's recursion, 6 million customers)",
            Tolerance::Relative(1e-9),
        )
    }],
    published: &[Published {
        source: "Kleinrock 1975, section 6.4: constant gaps and exponential service at half load, σ = 0.2032",
        given: &[
            ("mean_interarrival_s", "2"),
            ("arrival_dist", "det"),
            ("ca2", "0"),
            ("mean_service_s", "1"),
            ("service_dist", "exp"),
            ("cs2", "1"),
        ],
        output: "wq_true_s",
        value: 0.255,
        tolerance: Tolerance::Absolute(5e-4),
    }],
    ..Card::new("gg1", include_str!("gg1.md"))
};
