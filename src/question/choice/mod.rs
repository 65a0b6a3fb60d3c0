//! One or several of a list; every option has its reason.

#[cfg(feature = "view")]
pub mod view;

use crate::base::id::StateId;
use crate::base::rng::Seed;
use crate::prose::Line;
use crate::question::{diagnose, shuffled};
use serde::{Deserialize, Serialize};
use std::ops::Range;

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

/// How options are chosen, shown and graded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Manner {
    /// One is right.
    One,
    /// Several may be right.
    Several,
    /// Numbered statements that keep their order; the flawed one is right.
    Flaw,
    /// One of the bottlenecks and one of the evidence is right.
    Diagnose {
        /// The place where the evidence begins.
        evidence: u32,
    },
}

/// What grading needs of a choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Key {
    /// How options are chosen, shown and graded.
    pub manner: Manner,
    /// For each option, in the order of the source, whether it is right.
    pub right: Vec<bool>,
}

impl Choice {
    /// What grading needs.
    #[must_use]
    pub fn key(&self) -> Key {
        let right = self.options.iter().map(|option| option.right).collect();
        Key { manner: if self.several { Manner::Several } else { Manner::One }, right }
    }
}

impl Key {
    /// Where several options may be right, the share of those chosen, less a wrongly chosen one each,
    /// not below 0. For a diagnosis see [`diagnose::score`]. Otherwise all or nothing.
    #[must_use]
    pub fn score(&self, chosen: &[u32]) -> f64 {
        let judged = |group: Range<usize>| {
            let picked = |i: usize| u32::try_from(i).is_ok_and(|i| chosen.contains(&i));
            let count =
                |want| group.clone().filter(|i| self.right[*i] == want && picked(*i)).count();
            (count(true), count(false))
        };
        let is_right = |group| judged(group) == (1, 0);
        match self.manner {
            Manner::One | Manner::Flaw => f64::from(u8::from(is_right(0..self.right.len()))),
            Manner::Several => {
                let (hits, errors) = judged(0..self.right.len());
                let right = self.right.iter().filter(|right| **right).count();
                ((hits as f64 - errors as f64) / right.max(1) as f64).clamp(0.0, 1.0)
            }
            Manner::Diagnose { .. } => {
                let mut groups = self.groups().into_iter().map(is_right);
                diagnose::score(groups.next() == Some(true), groups.next() == Some(true))
            }
        }
    }

    /// Options that are chosen from together: two groups for a diagnosis, one for all else.
    #[must_use]
    pub fn groups(&self) -> Vec<Range<usize>> {
        let all = self.right.len();
        match self.manner {
            Manner::Diagnose { evidence } => {
                let evidence = (evidence as usize).min(all);
                vec![0..evidence, evidence..all]
            }
            // Clippy takes a list of one range for a list of its numbers.
            _ => std::iter::once(0..all).collect(),
        }
    }

    /// Whether something is chosen in every group.
    #[must_use]
    pub fn is_complete(&self, chosen: &[u32]) -> bool {
        let any = |group: Range<usize>| chosen.iter().any(|i| group.contains(&(*i as usize)));
        self.groups().into_iter().all(any)
    }

    /// The order in which to show the options of a group: the same seed, the same order. Statements
    /// of an argument stay as they are.
    #[must_use]
    pub fn order(&self, group: Range<usize>, seed: Seed) -> Vec<usize> {
        if self.manner == Manner::Flaw {
            return group.collect();
        }
        let mixed = shuffled(group.len(), seed, 0);
        mixed.into_iter().map(|place| group.start + place).collect()
    }
}
