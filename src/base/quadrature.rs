//! Integrals: Gauss–Legendre rules of any size, and an adaptive rule of Gauss and Kronrod.

use super::math;
use std::f64::consts::PI;

/// A rule of Gauss and Legendre: exact for polynomials of a degree below twice its size.
#[derive(Debug, Clone)]
pub struct GaussLegendre {
    /// Nodes within (−1, 1), ascending.
    nodes: Vec<f64>,
    weights: Vec<f64>,
}

impl GaussLegendre {
    /// The rule with so many nodes: the zeros of a Legendre polynomial, by Newton's method.
    #[must_use]
    pub fn new(size: usize) -> Self {
        let (mut nodes, mut weights) = (vec![0.0; size], vec![0.0; size]);
        for i in 0..size.div_ceil(2) {
            let mut x = math::cos(PI * (i as f64 + 0.75) / (size as f64 + 0.5));
            let mut slope = 1.0;
            for _ in 0..100 {
                let (value, derivative) = legendre(size, x);
                slope = derivative;
                let step = value / derivative;
                x -= step;
                if step.abs() < 1e-16 {
                    break;
                }
            }
            let weight = 2.0 / ((1.0 - x * x) * slope * slope);
            (nodes[i], nodes[size - 1 - i]) = (-x, x);
            (weights[i], weights[size - 1 - i]) = (weight, weight);
        }
        Self { nodes, weights }
    }

    /// Nodes and weights for an integral from `a` to `b`.
    pub fn on(&self, a: f64, b: f64) -> impl Iterator<Item = (f64, f64)> {
        let (middle, half) = (0.5 * (a + b), 0.5 * (b - a));
        self.nodes.iter().zip(&self.weights).map(move |(x, w)| (middle + half * x, half * w))
    }

    /// The integral of `f` from `a` to `b`.
    pub fn integrate(&self, f: impl Fn(f64) -> f64, a: f64, b: f64) -> f64 {
        self.on(a, b).map(|(x, weight)| weight * f(x)).sum()
    }
}

/// The Legendre polynomial of this degree and its derivative, within (−1, 1).
fn legendre(degree: usize, x: f64) -> (f64, f64) {
    let (mut before, mut value) = (1.0, x);
    if degree == 0 {
        return (1.0, 0.0);
    }
    for n in 2..=degree {
        let n = n as f64;
        (before, value) = (value, ((2.0 * n - 1.0) * x * value - (n - 1.0) * before) / n);
    }
    (value, degree as f64 * (x * value - before) / (x * x - 1.0))
}

/// Kronrod's nodes above zero with his weights, and Gauss's weights of every second node
/// (QUADPACK, 1983: rule of 7 and 15 points).
const KRONROD: [(f64, f64, f64); 7] = [
    (0.991_455_371_120_812_6, 0.022_935_322_010_529_22, 0.0),
    (0.949_107_912_342_758_5, 0.063_092_092_629_978_55, 0.129_484_966_168_869_7),
    (0.864_864_423_359_769_1, 0.104_790_010_322_250_18, 0.0),
    (0.741_531_185_599_394_4, 0.140_653_259_715_525_92, 0.279_705_391_489_276_64),
    (0.586_087_235_467_691_1, 0.169_004_726_639_267_9, 0.0),
    (0.405_845_151_377_397_2, 0.190_350_578_064_785_4, 0.381_830_050_505_118_93),
    (0.207_784_955_007_898_47, 0.204_432_940_075_298_9, 0.0),
];
const KRONROD_MIDDLE: (f64, f64) = (0.209_482_141_084_727_82, 0.417_959_183_673_469_4);

/// The integral of `f` from `a` to `b`, halved where the two rules differ by more than their share of
/// `tolerance`, absolutely and relatively to the whole.
pub fn adaptive(f: impl Fn(f64) -> f64, a: f64, b: f64, tolerance: f64) -> f64 {
    let f: &dyn Fn(f64) -> f64 = &f;
    let (whole, error) = kronrod(f, a, b);
    refine(f, (a, b), (whole, error), tolerance * whole.abs().max(1.0), 40)
}

fn refine(
    f: &dyn Fn(f64) -> f64,
    (a, b): (f64, f64),
    (whole, error): (f64, f64),
    tolerance: f64,
    depth: u32,
) -> f64 {
    if error <= tolerance || depth == 0 {
        return whole;
    }
    let middle = 0.5 * (a + b);
    let (left, right) = (kronrod(f, a, middle), kronrod(f, middle, b));
    refine(f, (a, middle), left, 0.5 * tolerance, depth - 1)
        + refine(f, (middle, b), right, 0.5 * tolerance, depth - 1)
}

/// Kronrod's estimate and how far Gauss's is from it.
fn kronrod(f: &dyn Fn(f64) -> f64, a: f64, b: f64) -> (f64, f64) {
    let (middle, half) = (0.5 * (a + b), 0.5 * (b - a));
    let centre = f(middle);
    let (mut kronrod, mut gauss) = (KRONROD_MIDDLE.0 * centre, KRONROD_MIDDLE.1 * centre);
    for (node, by_kronrod, by_gauss) in KRONROD {
        let both = f(middle - half * node) + f(middle + half * node);
        kronrod += by_kronrod * both;
        gauss += by_gauss * both;
    }
    (half * kronrod, (half * (kronrod - gauss)).abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn polynomials_are_exact_and_peaks_are_found() {
        for size in [1, 2, 5, 64, 201] {
            let rule = GaussLegendre::new(size);
            let degree = (2 * size - 1).min(9) as i32;
            let integral = rule.integrate(|x| math::pow(x, f64::from(degree)), 0.0, 1.0);
            assert!((integral - 1.0 / f64::from(degree + 1)).abs() < 1e-14, "{size}: {integral}");
        }
        let bell = |x: f64| math::exp(-0.5 * x * x * 1e4);
        let area = adaptive(bell, -0.3, 0.5, 1e-13);
        assert!((area - (2.0 * PI).sqrt() / 100.0).abs() < 1e-12, "{area}");
        let root = adaptive(f64::sqrt, 0.0, 1.0, 1e-12);
        assert!((root - 2.0 / 3.0).abs() < 1e-10, "{root}");
    }
}
