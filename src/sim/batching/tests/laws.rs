//! What holds whatever the settings are.

use super::super::server::Server;
use super::*;
use crate::sim::outcome::Plot;
use proptest::prelude::*;

fn typical() -> Setup {
    Setup::new(&values(&[("max_wait", 10.0), ("replicas", 2.0), ("variability", 0.5)]))
}

#[test]
fn littles_law_holds_for_each_part() {
    for max_wait in [0.0, 10.0, 200.0] {
        let mut server = Server::new(Setup { max_wait, ..typical() }, Seed(3));
        server.recording = true;
        (0..300_000).for_each(|_| server.step());
        let totals = *server.totals();
        let present = totals.for_company + totals.for_replica + totals.computing;
        let by_areas = present / totals.begun as f64;
        let by_clocks = stats::mean(&server.latencies);
        // The two differ only by the requests that are still inside at the end.
        assert!((by_areas / by_clocks - 1.0).abs() < 1e-3, "{by_areas} {by_clocks}");
        assert_eq!(totals.begun as usize, server.latencies.len());
    }
}

#[test]
fn work_is_conserved() {
    let setup = Setup { variability: 0.0, ..typical() };
    let found = readings(setup, 1, 300_000);
    let value = |index: usize| found[index].value;
    let per_batch = setup.batch_time(value(reading::MEAN_BATCH));
    let batches = value(reading::THROUGHPUT) / value(reading::MEAN_BATCH) / 1000.0;
    let expected = batches * per_batch / setup.replicas as f64;
    assert!((value(reading::UTILISATION) / expected - 1.0).abs() < 1e-3);
    agrees(found[reading::THROUGHPUT], 1000.0 * setup.arrival_rate, 0.02, "all are served");
}

#[test]
fn a_lonely_request_waits_exactly_as_long_as_it_may() {
    let set = [("arrival_rate", 1.0), ("max_wait", 5.0), ("fixed_cost", 0.5), ("item_cost", 0.5)];
    let outcome = short(&values(&set), 1);
    // Most have the server to themselves: 5 ms for company, 1 ms for the batch of one.
    assert!((value(&outcome, reading::LATENCY_P50) - 6.0).abs() < 1e-6);
    assert!((value(&outcome, reading::COMPANY_WAIT) - 5.0).abs() < 0.05);
    assert_eq!(value(&outcome, reading::DROP_SHARE), 0.0);
}

#[test]
fn company_is_never_awaited_where_there_is_none_to_come() {
    let alone = |max_wait| {
        short(&values(&[("max_batch", 1.0), ("max_wait", max_wait), ("arrival_rate", 30.0)]), 1)
    };
    assert_eq!(alone(0.0), alone(500.0));
    // A queue of four cannot fill a batch of eight, so four are enough.
    let set = [("queue_limit", 4.0), ("max_wait", 500.0)];
    assert!(value(&short(&values(&set), 1), reading::COMPANY_WAIT) < 100.0);
}

#[test]
fn a_full_server_works_at_capacity() {
    for variability in [0.0, 1.0] {
        let set = [("arrival_rate", 1000.0), ("replicas", 2.0), ("variability", variability)];
        let outcome = short(&values(&set), 1);
        let (found, capacity) =
            (outcome.readings[reading::THROUGHPUT], value(&outcome, reading::CAPACITY));
        assert!((capacity - 2.0 * 8.0 / 0.028).abs() < 1e-9);
        assert!((found.value / capacity - 1.0).abs() < 0.01 + 2.0 * found.half_width / capacity);
        assert!((value(&outcome, reading::DROP_SHARE) - (1.0 - capacity / 1000.0)).abs() < 0.03);
        assert_eq!(value(&outcome, reading::MEAN_BATCH), 8.0);
        assert!(value(&outcome, reading::UTILISATION) > 0.999);
    }
}

#[test]
fn a_hopeless_overload_starts_where_it_would_end() {
    let set = [("arrival_rate", 5000.0), ("max_batch", 1.0), ("queue_limit", 10_000.0)];
    // Filling and draining such a queue would take far longer than a run. A request that is let in
    // waits for ten thousand others, 21 ms each.
    let outcome = short(&values(&set), 1);
    let expected = 10_000.0 * 21.0;
    assert!((value(&outcome, reading::LATENCY_P50) / expected - 1.0).abs() < 0.01);
}

#[test]
fn latency_and_cost_go_the_way_they_must() {
    let p99 = |set: &[(&str, f64)]| value(&short(&values(set), 1), reading::LATENCY_P99);
    let rising = |key, at: [f64; 3]| {
        let found = at.map(|x| p99(&[(key, x)]));
        assert!(found[0] < found[1] && found[1] < found[2], "{key}: {found:?}");
    };
    rising("arrival_rate", [40.0, 120.0, 270.0]);
    rising("max_wait", [0.0, 50.0, 200.0]);
    rising("burstiness", [1.0, 4.0, 16.0]);
    rising("variability", [0.0, 1.0, 4.0]);
    rising("fixed_cost", [5.0, 20.0, 50.0]);
    rising("item_cost", [0.5, 1.0, 4.0]);
    assert!(p99(&[("replicas", 2.0)]) < p99(&[]));
    assert!(p99(&[("arrival_rate", 270.0), ("max_batch", 32.0)]) < p99(&[("arrival_rate", 270.0)]));

    let outcome = short(&values(&[("price", 7.2), ("replicas", 3.0)]), 1);
    let expected = 3.0 * 7.2 / (3.6 * value(&outcome, reading::THROUGHPUT));
    assert!((value(&outcome, reading::COST_PER_THOUSAND) / expected - 1.0).abs() < 1e-12);
}

#[test]
fn the_seed_decides_everything() {
    let values = values(&[("burstiness", 4.0), ("variability", 0.3), ("replicas", 3.0)]);
    assert_eq!(short(&values, 1), short(&values, 1));
    assert_ne!(short(&values, 1), short(&values, 2));
}

#[test]
fn slices_of_any_size_give_the_same_outcome() {
    let values = values(&[("max_wait", 20.0), ("variability", 0.3)]);
    let whole = SIMULATOR.run(&values, Seed(9));
    for slice in [7_919, 100_000] {
        let mut run = SIMULATOR.begin(&values, Seed(9));
        let mut done = 0.0;
        assert_eq!(run.outcome().done, 0.0);
        while !run.advance(slice) {
            if slice == 100_000 {
                let outcome = run.outcome();
                assert!(outcome.done > done && outcome.done < 1.0);
                check(&outcome);
                done = outcome.done;
            }
        }
        assert_eq!(run.outcome(), whole);
    }
    assert_eq!((whole.done, whole.events), (1.0, 1_472_000));
}

#[test]
fn the_default_is_measured_sharply_and_far_below_capacity_nobody_is_dropped() {
    let outcome = SIMULATOR.run(&Values::defaults(CONTROLS), Seed(1));
    let p99 = outcome.readings[reading::LATENCY_P99];
    assert!(p99.half_width > 0.0 && p99.half_width < 0.03 * p99.value, "{p99:?}");
    assert_eq!(value(&outcome, reading::DROP_SHARE), 0.0);
    assert_eq!(outcome.trouble, None);
    let [Plot::Distribution { shares, .. }, Plot::Curve { points, here, limits }] =
        &outcome.plots[..]
    else {
        panic!("{:?}", outcome.plots);
    };
    assert!(shares.iter().filter(|share| **share > 0.0).count() > 20);
    assert_eq!((points.len(), limits[0].at), (14, value(&outcome, reading::CAPACITY)));
    assert_eq!(here.map(|here| here.y), Some(p99.value));
    let load = |point: &crate::sim::outcome::Point| point.x / limits[0].at;
    assert!((load(&points[0]) - 0.05).abs() < 0.005 && (load(&points[13]) - 0.98).abs() < 0.02);
    // The curve passes through the setting itself.
    let right = points.partition_point(|point| here.is_some_and(|here| point.x < here.x));
    assert!(points[right - 1].y < p99.value && p99.value < points[right].y);
}

/// What every outcome must be, at any moment.
fn check(outcome: &Outcome) {
    assert_eq!(outcome.readings.len(), SIMULATOR.readouts.len());
    assert_eq!(outcome.plots.len(), SIMULATOR.plots.len());
    let fine = |x: f64| x.is_finite() && x >= 0.0;
    assert!(outcome.readings.iter().all(|r| fine(r.value) && fine(r.half_width)), "{outcome:?}");
    let value = |index| value(outcome, index);
    assert!(value(reading::LATENCY_P50) <= value(reading::LATENCY_P95));
    assert!(value(reading::LATENCY_P95) <= value(reading::LATENCY_P99));
    assert!(value(reading::UTILISATION) <= 1.0 && value(reading::DROP_SHARE) <= 1.0);
    for plot in &outcome.plots {
        match plot {
            Plot::Distribution { edges, shares, marks } => {
                assert!(edges.windows(2).all(|pair| fine(pair[0]) && pair[0] < pair[1]));
                assert!(marks.iter().all(|mark| fine(mark.at)));
                let sum: f64 = shares.iter().sum();
                assert!(shares.is_empty() || (sum - 1.0).abs() < 1e-9);
                assert!(shares.is_empty() || (40..=60).contains(&shares.len()), "{edges:?}");
                let p50 = value(reading::LATENCY_P50);
                let sum_to = |bins: usize| shares.iter().take(bins).sum::<f64>();
                let bin = edges.partition_point(|edge| *edge <= p50);
                // Short runs in deep overload have few latencies, and a median may lie between two.
                assert!(shares.is_empty() || sum_to(bin - 1) < 0.51 && sum_to(bin) > 0.49);
            }
            Plot::Curve { points, here, limits } => {
                assert!(points.iter().chain(here).all(|point| fine(point.x) && fine(point.y)));
                assert!(points.windows(2).all(|pair| pair[0].x <= pair[1].x));
                assert!(limits.iter().all(|mark| fine(mark.at)));
            }
        }
    }
}

/// Any position of a slider, its ends more often.
fn anywhere() -> impl Strategy<Value = Values> {
    let place = || prop_oneof![Just(0.0), Just(1.0), 0.0..=1.0];
    prop::collection::vec(place(), CONTROLS.len()).prop_map(|places| {
        let at = |(control, place): (&crate::sim::control::Control, f64)| {
            control.at((place * f64::from(control.last_position())).round() as u32)
        };
        Values::tamed(CONTROLS, &CONTROLS.iter().zip(places).map(at).collect::<Vec<_>>())
    })
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 64,
        failure_persistence: None,
        rng_seed: prop::test_runner::RngSeed::Fixed(1),
        ..ProptestConfig::default()
    })]

    #[test]
    fn every_setting_gives_a_finite_outcome(values in anywhere(), seed in 0_u32..4) {
        let outcome = short(&values, seed);
        check(&outcome);
        prop_assert_eq!(outcome.done, 1.0);
        prop_assert!(value(&outcome, reading::THROUGHPUT) > 0.0);
        let setup = Setup::new(&values);
        let overloaded = setup.arrival_rate > setup.capacity();
        prop_assert!(outcome.trouble.is_some() || !overloaded);
        prop_assert!(value(&outcome, reading::MEAN_BATCH) <= setup.max_batch as f64);
        let said = SIMULATOR.narrate(&crate::sim::Story { before: None, now: (&values, &outcome) });
        prop_assert!(said.ends_with('.') && !said.contains('–'), "{}", said);
    }
}
