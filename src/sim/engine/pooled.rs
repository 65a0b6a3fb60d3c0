//! Quantiles over all replicas.

use super::{Estimates, Histogram, Tally};
use crate::sim::row::Cell;

impl Histogram {
    /// Appends itself to the measures of a replica, for [`Estimates::quantiles`].
    pub fn append_to(&self, measures: &mut Vec<f64>) {
        let head = measures.len();
        measures.push(0.0);
        for (place, count) in self.pairs() {
            measures.push(place as f64);
            measures.push(count as f64);
        }
        measures[head] = (measures.len() - head - 1) as f64;
    }

    fn add_packed(&mut self, packed: &[f64]) {
        for pair in packed.chunks_exact(2) {
            self.add_pair(pair[0] as usize, pair[1] as u64);
        }
    }
}

impl Estimates {
    /// Quantiles of the samples of all replicas together, from the histograms that stand behind
    /// `plain` measures in each; the first is `histogram` 0. Undefined where there is no sample.
    ///
    /// A quantile of few samples lies too low, and the mean of such quantiles stays there; that of
    /// all samples does not. Its standard error is that of the mean of the single quantiles.
    /// Source: "sectioning", Asmussen and Glynn, "Stochastic Simulation", 2007, III.5a.
    #[must_use]
    pub fn quantiles<const N: usize>(
        &self,
        plain: usize,
        histogram: usize,
        shares: [f64; N],
    ) -> [Cell; N] {
        let (mut all, mut one) = (Histogram::default(), Histogram::default());
        let mut tallies = [Tally::default(); N];
        for measures in &self.measured {
            let packed = packed(measures, plain, histogram);
            all.add_packed(packed);
            one.clear();
            one.add_packed(packed);
            if one.count() > 0 {
                let each = tallies.iter_mut().zip(shares);
                each.for_each(|(tally, share)| tally.add(one.quantile(share)));
            }
        }
        std::array::from_fn(|i| match all.count() {
            0 => Cell::Undefined,
            _ => Cell::estimate(all.quantile(shares[i]), tallies[i].standard_error()),
        })
    }
}

/// The pairs of a histogram among the measures of a replica.
fn packed(measures: &[f64], plain: usize, histogram: usize) -> &[f64] {
    let mut head = plain;
    for _ in 0..histogram {
        head += 1 + measures[head] as usize;
    }
    &measures[head + 1..=head + measures[head] as usize]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::math;
    use crate::base::rng::Seed;

    /// Fifty numbers in each of twenty replicas: the mean of their p99 is 3 % of the scale too low.
    #[test]
    fn quantiles_of_all_samples_are_not_those_of_few() {
        let (mut misses, mut sum) = (0, 0.0);
        for seed in 0..100 {
            let mut estimates = Estimates::default();
            for replica in 0..20 {
                let mut stream = Seed(seed).stream(replica);
                let (mut skipped, mut histogram) = (Histogram::default(), Histogram::default());
                skipped.add(1.0);
                (0..50).for_each(|_| histogram.add(stream.exponential()));
                let mut measures = vec![7.0];
                skipped.append_to(&mut measures);
                histogram.append_to(&mut measures);
                estimates.push(measures);
            }
            let [p50, p99] = estimates.quantiles(1, 1, [0.5, 0.99]);
            let Cell::Estimate { value, standard_error } = p50 else { panic!("{p50:?}") };
            misses += u32::from((value - math::ln(2.0)).abs() > 3.0 * standard_error);
            sum += p99.number().expect("a number") / 100.0;
            assert_eq!(estimates.quantiles(1, 0, [0.5])[0].number().map(f64::round), Some(1.0));
        }
        assert!(misses <= 3, "{misses}");
        // One p99 of a thousand numbers has an error of 0.31; their mean over a hundred of 0.03.
        assert!((sum - math::ln(100.0)).abs() < 0.1, "{sum}");
    }

    #[test]
    fn without_samples_there_is_no_quantile() {
        let mut estimates = Estimates::default();
        let mut measures = Vec::new();
        Histogram::default().append_to(&mut measures);
        estimates.push(measures);
        assert_eq!(estimates.quantiles(0, 0, [0.5]), [Cell::Undefined]);
    }
}
