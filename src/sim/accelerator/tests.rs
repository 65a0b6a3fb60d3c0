use super::kv_cache::{Memory, product};
use super::roofline::Roofline;
use crate::base::rng::BUILD_SEED;
use crate::sim::row::Given;
use proptest::prelude::*;

proptest! {
    #[test]
    fn the_largest_batch_fits_and_one_more_does_not(
        per_sequence in 1..10_000_000_000_u64, weights in 0..1_000_000_000_000_u64, free in 0..1_000_000_000_000_u64
    ) {
        let (per_sequence, weights, room) =
            (per_sequence as f64, weights as f64, (weights + free) as f64);
        let memory = Memory { per_token: 1.0, per_sequence, cache: 0.0, weights, room };
        let most = memory.most();
        prop_assert!(weights + most * per_sequence <= room);
        prop_assert!(weights + (most + 1.0) * per_sequence > room);
    }

    #[test]
    fn sizes_below_two_to_the_53_are_exact_to_the_byte(
        factors in prop::collection::vec(1..600_u64, 1..6)
    ) {
        let expected: u64 = factors.iter().product();
        let factors: Vec<_> = factors.into_iter().map(|factor| factor as f64).collect();
        prop_assume!(expected < 1 << 53);
        prop_assert_eq!(product(&factors) as u64, expected);
        let halves: Vec<_> = factors.iter().map(|factor| 0.5 * factor).collect();
        let back = product(&halves) * f64::from(1 << halves.len());
        prop_assert_eq!(back as u64, expected);
    }

    #[test]
    fn no_step_beats_memory_or_arithmetic_and_a_larger_batch_never_loses_throughput(
        peak in 1e12..3e15_f64, bandwidth in 1e10..1e13_f64, parameters in 1e6..1e12_f64, each in 0.1..4.0_f64,
        batch in 1.0..5000.0_f64, cache in 0.0..1e9_f64
    ) {
        let roof = Roofline { peak, bandwidth, parameters, weights: each * parameters };
        let step = |batch: f64| roof.time(roof.operations(batch), roof.weights + batch * cache);
        prop_assert!(step(batch) * peak >= roof.operations(batch) * (1.0 - 1e-12));
        prop_assert!(step(batch) * bandwidth >= roof.weights);
        let larger = 1.5 * batch;
        prop_assert!(larger / step(larger) >= batch / step(batch) * (1.0 - 1e-12));
        let even = roof.crossover();
        let (arithmetic, reading) = (roof.operations(even) / peak, roof.weights / bandwidth);
        prop_assert!((arithmetic / reading - 1.0).abs() < 1e-12);
    }
}

/// Products that pass 2^53 on the way were rounded more than once, and came out a few bytes wrong.
#[test]
fn a_product_is_rounded_once() {
    let large = [94_906_267.0, 94_906_269.0, 7.0, 0.5];
    let exact = 94_906_267_u128 * 94_906_269 * 7;
    assert_eq!(product(&large), exact as f64 / 2.0);
    assert_ne!(product(&large), large.iter().product::<f64>(), "or this shows nothing");
    assert_eq!(product(&[1e30, 1e30]), 1e30 * 1e30);
    assert_eq!(product(&[0.0, 5.0]), 0.0);
}

#[test]
fn what_does_not_fit_is_said_with_what_to_do() {
    let simulator = super::SIMULATORS[0];
    let row = |settings: &[(&str, &str)]| {
        let given = Given::read(simulator.controls, settings.iter().copied()).unwrap();
        simulator.compute(&given, BUILD_SEED)
    };
    assert!(row(&[]).unwrap().trouble.is_none());
    let weights = row(&[("params", "1e12")]).unwrap();
    assert_eq!(weights.cells[4].number(), Some(0.0));
    assert!(weights.trouble.unwrap().what.starts_with("The weights alone"));
    assert!(row(&[("batch", "512")]).unwrap().trouble.unwrap().what.contains("room for 65"));
    assert_eq!(row(&[("n_heads", "4")]).unwrap_err().input, "n_kv_heads");
}
