//! Training on many accelerators: what copying gradients, cutting a model into stages and sharing
//! its states cost.

mod allreduce;
mod pipeline;
mod zero_memory;

#[cfg(test)]
mod tests;

use super::Simulator;
use super::card::Card;

/// The simulators of this folder.
pub const SIMULATORS: &[&Simulator] =
    &[&allreduce::SIMULATOR, &pipeline::SIMULATOR, &zero_memory::SIMULATOR];

/// Their cards.
pub const CARDS: &[Card] = &[allreduce::CARD, pipeline::CARD, zero_memory::CARD];
