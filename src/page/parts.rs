//! Properties of live parts, gathered from compiled lessons.

use super::Site;
use crate::base::id::StateId;
use crate::lesson::{self, Lesson, State};
use crate::prose::plain;
use crate::question::{Body, Question};
use crate::route::Route;
use crate::sim::control::Values;
use crate::sim::outcome::Outcome;
use crate::base::rng::BUILD_SEED;
use crate::sim::{self, Simulator};
use crate::view::lab::{Goal, Lab, Preset};
use crate::view::part::live;
use crate::view::progress::LessonProgress;
use crate::view::prose::{self, Place};
use crate::view::question::{Question as QuestionProps, Shown};
use leptos::prelude::*;
use std::cell::RefCell;
use std::collections::HashMap;

thread_local! {
    /// The same state stands on several pages; it is simulated once.
    static RESULTS: RefCell<HashMap<String, Outcome>> = RefCell::default();
}

/// The result of a state, with the build's seed.
pub(super) fn result(simulator: &'static Simulator, values: &Values) -> Outcome {
    let key = format!("{}?{}", simulator.id, values.to_query(simulator.controls));
    RESULTS.with_borrow_mut(|results| {
        results.entry(key).or_insert_with(|| simulator.run(values, BUILD_SEED)).clone()
    })
}

/// A lab within a lesson.
pub(super) fn lesson_lab(lesson: &Lesson, lab: &lesson::Lab, route: &Route, number: u32) -> Lab {
    let simulator = sim::find(&lab.simulator).expect("the compiler checked the simulator");
    let state = |id: &StateId| lesson.state(id).expect("the compiler checked the states");
    let start = state(&lab.start).values.clone();
    Lab {
        number,
        question: lab.question.clone(),
        level: 3,
        outcome: result(simulator, &start),
        presets: lab.presets.iter().map(|id| preset(state(id))).collect(),
        sliders: lab.sliders.clone(),
        guides: lab.guides.clone(),
        goal: lab.goal.as_ref().map(|goal| self::goal(simulator, goal)),
        lesson: Some(lesson.id.clone()),
        follows_address: false,
        ..alone(simulator, start, Place::on(route))
    }
}

/// A lab by itself, at `start`, with the first three controls in view.
pub(super) fn alone(simulator: &'static Simulator, start: Values, place: Place) -> Lab {
    Lab {
        simulator: simulator.id.into(),
        number: 0,
        question: simulator.question.into(),
        level: 1,
        outcome: result(simulator, &start),
        start,
        seed: BUILD_SEED,
        presets: Vec::new(),
        sliders: simulator.controls.iter().take(3).map(|control| control.key.into()).collect(),
        guides: Vec::new(),
        goal: None,
        place,
        lesson: None,
        follows_address: true,
        plots: Vec::new(),
    }
}

/// The lab of a simulator on a page of its own: with the presets, guides and goal of the first lesson
/// that uses it.
pub(super) fn full_lab(site: &Site, simulator: &'static Simulator, route: &Route) -> Lab {
    let find = |lesson: &Lesson| {
        lesson.body.iter().find_map(|node| match node {
            lesson::Node::Lab(lab) if lab.simulator == simulator.id => {
                Some(lesson_lab(lesson, lab, route, 0))
            }
            _ => None,
        })
    };
    let from_lesson = site.lessons.iter().find_map(find);
    let lab = from_lesson.unwrap_or_else(|| {
        alone(simulator, Values::defaults(simulator.controls), Place::on(route))
    });
    Lab { level: 1, follows_address: true, ..lab }
}

/// The section of a lab: its live part, then the card behind it.
pub(super) fn lab_section(site: &Site, lab: &Lab, with_card: bool) -> AnyView {
    let card = site.cards.iter().find(|(simulator, _)| simulator.id == lab.simulator);
    let card = card.filter(|_| with_card).map(|(_, card)| {
        view! {
            <details class="card-behind">
                <summary>"How this is computed"</summary>
                <div class="prose">{prose::blocks(card, &lab.place)}</div>
            </details>
        }
    });
    let label = format!("lab-{}", lab.number);
    view! { <section class="lab" aria-labelledby=label>{live("lab", lab)}{card}</section> }.into_any()
}

/// A question of a lesson.
pub(super) fn question_section(lesson: &Lesson, question: &Question, route: &Route, number: u32) -> AnyView {
    let props = QuestionProps {
        question: question.clone(),
        lesson: lesson.id.clone(),
        number,
        place: Place::on(route),
        states: states_of(question).filter_map(|id| Some(shown(lesson.state(id)?, route))).collect(),
        seed: BUILD_SEED,
    };
    let id = format!("q-{}", question.id);
    let class = match question.body {
        Body::Predict(_) => "question predict",
        Body::Choice(_) | Body::Estimate(_) => "question",
    };
    let label = question_label(question);
    view! { <section class=class id=id aria-label=label>{live("question", &props)}</section> }.into_any()
}

/// The first words of the prompt, as the name of the question's section.
fn question_label(question: &Question) -> String {
    let first = question.prompt.iter().find_map(|block| match block {
        crate::prose::Block::Paragraph(line) => Some(plain(line)),
        _ => None,
    });
    let words = first.unwrap_or_default();
    let short: String = words.split_whitespace().take(9).collect::<Vec<_>>().join(" ");
    format!("Question: {short} …")
}

fn states_of(question: &Question) -> impl Iterator<Item = &StateId> {
    let states: Vec<&StateId> = match &question.body {
        Body::Choice(choice) => {
            let refutations = choice.options.iter().filter_map(|o| o.refuted_by.as_ref());
            refutations.map(|refutation| &refutation.state).collect()
        }
        Body::Estimate(_) => Vec::new(),
        Body::Predict(predict) => {
            std::iter::once(&predict.state).chain(predict.compare.as_ref()).collect()
        }
    };
    states.into_iter()
}

fn shown(state: &State, route: &Route) -> Shown {
    let simulator = sim::find(&state.simulator).expect("the compiler checked the simulator");
    let lab = route.link(&Route::Lab(state.simulator.clone()));
    Shown {
        id: state.id.clone(),
        label: state.label.clone(),
        simulator: state.simulator.clone(),
        values: state.values.clone(),
        href: format!("{lab}#{}", state.values.to_query(simulator.controls)),
    }
}

fn preset(state: &State) -> Preset {
    Preset {
        label: state.label.clone(),
        caption: state.caption.clone(),
        values: state.values.clone(),
    }
}

fn goal(simulator: &Simulator, goal: &lesson::Goal) -> Goal {
    let places = |limits: &[(String, f64)]| {
        let limits = limits.iter();
        limits.filter_map(|(key, limit)| Some((simulator.readout(key)?.0, *limit))).collect()
    };
    Goal { text: goal.text.clone(), under: places(&goal.under), over: places(&goal.over) }
}

/// The progress of a lesson.
pub(super) fn progress(lesson: &Lesson) -> LessonProgress {
    let questions = lesson.questions.iter().map(|question| question.id.clone()).collect();
    LessonProgress { lesson: lesson.id.clone(), questions }
}
