//! One or several of a list; every option has its reason.

#[cfg(feature = "view")]
pub mod view;

use crate::base::id::StateId;
use crate::prose::Line;
use serde::{Deserialize, Serialize};

/// A choice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Choice {
    /// Whether several options may be right (check boxes instead of radio buttons).
    pub several: bool,
    /// In the order of the source; shown in an order that the seed decides.
    pub options: Vec<ChoiceOption>,
}

/// One option.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChoiceOption {
    /// What it says.
    pub text: Line,
    /// Whether it is right.
    pub right: bool,
    /// Why it is right or wrong.
    pub reason: Line,
    /// What somebody who picks it, wrongly, believes.
    pub misconception: Option<Line>,
    /// The state of a lab that refutes it, and what to look at there.
    pub refuted_by: Option<Refutation>,
}

/// Where to see that an option is wrong.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Refutation {
    /// A named state of the lesson.
    pub state: StateId,
    /// What to look at.
    pub look: Line,
}

/// What grading needs of a choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Key {
    /// Whether several options may be right.
    pub several: bool,
    /// For each option, in the order of the source, whether it is right.
    pub right: Vec<bool>,
}

impl Choice {
    /// What grading needs.
    #[must_use]
    pub fn key(&self) -> Key {
        let right = self.options.iter().map(|option| option.right).collect();
        Key { several: self.several, right }
    }
}

impl Key {
    /// The share of options judged correctly, less a wrongly chosen one each, not below 0; for a
    /// single choice all or nothing.
    #[must_use]
    pub fn score(&self, chosen: &[u32]) -> f64 {
        let picked = |i: usize| u32::try_from(i).is_ok_and(|i| chosen.contains(&i));
        let options = || self.right.iter().enumerate();
        let hits = options().filter(|(i, right)| **right && picked(*i)).count();
        let errors = options().filter(|(i, right)| !**right && picked(*i)).count();
        let right = options().filter(|(_, right)| **right).count();
        if !self.several {
            return if hits == 1 && errors == 0 { 1.0 } else { 0.0 };
        }
        let credit = hits as f64 - errors as f64;
        (credit / right.max(1) as f64).clamp(0.0, 1.0)
    }

    /// The order in which to show the options: the same seed, the same order.
    #[must_use]
    pub fn order(&self, seed: crate::base::rng::Seed) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.right.len()).collect();
        let mut stream = seed.stream(0);
        for i in (1..order.len()).rev() {
            let j = (stream.uniform() * (i + 1) as f64) as usize;
            order.swap(i, j);
        }
        order
    }
}
