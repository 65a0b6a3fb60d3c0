//! The texts of items; the fields are those of `fill`.

use super::Categorise;
use crate::view::prose::{self, Place};
use leptos::prelude::*;

/// The items, and why each belongs where it belongs.
#[must_use]
pub fn texts(categorise: &Categorise, place: &Place) -> Vec<(String, AnyView)> {
    let items = categorise.items.iter().enumerate();
    let both = items.flat_map(|(i, item)| {
        [(format!("row-{i}"), &item.text), (format!("reason-{i}"), &item.reason)]
    });
    both.map(|(name, line)| (name, prose::line(line, place))).collect()
}
