//! `questions.toml` and `cards.toml`.

mod goal;
mod numbers;
mod options;
mod parts;
mod vary;

use super::diagnostic::Sink;
use super::fields::Fields;
use super::markdown;
use super::near;
use super::scope::Scope;
use super::source::{Place, Text};
use super::toml::{Table, Value};
use crate::base::id::{CardId, ObjectiveId, QuestionId, StateId};
use crate::lesson::Card;
use crate::prose::Target;
use crate::question::estimate::Estimate;
use crate::question::{Body, Question, Template};
use std::ops::RangeInclusive;

/// A question or a card with what the checks need; `made` is `None` where something was wrong.
pub(crate) struct Read<Id, T> {
    pub(crate) id: Id,
    pub(crate) place: Place,
    pub(crate) made: Option<T>,
}

/// Questions also tell which objective they test, and whether they are predictions.
pub(crate) struct ReadQuestion {
    pub(crate) read: Read<QuestionId, Question>,
    pub(crate) objective: Option<(ObjectiveId, Place)>,
    pub(crate) predicts: bool,
}

/// Reads what is particular to a type.
type Reader = fn(&Fields<'_>, Scope<'_>) -> Option<Body>;

/// The types, as `type = "…"` names them.
const KINDS: &[(&str, Reader)] = &[
    ("choice", |fields, scope| options::choice(fields, scope).map(Body::Choice)),
    ("estimate", |fields, scope| numbers::estimate(fields, scope).map(Body::Estimate)),
    ("predict", |fields, scope| numbers::predict(fields, scope).map(Body::Predict)),
    ("order", |fields, scope| parts::order(fields, scope).map(Body::Order)),
    ("match", |fields, scope| parts::matching(fields, scope).map(Body::Match)),
    ("categorise", |fields, scope| parts::categorise(fields, scope).map(Body::Categorise)),
    ("cloze", |fields, scope| parts::cloze(fields, scope).map(Body::Cloze)),
    ("diagnose", |fields, scope| options::diagnose(fields, scope).map(Body::Diagnose)),
    ("flaw", |fields, scope| options::flaw(fields, scope).map(Body::Flaw)),
    ("free", |fields, scope| parts::free(fields, scope).map(Body::Free)),
    ("goal", |fields, scope| goal::goal(fields, scope).map(Body::Goal)),
];

/// All questions of the file.
pub(crate) fn questions(table: &Table, scope: Scope<'_>) -> Vec<ReadQuestion> {
    let fields = Fields::new(table, "questions.toml", scope.sink);
    let tables = fields.tables("question");
    fields.finish();
    tables.into_iter().filter_map(|table| question(table, scope)).collect()
}

fn question(table: &Table, scope: Scope<'_>) -> Option<ReadQuestion> {
    let sink = scope.sink;
    let fields = Fields::new(table, "a question", sink);
    let id = fields.id("id", QuestionId::new);
    let kind = fields.word("type", KINDS);
    let predicts = matches!(fields.maybe("type").map(|item| &item.value),
        Some(Value::Text(text)) if text.value == "predict");
    let objective_text = fields.text("objective");
    let objective = fields.id("objective", ObjectiveId::new);
    let passage = passage(&fields, scope);
    let (prompt_text, hint_texts) = (fields.text("prompt"), hints(&fields, scope));
    let explain_text = fields.text("explain");
    let prompt = prompt_text.map(|text| markdown::blocks(text, scope));
    let hints = hint_texts.iter().map(|text| markdown::line(text, scope)).collect();
    let explain = explain_text.map(|text| markdown::blocks(text, scope));
    let mut body = kind.and_then(|read| read(&fields, scope));
    if kind.is_some() {
        fields.finish();
    }
    let id = id?;
    let texts = prompt.zip(explain).map(|(prompt, explain)| Template { prompt, hints, explain });
    let sources = prompt_text.zip(explain_text).map(|(prompt, explain)| vary::Sources {
        prompt,
        hints: hint_texts,
        explain,
    });
    let (mut texts, mut template) = (texts, None);
    if let (Some(Body::Estimate(Estimate { vary: Some(vary), .. })), Some(texts), Some(sources)) =
        (&mut body, &mut texts, &sources)
    {
        template = vary::fill(vary, texts, sources, table, scope);
    }
    let made = match (objective.clone(), passage, texts, body) {
        (Some(objective), Some(passage), Some(texts), Some(body)) => {
            let revision = revision(table, &body, scope);
            let Template { prompt, hints, explain } = texts;
            let id = id.clone();
            let question = Question {
                id,
                objective,
                passage,
                prompt,
                hints,
                explain,
                revision,
                body,
                template,
            };
            Some(question)
        }
        _ => None,
    };
    let read = Read { id, place: table.place.clone(), made };
    let objective = objective.zip(objective_text.map(|text| text.whole()));
    Some(ReadQuestion { read, objective, predicts })
}

/// The section that answers, without its `#`; it is checked as a link is.
fn passage(fields: &Fields<'_>, scope: Scope<'_>) -> Option<String> {
    let text = fields.text("passage")?;
    let section = text.value.strip_prefix('#').unwrap_or_default();
    if StateId::new(section).is_err() {
        let message = format!("`{}` is not a section", text.value);
        scope.sink.error(
            &text.whole(),
            message,
            "write `#` and the id of a heading of this lesson",
        );
        return None;
    }
    scope.links.note(&Target::Section(section.into()), text.whole());
    Some(section.into())
}

fn hints<'a>(fields: &Fields<'a>, scope: Scope<'_>) -> Vec<&'a Text> {
    let texts = fields.texts("hints");
    if let Some(fourth) = texts.get(3) {
        let message = format!("{} hints are too many", texts.len());
        scope.sink.error(
            &fourth.whole(),
            message,
            "keep three at most, from gentle to nearly the answer",
        );
    }
    texts
}

/// The tables of `[[question.<key>]]`, with a report if there are too few or too many.
fn counted<'a>(
    fields: &Fields<'a>,
    key: &'static str,
    range: RangeInclusive<usize>,
    sink: &Sink,
) -> Vec<&'a Table> {
    let tables = fields.tables(key);
    if !range.contains(&tables.len()) {
        let (least, most) = range.into_inner();
        let message = format!("there are {least} to {most} of `{key}`, not {}", tables.len());
        sink.error(fields.place(), message, format!("write each as `[[question.{key}]]`"));
    }
    tables
}

/// All of them, if each could be read; every one is looked at, so that each is reported on.
fn all<T>(read: impl Iterator<Item = Option<T>>) -> Option<Vec<T>> {
    read.collect::<Vec<_>>().into_iter().collect()
}

/// Changes with everything that the learner is asked or told, and with the settings of a state that
/// is predicted or diagnosed or whose numbers vary; not with the objective or the passage.
fn revision(table: &Table, body: &Body, scope: Scope<'_>) -> u32 {
    let mut source = table.normalised(&["objective", "passage"]);
    // What a prediction is compared with is shown beside the answer and asks for nothing.
    let asked = match body {
        Body::Predict(_) => 1,
        // A lab's goal is told by its limits, wherever the lab opens.
        Body::Goal(_) => 0,
        _ => usize::MAX,
    };
    match body {
        Body::Estimate(Estimate { vary: Some(vary), .. }) => {
            vary.values.as_slice().iter().for_each(|value| source.push_str(&value.to_string()));
        }
        Body::Goal(goal) => goal.aims.iter().for_each(|aim| source.push_str(&aim.in_words())),
        _ => {}
    }
    for state in body.states().into_iter().take(asked) {
        if let Some(Some((simulator, values))) = scope.computer.states.get(state.as_str()) {
            source.push_str(&values.to_query(simulator.controls));
        }
    }
    fnv1a(&source)
}

/// The hash of Fowler, Noll and Vo, variant 1a, 32 bits: stable between versions of Rust.
fn fnv1a(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// All cards of the file.
pub(crate) fn cards(table: &Table, scope: Scope<'_>) -> Vec<Read<CardId, Card>> {
    let file = Fields::new(table, "cards.toml", scope.sink);
    let tables = file.tables("card");
    file.finish();
    let cards = tables.into_iter().filter_map(|table| {
        let fields = Fields::new(table, "a card", scope.sink);
        let id = fields.id("id", CardId::new);
        let prompt = fields.text("prompt").map(|text| markdown::line(text, scope));
        let answer = fields.text("answer").map(|text| markdown::line(text, scope));
        let passage = passage(&fields, scope);
        fields.finish();
        let id = id?;
        let made = match (prompt, answer, passage) {
            (Some(prompt), Some(answer), Some(passage)) => {
                Some(Card { id: id.clone(), prompt, answer, passage })
            }
            _ => None,
        };
        Some(Read { id, place: table.place.clone(), made })
    });
    cards.collect()
}

/// Reports a name that is not among the known ones.
pub(crate) fn report_unknown<'a>(
    what: &str,
    name: &str,
    known: impl IntoIterator<Item = &'a str>,
    none: &str,
    place: &Place,
    sink: &Sink,
) {
    let help = near::suggest(name, known, none);
    sink.error(place, format!("there is no {what} `{name}`"), help);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_the_published_one() {
        assert_eq!(fnv1a(""), 0x811c_9dc5);
        assert_eq!(fnv1a("a"), 0xe40c_292c);
        assert_eq!(fnv1a("foobar"), 0xbf9c_f968);
    }
}
