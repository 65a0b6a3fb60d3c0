//! A simulator as the learner meets it.

mod baseline;
mod controls;
mod days;
mod edges;
mod forecast;
mod goal;
mod levers;
mod proof;
mod results;
mod share;
mod steps;

use super::part::Texts;
use crate::base::id::LessonId;
use crate::base::rng::Seed;
use crate::sim::Spec;
use crate::sim::link::Link;
use crate::sim::outcome::Outcome;
use crate::sim::outcome::{Better, ReadoutSpec};
use crate::sim::runner::Settled;
use crate::sim::study::edge::Edge;
use crate::sim::study::proof::Case;
use crate::sim::values::Values;
use crate::state::{LabState, Studies, services};
use controls::{guides, more, presets, sliders, tools};
pub use goal::Goal;
use leptos::prelude::*;
use results::{readouts, stage, trouble, twins};
use serde::{Deserialize, Serialize};
use steps::refusal;

/// Properties of a lab.
#[derive(Clone, Serialize, Deserialize)]
pub struct Lab {
    /// What the simulator takes, gives and shows.
    pub spec: Spec,
    /// Tells the labs of a page apart.
    pub number: u32,
    /// Its question, as a sentence.
    pub question: String,
    /// The level of its heading: 1 where it is the page's own, 3 within a lesson.
    pub level: u8,
    /// Where it starts.
    pub start: Values,
    /// The seed of [`Lab::outcome`].
    pub seed: Seed,
    /// The result of `start`, computed when the course was built.
    pub outcome: Outcome,
    /// What is said of it.
    pub sentence: String,
    /// Buttons that set everything.
    pub presets: Vec<Preset>,
    /// Keys of the controls in view.
    pub sliders: Vec<String>,
    /// How many guided questions there are; text `guide-0` and so on.
    pub guides: usize,
    /// What to reach.
    pub goal: Option<Goal>,
    /// The lesson that reaching the goal counts for.
    pub lesson: Option<LessonId>,
    /// The place of the readout that is predicted before the first change.
    pub key: usize,
    /// Whether it asks for that prediction: on the course's own pages.
    pub asks: bool,
    /// Whether the address carries its state (a page of its own, a frame).
    pub follows_address: bool,
    /// What part chance has in the results.
    pub chance: Chance,
    /// What the card can be checked against in the browser.
    pub cases: Vec<Case>,
    /// Where `start` breaks along the control that leads there.
    pub edges: Vec<Edge>,
    /// The plots to show, by key; the others are left out. Empty for all.
    pub plots: Vec<String>,
}

/// What part chance has in the results of a simulator.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Chance {
    /// None: they are computed from formulas.
    Formula,
    /// None beyond the settings: what is drawn has a seed among the controls.
    Fixed,
    /// It draws, from the lab's seed: there are other days.
    Drawn,
}

/// A button that sets everything. What to notice is text `caption-0` and so on.
#[derive(Clone, Serialize, Deserialize)]
pub struct Preset {
    /// The words on it.
    pub label: String,
    /// The settings.
    pub values: Values,
}

/// The whole lab.
pub fn lab(props: Lab, texts: Texts) -> AnyView {
    // It lives as long as the page, as its words do.
    let spec: &'static Spec = Box::leak(Box::new(props.spec));
    let shown = Settled { values: props.start.clone(), outcome: props.outcome.clone() };
    let state = LabState::new(spec, props.number, shown, props.sentence.clone(), props.seed);
    connect(state, &props);
    let studies =
        Studies::new(state, props.number, props.chance == Chance::Drawn, props.edges.clone());
    let waits = goal::waits(studies, &props);
    Effect::new(move || studies.connect(waits));
    let key = key_readout(&props);
    let question = props.question.clone();
    let heading = match props.level {
        1 => view! { <h1 class="lab-question">{question}</h1> }.into_any(),
        2 => view! { <h2 class="lab-question">{question}</h2> }.into_any(),
        _ => view! { <h3 class="lab-question">{question}</h3> }.into_any(),
    };
    view! {
        <div class="lab-live" data-lab=spec.id data-veiled=move || forecast::is_asked(state).to_string() data-busy=move || state.is_busy().to_string()
            on:keydown=steps::keys(state) on:pointerdown=move |_| state.hold(true)
            on:pointerup=move |_| state.hold(false) on:pointercancel=move |_| state.hold(false)>
            <header class="lab-head" id=format!("lab-{}", props.number) tabindex="-1">
                <p class="lab-kind">"Lab"</p>
                {heading}
            </header>
            {refusal(state)}
            {presets(state, &props, texts)}
            {forecast::veil(state)}
            <div class="lab-grid">
                {stage(studies, &props)}
                {readouts(studies)}
                <p class="lab-sentence">{move || state.sentence.get()}</p>
                {death(studies)}
                {trouble(state)}
                {sliders(state, &props)}
                {more(state, &props)}
                {forecast::card(state, props.number)}
            </div>
            {edges::edges(studies)}
            {days::days(studies, props.chance, key)}
            {baseline::baseline(state)}
            {goal::goal(studies, &props, texts)}
            {guides(&props, texts)}
            {tools(state, &props)}
            {share::share(state, &props)}
            {levers::levers(studies, props.number, key)}
            {proof::proof(studies, &props.cases)}
            {twins(state, &props)}
        </div>
    }
    .into_any()
}

/// The result that matters most: the goal's, or that of the first curve, or the first that has a better
/// way.
fn key_readout(props: &Lab) -> usize {
    let goal = props.goal.as_ref().and_then(|goal| goal.under.first().or(goal.over.first()));
    let swept = props.spec.plots.iter().find_map(|plot| plot.sweep);
    let swept = swept.map(|sweep| usize::from(sweep.readout));
    let judged = |readout: &ReadoutSpec| readout.main && readout.better != Better::Neither;
    let judged = || props.spec.readouts.iter().position(judged);
    goal.map(|(place, _)| *place).or(swept).or_else(judged).unwrap_or(0)
}

/// Says that the simulator has died, and offers to start it again.
fn death(studies: Studies) -> AnyView {
    Effect::new(move || {
        if studies.dead.get() {
            services().page.announce(DEATH);
        }
    });
    let notice = move || {
        studies.dead.get().then(|| {
            view! {
                <p class="lab-trouble lab-death">
                    <strong>{DEATH}</strong>" "
                    <button type="button" on:click=move |_| studies.revive()>"Start it again"</button>
                </p>
            }
        })
    };
    notice.into_any()
}

const DEATH: &str = "The simulator has stopped. Your settings and answers are safe.";

/// Listens to the runner, to questions, to the address and to the host of a frame.
fn connect(state: LabState, props: &Lab) {
    let (follows_address, number) = (props.follows_address, props.number);
    let (asks, key) = (props.asks, props.key);
    let start = props.start.clone();
    Effect::new(move || {
        state.connect();
        if asks {
            state.offer(key);
        }
        let page = &services().page;
        let controls = state.spec().controls;
        if follows_address {
            state.open_with(Link::read(controls, &page.fragment()));
            page.on_fragment(Box::new(move |fragment| {
                state.follow(Link::read(controls, &fragment));
            }));
            let start = start.clone();
            // A host that names no setting takes the lab back to its start.
            page.on_host_state(Box::new(move |fragment| {
                let link = Link::read(controls, &fragment);
                state.show(link.values.unwrap_or_else(|| start.clone()));
            }));
        }
    });
    if follows_address {
        Effect::new(move |shown: Option<()>| {
            state.rests.track();
            if shown.is_some() {
                services().page.set_fragment(&state.fragment());
            }
        });
    }
    Effect::new(move || {
        let command = services().command.get();
        if let Some(command) = command.filter(|c| c.simulator == state.spec().id) {
            state.show(command.values);
            services().page.show(&format!("lab-{number}"));
            services().page.announce(&command.look);
        }
    });
}

/// What a site owner pastes.
#[must_use]
pub fn embed_code(address: &str, title: &str) -> String {
    let address = address.replace('&', "&amp;").replace('"', "&quot;");
    format!(
        "<iframe src=\"{address}\" title=\"{title}\" width=\"100%\" height=\"720\" loading=\"lazy\" \
         sandbox=\"allow-scripts allow-same-origin allow-popups allow-downloads\" \
         allow=\"fullscreen; clipboard-write\"></iframe>"
    )
}
