//! Staying up: what replicas buy, and how fast errors use up what an objective allows.

use super::Simulator;
use super::card::Card;

mod availability;
mod slo_burn;
#[cfg(test)]
mod tests;

/// The simulators of this folder.
pub const SIMULATORS: &[&Simulator] = &[&availability::SIMULATOR, &slo_burn::SIMULATOR];

/// Their cards.
pub const CARDS: &[Card] = &[availability::CARD, slo_burn::CARD];
