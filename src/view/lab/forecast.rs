//! Predict first: the question before the first result, and prediction and truth side by side.

use crate::base::format;
use crate::chart;
use crate::question::Confidence;
use crate::question::estimate::view::off;
use crate::question::forecast::{Forecast, SCORING};
use crate::state::{Asking, LabState, services};
use crate::view::question::how_sure;
use leptos::prelude::*;

/// Whether a result is held back.
pub(super) fn is_asked(state: LabState) -> bool {
    state.asking.with(|asking| *asking == Asking::Asked)
}

/// Asks about the next change, or no longer.
pub(super) fn button(state: LabState, asks: bool) -> AnyView {
    if !asks {
        return ().into_any();
    }
    let is_armed = move || state.asking.with(|asking| *asking == Asking::Armed);
    let toggle = move |_| {
        if state.asking.with_untracked(|asking| *asking == Asking::Armed) {
            state.show_result();
        } else {
            state.ask_next();
            services().page.announce("The next change waits for your prediction.");
        }
    };
    view! {
        <button type="button" class="quiet" aria-pressed=move || is_armed().to_string() on:click=toggle>
            "Predict the next change"
        </button>
    }
    .into_any()
}

fn just_show(state: LabState) -> AnyView {
    view! {
        <button type="button" class="quiet" on:click=move |_| state.show_result()>"Just show me"</button>
    }
    .into_any()
}

/// Over the picture, which still shows what was before the change.
pub(super) fn veil(state: LabState) -> AnyView {
    let veil = move || {
        is_asked(state).then(|| {
            view! {
                <div class="veil-words">
                    <p>"This is still the state before your change. Predict what becomes of it, below."</p>
                    {just_show(state)}
                </div>
            }
        })
    };
    view! { <div class="veil">{veil}</div> }.into_any()
}

/// The question, and later what became of the answer.
pub(super) fn card(state: LabState, number: u32) -> AnyView {
    let stage = Memo::new(move |_| match state.asking.get() {
        Asking::Free | Asking::Armed => 0,
        Asking::Asked => 1,
        Asking::Told { .. } => 2,
    });
    let inner = move || match stage.get() {
        0 => ().into_any(),
        1 => view! { <div class="forecast">{question(state, number)}</div> }.into_any(),
        _ => view! { <div class="forecast">{told(state)}</div> }.into_any(),
    };
    view! { <div class="forecast-room">{inner}</div> }.into_any()
}

fn question(state: LabState, number: u32) -> AnyView {
    let (draft, sure) = (RwSignal::new(String::new()), RwSignal::new(None::<Confidence>));
    let error = RwSignal::new("");
    let unit = state.key().unit;
    let (id, name) = (format!("lab-{number}-said"), format!("lab-{number}-sure"));
    let label = match unit.symbol() {
        "" => "Your prediction".to_owned(),
        symbol => format!("Your prediction ({symbol})"),
    };
    let commit = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        let typed = number_in(&draft.get_untracked()).map(|shown| unit.meant(shown));
        let problem = match (typed, sure.get_untracked()) {
            (None, _) => "Type a number above zero first.",
            (_, None) => "Say how sure you are: it makes the result stick.",
            (Some(value), Some(confidence)) => {
                return state.predict(Forecast { value, confidence });
            }
        };
        error.set(problem);
        services().page.announce(problem);
    };
    view! {
        <form novalidate>
            <p class="forecast-asked"><strong>"Predict first. "</strong>{move || state.asked_words()}</p>
            <div class="number-answer">
                <label for=id.clone()>{label}</label>
                <input type="text" inputmode="decimal" autocomplete="off" id=id
                    on:keydown=move |event| event.stop_propagation()
                    on:input:target=move |event| draft.set(event.target().value())/>
            </div>
            {how_sure(name, Signal::derive(|| false), sure)}
            <p class="form-error">{error}</p>
            <div class="actions">
                <button type="submit" class="primary" on:click=commit>"Predict"</button>
                {just_show(state)}
            </div>
            {whether_to_ask(state, number)}
        </form>
    }
    .into_any()
}

/// The number that was typed, above zero; people write thousands with commas or spaces.
fn number_in(text: &str) -> Option<f64> {
    let text: String = text.chars().filter(|c| !matches!(c, ',' | ' ' | '\u{202f}')).collect();
    text.parse::<f64>().ok().filter(|value| value.is_finite() && *value > 0.0)
}

fn whether_to_ask(state: LabState, number: u32) -> AnyView {
    let id = format!("lab-{number}-asks");
    view! {
        <p class="forecast-asks">
            <input type="checkbox" id=id.clone() prop:checked=state.asks_first()
                on:change:target=move |event| state.set_asks_first(event.target().checked())/>
            <label for=id>"Ask once in every lab, before the first change"</label>
        </p>
    }
    .into_any()
}

/// Prediction and truth.
fn told(state: LabState) -> AnyView {
    let unit = state.key().unit;
    let shown = move || {
        let Asking::Told { forecast, truth } = state.asking.get() else { return ().into_any() };
        let Some(truth) = truth else {
            return view! { <p>"Running …"</p> }.into_any();
        };
        let Some(grade) = forecast.grade(truth) else {
            return view! { <p>{forecast.verdict(truth, unit)}</p> }.into_any();
        };
        let class = match grade.score {
            _ if grade.is_right() => "right",
            score if score > 0.0 => "partly",
            _ => "wrong",
        };
        let words = [forecast.value, truth].map(|value| format::quantity(value, unit));
        let limits = (SCORING.full_within, SCORING.none_beyond);
        let ratio = forecast.value / truth;
        let drawn = chart::forecast(state.key().quantity, &words, ratio, limits);
        view! {
            <p class="verdict" data-verdict=class>{forecast.verdict(truth, unit)}</p>
            <div inner_html=drawn></div>
            <p>{format!("{} Score {} of 100.", off(truth, forecast.value), (grade.score * 100.0).round())}</p>
        }
        .into_any()
    };
    view! {
        <p class="forecast-asked"><strong>{format!("Your prediction of “{}”", state.key().label)}</strong></p>
        {shown}
        <div class="actions">
            <button type="button" on:click=move |_| state.ask_next()>"Predict another change"</button>
            <button type="button" class="quiet" on:click=move |_| state.show_result()>"Close"</button>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::number_in;

    #[test]
    fn only_numbers_above_zero_are_predictions() {
        assert_eq!(number_in("1,200"), Some(1200.0));
        assert_eq!(number_in(" 1 200.5 "), Some(1200.5));
        for nothing in ["", "0", "-3", "many", "inf", "NaN", "1e999"] {
            assert_eq!(number_in(nothing), None, "{nothing}");
        }
    }
}
