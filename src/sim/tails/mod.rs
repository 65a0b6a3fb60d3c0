//! The slowest of many: fan-out, and second requests that cut the tail.

pub mod fanout;
pub mod hedging;
#[cfg(test)]
mod tests;

use super::Simulator;
use super::card::Card;

/// The simulators of this folder.
pub const SIMULATORS: &[&Simulator] = &[&fanout::SIMULATOR, &hedging::SIMULATOR];

/// Their cards.
pub const CARDS: &[Card] = &[fanout::CARD, hedging::CARD];
