//! Draws of numbers: the prompt with them, the button that draws others, and the run that says what was
//! right. Texts: `prompt`, and those of every question, with names in braces.

use super::Vary;
use crate::question::estimate::Estimate;
use crate::question::{Answer, Confidence, Grade, Key};
use crate::sim::outcome::Outcome;
use crate::sim::runner::{Reply, Request};
use crate::state::services;
use crate::view::question::{Form, Question, give, spoken};
use leptos::prelude::*;
use std::rc::Rc;

/// The draw that is asked for, and what the simulator says of it.
#[derive(Clone, Copy)]
pub struct Drawn {
    /// The number of the draw.
    index: RwSignal<u32>,
    /// The result, once it is needed.
    outcome: RwSignal<Option<Outcome>>,
    /// Whether an answer waits for it.
    waits: StoredValue<bool>,
    ticket: StoredValue<u32>,
}

impl Drawn {
    /// The first draw of a question.
    #[must_use]
    pub fn new(props: &Question) -> Self {
        Self {
            index: RwSignal::new(vary(&props.key).map_or(0, |vary| vary.index(&[]))),
            outcome: RwSignal::new(None),
            waits: StoredValue::new(false),
            ticket: StoredValue::new(0),
        }
    }
}

/// How the numbers of a question vary, if they do.
fn vary(key: &Key) -> Option<&Vary> {
    match key {
        Key::Estimate(Estimate { vary, .. }) => vary.as_ref(),
        _ => None,
    }
}

/// Whether the numbers of this question vary.
#[must_use]
pub fn varies(form: Form) -> bool {
    form.props.with_value(|props| vary(&props.key).is_some())
}

/// A text of the question, with the numbers of the draw.
#[must_use]
pub fn text(form: Form, name: &str) -> Signal<String> {
    let text = form.texts.get(name);
    let filled = move || {
        form.props.with_value(|props| match vary(&props.key) {
            Some(vary) => {
                let draw = vary.draw(form.drawn.index.get());
                form.drawn.outcome.with(|outcome| vary.fill(&text, &draw, outcome.as_ref()))
            }
            None => text.clone(),
        })
    };
    Signal::derive(filled)
}

/// The prompt, where its numbers vary; otherwise it stands in the page.
pub fn prompt(form: Form) -> AnyView {
    if !varies(form) {
        return ().into_any();
    }
    view! { <div class="prompt" inner_html=text(form, "prompt")></div> }.into_any()
}

/// Goes on to the next draw and says it.
pub fn draw_next(form: Form) {
    let index = form.drawn.index.get_untracked();
    let next = form.props.with_value(|props| vary(&props.key).map(|vary| vary.after(index)));
    form.drawn.index.set(next.unwrap_or(index));
    form.drawn.outcome.set(None);
    form.drawn.waits.set_value(false);
    // Whatever is still computed is of the draw before.
    form.drawn.ticket.update_value(|ticket| *ticket += 1);
    services().page.announce(&spoken(&text(form, "prompt").get_untracked()));
}

/// Goes back to the draw of an answer that was given before, and computes it again.
pub fn restore(form: Form, at: &[f64]) {
    let index = form.props.with_value(|props| vary(&props.key).map(|vary| vary.index(at)));
    form.drawn.index.set(index.unwrap_or(0));
    run(form, None);
}

/// Answers once the simulator has said what is right; `problem` is told where it does not. One that has
/// died is started again by the next press.
pub fn answer(form: Form, value: f64, sure: Confidence, problem: RwSignal<&'static str>) {
    if form.drawn.outcome.with_untracked(Option::is_some) {
        return finish(form, value, sure, problem);
    }
    let number = form.props.with_value(|props| props.number);
    let died = move || {
        if form.drawn.waits.get_value() {
            let words = "The simulator has stopped. Answer again to start it.";
            problem.set(words);
            services().page.announce(words);
        }
    };
    services().runner.on_death(number, Rc::new(died));
    if form.drawn.waits.get_value() {
        services().runner.revive();
    }
    form.drawn.waits.set_value(true);
    run(form, Some((value, sure, problem)));
}

/// Has the draw computed, for an answer that waits.
fn run(form: Form, waiting: Option<(f64, Confidence, RwSignal<&'static str>)>) {
    let ticket = form.drawn.ticket.get_value().wrapping_add(1);
    form.drawn.ticket.set_value(ticket);
    let request = form.props.with_value(|props| {
        let vary = vary(&props.key)?;
        Some(Request {
            lab: props.number,
            ticket,
            simulator: vary.simulator.clone(),
            values: vary.values(&vary.draw(form.drawn.index.get_untracked())),
            seed: props.seed,
            before: None,
        })
    });
    let Some(request) = request else { return };
    let heard = move |reply: Reply| {
        if reply.ticket == form.drawn.ticket.get_value() && reply.outcome.done >= 1.0 {
            form.drawn.outcome.set(Some(reply.outcome));
            if let Some((value, sure, problem)) = waiting {
                form.drawn.waits.set_value(false);
                finish(form, value, sure, problem);
            }
        }
    };
    services().runner.listen(request.lab, Rc::new(heard));
    services().runner.run(request);
}

/// Grades an answer by the result.
fn finish(form: Form, value: f64, sure: Confidence, problem: RwSignal<&'static str>) {
    let graded = form.props.with_value(|props| {
        let Key::Estimate(Estimate { vary: Some(vary), scoring, .. }) = &props.key else {
            return None;
        };
        let truth = untrack(|| truth(form))?;
        let at = vary.draw(form.drawn.index.get_untracked());
        let grade = Grade { score: scoring.score(truth, value) };
        Some((Answer::Estimate { value, at }, grade))
    });
    match graded {
        Some((answer, grade)) => {
            problem.set("");
            give(form, answer, grade, sure);
        }
        None => problem.set("These numbers have no answer. Take others."),
    }
}

/// What is right for the draw: known at once where the numbers are fixed, otherwise once it is computed.
pub fn truth(form: Form) -> Option<f64> {
    form.props.with_value(|props| match &props.key {
        Key::Estimate(Estimate { vary: Some(vary), .. }) => {
            form.drawn.outcome.with(|outcome| vary.truth(outcome.as_ref()?))
        }
        Key::Estimate(estimate) => Some(estimate.answer),
        _ => None,
    })
}
