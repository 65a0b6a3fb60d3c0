//! Approximate nearest neighbours: real indexes over real vectors, small enough to build while a
//! learner watches.

mod data;
mod hnsw;
mod hnsw_lab;
mod ivf;
mod ivf_lab;
mod memory;
mod probe;
mod twister;

#[cfg(test)]
mod tests;

use super::Simulator;
use super::card::Card;

/// The simulators of this folder.
pub const SIMULATORS: &[&Simulator] =
    &[&hnsw_lab::SIMULATOR, &ivf_lab::SIMULATOR, &memory::SIMULATOR];

/// Their cards.
pub const CARDS: &[Card] = &[hnsw_lab::CARD, ivf_lab::CARD, memory::CARD];
