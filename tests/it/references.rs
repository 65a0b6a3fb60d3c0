//! Every simulator against tables that other software computed, and against published figures.

use course::sim::agreement::{Compared, Table, check, compare};
use course::sim::card::{Card, Reference};
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

/// Runs the cards whose simulators begin with one of these letters: four tests share the work of two
/// cores.
fn agree(initials: std::ops::RangeInclusive<char>) {
    let mut misses = Vec::new();
    for card in cards().filter(|card| card.simulator.starts_with(|c| initials.contains(&c))) {
        for reference in card.references {
            let all = compared(card, reference);
            let missed = all.iter().filter(|compared| !compared.agrees);
            misses.extend(missed.map(|miss| format!("{}: {miss:?}", reference.file)));
            let numbers = all.iter().filter(|compared| compared.error.is_finite());
            let largest = numbers.map(|compared| compared.error).fold(0.0, f64::max);
            let rows = all.iter().map(|compared| compared.row).max().map_or(0, |last| last + 1);
            println!(
                "{}: {rows} rows, {} values, largest error {largest:.1e}",
                reference.file,
                all.len()
            );
        }
    }
    assert!(misses.is_empty(), "{} values disagree:\n{}", misses.len(), misses.join("\n"));
}

#[test]
fn tables_of_other_software_agree_a_to_c() {
    agree('a'..='c');
}

#[test]
fn tables_of_other_software_agree_d_to_h() {
    agree('d'..='h');
}

#[test]
fn tables_of_other_software_agree_i_to_q() {
    agree('i'..='q');
}

#[test]
fn tables_of_other_software_agree_r_to_z() {
    agree('r'..='z');
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
    use course::sim::card::Tolerance;
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
