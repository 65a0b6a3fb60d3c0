//! Laws of counts. Exact for any size: sums of probabilities are incomplete beta and gamma functions,
//! with the relative accuracy that [`super::special`] states for the smaller tail.

use super::{math, normal, roots, special};

/// Probability of `k` successes in `n` trials, each with probability `p` (0 to 1). Relative error about
/// 1e-14, plus 1e-16 for each success that `k` is away from the mean: `n·p` is rounded.
/// 1e-14.
#[must_use]
pub fn binomial_pmf(n: u64, p: f64, k: u64) -> f64 {
    if k > n {
        return 0.0;
    }
    special::binomial_weight(k as f64, (n - k) as f64, p, 1.0 - p)
}

/// Probability of at most `k` successes in `n` trials of probability `p`.
#[must_use]
pub fn binomial_cdf(n: u64, p: f64, k: u64) -> f64 {
    binomial_tails(n, p, k).0
}

/// Probability of more than `k` successes in `n` trials of probability `p`, with the relative accuracy
/// of a small number.
#[must_use]
pub fn binomial_survival(n: u64, p: f64, k: u64) -> f64 {
    binomial_tails(n, p, k).1
}

/// DLMF 8.17.24.
fn binomial_tails(n: u64, p: f64, k: u64) -> (f64, f64) {
    if k >= n {
        return (1.0, 0.0);
    }
    let (more, at_most) = special::beta_pq(k as f64 + 1.0, (n - k) as f64, p, 1.0 - p);
    (at_most, more)
}

/// The smallest `k` with [`binomial_cdf`] of at least `share` (0 to 1). `n` for a `share` of 1.
#[must_use]
pub fn binomial_quantile(n: u64, p: f64, share: f64) -> u64 {
    let mean = n as f64 * p;
    let guess = mean + normal::quantile(share) * (mean * (1.0 - p)).sqrt();
    smallest(guess, n, |k| binomial_cdf(n, p, k) >= share)
}

/// Probability of a count `k` with mean `mean` (from 0). Relative error about 1e-14.
#[must_use]
pub fn poisson_pmf(mean: f64, k: u64) -> f64 {
    special::poisson_weight(k as f64, mean)
}

/// Probability of a count of at most `k` with mean `mean`. DLMF 8.4.10.
#[must_use]
pub fn poisson_cdf(mean: f64, k: u64) -> f64 {
    special::gamma_pq(k as f64 + 1.0, mean).1
}

/// Probability of a count of more than `k` with mean `mean`, with the relative accuracy of a small number.
#[must_use]
pub fn poisson_survival(mean: f64, k: u64) -> f64 {
    special::gamma_pq(k as f64 + 1.0, mean).0
}

/// The smallest `k` with [`poisson_cdf`] of at least `share` (0 to below 1). 2⁵³ for a `share` of 1.
#[must_use]
pub fn poisson_quantile(mean: f64, share: f64) -> u64 {
    let most = 1 << 53;
    if share >= 1.0 {
        return most;
    }
    let guess = mean + normal::quantile(share) * mean.sqrt();
    smallest(guess, most, |k| poisson_cdf(mean, k) >= share)
}

/// Probability that the first success is trial `k` (from 1), each having probability `p` (above 0).
#[must_use]
pub fn geometric_pmf(p: f64, k: u64) -> f64 {
    if k == 0 { 0.0 } else { p * geometric_survival(p, k - 1) }
}

/// Probability that the first success comes by trial `k`.
#[must_use]
pub fn geometric_cdf(p: f64, k: u64) -> f64 {
    if k == 0 { 0.0 } else { -math::expm1(k as f64 * math::log1p(-p)) }
}

/// Probability that the first success comes after trial `k`: `(1 − p)^k`, exact for small `p`.
#[must_use]
pub fn geometric_survival(p: f64, k: u64) -> f64 {
    if k == 0 { 1.0 } else { math::exp(k as f64 * math::log1p(-p)) }
}

/// The smallest `k` up to `most` that is `enough`, sought in growing steps around a guess.
fn smallest(guess: f64, most: u64, enough: impl Fn(u64) -> bool) -> u64 {
    // A cast of NaN is 0, and one beyond the range is its end.
    let guess = (guess as u64).min(most);
    let mut step = 1;
    if enough(guess) {
        let mut high = guess;
        while high > 0 && enough(high.saturating_sub(step)) {
            high = high.saturating_sub(step);
            step *= 2;
        }
        roots::first_that(high.saturating_sub(step), high, enough).unwrap_or(high)
    } else {
        let mut low = guess;
        while low < most && !enough(low.saturating_add(step).min(most)) {
            low = low.saturating_add(step).min(most);
            step *= 2;
        }
        roots::first_that(low, low.saturating_add(step).min(most), enough).unwrap_or(most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::test_support::assert_close;

    #[test]
    fn binomial_probabilities_agree_with_mpmath() {
        // Python mpmath 1.4.1 at 40 digits: pmf from logarithms of factorials, survival from the series.
        for (n, p, k, pmf, survival) in [
            (5, 0.3, 2, 0.3087, 0.163_079_999_999_999_97),
            (5, 0.3, 0, 0.168_070_000_000_000_02, 0.831_93),
            (5, 0.3, 4, 0.028_349_999_999_999_997, 0.002_429_999_999_999_999_4),
            (1_000, 0.01, 30, 1.417_995_990_658_191_9e-07, 6.419_928_603_137_666e-08),
            (10_000_000, 0.2, 2_003_000, 1.895_005_465_870_267e-05, 0.008_852_319_375_875_57),
            (10_000_000, 0.5, 4_990_000, 5.200_504_668_162_564e-13, 0.999_999_999_872_76),
            (10_000_000, 1.0e-06, 25, 2.926_881_631_925_323e-05, 1.768_005_290_019_005e-05),
        ] {
            assert_close(binomial_pmf(n, p, k), pmf, 1e-12);
            assert_close(binomial_survival(n, p, k), survival, 1e-11);
            assert!((binomial_cdf(n, p, k) + survival - 1.0).abs() < 1e-11);
        }
        assert_eq!(
            (binomial_pmf(5, 0.3, 6), binomial_cdf(5, 0.3, 5), binomial_survival(5, 0.3, 5)),
            (0.0, 1.0, 0.0)
        );
        assert_eq!(
            (binomial_pmf(5, 0.0, 0), binomial_pmf(5, 1.0, 5), binomial_pmf(0, 0.4, 0)),
            (1.0, 1.0, 1.0)
        );
    }

    #[test]
    fn sums_of_probabilities_are_the_distribution_functions() {
        let (mut sum, mut poisson_sum) = (0.0, 0.0);
        for k in 0..40 {
            sum += binomial_pmf(40, 0.37, k);
            assert_close(binomial_cdf(40, 0.37, k), sum, 1e-13);
            poisson_sum += poisson_pmf(7.5, k);
            assert_close(poisson_cdf(7.5, k), poisson_sum, 1e-13);
            let geometric: f64 = (1..=k).map(|j| geometric_pmf(0.2, j)).sum();
            assert!((geometric_cdf(0.2, k) - geometric).abs() < 1e-14);
            assert!((geometric_survival(0.2, k) + geometric - 1.0).abs() < 1e-14);
        }
        assert_eq!((poisson_pmf(0.0, 0), poisson_pmf(0.0, 3)), (1.0, 0.0));
    }

    #[test]
    fn poisson_tails_agree_with_mpmath() {
        // Python mpmath 1.4.1, gammainc(regularized=True) at 40 digits.
        assert_close(poisson_survival(0.5, 20), 5.792_325_873_696_856_6e-27, 1e-13);
        assert_close(poisson_survival(7.5, 12), 0.042_665_867_539_274_91, 1e-13);
        assert_close(poisson_survival(1000.0, 1200), 3.884_939_570_987_923_5e-10, 1e-13);
    }

    #[test]
    fn quantiles_are_the_smallest_that_are_enough() {
        // scipy 1.17.1: binom.ppf and poisson.ppf.
        assert_eq!(binomial_quantile(10, 0.3, 0.5), 3);
        assert_eq!(binomial_quantile(1_000, 0.01, 0.999), 21);
        assert_eq!(binomial_quantile(10_000_000, 0.2, 0.025), 1_997_521);
        assert_eq!(binomial_quantile(10_000_000, 1.0e-06, 0.9), 14);
        assert_eq!(binomial_quantile(50, 0.5, 1.0e-12), 2);
        assert_eq!(poisson_quantile(0.01, 0.9), 0);
        assert_eq!(poisson_quantile(7.5, 0.99), 15);
        assert_eq!(poisson_quantile(1_000_000.0, 0.001), 996_911);
        assert_eq!((binomial_quantile(9, 0.5, 0.0), binomial_quantile(9, 0.5, 1.0)), (0, 9));
        assert_eq!((binomial_quantile(9, 0.0, 0.5), binomial_quantile(9, 1.0, 0.5)), (0, 9));
    }
}
