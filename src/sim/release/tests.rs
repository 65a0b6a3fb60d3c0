use super::*;
use crate::base::math;
use crate::base::discrete;

/// With so many rollouts of each kind.
fn row(texts: &[(&str, &str)], rollouts: u64) -> Row {
    let given = Given::read(CONTROLS, texts.iter().copied()).expect("accepted");
    let mut task = task(setting(&given), Seed(3), 20, rollouts / 20);
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

/// Ville: whatever the length of the watch.
#[test]
fn the_sequential_check_keeps_its_level() {
    let settings = [
        ("check", "sequential"),
        ("level", "0.05"),
        ("watch_min", "100"),
        ("bad_error_rate", "0.012"),
        ("requests_per_min", "20000"),
    ];
    let (share, error) = estimate(&row(&settings, 4000), "false_alarm_share");
    assert!(share < 0.05 + 3.0 * error, "{share} ± {error}");
    assert!(share > 0.02, "it is not merely never rung: {share}");
}

#[test]
fn the_sequential_check_takes_as_long_as_wald_says() {
    let settings = [
        ("check", "sequential"),
        ("level", "0.001"),
        ("watch_min", "500"),
        ("bad_error_rate", "0.015"),
    ];
    let row = row(&settings, 1000);
    let truth = row.cells[6].number().expect("a number");
    // 100 requests a minute, 1.5 % and 1 %.
    let by_hand = 6.907_755 / (100.0 * (0.015 * 0.405_465 - 0.985 * 0.005_063));
    assert!((truth / by_hand - 1.0).abs() < 1e-3, "{truth} {by_hand}");
    let (mean, error) = estimate(&row, "detection_mean_min");
    // It is asked once a minute, and overshoots by what one error adds at most.
    let overshoot = truth * math::ln(1.5) / math::ln(1000.0) + 1.0;
    assert!(
        mean > truth - 3.0 * error && mean < truth + overshoot + 3.0 * error,
        "{mean} ± {error}, {truth} and {overshoot}"
    );
    assert!(truth > 40.0, "long enough for that to be little: {truth}");
}

/// Table 2 of Armitage, McPherson and Rowe has 0.193 for ten tests of two sides at 5 %; one side is
/// half of that, but for those who would ring on both.
#[test]
fn the_same_test_every_minute_rings_for_many_good_versions() {
    let settings = [
        ("watch_min", "10"),
        ("level", "0.025"),
        ("requests_per_min", "1000000"),
        ("base_error_rate", "0.01"),
    ];
    let (share, error) = estimate(&row(&settings, 4000), "false_alarm_share");
    assert!((share - 0.0965).abs() < 4.0 * error + 0.004, "{share} ± {error}");
    let once = [settings.as_slice(), &[("check", "at_the_end")]].concat();
    let (share, error) = estimate(&row(&once, 4000), "false_alarm_share");
    assert!((share - 0.025).abs() < 4.0 * error + 0.002, "{share} ± {error}");
}

#[test]
fn one_test_at_the_end_finds_what_the_poisson_law_says() {
    let settings = [
        ("check", "at_the_end"),
        ("watch_min", "30"),
        ("bad_error_rate", "0.016"),
        ("canary_share", "0.02"),
    ];
    // 1200 requests: 12 errors expected; 22 are the least that are rarer than a per cent.
    let least = (1..).find(|k| discrete::poisson_survival(12.0, k - 1) <= 0.01);
    assert_eq!(least, Some(22));
    let truth = discrete::poisson_survival(1200.0 * 0.016, 21);
    let row = row(&settings, 4000);
    let (share, error) = estimate(&row, "detect_share");
    // The number of requests varies by three per cent, and with it what is expected.
    assert!((share - truth).abs() < 4.0 * error + 0.02, "{share} ± {error}, {truth}");
    assert_eq!(estimate(&row, "detection_p50_min").0, 30.0);
}

#[test]
fn a_larger_share_finds_sooner_and_a_later_reaction_hurts_more() {
    let median = |share| estimate(&row(&[("canary_share", share)], 1000), "detection_p50_min").0;
    let all = ["0.005", "0.02", "0.1"].map(median);
    assert!(all.is_sorted_by(|a, b| a > b), "{all:?}");
    let failed = |time| estimate(&row(&[("reaction_min", time)], 1000), "failed_requests").0;
    let (soon, late) = (failed("0"), failed("10"));
    // Ten minutes more of a hundred requests, two per cent of which fail; nearly all are found.
    assert!((late - soon - 20.0).abs() < 1.0, "{soon} {late}");
}

#[test]
fn a_bad_version_must_be_worse() {
    let given = Given::read(CONTROLS, [("bad_error_rate", "0.005")]).expect("accepted");
    let why = begin(&given, Seed(1), Effort::Lab).err().expect("it makes no sense");
    assert_eq!(why.input, "bad_error_rate");
}
