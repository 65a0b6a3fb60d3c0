//! The room a plot is drawn in: margins, axes, ticks, and the elements of the picture.

use crate::base::format;
use crate::base::scale::Scale;
use crate::sim::outcome::{Axis, PlotSpec, Quantity};
use std::fmt::Write as _;

/// The drawing, in its own units: 360 across, as on a phone.
pub(super) const WIDTH: f64 = 360.0;
const HEIGHT: f64 = 212.0;
/// Space for axis labels, and for two rows of labels above the plot.
const RIGHT: f64 = 10.0;
const TOP: f64 = 48.0;
const BOTTOM: f64 = 40.0;
/// At most so many ticks, so that their labels stay apart.
const X_TICKS: usize = 5;
const Y_TICKS: usize = 4;
/// A logarithmic axis shows its decades; a domain shorter than one is read in equal steps.
const DECADE: f64 = 10.0;
/// How wide a letter may become: the fallback face of the interface, bold, at the largest size that
/// the style sheet gives to words in a plot.
pub(super) const LETTER: f64 = 8.2;

/// Which end of a text its place is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// A picture being drawn.
pub(super) struct Frame {
    x: Axis,
    y: Axis,
    label: String,
    quantity: Quantity,
    left: f64,
    body: String,
}

/// Where values lie in a frame.
pub(super) struct Scales {
    pub(super) x: Scale,
    pub(super) y: Scale,
}

impl Frame {
    pub(super) fn new(spec: &PlotSpec, label: &str) -> Self {
        let label = escape(label);
        Self {
            x: spec.x,
            y: spec.y,
            label,
            quantity: spec.quantity,
            left: 0.0,
            body: String::new(),
        }
    }

    pub(super) fn left(&self) -> f64 {
        self.left
    }

    pub(super) fn right(&self) -> f64 {
        WIDTH - RIGHT
    }

    /// Whether equal lengths across are equal ratios.
    pub(super) fn is_logarithmic_across(&self) -> bool {
        self.x.logarithmic
    }

    pub(super) fn top(&self) -> f64 {
        TOP
    }

    pub(super) fn bottom(&self) -> f64 {
        HEIGHT - BOTTOM
    }

    /// Draws axes, ticks and labels for these domains. Few gridlines: horizontal ones only.
    pub(super) fn axes(&mut self, x_domain: (f64, f64), y_domain: (f64, f64)) -> Scales {
        let y = scale(self.y, y_domain, (self.bottom(), self.top()));
        let y_ticks = ticks(&y, self.y, y_domain, Y_TICKS);
        let labels: Vec<String> = y_ticks.iter().map(|tick| tick_label(*tick, self.y)).collect();
        let longest = labels.iter().map(|label| label.chars().count()).max().unwrap_or(0);
        self.left = (longest as f64 * LETTER + 8.0).max(26.0);
        let x = scale(self.x, x_domain, (self.left(), self.right()));
        for (tick, label) in y_ticks.iter().zip(&labels) {
            let at = y.place(*tick);
            self.line("grid", (self.left(), at), (self.right(), at));
            self.text("tick-label", Anchor::End, (self.left() - 6.0, at + 4.0), label);
        }
        self.x_axis(&x, &ticks(&x, self.x, x_domain, X_TICKS));
        let (x_label, y_label) = (axis_label(self.x), axis_label(self.y));
        self.text("axis-label", Anchor::End, (self.right(), HEIGHT - 5.0), &x_label);
        self.text("axis-label", Anchor::Start, (0.0, 11.0), &y_label);
        Scales { x, y }
    }

    /// How far the name of the vertical axis reaches, above the plot.
    pub(super) fn y_label_width(&self) -> f64 {
        width_of(&axis_label(self.y))
    }

    /// The horizontal axis. A label that would touch the one before it is left out.
    fn x_axis(&mut self, x: &Scale, ticks: &[f64]) {
        let bottom = self.bottom();
        self.line("axis", (self.left(), bottom), (self.right(), bottom));
        let mut free_from = f64::MIN;
        for tick in ticks {
            let at = x.place(*tick);
            self.line("axis", (at, bottom), (at, bottom + 4.0));
            let label = tick_label(*tick, self.x);
            let half = width_of(&label) / 2.0;
            let middle = at.min(WIDTH - half);
            if middle - half > free_from {
                self.text("tick-label", Anchor::Middle, (middle, bottom + 17.0), &label);
                free_from = middle + half + 4.0;
            }
        }
    }

    pub(super) fn line(&mut self, class: &str, from: (f64, f64), to: (f64, f64)) {
        let (x1, y1, x2, y2) = (Px(from.0), Px(from.1), Px(to.0), Px(to.1));
        let _ =
            write!(self.body, r#"<line class="{class}" x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"/>"#);
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

    pub(super) fn text(&mut self, class: &str, anchor: Anchor, at: (f64, f64), text: &str) {
        let (x, y, text) = (Px(at.0), Px(at.1), escape(text));
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::Middle => r#" text-anchor="middle""#,
            Anchor::End => r#" text-anchor="end""#,
        };
        let _ = write!(self.body, r#"<text class="{class}"{anchor} x="{x}" y="{y}">{text}</text>"#);
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

/// Round values within the domain, at least two of them where the domain has any extent: equal ratios
/// where the axis has them, equal steps where the domain is too narrow for that.
fn ticks(scale: &Scale, axis: Axis, domain: (f64, f64), count: usize) -> Vec<f64> {
    if !axis.logarithmic {
        return scale.ticks(count);
    }
    let ticks = scale.ticks(X_TICKS);
    if ticks.len() < 3 && domain.1 < domain.0 * DECADE {
        return Scale::linear(domain, (0.0, 1.0)).ticks(count);
    }
    ticks
}

/// The room that a text may need.
pub(super) fn width_of(text: &str) -> f64 {
    text.chars().count() as f64 * LETTER
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
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').into() } else { text }
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

/// Text that is safe within SVG, as content and in attributes.
#[must_use]
pub fn escape(text: &str) -> String {
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
