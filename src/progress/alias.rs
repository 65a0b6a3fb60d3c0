//! Lessons and questions that have changed their ids. Ids are meant never to change; where one had to,
//! a line here keeps what learners did under the old one.

use crate::base::id::{LessonId, QuestionId};

/// A lesson or a question that is called otherwise now.
pub struct Renamed {
    /// The lesson's id then.
    pub lesson: &'static str,
    /// The question's id then; nothing when the lesson itself was renamed.
    pub question: Option<&'static str>,
    /// The id now, of the lesson or of the question.
    pub to: &'static str,
}

/// Every change of an id since the first release.
pub const RENAMED: &[Renamed] = &[];

/// What a lesson is called now. A chain of changes is followed to its end.
#[must_use]
pub fn lesson(table: &[Renamed], id: &LessonId) -> LessonId {
    let mut id = id.clone();
    // A ring in the table must not hang the page.
    for _ in 0..=table.len() {
        let next = |r: &&Renamed| r.question.is_none() && r.lesson == id.as_str();
        match table.iter().find(next).and_then(|r| LessonId::new(r.to).ok()) {
            Some(next) => id = next,
            None => break,
        }
    }
    id
}

/// What a lesson has been called before.
#[must_use]
pub fn earlier(table: &[Renamed], id: &LessonId) -> Vec<LessonId> {
    let lessons = table.iter().filter(|r| r.question.is_none());
    let lessons = lessons.filter_map(|r| LessonId::new(r.lesson).ok());
    lessons.filter(|old| old != id && lesson(table, old) == *id).collect()
}

/// What a question of a lesson, by its present id, is called now.
#[must_use]
pub fn question(table: &[Renamed], lesson: &LessonId, id: &QuestionId) -> QuestionId {
    let mut id = id.clone();
    for _ in 0..=table.len() {
        let next = |r: &&Renamed| r.lesson == lesson.as_str() && r.question == Some(id.as_str());
        match table.iter().find(next).and_then(|r| QuestionId::new(r.to).ok()) {
            Some(next) => id = next,
            None => break,
        }
    }
    id
}
