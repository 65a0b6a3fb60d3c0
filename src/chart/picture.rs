//! A lab as one picture that needs no style sheet: the plots as they are drawn, with the colours of
//! the day in their attributes, between the question, the sentence, the settings and the source.

use super::frame::escape;
use super::share::Shown;
use super::svg;
use crate::chart::class_of;
use std::fmt::Write as _;

/// The colours of `tokens.css` by day; a test holds the two together.
pub const COLOURS: &[(&str, &str)] = &[
    ("paper", "#fbf9f4"),
    ("ink", "#221d18"),
    ("muted", "#57524b"),
    ("rule", "#d8d4cc"),
    ("control", "#7e7a73"),
    ("accent", "#ad2f22"),
    ("latency", "#2941a2"),
    ("throughput", "#22765c"),
    ("cost", "#9e7716"),
    ("quality", "#5e2161"),
    ("freshness", "#4e94af"),
    ("load", "#1d252c"),
];

/// How many units across.
const WIDTH: f64 = 800.0;
const EDGE: f64 = 28.0;
const GAP: f64 = 24.0;
/// What a plot is drawn for.
const PLOT: (f64, f64) = (360.0, 212.0);
/// How wide a letter is on average, in sizes of the face; more than most, so that lines end in time.
const LETTER: f64 = 0.54;
const SERIF: &str = "Georgia, 'Times New Roman', serif";
const SANS: &str = "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

/// A picture, and its size.
pub struct Picture {
    /// The SVG document.
    pub svg: String,
    /// Its width and height in units.
    pub size: (u32, u32),
}

fn colour(token: &str) -> &'static str {
    COLOURS.iter().find(|(name, _)| *name == token).map_or("#000000", |(_, colour)| colour)
}

/// The picture of a lab.
#[must_use]
pub fn picture(shown: &Shown<'_>) -> Picture {
    let mut page = Page { body: String::new(), y: EDGE };
    page.words(shown.question, 24.0, "ink", (SERIF, 600));
    page.words(shown.sentence, 16.0, "ink", (SERIF, 400));
    page.words(&shown.figures().join("   "), 14.0, "ink", (SANS, 600));
    page.plots(shown);
    page.words(&format!("{}.", shown.settings().join(", ")), 12.0, "muted", (SANS, 400));
    page.words(&format!("Tradeoffs, {}", shown.address), 12.0, "muted", (SANS, 400));
    let (height, paper) = ((page.y + EDGE - 8.0) as u32, colour("paper"));
    let svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" \
         width=\"{WIDTH}\" height=\"{height}\" role=\"img\"><title>{}</title><desc>{}</desc>\
         <rect width=\"{WIDTH}\" height=\"{height}\" fill=\"{paper}\"/>{}</svg>",
        escape(shown.question),
        escape(shown.sentence),
        page.body
    );
    Picture { svg, size: (WIDTH as u32, height) }
}

/// A page that is filled from the top.
struct Page {
    body: String,
    y: f64,
}

impl Page {
    fn words(&mut self, text: &str, size: f64, token: &str, (face, weight): (&str, u32)) {
        for line in lines(text, ((WIDTH - 2.0 * EDGE) / (size * LETTER)) as usize) {
            self.y += size;
            let (y, colour, line) = (self.y, colour(token), escape(&line));
            let _ = write!(
                self.body,
                "<text x=\"{EDGE}\" y=\"{y:.1}\" font-family=\"{face}\" font-size=\"{size}\" \
                 font-weight=\"{weight}\" fill=\"{colour}\">{line}</text>"
            );
            self.y += size * 0.4;
        }
        self.y += 8.0;
    }

    /// One plot large, or two beside each other.
    fn plots(&mut self, shown: &Shown<'_>) {
        let scale = if shown.plots.len() == 1 { 1.8 } else { 1.0 };
        for pair in shown.plots.chunks(2) {
            for (column, place) in pair.iter().enumerate() {
                let x = EDGE + column as f64 * (PLOT.0 + GAP);
                self.plot(shown, *place, x, scale);
            }
            self.y += 24.0 + PLOT.1 * scale + 12.0;
        }
    }

    fn plot(&mut self, shown: &Shown<'_>, place: usize, x: f64, scale: f64) {
        let Some((spec, data)) = shown.spec.plots.get(place).zip(shown.outcome.plots.get(place))
        else {
            return;
        };
        let ghost = shown.pinned.and_then(|pinned| pinned.plots.get(place));
        let drawn = svg(spec, data, ghost);
        let inner = drawn.split_once('>').map_or("", |(_, rest)| rest.trim_end_matches("</svg>"));
        let quantity = class_of(spec.quantity).trim_start_matches("q-");
        let (title, y, ink) = (escape(spec.title), self.y + 14.0, colour("ink"));
        let _ = write!(
            self.body,
            "<text x=\"{x}\" y=\"{y:.1}\" font-family=\"{SANS}\" font-size=\"13\" \
             font-weight=\"600\" fill=\"{ink}\">{title}</text>\
             <g transform=\"translate({x} {:.1}) scale({scale})\" font-family=\"{SANS}\" \
             font-size=\"{}\">{}</g>",
            self.y + 22.0,
            if scale > 1.0 { 10.0 } else { 12.0 },
            resolved(inner, colour(quantity)),
        );
    }
}

/// Lines of at most so many letters, broken between words.
fn lines(text: &str, most: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let line = lines.last_mut().expect("there is one from the start");
        if line.is_empty() || line.chars().count() + 1 + word.chars().count() <= most {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        } else {
            lines.push(word.into());
        }
    }
    lines.retain(|line| !line.is_empty());
    lines
}

/// With attributes in the place of classes.
fn resolved(drawn: &str, quantity: &str) -> String {
    let mut out = String::with_capacity(drawn.len() * 2);
    let mut rest = drawn;
    while let Some((before, after)) = rest.split_once("class=\"") {
        let (class, after) = after.split_once('"').unwrap_or((after, ""));
        out.push_str(before);
        out.push_str(&attributes(class, quantity));
        rest = after;
    }
    out.push_str(rest);
    out
}

/// What `chart.css` says of a class.
fn attributes(class: &str, quantity: &str) -> String {
    let [paper, ink, muted] = ["paper", "ink", "muted"].map(colour);
    let label = |fill: &str| {
        format!(
            "font-weight=\"600\" fill=\"{fill}\" stroke=\"{paper}\" stroke-width=\"3\" \
             stroke-linejoin=\"round\" paint-order=\"stroke\""
        )
    };
    match class {
        "axis" => format!("stroke=\"{}\"", colour("control")),
        "grid" => format!("stroke=\"{}\"", colour("rule")),
        "tick-label" | "axis-label" => format!("fill=\"{muted}\""),
        "bar" | "area" | "dot" => format!("fill=\"{quantity}\""),
        "band" => format!("fill=\"{quantity}\" opacity=\"0.2\""),
        "here" => format!("fill=\"{}\" stroke=\"{paper}\" stroke-width=\"2\"", colour("accent")),
        "ghost" => {
            format!(
                "fill=\"none\" stroke=\"{muted}\" stroke-width=\"1.5\" stroke-dasharray=\"3 3\""
            )
        }
        "ghost-here" => format!("fill=\"{paper}\" stroke=\"{muted}\" stroke-width=\"1.5\""),
        "mark" => format!("stroke=\"{ink}\" stroke-width=\"1.25\""),
        "limit" => format!("stroke=\"{ink}\" stroke-width=\"1.25\" stroke-dasharray=\"1.5 3\""),
        "here-label" => label(colour("accent")),
        other if other.ends_with("-label") => label(ink),
        // A line, and what is drawn like one.
        _ => format!("fill=\"none\" stroke=\"{quantity}\" stroke-width=\"2.5\""),
    }
}

#[cfg(test)]
mod tests {
    use super::super::share::tests::with_batching;
    use super::*;

    #[test]
    fn the_picture_needs_no_style_sheet() {
        let Picture { svg, size } = with_batching(picture);
        assert!(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 800 "));
        assert_eq!(svg.matches("class=").count() + svg.matches("var(").count(), 0);
        assert!(svg.contains("stroke=\"#2941a2\"") || svg.contains("fill=\"#2941a2\""));
        // The pinned run is a ghost in it, too.
        assert!(svg.contains("stroke-dasharray=\"3 3\""));
        assert!(size.0 == 800 && size.1 > 400 && size.1 < 1200, "{size:?}");
    }

    #[test]
    fn the_picture_says_what_it_shows() {
        let Picture { svg, .. } = with_batching(picture);
        for words in ["How long should a *request* wait?", "and | so on.", "Arrival rate", "seed 7"]
        {
            assert!(svg.contains(words), "{words}");
        }
        assert!(svg.contains("https://example.org/lab/batching/#max_batch=8&amp;~1"));
    }

    #[test]
    fn lines_end_between_words() {
        assert_eq!(lines("one two  three", 7), ["one two", "three"]);
        assert_eq!(lines("extraordinary word", 5), ["extraordinary", "word"]);
        assert!(lines("", 5).is_empty());
    }

    #[test]
    fn every_class_of_a_plot_is_resolved() {
        let resolved = resolved(
            "<path class=\"line\" d=\"M0 0\"/><text class=\"x-label\">a</text>",
            "#123456",
        );
        assert!(
            resolved.starts_with("<path fill=\"none\" stroke=\"#123456\" stroke-width=\"2.5\" d=")
        );
        assert!(resolved.contains("<text font-weight=\"600\""));
    }
}
