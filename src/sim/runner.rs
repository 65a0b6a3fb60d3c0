//! The port through which a page runs simulators: in a worker, or in slices where there is none.

use super::outcome::Outcome;
use super::study;
use super::values::Values;
use super::{Run, Simulator, Story, find};
use crate::base::rng::Seed;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Asks for a run. A newer ticket of the same lab makes the older run stale.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Request {
    /// Which lab of the page asks.
    pub lab: u32,
    /// Counts up with each request of that lab.
    pub ticket: u32,
    /// The simulator's id.
    pub simulator: String,
    /// Its settings.
    pub values: Values,
    /// Its seed.
    pub seed: Seed,
    /// What the learner saw before, which the sentence compares with.
    pub before: Option<Settled>,
}

/// Settings with their result.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Settled {
    /// The settings.
    pub values: Values,
    /// Their result.
    pub outcome: Outcome,
}

/// What comes back: partial outcomes first, then one with `done == 1`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reply {
    /// From the request.
    pub lab: u32,
    /// From the request.
    pub ticket: u32,
    /// What happened and why, once the outcome is whole.
    pub sentence: Option<String>,
    /// So far, or at the end.
    pub outcome: Outcome,
}

/// What a page sends to a worker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Order {
    /// Start a run; the studies of its lab are stale with it.
    Run(Request),
    /// Start a study. It waits until there is no run.
    Study(study::Request),
    /// Drop the studies of this lab.
    Stop(u32),
    /// Have the studies of this lab wait, or go on.
    Pause(u32, bool),
}

/// What a worker sends back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Answer {
    /// Of a run.
    Run(Reply),
    /// Of a study.
    Study(study::Reply),
}

/// Runs simulators off the caller's back.
pub trait Runner {
    /// Starts a run; `listener` of [`Runner::listen`] hears of it. A run of the same lab that is
    /// still going is dropped.
    fn run(&self, request: Request);
    /// Who hears the replies for a lab, from now on.
    fn listen(&self, lab: u32, listener: std::rc::Rc<dyn Fn(Reply)>);
    /// Starts a study, shared among as many workers as there are; the lab's listener of
    /// [`Runner::listen_to_studies`] hears of it.
    fn study(&self, request: study::Request);
    /// Who hears what the studies of a lab find, from now on.
    fn listen_to_studies(&self, lab: u32, listener: std::rc::Rc<dyn Fn(study::Reply)>);
    /// Has the studies of a lab wait, while nobody sees it, or go on.
    fn pause(&self, lab: u32, paused: bool);
    /// Who hears that the simulator has died while it worked for a lab, from now on. What it was doing
    /// is done again after [`Runner::revive`], or with the lab's next run.
    fn on_death(&self, lab: u32, listener: std::rc::Rc<dyn Fn()>);
    /// Starts a dead simulator again, with what it was doing.
    fn revive(&self);
}

/// The runs that are going on, one for each lab; whoever drives them decides how long a slice is.
#[derive(Default)]
pub struct Jobs {
    running: BTreeMap<u32, Job>,
    /// The lab whose turn was last, so that all get theirs.
    last: u32,
}

struct Job {
    simulator: &'static Simulator,
    ticket: u32,
    values: Values,
    before: Option<Settled>,
    run: Box<dyn Run>,
}

impl Job {
    fn sentence(&self, outcome: &Outcome) -> String {
        let before = self.before.as_ref().map(|before| (&before.values, &before.outcome));
        self.simulator.narrate(&Story { before, now: (&self.values, outcome) })
    }
}

impl Jobs {
    /// Starts a run and drops the stale one of the same lab. A request for a simulator that does not
    /// exist, or with wild values, comes from another build: the first is passed over, the second
    /// tamed.
    pub fn start(&mut self, request: &Request) {
        let Some(simulator) = find(&request.simulator) else { return };
        let values = Values::tamed(simulator.controls, request.values.as_slice());
        let run = simulator.begin(&values, request.seed);
        let (ticket, before) = (request.ticket, request.before.clone());
        self.running.insert(request.lab, Job { simulator, ticket, values, before, run });
    }

    /// Whether nothing is left to do.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.running.is_empty()
    }

    /// Gives the next lab a slice; the whole result when that finishes it.
    pub fn step(&mut self, events: usize) -> Option<Reply> {
        let after = self.running.range(self.last.saturating_add(1)..).next().map(|(lab, _)| *lab);
        let lab = after.or_else(|| self.running.keys().next().copied())?;
        self.last = lab;
        let job = self.running.get_mut(&lab)?;
        if !job.run.advance(events) {
            return None;
        }
        let outcome = job.run.outcome();
        let sentence = Some(job.sentence(&outcome));
        let reply = Reply { lab, ticket: job.ticket, outcome, sentence };
        self.running.remove(&lab);
        Some(reply)
    }

    /// What each run knows so far.
    pub fn so_far(&self) -> impl Iterator<Item = Reply> {
        self.running.iter().map(|(lab, job)| Reply {
            lab: *lab,
            ticket: job.ticket,
            outcome: job.run.outcome(),
            sentence: None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::batching::SIMULATOR;

    fn request(lab: u32, ticket: u32, rate: f64) -> Request {
        let values = Values::with(SIMULATOR.controls, [("arrival_rate", rate)]).expect("in range");
        Request { lab, ticket, simulator: SIMULATOR.id.into(), values, seed: Seed(7), before: None }
    }

    fn drain(jobs: &mut Jobs) -> Vec<Reply> {
        let mut replies = Vec::new();
        while !jobs.is_idle() {
            replies.extend(jobs.step(10_000));
        }
        replies
    }

    #[test]
    fn a_newer_request_of_a_lab_drops_the_stale_run() {
        let mut jobs = Jobs::default();
        jobs.start(&request(0, 1, 50.0));
        jobs.step(10_000);
        jobs.start(&request(0, 2, 60.0));
        let tickets: Vec<_> = drain(&mut jobs).iter().map(|reply| reply.ticket).collect();
        assert_eq!(tickets, [2]);
    }

    #[test]
    fn labs_take_turns_and_get_what_a_run_alone_gets() {
        let mut jobs = Jobs::default();
        jobs.start(&request(3, 1, 50.0));
        jobs.start(&request(1000, 1, 80.0));
        assert_eq!(jobs.so_far().count(), 2);
        let replies = drain(&mut jobs);
        for reply in &replies {
            let rate = if reply.lab == 3 { 50.0 } else { 80.0 };
            let alone = SIMULATOR.run(&request(0, 0, rate).values, Seed(7));
            assert_eq!(reply.outcome, alone);
            assert!(reply.sentence.as_ref().is_some_and(|sentence| sentence.ends_with('.')));
        }
        assert_eq!(replies.len(), 2);
    }

    #[test]
    fn an_unknown_simulator_is_passed_over() {
        let mut jobs = Jobs::default();
        jobs.start(&Request { simulator: "no-such".into(), ..request(0, 1, 50.0) });
        assert!(jobs.is_idle());
    }
}
