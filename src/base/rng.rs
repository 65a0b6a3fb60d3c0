//! Seeded randomness: the same seed gives the same numbers everywhere.

use super::math;
use super::normal;
use rand_core::{Rng as _, SeedableRng as _};
use rand_xoshiro::Xoshiro256PlusPlus;
use serde::{Deserialize, Serialize};

/// Where a simulation's randomness begins. Shown to the learner, who may change it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Seed(pub u32);

/// The seed of every run at build time: figures, computed values and the truth of predictions agree
/// because of it.
pub const BUILD_SEED: Seed = Seed(1);

/// A stream of random numbers.
#[derive(Debug, Clone)]
pub struct Stream(Xoshiro256PlusPlus);

impl Seed {
    /// An independent stream for each purpose (`0` arrivals, `1` service, …), so that changing one
    /// input does not reshuffle the randomness of the others.
    #[must_use]
    pub fn stream(self, purpose: u32) -> Stream {
        let mixed = (u64::from(purpose) << 32) | u64::from(self.0);
        Stream(Xoshiro256PlusPlus::seed_from_u64(mixed))
    }
}

impl Stream {
    /// Uniform in `[0, 1)`, with 53 random bits.
    pub fn uniform(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 * (1.0 / 9_007_199_254_740_992.0)
    }

    /// A whole number below `n`, which is above zero and below 2^53.
    pub fn below(&mut self, n: u64) -> u64 {
        (self.uniform() * n as f64) as u64
    }

    /// Standard normal, by inversion: one uniform number each.
    pub fn normal(&mut self) -> f64 {
        // The middle of its cell, so that it is never 0.
        normal::quantile(self.uniform() + 0.5 / 9_007_199_254_740_992.0)
    }

    /// Gamma with this shape and mean `shape`: Marsaglia and Tsang (2000).
    pub fn gamma(&mut self, shape: f64) -> f64 {
        if shape < 1.0 {
            // A gamma number of a shape above 1, shrunk.
            let shrink = math::pow(1.0 - self.uniform(), 1.0 / shape);
            return self.gamma(shape + 1.0) * shrink;
        }
        let d = shape - 1.0 / 3.0;
        let c = 1.0 / (9.0 * d).sqrt();
        loop {
            let x = self.normal();
            let v = 1.0 + c * x;
            let v = v * v * v;
            let u = 1.0 - self.uniform();
            if v > 0.0 && math::ln(u) < 0.5 * x * x + d - d * v + d * math::ln(v) {
                return d * v;
            }
        }
    }

    /// Beta with these two shapes.
    pub fn beta(&mut self, a: f64, b: f64) -> f64 {
        let (x, y) = (self.gamma(a), self.gamma(b));
        x / (x + y)
    }

    /// Exponential with mean 1, by inversion: one uniform number each. From 0 to about 36.7.
    pub fn exponential(&mut self) -> f64 {
        -math::ln(1.0 - self.uniform())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normal_numbers_have_the_moments_and_the_tail_of_the_normal_distribution() {
        let mut stream = Seed(1).stream(9);
        let n = 200_000;
        let (mut sum, mut squares, mut fourths, mut beyond) = (0.0, 0.0, 0.0, 0);
        for _ in 0..n {
            let x = stream.normal();
            sum += x;
            squares += x * x;
            fourths += x * x * x * x;
            beyond += u32::from(x > 1.959_964);
        }
        let n = f64::from(n);
        // Four standard errors each.
        assert!((sum / n).abs() < 4.0 / n.sqrt());
        assert!((squares / n - 1.0).abs() < 4.0 * (2.0 / n).sqrt());
        assert!((fourths / n - 3.0).abs() < 4.0 * (96.0 / n).sqrt());
        assert!((f64::from(beyond) / n - 0.025).abs() < 4.0 * (0.025 / n).sqrt());
    }
}
