//! The table twin of a plot: the very numbers that are drawn.

use crate::base::format;
use crate::sim::outcome::{Plot, PlotSpec};

/// A plot as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Its heading.
    pub title: String,
    /// Column headings.
    pub head: [String; 2],
    /// Rows.
    pub rows: Vec<[String; 2]>,
}

/// The table twin of a plot. Empty bins are left out.
#[must_use]
pub fn table(spec: &PlotSpec, plot: &Plot) -> Table {
    let x = |value| format::quantity(value, spec.x.unit);
    let y = |value| format::quantity(value, spec.y.unit);
    let mut rows = Vec::new();
    match plot {
        Plot::Distribution { edges, shares, marks } => {
            rows.extend(marks.iter().map(|mark| [mark.label.clone(), x(mark.at)]));
            let bins = shares.iter().enumerate().filter(|(_, share)| **share > 0.0);
            rows.extend(bins.map(|(i, share)| {
                [format!("{} – {}", x(edges[i]), x(edges[i + 1])), y(*share)]
            }));
        }
        Plot::Curve { points, here, limits } => {
            rows.extend(limits.iter().map(|limit| [x(limit.at), limit.label.clone()]));
            rows.extend(here.map(|p| [format!("now: {}", x(p.x)), y(p.y)]));
            rows.extend(points.iter().map(|p| [x(p.x), y(p.y)]));
        }
    }
    Table {
        title: spec.title.into(),
        head: [spec.x.label.into(), spec.y.label.into()],
        rows,
    }
}
