//! Options as native radio buttons or check boxes, with their reasons once answered.
//!
//! Texts, for the option at each place of the source: `option-0`, `reason-0` and, for wrong ones,
//! `belief-0` and `look-0`; for a flaw also `repair`.

use super::{ChoiceOption, Key, Manner};
use crate::base::rng::Seed;
use crate::question::Answer;
use crate::view::part::Texts;
use crate::view::prose::{self, Place};
use crate::view::question::{Form, Question, reason, show_in_lab, spoken};
use leptos::prelude::*;
use std::ops::Range;

/// The texts of the options.
#[must_use]
pub fn texts(options: &[&ChoiceOption], place: &Place) -> Vec<(String, AnyView)> {
    let mut texts = Vec::new();
    for (i, option) in options.iter().enumerate() {
        texts.push((format!("option-{i}"), prose::line(&option.text, place)));
        texts.push((format!("reason-{i}"), prose::line(&option.reason, place)));
        if let Some(belief) = &option.misconception {
            texts.push((format!("belief-{i}"), prose::line(belief, place)));
        }
        if let Some(refutation) = &option.refuted_by {
            texts.push((format!("look-{i}"), prose::line(&refutation.look, place)));
        }
    }
    texts
}

/// The options, in an order that changes with each try.
pub fn inputs(key: &Key, form: Form) -> AnyView {
    let legends = match key.manner {
        Manner::Diagnose { .. } => ["What is the bottleneck?", "What shows it?"],
        Manner::Flaw => ["Statements", ""],
        Manner::One | Manner::Several => ["Options", ""],
    };
    // Two steps need a heading each; the options of one question follow from its prompt.
    let hidden = !matches!(key.manner, Manner::Diagnose { .. });
    let groups = key.groups().into_iter().zip(legends);
    let key = StoredValue::new(key.clone());
    let group = move |(places, legend): (Range<usize>, &'static str)| {
        let options = move || {
            let order = key.with_value(|key| key.order(places.clone(), Seed(form.seed())));
            let places = places.clone();
            order.into_iter().map(|i| option(key, i, places.clone(), form)).collect_view()
        };
        view! {
            <fieldset class="options">
                <legend class:sr-only=hidden>{legend}</legend>
                {options}
            </fieldset>
        }
    };
    groups.map(group).collect_view().into_any()
}

fn option(key: StoredValue<Key>, index: usize, group: Range<usize>, form: Form) -> AnyView {
    let place = u32::try_from(index).unwrap_or(u32::MAX);
    let (manner, is_right) = key.with_value(|key| (key.manner, key.right[index]));
    let several = manner == Manner::Several;
    let id = format!("{}-{index}", form.id());
    let name = format!("{}-from-{}", form.id(), group.start);
    let chosen = move || match form.draft.get() {
        Some(Answer::Choice { chosen }) => chosen,
        _ => Vec::new(),
    };
    // One of a group is right: where it is kept, the others of the group are no longer asked for.
    let in_group = group.clone();
    let is_kept = move || match several {
        true => form.is_kept(index),
        false => in_group.clone().any(|i| form.is_kept(i)),
    };
    let choose = move |on: bool| {
        let mut chosen = chosen();
        let replaced = |other: u32| !several && group.contains(&(other as usize));
        chosen.retain(|other| *other != place && !replaced(*other));
        if on {
            chosen.push(place);
        }
        chosen.sort_unstable();
        form.draft.set((!chosen.is_empty()).then_some(Answer::Choice { chosen }));
    };
    let is_shown = move || form.is_judged() || (!form.is_locked() && form.is_kept(index));
    let verdict = move || match (is_shown(), is_right, chosen().contains(&place)) {
        (false, ..) | (true, false, false) => "",
        (true, true, true) => "right",
        (true, true, false) => "missed",
        (true, false, true) => "wrong",
    };
    let word = match (manner, is_right) {
        (Manner::Flaw, true) => "The flaw: ",
        (Manner::Flaw, false) => "Sound: ",
        (_, true) => "Right: ",
        (_, false) => "Wrong: ",
    };
    view! {
        <div class="option" data-verdict=verdict>
            <input type=if several { "checkbox" } else { "radio" } id=id.clone() name=name
                prop:checked=move || chosen().contains(&place)
                prop:disabled=move || form.is_locked() || is_kept()
                on:change:target=move |event| choose(event.target().checked())/>
            <label for=id inner_html=form.texts.get(&format!("option-{index}"))></label>
            {move || form.is_judged().then(|| reason(word.into(), index, form.texts))}
        </div>
    }
    .into_any()
}

/// For each wrong option that was chosen: the belief behind it, and the lab that refutes it. For a flaw
/// also how to mend it.
pub fn feedback(key: &Key, chosen: &[u32], props: &Question, texts: Texts) -> AnyView {
    let chosen = chosen.iter().map(|place| *place as usize);
    let wrong = chosen.filter(|i| key.right.get(*i) == Some(&false));
    let beliefs = wrong.map(|i| belief(i, props, texts)).collect_view();
    let repair = texts.has("repair").then(|| {
        view! {
            <div class="repair">
                <p><strong>"The repair"</strong></p>
                <div inner_html=texts.get("repair")></div>
            </div>
        }
    });
    view! { {beliefs}{repair} }.into_any()
}

fn belief(index: usize, props: &Question, texts: Texts) -> AnyView {
    let name = format!("belief-{index}");
    let belief = texts.has(&name).then(|| {
        let text = texts.get(&name);
        view! {
            <p class="misconception">
                <strong>"The belief behind it: "</strong><span inner_html=text></span>
            </p>
        }
    });
    let state = props.refutations.get(index).cloned().flatten();
    let shown = state.and_then(|state| props.states.iter().find(|shown| shown.id == state));
    let refute = shown.map(|shown| {
        let look = texts.get(&format!("look-{index}"));
        let link = show_in_lab(shown, &spoken(&look));
        view! { <div class="refute"><p inner_html=look></p>{link}</div> }
    });
    view! { {belief}{refute} }.into_any()
}
