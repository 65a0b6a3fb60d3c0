//! Around the list of questions of a lesson: when verdicts are shown, and what is asked again.

use super::part::Texts;
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
    Effect::new(move || {
        let round = &services().round;
        round.questions.set(questions.clone());
        at_end.set(round.at_end.get());
    });
    let choice = |end: bool, words: &'static str| {
        let id = if end { "answers-at-end" } else { "answers-at-once" };
        let choose = move |_| {
            let services = services();
            services.round.choose(&*services.page, end);
        };
        view! {
            <span class="confidence-option">
                <input type="radio" id=id name="answers-shown" prop:checked=move || at_end.get() == end
                    on:change=choose/>
                <label for=id>{words}</label>
            </span>
        }
        .into_any()
    };
    view! {
        <fieldset class="confidence">
            <legend>"Show answers"</legend>
            {choice(false, "At once")}{choice(true, "At the end")}
        </fieldset>
    }
    .into_any()
}

/// What the end of the list offers.
#[derive(Clone, Copy, PartialEq)]
enum Offer {
    Nothing,
    /// To show the verdicts before so many questions are answered.
    Show(usize),
    /// To ask so many questions again.
    Again(usize),
}

fn end(props: Round) -> AnyView {
    let offer = RwSignal::new(Offer::Nothing);
    let (lesson, count) = (props.lesson.clone(), props.questions.len());
    Effect::new(move || {
        let services = services();
        let record = services.learner(&lesson).record.get();
        let answered = record.answered(&props.questions);
        offer.set(match services.round.missed(&record).len() {
            _ if answered == 0 => Offer::Nothing,
            _ if services.round.waits(&record) => Offer::Show(count - answered),
            0 => Offer::Nothing,
            missed => Offer::Again(missed),
        });
    });
    let lesson = props.lesson;
    let act = move |_| {
        let services = services();
        if let Offer::Show(_) = offer.get_untracked() {
            services.round.revealed.set(true);
        } else {
            let record = services.learner(&lesson).record;
            let missed = untrack(|| record.with(|record| services.round.missed(record)));
            services.round.again.set(missed);
        }
    };
    let words = move || match offer.get() {
        Offer::Nothing => String::new(),
        Offer::Show(left) => format!("Show all answers now ({left} of {count} open)"),
        Offer::Again(1) => "Retry the one you missed".into(),
        Offer::Again(missed) => format!("Retry the {missed} you missed"),
    };
    view! {
        <div class="round-end" id=END tabindex="-1" role="group" aria-label="End of the questions">
            <button type="button" prop:hidden=move || offer.get() == Offer::Nothing on:click=act>{words}</button>
        </div>
    }
    .into_any()
}
