//! Several fields, each a list to pick from or a number: what pairs, categories and gaps share.

#[cfg(feature = "view")]
pub mod view;

use crate::base::format::{self, Unit};
use serde::{Deserialize, Serialize};

/// What the fields make up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Manner {
    /// Pairs: each row is given its other half, and the halves are shuffled.
    Match,
    /// Categories: the rows are shuffled, and the categories keep their order.
    Categorise,
    /// Gaps in a sentence, whose options are shuffled.
    Cloze,
}

/// What grading needs, and the words in the lists, which are plain text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Key {
    /// What the fields make up.
    pub manner: Manner,
    /// The lists to pick from.
    pub lists: Vec<Vec<String>>,
    /// The fields, in the order of the source.
    pub fields: Vec<Field>,
}

/// A field and its right filling.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Field {
    /// One of a list.
    Pick {
        /// Which of the lists, counted from 0.
        list: u32,
        /// The place of the right one in it, counted from 0.
        right: u32,
    },
    /// A number.
    Number(Number),
}

/// A number that may be off by a little.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Number {
    /// The right number, in `unit`.
    pub answer: f64,
    /// How far off it may be, in `unit`; at least 0.
    pub tolerance: f64,
    /// As shown beside the field; may be empty.
    pub unit: String,
}

impl Field {
    /// Whether it is filled rightly.
    #[must_use]
    pub fn holds(&self, value: f64) -> bool {
        match self {
            Self::Pick { right, .. } => value == f64::from(*right),
            // A tolerance of 0.1 must admit 0.3 for 0.2, whatever the last bits say.
            Self::Number(Number { answer, tolerance, .. }) => {
                (value - answer).abs() <= tolerance + 1e-9 * answer.abs().max(1.0)
            }
        }
    }
}

impl Key {
    /// The share of fields filled rightly, less what guessing earns, rescaled to end at 1 and cut off
    /// at 0. A field with `n` to pick from is guessed with probability 1/`n`, a number never.
    #[must_use]
    pub fn score(&self, given: &[Option<f64>]) -> f64 {
        if given.len() != self.fields.len() {
            return 0.0;
        }
        let pairs = self.fields.iter().zip(given);
        let hits = pairs.filter(|(field, value)| value.is_some_and(|v| field.holds(v))).count();
        let guessed: f64 = self.fields.iter().map(|field| self.guessed(field)).sum();
        let room = self.fields.len() as f64 - guessed;
        if room <= 0.0 {
            return 0.0;
        }
        ((hits as f64 - guessed) / room).clamp(0.0, 1.0)
    }

    /// How probable it is that a guess is right.
    fn guessed(&self, field: &Field) -> f64 {
        match field {
            Field::Pick { list, .. } => 1.0 / self.list(*list).len().max(1) as f64,
            Field::Number(_) => 0.0,
        }
    }

    /// A list to pick from; empty if there is none.
    #[must_use]
    pub fn list(&self, place: u32) -> &[String] {
        self.lists.get(place as usize).map_or(&[], Vec::as_slice)
    }

    /// What is right in a field, in words.
    #[must_use]
    pub fn right(&self, field: &Field) -> String {
        match field {
            Field::Pick { list, right } => {
                self.list(*list).get(*right as usize).cloned().unwrap_or_default()
            }
            Field::Number(Number { answer, unit, .. }) => {
                let number = format::setting(*answer, Unit::One);
                if unit.is_empty() { number } else { format!("{number}\u{202f}{unit}") }
            }
        }
    }
}
