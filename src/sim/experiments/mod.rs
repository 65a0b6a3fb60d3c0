//! Experiments: how many users, how often to look, and how to need fewer.

mod always_valid;
mod cuped;
mod interleaving;
mod peeking;
mod proportions;
mod sample_size;
mod sequential;
#[cfg(test)]
mod tests;
mod walk;

use crate::sim::Simulator;
use crate::sim::card::Card;

/// The simulators of this folder.
pub const SIMULATORS: &[&Simulator] = &[
    &sample_size::SIMULATOR,
    &cuped::SIMULATOR,
    &interleaving::SIMULATOR,
    &sequential::MSPRT,
    &sequential::PEEKING,
];

/// Their cards.
pub const CARDS: &[Card] = &[
    sample_size::CARD,
    cuped::CARD,
    interleaving::CARD,
    sequential::MSPRT_CARD,
    sequential::PEEKING_CARD,
];
