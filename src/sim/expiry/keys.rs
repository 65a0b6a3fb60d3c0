//! Keys of different popularity, as a law and in closed form.

use crate::base::math;
use crate::base::rng::Stream;

/// Keys that requests ask for, the most popular first.
#[derive(Debug)]
pub(super) struct Keys {
    /// Probabilities added up; the last is 1.
    cumulative: Vec<f64>,
}

/// What renewal theory says, where the origin always answers at once or after the same time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Theory {
    /// The share of requests whose value is in the cache and has not expired.
    pub(super) hits: f64,
    /// Fetches per second, with one for each key at a time.
    pub(super) fetches: f64,
    /// The same where everyone who misses fetches.
    pub(super) stampede: f64,
}

impl Keys {
    /// So many keys, at least 1, the k-th with a probability in proportion to k^(−skew): Zipf's law.
    pub(super) fn new(count: u64, skew: f64) -> Self {
        let mut sum = 0.0;
        let mut cumulative = Vec::with_capacity(count as usize);
        for rank in 1..=count {
            sum += math::exp(-skew * math::ln(rank as f64));
            cumulative.push(sum);
        }
        cumulative.iter_mut().for_each(|share| *share /= sum);
        Self { cumulative }
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.cumulative.len()
    }

    /// The share of the requests that ask for a key.
    pub(super) fn share(&self, key: usize) -> f64 {
        let before = if key == 0 { 0.0 } else { self.cumulative[key - 1] };
        self.cumulative[key] - before
    }

    /// Draws the key of a request.
    pub(super) fn sample(&self, stream: &mut Stream) -> usize {
        let place = stream.uniform();
        self.cumulative.partition_point(|share| *share <= place).min(self.count() - 1)
    }

    /// A key is fetched, kept for `ttl` seconds, asked for again `1/λ` after that on average, and fetched
    /// once more, for `latency` seconds: a renewal process (Jung, Berger and Balakrishnan 2003, with the
    /// time of the fetch). Misses come while it is fetched, λ·latency after the first.
    pub(super) fn theory(&self, rate: f64, ttl: f64, latency: f64) -> Theory {
        let mut theory = Theory { hits: 0.0, fetches: 0.0, stampede: 0.0 };
        for key in 0..self.count() {
            let share = self.share(key);
            let own = rate * share;
            let cycles = own / (1.0 + own * (ttl + latency));
            theory.hits += share * ttl * cycles;
            theory.fetches += cycles;
            theory.stampede += cycles * (1.0 + own * latency);
        }
        theory
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::rng::Seed;

    #[test]
    fn draws_are_as_popular_as_zipf_says() {
        let keys = Keys::new(50, 0.9);
        let mut stream = Seed(1).stream(0);
        let mut counts = [0.0; 50];
        let draws = 100_000.0;
        (0..100_000).for_each(|_| counts[keys.sample(&mut stream)] += 1.0);
        for (key, count) in counts.iter().enumerate() {
            let expected = draws * keys.share(key);
            assert!((count - expected).abs() < 4.5 * expected.sqrt(), "{key}: {count} {expected}");
        }
        let ratio = keys.share(0) / keys.share(9);
        assert!((ratio - math::pow(10.0, 0.9)).abs() < 1e-9, "{ratio}");
    }

    #[test]
    fn one_key_has_the_hit_ratio_of_a_renewal_process() {
        let theory = Keys::new(1, 1.0).theory(2.0, 3.0, 0.0);
        assert!((theory.hits - 6.0 / 7.0).abs() < 1e-12);
        assert!((theory.fetches - 2.0 / 7.0).abs() < 1e-12);
        assert_eq!(theory.fetches, theory.stampede);
    }
}
