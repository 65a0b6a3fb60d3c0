//! Boxes and arrows, drawn from data, with a list as their text twin.

use super::prose::{self, Place};
use crate::lesson::{Diagram, Part, PartKind};
use leptos::prelude::*;
use std::fmt::Write as _;

/// A cell of the grid and the gap between cells, in CSS pixels.
const CELL: (f64, f64) = (118.0, 56.0);
const GAP: (f64, f64) = (74.0, 44.0);
const MARGIN: f64 = 8.0;

/// The figure: picture, caption and text twin.
#[must_use]
pub fn diagram(diagram: &Diagram, place: &Place) -> AnyView {
    let parts = diagram.flows.iter().map(|flow| {
        let name = |id: &str| {
            let part = diagram.nodes.iter().find(|part| part.id == id);
            part.map_or_else(String::new, |part| part.label.clone())
        };
        let what = if flow.label.is_empty() { String::new() } else { format!(": {}", flow.label) };
        view! { <li>{format!("{} to {}{what}", name(&flow.from), name(&flow.to))}</li> }
    });
    let parts = parts.collect_view();
    view! {
        <figure class="figure figure-diagram">
            <figcaption class="figure-title">{diagram.title.clone()}</figcaption>
            <div class="diagram-room" tabindex="0" role="group" aria-label=format!("Diagram: {}", diagram.title) inner_html=svg(diagram)></div>
            <p class="figure-caption">{prose::line(&diagram.caption, place)}</p>
            <details class="twin"><summary>"The diagram in words"</summary><p>{diagram.alt.clone()}</p><ul>{parts}</ul></details>
        </figure>
    }
    .into_any()
}

/// Where the middle of a part lies.
fn middle(part: &Part) -> (f64, f64) {
    let (column, row) = (f64::from(part.at.0), f64::from(part.at.1));
    (
        MARGIN + column * (CELL.0 + GAP.0) + CELL.0 / 2.0,
        MARGIN + row * (CELL.1 + GAP.1) + CELL.1 / 2.0,
    )
}

fn svg(diagram: &Diagram) -> String {
    let columns = diagram.nodes.iter().map(|part| part.at.0).max().unwrap_or(0);
    let rows = diagram.nodes.iter().map(|part| part.at.1).max().unwrap_or(0);
    let width = 2.0 * MARGIN + f64::from(columns) * (CELL.0 + GAP.0) + CELL.0;
    let height = 2.0 * MARGIN + f64::from(rows) * (CELL.1 + GAP.1) + CELL.1;
    let alt = escape(&diagram.alt);
    let mut out = format!(
        r#"<svg class="diagram" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" aria-label="{alt}">"#
    );
    for flow in &diagram.flows {
        let find = |id: &str| diagram.nodes.iter().find(|part| part.id == id);
        if let (Some(from), Some(to)) = (find(&flow.from), find(&flow.to)) {
            arrow(&mut out, middle(from), middle(to), &flow.label);
        }
    }
    for part in &diagram.nodes {
        draw_part(&mut out, part);
    }
    out.push_str("</svg>");
    out
}

fn draw_part(out: &mut String, part: &Part) {
    let (x, y) = middle(part);
    let (left, top) = (x - CELL.0 / 2.0, y - CELL.1 / 2.0);
    let (width, height) = CELL;
    let (class, radius) = match part.kind {
        PartKind::Actor => ("part-actor", height / 2.0),
        PartKind::Box => ("part-box", 4.0),
        PartKind::Queue => ("part-queue", 4.0),
        PartKind::Store => ("part-store", 14.0),
    };
    let _ = write!(
        out,
        r#"<g class="part {class}"><rect class="shape" x="{left}" y="{top}" width="{width}" height="{height}" rx="{radius}"/>"#
    );
    if part.kind == PartKind::Queue {
        // Slots at the exit, so that a queue is told from a box without colour.
        for i in 1..4 {
            let at = left + width - f64::from(i) * 9.0;
            let bottom = top + height;
            let _ =
                write!(out, r#"<line class="slot" x1="{at}" y1="{top}" x2="{at}" y2="{bottom}"/>"#);
        }
    }
    let lines = wrap(&part.label, if part.kind == PartKind::Queue { 11 } else { 15 });
    let shift = if part.kind == PartKind::Queue { -13.0 } else { 0.0 };
    let first = y + 5.0 - (lines.len() as f64 - 1.0) * 8.0;
    for (i, line) in lines.iter().enumerate() {
        let (x, y, line) = (x + shift, first + i as f64 * 16.0, escape(line));
        let _ = write!(out, r#"<text class="part-label" x="{x}" y="{y}">{line}</text>"#);
    }
    out.push_str("</g>");
}

/// An arrow from the edge of one part to the edge of another, with its label beside the middle.
fn arrow(out: &mut String, from: (f64, f64), to: (f64, f64), label: &str) {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let reach = |room: f64| -> (f64, f64) {
        let half = (CELL.0 / 2.0 + room, CELL.1 / 2.0 + room);
        let by_x = if dx == 0.0 { f64::INFINITY } else { half.0 / dx.abs() };
        let by_y = if dy == 0.0 { f64::INFINITY } else { half.1 / dy.abs() };
        let share = by_x.min(by_y);
        (dx * share, dy * share)
    };
    let (start, end) = (reach(2.0), reach(4.0));
    let (x1, y1) = (from.0 + start.0, from.1 + start.1);
    let (x2, y2) = (to.0 - end.0, to.1 - end.1);
    let length = libm::sqrt(dx * dx + dy * dy).max(1.0);
    let (ux, uy) = (dx / length, dy / length);
    let (bx, by) = (x2 - ux * 9.0, y2 - uy * 9.0);
    let (wx, wy) = (-uy * 4.5, ux * 4.5);
    let _ = write!(
        out,
        r#"<path class="flow" d="M{x1:.1} {y1:.1}L{bx:.1} {by:.1}"/><path class="flow-head" d="M{x2:.1} {y2:.1}L{:.1} {:.1}L{:.1} {:.1}Z"/>"#,
        bx + wx,
        by + wy,
        bx - wx,
        by - wy
    );
    let middle = ((x1 + x2) / 2.0, (y1 + y2) / 2.0);
    let lines = wrap(label, 12);
    // Above a level arrow, to the right of an upright one.
    let level = dy.abs() < 1.0;
    let anchor = if level { "flow-label middle" } else { "flow-label" };
    let x = if level { middle.0 } else { middle.0 + 8.0 };
    let last = if level { middle.1 - 7.0 } else { middle.1 + (lines.len() as f64 - 1.0) * 7.0 };
    for (i, line) in lines.iter().rev().enumerate() {
        let (y, line) = (last - i as f64 * 14.0, escape(line));
        let _ = write!(out, r#"<text class="{anchor}" x="{x:.1}" y="{y:.1}">{line}</text>"#);
    }
}

fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + word.chars().count() < width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.into()),
        }
    }
    lines
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
