//! How well a learner would do today on a set of questions, estimated from their answers.
//!
//! The estimate is the mean of a beta distribution: with the score `s` of each answer, 0 to 1, and its
//! weight `w`,
//!
//! ```text
//! estimate = (½·P + Σ w·s) / (P + Σ w)      w = m · a · 2^(−age / H)
//! ```
//!
//! - `P` (`PRIOR`) is what is believed before the first answer, worth two answers that came out even:
//!   one right answer is no mastery, and twenty wash the belief out.
//! - `m`, the question's, is the share of the marks that a blind guess leaves
//!   ([`Key::weight`](crate::question::Key::weight)): what is hard to come by says more.
//! - `a` (`OLDER`) is 1 for the latest answer to a question, a half and a quarter for the two before,
//!   and nothing for those before them: who knows it now may have missed it then. The latest answer is
//!   not all, for the reason was read before it.
//! - `H` ([`HALF_LIFE`]) is thirty days, a choice and no finding: about as long as something that is
//!   not reviewed can be relied on. What fades is the evidence, so an old estimate goes back to
//!   "undecided", a half, and not to "forgotten".
//!
//! A set without answers has no estimate. All of it is folded from events, so copies that were joined
//! agree whatever the order.

use super::Record;
use crate::base::id::QuestionId;
use crate::base::math;
use crate::base::time::Time;

/// What is believed before the first answer, in answers.
const PRIOR: f64 = 2.0;

/// What an answer, the latest first, counts against the latest to the same question.
const OLDER: [f64; 3] = [1.0, 0.5, 0.25];

/// After so many milliseconds an answer counts half: thirty days.
pub const HALF_LIFE: f64 = 30.0 * 86_400_000.0;

/// How well a set of questions is mastered, and how much that is founded on.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Mastery {
    /// The share of the marks that is expected today, between 0 and 1; nothing before the first answer.
    pub estimate: Option<f64>,
    /// How many of the questions were answered.
    pub from: usize,
    /// How many there are.
    pub of: usize,
}

/// The answers to a set of questions, gathered lesson by lesson.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Evidence {
    marks: f64,
    weight: f64,
    from: usize,
    of: usize,
}

impl Evidence {
    /// Of a lesson: its questions, and the weight of each in per cent; 100 where none is given. The
    /// record is nothing where nothing was done.
    #[must_use]
    pub fn of(
        questions: &[QuestionId],
        weights: &[u8],
        record: Option<&Record>,
        now: Time,
    ) -> Self {
        let mut evidence = Self { of: questions.len(), ..Self::default() };
        let Some(record) = record else { return evidence };
        for (i, question) in questions.iter().enumerate() {
            let attempts = record.attempts(question);
            let own = f64::from(weights.get(i).copied().unwrap_or(100)) / 100.0;
            evidence.from += usize::from(!attempts.is_empty());
            for (attempt, older) in attempts.iter().rev().zip(OLDER) {
                let weight = own * older * freshness(attempt.at, now);
                evidence.weight += weight;
                evidence.marks += weight * attempt.score.clamp(0.0, 1.0);
            }
        }
        evidence
    }

    /// With what is known of other questions.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            marks: self.marks + other.marks,
            weight: self.weight + other.weight,
            from: self.from + other.from,
            of: self.of + other.of,
        }
    }

    /// What it comes to.
    #[must_use]
    pub fn mastery(&self) -> Mastery {
        let mean = (0.5 * PRIOR + self.marks) / (PRIOR + self.weight);
        Mastery { estimate: (self.from > 0).then_some(mean), from: self.from, of: self.of }
    }
}

/// What is left of an answer's weight. One from the future was dated by a clock that ran ahead.
fn freshness(at: Time, now: Time) -> f64 {
    let age = now.0.saturating_sub(at.0) as f64;
    math::exp(-core::f64::consts::LN_2 * age / HALF_LIFE)
}

impl Mastery {
    /// "82 %, from 6 of 8 questions"; how much there is to go by is said with every number.
    #[must_use]
    pub fn words(&self) -> String {
        let Self { from, of, .. } = self;
        match self.estimate {
            None => "not known yet".into(),
            Some(share) => {
                let share = super::calibration::whole_percent(share);
                format!("{share}, from {from} of {of} questions")
            }
        }
    }
}
