//! Layer 1: pictures of outcomes, as SVG text and as tables. Pure, so that the same plot is drawn
//! natively for the prerendered page and in the browser, character for character.
//!
//! Every string that enters the SVG is either a number or escaped here; components may therefore set
//! it as markup. Colours and line styles are the style sheet's.

mod curve;
mod distribution;
mod frame;
mod table;

pub use table::{Table, table};

use crate::base::format;
use crate::sim::outcome::{Plot, PlotSpec};
use frame::Frame;
pub use frame::class_of;

/// How large to draw, in CSS pixels. Each plot is drawn twice and the style sheet shows the one that
/// fits, because text that scales with the picture would be too small on a phone.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Size {
    /// Horizontally.
    pub width: f64,
    /// Vertically.
    pub height: f64,
    /// The class that the style sheet shows or hides.
    pub class: &'static str,
}

/// For columns from about 480 px.
pub const WIDE: Size = Size { width: 620.0, height: 300.0, class: "wide" };
/// For phones.
pub const NARROW: Size = Size { width: 328.0, height: 220.0, class: "narrow" };

/// The plot as two SVG elements, one for each size. `ghost` is a pinned earlier result.
#[must_use]
pub fn svg(spec: &PlotSpec, plot: &Plot, ghost: Option<&Plot>) -> String {
    let label = summary(spec, plot);
    let mut out = String::new();
    for size in [WIDE, NARROW] {
        let mut frame = Frame::new(size, spec, &label);
        match plot {
            Plot::Distribution { edges, shares, marks } => {
                distribution::draw(&mut frame, edges, shares, marks, ghost);
            }
            Plot::Curve { points, here, limits } => {
                curve::draw(&mut frame, points, *here, limits, ghost);
            }
        }
        out.push_str(&frame.finish());
    }
    out
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
