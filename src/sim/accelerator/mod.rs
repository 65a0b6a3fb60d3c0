//! What an accelerator's memory and arithmetic allow a language model to do.

mod kv_cache;
mod roofline;

#[cfg(test)]
mod tests;

use super::Simulator;
use super::card::Card;

/// The simulators of this folder.
pub const SIMULATORS: &[&Simulator] = &[&kv_cache::SIMULATOR, &roofline::SIMULATOR];

/// Their cards.
pub const CARDS: &[Card] = &[kv_cache::CARD, roofline::CARD];
