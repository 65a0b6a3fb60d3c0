//! Items of which a few are asked for often, and draws from them in constant time.

use crate::base::math;
use crate::base::rng::Stream;

/// The probabilities with which items are asked for, by falling popularity: `i^-alpha`, normalised.
#[must_use]
pub(super) fn shares(items: usize, alpha: f64) -> Vec<f64> {
    let mut shares: Vec<f64> =
        (1..=items).map(|rank| math::exp(-alpha * math::ln(rank as f64))).collect();
    // The smallest first, so that they are not lost beside a large sum.
    let total: f64 = shares.iter().rev().sum();
    shares.iter_mut().for_each(|share| *share /= total);
    shares
}

/// Draws items with given probabilities, in constant time and without allocation.
///
/// Source: Vose, "A linear algorithm for generating random numbers with a given distribution", IEEE
/// Transactions on Software Engineering 17(9), 1991.
pub(super) struct Alias {
    /// Of each column: how much of it is its own item, and whose the rest is.
    columns: Vec<(f64, u32)>,
}

impl Alias {
    /// A table for items with these probabilities, which sum to 1.
    #[must_use]
    pub(super) fn new(shares: &[f64]) -> Self {
        let count = shares.len() as f64;
        let mut columns: Vec<(f64, u32)> =
            shares.iter().enumerate().map(|(item, share)| (share * count, item as u32)).collect();
        let (mut small, mut large): (Vec<u32>, Vec<u32>) =
            (0..shares.len() as u32).partition(|item| columns[*item as usize].0 < 1.0);
        while let (Some(poor), Some(rich)) = (small.last().copied(), large.last().copied()) {
            small.pop();
            columns[poor as usize].1 = rich;
            // The rich item fills the column of the poor one.
            columns[rich as usize].0 -= 1.0 - columns[poor as usize].0;
            if columns[rich as usize].0 < 1.0 {
                large.pop();
                small.push(rich);
            }
        }
        // What is left over differs from a full column by rounding only.
        for item in small.into_iter().chain(large) {
            columns[item as usize].0 = 1.0;
        }
        Self { columns }
    }

    /// The place of an item.
    pub(super) fn draw(&self, stream: &mut Stream) -> u32 {
        let place = stream.uniform() * self.columns.len() as f64;
        let column = place as usize;
        let (own, other) = self.columns[column];
        if place - (column as f64) < own { column as u32 } else { other }
    }
}
