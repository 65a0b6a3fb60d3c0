use super::scores::Sample;
use proptest::prelude::*;

proptest! {
    /// Few different predictions, so that there are ties.
    #[test]
    fn auc_is_the_share_of_pairs_in_the_right_order(
        rows in proptest::collection::vec((0_u8..6, any::<bool>()), 2..40),
    ) {
        let rows: Vec<(f64, bool)> = rows.iter().map(|(p, y)| (f64::from(*p) / 5.0, *y)).collect();
        let (mut pairs, mut right) = (0.0, 0.0);
        for (p, _) in rows.iter().filter(|(_, y)| *y) {
            for (q, _) in rows.iter().filter(|(_, y)| !*y) {
                pairs += 1.0;
                right += if p > q { 1.0 } else if p == q { 0.5 } else { 0.0 };
            }
        }
        let (auc, average_precision) = Sample::of(rows).ranking();
        prop_assert!(auc.is_nan() && pairs == 0.0 || (auc - right / pairs).abs() < 1e-12);
        prop_assert!(average_precision.is_nan() || (0.0..=1.0).contains(&average_precision));
    }

    #[test]
    fn a_factor_on_the_logits_leaves_the_order_and_harms_proper_scores(
        seed in 0_u64..1000, factor in 1.5..4.0_f64
    ) {
        let right = Sample::draw(seed, 4000, 1.0);
        for temperature in [factor, 1.0 / factor] {
            let wrong = Sample::draw(seed, 4000, temperature);
            prop_assert!((wrong.ranking().0 - right.ranking().0).abs() < 1e-12);
            prop_assert!(wrong.log_loss() > right.log_loss() && wrong.brier() > right.brier());
        }
    }
}

#[test]
fn a_perfect_model_has_the_ece_of_chance_on_average() {
    let samples = 60;
    let (mut found, mut expected) = (0.0, 0.0);
    for seed in 0..samples {
        let binned = Sample::draw(7000 + seed, 500, 1.0).binned(10);
        found += binned.ece / samples as f64;
        expected += binned.ece_of_chance / samples as f64;
    }
    // The ECE of one sample scatters by about a quarter.
    let error = 0.25 * expected / (samples as f64).sqrt();
    assert!((found - expected).abs() < 4.0 * error, "{found} {expected}");
}

#[test]
fn certain_predictions_score_as_they_should() {
    let right = Sample::of(vec![(1.0, true), (0.0, false)]);
    assert!(right.brier() == 0.0 && right.log_loss() < 1e-15 && right.binned(4).ece == 0.0);
    let wrong = Sample::of(vec![(1.0, false), (0.0, true)]);
    assert_eq!((wrong.brier(), wrong.binned(4).mce), (1.0, 1.0));
    assert!((wrong.log_loss() - 36.04).abs() < 0.01, "{}", wrong.log_loss());
}
