//! `questions.toml` and `cards.toml`.

use super::diagnostic::Sink;
use super::fields::Fields;
use super::markdown;
use super::near;
use super::scope::Scope;
use super::source::Place;
use super::states;
use super::toml::{Item, Table, Value};
use crate::base::id::{CardId, ObjectiveId, QuestionId, StateId};
use crate::lesson::Card;
use crate::prose::{Target, plain};
use crate::question::choice::{Choice, ChoiceOption, Refutation};
use crate::question::estimate::{Estimate, LogScore};
use crate::question::predict::Predict;
use crate::question::{Body, Question};

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

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Choice,
    Estimate,
    Predict,
}

const KINDS: &[(&str, Kind)] =
    &[("choice", Kind::Choice), ("estimate", Kind::Estimate), ("predict", Kind::Predict)];

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
    let objective_text = fields.text("objective");
    let objective = fields.id("objective", ObjectiveId::new);
    let passage = passage(&fields, scope);
    let prompt = fields.text("prompt").map(|text| markdown::blocks(text, scope));
    let hints = hints(&fields, scope);
    let explain = fields.text("explain").map(|text| markdown::blocks(text, scope));
    let body = kind.and_then(|kind| match kind {
        Kind::Choice => choice(&fields, scope).map(Body::Choice),
        Kind::Estimate => estimate(&fields, scope).map(Body::Estimate),
        Kind::Predict => predict(&fields, scope).map(Body::Predict),
    });
    if kind.is_some() {
        fields.finish();
    }
    let id = id?;
    let made = match (objective.clone(), passage, prompt, explain, body) {
        (Some(objective), Some(passage), Some(prompt), Some(explain), Some(body)) => {
            let revision = revision(table, &body, scope);
            let id = id.clone();
            Some(Question { id, objective, passage, prompt, hints, explain, revision, body })
        }
        _ => None,
    };
    let read = Read { id, place: table.place.clone(), made };
    let objective = objective.zip(objective_text.map(|text| text.whole()));
    Some(ReadQuestion { read, objective, predicts: kind == Some(Kind::Predict) })
}

/// The section that answers, without its `#`; it is checked as a link is.
fn passage(fields: &Fields<'_>, scope: Scope<'_>) -> Option<String> {
    let text = fields.text("passage")?;
    let section = text.value.strip_prefix('#').unwrap_or_default();
    if StateId::new(section).is_err() {
        let message = format!("`{}` is not a section", text.value);
        scope.sink.error(&text.whole(), message, "write `#` and the id of a heading of this lesson");
        return None;
    }
    scope.links.note(&Target::Section(section.into()), text.whole());
    Some(section.into())
}

fn hints(fields: &Fields<'_>, scope: Scope<'_>) -> Vec<crate::prose::Line> {
    let texts = fields.texts("hints");
    if let Some(fourth) = texts.get(3) {
        let message = format!("{} hints are too many", texts.len());
        scope.sink.error(&fourth.whole(), message, "keep three at most, from gentle to nearly the answer");
    }
    texts.into_iter().map(|text| markdown::line(text, scope)).collect()
}

fn choice(fields: &Fields<'_>, scope: Scope<'_>) -> Option<Choice> {
    let several = fields.flag("several");
    let tables = fields.tables("option");
    let count = tables.len();
    if !(2..=8).contains(&count) {
        let message = format!("a choice offers two to eight options, not {count}");
        scope.sink.error(fields.place(), message, "write each as `[[question.option]]`");
    }
    let options: Option<Vec<_>> =
        tables.iter().map(|table| option(table, scope)).collect::<Vec<_>>().into_iter().collect();
    let choice = Choice { several, options: options? };
    check_options(&choice, &tables, fields.place(), scope.sink);
    Some(choice)
}

fn option(table: &Table, scope: Scope<'_>) -> Option<ChoiceOption> {
    let fields = Fields::new(table, "an option", scope.sink);
    let text = fields.text("text").map(|text| markdown::line(text, scope));
    let right = fields.flag("right");
    let reason = fields.text("reason").map(|text| markdown::line(text, scope));
    let misconception =
        fields.maybe_text("misconception").map(|text| markdown::line(text, scope));
    let opens = fields.maybe_text("opens");
    let state = opens.and_then(|text| states::find(text, None, scope));
    let look = fields.maybe_text("look").map(|text| markdown::line(text, scope));
    let report = |message: &str, help: &str| scope.sink.error(fields.place(), message, help);
    match (right, misconception.is_some()) {
        (false, false) => report(
            "a wrong option needs `misconception`",
            "add what somebody who picks this believes, as a sentence",
        ),
        (true, true) => report(
            "a right option has no misconception",
            "remove `misconception`, or `right = true`",
        ),
        _ => {}
    }
    match (opens.is_some(), look.is_some()) {
        (true, false) => report("`opens` wants `look`", "add what to look at there, one sentence"),
        (false, true) => report("`look` wants `opens`", "add the state that refutes the option"),
        _ => {}
    }
    fields.finish();
    let refuted_by = state.zip(look).map(|(state, look)| Refutation { state, look });
    Some(ChoiceOption { text: text?, right, reason: reason?, misconception, refuted_by })
}

fn check_options(choice: &Choice, tables: &[&Table], place: &Place, sink: &Sink) {
    let right = choice.options.iter().filter(|option| option.right).count();
    if choice.several && right == 0 {
        sink.error(place, "no option is right", "mark at least one with `right = true`");
    }
    if !choice.several && right != 1 {
        let message = format!("one option must be right, not {right}");
        sink.error(place, message, "mark one with `right = true`, or the question with `several = true`");
    }
    let length = |option: &ChoiceOption| plain(&option.text).chars().count();
    let longest_wrong = choice.options.iter().filter(|o| !o.right).map(length).max().unwrap_or(0);
    for (option, table) in choice.options.iter().zip(tables) {
        if !choice.several && option.right && length(option) > longest_wrong {
            let message = format!(
                "the right option is the longest: {} characters against {longest_wrong}",
                length(option)
            );
            sink.error(&table.place, message, "shorten it, or give a wrong option the same care");
        }
    }
    for (i, option) in choice.options.iter().enumerate() {
        if choice.options[..i].iter().any(|before| plain(&before.text) == plain(&option.text)) {
            sink.error(&tables[i].place, "two options say the same", "change or remove one");
        }
    }
}

fn scoring(fields: &Fields<'_>, sink: &Sink) -> Option<LogScore> {
    let full = fields.number("full_marks_within");
    let none = fields.number("no_marks_beyond");
    let ((full, full_place), (none, none_place)) = (full?, none?);
    if full < 1.0 {
        let help = "write a factor of at least 1: `1.25` means 20 % below to 25 % above";
        sink.error(full_place, format!("`full_marks_within` is {full}, below 1"), help);
    }
    if none <= full {
        let message = "`no_marks_beyond` must exceed `full_marks_within`";
        sink.error(none_place, message, format!("write a factor above {full}"));
    }
    Some(LogScore { full_within: full, none_beyond: none })
}

fn positive(value: f64, place: &Place, sink: &Sink) -> Option<f64> {
    if value > 0.0 && value.is_finite() {
        return Some(value);
    }
    let help = "ask for something above 0, for the score is on a log scale";
    sink.error(place, format!("the answer is {value}, which has no logarithm"), help);
    None
}

fn estimate(fields: &Fields<'_>, scope: Scope<'_>) -> Option<Estimate> {
    let unit = fields.plain("unit");
    let scoring = scoring(fields, scope.sink);
    let answer = match fields.maybe("answer") {
        Some(Item { value: Value::Text(text), place }) => {
            let computed = match text.value.strip_prefix('=') {
                Some(source) => scope.computer.value(source),
                None => Err(super::computed::Problem {
                    message: "`answer` is a text".into(),
                    help: "write a number, or `\"=state.readout\"` to have it computed".into(),
                }),
            };
            match computed {
                Ok(value) => value.and_then(|value| positive(value, place, scope.sink)),
                Err(problem) => {
                    scope.sink.error(place, problem.message, problem.help);
                    None
                }
            }
        }
        _ => fields.number("answer").and_then(|(value, place)| positive(value, place, scope.sink)),
    };
    Some(Estimate { answer: answer?, unit: unit?, scoring: scoring? })
}

fn predict(fields: &Fields<'_>, scope: Scope<'_>) -> Option<Predict> {
    let state_name = fields.text("state");
    let state = state_name.and_then(|text| states::find(text, None, scope));
    let readout = fields.text("readout");
    let compare_name = fields.maybe_text("compare");
    let known = state.as_ref().and_then(|state| scope.computer.states.get(state.as_str())?.clone());
    let simulator = known.as_ref().map(|(simulator, _)| *simulator);
    let compare = compare_name.and_then(|text| states::find(text, simulator, scope));
    let scoring = scoring(fields, scope.sink);
    let (state, readout) = (state?, readout?);
    let truth = match scope.computer.reading(state.as_str(), &readout.value) {
        Ok(measured) => positive(measured?.value, &readout.whole(), scope.sink),
        Err(problem) => {
            scope.sink.error(&readout.whole(), problem.message, problem.help);
            None
        }
    };
    Some(Predict {
        simulator: simulator?.id.into(),
        state,
        readout: readout.value.clone(),
        compare,
        truth: truth?,
        scoring: scoring?,
    })
}

/// Changes with everything that the learner is asked or told, and with the settings of a state that
/// is predicted; not with the objective or the passage.
fn revision(table: &Table, body: &Body, scope: Scope<'_>) -> u32 {
    let mut source = table.normalised(&["objective", "passage"]);
    if let Body::Predict(predict) = body
        && let Some(Some((simulator, values))) = scope.computer.states.get(predict.state.as_str())
    {
        source.push_str(&values.to_query(simulator.controls));
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
