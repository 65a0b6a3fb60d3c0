use super::allreduce::Collective;
use super::pipeline::Pipeline;
use super::zero_memory::Training;
use crate::base::rng::BUILD_SEED;
use crate::sim::row::{Cell, Given};
use proptest::prelude::*;

proptest! {
    /// Half of the sum crosses each link, whatever the order: Patarasuk and Yuan 2009.
    #[test]
    fn no_collective_beats_the_bytes_that_must_cross(
        ranks in 2..2000_u64, bytes in 1.0..1e11_f64, bandwidth in 1e8..1e12_f64, latency in 0.0..1e-4_f64
    ) {
        let all = Collective { ranks, bytes, bandwidth, latency };
        let least = 2.0 * (1.0 - 1.0 / ranks as f64) * bytes / bandwidth;
        for time in [all.ring(), all.tree(), all.server()] {
            prop_assert!(time >= least * (1.0 - 1e-12));
        }
        prop_assert!(all.bus_bandwidth() <= bandwidth * (1.0 + 1e-12));
        let instant = Collective { latency: 0.0, ..all };
        prop_assert!((instant.bus_bandwidth() / bandwidth - 1.0).abs() < 1e-12);
    }

    #[test]
    fn sharing_more_never_takes_more(
        parameters in 1.0..1e13_f64, ranks in 1..4096_u32, optimiser in 0.0..20.0_f64
    ) {
        let bytes = Training { parameters, ranks: f64::from(ranks), optimiser }.bytes();
        for pair in bytes.windows(2) {
            prop_assert!(pair[1] <= pair[0] * (1.0 + 1e-12), "{bytes:?}");
        }
        let total = bytes[3] * f64::from(ranks);
        prop_assert!((total / bytes[0] - 1.0).abs() < 1e-12, "all shares make the whole");
    }

    #[test]
    fn the_formula_is_what_a_walk_through_the_schedule_takes(
        stages in 1..9_usize, microbatches in 1..24_usize, forward in 0.1..5.0_f64, backward in 0.1..5.0_f64
    ) {
        let formula = Pipeline {
            stages: stages as u64,
            microbatches: microbatches as u64,
            both: forward + backward,
        };
        let gpipe = vec![microbatches; stages];
        let one_by_one: Vec<_> = (0..stages).map(|s| microbatches.min(stages - s)).collect();
        for (ahead, peak) in [(gpipe, microbatches), (one_by_one, microbatches.min(stages))] {
            let (step, kept) = walk(microbatches, &ahead, (forward, backward));
            prop_assert!((step / formula.makespan() - 1.0).abs() < 1e-12, "{step}");
            prop_assert_eq!(kept, peak);
            let idle = 1.0 - microbatches as f64 * (forward + backward) / step;
            prop_assert!((idle - formula.bubble()).abs() < 1e-12);
        }
    }
}

/// The end of a step and the most activations that the first stage keeps, when each stage sends so many
/// microbatches `ahead` before it takes the first back, and from then on alternates.
fn walk(microbatches: usize, ahead: &[usize], times: (f64, f64)) -> (f64, usize) {
    let stages = ahead.len();
    let order = |ahead: &usize| {
        let mut order: Vec<_> = (0..*ahead).map(|m| (true, m)).collect();
        for m in 0..microbatches {
            order.push((false, m));
            order.extend((ahead + m < microbatches).then_some((true, ahead + m)));
        }
        order
    };
    let orders: Vec<Vec<(bool, usize)>> = ahead.iter().map(order).collect();
    let mut ends = vec![vec![[f64::NAN; 2]; microbatches]; stages];
    let (mut next, mut free) = (vec![0; stages], vec![0.0; stages]);
    let mut left = 2 * stages * microbatches;
    while left > 0 {
        for stage in 0..stages {
            let Some(&(forwards, m)) = orders[stage].get(next[stage]) else { continue };
            let needs = match (forwards, stage) {
                (true, 0) => 0.0,
                (true, _) => ends[stage - 1][m][0],
                (false, _) if stage + 1 == stages => ends[stage][m][0],
                (false, _) => ends[stage + 1][m][1],
            };
            if needs.is_nan() {
                continue;
            }
            let time = if forwards { times.0 } else { times.1 };
            free[stage] = f64::max(free[stage], needs) + time;
            ends[stage][m][usize::from(!forwards)] = free[stage];
            next[stage] += 1;
            left -= 1;
        }
    }
    let kept = orders[0].iter().scan(0_usize, |kept, (forwards, _)| {
        *kept = if *forwards { *kept + 1 } else { *kept - 1 };
        Some(*kept)
    });
    (free.into_iter().fold(0.0, f64::max), kept.max().unwrap_or_default())
}

/// A logarithm that is rounded up is wrong where it should be whole: `⌈log₂ 8⌉` is 3, even if the
/// logarithm comes out as 3.0000000000000004.
#[test]
fn a_tree_grows_a_level_just_above_a_power_of_two() {
    let levels = |ranks| Collective { ranks, bytes: 0.0, bandwidth: 1.0, latency: 0.5 }.tree();
    for (ranks, expected) in [(1, 0.0), (2, 1.0), (3, 2.0), (8, 3.0), (9, 4.0), (1024, 10.0)] {
        assert_eq!(levels(ranks), expected, "{ranks}");
    }
}

fn value(place: usize, settings: &[(&str, &str)], key: &str) -> Cell {
    let simulator = super::SIMULATORS[place];
    let given = Given::read(simulator.controls, settings.iter().copied()).unwrap();
    let row = simulator.compute(&given, BUILD_SEED).unwrap();
    row.cells[simulator.readout(key).unwrap().0].clone()
}

#[test]
fn one_chunk_is_no_interleaving_and_many_leave_no_bubble() {
    let time = |chunks| value(1, &[("chunks", chunks)], "interleaved_ms").number().unwrap();
    let plain = value(1, &[], "gpipe_ms").number().unwrap();
    assert_eq!(time("1"), plain);
    assert!((time("1000000") / (16.0 * 3.0) - 1.0).abs() < 1e-4, "{}", time("1000000"));
    let odd = value(1, &[("microbatches", "17")], "interleaved_ms");
    assert_eq!(odd, Cell::Undefined, "17 microbatches are no whole rounds of 8 stages");
}

#[test]
fn what_the_backward_pass_hides_is_not_waited_for() {
    let exposed = |ms| value(0, &[("backward_ms", ms)], "exposed_ms").number().unwrap();
    let ring = value(0, &[], "ring_ms").number().unwrap();
    assert_eq!((exposed("0"), exposed("1e6")), (ring, 0.0));
    assert_eq!(exposed("1"), ring - 1.0);
}

#[test]
fn the_least_sharing_that_fits_is_named() {
    for (memory, name) in
        [("120", "nothing"), ("32", "stage 1"), ("17", "stage 2"), ("2", "stage 3"), ("1", "more than all")]
    {
        let settings = [("memory_gb", memory)];
        assert_eq!(value(2, &settings, "fits"), Cell::Word(name.into()), "{memory} GB");
    }
}
