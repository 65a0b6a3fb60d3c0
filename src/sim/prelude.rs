//! What the file of a simulator needs, in one line.

pub(super) use super::card::Card;
pub(super) use super::control::{Accepts, Choice, Control};
pub(super) use super::outcome::{PlotSpec, Quantity, ReadoutSpec};
pub(super) use super::row::{Cell, Given, Impossible, Row};
pub(super) use super::{Effort, How, Simulator, Spec, Task};
pub(super) use crate::base::format::{self, Unit};
pub(super) use crate::base::rng::Seed;

/// A share in words: `12.5 %`.
pub(super) fn percent(share: f64) -> String {
    format::quantity(share, Unit::Share)
}

/// A factor in words: `3.40 ×`.
pub(super) fn times(factor: f64) -> String {
    format::quantity(factor, Unit::Times)
}

/// A number in words, with three digits.
pub(super) fn number(x: f64) -> String {
    format::number(x, 3)
}

/// A value with its unit, in words.
pub(super) fn quantity(x: f64, unit: Unit) -> String {
    format::quantity(x, unit)
}
