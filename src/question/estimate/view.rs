//! A number field with its unit, and how far off the number was.

use super::Estimate;
use crate::base::format::{self, Unit};
use crate::question::Answer;
use crate::view::question::Form;
use leptos::prelude::*;

/// The number field.
pub fn inputs(estimate: &Estimate, form: Form) -> AnyView {
    number_field("Your estimate", &estimate.unit, form, |value| Answer::Estimate { value })
}

/// A number field that makes an answer of what is typed; predictions use it too.
pub fn number_field(
    label: &'static str,
    unit: &str,
    form: Form,
    answer: fn(f64) -> Answer,
) -> AnyView {
    let id = format!("{}-number", form.id());
    let typed = move |text: String| {
        // People write thousands with commas or spaces.
        let text: String = text.chars().filter(|c| !matches!(c, ',' | ' ' | '\u{202f}')).collect();
        let value = text.parse::<f64>().ok().filter(|value| value.is_finite() && *value > 0.0);
        form.draft.set(value.map(answer));
    };
    let shown = move || match form.given.get().map(|given| given.answer) {
        Some(Answer::Estimate { value } | Answer::Predict { value }) => Some(value.to_string()),
        Some(Answer::Choice { .. }) => None,
        // A new try starts with an empty field; what is being typed is left alone.
        None if form.draft.with(Option::is_none) => Some(String::new()),
        None => None,
    };
    let field = NodeRef::<leptos::html::Input>::new();
    Effect::new(move || {
        if let (Some(field), Some(text)) = (field.get(), shown())
            && (!text.is_empty() || form.tries.get() > 0)
            && !is_being_typed(&field.value(), &text)
        {
            field.set_value(&text);
        }
    });
    let unit = unit.to_owned();
    view! {
        <div class="number-answer">
            <label for=id.clone()>{format!("{label} ({unit})")}</label>
            <span class="field">
                <input type="text" inputmode="decimal" autocomplete="off" id=id node_ref=field
                    prop:disabled=move || form.is_locked()
                    on:input:target=move |event| typed(event.target().value())/>
                <span class="unit" aria-hidden="true">{unit}</span>
            </span>
        </div>
    }
    .into_any()
}

/// Whether the field holds the beginning of a number, which an empty draft must not wipe.
fn is_being_typed(field: &str, shown: &str) -> bool {
    shown.is_empty() && !field.is_empty() && field.parse::<f64>().is_err()
}

/// How far off the number was.
pub fn feedback(estimate: &Estimate, value: f64) -> AnyView {
    let answer = format!("{} {}", format::number(estimate.answer, 3), estimate.unit);
    view! { <p class="off">{format!("The answer is {answer}. {}", off(estimate.answer, value))}</p> }
        .into_any()
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
