//! How fast a simulator runs natively, beside which `compare.mjs` puts the browser's worker.
//!
//! It runs the default settings of `batching` with as many seeds as its argument says, in slices of
//! the worker's length, and prints one line of JSON: the settings, the simulated events of each
//! seed and the seconds that all of them took.

use course::base::rng::Seed;
use course::sim::batching::SIMULATOR;
use course::sim::values::Values;
use serde_json::json;
use std::env;
use std::process::ExitCode;
use std::time::Instant;

/// Events in a slice, as in the worker.
const SLICE: usize = 20_000;

fn main() -> ExitCode {
    let Some(seeds) = env::args().nth(1).and_then(|seeds| seeds.parse::<u32>().ok()) else {
        eprintln!("Say how many seeds to run: `speed 20`.");
        return ExitCode::FAILURE;
    };
    let values = Values::defaults(SIMULATOR.controls);
    #[allow(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
    let start = Instant::now();
    let events: Vec<u64> = (1..=seeds).map(|seed| simulate(&values, Seed(seed))).collect();
    let seconds = start.elapsed().as_secs_f64();
    println!("{}", json!({ "values": values.as_slice(), "events": events, "seconds": seconds }));
    ExitCode::SUCCESS
}

/// The events that one run has cost.
fn simulate(values: &Values, seed: Seed) -> u64 {
    let mut run = SIMULATOR.begin(values, seed);
    while !run.advance(SLICE) {}
    run.outcome().events
}
