//! Inverses of the incomplete gamma and beta functions, for quantiles.
//!
//! Both are sought on a scale (logarithm, log-odds) where the density is log-concave. There the
//! logarithm of either tail is concave, so Newton's steps on it converge from anywhere; a bracket only
//! guards against rounding.

use super::{math, normal, special};

/// Where the scales end, at numbers of about 1e∓308: what is beyond is 0 or 1.
const END: f64 = 709.0;

/// The `x` with P(a, x) = `p` and Q(a, x) = `q`, where `p + q = 1` and the smaller counts, so that no
/// tail loses digits. `a > 0`. Relative error about 1e-13 where the law is not flat. NaN outside.
#[must_use]
pub fn gamma_quantile(a: f64, p: f64, q: f64) -> f64 {
    if !(a > 0.0 && p >= 0.0 && q >= 0.0) {
        return f64::NAN;
    }
    if p == 0.0 || q == 0.0 {
        return if p == 0.0 { 0.0 } else { f64::INFINITY };
    }
    // Wilson and Hilferty's cube for ordinary shapes, the first term of the series for small ones.
    let spread = 1.0 / (9.0 * a);
    let cube = 1.0 - spread + normal_quantile(p, q) * spread.sqrt();
    let start = if a >= 0.5 && cube > 0.2 {
        math::ln(a) + 3.0 * math::ln(cube)
    } else {
        (math::ln(p) + special::ln_gamma(a + 1.0)) / a
    };
    let log = invert(p, q, (-END, END), start, |log| {
        let x = math::exp(log);
        let (lower, upper) = special::gamma_pq(a, x);
        (lower, upper, a * special::poisson_weight(a, x))
    });
    if log < 1e-9 - END { 0.0 } else { math::exp(log) }
}

/// The pair `(x, 1 − x)` with I_x(a, b) = `p` and 1 − I_x(a, b) = `q`, where `p + q = 1` and the smaller
/// counts. `a, b > 0`. Relative error of the smaller about 1e-13 where the law is not flat. NaN outside.
#[must_use]
pub fn beta_quantile_pair(a: f64, b: f64, p: f64, q: f64) -> (f64, f64) {
    if !(a > 0.0 && b > 0.0 && p >= 0.0 && q >= 0.0) {
        return (f64::NAN, f64::NAN);
    }
    if p == 0.0 || q == 0.0 {
        return if p == 0.0 { (0.0, 1.0) } else { (1.0, 0.0) };
    }
    let start = math::ln(a / b) + normal_quantile(p, q) * (1.0 / a + 1.0 / b).sqrt();
    let odds = invert(p, q, (-END, END), start, |odds| {
        let (x, y) = shares(odds);
        let (lower, upper) = special::beta_pq(a, b, x, y);
        // dx = x y d(odds), so the density is x^a y^b / B(a, b).
        let density = a / (a + b) * b * special::binomial_weight(a, b, x, y);
        (lower, upper, density)
    });
    if odds < 1e-9 - END {
        (0.0, 1.0)
    } else if odds > END - 1e-9 {
        (1.0, 0.0)
    } else {
        shares(odds)
    }
}

/// The inverse of [`special::beta_i`] in `x`. Beyond one half, [`beta_quantile_pair`] keeps more digits
/// of `1 − x`.
#[must_use]
pub fn beta_i_inverse(a: f64, b: f64, p: f64) -> f64 {
    beta_quantile_pair(a, b, p, 1.0 - p).0
}

/// Log-odds to a share and its complement, each with all its digits.
fn shares(odds: f64) -> (f64, f64) {
    (1.0 / (1.0 + math::exp(-odds)), 1.0 / (1.0 + math::exp(odds)))
}

fn normal_quantile(p: f64, q: f64) -> f64 {
    if p <= q { normal::quantile(p) } else { -normal::quantile(q) }
}

/// The argument where the lower tail is `p` (and the upper `q`); `tails` gives lower tail, upper tail
/// and density. The end of `bracket` if the root is beyond it.
fn invert(
    p: f64,
    q: f64,
    bracket: (f64, f64),
    start: f64,
    tails: impl Fn(f64) -> (f64, f64, f64),
) -> f64 {
    let (mut low, mut high) = bracket;
    let mut at = if start.is_finite() { start.clamp(low, high) } else { 0.5 * (low + high) };
    for _ in 0..200 {
        let (lower, upper, density) = tails(at);
        let (excess, slope) = if p <= q {
            (math::ln(lower / p), density / lower)
        } else {
            (-math::ln(upper / q), density / upper)
        };
        if excess < 0.0 {
            low = at;
        } else {
            high = at;
        }
        let newton = at - excess / slope;
        // Before the bracket is asked: at the root, rounding puts the step on either side of it.
        if (newton - at).abs() <= 4e-16 * at.abs().max(0.25) {
            return at;
        }
        at = if newton > low && newton < high { newton } else { 0.5 * (low + high) };
        if high - low <= 4e-16 * at.abs() {
            break;
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::test_support::assert_close;

    /// The last bit of a quantile changes its probability by about as many last bits as the law is narrow.
    #[track_caller]
    fn assert_tail(found: f64, quantile: f64, tail: f64, size: f64) {
        // Below the smallest number the quantile is 0.
        let close = quantile == 0.0 || (found / tail - 1.0).abs() < 1e-12 + 2e-15 * size;
        assert!(close, "{found:e} instead of {tail:e} at {quantile:e}");
    }

    #[test]
    fn quantiles_return_what_went_in() {
        for tail in [1e-250, 1e-12, 0.01, 0.3, 0.5] {
            for a in [0.3, 1.0, 2.5, 40.0, 3e4] {
                let x = gamma_quantile(a, tail, 1.0 - tail);
                assert_tail(special::gamma_p(a, x), x, tail, a);
                let x = gamma_quantile(a, 1.0 - tail, tail);
                assert_tail(special::gamma_q(a, x), x, tail, a);
                for b in [0.4, 1.0, 60.0, 1e5] {
                    let (x, y) = beta_quantile_pair(a, b, tail, 1.0 - tail);
                    assert_tail(special::beta_pq(a, b, x, y).0, x, tail, a + b);
                    let (x, y) = beta_quantile_pair(a, b, 1.0 - tail, tail);
                    assert_tail(special::beta_pq(a, b, x, y).1, y, tail, a + b);
                }
            }
        }
        // 0 only where it must be: the quantile of 1e-250 with a = 1 is 1e-250.
        assert_close(gamma_quantile(1.0, 1e-250, 1.0), 1e-250, 1e-12);
        assert_close(beta_quantile_pair(1.0, 1.0, 1.0, 1e-250).1, 1e-250, 1e-12);
        assert_eq!(beta_quantile_pair(0.3, 0.4, 1e-250, 1.0), (0.0, 1.0));
        assert_eq!(beta_quantile_pair(2.5, 0.4, 1.0, 1e-250), (1.0, 0.0));
        assert_eq!(gamma_quantile(0.3, 1e-250, 1.0), 0.0);
    }

    #[test]
    fn quantiles_agree_with_mpmath() {
        // Python mpmath 1.4.1, findroot at 40 digits.
        assert_close(beta_i_inverse(2.0, 3.0, 1.0e-08), 4.082_594_021_609_241e-05, 1e-13);
        assert_close(beta_i_inverse(0.5, 0.5, 0.2), 0.095_491_502_812_526_3, 1e-13);
        assert_close(beta_i_inverse(1000.0, 10_000.0, 0.025), 0.085_607_945_597_440_85, 1e-13);
        assert_close(beta_i_inverse(8.0, 3.0, 0.975), 0.933_260_488_822_265_5, 1e-13);
        assert_close(gamma_quantile(0.3, 0.01, 0.99), 1.502_222_655_236_038_3e-07, 1e-13);
        assert_close(
            gamma_quantile(5.0, 0.95, 0.050_000_000_000_000_044),
            9.153_519_026_637_571,
            1e-13,
        );
        assert_close(gamma_quantile(200.0, 1.0e-06, 0.999_999), 139.818_411_537_732_9, 1e-13);
        assert_eq!(gamma_quantile(2.0, 0.0, 1.0), 0.0);
        assert_eq!(gamma_quantile(2.0, 1.0, 0.0), f64::INFINITY);
        assert_eq!((beta_i_inverse(2.0, 2.0, 0.0), beta_i_inverse(2.0, 2.0, 1.0)), (0.0, 1.0));
        assert!(gamma_quantile(0.0, 0.5, 0.5).is_nan() && beta_i_inverse(1.0, 1.0, 1.5).is_nan());
    }
}
