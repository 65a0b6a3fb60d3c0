use super::fleet::{Fleet, Tier};
use proptest::prelude::*;

proptest! {
    #[test]
    fn a_fleet_is_just_large_enough(
        rate in 1.0..1000.0_f64, filled in 0.1..=1.0_f64, demand in 0.1..1e5_f64
    ) {
        let fleet = Fleet { price: 1.0, rate, filled, demand };
        prop_assert!(fleet.utilisation() <= filled * (1.0 + 1e-9));
        let fewer = fleet.nodes() - 1.0;
        prop_assert!(fewer == 0.0 || demand / (fewer * rate) > filled);
        // Dollars an hour over predictions an hour.
        let bill = fleet.nodes() / (demand * 3600.0) * 1000.0;
        prop_assert!((fleet.per_thousand() / bill - 1.0).abs() < 1e-12);
    }

    #[test]
    fn at_the_break_even_one_node_costs_what_the_api_does(
        price in 0.1..10.0_f64, rate in 10.0..1000.0_f64, api in 0.001..1.0_f64
    ) {
        let fleet = Fleet { price, rate, filled: 0.7, demand: 1.0 };
        let demand = fleet.one_node_beats(api);
        if demand.is_finite() {
            let there = Fleet { demand, ..fleet };
            prop_assert_eq!(there.nodes(), 1.0);
            prop_assert!((there.per_thousand() / api - 1.0).abs() < 1e-9);
        } else {
            let full = Fleet { demand: 0.7 * rate, ..fleet };
            prop_assert!(full.per_thousand() > api * (1.0 - 1e-9));
        }
    }

    #[test]
    fn at_the_break_even_memory_costs_what_the_reads_do(
        item in 1.0..1000.0_f64, reads in 10.0..1e6_f64, disk in 1.0..1e4_f64, memory in 1e-3..100.0_f64
    ) {
        let tier = Tier { item, reads, disk, memory };
        let room = item / 1024.0 * memory;
        let share_of_disk = disk / (reads * tier.break_even());
        prop_assert!((room / share_of_disk - 1.0).abs() < 1e-12);
    }
}
