//! One quantity against another, with the current setting on it.

use super::Spread;
use super::frame::{Anchor, Frame, Scales, WIDTH, width_of};
use super::labels::{self, Label};
use crate::sim::outcome::{Mark, Plot, Point};

pub(super) fn draw(
    frame: &mut Frame,
    points: &[Point],
    here: Option<Point>,
    limits: &[Mark],
    ghost: Option<&Plot>,
    spread: &Spread,
) {
    let (ghost_points, ghost_here) = match ghost {
        Some(Plot::Curve { points, here, .. }) => (points.as_slice(), *here),
        _ => (&[][..], None),
    };
    let days = || spread.lines.iter().filter_map(points_of);
    let range = here.zip(spread.here).map(|(here, range)| (here.x, range));
    let ends = range.map(|(x, (low, high))| [Point { x, y: low }, Point { x, y: high }]);
    let all = || {
        let others = ghost_points.iter().chain(days().flatten()).chain(ends.iter().flatten());
        points.iter().chain(others).copied().chain(here).chain(ghost_here)
    };
    let Some(any) = all().next() else { return };
    let widest = all().map(|p| p.x).chain(limits.iter().map(|l| l.at)).fold(0.0, f64::max);
    // Equal ratios have no zero to start from.
    let narrowest = all().map(|p| p.x).fold(any.x, f64::min);
    let left = if frame.is_logarithmic_across() { narrowest } else { narrowest.min(0.0) };
    let lowest = all().map(|p| p.y).fold(any.y, f64::min);
    let highest = all().map(|p| p.y).fold(any.y, f64::max);
    let Scales { x, y } =
        frame.axes((left, widest * 1.04), (lowest - 0.3 * lowest.abs(), highest * 1.3));
    let limits = limits.iter().map(|limit| {
        let (at, value) = (x.place(limit.at), frame.x_words(limit.at));
        Label { at, name: limit.label.clone(), value }
    });
    let limits = limits.collect();
    labels::draw(frame, "limit", limits);
    let placed = |points: &[Point]| -> Vec<(f64, f64)> {
        points.iter().map(|p| (x.place(p.x), y.place(p.y))).collect()
    };
    if !ghost_points.is_empty() {
        frame.path("ghost", &placed(ghost_points));
    }
    if let Some(p) = ghost_here {
        frame.circle("ghost-here", (x.place(p.x), y.place(p.y)), 6.0);
    }
    for day in days() {
        frame.path("day", &placed(day));
    }
    if let Some((at, (low, high))) = range {
        let (at, low, high) = (x.place(at), y.place(low), y.place(high));
        frame.rect("range", (at - 4.0, high), (at + 4.0, low));
    }
    let places = placed(points);
    frame.path("line", &places);
    for place in &places {
        frame.circle("dot", *place, 2.6);
    }
    if let Some(p) = here {
        draw_here(frame, (x.place(p.x), y.place(p.y)), p);
    }
}

fn points_of(day: &Plot) -> Option<&[Point]> {
    match day {
        Plot::Curve { points, .. } if !points.is_empty() => Some(points),
        Plot::Curve { .. } | Plot::Distribution { .. } => None,
    }
}

/// The current setting: a ring that is larger than any dot, and its value up and to the left of it,
/// where a rising curve leaves room.
fn draw_here(frame: &mut Frame, at: (f64, f64), point: Point) {
    frame.circle("here", at, 6.5);
    let label = format!("now {}", frame.y_words(point.y));
    let width = width_of(&label);
    let highest = frame.top() + 12.0;
    // Beside the ring where the labels of the limits begin right above it.
    let y = if at.1 - 11.0 < highest { (at.1 + 4.0).max(highest) } else { at.1 - 11.0 };
    let beside = at.0 - 11.0;
    if beside - width >= frame.left() {
        frame.text("here-label", Anchor::End, (beside, y), &label);
    } else {
        let x = if y < at.1 { at.0 - 4.0 } else { at.0 + 12.0 };
        frame.text("here-label", Anchor::Start, (x.min(WIDTH - width).max(0.0), y), &label);
    }
}
