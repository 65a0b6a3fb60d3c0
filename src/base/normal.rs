//! The normal distribution, accurate in its tails.

use super::math;
use super::quadrature;
use statrs::function::erf::erfc_inv;
use std::f64::consts::{PI, SQRT_2};

/// Density of the standard normal distribution.
#[must_use]
pub fn pdf(x: f64) -> f64 {
    math::exp(-0.5 * x * x) / (2.0 * PI).sqrt()
}

/// Probability that a standard normal number is at most `x`.
#[must_use]
pub fn cdf(x: f64) -> f64 {
    0.5 * libm::erfc(-x / SQRT_2)
}

/// Probability that a standard normal number exceeds `x`, without cancellation.
#[must_use]
pub fn survival(x: f64) -> f64 {
    cdf(-x)
}

/// The number that a standard normal number does not exceed with probability `p`; infinite at 0 and 1.
///
/// One Newton step on the inverse of the complementary error function; about fifteen digits.
#[must_use]
pub fn quantile(p: f64) -> f64 {
    if p <= 0.0 {
        return f64::NEG_INFINITY;
    }
    if p >= 1.0 {
        return f64::INFINITY;
    }
    if p > 0.5 {
        return -quantile(1.0 - p);
    }
    let x = -SQRT_2 * erfc_inv(2.0 * p);
    let density = pdf(x);
    if density == 0.0 { x } else { x - (cdf(x) - p) / density }
}

/// Probability that of two standard normal numbers of correlation `rho` the first is at most `h` and
/// the second at most `k`. About twelve digits.
///
/// The integral over the correlation of Drezner and Wesolowsky (1990), after Plackett (1954).
#[must_use]
pub fn bivariate_cdf(h: f64, k: f64, rho: f64) -> f64 {
    if rho >= 1.0 {
        return cdf(h.min(k));
    }
    if rho <= -1.0 {
        return (cdf(h) - cdf(-k)).max(0.0);
    }
    let integrand = |angle: f64| {
        let (sine, cosine) = (math::sin(angle), math::cos(angle));
        math::exp(-(h * h + k * k - 2.0 * h * k * sine) / (2.0 * cosine * cosine))
    };
    let part = quadrature::adaptive(integrand, 0.0, libm::asin(rho), 1e-13);
    (cdf(h) * cdf(k) + part / (2.0 * PI)).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn close(a: f64, b: f64, relative: f64) {
        assert!((a - b).abs() <= relative * b.abs(), "{a} is not {b}");
    }

    // scipy 1.17.1 and mpmath 1.4.1.
    #[test]
    fn tails_and_quantiles_have_all_their_digits() {
        close(cdf(1.0), 0.841_344_746_068_542_9, 1e-15);
        close(cdf(-10.0), 7.619_853_024_160_526e-24, 1e-13);
        close(survival(6.0), 9.865_876_450_376_98e-10, 1e-13);
        close(quantile(0.975), 1.959_963_984_540_054_2, 1e-15);
        close(quantile(1e-10), -6.361_340_902_404_056, 1e-14);
        close(quantile(0.3), -0.524_400_512_708_040_9, 1e-14);
        assert_eq!(quantile(1.0), f64::INFINITY);
    }

    #[test]
    fn quantiles_invert_probabilities() {
        for i in 1..400 {
            let p = f64::from(i) / 400.0;
            close(cdf(quantile(p)), p, 1e-14);
        }
    }

    #[test]
    fn two_correlated_numbers_meet_their_limits() {
        close(bivariate_cdf(0.0, 0.0, 0.5), 1.0 / 3.0, 1e-12);
        close(bivariate_cdf(1.0, -0.5, 0.0), cdf(1.0) * cdf(-0.5), 1e-14);
        // Sheppard's orthant formula.
        let sheppard = 0.25 + libm::asin(-0.93) / (2.0 * PI);
        close(bivariate_cdf(0.0, 0.0, -0.93), sheppard, 1e-11);
        close(bivariate_cdf(0.7, 2.0, 0.999_999), cdf(0.7), 1e-9);
    }
}
