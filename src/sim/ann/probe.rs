//! Makes vectors, finds the true neighbours, builds an index, and asks it: a task in slices.

use super::data::{Cloud, Data, NEIGHBOURS, Nearest, QUERIES, Vectors};
use super::hnsw::Hnsw;
use super::ivf::Ivf;
use crate::sim::row::{Given, Impossible, Row};
use crate::sim::Task;
use std::cell::RefCell;
use std::rc::Rc;

/// Numbers of vectors times dimensions that fit into a browser.
const MOST_NUMBERS: usize = 100_000_000;

/// An index over vectors that stay where they are.
pub(super) trait Index {
    /// Works on the index for about so many distances; says how many it used, 0 once it is built.
    fn build(&mut self, points: &Vectors, budget: u64) -> u64;
    /// How much of it is built: 0 to 1.
    fn built(&self) -> f64;
    /// Offers to `found` what it finds with this effort (lists or candidates); says how many
    /// distances that took.
    fn search(&self, points: &Vectors, query: &[f32], effort: usize, found: &mut Nearest) -> u64;
}

/// Which index.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Kind {
    /// So many lists.
    Ivf(usize),
    /// M and efConstruction.
    Hnsw(usize, usize),
}

/// What was found with how much work, over the queries so far.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Tally {
    queries: usize,
    hits: usize,
    wanted: usize,
    distances: u64,
}

impl Tally {
    /// The share of the true neighbours that were found.
    pub(super) fn recall(&self) -> f64 {
        self.hits as f64 / self.wanted as f64
    }

    /// Mean distances computed for a query.
    pub(super) fn distances(&self) -> f64 {
        self.distances as f64 / self.queries as f64
    }
}

/// The last vectors and the last index, as a memory of computations: a learner who moves the effort of
/// a search asks the same index again, as do the points of its curve. What is remembered is what would
/// be computed, so no result depends on it.
#[derive(Default)]
struct Kept {
    data: Option<(Cloud, Rc<Data>)>,
    index: Option<(Cloud, Kind, Rc<dyn Index>)>,
}

thread_local! {
    static KEPT: RefCell<Kept> = RefCell::default();
}

enum Stage {
    Start,
    Truth(Box<Data>),
    Build(Rc<Data>, Box<dyn Index>),
    Search(Rc<Data>, Rc<dyn Index>),
}

/// The task. It has no chance but that of the vectors, whose seed is an input.
pub(super) struct Probe {
    pub(super) cloud: Cloud,
    pub(super) kind: Kind,
    effort: usize,
    stage: Stage,
    tally: Tally,
    row: fn(&Tally, &Probe) -> Row,
}

/// The vectors that a learner or a table asks for.
///
/// # Errors
/// When they would not fit into memory.
pub(super) fn cloud(given: &Given) -> Result<Cloud, Impossible> {
    let whole = |key| given.whole(key).try_into().unwrap_or(usize::MAX);
    let (points, dimensions, clusters) = (whole("n"), whole("d"), whole("n_clusters"));
    for (key, count) in [("n", points), ("n_clusters", clusters)] {
        if count.saturating_mul(dimensions) > MOST_NUMBERS {
            let why = format!("must not exceed {} with so many dimensions", MOST_NUMBERS / dimensions);
            return Err(Impossible::new(key, why));
        }
    }
    let (seed, spread) = (given.whole("seed"), given.number("spread"));
    Ok(Cloud { seed, points, dimensions, clusters, spread })
}

impl Probe {
    pub(super) fn new(
        cloud: Cloud,
        kind: Kind,
        effort: usize,
        row: fn(&Tally, &Probe) -> Row,
    ) -> Self {
        Self { cloud, kind, effort, row, stage: Stage::Start, tally: Tally::default() }
    }

    fn index(&self, points: &Vectors) -> Box<dyn Index> {
        match self.kind {
            Kind::Ivf(lists) => Box::new(Ivf::new(points, lists)),
            Kind::Hnsw(links, width) => Box::new(Hnsw::new(points, links, width)),
        }
    }

    fn begin(&mut self) -> u64 {
        let (data, index) = KEPT.with_borrow(|kept| {
            let data = kept.data.as_ref().filter(|(cloud, _)| *cloud == self.cloud);
            let mine = |(cloud, kind, _): &&(Cloud, Kind, _)| {
                *cloud == self.cloud && *kind == self.kind
            };
            let index = kept.index.as_ref().filter(mine);
            (data.map(|(_, data)| data.clone()), index.map(|(_, _, index)| index.clone()))
        });
        self.stage = match (data, index) {
            (Some(data), Some(index)) => Stage::Search(data, index),
            (Some(data), None) => {
                let index = self.index(&data.points);
                Stage::Build(data, index)
            }
            (None, _) => Stage::Truth(Box::new(self.cloud.make())),
        };
        1 + (self.cloud.points * self.cloud.dimensions / 16) as u64
    }

    fn end_truth(&mut self, data: Data) {
        let data = Rc::new(data);
        KEPT.with_borrow_mut(|kept| kept.data = Some((self.cloud, data.clone())));
        self.stage = Stage::Build(data.clone(), self.index(&data.points));
    }

    fn end_build(&mut self, data: Rc<Data>, index: Box<dyn Index>) {
        let index: Rc<dyn Index> = index.into();
        KEPT.with_borrow_mut(|kept| kept.index = Some((self.cloud, self.kind, index.clone())));
        self.stage = Stage::Search(data, index);
    }

    fn step(&mut self, budget: u64) -> u64 {
        let stage = std::mem::replace(&mut self.stage, Stage::Start);
        match stage {
            Stage::Start => self.begin(),
            Stage::Truth(mut data) => {
                if data.look_at_all() {
                    self.stage = Stage::Truth(data);
                } else {
                    self.end_truth(*data);
                }
                self.cloud.points as u64
            }
            Stage::Build(data, mut index) => {
                let used = index.build(&data.points, budget);
                if used > 0 {
                    self.stage = Stage::Build(data, index);
                } else {
                    self.end_build(data, index);
                }
                used.max(1)
            }
            Stage::Search(data, index) => {
                let used = self.ask(&data, &*index);
                self.stage = Stage::Search(data, index);
                used
            }
        }
    }

    fn ask(&mut self, data: &Data, index: &dyn Index) -> u64 {
        let query = self.tally.queries;
        let mut found = Nearest::new(NEIGHBOURS);
        let used = index.search(&data.points, data.queries.get(query), self.effort, &mut found);
        self.tally.hits += data.hits(query, &found);
        self.tally.wanted += data.truth[query].len();
        self.tally.distances += used;
        self.tally.queries += 1;
        used.max(1)
    }
}

impl Task for Probe {
    fn advance(&mut self, events: u64) -> u64 {
        let mut used = 0;
        while used < events && self.tally.queries < QUERIES {
            used += self.step(events - used);
        }
        used
    }

    fn done(&self) -> f64 {
        // Building is most of it.
        match &self.stage {
            _ if self.tally.queries == QUERIES => 1.0,
            Stage::Start => 0.0,
            Stage::Truth(data) => 0.01 + 0.19 * data.truth.len() as f64 / QUERIES as f64,
            Stage::Build(_, index) => 0.2 + 0.7 * index.built(),
            Stage::Search(..) => 0.9 + 0.099 * self.tally.queries as f64 / QUERIES as f64,
        }
    }

    fn row(&self) -> Option<Row> {
        (self.tally.queries > 0).then(|| (self.row)(&self.tally, self))
    }
}
