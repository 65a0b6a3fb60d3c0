//! The check behind a simulator's card, in the learner's browser: a few rows that other software has
//! computed, or figures that were published, beside what the simulator says now.

use crate::base::math;
use crate::sim::agreement::Allowed;
use crate::sim::outcome::Outcome;
use serde::{Deserialize, Serialize};

/// Settings with what the results should be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Case {
    /// Who says so.
    pub source: String,
    /// The inputs, as they are written in a table.
    pub given: Vec<(String, String)>,
    /// The results.
    pub wants: Vec<Want>,
}

/// What a result should be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Want {
    /// The place of the result.
    pub place: u32,
    /// As the reference writes it: a number, `inf`, `nan` or a word.
    pub reference: String,
    /// How far from it the result may be.
    pub allowed: Allowed,
}

/// Ours beside the reference.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// Our value, to as many digits as are compared by eye.
    pub ours: String,
    /// The reference's.
    pub reference: String,
    /// The difference; nothing where one of them is no number.
    pub difference: Option<String>,
    /// Whether it is allowed.
    pub agrees: bool,
}

impl Want {
    /// Compares it with the outcome for its settings.
    #[must_use]
    pub fn verdict(&self, outcome: &Outcome) -> Verdict {
        let place = self.place as usize;
        let theirs = self.reference.parse::<f64>().ok().filter(|x| x.is_finite());
        let ours = match outcome.words(place) {
            Some("unbounded") => Err("inf"),
            Some("no value" | "–") => Err("nan"),
            Some(word) => Err(word),
            None => Ok(outcome.readings[place]),
        };
        match (ours, theirs) {
            (Ok(ours), Some(theirs)) => Verdict {
                ours: digits(ours.value),
                reference: digits(theirs),
                difference: Some(digits(ours.value - theirs)),
                agrees: self.allowed.admits(ours.value, ours.half_width, theirs),
            },
            (ours, _) => {
                let ours = ours.map_or_else(str::to_owned, |reading| digits(reading.value));
                let agrees = ours.eq_ignore_ascii_case(&self.reference);
                Verdict { ours, reference: self.reference.clone(), difference: None, agrees }
            }
        }
    }
}

/// Seven digits: more than any tolerance of a simulation, and enough to see that a formula agrees.
fn digits(x: f64) -> String {
    let rounded = math::round_to_digits(x, 7);
    if rounded == 0.0 || (1e-4..1e9).contains(&rounded.abs()) {
        rounded.to_string().replace('-', "−")
    } else {
        format!("{:e}", math::round_to_digits(x, 3)).replace('-', "−")
    }
}
