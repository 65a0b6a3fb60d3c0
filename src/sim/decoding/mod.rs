//! Two ways to get more out of a language model that decodes token by token: never let a slot of the
//! batch idle, and let a small model guess ahead.

mod continuous_batching;
mod speculative;

#[cfg(test)]
mod tests;

use super::Simulator;
use super::card::Card;

/// The simulators of this folder.
pub const SIMULATORS: &[&Simulator] = &[&continuous_batching::SIMULATOR, &speculative::SIMULATOR];

/// Their cards.
pub const CARDS: &[Card] = &[continuous_batching::CARD, speculative::CARD];
