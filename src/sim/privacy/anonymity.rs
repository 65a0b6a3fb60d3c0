//! k-anonymity: how many people stand alone in a table that names nobody.

use crate::base::discrete;
use crate::base::format::{self, Unit};
use crate::sim::card::{Card, Reference, Tolerance};
use crate::sim::control::{Accepts, Control};
use crate::sim::outcome::{PlotSpec, Quantity, ReadoutSpec};
use crate::sim::row::{Given, Impossible, Row};
use crate::sim::{How, Simulator, Spec};

pub(super) const SIMULATOR: Simulator = Simulator {
    spec: Spec {
        id: "k-anonymity",
        title: "Alone in a crowd",
        question: "How coarse must a table be so that nobody in it stands alone?",
        summary: "Birth date, postcode and sex name nobody, and single out most people: how many \
                  records share each combination decides.",
        controls: CONTROLS,
        readouts: READOUTS,
        plots: &[
            PlotSpec::sweep(
                "below",
                "Records in groups that are too small, against combinations",
                (CONTROLS, 1),
                (READOUTS, 1),
            ),
            PlotSpec::sweep(
                "unique",
                "Records that stand alone, against combinations",
                (CONTROLS, 1),
                (READOUTS, 0),
            ),
        ],
    },
    how: How::Formula { compute, explain },
};

pub(super) const CONTROLS: &[Control] = &[
    Control::whole("population", "Records", "How many people are in the table.", 100.0, 1e7)
        .unit(Unit::People)
        .starts(100_000.0)
        .logarithmic()
        .accepts(Accepts::Whole(1.0, 1e12)),
    Control::whole(
        "cells",
        "Combinations",
        "How many combinations of the revealing columns there are, all equally likely.",
        10.0,
        1e8,
    )
    .starts(10_000.0)
    .logarithmic()
    .accepts(Accepts::Whole(1.0, 1e15)),
    Control::whole("k", "Smallest group", "A record is safe among so many.", 2.0, 50.0)
        .unit(Unit::People)
        .starts(5.0)
        .accepts(Accepts::Whole(1.0, 1e12)),
];

pub(super) const READOUTS: &[ReadoutSpec] = &[
    ReadoutSpec::new("expected_unique_share", "Records that stand alone", Quantity::Quality)
        .unit(Unit::Share)
        .less()
        .main(),
    ReadoutSpec::new("expected_share_below_k", "Records in smaller groups", Quantity::Quality)
        .unit(Unit::Share)
        .less()
        .main(),
    ReadoutSpec::new("expected_suppressed", "Records to leave out", Quantity::Cost)
        .unit(Unit::People)
        .less()
        .main(),
];

/// The share of `population` records, spread evenly by chance over `cells` combinations, that share
/// theirs with fewer than `k − 1` others: the others in one's cell are binomial.
pub(super) fn share_below(population: u64, cells: f64, k: u64) -> f64 {
    match k {
        0 | 1 => 0.0,
        _ => discrete::binomial_cdf(population - 1, 1.0 / cells, k - 2),
    }
}

fn compute(given: &Given) -> Result<Row, Impossible> {
    let (population, cells) = (given.whole("population"), given.number("cells"));
    let below = share_below(population, cells, given.whole("k"));
    let alone = share_below(population, cells, 2);
    Ok(Row::numbers([alone, below, below * population as f64]))
}

fn explain(given: &Given, row: &Row) -> String {
    let (population, cells) = (given.number("population"), given.number("cells"));
    let k = given.number("k");
    let share = |place: usize| format::quantity(row.cells[place].number().unwrap_or(0.0), Unit::Share);
    let each = population / cells;
    let crowd = format!("On average {} records share a combination", format::number(each, 3));
    if each < 1.0 {
        return format!(
            "{crowd}: there are more combinations than people, so {} stand alone, named or not.",
            share(0),
        );
    }
    if each < 2.0 * k {
        return format!(
            "{crowd}, but chance fills some with fewer than {k:.0}: {} of the records are there, and \
             would have to be left out or made coarser.",
            share(1),
        );
    }
    format!(
        "{crowd}, so far above {k:.0} that chance leaves only {} of the records in smaller groups.",
        share(1),
    )
}

pub(super) const CARD: Card = Card {
    assumes: &[
        "All combinations are equally likely and people fall into them independently.",
        "An attacker knows the revealing columns of a person and nothing else.",
    ],
    holds: "Expected shares, for any numbers. Real columns are uneven, so rare combinations hold more \
            lonely people than this says: it is a lower bound.",
    omits: &[
        "Uneven columns: villages, rare ages, rare names of jobs.",
        "Groups that are large but agree in what is secret, against which l-diversity guards.",
        "Several releases of the same people, and what else an attacker has.",
    ],
    sources: &[
        "Latanya Sweeney. \"k-Anonymity: A Model for Protecting Privacy.\" *International Journal on Uncertainty, Fuzziness and Knowledge-Based Systems* 10(5), 2002.",
        "Ashwin Machanavajjhala et al. \"l-Diversity: Privacy Beyond k-Anonymity.\" *ACM TKDD* 1(1), 2007.",
    ],
    references: &[Reference::new(
        "k_anonymity",
        "scipy 1.17.1 (`binom`), checked by simulation with pandas",
        Tolerance::Relative(1e-9),
    )],
    ..Card::new("k-anonymity", include_str!("anonymity.md"))
};
