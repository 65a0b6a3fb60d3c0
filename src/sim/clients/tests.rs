use super::*;
use crate::sim::theory::{ManyServers, erlang_b};

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
        ref other => panic!("{key} is {other:?}"),
    }
}

#[track_caller]
fn agrees((value, error): (f64, f64), truth: f64) {
    assert!((value - truth).abs() < 4.0 * error, "{value} ± {error} is not {truth}");
    assert!(error < 0.03 * truth, "{value} ± {error} says little of {truth}");
}

/// Steady load from beginning to end.
const STEADY: [(&str, &str); 3] =
    [("spike_factor", "1"), ("watch_s", "120"), ("max_attempts", "1")];

fn steady(more: &[(&'static str, &'static str)]) -> Row {
    row(&[&STEADY, more].concat(), Effort::Full)
}

#[test]
fn without_room_the_refused_share_is_erlang_b() {
    let row = steady(&[("queue_room", "0"), ("load", "0.8"), ("timeout_s", "inf")]);
    agrees(estimate(&row, "goodput_after_per_s"), 40.0 * (1.0 - erlang_b(10, 8.0)));
}

#[test]
fn with_a_long_queue_the_late_share_is_the_tail_of_mmc() {
    let row = steady(&[("queue_room", "100000"), ("load", "0.9"), ("timeout_s", "0.4")]);
    let queue = ManyServers { arrival_rate: 45.0, service_time: 0.2, servers: 10 };
    agrees(estimate(&row, "goodput_after_per_s"), 45.0 * (1.0 - queue.sojourn_tail(0.4)));
}

/// Pauses of many services let each attempt see the queue afresh.
#[test]
fn attempts_per_request_are_those_of_the_fixed_point() {
    let row = row(
        &[
            ("spike_factor", "1"),
            ("watch_s", "400"),
            ("max_attempts", "3"),
            ("backoff_s", "10"),
            ("queue_room", "0"),
            ("timeout_s", "inf"),
            ("load", "0.8"),
        ],
        Effort::Full,
    );
    let mut attempts = 1.0;
    for _ in 0..200 {
        let refused = erlang_b(10, 8.0 * attempts);
        attempts = 1.0 + refused + refused * refused;
    }
    let (found, error) = estimate(&row, "amplification");
    // The pauses are long and not endless: within two per cent besides.
    assert!((found - attempts).abs() < 3.0 * error + 0.02 * attempts, "{found} ± {error}, {attempts}");
}

/// The lesson of this simulator.
#[test]
fn a_spike_fells_the_service_and_retries_keep_it_down() {
    let down = row(&[], Effort::Lab);
    assert_eq!(down.cells[1], Cell::Word("never".into()));
    assert!(estimate(&down, "goodput_before_per_s").0 > 33.0);
    assert!(estimate(&down, "goodput_after_per_s").0 < 20.0);
    assert!(estimate(&down, "amplification").0 > 2.0);
    assert!(down.trouble.is_some());
    let calm = row(&[("spike_factor", "1")], Effort::Lab);
    assert!(estimate(&calm, "goodput_after_per_s").0 > 33.0, "the same load without a spike");
}

#[test]
fn each_of_the_remedies_brings_it_back() {
    for remedy in [("breaker", "on"), ("drops", "hopeless"), ("max_attempts", "1"), ("queue_room", "20")]
    {
        let well = row(&[remedy], Effort::Lab);
        let (after, _) = estimate(&well, "goodput_after_per_s");
        assert!(after > 30.0, "{remedy:?} leaves {after}");
        assert!(well.trouble.is_none(), "{remedy:?}");
    }
}

/// Dropping what has expired is not enough: the next in line is the one that is about to.
#[test]
fn workers_that_drop_only_what_has_expired_serve_what_is_about_to() {
    let down = row(&[("drops", "expired")], Effort::Lab);
    let (after, _) = estimate(&down, "goodput_after_per_s");
    assert!(after > 1.0 && after < 15.0, "{after}");
}

#[test]
fn work_is_conserved() {
    let row = row(&[("load", "0.9"), ("spike_factor", "5"), ("drops", "hopeless")], Effort::Lab);
    for key in ["goodput_before_per_s", "goodput_during_per_s", "goodput_after_per_s"] {
        let (value, error) = estimate(&row, key);
        assert!(value < 50.0 + 4.0 * error, "{key}: more than the capacity, {value}");
    }
    assert!(estimate(&row, "amplification").0 >= 1.0);
}

#[test]
fn a_settled_run_allocates_nothing() {
    let given = Given::read(CONTROLS, [("load", "0.9")]).expect("accepted");
    let mut run = Run::new(setting(&given), Chance { seed: Seed(1), replica: 0 });
    run.advance(12_000);
    let room = run.room();
    run.advance(12_000);
    assert_eq!(run.room(), room);
}
