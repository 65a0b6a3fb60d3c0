//! A prediction: commit first, then the simulator runs before the learner's eyes.

use super::Predict;
use crate::base::format;
use crate::question::Answer;
use crate::question::estimate::view::{number_field, off};
use crate::sim::outcome::{Outcome, ReadoutSpec};
use crate::sim::runner::{Reply, Request};
use crate::sim::{self, Simulator};
use crate::state::services;
use crate::ui::plot::Plot;
use crate::view::question::{Form, Question, Shown, show_in_lab};
use leptos::prelude::*;
use std::rc::Rc;

/// The numbers of a page's labs and questions lie below this, so that runs do not meet.
const COMPARED: u32 = 1000;

fn readout(predict: &Predict) -> Option<(&'static Simulator, usize, &'static ReadoutSpec)> {
    let simulator = sim::find(&predict.simulator)?;
    let (index, spec) = simulator.readout(&predict.readout)?;
    Some((simulator, index, spec))
}

/// The number field.
pub fn inputs(predict: &Predict, form: Form) -> AnyView {
    let unit = readout(predict).map(|(.., spec)| spec.unit.symbol()).unwrap_or_default();
    number_field("Your prediction", unit, form, |value| Answer::Predict { value })
}

/// Runs the state, and the one it is compared with, and shows both beside the prediction.
pub fn feedback(predict: &Predict, value: f64, props: &Question) -> AnyView {
    let Some((simulator, index, spec)) = readout(predict) else { return ().into_any() };
    let find = |id: &crate::base::id::StateId| props.states.iter().find(|shown| shown.id == *id);
    let Some(shown) = find(&predict.state) else { return ().into_any() };
    let compared = predict.compare.as_ref().and_then(find);
    let result = run(props.number, shown, props);
    let other = compared
        .map(|compared| (compared.label.clone(), run(props.number + COMPARED, compared, props)));
    let reading = move |outcome: RwSignal<Option<Outcome>>| {
        move || match outcome.get() {
            Some(outcome) if outcome.done > 0.0 => {
                format::quantity(outcome.readings[index].value, spec.unit)
            }
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
    view! {
        <div class="compare">
            <table>
                <thead><tr><td></td><th scope="col" class="align-end">{spec.label}</th></tr></thead>
                <tbody>
                    <tr><th scope="row">"Your prediction"</th><td class="align-end">{format::quantity(value, spec.unit)}</td></tr>
                    <tr><th scope="row">{format!("Simulated: {}", shown.label)}</th><td class="align-end">{reading(result)}</td></tr>
                    {other_row}
                </tbody>
            </table>
            <p class="off">{off(predict.truth, value)}</p>
            <Plot spec=&simulator.plots[0] data=plot(Some(result)) ghost=plot(other_outcome)/>
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
    };
    Effect::new(move || {
        let runner = &services().runner;
        runner.listen(number, Rc::new(move |reply: Reply| outcome.set(Some(reply.outcome))));
        runner.run(request.clone());
    });
    outcome
}
