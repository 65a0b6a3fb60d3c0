//! The saved form of a record: an envelope with a schema number around the events.
//!
//! Saved types are frozen: a change makes a new schema with a conversion from the one before, and
//! `tests/saves/` keeps a file of each schema ever released.

use super::{Event, EventId, Record, What};
use crate::base::id::{LessonId, QuestionId};
use crate::base::time::Time;
use crate::question::{Answer, Confidence};
use serde::{Deserialize, Serialize};

/// The schema that this course writes.
pub const SCHEMA: u32 = 1;

/// Why a saved text cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// It is not what a course writes.
    #[error("the saved progress is damaged: {0}")]
    Damaged(String),
    /// It is from a newer course; it must not be rewritten.
    #[error("the saved progress is from a newer version of the course (schema {found})")]
    Newer {
        /// Its schema number.
        found: u32,
    },
}

#[derive(Serialize, Deserialize)]
struct Head {
    app: String,
    schema: u32,
}

#[derive(Serialize, Deserialize)]
struct EnvelopeV1 {
    app: String,
    schema: u32,
    lesson: LessonId,
    events: Vec<serde_json::Value>,
}

#[derive(Serialize, Deserialize)]
struct EventV1 {
    /// The tab's number in hexadecimal, a hyphen, the event's number in the tab.
    id: String,
    at: Time,
    order: u32,
    #[serde(flatten)]
    what: WhatV1,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
enum WhatV1 {
    Opened,
    Answered {
        question: QuestionId,
        revision: u32,
        answer: Answer,
        confidence: Confidence,
        score: f64,
    },
    GoalMet {
        simulator: String,
    },
}

/// The text to save for a lesson's record.
#[must_use]
pub fn write(lesson: &LessonId, record: &Record) -> String {
    let events = record.events().map(|(id, event)| event_to_json(id, event)).collect();
    let envelope =
        EnvelopeV1 { app: "tradeoffs".into(), schema: SCHEMA, lesson: lesson.clone(), events };
    serde_json::to_string(&envelope).expect("an envelope holds only maps with text keys")
}

/// The record in a saved text.
///
/// # Errors
/// [`Unreadable`], and then the text must be kept as it is. Events of an unknown kind are not
/// errors: they are kept and written back unchanged.
pub fn read(text: &str) -> Result<Record, Unreadable> {
    let damaged = |error: serde_json::Error| Unreadable::Damaged(error.to_string());
    let head: Head = serde_json::from_str(text).map_err(damaged)?;
    if head.app != "tradeoffs" {
        return Err(Unreadable::Damaged(format!("it belongs to `{}`", head.app)));
    }
    if head.schema > SCHEMA {
        return Err(Unreadable::Newer { found: head.schema });
    }
    let envelope: EnvelopeV1 = serde_json::from_str(text).map_err(damaged)?;
    let mut record = Record::default();
    for value in envelope.events {
        let (id, event) = event_from_json(value)?;
        record.insert(id, event);
    }
    Ok(record)
}

fn event_to_json(id: &EventId, event: &Event) -> serde_json::Value {
    let what = match &event.what {
        What::Opened => WhatV1::Opened,
        What::Answered { question, revision, answer, confidence, score } => WhatV1::Answered {
            question: question.clone(),
            revision: *revision,
            answer: answer.clone(),
            confidence: *confidence,
            score: *score,
        },
        What::GoalMet { simulator } => WhatV1::GoalMet { simulator: simulator.clone() },
        What::Unknown(value) => return value.clone(),
    };
    let id = format!("{:016x}-{}", id.tab, id.number);
    let event = EventV1 { id, at: event.at, order: event.order, what };
    serde_json::to_value(event).expect("an event holds only maps with text keys")
}

fn event_from_json(value: serde_json::Value) -> Result<(EventId, Event), Unreadable> {
    #[derive(Deserialize)]
    struct Common {
        id: String,
        at: Time,
        order: u32,
    }
    let damaged = |why: String| Unreadable::Damaged(why);
    let common: Common =
        serde_json::from_value(value.clone()).map_err(|error| damaged(error.to_string()))?;
    let id = common
        .id
        .split_once('-')
        .and_then(|(tab, number)| {
            Some(EventId { tab: u64::from_str_radix(tab, 16).ok()?, number: number.parse().ok()? })
        })
        .ok_or_else(|| damaged(format!("`{}` is not the id of an event", common.id)))?;
    let what = match serde_json::from_value::<EventV1>(value.clone()) {
        Ok(event) => match event.what {
            WhatV1::Opened => What::Opened,
            WhatV1::Answered { question, revision, answer, confidence, score } => {
                What::Answered { question, revision, answer, confidence, score }
            }
            WhatV1::GoalMet { simulator } => What::GoalMet { simulator },
        },
        Err(_) => What::Unknown(value),
    };
    Ok((id, Event { at: common.at, order: common.order, what }))
}
