use super::anonymity::share_below;
use super::loss::{Direction, Loss};
use super::{gaussian, rdp, tight};
use crate::base::math;
use crate::base::{normal, roots};
use proptest::prelude::*;

/// One step of removing a person, in closed form: the loss exceeds ε where the sum exceeds some `x`.
fn one_step(loss: &Loss, delta: f64) -> f64 {
    let log_delta = |epsilon: f64| {
        let ratio = math::ln((math::expm1(epsilon) + loss.rate) / loss.rate);
        let x = loss.noise * loss.noise * ratio + 0.5;
        let tail = |mean: f64| normal::survival((x - mean) / loss.noise);
        let with = (1.0 - loss.rate) * tail(0.0) + loss.rate * tail(1.0);
        math::ln(with - math::exp(epsilon) * tail(0.0)) - math::ln(delta)
    };
    roots::brent(log_delta, 1e-9, 50.0, 1e-13).expect("it falls")
}

#[test]
fn one_subsampled_step_is_as_the_closed_form_has_it() {
    for (rate, noise, delta) in [(0.5, 1.0, 1e-5), (0.2, 0.8, 1e-6), (0.9, 3.0, 1e-4)] {
        let loss = Loss { rate, noise };
        let (found, expected) = (tight::epsilon(&loss, 1, delta), one_step(&loss, delta));
        assert!((found / expected - 1.0).abs() < 1e-4, "{rate} {noise}: {found} {expected}");
    }
}

#[test]
fn rarely_sampled_steps_are_bounded_from_above() {
    for (rate, noise, delta) in [(1e-3, 0.6, 1e-5), (0.01, 0.7, 1e-6)] {
        let loss = Loss { rate, noise };
        let (found, expected) = (tight::epsilon(&loss, 1, delta), one_step(&loss, delta));
        assert!(found > 0.999 * expected, "{rate} {noise}: {found} {expected}");
    }
}

#[test]
fn whole_batches_are_one_gaussian_mechanism() {
    for (noise, steps) in [(20.0, 100), (1.0, 4), (300.0, 1_000_000)] {
        let exact = gaussian::epsilon(f64::from(steps).sqrt() / noise, 1e-5);
        let found = tight::epsilon(&Loss { rate: 1.0, noise }, steps.try_into().unwrap(), 1e-5);
        assert!((found / exact - 1.0).abs() < 1e-5, "{noise} {steps}: {found} {exact}");
    }
}

/// Abadi et al. 2016 have 2.55 for this; the exact moments give 2.576 with their conversion, so it is
/// no figure to meet, but later accountants must need less.
#[test]
fn later_accountants_need_less_than_that_of_2016() {
    let loss = Loss { rate: 0.01, noise: 4.0 };
    let (renyi, tight) = (rdp::epsilon(&loss, 4e4, 1e-5).0, tight::epsilon(&loss, 40_000, 1e-5));
    assert!(tight < renyi && renyi < 2.55, "{tight} {renyi}");
    assert!(rdp::epsilon_of_2016(&loss, 4e4, 1e-5) < 24.22);
}

#[test]
fn a_moment_is_the_binomial_sum() {
    for (rate, noise, order) in [(0.01, 1.0, 3), (1e-5, 2.0, 20), (0.3, 0.7, 8)] {
        let loss = Loss { rate, noise };
        let sum: f64 = (2..=order)
            .map(|i| {
                let i = f64::from(i);
                let n = f64::from(order);
                let ways = crate::base::special::ln_binomial(n as u64, i as u64);
                let log = ways + i * math::ln(rate) + (n - i) * math::log1p(-rate);
                math::exp(log) * math::expm1(i * (i - 1.0) / (2.0 * noise * noise))
            })
            .sum();
        let found = loss.log_moment(Direction::Remove, f64::from(order) - 1.0);
        let expected = math::log1p(sum);
        assert!((found / expected - 1.0).abs() < 1e-8, "{rate} {order}: {found} {expected}");
    }
}

#[test]
fn published_calibration_is_met() {
    // Balle and Wang 2018: at ε = 0 the law is δ = 2Φ(µ/2) − 1.
    for mu in [1e-6, 0.1, 2.0] {
        let delta = 2.0 * normal::cdf(mu / 2.0) - 1.0;
        let found = gaussian::mu(1e-300, delta);
        assert!((found / mu - 1.0).abs() < 1e-8, "{mu} {found}");
    }
}

proptest! {
    #[test]
    fn noise_and_privacy_are_inverse_to_one_another(
        epsilon in 0.01..30.0_f64, digits in 1.0..12.0_f64
    ) {
        let delta = math::pow(10.0, -digits);
        let mu = gaussian::mu(epsilon, delta);
        prop_assert!((gaussian::epsilon(mu, delta) / epsilon - 1.0).abs() < 1e-8);
        prop_assert!(gaussian::mu(epsilon * 1.1, delta) > mu);
    }

    #[test]
    fn more_people_and_fewer_combinations_hide_better(
        population in 10..100_000_u64, cells in 1.0..1e6_f64, k in 2..20_u64
    ) {
        let share = share_below(population, cells, k);
        prop_assert!((0.0..=1.0).contains(&share));
        prop_assert!(share_below(population * 2, cells, k) <= share + 1e-12);
        prop_assert!(share_below(population, cells * 2.0, k) >= share - 1e-12);
        prop_assert!(share_below(population, cells, k + 1) >= share - 1e-12);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn privacy_is_lost_with_steps_and_bought_with_noise(
        rate in 0.002..0.5_f64, noise in 0.7..5.0_f64, steps in 20..5000_u64
    ) {
        let loss = Loss { rate, noise };
        let epsilon = tight::epsilon(&loss, steps, 1e-5);
        let noisier = Loss { noise: noise * 1.2, ..loss };
        prop_assert!(tight::epsilon(&loss, steps * 2, 1e-5) >= epsilon * 0.9999);
        prop_assert!(tight::epsilon(&noisier, steps, 1e-5) <= epsilon * 1.0001);
        prop_assert!(epsilon <= rdp::epsilon(&loss, steps as f64, 1e-5).0 * 1.0001);
    }
}
