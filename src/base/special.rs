//! Special functions.
//!
//! Those of `statrs` without its feature `std`: it then calls `libm` as we do, so the bits are the
//! same natively and in WASM.

use statrs::function::{beta, gamma};

/// Logarithm of the gamma function, for `x > 0`.
#[must_use]
pub fn ln_gamma(x: f64) -> f64 {
    libm::lgamma(x)
}

/// Logarithm of the binomial coefficient.
#[must_use]
pub fn ln_binomial(n: f64, k: f64) -> f64 {
    ln_gamma(n + 1.0) - ln_gamma(k + 1.0) - ln_gamma(n - k + 1.0)
}

/// The regularised lower incomplete gamma function P(a, x), for `a > 0` and `x ≥ 0`.
#[must_use]
pub fn gamma_p(a: f64, x: f64) -> f64 {
    if x <= 0.0 {
        0.0
    } else if x == f64::INFINITY {
        1.0
    } else {
        gamma::gamma_lr(a, x)
    }
}

/// Its complement Q(a, x), without cancellation.
#[must_use]
pub fn gamma_q(a: f64, x: f64) -> f64 {
    if x <= 0.0 {
        1.0
    } else if x == f64::INFINITY {
        0.0
    } else {
        gamma::gamma_ur(a, x)
    }
}

/// The regularised incomplete beta function, for `a, b > 0`; 0 below and 1 above the unit interval.
#[must_use]
pub fn beta_inc(a: f64, b: f64, x: f64) -> f64 {
    if x <= 0.0 {
        0.0
    } else if x >= 1.0 {
        1.0
    } else {
        beta::beta_reg(a, b, x)
    }
}

/// Its inverse in `x`: where the function reaches `p`. By bisection and secants on the function
/// itself, so that it is as exact as that.
#[must_use]
pub fn beta_inc_inverse(a: f64, b: f64, p: f64) -> f64 {
    if p <= 0.0 {
        return 0.0;
    }
    if p >= 1.0 {
        return 1.0;
    }
    super::roots::brent(|x| beta_inc(a, b, x) - p, 0.0, 1.0).unwrap_or(0.5)
}

#[cfg(test)]
mod tests {
    use super::*;

    // scipy 1.17.1.
    #[test]
    fn incomplete_functions_agree_with_scipy() {
        let close = |a: f64, b: f64| assert!((a - b).abs() <= 2e-13 * b.abs(), "{a} is not {b}");
        close(gamma_p(2.5, 1.7), 0.361_430_076_896_204_93);
        close(gamma_q(30.0, 60.0), 6.876_264_968_732_136e-6);
        close(beta_inc(2.0, 5.0, 0.3), 0.579_825);
        close(beta_inc_inverse(2.0, 5.0, 0.579_825), 0.3);
        close(beta_inc(0.5, 0.5, 0.1), 0.204_832_764_699_133_5);
    }
}
