//! What a learner can do in a lab: presets, sliders, a goal, and quiet tools.

use super::steps::buttons;
use super::{Chance, Lab};
use crate::state::LabState;
use crate::ui::select::Select;
use crate::ui::slider::Slider;
use crate::view::part::Texts;
use leptos::prelude::*;

pub(super) fn presets(state: LabState, props: &Lab, texts: Texts) -> AnyView {
    if props.presets.is_empty() {
        return ().into_any();
    }
    let all = StoredValue::new(props.presets.clone());
    let chosen = Memo::new(move |_| {
        let values = state.values.get();
        all.with_value(|all| all.iter().position(|preset| preset.values == values))
    });
    let buttons = props
        .presets
        .iter()
        .enumerate()
        .map(|(i, preset)| {
            let values = preset.values.clone();
            let pressed = move || (chosen.get() == Some(i)).to_string();
            let choose = move |_| state.choose(values.clone());
            view! {
                <button type="button" class="preset" aria-pressed=pressed on:click=choose>
                    {preset.label.clone()}
                </button>
            }
        })
        .collect_view();
    // All of them lie in one place, which is as high as the highest: nothing moves when another is
    // shown, or when the hand leaves a preset.
    let caption = |i: Option<usize>, words: String| {
        let class = move || {
            if chosen.get() == i { "preset-caption" } else { "preset-caption unseen" }
        };
        view! { <p class=class inner_html=words></p> }.into_any()
    };
    let words = |i| texts.get(&format!("caption-{i}"));
    let mut captions: Vec<_> =
        (0..props.presets.len()).map(|i| caption(Some(i), words(i))).collect();
    captions.push(caption(None, "Your own settings.".into()));
    view! {
        <div class="presets" role="group" aria-label="Presets">{buttons}</div>
        <div class="preset-captions">{captions}</div>
    }
    .into_any()
}

fn slider(state: LabState, number: u32, index: usize) -> AnyView {
    let control = &state.spec().controls[index];
    let value = Signal::derive(move || state.values.with(|values| values.get(index)));
    let set = Callback::new(move |value| state.set(index, value));
    let id = format!("lab-{number}-{}", control.key);
    if control.choices.is_empty() {
        view! { <Slider control id value set/> }.into_any()
    } else {
        view! { <Select control id value set/> }.into_any()
    }
}

pub(super) fn sliders(state: LabState, props: &Lab) -> AnyView {
    let number = props.number;
    let chosen = props.sliders.iter().filter_map(|key| state.spec().control(key));
    let sliders = chosen.map(|(index, _)| slider(state, number, index)).collect_view();
    view! { <div class="sliders">{sliders}</div> }.into_any()
}

pub(super) fn more(state: LabState, props: &Lab) -> AnyView {
    let number = props.number;
    let rest = state.spec().controls.iter().enumerate();
    let rest = rest.filter(|(_, control)| !props.sliders.iter().any(|key| key == control.key));
    let rest = rest.map(|(index, _)| slider(state, number, index)).collect_view();
    view! {
        <details class="more">
            <summary>"More controls"</summary>
            <div class="sliders">{rest}</div>
        </details>
    }
    .into_any()
}

pub(super) fn guides(props: &Lab, texts: Texts) -> AnyView {
    if props.guides == 0 {
        return ().into_any();
    }
    let guide = |i: usize| view! { <li inner_html=texts.get(&format!("guide-{i}"))></li> };
    view! {
        <p class="guides-title">"Try this"</p>
        <ol class="guides">{(0..props.guides).map(guide).collect_view()}</ol>
    }
    .into_any()
}

pub(super) fn tools(state: LabState, props: &Lab) -> AnyView {
    let pin = move |_| state.toggle_pin();
    let pin_words =
        move || if state.pinned.get().is_some() { "Let go of the pin" } else { "Pin this" };
    // An input of the simulator may be called `seed`.
    let seed_id = format!("lab-{}-chance", props.number);
    let reseed = move |text: String| {
        if let Ok(seed) = text.trim().parse() {
            state.reseed(seed);
        }
    };
    let seed = (props.chance == Chance::Drawn).then(|| {
        view! {
            <label class="seed" for=seed_id.clone()>"Seed "</label>
            <input type="number" id=seed_id class="seed-field" min="0" max=u32::MAX step="1" inputmode="numeric"
                value=state.seed.get_untracked() prop:value=move || state.seed.get()
                on:keydown=move |event| event.stop_propagation()
                on:change:target=move |event| reseed(event.target().value())/>
        }
    });
    view! {
        <div class="lab-tools">
            {super::forecast::button(state, props.asks)}
            {buttons(state)}
            <button type="button" class="quiet" aria-pressed=move || state.pinned.get().is_some().to_string() on:click=pin>{pin_words}</button>
            {seed}
        </div>
    }
    .into_any()
}
