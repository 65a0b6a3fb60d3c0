//! Sums in the place of samples.

/// Mean and variance of numbers that pass by, one after another.
///
/// Source: Welford, "Note on a method for calculating corrected sums of squares and products",
/// Technometrics 4(3), 1962. It loses no digits where the mean is large.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Tally {
    count: u64,
    mean: f64,
    squares: f64,
}

impl Tally {
    /// Counts a number.
    pub fn add(&mut self, x: f64) {
        self.count += 1;
        let difference = x - self.mean;
        self.mean += difference / self.count as f64;
        self.squares += difference * (x - self.mean);
    }

    /// How many there were.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Their mean; 0 for none.
    #[must_use]
    pub fn mean(&self) -> f64 {
        self.mean
    }

    /// Their unbiased variance; 0 for fewer than two.
    #[must_use]
    pub fn variance(&self) -> f64 {
        if self.count < 2 { 0.0 } else { self.squares / (self.count - 1) as f64 }
    }

    /// The standard error of the mean, if they were independent.
    #[must_use]
    pub fn standard_error(&self) -> f64 {
        if self.count < 2 { 0.0 } else { (self.variance() / self.count as f64).sqrt() }
    }
}

/// The mean over time of something that stays the same between events: a number in the system, whether
/// a server is busy.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct TimeAverage {
    level: f64,
    since: f64,
    began: f64,
    area: f64,
}

impl TimeAverage {
    /// From this moment on it is at this level.
    pub fn set(&mut self, now: f64, level: f64) {
        self.area += self.level * (now - self.since);
        self.since = now;
        self.level = level;
    }

    /// The level now.
    #[must_use]
    pub fn level(&self) -> f64 {
        self.level
    }

    /// Forgets all that was before this moment: the end of the warm-up.
    pub fn restart(&mut self, now: f64) {
        *self = Self { level: self.level, since: now, began: now, area: 0.0 };
    }

    /// The mean until this moment; 0 where no time has passed.
    #[must_use]
    pub fn until(&self, now: f64) -> f64 {
        let (area, time) = (self.area + self.level * (now - self.since), now - self.began);
        if time > 0.0 { area / time } else { 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{rng::Seed, stats};

    #[test]
    fn sums_say_what_samples_say() {
        let mut stream = Seed(2).stream(0);
        let samples: Vec<f64> = (0..999).map(|_| 1e6 + stream.uniform()).collect();
        let mut tally = Tally::default();
        samples.iter().for_each(|x| tally.add(*x));
        assert!((tally.mean() - stats::mean(&samples)).abs() < 1e-8);
        assert!((tally.variance() - stats::variance(&samples)).abs() < 1e-8);
        assert_eq!(tally.count(), 999);
        assert_eq!(Tally::default().standard_error(), 0.0);
    }

    #[test]
    fn time_is_the_weight() {
        let mut number = TimeAverage::default();
        number.set(0.0, 9.0);
        number.set(1.0, 2.0);
        number.restart(2.0);
        number.set(3.0, 5.0);
        assert!((number.until(6.0) - (2.0 + 15.0) / 4.0).abs() < 1e-12);
        assert_eq!(number.level(), 5.0);
        assert_eq!(TimeAverage::default().until(0.0), 0.0);
    }
}
