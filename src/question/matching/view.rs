//! The texts of pairs; the fields are those of `fill`.

use super::Match;
use crate::view::prose::{self, Place};
use leptos::prelude::*;

/// What stands on the left, and why the right belongs to it.
#[must_use]
pub fn texts(matching: &Match, place: &Place) -> Vec<(String, AnyView)> {
    let pairs = matching.pairs.iter().enumerate();
    let both = pairs.flat_map(|(i, pair)| {
        [(format!("row-{i}"), &pair.left), (format!("reason-{i}"), &pair.reason)]
    });
    both.map(|(name, line)| (name, prose::line(line, place))).collect()
}
