//! Labels above a plot that neither touch each other nor leave the picture.

use super::frame::{Anchor, Frame, WIDTH, width_of};

/// Rows of labels, from the plot upwards; the third shares its line with the name of the axis.
const ROWS: usize = 3;
const ROW_HEIGHT: f64 = 15.0;
/// Between a line and its label, and between two labels.
const GAP: f64 = 4.0;

/// A vertical line with its words.
pub(super) struct Label {
    pub(super) at: f64,
    pub(super) name: String,
    pub(super) value: String,
}

impl Label {
    fn text(&self) -> String {
        format!("{} {}", self.name, self.value)
    }
}

/// Draws vertical lines with their labels above the plot. `class` is that of the lines; the labels
/// have it with `-label`. Lines that coincide share one label.
pub(super) fn draw(frame: &mut Frame, class: &str, labels: Vec<Label>) {
    let labels = merged(labels);
    let mut taken: [Vec<(f64, f64)>; ROWS] = Default::default();
    let places: Vec<_> = labels.iter().map(|label| place(label, frame, &mut taken)).collect();
    for (label, (row, start)) in labels.iter().zip(&places) {
        // A line reaches up beside its label, or ends below a label that had to be moved across it.
        let covered = *start < label.at && label.at < start + width_of(&label.text()) - GAP;
        let from = baseline(frame, *row) + if covered { 4.0 } else { -9.0 };
        frame.line(class, (label.at, from), (label.at, frame.bottom()));
    }
    // Words after lines, so that no line crosses a word.
    for (label, (row, start)) in labels.iter().zip(places) {
        let class = format!("{class}-label");
        let y = baseline(frame, row);
        // The end at the line is the one that is kept when the face is narrower than feared.
        if start < label.at {
            let end = (start + width_of(&label.text())).min(WIDTH);
            frame.text(&class, Anchor::End, (end, y), &label.text());
        } else {
            frame.text(&class, Anchor::Start, (start, y), &label.text());
        }
    }
}

fn baseline(frame: &Frame, row: usize) -> f64 {
    frame.top() - 6.0 - row as f64 * ROW_HEIGHT
}

/// Lines less than two units apart are one to the eye, and have one label: `p50, p99 5.27 s`.
fn merged(labels: Vec<Label>) -> Vec<Label> {
    let mut out: Vec<Label> = Vec::new();
    for label in labels {
        match out.last_mut() {
            Some(last) if (last.at - label.at).abs() < 2.0 => {
                last.name = if last.value == label.value {
                    format!("{}, {}", last.name, label.name)
                } else {
                    format!("{}, {}", last.text(), label.name)
                };
                last.value = label.value;
            }
            _ => out.push(label),
        }
    }
    out
}

/// The lowest row and the side of the line where the label is free; where none is, the row in which it
/// covers least.
fn place(label: &Label, frame: &Frame, taken: &mut [Vec<(f64, f64)>; ROWS]) -> (usize, f64) {
    let width = width_of(&label.text());
    let right = label.at + GAP;
    let left = label.at - GAP - width;
    let sides = if right + width <= WIDTH { [right, left] } else { [left, right] };
    let inside = |start: f64| start.clamp(0.0, (WIDTH - width).max(0.0));
    let covered = |row: usize, others: &[(f64, f64)], start: f64| -> f64 {
        let name = if row == ROWS - 1 { Some((0.0, frame.y_label_width())) } else { None };
        let others = others.iter().copied().chain(name);
        let shared =
            others.map(|(from, to)| (to.min(start + width) - from.max(start) + GAP).max(0.0));
        shared.sum()
    };
    let mut best = (f64::MAX, 0, 0.0);
    for (row, others) in taken.iter().enumerate() {
        // Beside its line, or else behind a label that stands there already.
        let behind = others.iter().map(|(_, to)| to + 2.0 * GAP);
        for side in sides.into_iter().chain(behind) {
            let start = inside(side);
            // A label that had to be moved stands less well than one at its line.
            let moved = (start - left).abs().min((start - right).abs());
            let cost = covered(row, others, start) + moved * 0.1;
            if cost < best.0 {
                best = (cost, row, start);
            }
        }
    }
    let (_, row, start) = best;
    taken[row].push((start, start + width));
    (row, start)
}
