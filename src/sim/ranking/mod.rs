//! From a catalogue to the few items that are shown: how a ranked list is judged, what a cheap first
//! stage loses, and how many passages a language model should read.

mod funnel;
mod metrics;
mod rag;
mod recall;

#[cfg(test)]
mod tests;

use super::Simulator;
use super::card::Card;

/// The simulators of this folder.
pub const SIMULATORS: &[&Simulator] = &[&funnel::SIMULATOR, &rag::SIMULATOR, &metrics::SIMULATOR];

/// Their cards.
pub const CARDS: &[Card] = &[funnel::CARD, rag::CARD, metrics::CARD];
