//! A question: what all types share. The inputs of each type are in `question/<type>/view.rs`.

use super::prose::{self, Place};
use crate::base::id::{LessonId, StateId};
use crate::base::rng::Seed;
use crate::progress::What;
use crate::question::{self as course, Answer, Body, Confidence, Grade};
use crate::sim::control::Values;
use crate::state::{Command, services};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Properties of a question.
#[derive(Clone, Serialize, Deserialize)]
pub struct Question {
    /// What is asked.
    pub question: course::Question,
    /// The lesson that it belongs to.
    pub lesson: LessonId,
    /// Tells the questions of a page apart, and from its labs, when a simulator runs.
    pub number: u32,
    /// Where its texts stand.
    pub place: Place,
    /// The states that it speaks of.
    pub states: Vec<Shown>,
    /// The seed with which predictions are run.
    pub seed: Seed,
}

/// A state that a question can show.
#[derive(Clone, Serialize, Deserialize)]
pub struct Shown {
    /// The lesson's name for it.
    pub id: StateId,
    /// In words.
    pub label: String,
    /// The simulator's id.
    pub simulator: String,
    /// The settings.
    pub values: Values,
    /// The page of the lab in this state.
    pub href: String,
}

/// What was answered, and how good it was.
#[derive(Debug, Clone, PartialEq)]
pub struct Given {
    /// The answer.
    pub answer: Answer,
    /// Its grade.
    pub grade: Grade,
    /// How sure the learner was.
    pub confidence: Confidence,
    /// Whether the question has changed since.
    pub changed_since: bool,
}

/// What the inputs of a type may read and write.
#[derive(Clone, Copy)]
pub struct Form {
    /// The question with all that belongs to it.
    pub props: StoredValue<Question>,
    /// The answer in the making; nothing while it is incomplete.
    pub draft: RwSignal<Option<Answer>>,
    /// The given answer; nothing while the question is open.
    pub given: RwSignal<Option<Given>>,
    /// Counts the tries on this page, so that options are shuffled anew.
    pub tries: RwSignal<u32>,
}

impl Form {
    /// The start of the ids of this question's elements.
    #[must_use]
    pub fn id(&self) -> String {
        self.props.with_value(|props| format!("q-{}", props.question.id))
    }

    /// Whether the question has been answered.
    #[must_use]
    pub fn is_locked(&self) -> bool {
        self.given.with(Option::is_some)
    }
}

/// The whole question.
pub fn question(props: Question) -> AnyView {
    let form = Form {
        props: StoredValue::new(props.clone()),
        draft: RwSignal::new(None),
        given: RwSignal::new(None),
        tries: RwSignal::new(0),
    };
    let confidence = RwSignal::new(None::<Confidence>);
    let error = RwSignal::new("");
    let hints = RwSignal::new(0_usize);
    restore(form, confidence);
    // A sandboxed frame without `allow-forms` is never told of a submission, but of the click on the
    // button, which browsers also make when Enter is pressed in a field.
    let submit = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        if form.is_locked() {
            form.given.set(None);
            form.draft.set(None);
            confidence.set(None);
            form.tries.update(|tries| *tries += 1);
            return;
        }
        match (form.draft.get_untracked(), confidence.get_untracked()) {
            (None, _) => error.set(missing(&form)),
            (_, None) => error.set("Say how sure you are: it makes the feedback stick."),
            (Some(answer), Some(sure)) => {
                error.set("");
                give(form, answer, sure);
            }
        }
        if !error.get_untracked().is_empty() {
            services().page.announce(error.get_untracked());
        }
    };
    let inputs = match &props.question.body {
        Body::Choice(choice) => course::choice::view::inputs(choice, form),
        Body::Estimate(estimate) => course::estimate::view::inputs(estimate, form),
        Body::Predict(predict) => course::predict::view::inputs(predict, form),
    };
    let state = move || if form.is_locked() { "answered" } else { "open" };
    let submit_words = move || if form.is_locked() { "Try again" } else { "Answer" };
    view! {
        <div class="question-live" data-state=state>
            <p class="question-kind">{kind(&props.question.body)}</p>
            <div class="prompt">{prose::blocks(&props.question.prompt, &props.place)}</div>
            <form novalidate>
                {inputs}
                {confidence_field(form, confidence)}
                <p class="form-error">{error}</p>
                <div class="actions">
                    <button type="submit" class="primary" on:click=submit>{submit_words}</button>
                    {hint_button(&props, form, hints)}
                </div>
            </form>
            {hint_list(&props, hints)}
            <div class="feedback">{feedback(form)}</div>
        </div>
    }
    .into_any()
}

fn kind(body: &Body) -> &'static str {
    match body {
        Body::Choice(choice) if choice.several => "Choose all that apply",
        Body::Choice(_) => "Choose one",
        Body::Estimate(_) => "Estimate",
        Body::Predict(_) => "Predict, then run",
    }
}

fn missing(form: &Form) -> &'static str {
    form.props.with_value(|props| match props.question.body {
        Body::Choice(_) => "Choose an option first.",
        Body::Estimate(_) | Body::Predict(_) => "Type a number above zero first.",
    })
}

/// Shows the answer that was given on an earlier visit, once it is known.
fn restore(form: Form, confidence: RwSignal<Option<Confidence>>) {
    Effect::new(move || {
        let (lesson, id, revision) = form.props.with_value(|props| {
            (props.lesson.clone(), props.question.id.clone(), props.question.revision)
        });
        let record = services().learner(&lesson).record;
        let Some(attempt) = record.with(|record| record.attempt(&id)) else { return };
        if form.is_untouched() {
            let grade =
                form.props.with_value(|props| course::grade(&props.question, &attempt.answer));
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

impl Form {
    fn is_untouched(&self) -> bool {
        self.tries.get_untracked() == 0
            && self.draft.with_untracked(Option::is_none)
            && self.given.with_untracked(Option::is_none)
    }
}

/// Grades, shows, keeps and says.
fn give(form: Form, answer: Answer, confidence: Confidence) {
    let (grade, lesson, what) = form.props.with_value(|props| {
        let grade = course::grade(&props.question, &answer);
        let what = What::Answered {
            question: props.question.id.clone(),
            revision: props.question.revision,
            answer: answer.clone(),
            confidence,
            score: grade.score,
        };
        (grade, props.lesson.clone(), what)
    });
    form.given.set(Some(Given { answer: answer.clone(), grade, confidence, changed_since: false }));
    services().learner(&lesson).add(what);
    services().page.announce(&verdict(grade, confidence));
    let detail = form.props.with_value(|props| {
        serde_json::json!({
            "lesson": props.lesson, "question": props.question.id,
            "answer": answer, "confidence": confidence, "score": grade.score,
        })
    });
    services().page.tell_host("answer", &detail.to_string());
}

fn confidence_field(form: Form, confidence: RwSignal<Option<Confidence>>) -> AnyView {
    let name = format!("{}-sure", form.id());
    let choice = move |level: Confidence, words: &'static str| {
        let id = format!("{name}-{}", words.to_lowercase().replace(' ', "-"));
        view! {
            <span class="confidence-option">
                <input type="radio" id=id.clone() name=name.clone()
                    prop:checked=move || confidence.get() == Some(level)
                    prop:disabled=move || form.is_locked()
                    on:change=move |_| confidence.set(Some(level))/>
                <label for=id>{words}</label>
            </span>
        }
    };
    view! {
        <fieldset class="confidence">
            <legend>"How sure are you?"</legend>
            {choice(Confidence::Guess, "Guessing")}
            {choice(Confidence::Likely, "I think so")}
            {choice(Confidence::Sure, "I would bet on it")}
        </fieldset>
    }
    .into_any()
}

fn hint_button(props: &Question, form: Form, shown: RwSignal<usize>) -> AnyView {
    let count = props.question.hints.len();
    if count == 0 {
        return ().into_any();
    }
    let words = move || match shown.get() {
        0 => "Hint".to_owned(),
        some => format!("Another hint ({some} of {count} shown)"),
    };
    let hidden = move || form.is_locked() || shown.get() == count;
    view! {
        <button type="button" class="quiet" prop:hidden=hidden on:click=move |_| shown.update(|n| *n += 1)>
            {words}
        </button>
    }
    .into_any()
}

fn hint_list(props: &Question, shown: RwSignal<usize>) -> AnyView {
    let props = StoredValue::new(props.clone());
    let hints = move || {
        props.with_value(|props| {
            let shown = props.question.hints.iter().take(shown.get());
            shown.map(|hint| view! { <li>{prose::line(hint, &props.place)}</li> }).collect_view()
        })
    };
    view! { <ol class="hints" role="status">{hints}</ol> }.into_any()
}

fn feedback(form: Form) -> AnyView {
    (move || {
        form.given.get().map(|given| {
            let class = match given.grade.score {
                _ if given.grade.is_right() => "right",
                score if score > 0.0 => "partly",
                _ => "wrong",
            };
            let changed = given.changed_since.then(|| {
                view! { <p class="notice">"This question has changed since you answered it."</p> }
            });
            form.props.with_value(|props| {
                let explain = prose::blocks(&props.question.explain, &props.place);
                let passage = format!("{}#{}", props.place.lesson, props.question.passage);
                view! {
                    <p class="verdict" data-verdict=class>{verdict(given.grade, given.confidence)}</p>
                    {changed}
                    {own_feedback(form, &given)}
                    <div class="explain">{explain}</div>
                    <p class="passage"><a href=passage>"Read the passage that answers it"</a></p>
                }
            })
        })
    })
    .into_any()
}

/// What the type itself has to say about the answer.
fn own_feedback(form: Form, given: &Given) -> AnyView {
    form.props.with_value(|props| match (&props.question.body, &given.answer) {
        (Body::Choice(choice), Answer::Choice { chosen }) => {
            course::choice::view::feedback(choice, chosen, props)
        }
        (Body::Estimate(estimate), Answer::Estimate { value }) => {
            course::estimate::view::feedback(estimate, *value)
        }
        (Body::Predict(predict), Answer::Predict { value }) => {
            course::predict::view::feedback(predict, *value, props)
        }
        (Body::Choice(_) | Body::Estimate(_) | Body::Predict(_), _) => ().into_any(),
    })
}

/// The verdict in words. A confident error is the one most worth a second look, so it is named.
fn verdict(grade: Grade, confidence: Confidence) -> String {
    let marks =
        crate::base::format::setting((grade.score * 100.0).round(), crate::base::format::Unit::One);
    match (grade.is_right(), confidence) {
        (true, Confidence::Guess) => "Right, and more than a guess from now on.".into(),
        (true, _) => "Right.".into(),
        (false, Confidence::Sure) if grade.score == 0.0 => {
            "Not right, though you were sure. Look at the reason below: this is the kind of error \
             that is worth the most."
                .into()
        }
        (false, _) if grade.score > 0.0 => format!("Partly right: {marks} % of the marks."),
        (false, _) => "Not right.".into(),
    }
}

/// A link that shows a state in the lab: the page's own where it has one, otherwise the lab's page.
#[must_use]
pub fn show_in_lab(shown: &Shown, look: &str) -> AnyView {
    let command = StoredValue::new(Command {
        simulator: shown.simulator.clone(),
        values: shown.values.clone(),
        look: look.to_owned(),
    });
    let open = move |event: leptos::ev::MouseEvent| {
        if services().page.has_lab(&command.with_value(|command| command.simulator.clone())) {
            event.prevent_default();
            services().command.set(Some(command.get_value()));
        }
    };
    let words = format!("Show “{}” in the lab", shown.label);
    view! { <a class="refute-link" href=shown.href.clone() on:click=open>{words}</a> }.into_any()
}
