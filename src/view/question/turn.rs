//! A question's turn: it is answered, its answer is found again on the next visit, it is tried again.

use super::words::{missing, verdict};
use super::{Form, Given, KEPT};
use crate::progress::What;
use crate::progress::save::{answer_to_json, confidence_word};
use crate::question::{self as course, Answer, Confidence};
use crate::state::services;
use leptos::prelude::*;

/// Follows what is known of the question, and whose turn it is.
pub(super) fn connect(form: Form, confidence: RwSignal<Option<Confidence>>) {
    let id = form.props.with_value(|props| props.id.clone());
    // Before an answer is found again, so that no verdict is seen that has to wait.
    Effect::new(move || {
        let services = services();
        let record = form.props.with_value(|props| services.learner(&props.lesson).record);
        form.held.set(record.with(|record| services.round.holds(&id, record)));
    });
    restore(form, confidence);
    Effect::new(move || {
        if is_asked_again(form) {
            if form.given.with_untracked(Option::is_some) {
                reopen(form, confidence);
            }
            // Once the inputs are there again.
            services().page.after(0, Box::new(move || services().page.show(&form.id())));
        }
    });
}

fn is_asked_again(form: Form) -> bool {
    let again = services().round.again.get();
    form.props.with_value(|props| again.first() == Some(&props.id))
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
    let complete = |answer: &Answer| form.props.with_value(|props| props.key.is_complete(answer));
    let draft = form.draft.get_untracked().filter(complete);
    let problem = match (draft, confidence.get_untracked()) {
        (None, _) => form.props.with_value(|props| missing(&props.key)),
        (_, None) => "Say how sure you are: it makes the feedback stick.",
        (Some(Answer::Free { .. }), _) if !form.compared.get_untracked() => {
            course::free::view::compare(form);
            ""
        }
        (Some(answer), Some(sure)) => {
            give(form, answer, sure);
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
    if kept.is_some() {
        services().page.announce(KEPT);
    }
    // Steps in the order in which they stood are no new answer.
    form.draft.set(kept.clone().filter(|kept| !matches!(kept, Answer::Order { .. })));
    form.kept.set(kept);
    form.given.set(None);
    confidence.set(None);
    form.compared.set(false);
    form.tries.update(|tries| *tries += 1);
}

/// Shows the answer that was given on an earlier visit, once it is known.
fn restore(form: Form, confidence: RwSignal<Option<Confidence>>) {
    Effect::new(move || {
        let (lesson, id, revision) =
            form.props.with_value(|props| (props.lesson.clone(), props.id.clone(), props.revision));
        let record = services().learner(&lesson).record;
        let Some(attempt) = record.with(|record| record.attempt(&id)) else { return };
        if form.is_untouched() {
            let grade = form.props.with_value(|props| props.key.grade(&attempt.answer));
            confidence.set(Some(attempt.confidence));
            form.draft.set(Some(attempt.answer.clone()));
            form.given.set(Some(Given {
                answer: attempt.answer,
                grade,
                confidence: attempt.confidence,
                changed_since: attempt.revision != revision,
            }));
        }
    });
}

/// Grades, shows, keeps and says.
fn give(form: Form, answer: Answer, confidence: Confidence) {
    let (grade, lesson, question, revision) = form.props.with_value(|props| {
        (props.key.grade(&answer), props.lesson.clone(), props.id.clone(), props.revision)
    });
    let detail = serde_json::json!({
        "lesson": lesson.as_str(), "question": question.as_str(), "answer": answer_to_json(&answer),
        "confidence": confidence_word(confidence), "score": grade.score,
    });
    form.given.set(Some(Given { answer: answer.clone(), grade, confidence, changed_since: false }));
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
    let button = move || {
        let left = services().round.again.with(Vec::len);
        is_asked_again(form).then(|| {
            let words = match left {
                1 => "Back to the end of the questions".to_owned(),
                left => format!("Next missed question ({} left)", left - 1),
            };
            let go = move |_| {
                let services = services();
                services.round.again.update(|again| drop(again.remove(0)));
                if left == 1 {
                    services.page.show(crate::view::round::END);
                }
            };
            view! { <p><button type="button" on:click=go>{words}</button></p> }
        })
    };
    button.into_any()
}
