//! `states.toml`: named settings of simulators.

use super::computed::KnownState;
use super::diagnostic::Sink;
use super::fields::{Fields, as_id};
use super::markdown;
use super::near;
use super::scope::Scope;
use super::source::{File, Place, Text};
use super::toml::{self, Item, Table, Value};
use crate::base::format;
use crate::base::id::StateId;
use crate::lesson::State;
use crate::sim::control::Control;
use crate::sim::values::Values;
use crate::sim::{self, Simulator};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A state whose caption is not yet read, because it may quote other states.
pub(crate) struct Draft<'a> {
    id: Option<StateId>,
    label: Option<String>,
    caption: Option<&'a Text>,
    known: KnownState,
}

/// Reads the file; an empty table where it is missing or broken.
pub(crate) fn parse(file: Option<&Arc<File>>, sink: &Sink) -> Option<Table> {
    file.and_then(|file| toml::parse(&file.all(), sink))
}

/// All but the captions.
pub(crate) fn drafts<'a>(table: &'a Table, sink: &'a Sink) -> Vec<Draft<'a>> {
    let tables = table.entries.iter().filter_map(|entry| match &entry.item.value {
        Value::Table(table) => Some((entry, table)),
        _ => {
            let help = "write `[state-id]` on a line of its own, then its keys";
            sink.error(&entry.key_place, format!("`{}` is not in a state", entry.key), help);
            None
        }
    });
    let drafts = tables.map(|(entry, table)| {
        let name = entry.key_place.file.part(entry.key_place.span.clone());
        let id = as_id(&name, StateId::new, sink);
        draft(id, table, sink)
    });
    drafts.collect()
}

fn draft<'a>(id: Option<StateId>, table: &'a Table, sink: &'a Sink) -> Draft<'a> {
    let fields = Fields::new(table, "a state", sink);
    let simulator = fields.text("simulator").and_then(|text| simulator(text, sink));
    let label = fields.plain("label");
    let caption = fields.text("caption");
    let set = fields.maybe_table("set");
    fields.finish();
    let known = simulator.and_then(|simulator| {
        let values = set.map_or_else(
            || Some(Values::defaults(simulator.controls)),
            |set| values(simulator, set, sink),
        );
        values.map(|values| (simulator, values))
    });
    Draft { id, label, caption, known }
}

/// The simulator that is named, or a report.
pub(crate) fn simulator(text: &Text, sink: &Sink) -> Option<&'static Simulator> {
    let found = sim::find(&text.value);
    if found.is_none() {
        let message = format!("there is no simulator `{}`", text.value);
        let help = near::suggest(&text.value, sim::all().map(|simulator| simulator.id), "");
        sink.error(&text.whole(), message, help);
    }
    found
}

/// Settings, each checked by itself so that all mistakes are reported.
fn values(simulator: &'static Simulator, set: &Table, sink: &Sink) -> Option<Values> {
    let mut values = Some(Values::defaults(simulator.controls));
    for entry in &set.entries {
        let (key, place) = (entry.key.as_str(), &entry.item.place);
        match setting(simulator, key, &entry.item) {
            Ok((index, number)) => {
                values = values.map(|values| values.set(simulator.controls, index, number));
            }
            Err((message, help)) => {
                let at = if simulator.control(key).is_some() { place } else { &entry.key_place };
                sink.error(at, message, help);
                values = None;
            }
        }
    }
    values
}

fn setting(
    simulator: &Simulator,
    key: &str,
    item: &Item,
) -> Result<(usize, f64), (String, String)> {
    let Some((index, control)) = simulator.control(key) else {
        let keys = simulator.controls.iter().map(|control| control.key);
        let message = format!("`{}` has no control `{key}`", simulator.id);
        return Err((message, near::suggest(key, keys, "")));
    };
    if !control.choices.is_empty() {
        return choice(control, item).map(|number| (index, number));
    }
    let Value::Number(number, _) = item.value else {
        let message = format!("`{key}` wants a number, not {}", item.value.kind());
        return Err((message, format!("write a number after `{key} =`")));
    };
    let one = Values::with(simulator.controls, [(key, number)]);
    if let Err((_, error)) = one {
        let unit = control.unit;
        let (low, high) = (format::setting(control.min, unit), format::setting(control.max, unit));
        return Err((format!("`{key}`: {error}"), format!("write a value from {low} to {high}")));
    }
    let snapped = control.snap(number);
    if (snapped - number).abs() > 1e-9 * number.abs() {
        let message = format!("`{key}` moves in steps of {}", control.step);
        return Err((message, format!("write {snapped}, the nearest value")));
    }
    Ok((index, number))
}

/// The place of a word among the choices of a control.
fn choice(control: &Control, item: &Item) -> Result<f64, (String, String)> {
    let words = || control.choices.iter().map(|choice| choice.word);
    let Value::Text(text) = &item.value else {
        let message = format!("`{}` wants a word, not {}", control.key, item.value.kind());
        return Err((message, format!("write one of: {}", words().collect::<Vec<_>>().join(", "))));
    };
    let place = words().position(|word| word == text.value);
    place.map(|place| place as f64).ok_or_else(|| {
        let message = format!("`{}` knows no `{}`", control.key, text.value);
        (message, near::suggest(&text.value, words(), ""))
    })
}

/// What the drafts make known to computed values.
pub(crate) fn known(drafts: &[Draft<'_>]) -> BTreeMap<String, KnownState> {
    let named = drafts
        .iter()
        .filter_map(|draft| draft.id.as_ref().map(|id| (id.to_string(), draft.known.clone())));
    named.collect()
}

/// The states with their captions.
pub(crate) fn finish(drafts: &[Draft<'_>], scope: Scope<'_>) -> Vec<State> {
    let states = drafts.iter().filter_map(|draft| {
        let caption = draft.caption.map(|caption| markdown::line(caption, scope));
        let (simulator, values) = draft.known.clone()?;
        Some(State {
            id: draft.id.clone()?,
            simulator: simulator.id.into(),
            label: draft.label.clone()?,
            caption: caption?,
            values,
        })
    });
    states.collect()
}

/// The state that is named, of the simulator if one is given; or a report.
pub(crate) fn find(
    name: &Text,
    simulator: Option<&'static Simulator>,
    scope: Scope<'_>,
) -> Option<StateId> {
    let place: Place = name.whole();
    let states = &scope.computer.states;
    let Some(known) = states.get(&name.value) else {
        let message = format!("there is no state `{}`", name.value);
        let none = "add the state to states.toml";
        let help = near::suggest(&name.value, states.keys().map(String::as_str), none);
        scope.sink.error(&place, message, help);
        return None;
    };
    if let (Some((theirs, _)), Some(ours)) = (known, simulator)
        && theirs.id != ours.id
    {
        let message =
            format!("`{}` is a state of `{}`, not of `{}`", name.value, theirs.id, ours.id);
        scope.sink.error(&place, message, format!("name a state whose simulator is `{}`", ours.id));
        return None;
    }
    StateId::new(name.value.as_str()).ok()
}
