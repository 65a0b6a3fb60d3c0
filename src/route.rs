//! Every address of the course, as a type. Nobody else writes a path.
//!
//! Addresses are relative to the page they stand on, so that one build works under any path of any
//! host. Every address is a folder with an `index.html`, so that no host needs rewrite rules.

use crate::base::id::LessonId;

/// An address of the course.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Route {
    /// The start page.
    Home,
    /// A lesson.
    Lesson(LessonId),
    /// All labs.
    Labs,
    /// A simulator on a page of its own, by its id.
    Lab(String),
    /// All terms.
    Glossary,
    /// A few questions that say which lessons to skip.
    Placement,
    /// What the learner is asked again.
    Review,
    /// What the learner did, and copies of it.
    Progress,
    /// Which lesson on which day before an interview.
    Plan,
    /// How to put lessons and labs into other pages.
    Embedding,
    /// A lesson without the course around it, for frames.
    EmbedLesson(LessonId),
    /// A lab without the course around it, for frames.
    EmbedLab(String),
    /// What a host shows for an address that does not exist.
    Missing,
}

impl Route {
    /// The folder of the page within the site: empty for the start page, otherwise ending in `/`.
    #[must_use]
    pub fn folder(&self) -> String {
        match self {
            Self::Home | Self::Missing => String::new(),
            Self::Lesson(id) => format!("lesson/{id}/"),
            Self::Labs => "lab/".into(),
            Self::Lab(id) => format!("lab/{id}/"),
            Self::Glossary => "glossary/".into(),
            Self::Placement => "placement/".into(),
            Self::Review => "review/".into(),
            Self::Progress => "progress/".into(),
            Self::Plan => "plan/".into(),
            Self::Embedding => "embedding/".into(),
            Self::EmbedLesson(id) => format!("embed/lesson/{id}/"),
            Self::EmbedLab(id) => format!("embed/lab/{id}/"),
        }
    }

    /// The file of the page within the site.
    #[must_use]
    pub fn file(&self) -> String {
        match self {
            Self::Missing => "404.html".into(),
            _ => format!("{}index.html", self.folder()),
        }
    }

    /// The way from this page to the root of the site: `../../` for a lesson, `./` for the start page.
    #[must_use]
    pub fn root(&self) -> String {
        match self.folder().matches('/').count() {
            0 => "./".into(),
            depth => "../".repeat(depth),
        }
    }

    /// The address of `to`, for a link that stands on this page.
    #[must_use]
    pub fn link(&self, to: &Self) -> String {
        format!("{}{}", self.root(), to.folder())
    }

    /// The address of a section of `to`, for a link that stands on this page.
    #[must_use]
    pub fn link_to_section(&self, to: &Self, section: &str) -> String {
        if self == to { format!("#{section}") } else { format!("{}#{section}", self.link(to)) }
    }

    /// Whether the page is made for a frame: no header, no footer, no service worker.
    #[must_use]
    pub fn is_embed(&self) -> bool {
        matches!(self, Self::EmbedLesson(_) | Self::EmbedLab(_))
    }

    /// Whether the page is about the learner, and needs the program for such pages.
    #[must_use]
    pub fn is_about_learner(&self) -> bool {
        matches!(self, Self::Review | Self::Progress | Self::Plan)
    }

    /// Which page the address of a frame belongs to; itself for every other.
    #[must_use]
    pub fn in_full(&self) -> Self {
        match self {
            Self::EmbedLesson(id) => Self::Lesson(id.clone()),
            Self::EmbedLab(id) => Self::Lab(id.clone()),
            _ => self.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lesson() -> Route {
        Route::Lesson(LessonId::new("dynamic-batching").expect("a slug"))
    }

    #[test]
    fn links_are_relative_to_the_page_they_stand_on() {
        for (from, to, link) in [
            (Route::Home, Route::Home, "./"),
            (Route::Home, lesson(), "./lesson/dynamic-batching/"),
            (lesson(), Route::Home, "../../"),
            (lesson(), Route::Lab("batching".into()), "../../lab/batching/"),
            (Route::Labs, Route::Glossary, "../glossary/"),
        ] {
            assert_eq!(from.link(&to), link);
        }
    }

    #[test]
    fn every_address_is_a_file() {
        assert_eq!(Route::Home.file(), "index.html");
        assert_eq!(lesson().file(), "lesson/dynamic-batching/index.html");
        assert_eq!(Route::Missing.file(), "404.html");
    }

    #[test]
    fn a_section_of_the_same_page_needs_no_path() {
        assert_eq!(lesson().link_to_section(&lesson(), "forces"), "#forces");
        assert_eq!(
            Route::Home.link_to_section(&lesson(), "forces"),
            "./lesson/dynamic-batching/#forces"
        );
    }
}
