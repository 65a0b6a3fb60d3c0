//! The texts of numbered statements; the inputs are those of `choice`.

use super::Flaw;
use crate::prose::Inline;
use crate::question::choice::{self, ChoiceOption};
use crate::view::prose::{self, Place};
use leptos::prelude::*;

/// The statements with their numbers, and the repair.
#[must_use]
pub fn texts(flaw: &Flaw, place: &Place) -> Vec<(String, AnyView)> {
    let numbered = |(i, statement): (usize, &ChoiceOption)| {
        let mut statement = statement.clone();
        statement.text.insert(0, Inline::Text(format!("{}. ", i + 1)));
        statement
    };
    let statements: Vec<_> = flaw.statements.iter().enumerate().map(numbered).collect();
    let mut texts = choice::view::texts(&statements.iter().collect::<Vec<_>>(), place);
    texts.push(("repair".into(), prose::blocks(&flaw.repair, place)));
    texts
}
