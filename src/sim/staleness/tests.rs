use super::age::{Batch, Kind, Stream};
use super::gaussian::{auc, auc_shifted};
use super::retrain_cadence::Cadence;
use super::serving_skew::Skew;
use crate::base::math;
use crate::base::rng::Seed;
use crate::sim::theory::mean_saturation;
use proptest::prelude::*;

/// Pairs of a positive and a negative: the share in which the positive's score is higher, with its
/// standard error. Ties count half.
fn simulated(skew: &Skew, pairs: u32) -> (f64, f64) {
    let mut stream = Seed(11).stream(0);
    let mut draw = |wanted: bool| loop {
        let (x, y, noise) = (stream.normal(), stream.normal(), stream.normal());
        let rest = (1.0 - skew.sound - skew.skewed).max(0.0).sqrt();
        let latent = skew.sound.sqrt() * x + skew.skewed.sqrt() * y + rest * noise;
        let affected = stream.uniform() < skew.affected;
        if (latent > 0.0) == wanted {
            let seen = match (affected, skew.shift == 0.0) {
                (false, _) => y,
                (true, true) => 0.0,
                (true, false) => y + skew.shift,
            };
            return skew.sound.sqrt() * x + skew.skewed.sqrt() * seen;
        }
    };
    let mut right = 0.0;
    for _ in 0..pairs {
        let (positive, negative) = (draw(true), draw(false));
        right += if positive > negative { 1.0 } else { f64::from(u8::from(positive == negative)) * 0.5 };
    }
    let n = f64::from(pairs);
    (right / n, (0.25 / n).sqrt())
}

#[test]
fn pairs_are_ranked_as_often_as_the_formulas_say() {
    for (sound, skewed, affected, shift) in [
        (0.1, 0.4, 0.0, 0.0),
        (0.1, 0.4, 0.5, 0.0),
        (0.0, 0.5, 0.3, 0.0),
        (0.1, 0.4, 0.5, 2.0),
        (0.3, 0.2, 0.2, -1.5),
        (0.5, 0.5, 0.4, 1.0),
        (0.2, 0.3, 1.0, 3.0),
    ] {
        let skew = Skew { sound, skewed, affected, shift };
        let (found, error) = simulated(&skew, 40_000);
        assert!((found - skew.auc()).abs() < 4.0 * error, "{skew:?}: {found} {}", skew.auc());
    }
}

proptest! {
    #[test]
    fn a_shift_of_nothing_is_no_shift_and_a_great_one_decides(r2 in 0.0..=1.0_f64) {
        prop_assert!((auc_shifted(r2, 0.0) - auc(r2)).abs() < 1e-9);
        prop_assert!(auc_shifted(r2, 50.0) > 1.0 - 1e-12);
        prop_assert!(auc_shifted(r2, -50.0) < 1e-12);
    }

    #[test]
    fn a_constant_shift_of_all_requests_leaves_the_ranking_alone(
        sound in 0.0..0.5_f64, skewed in 0.01..0.5_f64, shift in -3.0..3.0_f64, affected in 0.01..0.99_f64
    ) {
        let skew = Skew { sound, skewed, affected: 1.0, shift };
        let clean = Skew { affected: 0.0, ..skew }.auc();
        prop_assert!((skew.auc() - clean).abs() < 1e-12);
        if shift.abs() > 0.01 {
            let some = Skew { affected, ..skew }.auc();
            prop_assert!(some < clean);
        }
    }

    #[test]
    fn no_period_costs_less_than_the_best(
        training in 0.1..1e5_f64, at_stake in 1.0..1e4_f64, drift in 0.1..1e3_f64, other in 0.01..100.0_f64
    ) {
        let cadence = Cadence { training, at_stake, drift };
        let best = cadence.best_period();
        let least = cadence.cost(best);
        let period = other * if best.is_finite() { best } else { drift };
        prop_assert!(cadence.cost(period) >= least * (1.0 - 1e-12));
        if best.is_finite() {
            let (sooner, later) = (cadence.cost(0.99 * best), cadence.cost(1.01 * best));
            prop_assert!(sooner > least && later > least);
        }
        prop_assert!(best >= cadence.square_root_period() * (1.0 - 1e-9));
        prop_assert_eq!(best == f64::INFINITY, cadence.relative_cost() >= 1.0);
    }

    /// The mean over time, added up.
    #[test]
    fn values_and_losses_are_means_over_the_age(x in 1e-6..50.0_f64, delay in 0.0..3.0_f64) {
        let steps = 4000;
        let mean: f64 = (0..steps)
            .map(|i| math::exp(-x * (f64::from(i) + 0.5) / f64::from(steps)))
            .sum::<f64>() / f64::from(steps);
        prop_assert!((1.0 - mean_saturation(x) - mean).abs() < 1e-4, "{x}");
        let batch = Batch { period: 7.0 * x, delay: 7.0 * delay, decay: 7.0 };
        prop_assert!((batch.mean_value() - mean * math::exp(-delay)).abs() < 1e-4);
    }
}

#[test]
fn both_forms_of_the_mean_loss_agree_where_they_meet() {
    let form = |x: f64| 1.0 + math::expm1(-x) / x;
    for x in [0.05, 0.0999, 0.1001, 0.2] {
        assert!((mean_saturation(x) / form(x) - 1.0).abs() < 1e-13, "{x}");
    }
    assert!((mean_saturation(1e-12) / 5e-13 - 1.0).abs() < 1e-11);
    assert_eq!(mean_saturation(0.0), 0.0);
}

/// A worker that handles updates in order, and the area under the age.
fn simulated_age(stream: &Stream, updates: u32) -> f64 {
    let (mut gaps, mut work) = (Seed(6).stream(0), Seed(6).stream(1));
    let (mut made, mut done, mut area, mut start) = (0.0, 0.0_f64, 0.0, 0.0);
    for update in 0..updates {
        let gap = if stream.kind == Kind::Dm1 { 1.0 } else { gaps.exponential() };
        let time = if stream.kind == Kind::Md1 { 1.0 } else { work.exponential() };
        let next = made + gap / stream.rate;
        let finished = done.max(next) + time / stream.service;
        if update == 0 {
            start = finished;
        } else {
            area += 0.5 * (finished - done) * (finished + done - 2.0 * made);
        }
        (made, done) = (next, finished);
    }
    area / (done - start)
}

#[test]
fn simulated_streams_are_as_old_as_the_formulas_say() {
    for kind in [Kind::Mm1, Kind::Md1, Kind::Dm1] {
        for load in [0.2, 0.5, 0.7] {
            let stream = Stream { rate: load * 3.0, service: 3.0, kind };
            let found = simulated_age(&stream, 100_000);
            let expected = stream.mean_age();
            assert!((found / expected - 1.0).abs() < 0.03, "{stream:?}: {found} {expected}");
        }
    }
}

/// Kaul, Yates and Gruteser 2012: neither as many updates as possible nor as few.
#[test]
fn each_kind_of_stream_has_its_best_load() {
    for (kind, best) in [(Kind::Mm1, 0.53), (Kind::Md1, 0.63), (Kind::Dm1, 0.52)] {
        let age = |load: f64| Stream { rate: load, service: 1.0, kind }.mean_age();
        let found = (1..100).map(f64::from).map(|n| n / 100.0).min_by(|a, b| {
            age(*a).total_cmp(&age(*b))
        });
        assert!((found.expect("a load") - best).abs() < 0.011, "{kind:?}: {found:?}");
    }
    let nearly_full = Stream { rate: 1.0 - 1e-9, service: 1.0, kind: Kind::Dm1 };
    // In heavy traffic an arrival finds the queue empty with twice the spare share.
    assert!((nearly_full.mean_age() * 2e-9 - 1.0).abs() < 1e-4);
}
