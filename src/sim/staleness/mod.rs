//! Old data and old models: what age costs, and what it costs to be young.

use super::Simulator;
use super::card::Card;

mod age;
mod feature_staleness;
mod freshness;
mod gaussian;
mod retrain_cadence;
mod serving_skew;
#[cfg(test)]
mod tests;

/// The simulators of this folder.
pub const SIMULATORS: &[&Simulator] = &[
    &feature_staleness::SIMULATOR,
    &freshness::SIMULATOR,
    &retrain_cadence::SIMULATOR,
    &serving_skew::SIMULATOR,
];

/// Their cards.
pub const CARDS: &[Card] =
    &[feature_staleness::CARD, freshness::CARD, retrain_cadence::CARD, serving_skew::CARD];
