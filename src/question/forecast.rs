//! Predictions that a learner makes in a lab: scored as questions of the type predict are.

use super::estimate::LogScore;
use super::{Confidence, Grade};
use crate::base::format::{self, Unit};

/// The limits that the course's own predictions have.
pub const SCORING: LogScore = LogScore { full_within: 1.25, none_beyond: 4.0 };

/// A number that was said before it was known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Forecast {
    /// What was said, in the unit of the readout.
    pub value: f64,
    /// How sure they were.
    pub confidence: Confidence,
}

impl Forecast {
    /// The grade against what came out; nothing where that is no positive number, of which no ratio
    /// can be made.
    #[must_use]
    pub fn grade(self, truth: f64) -> Option<Grade> {
        let is_scored = truth.is_finite() && truth > 0.0;
        is_scored.then(|| Grade { score: SCORING.score(truth, self.value) })
    }

    /// What was said and what came out, in a sentence or two.
    #[must_use]
    pub fn verdict(self, truth: f64, unit: Unit) -> String {
        let said = format::quantity(self.value, unit);
        let is = format::quantity(truth, unit);
        let first = format!("You predicted {said}; it is {is}.");
        let Some(grade) = self.grade(truth) else {
            return format!("{first} That has no place on a scale of ratios, so it is not scored.");
        };
        let marks = format::number((grade.score * 100.0).round(), 3);
        let judged = match (grade.is_right(), self.confidence) {
            (true, Confidence::Guess) => "Right, and more than a guess from now on.",
            (true, _) => "Right: within a factor of 1.25.",
            (false, Confidence::Sure) if grade.score == 0.0 => {
                "You were sure, and it is more than a factor of 4 away: this is the kind of error \
                 that is worth the most. The reason is in the sentence under the picture."
            }
            (false, _) if grade.score > 0.0 => return format!("{first} {marks} % of the marks."),
            (false, _) => "More than a factor of 4 away.",
        };
        format!("{first} {judged}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(value: f64, confidence: Confidence) -> Forecast {
        Forecast { value, confidence }
    }

    #[test]
    fn a_forecast_is_scored_by_its_ratio_to_the_truth() {
        let score = |value| said(value, Confidence::Likely).grade(100.0).unwrap().score;
        assert_eq!((score(100.0), score(80.0), score(125.0)), (1.0, 1.0, 1.0));
        assert_eq!((score(400.0), score(25.0), score(0.0)), (0.0, 0.0, 0.0));
        // Halfway between the two limits, in ratios.
        assert!((score(100.0 * libm::sqrt(1.25 * 4.0)) - 0.5).abs() < 1e-9);
        assert_eq!(said(5.0, Confidence::Sure).grade(0.0), None);
        assert_eq!(said(5.0, Confidence::Sure).grade(-3.0), None);
    }

    #[test]
    fn the_verdict_says_both_numbers_and_names_a_confident_error() {
        let words = |value, confidence, truth| {
            said(value, confidence).verdict(truth, Unit::Milliseconds).replace('\u{202f}', " ")
        };
        let right = words(40.0, Confidence::Likely, 41.2);
        assert_eq!(right, "You predicted 40.0 ms; it is 41.2 ms. Right: within a factor of 1.25.");
        assert!(words(40.0, Confidence::Sure, 400.0).contains("You were sure"));
        assert!(words(60.0, Confidence::Sure, 41.2).ends_with("% of the marks."));
        assert!(words(60.0, Confidence::Sure, 0.0).ends_with("not scored."));
    }
}
