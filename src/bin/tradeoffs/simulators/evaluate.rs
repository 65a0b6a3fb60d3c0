//! Runs simulators on settings from a table or from the command line.

use super::{meant, quantity};
use course::base::format;
use course::base::rng::Seed;
use course::sim::agreement::Table;
use course::sim::row::{Cell, Datum, Given, Row};
use course::sim::values::Values;
use course::sim::{self, How, Simulator, Story};
use indicatif::{ProgressBar, ProgressStyle};
use std::fmt::Write as _;
use std::io::Read as _;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// How many bad rows are reported at once.
const REPORTED: usize = 20;

/// The inputs of a table with all results, as comma-separated values.
pub(super) fn table(
    simulator: &'static Simulator,
    path: &Path,
    seed: Seed,
) -> Result<String, String> {
    let table = read(path)?;
    let place = |column: &String| simulator.control(column).is_some();
    let inputs: Vec<usize> = (0..table.header.len()).filter(|i| place(&table.header[*i])).collect();
    if inputs.is_empty() {
        let keys: Vec<_> = simulator.controls.iter().map(|control| control.key).collect();
        return Err(format!(
            "{}: no column of the header is an input of `{}`. Its inputs are: {}.",
            path.display(),
            simulator.id,
            keys.join(", ")
        ));
    }
    for control in simulator.controls {
        if !table.header.iter().any(|column| column == control.key) {
            let default = control.written(control.default);
            eprintln!("{}: no column `{}`, so it is {default}.", path.display(), control.key);
        }
    }
    let rows = evaluate(simulator, &table, seed).map_err(|faults| {
        let named = |(row, why): &(usize, String)| format!("{}, row {row}: {why}", path.display());
        faults.iter().take(REPORTED).map(named).collect::<Vec<_>>().join("\n")
    })?;
    Ok(written(simulator, &table, &inputs, &rows))
}

fn read(path: &Path) -> Result<Table, String> {
    let cannot = |error: std::io::Error| format!("{} cannot be read: {error}", path.display());
    let text = if path == Path::new("-") {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).map_err(cannot)?;
        text
    } else {
        std::fs::read_to_string(path).map_err(cannot)?
    };
    Table::read(&text).map_err(|why| format!("{}: {why}", path.display()))
}

/// All rows, on all cores; or every row, counted from 1, that cannot be computed, and why.
fn evaluate(
    simulator: &'static Simulator,
    table: &Table,
    seed: Seed,
) -> Result<Vec<Row>, Vec<(usize, String)>> {
    let given = |row: &Vec<String>| {
        Given::read(simulator.controls, table.fields(row)).map_err(|why| why.to_string())
    };
    let inputs: Vec<_> = table.rows.iter().map(given).collect();
    // Before the long work begins, everything that can be refused is.
    if inputs.iter().any(Result::is_err) {
        return Err(faults(inputs));
    }
    let inputs: Vec<Given> = inputs.into_iter().flatten().collect();
    let bar = progress(simulator, inputs.len());
    let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(inputs.len());
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some((i, given)) = take(&next, &inputs) {
                    let row = simulator.compute(given, seed).map_err(|why| why.to_string());
                    done.lock().expect("no thread panicked").push((i, row));
                    bar.inc(1);
                }
            });
        }
    });
    bar.finish_and_clear();
    let mut done = done.into_inner().expect("no thread panicked");
    done.sort_by_key(|(i, _)| *i);
    let rows: Vec<_> = done.into_iter().map(|(_, row)| row).collect();
    if rows.iter().any(Result::is_err) {
        return Err(faults(rows));
    }
    Ok(rows.into_iter().flatten().collect())
}

fn take<'a, T>(next: &AtomicUsize, all: &'a [T]) -> Option<(usize, &'a T)> {
    let i = next.fetch_add(1, Ordering::Relaxed);
    Some((i, all.get(i)?))
}

fn faults<T>(results: Vec<Result<T, String>>) -> Vec<(usize, String)> {
    let numbered = results.into_iter().enumerate();
    numbered.filter_map(|(i, result)| Some((i + 1, result.err()?))).collect()
}

/// A bar on a terminal, for simulations only: a formula is done before one could read it.
fn progress(simulator: &Simulator, rows: usize) -> ProgressBar {
    if matches!(simulator.how, How::Formula { .. }) {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(rows as u64);
    let style = ProgressStyle::with_template("{bar:30} {pos} of {len} rows, {eta} left");
    bar.with_style(style.expect("the template is well formed"))
}

fn written(simulator: &Simulator, table: &Table, inputs: &[usize], rows: &[Row]) -> String {
    // A reference may hold one of our results under another name; whoever compares wants both.
    let references = sim::card(simulator.id).references.iter();
    let aliases: Vec<_> = references
        .flat_map(|reference| reference.aliases)
        .filter_map(|(column, key)| Some((*column, simulator.readout(key)?.0)))
        .collect();
    let mut out = csv::Writer::from_writer(Vec::new());
    let header = inputs.iter().map(|i| table.header[*i].as_str());
    let header = header.chain(simulator.readouts.iter().map(|readout| readout.key));
    let header = header.chain(aliases.iter().map(|(column, _)| *column));
    out.write_record(header).expect("memory takes everything");
    for (texts, row) in table.rows.iter().zip(rows) {
        let inputs = inputs.iter().map(|i| texts[*i].clone());
        let results = row.cells.iter().map(Cell::written);
        let aliased = aliases.iter().map(|(_, place)| row.cells[*place].written());
        let record: Vec<String> = inputs.chain(results).chain(aliased).collect();
        out.write_record(record).expect("memory takes everything");
    }
    let bytes = out.into_inner().expect("memory takes everything");
    String::from_utf8(bytes).expect("all fields are text")
}

/// What the lab shows at these settings, as JSON.
pub(super) fn lab(simulator: &'static Simulator, settings: &str, seed: Seed) -> String {
    let values = Values::from_query(simulator.controls, settings)
        .unwrap_or_else(|| Values::defaults(simulator.controls));
    let outcome = simulator.run(&values, seed);
    let readings = simulator.readouts.iter().zip(&outcome.readings);
    let metrics: serde_json::Map<String, serde_json::Value> =
        readings.map(|(spec, reading)| (spec.key.into(), reading.value.into())).collect();
    let sentence = simulator.narrate(&Story { before: None, now: (&values, &outcome) });
    let shown = serde_json::json!({
        "state": values.to_query(simulator.controls),
        "seed": seed.0,
        "metrics": metrics,
        "words": outcome.words,
        "sentence": sentence,
        "events": outcome.events,
    });
    format!("{shown:#}\n")
}

/// One setting, for reading.
pub(super) fn one(
    simulator: &'static Simulator,
    settings: &[String],
    seed: Seed,
) -> Result<String, String> {
    let mut fields = Vec::new();
    for setting in settings {
        let (key, value) = setting
            .split_once('=')
            .ok_or_else(|| format!("`{setting}` is not of the form name=value."))?;
        let (_, control) = simulator.control(key).ok_or_else(|| {
            let keys = simulator.controls.iter().map(|control| control.key);
            format!("`{}` has no input `{key}`{}", simulator.id, meant(key, keys))
        })?;
        fields.push((key, quantity::plain(control, value.trim())?));
    }
    let texts = fields.iter().map(|(key, text)| (*key, text.as_str()));
    let given = Given::read(simulator.controls, texts).map_err(|why| format!("{why}."))?;
    let row = simulator.compute(&given, seed).map_err(|why| format!("{why}."))?;
    Ok(report(simulator, &given, &row))
}

fn report(simulator: &'static Simulator, given: &Given, row: &Row) -> String {
    let mut out = format!("{} ({})\n\n", simulator.title, simulator.id);
    let labels = simulator.controls.iter().map(|control| control.label);
    let labels = labels.chain(simulator.readouts.iter().map(|readout| readout.label));
    let width = labels.map(|label| label.chars().count()).max().unwrap_or(0);
    for (control, datum) in simulator.controls.iter().zip(given.data()) {
        let value = match datum {
            Datum::Number(number) if number.is_finite() => format::setting(*number, control.unit),
            Datum::Number(_) => "never".into(),
            Datum::Text(text) => text.clone(),
        };
        let _ = writeln!(out, "  {:width$}  {value}", control.label);
    }
    out.push('\n');
    for (readout, cell) in simulator.readouts.iter().zip(&row.cells) {
        let value = match cell {
            Cell::Number(x) => format::quantity(*x, readout.unit),
            Cell::Estimate { value, standard_error } => format!(
                "{} ± {} (standard error)",
                format::quantity(*value, readout.unit),
                format::quantity(*standard_error, readout.unit)
            ),
            Cell::Unbounded => "unbounded".into(),
            Cell::Undefined => "no value".into(),
            Cell::Word(word) => word.clone(),
        };
        let _ = writeln!(out, "  {:width$}  {value}", readout.label);
    }
    if let Some(trouble) = &row.trouble {
        let _ = write!(out, "\n{} {}\n", trouble.what, trouble.mend);
    }
    if let How::Formula { explain, .. } | How::Simulation { explain, .. } = simulator.how {
        let _ = write!(out, "\n{}\n", explain(given, row));
    }
    out
}
