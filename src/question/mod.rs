//! Layer 2: questions. What they are, how an answer is graded; not how they are drawn, except in the
//! `view.rs` of each type, which belongs to the layer `view`.
//!
//! To add a type: a folder with its schema and grading (and `view.rs`), one variant of [`Body`] and
//! of [`Answer`]. The compiler then names every place that must know it.

pub mod choice;
pub mod estimate;
pub mod forecast;
pub mod predict;

use crate::base::id::{ObjectiveId, QuestionId};
use crate::prose::{Block, Line};
use serde::{Deserialize, Serialize};

/// A question as the learner meets it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Question {
    /// Never changes: progress is kept by it.
    pub id: QuestionId,
    /// The objective that it tests.
    pub objective: ObjectiveId,
    /// The section of the lesson that answers it.
    pub passage: String,
    /// What is asked.
    pub prompt: Vec<Block>,
    /// From gentle to nearly the answer; at most three.
    pub hints: Vec<Line>,
    /// Shown after the answer.
    pub explain: Vec<Block>,
    /// Changes when the question's meaning may have changed: a digest of its text.
    pub revision: u32,
    /// What is particular to its type.
    pub body: Body,
}

/// What is particular to a type of question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Body {
    /// One or several of a list.
    Choice(choice::Choice),
    /// A number.
    Estimate(estimate::Estimate),
    /// A number, before the simulator runs.
    Predict(predict::Predict),
}

/// What the learner answered.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// The chosen options, by their place in the source, ascending.
    Choice {
        /// Places of options, counted from 0.
        chosen: Vec<u32>,
    },
    /// The number, in the question's unit.
    Estimate {
        /// The number.
        value: f64,
    },
    /// The predicted number, in the readout's unit.
    Predict {
        /// The number.
        value: f64,
    },
}

/// How sure the learner said they were.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confidence {
    /// "I am guessing": about 50 %.
    Guess,
    /// "I think so": about 75 %.
    Likely,
    /// "I would bet on it": about 95 %.
    Sure,
}

impl Confidence {
    /// The chance of being right that is meant.
    #[must_use]
    pub fn share(self) -> f64 {
        match self {
            Self::Guess => 0.5,
            Self::Likely => 0.75,
            Self::Sure => 0.95,
        }
    }
}

/// How good an answer is.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Grade {
    /// 0 to 1.
    pub score: f64,
}

impl Grade {
    /// Whether the answer counts as right.
    #[must_use]
    pub fn is_right(self) -> bool {
        self.score >= 0.999
    }
}

/// What grading needs of a question; its text may stay behind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Key {
    /// Of a choice.
    Choice(choice::Key),
    /// Of an estimate.
    Estimate(estimate::Estimate),
    /// Of a prediction.
    Predict(predict::Predict),
}

impl Question {
    /// What grading needs.
    #[must_use]
    pub fn key(&self) -> Key {
        match &self.body {
            Body::Choice(choice) => Key::Choice(choice.key()),
            Body::Estimate(estimate) => Key::Estimate(estimate.clone()),
            Body::Predict(predict) => Key::Predict(predict.clone()),
        }
    }
}

impl Key {
    /// Grades an answer. An answer of another type than the question, which only edited or foreign
    /// data can hold, scores nothing.
    #[must_use]
    pub fn grade(&self, answer: &Answer) -> Grade {
        let score = match (self, answer) {
            (Self::Choice(key), Answer::Choice { chosen }) => key.score(chosen),
            (Self::Estimate(estimate), Answer::Estimate { value }) => estimate.score(*value),
            (Self::Predict(predict), Answer::Predict { value }) => predict.score(*value),
            (Self::Choice(_) | Self::Estimate(_) | Self::Predict(_), _) => 0.0,
        };
        Grade { score }
    }
}

#[cfg(test)]
mod tests;
