//! The binomial and the Poisson distribution, exact also for millions of trials.

use super::math;
use super::special;
use std::f64::consts::PI;

/// The remainder of Stirling's formula: ln n! − ln(√(2πn) (n/e)ⁿ). Loader (2000), for `n ≥ 0`.
fn stirling_remainder(n: f64) -> f64 {
    if n < 16.0 {
        return special::ln_gamma(n + 1.0) - (n + 0.5) * math::ln(n.max(f64::MIN_POSITIVE)) + n
            - 0.5 * math::ln(2.0 * PI);
    }
    let square = n * n;
    (1.0 / 12.0 - (1.0 / 360.0 - (1.0 / 1260.0 - (1.0 / 1680.0) / square) / square) / square) / n
}

/// The deviance term x ln(x/m) + m − x, without cancellation near x = m. Loader (2000).
fn deviance(x: f64, m: f64) -> f64 {
    if (x - m).abs() >= 0.1 * (x + m) {
        return x * math::ln(x / m) + m - x;
    }
    let v = (x - m) / (x + m);
    let (mut sum, mut term) = ((x - m) * v, 2.0 * x * v);
    let mut j = 1.0;
    loop {
        term *= v * v;
        let next = sum + term / (2.0 * j + 1.0);
        if next == sum {
            return sum;
        }
        sum = next;
        j += 1.0;
    }
}

/// Probability of exactly `k` successes in `n` trials. Loader's saddle-point form (2000).
#[must_use]
pub fn binomial_pmf(k: f64, n: f64, p: f64) -> f64 {
    if k < 0.0 || k > n {
        return 0.0;
    }
    if p <= 0.0 || p >= 1.0 {
        return if (p <= 0.0) == (k == 0.0) && (p < 1.0 || k == n) { 1.0 } else { 0.0 };
    }
    if k == 0.0 {
        return math::exp(n * math::ln_1p(-p));
    }
    if k == n {
        return math::exp(n * math::ln(p));
    }
    let remainder = stirling_remainder(n) - stirling_remainder(k) - stirling_remainder(n - k);
    let exponent = remainder - deviance(k, n * p) - deviance(n - k, n * (1.0 - p));
    math::exp(exponent) * (n / (2.0 * PI * k * (n - k))).sqrt()
}

/// Probability of at most `k` successes in `n` trials.
#[must_use]
pub fn binomial_cdf(k: f64, n: f64, p: f64) -> f64 {
    if k < 0.0 {
        0.0
    } else if k >= n {
        1.0
    } else if n <= 1000.0 && k < n * p {
        // Few terms: their sum has all digits.
        (0..=k as u32).map(|i| binomial_pmf(f64::from(i), n, p)).sum::<f64>().min(1.0)
    } else {
        1.0 - binomial_survival(k, n, p)
    }
}

/// Probability of more than `k` successes in `n` trials, without cancellation.
#[must_use]
pub fn binomial_survival(k: f64, n: f64, p: f64) -> f64 {
    if k < 0.0 {
        return 1.0;
    }
    if k >= n {
        return 0.0;
    }
    if n <= 1000.0 {
        if k < n * p {
            return (1.0 - binomial_cdf(k, n, p)).max(0.0);
        }
        let terms = (k as u32 + 1)..=(n as u32);
        return terms.rev().map(|i| binomial_pmf(f64::from(i), n, p)).sum::<f64>().min(1.0);
    }
    special::beta_inc(k + 1.0, n - k, p)
}

/// Probability of exactly `k` events where `mean` are expected.
#[must_use]
pub fn poisson_pmf(k: f64, mean: f64) -> f64 {
    if k < 0.0 {
        return 0.0;
    }
    if mean <= 0.0 {
        return if k == 0.0 { 1.0 } else { 0.0 };
    }
    if k == 0.0 {
        return math::exp(-mean);
    }
    math::exp(-stirling_remainder(k) - deviance(k, mean)) / (2.0 * PI * k).sqrt()
}

/// Probability of at most `k` events where `mean` are expected.
#[must_use]
pub fn poisson_cdf(k: f64, mean: f64) -> f64 {
    if k < 0.0 { 0.0 } else { special::gamma_q(k.floor() + 1.0, mean) }
}

/// Probability of more than `k` events where `mean` are expected.
#[must_use]
pub fn poisson_survival(k: f64, mean: f64) -> f64 {
    if k < 0.0 { 1.0 } else { special::gamma_p(k.floor() + 1.0, mean) }
}

/// The mean of `f(k)` over a Poisson number `k` where `mean` are expected, for an `f` of at most about 1.
/// From the most likely number outwards, until what is left weighs nothing.
#[must_use]
pub fn poisson_average(mean: f64, f: impl Fn(usize) -> f64) -> f64 {
    let mode = mean.floor();
    let most = poisson_pmf(mode, mean);
    let nothing = 1e-18 * most;
    let mut sum = most * f(mode as usize);
    let (mut weight, mut k) = (most, mode);
    while weight > nothing {
        k += 1.0;
        weight *= mean / k;
        sum += weight * f(k as usize);
    }
    (weight, k) = (most, mode);
    while weight > nothing && k > 0.0 {
        weight *= k / mean;
        k -= 1.0;
        sum += weight * f(k as usize);
    }
    sum
}

/// `[k]`: the probability of `k` events or more where `mean` are expected, for `k` up to `last`. Small
/// ones keep their digits, for they are sums of what lies beyond.
#[must_use]
pub fn poisson_at_least(mean: f64, last: usize) -> Vec<f64> {
    if mean - 40.0 * (mean.sqrt() + 1.0) > last as f64 {
        return vec![1.0; last + 1];
    }
    let end = (last as f64).max(mean + 12.0 * mean.sqrt()) as usize + 40;
    let mut tails = vec![0.0; end + 1];
    let (mode, mut weight) = (mean.floor() as usize, 1.0);
    tails[mode] = 1.0;
    for k in mode + 1..=end {
        weight *= mean / k as f64;
        tails[k] = weight;
    }
    weight = 1.0;
    for k in (1..=mode).rev() {
        weight *= k as f64 / mean;
        tails[k - 1] = weight;
    }
    for k in (0..end).rev() {
        tails[k] += tails[k + 1];
    }
    let total = tails[0];
    tails.truncate(last + 1);
    tails.iter_mut().for_each(|tail| *tail /= total);
    tails
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn close(a: f64, b: f64, relative: f64) {
        assert!((a - b).abs() <= relative * b.abs(), "{a} is not {b}");
    }

    // scipy 1.17.1.
    #[test]
    fn probabilities_agree_with_scipy() {
        close(binomial_pmf(3.0, 10.0, 0.2), 0.201_326_592, 1e-13);
        close(binomial_pmf(500_100.0, 1e6, 0.5), 7.820_852_079_670_102e-4, 1e-11);
        close(binomial_cdf(3.0, 10.0, 0.2), 0.879_126_118_4, 1e-13);
        close(binomial_survival(120.0, 10_000.0, 0.01), 0.022_114_487_837_460_967, 1e-11);
        close(poisson_pmf(7.0, 4.2), 0.068_592_664_322_660_6, 1e-13);
        close(poisson_cdf(2.0, 3.0), 0.423_190_081_126_843_5, 1e-13);
    }

    #[test]
    fn all_cases_together_are_certain() {
        for (n, p) in [(1.0, 0.3), (20.0, 0.001), (300.0, 0.7), (2000.0, 0.5)] {
            let sum: f64 = (0..=n as u32).map(|k| binomial_pmf(f64::from(k), n, p)).sum();
            close(sum, 1.0, 1e-12);
            for k in [0.0, n / 3.0, n - 1.0] {
                let k = k.floor();
                close(binomial_cdf(k, n, p) + binomial_survival(k, n, p), 1.0, 1e-11);
            }
        }
        let sum: f64 = (0..200).map(|k| poisson_pmf(f64::from(k), 60.0)).sum();
        close(sum, 1.0, 1e-13);
        assert_eq!(binomial_pmf(0.0, 5.0, 0.0), 1.0);
        assert_eq!(binomial_pmf(5.0, 5.0, 1.0), 1.0);
        assert_eq!(binomial_pmf(1.0, 5.0, 0.0), 0.0);
    }

    #[test]
    fn averages_and_tails_are_those_of_the_distribution() {
        for mean in [1e-3, 0.4, 3.0, 40.5, 5000.0] {
            close(poisson_average(mean, |k| k as f64 / mean), 1.0, 1e-12);
            close(poisson_average(mean, |_| 1.0), 1.0, 1e-12);
            let tails = poisson_at_least(mean, 60);
            assert_eq!((tails.len(), tails[0]), (61, 1.0));
            for k in [1, 2, 10, 60] {
                close(tails[k], poisson_survival(k as f64 - 1.0, mean), 1e-10);
            }
        }
        // Deep in the tail: 2e-103, which only a sum of the tail itself can give.
        let expected = poisson_pmf(31.0, 0.01) * (1.0 + 0.01 / 32.0);
        close(poisson_at_least(0.01, 31)[31], expected, 1e-7);
    }
}
