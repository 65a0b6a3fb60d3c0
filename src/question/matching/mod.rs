//! Pairs: each item on the left is given its other half. Graded as [`fill`](super::fill) says.

#[cfg(feature = "view")]
pub mod view;

use super::fill::{Field, Key, Manner};
use crate::prose::Line;
use serde::{Deserialize, Serialize};

/// Pairs, and what belongs to none.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Match {
    /// Three to six.
    pub pairs: Vec<Pair>,
    /// Plain text that is offered and belongs nowhere.
    pub distractors: Vec<String>,
}

/// Two halves, with the reason why they belong together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pair {
    /// What stands there.
    pub left: Line,
    /// What is to be found, as plain text.
    pub right: String,
    /// Why.
    pub reason: Line,
}

impl Match {
    /// What grading needs.
    #[must_use]
    pub fn key(&self) -> Key {
        let halves = self.pairs.iter().map(|pair| &pair.right).chain(&self.distractors);
        let fields = (0..).zip(&self.pairs).map(|(right, _)| Field::Pick { list: 0, right });
        Key {
            manner: Manner::Match,
            fields: fields.collect(),
            lists: vec![halves.cloned().collect()],
        }
    }
}
