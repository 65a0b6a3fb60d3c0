//! Layer 4: the content compiler. A folder of Markdown and TOML becomes a course, or a list of
//! everything that is wrong with it, with places and help.
//!
//! The format is described in `content/README.md`. What is not in the format is refused here, so
//! that the page can trust what it shows: there is no raw HTML, no other scheme, no unknown name.

mod blocks;
mod card;
mod check;
mod computed;
mod course;
mod diagnostic;
mod fields;
mod figures;
mod header;
mod highlight;
mod inline;
mod lesson;
mod limit;
mod link;
mod markdown;
mod math;
mod near;
mod questions;
pub mod record;
pub mod scaffold;
mod scope;
mod source;
mod states;
mod toml;
mod within;

pub use card::card;
pub use course::Price;
pub use diagnostic::{Diagnostic, Report, Severity};
pub use near::nearest;
pub use source::{File, Place};

use crate::lesson::Lesson;
use crate::lesson::course::{Course, Entry, Module, Term, Topic};
use crate::sim;
use check::Destinations;
use computed::Computer;
use diagnostic::Sink;
use lesson::{Files, Reading};
use scope::{Links, Scope};
use serde::{Deserialize, Serialize};
use std::fs;
use std::io;
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;

/// The course, compiled.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Compiled {
    /// Modules, the order of lessons, the glossary.
    pub course: Course,
    /// In the order of the course.
    pub lessons: Vec<Lesson>,
    /// Dated figures, in the order of the source.
    pub prices: Vec<Price>,
}

/// Compiles the course in the folder `dir`. All problems are reported in one pass; the course is
/// there only if none of them is an error.
#[must_use]
pub fn compile(dir: &Path) -> Report {
    let sink = Sink::default();
    let compiled = read(dir, &sink);
    let mut report = Report { compiled, diagnostics: sink.into_sorted() };
    if report.has_errors() {
        report.compiled = None;
    }
    report
}

fn read(dir: &Path, sink: &Sink) -> Option<Compiled> {
    let plan = required(dir, "course.toml", sink).and_then(|file| course::plan(&file, sink));
    let prices_file = optional(dir, "prices.toml", sink);
    let (prices, known_prices) = course::prices(prices_file.as_ref(), sink);
    let computer = Computer { prices: Rc::new(known_prices), ..Computer::default() };
    let links = Links::default();
    let scope = Scope { sink, computer: &computer, citations: None, links: &links };
    let glossary_file = optional(dir, "glossary.toml", sink);
    let (glossary, terms) = course::glossary(glossary_file.as_ref(), scope);

    let folders = folders(dir, sink);
    let readings: Vec<Reading> = folders
        .iter()
        .filter_map(|folder| files(dir, folder, sink))
        .map(|files| lesson::compile(&files, &computer, sink))
        .collect();

    let destinations = Destinations { readings: &readings, terms: &terms };
    destinations.check(&links.into_inner(), &[], sink);
    for reading in &readings {
        destinations.check(&reading.links, &reading.sections, sink);
    }
    for simulator in sim::all() {
        let links = Links::default();
        let (_, sections) = card::read(simulator, sink, &links);
        destinations.check(&links.into_inner(), &sections, sink);
    }
    check::requirements(&readings, sink);
    check::asides(&readings, sink);
    let topics_file = optional(dir, "topics.toml", sink);
    let topics = topics_file.map_or_else(Vec::new, |file| {
        let topics = course::topics(&file, sink);
        check::topics(&topics, &readings, &file.top(), sink);
        topics
    });
    let plan = plan?;
    check::plan(&plan, &readings, sink);
    assemble(plan, readings, glossary, topics, prices)
}

fn assemble(
    plan: course::Plan,
    readings: Vec<Reading>,
    glossary: Vec<Term>,
    topics: Vec<Topic>,
    prices: Vec<Price>,
) -> Option<Compiled> {
    let mut read: Vec<Lesson> = readings.into_iter().filter_map(|reading| reading.lesson).collect();
    let (mut modules, mut lessons) = (Vec::new(), Vec::new());
    for planned in plan.modules {
        let mut entries = Vec::new();
        for (id, _) in planned.lessons {
            let index = read.iter().position(|lesson| lesson.id == id)?;
            let lesson = read.swap_remove(index);
            entries.push(entry(&lesson));
            lessons.push(lesson);
        }
        let (title, summary) = (planned.title?, planned.summary?);
        modules.push(Module { id: planned.id, title, summary, lessons: entries });
    }
    let (title, tagline, report) = (plan.title?, plan.tagline?, plan.report);
    let course = Course { title, tagline, report, modules, glossary, topics };
    Some(Compiled { course, lessons, prices })
}

fn entry(lesson: &Lesson) -> Entry {
    Entry {
        id: lesson.id.clone(),
        title: lesson.title.clone(),
        summary: lesson.summary.clone(),
        minutes: lesson.minutes,
        questions: u32::try_from(lesson.questions.len()).unwrap_or(u32::MAX),
    }
}

/// The folders under `lessons`, in alphabetic order.
fn folders(dir: &Path, sink: &Sink) -> Vec<String> {
    let listing = fs::read_dir(dir.join("lessons"));
    let entries = match listing {
        Ok(entries) => entries.flatten(),
        Err(error) => {
            let help = "make it, then start a lesson with `cargo tradeoffs new lesson <id>`";
            sink.error(&File::new("lessons", "").top(), cannot_read(&error), help);
            return Vec::new();
        }
    };
    let folders = entries.filter(|entry| entry.path().is_dir());
    let mut names: Vec<String> =
        folders.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

fn files(dir: &Path, folder: &str, sink: &Sink) -> Option<Files> {
    let path = |name: &str| format!("lessons/{folder}/{name}");
    // Read all four, so that every missing one is reported.
    let lesson = required(dir, &path("lesson.md"), sink);
    let states = required(dir, &path("states.toml"), sink);
    let questions = required(dir, &path("questions.toml"), sink);
    let cards = required(dir, &path("cards.toml"), sink);
    Some(Files { folder: folder.into(), lesson: lesson?, states, questions, cards })
}

fn required(dir: &Path, path: &str, sink: &Sink) -> Option<Arc<File>> {
    match fs::read_to_string(dir.join(path)) {
        Ok(text) => Some(File::new(path, &text)),
        Err(error) => {
            let help = "add the file, as UTF-8 text; content/README.md shows its form";
            sink.error(&File::new(path, "").top(), cannot_read(&error), help);
            None
        }
    }
}

fn optional(dir: &Path, path: &str, sink: &Sink) -> Option<Arc<File>> {
    if dir.join(path).exists() { required(dir, path, sink) } else { None }
}

fn cannot_read(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "this is missing".into(),
        io::ErrorKind::InvalidData => "this is not UTF-8 text".into(),
        _ => format!("this cannot be read: {error}"),
    }
}
