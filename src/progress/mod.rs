//! Layer 4: what the learner did, lesson by lesson, as a set of events that only grows.
//!
//! A record is a set of events with unique ids, so two copies join to one without loss: the join is
//! set union, which is commutative, associative and idempotent.
//! Nothing here knows a browser; [`store::Store`] is the port through which records are kept.

pub mod keeper;
pub mod save;
pub mod store;

use crate::base::id::{LessonId, QuestionId};
use crate::base::time::Time;
use crate::question::{Answer, Confidence};
use std::collections::BTreeMap;

/// Identifies an event for ever: the tab that made it and a number that counts up in that tab.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventId {
    /// Drawn at random by each tab when it opens.
    pub tab: u64,
    /// Counts up within the tab.
    pub number: u32,
}

/// Something the learner did.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// When, by the clock of the device. For display; order is by [`Event::order`].
    pub at: Time,
    /// A Lamport counter: larger than that of any event known when this one happened.
    pub order: u32,
    /// What.
    pub what: What,
}

/// What a learner can do.
#[derive(Debug, Clone, PartialEq)]
pub enum What {
    /// Opened the lesson.
    Opened,
    /// Answered a question.
    Answered {
        /// Which one.
        question: QuestionId,
        /// The question's revision then.
        revision: u32,
        /// The answer.
        answer: Answer,
        /// How sure they were.
        confidence: Confidence,
        /// The grade then, 0 to 1.
        score: f64,
    },
    /// Reached the goal of a lab.
    GoalMet {
        /// The simulator's id.
        simulator: String,
    },
    /// Written by a newer course; kept as it is.
    Unknown(serde_json::Value),
}

/// All that happened in one lesson.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Record {
    events: BTreeMap<EventId, Event>,
}

/// The latest answer to a question.
#[derive(Debug, Clone, PartialEq)]
pub struct Attempt {
    /// The answer.
    pub answer: Answer,
    /// How sure they were.
    pub confidence: Confidence,
    /// The grade then, 0 to 1.
    pub score: f64,
    /// The question's revision then.
    pub revision: u32,
}

impl Record {
    /// Adds an event. The same id again changes nothing: events never change.
    pub fn insert(&mut self, id: EventId, event: Event) {
        self.events.entry(id).or_insert(event);
    }

    /// Takes over all that the other copy knows.
    pub fn join(&mut self, other: &Self) {
        for (id, event) in &other.events {
            self.insert(id.clone(), event.clone());
        }
    }

    /// The events with their ids, in the order of the ids.
    pub fn events(&self) -> impl Iterator<Item = (&EventId, &Event)> {
        self.events.iter()
    }

    /// How many events there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.events.len()
    }

    /// Whether nothing happened yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.events.is_empty()
    }

    /// A Lamport counter for the next event.
    #[must_use]
    pub fn next_order(&self) -> u32 {
        self.events.values().map(|event| event.order).max().unwrap_or(0).saturating_add(1)
    }

    /// The latest answer to a question, if there is one.
    #[must_use]
    pub fn attempt(&self, id: &QuestionId) -> Option<Attempt> {
        let answers = self.events.iter().filter(
            |(_, event)| matches!(&event.what, What::Answered { question, .. } if question == id),
        );
        // Ties between tabs are broken by the id, the same way on every device.
        let (_, latest) = answers.max_by_key(|(event_id, event)| (event.order, (*event_id).clone()))?;
        match &latest.what {
            What::Answered { revision, answer, confidence, score, .. } => Some(Attempt {
                answer: answer.clone(),
                confidence: *confidence,
                score: *score,
                revision: *revision,
            }),
            What::Opened | What::GoalMet { .. } | What::Unknown(_) => None,
        }
    }

    /// How many of these questions have been answered.
    #[must_use]
    pub fn answered<'a>(&self, questions: impl IntoIterator<Item = &'a QuestionId>) -> usize {
        questions.into_iter().filter(|id| self.attempt(id).is_some()).count()
    }

    /// Whether the goal of this simulator's lab has been reached.
    #[must_use]
    pub fn met_goal(&self, simulator: &str) -> bool {
        self.events
            .values()
            .any(|event| matches!(&event.what, What::GoalMet { simulator: s } if s == simulator))
    }
}

/// Where a lesson's record is kept. Every copy of the course on an origin has keys of its own, and
/// the keys of others are never touched.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(String);

impl Key {
    /// The record of a lesson, in the copy of the course at the path `base`.
    #[must_use]
    pub fn lesson(base: &str, lesson: &LessonId) -> Self {
        Self(format!("tradeoffs:{base}:lesson:{lesson}"))
    }

    /// Where bytes that could not be read are put aside; `number` counts from 0.
    #[must_use]
    pub fn quarantine(&self, number: u32) -> Self {
        Self(format!("{}:unreadable:{number}", self.0))
    }

    /// The text under which the store keeps it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests;
