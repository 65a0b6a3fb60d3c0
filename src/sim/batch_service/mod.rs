//! Servers that take several requests at once: by what is there, or by what arrives in a window.

use super::Simulator;
use super::card::Card;

pub mod dynamic_batching;
pub mod server;
#[cfg(test)]
mod tests;
pub mod window;

/// The simulators of this folder.
pub const SIMULATORS: &[&Simulator] = &[&window::SIMULATOR, &dynamic_batching::SIMULATOR];

/// Their cards.
pub const CARDS: &[Card] = &[window::CARD, dynamic_batching::CARD];
