//! Embedding tables with fewer rows than ids: what the memory saved costs in collisions.

use super::card::{Card, Reference, Tolerance};
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
        id: "hash-embedding",
        title: "Hashing ids into a smaller table",
        question: "How small may an embedding table be before ids share their rows?",
        summary: "Hashing ids into fewer rows saves memory in proportion and lets ids share rows sooner \
                  than one expects; two hashes tell nearly all of them apart again.",
        controls: CONTROLS,
        readouts: READOUTS,
        plots: &[
            PlotSpec::sweep("collisions", "Ids that share a row", (CONTROLS, 0), (READOUTS, 3)),
            PlotSpec::sweep("memory", "Table against its rows", (CONTROLS, 0), (READOUTS, 0))
                .logarithmic(),
        ],
    },
    how: How::Formula { compute, explain },
};

const CONTROLS: &[Control] = &[
    Control::whole("buckets", "Rows", "Rows of the table, to which ids are hashed.", 100.0, 1e9)
        .unit(Unit::Items)
        .starts(1e6)
        .logarithmic()
        .accepts(Accepts::Whole(1.0, 9_007_199_254_740_992.0)),
    Control::whole("n_ids", "Ids", "Different ids: users, items, words.", 100.0, 1e9)
        .unit(Unit::Items)
        .starts(1e7)
        .logarithmic()
        .accepts(Accepts::Whole(1.0, 9_007_199_254_740_992.0)),
    Control::whole("dim", "Dimension", "Numbers in a row.", 4.0, 512.0)
        .steps_of(4.0)
        .starts(64.0)
        .logarithmic()
        .accepts(Accepts::Whole(1.0, 1e9)),
    Control::number(
        "bytes_per_elem",
        "Bytes per number",
        "4 in single precision, 2 in half, 1 when quantised.",
        1.0,
        4.0,
    )
    .unit(Unit::Bytes)
    .steps_of(1.0)
    .starts(4.0)
    .accepts(Accepts::Positive),
];

const fn bytes(key: &'static str, label: &'static str) -> ReadoutSpec {
    ReadoutSpec::new(key, label, Quantity::Cost).unit(Unit::Bytes).less()
}

const fn collisions(key: &'static str, label: &'static str) -> ReadoutSpec {
    ReadoutSpec::new(key, label, Quantity::Quality).unit(Unit::Share).less()
}

const READOUTS: &[ReadoutSpec] = &[
    bytes("table_bytes", "Table").main(),
    bytes("full_table_bytes", "Table with a row for each id"),
    ReadoutSpec::new("expected_used_buckets", "Rows in use", Quantity::Load).unit(Unit::Items),
    collisions("p_id_collides", "Ids that share a row").main(),
    ReadoutSpec::new("expected_ids_per_used_bucket", "Ids per row in use", Quantity::Load).less(),
    collisions("p_collide_two_hashes", "Ids that share both of two rows").main(),
];

/// Ids that are hashed, each to a row of its own luck (Weinberger et al. 2009).
#[derive(Debug, Clone, Copy, PartialEq)]
struct Table {
    /// Different ids, 1 or more.
    ids: f64,
    /// Rows, 1 or more.
    rows: f64,
}

impl Table {
    /// The probability that none of so many ids takes a certain one of so many places, as its
    /// complement, which keeps its digits where it is small.
    fn taken(ids: f64, places: f64) -> f64 {
        // No id takes nothing, also where there is one place, of which all would take it.
        if ids == 0.0 { 0.0 } else { -math::expm1(ids * math::log1p(-1.0 / places)) }
    }

    /// Rows that at least one id takes, on average.
    fn used(&self) -> f64 {
        self.rows * Self::taken(self.ids, self.rows)
    }

    /// The probability that an id shares its row.
    fn shared(&self) -> f64 {
        Self::taken(self.ids - 1.0, self.rows)
    }

    /// The probability that some other id has the same pair of rows, in two such tables with
    /// independent hashes (Shi et al. 2020).
    fn shared_twice(&self) -> f64 {
        Self::taken(self.ids - 1.0, self.rows * self.rows)
    }
}

fn compute(given: &Given) -> Result<Row, Impossible> {
    let table = Table { ids: given.number("n_ids"), rows: given.number("buckets") };
    let row = given.number("dim") * given.number("bytes_per_elem");
    Ok(Row::numbers([
        table.rows * row,
        table.ids * row,
        table.used(),
        table.shared(),
        table.ids / table.used(),
        table.shared_twice(),
    ]))
}

fn explain(given: &Given, row: &Row) -> String {
    let table = Table { ids: given.number("n_ids"), rows: given.number("buckets") };
    let share = |x| format::quantity(x, Unit::Share);
    let bytes = |place: usize| format::quantity(row.cells[place].number().unwrap_or_default(), Unit::Bytes);
    let load = table.ids / table.rows;
    let twice = format!(
        "a second table with another hash leaves {} indistinguishable, for {} in all",
        if table.shared_twice() < 1e-6 { "hardly any".into() } else { share(table.shared_twice()) },
        format::quantity(2.0 * row.cells[0].number().unwrap_or_default(), Unit::Bytes),
    );
    if load <= 1.0 {
        return format!(
            "There are {} rows for each id, and yet {} of the ids share one, because hashing fills rows \
             at random and leaves {} of them empty; {twice}.",
            format::number(1.0 / load, 3),
            share(table.shared()),
            share(1.0 - table.used() / table.rows),
        );
    }
    format!(
        "{} ids learn in each row as if they were one, which saves {} of {}; {twice}.",
        format::number(row.cells[4].number().unwrap_or_default(), 3),
        share(1.0 - 1.0 / load),
        bytes(1),
    )
}

/// Their cards.
pub const CARDS: &[Card] = &[Card {
    assumes: &[
        "Each id goes to each row with the same probability, independently of the others.",
        "Every id is used: rows of ids that never occur count as shared too.",
    ],
    holds: "Any number of ids and rows. How much sharing hurts quality depends on the ids: two rare ones \
            matter less than two frequent ones.",
    omits: &[
        "How often ids occur: the frequent ones can have rows of their own, the rare ones share.",
        "States of the optimiser, which in training take as much memory again, or twice as much.",
        "Quality itself, which only a test on the task can tell.",
    ],
    sources: &[
        "Kilian Weinberger et al. \"Feature hashing for large scale multitask learning.\" *ICML*, 2009. \
         [arXiv:0902.2206](https://arxiv.org/abs/0902.2206)",
        "Hao-Jun Michael Shi et al. \"Compositional embeddings using complementary partitions for \
         memory-efficient recommendation systems.\" *KDD*, 2020. \
         [arXiv:1909.02107](https://arxiv.org/abs/1909.02107)",
        "Maxim Naumov et al. \"Deep learning recommendation model for personalization and \
         recommendation systems.\" 2019. [arXiv:1906.00091](https://arxiv.org/abs/1906.00091)",
    ],
    references: &[Reference::new(
        "hash_embedding",
        "scipy 1.17.1: binomial probabilities; numpy 2.4.6: bytes of arrays",
        Tolerance::Relative(1e-9),
    )],
    ..Card::new("hash-embedding", include_str!("CARD.md"))
}];
