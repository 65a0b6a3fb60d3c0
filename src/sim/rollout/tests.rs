use super::canary::Canary;
use super::shadow_paired::Pairs;
use super::sign_test;
use crate::base::discrete::{binomial_cdf, binomial_pmf, binomial_survival};
use crate::base::rng::BUILD_SEED;
use proptest::prelude::*;

/// The power of the sign test as its definition says, a sum for each number of differing pairs.
fn by_definition(pairs: u64, (p01, p10): (f64, f64), alpha: f64) -> f64 {
    let differing = p01 + p10;
    let given = |d: u64| {
        let limit = (0..=d).take_while(|c| binomial_cdf(d, 0.5, *c) <= 0.5 * alpha).last();
        limit.map_or(0.0, |c| {
            let p = p01 / differing;
            binomial_cdf(d, p, c) + binomial_survival(d, p, d - c - 1)
        })
    };
    (0..=pairs).map(|d| binomial_pmf(pairs, differing, d) * given(d)).sum()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_recurrence_is_the_definition(
        pairs in 0..160_u64, p01 in 0.0..0.6_f64, p10 in 0.001..0.4_f64, alpha in 0.001..0.5_f64
    ) {
        let (fast, slow) = (sign_test::power(pairs, (p01, p10), alpha), by_definition(pairs, (p01, p10), alpha));
        prop_assert!((fast - slow).abs() < 1e-11, "{fast} {slow}");
    }

    #[test]
    fn the_alarm_is_seldom_false_and_the_smallest_of_those(requests in 0..100_000_u64, base in 0.0..0.3_f64) {
        let canary = Canary { requests, base };
        let alarm = canary.alarm();
        prop_assert!(alarm >= 1 && canary.at_least(alarm, base) <= 0.01);
        prop_assert!(canary.at_least(alarm - 1, base) > 0.01);
        prop_assert!(canary.at_least(alarm, 0.5 * (1.0 + base)) >= canary.at_least(alarm, base));
    }

    #[test]
    fn what_both_models_do_adds_up(old in 0.0..1.0_f64, new in 0.0..1.0_f64, correlation in -1.0..1.0_f64) {
        let Pairs { p01, p10 } = Pairs::new(old, new, correlation);
        let both = old - p10;
        let neither = 1.0 - both - p01 - p10;
        for share in [p01, p10, both, neither] {
            prop_assert!((-1e-15..=1.0).contains(&share), "{p01} {p10} {both} {neither}");
        }
        prop_assert!((p01 - p10 - (new - old)).abs() < 1e-15);
    }
}

#[test]
fn large_samples_follow_the_recurrence_as_well() {
    for (p01, p10) in [(0.03, 0.02), (0.01, 0.0), (1.0, 0.0), (0.6, 0.4)] {
        let (fast, slow) = (sign_test::power(3000, (p01, p10), 0.05), {
            if p01 + p10 < 0.1 { by_definition(3000, (p01, p10), 0.05) } else { 1.0 }
        });
        assert!((fast - slow).abs() < 1e-9, "{p01} {p10}: {fast} {slow}");
    }
    assert_eq!(sign_test::power(5, (0.3, 0.3), 0.01), 0.0, "five pairs never reach the level");
    assert!((sign_test::power(1_000_000_000, (0.1, 0.1), 0.05) - 0.05).abs() < 1e-3);
}

#[test]
fn canaries_drawn_at_random_notice_as_often() {
    const CANARIES: u32 = 4000;
    let mut stream = BUILD_SEED.stream(0);
    let (canary, bad) = (Canary { requests: 200, base: 0.01 }, 0.04);
    let alarm = canary.alarm();
    let noticed = (0..CANARIES)
        .filter(|_| (0..200).filter(|_| stream.uniform() < bad).count() as u64 >= alarm)
        .count();
    let (share, exact) = (noticed as f64 / f64::from(CANARIES), canary.at_least(alarm, bad));
    let error = (exact * (1.0 - exact) / f64::from(CANARIES)).sqrt();
    assert!((share - exact).abs() < 4.0 * error, "{share} ± {error}, not {exact}");
}
