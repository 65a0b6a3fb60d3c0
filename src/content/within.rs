//! Checks within a lesson, once all of its files are read.

use super::blocks::Shown;
use super::diagnostic::Sink;
use super::questions::{Read, ReadQuestion, report_unknown};
use super::scope::Citations;
use super::source::Place;
use crate::base::id::{CardId, ObjectiveId};
use crate::lesson::{Card, Node};
use crate::prose::{Block, Line, plain};

/// How many words of prose a lesson has.
const WORDS: std::ops::RangeInclusive<usize> = 1400..=2200;

/// Reports a name that stands twice.
pub(crate) fn twice(what: &str, name: &str, place: &Place, sink: &Sink) {
    sink.error(place, format!("two {what} are called `{name}`"), "give each a name of its own");
}

/// Reports a source that nobody cites.
pub(crate) fn source_is_cited(key: &str, citations: &Citations, place: &Place, sink: &Sink) {
    if citations.number(key).is_none() {
        let help = format!("write `[@{key}]` where the text relies on it, or remove it");
        sink.error(place, format!("the source `{key}` is never cited"), help);
    }
}

/// Number and ids of the questions, and where they are shown.
pub(crate) fn questions(questions: &[ReadQuestion], shown: &Shown, file: &Place, sink: &Sink) {
    if !(5..=9).contains(&questions.len()) {
        let message = format!("a lesson asks five to nine questions, not {}", questions.len());
        sink.error(file, message, "add what is missing or remove the weakest");
    }
    for (i, question) in questions.iter().enumerate() {
        let id = &question.read.id;
        if questions[..i].iter().any(|before| before.read.id == *id) {
            twice("questions", id.as_str(), &question.read.place, sink);
        }
    }
    shown_once(questions, shown, sink);
}

/// Questions test the objectives there are, and all of them.
pub(crate) fn objectives(
    questions: &[ReadQuestion],
    objectives: &[(ObjectiveId, Place)],
    sink: &Sink,
) {
    for question in questions {
        if let Some((objective, place)) = &question.objective
            && !objectives.iter().any(|(known, _)| known == objective)
        {
            let known = objectives.iter().map(|(id, _)| id.as_str());
            let none = "add it as `[[objectives]]` to the front matter";
            report_unknown("objective", objective.as_str(), known, none, place, sink);
        }
    }
    for (objective, place) in objectives {
        let tested = |q: &ReadQuestion| q.objective.as_ref().is_some_and(|(id, _)| id == objective);
        if !questions.iter().any(tested) {
            let message = format!("no question tests the objective `{objective}`");
            sink.error(place, message, "write one, or remove the objective");
        }
    }
}

/// Every question is shown by one block, a prediction by `predict` if it comes before the mechanism.
fn shown_once(questions: &[ReadQuestion], shown: &Shown, sink: &Sink) {
    let shown = shown.questions.borrow();
    for (i, (id, place, by_predict)) in shown.iter().enumerate() {
        match questions.iter().find(|question| question.read.id == *id) {
            None => {
                let known = questions.iter().map(|question| question.read.id.as_str());
                let none = "add it to questions.toml";
                report_unknown("question", id.as_str(), known, none, place, sink);
            }
            Some(question) if *by_predict && !question.predicts => {
                let message = format!("`{id}` is not a question of type predict");
                sink.error(place, message, "show it in a `questions` block");
            }
            Some(_) if shown[..i].iter().any(|(before, ..)| before == id) => {
                let message = format!("the question `{id}` is shown twice");
                sink.error(place, message, "show each question in one block");
            }
            Some(_) => {}
        }
    }
    for question in questions {
        let id = &question.read.id;
        if !shown.iter().any(|(shown, ..)| shown == id) {
            let help = "name it in `include` of a `questions` block, or in a `predict` block";
            sink.error(&question.read.place, format!("the question `{id}` is shown nowhere"), help);
        }
    }
}

/// Number and ids of the cards, and the block that shows them.
pub(crate) fn cards(cards: &[Read<CardId, Card>], shown: &Shown, file: &Place, sink: &Sink) {
    if !(3..=6).contains(&cards.len()) {
        let message = format!("a lesson has three to six cards, not {}", cards.len());
        sink.error(file, message, "keep the decisions, drop the definitions");
    }
    for (i, card) in cards.iter().enumerate() {
        if cards[..i].iter().any(|before| before.id == card.id) {
            twice("cards", card.id.as_str(), &card.place, sink);
        }
    }
    let blocks = shown.cards.borrow();
    match blocks.as_slice() {
        [] => sink.error(file, "the cards are shown nowhere", "add a `cards` block to lesson.md"),
        [_] => {}
        [_, second, ..] => {
            sink.error(second, "the cards are shown twice", "keep one `cards` block");
        }
    }
}

/// At least two figures, one of them a plot.
pub(crate) fn figures(nodes: &[Node], place: &Place, sink: &Sink) {
    let plots = nodes.iter().filter(|node| matches!(node, Node::Plot(_))).count();
    let diagrams = nodes.iter().filter(|node| matches!(node, Node::Diagram(_))).count();
    if plots == 0 {
        let help = "add a `figure` block with `kind = \"plot\"`";
        sink.error(place, "no figure is drawn by a simulator", help);
    }
    if plots + diagrams < 2 {
        let message = format!("a lesson has at least two figures, not {}", plots + diagrams);
        sink.error(place, message, "add a plot or a diagram");
    }
}

/// Warns of a lesson that is too short or too long to read in one sitting.
pub(crate) fn length(nodes: &[Node], place: &Place, sink: &Sink) {
    let words: usize = nodes.iter().map(words_of_node).sum();
    if !WORDS.contains(&words) {
        let (least, most) = (WORDS.start(), WORDS.end());
        let message = format!("the lesson has {words} words of prose");
        sink.warning(place, message, format!("aim for {least} to {most}"));
    }
}

fn words_of_node(node: &Node) -> usize {
    let blocks = |blocks: &[Block]| blocks.iter().map(words).sum::<usize>();
    match node {
        Node::Prose(block) => words(block),
        Node::Note(inner) => blocks(inner),
        Node::Plot(figure) => words_of_line(&figure.caption),
        Node::Diagram(diagram) => words_of_line(&diagram.caption),
        Node::FollowUp(asked) => {
            words_of_line(&asked.question) + blocks(&asked.senior) + blocks(&asked.staff)
        }
        Node::Lab(_) | Node::Predict(_) | Node::Questions(_) | Node::Cards => 0,
    }
}

fn words(block: &Block) -> usize {
    let lines = |lines: &[Line]| lines.iter().map(words_of_line).sum::<usize>();
    match block {
        Block::Heading { text, .. } | Block::Paragraph(text) => words_of_line(text),
        Block::List { items, .. } => items.iter().flatten().map(words).sum(),
        Block::Quote(inner) => inner.iter().map(words).sum(),
        Block::Table { head, rows, .. } => {
            lines(head) + rows.iter().map(|row| lines(row)).sum::<usize>()
        }
        Block::Code { .. } | Block::Math { .. } | Block::Rule => 0,
    }
}

fn words_of_line(line: &Line) -> usize {
    plain(line).split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count()
}
