//! How fast a simulator runs natively, beside which `compare.mjs` puts the browser's worker.
//!
//! `speed ID SETTINGS SEEDS` runs a lab with as many seeds, in slices of the worker's length, and
//! prints one line of JSON: the settings, the simulated events of each seed and the seconds that all
//! of them took.

use course::base::rng::Seed;
use course::sim::values::Values;
use course::sim::{self, Simulator};
use serde_json::json;
use std::env;
use std::process::ExitCode;
use std::time::Instant;

/// Events in a slice, as in the worker.
const SLICE: usize = 20_000;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [id, settings, seeds] = arguments.as_slice() else {
        eprintln!("Say what to run: `speed batching max_batch=16 20`.");
        return ExitCode::FAILURE;
    };
    let (Some(simulator), Ok(seeds)) = (sim::find(id), seeds.parse::<u32>()) else {
        eprintln!("There is no simulator `{id}`, or `{seeds}` is no number of seeds.");
        return ExitCode::FAILURE;
    };
    let values = Values::from_query(simulator.controls, settings)
        .unwrap_or_else(|| Values::defaults(simulator.controls));
    #[allow(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
    let start = Instant::now();
    let events: Vec<u64> = (1..=seeds).map(|seed| simulate(simulator, &values, seed)).collect();
    let seconds = start.elapsed().as_secs_f64();
    println!("{}", json!({ "values": values.as_slice(), "events": events, "seconds": seconds }));
    ExitCode::SUCCESS
}

/// The events that one run has cost.
fn simulate(simulator: &'static Simulator, values: &Values, seed: u32) -> u64 {
    let mut run = simulator.begin(values, Seed(seed));
    while !run.advance(SLICE) {}
    run.outcome().events
}
