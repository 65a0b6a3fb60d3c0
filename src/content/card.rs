//! The page behind a simulator: its text, then what its specification and its tests say of it.

use super::computed::Computer;
use super::diagnostic::Sink;
use super::lesson;
use super::markdown::{self, Part};
use super::scope::{Citations, Links, Scope};
use super::source::File;
use crate::base::format::{self, Unit};
use crate::prose::Block;
use crate::sim::agreement::Table;
use crate::sim::card::{Card, Published, Reference};
use crate::sim::control::Control;
use crate::sim::outcome::{Better, ReadoutSpec};
use crate::sim::{self, Simulator};
use std::collections::BTreeMap;
use std::sync::Mutex;

/// How closely each simulator agreed with the tables of other software, as the tests found it.
const AGREEMENT: &str = include_str!("../../tests/reference/agreement.csv");

/// The page of a simulator as blocks. What is wrong with it is reported by
/// [`compile`](super::compile).
#[must_use]
pub fn card(simulator: &'static Simulator) -> Vec<Block> {
    read(simulator, &Sink::default(), &Links::default()).0
}

/// The blocks of a card and the ids of its sections.
pub(super) fn read(
    simulator: &'static Simulator,
    sink: &Sink,
    links: &Links,
) -> (Vec<Block>, Vec<String>) {
    let card = sim::card(simulator.id);
    let file = File::new(format!("the card of {}", simulator.id), &known_text(simulator, card));
    let (computer, nothing) = (Computer::default(), Citations::new(Some(Vec::new())));
    let scope = Scope { sink, computer: &computer, citations: Some(&nothing), links };
    let parts = markdown::document(&file.all(), scope);
    let sections = lesson::sections(&parts, sink);
    let blocks = parts.into_iter().filter_map(|part| match part {
        Part::Block(block, _) => Some(block),
        Part::Fence(fence) => {
            let message = format!("a `{}` block cannot stand in a card", fence.name);
            sink.error(&fence.place.first_line(), message, "write text, tables and formulas");
            None
        }
    });
    (blocks.collect(), sections)
}

/// The page in Markdown, made once: some published figures take a simulation of seconds, and the course
/// is compiled many times by its tests.
fn known_text(simulator: &'static Simulator, card: &Card) -> String {
    static KNOWN: Mutex<BTreeMap<&str, String>> = Mutex::new(BTreeMap::new());
    let mut known = KNOWN.lock().expect("no card panics");
    known.entry(simulator.id).or_insert_with(|| text(simulator, card)).clone()
}

/// The whole page in Markdown.
fn text(simulator: &Simulator, card: &Card) -> String {
    let list = |items: &[&str]| items.iter().map(|item| format!("- {item}\n")).collect::<String>();
    let sections = [
        ("What goes in", inputs(simulator.controls)),
        ("What comes out", outputs(simulator.readouts)),
        ("What is assumed", list(card.assumes)),
        ("Where it holds", format!("{}\n", card.holds)),
        ("What is left out", list(card.omits)),
        ("How it agrees with other software", references(simulator.id, card.references)),
        ("How it agrees with published figures", published(simulator, card.published)),
        ("Sources", list(card.sources)),
    ];
    let filled = sections.iter().filter(|(_, body)| !body.is_empty());
    let sections: String = filled.map(|(title, body)| format!("\n## {title}\n\n{body}")).collect();
    format!("{}\n{sections}", card.text.trim_end())
}

fn inputs(controls: &[Control]) -> String {
    let row = |control: &Control| {
        let from_to = if control.choices.is_empty() {
            let at = |value| format::setting(value, control.unit);
            format!("{} to {}", at(control.min), at(control.max))
        } else {
            let labels: Vec<_> = control.choices.iter().map(|choice| choice.label).collect();
            labels.join(", ")
        };
        [control.label.into(), format!("`{}`", control.key), from_to, control.meaning.into()]
    };
    table(["input", "name in data", "range", "meaning"], controls.iter().map(row))
}

fn outputs(readouts: &[ReadoutSpec]) -> String {
    let row = |readout: &ReadoutSpec| {
        let better = match readout.better {
            Better::More => "more",
            Better::Less => "less",
            Better::Neither => "",
        };
        let unit = match readout.unit {
            Unit::Share => "a share, shown in %",
            unit => unit.spoken(),
        };
        [readout.label.into(), format!("`{}`", readout.key), unit.into(), better.into()]
    };
    table(["result", "name in data", "unit", "better is"], readouts.iter().map(row))
}

fn references(simulator: &str, references: &[Reference]) -> String {
    let known = Table::read(AGREEMENT).expect("the tests wrote it");
    let field = |row: &[String], name: &str| {
        let place = known.header.iter().position(|column| column == name);
        place.and_then(|place| row.get(place)).cloned().unwrap_or_default()
    };
    let mut out = String::new();
    for reference in references {
        let of = |row: &&Vec<String>| {
            field(row, "simulator") == simulator && field(row, "file") == reference.file
        };
        let rows: Vec<_> = known.rows.iter().filter(of).collect();
        let count = rows.first().map_or_else(String::new, |row| field(row, "rows"));
        out += &format!(
            "{count} settings were computed by other software: {}.\n\
             For each result, this is the setting where we agree least.\n\n",
            reference.oracle
        );
        let row = |row: &Vec<String>| {
            ["column", "given", "reference", "ours", "error", "tolerance"].map(|name| {
                let text = field(row, name);
                if name == "column" { format!("`{text}`") } else { text }
            })
        };
        out += &table(
            ["result", "setting", "reference", "ours", "relative error", "demanded"],
            rows.into_iter().map(row),
        );
        out.push('\n');
    }
    out
}

fn published(simulator: &Simulator, published: &[Published]) -> String {
    if published.is_empty() {
        return String::new();
    }
    let row = |published: &Published| {
        let checked = crate::sim::agreement::check(simulator.id, published);
        let ours = checked.map_or_else(|why| why, |compared| compared.ours);
        let given = published.given.iter().map(|(key, value)| format!("{key}={value}"));
        [
            published.source.into(),
            given.collect::<Vec<_>>().join(" "),
            format!("`{}`", published.output),
            published.value.to_string(),
            short(&ours),
        ]
    };
    table(["source", "setting", "result", "published", "ours"], published.iter().map(row))
}

/// Six digits of a number; the text itself where it is none.
fn short(text: &str) -> String {
    let number = text.parse::<f64>().ok().filter(|number| number.is_finite());
    number.map_or_else(
        || text.into(),
        |number| crate::base::math::round_to_digits(number, 6).to_string(),
    )
}

fn table<const N: usize>(head: [&str; N], rows: impl Iterator<Item = [String; N]>) -> String {
    let line = |cells: &[String]| {
        let cells: Vec<_> = cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
        format!("| {} |\n", cells.join(" | "))
    };
    let head = line(&head.map(str::to_owned));
    let rule = format!("|{}\n", "---|".repeat(N));
    rows.fold(head + &rule, |table, row| table + &line(&row))
}
