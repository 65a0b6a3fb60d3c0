use super::continuous_batching::Lengths;
use super::speculative::Drafting;
use crate::base::rng::BUILD_SEED;
use proptest::prelude::*;

/// The sum that `Lengths::mean_of_largest` avoids, over the distribution function.
fn by_terms(lengths: Lengths, slots: i32) -> f64 {
    let below = |k: u32| match lengths {
        Lengths::Geometric { mean } => 1.0 - powi(1.0 - 1.0 / mean, k),
        Lengths::Uniform { most } => f64::from(k) / most,
    };
    let end = match lengths {
        Lengths::Geometric { mean } => 60 * mean as u32 + 60,
        Lengths::Uniform { most } => most as u32,
    };
    (0..end).map(|k| 1.0 - powi(below(k), slots as u32)).sum()
}

fn powi(x: f64, n: u32) -> f64 {
    crate::base::math::pow(x, f64::from(n))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn integrals_and_binomials_are_the_sum_itself(slots in 1..700_i32, mean in 1.0..90.0_f64, most in 1..900_u32) {
        let all = [Lengths::Geometric { mean }, Lengths::Uniform { most: f64::from(most) }];
        for lengths in all {
            let (fast, slow) = (lengths.mean_of_largest(f64::from(slots)), by_terms(lengths, slots));
            prop_assert!((fast / slow - 1.0).abs() < 1e-11, "{lengths:?} {slots}: {fast} {slow}");
        }
    }

    #[test]
    fn the_longest_is_no_shorter_than_the_mean_and_grows_with_the_batch(slots in 1.0..5000.0_f64, mean in 1..4000_u32) {
        let (slots, mean) = (slots.floor(), f64::from(mean));
        for lengths in [Lengths::Geometric { mean }, Lengths::Uniform { most: 2.0 * mean - 1.0 }] {
            let one = lengths.mean_of_largest(1.0);
            prop_assert!((one / mean - 1.0).abs() < 1e-11, "of one it is the mean: {one} {mean}");
            let (some, more) = (lengths.mean_of_largest(slots), lengths.mean_of_largest(slots + 1.0));
            prop_assert!(some >= mean * (1.0 - 1e-11) && more >= some * (1.0 - 1e-11));
        }
    }

    #[test]
    fn guessing_gains_what_the_paper_promises(accepted in 0.0..1.0_f64, time in 0.001..1.0_f64) {
        let drafting = Drafting { accepted, time };
        let (best, speedup) = drafting.best();
        if accepted > time * 1.000_001 {
            prop_assert!(speedup >= (1.0 + accepted) / (1.0 + time) - 1e-12, "corollary 3.9");
        } else if accepted < time {
            prop_assert_eq!((best, speedup), (0.0, 1.0));
        }
        if best > 0.0 && best < 100.0 {
            prop_assert!((drafting.speedup(best) / speedup - 1.0).abs() < 1e-12);
            for near in [best - 1.0, best + 1.0] {
                prop_assert!(drafting.speedup(near) <= speedup * (1.0 + 1e-14));
            }
        }
    }
}

#[test]
fn tokens_are_those_of_guesses_drawn_at_random() {
    const RUNS: u32 = 20_000;
    let mut stream = BUILD_SEED.stream(0);
    for (accepted, guesses) in [(0.3, 4), (0.8, 5), (0.95, 12)] {
        let (mut sum, mut squares) = (0.0, 0.0);
        for _ in 0..RUNS {
            let right = (0..guesses).take_while(|_| stream.uniform() < accepted).count();
            let tokens = right as f64 + 1.0;
            sum += tokens;
            squares += tokens * tokens;
        }
        let mean = sum / f64::from(RUNS);
        let error = ((squares / f64::from(RUNS) - mean * mean) / f64::from(RUNS)).sqrt();
        let exact = Drafting { accepted, time: 0.0 }.tokens(f64::from(guesses));
        assert!((mean - exact).abs() < 4.0 * error, "{accepted}: {mean} ± {error}, not {exact}");
    }
}

#[test]
fn the_edges_of_acceptance_have_their_limits() {
    let tokens = |accepted| Drafting { accepted, time: 0.0 }.tokens(7.0);
    assert_eq!((tokens(0.0), tokens(1.0)), (1.0, 8.0));
    assert!((tokens(1.0 - 1e-12) - 8.0).abs() < 1e-10);
}
