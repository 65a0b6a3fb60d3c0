//! Live parts: the pieces of a page that move in the browser. The rest is text and stays out of WASM.
//!
//! A live part is rendered natively into a `<live-part>` element that carries the part's name and its
//! properties as JSON. In the browser the application finds these elements, builds the same view from
//! the same properties, and takes over the markup that is there.

use leptos::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A kind of live part.
pub struct Part {
    /// What the element carries.
    pub name: &'static str,
    /// Builds the view from the properties.
    ///
    /// # Errors
    /// Why the properties cannot be read; then the page was not made by this build.
    pub view: fn(&str) -> Result<AnyView, serde_json::Error>,
}

/// Every kind of live part, in alphabetic order.
pub const ALL: &[Part] = &[
    Part { name: "continue", view: |json| with(json, super::progress::continue_link) },
    Part { name: "copy", view: |json| with(json, super::theme::copy_button) },
    Part { name: "lab", view: |json| with(json, super::lab::lab) },
    Part { name: "lesson-progress", view: |json| with(json, super::progress::lesson_progress) },
    Part { name: "question", view: |json| with(json, super::question::question) },
    Part { name: "save-status", view: |json| with(json, super::progress::save_status) },
    Part { name: "theme-switch", view: |json| with(json, super::theme::theme_switch) },
];

fn with<P: DeserializeOwned>(
    json: &str,
    view: fn(P) -> AnyView,
) -> Result<AnyView, serde_json::Error> {
    Ok(view(serde_json::from_str(json)?))
}

/// The kind of live part with this name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Part> {
    ALL.iter().find(|part| part.name == name)
}

/// Renders a live part into a page.
///
/// # Panics
/// When there is no such part or its properties do not survive JSON: a mistake in this crate that
/// every build of the site would show.
#[must_use]
pub fn live(name: &'static str, props: &impl Serialize) -> AnyView {
    let json = serde_json::to_string(props).expect("properties are plain data");
    let part = find(name).expect("the part is in the table");
    let inner = (part.view)(&json).expect("properties survive JSON");
    view! { <live-part data-part=name data-props=json>{inner}</live-part> }.into_any()
}
