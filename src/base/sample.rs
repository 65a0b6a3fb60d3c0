//! Counts that simulators draw beside the numbers of [`super::rng`]. How many uniform numbers one takes
//! varies: give each purpose a stream of its own.

use super::math;
use super::rng::Stream;
use super::special::ln_gamma;

impl Stream {
    /// Number of trials up to the first success, each of probability `p` (above 0, up to 1): from 1. By
    /// inversion, one uniform number each.
    pub fn geometric(&mut self, p: f64) -> u64 {
        if p >= 1.0 {
            return 1;
        }
        (self.exponential() / -math::ln_1p(-p)).floor() as u64 + 1
    }

    /// Poisson count with mean `mean` (from 0).
    ///
    /// Below 10 by multiplying uniform numbers; above by Hörmann, "The transformed rejection method for
    /// generating Poisson random variables", Insurance: Mathematics and Economics 12, 1993 (PTRS).
    pub fn poisson(&mut self, mean: f64) -> u64 {
        if mean < 10.0 {
            let (end, mut product, mut count) = (math::exp(-mean), 1.0 - self.uniform(), 0);
            while product > end {
                product *= 1.0 - self.uniform();
                count += 1;
            }
            return count;
        }
        let b = 0.931 + 2.53 * mean.sqrt();
        let a = -0.059 + 0.024_83 * b;
        let inverse_alpha = 1.1239 + 1.1328 / (b - 3.4);
        let squeeze = 0.9277 - 3.6224 / (b - 2.0);
        let ln_mean = math::ln(mean);
        loop {
            let (u, v) = (self.uniform() - 0.5, 1.0 - self.uniform());
            let us = 0.5 - u.abs();
            let k = ((2.0 * a / us + b) * u + mean + 0.43).floor();
            if us >= 0.07 && v <= squeeze {
                return k as u64;
            }
            if k < 0.0 || (us < 0.013 && v > us) {
                continue;
            }
            let height = math::ln(v * inverse_alpha / (a / (us * us) + b));
            if height <= k * ln_mean - mean - ln_gamma(k + 1.0) {
                return k as u64;
            }
        }
    }

    /// Number of successes in `n` trials of probability `p` (0 to 1).
    ///
    /// With fewer than 10 expected, by the gaps between successes (Devroye, "Non-Uniform Random Variate
    /// Generation", Springer 1986, X.4.3); above by Hörmann, "The generation of binomial random
    /// variates", Journal of Statistical Computation and Simulation 46, 1993 (BTRS).
    pub fn binomial(&mut self, n: u64, p: f64) -> u64 {
        if p > 0.5 {
            return n - self.binomial(n, 1.0 - p);
        }
        if p <= 0.0 {
            return 0;
        }
        let size = n as f64;
        if size * p < 10.0 {
            let (mut trial, mut successes) = (0_u64, 0);
            loop {
                trial = trial.saturating_add(self.geometric(p));
                if trial > n {
                    return successes;
                }
                successes += 1;
            }
        }
        let spread = (size * p * (1.0 - p)).sqrt();
        let b = 1.15 + 2.53 * spread;
        let a = -0.0873 + 0.0248 * b + 0.01 * p;
        let centre = size * p + 0.5;
        let alpha = (2.83 + 5.1 / b) * spread;
        let squeeze = 0.92 - 4.2 / b;
        let mode = ((size + 1.0) * p).floor();
        let ln_odds = math::ln(p / (1.0 - p));
        let peak = ln_gamma(mode + 1.0) + ln_gamma(size - mode + 1.0);
        loop {
            let (u, v) = (self.uniform() - 0.5, 1.0 - self.uniform());
            let us = 0.5 - u.abs();
            let k = ((2.0 * a / us + b) * u + centre).floor();
            if us >= 0.07 && v <= squeeze {
                return k as u64;
            }
            if k < 0.0 || k > size {
                continue;
            }
            let height = math::ln(v * alpha / (a / (us * us) + b));
            let rest = peak - ln_gamma(k + 1.0) - ln_gamma(size - k + 1.0);
            if height <= rest + (k - mode) * ln_odds {
                return k as u64;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::discrete;
    use crate::base::rng::Seed;

    const SAMPLES: u32 = 4000;

    /// The largest distance between the samples' distribution function and the law's may exceed
    /// 1.95/√n once in a thousand (Kolmogorov; the seeds are fixed).
    fn assert_law(mut draw: impl FnMut(&mut Stream) -> u64, cdf: impl Fn(f64) -> f64, name: &str) {
        let mut stream = Seed(21).stream(0);
        let mut samples: Vec<u64> = (0..SAMPLES).map(|_| draw(&mut stream)).collect();
        samples.sort_unstable();
        let n = samples.len() as f64;
        for (i, x) in samples.iter().enumerate() {
            // Of equal samples the last one counts: a count's law jumps.
            if samples.get(i + 1) != Some(x) {
                let distance = (cdf(*x as f64) - (i + 1) as f64 / n).abs();
                assert!(distance < 1.95 / n.sqrt(), "{name}: {distance} at {x}");
            }
        }
    }

    #[test]
    fn counts_follow_their_laws() {
        for mean in [0.3, 9.9, 10.0, 35.0, 5000.0] {
            let cdf = |k| discrete::poisson_cdf(k, mean);
            assert_law(|stream| stream.poisson(mean), cdf, &format!("poisson {mean}"));
        }
        for (n, p) in [(5, 0.5), (1000, 0.004), (40, 0.3), (40, 0.9), (100_000, 0.2)] {
            let cdf = |k| discrete::binomial_cdf(k, n as f64, p);
            assert_law(|stream| stream.binomial(n, p), cdf, &format!("binomial {n} {p}"));
        }
        for p in [0.001, 0.4] {
            let cdf = |k| 1.0 - math::pow(1.0 - p, k);
            assert_law(|stream| stream.geometric(p), cdf, &format!("geometric {p}"));
        }
    }

    #[test]
    fn certain_things_are_certain() {
        let mut stream = Seed(22).stream(0);
        assert_eq!((stream.binomial(9, 0.0), stream.binomial(9, 1.0)), (0, 9));
        assert_eq!((stream.poisson(0.0), stream.geometric(1.0)), (0, 1));
    }
}
