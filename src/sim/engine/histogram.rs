//! Quantiles of many samples in little room.

/// Bits of the mantissa that tell buckets apart: 128 to a doubling.
const BITS: u32 = 7;
/// Buckets reach from 2⁻⁴⁰ to 2⁴⁰ of the unit.
const LOW: i64 = (1023 - 40) << BITS;
const BUCKETS: usize = 80 << BITS;
const SHIFT: u32 = 52 - BITS;

/// A histogram of non-negative numbers with buckets that are equally wide within each doubling, as a
/// floating-point number is spaced. A bucket is found from the bits, without a logarithm.
///
/// A quantile lies in the same bucket as the sample quantile, hence within 1/128 of it; within the
/// bucket samples are taken as evenly spread, which leaves a few parts in ten thousand where the
/// distribution is smooth. Zeros are exact. 40 KB, allocated once.
///
/// The idea is that of Masson, Rim and Lee, "DDSketch", VLDB 2019, with the buckets of HdrHistogram.
#[derive(Debug, Clone)]
pub struct Histogram {
    counts: Vec<u32>,
    zeros: u64,
    count: u64,
}

impl Default for Histogram {
    fn default() -> Self {
        Self { counts: vec![0; BUCKETS], zeros: 0, count: 0 }
    }
}

impl Histogram {
    /// Counts a number; what is not above zero counts as zero.
    pub fn add(&mut self, x: f64) {
        self.count += 1;
        if x > 0.0 {
            let bucket = (x.to_bits() >> SHIFT) as i64 - LOW;
            self.counts[bucket.clamp(0, BUCKETS as i64 - 1) as usize] += 1;
        } else {
            self.zeros += 1;
        }
    }

    /// How many there were.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Adds all that another has counted.
    pub fn merge(&mut self, other: &Self) {
        self.count += other.count;
        self.zeros += other.zeros;
        self.counts.iter_mut().zip(&other.counts).for_each(|(to, from)| *to += from);
    }

    /// The buckets that hold anything, as pairs of a place and a count, zeros in the first.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (usize, u64)> {
        let counts = self.counts.iter().enumerate();
        let full = counts.filter(|(_, n)| **n > 0).map(|(i, n)| (i + 1, u64::from(*n)));
        std::iter::once((0, self.zeros)).chain(full)
    }

    /// Counts what [`Histogram::pairs`] has listed.
    pub(super) fn add_pair(&mut self, place: usize, count: u64) {
        self.count += count;
        match place.checked_sub(1) {
            Some(bucket) => self.counts[bucket] += count as u32,
            None => self.zeros += count,
        }
    }

    /// Forgets everything and keeps its room: the end of the warm-up.
    pub fn clear(&mut self) {
        self.counts.fill(0);
        (self.zeros, self.count) = (0, 0);
    }

    /// The share of the numbers that are zero.
    #[must_use]
    pub fn zero_share(&self) -> f64 {
        self.zeros as f64 / self.count.max(1) as f64
    }

    /// The number that a share (0 to 1) of all do not exceed; 0 for none.
    #[must_use]
    pub fn quantile(&self, share: f64) -> f64 {
        let place = share.clamp(0.0, 1.0) * self.count.saturating_sub(1) as f64;
        let mut below = self.zeros as f64;
        if place < below || self.count == 0 {
            return 0.0;
        }
        for (bucket, count) in self.counts.iter().enumerate().filter(|(_, count)| **count > 0) {
            let count = f64::from(*count);
            if place < below + count {
                let (from, to) = (edge(bucket), edge(bucket + 1));
                return from + (to - from) * (place - below + 0.5) / count;
            }
            below += count;
        }
        0.0
    }
}

fn edge(bucket: usize) -> f64 {
    f64::from_bits(((bucket as i64 + LOW) as u64) << SHIFT)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{rng::Seed, stats};

    #[test]
    fn quantiles_are_those_of_the_samples_to_a_part_in_a_thousand() {
        for scale in [1e-9, 1.0, 3e7] {
            let mut stream = Seed(9).stream(0);
            let mut histogram = Histogram::default();
            let mut samples: Vec<f64> =
                (0..200_000).map(|_| (scale * (stream.exponential() - 0.2)).max(0.0)).collect();
            samples.iter().for_each(|x| histogram.add(*x));
            let shares = [0.05, 0.5, 0.9, 0.99, 0.999];
            for (share, exact) in shares.into_iter().zip(stats::quantiles(&mut samples, shares)) {
                let found = histogram.quantile(share);
                assert!(
                    (found - exact).abs() <= 1.5e-3 * exact,
                    "{scale} {share}: {found} {exact}"
                );
            }
            assert_eq!(histogram.quantile(0.05), 0.0);
            assert!((histogram.zero_share() - 0.181).abs() < 0.005);
        }
    }

    #[test]
    fn two_halves_merge_into_the_whole_and_room_is_kept() {
        let mut stream = Seed(4).stream(0);
        let mut parts = [Histogram::default(), Histogram::default()];
        let mut whole = Histogram::default();
        for i in 0..5000 {
            let x = stream.exponential();
            parts[i % 2].add(x);
            whole.add(x);
        }
        let [mut first, second] = parts;
        first.merge(&second);
        assert_eq!(first.quantile(0.9), whole.quantile(0.9));
        let room = first.counts.capacity();
        first.clear();
        assert_eq!((first.count(), first.quantile(0.5)), (0, 0.0));
        first.add(1e300);
        first.add(1e-300);
        first.add(f64::NAN);
        assert_eq!(first.counts.capacity(), room);
        assert_eq!(first.zero_share(), 1.0 / 3.0);
    }
}
