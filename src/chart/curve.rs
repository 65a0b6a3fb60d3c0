//! One quantity against another, with the current setting on it.

use super::frame::Frame;
use crate::sim::outcome::{Mark, Plot, Point};

pub(super) fn draw(
    frame: &mut Frame,
    points: &[Point],
    here: Option<Point>,
    limits: &[Mark],
    ghost: Option<&Plot>,
) {
    let (ghost_points, ghost_here) = match ghost {
        Some(Plot::Curve { points, here, .. }) => (points.as_slice(), *here),
        _ => (&[][..], None),
    };
    let all = || points.iter().chain(ghost_points).copied().chain(here).chain(ghost_here);
    let Some(any) = all().next() else { return };
    let widest = all().map(|p| p.x).chain(limits.iter().map(|l| l.at)).fold(0.0, f64::max);
    let lowest = all().map(|p| p.y).fold(any.y, f64::min);
    let highest = all().map(|p| p.y).fold(any.y, f64::max);
    let x = frame.x_scale((0.0, widest * 1.04));
    let y = frame.y_scale((lowest * 0.7, highest * 1.3));
    frame.axes(&x, &y);
    for limit in limits {
        let at = x.place(limit.at);
        frame.line("limit", (at, frame.top()), (at, frame.bottom()));
        let label = format!("{} {}", limit.label, frame.x_words(limit.at));
        frame.text("limit-label end", (at - 4.0, frame.top() - 4.0), &label);
    }
    let placed = |points: &[Point]| -> Vec<(f64, f64)> {
        points.iter().map(|p| (x.place(p.x), y.place(p.y))).collect()
    };
    frame.path("ghost", &placed(ghost_points));
    if let Some(p) = ghost_here {
        frame.circle("ghost-here", (x.place(p.x), y.place(p.y)), 6.0);
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

/// The current setting: a ring that is larger than any dot, and its value beside it.
fn draw_here(frame: &mut Frame, at: (f64, f64), point: Point) {
    frame.circle("here", at, 6.5);
    let label = format!("now {}", frame.y_words(point.y));
    let above = (at.1 - 12.0).max(frame.top() + 10.0);
    if at.0 > (frame.left() + frame.right()) / 2.0 {
        frame.text("here-label end", (at.0 - 10.0, above), &label);
    } else {
        frame.text("here-label", (at.0 + 2.0, above), &label);
    }
}
