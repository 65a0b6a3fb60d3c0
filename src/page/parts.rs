//! Properties of live parts, gathered from compiled lessons.

use super::{Site, checks};
use crate::base::id::StateId;
use crate::base::rng::BUILD_SEED;
use crate::lesson::{self, Lesson, State};
use crate::prose::{Block, Line, plain};
use crate::question::{self, Body, Question};
use crate::route::Route;
use crate::sim::outcome::Outcome;
use crate::sim::study::edge::{self, Edge};
use crate::sim::study::par::Par;
use crate::sim::values::Values;
use crate::sim::{self, Simulator, Story, study};
use crate::view::lab::{Chance, Goal, Lab, Preset};
use crate::view::part::live;
use crate::view::progress::LessonProgress;
use crate::view::prose::{self, Place};
use crate::view::question::{Predicted, Question as QuestionProps, Shown, kind};
use crate::view::theme::CopyButton;
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

/// What part chance has: results have intervals exactly where other seeds give others, which the tests
/// hold every simulator to.
fn chance(simulator: &'static Simulator) -> Chance {
    let outcome = result(simulator, &Values::defaults(simulator.controls));
    match simulator.simulates() {
        false => Chance::Formula,
        true if outcome.readings.iter().any(|reading| reading.half_width > 0.0) => Chance::Drawn,
        true => Chance::Fixed,
    }
}

/// Where a lab breaks at a state, with the build's seed.
fn edges(simulator: &'static Simulator, values: &Values) -> Vec<Edge> {
    thread_local! {
        static EDGES: RefCell<HashMap<String, Vec<Edge>>> = RefCell::default();
    }
    let Some(place) = edge::control_of(&simulator.spec) else { return Vec::new() };
    let key = format!("{}?{}", simulator.id, values.to_query(simulator.controls));
    EDGES.with_borrow_mut(|edges| {
        let find = || study::edges(simulator, values, BUILD_SEED, place);
        edges.entry(key).or_insert_with(find).clone()
    })
}

/// A lab with its texts.
pub(super) struct LabWithTexts {
    pub(super) lab: Lab,
    place: Place,
    captions: Vec<Line>,
    guides: Vec<Line>,
    goal: Option<Line>,
}

/// A lab within a lesson.
pub(super) fn lesson_lab(
    lesson: &Lesson,
    lab: &lesson::Lab,
    route: &Route,
    number: u32,
) -> LabWithTexts {
    let simulator = sim::find(&lab.simulator).expect("the compiler checked the simulator");
    let state = |id: &StateId| lesson.state(id).expect("the compiler checked the states");
    let start = state(&lab.start).values.clone();
    let presets: Vec<_> = lab.presets.iter().map(state).collect();
    let preset =
        |state: &&State| Preset { label: state.label.clone(), values: state.values.clone() };
    let LabWithTexts { lab: plain, .. } = alone(simulator, start, route);
    LabWithTexts {
        lab: Lab {
            number,
            question: lab.question.clone(),
            level: 3,
            presets: presets.iter().map(preset).collect(),
            sliders: lab.sliders.clone(),
            guides: lab.guides.len(),
            goal: lab.goal.as_ref().map(|goal| self::goal(lesson, simulator, goal)),
            lesson: Some(lesson.id.clone()),
            key: lab
                .predict
                .as_ref()
                .and_then(|key| simulator.readout(key))
                .map_or(plain.key, |(place, _)| place),
            follows_address: false,
            ..plain
        },
        place: Place::on(route),
        captions: presets.iter().map(|state| state.caption.clone()).collect(),
        guides: lab.guides.clone(),
        goal: lab.goal.as_ref().map(|goal| goal.text.clone()),
    }
}

/// A lab by itself, at `start`, with the first three controls in view.
pub(super) fn alone(simulator: &'static Simulator, start: Values, route: &Route) -> LabWithTexts {
    let (outcome, edges) = (result(simulator, &start), edges(simulator, &start));
    let lab = Lab {
        spec: simulator.spec,
        number: 0,
        question: simulator.question.into(),
        level: 1,
        sentence: simulator.narrate(&Story { before: None, now: (&start, &outcome) }),
        outcome,
        start,
        seed: BUILD_SEED,
        presets: Vec::new(),
        sliders: simulator.controls.iter().take(3).map(|control| control.key.into()).collect(),
        guides: 0,
        goal: None,
        lesson: None,
        key: simulator.readouts.iter().position(|readout| readout.main).unwrap_or(0),
        asks: matches!(route, Route::Lab(_) | Route::Lesson(_)),
        follows_address: true,
        chance: chance(simulator),
        cases: checks::cases(simulator),
        edges,
        plots: Vec::new(),
    };
    let (captions, guides) = (Vec::new(), Vec::new());
    LabWithTexts { lab, place: Place::on(route), captions, guides, goal: None }
}

/// The lab of a simulator on a page of its own: with the presets, guides and goal of the first lesson
/// that uses it.
pub(super) fn full_lab(site: &Site, simulator: &'static Simulator, route: &Route) -> LabWithTexts {
    let find = |lesson: &Lesson| {
        lesson.body.iter().find_map(|node| match node {
            lesson::Node::Lab(lab) if lab.simulator == simulator.id => {
                Some(lesson_lab(lesson, lab, route, 0))
            }
            _ => None,
        })
    };
    let from_lesson = site.lessons.iter().find_map(find);
    let defaults = || alone(simulator, Values::defaults(simulator.controls), route);
    let LabWithTexts { lab, place, captions, guides, goal } = from_lesson.unwrap_or_else(defaults);
    let lab = Lab { level: 1, follows_address: true, ..lab };
    LabWithTexts { lab, place, captions, guides, goal }
}

/// The section of a lab: its live part, then the card behind it.
/// `card` says whether it is there, and whether it is open.
pub(super) fn lab_section(site: &Site, lab: &LabWithTexts, card: Option<bool>) -> AnyView {
    let LabWithTexts { lab, place, captions, guides, goal } = lab;
    let open = card;
    let card = site.cards.iter().find(|(simulator, _)| simulator.id == lab.spec.id);
    let card = open.zip(card).map(|(open, (_, card))| {
        let card = below(lab, card);
        view! {
            <details class="card-behind" open=open>
                <summary>"How this is computed"</summary>
                <div class="prose">{prose::blocks(&card, place)}</div>
            </details>
        }
    });
    let named = |name: &str, lines: &[Line]| -> Vec<(String, AnyView)> {
        let lines = lines.iter().enumerate();
        lines.map(|(i, line)| (format!("{name}-{i}"), prose::line(line, place))).collect()
    };
    let mut texts = named("caption", captions);
    texts.extend(named("guide", guides));
    texts.extend(goal.iter().map(|goal| ("goal".into(), prose::line(goal, place))));
    let label = format!("lab-{}", lab.number);
    view! { <section class="lab" aria-labelledby=label>{live("lab", lab, texts)}{card}</section> }
        .into_any()
}

/// The blocks of a card, with headings one level below that of the lab, and with ids that do not
/// meet those of the lesson around it.
fn below(lab: &Lab, card: &[Block]) -> Vec<Block> {
    let lowered = card.iter().cloned().map(|block| match block {
        Block::Heading { id, text, .. } => {
            let id = format!("about-{}-{id}", lab.spec.id);
            Block::Heading { level: lab.level + 1, id, text }
        }
        block => block,
    });
    lowered.collect()
}

/// A question of a lesson.
pub(super) fn question_section(
    site: &Site,
    lesson: &Lesson,
    question: &Question,
    route: &Route,
    number: u32,
) -> AnyView {
    let home = Route::Lesson(lesson.id.clone());
    let (place, passage) = if *route == Route::Placement {
        // The lesson is on another page.
        let place = Place { root: route.root(), lesson: route.link(&home) };
        (place, route.link_to_section(&home, &question.passage))
    } else {
        (Place::on(route), format!("#{}", question.passage))
    };
    let props = QuestionProps {
        id: question.id.clone(),
        lesson: lesson.id.clone(),
        revision: question.revision,
        key: question.key(),
        hints: question.hints.len(),
        passage,
        number,
        states: states_of(question)
            .filter_map(|id| Some(shown(lesson.state(id)?, route)))
            .collect(),
        refutations: refutations_of(question),
        seed: BUILD_SEED,
        predicted: predicted(question),
    };
    let class =
        if matches!(question.body, Body::Predict(_)) { "question predict" } else { "question" };
    let id = format!("q-{}", question.id);
    // With numbers that vary it moves, and stands in the live part.
    let prompt = question.template.is_none().then(|| {
        view! { <div class="prompt">{prose::blocks(&question.prompt, &place)}</div> }
    });
    view! {
        <section class=class id=id tabindex="-1" aria-label=question_label(question)>
            <p class="question-kind">{kind(&props.key)}</p>
            {prompt}
            {dashboard(lesson, question)}
            {live("question", &props, question_texts(question, &place))}
            {identity(site.course.report.as_deref(), lesson, question, route)}
        </section>
    }
    .into_any()
}

/// What a question is called where a problem with it is reported, and the way there if there is one.
fn identity(
    report: Option<&str>,
    lesson: &Lesson,
    question: &Question,
    route: &Route,
) -> impl IntoView + use<> {
    let name = format!("{}/{}", lesson.id, question.id);
    let shown = match report {
        Some(template) => {
            let href = template.replace("{id}", &name);
            // A frame may not leave its page, and most places for reports refuse to be in a frame.
            let target = route.is_embed().then_some("_blank");
            let told = format!("Report a problem with the question {name}");
            view! { <a href=href target=target rel="noopener" aria-label=told>"Report a problem"</a> }
                .into_any()
        }
        None => {
            let copy = CopyButton { label: "Copy the id".into(), text: name.clone() };
            view! { "Question id: "<code>{name}</code>{live("copy", &copy, [])} }.into_any()
        }
    };
    view! { <p class="question-id">{shown}</p> }
}

fn predicted(question: &Question) -> Option<Predicted> {
    let Body::Predict(predict) = &question.body else { return None };
    let simulator = sim::find(&predict.simulator)?;
    let (place, readout) = simulator.readout(&predict.readout)?;
    Some(Predicted { place, readout: *readout, plot: simulator.plots.first().copied() })
}

fn question_texts(question: &Question, place: &Place) -> Vec<(String, AnyView)> {
    let (hints, explain) = match &question.template {
        Some(template) => (&template.hints, &template.explain),
        None => (&question.hints, &question.explain),
    };
    let hints = hints.iter().enumerate();
    let mut texts: Vec<_> =
        hints.map(|(i, hint)| (format!("hint-{i}"), prose::line(hint, place))).collect();
    texts.push(("explain".into(), prose::blocks(explain, place)));
    let prompt = question.template.as_ref().map(|template| &template.prompt);
    texts.extend(prompt.map(|prompt| ("prompt".into(), prose::blocks(prompt, place))));
    texts.extend(match &question.body {
        Body::Choice(_) | Body::Diagnose(_) => {
            question::choice::view::texts(&question.body.options(), place)
        }
        Body::Flaw(flaw) => question::flaw::view::texts(flaw, place),
        Body::Order(order) => question::order::view::texts(order, place),
        Body::Match(matching) => question::matching::view::texts(matching, place),
        Body::Categorise(categorise) => question::categorise::view::texts(categorise, place),
        Body::Cloze(cloze) => question::cloze::view::texts(cloze, place),
        Body::Free(free) => question::free::view::texts(free, place),
        Body::Estimate(_) | Body::Predict(_) | Body::Goal(_) => Vec::new(),
    });
    texts
}

/// What a diagnosis is made from.
pub(super) fn dashboard(lesson: &Lesson, question: &Question) -> Option<AnyView> {
    let Body::Diagnose(diagnose) = &question.body else { return None };
    let simulator = sim::find(&diagnose.dashboard.simulator)?;
    let states = question.body.states().into_iter().filter_map(|id| lesson.state(id));
    let states = states.map(|state| (state.label.clone(), result(simulator, &state.values)));
    let states: Vec<_> = states.collect();
    Some(question::diagnose::view::dashboard(&diagnose.dashboard, simulator, &states))
}

fn refutations_of(question: &Question) -> Vec<Option<StateId>> {
    let options = question.body.options().into_iter();
    options.map(|o| o.refuted_by.as_ref().map(|refutation| refutation.state.clone())).collect()
}

/// The first words of the prompt, as the name of the question's section.
fn question_label(question: &Question) -> String {
    let template = question.template.as_ref().map(|template| &template.prompt);
    let first = template.unwrap_or(&question.prompt).iter().find_map(|block| match block {
        Block::Paragraph(line) => Some(plain(line)),
        _ => None,
    });
    // A name does not change with the numbers.
    let words = first.unwrap_or_default().replace(['{', '}'], "").replace('_', " ");
    let short: String = words.split_whitespace().take(9).collect::<Vec<_>>().join(" ");
    format!("Question: {short} …")
}

fn states_of(question: &Question) -> impl Iterator<Item = &StateId> {
    let options = question.body.options().into_iter();
    let refuting = options.filter_map(|option| option.refuted_by.as_ref());
    refuting.map(|refutation| &refutation.state).chain(question.body.states())
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

fn goal(lesson: &Lesson, simulator: &'static Simulator, goal: &lesson::Goal) -> Goal {
    let places = |limits: &[(String, f64)]| -> Vec<(usize, f64)> {
        let limits = limits.iter();
        limits.filter_map(|(key, limit)| Some((simulator.readout(key)?.0, *limit))).collect()
    };
    let (under, over) = (places(&goal.under), places(&goal.over));
    let par = |state: &State| {
        let outcome = result(simulator, &state.values);
        let aims = under.iter().chain(&over);
        let results = aims.map(|(place, _)| outcome.readings[*place].value).collect();
        Par { label: state.label.clone(), results }
    };
    let pars = goal.par.iter().filter_map(|id| lesson.state(id)).map(par).collect();
    Goal { under, over, pars }
}

/// The progress of a lesson.
pub(super) fn progress(lesson: &Lesson) -> LessonProgress {
    let questions = lesson.questions.iter().map(|question| question.id.clone()).collect();
    LessonProgress { lesson: lesson.id.clone(), questions }
}

/// What an answer to each question of a lesson says of the learner, in per cent.
pub(super) fn weights(lesson: &Lesson) -> Vec<u8> {
    let weight = |question: &Question| (question.key().weight() * 100.0).round() as u8;
    lesson.questions.iter().map(weight).collect()
}
