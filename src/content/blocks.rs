//! The special fences of a lesson's text.

use super::fields::{Fields, as_id};
use super::figures;
use super::markdown::{self, Fence};
use super::near;
use super::scope::Scope;
use super::source::{Place, Text};
use super::states;
use super::toml::{self, Table, Value};
use crate::base::id::{QuestionId, StateId};
use crate::lesson::{FollowUp, Goal, Lab, Node};
use crate::sim::Simulator;
use std::cell::RefCell;
use std::collections::BTreeMap;

/// The reserved names.
pub(crate) const NAMES: &[&str] =
    &["lab", "predict", "figure", "followup", "questions", "cards", "note"];

/// What the blocks show of the other files, with places; checked once those are read.
#[derive(Debug, Default)]
pub(crate) struct Shown {
    /// Questions, and whether a `predict` block shows them.
    pub(crate) questions: RefCell<Vec<(QuestionId, Place, bool)>>,
    /// The `cards` blocks.
    pub(crate) cards: RefCell<Vec<Place>>,
}

/// Compiles a fence; reports what is wrong with it.
pub(crate) fn node(fence: &Fence, scope: Scope<'_>, shown: &Shown) -> Option<Node> {
    if fence.name == "note" {
        return note(fence, scope);
    }
    let mut table = toml::parse(&fence.body, scope.sink)?;
    // What is missing from a block is reported at its first line.
    table.place = fence.place.first_line();
    match fence.name.as_str() {
        "lab" => lab(&table, scope).map(Node::Lab),
        "predict" => predict(&table, scope, shown),
        "figure" => figures::figure(&table, scope),
        "followup" => follow_up(&table, scope).map(Node::FollowUp),
        "questions" => questions(&table, scope, shown),
        _ => {
            Fields::new(&table, "a `cards` block", scope.sink).finish();
            shown.cards.borrow_mut().push(table.place);
            Some(Node::Cards)
        }
    }
}

/// The goals of labs, by simulator, with the states in which the labs open.
pub(crate) fn goals(nodes: &[Node]) -> BTreeMap<String, (StateId, Goal)> {
    let labs = nodes.iter().filter_map(|node| match node {
        Node::Lab(lab) => Some((lab.simulator.clone(), (lab.start.clone(), lab.goal.clone()?))),
        _ => None,
    });
    labs.collect()
}

fn note(fence: &Fence, scope: Scope<'_>) -> Option<Node> {
    let blocks = markdown::blocks(&fence.body, scope);
    if blocks.is_empty() {
        scope.sink.error(
            &fence.place.first_line(),
            "this note is empty",
            "write a short paragraph",
        );
        return None;
    }
    Some(Node::Note(blocks))
}

fn lab(table: &Table, scope: Scope<'_>) -> Option<Lab> {
    let fields = Fields::new(table, "a `lab` block", scope.sink);
    let simulator = fields.text("simulator").and_then(|text| states::simulator(text, scope.sink));
    let question = fields.plain("question");
    let start = fields.text("start").and_then(|text| states::find(text, simulator, scope));
    let presets = fields.texts("presets");
    let presets: Vec<StateId> =
        presets.into_iter().filter_map(|text| states::find(text, simulator, scope)).collect();
    let sliders = sliders(&fields, simulator, scope);
    let predict = fields.maybe_text("predict").filter(|text| {
        let keys = |simulator: &'static Simulator| simulator.readouts.iter().map(|r| r.key);
        simulator.is_none_or(|s| known_key(text, "readout", keys(s), s, scope))
    });
    let guides =
        fields.texts("guides").into_iter().map(|text| markdown::line(text, scope)).collect();
    let goal = fields.maybe_table("goal").map(|goal| self::goal(goal, simulator, scope));
    fields.finish();
    Some(Lab {
        simulator: simulator?.id.into(),
        question: question?,
        start: start?,
        presets,
        sliders: sliders?,
        predict: predict.map(|text| text.value.clone()),
        guides,
        goal: goal.flatten(),
    })
}

fn sliders(
    fields: &Fields<'_>,
    simulator: Option<&'static Simulator>,
    scope: Scope<'_>,
) -> Option<Vec<String>> {
    let items = fields.some_list("sliders");
    let texts = fields.texts("sliders");
    if fields.maybe("sliders").is_some() && !(1..=3).contains(&items.len()) {
        let message = format!("a lab shows one to three sliders, not {}", items.len());
        let at = items.get(3).map_or(fields.place(), |item| &item.place);
        scope.sink.error(
            at,
            message,
            "keep those that the guides speak of; the rest is under \"more\"",
        );
    }
    let simulator = simulator?;
    for (i, text) in texts.iter().enumerate() {
        let keys = simulator.controls.iter().map(|control| control.key);
        known_key(text, "control", keys, simulator, scope);
        if texts[..i].iter().any(|before| before.value == text.value) {
            let message = format!("`{}` is named twice", text.value);
            scope.sink.error(&text.whole(), message, "name each control once");
        }
    }
    Some(texts.into_iter().map(|text| text.value.clone()).collect())
}

/// Reports a key that is not among those of the simulator.
pub(super) fn known_key<'k>(
    text: &Text,
    what: &str,
    keys: impl Iterator<Item = &'k str> + Clone,
    simulator: &Simulator,
    scope: Scope<'_>,
) -> bool {
    let known = keys.clone().any(|key| key == text.value);
    if !known {
        let message = format!("`{}` has no {what} `{}`", simulator.id, text.value);
        scope.sink.error(&text.whole(), message, near::suggest(&text.value, keys, ""));
    }
    known
}

fn goal(table: &Table, simulator: Option<&'static Simulator>, scope: Scope<'_>) -> Option<Goal> {
    let fields = Fields::new(table, "a goal", scope.sink);
    let text = fields.text("text").map(|text| markdown::line(text, scope));
    let (under, over) = (fields.maybe_table("under"), fields.maybe_table("over"));
    let limits = |table: Option<&Table>| {
        table.map_or_else(Vec::new, |table| self::limits(table, simulator, scope))
    };
    let par = fields.texts("par");
    let par = par.into_iter().filter_map(|text| states::find(text, simulator, scope)).collect();
    let (under_these, over_these) = (limits(under), limits(over));
    let goal = Goal { text: text.unwrap_or_default(), under: under_these, over: over_these, par };
    if under.or(over).is_none_or(|table| table.entries.is_empty()) {
        let help = "add `under = { latency_p99 = 150 }` or `over = { … }`";
        scope.sink.error(fields.place(), "this goal can be reached by doing nothing", help);
    }
    fields.finish();
    Some(goal)
}

fn limits(
    table: &Table,
    simulator: Option<&'static Simulator>,
    scope: Scope<'_>,
) -> Vec<(String, f64)> {
    let mut limits = Vec::new();
    for entry in &table.entries {
        let key = entry.key_place.file.part(entry.key_place.span.clone());
        if let Some(simulator) = simulator {
            let keys = simulator.readouts.iter().map(|readout| readout.key);
            known_key(&key, "readout", keys, simulator, scope);
        }
        match entry.item.value {
            Value::Number(number, _) if number.is_finite() => {
                limits.push((entry.key.clone(), number))
            }
            _ => {
                let message =
                    format!("`{}` wants a number, not {}", entry.key, entry.item.value.kind());
                let help = "write the limit in the readout's unit, such as `latency_p99 = 150`";
                scope.sink.error(&entry.item.place, message, help);
            }
        }
    }
    limits
}

fn predict(table: &Table, scope: Scope<'_>, shown: &Shown) -> Option<Node> {
    let fields = Fields::new(table, "a `predict` block", scope.sink);
    let text = fields.text("question");
    fields.finish();
    let text = text?;
    let id = as_id(text, QuestionId::new, scope.sink)?;
    shown.questions.borrow_mut().push((id.clone(), text.whole(), true));
    Some(Node::Predict(id))
}

fn questions(table: &Table, scope: Scope<'_>, shown: &Shown) -> Option<Node> {
    let fields = Fields::new(table, "a `questions` block", scope.sink);
    let empty = fields.some_list("include").is_empty() && fields.maybe("include").is_some();
    let texts = fields.texts("include");
    if empty {
        let help = "name the questions: `include = [\"…\"]`";
        scope.sink.error(fields.place(), "this block shows no question", help);
    }
    fields.finish();
    let mut ids = Vec::new();
    for text in texts {
        if let Some(id) = as_id(text, QuestionId::new, scope.sink) {
            shown.questions.borrow_mut().push((id.clone(), text.whole(), false));
            ids.push(id);
        }
    }
    Some(Node::Questions(ids))
}

fn follow_up(table: &Table, scope: Scope<'_>) -> Option<FollowUp> {
    let fields = Fields::new(table, "a `followup` block", scope.sink);
    let question = fields.text("question").map(|text| markdown::line(text, scope));
    let senior = fields.text("senior").map(|text| markdown::blocks(text, scope));
    let staff = fields.text("staff").map(|text| markdown::blocks(text, scope));
    fields.finish();
    Some(FollowUp { question: question?, senior: senior?, staff: staff? })
}
