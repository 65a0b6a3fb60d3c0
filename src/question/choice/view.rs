//! Options as native radio buttons or check boxes, with their reasons once answered.

use super::Choice;
use crate::base::rng::Seed;
use crate::question::Answer;
use crate::view::prose;
use crate::view::question::{Form, Question, show_in_lab};
use leptos::prelude::*;

/// The options, in an order that changes with each try.
pub fn inputs(choice: &Choice, form: Form) -> AnyView {
    let choice = StoredValue::new(choice.clone());
    let options = move || {
        let tries = form.tries.get();
        let revision = form.props.with_value(|props| props.question.revision);
        let order = choice.with_value(|choice| choice.order(Seed(revision.wrapping_add(tries))));
        order.into_iter().map(|i| option(choice, i, form)).collect_view()
    };
    view! {
        <fieldset class="options">
            <legend class="sr-only">"Options"</legend>
            {options}
        </fieldset>
    }
    .into_any()
}

fn option(choice: StoredValue<Choice>, index: usize, form: Form) -> AnyView {
    let place = u32::try_from(index).unwrap_or(u32::MAX);
    let several = choice.with_value(|choice| choice.several);
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
    let is_right = choice.with_value(|choice| choice.options[index].right);
    let verdict = move || match (form.is_locked(), is_right, chosen().contains(&place)) {
        (false, ..) | (true, false, false) => "",
        (true, true, true) => "right",
        (true, true, false) => "missed",
        (true, false, true) => "wrong",
    };
    let text = with_option(choice, index, form, |option, props| prose::line(&option.text, &props.place));
    let reason = move || {
        form.is_locked().then(|| {
            let reason = with_option(choice, index, form, |option, props| {
                prose::line(&option.reason, &props.place)
            });
            let word = if is_right { "Right: " } else { "Wrong: " };
            view! { <p class="reason"><strong>{word}</strong>{reason}</p> }
        })
    };
    view! {
        <div class="option" data-verdict=verdict>
            <input type=if several { "checkbox" } else { "radio" } id=id.clone() name=form.id()
                prop:checked=move || chosen().contains(&place)
                prop:disabled=move || form.is_locked()
                on:change:target=move |event| choose(event.target().checked())/>
            <label for=id>{text}</label>
            {reason}
        </div>
    }
    .into_any()
}

fn with_option(
    choice: StoredValue<Choice>,
    index: usize,
    form: Form,
    view: impl FnOnce(&super::ChoiceOption, &Question) -> AnyView,
) -> AnyView {
    form.props.with_value(|props| choice.with_value(|choice| view(&choice.options[index], props)))
}

/// For each wrong option that was chosen: the belief behind it, and the lab that refutes it.
pub fn feedback(choice: &Choice, chosen: &[u32], props: &Question) -> AnyView {
    let wrong = chosen.iter().filter_map(|i| choice.options.get(*i as usize)).filter(|o| !o.right);
    wrong
        .map(|option| {
            let belief = option.misconception.as_ref().map(|belief| {
                view! {
                    <p class="misconception">
                        <strong>"The belief behind it: "</strong>{prose::line(belief, &props.place)}
                    </p>
                }
            });
            let refute = option.refuted_by.as_ref().and_then(|refutation| {
                let shown = props.states.iter().find(|shown| shown.id == refutation.state)?;
                let look = prose::line(&refutation.look, &props.place);
                let spoken = crate::prose::plain(&refutation.look);
                Some(view! { <div class="refute"><p>{look}</p>{show_in_lab(shown, &spoken)}</div> })
            });
            view! { {belief}{refute} }
        })
        .collect_view()
        .into_any()
}
