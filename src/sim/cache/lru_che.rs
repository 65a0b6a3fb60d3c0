//! A cache under Zipf's law: what least recently used, first in first out and a perfect choice hit.

use super::che::{Found, Keep, Search};
use super::policies::{Fifo, Lru};
use super::zipf::{self, Alias};
use crate::base::format::{self, Unit};
use crate::base::rng::{Seed, Stream};
use crate::base::stats;
use crate::sim::card::{Card, Reference, Tolerance};
use crate::sim::control::{Accepts, Control};
use crate::sim::outcome::{PlotSpec, Quantity, ReadoutSpec};
use crate::sim::row::{Cell, Given, Impossible, Row};
use crate::sim::{Effort, How, Simulator, Spec, Task};

pub(super) const SIMULATOR: Simulator = Simulator {
    spec: Spec {
        id: "lru-che",
        title: "A cache and its hit ratio",
        question: "How much does a larger cache help, and how far is it from the best it could do?",
        summary: "A least-recently-used cache under Zipf's law: a short formula predicts its hit ratio, \
                  a real cache confirms it, and the popular items alone would do better.",
        controls: CONTROLS,
        readouts: READOUTS,
        plots: &[
            PlotSpec::sweep("hit", "Hit ratio against capacity", (CONTROLS, 2), (READOUTS, 1)),
            PlotSpec::sweep("skew", "Hit ratio against skew", (CONTROLS, 1), (READOUTS, 1)),
        ],
    },
    how: How::Simulation { begin, explain },
};

const CONTROLS: &[Control] = &[
    Control::whole("n_items", "Items", "Different items that are ever asked for.", 10.0, 100_000.0)
        .unit(Unit::Items)
        .starts(10_000.0)
        .logarithmic()
        .accepts(Accepts::Whole(1.0, 1e8)),
    Control::number(
        "zipf_alpha",
        "Skew",
        "The exponent of Zipf's law: 0 asks for all items equally, 1 asks for the tenth a tenth as \
         often as for the first.",
        0.0,
        1.5,
    )
    .steps_of(0.05)
    .starts(0.8)
    .accepts(Accepts::Between(0.0, 8.0)),
    Control::whole("capacity", "Capacity", "Items that fit into the cache.", 1.0, 100_000.0)
        .unit(Unit::Items)
        .starts(500.0)
        .logarithmic()
        .accepts(Accepts::Whole(1.0, 1e8)),
];

const fn hit(key: &'static str, label: &'static str) -> ReadoutSpec {
    ReadoutSpec::new(key, label, Quantity::Quality).unit(Unit::Share).more()
}

const READOUTS: &[ReadoutSpec] = &[
    ReadoutSpec::new("che_time_requests", "Characteristic time", Quantity::Freshness)
        .unit(Unit::Requests),
    hit("che_hit", "Hit ratio, predicted").main(),
    hit("lru_hit_sim", "Hit ratio, least recently used").main(),
    hit("fifo_hit_sim", "Hit ratio, first in first out").main(),
    hit("fifo_hit_theory", "First in first out, predicted"),
    hit("opt_static_hit", "Hit ratio of the most popular items").main(),
];

/// Batches of requests, for the standard error.
const BATCHES: u64 = 20;

/// What is going on.
enum Phase {
    /// The characteristic times, one pass over all items per step.
    Searching,
    /// Requests, to both caches at once.
    Running(Box<Caches>),
}

struct Caches {
    alias: Alias,
    stream: Stream,
    lru: Lru,
    fifo: Fifo,
    /// Requests that are still to be left out.
    warm_up: u64,
    /// Requests and hits of the batch that is going on.
    requests: u64,
    hits: [u64; 2],
    /// Hit ratios of the finished batches.
    ratios: [Vec<f64>; 2],
}

struct Run {
    capacity: usize,
    seed: Seed,
    shares: Vec<f64>,
    lru: Search,
    fifo: Search,
    phase: Phase,
    /// Requests in a batch; 0 where only the formula is asked for.
    batch: u64,
}

fn begin(given: &Given, seed: Seed, effort: Effort) -> Result<Box<dyn Task>, Impossible> {
    let (items, capacity) = (given.whole("n_items") as usize, given.whole("capacity") as usize);
    if capacity >= items {
        return Ok(Box::new(Fits { done: false }));
    }
    Ok(Box::new(Run {
        capacity,
        seed,
        shares: zipf::shares(items, given.number("zipf_alpha")),
        lru: Search::new(capacity, Keep::Recent),
        fifo: Search::new(capacity, Keep::Oldest),
        phase: Phase::Searching,
        batch: match effort {
            // A curve is drawn of the formula, which is exact enough and far cheaper.
            Effort::Sketch => 0,
            Effort::Lab => 5_000,
            Effort::Full => 30_000,
        },
    }))
}

/// Everything fits, so everything is there once it was asked for.
struct Fits {
    done: bool,
}

impl Task for Fits {
    fn advance(&mut self, _: u64) -> u64 {
        u64::from(!std::mem::replace(&mut self.done, true))
    }

    fn done(&self) -> f64 {
        if self.done { 1.0 } else { 0.0 }
    }

    fn row(&self) -> Option<Row> {
        Some(Row::numbers([f64::INFINITY, 1.0, 1.0, 1.0, 1.0, 1.0]))
    }
}

impl Run {
    fn search(&mut self) -> u64 {
        match (self.lru.found(), self.fifo.found()) {
            (None, _) => self.lru.step(&self.shares),
            (_, None) => self.fifo.step(&self.shares),
            (Some(_), Some(fifo)) => self.phase = Phase::Running(Box::new(self.caches(fifo))),
        }
        // An item costs a fraction of what a request does.
        1 + self.shares.len() as u64 / 4
    }

    fn caches(&self, fifo: Found) -> Caches {
        let (shares, capacity) = (&self.shares, self.capacity);
        let ratios = || Vec::with_capacity(BATCHES as usize);
        Caches {
            alias: Alias::new(shares),
            lru: Lru::settled(shares, capacity, &mut self.seed.stream(1)),
            fifo: Fifo::nearly_settled(shares, capacity, fifo.time, &mut self.seed.stream(2)),
            stream: self.seed.stream(0),
            warm_up: 2 * self.batch,
            requests: 0,
            hits: [0; 2],
            ratios: [ratios(), ratios()],
        }
    }
}

impl Caches {
    fn request(&mut self, batch: u64) {
        let item = self.alias.draw(&mut self.stream);
        let hits = [self.lru.request(item), self.fifo.request(item)];
        if self.warm_up > 0 {
            self.warm_up -= 1;
            return;
        }
        self.requests += 1;
        self.hits.iter_mut().zip(hits).for_each(|(count, hit)| *count += u64::from(hit));
        if self.requests == batch {
            for (ratios, hits) in self.ratios.iter_mut().zip(&mut self.hits) {
                ratios.push(std::mem::take(hits) as f64 / batch as f64);
            }
            self.requests = 0;
        }
    }

    fn finished(&self) -> bool {
        self.ratios[0].len() as u64 == BATCHES
    }
}

impl Task for Run {
    fn advance(&mut self, events: u64) -> u64 {
        let mut used = 0;
        while used < events {
            if self.batch == 0 && self.lru.found().is_some() {
                break;
            }
            match &mut self.phase {
                Phase::Searching => used += self.search(),
                Phase::Running(caches) if caches.finished() => break,
                Phase::Running(caches) => {
                    caches.request(self.batch);
                    used += 1;
                }
            }
        }
        used
    }

    fn done(&self) -> f64 {
        match &self.phase {
            Phase::Searching if self.batch == 0 && self.lru.found().is_some() => 1.0,
            Phase::Searching => 0.0,
            Phase::Running(caches) => {
                let batches = caches.ratios[0].len() as f64;
                (batches + caches.requests as f64 / self.batch as f64) / BATCHES as f64
            }
        }
    }

    fn row(&self) -> Option<Row> {
        let lru = self.lru.found()?;
        let best: f64 = self.shares[..self.capacity].iter().rev().sum();
        if self.batch == 0 {
            let unknown = f64::NAN;
            return Some(Row::numbers([lru.time, lru.hit, unknown, unknown, unknown, best]));
        }
        let fifo = self.fifo.found()?;
        let Phase::Running(caches) = &self.phase else { return None };
        if caches.ratios[0].len() < 2 {
            return None;
        }
        let estimate = |ratios: &[f64]| {
            let error = (stats::variance(ratios) / ratios.len() as f64).sqrt();
            Cell::estimate(stats::mean(ratios), error)
        };
        Some(Row::new([
            Cell::from(lru.time),
            Cell::from(lru.hit),
            estimate(&caches.ratios[0]),
            estimate(&caches.ratios[1]),
            Cell::from(fifo.hit),
            Cell::from(best),
        ]))
    }
}

fn explain(given: &Given, row: &Row) -> String {
    let share = |place: usize| {
        let number = row.cells[place].number().unwrap_or(0.0);
        format::quantity(number, Unit::Share)
    };
    let (items, capacity) = (given.number("n_items"), given.number("capacity"));
    if capacity >= items {
        return "Everything fits, so each item misses once, and never again.".into();
    }
    let time = row.cells[0].number().unwrap_or(0.0);
    let missed = row.cells[5].number().unwrap_or(0.0) - row.cells[2].number().unwrap_or(0.0);
    if missed < 0.02 {
        return format!(
            "With room for {} of the items, {} of the requests hit, about as many as always keeping the \
             most popular ones would: either all are alike, or the few that matter are never gone.",
            format::quantity(capacity / items, Unit::Share),
            share(2),
        );
    }
    format!(
        "With room for {} of the items, one that nobody asks for is gone after about {} requests; that is \
         long enough for {} of the requests, while always keeping the most popular items would hit {}: \
         the rest of the room goes to items that come once and leave.",
        format::quantity(capacity / items, Unit::Share),
        format::number(time, 3),
        share(2),
        share(5),
    )
}

pub(super) const CARD: Card = Card {
    assumes: &[
        "Requests are independent of one another, with probabilities that follow Zipf's law and do not \
         change (the independent reference model).",
        "All items have the same size, and a miss brings the item in.",
    ],
    holds: "The formula is off by less than 0.004 everywhere, most for a cache of a single item, and \
            exact as the cache and the number of items grow together. Real traffic asks for an item \
            again soon after, which helps every cache that admits it.",
    omits: &[
        "Bursts of interest, days and trends.",
        "Scans that ask for everything once and flush a least-recently-used cache.",
        "Items of different sizes and costs.",
    ],
    sources: &[
        "Hao Che, Ye Tung and Zhijun Wang. \"Hierarchical web caching systems: modeling, design and \
         experimental results.\" *IEEE Journal on Selected Areas in Communications* 20(7), 2002.",
        "Christine Fricker, Philippe Robert and James Roberts. \"A versatile and accurate approximation \
         for LRU cache performance.\" *International Teletraffic Congress* 24, 2012.",
        "Ronald Fagin. \"Asymptotic miss ratios over independent references.\" *Journal of Computer and \
         System Sciences* 14(2), 1977.",
        "W. Frank King. \"Analysis of demand paging algorithms.\" *IFIP Congress*, 1971.",
    ],
    references: &[Reference {
        columns: &[
            ("lru_hit_sim", within("lru_hit_stderr")),
            ("fifo_hit_sim", within("fifo_hit_stderr")),
            ("lru_hit_stderr", Tolerance::Skip),
            ("fifo_hit_stderr", Tolerance::Skip),
        ],
        ..Reference::new(
            "lru_che",
            "scipy 1.17.1 and icarus for the formula; cachetools 8.0.1 fed by numpy for the caches",
            Tolerance::Relative(1e-6),
        )
    }],
    ..Card::new("lru-che", include_str!("lru_che.md"))
};

const fn within(column: &'static str) -> Tolerance {
    Tolerance::StandardErrors { times: 4.0, column, or_relative: 0.0 }
}
