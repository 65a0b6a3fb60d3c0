//! Progress survives what browsers do to it.
//!
//! Tests whose names begin with a number are the faults of a list: each is something that a browser, a
//! learner or an author has been seen to do to somebody's work. Those that need a real browser are in
//! `tests/e2e/progress-*.spec.mjs`, under their numbers.

mod backups;
mod chaos;
mod copies;
mod damage;
mod faults;
mod items;
mod laws;
mod mastery;
mod size;
mod tabs;
mod world;

use super::keeper::Keeper;
use super::{Event, EventId, Record, Scope, What};
use crate::base::id::{LessonId, QuestionId};
use crate::base::time::Time;
use crate::question::{Answer, Confidence};
use std::rc::Rc;
use world::World;

const KEY: &str = "tradeoffs:/:lesson:dynamic-batching";

fn scope() -> Scope {
    lesson("dynamic-batching")
}

fn lesson(id: &str) -> Scope {
    Scope::Lesson(LessonId::new(id).expect("a slug"))
}

fn question(id: &str) -> QuestionId {
    QuestionId::new(id).expect("a slug")
}

fn scored(id: &str, value: f64, score: f64) -> What {
    What::Answered {
        question: question(id),
        revision: 7,
        answer: Answer::Estimate { value, at: Vec::new() },
        confidence: Confidence::Likely,
        score,
    }
}

fn answered(id: &str, value: f64) -> What {
    scored(id, value, 0.5)
}

fn value(record: &Record, id: &str) -> Option<f64> {
    match record.attempt(&question(id))?.answer {
        Answer::Estimate { value, .. } => Some(value),
        _ => None,
    }
}

/// What a tab knows of the answer to a question of the usual lesson.
fn kept(keeper: &Keeper, id: &str) -> Option<f64> {
    value(&keeper.record(&scope()), id)
}

/// A tab that has loaded the usual lesson.
fn tab(world: &Rc<World>) -> Rc<Keeper> {
    let keeper = world.open();
    keeper.load(&scope());
    world.pass(50);
    keeper
}

fn event(order: u32, what: What) -> Event {
    Event { at: Time(1_789_000_000_000 + u64::from(order)), order, epoch: 0, what, raw: None }
}

/// A record with one answer.
fn record_with(tab: u64, id: &str, given: f64) -> Record {
    let mut record = Record::default();
    record.insert(EventId { tab, number: 0 }, event(1, answered(id, given)));
    record
}
