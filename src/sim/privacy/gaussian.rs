//! The exact privacy of the Gaussian mechanism.

use crate::base::{math, normal, roots};

/// `ln δ` of normal noise with standard deviation `sensitivity / mu` at `epsilon ≥ 0`:
/// `δ = Φ(µ/2 − ε/µ) − exp(ε) Φ(−µ/2 − ε/µ)`, with both terms over the same density, so that neither
/// overflows. Balle and Wang, "Improving the Gaussian Mechanism for Differential Privacy", ICML 2018,
/// theorem 8.
pub(super) fn log_delta(epsilon: f64, mu: f64) -> f64 {
    let (near, far) = (epsilon / mu - mu / 2.0, epsilon / mu + mu / 2.0);
    if near < 0.0 {
        return math::ln(normal::survival(near) - normal::pdf(near) * normal::mills(far));
    }
    normal::ln_pdf(near) + math::ln((normal::mills(near) - normal::mills(far)).max(f64::MIN_POSITIVE))
}

/// The greatest `sensitivity / σ` that keeps δ at `epsilon ≥ 0`; `delta` between 0 and 1.
pub(super) fn mu(epsilon: f64, delta: f64) -> f64 {
    let excess = |log_mu: f64| log_delta(epsilon, math::exp(log_mu)) - math::ln(delta);
    // From a noise of 1e20 sensitivities down to 1e-20 of them.
    roots::brent(|t| excess(t).max(-1e9), -46.0, 46.0, 1e-14).map_or(f64::NAN, math::exp)
}

/// ε at this `delta` of noise with `sensitivity / σ = mu`; 0 where less than `delta` is lost anyway.
pub(super) fn epsilon(mu: f64, delta: f64) -> f64 {
    if mu == 0.0 || log_delta(0.0, mu) <= math::ln(delta) {
        return 0.0;
    }
    // Chernoff's bound.
    let most = mu * mu / 2.0 + mu * (-2.0 * math::ln(delta)).sqrt();
    let excess = |epsilon: f64| (log_delta(epsilon, mu) - math::ln(delta)).max(-1e9);
    roots::brent(excess, 0.0, most, 1e-14 * most).unwrap_or(most)
}
