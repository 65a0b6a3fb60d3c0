//! Trying a new model on real requests before everybody gets it.

mod canary;
mod shadow_paired;
mod sign_test;

#[cfg(test)]
mod tests;

use super::Simulator;
use super::card::Card;

/// The simulators of this folder.
pub const SIMULATORS: &[&Simulator] = &[&canary::SIMULATOR, &shadow_paired::SIMULATOR];

/// Their cards.
pub const CARDS: &[Card] = &[canary::CARD, shadow_paired::CARD];
