//! How well a Gaussian score ranks what depends on it.

use crate::base::{math, normal, quadrature};
use std::f64::consts::PI;

/// The area under the ROC curve of a Gaussian score that explains a share `r2` of a Gaussian latent
/// variable, whose sign is the label: `1/2 + (2/π)·asin √(r2/2)`.
///
/// Source: Sheppard 1899, the probability that correlated normal variables have the same sign.
#[must_use]
pub(super) fn auc(r2: f64) -> f64 {
    0.5 + 2.0 / PI * math::asin((0.5 * r2.clamp(0.0, 1.0)).sqrt())
}

/// The same for a positive and a negative whose scores have these covariances with their latent
/// variables, and these variances. Both scores have mean 0.
///
/// The difference of the two scores and the two latent variables are normal, the latter independent:
/// the probability that all three are positive is known (Sheppard 1899).
#[must_use]
pub(super) fn auc_between(positive: Score, negative: Score) -> f64 {
    let spread = (positive.variance + negative.variance).sqrt();
    if spread == 0.0 {
        return 0.5;
    }
    let angle = |covariance: f64| math::asin((covariance / spread).clamp(-1.0, 1.0));
    0.5 + (angle(positive.covariance) + angle(negative.covariance)) / PI
}

/// A Gaussian score with mean 0, and the latent variable that it is for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Score {
    /// Of the score.
    pub variance: f64,
    /// Of the score with the latent variable, whose variance is 1.
    pub covariance: f64,
}

/// The area under the ROC curve where the scores of positives are too high by `shift` standard
/// deviations of the score, which explains a share `r2` of the latent variable.
///
/// Scaled to standard deviation 1, a positive's score is `ρ|X| + √(1−ρ²)·Z`, a negative's the
/// opposite. Their difference exceeds `−shift` with probability `E Φ((ρW + shift)/√(2(1−ρ²)))`, where
/// `W` is the sum of two half-normal variables with density `(2/√π)·e^(−w²/4)·erf(w/2)`.
#[must_use]
pub(super) fn auc_shifted(r2: f64, shift: f64) -> f64 {
    let noise = (2.0 * (1.0 - r2)).max(0.0).sqrt();
    let rho = r2.clamp(0.0, 1.0).sqrt();
    let above = |w: f64| {
        let excess = rho * w + shift;
        if noise > 0.0 {
            normal::cdf(excess / noise)
        } else {
            0.5 * (1.0 + if excess == 0.0 { 0.0 } else { excess.signum() })
        }
    };
    let density = |w: f64| 2.0 / PI.sqrt() * math::exp(-0.25 * w * w) * math::erf(0.5 * w);
    let tolerance = quadrature::Tolerance { absolute: 1e-13, relative: 0.0 };
    let part = |low: f64, high: f64| {
        quadrature::adaptive(|w| density(w) * above(w), low, high, tolerance).value
    };
    // Beyond 13 the density is below 1e-18. The step, where it is steep, is an end of both parts.
    let step = (-shift / rho).clamp(0.0, 13.0);
    let step = if step.is_nan() { 0.0 } else { step };
    (part(0.0, step) + part(step, 13.0)).clamp(0.0, 1.0)
}
