//! How a quantity is spread: bars, with percentiles marked.

use super::frame::Frame;
use crate::sim::outcome::{Mark, Plot};

pub(super) fn draw(
    frame: &mut Frame,
    edges: &[f64],
    shares: &[f64],
    marks: &[Mark],
    ghost: Option<&Plot>,
) {
    let (Some(first), Some(last)) = (edges.first(), edges.last()) else { return };
    let ghost = match ghost {
        Some(Plot::Distribution { edges, shares, .. }) => Some((edges, shares)),
        _ => None,
    };
    let ghost_last = ghost.and_then(|(edges, _)| edges.last()).copied().unwrap_or(*last);
    let ghost_first = ghost.and_then(|(edges, _)| edges.first()).copied().unwrap_or(*first);
    let ghost_shares = ghost.map(|(_, shares)| shares.as_slice()).unwrap_or_default();
    let highest = shares.iter().chain(ghost_shares).copied().fold(0.01, f64::max);
    let x = frame.x_scale((first.min(ghost_first), last.max(ghost_last)));
    let y = frame.y_scale((0.0, highest * 1.05));
    frame.axes(&x, &y);
    for (i, share) in shares.iter().enumerate().filter(|(_, share)| **share > 0.0) {
        let (from, to) = (x.place(edges[i]), x.place(edges[i + 1]));
        // A hairline between bars, so that they read as bins.
        let to = (to - 0.6).max(from + 0.4);
        frame.rect("bar", (from, y.place(*share)), (to, frame.bottom()));
    }
    if let Some((edges, shares)) = ghost {
        let mut outline = Vec::with_capacity(shares.len() * 2);
        for (i, share) in shares.iter().enumerate() {
            outline.push((x.place(edges[i]), y.place(*share)));
            outline.push((x.place(edges[i + 1]), y.place(*share)));
        }
        frame.path("ghost", &outline);
    }
    draw_marks(frame, &x, marks);
}

/// Percentile lines with their labels on top; a label that would touch the one before it moves to
/// the other row.
fn draw_marks(frame: &mut Frame, x: &crate::base::scale::Scale, marks: &[Mark]) {
    let rows = [frame.top() - 2.0, frame.top() - 15.0];
    let mut free_from = [f64::MIN; 2];
    for mark in marks {
        let at = x.place(mark.at);
        let label = format!("{} {}", mark.label, frame.x_words(mark.at));
        let width = label.chars().count() as f64 * 6.8;
        // Near the right edge the label stands left of its line.
        let (class, start) = if at + width + 6.0 > frame.right() {
            ("mark-label end", at - width - 4.0)
        } else {
            ("mark-label", at + 4.0)
        };
        let row = usize::from(free_from[0] > start);
        free_from[row] = start + width + 8.0;
        let place = if class.ends_with("end") { at - 4.0 } else { start };
        frame.line("mark", (at, rows[row] - 8.0), (at, frame.bottom()));
        frame.text(class, (place, rows[row]), &label);
    }
}
