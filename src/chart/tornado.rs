//! How much each control matters, as bars to both sides of the present value, the longest first.

use super::frame::{escape, width_of};
use std::fmt::Write as _;

/// As plots: 360 units across.
const WIDTH: f64 = 360.0;
/// For the name of a control and its bar below it.
const ROW: f64 = 36.0;
const BAR: f64 = 13.0;
/// Room at both sides for what stands at the ends of a bar.
const SIDE: f64 = 74.0;
const MIDDLE: f64 = WIDTH / 2.0;

/// One control.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Its name.
    pub label: String,
    /// Each step: whether it is one down or up, how the result changes (infinite where it leaves all
    /// bounds, nothing where there is none), and this in words.
    pub ends: Vec<End>,
}

/// What one step does.
#[derive(Debug, Clone, PartialEq)]
pub struct End {
    /// Whether the control is moved up; a choice is neither, and drawn as if up.
    pub up: bool,
    /// The change of the result.
    pub change: Option<f64>,
    /// The change in words.
    pub words: String,
}

/// The bars as an SVG element; `label` says in a sentence what they show. A bar to the right is more of
/// the result; filled where the control was moved up, hollow where down.
#[must_use]
pub fn svg(class: &str, label: &str, rows: &[Row]) -> String {
    let ends = || rows.iter().flat_map(|row| &row.ends).filter_map(|end| end.change);
    let widest = ends().map(f64::abs).filter(|size| size.is_finite()).fold(0.0, f64::max);
    let room = MIDDLE - SIDE;
    let length = |change: f64| match change {
        change if change.is_infinite() => change.signum() * (room + 6.0),
        _ if widest == 0.0 => 0.0,
        change => change / widest * room,
    };
    let height = rows.len() as f64 * ROW + 6.0;
    let mut body = String::new();
    for (i, row) in rows.iter().enumerate() {
        let top = i as f64 * ROW;
        text(&mut body, "tornado-label", "start", (0.0, top + 13.0), &row.label);
        for side in [false, true] {
            let of = row.ends.iter().filter_map(|end| Some((length(end.change?), end)));
            // The longest of several to one side, with its words; the table has all.
            let of = of.filter(|(length, _)| (*length > 0.0) == side && *length != 0.0);
            let longest = of.max_by(|a, b| a.0.abs().total_cmp(&b.0.abs()));
            if let Some((length, end)) = longest {
                bar(&mut body, top + 18.0, length, end);
            }
        }
    }
    let _ =
        write!(body, r#"<line class="axis" x1="{MIDDLE}" y1="16" x2="{MIDDLE}" y2="{height}"/>"#);
    let label = escape(label);
    format!(
        r#"<svg class="chart tornado {class}" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{label}">{body}</svg>"#
    )
}

fn bar(body: &mut String, top: f64, length: f64, end: &End) {
    let (x, width) = (MIDDLE + length.min(0.0), length.abs());
    let class = if end.up { "bar" } else { "bar-down" };
    let _ = write!(
        body,
        r#"<rect class="{class}" x="{x:.1}" y="{top}" width="{width:.1}" height="{BAR}"/>"#
    );
    let tip = MIDDLE + length;
    // Words beside the tip, or at the edge of the picture where there is no room.
    let wide = width_of(&end.words).min(SIDE);
    if length > 0.0 {
        let at = (tip + 4.0).min(WIDTH - wide);
        text(body, "tick-label", "start", (at, top + 11.0), &end.words);
    } else {
        let at = (tip - 4.0).max(wide);
        text(body, "tick-label", "end", (at, top + 11.0), &end.words);
    }
}

fn text(body: &mut String, class: &str, anchor: &str, (x, y): (f64, f64), words: &str) {
    let words = escape(words);
    let _ = write!(
        body,
        r#"<text class="{class}" text-anchor="{anchor}" x="{x:.1}" y="{y:.1}">{words}</text>"#
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_as_long_as_their_changes_and_lie_on_their_side() {
        let end = |up, change: f64| End { up, change: Some(change), words: format!("{change}") };
        let rows = [
            Row { label: "A & b".into(), ends: vec![end(false, -0.5), end(true, 1.0)] },
            Row { label: "c".into(), ends: vec![end(true, f64::INFINITY)] },
        ];
        let svg = svg("q-load", "says", &rows);
        assert!(svg.contains("A &amp; b") && svg.contains(r#"aria-label="says""#));
        assert!(svg.contains(r#"class="bar-down" x="127.0" y="18" width="53.0""#), "{svg}");
        assert!(svg.contains(r#"class="bar" x="180.0" y="18" width="106.0""#), "{svg}");
        // Without bounds: longer than any bar, and within the picture.
        assert!(svg.contains(r#"class="bar" x="180.0" y="54" width="112.0""#), "{svg}");
        let none = [Row { label: "d".into(), ends: vec![end(true, 0.0)] }];
        assert!(!super::svg("", "", &none).contains("<rect"));
    }
}
