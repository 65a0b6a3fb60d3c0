use super::fanout::{Leaves, slow_requests};
use super::hedging::{Hedged, Latency};
use crate::base::rng::Seed;
use proptest::prelude::*;

proptest! {
    #[test]
    fn more_leaves_are_never_faster_and_fewer_answers_never_slower(
        n in 2.0..500.0_f64, sigma in 0.01..2.0_f64
    ) {
        let count = n.floor();
        let leaves = Leaves { count, median: 10.0, sigma };
        let more = Leaves { count: count + 1.0, ..leaves };
        prop_assert!(more.slowest(0.99) >= leaves.slowest(0.99));
        prop_assert!(leaves.nearly_all(count - 1.0, 0.99) <= leaves.slowest(0.99));
        prop_assert!(slow_requests(count, 0.01) <= slow_requests(count + 1.0, 0.01));
    }

    #[test]
    fn a_backup_never_makes_anyone_wait_longer(delay in 1.0..500.0_f64, sigma in 0.1..2.0_f64) {
        let latency = Latency::Lognormal(10.0, sigma);
        let alone = Hedged { latency, delay: f64::INFINITY };
        let hedged = Hedged { latency, delay };
        for p in [0.5, 0.99, 0.999] {
            prop_assert!(hedged.quantile(p) <= alone.quantile(p) * (1.0 + 1e-12));
        }
        prop_assert!(hedged.mean() <= alone.mean() * (1.0 + 1e-9));
    }
}

/// The order statistics against draws: the last of a hundred leaves.
#[test]
fn the_slowest_leaf_of_a_sample_is_where_the_formula_says() {
    let leaves = Leaves { count: 100.0, median: 10.0, sigma: 1.0 };
    let median = leaves.slowest(0.5);
    let mut stream = Seed(5).stream(0);
    let requests = 2000;
    let below = (0..requests)
        .filter(|_| (0..100).all(|_| 10.0 * crate::base::math::exp(stream.normal()) <= median))
        .count();
    // Four standard errors of a share of one half.
    let error = (below as f64 / f64::from(requests) - 0.5).abs();
    assert!(error < 4.0 * 0.5 / f64::from(requests).sqrt(), "{error}");
}
