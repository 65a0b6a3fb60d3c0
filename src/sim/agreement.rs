//! Holds a simulator against a table that other software computed, and says how closely they agree.
//! For the tests, which demand agreement, and for the simulator's page, which shows it.

use super::card::{Published, Reference, Tolerance};
use super::lab::HALF_WIDTH;
use super::row::{Cell, Given, Row};
use super::study::proof::{Case, Want};
use super::{Simulator, find};
use crate::base::rng::BUILD_SEED;
use serde::{Deserialize, Serialize};

/// A relative error below this is the noise of the reference's own solver.
const NOISE: f64 = 1e-13;

/// A table of data: a header and rows of as many texts.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// The names of the columns.
    pub header: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// Reads comma-separated values; lines that start with `#` are comments.
    ///
    /// # Errors
    /// In words with the line, when a row is longer or shorter than the header or is not text.
    pub fn read(text: &str) -> Result<Self, String> {
        let mut reader = csv::ReaderBuilder::new()
            .comment(Some(b'#'))
            .trim(csv::Trim::All)
            .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let texts = |record: &csv::StringRecord| record.iter().map(str::to_owned).collect();
        let header = texts(reader.headers().map_err(|error| error.to_string())?);
        let rows: Result<Vec<_>, _> =
            reader.records().map(|record| record.map(|record| texts(&record))).collect();
        Ok(Self { header, rows: rows.map_err(|error| error.to_string())? })
    }

    /// The fields of a row with the names of their columns.
    pub fn fields<'a>(&'a self, row: &'a [String]) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.header.iter().map(String::as_str).zip(row.iter().map(String::as_str))
    }
}

/// One value beside its reference.
#[derive(Debug, Clone, PartialEq)]
pub struct Compared {
    /// The row of the table, counted from 0.
    pub row: usize,
    /// The column of the reference.
    pub column: String,
    /// Ours, as it would be written.
    pub ours: String,
    /// What the reference says.
    pub reference: String,
    /// |ours − reference| / |reference|; infinite where one is no number and the other is.
    pub error: f64,
    /// Whether it is within the tolerance.
    pub agrees: bool,
}

/// Computes the rows of a table and compares every column that the simulator has a result for.
///
/// # Errors
/// In words, when the table cannot be read, its inputs are refused or no column of it can be compared.
pub fn compare(
    simulator: &'static Simulator,
    reference: &Reference,
    table: &Table,
) -> Result<Vec<Compared>, String> {
    let mut all = Vec::new();
    for (number, row) in table.rows.iter().enumerate() {
        let ours = computed(simulator, table.fields(row))
            .map_err(|why| format!("{}, row {}: {why}", reference.file, number + 1))?;
        let fields: Vec<_> = table.fields(row).collect();
        for (column, theirs) in &fields {
            let Some((place, _)) = simulator.readout(reference.key(column)) else { continue };
            let tolerance = reference.of(column);
            if tolerance != Tolerance::Skip && !unknown(theirs, tolerance, &fields) {
                let cell = &ours.cells[place];
                let agrees = agrees(cell, theirs, tolerance, &fields);
                all.push(Compared {
                    row: number,
                    column: (*column).into(),
                    ours: cell.written(),
                    reference: (*theirs).into(),
                    error: error(cell, theirs),
                    agrees,
                });
            }
        }
    }
    if all.is_empty() {
        return Err(format!("{} has no column that {} computes", reference.file, simulator.id));
    }
    Ok(all)
}

/// Computes a published figure and compares it.
///
/// # Errors
/// In words, when there is no such simulator or result, or the settings are refused.
pub fn check(simulator: &str, published: &Published) -> Result<Compared, String> {
    let simulator = find(simulator).ok_or_else(|| format!("there is no `{simulator}`"))?;
    let ours = computed(simulator, published.given.iter().copied())?;
    let (place, _) = simulator
        .readout(published.output)
        .ok_or_else(|| format!("{} has no result `{}`", simulator.id, published.output))?;
    let (cell, theirs) = (&ours.cells[place], published.value.to_string());
    Ok(Compared {
        row: 0,
        column: published.output.into(),
        ours: cell.written(),
        agrees: agrees(cell, &theirs, published.tolerance, &[]),
        error: error(cell, &theirs),
        reference: theirs,
    })
}

fn computed<'a>(
    simulator: &'static Simulator,
    fields: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Result<Row, String> {
    let given = Given::read(simulator.controls, fields).map_err(|why| why.to_string())?;
    simulator.compute(&given, BUILD_SEED).map_err(|why| why.to_string())
}

fn error(cell: &Cell, theirs: &str) -> f64 {
    match (cell.number(), theirs.parse::<f64>()) {
        (Some(ours), Ok(theirs)) if theirs.is_finite() => {
            let difference = (ours - theirs).abs();
            if difference <= NOISE { 0.0 } else { difference / theirs.abs().max(NOISE) }
        }
        _ if cell.written().eq_ignore_ascii_case(theirs) => 0.0,
        _ => f64::INFINITY,
    }
}

/// Whether the other software has no estimate here: neither a number nor a standard error.
fn unknown(theirs: &str, tolerance: Tolerance, fields: &[(&str, &str)]) -> bool {
    let Tolerance::StandardErrors { column, .. } = tolerance else { return false };
    let nan = |text: &str| text.eq_ignore_ascii_case("nan");
    nan(theirs) && fields.iter().any(|(name, text)| *name == column && nan(text))
}

fn agrees(cell: &Cell, theirs: &str, tolerance: Tolerance, fields: &[(&str, &str)]) -> bool {
    let relative = error(cell, theirs);
    let (Some(ours), Some(number)) =
        (cell.number(), theirs.parse().ok().filter(|x: &f64| x.is_finite()))
    else {
        return relative == 0.0;
    };
    let half_width = match cell {
        Cell::Estimate { standard_error, .. } => HALF_WIDTH * standard_error,
        _ => 0.0,
    };
    allowed(theirs, tolerance, fields).is_none_or(|most| most.admits(ours, half_width, number))
}

/// How far a result may be from its reference.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Allowed {
    /// So far in any case.
    least: f64,
    /// So many standard errors, of ours and of the reference together.
    times: f64,
    /// The standard error of the reference.
    error: f64,
}

impl Allowed {
    /// Whether our value, with half the width of its 95 % confidence interval, is near enough.
    #[must_use]
    pub fn admits(self, ours: f64, half_width: f64, theirs: f64) -> bool {
        let own = half_width / HALF_WIDTH;
        let most = self.times * (own * own + self.error * self.error).sqrt();
        (ours - theirs).abs() <= most.max(self.least)
    }
}

/// What a tolerance allows beside this number of a row; `None` where it is not compared.
#[must_use]
pub fn allowed(theirs: &str, tolerance: Tolerance, fields: &[(&str, &str)]) -> Option<Allowed> {
    let size = theirs.parse::<f64>().ok().filter(|x| x.is_finite()).map_or(0.0, f64::abs);
    let exactly = |least| Some(Allowed { least, times: 0.0, error: 0.0 });
    match tolerance {
        Tolerance::Where { column, holds, then, otherwise } => {
            let held = fields.contains(&(column, holds));
            allowed(theirs, if held { *then } else { *otherwise }, fields)
        }
        Tolerance::Exact => exactly(0.0),
        Tolerance::Relative(share) => exactly(share * size + NOISE),
        Tolerance::Absolute(most) => exactly(most),
        Tolerance::StandardErrors { times, column, or_relative } => {
            let field = fields.iter().find(|(name, _)| *name == column);
            let error = field.and_then(|(_, text)| text.parse().ok()).unwrap_or(0.0);
            Some(Allowed { least: or_relative * size + NOISE, times, error })
        }
        Tolerance::Skip => None,
    }
}

/// What a row of a table says of our results: the inputs, and each result with its reference.
#[must_use]
pub fn case(simulator: &Simulator, reference: &Reference, table: &Table, row: usize) -> Case {
    let fields: Vec<_> = table.fields(&table.rows[row]).collect();
    let given = fields.iter().filter(|(name, _)| simulator.control(name).is_some());
    let wants = fields.iter().filter_map(|(column, theirs)| {
        let (place, _) = simulator.readout(reference.key(column))?;
        let tolerance = reference.of(column);
        let allowed = allowed(theirs, tolerance, &fields)?;
        let is_known = !unknown(theirs, tolerance, &fields);
        is_known.then(|| Want { place: place as u32, reference: (*theirs).into(), allowed })
    });
    Case {
        source: reference.oracle.into(),
        given: given.map(|(name, text)| ((*name).into(), (*text).into())).collect(),
        wants: wants.collect(),
    }
}

/// A published figure as a case.
#[must_use]
pub fn published_case(simulator: &Simulator, published: &Published) -> Option<Case> {
    let (place, _) = simulator.readout(published.output)?;
    let reference = published.value.to_string();
    let allowed = allowed(&reference, published.tolerance, &[])?;
    let given = published.given.iter().map(|(name, text)| ((*name).into(), (*text).into()));
    Some(Case {
        source: published.source.into(),
        given: given.collect(),
        wants: vec![Want { place: place as u32, reference, allowed }],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agreement_is_within_the_tolerance_and_no_further() {
        let check = |ours: f64, theirs: &str, tolerance, expected| {
            assert_eq!(agrees(&Cell::from(ours), theirs, tolerance, &[("se", "0.1")]), expected);
        };
        check(1.0 + 9e-7, "1", Tolerance::Relative(1e-6), true);
        check(1.0 + 2e-6, "1", Tolerance::Relative(1e-6), false);
        check(5.0, "6", Tolerance::Absolute(1.0), true);
        check(f64::INFINITY, "inf", Tolerance::Relative(0.1), true);
        check(f64::INFINITY, "3", Tolerance::Relative(0.1), false);
        check(3.0, "nan", Tolerance::Relative(0.1), false);
        let errors =
            const { &Tolerance::StandardErrors { times: 4.0, column: "se", or_relative: 0.0 } };
        check(1.39, "1", *errors, true);
        check(1.41, "1", *errors, false);
        let exact = &Tolerance::Relative(0.0);
        let word = |holds| Tolerance::Where { column: "se", holds, then: errors, otherwise: exact };
        check(1.39, "1", word("0.1"), true);
        check(1.39, "1", word("0.2"), false);
    }

    /// A simulation of rare events may have seen none. That is no result to agree with, whereas a
    /// result that has no value, with a standard error or without the column, is one.
    #[test]
    fn what_the_other_software_does_not_know_is_not_compared() {
        let errors = Tolerance::StandardErrors { times: 4.0, column: "se", or_relative: 0.0 };
        assert!(unknown("nan", errors, &[("se", "nan")]));
        assert!(!unknown("nan", errors, &[("se", "0.1")]));
        assert!(!unknown("1", errors, &[("se", "nan")]));
        assert!(!unknown("nan", Tolerance::Relative(0.1), &[("se", "nan")]));
    }

    #[test]
    fn comments_and_blanks_are_passed_over() {
        let table = Table::read("# said by\na, b\n1,2\n# more\n3, 4\n").unwrap();
        assert_eq!(table.header, ["a", "b"]);
        assert_eq!(table.rows, [["1", "2"], ["3", "4"]]);
        assert!(Table::read("a,b\n1\n").unwrap_err().contains("line"));
    }
}
