//! The saved form of a record: an envelope with a checksum and a schema number around the events.
//!
//! Saved types are frozen: a change makes a new schema with a conversion from the one before, and
//! `tests/saves/` keeps a file of each schema ever released.
//!
//! The checksum comes first and covers every byte after it, so that no flipped bit goes unnoticed.

use super::answers::{answer_from_json, confidence_from_word};
use super::crc::crc32;
use super::{Aim, Event, EventId, Record, Scope, Settings, What};
use crate::base::date::Date;
use crate::base::fsrs::Rating;
use crate::base::id::{CardId, QuestionId};
use crate::base::time::Time;
use crate::lesson::Prompt;
use serde_json::{Map, Value, json};

pub use super::answers::{answer_to_json, confidence_word};

/// The schema that this course writes.
pub const SCHEMA: u32 = 2;

/// Beyond any honest count: a larger one would leave no room for later events.
const MOST: u64 = 1 << 30;

/// The version of the course, for whoever reads a saved text.
const WRITER: &str = env!("CARGO_PKG_VERSION");

/// Converts the fields of one schema to those of the next.
pub type Step = fn(Map<String, Value>) -> Result<Map<String, Value>, String>;

/// From schema 1 to 2, from 2 to 3 and so on.
const STEPS: &[Step] = &[first_to_second];

/// Why a saved text cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// It is not what a course writes.
    #[error("it is damaged: {0}")]
    Damaged(String),
    /// It is from a newer course; it must not be rewritten.
    #[error(
        "it is from a newer version of the course (schema {found}); reload to get that version"
    )]
    Newer {
        /// Its schema number.
        found: u64,
    },
}

/// What stands in a saved text.
#[derive(Debug, Clone, PartialEq)]
pub struct Saved {
    /// What the record is about.
    pub scope: Scope,
    /// The record.
    pub record: Record,
    /// The schema in which it was saved.
    pub schema: u32,
    /// Fields of the envelope that this course does not know.
    pub rest: Map<String, Value>,
}

/// The text to save for a record. `rest` holds fields of a newer course, which are written back.
#[must_use]
pub fn write(scope: &Scope, record: &Record, rest: &Map<String, Value>) -> String {
    let mut fields = rest.clone();
    fields.insert("app".into(), "tradeoffs".into());
    fields.insert("schema".into(), SCHEMA.into());
    fields.insert("writer".into(), WRITER.into());
    fields.insert("lamport".into(), (record.next_order() - 1).into());
    fields.insert("scope".into(), scope.to_string().into());
    fields.insert("data".into(), events_to_json(record));
    sealed(&Value::Object(fields).to_string(), "")
}

/// The events of a record, in the order of their ids.
#[must_use]
pub fn events_to_json(record: &Record) -> Value {
    record.events().map(|(id, event)| event_to_json(id, event)).collect()
}

/// Puts the checksum in front of the fields of an object. `gap` stands between the fields.
pub(super) fn sealed(object: &str, gap: &str) -> String {
    let rest = object.strip_prefix('{').unwrap_or_default();
    let space = if gap.is_empty() { "" } else { " " };
    format!("{{{gap}\"crc\":{space}\"{:08x}\",{rest}", crc32(rest))
}

/// Whether the checksum at the front of a text is right; nothing if there is none.
pub(super) fn seal_holds(text: &str) -> Option<bool> {
    let after = |text: &'_ str, token: &str| -> Option<usize> {
        let rest = text.trim_start().strip_prefix(token)?;
        Some(text.len() - rest.len())
    };
    let mut at = 0;
    for token in ["{", "\"crc\"", ":", "\""] {
        at += after(&text[at..], token)?;
    }
    let crc = text.get(at..at + 8)?;
    at += 8;
    for token in ["\"", ","] {
        at += after(&text[at..], token)?;
    }
    Some(crc == format!("{:08x}", crc32(&text[at..])))
}

/// The record in a saved text.
///
/// # Errors
/// [`Unreadable`], and then the text must be kept as it is. Events of an unknown kind are not
/// errors: they are kept and written back unchanged.
pub fn read(text: &str) -> Result<Saved, Unreadable> {
    read_with(text, STEPS)
}

/// As [`read`], with other conversions; for tests of what happens when one of them fails.
///
/// # Errors
/// As [`read`].
pub fn read_with(text: &str, steps: &[Step]) -> Result<Saved, Unreadable> {
    let Value::Object(mut fields) =
        serde_json::from_str(text).map_err(|error| damaged(error.to_string()))?
    else {
        return Err(damaged("it is no object"));
    };
    // First, because damage may make a text look as if it were of another schema.
    let seal = seal_holds(text);
    let schema = if seal == Some(false) { SCHEMA } else { schema_of(&fields)? };
    if schema > 1 && seal != Some(true) {
        return Err(damaged("its checksum is wrong"));
    }
    let done = schema as usize - 1;
    for step in steps.iter().skip(done) {
        fields = step(fields).map_err(damaged)?;
    }
    let scope = fields.get("scope").and_then(Value::as_str).and_then(Scope::parse);
    let scope = scope.ok_or_else(|| damaged("it does not say what it is about"))?;
    let events = fields.remove("data").ok_or_else(|| damaged("it has no events"))?;
    let record = events_from_json(&events)?;
    for known in ["app", "schema", "writer", "lamport", "scope", "crc"] {
        fields.remove(known);
    }
    Ok(Saved { scope, record, schema, rest: fields })
}

/// The schema of an envelope, if it is one of ours.
pub(super) fn schema_of(fields: &Map<String, Value>) -> Result<u32, Unreadable> {
    match fields.get("app").and_then(Value::as_str) {
        Some("tradeoffs") => {}
        Some(other) => return Err(damaged(format!("it belongs to `{other}`"))),
        None => return Err(damaged("it does not say which application wrote it")),
    }
    let schema = fields.get("schema").and_then(Value::as_u64);
    match schema.ok_or_else(|| damaged("it has no schema number"))? {
        0 => Err(damaged("there is no schema 0")),
        found if found > u64::from(SCHEMA) => Err(Unreadable::Newer { found }),
        known => Ok(known as u32),
    }
}

/// Schema 1 knew only lessons and had no checksum.
fn first_to_second(mut fields: Map<String, Value>) -> Result<Map<String, Value>, String> {
    let lesson = fields.remove("lesson").unwrap_or_default();
    let lesson = lesson.as_str().ok_or("it does not say which lesson it is about")?;
    fields.insert("scope".into(), format!("lesson:{lesson}").into());
    let events = fields.remove("events").ok_or("it has no events")?;
    fields.insert("data".into(), events);
    Ok(fields)
}

pub(super) fn damaged(why: impl Into<String>) -> Unreadable {
    Unreadable::Damaged(why.into())
}

/// The events in an array.
///
/// # Errors
/// [`Unreadable::Damaged`] when one of them has no id, time or order.
pub fn events_from_json(events: &Value) -> Result<Record, Unreadable> {
    let mut record = Record::default();
    for value in events.as_array().ok_or_else(|| damaged("its events are no list"))? {
        let (id, event) = event_from_json(value)?;
        record.insert(id, event);
    }
    Ok(record)
}

/// An event as it stands in saved records.
#[must_use]
pub fn event_to_json(id: &EventId, event: &Event) -> Value {
    if let Some(raw) = &event.raw {
        return (**raw).clone();
    }
    let mut fields = match what_to_json(&event.what) {
        Ok(fields) => fields,
        Err(unknown) => return unknown,
    };
    fields["id"] = id.to_string().into();
    fields["at"] = event.at.0.into();
    fields["order"] = event.order.into();
    if event.epoch > 0 {
        fields["since"] = event.epoch.into();
    }
    fields
}

/// What happened; as an error, the whole event of a kind that is not known.
fn what_to_json(what: &What) -> Result<Value, Value> {
    Ok(match what {
        What::Opened => json!({ "what": "opened" }),
        What::Predicted { simulator, readout, value, truth, confidence } => {
            let mut fields = json!({
                "what": "predicted", "simulator": simulator, "readout": readout, "value": value,
            });
            if let Some(truth) = truth {
                fields["truth"] = (*truth).into();
            }
            if let Some(confidence) = confidence {
                fields["confidence"] = confidence_word(*confidence).into();
            }
            fields
        }
        What::Answered { question, revision, answer, confidence, score } => json!({
            "what": "answered", "question": question.as_str(), "revision": revision,
            "answer": answer_to_json(answer), "confidence": confidence_word(*confidence),
            "score": score,
        }),
        What::LabRun { simulator, state, seed } => json!({
            "what": "lab-run", "simulator": simulator, "state": state, "seed": seed,
        }),
        What::GoalMet { simulator } => json!({ "what": "goal-met", "simulator": simulator }),
        What::Reviewed { prompt, rating } => {
            with_prompt(json!({ "what": "reviewed", "rating": rating.number() }), prompt)
        }
        What::Suspended { prompt, on } => {
            with_prompt(json!({ "what": "suspended", "on": on }), prompt)
        }
        What::TakenBack { event } => json!({ "what": "taken-back", "event": event.to_string() }),
        What::Planned(Settings { retention, fresh, reviews }) => json!({
            "what": "planned", "retention": retention, "fresh": fresh, "reviews": reviews,
        }),
        What::Aimed(aim) => json!({
            "what": "aimed", "date": aim.map(|aim| aim.date.to_string()),
            "hours": aim.map(|aim| aim.hours),
        }),
        What::Bookmarked { passage, on } => json!({
            "what": "bookmarked", "passage": passage, "on": on,
        }),
        What::Noted { passage, text, over } => json!({
            "what": "noted", "passage": passage, "text": text, "over": ids_to_json(over),
        }),
        What::Reset { epoch, keep, brought } => json!({
            "what": "reset", "epoch": epoch, "keep": ids_to_json(keep),
            "brought": ids_to_json(brought),
        }),
        What::Imported { brought } => json!({
            "what": "imported", "brought": ids_to_json(brought),
        }),
        What::Unknown(value) => return Err(value.clone()),
    })
}

/// The fields with that of a prompt, which is named after its kind.
fn with_prompt(mut fields: Value, prompt: &Prompt) -> Value {
    let (kind, id) = prompt.parts();
    fields[kind] = id.into();
    fields
}

fn prompt_from_json(value: &Value) -> Option<Prompt> {
    match (value["card"].as_str(), value["question"].as_str()) {
        (Some(id), None) => CardId::new(id).ok().map(Prompt::Card),
        (None, Some(id)) => QuestionId::new(id).ok().map(Prompt::Question),
        _ => None,
    }
}

fn ids_to_json(ids: &[EventId]) -> Value {
    ids.iter().map(EventId::to_string).collect()
}

fn ids_from_json(ids: &Value) -> Option<Vec<EventId>> {
    ids.as_array()?.iter().map(|id| EventId::parse(id.as_str()?)).collect()
}

fn event_from_json(value: &Value) -> Result<(EventId, Event), Unreadable> {
    let name = value["id"].as_str().unwrap_or_default();
    let id = EventId::parse(name);
    let id = id.ok_or_else(|| damaged(format!("`{name}` is not the id of an event")))?;
    let at = value["at"].as_u64().ok_or_else(|| damaged(format!("event {id} has no time")))?;
    let count = |value: &Value| value.as_u64().filter(|count| *count < MOST).map(|n| n as u32);
    let order = count(&value["order"]);
    let order = order.ok_or_else(|| damaged(format!("event {id} has no order")))?;
    let epoch = match &value["since"] {
        Value::Null => Some(0),
        since => count(since),
    };
    let epoch = epoch.ok_or_else(|| damaged(format!("event {id} is of no epoch")))?;
    let what = what_from_json(value).unwrap_or_else(|| What::Unknown(value.clone()));
    // Fields from a newer course survive only if the event is kept as it is.
    let raw = says_more(value, epoch, &what).then(|| Box::new(value.clone()));
    Ok((id, Event { at: Time(at), order, epoch, what, raw }))
}

/// Whether a saved event has fields that this course would not write. Counted, because to write each
/// event and compare would double the time that loading takes.
fn says_more(value: &Value, epoch: u32, what: &What) -> bool {
    let own = match what {
        What::Opened => 0,
        What::GoalMet { .. } | What::Imported { .. } | What::TakenBack { .. } => 1,
        What::Reviewed { .. }
        | What::Suspended { .. }
        | What::Bookmarked { .. }
        | What::Aimed(_) => 2,
        What::Predicted { truth, confidence, .. } => {
            3 + usize::from(truth.is_some()) + usize::from(confidence.is_some())
        }
        What::LabRun { .. } | What::Noted { .. } | What::Reset { .. } | What::Planned(_) => 3,
        What::Answered { answer, .. } if answer_to_json(answer) != value["answer"] => return true,
        What::Answered { .. } => 5,
        // It is whole as it is.
        What::Unknown(_) => return false,
    };
    let common = ["id", "at", "order", "what"].len() + usize::from(epoch > 0);
    value.as_object().is_some_and(|fields| fields.len() != common + own)
}

/// What happened, if this version of the course knows the kind and all that the kind needs.
fn what_from_json(value: &Value) -> Option<What> {
    let text = |key: &str| Some(value[key].as_str()?.to_owned());
    let number = |key: &str| u32::try_from(value[key].as_u64()?).ok();
    Some(match value["what"].as_str()? {
        "opened" => What::Opened,
        "predicted" => What::Predicted {
            simulator: text("simulator")?,
            readout: text("readout")?,
            value: value["value"].as_f64()?,
            truth: value["truth"].as_f64(),
            confidence: value["confidence"].as_str().and_then(confidence_from_word),
        },
        "answered" => What::Answered {
            question: QuestionId::new(text("question")?).ok()?,
            revision: number("revision")?,
            answer: answer_from_json(&value["answer"])?,
            confidence: confidence_from_word(value["confidence"].as_str()?)?,
            score: value["score"].as_f64()?,
        },
        "lab-run" => What::LabRun {
            simulator: text("simulator")?,
            state: text("state")?,
            seed: number("seed")?,
        },
        "goal-met" => What::GoalMet { simulator: text("simulator")? },
        "reviewed" => What::Reviewed {
            prompt: prompt_from_json(value)?,
            rating: Rating::from_number(number("rating")?)?,
        },
        "suspended" => {
            What::Suspended { prompt: prompt_from_json(value)?, on: value["on"].as_bool()? }
        }
        "taken-back" => What::TakenBack { event: EventId::parse(value["event"].as_str()?)? },
        "planned" => What::Planned(Settings {
            retention: number("retention")?,
            fresh: number("fresh")?,
            reviews: number("reviews")?,
        }),
        "aimed" if value["date"].is_null() && value["hours"].is_null() => What::Aimed(None),
        "aimed" => What::Aimed(Some(Aim {
            date: Date::parse(value["date"].as_str()?)?,
            hours: number("hours")?,
        })),
        "bookmarked" => What::Bookmarked { passage: text("passage")?, on: value["on"].as_bool()? },
        "noted" => What::Noted {
            passage: text("passage")?,
            text: text("text")?,
            over: ids_from_json(&value["over"])?,
        },
        "reset" => What::Reset {
            epoch: number("epoch").filter(|epoch| u64::from(*epoch) < MOST)?,
            keep: ids_from_json(&value["keep"])?,
            brought: ids_from_json(&value["brought"])?,
        },
        "imported" => What::Imported { brought: ids_from_json(&value["brought"])? },
        _ => return None,
    })
}
