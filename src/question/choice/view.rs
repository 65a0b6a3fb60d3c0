//! Options as native radio buttons or check boxes, with their reasons once answered.
//!
//! Texts, for the option at each place of the source: `option-0`, `reason-0` and, for wrong ones,
//! `belief-0` and `look-0`.

use super::{Choice, Key};
use crate::base::rng::Seed;
use crate::question::Answer;
use crate::view::part::Texts;
use crate::view::prose::{self, Place};
use crate::view::question::{Form, Question, show_in_lab};
use leptos::prelude::*;

/// The texts of the options.
#[must_use]
pub fn texts(choice: &Choice, place: &Place) -> Vec<(String, AnyView)> {
    let mut texts = Vec::new();
    for (i, option) in choice.options.iter().enumerate() {
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
    let key = StoredValue::new(key.clone());
    let options = move || {
        let tries = form.tries.get();
        let revision = form.props.with_value(|props| props.revision);
        let order = key.with_value(|key| key.order(Seed(revision.wrapping_add(tries))));
        order.into_iter().map(|i| option(key, i, form)).collect_view()
    };
    view! {
        <fieldset class="options">
            <legend class="sr-only">"Options"</legend>
            {options}
        </fieldset>
    }
    .into_any()
}

fn option(key: StoredValue<Key>, index: usize, form: Form) -> AnyView {
    let place = u32::try_from(index).unwrap_or(u32::MAX);
    let (several, is_right) = key.with_value(|key| (key.several, key.right[index]));
    let id = format!("{}-{index}", form.id());
    let chosen = move || match form.draft.get() {
        Some(Answer::Choice { chosen }) => chosen,
        _ => Vec::new(),
    };
    let choose = move |on: bool| {
        let mut chosen = if several { chosen() } else { Vec::new() };
        chosen.retain(|other| *other != place);
        if on {
            chosen.push(place);
        }
        chosen.sort_unstable();
        form.draft.set((!chosen.is_empty()).then_some(Answer::Choice { chosen }));
    };
    let verdict = move || match (form.is_locked(), is_right, chosen().contains(&place)) {
        (false, ..) | (true, false, false) => "",
        (true, true, true) => "right",
        (true, true, false) => "missed",
        (true, false, true) => "wrong",
    };
    let texts = form.texts;
    let reason = move || {
        form.is_locked().then(|| {
            let word = if is_right { "Right: " } else { "Wrong: " };
            let text = texts.get(&format!("reason-{index}"));
            view! { <p class="reason"><strong>{word}</strong><span inner_html=text></span></p> }
        })
    };
    view! {
        <div class="option" data-verdict=verdict>
            <input type=if several { "checkbox" } else { "radio" } id=id.clone() name=form.id()
                prop:checked=move || chosen().contains(&place)
                prop:disabled=move || form.is_locked()
                on:change:target=move |event| choose(event.target().checked())/>
            <label for=id inner_html=texts.get(&format!("option-{index}"))></label>
            {reason}
        </div>
    }
    .into_any()
}

/// For each wrong option that was chosen: the belief behind it, and the lab that refutes it.
pub fn feedback(key: &Key, chosen: &[u32], props: &Question, texts: Texts) -> AnyView {
    let chosen = chosen.iter().map(|place| *place as usize);
    let wrong = chosen.filter(|i| key.right.get(*i) == Some(&false));
    wrong.map(|i| belief(i, props, texts)).collect_view().into_any()
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

/// The words of a piece of our own markup, for saying aloud.
fn spoken(markup: &str) -> String {
    let mut inside = false;
    let words = markup.chars().filter(|c| {
        inside = (inside && *c != '>') || *c == '<';
        !inside && *c != '>'
    });
    words.collect::<String>().replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    #[test]
    fn markup_is_not_spoken() {
        let markup = "Look at <strong>p99</strong> <!>at 3 &lt; 4.";
        assert_eq!(super::spoken(markup), "Look at p99 at 3 < 4.");
    }
}
