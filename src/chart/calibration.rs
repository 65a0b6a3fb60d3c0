//! What was said of answers, against what came out.

use super::frame::{Anchor, Frame};
use crate::base::format::Unit;
use crate::sim::outcome::{Axis, PlotSpec, Quantity};

const fn axis(label: &'static str) -> Axis {
    Axis { label, unit: Unit::Share, logarithmic: false }
}

const SPEC: PlotSpec = PlotSpec {
    key: "calibration",
    title: "Said, and right",
    x: axis("You said"),
    y: axis("You were right"),
    quantity: Quantity::Quality,
    sweep: None,
};

/// Points of what was said and what was right, both shares, each with its words; and the line on which
/// both are the same. `label` is for those who cannot see it.
#[must_use]
pub fn calibration(points: &[(f64, f64, String)], label: &str) -> String {
    let mut frame = Frame::new(&SPEC, label);
    let scales = frame.axes((0.4, 1.0), (0.0, 1.0));
    let place = |x: f64, y: f64| (scales.x.place(x), scales.y.place(y));
    frame.path("ghost", &[place(0.4, 0.4), place(1.0, 1.0)]);
    for (said, right, words) in points {
        let (x, y) = place(*said, *right);
        frame.circle("here", (x, y), 6.5);
        // Below a point that is high up, above one that is not.
        let beside = if *right > 0.5 { y + 20.0 } else { y - 12.0 };
        frame.text("here-label", Anchor::Middle, (x, beside), words);
    }
    frame.finish()
}

#[cfg(test)]
mod tests {
    use super::calibration;

    #[test]
    fn a_point_on_the_line_is_on_the_line() {
        let svg = calibration(&[(0.75, 0.75, "9 of <12>".into())], "a & b");
        assert!(svg.contains("aria-label=\"a &amp; b\"") && svg.contains("9 of &lt;12&gt;"));
        let number = |name: &str| -> f64 {
            let rest = svg.split(&format!(" {name}=\"")).nth(1).expect("a circle");
            rest.split('"').next().and_then(|text| text.parse().ok()).expect("a number")
        };
        let path = svg.split("d=\"M").nth(1).and_then(|d| d.split('"').next()).expect("a path");
        let places: Vec<f64> =
            path.split(['L', ' ']).map(|n| n.parse().expect("a number")).collect();
        let share = (number("cx") - places[0]) / (places[2] - places[0]);
        let on_line = places[1] + share * (places[3] - places[1]);
        assert!((number("cy") - on_line).abs() < 0.2);
    }
}
