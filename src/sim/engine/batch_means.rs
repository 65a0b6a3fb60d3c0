//! The standard error of a mean over one long run.

/// Batches are joined in pairs when there are so many, so that there are always half as many or more.
const MOST: usize = 64;

/// The mean of numbers that depend on their neighbours, such as waits in a queue, with a standard
/// error from the means of equally long batches. The batches grow with the run: neither must be known
/// before, and no sample is kept.
///
/// Source: Law, "Simulation Modeling and Analysis", 5th ed. 2015, chapter 9. The error is honest once
/// a batch is much longer than the memory of the numbers.
#[derive(Debug, Clone)]
pub struct BatchMeans {
    sums: [f64; MOST],
    /// Full batches.
    full: usize,
    /// Numbers in a full batch.
    size: u64,
    /// The sum and the count of the batch that is being filled.
    sum: f64,
    count: u64,
}

impl Default for BatchMeans {
    fn default() -> Self {
        Self { sums: [0.0; MOST], full: 0, size: 1, sum: 0.0, count: 0 }
    }
}

impl BatchMeans {
    /// Counts a number.
    pub fn add(&mut self, x: f64) {
        self.sum += x;
        self.count += 1;
        if self.count < self.size {
            return;
        }
        self.sums[self.full] = self.sum;
        self.full += 1;
        (self.sum, self.count) = (0.0, 0);
        if self.full == MOST {
            for i in 0..MOST / 2 {
                self.sums[i] = self.sums[2 * i] + self.sums[2 * i + 1];
            }
            self.full = MOST / 2;
            self.size *= 2;
        }
    }

    /// The mean of all numbers so far; 0 for none.
    #[must_use]
    pub fn mean(&self) -> f64 {
        let count = self.full as u64 * self.size + self.count;
        let sum: f64 = self.sums[..self.full].iter().sum();
        (sum + self.sum) / count.max(1) as f64
    }

    /// The standard error of [`BatchMeans::mean`]; 0 for fewer than two batches.
    #[must_use]
    pub fn standard_error(&self) -> f64 {
        let mut means = super::Tally::default();
        self.sums[..self.full].iter().for_each(|sum| means.add(sum / self.size as f64));
        means.standard_error()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::rng::Seed;

    /// Each number is nine tenths of the one before: independent samples would claim a quarter of the
    /// true error.
    #[test]
    fn neighbours_that_depend_on_each_other_widen_the_error() {
        let mut errors = 0.0;
        let mut inside = 0;
        for seed in 0..100 {
            let mut stream = Seed(seed).stream(0);
            let mut means = BatchMeans::default();
            let mut x = 0.0;
            for _ in 0..20_000 {
                x = 0.9 * x + stream.uniform() - 0.5;
                means.add(x);
            }
            errors += means.standard_error() / 100.0;
            inside += u32::from(means.mean().abs() < 2.0 * means.standard_error());
        }
        // The variance of the mean is that of the noise, 1/12, over n (1 − 0.9)².
        let exact = (1.0 / 12.0 / 20_000.0_f64).sqrt() / 0.1;
        assert!((errors / exact - 1.0).abs() < 0.1, "{errors} {exact}");
        assert!((88..=100).contains(&inside), "{inside} of 100");
    }

    #[test]
    fn the_mean_is_that_of_all_numbers() {
        let mut means = BatchMeans::default();
        assert_eq!((means.mean(), means.standard_error()), (0.0, 0.0));
        (1..=1001).for_each(|x| means.add(f64::from(x)));
        assert_eq!(means.mean(), 501.0);
    }
}
