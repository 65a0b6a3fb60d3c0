use super::*;
use crate::base::math;

fn row(texts: &[(&str, &str)], effort: Effort) -> Row {
    let given = Given::read(CONTROLS, texts.iter().copied()).expect("accepted");
    let mut task = begin(&given, Seed(3), effort).expect("possible");
    while task.advance(u64::MAX) > 0 {}
    task.row().expect("done")
}

fn estimate(row: &Row, key: &str) -> (f64, f64) {
    let (place, _) = SIMULATOR.readout(key).expect("a readout");
    match row.cells[place] {
        Cell::Estimate { value, standard_error } => (value, standard_error),
        Cell::Number(value) => (value, 0.0),
        ref other => panic!("{key} is {other:?}"),
    }
}

#[track_caller]
fn agrees((value, error): (f64, f64), truth: f64) {
    assert!((value - truth).abs() < 4.0 * error, "{value} ± {error} is not {truth}");
    assert!(error < 0.06 * truth, "{value} ± {error} says little of {truth}");
}

#[test]
fn with_a_large_origin_all_is_as_renewal_theory_says() {
    for (protection, ttl) in [("none", "5"), ("single_flight", "5"), ("none", "0.5"), ("single_flight", "60")]
    {
        let settings = [
            ("protection", protection),
            ("ttl_s", ttl),
            ("origin_workers", "5000"),
            ("keys", "500"),
            ("update_min", "0.1"),
        ];
        let row = row(&settings, Effort::Lab);
        agrees(estimate(&row, "hit_ratio"), estimate(&row, "hit_ratio_theory").0);
        agrees(estimate(&row, "origin_per_s"), estimate(&row, "origin_theory_per_s").0);
        let ttl: f64 = ttl.parse().expect("a number");
        // A change every six seconds.
        let truth = 1.0 - (1.0 - math::exp(-ttl / 6.0)) / (ttl / 6.0);
        agrees(estimate(&row, "stale_share"), truth);
        let theory = Keys::new(500, 1.0).theory(2000.0, ttl, 0.3);
        if protection == "none" {
            let duplicates = 1.0 - theory.fetches / theory.stampede;
            agrees(estimate(&row, "duplicate_share"), duplicates);
        } else {
            assert_eq!(estimate(&row, "duplicate_share").0, 0.0);
        }
    }
}

#[test]
fn who_gets_the_old_value_does_not_wait_and_gets_more_stale_ones() {
    let settings = |protection| [("protection", protection), ("ttl_s", "2"), ("update_min", "0.1")];
    let old = row(&settings("stale_while_revalidate"), Effort::Lab);
    let waits = row(&settings("single_flight"), Effort::Lab);
    assert_eq!(estimate(&old, "wait_p99_ms").0, 0.0);
    assert!(estimate(&waits, "wait_p99_ms").0 > 100.0);
    assert!(estimate(&old, "stale_share").0 > 1.2 * estimate(&waits, "stale_share").0);
    agrees(estimate(&old, "origin_per_s"), estimate(&waits, "origin_theory_per_s").0);
}

/// What theory does not show: fetches that wait bring more of their kind.
#[test]
fn a_full_origin_makes_stampedes_larger_unless_one_fetches_for_all() {
    let settings = |protection, workers| {
        [("protection", protection), ("ttl_s", "10"), ("origin_workers", workers), ("keys", "1000")]
    };
    let free = row(&settings("none", "5000"), Effort::Lab);
    let needed = (estimate(&free, "origin_theory_per_s").0 * 0.3 * 1.03).ceil().to_string();
    let full = row(&settings("none", &needed), Effort::Lab);
    let more = estimate(&full, "origin_per_s").0 / estimate(&full, "origin_theory_per_s").0;
    assert!(more > 1.05, "{more}");
    let (together, error) = estimate(&row(&settings("single_flight", &needed), Effort::Lab), "origin_per_s");
    let theory = estimate(&row(&settings("single_flight", "5000"), Effort::Lab), "origin_theory_per_s").0;
    assert!((together - theory).abs() < 4.0 * error + 0.01 * theory, "{together} ± {error}, {theory}");
}

#[test]
fn a_longer_life_means_fewer_fetches_and_older_values() {
    let rows = ["5", "30", "200", "2000"].map(|ttl| row(&[("ttl_s", ttl)], Effort::Sketch));
    let each = |key| rows.each_ref().map(|row| estimate(row, key).0);
    assert!(each("origin_per_s").is_sorted_by(|a, b| a > b));
    assert!(each("stale_share").is_sorted_by(|a, b| a < b));
}

#[test]
fn an_origin_that_cannot_do_it_is_said() {
    let row = row(&[("origin_workers", "5")], Effort::Lab);
    assert_eq!(row.cells[4], Cell::Unbounded);
    assert!(row.trouble.expect("it is said").mend.contains("one fetch for all"));
}
