//! Copies of all progress as one file that people can read, and what a file must be to be taken back.

use super::save::{self, SCHEMA, Unreadable, events_from_json, events_to_json, schema_of, sealed};
use super::{Record, Scope, gather};
use crate::base::time::Time;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The largest file that is looked at, in bytes. Ten years of daily work are a quarter of it.
pub const LARGEST: usize = 96 << 20;

/// The most events that a file may hold.
const MOST_EVENTS: usize = 500_000;

/// All records, by what they are about.
pub type Records = BTreeMap<Scope, Record>;

/// Why a file is refused. Nothing has been changed then.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It is larger than anything that a course writes.
    #[error("The file is larger than any copy of progress. Choose the file that this page saved.")]
    TooLarge,
    /// It is not JSON, or not ours.
    #[error("This is not a copy of progress from this course: {0}.")]
    Foreign(String),
    /// A newer course has written it.
    #[error(
        "The copy is from a newer version of the course. Reload this page to get that version, then try again."
    )]
    Newer,
    /// Its checksum does not match its text.
    #[error(
        "The copy was damaged or changed since it was saved. If you changed it yourself, delete its line with `crc` and try again."
    )]
    Changed,
    /// Something in it cannot be.
    #[error("The copy is incomplete: {0}.")]
    Broken(String),
}

/// The file with all progress: one object, with every event on lines of its own.
#[must_use]
pub fn export(records: &Records, now: Time) -> String {
    // Objects can always be written.
    let text = serde_json::to_string_pretty(&file(records, now)).unwrap_or_default();
    sealed(&text, "\n  ")
}

/// The same on one line.
#[must_use]
pub fn export_small(records: &Records, now: Time) -> String {
    sealed(&file(records, now).to_string(), "")
}

/// Rows as they stand in the stores: where each is, its name and its text. It can be taken back as the
/// page's rescue can, whatever becomes of the code that reads records today.
#[must_use]
pub fn rows_as_they_are(rows: Vec<(&str, String, String)>) -> String {
    let row = |(store, key, text)| json!({ "store": store, "key": key, "text": text });
    let rows: Vec<Value> = rows.into_iter().map(row).collect();
    json!({ "app": "tradeoffs", "kind": "rescue", "schema": SCHEMA, "rows": rows }).to_string()
}

/// How many answers there are, each try counted.
#[must_use]
pub fn answers(records: &Records) -> usize {
    let of =
        |record: &Record| record.questions().into_iter().map(|q| record.tries(q)).sum::<usize>();
    records.values().map(of).sum()
}

fn file(records: &Records, now: Time) -> Value {
    let scoped = records.iter().map(|(scope, record)| (scope.to_string(), events_to_json(record)));
    let data: Map<String, Value> = gather(scoped);
    let events: usize = records.values().map(Record::len).sum();
    json!({
        "app": "tradeoffs", "kind": "export", "schema": SCHEMA, "written": now.0,
        "counts": { "records": records.len(), "events": events }, "data": data,
    })
}

/// The records in a file: an export, what the page has rescued without the application, or a single
/// saved record.
///
/// # Errors
/// [`Refusal`], for a file that is not whole and ours. It is looked at as a whole before anything is
/// done with it.
pub fn import(text: &str) -> Result<Records, Refusal> {
    import_within(text, LARGEST, MOST_EVENTS)
}

/// As [`import`], with limits of one's own, in bytes and in events.
pub(super) fn import_within(text: &str, bytes: usize, events: usize) -> Result<Records, Refusal> {
    if text.len() > bytes {
        return Err(Refusal::TooLarge);
    }
    let file: Value = serde_json::from_str(text).map_err(|e| Refusal::Foreign(e.to_string()))?;
    let Value::Object(fields) = file else {
        return Err(Refusal::Foreign("it holds no object".into()));
    };
    let records = match fields.get("kind").and_then(Value::as_str) {
        None => single(text)?,
        Some("rescue") => rescued(&fields)?,
        Some("export") => exported(text, &fields)?,
        Some(other) => return Err(Refusal::Foreign(format!("it is a `{other}`"))),
    };
    if records.values().map(Record::len).sum::<usize>() > events {
        return Err(Refusal::TooLarge);
    }
    Ok(records)
}

fn refused(error: Unreadable) -> Refusal {
    match error {
        Unreadable::Newer { .. } => Refusal::Newer,
        Unreadable::Damaged(why) => Refusal::Broken(why),
    }
}

fn exported(text: &str, fields: &Map<String, Value>) -> Result<Records, Refusal> {
    schema_of(fields).map_err(|error| match error {
        Unreadable::Newer { .. } => Refusal::Newer,
        Unreadable::Damaged(why) => Refusal::Foreign(why),
    })?;
    // Whoever mends a file by hand takes the checksum away; a flipped bit cannot.
    let was_taken_away =
        text.trim_start_matches(['{', ' ', '\n', '\r', '\t']).starts_with("\"app\"");
    if save::seal_holds(text) != Some(true) && !was_taken_away {
        return Err(Refusal::Changed);
    }
    let data = fields.get("data").and_then(Value::as_object);
    let data = data.ok_or_else(|| Refusal::Broken("it has no `data`".into()))?;
    let mut records = Records::new();
    for (name, events) in data {
        let scope = Scope::parse(name);
        let scope = scope.ok_or_else(|| Refusal::Broken(format!("`{name}` is no lesson")))?;
        records.insert(scope, events_from_json(events).map_err(refused)?);
    }
    let events: usize = records.values().map(Record::len).sum();
    let counted = &fields.get("counts").cloned().unwrap_or_default();
    if !was_taken_away && counted["events"].as_u64() != u64::try_from(events).ok() {
        return Err(Refusal::Broken("it does not hold as many events as it says".into()));
    }
    Ok(records)
}

/// One saved record, as it stands in a store.
fn single(text: &str) -> Result<Records, Refusal> {
    let saved = save::read(text).map_err(|error| match error {
        Unreadable::Newer { .. } => Refusal::Newer,
        Unreadable::Damaged(why) => Refusal::Foreign(why),
    })?;
    Ok(Records::from([(saved.scope, saved.record)]))
}

/// Rows as they stood in the stores. Those that cannot be read are why people need the others.
fn rescued(fields: &Map<String, Value>) -> Result<Records, Refusal> {
    schema_of(fields).map_err(refused)?;
    let rows = fields.get("rows").and_then(Value::as_array);
    let rows = rows.ok_or_else(|| Refusal::Broken("it has no `rows`".into()))?;
    let mut records = Records::new();
    for text in rows.iter().filter_map(|row| row["text"].as_str()) {
        if let Ok(saved) = save::read(text) {
            records.entry(saved.scope).or_default().join(&saved.record);
        }
    }
    if records.is_empty() {
        return Err(Refusal::Broken("no record in it can be read".into()));
    }
    Ok(records)
}
