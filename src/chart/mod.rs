//! Layer 1: pictures of outcomes, as SVG text and as tables. Pure, so that the same plot is drawn
//! natively for the prerendered page and in the browser, character for character.
//!
//! Every string that enters the SVG is either a number or escaped here; components may therefore set
//! it as markup. Colours and line styles are the style sheet's.

mod calibration;
mod curve;
mod distribution;
mod forecast;
mod frame;
mod labels;
pub mod picture;
pub mod share;
mod table;
pub mod tornado;

pub use table::{Table, table};

use crate::base::format;
use crate::sim::outcome::{Plot, PlotSpec};
pub use calibration::calibration;
pub use forecast::forecast;
use frame::Frame;
pub use frame::{class_of, escape};

/// What other days bring, behind a plot.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Spread {
    /// The same plot on each of them, as thin lines.
    pub lines: Vec<Plot>,
    /// The least and the greatest value at the current setting.
    pub here: Option<(f64, f64)>,
}

/// The plot as an SVG element, 360 units across; the style sheet keeps its words at reading size
/// whatever the width. `ghost` is a pinned earlier result.
#[must_use]
pub fn svg(spec: &PlotSpec, plot: &Plot, ghost: Option<&Plot>) -> String {
    svg_with(spec, plot, ghost, &Spread::default())
}

/// As [`svg`], with other days behind it.
#[must_use]
pub fn svg_with(spec: &PlotSpec, plot: &Plot, ghost: Option<&Plot>, spread: &Spread) -> String {
    let mut frame = Frame::new(spec, &summary(spec, plot));
    match plot {
        Plot::Distribution { edges, shares, marks } => {
            distribution::draw(&mut frame, (edges, shares), marks, ghost, &spread.lines);
        }
        Plot::Curve { points, here, limits } => {
            curve::draw(&mut frame, points, *here, limits, ghost, spread);
        }
    }
    frame.finish()
}

/// What the plot shows, in a sentence, for those who cannot see it.
#[must_use]
pub fn summary(spec: &PlotSpec, plot: &Plot) -> String {
    let x = |value| format::quantity(value, spec.x.unit);
    let y = |value| format::quantity(value, spec.y.unit);
    match plot {
        Plot::Distribution { marks, .. } => {
            let marks: Vec<_> =
                marks.iter().map(|mark| format!("{} {}", mark.label, x(mark.at))).collect();
            format!("{}: {}.", spec.title, marks.join(", "))
        }
        Plot::Curve { points, here, .. } => {
            let ends = match (points.first(), points.last()) {
                (Some(first), Some(last)) => format!(
                    "{} goes from {} at {} to {} at {}",
                    spec.y.label,
                    y(first.y),
                    x(first.x),
                    y(last.y),
                    x(last.x)
                ),
                _ => "not computed yet".into(),
            };
            let here = here.map(|p| format!("; now {} at {}", y(p.y), x(p.x)));
            format!("{}: {ends}{}.", spec.title, here.unwrap_or_default())
        }
    }
}

#[cfg(test)]
mod tests;
