//! A number field with its unit, and how far off the number was.

use super::Estimate;
use super::vary::view::truth;
use crate::base::format::{self, Unit};
use crate::question::{Answer, Key};
use crate::view::question::Form;
use leptos::prelude::*;

/// The number field.
pub fn inputs(estimate: &Estimate, form: Form) -> AnyView {
    number_field("Your estimate", &estimate.unit, form, |value| Answer::Estimate {
        value,
        at: Vec::new(),
    })
}

/// A number field that makes an answer of what is typed; predictions use it too.
pub fn number_field(
    label: &'static str,
    unit: &str,
    form: Form,
    answer: fn(f64) -> Answer,
) -> AnyView {
    let id = format!("{}-number", form.id());
    let read = |answer: &Answer| match answer {
        Answer::Estimate { value, .. } | Answer::Predict { value } => Some(*value),
        _ => None,
    };
    let write = move |value: Option<f64>| {
        form.draft.set(value.filter(|value| *value > 0.0).map(answer));
    };
    let input = number_input(id.clone(), "", form, None, Box::new(read), Box::new(write));
    let unit = unit.to_owned();
    view! {
        <div class="number-answer">
            <label for=id>{format!("{label} ({unit})")}</label>
            <span class="field">{input}<span class="unit" aria-hidden="true">{unit}</span></span>
        </div>
    }
    .into_any()
}

/// Finds the number of a field in a given answer.
pub type Reader = Box<dyn Fn(&Answer) -> Option<f64>>;

/// A field that tells `write` what number is typed, if it is one, and shows what `read` finds in a
/// given answer. Without a label of its own it carries `name`. `part` is its place among the fields of a
/// question that has several.
pub fn number_input(
    id: String,
    name: &str,
    form: Form,
    part: Option<usize>,
    read: Reader,
    write: Box<dyn Fn(Option<f64>)>,
) -> AnyView {
    let typed = move |text: String| {
        // People write thousands with commas or spaces.
        let text: String = text.chars().filter(|c| !matches!(c, ',' | ' ' | '\u{202f}')).collect();
        let number = text.replace('\u{2212}', "-").parse::<f64>();
        write(number.ok().filter(|value| value.is_finite()));
    };
    let field = NodeRef::<leptos::html::Input>::new();
    Effect::new(move || {
        let tries = form.tries.get();
        let text = match form.given.with(|given| given.as_ref().map(|given| read(&given.answer))) {
            Some(value) => value.map(|value| value.to_string()).unwrap_or_default(),
            // A new try starts with what was right, or an empty field; what is being typed is left alone.
            None if tries > 0 => {
                let kept = form.kept.with_untracked(|kept| kept.as_ref().and_then(&read));
                kept.map(|value| value.to_string()).unwrap_or_default()
            }
            None => return,
        };
        if let Some(field) = field.get() {
            field.set_value(&text);
        }
    });
    let name = (!name.is_empty()).then(|| name.to_owned());
    view! {
        <input type="text" inputmode="decimal" autocomplete="off" id=id node_ref=field aria-label=name
            prop:disabled=move || form.is_locked() || part.is_some_and(|part| form.is_kept(part))
            on:input:target=move |event| typed(event.target().value())/>
    }
    .into_any()
}

/// How far off the number was, once it is known what is right.
pub fn feedback(form: Form, value: f64) -> AnyView {
    let words = move || {
        let unit = form.props.with_value(|props| match &props.key {
            Key::Estimate(estimate) => estimate.unit.clone(),
            _ => String::new(),
        });
        match truth(form) {
            Some(truth) => {
                let answer = format::number(truth, 3);
                format!("The answer is {answer} {unit}. {}", off(truth, value))
            }
            None => "running …".into(),
        }
    };
    view! { <p class="off">{Signal::derive(words)}</p> }.into_any()
}

/// "You were 1.8 times too high."
pub fn off(truth: f64, value: f64) -> String {
    let ratio = value / truth;
    let times = |ratio: f64| format::quantity(ratio, Unit::Times);
    match ratio {
        r if (r - 1.0).abs() < 0.02 => "You hit it.".into(),
        r if r > 1.0 => format!("You said {} as much.", times(r)),
        r => format!("It is {} what you said.", times(1.0 / r)),
    }
}
