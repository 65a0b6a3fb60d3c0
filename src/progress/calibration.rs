//! How well a learner knows what they know: what they said of their answers, against what came out.
//!
//! Of a question the first answer counts: the reason has been read before the second. Predictions in
//! labs count each, since each is about another change.

use super::{Record, What};
use crate::base::format;
use crate::question::forecast::Forecast;
use crate::question::{Answer, Confidence, Grade};

/// So many answers at a level of confidence say something about it.
const ENOUGH: u32 = 8;

/// The answers at one level of confidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Level {
    /// What was said.
    pub confidence: Confidence,
    /// How often.
    pub said: u32,
    /// How often it was right.
    pub right: u32,
}

/// The whole.
#[derive(Debug, Clone, PartialEq)]
pub struct Calibration {
    /// From guesses to bets.
    pub levels: [Level; 3],
    /// How many numbers were scored by their ratio to the truth.
    pub numbers: u32,
    /// The sum of their scores, each 0 to 1.
    pub scores: f64,
}

impl Level {
    /// The share that was right; nothing where nothing was said.
    #[must_use]
    pub fn share(&self) -> Option<f64> {
        (self.said > 0).then(|| f64::from(self.right) / f64::from(self.said))
    }

    /// "When you say 75 %, you are right 61 % of the time."
    #[must_use]
    pub fn words(&self) -> String {
        let meant = whole_percent(self.confidence.share());
        match self.share() {
            None => format!("You have not said {meant} yet."),
            Some(_) if self.said < ENOUGH => {
                format!("You said {meant} only {} times: too few to tell.", self.said)
            }
            Some(share) => {
                let found = whole_percent(share);
                format!("When you say {meant}, you are right {found} of the time.")
            }
        }
    }
}

/// A share as people say it: `61 %`.
#[must_use]
pub fn whole_percent(share: f64) -> String {
    format!("{}\u{202f}%", (share * 100.0).round())
}

impl Calibration {
    /// Of all that was done.
    #[must_use]
    pub fn of<'a>(records: impl Iterator<Item = &'a Record>) -> Self {
        let level = |confidence| Level { confidence, said: 0, right: 0 };
        let levels = [Confidence::Guess, Confidence::Likely, Confidence::Sure].map(level);
        let mut whole = Self { levels, numbers: 0, scores: 0.0 };
        for record in records {
            for question in record.questions() {
                if let Some(first) = record.attempts(question).first() {
                    let is_number = !matches!(first.answer, Answer::Choice { .. });
                    whole.count(first.confidence, Grade { score: first.score }, is_number);
                }
            }
            for (_, event) in record.seen() {
                if let What::Predicted { value, truth, confidence, .. } = &event.what
                    && let (Some(truth), Some(confidence)) = (*truth, *confidence)
                    && let Some(grade) = (Forecast { value: *value, confidence }).grade(truth)
                {
                    whole.count(confidence, grade, true);
                }
            }
        }
        whole
    }

    fn count(&mut self, confidence: Confidence, grade: Grade, is_number: bool) {
        for level in self.levels.iter_mut().filter(|level| level.confidence == confidence) {
            level.said += 1;
            level.right += u32::from(grade.is_right());
        }
        if is_number {
            self.numbers += 1;
            self.scores += grade.score;
        }
    }

    /// Whether there is anything to show.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.levels.iter().all(|level| level.said == 0)
    }

    /// How the numbers did; empty where there were none.
    #[must_use]
    pub fn numbers_in_words(&self) -> String {
        if self.numbers == 0 {
            return String::new();
        }
        let mean = format::number((self.scores / f64::from(self.numbers) * 100.0).round(), 3);
        let count = self.numbers;
        format!(
            "Your numbers score {mean} of 100 on average, over {count} estimates and predictions: \
             full marks within a factor of about 1.25, none from a factor of about 4 on."
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::id::QuestionId;
    use crate::base::time::Time;
    use crate::progress::{Event, EventId};

    fn record(deeds: Vec<What>) -> Record {
        let mut record = Record::default();
        for (number, what) in (0_u32..).zip(deeds) {
            let event = Event { at: Time(0), order: number + 1, epoch: 0, what, raw: None };
            record.insert(EventId { tab: 1, number }, event);
        }
        record
    }

    fn answered(question: &str, answer: Answer, confidence: Confidence, score: f64) -> What {
        let question = QuestionId::new(question).expect("a slug");
        What::Answered { question, revision: 1, answer, confidence, score }
    }

    fn chose(question: &str, confidence: Confidence, score: f64) -> What {
        answered(question, Answer::Choice { chosen: vec![0] }, confidence, score)
    }

    fn predicted(value: f64, truth: Option<f64>, confidence: Option<Confidence>) -> What {
        let (simulator, readout) = ("batching".into(), "p99".into());
        What::Predicted { simulator, readout, value, truth, confidence }
    }

    #[test]
    fn the_first_answer_to_a_question_counts() {
        let record = record(vec![
            chose("a", Confidence::Sure, 0.0),
            chose("a", Confidence::Sure, 1.0),
            chose("b", Confidence::Sure, 1.0),
            chose("c", Confidence::Guess, 0.5),
        ]);
        let whole = Calibration::of([&record].into_iter());
        let counts = whole.levels.map(|level| (level.said, level.right));
        assert_eq!(counts, [(1, 0), (0, 0), (2, 1)]);
        assert_eq!((whole.numbers, whole.numbers_in_words().as_str()), (0, ""));
    }

    #[test]
    fn every_prediction_counts_that_has_a_truth_and_a_confidence() {
        let record = record(vec![
            predicted(100.0, Some(100.0), Some(Confidence::Likely)),
            predicted(400.0, Some(100.0), Some(Confidence::Likely)),
            predicted(100.0, Some(0.0), Some(Confidence::Likely)),
            predicted(100.0, None, None),
            answered("a", Answer::Estimate { value: 3.0, at: Vec::new() }, Confidence::Guess, 0.5),
        ]);
        let whole = Calibration::of([&record, &Record::default()].into_iter());
        let counts = whole.levels.map(|level| (level.said, level.right));
        assert_eq!(counts, [(1, 0), (2, 1), (0, 0)]);
        assert_eq!((whole.numbers, whole.scores), (3, 1.5));
        assert!(whole.numbers_in_words().starts_with("Your numbers score 50"));
        assert!(!whole.is_empty() && Calibration::of([].into_iter()).is_empty());
    }

    #[test]
    fn a_level_speaks_of_shares_once_there_is_enough() {
        let words = |said, right| {
            let level = Level { confidence: Confidence::Likely, said, right };
            level.words().replace('\u{202f}', " ")
        };
        assert_eq!(words(0, 0), "You have not said 75 % yet.");
        assert_eq!(words(3, 3), "You said 75 % only 3 times: too few to tell.");
        assert_eq!(words(18, 11), "When you say 75 %, you are right 61 % of the time.");
    }
}
