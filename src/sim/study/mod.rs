//! Questions about a lab's settings that take many runs: what other days bring, which control matters
//! most, where the system breaks, whether a goal is met by luck, and whether the card tells the truth.
//!
//! A study is a list of runs with numbers. Several workers may share it: each takes every n-th run, and
//! whoever asked puts the results in the order of their numbers, so that neither the number of workers
//! nor who is first changes anything.

pub mod days;
pub mod edge;
pub mod levers;
pub mod luck;
pub mod par;
pub mod proof;

use super::outcome::Outcome;
use super::row::Given;
use super::values::Values;
use super::{Effort, How, Run, Simulator, Spec, find, lab};
use crate::base::rng::{BUILD_SEED, Seed};
use edge::{Edge, Search};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What is asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Question {
    /// The readings of twenty days.
    Days,
    /// The pictures of twenty days.
    Lines,
    /// The readings of days that the learner has not seen.
    Luck,
    /// The readings with each control moved a little.
    Levers,
    /// Where the system breaks along the control at this place.
    Edge(u32),
    /// The results for these inputs, each as it is written in a table, at full accuracy.
    Proof(Vec<Vec<(String, String)>>),
}

/// The kind of a question. A lab has one study of each kind at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[allow(missing_docs, reason = "as the questions of the same name")]
pub enum Topic {
    Days,
    Lines,
    Luck,
    Levers,
    Edge,
    Proof,
}

impl Question {
    /// Its kind.
    #[must_use]
    pub fn topic(&self) -> Topic {
        match self {
            Self::Days => Topic::Days,
            Self::Lines => Topic::Lines,
            Self::Luck => Topic::Luck,
            Self::Levers => Topic::Levers,
            Self::Edge(_) => Topic::Edge,
            Self::Proof(_) => Topic::Proof,
        }
    }

    /// Whether several workers may share the work: where each run is known beforehand.
    #[must_use]
    pub fn can_be_shared(&self) -> bool {
        !matches!(self, Self::Edge(_))
    }
}

/// Asks for a study. A newer ticket of the same lab and kind makes the older study stale, and so does a
/// run of the lab.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Request {
    /// Which lab of the page asks.
    pub lab: u32,
    /// Counts up with each request of that lab and kind.
    pub ticket: u32,
    /// The simulator's id.
    pub simulator: String,
    /// Its settings.
    pub values: Values,
    /// Its seed.
    pub seed: Seed,
    /// What is asked.
    pub question: Question,
    /// Which part of the runs is wanted, and of how many parts: 0 of 1 for all.
    pub part: (u32, u32),
}

/// What comes back, piece by piece.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reply {
    /// From the request.
    pub lab: u32,
    /// From the request.
    pub ticket: u32,
    /// Of the question.
    pub topic: Topic,
    /// What is found.
    pub found: Found,
}

/// A piece of what a study finds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Found {
    /// The outcome of the run with this number.
    Outcome(u32, Outcome),
    /// All places where the system breaks, in ascending order.
    Edges(Vec<Edge>),
}

/// The settings of each run of a question about settings, in the order of their numbers.
#[must_use]
pub fn runs(spec: &Spec, values: &Values, seed: Seed, question: &Question) -> Vec<(Values, Seed)> {
    match question {
        Question::Days | Question::Lines => {
            days::seeds(seed).map(|seed| (values.clone(), seed)).collect()
        }
        Question::Luck => luck::seeds(seed).map(|seed| (values.clone(), seed)).collect(),
        Question::Levers => {
            let nudged = levers::nudges(spec.controls, values).into_iter().map(|n| n.values);
            std::iter::once(values.clone()).chain(nudged).map(|values| (values, seed)).collect()
        }
        Question::Edge(_) | Question::Proof(_) => Vec::new(),
    }
}

/// Events in a glance at a simulation that has a lab of its own: enough to see whether it breaks. In
/// slices of fixed size, so that how a host cuts its own changes nothing.
const GLANCE: usize = 20_000;
const GLANCES: u32 = 7;

/// A study in progress.
struct Study {
    simulator: &'static Simulator,
    request: Request,
    /// Numbers of the runs that are left, the next one last.
    left: Vec<u32>,
    runs: Vec<(Values, Seed)>,
    search: Option<Search>,
    /// The run at work with its number; in a search, with its slices so far.
    current: Option<(u32, Box<dyn Run>)>,
}

impl Study {
    fn new(simulator: &'static Simulator, request: Request) -> Self {
        let values = Values::tamed(simulator.controls, request.values.as_slice());
        let runs = runs(&simulator.spec, &values, request.seed, &request.question);
        let count = match &request.question {
            Question::Proof(given) => given.len(),
            _ => runs.len(),
        };
        let (part, parts) = (request.part.0, request.part.1.max(1));
        let left = (0..count as u32).rev().filter(|number| number % parts == part).collect();
        let search = match request.question {
            Question::Edge(control) => Search::new(simulator, &values, control as usize),
            _ => None,
        };
        Self { simulator, request, left, runs, search, current: None }
    }

    fn is_over(&self) -> bool {
        self.left.is_empty() && self.current.is_none() && self.search.is_none()
    }

    /// Works for about so many events; what that has found.
    fn step(&mut self, events: usize) -> Option<Found> {
        if self.search.is_some() {
            return self.search_on(events);
        }
        let (number, mut run) = match self.current.take() {
            Some(current) => current,
            None => {
                let number = self.left.pop()?;
                (number, self.begin(number))
            }
        };
        let whole = self.request.question == Question::Lines;
        if run.advance(events) || !whole && run.settled() {
            return Some(Found::Outcome(number, run.outcome()));
        }
        self.current = Some((number, run));
        None
    }

    fn search_on(&mut self, events: usize) -> Option<Found> {
        let search = self.search.as_mut()?;
        let (slices, mut run) = match self.current.take() {
            Some(current) => current,
            None => match search.ask() {
                Some(values) => (0, glance(self.simulator, &values, self.request.seed)),
                None => {
                    let edges = search.edges();
                    self.search = None;
                    return Some(Found::Edges(edges));
                }
            },
        };
        let over = match self.simulator.how {
            How::Lab { .. } => run.advance(GLANCE) || slices + 1 == GLANCES,
            How::Formula { .. } | How::Simulation { .. } => run.advance(events),
        };
        if over {
            search.hear(run.outcome());
        } else {
            self.current = Some((slices + 1, run));
        }
        None
    }

    fn begin(&self, number: u32) -> Box<dyn Run> {
        if let Question::Proof(cases) = &self.request.question {
            return proved(self.simulator, &cases[number as usize]);
        }
        let (values, seed) = &self.runs[number as usize];
        self.simulator.begin(values, *seed)
    }
}

/// A run for inputs as they are written, at full accuracy. Inputs that the simulator refuses come from
/// another build; they give the result of its defaults, which then disagrees.
fn proved(simulator: &'static Simulator, case: &[(String, String)]) -> Box<dyn Run> {
    let fields = case.iter().map(|(key, text)| (key.as_str(), text.as_str()));
    let given = Given::read(simulator.controls, fields)
        .unwrap_or_else(|_| Given::of(simulator.controls, &Values::defaults(simulator.controls)));
    match simulator.how {
        How::Lab { start, .. } => start(&lab::values(simulator, &given), BUILD_SEED),
        _ => lab::begin_row(simulator, given, BUILD_SEED, Effort::Full),
    }
}

/// A short look at a setting: whether it breaks is seen early.
fn glance(simulator: &'static Simulator, values: &Values, seed: Seed) -> Box<dyn Run> {
    match simulator.how {
        How::Lab { start, .. } => start(values, seed),
        How::Formula { .. } | How::Simulation { .. } => {
            let given = Given::of(simulator.controls, values);
            lab::begin_row(simulator, given, seed, Effort::Sketch)
        }
    }
}

/// Where a simulator breaks along the control at `place`, all else being as set: in one go, for the build.
#[must_use]
pub fn edges(
    simulator: &'static Simulator,
    values: &Values,
    seed: Seed,
    place: usize,
) -> Vec<Edge> {
    let mut studies = Studies::default();
    studies.start(Request {
        lab: 0,
        ticket: 0,
        simulator: simulator.id.into(),
        values: values.clone(),
        seed,
        question: Question::Edge(place as u32),
        part: (0, 1),
    });
    while !studies.is_idle() {
        if let Some(Reply { found: Found::Edges(edges), .. }) = studies.step(usize::MAX) {
            return edges;
        }
    }
    Vec::new()
}

/// The studies that are going on. They are what a worker does while no run waits.
#[derive(Default)]
pub struct Studies {
    going: BTreeMap<(u32, Topic), Study>,
    paused: BTreeSet<u32>,
    /// Whose turn was last, so that all get theirs.
    last: Option<(u32, Topic)>,
}

impl Studies {
    /// Begins a study and drops the stale one of the same lab and kind. A simulator that does not exist
    /// comes from another build and is passed over.
    pub fn start(&mut self, request: Request) {
        let Some(simulator) = find(&request.simulator) else { return };
        let key = (request.lab, request.question.topic());
        self.going.insert(key, Study::new(simulator, request));
    }

    /// Drops what has become stale with new settings of a lab; the check of its card has not.
    pub fn stop(&mut self, lab: u32) {
        self.going.retain(|(of, topic), _| *of != lab || *topic == Topic::Proof);
    }

    /// Has the studies of a lab wait, while nobody sees it, or go on.
    pub fn pause(&mut self, lab: u32, paused: bool) {
        if paused {
            self.paused.insert(lab)
        } else {
            self.paused.remove(&lab)
        };
    }

    /// Whether nothing is to be done now.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.next().is_none()
    }

    fn next(&self) -> Option<(u32, Topic)> {
        let awake = |key: &&(u32, Topic)| !self.paused.contains(&key.0);
        let after = self.going.keys().filter(awake).find(|key| self.last.is_none_or(|l| **key > l));
        after.or_else(|| self.going.keys().find(awake)).copied()
    }

    /// Gives the next study a slice; what that has found.
    pub fn step(&mut self, events: usize) -> Option<Reply> {
        let key = self.next()?;
        self.last = Some(key);
        let study = self.going.get_mut(&key)?;
        let found = study.step(events);
        let ticket = study.request.ticket;
        if study.is_over() {
            self.going.remove(&key);
        }
        found.map(|found| Reply { lab: key.0, ticket, topic: key.1, found })
    }
}

#[cfg(test)]
mod tests;
