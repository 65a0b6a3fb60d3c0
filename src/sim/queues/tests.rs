//! Simulation and theory against each other, and what must hold whatever the numbers are.

use super::finite_queue::FiniteQueue;
use super::token_bucket::Bucket;
use super::traffic::{self, Traffic};
use super::{lindley, pool, wait};
use crate::base::rng::{BUILD_SEED, Seed};
use crate::sim::agreement::Table;
use crate::sim::engine::{Histogram, Law, Tally};
use crate::sim::row::{Cell, Given, Row};
use crate::sim::theory::{ManyServers, erlang_b, mean_wait_one_server};
use crate::sim::{Simulator, find};
use proptest::prelude::*;

fn simulator(id: &str) -> &'static Simulator {
    find(id).expect("it is in the list")
}

fn row(id: &str, written: &[(&str, &str)]) -> Row {
    let simulator = simulator(id);
    let given = Given::read(simulator.controls, written.iter().copied()).expect("accepted");
    simulator.compute(&given, BUILD_SEED).expect("possible")
}

#[track_caller]
fn close(found: f64, expected: f64, relative: f64) {
    assert!((found - expected).abs() <= relative * expected.abs() + 1e-15, "{found} {expected}");
}

proptest! {
    #[test]
    fn one_shared_queue_is_never_worse(servers in 2_u32..200, load in 0.05..0.99_f64) {
        let shared = ManyServers { arrival_rate: load * f64::from(servers), service_time: 1.0, servers };
        let own = ManyServers { arrival_rate: load, servers: 1, ..shared };
        prop_assert!(shared.mean_wait() <= own.mean_wait());
        prop_assert!(shared.wait_quantile(0.99) <= own.wait_quantile(0.99));
        // Yet one server that is as fast as all together is better still.
        let fast = ManyServers { service_time: 1.0 / f64::from(servers), servers: 1, ..shared };
        prop_assert!(fast.mean_wait() + fast.service_time <= shared.mean_wait() + 1.0);
    }

    #[test]
    fn without_a_place_to_wait_the_finite_queue_is_erlang_b(servers in 1_u32..300, load in 0.01..500.0_f64) {
        let queue = FiniteQueue {
            arrival_rate: load,
            service_rate: 1.0,
            servers: servers.into(),
            room: servers.into(),
            impatience: 0.0,
        };
        let (found, exact) = (queue.solve().blocked, erlang_b(servers, load));
        prop_assert!((found - exact).abs() <= 1e-12 * exact, "{found} {exact}");
    }

    #[test]
    fn what_arrives_is_refused_gives_up_or_is_served(
        servers in 1_u64..40, extra in 0_u64..2000, load in 0.01..3.0_f64, impatience in 0.0..5.0_f64
    ) {
        let arrival_rate = load * servers as f64;
        let queue =
            FiniteQueue { arrival_rate, service_rate: 1.0, servers, room: servers + extra, impatience };
        let found = queue.solve();
        let left = found.blocked + (found.busy + impatience * found.waiting) / arrival_rate;
        prop_assert!((left - 1.0).abs() < 1e-9, "{left}");
        let roomier = FiniteQueue { room: queue.room + 1, ..queue }.solve();
        prop_assert!(roomier.blocked <= found.blocked && roomier.busy >= found.busy * (1.0 - 1e-12));
        prop_assert!(roomier.waiting >= found.waiting * (1.0 - 1e-12));
    }

    #[test]
    fn a_larger_bucket_refuses_less_and_never_less_than_it_must(
        load in 0.01..50.0_f64, size in 1_u64..300
    ) {
        let bucket = Bucket { arrival_rate: load, refill_rate: 1.0, size };
        let larger = Bucket { size: size + 1, ..bucket };
        let (refused, less) = (bucket.refused(), larger.refused());
        prop_assert!((0.0..1.0).contains(&refused));
        prop_assert!(less <= refused * (1.0 + 1e-9), "{load} {size}: {refused} {less}");
        prop_assert!(refused >= bucket.refused_anyway() * (1.0 - 1e-12));
    }

    #[test]
    fn the_exact_wait_is_below_kingmans_bound(scv in 0.0..9.0_f64, load in 0.02..0.98_f64) {
        let word = if scv < 0.1 { "det" } else if scv < 1.0 { "lognormal" } else { "h2" };
        let gaps = Law::named(word, 1.0 / load, scv).unwrap();
        let services = Law::named("exp", 1.0, 1.0).unwrap();
        let traffic = Traffic { gaps, services };
        let exact = traffic.exact_wait().expect("exponential services");
        prop_assert!(exact <= traffic.bound() * (1.0 + 1e-9), "{exact} {}", traffic.bound());
        prop_assert!(exact >= 0.0);
    }

    #[test]
    fn the_tail_of_the_wait_rises_with_load(scv in 0.1..9.0_f64, load in 0.05..0.9_f64) {
        let law = Law::named("lognormal", 1.0, scv).unwrap();
        let (now, more) = (wait::quantile(load, &law, 0.99), wait::quantile(1.05 * load, &law, 0.99));
        prop_assert!(more > now, "{now} {more}");
    }
}

/// Requests at a bucket, one after another, with the tokens counted as they are.
fn refused_in_simulation(bucket: Bucket, seed: u32, requests: u32) -> (f64, f64) {
    let mut stream = Seed(seed).stream(0);
    let size = bucket.size as f64;
    let (mut tokens, mut batches) = (size, Tally::default());
    for _ in 0..50 {
        let mut refused = 0.0;
        for _ in 0..requests / 50 {
            let gap = stream.exponential() / bucket.arrival_rate;
            tokens = (tokens + gap * bucket.refill_rate).min(size);
            if tokens >= 1.0 { tokens -= 1.0 } else { refused += 1.0 }
        }
        batches.add(refused / f64::from(requests / 50));
    }
    (batches.mean(), batches.standard_error())
}

#[test]
fn buckets_refuse_what_the_queue_of_missing_tokens_says() {
    for (seed, (load, size)) in
        (1..).zip([(0.5, 1), (0.7, 2), (0.9, 5), (0.99, 30), (1.0, 10), (1.3, 8), (4.0, 3)])
    {
        let bucket = Bucket { arrival_rate: 7.0 * load, refill_rate: 7.0, size };
        let (found, error) = refused_in_simulation(bucket, seed, 200_000);
        let exact = bucket.refused();
        assert!((found - exact).abs() <= 4.5 * error + 1e-4, "{load} {size}: {found} {exact} {error}");
    }
}

/// The reference simulated a million requests; where it saw few refusals its own error says too little.
#[test]
fn the_references_simulated_buckets_agree() {
    let text = include_str!("../../../tests/reference/token_bucket.csv");
    let table = Table::read(text).expect("it is a table");
    for fields in &table.rows {
        let number = |name: &str| {
            let place = table.header.iter().position(|column| column == name).expect("a column");
            fields[place].parse::<f64>().expect("a number")
        };
        let (arrival_rate, refill_rate) = (number("arrival_per_s"), number("rate_per_s"));
        let refused = Bucket { arrival_rate, refill_rate, size: number("burst") as u64 }.refused();
        let error = number("p_reject_stderr").max((refused.max(1e-6) / 1e6).sqrt());
        assert!((refused - number("p_reject_sim")).abs() <= 4.0 * error, "{fields:?}");
    }
}

#[test]
fn simulated_waits_agree_with_both_exact_solutions() {
    for (seed, (gaps, ca2, services, cs2, load)) in (1..).zip([
        ("exp", 1.0, "lognormal", 2.0, 0.7),
        ("exp", 1.0, "h2", 4.0, 0.9),
        ("exp", 1.0, "erlang", 0.25, 0.3),
        ("h2", 4.0, "exp", 1.0, 0.6),
        ("det", 0.0, "exp", 1.0, 0.95),
        ("lognormal", 2.0, "exp", 1.0, 0.8),
        ("erlang", 0.5, "exp", 1.0, 0.2),
    ]) {
        let traffic = Traffic {
            gaps: Law::named(gaps, 1.0 / load, ca2).unwrap(),
            services: Law::named(services, 1.0, cs2).unwrap(),
        };
        let exact = traffic.exact_wait().expect("one of them is exponential");
        let (found, error) = lindley::simulated(traffic, Seed(seed), 6_000);
        assert!((found - exact).abs() <= 4.5 * error, "{gaps} {services} {load}: {found} {exact} {error}");
        assert!(error < 0.1 * exact + 0.01, "{gaps} {services} {load}: {error} of {exact}");
    }
}

/// The quantile of the wait by Lindley's recursion; with an error from ten stretches.
#[test]
fn tails_of_one_server_agree_with_simulation() {
    for (word, scv, load) in
        [("lognormal", 2.0, 0.6), ("h2", 4.0, 0.5), ("erlang", 0.25, 0.7), ("det", 0.0, 0.8)]
    {
        let law = Law::named(word, 1.0, scv).unwrap();
        let exact = wait::quantile(load, &law, 0.99);
        let (mut arrivals, mut services) = (Seed(8).stream(0), Seed(8).stream(1));
        let (mut wait, mut stretches) = (0.0_f64, Tally::default());
        for _ in 0..10 {
            let mut histogram = Histogram::default();
            for _ in 0..60_000 {
                histogram.add(wait);
                wait += law.sample(&mut services) - arrivals.exponential() / load;
                wait = wait.max(0.0);
            }
            stretches.add(histogram.quantile(0.99));
        }
        let (found, error) = (stretches.mean(), stretches.standard_error());
        assert!((found - exact).abs() <= 4.5 * error + 0.005 * exact, "{word}: {found} {exact} {error}");
    }
}

#[test]
fn the_pool_agrees_with_erlang_and_with_pollaczek_and_khinchine() {
    let estimate = |row: &Row, place: usize| match row.cells[place] {
        Cell::Estimate { value, standard_error } => (value, standard_error),
        ref cell => panic!("{cell:?} is no estimate"),
    };
    let queue = ManyServers { arrival_rate: 2.1, service_time: 1.0, servers: 3 };
    let gap = (1.0 / 2.1_f64).to_string();
    let found = row("ciw-ggc", &[
        ("arrival_dist", "exp"),
        ("mean_interarrival_s", &gap),
        ("service_dist", "exp"),
        ("mean_service_s", "1"),
        ("c", "3"),
    ]);
    for (place, exact) in [
        (1, queue.mean_wait()),
        (2, queue.wait_quantile(0.95)),
        (3, 1.0),
        (4, queue.wait_quantile(0.99)),
        (5, queue.waiting_share()),
    ] {
        let (value, error) = estimate(&found, place);
        assert!((value - exact).abs() <= 4.5 * error, "{place}: {value} {exact} {error}");
        assert!(error < 0.02 * exact, "{place}: {error} of {exact}");
    }
    let found = row("ciw-ggc", &[
        ("arrival_dist", "exp"),
        ("mean_interarrival_s", "2"),
        ("service_dist", "lognormal"),
        ("cs2", "2"),
        ("mean_service_s", "1"),
        ("c", "1"),
    ]);
    let (value, error) = estimate(&found, 1);
    let exact = mean_wait_one_server(0.5, 1.0, 2.0);
    assert!((value - exact).abs() <= 4.5 * error, "{value} {exact} {error}");
}

#[test]
fn a_pool_in_its_steady_state_asks_for_no_more_room() {
    let [before, after] = pool::rooms(8, 0.8);
    assert_eq!(before, after);
}

#[test]
fn overload_is_said_and_not_simulated() {
    for (id, written) in [
        ("mmc", [("lambda_per_s", "41"), ("mu_per_s", "10"), ("c", "4")]),
        ("mg1", [("lambda_per_s", "100"), ("mean_service_s", "0.01"), ("scv", "4")]),
        ("gg1", [("mean_interarrival_s", "1"), ("mean_service_s", "1"), ("ca2", "1")]),
        ("ciw-ggc", [("mean_interarrival_s", "0.1"), ("mean_service_s", "1"), ("c", "9")]),
    ] {
        let row = row(id, &written);
        assert!(row.trouble.is_some(), "{id}");
        assert!(row.cells.contains(&Cell::Unbounded), "{id}");
    }
    // A queue with an end has a steady state, and is told from one that works.
    let row = row("finite-queue", &[("lambda_per_s", "200"), ("mu_per_s", "10"), ("c", "4")]);
    assert!(row.trouble.expect("overloaded").what.contains("80.0"));
    assert!(row.cells.iter().all(|cell| cell.number().is_some()));
}

#[test]
fn idle_servers_are_found_by_arrivals_as_often_as_theory_says() {
    let exponential = Law::named("exp", 1.25, 1.0).unwrap();
    close(traffic::idle_on_arrival(&exponential, 1.0), 0.2, 1e-12);
    // Close to overload half the spare share per unit of variance is left, to all digits.
    let clock = Law::named("det", 1.000_001, 0.0).unwrap();
    close(traffic::idle_on_arrival(&clock, 1.0), 2e-6, 1e-5);
}
