//! A sample of predicted probabilities with their labels, and the scores of it.

use crate::base::math::{self, CompensatedSum};
use crate::base::splitmix::SplitMix64;
use crate::base::stats;

/// Predictions of a model that knows the truth up to a factor on the logit.
#[derive(Debug, Clone)]
pub(super) struct Sample {
    /// Predicted probability, and whether it happened.
    rows: Vec<(f64, bool)>,
}

/// What bins of equal width say.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Binned {
    /// Expected calibration error: the gap between frequency and mean prediction, averaged over rows.
    /// Naeini, Cooper and Hauskrecht 2015.
    pub(super) ece: f64,
    /// The largest gap of a bin.
    pub(super) mce: f64,
    /// What the first would be on average if every prediction were right: the sum of a bin's surprises has
    /// variance Σp(1 − p), and a normal variable is √(2/π) standard deviations from its mean on average.
    pub(super) ece_of_chance: f64,
}

fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + math::exp(-x))
}

impl Sample {
    /// The sample of the references: logits from one stream, labels from another, so that any program can
    /// draw the same.
    pub(super) fn draw(seed: u64, n: u64, temperature: f64) -> Self {
        let mut normals = SplitMix64::new(seed);
        let mut uniforms = SplitMix64::new(seed.wrapping_add(1_000_003));
        let row = |_| {
            let logit = 1.5 * normals.normal() - 0.5;
            let label = uniforms.uniform() < sigmoid(logit);
            (sigmoid(temperature * logit), label)
        };
        Self { rows: (0..n).map(row).collect() }
    }

    #[cfg(test)]
    pub(super) fn of(rows: Vec<(f64, bool)>) -> Self {
        Self { rows }
    }

    fn mean(&self, f: impl Fn(f64, f64) -> f64) -> f64 {
        let terms = self.rows.iter().map(|(p, y)| f(*p, f64::from(u8::from(*y))));
        terms.collect::<CompensatedSum>().value() / self.rows.len() as f64
    }

    /// How many happened.
    pub(super) fn positives(&self) -> f64 {
        self.rows.iter().filter(|(_, y)| *y).count() as f64
    }

    /// Mean squared distance of prediction and label. Brier 1950.
    pub(super) fn brier(&self) -> f64 {
        self.mean(|p, y| (p - y) * (p - y))
    }

    /// Mean of −ln of the probability of what happened, in nats. Predictions of 0 and 1 count as the next
    /// number to them, as in scikit-learn.
    pub(super) fn log_loss(&self) -> f64 {
        self.mean(|p, y| {
            let p = p.clamp(f64::EPSILON, 1.0 - f64::EPSILON);
            -math::ln(if y > 0.0 { p } else { 1.0 - p })
        })
    }

    /// See [`Binned`]; a prediction of 1 belongs to the last bin.
    pub(super) fn binned(&self, bins: usize) -> Binned {
        #[derive(Clone, Default)]
        struct Bin {
            surprise: CompensatedSum,
            variance: f64,
            rows: f64,
        }
        let mut all = vec![Bin { surprise: CompensatedSum::new(), variance: 0.0, rows: 0.0 }; bins];
        for (p, y) in &self.rows {
            let bin = &mut all[((p * bins as f64) as usize).min(bins - 1)];
            bin.surprise.add(f64::from(u8::from(*y)) - p);
            bin.variance += p * (1.0 - p);
            bin.rows += 1.0;
        }
        let n = self.rows.len() as f64;
        let mut result = Binned { ece: 0.0, mce: 0.0, ece_of_chance: 0.0 };
        for bin in all.iter().filter(|bin| bin.rows > 0.0) {
            let surprise = bin.surprise.value().abs();
            result.ece += surprise / n;
            result.mce = result.mce.max(surprise / bin.rows);
            result.ece_of_chance += (2.0 / std::f64::consts::PI * bin.variance).sqrt() / n;
        }
        result
    }

    /// Area under the ROC curve, ties counting half, and average precision: the mean, over positives, of
    /// the precision at the threshold that lets them in. NaN where a class is missing.
    pub(super) fn ranking(&self) -> (f64, f64) {
        // The highest prediction first.
        let mut rows: Vec<_> = self.rows.iter().map(|(p, y)| (-p, u32::from(*y))).collect();
        stats::ascending_by_number(&mut rows);
        let positives = self.positives();
        let negatives = self.rows.len() as f64 - positives;
        let (mut hits, mut misses) = (0.0, 0.0);
        let (mut area, mut precision) = (CompensatedSum::new(), CompensatedSum::new());
        for ties in rows.chunk_by(|a, b| a.0 == b.0) {
            let new = f64::from(ties.iter().map(|(_, y)| y).sum::<u32>());
            let wrong = ties.len() as f64 - new;
            // Each new miss is beaten by the hits before it, and by half of those beside it.
            area.add(wrong * (hits + 0.5 * new));
            hits += new;
            misses += wrong;
            precision.add(new * hits / (hits + misses));
        }
        (area.value() / (positives * negatives), precision.value() / positives)
    }
}
