//! What to do next: one thing, from the course in its order and from what was done.

use super::placement::is_placed_out;
use super::{Deck, Shelf, fold};
use crate::base::id::QuestionId;
use crate::base::time::Time;
use crate::progress::mastery::Evidence;
use crate::progress::{Record, What};
use serde::{Deserialize, Serialize};
use std::borrow::Borrow;

/// How many skills the course has.
pub const SKILLS: usize = 5;

/// The course, as far as the way through it is concerned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Way {
    /// Its lessons, in order, with all that they could ask again.
    pub deck: Deck,
    /// What else is to be known of each lesson of the deck.
    pub stops: Vec<Stop>,
}

/// A lesson on the way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stop {
    /// The number of its module.
    pub module: u8,
    /// The places of the lessons to read first.
    pub requires: Vec<u8>,
    /// Which of the skills it trains, a bit for each.
    pub skills: u8,
    /// What an answer to each of its questions says, in per cent.
    pub weights: Vec<u8>,
    /// Its questions in the placement check.
    pub asked: Vec<QuestionId>,
}

/// What to do next. Lessons are named by their place in the course.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// Nothing was done yet: this is the first lesson.
    Begin(usize),
    /// A lesson was begun.
    GoOn {
        /// Which.
        lesson: usize,
        /// How many of its questions were answered.
        answered: usize,
    },
    /// So many prompts are due.
    Review(usize),
    /// A lesson that was not opened yet.
    Read(usize),
    /// All was read: the lesson that is known least.
    Again(usize),
}

/// What was done in one lesson.
struct Stand {
    opened: bool,
    answered: usize,
    /// Whether questions are open, of a lesson that is being read.
    goes_on: bool,
    /// Whether the way goes past it: read, or placed out of.
    passed: bool,
    /// When something was last done in it, other than reviewing.
    touched: Option<Time>,
    evidence: Evidence,
}

/// What to do next. `record` is what was done in a lesson, by its place; `due` is how many prompts are
/// due. Nothing in a course without lessons.
///
/// In this order: the first lesson, for those who have done nothing; the lesson that was worked on
/// last, while questions of it are open; reviews; a lesson to read whose prerequisites are passed; once
/// all are passed, the one that is known least. A lesson is *passed* once it is read, as reviews
/// understand it ([`fold::is_read`]), or the placement check lets them skip it.
///
/// Of lessons to read, the first module that has one is gone on with, and in it the lesson that trains
/// the skill known least, of those that anything is known of; the earlier one where that is equal.
#[must_use]
pub fn next<R: Borrow<Record>>(
    way: &Way,
    record: impl Fn(usize) -> R,
    due: usize,
    now: Time,
) -> Option<Next> {
    let stands = way.deck.lessons.iter().zip(&way.stops).enumerate();
    let stands = stands.map(|(i, (shelf, stop))| Stand::of(shelf, stop, record(i).borrow(), now));
    let stands: Vec<Stand> = stands.collect();
    if stands.iter().all(|stand| stand.touched.is_none()) && due == 0 {
        return (!stands.is_empty()).then_some(Next::Begin(0));
    }
    let opened = (0..stands.len()).rev().filter(|place| stands[*place].opened);
    let last = opened.max_by_key(|place| stands[*place].touched);
    if let Some(lesson) = last.filter(|last| stands[*last].goes_on) {
        return Some(Next::GoOn { lesson, answered: stands[lesson].answered });
    }
    if due > 0 {
        return Some(Next::Review(due));
    }
    let fresh = to_read(way, &stands).map(|lesson| match stands[lesson].opened {
        true => Next::GoOn { lesson, answered: stands[lesson].answered },
        false => Next::Read(lesson),
    });
    fresh.or_else(|| weakest(&stands).map(Next::Again))
}

impl Stand {
    fn of(shelf: &Shelf, stop: &Stop, record: &Record, now: Time) -> Self {
        let deeds = record.seen().filter(|(_, event)| {
            matches!(event.what, What::Opened | What::Answered { .. } | What::Predicted { .. })
        });
        let answered = record.answered(&shelf.questions);
        let is_placed_out = is_placed_out(&stop.asked, &shelf.questions, record);
        // Who was told to skip it, and reads it all the same, is not held up.
        let is_reading = !is_placed_out || answered > record.answered(&stop.asked);
        Self {
            opened: record.did(&What::Opened),
            answered,
            goes_on: is_reading && answered < shelf.questions.len(),
            passed: is_placed_out || fold::is_read(shelf, record),
            touched: deeds.map(|(_, event)| event.at).max(),
            evidence: Evidence::of(&shelf.questions, &stop.weights, Some(record), now),
        }
    }

    /// What is known of it, in thousandths; more than all where nothing is.
    fn known(evidence: Evidence) -> u32 {
        evidence.mastery().estimate.map_or(1001, |share| (share * 1000.0) as u32)
    }
}

/// The lesson to read next, if any is left whose prerequisites are passed. A course never asks for what
/// stands later or in a ring, so one is left as long as any is.
fn to_read(way: &Way, stands: &[Stand]) -> Option<usize> {
    let known: [u32; SKILLS] = std::array::from_fn(|skill| {
        let trains = |stop: &Stop| stop.skills >> skill & 1 == 1;
        let own = way.stops.iter().zip(stands).filter(|(stop, _)| trains(stop));
        let all = own.map(|(_, stand)| stand.evidence).fold(Evidence::default(), Evidence::and);
        Stand::known(all)
    });
    let weakness = |stop: &Stop| {
        let own = known.iter().enumerate().filter(|(skill, _)| stop.skills >> skill & 1 == 1);
        own.map(|(_, known)| *known).min().unwrap_or(u32::MAX)
    };
    let is_ready = |place: usize| {
        let passed = |before: &u8| stands.get(usize::from(*before)).is_none_or(|s| s.passed);
        !stands[place].passed && way.stops[place].requires.iter().all(passed)
    };
    let ready = (0..stands.len()).filter(|place| is_ready(*place));
    ready.min_by_key(|place| (way.stops[*place].module, weakness(&way.stops[*place]), *place))
}

/// The lesson that is known least.
fn weakest(stands: &[Stand]) -> Option<usize> {
    (0..stands.len()).min_by_key(|place| (Stand::known(stands[*place].evidence), *place))
}
