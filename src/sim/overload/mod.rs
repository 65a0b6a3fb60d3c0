//! Overload that feeds on itself: calls that fail are repeated, and what holds them back.

use super::Simulator;
use super::card::Card;

mod adaptive_throttle;
mod fixed_points;
mod retries;
mod retry_storm;
mod throttle;
#[cfg(test)]
mod tests;

/// The simulators of this folder.
pub const SIMULATORS: &[&Simulator] =
    &[&adaptive_throttle::SIMULATOR, &retries::SIMULATOR, &retry_storm::SIMULATOR];

/// Their cards.
pub const CARDS: &[Card] = &[adaptive_throttle::CARD, retries::CARD, retry_storm::CARD];
