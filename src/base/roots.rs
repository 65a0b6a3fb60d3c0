//! Where a function is zero or smallest.

/// A zero of the continuous `f` between `low` and `high`, where its signs differ, to within
/// `tolerance + 4e-16·|x|`. `None` if the signs are equal or a value is NaN.
///
/// Source: Brent, "Algorithms for Minimization without Derivatives", Prentice-Hall 1973, chapter 4.
pub fn brent(mut f: impl FnMut(f64) -> f64, low: f64, high: f64, tolerance: f64) -> Option<f64> {
    let (mut a, mut b) = (low, high);
    let (mut fa, mut fb) = (f(a), f(b));
    if fa.is_nan() || fb.is_nan() || fa * fb > 0.0 {
        return None;
    }
    // `b` is the best so far, `c` the other end, `a` the one before.
    let (mut c, mut fc) = (a, fa);
    let (mut step, mut before) = (b - a, b - a);
    for _ in 0..500 {
        if (fb > 0.0) == (fc > 0.0) {
            (c, fc) = (a, fa);
            step = b - a;
            before = step;
        }
        if fc.abs() < fb.abs() {
            (a, b, c) = (b, c, b);
            (fa, fb, fc) = (fb, fc, fb);
        }
        let enough = 2.0 * f64::EPSILON * b.abs() + 0.5 * tolerance;
        let half = 0.5 * (c - b);
        if half.abs() <= enough || fb == 0.0 {
            return Some(b);
        }
        let (p, q) = interpolated(a, b, c, fa, fb, fc);
        if before.abs() >= enough
            && fa.abs() > fb.abs()
            && 2.0 * p < (3.0 * half * q - (enough * q).abs()).min((before * q).abs())
        {
            (before, step) = (step, p / q);
        } else {
            (before, step) = (half, half);
        }
        (a, fa) = (b, fb);
        b += if step.abs() > enough { step } else { enough.copysign(half) };
        fb = f(b);
        if fb.is_nan() {
            return None;
        }
    }
    Some(b)
}

/// The step `p/q` (with `p ≥ 0`) of the secant, or of inverse quadratic interpolation where there are
/// three different points.
fn interpolated(a: f64, b: f64, c: f64, fa: f64, fb: f64, fc: f64) -> (f64, f64) {
    let s = fb / fa;
    let (p, q) = if a == c {
        ((c - b) * s, 1.0 - s)
    } else {
        let (t, r) = (fa / fc, fb / fc);
        let p = s * ((c - b) * t * (t - r) - (b - a) * (r - 1.0));
        (p, (t - 1.0) * (r - 1.0) * (s - 1.0))
    };
    if p > 0.0 { (p, -q) } else { (-p, q) }
}

/// The place and value of the smallest `f` between `low` and `high`, for an `f` that falls and then
/// rises; of several minima, one. Places closer than `tolerance` (at least about 1e-8 of `|x|`: around
/// a minimum values do not differ sooner) count as equal.
///
/// Source: Brent (as above), chapter 5: golden section, with parabolas where they help.
pub fn minimise(mut f: impl FnMut(f64) -> f64, low: f64, high: f64, tolerance: f64) -> (f64, f64) {
    /// (3 − √5)/2.
    const GOLDEN: f64 = 0.381_966_011_250_105_15;
    let (mut a, mut b) = (low.min(high), low.max(high));
    // The best, the second best, and the second best before.
    let mut x = a + GOLDEN * (b - a);
    let (mut w, mut v) = (x, x);
    let mut fx = f(x);
    let (mut fw, mut fv) = (fx, fx);
    let (mut step, mut before) = (0.0_f64, 0.0_f64);
    for _ in 0..500 {
        let middle = 0.5 * (a + b);
        let enough = 1.5e-8 * x.abs() + tolerance / 3.0 + f64::MIN_POSITIVE;
        if (x - middle).abs() <= 2.0 * enough - 0.5 * (b - a) {
            break;
        }
        // The parabola through the three points.
        let r = (x - w) * (fx - fv);
        let q = (x - v) * (fx - fw);
        let (mut p, mut q) = ((x - v) * q - (x - w) * r, 2.0 * (q - r));
        p = if q > 0.0 { -p } else { p };
        q = q.abs();
        let inside = p > q * (a - x) && p < q * (b - x);
        if before.abs() > enough && p.abs() < (0.5 * q * before).abs() && inside {
            (before, step) = (step, p / q);
            if x + step - a < 2.0 * enough || b - x - step < 2.0 * enough {
                step = enough.copysign(middle - x);
            }
        } else {
            before = if x < middle { b - x } else { a - x };
            step = GOLDEN * before;
        }
        let u = x + if step.abs() >= enough { step } else { enough.copysign(step) };
        let fu = f(u);
        if fu <= fx {
            if u < x {
                b = x
            } else {
                a = x
            }
            ((v, fv), (w, fw), (x, fx)) = ((w, fw), (x, fx), (u, fu));
        } else {
            if u < x {
                a = u
            } else {
                b = u
            }
            if fu <= fw || w == x {
                ((v, fv), (w, fw)) = ((w, fw), (u, fu));
            } else if fu <= fv || v == x || v == w {
                (v, fv) = (u, fu);
            }
        }
    }
    (x, fx)
}

/// The smallest whole number from `low` to `high` (both included) that `holds`, for a condition that
/// stays true once it is. `None` if it holds nowhere. Asks about log₂(high − low) times.
pub fn first_that(low: u64, high: u64, mut holds: impl FnMut(u64) -> bool) -> Option<u64> {
    if low > high || !holds(high) {
        return None;
    }
    let (mut low, mut high) = (low, high);
    while low < high {
        let middle = low + (high - low) / 2;
        if holds(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    Some(low)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::math;
    use crate::base::test_support::assert_close;

    #[test]
    fn zeros_are_found_however_the_function_bends() {
        assert_close(
            brent(|x| x * x - 2.0, 0.0, 2.0, 1e-15).unwrap(),
            std::f64::consts::SQRT_2,
            1e-15,
        );
        // The fixed point of the cosine (Dottie's number), OEIS A003957.
        assert_close(
            brent(|x| math::cos(x) - x, 1.0, 0.0, 1e-15).unwrap(),
            0.739_085_133_215_160_6,
            1e-15,
        );
        assert!(brent(|x| math::powi(x, 9), -1.0, 4.0, 1e-12).unwrap().abs() < 1e-12);
        assert_close(
            brent(|x| math::exp(x) - 1e9, -50.0, 50.0, 1e-14).unwrap(),
            math::ln(1e9),
            1e-14,
        );
        assert_eq!(brent(|x| x, 0.0, 5.0, 1e-9), Some(0.0));
        assert_eq!(brent(|x| x, 1.0, 5.0, 1e-9), None);
        assert_eq!(brent(|_| f64::NAN, 1.0, 5.0, 1e-9), None);
        assert!(
            (brent(|x| if x < 0.3 { -1.0 } else { 1.0 }, 0.0, 1.0, 1e-12).unwrap() - 0.3).abs()
                < 1e-12
        );
    }

    #[test]
    fn brents_method_needs_far_fewer_steps_than_halving() {
        let mut calls = 0;
        brent(
            |x| {
                calls += 1;
                math::exp(x) - 3.0
            },
            -10.0,
            10.0,
            1e-14,
        );
        assert!(calls < 25, "{calls}");
    }

    #[test]
    fn minima_are_found_inside_and_at_the_ends() {
        let (x, value) = minimise(|x| (x - 1.25) * (x - 1.25) + 3.0, -5.0, 9.0, 1e-9);
        assert!((x - 1.25).abs() < 1e-7 && (value - 3.0).abs() < 1e-14, "{x} {value}");
        // x ln x is smallest at 1/e.
        let (x, value) = minimise(|x| x * math::ln(x), 1e-3, 1.0, 1e-9);
        assert_close(x, math::exp(-1.0), 1e-7);
        assert_close(value, -math::exp(-1.0), 1e-14);
        assert!(minimise(|x| x, 2.0, 3.0, 1e-9).0 - 2.0 < 1e-7);
        assert!((minimise(|x| (x - 0.3).abs(), 1.0, 0.0, 1e-9).0 - 0.3).abs() < 1e-7);
    }

    #[test]
    fn the_first_whole_number_is_found() {
        assert_eq!(first_that(0, 1_000_000, |n| n * n >= 1000), Some(32));
        assert_eq!(first_that(5, 9, |_| true), Some(5));
        assert_eq!(first_that(5, 9, |n| n == 9), Some(9));
        assert_eq!(first_that(5, 9, |_| false), None);
        assert_eq!(first_that(9, 5, |_| true), None);
        assert_eq!(first_that(0, u64::MAX, |n| n >= u64::MAX - 1), Some(u64::MAX - 1));
    }
}
