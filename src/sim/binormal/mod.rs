//! Two normal laws of scores and a threshold between them: classifiers, guardrails, semantic caches.

mod cache;
mod scores;
#[cfg(test)]
mod tests;
mod threshold;

use crate::sim::Simulator;
use crate::sim::card::Card;

/// The simulators of this folder.
pub const SIMULATORS: &[&Simulator] = &[&threshold::SIMULATOR, &cache::SIMULATOR];

/// Their cards.
pub const CARDS: &[Card] = &[threshold::CARD, cache::CARD];
