//! What the benchmarks run: the simulations that `tests/bench/compare.mjs` also runs in the browser.

use course::base::rng::Seed;
use course::sim::values::Values;
use course::sim::{self, Simulator};
use serde::Deserialize;

/// A setting of a simulator that is worth timing.
#[derive(Debug, Clone, Deserialize)]
pub struct Case {
    /// What it is called in the report.
    pub name: String,
    /// The simulator's id.
    pub simulator: String,
    /// Its settings, as in an address.
    pub settings: String,
}

/// The cases that the comparison in the browser runs too.
///
/// # Panics
/// When `cases.json` is not a list of cases.
#[must_use]
pub fn cases() -> Vec<Case> {
    serde_json::from_str(include_str!("../../cases.json")).expect("a list of cases")
}

impl Case {
    /// The simulator.
    ///
    /// # Panics
    /// When the course has none of this id.
    #[must_use]
    pub fn simulator(&self) -> &'static Simulator {
        sim::find(&self.simulator).expect("the course has the simulators that are timed")
    }

    /// The settings; those that are not named stand at their defaults.
    #[must_use]
    pub fn values(&self) -> Values {
        let controls = self.simulator().controls;
        Values::from_query(controls, &self.settings).unwrap_or_else(|| Values::defaults(controls))
    }

    /// Runs its lab to the end and gives the simulated events.
    #[must_use]
    pub fn run(&self, seed: u32) -> u64 {
        let mut run = self.simulator().begin(&self.values(), Seed(seed));
        while !run.advance(20_000) {}
        run.outcome().events
    }
}
