//! One lesson: its folder to a [`Lesson`], with what the checks between lessons need.

use super::blocks::{self, Shown};
use super::computed::Computer;
use super::diagnostic::Sink;
use super::header::{self, Header};
use super::markdown::{self, Part};
use super::questions::{self, Read, ReadQuestion};
use super::scope::{Citations, Links, Scope};
use super::source::{File, Place};
use super::states;
use super::toml::{self, Item, Table, Value};
use super::within;
use crate::base::id::{CardId, LessonId, ModuleId};
use crate::lesson::{Card, Lesson, Node, Objective, Source};
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
    pub(crate) see_also: Vec<(LessonId, Place)>,
    /// The ids of its headings.
    pub(crate) sections: Vec<String>,
    pub(crate) links: Vec<(Target, Place)>,
    /// `None` where something was wrong.
    pub(crate) lesson: Option<Lesson>,
}

/// Compiles a lesson. `computer` knows the prices and the runs of the course, and no state yet.
pub(crate) fn compile(files: &Files, computer: &Computer, sink: &Sink) -> Reading {
    let state_table = states::parse(files.states.as_ref(), sink);
    let drafts = state_table.as_ref().map_or_else(Vec::new, |table| states::drafts(table, sink));
    let computer = Computer { states: states::known(&drafts), ..computer.clone() };

    let (front, body) = header::split(&files.lesson, sink);
    let front = front.and_then(|front| toml::parse(&front, sink));
    let empty = Table { entries: Vec::new(), place: files.lesson.top() };
    let readable = front.is_some();
    // Without front matter everything in it would be reported as missing, to nobody's use.
    let muted = Sink::default();
    let header_sink = if readable { sink } else { &muted };
    let header = header::read(front.as_ref().unwrap_or(&empty), &files.folder, header_sink);

    let keys = header.sources.iter().map(|(key, ..)| key.clone()).collect();
    let citations = Citations::new(readable.then_some(keys));
    let (links, shown) = (Links::default(), Shown::default());
    let scope = Scope { sink, computer: &computer, citations: Some(&citations), links: &links };

    let objectives = objectives(&header, scope);
    let parts = markdown::document(&body, scope);
    let sections = sections(&parts, sink);
    let fences = parts.iter().filter(|part| matches!(part, Part::Fence(_))).count();
    let nodes = nodes(parts, scope, &shown);
    let all_fences = nodes.iter().filter(|node| !matches!(node, Node::Prose(_))).count() == fences;
    let states = states::finish(&drafts, scope);
    let table =
        |file: &Option<Arc<File>>| file.as_ref().and_then(|file| toml::parse(&file.all(), sink));
    let question_table = table(&files.questions);
    let with_goals = Computer { goals: blocks::goals(&nodes), ..computer.clone() };
    let asking = Scope { computer: &with_goals, ..scope };
    let questions = question_table.as_ref().map(|table| questions::questions(table, asking));
    let card_table = table(&files.cards);
    let cards = card_table.as_ref().map(|table| questions::cards(table, scope));

    if let Some(questions) = &questions {
        let top = files_top(&files.questions, files);
        within::questions(questions, &shown, &top, sink);
        if readable {
            within::objectives(questions, &header.objective_ids(), sink);
        }
    }
    if let Some(cards) = &cards {
        within::cards(cards, &shown, &files_top(&files.cards, files), sink);
    }
    if readable {
        for (key, _, place) in &header.sources {
            within::source_is_cited(key, &citations, place, sink);
        }
    }
    // A figure that could not be read is not a figure that is missing.
    if all_fences {
        within::figures(&nodes, &header.place, sink);
    }
    within::length(&nodes, &header.place, sink);
    let sources = sources(&header, &citations);
    let (module, requires) = (header.module.clone(), header.requires.clone());
    let see_also = header.see_also.clone();
    let lesson = assemble(header, objectives, sources, nodes, states, questions, cards);
    Reading {
        folder: files.folder.clone(),
        module,
        requires,
        see_also,
        sections,
        links: links.into_inner(),
        lesson,
    }
}

fn files_top(file: &Option<Arc<File>>, files: &Files) -> Place {
    file.as_ref().unwrap_or(&files.lesson).top()
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
pub(crate) fn sections(parts: &[Part], sink: &Sink) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    for part in parts {
        let Part::Block(Block::Heading { id, .. }, place) = part else { continue };
        if ids.contains(id) {
            let message = format!("two sections have the id `{id}`");
            sink.error(
                &place.first_line(),
                message,
                "name one yourself: `## Heading {#another-id}`",
            );
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
        see_also: header.see_also.into_iter().map(|(id, _)| id).collect(),
        sources: sources?,
        body,
        states,
        questions: questions?.into_iter().map(|q| q.read.made).collect::<Option<_>>()?,
        cards: cards?.into_iter().map(|card| card.made).collect::<Option<_>>()?,
    })
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
