//! Simulators in words.

use course::base::format;
use course::sim::control::Control;
use course::sim::outcome::{Better, ReadoutSpec};
use course::sim::{self, Simulator};
use std::fmt::Write as _;

/// One line for each simulator.
pub(super) fn list() -> String {
    let width = sim::all().map(|simulator| simulator.id.len()).max().unwrap_or(0);
    let mut all: Vec<_> = sim::all().collect();
    all.sort_by_key(|simulator| simulator.id);
    let line = |simulator: &&Simulator| format!("{:width$}  {}\n", simulator.id, simulator.title);
    all.iter().map(line).collect()
}

/// All that a simulator declares.
pub(super) fn show(simulator: &'static Simulator) -> String {
    let card = sim::card(simulator.id);
    let mut out = format!("{} ({})\n", simulator.title, simulator.id);
    let _ = writeln!(out, "{}\n{}", simulator.question, simulator.summary);
    out += "\nInputs\n";
    for control in simulator.controls {
        let _ = writeln!(out, "  {}  {}", control.key, input(control));
        let _ = writeln!(out, "      {}", control.meaning);
    }
    out += "\nResults\n";
    for readout in simulator.readouts {
        let _ = writeln!(out, "  {}  {}", readout.key, output(readout));
    }
    section(&mut out, "Assumed", card.assumes);
    section(&mut out, "Where it holds", &[card.holds]);
    section(&mut out, "Left out", card.omits);
    section(&mut out, "Sources", card.sources);
    let references = card.references.iter();
    let references: Vec<_> =
        references.map(|r| format!("tests/reference/{}.csv, by {}", r.file, r.oracle)).collect();
    let references: Vec<&str> = references.iter().map(String::as_str).collect();
    section(&mut out, "Held against", &references);
    out
}

fn section(out: &mut String, title: &str, items: &[&str]) {
    if !items.is_empty() {
        let _ = writeln!(out, "\n{title}");
        items.iter().for_each(|item| {
            let _ = writeln!(out, "  {item}");
        });
    }
}

fn input(control: &Control) -> String {
    let at = |value: f64| match control.choices.get(value as usize) {
        Some(choice) => choice.word.to_owned(),
        None => format::setting(value, control.unit),
    };
    let words: Vec<_> = control.choices.iter().map(|choice| choice.word).collect();
    let may_be = match words.as_slice() {
        [] => format!("must be {}", control.accepts.words()),
        words if matches!(control.accepts, sim::control::Accepts::List) => {
            format!("a list, such as {}", words.join(" or "))
        }
        words => format!("one of {}", words.join(", ")),
    };
    format!("{}: {may_be}; {} unless given", control.label, at(control.default))
}

fn output(readout: &ReadoutSpec) -> String {
    let unit = match readout.unit {
        format::Unit::Share => ", a share",
        unit if unit.symbol().is_empty() => "",
        _ => ", in ",
    };
    let symbol = if unit == ", in " { readout.unit.symbol() } else { "" };
    let better = match readout.better {
        Better::More => "; more is better",
        Better::Less => "; less is better",
        Better::Neither => "",
    };
    format!("{}{unit}{symbol}{better}", readout.label)
}
