//! A field for a text; then the model answer and the rubric to hold it against.
//!
//! Texts: `model`, and `point-0` and so on for the rubric.

use super::{Free, Key, LONGEST, Level};
use crate::question::Answer;
use crate::state::services;
use crate::view::prose::{self, Place};
use crate::view::question::Form;
use leptos::prelude::*;

/// The model answer and the points of the rubric.
#[must_use]
pub fn texts(free: &Free, place: &Place) -> Vec<(String, AnyView)> {
    let points = free.rubric.iter().enumerate();
    let points = points.map(|(i, point)| (format!("point-{i}"), prose::line(&point.text, place)));
    let mut texts: Vec<_> = points.collect();
    texts.push(("model".into(), prose::blocks(&free.model, place)));
    texts
}

/// The text, and what it is held against once the learner has asked for that.
pub fn inputs(key: &Key, form: Form) -> AnyView {
    let id = format!("{}-text", form.id());
    let key = StoredValue::new(key.clone());
    let text = move || draft(form).0;
    let typed = move |text: String| form.draft.set(Some(Answer::Free { text, held: Vec::new() }));
    let compared = move || form.compared.get() || form.is_locked();
    view! {
        <div class="free">
            <label for=id.clone()>"Your answer"</label>
            <textarea id=id rows="6" maxlength=LONGEST prop:value=text prop:readOnly=compared
                on:input=move |event| typed(event_target_value(&event))></textarea>
        </div>
        {move || compared().then(|| comparison(key, form))}
    }
    .into_any()
}

/// What is written and what is held so far.
fn draft(form: Form) -> (String, Vec<u32>) {
    match form.draft.get() {
        Some(Answer::Free { text, held }) => (text, held),
        _ => (String::new(), Vec::new()),
    }
}

/// Shows the model answer and moves the focus there, for it stands above the button.
pub fn compare(form: Form) {
    form.compared.set(true);
    let page = services();
    let id = format!("{}-model", form.id());
    page.page.after(0, Box::new(move || services().page.show(&id)));
}

fn comparison(key: StoredValue<Key>, form: Form) -> AnyView {
    let rubric = key.with_value(|key| key.rubric.clone());
    let point = move |(i, (level, weight)): (u32, (Level, u32))| point(i, level, weight, form);
    view! {
        <div class="model" id=format!("{}-model", form.id()) tabindex="-1">
            <p><strong>"A model answer"</strong></p>
            <div inner_html=form.texts.get("model")></div>
        </div>
        <fieldset class="options">
            <legend>"Tick each point that your answer holds. The grade is your own."</legend>
            {(0..).zip(rubric).map(point).collect_view()}
        </fieldset>
    }
    .into_any()
}

fn point(index: u32, level: Level, weight: u32, form: Form) -> AnyView {
    let id = format!("{}-{index}", form.id());
    let held = move || draft(form).1.contains(&index);
    let hold = move |on: bool| {
        let (text, mut held) = untrack(|| draft(form));
        held.retain(|other| *other != index);
        if on {
            held.push(index);
        }
        held.sort_unstable();
        form.draft.set(Some(Answer::Free { text, held }));
    };
    let level = match level {
        Level::Senior => "Senior",
        Level::Staff => "Staff",
    };
    let marks = if weight == 1 { "mark" } else { "marks" };
    view! {
        <div class="option">
            <input type="checkbox" id=id.clone() prop:checked=held
                prop:disabled=move || form.is_locked()
                on:change:target=move |event| hold(event.target().checked())/>
            <label for=id>
                <span inner_html=form.texts.get(&format!("point-{index}"))></span>
                <span class="level">{format!(" {level}, {weight} {marks}")}</span>
            </label>
        </div>
    }
    .into_any()
}
