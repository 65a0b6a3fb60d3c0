//! What the learner did, by module, by skill and by topic, how well they know it, and copies of it.

use super::parts::{progress, weights};
use super::{Page, Site};
use crate::lesson::{Lesson, Skill};
use crate::route::Route;
use crate::sim;
use crate::view::overview::{Chapter, LabLink, LessonLink, Overview};
use crate::view::part::live;
use leptos::prelude::*;

/// The skills of the course, in words.
const SKILLS: &[(Skill, &str)] = &[
    (Skill::Architecture, "Architectural reasoning"),
    (Skill::TradeOffs, "Trade-off thinking"),
    (Skill::Operations, "Operational awareness"),
    (Skill::Governance, "Explainability and governance"),
    (Skill::Communication, "Interview communication"),
];

pub(super) fn page(site: &Site) -> Page {
    let route = Route::Progress;
    let lesson = |lesson: &Lesson| LessonLink {
        progress: progress(lesson),
        title: lesson.title.clone(),
        href: route.link(&Route::Lesson(lesson.id.clone())),
        skills: SKILLS.iter().map(|(skill, _)| lesson.skills.contains(skill)).collect(),
        weights: weights(lesson),
    };
    let topics = site.course.topics.iter().filter_map(|topic| {
        let place = site.lessons.iter().position(|lesson| lesson.topics.contains(&topic.number))?;
        Some((topic.title.clone(), u32::try_from(place).ok()?))
    });
    let chapters = site.course.modules.iter().map(|module| Chapter {
        title: module.title.clone(),
        lessons: site.lessons.iter().filter(|l| l.module == module.id).map(lesson).collect(),
    });
    let labs = sim::all().map(|simulator| LabLink {
        id: simulator.id.into(),
        title: simulator.title.into(),
        href: route.link(&Route::Lab(simulator.id.into())),
    });
    let overview = Overview {
        chapters: chapters.collect(),
        skills: SKILLS.iter().map(|(_, words)| (*words).into()).collect(),
        topics: topics.collect(),
        labs: labs.collect(),
        address: Route::Progress.folder(),
    };
    let main = view! {
        <section class="progress">
            <h1>"Your progress"</h1>
            <p class="lede">"It is kept on this device and nowhere else. A copy as a file outlives the browser, and takes it to another device."</p>
            <p class="means">
                "Mastery is the share of the marks that you would probably get today: fresh answers count more than old ones, what is hard to guess counts more than what is easy, and few answers leave it near one half."
            </p>
            <p class="means">
                <a href=route.link(&Route::Placement)>"The placement check"</a>
                " says what you may skip."
            </p>
            {super::review::due(site, &Route::Progress)}
            <p><a href=route.link(&Route::Plan)>"Plan the way to your interview"</a></p>
            {live("overview", &overview, [])}
        </section>
    };
    Page {
        route: Route::Progress,
        class: "page-progress",
        title: "Progress".into(),
        description: "What you have done in the course, and copies of it for another device."
            .into(),
        main: main.into_any(),
        lesson: None,
    }
}
