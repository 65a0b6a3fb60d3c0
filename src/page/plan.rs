//! The way to the day of an interview.

use super::parts::weights;
use super::placement::Check;
use super::{Page, Site, review};
use crate::base::id::LessonId;
use crate::lesson::{Lesson, Skill};
use crate::plan::Outline;
use crate::review::next;
use crate::route::Route;
use crate::view::part::live;
use crate::view::plan::{Planned, Planner};
use leptos::prelude::*;

/// The skills, each at its place.
const SKILLS: [Skill; next::SKILLS] = [
    Skill::Architecture,
    Skill::TradeOffs,
    Skill::Operations,
    Skill::Governance,
    Skill::Communication,
];

pub(super) fn page(site: &Site) -> Page {
    let route = Route::Plan;
    let check = Check::of(site);
    let planned = |lesson: &Lesson| Planned {
        asked: check.asked(&lesson.id),
        ..planned(site, lesson, &route)
    };
    let planner = Planner {
        lessons: site.lessons.iter().map(planned).collect(),
        deck: review::deck(site),
        reviews: Route::Review.folder(),
    };
    let main = view! {
        <section class="plan">
            <h1>"Plan"</h1>
            <p class="lede">"From today to the interview: which lesson on which day, with room for reviews. It stays on this device."</p>
            {live("planner", &planner, [])}
        </section>
    };
    Page {
        route: Route::Plan,
        class: "page-plan",
        title: "Plan".into(),
        description: "Which lesson on which day before an interview, with room for reviews, and as a file for your calendar.".into(),
        main: main.into_any(),
        lesson: None,
    }
}

fn planned(site: &Site, lesson: &Lesson, route: &Route) -> Planned {
    let place = |id: &LessonId| site.lessons.iter().position(|other| other.id == *id);
    let own = Route::Lesson(lesson.id.clone());
    Planned {
        title: lesson.title.clone(),
        href: route.link(&own),
        folder: own.folder(),
        weights: weights(lesson),
        asked: Vec::new(),
        outline: Outline {
            minutes: lesson.minutes,
            requires: lesson.requires.iter().filter_map(place).collect(),
            skills: (0..SKILLS.len()).filter(|at| lesson.skills.contains(&SKILLS[*at])).collect(),
            cards: u32::try_from(lesson.cards.len()).unwrap_or(u32::MAX),
        },
    }
}
