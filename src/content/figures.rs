//! The fence `figure`: a plot that a simulator draws, or a diagram of boxes and arrows.

use super::blocks;
use super::fields::{Fields, as_id, as_whole};
use super::markdown;
use super::near;
use super::scope::Scope;
use super::states;
use super::toml::{Item, Table, Value};
use crate::base::id::StateId;
use crate::lesson::{Diagram, Flow, Node, Part, PartKind, PlotFigure};

#[derive(Clone, Copy)]
enum Kind {
    Plot,
    Diagram,
}

const PARTS: &[(&str, PartKind)] = &[
    ("actor", PartKind::Actor),
    ("box", PartKind::Box),
    ("queue", PartKind::Queue),
    ("store", PartKind::Store),
];

/// The largest column or row of a diagram: more would not fit a phone.
const FARTHEST: u32 = 11;

/// Compiles the fence.
pub(crate) fn figure(table: &Table, scope: Scope<'_>) -> Option<Node> {
    let fields = Fields::new(table, "a `figure` block", scope.sink);
    let kind = fields.word("kind", &[("plot", Kind::Plot), ("diagram", Kind::Diagram)])?;
    match kind {
        Kind::Plot => plot(fields, scope).map(Node::Plot),
        Kind::Diagram => diagram(fields, scope).map(Node::Diagram),
    }
}

fn plot(fields: Fields<'_>, scope: Scope<'_>) -> Option<PlotFigure> {
    let simulator =
        fields.text("simulator").and_then(|text| states::simulator(text, scope.sink));
    let state = fields.text("state").and_then(|text| states::find(text, simulator, scope));
    let plot = fields.text("plot");
    let title = fields.plain("title");
    let caption = fields.text("caption").map(|text| markdown::line(text, scope));
    fields.finish();
    let plot = plot?;
    if let Some(simulator) = simulator {
        let keys = simulator.plots.iter().map(|plot| plot.key);
        blocks::known_key(plot, "plot", keys, simulator, scope);
    }
    Some(PlotFigure { state: state?, plot: plot.value.clone(), title: title?, caption: caption? })
}

fn diagram(fields: Fields<'_>, scope: Scope<'_>) -> Option<Diagram> {
    let title = fields.plain("title");
    let caption = fields.text("caption").map(|text| markdown::line(text, scope));
    let alt = fields.plain("alt");
    let empty = fields.some_list("nodes").is_empty();
    let parts: Vec<Part> =
        fields.tables("nodes").into_iter().filter_map(|table| part(table, scope)).collect();
    let flows: Vec<Flow> =
        fields.tables("flows").into_iter().filter_map(|table| flow(table, &parts, scope)).collect();
    if empty {
        scope.sink.error(fields.place(), "this diagram shows nothing", "add its parts to `nodes`");
    }
    report_overlap(&fields, &parts, scope);
    fields.finish();
    Some(Diagram { title: title?, caption: caption?, alt: alt?, nodes: parts, flows })
}

fn part(table: &Table, scope: Scope<'_>) -> Option<Part> {
    let fields = Fields::new(table, "a part of a diagram", scope.sink);
    let id = fields.text("id").and_then(|text| as_id(text, StateId::new, scope.sink));
    let label = fields.plain("label");
    let kind = fields.word("kind", PARTS);
    let at = fields.some_list("at");
    let position = position(at);
    if position.is_none() {
        let at = at.first().map_or(fields.place(), |item| &item.place);
        let message = format!("`at` wants a column and a row, from 0 to {FARTHEST}");
        scope.sink.error(at, message, "write `at = [column, row]`, such as `at = [0, 1]`");
    }
    fields.finish();
    Some(Part { id: id?.to_string(), label: label?, kind: kind?, at: position? })
}

fn position(at: &[Item]) -> Option<(u32, u32)> {
    match at {
        [column, row] => Some((as_whole(column, 0, FARTHEST)?, as_whole(row, 0, FARTHEST)?)),
        _ => None,
    }
}

fn flow(table: &Table, parts: &[Part], scope: Scope<'_>) -> Option<Flow> {
    let fields = Fields::new(table, "a flow of a diagram", scope.sink);
    let end = |key| {
        let text = fields.text(key)?;
        if !parts.iter().any(|part| part.id == text.value) {
            let message = format!("no part of this diagram is called `{}`", text.value);
            let ids = parts.iter().map(|part| part.id.as_str());
            let help = near::suggest(&text.value, ids, "add the part to `nodes`");
            scope.sink.error(&text.whole(), message, help);
        }
        Some(text.value.clone())
    };
    let (from, to) = (end("from"), end("to"));
    let label = fields.plain("label");
    fields.finish();
    Some(Flow { from: from?, to: to?, label: label? })
}

fn report_overlap(fields: &Fields<'_>, parts: &[Part], scope: Scope<'_>) {
    let tables = fields.list("nodes");
    let place = |i: usize| tables.get(i).map_or(fields.place(), |item| match &item.value {
        Value::Table(table) => &table.place,
        _ => &item.place,
    });
    for (i, part) in parts.iter().enumerate() {
        for before in &parts[..i] {
            if before.id == part.id {
                let message = format!("two parts are called `{}`", part.id);
                scope.sink.error(place(i), message, "give each part an id of its own");
            } else if before.at == part.at {
                let message = format!("`{}` and `{}` stand at the same place", before.id, part.id);
                scope.sink.error(place(i), message, "give each part a column and row of its own");
            }
        }
    }
}
