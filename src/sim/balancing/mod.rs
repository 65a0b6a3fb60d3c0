//! Which server gets the next request: chance, turns, a look at some of them, or at all.

use super::Simulator;
use super::card::Card;
use crate::base::{discrete, math, roots};

mod exact;
pub mod load_balancing;
pub mod meanfield;
mod simulated;
#[cfg(test)]
mod tests;

/// The simulators of this folder.
pub const SIMULATORS: &[&Simulator] = &[&load_balancing::SIMULATOR, &meanfield::SIMULATOR];

/// Their cards.
pub const CARDS: &[Card] = &[load_balancing::CARD, meanfield::CARD];

/// How a request's server is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Policy {
    /// The shortest queue of so many servers, drawn with replacement; one is chance alone.
    Choices(u32),
    /// One after another.
    RoundRobin,
    /// The shortest queue of all; the job in service counts.
    Shortest,
    /// No queues at the servers, but one for all of them.
    Central,
}

/// The time in the system that a share of the requests does not exceed, in service times, when `[j]` of
/// them find `j` jobs at their server: those must all be served first, each for an exponential time. In
/// proportion; wants a positive sum.
pub(crate) fn sojourn_quantile(found: &[f64], share: f64) -> f64 {
    let mut at_least = found.to_vec();
    for j in (0..at_least.len().saturating_sub(1)).rev() {
        at_least[j] += at_least[j + 1];
    }
    let total = at_least[0];
    // Longer than `t`: fewer than `j + 1` services end in that time.
    let beyond = |t: f64| {
        discrete::poisson_average(t, |k| at_least.get(k).map_or(0.0, |share| share / total))
    };
    let mut high = 1.0;
    while beyond(high) > 1.0 - share {
        high *= 2.0;
    }
    let excess = |t: f64| math::ln(beyond(t).max(f64::MIN_POSITIVE) / (1.0 - share));
    roots::brent(excess, 0.0, high, 0.0).unwrap_or(high)
}
