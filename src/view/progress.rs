//! What the learner did, in words.

use super::part::Texts;
use crate::base::id::{LessonId, QuestionId};
use crate::progress::What;
use crate::progress::status::Status;
use crate::state::services;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// A lesson whose progress is shown.
#[derive(Clone, Serialize, Deserialize)]
pub struct LessonProgress {
    /// Which one.
    pub lesson: LessonId,
    /// Its questions.
    pub questions: Vec<QuestionId>,
}

/// "3 of 7 answered"; also notes that the lesson was opened.
pub fn lesson_progress(props: LessonProgress, _: Texts) -> AnyView {
    let LessonProgress { lesson, questions } = props;
    let count = questions.len();
    let answered = RwSignal::new(0);
    Effect::new(move || {
        let learner = services().learner(&lesson);
        let record = learner.record.get();
        if !record.did(&What::Opened) {
            learner.add(What::Opened);
        }
        answered.set(record.answered(&questions));
    });
    view! { <span class="lesson-progress">{move || format!("{} of {count} answered", answered.get())}</span> }
        .into_any()
}

/// How far a lesson is, on the map of the course; says nothing of one that was never opened.
pub fn lesson_state(props: LessonProgress, _: Texts) -> AnyView {
    let LessonProgress { lesson, questions } = props;
    let words = RwSignal::new(String::new());
    Effect::new(move || {
        let record = services().learner(&lesson).record.get();
        let (answered, count) = (record.answered(&questions), questions.len());
        words.set(match (record.began(), answered == count) {
            (false, _) => String::new(),
            (true, true) => " · all answered".into(),
            (true, false) => format!(" · {answered} of {count} answered"),
        });
    });
    view! { <span class="lesson-state">{move || words.get()}</span> }.into_any()
}

/// Where progress is kept.
#[derive(Serialize, Deserialize)]
pub struct SaveStatus {
    /// The lesson on this page.
    pub lesson: LessonId,
}

/// "Saved on this device", or why not.
pub fn save_status(props: SaveStatus, _: Texts) -> AnyView {
    let status = RwSignal::new(Status::default());
    Effect::new(move || status.set(services().learner(&props.lesson).status.get()));
    // Where nothing lasts, a copy must be had on the page itself: another page knows nothing.
    let is_safe = move || status.get().is_safe();
    let text = RwSignal::new(None::<String>);
    let save = move |_| {
        super::copies::save_a_copy();
        text.set(Some(services().keeper.export()));
    };
    let shown = move || {
        text.get().map(|text| {
            view! {
                <textarea class="copy" readonly rows="4" aria-label="The copy as text" prop:value=text>
                </textarea>
            }
        })
    };
    view! {
        <p class="save-status" role="status">{move || status.get().words()}</p>
        <div class="save-copy" hidden=is_safe>
            <button type="button" class="quiet" on:click=save>"Save a copy as a file"</button>
            {shown}
        </div>
    }
    .into_any()
}
