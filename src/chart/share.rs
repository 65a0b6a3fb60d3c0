//! A lab in the state that it is in, as text for elsewhere: Markdown for a note, and the table twin as
//! CSV for a spreadsheet.

use crate::sim::Spec;
use crate::sim::link::Setting;
use crate::sim::outcome::{Outcome, Plot};
use std::fmt::Write as _;

/// What a lab shows.
pub struct Shown<'a> {
    /// The simulator.
    pub spec: &'a Spec,
    /// The lab's question, as a sentence.
    pub question: &'a str,
    /// The settings and the seed.
    pub setting: &'a Setting,
    /// The result.
    pub outcome: &'a Outcome,
    /// An earlier result that is pinned.
    pub pinned: Option<&'a Outcome>,
    /// What is said of the result.
    pub sentence: &'a str,
    /// The address of the lab in this state.
    pub address: &'a str,
    /// The places of the plots in view.
    pub plots: &'a [usize],
}

impl Shown<'_> {
    /// Every setting: `Arrival rate 480 req/s`.
    pub(super) fn settings(&self) -> Vec<String> {
        let pairs = self.spec.controls.iter().zip(self.setting.values.as_slice());
        let mut all: Vec<_> =
            pairs.map(|(c, value)| format!("{} {}", c.label, c.shown(*value))).collect();
        all.push(format!("seed {}", self.setting.seed));
        all
    }

    /// Each result with its value: the label, and `41.2 ms`.
    fn results(&self, only_main: bool) -> impl Iterator<Item = (&'static str, String)> {
        let all = self.spec.readouts.iter().enumerate();
        let all = all.filter(move |(_, spec)| spec.main || !only_main);
        all.map(|(place, spec)| (spec.label, self.outcome.shown(place, spec.unit)))
    }

    /// The large figures: `Latency, p99 41.2 ms`.
    pub(super) fn figures(&self) -> Vec<String> {
        self.results(true).map(|(label, value)| format!("{label}: {value}")).collect()
    }
}

/// A note in Markdown: question, sentence, results, settings, and the link back.
#[must_use]
pub fn markdown(shown: &Shown<'_>) -> String {
    let mut out = format!("**{}**\n\n", escaped(shown.question));
    if !shown.sentence.is_empty() {
        let _ = write!(out, "{}\n\n", escaped(shown.sentence));
    }
    out.push_str("| Result | Value |\n|---|---:|\n");
    for (label, value) in shown.results(false) {
        let _ = writeln!(out, "| {} | {} |", escaped(label), escaped(&value));
    }
    let settings = escaped(&shown.settings().join(", "));
    let _ = write!(out, "\nSettings: {settings}.\n\n[Open this lab](<{}>)\n", shown.address);
    out
}

/// Text that Markdown takes literally.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if r"\`*_[]<>|#~".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Settings, results and the points of the plots in view, in the numbers that are computed; a number
/// in per cent where its unit is `%`.
#[must_use]
pub fn csv(shown: &Shown<'_>) -> String {
    let mut out = String::from("table,row,row unit,value,unit,half width\r\n");
    let mut line = |fields: [&str; 6]| {
        let fields = fields.map(quoted);
        out.push_str(&fields.join(","));
        out.push_str("\r\n");
    };
    for (control, value) in shown.spec.controls.iter().zip(shown.setting.values.as_slice()) {
        let unit = control.unit;
        let written = match control.choices.get(*value as usize) {
            Some(choice) => choice.word.into(),
            None => unit.shown(*value).to_string(),
        };
        line(["settings", control.label, "", &written, unit.symbol(), ""]);
    }
    line(["settings", "Seed", "", &shown.setting.seed.to_string(), "", ""]);
    for (place, spec) in shown.spec.readouts.iter().enumerate() {
        let Some(reading) = shown.outcome.readings.get(place) else { continue };
        let (value, margin) = match shown.outcome.words(place) {
            Some(words) => (words.to_owned(), String::new()),
            None => {
                let number = |value| spec.unit.shown(value).to_string();
                (number(reading.value), number(reading.half_width))
            }
        };
        line(["results", spec.label, "", &value, spec.unit.symbol(), &margin]);
    }
    for place in shown.plots {
        let (Some(spec), Some(plot)) =
            (shown.spec.plots.get(*place), shown.outcome.plots.get(*place))
        else {
            continue;
        };
        let (x, y) = (spec.x.unit, spec.y.unit);
        let mut point = |row: &str, row_unit: &str, value: String, unit: &str| {
            line([spec.title, row, row_unit, &value, unit, ""]);
        };
        match plot {
            Plot::Distribution { edges, shares, marks } => {
                for mark in marks {
                    point(&mark.label, "", x.shown(mark.at).to_string(), x.symbol());
                }
                for (edges, share) in edges.windows(2).zip(shares) {
                    let bin = format!("{} to {}", x.shown(edges[0]), x.shown(edges[1]));
                    point(&bin, x.symbol(), y.shown(*share).to_string(), y.symbol());
                }
            }
            Plot::Curve { points, here, limits } => {
                for limit in limits {
                    point(&limit.label, "", x.shown(limit.at).to_string(), x.symbol());
                }
                for p in points {
                    let row = x.shown(p.x).to_string();
                    point(&row, x.symbol(), y.shown(p.y).to_string(), y.symbol());
                }
                if let Some(p) = here {
                    let row = format!("now: {}", x.shown(p.x));
                    point(&row, x.symbol(), y.shown(p.y).to_string(), y.symbol());
                }
            }
        }
    }
    out
}

fn quoted(field: &str) -> String {
    if field.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", field.replace('"', "\"\""))
    } else {
        field.into()
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::base::rng::BUILD_SEED;
    use crate::sim::all;
    use crate::sim::batching::SIMULATOR;
    use crate::sim::values::Values;

    /// What `check` says of the lab of batching.
    pub(in crate::chart) fn with_batching<T>(check: impl Fn(&Shown<'_>) -> T) -> T {
        let setting = Setting { values: Values::defaults(SIMULATOR.controls), seed: 7 };
        let outcome = SIMULATOR.run(&setting.values, BUILD_SEED);
        check(&Shown {
            spec: &SIMULATOR,
            question: "How long should a *request* wait?",
            setting: &setting,
            outcome: &outcome,
            pinned: Some(&outcome),
            sentence: "It waits, and | so on.",
            address: "https://example.org/lab/batching/#max_batch=8&~1",
            plots: &[0],
        })
    }

    #[test]
    fn markdown_says_all_and_escapes_what_is_not_meant() {
        let text = with_batching(markdown);
        assert!(
            text.starts_with("**How long should a \\*request\\* wait?**\n\nIt waits, and \\| so")
        );
        assert!(text.contains("\n| Result | Value |\n|---|---:|\n"));
        assert!(text.contains("Settings: Arrival rate 120\u{202f}req/s"), "{text}");
        assert!(text.contains("seed 7.\n"));
        assert!(text.ends_with("(<https://example.org/lab/batching/#max_batch=8&~1>)\n"));
        assert_eq!(text.matches("\n| ").count(), 1 + SIMULATOR.readouts.len());
    }

    #[test]
    fn a_spreadsheet_reads_six_fields_in_every_line() {
        let text = with_batching(csv);
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let rows: Vec<_> = reader.records().map(|row| row.expect("six fields")).collect();
        let of = |table: &str| rows.iter().filter(|row| &row[0] == table).count();
        assert_eq!(of("settings"), SIMULATOR.controls.len() + 1);
        assert_eq!(of("results"), SIMULATOR.readouts.len());
        assert!(of(SIMULATOR.plots[0].title) > 5);
        for row in rows.iter().filter(|row| &row[0] == "results") {
            assert!(row[3].parse::<f64>().is_ok_and(f64::is_finite), "{row:?}");
        }
    }

    #[test]
    fn every_lab_can_be_taken_to_a_spreadsheet() {
        for simulator in all().take(12) {
            let setting = Setting { values: Values::defaults(simulator.controls), seed: 1 };
            let outcome = simulator.run(&setting.values, BUILD_SEED);
            let plots: Vec<_> = (0..simulator.plots.len()).collect();
            let shown = Shown {
                spec: simulator,
                question: simulator.question,
                setting: &setting,
                outcome: &outcome,
                pinned: None,
                sentence: "",
                address: "",
                plots: &plots,
            };
            let text = csv(&shown);
            let mut reader = csv::Reader::from_reader(text.as_bytes());
            assert!(reader.records().all(|row| row.is_ok()), "{}", simulator.id);
        }
    }
}
