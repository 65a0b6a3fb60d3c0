//! The course as a whole: its modules, the order of its lessons, its glossary.

use crate::base::id::{LessonId, ModuleId};
use crate::prose::Line;
use serde::{Deserialize, Serialize};

/// The course, compiled, without the text of its lessons.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Course {
    /// Its name.
    pub title: String,
    /// What it is, in a few words.
    pub tagline: String,
    /// Where a learner reports a problem with a question: an address or a mail box in which every
    /// `{id}` stands for the name of the question. Nothing where the course has no such place.
    pub report: Option<String>,
    /// In the order of study.
    pub modules: Vec<Module>,
    /// In alphabetic order.
    pub glossary: Vec<Term>,
    /// What the numbers of the syllabus mean, in its order. Each topic belongs to one lesson.
    pub topics: Vec<Topic>,
}

/// A topic of the syllabus.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Topic {
    /// What lessons call it.
    pub number: u32,
    /// In a few words.
    pub title: String,
}

/// A group of lessons.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Module {
    /// Lessons name it.
    pub id: ModuleId,
    /// Its heading.
    pub title: String,
    /// One sentence.
    pub summary: String,
    /// In the order of study.
    pub lessons: Vec<Entry>,
}

/// A lesson, as far as a table of contents needs it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Its id.
    pub id: LessonId,
    /// Its heading.
    pub title: String,
    /// One sentence that states the trade-off.
    pub summary: String,
    /// How long it takes.
    pub minutes: u32,
    /// How many questions it asks.
    pub questions: u32,
}

/// A term of the glossary.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Term {
    /// What links use.
    pub id: String,
    /// The field's standard wording.
    pub term: String,
    /// What it means.
    pub text: Line,
    /// Ids of terms to see also.
    pub see: Vec<String>,
}
