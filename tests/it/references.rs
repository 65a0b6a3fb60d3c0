//! Every simulator against tables that other software computed, and against published figures.

use course::sim::agreement::{Compared, Table, check, compare};
use course::sim::card::{Card, Reference, Tolerance};
use course::sim::{cards, find};
use std::path::PathBuf;

fn file(reference: &Reference) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/reference"))
        .join(format!("{}.csv", reference.file))
}

fn compared(card: &Card, reference: &Reference) -> Vec<Compared> {
    let simulator = find(card.simulator).expect("a card has a simulator");
    let text = std::fs::read_to_string(file(reference)).expect("the table is there");
    let table = Table::read(&text).unwrap_or_else(|why| panic!("{}: {why}", reference.file));
    compare(simulator, reference, &table).unwrap_or_else(|why| panic!("{why}"))
}

/// What the simulators' pages say of their agreement: for each column the row that agrees least.
fn worst(card: &Card, reference: &Reference, all: &[Compared]) -> Vec<String> {
    let text = std::fs::read_to_string(file(reference)).expect("the table is there");
    let table = Table::read(&text).expect("it was read before");
    let simulator = find(card.simulator).expect("a card has a simulator");
    let rows = table.rows.len();
    let columns = table.header.iter().filter_map(|column| {
        let of = all.iter().filter(|compared| compared.column == *column);
        let worst = of.max_by(|a, b| a.error.total_cmp(&b.error))?;
        let fields = table.fields(&table.rows[worst.row]);
        let given = fields.filter(|(name, _)| simulator.control(name).is_some());
        let given: Vec<_> = given.map(|(name, value)| format!("{name}={value}")).collect();
        let error = if worst.error == 0.0 { "0".into() } else { format!("{:.1e}", worst.error) };
        let tolerance = words(reference.of(column));
        let (ours, theirs) = (short(&worst.ours), &worst.reference);
        let (of, file) = (card.simulator, reference.file);
        let given = given.join(" ");
        Some(format!("{of},{file},{column},{rows},{given},{theirs},{ours},{error},{tolerance}"))
    });
    columns.collect()
}

/// As many digits as the references have.
fn short(text: &str) -> String {
    let number = text.parse::<f64>().ok().filter(|number| number.is_finite());
    number.map_or_else(|| text.into(), |x| course::base::math::round_to_digits(x, 12).to_string())
}

fn words(tolerance: Tolerance) -> String {
    match tolerance {
        Tolerance::Exact => "the very same".into(),
        Tolerance::Relative(share) => format!("{share:e} relative"),
        Tolerance::Absolute(most) => format!("{most:e} absolute"),
        Tolerance::StandardErrors { times, or_relative: 0.0, .. } => {
            format!("{times} standard errors")
        }
        Tolerance::StandardErrors { times, or_relative, .. } => {
            format!("{times} standard errors or {or_relative} relative")
        }
        Tolerance::Where { column, holds, then, otherwise } => {
            format!("{} ({column} {holds}: {})", words(*otherwise), words(*then))
        }
        Tolerance::Skip => String::new(),
    }
}

/// All cards on two threads, since this is the longest of the native tests.
fn everything() -> Vec<(String, Vec<String>, Vec<String>)> {
    let next = std::sync::atomic::AtomicUsize::new(0);
    let work: Vec<_> =
        cards().flat_map(|card| card.references.iter().map(move |r| (card, r))).collect();
    let done = std::sync::Mutex::new(Vec::new());
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let i = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                    let Some((card, reference)) = work.get(i) else { break };
                    let all = compared(card, reference);
                    let missed = all.iter().filter(|compared| !compared.agrees);
                    let missed = missed.map(|miss| format!("{}: {miss:?}", reference.file));
                    let largest = all.iter().map(|c| c.error).filter(|e| e.is_finite());
                    println!(
                        "{}: {} values, largest error {:.1e}",
                        reference.file,
                        all.len(),
                        largest.fold(0.0, f64::max)
                    );
                    let lines = worst(card, reference, &all);
                    done.lock().expect("nobody panicked").push((
                        i,
                        reference.file.to_owned(),
                        missed.collect(),
                        lines,
                    ));
                }
            });
        }
    });
    let mut done = done.into_inner().expect("nobody panicked");
    done.sort_by_key(|(i, ..)| *i);
    done.into_iter().map(|(_, file, missed, lines)| (file, missed, lines)).collect()
}

#[test]
fn tables_of_other_software_agree_and_the_pages_say_how_closely() {
    let all = everything();
    let misses: Vec<_> = all.iter().flat_map(|(_, missed, _)| missed.clone()).collect();
    assert!(misses.is_empty(), "{} values disagree:\n{}", misses.len(), misses.join("\n"));
    let head = "simulator,file,column,rows,given,reference,ours,error,tolerance".to_owned();
    let lines = std::iter::once(head).chain(all.into_iter().flat_map(|(.., lines)| lines));
    let text: String = lines.map(|line| line + "\n").collect();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/reference/agreement.csv");
    crate::golden::check(std::path::Path::new(path), &text);
}

#[test]
fn published_figures_agree() {
    for card in cards() {
        for published in card.published {
            let compared = check(card.simulator, published);
            let compared = compared.unwrap_or_else(|why| panic!("{}: {why}", card.simulator));
            assert!(compared.agrees, "{}: {}: {compared:?}", card.simulator, published.source);
        }
    }
}

/// Each column of a table is either an input, a result that is compared, or skipped by name: a
/// result that is misspelt would otherwise agree with nothing and fail nowhere.
#[test]
fn no_column_of_a_table_is_passed_over() {
    for card in cards() {
        let simulator = find(card.simulator).expect("a card has a simulator");
        for reference in card.references {
            let text = std::fs::read_to_string(file(reference)).expect("the table is there");
            let table = Table::read(&text).expect("it was read before");
            for column in &table.header {
                let known = simulator.control(column).is_some()
                    || simulator.readout(reference.key(column)).is_some()
                    || reference.columns.contains(&(column.as_str(), Tolerance::Skip));
                assert!(known, "{}: nobody computes `{column}`", reference.file);
            }
        }
    }
}
