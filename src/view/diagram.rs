//! Boxes and arrows, drawn from data, with a list as their text twin.

use super::prose::{self, Place};
use crate::chart::escape;
use crate::lesson::{Diagram, Flow, Part, PartKind};
use leptos::prelude::*;
use std::fmt::Write as _;

/// How a diagram is laid out: its grid as written for wide rooms, turned upright for narrow ones.
/// Lengths in CSS pixels.
#[derive(Clone, Copy)]
struct Layout {
    class: &'static str,
    cell: (f64, f64),
    gap: (f64, f64),
    /// Room above the first row, for the words of its arrows.
    top: f64,
    upright: bool,
    /// The letters that fit into a part.
    letters: usize,
}

const WIDE: Layout = Layout {
    class: "diagram diagram-wide",
    cell: (114.0, 56.0),
    gap: (88.0, 36.0),
    top: MARGIN,
    upright: false,
    letters: 13,
};
/// Three parts beside each other fit on the smallest phone.
const NARROW: Layout = Layout {
    class: "diagram diagram-narrow",
    cell: (90.0, 50.0),
    gap: (9.0, 42.0),
    top: MARGIN,
    upright: true,
    letters: 10,
};
/// More parts than this beside each other stay wide and are scrolled.
const NARROW_COLUMNS: u32 = 3;
/// Two beside each other leave room for words between them.
const GAP_OF_TWO: f64 = 88.0;
const MARGIN: f64 = 3.0;
/// How wide a letter of an arrow's words is, and how high a line of them.
const LETTER: f64 = 6.4;
const LINE: f64 = 15.0;

impl Layout {
    fn cell_of(&self, part: &Part) -> (u32, u32) {
        if self.upright { (part.at.1, part.at.0) } else { part.at }
    }

    /// Where the middle of a part lies.
    fn middle(&self, part: &Part) -> (f64, f64) {
        let (column, row) = self.cell_of(part);
        (
            MARGIN + f64::from(column) * (self.cell.0 + self.gap.0) + self.cell.0 / 2.0,
            self.top + f64::from(row) * (self.cell.1 + self.gap.1) + self.cell.1 / 2.0,
        )
    }

    /// The numbers of columns and rows.
    fn extent(&self, parts: &[Part]) -> (u32, u32) {
        let cells = || parts.iter().map(|part| self.cell_of(part));
        let columns = cells().map(|(column, _)| column).max().unwrap_or(0);
        (columns + 1, cells().map(|(_, row)| row).max().unwrap_or(0) + 1)
    }

    fn size(&self, parts: &[Part]) -> (f64, f64) {
        let (columns, rows) = self.extent(parts);
        let length = |count: u32, cell: f64, gap: f64| f64::from(count) * (cell + gap) - gap;
        (
            2.0 * MARGIN + length(columns, self.cell.0, self.gap.0),
            self.top + MARGIN + length(rows, self.cell.1, self.gap.1),
        )
    }

    /// With room for the words that stand above the arrows of the first row.
    fn with_headroom(self, diagram: &Diagram) -> Self {
        let on_top =
            |flow: &&Flow| self.row(diagram, &flow.from) == Some(0) && self.is_level(diagram, flow);
        let lines = |flow: &Flow| wrap(&flow.label, LETTERS_OF_LEVEL).len();
        let most = diagram.flows.iter().filter(on_top).map(lines).max().unwrap_or(0);
        let above = 10.0 + most as f64 * LINE - self.cell.1 / 2.0;
        Self { top: MARGIN + above.max(0.0), ..self }
    }

    /// Whether a flow leads from one side to the other.
    fn is_level(&self, diagram: &Diagram, flow: &Flow) -> bool {
        self.row(diagram, &flow.from) == self.row(diagram, &flow.to)
    }

    fn row(&self, diagram: &Diagram, part: &str) -> Option<u32> {
        let part = diagram.nodes.iter().find(|known| known.id == part);
        part.map(|part| self.cell_of(part).1)
    }
}

/// The figure: picture, caption and text twin.
#[must_use]
pub fn diagram(diagram: &Diagram, place: &Place) -> AnyView {
    let parts = diagram.flows.iter().map(|flow| {
        let name = |id: &str| {
            let part = diagram.nodes.iter().find(|part| part.id == id);
            part.map_or_else(String::new, |part| part.label.clone())
        };
        let what = if flow.label.is_empty() { String::new() } else { format!(": {}", flow.label) };
        view! { <li>{format!("{} to {}{what}", name(&flow.from), name(&flow.to))}</li> }
    });
    let parts = parts.collect_view();
    view! {
        <figure class="figure figure-diagram">
            <figcaption class="figure-title">{diagram.title.clone()}</figcaption>
            <div class="diagram-room" tabindex="0" role="group" aria-label=format!("Diagram: {}", diagram.title) inner_html=pictures(diagram)></div>
            // Only the style sheet listens, so that it works without scripts, too.
            <label class="diagram-motion">
                <input type="checkbox" autocomplete="off" aria-label=format!("Show which way things flow in “{}”", diagram.title)/>
                "Show which way things flow"
            </label>
            <p class="figure-caption">{prose::line(&diagram.caption, place)}</p>
            <details class="twin"><summary>"The diagram in words"</summary><p>{diagram.alt.clone()}</p><ul>{parts}</ul></details>
        </figure>
    }
    .into_any()
}

/// The wide drawing, and where it is narrow enough the upright one; the style sheet shows one of them.
fn pictures(diagram: &Diagram) -> String {
    let mut out = svg(diagram, &WIDE.with_headroom(diagram));
    if let Some(narrow) = narrow(diagram) {
        out.push_str(&svg(diagram, &narrow.with_headroom(diagram)));
    }
    out
}

/// The upright drawing, if its parts and the words between them fit on the smallest phone.
fn narrow(diagram: &Diagram) -> Option<Layout> {
    let has_level = diagram.flows.iter().any(|flow| NARROW.is_level(diagram, flow));
    let layout = match NARROW.extent(&diagram.nodes).0 {
        2 => Layout { gap: (GAP_OF_TWO, NARROW.gap.1), ..NARROW },
        columns if columns <= NARROW_COLUMNS && !has_level => NARROW,
        _ => return None,
    };
    (!collide(&words(diagram, &layout.with_headroom(diagram)))).then_some(layout)
}

/// Whether the words of two arrows stand in each other's way.
fn collide(words: &[Words]) -> bool {
    let boxes: Vec<_> = words.iter().map(Words::room).collect();
    let meet =
        |(a, b): (&[f64; 4], &[f64; 4])| a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
    boxes.iter().enumerate().any(|(i, one)| boxes[..i].iter().any(|other| meet((one, other))))
}

fn svg(diagram: &Diagram, layout: &Layout) -> String {
    let (width, height) = layout.size(&diagram.nodes);
    let (class, alt) = (layout.class, escape(&diagram.alt));
    let mut out = format!(
        r#"<svg class="{class}" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" aria-label="{alt}">"#
    );
    let find = |id: &str| diagram.nodes.iter().find(|part| part.id == id);
    let ends =
        |flow: &Flow| Some((layout.middle(find(&flow.from)?), layout.middle(find(&flow.to)?)));
    for flow in &diagram.flows {
        if let Some((from, to)) = ends(flow) {
            let back = diagram.flows.iter().any(|f| f.from == flow.to && f.to == flow.from);
            arrow(&mut out, layout, Ends { from, to, aside: if back { 8.0 } else { 0.0 } });
        }
    }
    for part in &diagram.nodes {
        draw_part(&mut out, layout, part);
    }
    // Words last, so that no line crosses them.
    for words in words(diagram, layout) {
        words.draw(&mut out);
    }
    out.push_str("</svg>");
    out
}

/// What the arrows say, where they say it.
fn words(diagram: &Diagram, layout: &Layout) -> Vec<Words> {
    let find = |id: &str| diagram.nodes.iter().find(|part| part.id == id);
    let ends =
        |flow: &Flow| Some((layout.middle(find(&flow.from)?), layout.middle(find(&flow.to)?)));
    let (width, _) = layout.size(&diagram.nodes);
    let speaking = diagram.flows.iter().filter(|flow| speaks(flow, diagram, &ends));
    speaking
        .filter_map(|flow| {
            let (from, to) = ends(flow)?;
            Some(Words::of(width, from, to, &flow.label))
        })
        .collect()
}

/// Arrows that fan out with the same words say them once: on the straight one, or on the first.
fn speaks(
    flow: &Flow,
    diagram: &Diagram,
    ends: &impl Fn(&Flow) -> Option<((f64, f64), (f64, f64))>,
) -> bool {
    let same = || diagram.flows.iter().filter(|f| f.from == flow.from && f.label == flow.label);
    let is_straight = |flow: &&Flow| ends(flow).is_some_and(|(from, to)| is_straight(from, to));
    let speaker = same().find(is_straight).or_else(|| same().next());
    speaker.is_some_and(|speaker| speaker.to == flow.to)
}

fn is_straight(from: (f64, f64), to: (f64, f64)) -> bool {
    (to.0 - from.0).abs() < 1.0 || (to.1 - from.1).abs() < 1.0
}

fn draw_part(out: &mut String, layout: &Layout, part: &Part) {
    let (x, y) = layout.middle(part);
    let (width, height) = layout.cell;
    let (left, top) = (x - width / 2.0, y - height / 2.0);
    let (class, radius) = match part.kind {
        PartKind::Actor => ("part-actor", height / 2.0),
        PartKind::Box => ("part-box", 4.0),
        PartKind::Queue => ("part-queue", 4.0),
        PartKind::Store => ("part-store", 14.0),
    };
    let _ = write!(
        out,
        r#"<g class="part {class}"><rect class="shape" x="{left}" y="{top}" width="{width}" height="{height}" rx="{radius}"/>"#
    );
    if part.kind == PartKind::Queue {
        // Slots at the exit, so that a queue is told from a box without colour.
        for i in 1..4 {
            let at = left + width - f64::from(i) * 7.0;
            let bottom = top + height;
            let _ =
                write!(out, r#"<line class="slot" x1="{at}" y1="{top}" x2="{at}" y2="{bottom}"/>"#);
        }
    }
    let is_queue = part.kind == PartKind::Queue;
    let lines = wrap(&part.label, layout.letters - if is_queue { 4 } else { 0 });
    let shift = if is_queue { -10.0 } else { 0.0 };
    let first = y + 5.0 - (lines.len() as f64 - 1.0) * 8.0;
    for (i, line) in lines.iter().enumerate() {
        let (x, y, line) = (x + shift, first + i as f64 * 16.0, escape(line));
        let _ = write!(
            out,
            r#"<text class="part-label" text-anchor="middle" x="{x}" y="{y}">{line}</text>"#
        );
    }
    out.push_str("</g>");
}

/// The middles of the parts that an arrow connects, and how far it stands aside for the arrow that
/// comes back.
struct Ends {
    from: (f64, f64),
    to: (f64, f64),
    aside: f64,
}

/// An arrow from the edge of one part to the edge of another.
fn arrow(out: &mut String, layout: &Layout, ends: Ends) {
    let Ends { from, to, aside } = ends;
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let reach = |room: f64| -> (f64, f64) {
        let half = (layout.cell.0 / 2.0 + room, layout.cell.1 / 2.0 + room);
        let by_x = if dx == 0.0 { f64::INFINITY } else { half.0 / dx.abs() };
        let by_y = if dy == 0.0 { f64::INFINITY } else { half.1 / dy.abs() };
        let share = by_x.min(by_y);
        (dx * share, dy * share)
    };
    let (start, end) = (reach(1.0), reach(3.0));
    let length = (dx * dx + dy * dy).sqrt().max(1.0);
    let (ux, uy) = (dx / length, dy / length);
    let (sx, sy) = (-uy * aside, ux * aside);
    let (x1, y1) = (from.0 + start.0 + sx, from.1 + start.1 + sy);
    let (x2, y2) = (to.0 - end.0 + sx, to.1 - end.1 + sy);
    let (bx, by) = (x2 - ux * 9.0, y2 - uy * 9.0);
    let (wx, wy) = (-uy * 4.5, ux * 4.5);
    let _ = write!(
        out,
        r#"<path class="flow" d="M{x1:.1} {y1:.1}L{bx:.1} {by:.1}"/><path class="flow-head" d="M{x2:.1} {y2:.1}L{:.1} {:.1}L{:.1} {:.1}Z"/>"#,
        bx + wx,
        by + wy,
        bx - wx,
        by - wy
    );
}

/// The letters that fit above a level arrow.
const LETTERS_OF_LEVEL: usize = 11;

/// The words of an arrow.
struct Words {
    lines: Vec<String>,
    anchor: &'static str,
    x: f64,
    /// The base line of the last line.
    last: f64,
}

impl Words {
    /// Above a level arrow, to the right of any other, or to its left where a drawing of this width
    /// ends too soon.
    fn of(width: f64, from: (f64, f64), to: (f64, f64), text: &str) -> Self {
        let middle = ((from.0 + to.0) / 2.0, (from.1 + to.1) / 2.0);
        let is_level = (to.1 - from.1).abs() < 1.0;
        let room = ((width - middle.0).max(middle.0) - 9.0) / LETTER;
        let lines = wrap(text, if is_level { LETTERS_OF_LEVEL } else { (room as usize).min(20) });
        let longest = length(&lines);
        let (anchor, x) = if is_level {
            ("middle", middle.0 - 3.0)
        } else if middle.0 + 9.0 + longest <= width {
            ("start", middle.0 + 9.0)
        } else {
            ("end", middle.0 - 9.0)
        };
        let half = (lines.len() as f64 - 1.0) * LINE / 2.0;
        let last = if is_level { middle.1 - 8.0 } else { middle.1 + 4.0 + half };
        Self { lines, anchor, x, last }
    }

    /// Left, top, right and bottom of what they cover.
    fn room(&self) -> [f64; 4] {
        let longest = length(&self.lines);
        let left = match self.anchor {
            "middle" => self.x - longest / 2.0,
            "end" => self.x - longest,
            _ => self.x,
        };
        [left, self.last - self.lines.len() as f64 * LINE, left + longest, self.last]
    }

    fn draw(&self, out: &mut String) {
        let (anchor, x) = (self.anchor, self.x);
        for (i, line) in self.lines.iter().rev().enumerate() {
            let (y, line) = (self.last - i as f64 * LINE, escape(line));
            let _ = write!(
                out,
                r#"<text class="flow-label" text-anchor="{anchor}" x="{x:.1}" y="{y:.1}">{line}</text>"#
            );
        }
    }
}

/// The length of the longest line.
fn length(lines: &[String]) -> f64 {
    lines.iter().map(|line| line.chars().count()).max().unwrap_or(0) as f64 * LETTER
}

/// Lines of at most `width` letters, as far as the words allow.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    // A space that must not break does not.
    let breaks = |c: char| c.is_whitespace() && !['\u{a0}', '\u{202f}'].contains(&c);
    for word in text.split(breaks).filter(|word| !word.is_empty()) {
        match lines.last_mut() {
            Some(line) if line.chars().count() + word.chars().count() < width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.into()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three parts, two of them beside each other, and what leads to these.
    fn fork(labels: [&str; 2]) -> Diagram {
        let part = |id: &str, at| Part { id: id.into(), label: id.into(), kind: PartKind::Box, at };
        let flow =
            |to: &str, label: &str| Flow { from: "a".into(), to: to.into(), label: label.into() };
        Diagram {
            title: "A fork".into(),
            caption: Vec::new(),
            alt: "A fork.".into(),
            nodes: vec![part("a", (0, 1)), part("b", (1, 0)), part("c", (1, 1)), part("d", (1, 2))],
            flows: vec![flow("b", labels[0]), flow("c", labels[1])],
        }
    }

    #[test]
    fn words_that_would_meet_keep_a_drawing_wide() {
        assert!(narrow(&fork(["old", "new"])).is_some());
        assert!(narrow(&fork(["the old ones", "the new ones"])).is_none());
    }
}
