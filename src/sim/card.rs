//! What stands behind a simulator, as data: for its page and for the tests that hold it to account.
//! Apart from [`Simulator`](super::Simulator), so that neither the application nor the worker carries it.

use super::text::{List, Text};

/// What a reader must know before relying on a simulator.
#[derive(Debug, Clone, Copy)]
pub struct Card {
    /// The id of its simulator.
    pub simulator: Text,
    /// The question, the equations with their symbols and units, and how it is computed and checked;
    /// Markdown with headings of the second level.
    pub text: Text,
    /// What is assumed, each as a sentence in Markdown.
    pub assumes: List<Text>,
    /// Where it holds: the range of validity, as sentences in Markdown.
    pub holds: Text,
    /// What is left out, each as a sentence in Markdown.
    pub omits: List<Text>,
    /// Sources in Markdown, the primary one first: authors, title, where, year, and a link if there is one.
    pub sources: List<Text>,
    /// Tables computed by other software that it is held against.
    pub references: List<Reference>,
    /// Published figures that it is held against.
    pub published: List<Published>,
}

/// A table in `tests/reference/`, computed by other software.
#[derive(Debug, Clone, Copy)]
pub struct Reference {
    /// The name of the file without its ending.
    pub file: Text,
    /// Who computed it: packages and versions.
    pub oracle: Text,
    /// How closely the columns must agree that [`Reference::columns`] does not name.
    pub tolerance: Tolerance,
    /// How closely single columns must agree.
    pub columns: List<(Text, Tolerance)>,
    /// Columns that estimate a result of ours under another name: the column, and the key of ours.
    pub aliases: List<(Text, Text)>,
}

/// How closely a value must agree with a reference.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Tolerance {
    /// The very same number or word.
    Exact,
    /// Within this share of the reference (and 1e-13).
    Relative(f64),
    /// Within this much.
    Absolute(f64),
    /// Within so many standard errors: ours and that of the reference, which stands in the column.
    StandardErrors {
        /// How many.
        times: f64,
        /// The column of the reference's standard error; empty where it is exact.
        column: Text,
        /// Agreement within this share of the reference is enough in any case; 0 for none.
        or_relative: f64,
    },
    /// One tolerance for rows in which a column holds a word, another for all others: where the
    /// reference is exact for some rows and an estimate for others.
    Where {
        /// The column that decides.
        column: Text,
        /// The word in it.
        holds: Text,
        /// For rows that hold it.
        then: &'static Self,
        /// For the others.
        otherwise: &'static Self,
    },
    /// Not compared: it is the other software's own standard error, or speaks of its method.
    Skip,
}

/// A published figure.
#[derive(Debug, Clone, Copy)]
pub struct Published {
    /// Where it stands: "Dean and Barroso 2013, figure 2".
    pub source: Text,
    /// The settings, as they are written in a table; the others stand at their defaults.
    pub given: List<(Text, Text)>,
    /// The key of the result.
    pub output: Text,
    /// The figure as published, in the unit of the result.
    pub value: f64,
    /// How closely it must agree, from the digits that were published.
    pub tolerance: Tolerance,
}

impl Card {
    /// A card without references and published figures; add them by struct update.
    #[must_use]
    pub const fn new(simulator: Text, text: Text) -> Self {
        Self {
            simulator,
            text,
            assumes: &[],
            holds: "",
            omits: &[],
            sources: &[],
            references: &[],
            published: &[],
        }
    }
}

impl Reference {
    /// A table whose columns all must agree so closely; add the others by struct update.
    #[must_use]
    pub const fn new(file: Text, oracle: Text, tolerance: Tolerance) -> Self {
        Self { file, oracle, tolerance, columns: &[], aliases: &[] }
    }

    /// The key of our result that a column holds.
    #[must_use]
    pub fn key<'a>(&self, column: &'a str) -> &'a str {
        let alias = self.aliases.iter().find(|(name, _)| *name == column);
        alias.map_or(column, |(_, key)| key)
    }

    /// How closely a column must agree.
    #[must_use]
    pub fn of(&self, column: &str) -> Tolerance {
        let named = self.columns.iter().find(|(name, _)| *name == column);
        named.map_or(self.tolerance, |(_, tolerance)| *tolerance)
    }
}
