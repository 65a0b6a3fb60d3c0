use super::availability::System;
use super::slo_burn::Burn;
use proptest::prelude::*;

/// All states of up and down, one by one.
fn by_states(system: &System) -> f64 {
    let each = (1.0 - system.common) * system.down;
    let mut works = 0.0;
    for state in 0..1_u64 << system.replicas {
        let up = u64::from(state.count_ones());
        if up >= system.needed {
            works += (0..system.replicas)
                .map(|replica| if state >> replica & 1 == 1 { 1.0 - each } else { each })
                .product::<f64>();
        }
    }
    let component = (1.0 - system.common * system.down) * works;
    1.0 - (0..system.series).map(|_| component).product::<f64>()
}

fn systems() -> impl Strategy<Value = System> {
    (0.0..0.5_f64, 1..10_u64, 0.0..1.0_f64, 0.0..1.0_f64, 1..6_u64).prop_map(
        |(down, replicas, needed, common, series)| {
            let needed = 1 + (needed * replicas as f64) as u64;
            System { down, replicas, needed, common, series }
        },
    )
}

proptest! {
    #[test]
    fn the_system_is_down_in_all_states_where_too_few_are_up(system in systems()) {
        let (found, expected) = (system.system_down(), by_states(&system));
        prop_assert!((found - expected).abs() < 1e-12, "{found} {expected}");
    }

    #[test]
    fn another_replica_never_hurts_and_another_one_needed_never_helps(system in systems()) {
        let more = System { replicas: system.replicas + 1, ..system };
        let stricter = System { needed: more.needed + 1, ..more };
        let ulp = 1e-15;
        prop_assert!(more.component_down() <= system.component_down() + ulp);
        prop_assert!(stricter.component_down() >= more.component_down() - ulp);
        // What is common to all replicas is a floor that no number of them gets below.
        prop_assert!(more.component_down() >= system.common * system.down - ulp);
    }

    #[test]
    fn the_budget_is_spent_when_it_is_said_to_be(
        allowed in 1e-5..0.5_f64, window in 1.0..2000.0_f64, failing in 1e-6..1.0_f64
    ) {
        let burn = Burn { allowed, window, failing };
        prop_assert!((burn.spent(burn.lasts()) - 1.0).abs() < 1e-12);
        // Errors alone, counted in minutes of full outage.
        let outage = failing * burn.lasts() * 60.0;
        prop_assert!((outage / burn.budget() - 1.0).abs() < 1e-12);
    }
}

#[test]
fn rare_failures_of_many_replicas_keep_their_digits() {
    let system = System { down: 1e-5, replicas: 3, needed: 1, common: 0.0, series: 1 };
    assert!((system.system_down() / 1e-15 - 1.0).abs() < 1e-9);
    let all = System { common: 1.0, ..system };
    assert!((all.system_down() / 1e-5 - 1.0).abs() < 1e-12);
}
