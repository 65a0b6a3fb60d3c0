//! Which control matters most here: bars, the same as a table, and one sentence.

use crate::chart::class_of;
use crate::chart::tornado::{self, End, Row};
use crate::sim::Spec;
use crate::sim::study::levers::{self, Effect as Does, Lever, Nudge, nudges};
use crate::sim::values::Values;
use crate::state::{Studies, services};
use leptos::prelude::*;

/// What is found for the settings that it was asked for.
struct Shown {
    values: Values,
    before: f64,
    levers: Vec<Lever>,
}

fn shown(studies: Studies, place: usize) -> Option<Shown> {
    if !studies.levers.is_whole() {
        return None;
    }
    let values = studies.lab().values.get_untracked();
    let nudges: Vec<Nudge> = nudges(studies.lab().spec().controls, &values);
    let (before, levers) =
        studies.levers.found.with(|found| levers::levers(&nudges, found, place))?;
    Some(Shown { values, before, levers })
}

/// The button, and what it brings. `key` is the result that is looked at first.
pub(super) fn levers(studies: Studies, number: u32, key: usize) -> AnyView {
    let spec = studies.lab().spec();
    let place = RwSignal::new(key);
    let sentence = Memo::new(move |_| said(studies, place.get()));
    Effect::new(move || {
        let sentence = sentence.get();
        if studies.levers.is_whole() {
            services().page.announce(&sentence);
        }
    });
    let asked = move || studies.levers.progress().1 > 0;
    let bars = move || shown(studies, place.get()).map(|shown| bars(spec, place.get(), &shown));
    view! {
        <div class="levers">
            <button type="button" class="quiet" on:click=move |_| studies.ask_levers()>"What matters most here?"</button>
            <div class="levers-found" hidden=move || !asked()>
                <p class="levers-sentence">{sentence}</p>
                {chooser(spec, number, place)}
                {bars}
            </div>
        </div>
    }
    .into_any()
}

fn said(studies: Studies, place: usize) -> String {
    let spec = studies.lab().spec();
    match (shown(studies, place), studies.levers.progress()) {
        (Some(shown), _) => {
            levers::sentence(spec, &shown.values, place, &(shown.before, shown.levers))
        }
        (None, (known, all)) if known < all => format!("Moving each control: {known} of {all}."),
        (None, _) => format!("“{}” has no number here.", spec.readouts[place].label),
    }
}

fn chooser(spec: &'static Spec, number: u32, place: RwSignal<usize>) -> AnyView {
    let all = spec.readouts.iter().enumerate();
    let all = all.filter(|(i, readout)| readout.main || *i == place.get_untracked());
    let options = all.map(|(i, readout)| {
        let first = i == place.get_untracked();
        view! { <option value=i selected=first>{readout.label}</option> }
    });
    let options = options.collect_view();
    let id = format!("lab-{number}-levers");
    let changed = move |text: String| {
        if let Ok(chosen) = text.parse() {
            place.set(chosen);
        }
    };
    view! {
        <p class="field">
            <label for=id.clone()>"Its effect on"</label>
            <select id=id on:change:target=move |event| changed(event.target().value())>{options}</select>
        </p>
    }
    .into_any()
}

fn row(spec: &Spec, place: usize, shown: &Shown, lever: &Lever) -> Row {
    let from = shown.values.get(lever.control);
    let control = &spec.controls[lever.control];
    let ends = lever.ends.iter().map(|(to, effect)| End {
        up: *to > from || !control.choices.is_empty(),
        change: match effect {
            Does::Becomes { change, .. } => Some(*change),
            Does::Word(_) => Some(f64::INFINITY),
            Does::Impossible(_) | Does::Unknown => None,
        },
        words: effect.in_words(spec, place, shown.before),
    });
    Row { label: control.label.into(), ends: ends.collect() }
}

fn bars(spec: &'static Spec, place: usize, shown: &Shown) -> AnyView {
    let readout = &spec.readouts[place];
    let rows: Vec<Row> = shown.levers.iter().map(|l| row(spec, place, shown, l)).collect();
    let found = (shown.before, shown.levers.clone());
    let label = levers::sentence(spec, &shown.values, place, &found);
    let svg = tornado::svg(class_of(readout.quantity), &label, &rows);
    let ends = shown.levers.iter().flat_map(|lever| lever.ends.iter().map(move |end| (lever, end)));
    let cells = ends.map(|(lever, (to, effect))| {
        let control = &spec.controls[lever.control];
        let step = levers::step_in_words(control, shown.values.get(lever.control), *to);
        let does = effect.in_words(spec, place, shown.before);
        let doubtful =
            matches!(effect, Does::Becomes { clear: false, change, .. } if *change != 0.0);
        let does = if doubtful { format!("{does}, within chance") } else { does };
        view! { <tr><th scope="row">{control.label}</th><td>{step}</td><td>{does}</td></tr> }
    });
    let cells = cells.collect_view();
    let caption = format!("What each step does to “{}”", readout.label);
    view! {
        <figure class="plot">
            <figcaption class="plot-title">{caption.clone()}", with 10 % more (filled) or less (hollow) of each control"</figcaption>
            <div class="plot-room" inner_html=svg></div>
        </figure>
        <details class="twin">
            <summary>"All steps as a table"</summary>
            <div class="table-scroll" tabindex="0" role="group" aria-label=caption.clone()>
                <table>
                    <caption>{caption.clone()}</caption>
                    <thead><tr><th scope="col">"Control"</th><th scope="col">"Step"</th><th scope="col">"Effect"</th></tr></thead>
                    <tbody>{cells}</tbody>
                </table>
            </div>
        </details>
    }
    .into_any()
}
