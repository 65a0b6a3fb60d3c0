//! The randomness of one replica.

use crate::base::rng::{Seed, Stream};

/// How many streams a replica can have.
const PURPOSES: u32 = 64;

/// Where the randomness of one replica begins: each of its purposes has a stream of its own, apart
/// from those of all other replicas with the same seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chance {
    /// The seed of the whole run.
    pub seed: Seed,
    /// Which replica of it, counted from 0.
    pub replica: u32,
}

impl Chance {
    /// The stream for a purpose below 64 (`0` arrivals, `1` service, …): changing how one is used does
    /// not reshuffle the others.
    #[must_use]
    pub fn stream(self, purpose: u32) -> Stream {
        debug_assert!(purpose < PURPOSES, "beyond, streams of two replicas would be the same");
        self.seed.stream(self.replica * PURPOSES + purpose)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_replicas_or_purposes_share_a_stream() {
        let first = |replica, purpose| {
            Chance { seed: Seed(5), replica }.stream(purpose).uniform().to_bits()
        };
        let mut all: Vec<_> = (0..50).flat_map(|r| (0..64).map(move |p| first(r, p))).collect();
        all.sort_unstable();
        assert!(all.is_sorted_by(|a, b| a < b));
    }
}
