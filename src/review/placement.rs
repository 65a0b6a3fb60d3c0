//! What the placement check says of a lesson, folded from ordinary answers: nothing of it is saved.
//!
//! The rule: a lesson may be skipped if each of its questions in the check was right at the first try,
//! and none of them was called a guess. A guess that comes out right proves nothing, and after the
//! first try the reason has been read.

use crate::base::id::QuestionId;
use crate::progress::fold::Attempt;
use crate::progress::{Record, What};
use crate::question::{Confidence, Grade};

/// What the check says of a lesson.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Not all of its questions have been answered.
    Open,
    /// "You may skip this."
    Skip,
    /// "Read this first."
    Read,
}

/// What the answers to the questions that the check asks of a lesson say. Of a lesson that it does not
/// ask it says nothing.
#[must_use]
pub fn verdict(asked: &[QuestionId], record: &Record) -> Verdict {
    let firsts = asked.iter().filter_map(|id| record.attempts(id).into_iter().next());
    let firsts: Vec<Attempt> = firsts.collect();
    let knew = |first: &Attempt| {
        Grade { score: first.score }.is_right() && first.confidence != Confidence::Guess
    };
    match firsts.len() == asked.len() && !asked.is_empty() {
        false => Verdict::Open,
        true if firsts.iter().all(knew) => Verdict::Skip,
        true => Verdict::Read,
    }
}

/// Whether a learner need not be sent to a lesson, because the check has placed them past it: its
/// verdict is to skip it, and they were not reading the lesson when they answered. They were not if
/// they had not opened it, or have answered nothing else in it.
#[must_use]
pub fn is_placed_out(asked: &[QuestionId], all: &[QuestionId], record: &Record) -> bool {
    let opened = record.seen().filter(|(_, event)| event.what == What::Opened);
    let opened = opened.map(|(_, event)| event.order).min();
    let answered = record.seen().filter_map(|(_, event)| match &event.what {
        What::Answered { question, .. } if asked.contains(question) => Some(event.order),
        _ => None,
    });
    let came_first = opened.is_none_or(|opened| answered.min().is_some_and(|first| first < opened));
    verdict(asked, record) == Verdict::Skip
        && (came_first || record.answered(all) == record.answered(asked))
}
