use super::*;
use crate::base::rng::BUILD_SEED;
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn ranks_average_to_a_single_client_and_rise(count in 1..40_u32, spread in 0.0..3.0_f64) {
        let mean = |rank: u32| {
            Ranked { rank: f64::from(rank), count: f64::from(count) }.mean_exponential(spread)
        };
        let all: Vec<f64> = (1..=count).map(mean).collect();
        let (average, single) = (all.iter().sum::<f64>() / f64::from(count), math::exp(0.5 * spread * spread));
        prop_assert!((average / single - 1.0).abs() < 1e-10, "{average} {single}");
        prop_assert!(all.is_sorted_by(|a, b| *a <= *b * (1.0 + 1e-12)), "{all:?}");
    }
}

#[test]
fn rounds_drawn_at_random_take_as_long() {
    const ROUNDS: u32 = 2000;
    let mut stream = BUILD_SEED.stream(0);
    for (rank, count, spread) in [(10, 13, 0.8), (5, 5, 0.5), (1, 20, 1.5)] {
        let (mut sum, mut squares) = (0.0, 0.0);
        for _ in 0..ROUNDS {
            let mut times: Vec<f64> = (0..count)
                .map(|_| math::exp(spread * normal::quantile(stream.uniform().max(1e-17))))
                .collect();
            times.sort_by(f64::total_cmp);
            let time = times[rank - 1];
            sum += time;
            squares += time * time;
        }
        let mean = sum / f64::from(ROUNDS);
        let error = ((squares / f64::from(ROUNDS) - mean * mean) / f64::from(ROUNDS)).sqrt();
        let ranked = Ranked { rank: rank as f64, count: f64::from(count) };
        let exact = ranked.mean_exponential(spread);
        assert!((mean - exact).abs() < 4.0 * error, "{rank} of {count}: {mean} ± {error}, not {exact}");
    }
}

/// The largest of n normal variables lies near √(2 ln n), and its spread shrinks: a rule with fixed
/// steps would miss the peak.
#[test]
fn a_thousand_million_clients_are_no_harder_than_ten() {
    let largest = Ranked { rank: 1e9, count: 1e9 };
    let mean = math::ln(largest.mean_exponential(1e-6)) / 1e-6;
    // The mean of the largest of 10⁹, from the quantile at 0.5704 of the gap (Blom 1958).
    let blom = -normal::quantile((1.0 - 0.375) / (1e9 + 0.25));
    assert!((mean - blom).abs() < 0.05, "{mean} {blom}");
    let middle = Ranked { rank: 5e8, count: 1e9 };
    assert!((middle.mean_exponential(2.0) - 1.0).abs() < 1e-6);
}
