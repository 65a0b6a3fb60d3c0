use super::fluid::{Jump, Scaler};
use proptest::prelude::*;

proptest! {
    /// The flow itself, in small steps: no formula but what comes in and what goes out.
    #[test]
    fn the_backlog_rises_and_drains_as_the_flow_does(
        before in 10.0..100.0_f64, over in 0.1..3.0_f64, spare in 1.1..3.0_f64, reaction in 1.0..100.0_f64
    ) {
        let load = before * (1.0 + over);
        let jump = Jump { before, after: load * spare, load, reaction };
        let step = (reaction + jump.drain()) / 20_000.0;
        let (mut backlog, mut peak, mut time) = (0.0_f64, 0.0_f64, 0.0);
        while time == 0.0 || backlog > 0.0 {
            let capacity = if time < reaction { before } else { jump.after };
            backlog += (load - capacity) * step;
            peak = peak.max(backlog);
            time += step;
        }
        prop_assert!((peak - jump.peak()).abs() <= 2.0 * load * spare * step);
        prop_assert!((time - reaction - jump.drain()).abs() <= 4.0 * step * (1.0 + over));
    }

    #[test]
    fn a_content_autoscaler_has_what_the_load_needs_within_its_tolerance(
        replicas in 1..50_u32, load in 1.0..2000.0_f64, target in 0.3..0.9_f64
    ) {
        let scaler = Scaler { capacity: 10.0, target };
        let (steps, content) = scaler.steps(f64::from(replicas), load);
        prop_assert!(steps < 40, "{steps} steps");
        let busy = load / (content * 10.0);
        prop_assert!(busy <= target * 1.1 + 1e-9, "{busy} of {target}");
        prop_assert!(content <= scaler.needed(load).max(f64::from(replicas)));
    }
}

#[test]
fn whole_numbers_of_replicas_are_not_rounded_up() {
    // In binary, 100 · 0.29 is a little less than 29.
    let scaler = Scaler { capacity: 100.0, target: 0.29 };
    for replicas in 1..1000 {
        let needed = scaler.needed(29.0 * f64::from(replicas));
        assert_eq!(needed, f64::from(replicas));
    }
}

#[test]
fn a_target_within_a_tenth_of_full_never_adds_replicas() {
    let scaler = Scaler { capacity: 50.0, target: 0.95 };
    assert_eq!(scaler.steps(4.0, 1e6), (0, 4.0));
    let (steps, content) = Scaler { target: 0.9, ..scaler }.steps(4.0, 1e6);
    assert!(steps > 50 && content * 50.0 >= 1e6);
}
