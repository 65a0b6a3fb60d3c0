//! How a quantity is spread: bars, with percentiles marked.

use super::frame::{Frame, Scales};
use super::labels::{self, Label};
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
    let domain = (first.min(ghost_first), last.max(ghost_last));
    let Scales { x, y } = frame.axes(domain, (0.0, highest * 1.05));
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
    let marks = marks.iter().map(|mark| {
        let (at, value) = (x.place(mark.at), frame.x_words(mark.at));
        Label { at, name: mark.label.clone(), value }
    });
    let marks = marks.collect();
    labels::draw(frame, "mark", marks);
}
