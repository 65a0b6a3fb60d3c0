use super::*;
use proptest::prelude::*;

fn row(arrival_rate: f64, service_rate: f64) -> Row {
    let texts = [("lambda_per_s", arrival_rate.to_string()), ("mu_per_s", service_rate.to_string())];
    let fields = texts.iter().map(|(key, text)| (*key, text.as_str()));
    compute(&Given::read(CONTROLS, fields).expect("accepted")).expect("always possible")
}

proptest! {
    #[test]
    fn a_faster_server_and_fewer_arrivals_never_make_anyone_wait_longer(
        load in 0.01..0.98_f64, rate in 0.1..1000.0_f64, factor in 1.001..2.0_f64
    ) {
        let queue = Queue { arrival_rate: load * rate, service_rate: rate };
        let faster = Queue { service_rate: factor * rate, ..queue };
        prop_assert!(faster.mean_sojourn() < queue.mean_sojourn());
        prop_assert!(faster.wait_quantile(0.99) <= queue.wait_quantile(0.99));
    }
}

#[test]
fn overload_is_explained_and_not_computed() {
    for load in [1.0, 1.5, 100.0] {
        let row = row(load * 10.0, 10.0);
        let (_, wait) = (row.cells[0].number().expect("a load"), &row.cells[4]);
        assert_eq!(wait, &super::super::row::Cell::Unbounded);
        assert!(row.trouble.expect("it is said").what.contains("10.0\u{202f}req/s"));
    }
}

#[test]
fn the_tail_is_4_6_times_the_mean_at_any_load() {
    for load in [0.1, 0.5, 0.99] {
        let queue = Queue { arrival_rate: load, service_rate: 1.0 };
        let ratio = queue.sojourn_quantile(0.99) / queue.mean_sojourn();
        assert!((ratio - 4.605_170_185_988_092).abs() < 1e-12, "{ratio}");
    }
}
