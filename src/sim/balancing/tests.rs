//! The exact chain, the simulation, the limit and the formulas against one another.

use super::meanfield::MeanField;
use super::simulated::{Balancer, Length};
use super::{Policy, exact, sojourn_quantile};
use crate::base::math;
use crate::base::rng::Seed;
use crate::sim::engine::{Chance, Estimates, Replica};
use crate::sim::row::Cell;
use crate::sim::theory::ManyServers;
use proptest::prelude::*;

fn close(found: f64, expected: f64, relative: f64) {
    assert!((found - expected).abs() <= relative * expected.abs(), "{found} {expected}");
}

/// Mean and p99 of so many replicas, each with its standard error.
fn simulated(policy: Policy, servers: u32, load: f64, arrivals: u64) -> [(f64, f64); 2] {
    let length = Length { warm_up: arrivals / 4, arrivals };
    let mut estimates = Estimates::default();
    for replica in 0..12 {
        let chance = Chance { seed: Seed(21), replica };
        let mut balancer = Balancer::new(policy, servers, load, chance, length);
        while balancer.advance(u64::MAX) > 0 {}
        estimates.push(balancer.measures());
    }
    [0, 1].map(|measure| match estimates.controlled(measure, 2, 1.0) {
        Cell::Estimate { value, standard_error } => (value, standard_error),
        cell => panic!("{cell:?} is no estimate"),
    })
}

/// With one look nothing pulls the queues together, so nothing but their height cuts the chain off.
#[test]
fn one_look_is_chance_alone_in_the_chain_too() {
    for (servers, load) in [(2, 0.3), (2, 0.7), (3, 0.3)] {
        let found = exact::solve(Policy::Choices(1), servers, load);
        let random = 1.0 / (1.0 - load);
        close(found.mean_sojourn, random, 1e-9);
        close(found.p99, random * math::ln(100.0), 1e-9);
    }
}

#[test]
fn many_looks_become_the_shortest_of_all() {
    for servers in [2, 3] {
        let shortest = exact::solve(Policy::Shortest, servers, 0.8);
        let looks = exact::solve(Policy::Choices(60), servers, 0.8);
        close(looks.mean_sojourn, shortest.mean_sojourn, 1e-8);
        close(looks.p99, shortest.p99, 1e-8);
    }
}

/// Three servers in heavy traffic lose nothing to one queue but a constant.
#[test]
fn close_to_full_the_shortest_queue_is_as_good_as_one_queue() {
    for servers in [2, 3] {
        let found = exact::solve(Policy::Shortest, servers, 0.995).mean_sojourn;
        let queue =
            ManyServers { arrival_rate: 0.995 * servers as f64, service_time: 1.0, servers: servers as u32 };
        let best = queue.mean_wait() + 1.0;
        assert!(found > best && found < best + 0.5, "{found} {best}");
    }
}

#[test]
fn the_simulation_agrees_with_the_exact_chain() {
    for (policy, servers, load) in [
        (Policy::Choices(2), 2, 0.6),
        (Policy::Choices(2), 3, 0.85),
        (Policy::Choices(3), 3, 0.7),
        (Policy::Shortest, 2, 0.85),
        (Policy::Shortest, 3, 0.5),
    ] {
        let exact = exact::solve(policy, servers as usize, load);
        let found = simulated(policy, servers, load, 20_000);
        for ((value, error), exact) in found.into_iter().zip([exact.mean_sojourn, exact.p99]) {
            let name = format!("{policy:?} {servers} {load}");
            assert!((value - exact).abs() <= 4.5 * error, "{name}: {value} {exact} {error}");
            assert!(error < 0.04 * exact, "{name}: {error} of {exact}");
        }
    }
}

#[test]
fn one_look_in_the_simulation_is_a_row_of_single_servers() {
    let [(mean, error), (p99, tail)] = simulated(Policy::Choices(1), 20, 0.6, 40_000);
    assert!((mean - 2.5).abs() <= 4.5 * error, "{mean} {error}");
    assert!((p99 - 2.5 * math::ln(100.0)).abs() <= 4.5 * tail, "{p99} {tail}");
}

/// The difference to the limit shrinks as one over the number of servers (Gast, Bortolussi and
/// Tribastone 2018).
#[test]
fn more_servers_come_closer_to_the_limit() {
    let limit = MeanField { load: 0.8, choices: 2.0 }.mean_sojourn();
    let [few, many] =
        [(10, 20_000), (200, 80_000)].map(|(n, arrivals)| simulated(Policy::Choices(2), n, 0.8, arrivals)[0]);
    let (few_above, many_above) = (few.0 - limit, many.0 - limit);
    assert!(few_above > 10.0 * few.1, "ten servers differ: {few:?} {limit}");
    assert!((many_above - few_above / 20.0).abs() <= 4.0 * many.1 + 0.002, "{many:?} {limit}");
}

#[test]
fn what_all_find_empty_is_one_service() {
    close(sojourn_quantile(&[3.0], 0.99), math::ln(100.0), 1e-12);
    // Geometric numbers of services are exponential again.
    let geometric: Vec<f64> = (0..2000).map(|j| math::pow(0.9, f64::from(j))).collect();
    close(sojourn_quantile(&geometric, 0.99), 10.0 * math::ln(100.0), 1e-9);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn knowing_more_is_never_worse(load in 0.1..0.95_f64, servers in 2_usize..=3) {
        let of = |policy| exact::solve(policy, servers, load);
        let queue = ManyServers {
            arrival_rate: load * servers as f64,
            service_time: 1.0,
            servers: servers as u32,
        };
        let [two, three, all] = [Policy::Choices(2), Policy::Choices(3), Policy::Shortest].map(of);
        prop_assert!(queue.mean_wait() + 1.0 <= all.mean_sojourn);
        prop_assert!(all.mean_sojourn <= three.mean_sojourn);
        prop_assert!(three.mean_sojourn <= two.mean_sojourn);
        prop_assert!(two.mean_sojourn <= 1.0 / (1.0 - load));
        prop_assert!(all.p99 <= two.p99);
    }
}

proptest! {
    #[test]
    fn in_the_limit_each_look_helps(load in 0.01..0.999_f64, choices in 1..20) {
        let one = MeanField { load, choices: f64::from(choices) };
        let more = MeanField { choices: f64::from(choices + 1), ..one };
        prop_assert!(more.mean_sojourn() <= one.mean_sojourn());
        prop_assert!(more.mean_sojourn() >= 1.0);
        // The fixed point rests: what flows into each length flows out.
        for jobs in 1..6 {
            let power = |s: f64| math::pow(s, one.choices);
            let inflow = load * (power(one.at_least(jobs - 1)) - power(one.at_least(jobs)));
            let outflow = one.at_least(jobs) - one.at_least(jobs + 1);
            prop_assert!((inflow - outflow).abs() < 1e-12, "{inflow} {outflow}");
        }
    }
}
