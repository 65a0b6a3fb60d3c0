use super::*;
use crate::base::rng::Seed;
use proptest::prelude::*;

#[test]
fn random_labels_that_are_drawn_leave_the_error_of_the_formula() {
    let mut stream = Seed(6).stream(0);
    for n in [0, 1, 4, 30] {
        let errors: Vec<f64> = (0..10_000)
            .map(|_| {
                let threshold = stream.uniform();
                let (mut low, mut high) = (0.0_f64, 1.0_f64);
                for _ in 0..n {
                    let x = stream.uniform();
                    if x < threshold { low = low.max(x) } else { high = high.min(x) }
                }
                (0.5 * (low + high) - threshold).abs()
            })
            .collect();
        let mean = crate::base::stats::mean(&errors);
        let error = (crate::base::stats::variance(&errors) / errors.len() as f64).sqrt();
        let exact = passive_error(f64::from(n));
        assert!((mean - exact).abs() < 4.0 * error, "{n}: {mean} {exact}");
    }
}

#[test]
fn bisection_leaves_the_error_of_the_formula() {
    for n in [1, 3, 8] {
        // Thresholds at the centres of a fine grid: the mean is exact.
        let grid = 1 << 14;
        let sum: f64 = (0..grid)
            .map(|i| {
                let threshold = (f64::from(i) + 0.5) / f64::from(grid);
                let (mut low, mut high) = (0.0, 1.0);
                for _ in 0..n {
                    let x = 0.5 * (low + high);
                    if x < threshold { low = x } else { high = x }
                }
                (0.5 * (low + high) - threshold).abs()
            })
            .sum();
        let exact = active_error(f64::from(n));
        assert!((sum / f64::from(grid) - exact).abs() < 1e-12, "{n}");
    }
}

proptest! {
    #[test]
    fn chosen_labels_are_as_good_as_random_ones_and_one_fewer_are_not(n in 0_u32..1_000_000) {
        let n = f64::from(n);
        let needed = as_good_as(n);
        prop_assert!(active_error(needed) <= passive_error(n) * (1.0 + 1e-9));
        prop_assert!(needed == 0.0 || active_error(needed - 1.0) > passive_error(n));
    }
}
