//! One lesson: its folder to a [`Lesson`], with what the checks between lessons need.

use super::blocks::{self, Shown};
use super::computed::Computer;
use super::diagnostic::Sink;
use super::fields::{Fields, as_id, as_whole, as_word};
use super::link;
use super::markdown::{self, Part};
use super::questions::{self, Read, ReadQuestion};
use super::scope::{Citations, Links, Scope};
use super::source::{File, Place, Text};
use super::states;
use super::toml::{self, Item, Table, Value};
use super::within;
use crate::base::id::{CardId, LessonId, ModuleId, ObjectiveId};
use crate::lesson::{Card, Lesson, Node, Objective, Skill, Source};
use crate::prose::{Block, Target};
use std::sync::Arc;

/// The files of a lesson; a missing one has been reported.
pub(crate) struct Files {
    pub(crate) folder: String,
    pub(crate) lesson: Arc<File>,
    pub(crate) states: Option<Arc<File>>,
    pub(crate) questions: Option<Arc<File>>,
    pub(crate) cards: Option<Arc<File>>,
}

/// A lesson as read.
pub(crate) struct Reading {
    pub(crate) folder: String,
    pub(crate) module: Option<(ModuleId, Place)>,
    pub(crate) requires: Vec<(LessonId, Place)>,
    /// The ids of its headings.
    pub(crate) sections: Vec<String>,
    pub(crate) links: Vec<(Target, Place)>,
    /// `None` where something was wrong.
    pub(crate) lesson: Option<Lesson>,
}

/// What the front matter says.
struct Header<'a> {
    place: Place,
    id: Option<LessonId>,
    title: Option<String>,
    summary: Option<String>,
    module: Option<(ModuleId, Place)>,
    minutes: Option<u32>,
    topics: Vec<u32>,
    skills: Vec<Skill>,
    requires: Vec<(LessonId, Place)>,
    objectives: Vec<(ObjectiveId, Option<&'a Text>, Place)>,
    sources: Vec<(String, Option<Source>, Place)>,
}

const SKILLS: &[(&str, Skill)] = &[
    ("architecture", Skill::Architecture),
    ("trade-offs", Skill::TradeOffs),
    ("operations", Skill::Operations),
    ("governance", Skill::Governance),
    ("communication", Skill::Communication),
];

/// Compiles a lesson. `computer` knows the prices and the runs of the course, and no state yet.
pub(crate) fn compile(files: &Files, computer: &Computer, sink: &Sink) -> Reading {
    let state_table = states::parse(files.states.as_ref(), sink);
    let drafts = state_table.as_ref().map_or_else(Vec::new, |table| states::drafts(table, sink));
    let computer = Computer { states: states::known(&drafts), ..computer.clone() };

    let (front, body) = split(&files.lesson, sink);
    let front = front.and_then(|front| toml::parse(&front, sink));
    let empty = Table { entries: Vec::new(), place: files.lesson.top() };
    let readable = front.is_some();
    // Without front matter everything in it would be reported as missing, to nobody's use.
    let muted = Sink::default();
    let header_sink = if readable { sink } else { &muted };
    let header = header(front.as_ref().unwrap_or(&empty), &files.folder, header_sink);

    let citations = Citations::new(header.sources.iter().map(|(key, ..)| key.clone()).collect());
    let (links, shown) = (Links::default(), Shown::default());
    let scope = Scope { sink, computer: &computer, citations: Some(&citations), links: &links };

    let objectives = objectives(&header, scope);
    let parts = markdown::document(&body, scope);
    let sections = sections(&parts, sink);
    let nodes = nodes(parts, scope, &shown);
    let states = states::finish(&drafts, scope);
    let table = |file: &Option<Arc<File>>| {
        file.as_ref().and_then(|file| toml::parse(&file.all(), sink))
    };
    let question_table = table(&files.questions);
    let questions =
        question_table.as_ref().map(|table| questions::questions(table, scope));
    let card_table = table(&files.cards);
    let cards = card_table.as_ref().map(|table| questions::cards(table, scope));

    if let Some(questions) = &questions {
        within::questions(questions, &shown, &header.objective_ids(), &files_top(&files.questions, files), sink);
    }
    if let Some(cards) = &cards {
        within::cards(cards, &shown, &files_top(&files.cards, files), sink);
    }
    if readable {
        for (key, _, place) in &header.sources {
            within::source_is_cited(key, &citations, place, sink);
        }
    }
    within::figures(&nodes, &header.place, sink);
    within::length(&nodes, &header.place, sink);
    let sources = sources(&header, &citations);
    let (module, requires) = (header.module.clone(), header.requires.clone());
    let lesson = assemble(header, objectives, sources, nodes, states, questions, cards);
    Reading { folder: files.folder.clone(), module, requires, sections, links: links.into_inner(), lesson }
}

fn files_top(file: &Option<Arc<File>>, files: &Files) -> Place {
    file.as_ref().unwrap_or(&files.lesson).top()
}

/// Front matter and text.
fn split(file: &Arc<File>, sink: &Sink) -> (Option<Text>, Text) {
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

fn header<'a>(table: &'a Table, folder: &str, sink: &'a Sink) -> Header<'a> {
    let fields = Fields::new(table, "the front matter", sink);
    let id = fields.id("id", LessonId::new);
    if let (Some(id), Some(text)) = (&id, fields.maybe_text("id"))
        && id.as_str() != folder
    {
        let message = format!("the lesson `{id}` is in the folder `{folder}`");
        sink.error(&text.whole(), message, format!("write `id = \"{folder}\"` or rename the folder"));
    }
    let module = fields.text("module").and_then(|text| {
        as_id(text, ModuleId::new, sink).map(|id| (id, text.whole()))
    });
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
        requires: requires(&fields, sink),
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
            sink.error(&item.place, "this is not a number of the syllabus", "write it as `topics = [62]`");
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

fn requires(fields: &Fields<'_>, sink: &Sink) -> Vec<(LessonId, Place)> {
    fields.some_list("requires");
    let texts = fields.texts("requires");
    let ids = texts.into_iter().filter_map(|text| {
        as_id(text, LessonId::new, sink).map(|id| (id, text.whole()))
    });
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
        sink.error(&key.whole(), message, "use letters, digits and hyphens, such as `crankshaw2017`");
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
        Ok(_) => sink.error(&text.whole(), "a source is not a mail box", "link to where it can be read"),
        Err(error) => sink.error(&text.whole(), error.to_string(), "link to `https://…` in full"),
    }
    None
}

fn objectives(header: &Header<'_>, scope: Scope<'_>) -> Option<Vec<Objective>> {
    let made = header.objectives.iter().map(|(id, text, _)| {
        text.map(|text| Objective { id: id.clone(), text: markdown::line(text, scope) })
    });
    made.collect::<Vec<_>>().into_iter().collect()
}

/// In the order of first citation.
fn sources(header: &Header<'_>, citations: &Citations) -> Option<Vec<Source>> {
    let made: Option<Vec<Source>> =
        header.sources.iter().map(|(_, source, _)| source.clone()).collect();
    let mut made = made?;
    made.sort_by_key(|source| citations.number(&source.key));
    Some(made)
}

/// The ids of the headings, each once.
fn sections(parts: &[Part], sink: &Sink) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    for part in parts {
        let Part::Block(Block::Heading { id, .. }, place) = part else { continue };
        if ids.contains(id) {
            let message = format!("two sections have the id `{id}`");
            sink.error(&place.first_line(), message, "name one yourself: `## Heading {#another-id}`");
        }
        ids.push(id.clone());
    }
    ids
}

fn nodes(parts: Vec<Part>, scope: Scope<'_>, shown: &Shown) -> Vec<Node> {
    let nodes = parts.into_iter().filter_map(|part| match part {
        Part::Block(block, _) => Some(Node::Prose(block)),
        Part::Fence(fence) => blocks::node(&fence, scope, shown),
    });
    nodes.collect()
}

fn assemble(
    header: Header<'_>,
    objectives: Option<Vec<Objective>>,
    sources: Option<Vec<Source>>,
    body: Vec<Node>,
    states: Vec<crate::lesson::State>,
    questions: Option<Vec<ReadQuestion>>,
    cards: Option<Vec<Read<CardId, Card>>>,
) -> Option<Lesson> {
    Some(Lesson {
        id: header.id?,
        title: header.title?,
        summary: header.summary?,
        module: header.module?.0,
        minutes: header.minutes?,
        topics: header.topics,
        skills: header.skills,
        objectives: objectives?,
        requires: header.requires.into_iter().map(|(id, _)| id).collect(),
        sources: sources?,
        body,
        states,
        questions: questions?.into_iter().map(|q| q.read.made).collect::<Option<_>>()?,
        cards: cards?.into_iter().map(|card| card.made).collect::<Option<_>>()?,
    })
}

impl Header<'_> {
    fn objective_ids(&self) -> Vec<(ObjectiveId, Place)> {
        self.objectives.iter().map(|(id, _, place)| (id.clone(), place.clone())).collect()
    }
}

/// A table of a file, or a report of what is there instead.
pub(crate) fn table_of<'a>(item: &'a Item, what: &str, sink: &Sink) -> Option<&'a Table> {
    if let Value::Table(table) = &item.value {
        return Some(table);
    }
    let help = "write `[name]` on a line of its own, then its keys";
    sink.error(&item.place, format!("this is not in a {what}"), help);
    None
}
