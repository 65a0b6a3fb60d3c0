//! The arithmetic of samples.

/// The mean; 0 for no samples.
#[must_use]
pub fn mean(samples: &[f64]) -> f64 {
    if samples.is_empty() {
        return 0.0;
    }
    samples.iter().sum::<f64>() / samples.len() as f64
}

/// The unbiased variance (divisor n − 1); 0 for fewer than two samples.
#[must_use]
pub fn variance(samples: &[f64]) -> f64 {
    if samples.len() < 2 {
        return 0.0;
    }
    let centre = mean(samples);
    let squares: f64 = samples.iter().map(|x| (x - centre) * (x - centre)).sum();
    squares / (samples.len() - 1) as f64
}

/// Sorts, smallest first. One copy for all simulators: each sort of its own would cost the worker three
/// kilobytes.
#[inline(never)]
pub fn ascending(samples: &mut [f64]) {
    samples.sort_unstable_by(f64::total_cmp);
}

/// Sorts numbers that each carry a label, smallest number first.
#[inline(never)]
pub fn ascending_by_number(labelled: &mut [(f64, u32)]) {
    labelled.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
}

/// Quantiles of type 7, which numpy and R compute by default: linear between the order statistics
/// around place `(n − 1)·p`. One result for each of `shares` (0 to 1, ascending); zeros for no samples.
///
/// The samples are reordered, not sorted: selection takes linear time.
///
/// Source: Hyndman and Fan, "Sample Quantiles in Statistical Packages", The American Statistician
/// 50(4), 1996, definition 7.
pub fn quantiles<const N: usize>(samples: &mut [f64], shares: [f64; N]) -> [f64; N] {
    let mut found = [0.0; N];
    if samples.is_empty() {
        return found;
    }
    let last = samples.len() - 1;
    // Everything left of `from` is at most as large as everything right of it.
    let mut from = 0;
    for (found, share) in found.iter_mut().zip(shares) {
        let place = share.clamp(0.0, 1.0) * last as f64;
        let below = (place as usize).min(last).max(from);
        let (_, low, above) = samples[from..].select_nth_unstable_by(below - from, f64::total_cmp);
        let (low, fraction) = (*low, (place - below as f64).max(0.0));
        let high = above.iter().copied().min_by(f64::total_cmp).unwrap_or(low);
        *found = low + fraction * (high - low);
        from = below;
    }
    found
}

/// The 97.5 % point of Student's t distribution with `degrees` of freedom (at least 1), for a
/// two-sided 95 % interval. A table up to 30, then the first terms of the expansion around the
/// normal point (Abramowitz and Stegun 26.7.5), good to 0.001.
#[must_use]
pub fn student_t_975(degrees: usize) -> f64 {
    const TABLE: [f64; 30] = [
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160,
        2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056,
        2.052, 2.048, 2.045, 2.042,
    ];
    match degrees {
        0 => TABLE[0],
        1..=30 => TABLE[degrees - 1],
        _ => {
            let (z, n) = (1.959_964, degrees as f64);
            let (cube, fifth) = (z * z * z, z * z * z * z * z);
            z + (cube + z) / (4.0 * n) + (5.0 * fifth + 16.0 * cube + 3.0 * z) / (96.0 * n * n)
        }
    }
}

/// Half the width of the 95 % confidence interval of a long-run value, by the method of batch means:
/// each of `batches` is the value over one of several equally long stretches of a run, long enough
/// that they are nearly independent. 0 for fewer than two.
///
/// Source: Law, "Simulation Modeling and Analysis", 5th ed. 2015, chapter 9.
#[must_use]
pub fn half_width(batches: &[f64]) -> f64 {
    if batches.len() < 2 {
        return 0.0;
    }
    student_t_975(batches.len() - 1) * (variance(batches) / batches.len() as f64).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::rng::Seed;

    #[test]
    fn moments_of_small_samples() {
        assert_eq!(mean(&[1.0, 2.0, 6.0]), 3.0);
        assert_eq!(variance(&[1.0, 2.0, 6.0]), 7.0);
        assert_eq!((mean(&[]), variance(&[4.0])), (0.0, 0.0));
    }

    #[test]
    fn quantiles_agree_with_numpy() {
        // numpy.percentile([15, 20, 35, 40, 50], [5, 30, 40, 95]).
        let found = quantiles(&mut [50.0, 15.0, 40.0, 20.0, 35.0], [0.05, 0.3, 0.4, 0.95]);
        for (found, expected) in found.iter().zip([16.0, 23.0, 29.0, 48.0]) {
            assert!((found - expected).abs() < 1e-12, "{found} {expected}");
        }
        assert_eq!(quantiles(&mut [7.0], [0.0, 0.5, 1.0]), [7.0; 3]);
        assert_eq!(quantiles(&mut [], [0.5]), [0.0]);
    }

    #[test]
    fn selection_finds_what_sorting_finds() {
        let mut stream = Seed(1).stream(0);
        for n in [2_usize, 3, 10, 999] {
            let mut samples: Vec<f64> = (0..n).map(|_| stream.uniform()).collect();
            let mut sorted = samples.clone();
            sorted.sort_by(f64::total_cmp);
            let shares = [0.0, 0.01, 0.5, 0.51, 0.95, 0.99, 1.0];
            for (share, found) in shares.iter().zip(quantiles(&mut samples, shares)) {
                let place = share * (n - 1) as f64;
                let (low, high) = (sorted[place.floor() as usize], sorted[place.ceil() as usize]);
                let expected = low + (place - place.floor()) * (high - low);
                assert!((found - expected).abs() < 1e-12, "{n} {share}: {found} {expected}");
            }
        }
    }

    #[test]
    fn intervals_widen_with_spread_and_shrink_with_batches() {
        assert!((half_width(&[1.0, 3.0]) - 12.706).abs() < 1e-9);
        assert_eq!(half_width(&[5.0]), 0.0);
        assert!((student_t_975(31) - 2.040).abs() < 0.002);
        assert!((student_t_975(1000) - 1.962).abs() < 0.001);
    }
}
