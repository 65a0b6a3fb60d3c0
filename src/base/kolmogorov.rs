//! The law of Kolmogorov's statistic: the largest distance between an empirical distribution function
//! and the true one, or between two empirical ones.
//!
//! Source of what is used where: Simard and L'Ecuyer, "Computing the Two-Sided Kolmogorov-Smirnov
//! Distribution", Journal of Statistical Software 39(11), 2011.

use super::math::{self, CompensatedSum};
use super::special;
use std::f64::consts::PI;

/// Probability that √n times the statistic is above `z`, for large samples: Q_KS. Relative error about 1e-14
/// from `z` = 1, absolute below.
#[must_use]
pub fn limit_survival(z: f64) -> f64 {
    if z <= 0.0 {
        return 1.0;
    }
    if z < 1.0 {
        // The theta function's other series; five terms are enough below 1.
        let odd = [1.0, 3.0, 5.0, 7.0, 9.0];
        let sum: f64 = odd.map(|k| math::exp(-k * k * PI * PI / (8.0 * z * z))).iter().sum();
        return 1.0 - (2.0 * PI).sqrt() / z * sum;
    }
    let terms = (1..=10).map(|k| {
        let sign = if k % 2 == 1 { 2.0 } else { -2.0 };
        sign * math::exp(-2.0 * f64::from(k * k) * z * z)
    });
    terms.sum()
}

/// The p-value of the two-sample test of samples of `n` and `m` values at distance `d` (0 to 1), as
/// `scipy.stats.ks_2samp(method="asymp")` has it (scipy 1.17): the one-sample law at the rounded
/// effective size nm/(n + m). Conservative or not by a few per cent for small samples.
#[must_use]
pub fn two_sample_p_value(d: f64, n: u64, m: u64) -> f64 {
    let (n, m) = (n as f64, m as f64);
    // Python and numpy round halves to even.
    survival((n * m / (n + m)).round_ties_even() as u64, d)
}

/// Probability that the statistic of `n` values (at least 1; NaN for none) is above `d`: scipy's
/// `kstwo.sf`. Relative error about 1e-10 for `n` up to 140, about 1e-6 at worst for more.
#[must_use]
pub fn survival(n: u64, d: f64) -> f64 {
    let size = n as f64;
    let reach = size * d;
    if n == 0 || d.is_nan() {
        return f64::NAN;
    }
    if reach <= 0.5 || d >= 1.0 {
        return if d >= 1.0 { 0.0 } else { 1.0 };
    }
    let square = reach * d;
    if reach <= 1.0 {
        // Ruben and Gambino: n!/nⁿ (2nd − 1)ⁿ; the Poisson law has e⁻ⁿ nⁿ/n!.
        let weight = special::poisson_weight(size, size);
        return 1.0 - math::exp(size * math::ln(2.0 * reach - 1.0) - size) / weight;
    }
    let one_sided_is_exact = d >= 0.5 || reach >= size - 1.0;
    if one_sided_is_exact || square >= if n <= 140 { 4.0 } else { 2.2 } {
        return (2.0 * one_sided_survival(n, d)).min(1.0);
    }
    let exact = n <= 140 || (n <= 100_000 && reach * d.sqrt() <= 1.4);
    let cdf = if exact { durbin_cdf(n, d) } else { pelz_good_cdf(size, d) };
    (1.0 - cdf).clamp(0.0, 1.0)
}

/// Probability that the distance on one side is above `d`. Birnbaum and Tingey, "One-sided confidence
/// contours for probability distribution functions", Annals of Mathematical Statistics 22, 1951; each term
/// is a binomial probability, so that nothing overflows. Time n.
#[must_use]
pub fn one_sided_survival(n: u64, d: f64) -> f64 {
    let size = n as f64;
    let terms = (0..=n).map_while(|j| {
        let share = d + j as f64 / size;
        let rest = 1.0 - share;
        (rest >= 0.0).then(|| {
            let weight = special::binomial_weight(j as f64, (n - j) as f64, share, rest);
            weight * d / share
        })
    });
    terms.collect::<CompensatedSum>().value()
}

/// Probability of at most `d`, for `d` above 1/n, by the power of a matrix of 2⌈nd⌉ − 1 rows. Marsaglia, Tsang and
/// Wang, "Evaluating Kolmogorov's Distribution", Journal of Statistical Software 8(18), 2003.
fn durbin_cdf(n: u64, d: f64) -> f64 {
    let reach = n as f64 * d;
    let k = reach.ceil() as usize;
    let (h, rows) = (k as f64 - reach, 2 * k - 1);
    let mut inverse_factorial = vec![1.0; rows + 1];
    for i in 1..=rows {
        inverse_factorial[i] = inverse_factorial[i - 1] / i as f64;
    }
    let mut matrix = vec![0.0; rows * rows];
    for i in 0..rows {
        for j in 0..rows.min(i + 2) {
            matrix[i * rows + j] = inverse_factorial[i + 1 - j];
        }
    }
    for i in 0..rows {
        let cut = math::powi(h, i as i32 + 1) * inverse_factorial[i + 1];
        matrix[i * rows] -= cut;
        matrix[(rows - 1) * rows + rows - 1 - i] -= cut;
    }
    let twice = (2.0 * h - 1.0).max(0.0);
    matrix[(rows - 1) * rows] += math::powi(twice, rows as i32) * inverse_factorial[rows];
    let (value, exponent) = central_of_power(matrix, rows, n);
    // Times n!/nⁿ; the Poisson law has e⁻ⁿ nⁿ/n!.
    let weight = special::poisson_weight(n as f64, n as f64);
    value * math::exp(exponent * std::f64::consts::LN_2 - n as f64) / weight
}

/// The element in the middle of the `n`th power of a square matrix, as a number and a power of two.
fn central_of_power(mut matrix: Vec<f64>, rows: usize, n: u64) -> (f64, f64) {
    let mut power: Vec<f64> =
        (0..rows * rows).map(|i| if i % (rows + 1) == 0 { 1.0 } else { 0.0 }).collect();
    let (mut exponent, mut matrix_exponent) = (0.0, 0.0);
    let middle = (rows / 2) * (rows + 1);
    let mut left = n;
    while left > 0 {
        if left & 1 == 1 {
            power = product(&power, &matrix, rows);
            exponent += matrix_exponent;
            exponent += rescale(&mut power, middle);
        }
        matrix = product(&matrix, &matrix, rows);
        matrix_exponent *= 2.0;
        matrix_exponent += rescale(&mut matrix, middle);
        left >>= 1;
    }
    (power[middle], exponent)
}

fn product(a: &[f64], b: &[f64], rows: usize) -> Vec<f64> {
    let mut result = vec![0.0; rows * rows];
    for i in 0..rows {
        for (k, factor) in a[i * rows..(i + 1) * rows].iter().enumerate() {
            let row = &b[k * rows..(k + 1) * rows];
            for (sum, x) in result[i * rows..(i + 1) * rows].iter_mut().zip(row) {
                *sum += factor * x;
            }
        }
    }
    result
}

/// Divides by a power of two, exactly, before a number overflows; its exponent.
fn rescale(matrix: &mut [f64], middle: usize) -> f64 {
    if matrix[middle].abs() < 1e140 {
        return 0.0;
    }
    let factor = math::powi(2.0, -400);
    matrix.iter_mut().for_each(|x| *x *= factor);
    400.0
}

/// Probability of at most `d` for large `n`: an expansion in 1/√n. Pelz and Good, "Approximating the
/// Lower Tail-Areas of the Kolmogorov-Smirnov One-Sample Statistic", Journal of the Royal
/// Statistical Society B 38(2), 1976.
fn pelz_good_cdf(n: f64, d: f64) -> f64 {
    let z = n.sqrt() * d;
    let (p2, p4, p6) = (PI * PI, math::powi(PI, 4), math::powi(PI, 6));
    let [z2, z4, z6, z8] = [2, 4, 6, 8].map(|power| math::powi(z, power));
    let mut sums = [0.0; 4];
    for k in 0..20 {
        let half = f64::from(k) + 0.5;
        let [h2, h4, h6] = [2, 4, 6].map(|power| math::powi(half, power));
        let weight = math::exp(-p2 * h2 / (2.0 * z2));
        sums[0] += weight;
        sums[1] += (p2 * h2 - z2) * weight;
        sums[2] +=
            (6.0 * z6 + 2.0 * z4 + p2 * (2.0 * z4 - 5.0 * z2) * h2 + p4 * (1.0 - 2.0 * z2) * h4)
                * weight;
        sums[3] += (-30.0 * z6 - 90.0 * z8
            + p2 * (135.0 * z4 - 96.0 * z6) * h2
            + p4 * (212.0 * z4 - 60.0 * z2) * h4
            + p6 * (5.0 - 30.0 * z2) * h6)
            * weight;
    }
    let (mut second, mut third) = (0.0, 0.0);
    for k in 1..20 {
        let k2 = f64::from(k * k);
        let weight = k2 * math::exp(-p2 * k2 / (2.0 * z2));
        second += weight;
        third += (3.0 * p2 * z2 - p4 * k2) * weight;
    }
    let root = (2.0 * PI).sqrt();
    let orders = [
        root / z * sums[0],
        root / (6.0 * z4) * sums[1],
        root / (72.0 * z6 * z) * sums[2] - root * p2 / (36.0 * z2 * z) * second,
        root / (6480.0 * z8 * z2) * sums[3] + root / (216.0 * z6) * third,
    ];
    let small = 1.0 / n.sqrt();
    orders.iter().rev().fold(0.0, |sum, order| sum * small + order)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::test_support::assert_close;

    #[test]
    fn the_limit_agrees_with_scipy_on_both_sides_of_one() {
        // scipy 1.17.1: special.kolmogorov.
        for (z, expected) in [
            (0.3, 0.999_990_694_198_665_5),
            (0.6, 0.864_282_779_050_604_2),
            (0.999_99, 0.270_010_391_317_291_54),
            (1.000_01, 0.269_988_952_346_123_7),
            (1.5, 0.022_217_962_616_525_127),
            (4.0, 2.532_833_109_818_835e-14),
        ] {
            assert_close(limit_survival(z), expected, 1e-13);
        }
        assert_eq!(limit_survival(0.0), 1.0);
    }

    #[test]
    fn the_law_of_a_finite_sample_agrees_with_scipy() {
        // scipy 1.17.1: stats.kstwo.sf. One row at least for each method.
        for (n, d, expected) in [
            (1, 0.7, 0.600_000_000_000_000_1),
            (5, 0.15, 0.9988),
            (10, 0.05, 1.0),
            (10, 0.08, 0.999_997_805_803_405_4),
            (10, 0.3, 0.270_535_574_799_999_46),
            (10, 0.45, 0.022_891_810_311_717_498),
            (10, 0.6, 0.000_568_167_200_000_000_3),
            (10, 0.95, 1.953_125_000_000_017_2e-13),
            (100, 0.05, 0.953_215_971_063_572_5),
            (100, 0.15, 0.019_839_242_125_641_813),
            (100, 0.25, 5.408_871_776_434_847e-06),
            (140, 0.1, 0.113_536_572_900_909_46),
            (141, 0.008, 1.0),
            (1_000, 0.01, 0.999_949_674_537_061_1),
            (1_000, 0.04, 0.079_339_560_590_002_24),
            (1_000, 0.06, 0.001_428_597_887_952_891),
            (20_000, 0.004, 0.904_896_824_070_295_9),
            (20_000, 0.01, 0.036_386_039_052_487_27),
            (1_000_000, 0.0012, 0.112_159_919_014_435_56),
            (1_000_000, 0.000_12, 1.0),
            (50_000, 0.000_61, 1.0),
        ] {
            assert_close(survival(n, d), expected, 1e-8);
        }
        assert_eq!((survival(5, 0.1), survival(5, 1.0)), (1.0, 0.0));
        assert!(survival(0, 0.5).is_nan());
    }

    #[test]
    fn two_samples_agree_with_scipy() {
        // scipy 1.17.1: ks_2samp(method="asymp").pvalue of ranks with this distance.
        assert_close(
            two_sample_p_value(0.160_000_000_000_000_03, 50, 70),
            0.405_147_289_111_866_26,
            1e-9,
        );
        assert_close(
            two_sample_p_value(0.285_714_285_714_285_75, 7, 7),
            0.813_671_386_922_115_7,
            1e-9,
        );
        assert_close(
            two_sample_p_value(0.333_333_333_333_333_37, 3, 6),
            0.944_444_444_444_444_4,
            1e-9,
        );
        assert_close(
            two_sample_p_value(0.135_000_000_000_000_06, 400, 300),
            0.003_526_083_273_800_23,
            1e-9,
        );
    }

    #[test]
    fn methods_meet_where_they_take_over() {
        // The expansion against the matrix, which is exact.
        for d in [0.02, 0.03, 0.05] {
            assert!((pelz_good_cdf(500.0, d) / durbin_cdf(500, d) - 1.0).abs() < 1e-5, "{d}");
        }
        // Two tails are twice one where the other cannot be reached as well.
        assert_close(1.0 - durbin_cdf(50, 0.35), 2.0 * one_sided_survival(50, 0.35), 1e-7);
    }
}
