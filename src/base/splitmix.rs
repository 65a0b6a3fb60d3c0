//! SplitMix64: the generator of the reference data in `tests/reference`, so that a simulator can be fed
//! exactly the numbers that another language's program was fed. Simulations draw from [`super::rng`].

use super::math;
use rand_core::{Rng as _, SeedableRng as _};

/// 2⁻⁵³: one unit of a number with 53 random bits in `[0, 1)`.
const UNIT: f64 = 1.0 / 9_007_199_254_740_992.0;

/// A stream of SplitMix64.
///
/// Source: Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014, with
/// the mixing constants of Stafford's variant 13.
#[derive(Debug, Clone)]
pub struct SplitMix64(rand_xoshiro::SplitMix64);

impl SplitMix64 {
    /// The stream whose state begins at `seed`.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(rand_xoshiro::SplitMix64::seed_from_u64(seed))
    }

    /// The next 64 bits.
    pub fn next_u64(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// Uniform in `[0, 1)`: the upper 53 bits of the next number.
    pub fn uniform(&mut self) -> f64 {
        (self.next_u64() >> 11) as f64 * UNIT
    }

    /// Standard normal by the cosine branch of Box and Muller: two numbers each. The first is moved
    /// to the middle of its cell, so that its logarithm is finite.
    pub fn normal(&mut self) -> f64 {
        let radius = (-2.0 * math::ln(((self.next_u64() >> 11) as f64 + 0.5) * UNIT)).sqrt();
        radius * math::cos(2.0 * std::f64::consts::PI * self.uniform())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stream_is_the_published_one() {
        // The first outputs of splitmix64.c (Vigna) for seed 1234567.
        let mut stream = SplitMix64::new(1_234_567);
        let found: Vec<u64> = (0..3).map(|_| stream.next_u64()).collect();
        assert_eq!(
            found,
            [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]
        );
    }

    #[test]
    fn uniforms_and_normals_agree_with_python() {
        // Python 3 integers and the math module, seed 42.
        let mut stream = SplitMix64::new(42);
        assert_eq!(stream.uniform(), 0.741_564_878_771_823_3);
        for expected in [-0.342_244_134_738_334, 1.419_022_099_725_112_4, 0.104_839_920_941_921_3] {
            let found = stream.normal();
            assert!((found - expected).abs() < 1e-14, "{found} {expected}");
        }
    }

    // The first number from this seed is 0: at the corner of its cell the logarithm would be infinite.
    #[test]
    fn the_smallest_number_has_a_finite_normal() {
        let mut stream = SplitMix64::new(0x61c8_8646_80b5_83eb);
        assert_eq!(stream.clone().next_u64(), 0);
        let found = stream.normal();
        assert!((found - (6.428_989_474_900_336_5)).abs() < 1e-13, "{found}");
    }
}
