use super::*;
use crate::sim::theory::ManyServers;

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
    assert!(error < 0.05 * truth, "{value} ± {error} says little of {truth}");
}

#[test]
fn around_the_clock_it_is_an_mmc_queue() {
    for (reviewers, load) in [("1", 0.7), ("4", 0.85)] {
        let rate = load * reviewers.parse::<f64>().expect("a number") * 12.0;
        let row = row(
            &[
                ("reviewers", reviewers),
                ("items_per_hour", &rate.to_string()),
                ("shift_h", "24"),
                ("days_per_week", "7"),
            ],
            Effort::Full,
        );
        let servers = reviewers.parse().expect("a number");
        let queue = ManyServers { arrival_rate: rate, service_time: 1.0 / 12.0, servers };
        agrees(estimate(&row, "wait_mean_h"), queue.mean_wait());
        agrees(estimate(&row, "wait_p95_h"), queue.wait_quantile(0.95));
        agrees(estimate(&row, "staff_utilisation"), load);
    }
}

#[test]
fn with_many_reviewers_only_the_pauses_are_left() {
    let row = row(&[("reviewers", "1000")], Effort::Full);
    let (mean, error) = estimate(&row, "wait_mean_h");
    let truth = estimate(&row, "wait_shortest_h").0;
    assert!((mean - truth).abs() < 4.0 * error, "{mean} ± {error} is not {truth}");
    assert!((truth - 15.238).abs() < 1e-3);
    // On four days of five what came in sixteen hours, on Monday what came in 64.
    agrees(estimate(&row, "backlog_at_shift"), 20.0 * (4.0 * 16.0 + 64.0) / 5.0);
}

#[test]
fn more_reviewers_and_longer_shifts_never_make_anyone_wait_longer() {
    let p95 = |key, value: &str| estimate(&row(&[(key, value)], Effort::Sketch), "wait_p95_h").0;
    let staff = ["8", "10", "14", "20", "50"].map(|reviewers| p95("reviewers", reviewers));
    assert!(staff.is_sorted_by(|a, b| a >= b), "{staff:?}");
    let shift = ["7", "8", "12", "16", "23"].map(|hours| p95("shift_h", hours));
    assert!(shift.is_sorted_by(|a, b| a > b), "{shift:?}");
}

#[test]
fn too_few_reviewers_are_said_with_how_many_it_takes() {
    // 20 items an hour are 280 hours of work a week, and a reviewer has forty.
    let short = row(&[("reviewers", "7")], Effort::Lab);
    let trouble = short.trouble.expect("it is said");
    assert!(trouble.what.contains("100"), "{trouble:?}");
    assert!(trouble.mend.contains("at least 8 reviewers"), "{trouble:?}");
    assert_eq!(short.cells[0], Cell::Unbounded);
}

#[test]
fn a_settled_run_allocates_nothing() {
    let given = Given::read(CONTROLS, []).expect("accepted");
    let mut run = Run::new(desk(&given), 1, 120, Chance { seed: Seed(1), replica: 0 });
    run.advance(200_000);
    let room = run.room();
    run.advance(u64::MAX);
    assert_eq!(run.room(), room);
}
