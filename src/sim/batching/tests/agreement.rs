//! Agreement with exact solutions and with reference values from other software.

use super::*;
use crate::base::math;
use crate::sim::batch_service::server::BatchServer;
use crate::sim::theory::{self, ManyServers};

/// One row of a reference file, by column name.
struct Row<'a>(Vec<(&'a str, &'a str)>);

impl Row<'_> {
    fn text(&self, column: &str) -> &str {
        self.0.iter().find(|(name, _)| *name == column).expect("the column is in the file").1
    }

    fn number(&self, column: &str) -> f64 {
        self.text(column).parse().expect("the column holds numbers")
    }
}

fn rows(file: &str) -> Vec<Row<'_>> {
    let mut lines = file.lines().filter(|line| !line.starts_with('#'));
    let names: Vec<_> = lines.next().expect("a header").split(',').collect();
    let row = |line| Row(names.iter().copied().zip(str::split(line, ',')).collect());
    let rows: Vec<_> = lines.map(row).collect();
    assert!(rows.len() >= 20, "the reference file is whole");
    rows
}

const BATCHING: &str = include_str!("../../../../tests/reference/dynamic_batching.csv");
const MANY_SERVERS: &str = include_str!("../../../../tests/reference/mmc.csv");
const ONE_SERVER: &str = include_str!("../../../../tests/reference/mg1.csv");
const BURSTS: &str = include_str!("../../../../tests/reference/gg1.csv");
const FINITE: &str = include_str!("../../../../tests/reference/finite_queue.csv");

#[track_caller]
fn close(found: f64, expected: f64, relative: f64) {
    assert!((found - expected).abs() <= relative * expected.abs() + 1e-18, "{found} {expected}");
}

#[test]
fn erlang_formulas_agree_with_the_reference() {
    for row in rows(MANY_SERVERS) {
        let queue = ManyServers {
            arrival_rate: row.number("lambda_per_s"),
            service_time: 1.0 / row.number("mu_per_s"),
            servers: row.number("c") as u32,
        };
        let load = row.number("offered_load_erlang");
        close(theory::erlang_b(queue.servers, load), row.number("erlang_b"), 1e-6);
        close(queue.waiting_share(), row.number("erlang_c"), 1e-6);
        // The oracle solves for shares of all time, and below this its rounding is what is left.
        if row.number("Wq_s") > 1e-12 {
            close(queue.mean_wait(), row.number("Wq_s"), 1e-6);
        }
        close(queue.wait_quantile(0.95), row.number("wait_p95_s"), 1e-6);
        close(queue.wait_quantile(0.99), row.number("wait_p99_s"), 1e-6);
    }
}

#[test]
fn the_sojourn_of_one_server_is_exponential() {
    let queue = ManyServers { arrival_rate: 0.8, service_time: 1.0, servers: 1 };
    close(queue.sojourn_quantile(0.99), math::ln(100.0) / 0.2, 1e-9);
    // Two rates that agree: the other branch continues the first.
    let tail = |arrival_rate| ManyServers { arrival_rate, ..queue }.sojourn_tail(2.0);
    let near = ManyServers { servers: 2, arrival_rate: 1.0 + 1e-5, ..queue }.sojourn_tail(2.0);
    let equal = ManyServers { servers: 2, arrival_rate: 1.0, ..queue }.sojourn_tail(2.0);
    close(near, equal, 1e-4);
    assert!(tail(0.9) > tail(0.8));
}

#[test]
fn one_server_formula_agrees_with_the_reference() {
    for row in rows(ONE_SERVER) {
        let (rate, time) = (row.number("lambda_per_s"), row.number("mean_service_s"));
        let found = theory::mean_wait_one_server(rate, time, row.number("scv"));
        let expected = row.number("Wq_s");
        let allowed = 4.0 * row.number("Wq_stderr_s") + 1e-6 * expected;
        assert!((found - expected).abs() <= allowed, "{found} {expected}");
    }
}

fn batch_server(row: &Row<'_>) -> BatchServer {
    BatchServer {
        arrival_rate: row.number("lambda_per_s") / 1000.0,
        fixed_cost: row.number("alpha_ms"),
        item_cost: row.number("beta_ms"),
        max_batch: row.number("B") as usize,
    }
}

#[test]
fn batches_agree_with_the_exact_solution() {
    for (seed, row) in (1..).zip(rows(BATCHING)) {
        let server = batch_server(&row);
        let setup = Setup {
            max_batch: server.max_batch,
            item_cost: server.item_cost,
            ..one_by_one(server.arrival_rate, server.fixed_cost, 0.0, 1)
        };
        let found = readings(setup, seed, 200_000);
        let name = format!("{server:?}");
        agrees(found[reading::LATENCY_MEAN], row.number("mean_latency_ms"), 0.06, &name);
        agrees(found[reading::MEAN_BATCH], row.number("mean_batch"), 0.03, &name);
        agrees(found[reading::UTILISATION], row.number("gpu_busy"), 0.01, &name);
    }
}

#[test]
fn exponential_service_agrees_with_erlang() {
    for servers in 1..=4 {
        for utilisation in [0.5, 0.8] {
            let service_time = 20.0;
            let arrival_rate = utilisation * f64::from(servers) / service_time;
            let queue = ManyServers { arrival_rate, service_time, servers };
            let setup = one_by_one(arrival_rate, service_time, 1.0, servers as usize);
            let found = readings(setup, servers, 1_000_000);
            let name = format!("{queue:?}");
            agrees(found[reading::REPLICA_WAIT], queue.mean_wait(), 0.08, &name);
            agrees(found[reading::LATENCY_MEAN], queue.mean_wait() + service_time, 0.06, &name);
            agrees(found[reading::LATENCY_P99], queue.sojourn_quantile(0.99), 0.08, &name);
            agrees(found[reading::UTILISATION], utilisation, 0.01, &name);
        }
    }
}

#[test]
fn any_service_agrees_with_pollaczek_and_khinchine() {
    let rows = rows(ONE_SERVER);
    let tested = rows.iter().filter(|row| {
        row.text("service_dist") != "lognormal"
            && row.number("rho") < 0.85
            && row.number("scv") <= 4.0
    });
    for (seed, row) in (1..).zip(tested) {
        let (rate, time) = (row.number("lambda_per_s") / 1000.0, 1000.0);
        let found = readings(one_by_one(rate, time, row.number("scv"), 1), seed, 1_000_000);
        let name = format!("{:?}", row.0);
        agrees(found[reading::REPLICA_WAIT], 1000.0 * row.number("Wq_s"), 0.1, &name);
        if row.text("service_dist") == "det" {
            let expected = time + 1000.0 * row.number("wait_p99_s");
            agrees(found[reading::LATENCY_P99], expected, 0.08, &name);
        }
    }
}

#[test]
fn bursty_arrivals_agree_with_the_exact_wait() {
    let rows = rows(BURSTS);
    let exact = rows.iter().filter(|row| {
        row.text("arrival_dist") == "h2"
            && row.number("wq_stderr_s") == 0.0
            && row.number("rho") < 0.85
    });
    let mut tested = 0;
    for row in exact {
        let rate = 0.001 / row.number("mean_interarrival_s");
        let poisson = one_by_one(rate, 1000.0 * row.number("mean_service_s"), row.number("cs2"), 1);
        let setup = Setup { burstiness: row.number("ca2"), ..poisson };
        let found = readings(setup, 5, 1_500_000);
        let name = format!("{:?}", row.0);
        agrees(found[reading::REPLICA_WAIT], 1000.0 * row.number("wq_true_s"), 0.1, &name);
        tested += 1;
    }
    assert_eq!(tested, 2);
}

#[test]
fn dropping_agrees_with_the_finite_queue() {
    let rows = rows(FINITE);
    let tested = rows.iter().filter(|row| {
        // Blocking that is rarer than one in a thousand would need a longer run than a test is.
        row.number("theta_per_s") == 0.0
            && row.number("K") > row.number("c")
            && row.number("p_block") > 1e-3
    });
    for (seed, row) in (1..).zip(tested) {
        let servers = row.number("c") as usize;
        let unlimited = one_by_one(row.number("lambda_per_s") / 1000.0, 1000.0, 1.0, servers);
        let setup = Setup { queue_limit: row.number("K") as usize - servers, ..unlimited };
        let found = readings(setup, seed, 600_000);
        let name = format!("{:?}", row.0);
        agrees(found[reading::DROP_SHARE], row.number("p_block"), 0.5, &name);
        agrees(found[reading::THROUGHPUT], row.number("throughput_per_s"), 0.01, &name);
        agrees(
            found[reading::REPLICA_WAIT],
            1000.0 * row.number("mean_wait_admitted_s"),
            0.05,
            &name,
        );
        agrees(found[reading::UTILISATION], row.number("utilisation"), 0.01, &name);
    }
}
