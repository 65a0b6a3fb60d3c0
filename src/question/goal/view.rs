//! The limits, the way to the lab, and the days on which its settings are tried.

use super::Goal;
use crate::base::rng::Seed;
use crate::question::{Answer, Confidence, Grade, Key};
use crate::sim::runner::{Reply, Request};
use crate::sim::study::luck;
use crate::sim::values::Values;
use crate::state::services;
use crate::view::question::{Form, Question, give};
use leptos::prelude::*;
use std::rc::Rc;

/// What has to hold, and the way to the lab.
pub fn inputs(goal: &Goal, form: Form) -> AnyView {
    let aims = goal.aims.iter().map(|aim| view! { <li>{aim.in_words()}</li> }).collect_view();
    let simulator = StoredValue::new(goal.simulator.clone());
    let go = move |event: leptos::ev::MouseEvent| {
        if let Some(lab) = simulator.with_value(|simulator| services().lab(simulator)) {
            event.prevent_default();
            services().page.show(&lab.head());
        }
    };
    let href = form.props.with_value(lab_page);
    view! {
        <div class="aims">
            <ul>{aims}</ul>
            <p><a class="refute-link" href=href on:click=go>"Go to the lab"</a></p>
        </div>
    }
    .into_any()
}

/// Tries the settings of the lab on one day after the other, then answers. Whether there is a lab
/// to try.
pub fn check(form: Form, sure: Confidence) -> bool {
    let goal = form.props.with_value(|props| match &props.key {
        Key::Goal(goal) => Some(goal.clone()),
        _ => None,
    });
    let lab = goal.as_ref().and_then(|goal| services().lab(&goal.simulator));
    let Some((goal, lab)) = goal.zip(lab) else { return false };
    let (shown, number) = (lab.now(), form.props.with_value(|props| props.number));
    let others = luck::seeds(Seed(shown.seed));
    let seeds = std::iter::once(Seed(shown.seed)).chain(others).take(goal.days as usize).collect();
    let state = shown.values.to_query(lab.spec().controls);
    let met = vec![0; goal.aims.len()];
    let tried = Rc::new(Trial { form, sure, goal, number, values: shown.values, state, seeds });
    tried.go(0, met);
    true
}

/// Settings on their way through the days.
struct Trial {
    form: Form,
    sure: Confidence,
    goal: Goal,
    number: u32,
    values: Values,
    state: String,
    seeds: Vec<Seed>,
}

impl Trial {
    /// Runs the day at a place; `met` counts for each limit the days before on which it held.
    fn go(self: Rc<Self>, day: usize, met: Vec<u32>) {
        let Some(seed) = self.seeds.get(day).copied() else { return self.end(met) };
        let (number, ticket) = (self.number, day as u32);
        let request = Request {
            lab: number,
            ticket,
            simulator: self.goal.simulator.clone(),
            values: self.values.clone(),
            seed,
            before: None,
        };
        let heard = move |reply: Reply| {
            if reply.ticket == ticket && reply.outcome.done >= 1.0 {
                let held = self.goal.aims.iter().map(|aim| u32::from(aim.is_met(&reply.outcome)));
                let met = held.zip(&met).map(|(held, before)| held + before).collect();
                self.clone().go(day + 1, met);
            }
        };
        services().runner.listen(number, Rc::new(heard));
        services().runner.run(request);
    }

    fn end(&self, met: Vec<u32>) {
        let grade = Grade { score: self.goal.score(&met) };
        give(self.form, Answer::Goal { met, state: self.state.clone() }, grade, self.sure);
    }
}

/// What held, limit by limit, and the settings that were tried.
pub fn feedback(goal: &Goal, met: &[u32], state: &str, props: &Question) -> AnyView {
    let rows = goal.aims.iter().zip(met).map(|(aim, met)| {
        view! { <tr><th scope="row">{aim.in_words()}</th><td>{goal.verdict(*met)}</td></tr> }
    });
    let href = lab_page(props).map(|page| format!("{page}#{state}"));
    view! {
        <div class="compare">
            <table><tbody>{rows.collect_view()}</tbody></table>
            <p><a class="refute-link" href=href>"These settings on the lab’s own page"</a></p>
        </div>
    }
    .into_any()
}

/// The page of the lab, in the state in which it opens by itself.
fn lab_page(props: &Question) -> Option<String> {
    let lab = props.states.first()?;
    lab.href.split('#').next().map(str::to_owned)
}
