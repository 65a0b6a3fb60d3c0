use super::*;
use proptest::prelude::*;

/// Confusion matrices of the COMPAS scores as ProPublica published them: true negatives, false
/// positives, false negatives, true positives, then the false positive rate in per cent as printed.
#[test]
fn the_identity_holds_in_the_published_compas_tables() {
    for ([tn, fp, fnn, tp], printed) in [
        ([2681.0, 1282.0, 1216.0, 2035.0], 32.35),
        ([990.0, 805.0, 532.0, 1369.0], 44.85),
        ([1139.0, 349.0, 461.0, 505.0], 23.45),
    ] {
        let base_rate = (fnn + tp) / (tn + fp + fnn + tp);
        let found = Group::identity(base_rate, tp / (tp + fp), tp / (tp + fnn));
        let expected: f64 = fp / (fp + tn);
        assert!((found - expected).abs() < 1e-12, "{found} {expected}");
        assert!((100.0 * found - printed).abs() <= 0.005, "{found} {printed}");
    }
}

#[test]
fn precision_below_the_base_rate_is_out_of_reach_and_said() {
    let fields = [("policy", "equal_ppv"), ("base_rate_a", "0.1"), ("base_rate_b", "0.6")];
    let row = compute(&Given::read(CONTROLS, fields).unwrap()).unwrap();
    assert_eq!(row.cells[1].number(), None);
    assert!(row.cells[0].number().is_some() && row.trouble.is_some());
}

proptest! {
    #[test]
    fn each_policy_makes_equal_what_it_says(
        rate_a in 0.02..0.98_f64, rate_b in 0.02..0.98_f64, separation in 0.05..5.0_f64
    ) {
        let a = Group { base_rate: rate_a, separation };
        let b = Group { base_rate: rate_b, separation };
        let middle = separation / 2.0;
        let parity = b.threshold_for_selection(a.selection(middle));
        prop_assert!((b.selection(parity) - a.selection(middle)).abs() < 1e-12);
        let wanted = a.precision(middle);
        match b.threshold_for_precision(wanted) {
            Some(threshold) => prop_assert!((b.precision(threshold) - wanted).abs() < 1e-9),
            None => prop_assert!(wanted <= rate_b || wanted >= 1.0),
        }
        let identity = Group::identity(rate_a, wanted, a.true_positive_rate(middle));
        prop_assert!((identity / a.false_positive_rate(middle) - 1.0).abs() < 1e-9);
    }
}
