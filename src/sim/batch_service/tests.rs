//! The exact solutions against each other, against published bounds, and against simulations.

use super::server::BatchServer;
use super::window::Window;
use crate::base::rng::Seed;
use crate::sim::engine::Tally;
use crate::sim::theory::mean_wait_one_server;
use proptest::prelude::*;

#[track_caller]
fn close(found: f64, expected: f64, relative: f64) {
    assert!((found - expected).abs() <= relative * expected.abs(), "{found} {expected}");
}

/// The line that Inoue (2021) fits to measurements, in milliseconds: V100 with mixed precision, and P4.
const V100: (f64, f64) = (1.8874, 0.1438);
const P4: (f64, f64) = (1.4284, 0.5833);

fn gpu((fixed_cost, item_cost): (f64, f64), share: f64, max_batch: usize) -> BatchServer {
    BatchServer { arrival_rate: share / item_cost, fixed_cost, item_cost, max_batch }
}

/// The settings of figure 4 of the paper, which shows curves. The numbers are another program's solution
/// of the chain with batches up to 400, and the bound's.
#[test]
fn the_gpus_of_the_paper_are_as_fast_as_it_says() {
    for (line, share, exact, bound) in [
        (V100, 0.1, 3.1459, 3.2982),
        (V100, 0.3, 4.2248, 4.2262),
        (V100, 0.5, 5.9019, 5.9019),
        (V100, 0.7, 9.8176, 9.8176),
        (P4, 0.1, 2.4211, 2.4322),
        (P4, 0.3, 3.5345, 3.7980),
        (P4, 0.5, 5.1846, 5.2574),
        (P4, 0.7, 8.6773, 8.6860),
    ] {
        let server = gpu(line, share, 400);
        let (found, most) = (server.solve().mean_latency, server.unlimited_latency_bound());
        close(found, exact, 2e-5);
        close(most.expect("below its capacity"), bound, 2e-5);
    }
}

#[test]
fn batches_of_one_are_the_queue_with_constant_service() {
    for load in [0.01, 0.3, 0.8, 0.99, 0.9999] {
        let server =
            BatchServer { arrival_rate: load / 10.0, fixed_cost: 8.0, item_cost: 2.0, max_batch: 1 };
        let found = server.solve();
        close(found.mean_latency, 10.0 + mean_wait_one_server(load / 10.0, 10.0, 0.0), 1e-8);
        close(found.utilisation, load, 1e-9);
        close(found.mean_batch, 1.0, 1e-12);
    }
}

/// What arrives must be served: requests per batch over the time of a cycle is the arrival rate.
fn conserves(server: &BatchServer) -> f64 {
    let found = server.solve();
    let time = server.fixed_cost + server.item_cost * found.mean_batch;
    found.mean_batch * found.utilisation / (server.arrival_rate * time)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn what_arrives_is_served(
        load in 0.01..0.999_f64, fixed in 0.0..20.0_f64, item in 0.01..5.0_f64, batch in 1_usize..48
    ) {
        let capacity = batch as f64 / (fixed + item * batch as f64);
        let server = BatchServer {
            arrival_rate: load * capacity,
            fixed_cost: fixed,
            item_cost: item,
            max_batch: batch,
        };
        let served = conserves(&server);
        prop_assert!((served - 1.0).abs() < 1e-8, "{server:?}: {served}");
        let found = server.solve();
        prop_assert!(found.mean_latency >= fixed + item);
        prop_assert!(found.utilisation <= 1.0 + 1e-12 && found.mean_batch <= batch as f64);
        // A larger limit leaves the server idle for longer. (It need not make requests faster: where a
        // batch costs little more than its requests, they only wait for one another.)
        let larger = BatchServer { max_batch: batch + 1, ..server }.solve();
        prop_assert!(larger.utilisation <= found.utilisation * (1.0 + 1e-9), "{server:?}");
    }

    #[test]
    fn without_a_limit_the_bound_holds(share in 0.02..0.8_f64, fixed in 0.1..20.0_f64) {
        let server = gpu((fixed, 1.0), share, 300);
        let bound = server.unlimited_latency_bound().expect("below its capacity");
        prop_assert!(server.solve().mean_latency <= bound * (1.0 + 1e-9), "{server:?}");
    }

    #[test]
    fn a_longer_window_gathers_more_and_waits_longer(
        rate in 0.001..10.0_f64, window in 0.0..100.0_f64, batch in 1_usize..200
    ) {
        let short = Window { arrival_rate: rate, window, max_batch: batch };
        let long = Window { window: 1.1 * window + 0.1, ..short };
        let (now, more) = (short.solve(), long.solve());
        prop_assert!(more.mean_batch >= now.mean_batch && more.full >= now.full);
        prop_assert!(more.mean_wait >= now.mean_wait * (1.0 - 1e-12));
        prop_assert!(now.mean_wait <= window && now.mean_batch <= batch as f64);
    }
}

/// Batch by batch: the first request, then others until it is full or time is up.
#[test]
fn windows_agree_with_simulation() {
    let mut stream = Seed(5).stream(0);
    for (rate, length, max_batch) in [(0.2, 10.0, 4), (1.0, 5.0, 8), (0.05, 50.0, 2), (3.0, 10.0, 12)] {
        let window = Window { arrival_rate: rate, window: length, max_batch };
        let exact = window.solve();
        let (mut sizes, mut full, mut waits) = (Tally::default(), Tally::default(), Tally::default());
        for _ in 0..40_000 {
            let (mut now, mut arrived) = (0.0, vec![0.0]);
            while arrived.len() < max_batch {
                now += stream.exponential() / rate;
                if now > length {
                    break;
                }
                arrived.push(now);
            }
            let closes = if arrived.len() == max_batch { now } else { length };
            let wait: f64 = arrived.iter().map(|arrived| closes - arrived).sum();
            sizes.add(arrived.len() as f64);
            full.add(f64::from(u8::from(arrived.len() == max_batch)));
            // Against the ratio of means: the wait of a batch less what it should be.
            waits.add(wait - exact.mean_wait * arrived.len() as f64);
        }
        for (tally, exact) in [(sizes, exact.mean_batch), (full, exact.full), (waits, 0.0)] {
            let error = tally.standard_error();
            assert!((tally.mean() - exact).abs() <= 4.5 * error + 1e-9, "{window:?}: {exact} {tally:?}");
        }
    }
}
