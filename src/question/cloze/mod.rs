//! A sentence with gaps. Graded as [`fill`](super::fill) says.

#[cfg(feature = "view")]
pub mod view;

use super::fill::{Field, Key, Manner, Number};
use crate::prose::Line;
use serde::{Deserialize, Serialize};

/// A sentence with gaps.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cloze {
    /// What stands between the gaps; one more than there are gaps.
    pub text: Vec<Line>,
    /// One to four.
    pub gaps: Vec<Gap>,
}

/// A gap, with the reason for what belongs there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Gap {
    /// What belongs there.
    pub filling: Filling,
    /// Why.
    pub reason: Line,
}

/// What belongs in a gap.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Filling {
    /// One of a few words.
    Word {
        /// Two to six, as plain text.
        options: Vec<String>,
        /// The place of the right one, counted from 0.
        right: u32,
    },
    /// A number.
    Number(Number),
}

impl Cloze {
    /// What grading needs.
    #[must_use]
    pub fn key(&self) -> Key {
        let mut lists = Vec::new();
        let mut field = |gap: &Gap| match &gap.filling {
            Filling::Word { options, right } => {
                lists.push(options.clone());
                Field::Pick { list: lists.len() as u32 - 1, right: *right }
            }
            Filling::Number(number) => Field::Number(number.clone()),
        };
        let fields = self.gaps.iter().map(&mut field).collect();
        Key { manner: Manner::Cloze, lists, fields }
    }
}
