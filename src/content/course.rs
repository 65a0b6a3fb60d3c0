//! `course.toml`, `glossary.toml`, `prices.toml` and `topics.toml`.

use super::computed::Prices;
use super::diagnostic::Sink;
use super::fields::{Fields, as_id};
use super::header::web_link;
use super::lesson::table_of;
use super::link;
use super::markdown;
use super::questions::report_unknown;
use super::scope::Scope;
use super::source::{File, Place, Text};
use super::toml::{self, Item, Table, Value};
use super::within;
use crate::base::id::{LessonId, ModuleId, StateId};
use crate::lesson::course::{Term, Topic};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What `course.toml` says.
#[derive(Default)]
pub(crate) struct Plan {
    pub(crate) title: Option<String>,
    pub(crate) tagline: Option<String>,
    pub(crate) report: Option<String>,
    pub(crate) modules: Vec<PlannedModule>,
}

/// A module before its lessons are read.
pub(crate) struct PlannedModule {
    pub(crate) id: ModuleId,
    pub(crate) title: Option<String>,
    pub(crate) summary: Option<String>,
    pub(crate) lessons: Vec<(LessonId, Place)>,
}

/// A dated figure with its source.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Price {
    /// What claims call it.
    pub key: String,
    /// In `unit`.
    pub value: f64,
    /// As shown: `$/h`.
    pub unit: String,
    /// What it is the price or the figure of.
    pub what: String,
    /// Who says so.
    pub source: String,
    /// Where they say so.
    pub link: String,
    /// When it was looked up, as `2026-11-01`.
    pub date: String,
}

/// Reads `course.toml`.
pub(crate) fn plan(file: &Arc<File>, sink: &Sink) -> Option<Plan> {
    let table = toml::parse(&file.all(), sink)?;
    let fields = Fields::new(&table, "course.toml", sink);
    let title = fields.plain("title");
    let tagline = fields.plain("tagline");
    let report = fields.maybe_text("report").and_then(|text| report(text, sink));
    let mut modules: Vec<PlannedModule> = Vec::new();
    for table in fields.tables("modules") {
        let Some(module) = module(table, sink) else { continue };
        if modules.iter().any(|before| before.id == module.id) {
            within::twice("modules", module.id.as_str(), &table.place, sink);
        }
        modules.push(module);
    }
    if modules.is_empty() {
        sink.error(fields.place(), "the course has no module", "add `[[modules]]`");
    }
    fields.finish();
    Some(Plan { title, tagline, report, modules })
}

/// Where problems are reported: by `https:` or by mail, so that no report is read on its way.
fn report(text: &Text, sink: &Sink) -> Option<String> {
    const HELP: &str = "write `https://…?title={id}` or `mailto:…?subject={id}`";
    let template = text.value.trim();
    let is_safe = template.starts_with("https://") || template.starts_with("mailto:");
    let problem = match link::web(&template.replace("{id}", "lesson/question")) {
        _ if !is_safe => Some("a report goes by `https:` or `mailto:`".to_owned()),
        Err(error) => Some(error.to_string()),
        // Without its name nobody knows which question is meant.
        Ok(_) if !template.contains("{id}") => Some("`report` does not hold `{id}`".into()),
        Ok(_) => None,
    };
    if let Some(message) = problem {
        sink.error(&text.whole(), message, HELP);
        return None;
    }
    Some(template.into())
}

fn module(table: &Table, sink: &Sink) -> Option<PlannedModule> {
    let fields = Fields::new(table, "a module", sink);
    let id = fields.id("id", ModuleId::new);
    let title = fields.plain("title");
    let summary = fields.plain("summary");
    fields.some_list("lessons");
    let lessons = fields
        .texts("lessons")
        .into_iter()
        .filter_map(|text| as_id(text, LessonId::new, sink).map(|id| (id, text.whole())));
    let lessons = lessons.collect();
    fields.finish();
    Some(PlannedModule { id: id?, title, summary, lessons })
}

/// Reads `prices.toml`: the compiled figures, and what computed values need of them.
pub(crate) fn prices(file: Option<&Arc<File>>, sink: &Sink) -> (Vec<Price>, Prices) {
    let table = file.and_then(|file| toml::parse(&file.all(), sink));
    let (mut all, mut known) = (Vec::new(), Prices::new());
    for entry in table.iter().flat_map(|table| &table.entries) {
        let name = entry.key_place.file.part(entry.key_place.span.clone());
        as_id(&name, StateId::new, sink);
        let Some(table) = table_of(&entry.item, "price", sink) else { continue };
        let price = price(&entry.key, table, sink);
        known.insert(entry.key.clone(), price.as_ref().map(|p| (p.value, p.unit.clone())));
        all.extend(price);
    }
    (all, known)
}

fn price(key: &str, table: &Table, sink: &Sink) -> Option<Price> {
    let fields = Fields::new(table, "a price", sink);
    let value = fields.number("value").map(|(value, _)| value);
    let unit = fields.plain("unit");
    let what = fields.plain("what");
    let source = fields.plain("source");
    let link = fields.text("link").and_then(|text| web_link(text, sink));
    let date = match fields.maybe("date") {
        Some(Item { value: Value::Date(date), .. }) if date.len() == 10 => Some(date.clone()),
        other => {
            let place = other.map_or(fields.place(), |item| &item.place);
            let help =
                "write the day it was looked up, without quotation marks: `date = 2026-11-01`";
            sink.error(place, "a price needs the day it was looked up", help);
            None
        }
    };
    fields.finish();
    Some(Price {
        key: key.into(),
        value: value?,
        unit: unit?,
        what: what?,
        source: source?,
        link: link?,
        date: date?,
    })
}

/// Reads `topics.toml`: what the numbers of the syllabus mean, in its order.
pub(crate) fn topics(file: &Arc<File>, sink: &Sink) -> Vec<Topic> {
    let table = toml::parse(&file.all(), sink);
    let entries = table.iter().flat_map(|table| &table.entries);
    let topic = |entry: &toml::Entry| {
        let number = entry.key.parse().ok();
        let title = match &entry.item.value {
            Value::Text(text) if !text.value.trim().is_empty() => Some(text.value.trim()),
            _ => None,
        };
        let topic = number.zip(title);
        if topic.is_none() {
            let help = "write its number and its name: `62 = \"Dynamic batching\"`";
            sink.error(&entry.key_place, "this is no topic of the syllabus", help);
        }
        topic.map(|(number, title)| Topic { number, title: title.to_owned() })
    };
    let mut topics: Vec<Topic> = entries.filter_map(topic).collect();
    topics.sort_by_key(|topic| topic.number);
    topics
}

/// Reads `glossary.toml`. The terms come in alphabetic order of their wording.
pub(crate) fn glossary(file: Option<&Arc<File>>, scope: Scope<'_>) -> (Vec<Term>, Vec<String>) {
    let table = file.and_then(|file| toml::parse(&file.all(), scope.sink));
    let entries = table.as_ref().map_or(&[][..], |table| &table.entries);
    let ids: Vec<String> = entries.iter().map(|entry| entry.key.clone()).collect();
    let mut terms: Vec<(Term, Vec<&Text>, Place)> = Vec::new();
    for entry in entries {
        let name = entry.key_place.file.part(entry.key_place.span.clone());
        as_id(&name, StateId::new, scope.sink);
        let Some(table) = table_of(&entry.item, "term", scope.sink) else { continue };
        let fields = Fields::new(table, "a term", scope.sink);
        let wording = fields.plain("term");
        let text = fields.text("text").map(|text| markdown::line(text, scope));
        let see = fields.texts("see");
        fields.finish();
        let Some((wording, text)) = wording.zip(text) else { continue };
        if terms.iter().any(|(before, ..)| same_word(&before.term, &wording)) {
            within::twice("terms", &wording, &entry.key_place, scope.sink);
        }
        let term = Term { id: entry.key.clone(), term: wording, text, see: Vec::new() };
        terms.push((term, see, entry.key_place.clone()));
    }
    let wordings: Vec<(String, String)> =
        terms.iter().map(|(term, ..)| (term.id.clone(), term.term.clone())).collect();
    for (term, see, _) in &mut terms {
        term.see = see
            .iter()
            .filter_map(|text| see_also(text, &term.id, &ids, &wordings, scope.sink))
            .collect();
    }
    let mut terms: Vec<Term> = terms.into_iter().map(|(term, ..)| term).collect();
    terms.sort_by_key(|term| (term.term.to_lowercase(), term.id.clone()));
    (terms, ids)
}

/// The id of a term that is named by its id or its wording.
fn see_also(
    text: &Text,
    own: &str,
    ids: &[String],
    wordings: &[(String, String)],
    sink: &Sink,
) -> Option<String> {
    let by_id = ids.iter().find(|id| **id == text.value);
    let by_wording = || wordings.iter().find(|(_, w)| same_word(w, &text.value)).map(|(id, _)| id);
    match by_id.or_else(by_wording) {
        Some(id) if id == own => {
            sink.error(&text.whole(), "a term refers to itself", "name another term, or remove it");
            None
        }
        Some(id) => Some(id.clone()),
        None => {
            let known = ids.iter().map(String::as_str);
            report_unknown("term", &text.value, known, "define it first", &text.whole(), sink);
            None
        }
    }
}

fn same_word(a: &str, b: &str) -> bool {
    a.to_lowercase() == b.to_lowercase()
}
