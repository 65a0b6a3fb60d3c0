use super::*;
use crate::base::rng::BUILD_SEED;
use proptest::prelude::*;

proptest! {
    #[test]
    fn cells_and_series_agree_where_both_can_be_used(clip in 0.5..8.0_f64, bits in 5..9_i32) {
        let quantiser = Quantiser { levels: math::pow(2.0, f64::from(bits)), clip };
        prop_assume!((0.02..COARSE).contains(&quantiser.step()));
        let (cells, series) = (quantiser.by_cells(), quantiser.by_series());
        prop_assert!((cells / series - 1.0).abs() < 1e-9, "{cells} {series}");
    }

    #[test]
    fn the_best_clip_is_best_and_a_bit_more_is_always_better(bits in 1..16_i32, clip in 0.3..12.0_f64) {
        let levels = math::pow(2.0, f64::from(bits));
        let (place, least) = Quantiser::best(levels);
        let other = Quantiser { levels, clip };
        prop_assert!(least <= other.error() * (1.0 + 1e-12));
        let (further, less) = Quantiser::best(2.0 * levels);
        prop_assert!(further > place, "more levels reach further: {place} {further}");
        // Six decibels are a factor of 4; the best clip keeps less.
        prop_assert!((2.0..4.0).contains(&(least / less)), "{}", least / less);
    }
}

#[test]
fn quantised_random_weights_have_this_error() {
    const WEIGHTS: u32 = 40_000;
    let mut stream = BUILD_SEED.stream(0);
    for (bits, clip) in [(2, 2.0), (4, 1.5), (8, 3.9)] {
        let quantiser = Quantiser { levels: math::pow(2.0, f64::from(bits)), clip };
        let step = quantiser.step();
        let (mut sum, mut squares) = (0.0, 0.0);
        for _ in 0..WEIGHTS {
            let weight = normal::quantile(stream.uniform().max(1e-17));
            let outermost = 0.5 * quantiser.levels - 1.0;
            let cell = (weight.abs() / step).floor().min(outermost);
            let error = weight.abs() - (cell + 0.5) * step;
            sum += error * error;
            squares += error * error * error * error;
        }
        let mean = sum / f64::from(WEIGHTS);
        let standard_error = ((squares / f64::from(WEIGHTS) - mean * mean) / f64::from(WEIGHTS)).sqrt();
        let exact = quantiser.error();
        assert!((mean - exact).abs() < 4.0 * standard_error, "{bits} bits: {mean}, not {exact}");
    }
}

/// One bit keeps the sign and the mean of the rest: 1 − 2/π.
#[test]
fn one_bit_keeps_what_a_sign_can() {
    let (clip, least) = Quantiser::best(2.0);
    assert!((least - (1.0 - 2.0 / std::f64::consts::PI)).abs() < 1e-12, "{least}");
    let level = (2.0 / std::f64::consts::PI).sqrt();
    assert!((0.5 * clip - level).abs() < 1e-6, "{clip}");
}
