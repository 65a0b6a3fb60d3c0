//! The tight privacy of many steps of a subsampled Gaussian mechanism, by integrating in the complex
//! plane: no discretised losses, no convolutions.

use super::loss::{Direction, Loss};
use crate::base::{math, roots};
use std::f64::consts::PI;

/// What is neglected is smaller than this share of δ.
const NEGLECTED: f64 = 1e-5;
/// `-ln` of what the periods of the sum may add.
const ALIAS: f64 = 20.0;
/// Nodes of the line, and of the loss, at most: enough but for a handful of rarely sampled steps.
const MOST_ON_LINE: usize = 2048;
const MOST_OF_LOSS: usize = 1024;

/// A complex number.
#[derive(Debug, Clone, Copy)]
struct Complex {
    re: f64,
    im: f64,
}

impl Complex {
    fn at_angle(angle: f64) -> Self {
        Self { re: math::cos(angle), im: math::sin(angle) }
    }

    fn times(self, other: Self) -> Self {
        Self {
            re: self.re * other.re - self.im * other.im,
            im: self.re * other.im + self.im * other.re,
        }
    }

    fn size(self) -> f64 {
        (self.re * self.re + self.im * self.im).sqrt()
    }

    /// To a whole power, by repeated squaring.
    fn power(self, mut n: u64) -> Self {
        let (mut result, mut square) = (Self { re: 1.0, im: 0.0 }, self);
        while n > 0 {
            if n & 1 == 1 {
                result = result.times(square);
            }
            square = square.times(square);
            n >>= 1;
        }
        result
    }
}

/// ε of `steps` independent steps at this `delta` (above 0, below 1): 0 when less than `delta` is lost
/// in any case. The greater of adding a person and removing one.
///
/// With the privacy loss `L` of one step, `M(z) = E[exp(zL)]` and any `c > 0`,
///
/// `δ(ε) = E[(1 − exp(ε − ΣL))₊] = 1/2πi ∫ M(z)ⁿ exp(−εz) / (z(z+1)) dz` along `Re z = c`.
///
/// At the saddle point the integrand neither cancels nor oscillates, so a few nodes of the trapezoidal
/// rule give all digits. Zhu, Dong and Wang, "Optimal Accounting of Differential Privacy via
/// Characteristic Function", AISTATS 2022; Alghamdi et al., "The Saddle-Point Method in Differential
/// Privacy", ICML 2023.
pub(super) fn epsilon(loss: &Loss, steps: u64, delta: f64) -> f64 {
    [Direction::Remove, Direction::Add]
        .into_iter()
        .map(|direction| Line::new(loss, direction, steps, delta).epsilon())
        .fold(0.0, f64::max)
}

/// A line of integration with what does not depend on ε.
struct Line {
    /// Where it crosses the real axis.
    c: f64,
    /// `ln M(c)ⁿ`.
    log_height: f64,
    /// Between two nodes.
    step: f64,
    /// `M(z)ⁿ/(z(z+1))` over `M(c)ⁿ`, from the real axis upwards.
    nodes: Vec<Complex>,
    /// The size of the last node, and of all that may lie beyond it; 0 where that is nothing.
    last: f64,
    beyond: f64,
    log_delta: f64,
    /// An upper bound of ε (Chernoff's).
    bound: f64,
}

impl Line {
    fn new(loss: &Loss, direction: Direction, steps: u64, delta: f64) -> Self {
        let (n, log_delta) = (steps as f64, math::ln(delta));
        let height = |c: f64| n * loss.log_moment(direction, c);
        // Of all bounds δ(ε) ≤ exp(height − cε) max (1 − e⁻ᵘ)e⁻ᶜᵘ the best crosses near the saddle.
        let bound = |log_c: f64| {
            let c = math::exp(log_c);
            let kernel = c * math::ln(c) - (c + 1.0) * math::ln(c + 1.0);
            (height(c) + kernel - log_delta) / c
        };
        let least = |c: f64| if loss.is_cheap(direction, c) { bound(math::ln(c)) } else { f64::INFINITY };
        let mut start = 1e-4;
        while start < 1e6 && least(2.0 * start) < least(start) {
            start *= 2.0;
        }
        let (low, high) = (math::ln(start / 2.0), math::ln(2.0 * start));
        let (log_c, bound) = roots::minimise(bound, low, high, 1e-3);
        let c = math::exp(log_c);
        // The sum repeats itself with a period; what comes from the neighbours must be nothing.
        let right = [1.02, 1.05, 1.1, 1.2, 1.4, 1.7, 2.0, 3.0].map(|factor| {
            (height(c * factor) - c * factor * bound - log_delta + ALIAS) / (c * (factor - 1.0))
        });
        let right = right.into_iter().filter(|x| x.is_finite()).fold(f64::INFINITY, f64::min);
        let period = right.max((ALIAS - log_delta) / c);
        let mut line = Self {
            c,
            log_height: height(c),
            step: 2.0 * PI / period,
            nodes: Vec::new(),
            last: 0.0,
            beyond: 0.0,
            log_delta,
            bound,
        };
        line.sum_up(loss, direction, steps);
        line
    }

    /// Computes the nodes with a grid of losses that is fine enough for the fastest of them.
    fn sum_up(&mut self, loss: &Loss, direction: Direction, steps: u64) {
        let mut spacing = loss.spacing();
        loop {
            let tilted = loss.tilted(direction, self.c, spacing);
            self.walk(&tilted, steps);
            let fastest = self.step * self.nodes.len() as f64;
            let turn = fastest * spacing / (loss.noise * loss.noise);
            if turn < 2.0 || 2 * tilted.len() > MOST_OF_LOSS {
                return;
            }
            spacing /= 2.0;
        }
    }

    fn walk(&mut self, tilted: &[(f64, f64)], steps: u64) {
        let mut turned: Vec<Complex> =
            tilted.iter().map(|(weight, _)| Complex { re: *weight, im: 0.0 }).collect();
        let turns: Vec<Complex> =
            tilted.iter().map(|(_, loss)| Complex::at_angle(self.step * loss)).collect();
        self.nodes.clear();
        for k in 0..MOST_ON_LINE {
            let (mut re, mut im) = (0.0, 0.0);
            for (now, turn) in turned.iter_mut().zip(&turns) {
                re += now.re;
                im += now.im;
                *now = now.times(*turn);
            }
            let z = Complex { re: self.c, im: self.step * k as f64 };
            let below = z.times(Complex { re: z.re + 1.0, im: z.im });
            let square = below.re * below.re + below.im * below.im;
            let over = Complex { re: below.re / square, im: -below.im / square };
            let node = Complex { re, im }.power(steps).times(over);
            self.nodes.push(node);
            // Beyond, nodes fall at least as the square of their height.
            self.last = node.size();
            self.beyond = self.last * k as f64;
            if k > 3 && self.beyond < NEGLECTED * self.nodes[0].re {
                self.beyond = 0.0;
                return;
            }
        }
    }

    /// The logarithm of δ at this ε, or a bound where the line is cut off too early.
    fn log_delta_at(&self, epsilon: f64) -> f64 {
        let turn = Complex::at_angle(-self.step * epsilon);
        let (mut now, mut sum) = (Complex { re: 1.0, im: 0.0 }, -0.5 * self.nodes[0].re);
        for node in &self.nodes {
            sum += node.times(now).re;
            now = now.times(turn);
        }
        // Nodes that fall steadily while the factor turns nearly cancel (Abel's summation).
        let swing = math::sin(0.5 * self.step * epsilon).abs();
        let beyond = if swing > 0.0 { self.beyond.min(self.last / swing) } else { self.beyond };
        let sum = (sum + beyond).max(f64::MIN_POSITIVE);
        self.log_height - self.c * epsilon + math::ln(sum * self.step / PI)
    }

    fn epsilon(&self) -> f64 {
        if !self.bound.is_finite() {
            return f64::INFINITY;
        }
        if self.bound <= 0.0 || self.log_delta_at(0.0) <= self.log_delta {
            return 0.0;
        }
        let excess = |epsilon: f64| self.log_delta_at(epsilon) - self.log_delta;
        let tolerance = 1e-10 * self.bound;
        roots::brent(excess, 0.0, self.bound, tolerance).unwrap_or(self.bound)
    }
}
