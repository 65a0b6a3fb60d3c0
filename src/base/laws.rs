//! Continuous laws. Accuracy is that of [`super::special`] and [`super::inverse`]: about 1e-13 relative for
//! ordinary parameters, 1e-11 for those of a million; survival functions keep it where they are small.
//! NaN for parameters outside their range.

use super::math::CompensatedSum;
use super::{inverse, math, normal, special};

/// Probability that a chi-square variable with `degrees` of freedom (positive) is at most `x`.
#[must_use]
pub fn chi_square_cdf(degrees: f64, x: f64) -> f64 {
    special::gamma_p(0.5 * degrees, 0.5 * x.max(0.0))
}

/// Probability that a chi-square variable with `degrees` of freedom is above `x`: the p-value of a test.
#[must_use]
pub fn chi_square_survival(degrees: f64, x: f64) -> f64 {
    special::gamma_q(0.5 * degrees, 0.5 * x.max(0.0))
}

/// The `x` with [`chi_square_cdf`] `p`.
#[must_use]
pub fn chi_square_quantile(degrees: f64, p: f64) -> f64 {
    2.0 * inverse::gamma_quantile(0.5 * degrees, p, 1.0 - p)
}

/// Probability that a gamma variable of this shape and scale (both positive; mean shape·scale) is at most `x`.
#[must_use]
pub fn gamma_cdf(shape: f64, scale: f64, x: f64) -> f64 {
    special::gamma_p(shape, x.max(0.0) / scale)
}

/// Probability that a gamma variable is above `x`.
#[must_use]
pub fn gamma_survival(shape: f64, scale: f64, x: f64) -> f64 {
    special::gamma_q(shape, x.max(0.0) / scale)
}

/// The `x` with [`gamma_cdf`] `p`.
#[must_use]
pub fn gamma_quantile(shape: f64, scale: f64, p: f64) -> f64 {
    scale * inverse::gamma_quantile(shape, p, 1.0 - p)
}

/// Probability that a beta variable with parameters `a`, `b` (positive) is at most `x`.
#[must_use]
pub fn beta_cdf(a: f64, b: f64, x: f64) -> f64 {
    special::beta_i(a, b, x.clamp(0.0, 1.0))
}

/// Probability that a beta variable is above `x`.
#[must_use]
pub fn beta_survival(a: f64, b: f64, x: f64) -> f64 {
    let x = x.clamp(0.0, 1.0);
    special::beta_pq(a, b, x, 1.0 - x).1
}

/// The `x` with [`beta_cdf`] `p`.
#[must_use]
pub fn beta_quantile(a: f64, b: f64, p: f64) -> f64 {
    inverse::beta_i_inverse(a, b, p)
}

/// Mean of the beta law.
#[must_use]
pub fn beta_mean(a: f64, b: f64) -> f64 {
    a / (a + b)
}

/// Probability that a variable of Student's t law with `degrees` of freedom (positive) is at most `t`.
#[must_use]
pub fn student_t_cdf(degrees: f64, t: f64) -> f64 {
    let (tail, rest) = student_t_tails(degrees, t);
    if t <= 0.0 { tail } else { rest }
}

/// Probability that a variable of Student's t law is above `t`.
#[must_use]
pub fn student_t_survival(degrees: f64, t: f64) -> f64 {
    student_t_cdf(degrees, -t)
}

/// Beyond `|t|` on one side, and the rest.
fn student_t_tails(degrees: f64, t: f64) -> (f64, f64) {
    if t.is_infinite() {
        return (0.0, 1.0);
    }
    let (both, _) = special::beta_pq(
        0.5 * degrees,
        0.5,
        degrees / (degrees + t * t),
        t * t / (degrees + t * t),
    );
    (0.5 * both, 1.0 - 0.5 * both)
}

/// The `t` with [`student_t_cdf`] `p`.
#[must_use]
pub fn student_t_quantile(degrees: f64, p: f64) -> f64 {
    if p > 0.5 {
        return -student_t_quantile(degrees, 1.0 - p);
    }
    let (x, y) = inverse::beta_quantile_pair(0.5 * degrees, 0.5, 2.0 * p, 1.0 - 2.0 * p);
    -(degrees * y / x).sqrt()
}

/// Probability that a variable of the noncentral t law (`degrees` of freedom, positive; `shift`, the
/// noncentrality) is at most `t`. Absolute error about 1e-13: the power of a t test.
#[must_use]
pub fn noncentral_t_cdf(degrees: f64, shift: f64, t: f64) -> f64 {
    if t < 0.0 {
        return noncentral_t_survival(degrees, -shift, -t);
    }
    let inner = noncentral_t_sum(degrees, shift, t, |below, _| below);
    (normal::cdf(-shift) + 0.5 * inner).clamp(0.0, 1.0)
}

/// Probability that a variable of the noncentral t law is above `t`. Keeps its relative accuracy where
/// `shift` and `t` are positive.
#[must_use]
pub fn noncentral_t_survival(degrees: f64, shift: f64, t: f64) -> f64 {
    if t < 0.0 {
        return noncentral_t_cdf(degrees, -shift, -t);
    }
    (0.5 * noncentral_t_sum(degrees, shift, t, |_, above| above)).clamp(0.0, 1.0)
}

/// Mixes tails of beta laws by Poisson weights of whole and half counts, from the largest weight outwards.
///
/// Source: Lenth, "Algorithm AS 243: Cumulative Distribution Function of the Non-Central t
/// Distribution", Applied Statistics 38(1), 1989; the two sums there are one here.
fn noncentral_t_sum(degrees: f64, shift: f64, t: f64, side: fn(f64, f64) -> f64) -> f64 {
    if !(degrees > 0.0 && shift.is_finite() && !t.is_nan()) {
        return f64::NAN;
    }
    let rate = 0.5 * shift * shift;
    let (x, y) = if t.is_infinite() {
        (1.0, 0.0)
    } else {
        (t * t / (degrees + t * t), degrees / (degrees + t * t))
    };
    let term = |halves: u64| {
        let weight = special::poisson_weight(0.5 * halves as f64, rate);
        let sign = if halves % 2 == 1 && shift < 0.0 { -1.0 } else { 1.0 };
        let (below, above) = special::beta_pq(0.5 * (halves as f64 + 1.0), 0.5 * degrees, x, y);
        (weight, sign * weight * side(below, above))
    };
    let mode = (2.0 * rate) as u64;
    let mut sum = CompensatedSum::new();
    for halves in (0..mode).rev() {
        let (weight, part) = term(halves);
        sum.add(part);
        if weight < 1e-20 {
            break;
        }
    }
    for halves in mode.. {
        let (weight, part) = term(halves);
        sum.add(part);
        if weight < 1e-20 {
            break;
        }
    }
    sum.value()
}

/// Probability that a lognormal variable is at most `x`; `mu` and `sigma` (positive) are the mean and the
/// standard deviation of its logarithm.
#[must_use]
pub fn lognormal_cdf(mu: f64, sigma: f64, x: f64) -> f64 {
    if x <= 0.0 { 0.0 } else { normal::cdf((math::ln(x) - mu) / sigma) }
}

/// Probability that a lognormal variable is above `x`.
#[must_use]
pub fn lognormal_survival(mu: f64, sigma: f64, x: f64) -> f64 {
    if x <= 0.0 { 1.0 } else { normal::survival((math::ln(x) - mu) / sigma) }
}

/// The `x` with [`lognormal_cdf`] `p`.
#[must_use]
pub fn lognormal_quantile(mu: f64, sigma: f64, p: f64) -> f64 {
    math::exp(mu + sigma * normal::quantile(p))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::test_support::assert_close;

    // Python mpmath 1.4.1 at 40 digits unless said otherwise.

    #[test]
    fn gamma_and_chi_square_laws_agree_with_mpmath() {
        assert_close(chi_square_cdf(3.0, 2.0), 0.427_593_295_529_120_2, 1e-14);
        assert_close(chi_square_survival(1.0, 100.0), 1.523_970_604_832_105e-23, 1e-13);
        assert_close(chi_square_quantile(10.0, 0.95), 18.307_038_053_275_143, 1e-13);
        assert_close(gamma_cdf(2.5, 3.0, 4.0), 0.248_788_289_633_878_64, 1e-14);
        assert_close(gamma_survival(2.5, 3.0, 90.0), 1.215_456_977_718_304e-11, 1e-13);
        assert_close(gamma_quantile(0.3, 2.0, 0.01), 3.004_445_310_472_076_7e-07, 1e-13);
    }

    #[test]
    fn beta_and_student_laws_agree_with_mpmath() {
        assert_close(beta_cdf(2.0, 7.0, 0.1), 0.186_895_270_000_000_03, 1e-14);
        assert_close(beta_survival(2.0, 7.0, 0.9), 7.299_999_999_999_988e-07, 1e-13);
        assert_close(beta_quantile(8.0, 3.0, 0.975), 0.933_260_488_822_265_5, 1e-13);
        assert_eq!(beta_mean(1.0, 3.0), 0.25);
        assert_close(student_t_survival(1.0, 1_000_000.0), 3.183_098_861_836_845_5e-07, 1e-13);
        assert_close(student_t_survival(5.0, 2.5), 0.027_245_049_671_188_12, 1e-13);
        assert_close(student_t_survival(1_000_000.0, 3.0), 0.001_349_931_270_710_898_5, 1e-13);
        assert_close(student_t_cdf(5.0, 2.5), 0.972_754_950_328_811_9, 1e-14);
        assert_close(student_t_quantile(1.0, 1.0e-09), -318_309_886.183_790_6, 1e-12);
        assert_close(student_t_quantile(2.5, 0.025), -3.574_654_842_003_683, 1e-12);
        assert_close(student_t_quantile(7.0, 0.49), -0.025_977_941_569_516_89, 1e-12);
        assert_close(student_t_quantile(200.0, 0.975), 1.971_896_223_633_909, 1e-12);
        assert_eq!(student_t_quantile(3.0, 0.5), 0.0);
    }

    #[test]
    fn noncentral_t_laws_agree_with_mpmath() {
        // The integral of cdf(t s - shift) over the density of s = √(chi²/degrees).
        for (degrees, shift, t, expected) in [
            (10.0, 1.0, 2.0, 0.807_611_562_530_375_2),
            (3.0, -2.0, -1.0, 0.842_650_566_029_963_5),
            (58.0, 2.8, 2.0017, 0.213_767_520_003_088_68),
            (198.0, 5.0, 1.97, 0.001_273_554_519_020_275_2),
            (20.0, 10.0, 8.0, 0.097_175_904_935_495_77),
            (5.0, 0.0, 1.5, 0.903_048_159_878_763_3),
            (5.0, 2.0, -0.5, 0.007_181_913_484_282_29),
        ] {
            let found = noncentral_t_cdf(degrees, shift, t);
            assert!((found - expected).abs() < 1e-13, "{degrees} {shift} {t}: {found} {expected}");
            let rest = noncentral_t_survival(degrees, shift, t);
            assert!((found + rest - 1.0).abs() < 1e-13, "{found} {rest}");
        }
        assert!(noncentral_t_cdf(0.0, 1.0, 1.0).is_nan());
    }

    #[test]
    fn lognormal_laws_follow_the_normal_one() {
        assert_close(lognormal_cdf(1.0, 0.5, 2.0), 0.269_704_930_734_909_53, 1e-14);
        assert_close(lognormal_survival(1.0, 0.5, 200.0), 4.104_386_886_970_44e-18, 1e-13);
        assert_close(lognormal_quantile(1.0, 0.5, 0.975), 7.242_612_560_975_396, 1e-14);
        assert_eq!((lognormal_cdf(0.0, 1.0, 0.0), lognormal_survival(0.0, 1.0, -1.0)), (0.0, 1.0));
    }
}
