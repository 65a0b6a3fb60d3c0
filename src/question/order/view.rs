//! Steps with buttons that move them. The rows stay where they are and their texts change places, so
//! that the focus follows a step to its new row without elements being moved under it.
//!
//! Texts, for the step at each place of the source: `step-0`, `reason-0`.

use super::{Key, Order};
use crate::base::rng::Seed;
use crate::question::Answer;
use crate::state::services;
use crate::view::part::Texts;
use crate::view::prose::{self, Place};
use crate::view::question::{Form, reason, spoken};
use leptos::html::Button;
use leptos::prelude::*;

/// The texts of the steps.
#[must_use]
pub fn texts(order: &Order, place: &Place) -> Vec<(String, AnyView)> {
    let steps = order.steps.iter().enumerate();
    let both = steps.flat_map(|(i, step)| {
        [(format!("step-{i}"), &step.text), (format!("reason-{i}"), &step.reason)]
    });
    both.map(|(name, line)| (name, prose::line(line, place))).collect()
}

/// The buttons of a row: earlier, later.
type Buttons = [NodeRef<Button>; 2];

/// The steps in the learner's order.
pub fn inputs(key: Key, form: Form) -> AnyView {
    let buttons: Vec<Buttons> = (0..key.steps).map(|_| [NodeRef::new(), NodeRef::new()]).collect();
    let buttons = StoredValue::new(buttons);
    let row = move |at: u32| row(key, at as usize, buttons, form);
    view! {
        <fieldset class="options">
            <legend class="sr-only">"Steps, the first at the top"</legend>
            <ol class="steps">{(0..key.steps).map(row).collect_view()}</ol>
        </fieldset>
    }
    .into_any()
}

/// The learner's order; before the first move, the one in which the steps are found.
fn places(key: Key, form: Form) -> Vec<u32> {
    match form.draft.get() {
        Some(Answer::Order { places }) if key.holds_each_once(&places) => places,
        _ => match form.kept.get() {
            Some(Answer::Order { places }) => places,
            _ => key.start(Seed(form.seed())),
        },
    }
}

/// The next row on a side whose step is not kept.
fn beside(key: Key, at: usize, side: usize, form: Form) -> Option<usize> {
    let is_free = |to: &usize| !form.is_kept(*to);
    match side {
        0 => (0..at).rev().find(is_free),
        _ => (at + 1..key.steps as usize).find(is_free),
    }
}

fn row(key: Key, at: usize, buttons: StoredValue<Vec<Buttons>>, form: Form) -> AnyView {
    let texts = form.texts;
    let step = move || places(key, form)[at] as usize;
    let is_shown = move || form.is_judged() || (!form.is_locked() && form.is_kept(at));
    let verdict = move || match (is_shown(), step() == at) {
        (false, _) => "",
        (true, true) => "right",
        (true, false) => "wrong",
    };
    let why = move || {
        let step = step();
        form.is_judged().then(|| reason(format!("Step {}: ", step + 1), step, texts))
    };
    let id = format!("{}-{at}", form.id());
    let button = |side: usize, words: &'static str| {
        let to = move || beside(key, at, side, form);
        let own = format!("{id}-{side}");
        let name = format!("{own} {id}");
        // Still in the order of the tab key at the ends, where a step may have just arrived.
        let disabled = move || to().is_none().then_some("true");
        view! {
            <button type="button" id=own aria-labelledby=name aria-disabled=disabled
                node_ref=buttons.with_value(|buttons| buttons[at][side])
                on:click=move |_| if let Some(to) = untrack(to) { shift(key, at, to, buttons, form) }>
                {words}
            </button>
        }
        .into_any()
    };
    view! {
        <li class="row" data-verdict=verdict>
            <p class="row-text" id=id.clone() inner_html=move || texts.get(&format!("step-{}", step()))></p>
            <div class="moves" prop:hidden=move || form.is_locked() || form.is_kept(at)>
                {button(0, "Earlier")}{button(1, "Later")}
            </div>
            {why}
        </li>
    }
    .into_any()
}

/// Moves a step by one row, with the focus, and says where it is now.
fn shift(key: Key, at: usize, to: usize, buttons: StoredValue<Vec<Buttons>>, form: Form) {
    let mut places = untrack(|| places(key, form));
    places.swap(at, to);
    let text = spoken(&form.texts.get(&format!("step-{}", places[to])));
    form.draft.set(Some(Answer::Order { places }));
    let side = usize::from(to > at);
    if let Some(button) = buttons.with_value(|buttons| buttons[to][side]).get_untracked() {
        // Fails only for what cannot have the focus.
        let _ = button.focus();
    }
    services().page.announce(&format!("{text} Now step {} of {}.", to + 1, key.steps));
}

/// The right order, where it was not found.
pub fn feedback(key: Key, found: &[u32], texts: Texts) -> AnyView {
    if found.is_sorted() {
        return ().into_any();
    }
    let step = |i: u32| view! { <li inner_html=texts.get(&format!("step-{i}"))></li> };
    view! {
        <div class="repair">
            <p><strong>"The right order"</strong></p>
            <ol>{(0..key.steps).map(step).collect_view()}</ol>
        </div>
    }
    .into_any()
}
