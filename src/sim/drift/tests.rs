use super::detectors::{Adwin, Ddm, Detector, PageHinkley};
use super::{alarm, binned, power};
use crate::base::rng::BUILD_SEED;
use crate::base::splitmix::SplitMix64;
use crate::sim::Effort;
use crate::sim::row::{Cell, Given};
use proptest::prelude::*;

fn alarms(mut detector: Detector, rates: [f64; 2], each: u64, seed: u64) -> Vec<u64> {
    let mut stream = SplitMix64::new(seed);
    let rate = |t| rates[usize::from(t >= each)];
    let alarm = |t: &u64| detector.update(f64::from(u8::from(stream.uniform() < rate(*t))));
    (0..2 * each).filter(alarm).collect()
}

#[test]
fn a_large_jump_is_noticed_by_all_and_soon() {
    for detector in [
        Detector::Adwin(Adwin::new(0.002)),
        Detector::Ddm(Ddm::new(3.0)),
        Detector::PageHinkley(PageHinkley::new(30.0)),
    ] {
        let alarms = alarms(detector.clone(), [0.05, 0.8], 1000, 5);
        let after = alarms.iter().find(|at| **at >= 1000).copied();
        assert!(after.is_some_and(|at| at < 1150), "{detector:?}: {alarms:?}");
    }
}

/// The paper's promise for a steady rate: a false alarm at each look with probability δ at most.
#[test]
fn adwin_is_quiet_while_nothing_changes() {
    let count: usize = (0..20)
        .map(|seed| alarms(Detector::Adwin(Adwin::new(0.05)), [0.2, 0.2], 800, seed).len())
        .sum();
    // 20 streams of 50 looks, 0.05 each: 50 would be the bound itself.
    assert!(count < 10, "{count}");
}

#[test]
fn ddm_is_blind_to_a_fall_and_the_others_are_not() {
    assert!(alarms(Detector::Ddm(Ddm::new(3.0)), [0.4, 0.05], 1000, 3).iter().all(|at| *at < 1000));
    for detector in
        [Detector::Adwin(Adwin::new(0.002)), Detector::PageHinkley(PageHinkley::new(30.0))]
    {
        let alarms = alarms(detector, [0.4, 0.05], 1000, 3);
        assert!(alarms.iter().any(|at| *at >= 1000), "{alarms:?}");
    }
}

fn pair(row: &[f64], times: f64) -> Vec<f64> {
    row.iter().map(|count| count * times).collect()
}

/// The keys of results in the order that the tests below use.
fn binned_row(reference: &[f64], now: &[f64]) -> Vec<f64> {
    let written = |row: &[f64]| row.iter().map(f64::to_string).collect::<Vec<_>>().join("|");
    let (reference, now) = (written(reference), written(now));
    let fields = [("ref_counts", reference.as_str()), ("cur_counts", now.as_str())];
    let given = Given::read(binned::SIMULATOR.controls, fields).unwrap();
    let row = binned::SIMULATOR.compute(&given, BUILD_SEED).unwrap();
    row.cells.iter().map(|cell| cell.number().unwrap()).collect()
}

proptest! {
    #[test]
    fn drift_measures_are_what_they_claim(
        pairs in proptest::collection::vec((0_u32..500, 1_u32..500), 2..12),
    ) {
        let reference: Vec<f64> = pairs.iter().map(|(r, _)| f64::from(*r) + 1.0).collect();
        let now: Vec<f64> = pairs.iter().map(|(_, c)| f64::from(*c)).collect();
        let (there, back) = (binned_row(&reference, &now), binned_row(&now, &reference));
        // PSI, JS and the tests do not care which is which; KL does.
        for place in [0, 2, 4, 6, 7, 8] {
            prop_assert!((there[place] - back[place]).abs() < 1e-9 * (1.0 + there[place]));
        }
        // PSI is the two divergences together, each at least 0.
        prop_assert!((there[0] - there[5] - back[5]).abs() < 1e-9);
        prop_assert!(there[5] >= -1e-12 && back[5] >= -1e-12);
        prop_assert!((0.0..=1.0).contains(&there[6]) && (0.0..=1.0).contains(&there[7]));
        // Ten times the rows: the same sizes, never less certain. (The law of Kolmogorov and Smirnov
        // changes a little with the rows, so that close to 1 its p-value may rise.)
        let more = binned_row(&pair(&reference, 10.0), &pair(&now, 10.0));
        prop_assert!((more[0] - there[0]).abs() < 1e-9 && (more[2] - 10.0 * there[2]).abs() < 1e-6);
        prop_assert!(more[4] <= there[4] + 1e-12 && more[8] <= there[8] + 0.01);
        let same = binned_row(&now, &now);
        prop_assert!(same[0].abs() < 1e-12 && same[2].abs() < 1e-12 && same[4] > 1.0 - 1e-9);
    }
}

#[test]
fn histograms_that_make_no_sense_are_refused() {
    for (reference, now) in [("1|2", "1|2|3"), ("0|0", "1|2"), ("1|-1", "1|1"), ("1|x", "1|1")] {
        let fields = [("ref_counts", reference), ("cur_counts", now)];
        let given = Given::read(binned::SIMULATOR.controls, fields).unwrap();
        assert!(binned::SIMULATOR.compute(&given, BUILD_SEED).is_err(), "{reference} {now}");
    }
}

fn alarms_of(fields: &[(&str, &str)]) -> Vec<(f64, f64)> {
    let given = Given::read(alarm::SIMULATOR.controls, fields.iter().copied()).unwrap();
    let mut task = power::begin(&given, BUILD_SEED, Effort::Lab).unwrap();
    while task.advance(5000) > 0 {}
    let cells = task.row().unwrap().cells;
    let estimate = |cell: &Cell| match cell {
        Cell::Estimate { value, standard_error } => (*value, *standard_error),
        other => (other.number().unwrap(), 0.0),
    };
    cells.iter().map(estimate).collect()
}

#[test]
fn without_drift_alarms_come_as_often_as_promised() {
    // The 95 % point of PSI's chi-square law as the limit: one window in twenty.
    let found = alarms_of(&[
        ("n_ref", "800"),
        ("n_cur", "400"),
        ("bins", "5"),
        ("shift_sigma", "0"),
        ("psi_threshold", "0.03557898"),
        ("alpha", "0.1"),
    ]);
    assert!((found[2].0 - 0.035_578_98).abs() < 1e-7, "{found:?}");
    let (psi, error) = found[0];
    assert!((psi - 0.05).abs() < 4.0 * error, "{found:?}");
    // The test is discrete, and a little below its level.
    let (ks, error) = found[1];
    assert!(ks < 0.1 + 3.0 * error && ks > 0.03, "{found:?}");
}

#[test]
fn a_larger_shift_never_rings_less() {
    let mut before = vec![(0.0, 0.0); 4];
    for shift in ["0", "0.2", "0.5", "1"] {
        let now = alarms_of(&[("shift_sigma", shift), ("n_cur", "200"), ("n_ref", "400")]);
        for place in [0, 1] {
            let error = before[place].1 + now[place].1;
            assert!(now[place].0 >= before[place].0 - 3.0 * error, "{shift}: {before:?} {now:?}");
        }
        before = now;
    }
    assert!(before[1].0 > 0.99, "{before:?}");
}
