//! Small controls of the page itself: the theme switch and buttons that copy.

use super::part::Texts;
use crate::state::services;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Properties of the theme switch.
#[derive(Serialize, Deserialize)]
pub struct ThemeSwitch {}

/// Goes from the system's theme to light, to dark and back.
pub fn theme_switch(_: ThemeSwitch, _: Texts) -> AnyView {
    let theme = RwSignal::new(None::<String>);
    Effect::new(move || theme.set(services().page.theme()));
    let next = move |_| {
        let next = match theme.get_untracked().as_deref() {
            None => Some("light"),
            Some("light") => Some("dark"),
            Some(_) => None,
        };
        services().page.set_theme(next);
        theme.set(next.map(str::to_owned));
    };
    let words = move || match theme.get().as_deref() {
        None => "Theme: system",
        Some("light") => "Theme: light",
        Some(_) => "Theme: dark",
    };
    view! { <button type="button" class="theme-switch" on:click=next>{words}</button> }.into_any()
}

/// Properties of a button that copies a text.
#[derive(Serialize, Deserialize)]
pub struct CopyButton {
    /// The words on it.
    pub label: String,
    /// The text, where every `{site}` stands for the absolute address of the site's root.
    pub text: String,
}

/// Copies a text and says whether that worked.
pub fn copy_button(props: CopyButton, _: Texts) -> AnyView {
    let CopyButton { label, text } = props;
    let said = RwSignal::new("");
    let text = StoredValue::new(text);
    let copy = move |_| {
        let page = &services().page;
        let text = text.get_value().replace("{site}", &page.absolute(""));
        page.copy(
            text,
            Box::new(move |worked| {
                let words = if worked {
                    "Copied"
                } else {
                    "The browser did not allow copying: select the text and copy it by hand"
                };
                said.set(words);
                services().page.announce(words);
            }),
        );
    };
    view! {
        <button type="button" class="quiet copy" on:click=copy>{label}</button>
        <span class="copied" aria-hidden="true">{said}</span>
    }
    .into_any()
}
