//! Around the list of questions of a lesson: when verdicts are shown, and what is asked again.

use super::part::Texts;
use super::question::{one_of, quiet_button, radio};
use crate::base::id::{LessonId, QuestionId};
use crate::state::services;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// The id of the end of the list.
pub(super) const END: &str = "questions-end";

/// Properties of the head and of the end of a list of questions.
#[derive(Clone, Serialize, Deserialize)]
pub struct Round {
    /// The lesson.
    pub lesson: LessonId,
    /// The questions of the list, in its order.
    pub questions: Vec<QuestionId>,
    /// Whether this is the end.
    pub is_end: bool,
}

/// The head or the end of the list.
pub fn round(props: Round, _: Texts) -> AnyView {
    if props.is_end { end(props) } else { head(props.questions) }
}

/// When verdicts are shown: a choice that stays on the device.
fn head(questions: Vec<QuestionId>) -> AnyView {
    let at_end = RwSignal::new(false);
    Effect::new(move |before: Option<()>| {
        let round = &services().round;
        if before.is_none() {
            round.set_questions(questions.clone());
        }
        at_end.set(round.is_at_end());
    });
    let choice = |end: bool, id: &str, words| {
        let choose = move || {
            let services = services();
            services.round.choose(&*services.page, end);
        };
        let names = [id.to_owned(), "answers-shown".to_owned()];
        let is_on = Signal::derive(move || at_end.get() == end);
        radio(names, words, is_on, Signal::stored(false), Box::new(choose))
    };
    let choices = vec![
        choice(false, "answers-at-once", "At once"),
        choice(true, "answers-at-end", "At the end"),
    ];
    one_of("Show answers", choices)
}

/// What the end of the list offers, in words: to show the verdicts that wait, or to ask again what was
/// missed.
fn end(props: Round) -> AnyView {
    let words = RwSignal::new(String::new());
    let (lesson, count) = (props.lesson.clone(), props.questions.len());
    Effect::new(move || {
        let services = services();
        let record = services.learner(&props.lesson).record.get();
        let answered = record.answered(&props.questions);
        words.set(match services.round.missed(&record).len() {
            _ if answered == 0 => String::new(),
            _ if services.round.waits(&record) => {
                format!("Show all answers now ({} of {count} open)", count - answered)
            }
            0 => String::new(),
            1 => "Retry the one you missed".into(),
            missed => format!("Retry the {missed} you missed"),
        });
    });
    let act = move || {
        let services = services();
        let record = services.learner(&lesson).record.get_untracked();
        untrack(|| match services.round.waits(&record) {
            true => services.round.reveal(),
            false => services.round.ask_again(services.round.missed(&record)),
        });
    };
    let button = quiet_button(words.into(), Box::new(act));
    view! {
        <div class="round-end" id=END tabindex="-1" role="group" aria-label="End of the questions">{button}</div>
    }
    .into_any()
}
