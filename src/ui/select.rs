//! A native select with a label and a meaning, for inputs that are words.

use crate::sim::control::Control;
use leptos::prelude::*;

/// One control with choices. `set` hears the place of each newly chosen word.
#[component]
pub fn Select(
    /// What it sets.
    control: &'static Control,
    /// Unique on the page.
    id: String,
    /// The present place.
    #[prop(into)]
    value: Signal<f64>,
    /// Hears new places.
    #[prop(into)]
    set: Callback<f64>,
) -> impl IntoView {
    let meaning = format!("{id}-meaning");
    let option = |(place, choice): (usize, &crate::sim::control::Choice)| {
        let chosen = move || value.get() == place as f64;
        let first = value.get_untracked() == place as f64;
        view! { <option value=place selected=first prop:selected=chosen>{choice.label}</option> }
    };
    let options = control.choices.iter().enumerate().map(option).collect_view();
    let changed = move |text: String| {
        if let Ok(place) = text.parse() {
            set.run(place);
        }
    };
    view! {
        <div class="slider">
            <label for=id.clone()>{control.label}</label>
            <p class="meaning" id=meaning.clone()>{control.meaning}</p>
            <select id=id aria-describedby=meaning
                on:change:target=move |event| changed(event.target().value())>
                {options}
            </select>
        </div>
    }
    .into_any()
}
