//! A native range input with a number field, a unit and a meaning.

use crate::base::format;
use crate::sim::control::Control;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

/// One control. `set` hears each new value, already snapped into the control's range.
#[component]
pub fn Slider(
    /// What it sets.
    control: &'static Control,
    /// Unique on the page.
    id: String,
    /// The present value.
    #[prop(into)]
    value: Signal<f64>,
    /// Hears new values.
    #[prop(into)]
    set: Callback<f64>,
) -> impl IntoView {
    let position = move || control.position_of(value.get());
    let spoken = move || spoken(control, value.get());
    let step_to = move |position: u32| set.run(control.at(position));
    let moved = move |text: String| {
        if let Ok(position) = text.parse() {
            step_to(position);
        }
    };
    let typed = move |text: String| {
        if let Ok(shown) = text.trim().parse::<f64>() {
            set.run(control.snap(control.unit.meant(shown)));
        }
    };
    let pressed = move |event: KeyboardEvent| {
        let now = control.position_of(value.get_untracked());
        if let Some(to) = key_target(&event.key(), event.shift_key(), now, control.last_position())
        {
            event.prevent_default();
            step_to(control.step(now, to));
        }
    };
    let (field, meaning) = (format!("{id}-field"), format!("{id}-meaning"));
    let range_name = control.label;
    let field_name = match control.unit.spoken() {
        "" => format!("{}, exact value", control.label),
        unit => format!("{}, exact value in {unit}", control.label),
    };
    view! {
        <div class="slider">
            <label for=id.clone()>{range_name}</label>
            <p class="meaning" id=meaning.clone()>{control.meaning}</p>
            <div class="slider-row">
                <input
                    type="range" id=id min="0" max=control.last_position() step="1"
                    aria-describedby=meaning
                    aria-valuetext=spoken
                    value=control.position_of(value.get_untracked())
                    prop:value=position
                    on:input:target=move |event| moved(event.target().value())
                    on:keydown=pressed
                />
                <span class="field">
                    <input
                        type="number" id=field aria-label=field_name
                        min=control.unit.shown(control.min) max=control.unit.shown(control.max)
                        step="any" inputmode="decimal"
                        value=control.unit.shown(value.get_untracked())
                        prop:value=move || control.unit.shown(value.get())
                        on:keydown=move |event| event.stop_propagation()
                        on:change:target=move |event| typed(event.target().value())
                    />
                    <span class="unit" aria-hidden="true">{control.unit.symbol()}</span>
                </span>
            </div>
        </div>
    }
    .into_any()
}

/// The value in words: `8 requests`, `1 request`, `1200 requests per second`.
fn spoken(control: &Control, value: f64) -> String {
    let number = format::setting(control.unit.shown(value), format::Unit::One);
    match (number.as_str(), control.unit.spoken()) {
        (_, "") => number,
        // Of the units that are spoken, those for a rate have their plural inside.
        ("1", unit) => {
            let (first, rest) =
                unit.split_once(' ').map_or((unit, ""), |(first, _)| (first, &unit[first.len()..]));
            format!("1 {}{rest}", first.strip_suffix('s').unwrap_or(first))
        }
        (_, unit) => format!("{number} {unit}"),
    }
}

/// Where a key leads: arrows go a twentieth of the range, with Shift a single step, Page a tenth.
/// Range inputs that are short keep single steps.
fn key_target(key: &str, shift: bool, now: u32, last: u32) -> Option<u32> {
    let arrow = if shift { 1 } else { (last / 20).max(1) };
    let page = (last / 10).max(2);
    let to = match key {
        "ArrowRight" | "ArrowUp" => now.saturating_add(arrow),
        "ArrowLeft" | "ArrowDown" => now.saturating_sub(arrow),
        "PageUp" => now.saturating_add(page),
        "PageDown" => now.saturating_sub(page),
        "Home" => 0,
        "End" => last,
        _ => return None,
    };
    Some(to.min(last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_spoken_with_their_unit() {
        let control = |key: &str| {
            let controls = crate::sim::batching::CONTROLS.iter();
            controls.clone().find(|control| control.key == key).expect("a control")
        };
        assert_eq!(spoken(control("max_batch"), 8.0), "8 requests");
        assert_eq!(spoken(control("max_batch"), 1.0), "1 request");
        assert_eq!(spoken(control("arrival_rate"), 1.0), "1 request per second");
        assert_eq!(spoken(control("arrival_rate"), 1200.0), "1200 requests per second");
        assert_eq!(spoken(control("burstiness"), 1.0), "1");
    }

    #[test]
    fn keys_move_by_a_twentieth_a_step_and_a_tenth() {
        let check = |key, shift, to| assert_eq!(key_target(key, shift, 50, 100), to);
        check("ArrowRight", false, Some(55));
        check("ArrowLeft", false, Some(45));
        check("ArrowUp", true, Some(51));
        check("PageDown", false, Some(40));
        check("Home", false, Some(0));
        check("End", false, Some(100));
        check("a", false, None);
        assert_eq!(key_target("PageUp", false, 97, 100), Some(100));
        assert_eq!(key_target("ArrowLeft", false, 3, 100), Some(0));
    }
}
