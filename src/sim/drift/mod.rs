//! Drift: how it is measured on binned data, how often an alarm is right, and how detectors on a
//! stream of errors compare.

mod alarm;
mod binned;
pub mod detectors;
mod power;
mod stream;
#[cfg(test)]
mod tests;

use crate::sim::Simulator;
use crate::sim::card::Card;

/// The simulators of this folder.
pub const SIMULATORS: &[&Simulator] = &[&alarm::SIMULATOR, &binned::SIMULATOR, &stream::SIMULATOR];

/// Their cards.
pub const CARDS: &[Card] = &[alarm::CARD, binned::CARD, stream::CARD];
