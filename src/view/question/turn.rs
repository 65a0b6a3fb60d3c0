//! A question's turn: it is answered, its answer is found again on the next visit, it is tried again.

use super::words::{missing, verdict};
use super::{Form, Given, quiet_button, vary};
use crate::progress::What;
use crate::progress::fold::Attempt;
use crate::progress::save::{answer_to_json, confidence_word};
use crate::question::{self as course, Answer, Confidence, Grade, Key};
use crate::state::services;
use leptos::prelude::*;

/// What stands above the parts that are left.
const KEPT: &str = "What was right is kept. Answer the rest.";

/// What stands there while settings are tried.
const TRYING: &str = "Trying your settings …";

/// Follows what is known of the question: an answer from an earlier visit, and whether its verdict
/// waits. Hears when it is its turn again.
pub(super) fn connect(form: Form, confidence: RwSignal<Option<Confidence>>) {
    Effect::new(move |before: Option<()>| {
        let (lesson, id) = form.props.with_value(|props| (props.lesson.clone(), props.id.clone()));
        let services = services();
        if before.is_none() {
            services.round.on_turn(&id, Box::new(move || take_turn(form, confidence)));
        }
        let record = services.learner(&lesson).record;
        let (held, attempt) =
            record.with(|record| (services.round.holds(&id, record), record.attempt(&id)));
        // Before the answer, so that no verdict is seen that has to wait.
        form.held.set(held);
        if let Some(attempt) = attempt
            && form.is_untouched()
        {
            restore(form, confidence, attempt);
        }
    });
}

/// Asks again, and leads there.
fn take_turn(form: Form, confidence: RwSignal<Option<Confidence>>) {
    if form.given.with_untracked(Option::is_some) {
        reopen(form, confidence);
    }
    // Once the inputs are there again.
    services().page.after(0, Box::new(move || services().page.show(&form.id())));
}

/// Answers, or opens an answered question again.
pub(super) fn submit(
    form: Form,
    confidence: RwSignal<Option<Confidence>>,
    error: RwSignal<&'static str>,
) {
    if form.given.with_untracked(Option::is_some) {
        if form.held.get_untracked() {
            services().page.announce("Answered. The verdict comes with the others.");
        } else {
            reopen(form, confidence);
        }
        return;
    }
    if form.notice.get_untracked() == TRYING {
        return;
    }
    let complete = |answer: &Answer| form.props.with_value(|props| props.key.is_complete(answer));
    let draft = match form.props.with_value(|props| matches!(props.key, Key::Goal(_))) {
        // There is nothing to fill in: what counts is how the lab is set.
        true => Some(Answer::Goal { met: Vec::new(), state: String::new() }),
        false => form.draft.get_untracked().filter(complete),
    };
    let problem = match (draft, confidence.get_untracked()) {
        (None, _) => form.props.with_value(|props| missing(&props.key)),
        (_, None) => "Say how sure you are: it makes the feedback stick.",
        (Some(Answer::Free { .. }), _) if !form.compared.get_untracked() => {
            course::free::view::compare(form);
            ""
        }
        (Some(Answer::Goal { .. }), Some(sure)) => {
            if course::goal::view::check(form, sure) {
                form.notice.set(TRYING);
                services().page.announce(TRYING);
                ""
            } else {
                "The lab of this question has not started."
            }
        }
        (Some(Answer::Estimate { value, .. }), Some(sure)) if vary::varies(form) => {
            vary::answer(form, value, sure, error);
            ""
        }
        (Some(answer), Some(sure)) => {
            let grade = form.props.with_value(|props| props.key.grade(&answer));
            give(form, answer, grade, sure);
            ""
        }
    };
    error.set(problem);
    if !problem.is_empty() {
        services().page.announce(problem);
    }
}

/// Asks again, for what was not right; for all of it where nothing can be kept.
fn reopen(form: Form, confidence: RwSignal<Option<Confidence>>) {
    let given = form.given.get_untracked().map(|given| given.answer);
    let kept = given.and_then(|answer| form.props.with_value(|props| props.key.kept(&answer)));
    let notice = if kept.is_some() { KEPT } else { "" };
    form.notice.set(notice);
    if !notice.is_empty() {
        services().page.announce(notice);
    }
    // Steps in the order in which they stood are no new answer.
    form.draft.set(kept.clone().filter(|kept| !matches!(kept, Answer::Order { .. })));
    form.kept.set(kept);
    form.given.set(None);
    confidence.set(None);
    form.compared.set(false);
    form.tries.update(|tries| *tries += 1);
}

/// Shows the answer that was given on an earlier visit.
fn restore(form: Form, confidence: RwSignal<Option<Confidence>>, attempt: Attempt) {
    let (mut grade, revision) =
        form.props.with_value(|props| (props.key.grade(&attempt.answer), props.revision));
    if let (Answer::Estimate { at, .. }, true) = (&attempt.answer, vary::varies(form)) {
        // Graded when it was given; what was right is computed again.
        grade = Grade { score: attempt.score };
        vary::restore(form, at);
    }
    confidence.set(Some(attempt.confidence));
    form.draft.set(Some(attempt.answer.clone()));
    form.given.set(Some(Given {
        answer: attempt.answer,
        grade,
        confidence: attempt.confidence,
        changed_since: attempt.revision != revision,
    }));
}

/// Shows a graded answer, keeps and says it.
pub fn give(form: Form, answer: Answer, grade: Grade, confidence: Confidence) {
    let (lesson, question, revision) =
        form.props.with_value(|props| (props.lesson.clone(), props.id.clone(), props.revision));
    let detail = serde_json::json!({
        "lesson": lesson.as_str(), "question": question.as_str(), "answer": answer_to_json(&answer),
        "confidence": confidence_word(confidence), "score": grade.score,
    });
    form.given.set(Some(Given { answer: answer.clone(), grade, confidence, changed_since: false }));
    form.notice.set("");
    let score = grade.score;
    let is_free = matches!(answer, Answer::Free { .. });
    let (services, waited) = (services(), form.held.get_untracked());
    let learner = services.learner(&lesson);
    learner.add(What::Answered { question, revision, answer, confidence, score });
    let said = match waited {
        true => learner.record.with_untracked(|record| untrack(|| services.round.said(record))),
        false => verdict(grade, confidence, is_free),
    };
    services.page.announce(&said);
    services.page.tell_host("answer", &detail.to_string());
}

/// Where questions are asked again one after another: the way to the next, and at last to the end.
pub(super) fn next(form: Form) -> AnyView {
    let words = move || {
        let id = form.props.with_value(|props| props.id.clone());
        match services().round.left_from(&id) {
            0 => String::new(),
            1 => "Back to the end of the questions".to_owned(),
            left => format!("Next missed question ({} left)", left - 1),
        }
    };
    let go = || {
        if !services().round.ask_next() {
            services().page.show(crate::view::round::END);
        }
    };
    quiet_button(Signal::derive(words), Box::new(go))
}

/// Asks about other numbers, where they vary.
pub(super) fn other_numbers(
    form: Form,
    confidence: RwSignal<Option<Confidence>>,
    error: RwSignal<&'static str>,
) -> AnyView {
    if !vary::varies(form) {
        return ().into_any();
    }
    let go = move || {
        if form.given.with_untracked(Option::is_some) {
            reopen(form, confidence);
        } else {
            form.draft.set(None);
            form.tries.update(|tries| *tries += 1);
        }
        error.set("");
        vary::draw_next(form);
    };
    let words = move || {
        let waits = form.is_locked() && form.held.get();
        if waits { String::new() } else { "Other numbers".to_owned() }
    };
    quiet_button(Signal::derive(words), Box::new(go))
}
