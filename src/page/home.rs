//! The start page: one sentence, one live lab, the map of the course.

use super::parts::{LabWithTexts, alone, lab_section, progress};
use super::{Page, Site};
use crate::lesson::course::{Entry, Module};
use crate::route::Route;
use crate::sim::batching;
use crate::sim::values::Values;
use crate::view::lab::Lab;
use crate::view::part::live;
use crate::view::progress::{Continue, ContinueLesson};
use leptos::prelude::*;

pub(super) fn page(site: &Site) -> Page {
    let route = Route::Home;
    let modules = site.course.modules.iter().map(|module| self::module(module, &route));
    let main = view! {
        <section class="hero">
            <h1>"Learn to design machine-learning systems by their trade-offs"</h1>
            <p class="lede">"Lessons, labs over real simulators, and questions for engineers who must design, explain and defend ML systems: before the interview, and at work."</p>
            {continue_link(site)}
            <div class="hero-lab">{lab_section(site, &lab(&route), None)}</div>
        </section>
        <section class="course-map" aria-labelledby="course">
            <h2 id="course">"The course"</h2>
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

fn continue_link(site: &Site) -> AnyView {
    let lessons = site.lessons.iter().map(|lesson| ContinueLesson {
        progress: progress(lesson),
        title: lesson.title.clone(),
        href: Route::Home.link(&Route::Lesson(lesson.id.clone())),
    });
    live("continue", &Continue { lessons: lessons.collect() }, [])
}

fn module(module: &Module, route: &Route) -> impl IntoView + use<> {
    let entry = |lesson: &Entry| {
        let href = route.link(&Route::Lesson(lesson.id.clone()));
        let meta = format!("{} minutes · {} questions", lesson.minutes, lesson.questions);
        view! {
            <li>
                <a class="lesson-link" href=href>
                    <span class="lesson-title">{lesson.title.clone()}</span>
                    <span class="lesson-summary">{lesson.summary.clone()}</span>
                    <span class="lesson-meta">{meta}</span>
                </a>
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
