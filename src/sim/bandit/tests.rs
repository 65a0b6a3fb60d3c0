use super::policies::{Arms, Policy};
use super::*;
use crate::base::rng::BUILD_SEED;
use proptest::prelude::*;

proptest! {
    #[test]
    fn the_regret_of_a_test_does_not_care_which_variant_is_better(
        a in 0.0..1.0_f64, b in 0.0..1.0_f64, m in 0_u64..40, rest in 0_u64..500
    ) {
        let horizon = 2 * m + rest;
        let there = Arms { a, b }.explore_then_commit(m, horizon);
        let back = Arms { a: b, b: a }.explore_then_commit(m, horizon);
        prop_assert!((there - back).abs() < 1e-9 * (1.0 + there));
        // Never worse than a coin, never better than knowing after the test.
        let gap = (a - b).abs();
        prop_assert!(there <= 0.5 * gap * horizon as f64 + 1e-9);
        prop_assert!(there >= gap * m as f64 - 1e-9);
    }
}

#[test]
fn the_exact_regret_is_that_of_tests_that_are_played() {
    let (arms, m, horizon) = (Arms { a: 0.35, b: 0.5 }, 12, 300);
    let mut stream = Seed(8).stream(0);
    let runs = 20_000;
    let mut wrong = 0.0;
    for _ in 0..runs {
        let [a, b] = [arms.a, arms.b].map(|p| (0..m).filter(|_| stream.chance(p)).count());
        wrong += if a > b { 1.0 } else if a == b { 0.5 } else { 0.0 };
    }
    let wrong = wrong / f64::from(runs);
    let found = arms.gap() * (m as f64 + (horizon - 2 * m) as f64 * wrong);
    let error = arms.gap() * (horizon - 2 * m) as f64 * 0.5 / f64::from(runs).sqrt();
    let exact = arms.explore_then_commit(m, horizon);
    assert!((exact - found).abs() < 4.0 * error, "{exact} {found}");
}

#[test]
fn a_plain_difference_is_learnt_by_all() {
    let arms = Arms { a: 0.8, b: 0.2 };
    for policy in POLICIES {
        let mut stream = Seed(4).stream(0);
        let [a, b] = policy.play(arms, 2000, &mut stream);
        assert_eq!(a + b, 2000.0);
        assert!(a > 1800.0, "{policy:?}: {a}");
        // Only ε-greedy goes on exploring at the same rate.
        assert!(policy != Policy::EpsilonGreedy || b > 60.0, "{b}");
    }
}

#[test]
fn equal_variants_cost_nothing_and_certain_ones_are_told_apart_at_once() {
    let equal = Arms { a: 0.3, b: 0.3 };
    assert_eq!(equal.explore_then_commit(5, 100), 0.0);
    assert!(equal.lai_robbins_slope().is_nan());
    let certain = Arms { a: 0.5, b: 1.0 };
    assert_eq!(certain.lai_robbins_slope(), 0.0);
    // Lattimore and Szepesvári 2020, chapter 16: Δ/KL of Bernoulli arms.
    let slope = Arms { a: 0.5, b: 0.6 }.lai_robbins_slope();
    assert!((slope - 0.1 / 0.020_410_997_260_127_58).abs() < 1e-9, "{slope}");
}

#[test]
fn a_test_longer_than_the_horizon_is_refused() {
    let given = Given::read(CONTROLS, [("horizon", "99"), ("etc_m", "50")]).unwrap();
    assert_eq!(SIMULATOR.compute(&given, BUILD_SEED).unwrap_err().input, "etc_m");
}
