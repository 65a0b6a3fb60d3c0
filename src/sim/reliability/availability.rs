//! Replicas that fail independently, and the part of their failures that they share.

use crate::base::format::{self, Unit};
use crate::base::{math, special};
use crate::sim::card::{Card, Published, Reference, Tolerance};
use crate::sim::control::{Accepts, Control};
use crate::sim::outcome::{PlotSpec, Quantity, ReadoutSpec};
use crate::sim::row::{Given, Impossible, Row};
use crate::sim::{How, Simulator, Spec};

pub(super) const SIMULATOR: Simulator = Simulator {
    spec: Spec {
        id: "availability",
        title: "Replicas, dependencies and downtime",
        question: "How much downtime do more replicas save, and what stops them from saving more?",
        summary: "Replicas multiply their failure probabilities until what they have in common decides; \
                  dependencies in series add theirs up.",
        controls: CONTROLS,
        readouts: READOUTS,
        plots: &[
            PlotSpec::sweep(
                "downtime",
                "Downtime against the number of replicas",
                (CONTROLS, 1),
                (READOUTS, 2),
            )
            .logarithmic(),
            PlotSpec::sweep(
                "common",
                "Downtime against the failures in common",
                (CONTROLS, 3),
                (READOUTS, 2),
            )
            .logarithmic(),
        ],
    },
    how: How::Formula { compute, explain },
};

const CONTROLS: &[Control] = &[
    Control::number(
        "a_component",
        "Availability of one replica",
        "The share of time that one replica is up.",
        0.9,
        0.9999,
    )
    .unit(Unit::Share)
    .steps_of(0.0001)
    .starts(0.99)
    .accepts(Accepts::Share),
    Control::whole("n_replicas", "Replicas", "Replicas of each component.", 1.0, 12.0)
        .unit(Unit::Replicas)
        .starts(3.0)
        .accepts(Accepts::Whole(1.0, 1e9)),
    Control::whole(
        "k_needed",
        "Replicas needed",
        "How many of the replicas must be up for the component to work.",
        1.0,
        12.0,
    )
    .unit(Unit::Replicas)
    .starts(1.0)
    .accepts(Accepts::Whole(1.0, 1e9)),
    Control::number(
        "beta_common",
        "Failures in common",
        "The share of a replica's unavailability that strikes all replicas together: a bad release, a \
         shared network, an expired certificate.",
        0.0,
        1.0,
    )
    .unit(Unit::Share)
    .starts(0.05)
    .accepts(Accepts::Share),
    Control::whole(
        "n_series",
        "Components in series",
        "How many such components a request needs, one after the other.",
        1.0,
        50.0,
    )
    .starts(1.0),
];

const READOUTS: &[ReadoutSpec] = &[
    ReadoutSpec::new("a_group", "Availability of one component", Quantity::Quality)
        .unit(Unit::Share)
        .more(),
    ReadoutSpec::new("a_system", "Availability of the system", Quantity::Quality)
        .unit(Unit::Share)
        .more()
        .main(),
    ReadoutSpec::new("downtime_min_per_30d", "Downtime in 30 days", Quantity::Quality)
        .unit(Unit::Minutes)
        .less()
        .main(),
    ReadoutSpec::new("downtime_h_per_year", "Downtime in a year", Quantity::Quality)
        .unit(Unit::Hours)
        .less(),
];

/// Equal components in series, each of replicas of which some must be up.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct System {
    /// The share of time that a replica is down.
    pub down: f64,
    /// Replicas of a component.
    pub replicas: u64,
    /// How many of them must be up.
    pub needed: u64,
    /// The share of a replica's unavailability that is common to all.
    pub common: f64,
    /// Components in series.
    pub series: u64,
}

impl System {
    /// The probability that too many replicas are down, each for a reason of its own: the binomial
    /// tail, as a regularised incomplete beta function.
    fn independent(&self) -> f64 {
        let each = (1.0 - self.common) * self.down;
        let fatal = (self.replicas - self.needed + 1) as f64;
        special::beta_pq(fatal, self.needed as f64, each, 1.0 - each).0
    }

    /// The share of time that a component is down (β-factor model: Fleming 1975).
    pub(super) fn component_down(&self) -> f64 {
        let (own, together) = (self.independent(), self.common * self.down);
        own + together * (1.0 - own)
    }

    /// The share of time that at least one component is down.
    pub(super) fn system_down(&self) -> f64 {
        -math::expm1(self.series as f64 * math::log1p(-self.component_down()))
    }
}

fn system(given: &Given) -> Result<System, Impossible> {
    let (replicas, needed) = (given.whole("n_replicas"), given.whole("k_needed"));
    if needed > replicas {
        return Err(Impossible::new("k_needed", "must not exceed `n_replicas`"));
    }
    Ok(System {
        down: 1.0 - given.number("a_component"),
        replicas,
        needed,
        common: given.number("beta_common"),
        series: given.whole("n_series"),
    })
}

fn compute(given: &Given) -> Result<Row, Impossible> {
    let system = system(given)?;
    let down = system.system_down();
    let component = 1.0 - system.component_down();
    let available = math::pow(component, system.series as f64);
    let row = Row::numbers([
        component,
        available,
        // Of the availability as it stands, so that the two agree: below 1e-16 there is none.
        (1.0 - available) * 43_200.0,
        (1.0 - available) * 8_760.0,
    ]);
    if down <= system.down || system.down == 0.0 {
        return Ok(row);
    }
    Ok(row.broken(
        format!(
            "The system is down for {} of the time, more than a single replica with {}.",
            format::quantity(down, Unit::Share),
            format::quantity(system.down, Unit::Share),
        ),
        if system.component_down() > system.down {
            "Let the component work with fewer of its replicas."
        } else {
            "Need fewer components for each request, or let it succeed without some of them."
        },
    ))
}

fn explain(given: &Given, _: &Row) -> String {
    let Ok(system) = system(given) else {
        return "More replicas are needed than there are.".into();
    };
    let minutes = |down: f64| format::quantity(down * 43_200.0, Unit::Minutes);
    let (own, together) = (system.independent(), system.common * system.down);
    let component = system.component_down();
    let reason = if system.replicas == 1 {
        format!("One replica alone is down for {} in 30 days", minutes(component))
    } else if together > own {
        format!(
            "Of the {} that a component is down in 30 days, {} are failures that strike all {} replicas \
             at once; one more replica cannot help against those",
            minutes(component),
            minutes(together),
            system.replicas,
        )
    } else {
        format!(
            "A component is down when {} of its {} replicas are, which happens for {} in 30 days where \
             one replica alone is down for {}",
            system.replicas - system.needed + 1,
            system.replicas,
            minutes(component),
            minutes(system.down),
        )
    };
    if system.series == 1 {
        format!("{reason}.")
    } else {
        format!(
            "{reason}; {} such components in series are down {} as long.",
            system.series,
            format::quantity(
                if component > 0.0 { system.system_down() / component } else { 1.0 },
                Unit::Times,
            ),
        )
    }
}

pub(super) const CARD: Card = Card {
    assumes: &[
        "Replicas are alike, and each is either up or down.",
        "What is not in common fails independently of everything else.",
        "Components in series are alike and fail independently of one another.",
        "A failed replica is noticed and left out at once.",
    ],
    holds: "Shares of time in the long run. A single month is a matter of luck: one outage of an hour \
            a year is no downtime in eleven months and 60 minutes in one.",
    omits: &[
        "The time that a failover takes, which adds to every failure it covers.",
        "Partial failures: slow replicas, wrong answers.",
        "Load: replicas that remain must carry what the failed ones did.",
    ],
    sources: &[
        "Kishor S. Trivedi. *Probability and Statistics with Reliability, Queuing, and Computer Science \
         Applications.* Wiley, 2nd ed., 2002.",
        "Karl N. Fleming. \"A reliability model for common mode failures in redundant safety systems.\" \
         General Atomic report GA-A13284, 1975.",
    ],
    references: &[Reference::new(
        "availability",
        "scipy 1.17.1 and Python fractions: the binomial law",
        Tolerance::Relative(1e-9),
    )],
    published: &[Published {
        source: "Site Reliability Engineering 2016, appendix A: 99.9 % leave 43.2 minutes in 30 days",
        given: &[("a_component", "0.999"), ("n_replicas", "1"), ("beta_common", "0")],
        output: "downtime_min_per_30d",
        value: 43.2,
        tolerance: Tolerance::Relative(1e-9),
    }],
    ..Card::new("availability", include_str!("availability.md"))
};
