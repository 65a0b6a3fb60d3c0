//! Items to be put into categories. Graded as [`fill`](super::fill) says.

#[cfg(feature = "view")]
pub mod view;

use super::fill::{Field, Key, Manner};
use crate::prose::Line;
use serde::{Deserialize, Serialize};

/// Items and categories.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Categorise {
    /// Two to four, as plain text, in the order in which they are offered.
    pub categories: Vec<String>,
    /// Four to eight.
    pub items: Vec<Item>,
}

/// An item, with the reason why it belongs where it belongs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// What it is.
    pub text: Line,
    /// The place of its category, counted from 0.
    pub category: u32,
    /// Why.
    pub reason: Line,
}

impl Categorise {
    /// What grading needs.
    #[must_use]
    pub fn key(&self) -> Key {
        let pick = |item: &Item| Field::Pick { list: 0, right: item.category };
        Key {
            manner: Manner::Categorise,
            lists: vec![self.categories.clone()],
            fields: self.items.iter().map(pick).collect(),
        }
    }
}
