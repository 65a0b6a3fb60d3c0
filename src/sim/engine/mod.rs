//! The discrete-event engine that the simulators share: a calendar, seeded streams, laws of gaps and
//! service times, what is measured on the way, and replications that become a row with standard
//! errors.
//!
//! A simulator writes a [`Replica`]: one run that holds its own state, takes the next event from an
//! [`EventQueue`] or from [`Timers`], drops what happens during its warm-up, and keeps sums
//! ([`Tally`], [`TimeAverage`], [`Histogram`]) instead of samples. [`Replications`] runs some of them
//! in slices and folds them in the order of their numbers, so that a row depends on neither the slices
//! nor on who ran which replica.
//!
//! Nothing here allocates for an event. What grows (a queue, [`Timers`]) keeps its room, so that after
//! the warm-up a run allocates only where it sets a record.

mod batch_means;
mod chance;
mod event_queue;
mod histogram;
mod law;
mod pooled;
mod replications;
mod tally;
mod timers;

pub use batch_means::BatchMeans;
pub use chance::Chance;
pub use event_queue::EventQueue;
pub use histogram::Histogram;
pub use law::{LAWS, Law};
pub use replications::{Estimates, Replica, Replications, once};
pub use tally::{Tally, TimeAverage};
pub use timers::Timers;

use super::Effort;

/// How many replicas a run of this effort has. Fewer than ten say little of their own error.
#[must_use]
pub fn replicas(effort: Effort) -> u32 {
    match effort {
        Effort::Sketch => 8,
        Effort::Lab => 16,
        Effort::Full => 32,
    }
}

/// Customers for whom a queue takes to forget how it began, a few times over: what to leave out at the
/// beginning of a replica that starts empty. `load` is below 1, `variability` the sum of the SCVs of
/// gaps and services.
///
/// The relaxation time of the approximating Brownian motion; in M/M/1 it is $4/(1-\rho)^2$ services
/// (Cohen, "The Single Server Queue", 1982, III.7.3). Never more than half a million.
#[must_use]
pub fn warm_up(load: f64, variability: f64, servers: f64) -> u64 {
    let spare = (1.0 - load).max(1e-9);
    let relaxation = 2.0 * variability.max(0.5) / (spare * spare);
    (3.0 * relaxation + 10.0 * servers + 500.0).min(5e5) as u64
}

/// How much of [`warm_up`] a replica of this effort affords: all of it where tables of data are made,
/// less in a lab, which must be quick. Close to full load the empty beginning may still show there.
#[must_use]
pub fn affordable(effort: Effort, warm_up: u64) -> u64 {
    match effort {
        Effort::Sketch => (warm_up / 20).min(3_000) + 300,
        Effort::Lab => (3 * warm_up / 10).min(30_000) + 500,
        Effort::Full => warm_up,
    }
}
