//! What search can find: passages of lessons, questions, labs and terms, as one file that the browser
//! makes an index of when search is first opened.

use super::Site;
use crate::lesson::{Lesson, Node};
use crate::prose::{Block, Inline, Line, plain};
use crate::route::Route;
use crate::sim;
use serde::Serialize;

/// A passage with a place to go to.
#[derive(Debug, Clone, Serialize)]
pub struct Passage {
    /// `lesson`, `question`, `lab` or `term`.
    pub kind: &'static str,
    /// The heading of the page, or the term.
    pub title: String,
    /// The heading of the section; empty where there is none.
    pub section: String,
    /// Its words, without formatting and formulas.
    pub text: String,
    /// Its address from the root of the site.
    pub href: String,
}

/// Every passage of the course.
#[must_use]
pub fn passages(site: &Site) -> Vec<Passage> {
    let lessons = site.lessons.iter().flat_map(|lesson| sections(lesson).chain(questions(lesson)));
    let labs = sim::all().map(|simulator| Passage {
        kind: "lab",
        title: simulator.title.into(),
        section: String::new(),
        text: format!("{} {}", simulator.question, simulator.summary),
        href: Route::Lab(simulator.id.into()).folder(),
    });
    let terms = site.course.glossary.iter().map(|term| Passage {
        kind: "term",
        title: term.term.clone(),
        section: String::new(),
        text: words(&term.text),
        href: format!("{}#{}", Route::Glossary.folder(), term.id),
    });
    lessons.chain(labs).chain(terms).collect()
}

/// The sections of a lesson; its summary stands for what comes before the first.
fn sections(lesson: &Lesson) -> impl Iterator<Item = Passage> + use<> {
    let folder = Route::Lesson(lesson.id.clone()).folder();
    let passage = |section: String, text: String, href: String| Passage {
        kind: "lesson",
        title: lesson.title.clone(),
        section,
        text,
        href,
    };
    let mut all = vec![passage(String::new(), lesson.summary.clone(), folder.clone())];
    for node in &lesson.body {
        if let Node::Prose(Block::Heading { id, text, .. }) = node {
            all.push(passage(plain(text), String::new(), format!("{folder}#{id}")));
            continue;
        }
        if let Some(last) = all.last_mut() {
            let text = node_words(node);
            if !text.is_empty() && !last.text.is_empty() {
                last.text.push(' ');
            }
            last.text.push_str(&text);
        }
    }
    all.into_iter().filter(|passage| !passage.text.is_empty())
}

fn questions(lesson: &Lesson) -> impl Iterator<Item = Passage> + use<> {
    let folder = Route::Lesson(lesson.id.clone()).folder();
    let passage = |question: &crate::question::Question| Passage {
        kind: "question",
        title: lesson.title.clone(),
        section: String::new(),
        text: blocks(&question.prompt),
        href: format!("{folder}#q-{}", question.id),
    };
    lesson.questions.iter().map(passage).collect::<Vec<_>>().into_iter()
}

fn node_words(node: &Node) -> String {
    match node {
        Node::Prose(block) => block_words(block),
        Node::Note(note) => blocks(note),
        Node::Plot(figure) => format!("{}. {}", figure.title, words(&figure.caption)),
        Node::Diagram(diagram) => format!("{}. {}", diagram.title, diagram.alt),
        Node::FollowUp(asked) => {
            format!("{} {} {}", words(&asked.question), blocks(&asked.senior), blocks(&asked.staff))
        }
        Node::Lab(lab) => lab.question.clone(),
        Node::Predict(_) | Node::Questions(_) | Node::Cards => String::new(),
    }
}

fn blocks(blocks: &[Block]) -> String {
    blocks.iter().map(block_words).filter(|words| !words.is_empty()).collect::<Vec<_>>().join(" ")
}

fn block_words(block: &Block) -> String {
    match block {
        Block::Heading { text, .. } | Block::Paragraph(text) => words(text),
        Block::List { items, .. } => {
            items.iter().map(|item| blocks(item)).collect::<Vec<_>>().join(" ")
        }
        Block::Quote(inner) => blocks(inner),
        Block::Table { head, rows, .. } => {
            let cells = head.iter().chain(rows.iter().flatten());
            cells.map(words).collect::<Vec<_>>().join(" · ")
        }
        Block::Code { .. } | Block::Math { .. } | Block::Rule => String::new(),
    }
}

/// The words of a line; nobody searches for the source of a formula.
fn words(line: &Line) -> String {
    let spoken = line.iter().filter(|inline| !matches!(inline, Inline::Math { .. }));
    plain(&spoken.cloned().collect::<Vec<_>>())
}
