use super::*;

fn row(texts: &[(&str, &str)]) -> Row {
    let given = Given::read(CONTROLS, texts.iter().copied()).expect("accepted");
    let mut task = begin(&given, Seed(3), Effort::Lab).expect("possible");
    while task.advance(u64::MAX) > 0 {}
    task.row().expect("done")
}

fn value(row: &Row, key: &str) -> f64 {
    let (place, _) = SIMULATOR.readout(key).expect("a readout");
    row.cells[place].number().unwrap_or_else(|| panic!("{key} is no number"))
}

/// 1000 to 1900 requests per second, 143 replicas for 10 each. The first period after the step shows
/// 100 %, 205 are asked for, and work 75 s after the step: until then 470 a second pile up.
#[test]
fn a_step_piles_up_what_a_fluid_does() {
    let row = row(&[("base_per_s", "1000"), ("replica_per_s", "10"), ("peak_factor", "1.9")]);
    let fluid = (1900.0 - 1430.0) * 75.0;
    // The Poisson noise of 75 s is one per cent of that, for one run of ten.
    let found = value(&row, "peak_backlog");
    assert!((found / fluid - 1.0).abs() < 0.015, "{found} {fluid}");
    // The last whom the old replicas alone have served waits longest: 75 s after the step, for
    // 1430 · 75 requests had come by then before it.
    let longest = 75.0 * (1.0 - 1430.0 / 1900.0);
    assert!((value(&row, "longest_wait_s") / longest - 1.0).abs() < 0.05);
}

#[test]
fn without_change_the_replicas_stay_and_nobody_waits() {
    let row = row(&[("peak_factor", "1"), ("base_per_s", "4000"), ("trace", "daily")]);
    // 4000 / (20 · 0.7)
    assert_eq!(value(&row, "mean_replicas"), 286.0);
    assert_eq!((value(&row, "slow_share"), value(&row, "peak_backlog")), (0.0, 0.0));
    assert_eq!(value(&row, "replica_hours_per_day"), 24.0 * 286.0);
    assert_eq!(value(&row, "cost_per_day"), value(&row, "peak_cost_per_day"));
}

/// A smooth day whose load changes slowly is followed: on average the replicas for the average load,
/// ten per cent of tolerance and a window's delay apart.
#[test]
fn a_smooth_day_is_followed() {
    let row = row(&[("trace", "daily"), ("base_per_s", "1000"), ("peak_factor", "3")]);
    let average = 2000.0 / (20.0 * 0.7);
    let found = value(&row, "mean_replicas");
    assert!((found / average - 1.0).abs() < 0.1, "{found} {average}");
    assert_eq!(value(&row, "slow_share"), 0.0);
    assert!(value(&row, "cost_per_day") < 0.8 * value(&row, "peak_cost_per_day"));
}

#[test]
fn a_longer_cold_start_never_helps() {
    let slow = |cold: &str| value(&row(&[("cold_start_s", cold)]), "slow_share");
    let all = ["0", "30", "60", "120", "300", "600"].map(slow);
    assert!(all.is_sorted_by(|a, b| a < b), "{all:?}");
}

/// Full replicas are at 100 %, which a target of 95 % tolerates: the trap of the rule.
#[test]
fn above_the_tolerance_no_replica_is_ever_added() {
    let row = row(&[("target_utilisation", "0.95")]);
    assert!(value(&row, "slow_share") > 0.5);
    assert_eq!(value(&row, "mean_replicas"), 11.0);
    let given = Given::read(CONTROLS, [("target_utilisation", "0.95")]).expect("accepted");
    assert!(explain(&given, &row).contains("hardly ever adds one"));
}

#[test]
fn a_limit_below_the_peak_is_said() {
    let row = row(&[("max_replicas", "20")]);
    assert!(row.trouble.expect("it is said").what.contains("At most 20 replicas"));
}

#[test]
fn a_settled_run_allocates_nothing() {
    let given = Given::read(CONTROLS, [("trace", "burst")]).expect("accepted");
    let mut run = Run::new(setting(&given), Chance { seed: Seed(1), replica: 0 });
    run.advance(3000);
    let room = run.room();
    run.advance(u64::MAX);
    assert_eq!(run.room(), room);
}
