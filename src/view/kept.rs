//! The lessons that were marked for later, and the learner's notes.

use super::overview::{Chapter, LessonLink};
use crate::progress::{Record, Scope, WHOLE};
use leptos::prelude::*;
use std::collections::BTreeMap;

/// Where a mark or a note about all of a lesson stands on its page.
const AT_END: &str = "for-later";

/// The marks and notes, lesson by lesson, each with the way back to its place; nothing if there are
/// none.
pub(super) fn kept(chapters: Vec<Chapter>, records: RwSignal<BTreeMap<Scope, Record>>) -> AnyView {
    let lessons: Vec<_> = chapters.into_iter().flat_map(|chapter| chapter.lessons).collect();
    let all = move || {
        let entries = records.with(|records| {
            let of = |lesson: &LessonLink| {
                let scope = Scope::Lesson(lesson.progress.lesson.clone());
                records.get(&scope).map_or_else(Vec::new, |record| entries(lesson, record))
            };
            lessons.iter().flat_map(of).collect::<Vec<_>>()
        });
        (!entries.is_empty()).then(|| {
            view! {
                <section class="module">
                    <h2>"For later"</h2>
                    <ul class="kept">{entries}</ul>
                </section>
            }
        })
    };
    all.into_any()
}

fn entries(lesson: &LessonLink, record: &Record) -> Vec<AnyView> {
    let marks = record.bookmarks();
    let mut passages = record.noted();
    passages
        .extend(marks.iter().filter(|mark| !passages.contains(*mark)).copied().collect::<Vec<_>>());
    let entry = |passage: &str| {
        let at = if passage == WHOLE { AT_END } else { passage };
        let href = format!("{}#{at}", lesson.href);
        let to_review = marks.contains(&passage).then_some(" · to review");
        let note = record.note(passage).map(|note| note.whole()).filter(|note| !note.is_empty());
        let note = note.map(|note| view! { <p class="own-note">{note}</p> });
        view! { <li><a href=href>{lesson.title.clone()}</a>{to_review}{note}</li> }.into_any()
    };
    passages.into_iter().map(entry).collect()
}
