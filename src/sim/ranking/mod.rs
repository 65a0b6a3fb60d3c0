//! From a catalogue to the few items that are shown: how a ranked list is judged, what a cheap first
//! stage loses, and how many passages a language model should read.

mod metrics;
mod rag;

#[cfg(test)]
mod tests;

use super::Simulator;
use super::card::Card;

/// The simulators of this folder.
pub const SIMULATORS: &[&Simulator] = &[&rag::SIMULATOR, &metrics::SIMULATOR];

/// Their cards.
pub const CARDS: &[Card] = &[rag::CARD, metrics::CARD];
