//! A number with a unit, scored by how many times too large or too small it is.

pub mod vary;
#[cfg(feature = "view")]
pub mod view;

use crate::base::math;
use serde::{Deserialize, Serialize};

/// An estimate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// The right number, above 0, in `unit`; that of the first draw where numbers vary.
    pub answer: f64,
    /// The unit, as shown beside the field.
    pub unit: String,
    /// How answers are scored.
    pub scoring: LogScore,
    /// How its numbers are drawn anew, if they can be.
    pub vary: Option<vary::Vary>,
}

impl Estimate {
    /// See [`LogScore::score`]. An answer `at` another draw than the first scores nothing here: only
    /// the simulator knows what was right for it.
    #[must_use]
    pub fn score(&self, value: f64, at: &[f64]) -> f64 {
        let first = self.vary.as_ref().map(vary::Vary::first).unwrap_or_default();
        if at.is_empty() || at == first { self.scoring.score(self.answer, value) } else { 0.0 }
    }
}

/// Scores by ratio: the right order of magnitude is worth more than a near miss in pounds and pence.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct LogScore {
    /// Full marks up to this factor away, at least 1.
    pub full_within: f64,
    /// No marks from this factor on, above `full_within`.
    pub none_beyond: f64,
}

impl LogScore {
    /// 1 within `full_within`, 0 beyond `none_beyond`, and between them linear in the logarithm of
    /// the ratio. What is not a positive number scores 0.
    #[must_use]
    pub fn score(self, truth: f64, value: f64) -> f64 {
        if !(value.is_finite() && value > 0.0 && truth.is_finite() && truth > 0.0) {
            return 0.0;
        }
        let off = math::ln(value / truth).abs();
        let (full, none) = (math::ln(self.full_within), math::ln(self.none_beyond));
        if off <= full + 1e-12 {
            return 1.0;
        }
        ((none - off) / (none - full)).clamp(0.0, 1.0)
    }
}
