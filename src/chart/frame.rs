//! The room a plot is drawn in: margins, axes, ticks, and the elements of the picture.

use crate::base::format;
use crate::base::scale::Scale;
use crate::sim::outcome::{Axis, PlotSpec, Quantity};
use std::fmt::Write as _;

/// The drawing, in its own units: 360 across, as on a phone.
const WIDTH: f64 = 360.0;
const HEIGHT: f64 = 200.0;
/// Space for tick labels and axis labels.
const LEFT: f64 = 38.0;
const RIGHT: f64 = 12.0;
const TOP: f64 = 40.0;
const BOTTOM: f64 = 36.0;

/// A picture being drawn.
pub(super) struct Frame {
    x: Axis,
    y: Axis,
    label: String,
    quantity: Quantity,
    body: String,
}

impl Frame {
    pub(super) fn new(spec: &PlotSpec, label: &str) -> Self {
        let label = escape(label);
        Self { x: spec.x, y: spec.y, label, quantity: spec.quantity, body: String::new() }
    }

    pub(super) fn left(&self) -> f64 {
        LEFT
    }

    pub(super) fn right(&self) -> f64 {
        WIDTH - RIGHT
    }

    pub(super) fn top(&self) -> f64 {
        TOP
    }

    pub(super) fn bottom(&self) -> f64 {
        HEIGHT - BOTTOM
    }

    pub(super) fn x_scale(&self, domain: (f64, f64)) -> Scale {
        scale(self.x, domain, (self.left(), self.right()))
    }

    pub(super) fn y_scale(&self, domain: (f64, f64)) -> Scale {
        scale(self.y, domain, (self.bottom(), self.top()))
    }

    /// Axes, ticks and labels. Few gridlines: horizontal ones only.
    pub(super) fn axes(&mut self, x: &Scale, y: &Scale) {
        let (left, right, bottom) = (self.left(), self.right(), self.bottom());
        for tick in y.ticks(4) {
            let at = y.place(tick);
            self.line("grid", (left, at), (right, at));
            self.text("tick-label end", (left - 5.0, at + 4.0), &tick_label(tick, self.y));
        }
        self.line("axis", (left, bottom), (right, bottom));
        for tick in x.ticks(6) {
            let at = x.place(tick);
            self.line("axis", (at, bottom), (at, bottom + 4.0));
            self.text("tick-label middle", (at, bottom + 15.0), &tick_label(tick, self.x));
        }
        let (x_label, y_label) = (axis_label(self.x), axis_label(self.y));
        self.text("axis-label end", (right, HEIGHT - 4.0), &x_label);
        self.text("axis-label", (0.0, 11.0), &y_label);
    }

    pub(super) fn line(&mut self, class: &str, from: (f64, f64), to: (f64, f64)) {
        let (x1, y1, x2, y2) = (Px(from.0), Px(from.1), Px(to.0), Px(to.1));
        let _ = write!(
            self.body,
            r#"<line class="{class}" x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"/>"#
        );
    }

    pub(super) fn rect(&mut self, class: &str, from: (f64, f64), to: (f64, f64)) {
        let (x, y) = (Px(from.0), Px(from.1));
        let (width, height) = (Px((to.0 - from.0).max(0.0)), Px((to.1 - from.1).max(0.0)));
        let _ = write!(
            self.body,
            r#"<rect class="{class}" x="{x}" y="{y}" width="{width}" height="{height}"/>"#
        );
    }

    pub(super) fn circle(&mut self, class: &str, at: (f64, f64), radius: f64) {
        let (x, y, r) = (Px(at.0), Px(at.1), Px(radius));
        let _ = write!(self.body, r#"<circle class="{class}" cx="{x}" cy="{y}" r="{r}"/>"#);
    }

    /// A line through the places, in order.
    pub(super) fn path(&mut self, class: &str, places: &[(f64, f64)]) {
        let _ = write!(self.body, r#"<path class="{class}" d=""#);
        for (i, (x, y)) in places.iter().enumerate() {
            let command = if i == 0 { 'M' } else { 'L' };
            let _ = write!(self.body, "{command}{} {}", Px(*x), Px(*y));
        }
        self.body.push_str(r#""/>"#);
    }

    pub(super) fn text(&mut self, class: &str, at: (f64, f64), text: &str) {
        let (x, y, text) = (Px(at.0), Px(at.1), escape(text));
        let _ = write!(self.body, r#"<text class="{class}" x="{x}" y="{y}">{text}</text>"#);
    }

    pub(super) fn x_words(&self, value: f64) -> String {
        format::quantity(value, self.x.unit)
    }

    pub(super) fn y_words(&self, value: f64) -> String {
        format::quantity(value, self.y.unit)
    }

    pub(super) fn finish(self) -> String {
        let (label, body, quantity) = (self.label, self.body, class_of(self.quantity));
        format!(
            r#"<svg class="chart {quantity}" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{label}">{body}</svg>"#
        )
    }
}

/// The class that gives a quantity its colour, everywhere in the course.
#[must_use]
pub fn class_of(quantity: Quantity) -> &'static str {
    match quantity {
        Quantity::Latency => "q-latency",
        Quantity::Throughput => "q-throughput",
        Quantity::Cost => "q-cost",
        Quantity::Quality => "q-quality",
        Quantity::Freshness => "q-freshness",
        Quantity::Load => "q-load",
    }
}

fn scale(axis: Axis, domain: (f64, f64), range: (f64, f64)) -> Scale {
    if axis.logarithmic { Scale::logarithmic(domain, range) } else { Scale::linear(domain, range) }
}

fn axis_label(axis: Axis) -> String {
    match axis.unit.symbol() {
        "" => axis.label.into(),
        symbol => format!("{} ({symbol})", axis.label),
    }
}

fn tick_label(value: f64, axis: Axis) -> String {
    let shown = axis.unit.shown(value);
    let text = format::number(shown, 4);
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').into()
    } else {
        text
    }
}

/// A length with at most one decimal: the eye sees no more, and the file is half as long.
struct Px(f64);

impl std::fmt::Display for Px {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let tenths = (self.0.clamp(-9999.0, 9999.0) * 10.0).round();
        // `-0` would be written for a tenth of a pixel left of the edge.
        let value = if tenths == 0.0 { 0.0 } else { tenths / 10.0 };
        write!(f, "{value}")
    }
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
    out
}
