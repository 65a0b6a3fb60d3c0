//! The saved form of a record: an envelope with a schema number around the events.
//!
//! Saved types are frozen: a change makes a new schema with a conversion from the one before, and
//! `tests/saves/` keeps a file of each schema ever released.

use super::{Event, EventId, Record, What};
use crate::base::id::{LessonId, QuestionId};
use crate::base::time::Time;
use crate::question::{Answer, Confidence};
use serde_json::{Map, Value, json};

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
        found: u64,
    },
}

/// The text to save for a lesson's record.
#[must_use]
pub fn write(lesson: &LessonId, record: &Record) -> String {
    let events: Vec<Value> = record.events().map(|(id, event)| event_to_json(id, event)).collect();
    let envelope = json!({
        "app": "tradeoffs", "schema": SCHEMA, "lesson": lesson.as_str(), "events": events,
    });
    envelope.to_string()
}

/// The record in a saved text.
///
/// # Errors
/// [`Unreadable`], and then the text must be kept as it is. Events of an unknown kind are not
/// errors: they are kept and written back unchanged.
pub fn read(text: &str) -> Result<Record, Unreadable> {
    let envelope: Value = serde_json::from_str(text).map_err(|error| damaged(error.to_string()))?;
    match envelope["app"].as_str() {
        Some("tradeoffs") => {}
        Some(other) => return Err(damaged(format!("it belongs to `{other}`"))),
        None => return Err(damaged("it does not say which application wrote it")),
    }
    let schema = envelope["schema"].as_u64().ok_or_else(|| damaged("it has no schema number"))?;
    if schema > u64::from(SCHEMA) {
        return Err(Unreadable::Newer { found: schema });
    }
    let events = envelope["events"].as_array().ok_or_else(|| damaged("it has no events"))?;
    let mut record = Record::default();
    for value in events {
        let (id, event) = event_from_json(value)?;
        record.insert(id, event);
    }
    Ok(record)
}

fn damaged(why: impl Into<String>) -> Unreadable {
    Unreadable::Damaged(why.into())
}

fn event_to_json(id: &EventId, event: &Event) -> Value {
    let mut fields = match &event.what {
        What::Opened => json!({ "what": "opened" }),
        What::Answered { question, revision, answer, confidence, score } => json!({
            "what": "answered", "question": question.as_str(), "revision": revision,
            "answer": answer_to_json(answer), "confidence": confidence_word(*confidence),
            "score": score,
        }),
        What::GoalMet { simulator } => json!({ "what": "goal-met", "simulator": simulator }),
        What::Unknown(value) => return value.clone(),
    };
    fields["id"] = format!("{:016x}-{}", id.tab, id.number).into();
    fields["at"] = event.at.0.into();
    fields["order"] = event.order.into();
    fields
}

fn event_from_json(value: &Value) -> Result<(EventId, Event), Unreadable> {
    let id = value["id"].as_str().unwrap_or_default();
    let parsed = id.split_once('-').and_then(|(tab, number)| {
        Some(EventId { tab: u64::from_str_radix(tab, 16).ok()?, number: number.parse().ok()? })
    });
    let parsed = parsed.ok_or_else(|| damaged(format!("`{id}` is not the id of an event")))?;
    let at = value["at"].as_u64().ok_or_else(|| damaged(format!("event {id} has no time")))?;
    let order = value["order"].as_u64().and_then(|order| u32::try_from(order).ok());
    let order = order.ok_or_else(|| damaged(format!("event {id} has no order")))?;
    let what = what_from_json(value).unwrap_or_else(|| What::Unknown(value.clone()));
    Ok((parsed, Event { at: Time(at), order, what }))
}

/// What happened, if this version of the course knows the kind and all of its fields.
fn what_from_json(value: &Value) -> Option<What> {
    let known: &[&str] = match value["what"].as_str()? {
        "opened" => &[],
        "answered" => &["question", "revision", "answer", "confidence", "score"],
        "goal-met" => &["simulator"],
        _ => return None,
    };
    let is_known = |key: &String| {
        ["id", "at", "order", "what"].contains(&key.as_str()) || known.contains(&key.as_str())
    };
    if !value.as_object().is_some_and(|fields: &Map<_, _>| fields.keys().all(is_known)) {
        // Fields from a newer course survive only if the event is kept as it is.
        return None;
    }
    match value["what"].as_str()? {
        "opened" => Some(What::Opened),
        "answered" => Some(What::Answered {
            question: QuestionId::new(value["question"].as_str()?).ok()?,
            revision: u32::try_from(value["revision"].as_u64()?).ok()?,
            answer: answer_from_json(&value["answer"])?,
            confidence: confidence_from_word(value["confidence"].as_str()?)?,
            score: value["score"].as_f64()?,
        }),
        "goal-met" => Some(What::GoalMet { simulator: value["simulator"].as_str()?.to_owned() }),
        _ => None,
    }
}

/// An answer as it stands in saved records and in messages.
#[must_use]
pub fn answer_to_json(answer: &Answer) -> Value {
    match answer {
        Answer::Choice { chosen } => json!({ "type": "choice", "chosen": chosen }),
        Answer::Estimate { value } => json!({ "type": "estimate", "value": value }),
        Answer::Predict { value } => json!({ "type": "predict", "value": value }),
    }
}

fn answer_from_json(value: &Value) -> Option<Answer> {
    match value["type"].as_str()? {
        "choice" => {
            let chosen = value["chosen"].as_array()?.iter();
            let chosen = chosen.map(|place| u32::try_from(place.as_u64()?).ok());
            Some(Answer::Choice { chosen: chosen.collect::<Option<_>>()? })
        }
        "estimate" => Some(Answer::Estimate { value: value["value"].as_f64()? }),
        "predict" => Some(Answer::Predict { value: value["value"].as_f64()? }),
        _ => None,
    }
}

/// A confidence as it stands in saved records and in messages.
#[must_use]
pub fn confidence_word(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Guess => "guess",
        Confidence::Likely => "likely",
        Confidence::Sure => "sure",
    }
}

fn confidence_from_word(word: &str) -> Option<Confidence> {
    [Confidence::Guess, Confidence::Likely, Confidence::Sure]
        .into_iter()
        .find(|confidence| confidence_word(*confidence) == word)
}
