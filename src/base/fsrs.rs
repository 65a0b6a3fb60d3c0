//! FSRS-6: a model of how memory fades and of what a review does to it, and the interval that follows.
//!
//! Pure: days are arguments, and nothing is drawn. With the default weights, without learning steps and
//! without fuzz it schedules as py-fsrs 6.3 does.
//!
//! Sources: Ye, Su and Cao, "A Stochastic Shortest Path Algorithm for Optimizing Spaced Repetition
//! Scheduling", KDD 2022; the version 6 equations and weights of the project open-spaced-repetition.

use super::math;

/// The default weights, fitted by the project to the reviews of many learners.
const W: [f64; 21] = [
    0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796, 1.4835,
    0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542,
];

/// Below this, in days, stability does not fall.
const LEAST_STABILITY: f64 = 0.001;

/// The longest interval in days: a hundred years.
const LONGEST_INTERVAL: f64 = 36_500.0;

/// How a learner rates the recall of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rating {
    /// Forgotten.
    Again,
    /// Recalled with serious difficulty.
    Hard,
    /// Recalled after a moment.
    Good,
    /// Recalled at once.
    Easy,
}

impl Rating {
    /// The rating with this number: 1 again, 2 hard, 3 good, 4 easy.
    #[must_use]
    pub fn from_number(number: u32) -> Option<Self> {
        [Self::Again, Self::Hard, Self::Good, Self::Easy]
            .into_iter()
            .find(|rating| rating.number() == number)
    }

    /// Its number, from 1 to 4.
    #[must_use]
    pub fn number(self) -> u32 {
        match self {
            Self::Again => 1,
            Self::Hard => 2,
            Self::Good => 3,
            Self::Easy => 4,
        }
    }
}

/// What is known of a learner's memory of one item, just after a review.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Memory {
    /// Days until the probability of recall has fallen to 90 %. At least 0.001.
    pub stability: f64,
    /// How hard the item is to strengthen: 1 (easy) to 10.
    pub difficulty: f64,
}

impl Memory {
    /// After the first encounter.
    #[must_use]
    pub fn first(rating: Rating) -> Self {
        let stability = match rating {
            Rating::Again => W[0],
            Rating::Hard => W[1],
            Rating::Good => W[2],
            Rating::Easy => W[3],
        };
        Self { stability, difficulty: first_difficulty(rating).clamp(1.0, 10.0) }
    }

    /// After another review, so many days after the last one. Part days do not count, and less than
    /// one is the same day, when recall says little about memory.
    #[must_use]
    pub fn reviewed(self, rating: Rating, days: f64) -> Self {
        let days = days.max(0.0).floor();
        // The new stability follows from the old difficulty.
        let stability = match rating {
            _ if days < 1.0 => self.same_day(rating),
            Rating::Again => self.forgotten(self.retrievability(days)),
            Rating::Hard | Rating::Good | Rating::Easy => {
                self.recalled(rating, self.retrievability(days))
            }
        };
        Self { stability: stability.max(LEAST_STABILITY), difficulty: self.next_difficulty(rating) }
    }

    /// The probability of recall so many days after the review: a power law that is 1 at first and
    /// 0.9 after [`Memory::stability`] days.
    #[must_use]
    pub fn retrievability(self, days: f64) -> f64 {
        math::pow(1.0 + factor() * days / self.stability, -W[20])
    }

    /// Whole days until the probability of recall has fallen to `retention` (between 0 and 1): at
    /// least 1, at most a hundred years, halves rounded to even.
    #[must_use]
    pub fn interval(self, retention: f64) -> f64 {
        let days = self.stability / factor() * (math::pow(retention, -1.0 / W[20]) - 1.0);
        days.round_ties_even().clamp(1.0, LONGEST_INTERVAL)
    }

    fn same_day(self, rating: Rating) -> f64 {
        let factor = math::exp(W[17] * (f64::from(rating.number()) - 3.0 + W[18]))
            * math::pow(self.stability, -W[19]);
        self.stability * if rating == Rating::Again { factor } else { factor.max(1.0) }
    }

    fn recalled(self, rating: Rating, retrievability: f64) -> f64 {
        let rated = match rating {
            Rating::Hard => W[15],
            Rating::Easy => W[16],
            Rating::Again | Rating::Good => 1.0,
        };
        let gain = math::exp(W[8])
            * (11.0 - self.difficulty)
            * math::pow(self.stability, -W[9])
            * (math::exp(W[10] * (1.0 - retrievability)) - 1.0)
            * rated;
        self.stability * (1.0 + gain)
    }

    fn forgotten(self, retrievability: f64) -> f64 {
        let anew = W[11]
            * math::pow(self.difficulty, -W[12])
            * (math::pow(self.stability + 1.0, W[13]) - 1.0)
            * math::exp(W[14] * (1.0 - retrievability));
        anew.min(self.stability / math::exp(W[17] * W[18]))
    }

    fn next_difficulty(self, rating: Rating) -> f64 {
        let change = (10.0 - self.difficulty) / 9.0 * (W[6] * (3.0 - f64::from(rating.number())));
        // It reverts towards that of an easy item, which is not brought into range for this.
        let target = first_difficulty(Rating::Easy);
        (W[7] * target + (1.0 - W[7]) * (self.difficulty + change)).clamp(1.0, 10.0)
    }
}

/// Makes the probability of recall 0.9 after one stability.
fn factor() -> f64 {
    math::pow(0.9, -1.0 / W[20]) - 1.0
}

fn first_difficulty(rating: Rating) -> f64 {
    W[4] - math::exp(W[5] * (f64::from(rating.number()) - 1.0)) + 1.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn after(history: &[(u32, f64)]) -> Memory {
        let rating = |number| Rating::from_number(number).expect("1 to 4");
        let first = Memory::first(rating(history[0].0));
        history[1..]
            .iter()
            .fold(first, |memory, &(number, days)| memory.reviewed(rating(number), days))
    }

    // Both are tests of py-fsrs 6.3 with its own learning steps: where these end, the intervals are
    // those of the memory model.
    #[test]
    fn the_published_memory_state_is_met() {
        let history = [(1, 0.0), (3, 0.0), (3, 1.0), (3, 3.0), (3, 8.0), (3, 21.0)];
        let memory = after(&history);
        assert!((memory.stability - 53.626_91).abs() < 1e-4, "{memory:?}");
        assert!((memory.difficulty - 6.357_486_7).abs() < 1e-4, "{memory:?}");
    }

    #[test]
    fn the_published_intervals_are_met() {
        // Reviews on the day they are due; those that are due at once are learning steps.
        let expected = [0.0, 2.0, 11.0, 46.0, 163.0, 498.0, 0.0, 0.0, 2.0, 4.0, 7.0, 12.0, 21.0];
        let ratings = [3, 3, 3, 3, 3, 3, 1, 1, 3, 3, 3, 3, 3];
        let mut memory = Memory::first(Rating::Good);
        for i in 1..ratings.len() {
            let rating = Rating::from_number(ratings[i]).expect("1 to 4");
            memory = memory.reviewed(rating, expected[i - 1]);
            if expected[i] > 0.0 {
                assert_eq!(memory.interval(0.9), expected[i], "review {i}");
            }
        }
    }

    #[test]
    fn only_four_numbers_are_ratings() {
        let known: Vec<u32> = (0..10).filter(|n| Rating::from_number(*n).is_some()).collect();
        assert_eq!(known, [1, 2, 3, 4]);
    }

    proptest! {
        #[test]
        fn recall_fades_and_a_better_rating_never_shortens_the_wait(
            ratings in proptest::collection::vec((1..=4_u32, 0.0..400.0_f64), 1..12),
            days in 0.0..400.0_f64, retention in 0.5..0.99_f64,
        ) {
            let memory = after(&ratings);
            prop_assert!((memory.retrievability(memory.stability) - 0.9).abs() < 1e-12);
            prop_assert!(memory.retrievability(days + 1.0) < memory.retrievability(days));
            prop_assert!((1.0..=10.0).contains(&memory.difficulty));
            prop_assert!(memory.interval(retention) >= memory.interval(retention + 0.01));
            // Hard is recalled, too: it is compared with good, not with again.
            let next = |rating| memory.reviewed(rating, days);
            prop_assert!(next(Rating::Easy).stability >= next(Rating::Good).stability);
            prop_assert!(next(Rating::Good).stability >= next(Rating::Hard).stability);
            prop_assert!(next(Rating::Again).stability <= memory.stability.max(W[0]) * 1.5);
            prop_assert!(next(Rating::Easy).difficulty <= next(Rating::Again).difficulty);
        }
    }
}
