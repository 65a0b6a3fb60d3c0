//! Integrals: Gauss–Legendre rules, and an adaptive rule that knows its error.

use super::math::{self, CompensatedSum};
use std::f64::consts::PI;

/// Nodes (ascending, in −1 to 1) and weights of the Gauss–Legendre rule of `n` points, exact for
/// polynomials up to degree `2n − 1`. Error of each about 1e-15. Takes time n²: keep the result.
///
/// Newton's method on the Legendre polynomial, from Tricomi's first guess.
#[must_use]
pub fn gauss_legendre(n: usize) -> Vec<(f64, f64)> {
    let mut rule = vec![(0.0, 0.0); n];
    for i in 0..n.div_ceil(2) {
        let mut x = math::cos(PI * (i as f64 + 0.75) / (n as f64 + 0.5));
        for _ in 0..4 {
            let (value, slope) = legendre(n, x);
            x -= value / slope;
        }
        if n % 2 == 1 && i == n / 2 {
            x = 0.0;
        }
        let slope = legendre(n, x).1;
        let weight = 2.0 / ((1.0 - x * x) * slope * slope);
        rule[i] = (-x, weight);
        rule[n - 1 - i] = (x, weight);
    }
    rule
}

/// The Legendre polynomial of degree `n` at `x` inside (−1, 1), and its derivative.
fn legendre(n: usize, x: f64) -> (f64, f64) {
    let (mut before, mut value) = (0.0, 1.0);
    for j in 0..n {
        let j = j as f64;
        (before, value) = (value, ((2.0 * j + 1.0) * x * value - j * before) / (j + 1.0));
    }
    (value, n as f64 * (x * value - before) / (x * x - 1.0))
}

/// The integral of `f` from `low` to `high` by a rule of [`gauss_legendre`].
pub fn with_rule(rule: &[(f64, f64)], low: f64, high: f64, mut f: impl FnMut(f64) -> f64) -> f64 {
    let (centre, half) = (0.5 * (low + high), 0.5 * (high - low));
    let sum: CompensatedSum =
        rule.iter().map(|(x, weight)| weight * f(centre + half * x)).collect();
    half * sum.value()
}

/// When an integral is good enough: its error is below either.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tolerance {
    /// In the unit of the integral.
    pub absolute: f64,
    /// As a share of the integral.
    pub relative: f64,
}

/// An integral and what is known of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Integral {
    /// The integral.
    pub value: f64,
    /// An upper estimate of its error, usually far too large.
    pub error: f64,
    /// Whether the error is within the tolerance; otherwise 500 pieces were not enough, or rounding
    /// forbids better.
    pub converged: bool,
}

#[derive(Clone, Copy)]
struct Piece {
    low: f64,
    high: f64,
    value: f64,
    error: f64,
}

/// The integral of `f` from `low` to `high`, both finite: the Gauss–Kronrod rule of 7 and 15 points,
/// halving the piece with the largest error until the tolerance holds. Never evaluates at the ends.
///
/// Source: Piessens, de Doncker-Kapenga, Überhuber and Kahaner, "QUADPACK", Springer 1983.
pub fn adaptive(
    mut f: impl FnMut(f64) -> f64,
    low: f64,
    high: f64,
    tolerance: Tolerance,
) -> Integral {
    let mut pieces = vec![gauss_kronrod(&mut f, low, high)];
    loop {
        let total =
            |part: fn(&Piece) -> f64| pieces.iter().map(part).collect::<CompensatedSum>().value();
        let (value, error) = (total(|piece| piece.value), total(|piece| piece.error));
        let converged = error <= tolerance.absolute.max(tolerance.relative * value.abs());
        let (worst, piece) = pieces
            .iter()
            .copied()
            .enumerate()
            .max_by(|(_, a), (_, b)| a.error.total_cmp(&b.error))
            .expect("it began with one piece");
        let middle = 0.5 * (piece.low + piece.high);
        let too_narrow = middle == piece.low || middle == piece.high;
        if converged || !error.is_finite() || pieces.len() >= 500 || too_narrow {
            return Integral { value, error, converged };
        }
        pieces[worst] = gauss_kronrod(&mut f, piece.low, middle);
        pieces.push(gauss_kronrod(&mut f, middle, piece.high));
    }
}

/// The integral of `f` from `low` to infinity, by `x = low + scale·t/(1 − t)`. `scale` (positive) is
/// about how far the mass reaches.
pub fn adaptive_to_infinity(
    mut f: impl FnMut(f64) -> f64,
    low: f64,
    scale: f64,
    tolerance: Tolerance,
) -> Integral {
    let mapped = |t: f64| {
        let rest = 1.0 - t;
        let value = f(low + scale * t / rest);
        if value == 0.0 { 0.0 } else { value * scale / (rest * rest) }
    };
    adaptive(mapped, 0.0, 1.0, tolerance)
}

/// One rule of 15 points, with the difference from the rule of 7 points inside it as the error.
fn gauss_kronrod(f: &mut impl FnMut(f64) -> f64, low: f64, high: f64) -> Piece {
    // Node, Kronrod weight, Gauss weight (0 where the node is Kronrod's only).
    const RULE: [(f64, f64, f64); 7] = [
        (0.991_455_371_120_812_6, 0.022_935_322_010_529_224, 0.0),
        (0.949_107_912_342_758_5, 0.063_092_092_629_978_56, 0.129_484_966_168_869_7),
        (0.864_864_423_359_769_1, 0.104_790_010_322_250_18, 0.0),
        (0.741_531_185_599_394_4, 0.140_653_259_715_525_92, 0.279_705_391_489_276_7),
        (0.586_087_235_467_691_1, 0.169_004_726_639_267_9, 0.0),
        (0.405_845_151_377_397_2, 0.190_350_578_064_785_4, 0.381_830_050_505_118_9),
        (0.207_784_955_007_898_47, 0.204_432_940_075_298_9, 0.0),
    ];
    let (centre, half) = (0.5 * (low + high), 0.5 * (high - low));
    let middle = f(centre);
    let mut kronrod = middle * 0.209_482_141_084_727_82;
    let mut gauss = middle * 0.417_959_183_673_469_4;
    let mut size = kronrod.abs();
    for (x, weight, inner) in RULE {
        let (below, above) = (f(centre - half * x), f(centre + half * x));
        kronrod += weight * (below + above);
        gauss += inner * (below + above);
        size += weight * (below.abs() + above.abs());
    }
    let difference = ((kronrod - gauss) * half).abs();
    let size = (size * half).abs();
    // QUADPACK's experience: the better rule's error is about the difference to the power 1.5.
    let scaled = 200.0 * difference / size;
    let error = if size == 0.0 {
        0.0
    } else if scaled < 1.0 {
        size * scaled * scaled.sqrt()
    } else {
        // Also what is NaN.
        size
    };
    Piece { low, high, value: kronrod * half, error }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::test_support::assert_close;

    #[test]
    fn both_rules_are_exact_for_the_polynomials_they_promise() {
        for n in [1, 2, 5, 16, 64, 257] {
            let rule = gauss_legendre(n);
            for degree in [0, n - n % 2, 2 * n - 2].into_iter().filter(|degree| *degree < 2 * n) {
                let expected = 2.0 / (degree + 1) as f64;
                let found = with_rule(&rule, -1.0, 1.0, |x| math::powi(x, degree as i32));
                assert_close(found, expected, 1e-13);
            }
            assert!(rule.windows(2).all(|pair| pair[0].0 < pair[1].0));
        }
        // 15 points of Kronrod's are exact to degree 22, the 7 of Gauss's to 13.
        for degree in [0, 2, 12, 22] {
            let piece = gauss_kronrod(&mut |x| math::powi(x, degree), -1.0, 1.0);
            assert_close(piece.value, 2.0 / f64::from(degree + 1), 1e-14);
            assert_eq!(piece.error < 1e-15, degree <= 13, "{degree}: {}", piece.error);
        }
    }

    #[test]
    fn nodes_agree_with_the_table() {
        // Abramowitz and Stegun, table 25.4, n = 5.
        let rule = gauss_legendre(5);
        for ((x, weight), (node, expected)) in rule.iter().skip(2).zip([
            (0.0, 0.568_888_888_888_889),
            (0.538_469_310_105_683, 0.478_628_670_499_366),
            (0.906_179_845_938_664, 0.236_926_885_056_189),
        ]) {
            assert!((x - node).abs() < 1e-15 && (weight - expected).abs() < 1e-15, "{x} {weight}");
        }
    }

    #[test]
    fn adaptive_integrals_keep_their_tolerance() {
        let tolerance = Tolerance { absolute: 0.0, relative: 1e-12 };
        let root = adaptive(f64::sqrt, 0.0, 1.0, tolerance);
        assert!(root.converged);
        assert_close(root.value, 2.0 / 3.0, 1e-12);
        let peak = adaptive(|x| 1.0 / (1e-6 + x * x), -1.0, 2.0, tolerance);
        // Python mpmath 1.4.1: 1000*(atan(2000) + atan(1000)).
        assert_close(peak.value, 3_140.092_653_964_793, 1e-12);
        let backwards = adaptive(|x| x, 1.0, 0.0, tolerance);
        assert_close(backwards.value, -0.5, 1e-14);
        let tail = adaptive_to_infinity(|x| math::exp(-x), 1.0, 1.0, tolerance);
        assert_close(tail.value, math::exp(-1.0), 1e-12);
    }

    #[test]
    fn an_integral_that_does_not_exist_does_not_converge() {
        let tolerance = Tolerance { absolute: 1e-9, relative: 1e-9 };
        assert!(!adaptive(|x| 1.0 / x, 0.0, 1.0, tolerance).converged);
        assert!(!adaptive(|_| f64::NAN, 0.0, 1.0, tolerance).converged);
    }
}
