//! Layer "page": one file for each kind of address, rendered natively into whole documents.
//!
//! Pages are text. What moves in them are live parts (`view::part`), which the browser takes over.

pub mod anki;
mod checks;
mod embedding;
mod glossary;
mod home;
mod lab;
mod lesson;
mod missing;
mod parts;
mod placement;
mod plan;
mod progress;
mod prompt;
mod review;
pub mod search;
mod shell;

pub use shell::{Assets, POLICY, Program, document};

use crate::lesson::Lesson;
use crate::lesson::course::Course;
use crate::prose::Block;
use crate::route::Route;
use crate::sim::{self, Simulator};
use leptos::prelude::*;

/// All that pages speak of.
pub struct Site {
    /// The table of contents and the glossary.
    pub course: Course,
    /// In the order of the course.
    pub lessons: Vec<Lesson>,
    /// Each simulator with its card, compiled.
    pub cards: Vec<(&'static Simulator, Vec<Block>)>,
    /// The path that the site is served under, with slashes at both ends. Only the page for missing
    /// addresses needs it; the others work under any path.
    pub public_path: String,
}

/// A rendered page, before the document around it.
pub struct Page {
    /// Where it stands.
    pub route: Route,
    /// The class of the body.
    pub class: &'static str,
    /// Its title, without the course's.
    pub title: String,
    /// One sentence for search engines and previews.
    pub description: String,
    /// What stands in `<main>`.
    pub main: AnyView,
    /// The lesson whose progress the footer speaks of.
    pub lesson: Option<crate::base::id::LessonId>,
}

impl Site {
    /// The way from a page to the root of the site. The page for missing addresses may be shown at
    /// any depth, so its way begins at the root of the host.
    #[must_use]
    pub fn root(&self, route: &Route) -> String {
        if *route == Route::Missing { self.public_path.clone() } else { route.root() }
    }

    /// Every address of the site.
    #[must_use]
    pub fn routes(&self) -> Vec<Route> {
        let mut routes = vec![
            Route::Home,
            Route::Labs,
            Route::Glossary,
            Route::Placement,
            Route::Review,
            Route::Progress,
            Route::Plan,
            Route::Embedding,
            Route::Missing,
        ];
        for lesson in &self.lessons {
            routes.push(Route::Lesson(lesson.id.clone()));
            routes.push(Route::EmbedLesson(lesson.id.clone()));
        }
        for simulator in sim::all() {
            routes.push(Route::Lab(simulator.id.into()));
            routes.push(Route::EmbedLab(simulator.id.into()));
        }
        routes
    }

    /// The page at an address, if there is one. Needs a reactive owner, as every view does.
    #[must_use]
    pub fn page(&self, route: &Route) -> Option<Page> {
        match route {
            Route::Home => Some(home::page(self)),
            Route::Lesson(id) | Route::EmbedLesson(id) => {
                let lesson = self.lessons.iter().find(|lesson| lesson.id == *id)?;
                Some(lesson::page(self, lesson, route))
            }
            Route::Labs => Some(lab::gallery(self)),
            Route::Lab(id) | Route::EmbedLab(id) => lab::page(self, sim::find(id)?, route),
            Route::Glossary => Some(glossary::page(self)),
            Route::Placement => Some(placement::page(self)),
            Route::Review => Some(review::page(self)),
            Route::Progress => Some(progress::page(self)),
            Route::Plan => Some(plan::page(self)),
            Route::Embedding => Some(embedding::page(self)),
            Route::Missing => Some(missing::page(self)),
        }
    }
}
