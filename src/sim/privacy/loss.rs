//! The privacy loss of one step of a subsampled Gaussian mechanism.

use crate::base::math;

/// Nodes reach so many standard deviations beyond where weight lies.
const REACH: f64 = 9.5;
/// More nodes than this are not worth their time.
const MOST_NODES: f64 = 20_000.0;
const ONE_OVER_ROOT_TWO_PI: f64 = 0.398_942_280_401_432_7;
/// Weights below this share do not count.
const NOTHING: f64 = 1e-17;

/// Which of two neighbouring data sets was used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    /// The one with the person, compared with the one without.
    Remove,
    /// The other way around.
    Add,
}

/// Each record is in the batch with probability `rate`, independently; its gradient is clipped to
/// length 1, and the noise is normal with standard deviation `noise`.
///
/// Without the person the sum is N(0, noise²), with the person it is N(1, noise²) with probability
/// `rate`: Abadi et al., "Deep Learning with Differential Privacy", CCS 2016, section 3.2.
#[derive(Debug, Clone, Copy)]
pub(super) struct Loss {
    pub(super) rate: f64,
    pub(super) noise: f64,
}

impl Loss {
    /// `ln` of the density with the person over that without, where the sum is `x`.
    fn ratio(&self, x: f64) -> f64 {
        let shift = (2.0 * x - 1.0) / (2.0 * self.noise * self.noise);
        if self.rate >= 1.0 {
            return shift;
        }
        if shift > 500.0 {
            return math::ln(self.rate) + shift;
        }
        math::log1p(self.rate * math::expm1(shift))
    }

    /// A spacing of nodes fine enough for moments: the trapezoidal rule gains digits exponentially, as
    /// the normal density and the ratio are smooth on the scales `noise` and `noise²`.
    pub(super) fn spacing(&self) -> f64 {
        (self.noise / 6.0).min(0.4 * self.noise * self.noise)
    }

    /// The exponent of the ratio in `E[exp(zL)]`, taken over the law without the person.
    fn exponent(direction: Direction, z: f64) -> f64 {
        match direction {
            Direction::Remove => z + 1.0,
            Direction::Add => -z,
        }
    }

    /// Calls `f` with the logarithms of the density without the person and of the ratio at each node.
    fn nodes(&self, exponent: f64, spacing: f64, mut f: impl FnMut(f64, f64)) {
        let low = -REACH * self.noise;
        for i in 0..=self.count(exponent, spacing) as usize {
            let x = low + spacing * i as f64;
            f(-x * x / (2.0 * self.noise * self.noise), self.ratio(x));
        }
    }

    /// Nodes that a moment with this exponent takes: its weight reaches that far.
    fn count(&self, exponent: f64, spacing: f64) -> f64 {
        ((exponent.max(0.0) + 2.0 * REACH * self.noise) / spacing).ceil()
    }

    /// Whether [`Loss::log_moment`] at `z` is soon computed.
    pub(super) fn is_cheap(&self, direction: Direction, z: f64) -> bool {
        self.count(Self::exponent(direction, z), self.spacing()) < MOST_NODES
    }

    /// `ln E[exp(zL)]` for `z > −1`, where `L` is the loss of one step. Relative error about 1e-10,
    /// also where it is tiny: the sum is that of `exp(zL) − 1`.
    pub(super) fn log_moment(&self, direction: Direction, z: f64) -> f64 {
        if self.rate >= 1.0 {
            return z * (z + 1.0) / (2.0 * self.noise * self.noise);
        }
        let (exponent, spacing) = (Self::exponent(direction, z), self.spacing());
        let mut most = f64::NEG_INFINITY;
        self.nodes(exponent, spacing, |log, ratio| most = most.max(log + exponent * ratio));
        let scale = spacing / self.noise * ONE_OVER_ROOT_TWO_PI;
        let mut sum = 0.0;
        if most < 600.0 {
            self.nodes(exponent, spacing, |log, ratio| {
                let power = exponent * ratio;
                sum += if power < 30.0 {
                    math::exp(log) * math::expm1(power)
                } else {
                    math::exp(log + power)
                };
            });
            return math::log1p(sum * scale);
        }
        self.nodes(exponent, spacing, |log, ratio| sum += math::exp(log + exponent * ratio - most));
        most + math::ln(sum * scale)
    }

    /// The law of the loss tilted by `exp(c·L)`, as weights that sum to 1 and losses.
    pub(super) fn tilted(&self, direction: Direction, c: f64, spacing: f64) -> Vec<(f64, f64)> {
        let sign = if direction == Direction::Remove { 1.0 } else { -1.0 };
        let mut nodes = Vec::new();
        let exponent = Self::exponent(direction, c);
        self.nodes(exponent, spacing, |log, ratio| {
            nodes.push((log + exponent * ratio, sign * ratio));
        });
        let most = nodes.iter().map(|(log, _)| *log).fold(f64::NEG_INFINITY, f64::max);
        for (log, _) in &mut nodes {
            *log = math::exp(*log - most);
        }
        let sum: f64 = nodes.iter().map(|(weight, _)| weight).sum();
        nodes.retain(|(weight, _)| *weight > NOTHING * sum);
        for (weight, _) in &mut nodes {
            *weight /= sum;
        }
        nodes
    }
}
