use super::*;
use crate::base::rng::{BUILD_SEED, Stream};
use proptest::prelude::*;

proptest! {
    #[test]
    fn no_interval_is_better_than_the_best(
        between in 100.0..1e7_f64, write in 1e-4..3.0_f64, restart in 0.0..1.0_f64, factor in 0.2..5.0_f64
    ) {
        let run = Run { between, write: write * between, restart: restart * between };
        let best = run.best();
        prop_assert!(run.overhead(best) <= run.overhead(factor * best) * (1.0 + 1e-12));
        prop_assert!(best <= run.young() && best <= between);
    }

    #[test]
    fn the_approximations_are_good_where_writing_is_quick(between in 1e3..1e7_f64, write in 1e-6..1e-2_f64) {
        let run = Run { between, write: write * between, restart: 0.0 };
        prop_assert!((run.daly() / run.best() - 1.0).abs() < 1e-4);
        let excess = run.overhead(run.young()) - run.overhead(run.best());
        prop_assert!((-1e-12..1e-2).contains(&excess));
    }
}

/// The time of one interval with the failures in it. After each the run restarts and begins the interval
/// again; a failure during the restart begins that again.
fn interval(run: &Run, work: f64, stream: &mut Stream) -> f64 {
    let (mut time, mut needed) = (0.0, work + run.write);
    loop {
        let failure = run.between * stream.exponential();
        if failure >= needed {
            return time + needed;
        }
        time += failure;
        needed = run.restart + work + run.write;
    }
}

#[test]
fn simulated_failures_cost_what_the_formula_says() {
    const INTERVALS: u32 = 20_000;
    let mut stream = BUILD_SEED.stream(0);
    for (work, write, restart) in [(100.0, 10.0, 300.0), (600.0, 60.0, 0.0), (2000.0, 5.0, 50.0)] {
        let run = Run { between: 1000.0, write, restart };
        let (mut sum, mut squares) = (0.0, 0.0);
        for _ in 0..INTERVALS {
            let time = interval(&run, work, &mut stream);
            sum += time;
            squares += time * time;
        }
        let mean = sum / f64::from(INTERVALS);
        let error = ((squares / f64::from(INTERVALS) - mean * mean) / f64::from(INTERVALS)).sqrt();
        let exact = work * (1.0 + run.overhead(work));
        assert!((mean - exact).abs() < 4.0 * error, "{work}: {mean} ± {error}, not {exact}");
    }
}

#[test]
fn free_checkpoints_are_written_all_the_time() {
    let run = Run { between: 1000.0, write: 0.0, restart: 100.0 };
    assert_eq!((run.young(), run.best()), (0.0, 0.0));
    assert!((run.overhead(0.0) - (math::exp(0.1) - 1.0)).abs() < 1e-15);
    let hopeless = Run { between: 1.0, write: 1e9, restart: 0.0 };
    assert_eq!(hopeless.best(), 1.0);
    assert_eq!(hopeless.overhead(1.0), f64::INFINITY);
}
