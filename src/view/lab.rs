//! A simulator as the learner meets it.

use super::part::Texts;
use crate::base::format;
use crate::base::id::LessonId;
use crate::base::rng::Seed;
use crate::progress::What;
use crate::route::Route;
use crate::sim::control::Values;
use crate::sim::outcome::{Better, Outcome, Reading};
use crate::sim::{self, Simulator};
use crate::state::{LabState, services};
use crate::ui::plot::{Plot, Twin};
use crate::ui::slider::Slider;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Properties of a lab.
#[derive(Clone, Serialize, Deserialize)]
pub struct Lab {
    /// The simulator's id.
    pub simulator: String,
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
    /// Whether the address carries its state (a page of its own, a frame).
    pub follows_address: bool,
    /// The plots to show, by key; the others are left out. Empty for all.
    pub plots: Vec<String>,
}

/// A button that sets everything. What to notice is text `caption-0` and so on.
#[derive(Clone, Serialize, Deserialize)]
pub struct Preset {
    /// The words on it.
    pub label: String,
    /// The settings.
    pub values: Values,
}

/// What to reach; in words it is text `goal`.
#[derive(Clone, Serialize, Deserialize)]
pub struct Goal {
    /// Places of readouts and what they must stay under.
    pub under: Vec<(usize, f64)>,
    /// Places of readouts and what they must exceed.
    pub over: Vec<(usize, f64)>,
}

impl Goal {
    fn is_met(&self, outcome: &Outcome) -> bool {
        let value = |index: usize| outcome.readings.get(index).map_or(f64::NAN, |r| r.value);
        outcome.done >= 1.0
            && outcome.trouble.is_none()
            && self.under.iter().all(|(index, limit)| value(*index) < *limit)
            && self.over.iter().all(|(index, limit)| value(*index) > *limit)
    }
}

/// The whole lab.
///
/// # Panics
/// When the course has no such simulator; the content compiler refuses such lessons.
pub fn lab(props: Lab, texts: Texts) -> AnyView {
    let simulator = sim::find(&props.simulator).expect("the compiler checked the simulator");
    let state = LabState::new(
        simulator,
        props.number,
        props.start.clone(),
        props.outcome.clone(),
        props.seed,
    );
    connect(state, &props);
    let question = props.question.clone();
    let heading = match props.level {
        1 => view! { <h1 class="lab-question">{question}</h1> }.into_any(),
        2 => view! { <h2 class="lab-question">{question}</h2> }.into_any(),
        _ => view! { <h3 class="lab-question">{question}</h3> }.into_any(),
    };
    view! {
        <div class="lab-live" data-lab=simulator.id data-busy=move || state.is_busy().to_string()>
            <header class="lab-head" id=format!("lab-{}", props.number) tabindex="-1">
                <p class="lab-kind">"Lab"</p>
                {heading}
            </header>
            {presets(state, &props, texts)}
            <div class="lab-grid">
                {stage(state, &props)}
                {readouts(state)}
                <p class="lab-sentence">{move || state.sentence.get()}</p>
                {trouble(state)}
                {sliders(state, &props)}
                {more(state, &props)}
            </div>
            {goal(state, &props, texts)}
            {guides(&props, texts)}
            {tools(state, &props)}
            {twins(state, &props)}
        </div>
    }
    .into_any()
}

/// Listens to the runner, to questions, to the address and to the host of a frame.
fn connect(state: LabState, props: &Lab) {
    let (follows_address, number) = (props.follows_address, props.number);
    let start = props.start.clone();
    Effect::new(move || {
        state.connect();
        let page = &services().page;
        let controls = state.simulator().controls;
        let show = move |fragment: &str| {
            Values::from_query(controls, fragment).map(|values| state.show(values)).is_some()
        };
        if follows_address {
            show(&page.fragment());
            page.on_fragment(Box::new(move |fragment| {
                show(&fragment);
            }));
            let start = start.clone();
            // A host that names no setting takes the lab back to its start.
            page.on_host_state(Box::new(move |fragment| {
                if !show(&fragment) {
                    state.show(start.clone());
                }
            }));
        }
    });
    if follows_address {
        Effect::new(move |shown: Option<()>| {
            // The sentence changes once the hand rests; browsers dislike more frequent changes.
            state.sentence.track();
            if shown.is_some() {
                let settings = state.values.get_untracked().to_query(state.simulator().controls);
                services().page.set_fragment(&settings);
            }
        });
    }
    Effect::new(move || {
        let command = services().command.get();
        if let Some(command) = command.filter(|c| c.simulator == state.simulator().id) {
            state.show(command.values);
            services().page.show(&format!("lab-{number}"));
            services().page.announce(&command.look);
        }
    });
    if let (Some(goal), Some(lesson)) = (props.goal.clone(), props.lesson.clone()) {
        Effect::new(move || {
            let simulator = state.simulator().id;
            let learner = services().learner(&lesson);
            if goal.is_met(&state.outcome.get())
                && !learner.record.get_untracked().met_goal(simulator)
            {
                learner.add(What::GoalMet { simulator: simulator.into() });
            }
        });
    }
}

fn presets(state: LabState, props: &Lab, texts: Texts) -> AnyView {
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
            let choose = move |_| state.show(values.clone());
            view! {
                <button type="button" class="preset" aria-pressed=pressed on:click=choose>
                    {preset.label.clone()}
                </button>
            }
        })
        .collect_view();
    let caption = move || match chosen.get() {
        Some(i) => texts.get(&format!("caption-{i}")),
        None => "Your own settings.".into(),
    };
    view! {
        <div class="presets" role="group" aria-label="Presets">{buttons}</div>
        <p class="preset-caption" inner_html=caption></p>
    }
    .into_any()
}

fn shown_plots(simulator: &'static Simulator, props: &Lab) -> Vec<usize> {
    let wanted = |key: &str| props.plots.is_empty() || props.plots.iter().any(|plot| plot == key);
    let plots = simulator.plots.iter().enumerate();
    plots.filter(|(_, spec)| wanted(spec.key)).map(|(i, _)| i).collect()
}

fn stage(state: LabState, props: &Lab) -> AnyView {
    let plots = shown_plots(state.simulator(), props)
        .into_iter()
        .map(|i| {
            let data = Signal::derive(move || state.outcome.with(|o| o.plots.get(i).cloned()));
            let ghost = Signal::derive(move || {
                let pinned = state.pinned.get();
                pinned.and_then(|pinned| pinned.outcome.plots.get(i).cloned())
            });
            view! { <Plot spec=&state.simulator().plots[i] data ghost/> }
        })
        .collect_view();
    view! { <div class="lab-stage">{plots}</div> }.into_any()
}

fn readouts(state: LabState) -> AnyView {
    let specs = state.simulator().readouts.iter().enumerate().filter(|(_, spec)| spec.main);
    let readouts = specs
        .map(|(i, spec)| {
            let value =
                move || state.outcome.with(|o| format::quantity(o.readings[i].value, spec.unit));
            let margin = move || state.outcome.with(|o| margin_in_words(o.readings[i]));
            let change = move || {
                let pinned = state.pinned.get()?;
                let (before, now) =
                    (pinned.outcome.readings[i].value, state.outcome.with(|o| o.readings[i].value));
                Some(change_in_words(before, now, spec.better))
            };
            view! {
                <div class=format!("readout {}", crate::chart::class_of(spec.quantity))>
                    <dt>{spec.label}</dt>
                    <dd>
                        <span class="value">{value}</span>
                        <span class="half-width">{margin}</span>
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

/// The change against the pinned state: `1.8 × (better)`.
fn change_in_words(before: f64, now: f64, better: Better) -> String {
    if before <= 0.0 || now <= 0.0 {
        return String::new();
    }
    let ratio = now / before;
    let judged = match better {
        _ if (ratio - 1.0).abs() < 0.02 => return "as pinned".into(),
        Better::Neither => "",
        Better::More if ratio > 1.0 => " (better)",
        Better::Less if ratio < 1.0 => " (better)",
        Better::More | Better::Less => " (worse)",
    };
    format!("{} pinned{judged}", format::quantity(ratio, format::Unit::Times))
}

fn trouble(state: LabState) -> AnyView {
    (move || {
        state.outcome.with(|outcome| outcome.trouble.clone()).map(|trouble| {
            view! { <p class="lab-trouble"><strong>{trouble.what}</strong>" "{trouble.mend}</p> }
        })
    })
    .into_any()
}

fn slider(state: LabState, number: u32, index: usize) -> AnyView {
    let control = &state.simulator().controls[index];
    let value = Signal::derive(move || state.values.with(|values| values.get(index)));
    let set = Callback::new(move |value| state.set(index, value));
    view! { <Slider control id=format!("lab-{number}-{}", control.key) value set/> }.into_any()
}

fn sliders(state: LabState, props: &Lab) -> AnyView {
    let number = props.number;
    let chosen = props.sliders.iter().filter_map(|key| state.simulator().control(key));
    let sliders = chosen.map(|(index, _)| slider(state, number, index)).collect_view();
    view! { <div class="sliders">{sliders}</div> }.into_any()
}

fn more(state: LabState, props: &Lab) -> AnyView {
    let number = props.number;
    let rest = state.simulator().controls.iter().enumerate();
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

fn goal(state: LabState, props: &Lab, texts: Texts) -> AnyView {
    let Some(goal) = props.goal.clone() else { return ().into_any() };
    let met = Memo::new(move |_| state.outcome.with(|outcome| goal.is_met(outcome)));
    view! {
        <div class="goal" data-met=move || met.get().to_string()>
            <p><strong>"Goal. "</strong><span inner_html=texts.get("goal")></span></p>
            <p class="goal-state">{move || if met.get() { "Met with these settings." } else { "Not met yet." }}</p>
        </div>
    }
    .into_any()
}

fn guides(props: &Lab, texts: Texts) -> AnyView {
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

fn tools(state: LabState, props: &Lab) -> AnyView {
    let start = props.start.clone();
    let reset = move |_| state.show(start.clone());
    let pin = move |_| state.toggle_pin();
    let pin_words =
        move || if state.pinned.get().is_some() { "Let go of the pin" } else { "Pin this" };
    let said = RwSignal::new("");
    let address = move |route: Route| {
        let query = state.values.get_untracked().to_query(state.simulator().controls);
        services().page.absolute(&format!("{}#{query}", route.folder()))
    };
    let copy = move |text: String| {
        let done = move |worked| {
            said.set(if worked { "Copied" } else { "The browser did not allow copying" });
            services().page.announce(said.get_untracked());
        };
        services().page.copy(text, Box::new(done));
    };
    let id = state.simulator().id;
    let share = move |_| copy(address(Route::Lab(id.into())));
    let embed =
        move |_| copy(embed_code(&address(Route::EmbedLab(id.into())), state.simulator().title));
    let seed_id = format!("lab-{}-seed", props.number);
    let reseed = move |text: String| {
        if let Ok(seed) = text.trim().parse() {
            state.reseed(seed);
        }
    };
    view! {
        <div class="lab-tools">
            <button type="button" class="quiet" on:click=reset>"Reset"</button>
            <button type="button" class="quiet" aria-pressed=move || state.pinned.get().is_some().to_string() on:click=pin>{pin_words}</button>
            <button type="button" class="quiet" on:click=share>"Copy link"</button>
            <button type="button" class="quiet" on:click=embed>"Copy embed code"</button>
            <label class="seed" for=seed_id.clone()>"Seed "</label>
            <input type="number" id=seed_id class="seed-field" min="0" max=u32::MAX step="1" inputmode="numeric"
                value=state.seed.get_untracked() prop:value=move || state.seed.get()
                on:change:target=move |event| reseed(event.target().value())/>
            <span class="copied" aria-hidden="true">{said}</span>
        </div>
    }
    .into_any()
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

fn twins(state: LabState, props: &Lab) -> AnyView {
    let number = move |i: usize| {
        move || {
            let spec = &state.simulator().readouts[i];
            state.outcome.with(|outcome| {
                let reading = outcome.readings[i];
                let margin = format::quantity(reading.half_width, spec.unit);
                let margin =
                    if reading.half_width > 0.0 { format!(" ± {margin}") } else { String::new() };
                format!("{}{margin}", format::quantity(reading.value, spec.unit))
            })
        }
    };
    let rows = (0..state.simulator().readouts.len())
        .map(|i| {
            let label = state.simulator().readouts[i].label;
            view! { <tr><th scope="row">{label}</th><td class="align-end">{number(i)}</td></tr> }
        })
        .collect_view();
    let plots = shown_plots(state.simulator(), props)
        .into_iter()
        .map(|i| {
            let data = Signal::derive(move || state.outcome.with(|o| o.plots.get(i).cloned()));
            view! { <Twin spec=&state.simulator().plots[i] data/> }
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
