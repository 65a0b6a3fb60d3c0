use super::Nodes;
use proptest::prelude::*;

const GPU: Nodes = Nodes { price: 2.5, throughput: 400.0, target: 0.6 };

#[test]
fn a_demand_that_fits_exactly_needs_no_node_more() {
    assert_eq!(GPU.needed(240.0), 1.0);
    assert_eq!(GPU.needed(240.1), 2.0);
    assert_eq!(GPU.needed(0.001), 1.0);
}

#[test]
fn a_break_even_beyond_the_node_is_none() {
    let demand = GPU.beats_api_from(0.02);
    assert!((demand - 2.5 / 3.6 / 0.02).abs() < 1e-12, "{demand}");
    assert_eq!(GPU.beats_api_from(0.001), f64::INFINITY);
    assert_eq!(GPU.beats_api_from(0.0), f64::INFINITY);
}

proptest! {
    #[test]
    fn a_thousand_never_costs_less_than_on_full_nodes(demand in 0.1..1e5_f64) {
        let full = GPU.price / (3.6 * GPU.throughput * GPU.target);
        prop_assert!(GPU.per_thousand(demand) >= full * (1.0 - 1e-9));
    }
}
