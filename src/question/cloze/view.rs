//! The texts of a sentence with gaps; the fields are those of `fill`.

use super::Cloze;
use crate::view::prose::{self, Place};
use leptos::prelude::*;

/// What stands around the gaps, and why each is filled as it is.
#[must_use]
pub fn texts(cloze: &Cloze, place: &Place) -> Vec<(String, AnyView)> {
    let pieces = cloze.text.iter().enumerate().map(|(i, piece)| (format!("piece-{i}"), piece));
    let gaps = cloze.gaps.iter().enumerate();
    let reasons = gaps.map(|(i, gap)| (format!("reason-{i}"), &gap.reason));
    pieces.chain(reasons).map(|(name, line)| (name, prose::line(line, place))).collect()
}
