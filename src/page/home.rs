//! The start page: one sentence, one live lab, the map of the course.

use super::lesson::names;
use super::parts::{LabWithTexts, alone, lab_section, progress, weights};
use super::review::deck;
use super::{Page, Site, placement};
use crate::base::id::LessonId;
use crate::lesson::Lesson;
use crate::lesson::course::{Entry, Module};
use crate::review::next::{Stop, Way};
use crate::route::Route;
use crate::sim::batching;
use crate::sim::values::Values;
use crate::view::lab::Lab;
use crate::view::next::{Continue, Link};
use crate::view::part::live;
use leptos::prelude::*;

pub(super) fn page(site: &Site) -> Page {
    let route = Route::Home;
    let modules = site.course.modules.iter().map(|module| self::module(site, module, &route));
    let main = view! {
        <section class="hero">
            <h1>"Learn to design machine-learning systems by their trade-offs"</h1>
            <p class="lede">"Lessons, labs over real simulators, and questions for engineers who must design, explain and defend ML systems: before the interview, and at work."</p>
            {continue_link(site)}
            <p class="tour-offer">
                <button type="button" class="quiet" data-tour="" data-waits="">"New here? Take the tour of two minutes"</button>
            </p>
            {tour()}
            <div class="hero-lab">{lab_section(site, &lab(&route), None)}</div>
        </section>
        <section class="course-map" aria-labelledby="course">
            <h2 id="course">"The course"</h2>
            <p class="map-plan">"Do you have a date? "<a href=Route::Home.link(&Route::Plan)>"Plan the way to your interview"</a>"."</p>
            {modules.collect_view()}
        </section>
    };
    Page {
        route,
        class: "page-home",
        title: site.course.title.clone(),
        description: "Lessons, labs over real simulators, and questions on the trade-offs of machine-learning systems. Runs in your browser, also offline.".into(),
        main: main.into_any(),
        lesson: None,
    }
}

/// One slider and one picture, to be turned at once: four replicas at the edge of what they can do one
/// by one. Each step of the slider moves the wall.
fn lab(route: &Route) -> LabWithTexts {
    let simulator = &batching::SIMULATOR;
    let settings = [("arrival_rate", 180.0), ("replicas", 4.0), ("max_batch", 1.0)];
    let start = Values::with(simulator.controls, settings).expect("in the range of the controls");
    let mut small = alone(simulator, start, route);
    small.lab = Lab {
        level: 2,
        question: "What do four GPUs gain by serving requests in batches?".into(),
        sliders: vec!["max_batch".into()],
        plots: vec!["tradeoff".into()],
        follows_address: false,
        ..small.lab
    };
    small
}

/// What comes next. Which lesson that is depends on the learner; all that decides it is here.
fn continue_link(site: &Site) -> AnyView {
    let route = Route::Home;
    let place = |id: &LessonId| site.lessons.iter().position(|lesson| lesson.id == *id);
    let small = |place: usize| u8::try_from(place).expect("a course has fewer than 256 lessons");
    let check = placement::Check::of(site);
    let stop = |lesson: &Lesson| Stop {
        module: site.course.modules.iter().position(|m| m.id == lesson.module).map_or(0, small),
        requires: lesson.requires.iter().filter_map(place).map(small).collect(),
        skills: lesson.skills.iter().fold(0, |bits, skill| bits | 1 << *skill as u8),
        weights: weights(lesson),
        asked: check.asked(&lesson.id),
    };
    let link = |lesson: &Lesson| Link {
        words: lesson.title.clone(),
        href: route.link(&Route::Lesson(lesson.id.clone())),
    };
    let props = Continue {
        way: Way { deck: deck(site), stops: site.lessons.iter().map(stop).collect() },
        lessons: site.lessons.iter().map(link).collect(),
        review: route.link(&Route::Review),
        placement: Link {
            words: "Not new to this? Find out what you may skip, in twelve questions".into(),
            href: route.link(&Route::Placement),
        },
    };
    live("continue", &props, [])
}

/// What the tour says, and of which part of the page. `tour.js` shows one step after the other.
const TOUR: &[(&str, &str)] = &[
    (
        ".hero-lab",
        "This is a lab: a real simulator behind a slider. Move the slider, by hand or with the arrow keys, and read the sentence below the picture: it says what happened and why.",
    ),
    (
        ".course-map",
        "This is the course. Each lesson teaches one decision: the forces, the options, what breaks, and what to say in the interview. It takes about 25 minutes with its lab.",
    ),
    (
        ".continue",
        "Begin here. The link remembers where you were and leads on, to a lesson or to a review.",
    ),
    (
        ".site-nav",
        "Labs stand on their own, too, and every term is in the glossary. What you have answered is under “Progress”, with copies to take to another device.",
    ),
    (
        ".site-foot",
        "Nothing leaves this device, and after the first visit all of it works without a network. The list of keys is down here; search opens with /.",
    ),
];

fn tour() -> impl IntoView {
    let steps = TOUR.iter().map(|(target, words)| view! { <li data-target=*target>{*words}</li> });
    view! { <ol id="tour" hidden="">{steps.collect_view()}</ol> }
}

fn module(site: &Site, module: &Module, route: &Route) -> impl IntoView + use<> {
    let entry = |entry: &Entry| {
        let href = route.link(&Route::Lesson(entry.id.clone()));
        let meta = format!("{} minutes · {} questions", entry.minutes, entry.questions);
        let lesson = site.lessons.iter().find(|lesson| lesson.id == entry.id);
        view! {
            <li>
                <a class="lesson-link" href=href>
                    <span class="lesson-title">{entry.title.clone()}</span>
                    <span class="lesson-summary">{entry.summary.clone()}</span>
                </a>
                <p class="lesson-meta">
                    {meta}
                    {lesson.map(|lesson| before(site, lesson, route))}
                    {lesson.map(|lesson| live("lesson-state", &progress(lesson), []))}
                </p>
            </li>
        }
    };
    view! {
        <section class="module">
            <h3>{module.title.clone()}</h3>
            <p>{module.summary.clone()}</p>
            <ol class="lessons">{module.lessons.iter().map(entry).collect_view()}</ol>
        </section>
    }
}

/// What a lesson builds on, as links.
fn before(site: &Site, lesson: &Lesson, route: &Route) -> Option<impl IntoView + use<>> {
    let has_any = !lesson.requires.is_empty();
    let links = names(site, &lesson.requires, route);
    has_any.then(|| view! { <span class="before">" · builds on "{links}</span> })
}
