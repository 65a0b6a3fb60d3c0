//! The placement check: a few questions of the course, answered in place, and what they say of its
//! lessons. The answers are ordinary answers of those lessons.

use super::parts::question_section;
use super::{Page, Site};
use crate::base::id::{LessonId, QuestionId};
use crate::lesson::Lesson;
use crate::lesson::placement::{COUNT, Pick, choose};
use crate::route::Route;
use crate::view::next::{Link, Placed, Placement};
use crate::view::part::live;
use leptos::prelude::*;

/// The questions of the check.
pub(super) struct Check<'a> {
    site: &'a Site,
    picks: Vec<Pick>,
}

impl<'a> Check<'a> {
    pub(super) fn of(site: &'a Site) -> Self {
        Self { site, picks: choose(&site.lessons, COUNT) }
    }

    /// Those that are asked of a lesson.
    pub(super) fn asked(&self, lesson: &LessonId) -> Vec<QuestionId> {
        let own = self.picks.iter().filter(|pick| self.site.lessons[pick.lesson].id == *lesson);
        own.map(|p| self.site.lessons[p.lesson].questions[p.question].id.clone()).collect()
    }
}

pub(super) fn page(site: &Site) -> Page {
    let check = Check::of(site);
    let count = check.picks.len();
    let question = |(pick, number): (&Pick, u32)| {
        let lesson = &site.lessons[pick.lesson];
        let module = site.course.modules.iter().find(|module| module.id == lesson.module);
        let module = module.map_or_else(String::new, |module| module.title.clone());
        view! {
            <h2>{format!("{number} of {count} · {module}")}</h2>
            {question_section(site, lesson, &lesson.questions[pick.question], &Route::Placement, number)}
        }
    };
    let questions = check.picks.iter().zip(1..).map(question).collect_view();
    let main = view! {
        <article class="placement">
            <h1>"Placement check"</h1>
            <p class="lede">
                {format!("For those who know some of this: {count} questions from all over the course, about fifteen minutes. What you answer is kept like every answer, and you may stop and come back.")}
            </p>
            <div class="prose">{questions}</div>
            {verdicts(site, &check)}
        </article>
    };
    Page {
        route: Route::Placement,
        class: "page-placement",
        title: "Placement check".into(),
        description: "A few questions from all over the course say which lessons you may skip and which to read first.".into(),
        main: main.into_any(),
        // All parts of a page speak of all that is saved, whichever lesson is named.
        lesson: check.picks.first().map(|pick| site.lessons[pick.lesson].id.clone()),
    }
}

fn verdicts(site: &Site, check: &Check<'_>) -> AnyView {
    let link = |lesson: &Lesson| Link {
        words: lesson.title.clone(),
        href: Route::Placement.link(&Route::Lesson(lesson.id.clone())),
    };
    let (asked, others): (Vec<&Lesson>, Vec<&Lesson>) =
        site.lessons.iter().partition(|lesson| !check.asked(&lesson.id).is_empty());
    let placed = |lesson: &&Lesson| Placed {
        lesson: lesson.id.clone(),
        link: link(lesson),
        asked: check.asked(&lesson.id),
    };
    let placement = Placement { lessons: asked.iter().map(placed).collect() };
    let other = |lesson: &&Lesson| {
        let Link { words, href } = link(lesson);
        view! { <li><a href=href>{words}</a></li> }
    };
    let rest = (!others.is_empty()).then(|| {
        view! {
            <p>"The check has no question about these: read them in their turn."</p>
            <ul class="placed">{others.iter().map(other).collect_view()}</ul>
        }
    });
    let start = Route::Placement.link(&Route::Home);
    view! {
        <section class="verdicts" aria-labelledby="verdicts">
            <h2 id="verdicts">"What you may skip"</h2>
            <p>
                "The rule: you may skip a lesson if its question was right at the first try, and you did not call it a guess. One question proves little, so a skipped lesson stays open to you, and what you missed comes back in your reviews."
            </p>
            {live("placement", &placement, [])}
            {rest}
            <p><a href=start>"Back to the course, which now leads past what you know"</a></p>
        </section>
    }
    .into_any()
}
