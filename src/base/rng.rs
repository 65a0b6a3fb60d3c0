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
    // A call costs more than the work, and a build for size would make it.
    #[inline(always)]
    pub fn uniform(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 * (1.0 / 9_007_199_254_740_992.0)
    }

    /// Exponential with mean 1, by inversion: one uniform number each. From 0 to about 36.7.
    pub fn exponential(&mut self) -> f64 {
        -math::ln(1.0 - self.uniform())
    }

    /// Standard normal by the cosine branch of Box and Muller: two uniform numbers each, so that a
    /// stream stays in step whatever is drawn. Up to about 8.6 in size.
    pub fn normal(&mut self) -> f64 {
        let radius = (-2.0 * math::ln(1.0 - self.uniform())).sqrt();
        radius * math::cos(2.0 * std::f64::consts::PI * self.uniform())
    }

    /// Uniform in `0..n`, without bias; 0 for `n` = 0.
    ///
    /// Source: Lemire, "Fast Random Integer Generation in an Interval", ACM Transactions on Modeling
    /// and Computer Simulation 29(1), 2019.
    pub fn below(&mut self, n: u64) -> u64 {
        if n == 0 {
            return 0;
        }
        // Products whose lower half is under this would give some numbers one chance more.
        let unfair = n.wrapping_neg() % n;
        loop {
            let product = u128::from(self.0.next_u64()) * u128::from(n);
            if product as u64 >= unfair {
                return (product >> 64) as u64;
            }
        }
    }

    /// Whether something of this probability happens.
    pub fn chance(&mut self, probability: f64) -> bool {
        self.uniform() < probability
    }

    /// Brings the items into a random order (Fisher and Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last as u64 + 1) as usize);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normal_numbers_have_the_normal_moments() {
        let mut stream = Seed(11).stream(0);
        let n = 50_000;
        let mut moments = [0.0; 4];
        for _ in 0..n {
            let x = stream.normal();
            for (power, moment) in (1..).zip(&mut moments) {
                *moment += math::powi(x, power) / f64::from(n);
            }
        }
        // Four standard errors: the variances of x, x², x³ and x⁴ are 1, 2, 15 and 96.
        for ((found, expected), variance) in
            moments.iter().zip([0.0, 1.0, 0.0, 3.0]).zip([1.0, 2.0, 15.0, 96.0])
        {
            let error = 4.0 * (variance / f64::from(n)).sqrt();
            assert!((found - expected).abs() < error, "{moments:?}");
        }
    }

    #[test]
    fn every_number_below_is_as_likely() {
        let mut stream = Seed(12).stream(0);
        let mut counts = [0.0; 7];
        for _ in 0..70_000 {
            counts[stream.below(7) as usize] += 1.0;
        }
        let chi_square: f64 = counts.iter().map(|count| (count - 1e4) * (count - 1e4) / 1e4).sum();
        // The 99.9 % point of six degrees of freedom.
        assert!(chi_square < 22.46, "{counts:?}");
        // With three quarters of all numbers allowed, a biased method would prefer the lower ones.
        let n = 3 << 62;
        let low = (0..10_000).filter(|_| stream.below(n) < n / 2).count();
        assert!(low.abs_diff(5000) < 200, "{low}");
        assert_eq!((stream.below(0), stream.below(1)), (0, 0));
    }

    #[test]
    fn a_shuffle_keeps_every_item() {
        let mut stream = Seed(13).stream(0);
        let mut first = [0; 5];
        for _ in 0..5000 {
            let mut items = [0, 1, 2, 3, 4];
            stream.shuffle(&mut items);
            first[items[0]] += 1;
            items.sort_unstable();
            assert_eq!(items, [0, 1, 2, 3, 4]);
        }
        assert!(first.iter().all(|count: &i32| (count - 1000).abs() < 115), "{first:?}");
    }
}
