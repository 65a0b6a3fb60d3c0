//! Scores of two classes, both normal, and what a threshold on them costs.

use crate::base::{math, normal};

/// Scores of negatives are N(0, 1), of positives N(`mean`, `sd`²). An item whose score is at least
/// the threshold is called positive.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Scores {
    /// Mean score of positives.
    pub(super) mean: f64,
    /// Standard deviation of the scores of positives; above 0.
    pub(super) sd: f64,
    /// The share of positives, from 0 to 1.
    pub(super) prevalence: f64,
}

/// What mistakes cost, each.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Costs {
    /// Of a negative that is called positive.
    pub(super) false_positive: f64,
    /// Of a positive that is called negative.
    pub(super) false_negative: f64,
}

impl Scores {
    /// The share of positives that are called so.
    pub(super) fn tpr(&self, threshold: f64) -> f64 {
        normal::survival((threshold - self.mean) / self.sd)
    }

    /// The share of negatives that are called positive.
    pub(super) fn fpr(threshold: f64) -> f64 {
        normal::survival(threshold)
    }

    /// The probability that a positive scores higher than a negative.
    pub(super) fn auc(&self) -> f64 {
        normal::cdf(self.mean / (1.0 + self.sd * self.sd).sqrt())
    }

    /// Expected cost of an item.
    pub(super) fn cost(&self, threshold: f64, costs: Costs) -> f64 {
        let missed = normal::cdf((threshold - self.mean) / self.sd);
        (1.0 - self.prevalence) * Self::fpr(threshold) * costs.false_positive
            + self.prevalence * missed * costs.false_negative
    }

    /// The threshold of least cost, and that cost. Infinite where it is best to call nothing positive, −∞
    /// where all.
    ///
    /// Inside, the likelihood ratio of the two laws equals the ratio k of what is at stake on either side
    /// (Green and Swets 1966): a line in the threshold for equal spreads, else a quadratic whose other
    /// root is the dearest threshold nearby. The ends are compared as well: with unequal spreads the
    /// quadratic may have no root, or only a local best.
    pub(super) fn best_threshold(&self, costs: Costs) -> (f64, f64) {
        let all = (1.0 - self.prevalence) * costs.false_positive;
        let none = self.prevalence * costs.false_negative;
        let end = if all < none { (f64::NEG_INFINITY, all) } else { (f64::INFINITY, none) };
        let variance = self.sd * self.sd;
        let (a, b) = (0.5 * (1.0 - 1.0 / variance), self.mean / variance);
        let c = -0.5 * self.mean * b - math::ln(self.sd) - math::ln(all / none);
        let root = (b * b - 4.0 * a * c).sqrt();
        // Where the ratio rises, in the form that does not cancel.
        let inner = if b >= 0.0 { -2.0 * c / (b + root) } else { (root - b) / (2.0 * a) };
        if inner.is_finite() {
            let cost = self.cost(inner, costs);
            if cost <= end.1 {
                return (inner, cost);
            }
        }
        end
    }
}
