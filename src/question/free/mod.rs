//! An answer in the learner's own words, which they hold against a model answer and a rubric.
//! The grade is the learner's own, and is called so.

#[cfg(feature = "view")]
pub mod view;

use crate::prose::{Block, Line};
use serde::{Deserialize, Serialize};

/// How long an answer may be, in UTF-16 units, as browsers count them: some 400 words. Progress is
/// kept for years, and every answer is in it.
pub const LONGEST: usize = 2400;

/// What an answer is held against.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Free {
    /// A good answer.
    pub model: Vec<Block>,
    /// What a good answer holds; three to ten.
    pub rubric: Vec<Point>,
}

/// A point of a rubric.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// Who is expected to make it.
    pub level: Level,
    /// What it counts, 1 to 5.
    pub weight: u32,
    /// What the answer says.
    pub text: Line,
}

/// Who is expected to make a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Level {
    /// A senior engineer.
    Senior,
    /// A staff engineer.
    Staff,
}

/// What grading needs: for each point of the rubric, its level and its weight.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Key {
    /// In the order of the source.
    pub rubric: Vec<(Level, u32)>,
}

impl Free {
    /// What grading needs.
    #[must_use]
    pub fn key(&self) -> Key {
        Key { rubric: self.rubric.iter().map(|point| (point.level, point.weight)).collect() }
    }
}

impl Key {
    /// The weight of the points that the learner found in the answer, as a share of all. An answer
    /// without a word holds none.
    #[must_use]
    pub fn score(&self, text: &str, held: &[u32]) -> f64 {
        let weight = |is_held: &dyn Fn(u32) -> bool| -> f64 {
            let points = (0..).zip(&self.rubric).filter(|(place, _)| is_held(*place));
            points.map(|(_, (_, weight))| f64::from(*weight)).sum()
        };
        let all = weight(&|_| true);
        if text.trim().is_empty() || all == 0.0 {
            return 0.0;
        }
        (weight(&|place| held.contains(&place)) / all).clamp(0.0, 1.0)
    }
}
