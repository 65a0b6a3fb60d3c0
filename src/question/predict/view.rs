//! A prediction: commit first, then the simulator runs before the learner's eyes.

use super::Predict;
use crate::base::format;
use crate::question::Answer;
use crate::question::estimate::view::{number_field, off};
use crate::sim::outcome::Outcome;
use crate::sim::runner::{Reply, Request};
use crate::state::services;
use crate::ui::plot::Plot;
use crate::view::question::{Form, Predicted, Question, Shown, show_in_lab};
use leptos::prelude::*;
use std::rc::Rc;

/// The numbers of a page's labs and questions lie below this, so that runs do not meet.
const COMPARED: u32 = 1000;

/// The number field.
pub fn inputs(form: Form) -> AnyView {
    let predicted = form.props.with_value(|props| props.predicted);
    let unit = predicted.map(|predicted| predicted.readout.unit.symbol()).unwrap_or_default();
    number_field("Your prediction", unit, form, |value| Answer::Predict { value })
}

/// Runs the state, and the one it is compared with, and shows both beside the prediction.
pub fn feedback(predict: &Predict, value: f64, props: &Question) -> AnyView {
    let Some(Predicted { place, readout, plot: drawn }) = props.predicted else {
        return ().into_any();
    };
    let find = |id: &crate::base::id::StateId| props.states.iter().find(|shown| shown.id == *id);
    let Some(shown) = find(&predict.state) else { return ().into_any() };
    let compared = predict.compare.as_ref().and_then(find);
    let result = run(props.number, shown, props);
    let other = compared
        .map(|compared| (compared.label.clone(), run(props.number + COMPARED, compared, props)));
    let reading = move |outcome: RwSignal<Option<Outcome>>| {
        move || match outcome.get() {
            Some(outcome) if outcome.done > 0.0 => outcome.shown(place, readout.unit),
            _ => "running …".into(),
        }
    };
    let other_outcome = other.as_ref().map(|(_, outcome)| *outcome);
    let other_row = other.map(|(label, outcome)| {
        view! { <tr><th scope="row">{label}</th><td class="align-end">{reading(outcome)}</td></tr> }
    });
    let plot = move |outcome: Option<RwSignal<Option<Outcome>>>| {
        Signal::derive(move || outcome?.get()?.plots.first().cloned())
    };
    let drawn = drawn.map(|spec| {
        view! { <Plot spec data=plot(Some(result)) ghost=plot(other_outcome)/> }
    });
    view! {
        <div class="compare">
            <table>
                <thead><tr><td></td><th scope="col" class="align-end">{readout.label}</th></tr></thead>
                <tbody>
                    <tr><th scope="row">"Your prediction"</th><td class="align-end">{format::quantity(value, readout.unit)}</td></tr>
                    <tr><th scope="row">{format!("Simulated: {}", shown.label)}</th><td class="align-end">{reading(result)}</td></tr>
                    {other_row}
                </tbody>
            </table>
            <p class="off">{off(predict.truth, value)}</p>
            {drawn}
        </div>
        {show_in_lab(shown, "The lab shows the state that you predicted.")}
    }
    .into_any()
}

fn run(number: u32, shown: &Shown, props: &Question) -> RwSignal<Option<Outcome>> {
    let outcome = RwSignal::new(None);
    let request = Request {
        lab: number,
        ticket: 0,
        simulator: shown.simulator.clone(),
        values: shown.values.clone(),
        seed: props.seed,
        before: None,
    };
    Effect::new(move || {
        let runner = &services().runner;
        runner.listen(number, Rc::new(move |reply: Reply| outcome.set(Some(reply.outcome))));
        runner.run(request.clone());
    });
    outcome
}
