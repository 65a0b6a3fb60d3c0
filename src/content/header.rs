//! The front matter of a lesson.

use super::diagnostic::Sink;
use super::fields::{Fields, as_id, as_whole, as_word};
use super::link;
use super::source::{File, Place, Text};
use super::toml::{Item, Table};
use super::within;
use crate::base::id::{LessonId, ModuleId, ObjectiveId};
use crate::lesson::{Skill, Source};
use std::sync::Arc;

/// What the front matter says.
pub(crate) struct Header<'a> {
    pub(crate) place: Place,
    pub(crate) id: Option<LessonId>,
    pub(crate) title: Option<String>,
    pub(crate) summary: Option<String>,
    pub(crate) module: Option<(ModuleId, Place)>,
    pub(crate) minutes: Option<u32>,
    pub(crate) topics: Vec<u32>,
    pub(crate) skills: Vec<Skill>,
    pub(crate) requires: Vec<(LessonId, Place)>,
    pub(crate) see_also: Vec<(LessonId, Place)>,
    pub(crate) objectives: Vec<(ObjectiveId, Option<&'a Text>, Place)>,
    pub(crate) sources: Vec<(String, Option<Source>, Place)>,
}

const SKILLS: &[(&str, Skill)] = &[
    ("architecture", Skill::Architecture),
    ("trade-offs", Skill::TradeOffs),
    ("operations", Skill::Operations),
    ("governance", Skill::Governance),
    ("communication", Skill::Communication),
];

/// Front matter and text.
pub(crate) fn split(file: &Arc<File>, sink: &Sink) -> (Option<Text>, Text) {
    const FENCE: &str = "+++\n";
    let text = &file.text;
    let end = text.strip_prefix(FENCE).and_then(|rest| rest.find("\n+++\n"));
    let Some(end) = end else {
        let help = "begin with `+++` on a line of its own, then TOML, then `+++` again";
        sink.error(&file.top(), "this lesson has no front matter", help);
        return (None, file.all());
    };
    let end = FENCE.len() + end + 1;
    (Some(file.part(FENCE.len()..end)), file.part(end + FENCE.len()..text.len()))
}

pub(crate) fn read<'a>(table: &'a Table, folder: &str, sink: &'a Sink) -> Header<'a> {
    let fields = Fields::new(table, "the front matter", sink);
    let id = fields.id("id", LessonId::new);
    if let (Some(id), Some(text)) = (&id, fields.maybe_text("id"))
        && id.as_str() != folder
    {
        let message = format!("the lesson `{id}` is in the folder `{folder}`");
        sink.error(
            &text.whole(),
            message,
            format!("write `id = \"{folder}\"` or rename the folder"),
        );
    }
    let module = fields
        .text("module")
        .and_then(|text| as_id(text, ModuleId::new, sink).map(|id| (id, text.whole())));
    let minutes = fields.whole("minutes", 1, 240);
    let header = Header {
        place: table.place.clone(),
        id,
        title: fields.plain("title"),
        summary: fields.plain("summary"),
        module,
        minutes,
        topics: topics(fields.some_list("topics"), sink),
        skills: skills(&fields, sink),
        requires: required(&fields, sink),
        see_also: lessons(&fields, "see_also", sink),
        objectives: objective_drafts(&fields, sink),
        sources: source_drafts(&fields, sink),
    };
    fields.finish();
    header
}

fn topics(items: &[Item], sink: &Sink) -> Vec<u32> {
    let topics = items.iter().filter_map(|item| {
        let topic = as_whole(item, 1, 999);
        if topic.is_none() {
            sink.error(
                &item.place,
                "this is not a number of the syllabus",
                "write it as `topics = [62]`",
            );
        }
        topic
    });
    topics.collect()
}

fn skills(fields: &Fields<'_>, sink: &Sink) -> Vec<Skill> {
    if fields.some_list("skills").is_empty() && fields.maybe("skills").is_some() {
        sink.error(fields.place(), "the lesson trains no skill", "name one to three in `skills`");
    }
    let texts = fields.texts("skills");
    texts.into_iter().filter_map(|text| as_word(text, "skills", SKILLS, sink)).collect()
}

fn required(fields: &Fields<'_>, sink: &Sink) -> Vec<(LessonId, Place)> {
    fields.some_list("requires");
    lessons(fields, "requires", sink)
}

fn lessons(fields: &Fields<'_>, key: &'static str, sink: &Sink) -> Vec<(LessonId, Place)> {
    let texts = fields.texts(key);
    let ids = texts
        .into_iter()
        .filter_map(|text| as_id(text, LessonId::new, sink).map(|id| (id, text.whole())));
    ids.collect()
}

fn objective_drafts<'a>(
    fields: &Fields<'a>,
    sink: &'a Sink,
) -> Vec<(ObjectiveId, Option<&'a Text>, Place)> {
    let tables = fields.tables("objectives");
    if tables.is_empty() {
        let help = "add `[[objectives]]` with `id` and `text`: what the reader can do afterwards";
        sink.error(fields.place(), "the lesson has no objective", help);
    }
    let mut drafts: Vec<(ObjectiveId, Option<&Text>, Place)> = Vec::new();
    for table in tables {
        let fields = Fields::new(table, "an objective", sink);
        let id = fields.id("id", ObjectiveId::new);
        let text = fields.text("text");
        fields.finish();
        let Some(id) = id else { continue };
        if drafts.iter().any(|(before, ..)| *before == id) {
            within::twice("objectives", id.as_str(), &table.place, sink);
        }
        drafts.push((id, text, table.place.clone()));
    }
    drafts
}

fn source_drafts(fields: &Fields<'_>, sink: &Sink) -> Vec<(String, Option<Source>, Place)> {
    let tables = fields.tables("sources");
    if tables.is_empty() {
        let help = "add `[[sources]]` and cite each as `[@key]`";
        sink.error(fields.place(), "the lesson has no source", help);
    }
    let mut drafts: Vec<(String, Option<Source>, Place)> = Vec::new();
    for table in tables {
        let Some((key, source)) = source(table, sink) else { continue };
        if drafts.iter().any(|(before, ..)| *before == key) {
            within::twice("sources", &key, &table.place, sink);
        }
        drafts.push((key, source, table.place.clone()));
    }
    drafts
}

fn source(table: &Table, sink: &Sink) -> Option<(String, Option<Source>)> {
    let fields = Fields::new(table, "a source", sink);
    let key = fields.text("key");
    let authors = fields.plain("authors");
    let title = fields.plain("title");
    let venue = fields.plain("venue");
    let year = fields.whole("year", 1600, 2200).and_then(|year| u16::try_from(year).ok());
    let link = fields.text("link").and_then(|text| web_link(text, sink));
    fields.finish();
    let key = key?;
    if !key.value.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
        let message = format!("`{}` cannot be the key of a source", key.value);
        sink.error(
            &key.whole(),
            message,
            "use letters, digits and hyphens, such as `crankshaw2017`",
        );
        return None;
    }
    let key = key.value.clone();
    let make = || {
        let (authors, title, venue) = (authors?, title?, venue?);
        Some(Source { key: key.clone(), authors, title, venue, year: year?, link: link? })
    };
    let made = make();
    Some((key, made))
}

/// An address of the web, for sources and prices.
pub(crate) fn web_link(text: &Text, sink: &Sink) -> Option<String> {
    let checked = link::web(&text.value);
    match checked {
        Ok(link) if !link.starts_with("mailto:") => return Some(link),
        Ok(_) => {
            sink.error(&text.whole(), "a source is not a mail box", "link to where it can be read")
        }
        Err(error) => sink.error(&text.whole(), error.to_string(), "link to `https://…` in full"),
    }
    None
}

impl Header<'_> {
    pub(crate) fn objective_ids(&self) -> Vec<(ObjectiveId, Place)> {
        self.objectives.iter().map(|(id, _, place)| (id.clone(), place.clone())).collect()
    }
}
