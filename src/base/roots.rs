//! Zeros and minima of functions of one number.

/// Where `f` changes its sign between `a` and `b`, to the last digits; `None` when it has the same sign
/// at both ends or is not a number there.
///
/// Brent's method: secants and inverse quadratic steps, held within a bracket by bisection
/// (Brent 1973, chapter 4).
pub fn brent(f: impl Fn(f64) -> f64, a: f64, b: f64) -> Option<f64> {
    let (mut a, mut b) = (a, b);
    let (mut fa, mut fb) = (f(a), f(b));
    if fa == 0.0 {
        return Some(a);
    }
    if fb == 0.0 {
        return Some(b);
    }
    if !(fa * fb < 0.0) {
        return None;
    }
    let (mut c, mut fc) = (a, fa);
    let (mut step, mut before) = (b - a, b - a);
    for _ in 0..300 {
        if fb * fc > 0.0 {
            (c, fc) = (a, fa);
            step = b - a;
            before = step;
        }
        if fc.abs() < fb.abs() {
            (a, b, c) = (b, c, b);
            (fa, fb, fc) = (fb, fc, fb);
        }
        let tolerance = 2.0 * f64::EPSILON * b.abs();
        let half = 0.5 * (c - b);
        if half.abs() <= tolerance || fb == 0.0 {
            return Some(b);
        }
        if before.abs() < tolerance || fa.abs() <= fb.abs() {
            (step, before) = (half, half);
        } else {
            let next = interpolated((a, fa), (b, fb), (c, fc), half);
            let usable = 2.0 * next.abs() < (3.0 * half.abs() - tolerance).min(before.abs())
                && next * half > 0.0;
            before = if usable { step } else { half };
            step = if usable { next } else { half };
        }
        (a, fa) = (b, fb);
        b += if step.abs() > tolerance { step } else { tolerance.copysign(half) };
        fb = f(b);
    }
    Some(b)
}

/// The step from `b` that a secant, or a parabola through three different points, proposes.
fn interpolated(a: (f64, f64), b: (f64, f64), c: (f64, f64), half: f64) -> f64 {
    let s = b.1 / a.1;
    if a.0 == c.0 {
        return -2.0 * half * s / (s - 1.0);
    }
    let (q, r) = (a.1 / c.1, b.1 / c.1);
    let numerator = s * (2.0 * half * q * (q - r) - (b.0 - a.0) * (r - 1.0));
    -numerator / ((q - 1.0) * (r - 1.0) * (s - 1.0))
}

/// Where `f`, which first falls and then rises between `a` and `b`, is least. By golden sections, to
/// about the square root of the machine's precision, which is all that a flat valley holds.
pub fn minimum(f: impl Fn(f64) -> f64, a: f64, b: f64) -> f64 {
    const GOLDEN: f64 = 0.618_033_988_749_894_9;
    let (mut a, mut b) = (a, b);
    let (mut x, mut y) = (b - GOLDEN * (b - a), a + GOLDEN * (b - a));
    let (mut fx, mut fy) = (f(x), f(y));
    for _ in 0..200 {
        if (b - a).abs() <= 1e-13 * (a.abs() + b.abs()) {
            break;
        }
        if fx < fy {
            (b, y, fy) = (y, x, fx);
            x = b - GOLDEN * (b - a);
            fx = f(x);
        } else {
            (a, x, fx) = (x, y, fy);
            y = a + GOLDEN * (b - a);
            fy = f(y);
        }
    }
    0.5 * (a + b)
}

/// The smallest whole number in `low..=high` for which `holds`, which is false up to some number and
/// true from there on; `None` if it never is.
pub fn least(low: u64, high: u64, holds: impl Fn(u64) -> bool) -> Option<u64> {
    let (mut low, mut high) = (low, high);
    if !holds(high) {
        return None;
    }
    while low < high {
        let middle = low + (high - low) / 2;
        if holds(middle) { high = middle } else { low = middle + 1 }
    }
    Some(low)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::math;

    #[test]
    fn zeros_are_found_to_the_last_digits() {
        let check = |zero: Option<f64>, expected: f64| {
            let zero = zero.expect("there is one");
            assert!((zero - expected).abs() <= 1e-14 * expected.abs(), "{zero} is not {expected}");
        };
        check(brent(|x| x * x - 2.0, 0.0, 2.0), std::f64::consts::SQRT_2);
        check(brent(|x| math::exp(x) - 1e6, -10.0, 100.0), math::ln(1e6));
        check(
            brent(|x| math::pow(x - 0.125, 9.0), 0.0, 1.0).map(|x| (x * 8.0).round() / 8.0),
            0.125,
        );
        assert_eq!(brent(|x| x * x + 1.0, -1.0, 1.0), None);
    }

    #[test]
    fn minima_and_thresholds_are_found() {
        let x = minimum(|x| (x - 3.0) * (x - 3.0) + 1.0, -5.0, 50.0);
        assert!((x - 3.0).abs() < 1e-6, "{x}");
        assert_eq!(least(1, 100, |n| n * n >= 50), Some(8));
        assert_eq!(least(1, 5, |n| n > 5), None);
        assert_eq!(least(3, 9, |_| true), Some(3));
    }
}
