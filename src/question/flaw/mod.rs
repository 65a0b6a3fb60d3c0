//! A design or an argument in numbered statements, one of which does not hold. A choice of one.

#[cfg(feature = "view")]
pub mod view;

use super::choice::{ChoiceOption, Key, Manner};
use crate::prose::Block;
use serde::{Deserialize, Serialize};

/// Statements with a flaw.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Flaw {
    /// Three to eight, in the order of the argument; the flawed one is the right choice.
    pub statements: Vec<ChoiceOption>,
    /// How to mend it, shown after the answer.
    pub repair: Vec<Block>,
}

impl Flaw {
    /// What grading needs.
    #[must_use]
    pub fn key(&self) -> Key {
        let right = self.statements.iter().map(|statement| statement.right).collect();
        Key { manner: Manner::Flaw, right }
    }
}
