//! How a quantity is spread: bars, with percentiles marked.

use super::frame::{Frame, Scales};
use super::labels::{self, Label};
use crate::sim::outcome::{Mark, Plot};

pub(super) fn draw(
    frame: &mut Frame,
    (edges, shares): (&[f64], &[f64]),
    marks: &[Mark],
    ghost: Option<&Plot>,
    days: &[Plot],
) {
    let (Some(first), Some(last)) = (edges.first(), edges.last()) else { return };
    let ghost = ghost.and_then(bins);
    let others = || ghost.into_iter().chain(days.iter().filter_map(bins));
    let firsts = others().filter_map(|(edges, _)| edges.first());
    let lasts = others().filter_map(|(edges, _)| edges.last());
    let domain = (firsts.fold(*first, |a, b| a.min(*b)), lasts.fold(*last, |a, b| a.max(*b)));
    let highest = others().flat_map(|(_, shares)| shares).chain(shares);
    let highest = highest.copied().fold(0.01, f64::max);
    let scales = frame.axes(domain, (0.0, highest * 1.05));
    let Scales { x, y } = &scales;
    for (i, share) in shares.iter().enumerate().filter(|(_, share)| **share > 0.0) {
        let (from, to) = (x.place(edges[i]), x.place(edges[i + 1]));
        // A hairline between bars, so that they read as bins.
        let to = (to - 0.6).max(from + 0.4);
        frame.rect("bar", (from, y.place(*share)), (to, frame.bottom()));
    }
    for day in days.iter().filter_map(bins) {
        frame.path("day", &outline(day, &scales));
    }
    if let Some(ghost) = ghost {
        frame.path("ghost", &outline(ghost, &scales));
    }
    let marks = marks.iter().map(|mark| {
        let (at, value) = (x.place(mark.at), frame.x_words(mark.at));
        Label { at, name: mark.label.clone(), value }
    });
    let marks = marks.collect();
    labels::draw(frame, "mark", marks);
}

fn bins(plot: &Plot) -> Option<(&[f64], &[f64])> {
    match plot {
        Plot::Distribution { edges, shares, .. } if !shares.is_empty() => Some((edges, shares)),
        Plot::Distribution { .. } | Plot::Curve { .. } => None,
    }
}

fn outline((edges, shares): (&[f64], &[f64]), scales: &Scales) -> Vec<(f64, f64)> {
    let mut outline = Vec::with_capacity(shares.len() * 2);
    for (i, share) in shares.iter().enumerate() {
        outline.push((scales.x.place(edges[i]), scales.y.place(*share)));
        outline.push((scales.x.place(edges[i + 1]), scales.y.place(*share)));
    }
    outline
}
