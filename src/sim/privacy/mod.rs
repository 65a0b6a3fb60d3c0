//! What data give away about a person: noise that hides one, training that remembers none, and tables
//! in which nobody stands alone.

mod anonymity;
mod gaussian;
mod loss;
mod mechanisms;
mod rdp;
mod sgd;
mod tight;

#[cfg(test)]
mod tests;

use super::Simulator;
use super::card::Card;

/// The simulators of this folder.
pub const SIMULATORS: &[&Simulator] =
    &[&mechanisms::SIMULATOR, &sgd::SIMULATOR, &anonymity::SIMULATOR];

/// Their cards.
pub const CARDS: &[Card] = &[mechanisms::CARD, sgd::CARD, anonymity::CARD];
