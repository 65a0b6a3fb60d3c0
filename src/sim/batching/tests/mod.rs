//! What the simulator must agree with, obey and say.

mod agreement;
mod laws;
mod words;

use super::measure::{Length, Watched};
use super::readouts::reading;
use super::run::{BatchingRun, Plan};
use super::server::Setup;
use super::{CONTROLS, SIMULATOR};
use crate::base::rng::Seed;
use crate::base::stats;
use crate::sim::Run as _;
use crate::sim::values::Values;
use crate::sim::outcome::{Outcome, Reading};

/// Runs a setup for so many events after a warm-up.
fn readings(setup: Setup, seed: u32, events: u64) -> [Reading; reading::COUNT] {
    let length = Length { warm_up: events / 10, windows: 20, window: events / 20 };
    let mut watched = Watched::new(setup, 1.0, Seed(seed), length);
    watched.advance(u64::MAX);
    watched.readings().expect("requests are served")
}

/// One request at a time, as in the textbooks: rates per millisecond, times in milliseconds.
fn one_by_one(arrival_rate: f64, service_time: f64, variability: f64, replicas: usize) -> Setup {
    Setup {
        arrival_rate,
        max_batch: 1,
        max_wait: 0.0,
        replicas,
        fixed_cost: service_time,
        item_cost: 0.0,
        burstiness: 1.0,
        variability,
        queue_limit: 100_000,
    }
}

/// Within four standard errors, and those within `sharp` of the value. A share that is nearly one may
/// be off by 0.02 %: what it lacks happens in so few windows that they cannot tell their own error.
#[track_caller]
fn agrees(found: Reading, expected: f64, sharp: f64, what: &str) {
    let error = found.half_width / stats::student_t_975(19);
    let Reading { value, half_width } = found;
    assert!(
        (value - expected).abs() <= 4.0 * error + 2e-4 * expected,
        "{what}: {value} ± {half_width}, expected {expected}"
    );
    assert!(half_width <= sharp * expected, "{what}: {value} ± {half_width} is too blunt");
}

fn values(settings: &[(&str, f64)]) -> Values {
    Values::with(CONTROLS, settings.iter().copied()).expect("the settings are in range")
}

/// A run that is shorter than the learner's: a tenth of the events.
fn short(values: &Values, seed: u32) -> Outcome {
    let plan = Plan {
        main: Length { warm_up: 8_000, windows: 20, window: 3_600 },
        point: Length { warm_up: 800, windows: 1, window: 4_000 },
    };
    let mut run = BatchingRun::new(values, Seed(seed), plan);
    while !run.advance(usize::MAX) {}
    run.outcome()
}

fn value(outcome: &Outcome, index: usize) -> f64 {
    outcome.readings[index].value
}
