//! Layer 1: simulators. A simulator computes a trade-off from typed inputs; it draws nothing.
//!
//! To add one: make a folder with `mod.rs` (the tables `SIMULATORS` and `CARDS`), its computation, its
//! tests and a card (the question, equations, how it is checked; the learner reads it too), then add
//! its name to `simulators!` below. Where one piece of mathematics answers several questions, one
//! folder holds several simulators. `src/sim/mm1/` is the smallest.
//!
//! A simulator says what goes in and what comes out as data ([`Spec`]), and how it is computed
//! ([`How`]). The page knows only the specification of the labs that it shows; the worker has all.
//!
//! What is simulated event by event shares the [`engine`].
//!
//! Everything that draws randomness takes a [`Seed`]; logarithms and powers
//! come from [`math`](crate::base::math), because those of the standard library differ between WASM
//! and native in the last bits.

pub mod agreement;
pub mod card;
pub mod compare;
pub mod control;
pub mod engine;
pub mod history;
pub mod lab;
pub mod link;
pub mod outcome;
mod prelude;
pub mod row;
pub mod runner;
pub mod study;
pub mod text;
pub mod theory;
pub mod values;

use crate::base::rng::Seed;
use card::Card;
use control::Control;
use outcome::{Outcome, PlotSpec, ReadoutSpec};
use row::{Given, Impossible, Row};
use serde::{Deserialize, Serialize};
use text::{List, Text, for_pages, list, text};
use values::Values;

macro_rules! simulators {
    ($($name:ident)*) => {
        $(pub mod $name;)*

        const FOLDERS: &[(&str, &[Simulator])] = &[$((stringify!($name), {
            const ALL: [Simulator; $name::SIMULATORS.len()] = without_words($name::SIMULATORS);
            &ALL
        })),*];

        const CARDS: &[&[Card]] = &[$($name::CARDS),*];
    };
}

// In alphabetic order.
simulators! {
    accelerator
    ann
    autoscale
    balancing
    bandit
    batch_service
    batching
    binormal
    cache
    calibration
    cascade
    checkpoint
    clients
    decoding
    desk
    drift
    economics
    elastic
    experiments
    expiry
    fairness
    federated
    fsrs
    hashing
    labels
    llm
    mm1
    overload
    parallel
    privacy
    quantisation
    queues
    ranking
    release
    reliability
    review
    rollout
    scaling
    scatter
    shapley
    staleness
    tail_latency
}

/// What a simulator takes, gives and shows, as data. It travels with each page that has its lab.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Spec {
    /// A slug that never changes: its address.
    #[serde(deserialize_with = "text")]
    pub id: Text,
    /// As it is called in headings and links.
    #[serde(deserialize_with = "text")]
    pub title: Text,
    /// What the learner is asked when it stands alone, as a sentence.
    #[serde(deserialize_with = "text")]
    pub question: Text,
    /// One sentence for the gallery and for search engines.
    #[serde(deserialize_with = "text")]
    pub summary: Text,
    /// Every input. Sliders, addresses, lessons and tests read this list; the first three are in view
    /// where nothing else is asked for.
    #[serde(deserialize_with = "list")]
    pub controls: List<Control>,
    /// Every output, in the order of [`Row::cells`] and [`Outcome::readings`].
    #[serde(deserialize_with = "list")]
    pub readouts: List<ReadoutSpec>,
    /// Every picture, in the order of [`Outcome::plots`].
    #[serde(deserialize_with = "list")]
    pub plots: List<PlotSpec>,
}

/// One trade-off.
#[derive(Clone, Copy)]
pub struct Simulator {
    /// What goes in and what comes out.
    pub spec: Spec,
    /// How the second follows from the first.
    pub how: How,
}

/// How a simulator computes.
#[derive(Clone, Copy)]
pub enum How {
    /// At once: a closed form, a numerical solution, or a sum small enough for one slice.
    Formula {
        /// Total for all inputs that the controls accept.
        compute: fn(&Given) -> Result<Row, Impossible>,
        /// Why the result is what it is: a sentence with its numbers, for a learner who turned a knob.
        explain: Explain,
    },
    /// In slices, with chance.
    Simulation {
        /// Begins; deterministic in the seed.
        begin: Begin,
        /// As for a formula.
        explain: Explain,
    },
    /// In slices, with pictures of its own.
    Lab {
        /// Begins a run: total for any [`Values`] of its simulator, and deterministic in the seed.
        start: fn(&Values, Seed) -> Box<dyn Run>,
        /// What happened and why, in one sentence.
        narrate: fn(&Story<'_>) -> String,
    },
}

/// Begins a simulation, or says which input to change.
pub type Begin = fn(&Given, Seed, Effort) -> Result<Box<dyn Task>, Impossible>;

/// Why a row is what it is, as a sentence.
pub type Explain = fn(&Given, &Row) -> String;

/// How much work a simulation should spend.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effort {
    /// For one point of a curve that many points draw.
    Sketch,
    /// For a lab: settled in a fifth of a second on a slow phone.
    Lab,
    /// For tables of data: as accurate as the references ask for.
    Full,
}

/// A simulation in progress.
pub trait Task {
    /// Works for about `events` simulated events and says how many it used; 0 once nothing is left.
    fn advance(&mut self, events: u64) -> u64;
    /// How much of the work is done: 0 to 1, and 1 exactly when nothing is left.
    fn done(&self) -> f64;
    /// What is known so far; `None` before the first estimate.
    fn row(&self) -> Option<Row>;
}

/// A lab's run in progress. It is driven in slices so that a page never stalls and a stale run can stop.
pub trait Run {
    /// Works for about `events` simulated events; `true` once there is nothing left to do.
    fn advance(&mut self, events: usize) -> bool;
    /// Whether the readings are final; what is left to do then is for the pictures.
    fn settled(&self) -> bool;
    /// What is known so far. Before the first event the readings are not yet numbers to show:
    /// [`Outcome::done`] is 0.
    fn outcome(&self) -> Outcome;
}

/// What a narration speaks of: the state now and, if there is one, the state it is compared with.
pub struct Story<'a> {
    /// The settings and result before the learner's last change.
    pub before: Option<(&'a Values, &'a Outcome)>,
    /// The settings and result now.
    pub now: (&'a Values, &'a Outcome),
}

impl std::ops::Deref for Simulator {
    type Target = Spec;

    fn deref(&self) -> &Spec {
        &self.spec
    }
}

impl Simulator {
    /// Begins a lab's run: total for any [`Values`] of this simulator, and deterministic in the seed.
    #[must_use]
    pub fn begin(&'static self, values: &Values, seed: Seed) -> Box<dyn Run> {
        match self.how {
            How::Lab { start, .. } => start(values, seed),
            How::Formula { .. } | How::Simulation { .. } => lab::begin(self, values, seed),
        }
    }

    /// Whether it takes time: then it may draw, which intervals of its results tell.
    #[must_use]
    pub fn simulates(&self) -> bool {
        !matches!(self.how, How::Formula { .. })
    }

    /// Runs a lab to the end in one go, for tests and for the build.
    #[must_use]
    pub fn run(&'static self, values: &Values, seed: Seed) -> Outcome {
        let mut run = self.begin(values, seed);
        while !run.advance(usize::MAX) {}
        run.outcome()
    }

    /// What happened in a lab and why, in one sentence.
    #[must_use]
    pub fn narrate(&'static self, story: &Story<'_>) -> String {
        match self.how {
            How::Lab { narrate, .. } => narrate(story),
            How::Formula { explain, .. } | How::Simulation { explain, .. } => {
                lab::narrate(self, explain, story)
            }
        }
    }

    /// One row of results, at full accuracy.
    ///
    /// # Errors
    /// [`Impossible`] when the inputs make no sense together.
    pub fn compute(&'static self, given: &Given, seed: Seed) -> Result<Row, Impossible> {
        match self.how {
            How::Formula { compute, .. } => compute(given),
            How::Simulation { begin, .. } => {
                let mut task = begin(given, seed, Effort::Full)?;
                while task.advance(u64::MAX) > 0 {}
                Ok(task.row().expect("a finished task knows its row"))
            }
            How::Lab { .. } => Ok(lab::row(&self.run(&lab::values(self, given), seed))),
        }
    }
}

impl Spec {
    /// The control called `key`, with its place in [`Spec::controls`].
    #[must_use]
    pub fn control(&self, key: &str) -> Option<(usize, &'static Control)> {
        self.controls.iter().enumerate().find(|(_, c)| c.key == key)
    }

    /// The readout called `key`, with its place in [`Spec::readouts`].
    #[must_use]
    pub fn readout(&self, key: &str) -> Option<(usize, &'static ReadoutSpec)> {
        self.readouts.iter().enumerate().find(|(_, r)| r.key == key)
    }

    /// The plot called `key`, with its place in [`Spec::plots`].
    #[must_use]
    pub fn plot(&self, key: &str) -> Option<(usize, &'static PlotSpec)> {
        self.plots.iter().enumerate().find(|(_, p)| p.key == key)
    }
}

/// A folder's simulators, in the worker without the words that only pages show. Done here once, while
/// compiling, so that no simulator has to think of it.
const fn without_words<const N: usize>(all: &[&Simulator]) -> [Simulator; N] {
    let mut copies = [*all[0]; N];
    let mut place = 0;
    while place < N {
        let spec = all[place].spec;
        let (title, question) = (for_pages(spec.title), for_pages(spec.question));
        let spec = Spec { title, question, summary: for_pages(spec.summary), ..spec };
        copies[place] = Simulator { spec, how: all[place].how };
        place += 1;
    }
    copies
}

/// The folders of simulators, in alphabetic order, each with what it holds.
pub fn folders() -> impl Iterator<Item = (&'static str, &'static [Simulator])> {
    FOLDERS.iter().copied()
}

/// Every simulator of the course, folder by folder in alphabetic order.
pub fn all() -> impl Iterator<Item = &'static Simulator> {
    folders().flat_map(|(_, simulators)| simulators)
}

/// The card of each of [`all`], in the same order.
pub fn cards() -> impl Iterator<Item = &'static Card> {
    CARDS.iter().copied().flatten()
}

/// The simulator with this id; a table of data may write underscores for the hyphens.
#[must_use]
pub fn find(id: &str) -> Option<&'static Simulator> {
    all().find(|simulator| {
        let spelt = |(a, b): (char, char)| a == b || (a == '-' && b == '_');
        simulator.id.len() == id.len() && simulator.id.chars().zip(id.chars()).all(spelt)
    })
}

/// The card of the simulator with this id.
///
/// # Panics
/// When there is none: the tests hold each simulator to having one.
#[must_use]
pub fn card(id: &str) -> &'static Card {
    cards().find(|card| card.simulator == id).expect("each simulator has a card")
}
