//! Caches: what is kept, what is hit, and how old it is when it is.

use super::Simulator;
use super::card::Card;

mod che;
mod lru_che;
mod policies;
#[cfg(test)]
mod tests;
mod ttl_cache;
mod zipf;

/// The simulators of this folder.
pub const SIMULATORS: &[&Simulator] = &[&lru_che::SIMULATOR, &ttl_cache::SIMULATOR];

/// Their cards.
pub const CARDS: &[Card] = &[lru_che::CARD, ttl_cache::CARD];
