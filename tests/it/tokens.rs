//! The colours of the style sheet, measured: contrast in both themes, and the fallback for browsers
//! that do not know `light-dark()`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Name to colour.
type Colours = BTreeMap<String, [u8; 3]>;

fn style_sheet() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("public/style/tokens.css");
    fs::read_to_string(path).expect("a style sheet of the repository")
}

fn colour(text: &str) -> Option<[u8; 3]> {
    let digits = text.trim().strip_prefix('#').filter(|digits| digits.len() == 6)?;
    let channel = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok();
    Some([channel(0)?, channel(2)?, channel(4)?])
}

/// `--name: value;` on each line that declares a custom property.
fn declarations(css: &str) -> impl Iterator<Item = (&str, &str)> {
    css.lines().filter_map(|line| {
        let (name, value) = line.trim().strip_prefix("--")?.split_once(':')?;
        Some((name, value.trim().trim_end_matches(';')))
    })
}

/// The colours of the light theme and of the dark one.
fn themes(css: &str) -> [(&'static str, Colours); 2] {
    let (mut light, mut dark) = (Colours::new(), Colours::new());
    for (name, value) in declarations(css) {
        let pair = value.strip_prefix("light-dark(").and_then(|v| v.strip_suffix(')'));
        if let Some((day, night)) = pair.and_then(|pair| pair.split_once(',')) {
            light.insert(name.into(), colour(day).expect("a colour"));
            dark.insert(name.into(), colour(night).expect("a colour"));
        }
    }
    [("light", light), ("dark", dark)]
}

/// Relative luminance of sRGB, as WCAG 2.2 defines it.
fn luminance(colour: [u8; 3]) -> f64 {
    let linear = |channel: u8| {
        let c = f64::from(channel) / 255.0;
        if c <= 0.040_45 { c / 12.92 } else { libm::pow((c + 0.055) / 1.055, 2.4) }
    };
    let [red, green, blue] = colour.map(linear);
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

fn contrast(a: [u8; 3], b: [u8; 3]) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// What stands on what, and the contrast that it needs: 7 for body text, 4.5 for other text, 3 for
/// lines and pictures.
const PAIRS: &[(&[&str], &[&str], f64)] = &[
    (&["ink"], &["paper", "raised", "sunk", "accent-wash", "right-wash", "wrong-wash"], 7.0),
    (&["paper"], &["ink"], 7.0),
    (&["muted"], &["paper"], 7.0),
    (&["muted"], &["raised", "sunk"], 4.5),
    (&["accent"], &["paper", "raised", "sunk", "accent-wash"], 4.5),
    (&["paper"], &["accent"], 4.5),
    (&["right"], &["paper", "raised", "sunk", "right-wash"], 4.5),
    (&["wrong"], &["paper", "raised", "sunk", "wrong-wash"], 4.5),
    (&["control"], &["paper", "raised", "sunk"], 3.0),
    (&["latency", "throughput", "cost", "quality", "freshness", "load"], &["paper", "raised"], 3.0),
];

#[test]
fn what_stands_on_what_can_be_read_in_both_themes() {
    for (theme, colours) in themes(&style_sheet()) {
        for (fronts, backs, need) in PAIRS {
            for (front, back) in fronts.iter().flat_map(|f| backs.iter().map(move |b| (f, b))) {
                let found = contrast(colours[*front], colours[*back]);
                assert!(found >= *need, "{theme}: {front} on {back} has {found:.2}, not {need}");
            }
        }
    }
}

#[test]
fn every_colour_is_measured() {
    let [(_, colours), _] = themes(&style_sheet());
    // A rule between rows is decoration: without it the rows are still apart.
    let measured = |name: &str| {
        name == "rule" || PAIRS.iter().any(|(a, b, _)| a.contains(&name) || b.contains(&name))
    };
    let unmeasured: Vec<_> = colours.keys().filter(|name| !measured(name)).collect();
    assert!(unmeasured.is_empty(), "add to the pairs: {unmeasured:?}");
}

#[test]
fn browsers_without_light_dark_get_the_light_theme() {
    let css = style_sheet();
    let [(_, light), _] = themes(&css);
    let (_, fallback) = css.split_once("@supports not (color: light-dark(").unwrap();
    let fallback: Colours = declarations(fallback)
        .filter_map(|(name, value)| Some((name.to_owned(), colour(value)?)))
        .collect();
    assert_eq!(fallback, light);
}

#[test]
fn the_colours_of_saved_pictures_are_those_of_the_day() {
    let css = style_sheet();
    let [(_, day), _] = themes(&css);
    for (name, written) in course::chart::picture::COLOURS {
        assert_eq!(day.get(*name).copied(), colour(written), "--{name}");
    }
}
