//! Words of a specification: constants in the native course and the worker, and read once from the
//! page in the application, which knows no simulator by itself.
//!
//! What is read lives as long as the page. A page has a few labs, and each is read once, so nothing is
//! ever given back; in exchange a specification is plain data that can be copied everywhere.

use serde::{Deserialize, Deserializer};

/// Words that never change.
pub type Text = &'static str;

/// A list that never changes.
pub type List<T> = &'static [T];

/// Words that only a page shows, and that were a tenth of what the worker would have to load.
pub(crate) const fn for_pages(words: Text) -> Text {
    if cfg!(all(feature = "worker", not(feature = "ssr"))) { "" } else { words }
}

/// Reads words, for good.
pub(crate) fn text<'de, D: Deserializer<'de>>(from: D) -> Result<Text, D::Error> {
    Ok(String::deserialize(from)?.leak())
}

/// Reads a list, for good.
pub(crate) fn list<'de, D, T>(from: D) -> Result<List<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Ok(Vec::deserialize(from)?.leak())
}
