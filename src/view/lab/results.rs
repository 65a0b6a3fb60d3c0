//! What a lab shows: plots, read-outs, trouble, and the same numbers as tables.

use super::{Lab, days, edges};
use crate::base::format;
use crate::sim::Spec;
use crate::sim::compare;
use crate::sim::outcome::Reading;
use crate::state::{LabState, Studies};
use crate::ui::plot::{Plot, Twin};
use leptos::prelude::*;

/// The places of the plots that a lab shows.
pub(super) fn shown_plots(simulator: &'static Spec, props: &Lab) -> Vec<usize> {
    let wanted = |key: &str| props.plots.is_empty() || props.plots.iter().any(|plot| plot == key);
    let plots = simulator.plots.iter().enumerate();
    plots.filter(|(_, spec)| wanted(spec.key)).map(|(i, _)| i).collect()
}

pub(super) fn stage(studies: Studies, props: &Lab) -> AnyView {
    let state = studies.lab();
    let plots = shown_plots(state.spec(), props)
        .into_iter()
        .map(|i| {
            let data = Signal::derive(move || {
                let plot = state.outcome.with(|o| o.plots.get(i).cloned());
                plot.map(|plot| edges::marked(studies, i, plot))
            });
            let spread = Memo::new(move |_| days::behind(studies, i));
            let ghost = Signal::derive(move || {
                let pinned = state.pinned.get();
                pinned.and_then(|pinned| pinned.outcome.plots.get(i).cloned())
            });
            view! { <Plot spec=state.spec().plots[i] data ghost spread/> }
        })
        .collect_view();
    view! { <div class="lab-stage">{plots}</div> }.into_any()
}

pub(super) fn readouts(studies: Studies) -> AnyView {
    let state = studies.lab();
    let specs = state.spec().readouts.iter().enumerate().filter(|(_, spec)| spec.main);
    let readouts = specs
        .map(|(i, spec)| {
            let value = move || state.outcome.with(|o| o.shown(i, spec.unit));
            let margin = move || state.outcome.with(|o| margin_in_words(o.readings[i]));
            let range = studies.has_chance().then(|| {
                view! { <span class="day-range">{move || days::range(studies, i)}</span> }
            });
            let change = move || {
                let pinned = state.pinned.get()?.outcome;
                let change = state.outcome.with(|now| compare::change(spec, i, &pinned, now));
                Some(format!("{change}, pinned {}", pinned.shown(i, spec.unit)))
            };
            view! {
                <div class=format!("readout {}", crate::chart::class_of(spec.quantity))>
                    <dt>{spec.label}</dt>
                    <dd>
                        <span class="value">{value}</span>
                        <span class="half-width">{margin}</span>
                        {range}
                        <span class="change">{change}</span>
                    </dd>
                </div>
            }
        })
        .collect_view();
    view! { <dl class="readouts">{readouts}</dl> }.into_any()
}

/// The uncertainty as a share of the value, where it is large enough to matter: `± 1.2 %`.
fn margin_in_words(reading: Reading) -> Option<String> {
    let share = reading.half_width / reading.value.abs();
    (share.is_finite() && share >= 0.001)
        .then(|| format!("± {} %", format::number(share * 100.0, 2)))
}

pub(super) fn trouble(state: LabState) -> AnyView {
    (move || {
        state.outcome.with(|outcome| outcome.trouble.clone()).map(|trouble| {
            view! { <p class="lab-trouble"><strong>{trouble.what}</strong>" "{trouble.mend}</p> }
        })
    })
    .into_any()
}

pub(super) fn twins(state: LabState, props: &Lab) -> AnyView {
    let number = move |i: usize| {
        move || {
            let spec = &state.spec().readouts[i];
            state.outcome.with(|outcome| {
                let reading = outcome.readings[i];
                let shown = outcome.shown(i, spec.unit);
                let margin = format::quantity(reading.half_width, spec.unit);
                let margin =
                    if reading.half_width > 0.0 { format!(" ± {margin}") } else { String::new() };
                format!("{shown}{margin}")
            })
        }
    };
    let rows = (0..state.spec().readouts.len())
        .map(|i| {
            let label = state.spec().readouts[i].label;
            view! { <tr><th scope="row">{label}</th><td class="align-end">{number(i)}</td></tr> }
        })
        .collect_view();
    let plots = shown_plots(state.spec(), props)
        .into_iter()
        .map(|i| {
            let data = Signal::derive(move || state.outcome.with(|o| o.plots.get(i).cloned()));
            view! { <Twin spec=state.spec().plots[i] data/> }
        })
        .collect_view();
    view! {
        <details class="twin">
            <summary>"The numbers as tables"</summary>
            <div class="table-scroll" tabindex="0" role="group" aria-label="All results">
                <table>
                    <caption>"All results, with 95 % confidence intervals where they are simulated"</caption>
                    <thead><tr><th scope="col">"Result"</th><th scope="col" class="align-end">"Value"</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            {plots}
        </details>
    }
    .into_any()
}
