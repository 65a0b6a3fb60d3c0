use super::cache::Cache;
use super::scores::{Costs, Scores};
use crate::base::rng::Seed;
use proptest::prelude::*;

proptest! {
    #[test]
    fn no_threshold_on_a_fine_grid_is_cheaper_than_the_best(
        mean in -1.0..4.0_f64, sd in 0.4..2.5_f64, prevalence in 0.001..0.999_f64,
        cost_ratio in -3.0..3.0_f64
    ) {
        let scores = Scores { mean, sd, prevalence };
        let costs = Costs {
            false_positive: 1.0,
            false_negative: crate::base::math::pow(10.0, cost_ratio),
        };
        let (best, cost) = scores.best_threshold(costs);
        for i in -2000..2000 {
            let t = f64::from(i) * 0.01;
            prop_assert!(scores.cost(t, costs) >= cost - 1e-12, "{t} beats {best}: {scores:?}");
        }
        if best.is_finite() {
            prop_assert!((scores.cost(best, costs) - cost).abs() < 1e-15);
        }
    }

    #[test]
    fn recall_and_false_alarms_fall_with_the_threshold(
        mean in 0.0..5.0_f64, sd in 0.3..3.0_f64, t in -4.0..6.0_f64, step in 0.01..2.0_f64
    ) {
        let scores = Scores { mean, sd, prevalence: 0.1 };
        // Beyond, a tail is 1 to all digits.
        let is_inside = scores.tpr(t) < 1.0 - 1e-9;
        prop_assert!(scores.tpr(t + step) < scores.tpr(t) || !is_inside);
        prop_assert!(Scores::fpr(t + step) < Scores::fpr(t));
    }

    #[test]
    fn more_entries_never_make_fewer_false_hits(
        t in 0.0..8.0_f64, entries in 1.0..1e6_f64, times in 1.0..100.0_f64
    ) {
        let scores = Scores { mean: 4.0, sd: 1.0, prevalence: 0.3 };
        let (right, wrong) = Cache { scores, entries }.hits(t);
        let (as_right, more) = Cache { scores, entries: entries * times }.hits(t);
        prop_assert!(more >= wrong && as_right == right);
        prop_assert!(wrong + right <= 1.0);
    }
}

#[test]
fn auc_is_the_share_of_pairs_in_the_right_order() {
    let scores = Scores { mean: 1.2, sd: 1.7, prevalence: 0.5 };
    let mut stream = Seed(2).stream(0);
    let pairs = 40_000;
    let right = (0..pairs)
        .filter(|_| scores.mean + scores.sd * stream.normal() > stream.normal())
        .count() as f64;
    let (found, auc) = (right / f64::from(pairs), scores.auc());
    let error = (auc * (1.0 - auc) / f64::from(pairs)).sqrt();
    assert!((found - auc).abs() < 4.0 * error, "{found} {auc}");
}

#[test]
fn any_of_many_is_found_as_often_as_when_drawn() {
    let scores = Scores { mean: 5.0, sd: 1.0, prevalence: 0.0 };
    let cache = Cache { scores, entries: 40.0 };
    let mut stream = Seed(3).stream(0);
    let questions = 4000;
    let wrong =
        (0..questions).filter(|_| (0..40).any(|_| stream.normal() >= 2.3)).count() as f64;
    let (found, (right, exact)) = (wrong / f64::from(questions), cache.hits(2.3));
    let error = (exact * (1.0 - exact) / f64::from(questions)).sqrt();
    assert!(right == 0.0 && (found - exact).abs() < 4.0 * error, "{found} {exact}");
}

#[test]
fn where_nothing_is_at_stake_on_one_side_the_threshold_goes_to_the_end() {
    let scores = Scores { mean: 1.0, sd: 1.0, prevalence: 0.2 };
    let costs = |false_positive, false_negative| Costs { false_positive, false_negative };
    assert_eq!(scores.best_threshold(costs(0.0, 1.0)), (f64::NEG_INFINITY, 0.0));
    assert_eq!(scores.best_threshold(costs(1.0, 0.0)), (f64::INFINITY, 0.0));
    // Scores that tell nothing: the cheaper of all and none.
    let blind = Scores { mean: 0.0, ..scores };
    assert_eq!(blind.best_threshold(costs(1.0, 1.0)), (f64::INFINITY, 0.2));
}
