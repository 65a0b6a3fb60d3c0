use super::fixed_points::Feedback;
use super::retries::Layers;
use super::throttle::Clients;
use crate::base::math;
use crate::base::rng::Seed;
use crate::sim::theory::{admission_odds, erlang_b};
use proptest::prelude::*;

proptest! {
    /// Each leaf call succeeds with the same probability, and a request stops at its first success.
    #[test]
    fn leaf_calls_times_their_success_is_the_success_of_requests(
        failure in 0.0..1.0_f64, attempts in 1..8_u32, count in 1..6_u64
    ) {
        let layers = Layers { failure, attempts: f64::from(attempts), count };
        let found = layers.amplify();
        prop_assert!((found.calls * (1.0 - failure) - found.success).abs() < 1e-12);
        prop_assert!(found.calls >= 1.0 - 1e-12 && found.calls <= found.worst * (1.0 + 1e-12));
        let another = Layers { attempts: f64::from(attempts + 1), ..layers }.amplify();
        prop_assert!(another.calls >= found.calls * (1.0 - 1e-14));
        prop_assert!(another.success >= found.success - 1e-15);
    }

    /// The chain's stationary shares, written out and summed.
    #[test]
    fn the_odds_of_admission_are_those_of_the_whole_chain(
        servers in 1..30_u32, waiting in 0..40_u64, load in 0.05..60.0_f64
    ) {
        let room = u64::from(servers) + waiting;
        let mut shares = vec![1.0];
        for n in 1..=room {
            let busy = f64::from(servers).min(n as f64);
            shares.push(shares[n as usize - 1] * load / busy);
        }
        let sum: f64 = shares.iter().sum();
        let refused = shares[room as usize] / sum;
        let found = 1.0 / (1.0 + admission_odds(servers, room, load));
        prop_assert!((found - refused).abs() <= 1e-11 * refused, "{found} {refused}");
        let nobody_waits = 1.0 / (1.0 + admission_odds(servers, u64::from(servers), load));
        let lost = erlang_b(servers, load);
        prop_assert!((nobody_waits - lost).abs() <= 1e-12 * lost);
    }

    #[test]
    fn every_way_to_run_reproduces_itself(
        load in 0.1..2.0_f64, servers in 1..40_u32, waiting in 0..40_u64, attempts in 1..7_u32,
        waste in 0.0..1.0_f64
    ) {
        let storm = Feedback {
            fresh: load * f64::from(servers),
            service: 1.0,
            servers,
            room: u64::from(servers) + waiting,
            attempts: f64::from(attempts),
            waste,
        };
        let points = storm.fixed_points();
        prop_assert!(points.len() % 2 == 1, "stable and unstable alternate: {points:?}");
        for point in points {
            let refused = 1.0 / (1.0 + point.odds);
            let made: f64 = (0..attempts).map(|n| math::pow(refused, f64::from(n))).sum();
            prop_assert!((made - 1.0 - point.excess).abs() < 1e-9, "{made} {point:?}");
            prop_assert!(storm.goodput(point) <= storm.fresh * (1.0 + 1e-12));
            let most = storm.capacity() / storm.slowdown(point.excess);
            prop_assert!(storm.goodput(point) <= most * (1.0 + 1e-9));
        }
    }
}

/// At a load of 0.8 a spike is enough: only the attempts or the waste decide whether it passes.
#[test]
fn fewer_attempts_or_no_waste_leave_one_way_to_run() {
    let storm =
        Feedback { fresh: 8.0, service: 1.0, servers: 10, room: 20, attempts: 4.0, waste: 0.5 };
    assert_eq!(storm.fixed_points().len(), 3);
    assert_eq!(Feedback { attempts: 1.0, ..storm }.fixed_points().len(), 1);
    assert_eq!(Feedback { waste: 0.0, ..storm }.fixed_points().len(), 1);
    assert_eq!(Feedback { fresh: 3.0, ..storm }.fixed_points().len(), 1);
}

#[test]
fn far_from_the_capacity_the_simulation_settles_where_the_formula_says() {
    for (demand, multiplier) in [(3000.0, 2.0), (9000.0, 1.5), (400.0, 2.0)] {
        let mut clients = Clients::new(demand, 1000.0, multiplier, Seed(3), 4);
        while clients.advance(1_000_000) > 0 {}
        let ((sent, _), (accepted, _)) = clients.rates().expect("four runs");
        assert!((sent / f64::min(demand, multiplier * 1000.0) - 1.0).abs() < 0.01, "{sent}");
        assert!((accepted / f64::min(demand, 1000.0) - 1.0).abs() < 0.01, "{accepted}");
    }
}
