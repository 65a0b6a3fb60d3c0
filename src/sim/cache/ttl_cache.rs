//! A cache whose entries expire: hits against stale answers.

use crate::base::format::{self, Unit};
use crate::sim::card::{Card, Reference, Tolerance};
use crate::sim::control::{Accepts, Control};
use crate::sim::outcome::{PlotSpec, Quantity, ReadoutSpec};
use crate::sim::row::{Given, Impossible, Row};
use crate::sim::theory::mean_saturation;
use crate::sim::{How, Simulator, Spec};

pub(super) const SIMULATOR: Simulator = Simulator {
    spec: Spec {
        id: "ttl-cache",
        title: "Expiry against staleness",
        question: "How long may an answer be kept before it does more harm than it saves work?",
        summary: "A longer time to live spares the origin and serves older answers; the two curves \
                  bend at different places, and between them lies the choice.",
        controls: CONTROLS,
        readouts: READOUTS,
        plots: &[
            PlotSpec::sweep(
                "stale",
                "Stale answers against the time to live",
                (CONTROLS, 1),
                (READOUTS, 2),
            ),
            PlotSpec::sweep(
                "origin",
                "Load on the origin against the time to live",
                (CONTROLS, 1),
                (READOUTS, 3),
            ),
        ],
    },
    how: How::Formula { compute, explain },
};

const CONTROLS: &[Control] = &[
    Control::number(
        "request_rate_per_s",
        "Requests for the key",
        "Requests each second for one key.",
        0.01,
        1000.0,
    )
    .unit(Unit::PerSecond)
    .steps_of(0.01)
    .starts(1.0)
    .logarithmic()
    .accepts(Accepts::NotNegative),
    Control::number(
        "ttl_s",
        "Time to live",
        "Seconds from fetching an entry until it is thrown away.",
        1.0,
        86_400.0,
    )
    .unit(Unit::Seconds)
    .steps_of(1.0)
    .starts(60.0)
    .logarithmic()
    .accepts(Accepts::NotNegative),
    Control::number(
        "update_rate_per_s",
        "Updates of the value",
        "Changes of the value at the origin each second.",
        0.0001,
        1.0,
    )
    .unit(Unit::EachSecond)
    .steps_of(0.0001)
    .starts(0.001)
    .logarithmic()
    .accepts(Accepts::NotNegative),
];

const READOUTS: &[ReadoutSpec] = &[
    ReadoutSpec::new("hit_ratio", "Hit ratio", Quantity::Quality).unit(Unit::Share).more().main(),
    ReadoutSpec::new("stale_given_hit", "Hits that are stale", Quantity::Freshness)
        .unit(Unit::Share)
        .less(),
    ReadoutSpec::new("stale_fraction", "Answers that are stale", Quantity::Freshness)
        .unit(Unit::Share)
        .less()
        .main(),
    ReadoutSpec::new("origin_load_per_s", "Load on the origin", Quantity::Load)
        .unit(Unit::EachSecond)
        .less()
        .main(),
];

/// One key of a cache whose entries live for a fixed time from when they were fetched. Rates per second, time in
/// seconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Key {
    /// Poisson requests per second.
    pub requests: f64,
    /// Seconds that an entry lives.
    pub lives: f64,
    /// Poisson changes of the value per second.
    pub updates: f64,
}

impl Key {
    /// A miss and the hits that follow it before the entry dies are a cycle: one miss and `λT` hits
    /// in the mean (Jung, Berger and Balakrishnan 2003).
    pub(super) fn hit_ratio(&self) -> f64 {
        let hits = self.requests * self.lives;
        if hits.is_finite() { hits / (1.0 + hits) } else { 1.0 }
    }

    /// The probability that a hit is older than the last update: its age is uniform over the life of
    /// the entry (Cho and Garcia-Molina 2003).
    pub(super) fn stale_given_hit(&self) -> f64 {
        mean_saturation(self.updates * self.lives)
    }

    /// Fetches per second.
    pub(super) fn origin_load(&self) -> f64 {
        self.requests / (1.0 + self.requests * self.lives)
    }
}

fn key(given: &Given) -> Key {
    Key {
        requests: given.number("request_rate_per_s"),
        lives: given.number("ttl_s"),
        updates: given.number("update_rate_per_s"),
    }
}

fn compute(given: &Given) -> Result<Row, Impossible> {
    let key = key(given);
    let (hit, stale) = (key.hit_ratio(), key.stale_given_hit());
    Ok(Row::numbers([hit, stale, hit * stale, key.origin_load()]))
}

fn explain(given: &Given, _: &Row) -> String {
    let key = key(given);
    let share = |x| format::quantity(x, Unit::Share);
    let hits = key.requests * key.lives;
    if hits == 0.0 {
        return "Nothing is asked for while an entry lives, so every request goes to the origin.".into();
    }
    let changes = key.updates * key.lives;
    let stale = if changes < 0.2 {
        format!(
            "the value changes only {} times in that span, so no more than {} of the hits are stale",
            format::number(changes, 2),
            share(key.stale_given_hit()),
        )
    } else {
        format!(
            "the value changes {} times in that span, so {} of the hits tell of the past",
            format::number(changes, 2),
            share(key.stale_given_hit()),
        )
    };
    let saved = if hits > 10.0 {
        " Living longer would save next to nothing more: the origin already sees only one request in \
         each lifetime."
    } else {
        ""
    };
    format!(
        "An entry serves {} hits before it dies, for one fetch; {stale}.{saved}",
        format::number(hits, 2),
    )
}

pub(super) const CARD: Card = Card {
    assumes: &[
        "Requests for the key and updates of its value are Poisson and independent.",
        "An entry lives for a fixed time from when it was fetched; hits do not prolong it.",
        "A fetch takes no time, and room is never short.",
    ],
    holds: "One key at a time. A whole cache is the sum over its keys, and the rare ones make most of the \
            misses.",
    omits: &[
        "Many requests that miss at the same moment, a stampede.",
        "Invalidation, which makes staleness a question of delay instead of lifetime.",
        "Entries that are evicted before they expire; [a cache and its hit ratio](lab:lru-che) has them.",
    ],
    sources: &[
        "Jaeyeon Jung, Arthur W. Berger and Hari Balakrishnan. \"Modeling TTL-based Internet caches.\" \
         *IEEE INFOCOM*, 2003.",
        "Junghoo Cho and Hector Garcia-Molina. \"Effective page refresh policies for web crawlers.\" *ACM \
         Transactions on Database Systems* 28(4), 2003.",
    ],
    references: &[Reference {
        columns: &[
            ("hit_ratio_sim", within("hit_ratio_stderr")),
            ("stale_fraction_sim", within("stale_fraction_stderr")),
            ("hit_ratio_stderr", Tolerance::Skip),
            ("stale_fraction_stderr", Tolerance::Skip),
        ],
        aliases: &[("hit_ratio_sim", "hit_ratio"), ("stale_fraction_sim", "stale_fraction")],
        ..Reference::new(
            "ttl_cache",
            "scipy 1.17.1 for the integrals; cachetools 8.0.1 with a clock of its own for the simulation",
            Tolerance::Relative(1e-8),
        )
    }],
    ..Card::new("ttl-cache", include_str!("ttl_cache.md"))
};

const fn within(column: &'static str) -> Tolerance {
    Tolerance::StandardErrors { times: 4.0, column, or_relative: 0.0 }
}
