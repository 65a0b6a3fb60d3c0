//! Requests that wait for the slowest of many, and what a second try in time does about it.

use super::Simulator;
use super::card::Card;

mod fanout;
mod hedging;
mod law;
#[cfg(test)]
mod tests;

/// The simulators of this folder.
pub const SIMULATORS: &[&Simulator] = &[&fanout::SIMULATOR, &hedging::SIMULATOR];

/// Their cards.
pub const CARDS: &[Card] = &[fanout::CARD, hedging::CARD];
