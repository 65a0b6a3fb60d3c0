//! The normal law, in one and in two dimensions.

use super::{math, quadrature};
use std::f64::consts::{FRAC_1_SQRT_2, FRAC_PI_2, PI};

/// Density of the standard normal law.
#[must_use]
pub fn pdf(x: f64) -> f64 {
    const ONE_OVER_ROOT_TWO_PI: f64 = 0.398_942_280_401_432_7;
    ONE_OVER_ROOT_TWO_PI * math::exp(-0.5 * x * x)
}

/// Probability of at most `x`. Relative error below 1e-15 in the middle, 1e-13 at −37, where it is 1e-300.
#[must_use]
pub fn cdf(x: f64) -> f64 {
    0.5 * math::erfc(-x * FRAC_1_SQRT_2)
}

/// Probability of more than `x`, with the accuracy of [`cdf`] in the upper tail.
#[must_use]
pub fn survival(x: f64) -> f64 {
    cdf(-x)
}

/// Natural logarithm of [`pdf`].
#[must_use]
pub fn ln_pdf(x: f64) -> f64 {
    const LN_ROOT_TWO_PI: f64 = 0.918_938_533_204_672_7;
    -0.5 * x * x - LN_ROOT_TWO_PI
}

/// [`survival`] over [`pdf`] for `x ≥ 0`: Mills' ratio. Relative error about 1e-15; from 5 on by the
/// continued fraction of Laplace (DLMF 7.9.3).
#[must_use]
pub fn mills(x: f64) -> f64 {
    if x < 5.0 {
        return survival(x) / pdf(x);
    }
    let fraction = (1..=60).rev().fold(x, |below, i| x + f64::from(i) / below);
    1.0 / fraction
}

/// Natural logarithm of [`survival`], also where that is too small for a number.
#[must_use]
pub fn ln_survival(x: f64) -> f64 {
    if x < 5.0 { math::ln(survival(x)) } else { ln_pdf(x) + math::ln(mills(x)) }
}

/// The `x` with [`cdf`] `p`: −∞ at 0, ∞ at 1, NaN outside. Relative error about 1e-15. For an upper
/// tail `q` take `-quantile(q)`, which keeps the digits that `1 − q` loses.
///
/// Starts from Abramowitz and Stegun 26.2.23 (error 4.5e-4), then Halley's steps triple the digits.
#[must_use]
pub fn quantile(p: f64) -> f64 {
    if !(0.0..=1.0).contains(&p) {
        return f64::NAN;
    }
    if p > 0.5 {
        return -quantile(1.0 - p);
    }
    if p == 0.0 {
        return f64::NEG_INFINITY;
    }
    let t = (-2.0 * math::ln(p)).sqrt();
    let upper = t
        - (2.515_517 + t * (0.802_853 + t * 0.010_328))
            / (1.0 + t * (1.432_788 + t * (0.189_269 + t * 0.001_308)));
    let mut x = -upper;
    for _ in 0..3 {
        // About the centre the error function keeps the digits of a small x.
        let excess =
            if p > 0.25 { 0.5 * math::erf(x * FRAC_1_SQRT_2) - (p - 0.5) } else { cdf(x) - p };
        let step = excess / pdf(x);
        x -= step / (1.0 + 0.5 * x * step);
    }
    x
}

/// Probability that two standard normal variables with correlation `rho` (−1 to 1) are at most `h` and
/// `k`. Absolute error below 1e-13. NaN for a `rho` outside.
///
/// Plackett's identity: the derivative in `rho` is the density at (h, k); integrated over the arc sine
/// of `rho` it is smooth. Drezner and Wesolowsky, "On the computation of the bivariate normal
/// integral", Journal of Statistical Computation and Simulation 35, 1990.
#[must_use]
pub fn bivariate_cdf(h: f64, k: f64, rho: f64) -> f64 {
    if !(-1.0..=1.0).contains(&rho) || h.is_nan() || k.is_nan() {
        return f64::NAN;
    }
    if h == f64::NEG_INFINITY || k == f64::NEG_INFINITY {
        return 0.0;
    }
    if h == f64::INFINITY || k == f64::INFINITY {
        return cdf(h.min(k));
    }
    if rho < 0.0 {
        // The second variable mirrored.
        return (cdf(h) - bivariate_cdf(h, -k, -rho)).max(0.0);
    }
    if rho == 1.0 {
        return cdf(h.min(k));
    }
    let half_square = 0.5 * (h - k) * (h - k);
    // The exponent (h² + k² − 2hk sin θ)/(2 cos² θ), written so that nothing cancels near θ = π/2.
    let density = |angle: f64| {
        let (sin, cos) = (math::sin(angle), math::cos(angle));
        math::exp(-half_square / (cos * cos) - h * k / (1.0 + sin))
    };
    let arc = math::asin(rho).min(FRAC_PI_2);
    let tolerance = quadrature::Tolerance { absolute: 1e-14, relative: 1e-13 };
    let integral = quadrature::adaptive(density, 0.0, arc, tolerance);
    (cdf(h) * cdf(k) + integral.value / (2.0 * PI)).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::test_support::assert_close;

    #[test]
    fn the_logarithm_of_a_tail_goes_on_where_the_tail_ends() {
        for x in [-3.0, 0.0, 4.9, 5.0, 5.1, 20.0, 37.0] {
            assert_close(ln_survival(x), math::ln(survival(x)), 1e-14);
        }
        // mpmath: log(ncdf(-100)).
        assert_close(ln_survival(100.0), -5_005.524_208_694_205, 1e-15);
        assert_close(mills(5.0), survival(5.0) / pdf(5.0), 1e-14);
    }

    #[test]
    fn tails_agree_with_mpmath() {
        // Python mpmath 1.4.1, ncdf at 40 digits.
        for (x, expected) in [
            (-37.0, 5.725_571_222_524_577e-300),
            (-8.0, 6.220_960_574_271_784e-16),
            (-1.5, 0.066_807_201_268_858_07),
            (0.0, 0.5),
            (0.25, 0.598_706_325_682_923_7),
            (3.0, 0.998_650_101_968_369_9),
        ] {
            assert_close(cdf(x), expected, if x < -10.0 { 2e-13 } else { 2e-15 + 2e-15 * x * x });
            assert_eq!(survival(-x), cdf(x));
        }
        assert_close(pdf(1.0), 0.241_970_724_519_143_37, 1e-15);
    }

    #[test]
    fn quantiles_agree_with_mpmath() {
        // Python mpmath 1.4.1, findroot at 40 digits.
        for (p, expected) in [
            (1.0e-300, -37.047_096_299_361_2),
            (1.0e-17, -8.493_793_224_109_599),
            (0.001, -3.090_232_306_167_813_6),
            (0.025, -1.959_963_984_540_054_3),
            (0.3, -0.524_400_512_708_040_8),
            (0.499_999, -2.506_628_274_566_559_3e-06),
            (0.6, 0.253_347_103_135_799_7),
            (0.975, 1.959_963_984_540_053_8),
        ] {
            assert_close(quantile(p), expected, 2e-15);
        }
        assert_eq!(
            (quantile(0.0), quantile(0.5), quantile(1.0)),
            (f64::NEG_INFINITY, 0.0, f64::INFINITY)
        );
        assert!(quantile(-0.1).is_nan() && quantile(1.1).is_nan() && quantile(f64::NAN).is_nan());
    }

    #[test]
    fn two_dimensional_probabilities_agree_with_mpmath() {
        // Python mpmath 1.4.1: the integral of pdf(x) cdf((k - rho x)/sqrt(1 - rho²)) to h, 30 digits.
        for (h, k, rho, expected) in [
            (0.5, -0.3, 0.4, 0.317_126_928_286_165_1),
            (-1.0, -2.0, 0.95, 0.022_741_532_912_507_394),
            (1.0, 1.001, 0.9999, 0.840_097_770_106_416_4),
            (0.7, -0.6, -0.999, 0.032_353_141_261_751_79),
            (-4.0, -4.0, 0.5, 4.870_547_622_838_424e-07),
            (2.0, 1.5, -0.3, 0.910_682_166_731_182_7),
        ] {
            let found = bivariate_cdf(h, k, rho);
            assert!((found - expected).abs() < 1e-13, "{h} {k} {rho}: {found:e} {expected:e}");
            assert!((bivariate_cdf(k, h, rho) - expected).abs() < 1e-13);
        }
    }

    #[test]
    fn two_dimensions_become_one_at_the_ends() {
        assert!((bivariate_cdf(0.0, 0.0, 0.5) - 1.0 / 3.0).abs() < 1e-15);
        assert_eq!(bivariate_cdf(0.3, 0.9, 1.0), cdf(0.3));
        assert!((bivariate_cdf(0.3, 0.9, -1.0) - (cdf(0.3) - cdf(-0.9))).abs() < 1e-15);
        assert_eq!(bivariate_cdf(0.3, f64::INFINITY, 0.2), cdf(0.3));
        assert_eq!(bivariate_cdf(0.3, f64::NEG_INFINITY, 0.2), 0.0);
        assert!(bivariate_cdf(0.0, 0.0, 1.1).is_nan());
    }
}
