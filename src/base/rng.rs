//! Seeded randomness: the same seed gives the same numbers everywhere.

use super::math;
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

    /// Exponential with mean 1, by inversion: one uniform number each. From 0 to about 36.7.
    pub fn exponential(&mut self) -> f64 {
        -math::ln(1.0 - self.uniform())
    }
}
