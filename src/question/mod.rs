//! Layer 2: questions. What they are, how an answer is graded; not how they are drawn, except in the
//! `view.rs` of each type, which belongs to the layer `view`.
//!
//! To add a type: a folder with its schema and grading (and `view.rs`), and one variant of [`Body`].
//! Types whose mechanics are alike share a [`Key`] and an [`Answer`], and so the code that draws them:
//! a choice serves `flaw` and `diagnose`, filled fields serve `matching`, `categorise` and `cloze`.
//! The compiler then names every place that must know it.

pub mod categorise;
pub mod choice;
pub mod cloze;
pub mod diagnose;
pub mod estimate;
pub mod fill;
pub mod flaw;
pub mod forecast;
pub mod free;
pub mod goal;
mod keep;
pub mod matching;
pub mod order;
pub mod predict;
mod weight;

use crate::base::id::{ObjectiveId, QuestionId, StateId};
use crate::base::rng::Seed;
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
    /// Its texts with names in braces, where its numbers may be drawn anew; those above then hold the
    /// numbers of the first draw, as far as they are settings.
    pub template: Option<Template>,
}

/// Texts with names in braces such as `{arrival_rate}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Template {
    /// See [`Question::prompt`].
    pub prompt: Vec<Block>,
    /// See [`Question::hints`].
    pub hints: Vec<Line>,
    /// See [`Question::explain`].
    pub explain: Vec<Block>,
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
    /// Steps to put in order.
    Order(order::Order),
    /// Pairs.
    Match(matching::Match),
    /// Items in categories.
    Categorise(categorise::Categorise),
    /// A sentence with gaps.
    Cloze(cloze::Cloze),
    /// A bottleneck and its evidence on a dashboard.
    Diagnose(diagnose::Diagnose),
    /// The statement that does not hold.
    Flaw(flaw::Flaw),
    /// An answer in the learner's own words.
    Free(free::Free),
    /// A goal of a lab.
    Goal(goal::Goal),
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
        /// The draw that it answers, where numbers vary; otherwise empty.
        at: Vec<f64>,
    },
    /// The predicted number, in the readout's unit.
    Predict {
        /// The number.
        value: f64,
    },
    /// The steps, by their place in the source, in the learner's order.
    Order {
        /// Places of steps, counted from 0.
        places: Vec<u32>,
    },
    /// What each field was filled with, in the order of the source.
    Fill {
        /// The place in the list, counted from 0, or the number; nothing where a field is empty.
        given: Vec<Option<f64>>,
    },
    /// What was written, and what the learner found in it.
    Free {
        /// The learner's own words.
        text: String,
        /// Places of points of the rubric, counted from 0, ascending.
        held: Vec<u32>,
    },
    /// How the lab was set when its goal was checked, and what became of it.
    Goal {
        /// For each limit of the goal, on how many days it held.
        met: Vec<u32>,
        /// The settings, as the fragment of the lab's address.
        state: String,
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
    /// Of a choice, a flaw or a diagnosis.
    Choice(choice::Key),
    /// Of an estimate.
    Estimate(estimate::Estimate),
    /// Of a prediction.
    Predict(predict::Predict),
    /// Of steps.
    Order(order::Key),
    /// Of pairs, categories or gaps.
    Fill(fill::Key),
    /// Of a free answer.
    Free(free::Key),
    /// Of a goal.
    Goal(goal::Goal),
}

impl Body {
    /// The options that are chosen from, in the order of their places; none where nothing is chosen.
    #[must_use]
    pub fn options(&self) -> Vec<&choice::ChoiceOption> {
        match self {
            Self::Choice(choice) => choice.options.iter().collect(),
            Self::Diagnose(diagnose) => {
                diagnose.bottlenecks.iter().chain(&diagnose.evidence).collect()
            }
            Self::Flaw(flaw) => flaw.statements.iter().collect(),
            _ => Vec::new(),
        }
    }

    /// The states that the question shows by itself, before or after it is answered.
    #[must_use]
    pub fn states(&self) -> Vec<&StateId> {
        match self {
            Self::Predict(predict) => {
                Some(&predict.state).into_iter().chain(&predict.compare).collect()
            }
            Self::Goal(goal) => vec![&goal.start],
            Self::Diagnose(diagnose::Diagnose { dashboard, .. }) => {
                Some(&dashboard.state).into_iter().chain(&dashboard.compare).collect()
            }
            _ => Vec::new(),
        }
    }
}

impl Question {
    /// What grading needs.
    #[must_use]
    pub fn key(&self) -> Key {
        match &self.body {
            Body::Choice(choice) => Key::Choice(choice.key()),
            Body::Estimate(estimate) => Key::Estimate(estimate.clone()),
            Body::Predict(predict) => Key::Predict(predict.clone()),
            Body::Order(order) => Key::Order(order.key()),
            Body::Match(matching) => Key::Fill(matching.key()),
            Body::Categorise(categorise) => Key::Fill(categorise.key()),
            Body::Cloze(cloze) => Key::Fill(cloze.key()),
            Body::Diagnose(diagnose) => Key::Choice(diagnose.key()),
            Body::Flaw(flaw) => Key::Choice(flaw.key()),
            Body::Free(free) => Key::Free(free.key()),
            Body::Goal(goal) => Key::Goal(goal.clone()),
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
            (Self::Estimate(estimate), Answer::Estimate { value, at }) => {
                estimate.score(*value, at)
            }
            (Self::Predict(predict), Answer::Predict { value }) => predict.score(*value),
            (Self::Order(key), Answer::Order { places }) => key.score(places),
            (Self::Fill(key), Answer::Fill { given }) => key.score(given),
            (Self::Free(key), Answer::Free { text, held }) => key.score(text, held),
            (Self::Goal(goal), Answer::Goal { met, .. }) => goal.score(met),
            _ => 0.0,
        };
        Grade { score }
    }

    /// Whether nothing is missing from an answer, so that it can be graded.
    #[must_use]
    pub fn is_complete(&self, answer: &Answer) -> bool {
        match (self, answer) {
            (Self::Choice(key), Answer::Choice { chosen }) => key.is_complete(chosen),
            (_, Answer::Fill { given }) => given.iter().all(Option::is_some),
            (_, Answer::Free { text, .. }) => !text.trim().is_empty(),
            _ => true,
        }
    }
}

/// The numbers below `count` in an order that the seed decides; `purpose` tells several lists of a
/// question apart.
fn shuffled(count: usize, seed: Seed, purpose: u32) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    seed.stream(purpose).shuffle(&mut order);
    order
}

#[cfg(test)]
mod tests;
