use super::*;
use crate::base::math;

fn row(service: Service, effort: Effort) -> Row {
    let texts = [
        ("n_leaves", service.leaves.to_string()),
        ("utilisation", service.utilisation.to_string()),
        ("background_share", service.background.to_string()),
        ("service_ms", service.service.to_string()),
        ("hedge_delay_ms", service.delay.to_string()),
    ];
    let fields = texts.iter().map(|(key, text)| (*key, text.as_str()));
    let given = Given::read(CONTROLS, fields).expect("accepted");
    let mut task = begin(&given, Seed(7), effort).expect("possible");
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

const ONE: Service = Service {
    leaves: 1,
    utilisation: 0.6,
    background: 0.4,
    service: 10.0,
    delay: f64::INFINITY,
};

#[track_caller]
fn agrees((value, error): (f64, f64), truth: f64) {
    assert!((value - truth).abs() < 4.0 * error, "{value} ± {error} is not {truth}");
    assert!(error < 0.04 * truth, "{value} ± {error} says little of {truth}");
}

#[test]
fn one_leaf_without_copies_is_an_mm1_queue() {
    for (utilisation, background) in [(0.3, 0.0), (0.6, 0.4), (0.8, 0.9)] {
        let row = row(Service { utilisation, background, ..ONE }, Effort::Full);
        // The median and the 99th percentile of an exponential time with this mean.
        let sojourn = 10.0 / (1.0 - utilisation);
        agrees(estimate(&row, "p50_ms"), sojourn * std::f64::consts::LN_2);
        agrees(estimate(&row, "p99_ms"), sojourn * 4.605_170_185_99);
        agrees(estimate(&row, "leaf_utilisation"), utilisation);
        assert_eq!(estimate(&row, "extra_load"), (0.0, 0.0));
    }
}

#[test]
fn leaves_with_little_common_work_are_independent() {
    let service = Service { leaves: 20, utilisation: 0.5, background: 0.95, ..ONE };
    let row = row(service, Effort::Full);
    // The largest of twenty exponential times of mean 20 ms has the median −ln(1 − 2^(−1/20)) · 20.
    let truth = 67.59;
    let (p50, error) = estimate(&row, "p50_ms");
    assert!((p50 - truth).abs() < 4.0 * error + 0.01 * truth, "{p50} ± {error}");
    assert!((estimate(&row, "p50_independent_ms").0 - truth).abs() < 0.01);
}

#[test]
fn leaves_that_are_busy_together_are_never_slower_than_independent_ones() {
    let service = Service { leaves: 50, utilisation: 0.7, background: 0.0, ..ONE };
    let row = row(service, Effort::Full);
    for p in ["p50", "p99"] {
        let (value, error) = estimate(&row, &format!("{p}_ms"));
        let (bound, _) = estimate(&row, &format!("{p}_independent_ms"));
        assert!(value < bound + 3.0 * error && value > 0.7 * bound, "{value} ± {error}, {bound}");
    }
}

/// Where copies are rare work, the queues do not feel them: a task is late with probability
/// exp(−(1 − ρ) d), and the faster of two is known.
#[test]
fn rare_copies_are_as_frequent_and_as_useful_as_the_formula_says() {
    let service = Service { utilisation: 0.4, background: 0.99, delay: 25.0, ..ONE };
    let row = row(service, Effort::Full);
    let late = math::exp(-0.6 * 2.5);
    let (extra, error) = estimate(&row, "extra_load");
    // The copies are a few thousandths of the work.
    assert!((extra - late).abs() < 4.0 * error + 0.01 * late, "{extra} ± {error}, {late}");
    // Neither has answered by t with probability e^(−r t) e^(−r (t − d)), r = 0.06 per ms.
    let truth = (4.605_170_185_99 / 0.06 + 25.0) / 2.0;
    let (p99, error) = estimate(&row, "p99_ms");
    assert!((p99 - truth).abs() < 4.0 * error + 0.01 * truth, "{p99} ± {error}, {truth}");
}

/// The lesson of this simulator.
#[test]
fn copies_help_while_there_is_room_and_hurt_where_there_is_little() {
    let hundred = Service { leaves: 100, background: 0.5, ..ONE };
    let p99 = |utilisation, delay| {
        estimate(&row(Service { utilisation, delay, ..hundred }, Effort::Full), "p99_ms").0
    };
    assert!(p99(0.2, 30.0) < 0.75 * p99(0.2, f64::INFINITY));
    assert!(p99(0.6, 10.0) > 1.15 * p99(0.6, f64::INFINITY));
}

#[test]
fn copies_are_work_for_the_leaves() {
    let service = Service { leaves: 10, utilisation: 0.5, background: 0.3, delay: 20.0, ..ONE };
    let row = row(service, Effort::Full);
    let (extra, _) = estimate(&row, "extra_load");
    assert!(extra > 0.1);
    agrees(estimate(&row, "leaf_utilisation"), 0.5 * (1.0 + 0.7 * extra));
}

#[test]
fn copies_that_fill_the_leaves_are_said_to() {
    let service = Service { leaves: 20, utilisation: 0.7, background: 0.0, delay: 0.0, ..ONE };
    let full = row(service, Effort::Lab);
    assert_eq!(full.cells[1], Cell::Unbounded);
    assert!(full.trouble.expect("it is said").what.contains("140"));
    let over = row(Service { utilisation: 1.2, ..ONE }, Effort::Lab);
    assert!(over.trouble.expect("it is said").what.contains("120"));
}

#[test]
fn a_settled_run_allocates_nothing() {
    let service = Service { leaves: 50, background: 0.3, delay: 20.0, ..ONE };
    let mut run = Run::new(service, 4000, Chance { seed: Seed(1), replica: 0 });
    run.advance(150_000);
    let room = run.room();
    run.advance(150_000);
    assert_eq!(run.room(), room);
}
