//! Steps to be put in order.

#[cfg(feature = "view")]
pub mod view;

use crate::base::rng::Seed;
use crate::prose::Line;
use crate::question::shuffled;
use serde::{Deserialize, Serialize};

/// Steps, in the right order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Order {
    /// Three to seven, the first first.
    pub steps: Vec<Step>,
}

/// A step, with the reason for its place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// What is done.
    pub text: Line,
    /// Why it comes where it comes.
    pub reason: Line,
}

/// What grading needs: how many steps there are, for the right order is that of their places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Key {
    /// How many steps.
    pub steps: u32,
}

impl Order {
    /// What grading needs.
    #[must_use]
    pub fn key(&self) -> Key {
        Key { steps: u32::try_from(self.steps.len()).unwrap_or(u32::MAX) }
    }
}

impl Key {
    /// The pairs in the right order, less those in the wrong one, as a share of all pairs, and not
    /// below 0: 1 for the right order, 0 for one no better than chance.
    /// Kendall, "A new measure of rank correlation", Biometrika 30 (1938), cut off at 0.
    #[must_use]
    pub fn score(self, places: &[u32]) -> f64 {
        if !self.holds_each_once(places) {
            return 0.0;
        }
        let pairs = || {
            let later = |i: usize| places[i + 1..].iter().map(move |b| (places[i], *b));
            (0..places.len()).flat_map(later)
        };
        let (all, right) = (pairs().count(), pairs().filter(|(a, b)| a < b).count());
        (2.0 * right as f64 / all.max(1) as f64 - 1.0).clamp(0.0, 1.0)
    }

    /// Whether every step stands in the answer once.
    #[must_use]
    pub fn holds_each_once(self, places: &[u32]) -> bool {
        places.len() == self.steps as usize && (0..self.steps).all(|step| places.contains(&step))
    }

    /// The order in which the steps are found: the same seed, the same order, and never the right
    /// one, so that leaving them as they are is no answer.
    #[must_use]
    pub fn start(self, seed: Seed) -> Vec<u32> {
        let mut places: Vec<u32> =
            shuffled(self.steps as usize, seed, 0).into_iter().map(|place| place as u32).collect();
        if places.is_sorted() {
            places.reverse();
        }
        places
    }
}
