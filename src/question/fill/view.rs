//! Native selects and number fields: a row each, or in the gaps of a sentence.
//!
//! Texts, for the field at each place of the source: `reason-0`, and `row-0` for what stands beside
//! it; for gaps `piece-0` and so on, one more than there are gaps.

use super::{Field, Key, Manner};
use crate::base::rng::Seed;
use crate::question::estimate::view::number_input;
use crate::question::{Answer, shuffled};
use crate::view::question::{Form, reason};
use leptos::prelude::*;

/// The fields.
pub fn inputs(key: &Key, form: Form) -> AnyView {
    let cloze = key.manner == Manner::Cloze;
    let count = key.fields.len();
    let stored = StoredValue::new(key.clone());
    // Anew with each try, for what is shuffled is shuffled anew.
    let fields = move || {
        let seed = Seed(form.seed());
        if cloze {
            return sentence(stored, count, seed, form);
        }
        let rows = match stored.with_value(|key| key.manner) {
            Manner::Categorise => shuffled(count, seed, 1),
            _ => (0..count).collect(),
        };
        rows.into_iter().map(|i| row(stored, i, seed, form)).collect_view().into_any()
    };
    view! {
        <fieldset class="options">
            <legend class="sr-only">{if cloze { "Gaps" } else { "Items" }}</legend>
            {fields}
        </fieldset>
    }
    .into_any()
}

fn row(key: StoredValue<Key>, index: usize, seed: Seed, form: Form) -> AnyView {
    let id = format!("{}-{index}", form.id());
    view! {
        <div class="row" data-verdict=move || verdict(key, index, form)>
            <label class="row-text" for=id inner_html=form.texts.get(&format!("row-{index}"))></label>
            {field(key, index, "", seed, form)}
            {move || why(key, index, form)}
        </div>
    }
    .into_any()
}

fn sentence(key: StoredValue<Key>, count: usize, seed: Seed, form: Form) -> AnyView {
    let piece = move |i: usize| {
        view! { <span inner_html=form.texts.get(&format!("piece-{i}"))></span> }
    };
    let gap = move |i: usize| {
        let name = format!("Gap {} of {count}", i + 1);
        view! { {field(key, i, &name, seed, form)}{piece(i + 1)} }
    };
    let note = move |i: usize| {
        view! {
            <div class="row" data-verdict=move || verdict(key, i, form)>{why(key, i, form)}</div>
        }
    };
    let notes = move || form.is_judged().then(|| (0..count).map(note).collect_view());
    view! { <p class="cloze">{piece(0)}{(0..count).map(gap).collect_view()}</p>{notes} }.into_any()
}

fn field(key: StoredValue<Key>, index: usize, name: &str, seed: Seed, form: Form) -> AnyView {
    let id = format!("{}-{index}", form.id());
    let count = key.with_value(|key| key.fields.len());
    let write = move |value: Option<f64>| fill(form, count, index, value);
    let list = match key.with_value(|key| key.fields.get(index).cloned()) {
        Some(Field::Pick { list, .. }) => list,
        Some(Field::Number(number)) => {
            let read = move |answer: &Answer| read(answer, index);
            let input = number_input(id, name, form, Some(index), Box::new(read), Box::new(write));
            let unit = number.unit;
            return view! { <span class="field">{input}<span class="unit">{unit}</span></span> }
                .into_any();
        }
        None => return ().into_any(),
    };
    let given =
        move || form.draft.with(|draft| draft.as_ref().and_then(|draft| read(draft, index)));
    let (mixes, words) =
        key.with_value(|key| (key.manner != Manner::Categorise, key.list(list).to_vec()));
    let order = if mixes { shuffled(words.len(), seed, list) } else { (0..words.len()).collect() };
    let option = move |place: usize| {
        let chosen = move || given() == Some(place as f64);
        view! { <option value=place prop:selected=chosen>{words[place].clone()}</option> }
    };
    let options = order.into_iter().map(option).collect_view();
    let name = (!name.is_empty()).then(|| name.to_owned());
    view! {
        <select id=id aria-label=name prop:disabled=move || form.is_locked() || form.is_kept(index)
            on:change:target=move |event| write(event.target().value().parse().ok())>
            <option value="" prop:selected=move || given().is_none()>"Choose …"</option>
            {options}
        </select>
    }
    .into_any()
}

fn read(answer: &Answer, index: usize) -> Option<f64> {
    match answer {
        Answer::Fill { given } => given.get(index).copied().flatten(),
        _ => None,
    }
}

fn fill(form: Form, count: usize, index: usize, value: Option<f64>) {
    let mut filled = match form.draft.get_untracked() {
        Some(Answer::Fill { given }) if given.len() == count => given,
        _ => vec![None; count],
    };
    filled[index] = value;
    form.draft.set(Some(Answer::Fill { given: filled }));
}

fn holds(key: StoredValue<Key>, index: usize, form: Form) -> bool {
    let given = form.draft.with(|draft| draft.as_ref().and_then(|draft| read(draft, index)));
    key.with_value(|key| {
        key.fields.get(index).zip(given).is_some_and(|(field, value)| field.holds(value))
    })
}

fn verdict(key: StoredValue<Key>, index: usize, form: Form) -> &'static str {
    let is_shown = form.is_judged() || (!form.is_locked() && form.is_kept(index));
    match (is_shown, holds(key, index, form)) {
        (false, _) => "",
        (true, true) => "right",
        (true, false) => "wrong",
    }
}

fn why(key: StoredValue<Key>, index: usize, form: Form) -> Option<AnyView> {
    let right = key.with_value(|key| key.fields.get(index).map(|field| key.right(field)));
    let right = right.filter(|_| form.is_judged())?;
    Some(reason(format!("{right}: "), index, form.texts))
}
