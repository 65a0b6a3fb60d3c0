//! Live parts: the pieces of a page that move in the browser. The rest is text and stays out of WASM.
//!
//! A live part is rendered natively into a `<live-part>` element that carries the part's name, its
//! properties and, in `<template>` elements, the formatted texts that it may have to show.
//! In the browser the application builds the same view from these and puts it in the place of the
//! markup that is there, which looks the same.

use leptos::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt::Write as _;

/// Formatted texts of a part, by name. They were made by our own renderer, on both sides: the browser
/// takes them from the page that the build has written.
#[derive(Clone, Copy)]
pub struct Texts(StoredValue<Vec<(String, String)>>);

impl Texts {
    /// With these texts, as markup.
    #[must_use]
    pub fn new(texts: Vec<(String, String)>) -> Self {
        Self(StoredValue::new(texts))
    }

    /// The markup of a text; empty if there is none of that name.
    #[must_use]
    pub fn get(&self, name: &str) -> String {
        let found = self.0.with_value(|texts| {
            texts.iter().find(|(key, _)| key == name).map(|(_, text)| text.clone())
        });
        found.unwrap_or_default()
    }

    /// Whether there is a text of that name.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.0.with_value(|texts| texts.iter().any(|(key, _)| key == name))
    }
}

/// A kind of live part.
pub struct Part {
    /// What the element carries.
    pub name: &'static str,
    /// Builds the view from packed properties and texts; nothing if the properties cannot be read,
    /// and then the page was not made by this build.
    pub view: fn(&[u8], Texts) -> Option<AnyView>,
}

/// The kinds of live parts on lessons, labs and most pages, in alphabetic order.
pub const READING: &[Part] = &[
    Part { name: "continue", view: |p, t| with(p, t, super::next::continue_link) },
    Part { name: "copy", view: |p, t| with(p, t, super::theme::copy_button) },
    Part { name: "lab", view: |p, t| with(p, t, super::lab::lab) },
    Part { name: "later", view: |p, t| with(p, t, super::later::later) },
    Part { name: "lesson-progress", view: |p, t| with(p, t, super::progress::lesson_progress) },
    Part { name: "lesson-state", view: |p, t| with(p, t, super::progress::lesson_state) },
    Part { name: "placement", view: |p, t| with(p, t, super::next::placement) },
    Part { name: "question", view: |p, t| with(p, t, super::question::question) },
    Part { name: "round", view: |p, t| with(p, t, super::round::round) },
    Part { name: "save-status", view: |p, t| with(p, t, super::progress::save_status) },
    THEME,
];

/// The kinds of live parts on pages about the learner.
pub const STUDY: &[Part] = &[
    Part { name: "overview", view: |p, t| with(p, t, super::overview::overview) },
    Part { name: "planner", view: |p, t| with(p, t, super::plan::planner) },
    Part { name: "review", view: |p, t| with(p, t, super::review::review) },
    Part { name: "review-due", view: |p, t| with(p, t, super::review::due) },
    THEME,
];

const THEME: Part =
    Part { name: "theme-switch", view: |p, t| with(p, t, super::theme::theme_switch) };

fn with<P: DeserializeOwned>(
    packed: &[u8],
    texts: Texts,
    view: fn(P, Texts) -> AnyView,
) -> Option<AnyView> {
    Some(view(postcard::from_bytes(packed).ok()?, texts))
}

/// The view of one of `parts` from what its element carries.
#[must_use]
pub fn build(
    parts: &[Part],
    name: &str,
    props: &str,
    texts: Vec<(String, String)>,
) -> Option<AnyView> {
    let part = parts.iter().find(|part| part.name == name)?;
    (part.view)(&unhex(props)?, Texts::new(texts))
}

/// Renders a live part into a page, with the texts that it may have to show.
///
/// # Panics
/// When there is no such part or its properties cannot be packed: a mistake in this crate that every
/// build of the site would show.
#[must_use]
pub fn live(
    name: &'static str,
    props: &impl Serialize,
    texts: impl IntoIterator<Item = (String, AnyView)>,
) -> AnyView {
    let packed = postcard::to_allocvec(props).expect("properties are plain data");
    let texts: Vec<_> = texts.into_iter().map(|(name, text)| (name, text.to_html())).collect();
    let templates = texts.iter().map(|(name, markup)| {
        view! { <template data-slot=name.clone() inner_html=markup.clone()></template> }
    });
    let templates = templates.collect_view();
    let props = hex(&packed);
    let inner = build(READING, name, &props, texts.clone());
    let inner = inner.or_else(|| build(STUDY, name, &props, texts));
    let inner = inner.expect("the part is in a table and reads its own");
    view! { <live-part data-part=name data-props=props>{templates}{inner}</live-part> }.into_any()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    text.as_bytes()
        .chunks(2)
        .map(|pair| Some(digit(*pair.first()?)? << 4 | digit(*pair.get(1)?)?))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_survive_hexadecimal() {
        let bytes: Vec<u8> = (0..=255).collect();
        assert_eq!(unhex(&hex(&bytes)), Some(bytes));
        assert_eq!(unhex("0"), None);
        assert_eq!(unhex("zz"), None);
    }
}
