use super::*;
use crate::base::math;
use crate::base::rng::BUILD_SEED;
use proptest::prelude::*;

fn accuracy(cascade: Cascade, large: f64) -> f64 {
    cascade.kept_right() + cascade.deferred() * large
}

proptest! {
    #[test]
    fn no_threshold_is_more_accurate_than_the_large_models_accuracy(
        a in 0.5..50.0_f64, b in 0.5..50.0_f64, threshold in 0.0..1.0_f64, large in 0.01..0.99_f64
    ) {
        let at = |threshold| Cascade { law: (a, b), threshold };
        prop_assert!(accuracy(at(threshold), large) <= accuracy(at(large), large) + 1e-12);
        let higher = at(0.5 * (1.0 + threshold));
        prop_assert!(higher.deferred() >= at(threshold).deferred() - 1e-14);
        prop_assert!(higher.kept_right() <= at(threshold).kept_right() + 1e-14);
    }
}

#[test]
fn the_ends_are_the_two_models_alone() {
    let at = |threshold| Cascade { law: (8.0, 2.0), threshold };
    assert_eq!((at(0.0).deferred(), at(1.0).deferred()), (0.0, 1.0));
    assert!((accuracy(at(0.0), 0.95) - 0.8).abs() < 1e-15);
    assert!((accuracy(at(1.0), 0.95) - 0.95).abs() < 1e-15);
}

/// With b = 1 the beta law is that of `u^(1/a)`, which is easy to draw.
#[test]
fn requests_drawn_at_random_are_answered_as_well() {
    const REQUESTS: u32 = 40_000;
    let mut stream = BUILD_SEED.stream(0);
    let (cascade, large) = (Cascade { law: (4.0, 1.0), threshold: 0.7 }, 0.9);
    let (mut right, mut passed) = (0.0, 0.0);
    for _ in 0..REQUESTS {
        let confidence = math::pow(stream.uniform(), 0.25);
        let ability = if confidence < cascade.threshold { large } else { confidence };
        passed += f64::from(u8::from(confidence < cascade.threshold));
        right += f64::from(u8::from(stream.uniform() < ability));
    }
    let requests = f64::from(REQUESTS);
    for (share, exact) in [(passed, cascade.deferred()), (right, accuracy(cascade, large))] {
        let share = share / requests;
        let error = (exact * (1.0 - exact) / requests).sqrt();
        assert!((share - exact).abs() < 4.0 * error, "{share} ± {error}, not {exact}");
    }
}
