//! The characteristic time of a cache: how long an item stays that nobody asks for.

use crate::base::math;

/// A search for the time at which the expected number of cached items is the capacity, one pass over
/// all items per step.
///
/// Newton's method in the logarithms of both, where the number of items is nearly a power of the time
/// (for Zipf's law with an exponent above 1 it is `time^(1/alpha)`), inside a bracket.
pub(super) struct Search {
    capacity: f64,
    keep: Keep,
    /// The logarithm of the time, and what is known to be too short and too long.
    log_time: f64,
    low: f64,
    high: f64,
    found: Option<Found>,
}

/// How an item's rate `x`, in requests per characteristic time, makes it stay.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Keep {
    /// Least recently used goes first: an item is there if it was asked for within the time,
    /// `1 − e^−x` (Che, Tung and Wang 2002).
    Recent,
    /// First in goes first: a request starts a stay that further ones do not prolong, `x / (1 + x)`
    /// (Fricker, Robert and Roberts 2012).
    Oldest,
}

/// The solution.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Found {
    /// The characteristic time, in requests.
    pub time: f64,
    /// The share of requests that find their item.
    pub hit: f64,
}

impl Keep {
    /// The probability that an item is there, and its elasticity: how many per cent it gains when the
    /// time grows by one, times the probability.
    fn there(self, x: f64) -> (f64, f64) {
        match self {
            Self::Recent => {
                // One exponential: over a sum of at least one item, the digits that a small
                // difference loses do not count.
                let gone = math::exp(-x);
                (1.0 - gone, x * gone)
            }
            Self::Oldest => (x / (1.0 + x), x / ((1.0 + x) * (1.0 + x))),
        }
    }
}

impl Search {
    /// For a capacity from 1 up to one below the number of items.
    pub(super) fn new(capacity: usize, keep: Keep) -> Self {
        let capacity = capacity as f64;
        // An item takes at least one request to come in, so the time is no shorter.
        let low = math::ln(capacity);
        Self { capacity, keep, log_time: low, low, high: f64::INFINITY, found: None }
    }

    /// The solution, once it is found.
    pub(super) fn found(&self) -> Option<Found> {
        self.found
    }

    /// One step.
    pub(super) fn step(&mut self, shares: &[f64]) {
        let time = math::exp(self.log_time);
        let (mut items, mut slope, mut hit) = (0.0, 0.0, 0.0);
        for share in shares {
            let (there, elasticity) = self.keep.there(share * time);
            items += there;
            slope += elasticity;
            hit += share * there;
        }
        if items < self.capacity { self.low = self.log_time } else { self.high = self.log_time }
        let newton = self.log_time + math::ln(self.capacity / items) * items / slope;
        let inside = newton > self.low && newton < self.high;
        let next = if inside || (newton == self.low && items < self.capacity) {
            newton
        } else if self.high.is_finite() {
            0.5 * (self.low + self.high)
        } else {
            self.low + 1.0
        };
        // The share of items changes by less than the time does.
        if (next - self.log_time).abs() <= 1e-11 || self.high - self.low <= 1e-11 {
            self.found = Some(Found { time, hit });
        }
        self.log_time = next;
    }
}
