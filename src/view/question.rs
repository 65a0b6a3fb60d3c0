//! A question: what all types share. The inputs of each type are in `question/<type>/view.rs`.

mod turn;
mod words;

pub use turn::give;
pub use words::{kind, spoken};

use super::part::Texts;
use crate::base::id::{LessonId, QuestionId, StateId};
use crate::base::rng::Seed;
use crate::progress::save::confidence_word;
use crate::question::estimate::vary::view as vary;
use crate::question::{self as course, Answer, Confidence, Grade, Key, fill};
use crate::sim::outcome::{PlotSpec, ReadoutSpec};
use crate::sim::values::Values;
use crate::state::{Command, services};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use words::verdict;

/// Properties of a question. Its texts are `explain`, `hint-0` and so on, and those of its type.
#[derive(Clone, Serialize, Deserialize)]
pub struct Question {
    /// Which one.
    pub id: QuestionId,
    /// The lesson that it belongs to.
    pub lesson: LessonId,
    /// Changes when the question may have changed its meaning.
    pub revision: u32,
    /// What grading needs.
    pub key: Key,
    /// How many hints there are.
    pub hints: usize,
    /// The address of the passage that answers it.
    pub passage: String,
    /// Tells the questions of a page apart, and from its labs, when a simulator runs.
    pub number: u32,
    /// The states that it speaks of.
    pub states: Vec<Shown>,
    /// For each option, in the order of the source, the state that refutes it.
    pub refutations: Vec<Option<StateId>>,
    /// The seed with which predictions are run.
    pub seed: Seed,
    /// What is predicted, if that is the question.
    pub predicted: Option<Predicted>,
}

/// A result that is predicted.
#[derive(Clone, Copy, Serialize, Deserialize)]
pub struct Predicted {
    /// Its place among the simulator's readouts.
    pub place: usize,
    /// What it is.
    pub readout: ReadoutSpec,
    /// The simulator's first picture.
    pub plot: Option<PlotSpec>,
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
    /// Its texts.
    pub texts: Texts,
    /// The answer in the making; nothing while it is incomplete.
    pub draft: RwSignal<Option<Answer>>,
    /// The given answer; nothing while the question is open.
    pub given: RwSignal<Option<Given>>,
    /// Counts the tries on this page, so that options are shuffled anew.
    pub tries: RwSignal<u32>,
    /// Whether a free answer is written and is being held against the model answer.
    pub compared: RwSignal<bool>,
    /// Whether the verdict waits until the other questions are answered.
    pub held: RwSignal<bool>,
    /// The parts of the answer before that were right: they stay as they are in this try.
    pub kept: RwSignal<Option<Answer>>,
    /// What goes on, in words; often nothing.
    pub notice: RwSignal<&'static str>,
    /// The numbers that are asked about, where they vary.
    pub drawn: vary::Drawn,
}

impl Form {
    /// The start of the ids of this question's elements.
    #[must_use]
    pub fn id(&self) -> String {
        self.props.with_value(|props| format!("q-{}", props.id))
    }

    /// Whether the question has been answered.
    #[must_use]
    pub fn is_locked(&self) -> bool {
        self.given.with(Option::is_some)
    }

    /// Whether the verdict may be shown.
    #[must_use]
    pub fn is_judged(&self) -> bool {
        self.is_locked() && !self.held.get()
    }

    /// Whether a part was right before and stays as it is.
    #[must_use]
    pub fn is_kept(&self, part: usize) -> bool {
        self.kept.with(|kept| kept.as_ref().is_some_and(|kept| kept.has(part)))
    }

    /// Decides the order of what is shuffled, anew with each try.
    #[must_use]
    pub fn seed(&self) -> u32 {
        let revision = self.props.with_value(|props| props.revision);
        revision.wrapping_add(self.tries.get())
    }

    fn is_untouched(&self) -> bool {
        self.tries.get_untracked() == 0
            && self.draft.with_untracked(Option::is_none)
            && self.given.with_untracked(Option::is_none)
    }
}

/// The question below its prompt: inputs, confidence, hints, feedback.
pub fn question(props: Question, texts: Texts) -> AnyView {
    let form = Form {
        props: StoredValue::new(props.clone()),
        texts,
        draft: RwSignal::new(None),
        given: RwSignal::new(None),
        tries: RwSignal::new(0),
        compared: RwSignal::new(false),
        held: RwSignal::new(false),
        kept: RwSignal::new(None),
        notice: RwSignal::new(""),
        drawn: vary::Drawn::new(&props),
    };
    let confidence = RwSignal::new(None::<Confidence>);
    let error = RwSignal::new("");
    turn::connect(form, confidence);
    let inputs = match &props.key {
        Key::Choice(key) => course::choice::view::inputs(key, form),
        Key::Estimate(estimate) => course::estimate::view::inputs(estimate, form),
        Key::Predict(_) => course::predict::view::inputs(form),
        Key::Order(key) => course::order::view::inputs(*key, form),
        Key::Fill(key) => fill::view::inputs(key, form),
        Key::Free(key) => course::free::view::inputs(key, form),
        Key::Goal(goal) => course::goal::view::inputs(goal, form),
    };
    let is_free = matches!(props.key, Key::Free(_));
    let first_words =
        if matches!(props.key, Key::Goal(_)) { "Check my settings" } else { "Answer" };
    let state = move || if form.is_locked() { "answered" } else { "open" };
    let submit_words = move || match (form.is_locked(), is_free, form.compared.get()) {
        (true, ..) if form.held.get() => "Answered",
        (true, ..) => "Try again",
        (_, true, false) => "Compare with a model answer",
        (_, true, true) => "Grade my answer",
        (_, false, _) => first_words,
    };
    // A sandboxed frame without `allow-forms` is never told of a submission, but of the click on the
    // button, which browsers also make when Enter is pressed in a field.
    let submit = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        turn::submit(form, confidence, error);
    };
    let waits = move || form.is_locked() && form.held.get();
    let hints = RwSignal::new(0_usize);
    view! {
        <div class="question-live" data-state=state>
            {vary::prompt(form)}
            <form novalidate>
                <p class="kept">{form.notice}</p>
                {inputs}
                {confidence_field(form, confidence)}
                <p class="form-error">{error}</p>
                <div class="actions">
                    <button type="submit" class="primary" aria-disabled=move || waits().then_some("true")
                        on:click=submit>{submit_words}</button>
                    {turn::other_numbers(form, confidence, error)}
                    {hint_button(props.hints, form, hints)}
                </div>
            </form>
            {hint_list(form, hints)}
            <div class="feedback">{feedback(form)}</div>
        </div>
    }
    .into_any()
}

fn confidence_field(form: Form, confidence: RwSignal<Option<Confidence>>) -> AnyView {
    let is_locked = Signal::derive(move || form.is_locked());
    how_sure(format!("{}-sure", form.id()), is_locked, confidence)
}

/// "How sure are you?"; labs ask it, too.
pub(super) fn how_sure(
    name: String,
    is_locked: Signal<bool>,
    confidence: RwSignal<Option<Confidence>>,
) -> AnyView {
    let choice = |(level, words): (Confidence, &'static str)| {
        let id = format!("{name}-{}", confidence_word(level));
        let is_on = Signal::derive(move || confidence.get() == Some(level));
        let choose = move || confidence.set(Some(level));
        radio([id, name.clone()], words, is_on, is_locked, Box::new(choose))
    };
    let levels = [
        (Confidence::Guess, "Guessing"),
        (Confidence::Likely, "I think so"),
        (Confidence::Sure, "I would bet on it"),
    ];
    one_of("How sure are you?", levels.map(choice).into())
}

/// One of a few in a line. As with [`quiet_button`], what is alike is one kind of view, for each kind
/// costs a kilobyte.
pub(super) fn one_of(legend: &'static str, choices: Vec<AnyView>) -> AnyView {
    view! {
        <fieldset class="confidence">
            <legend>{legend}</legend>
            {choices}
        </fieldset>
    }
    .into_any()
}

/// A choice of [`one_of`], with its id and the name of the group.
pub(super) fn radio(
    [id, name]: [String; 2],
    words: &'static str,
    is_on: Signal<bool>,
    is_locked: Signal<bool>,
    choose: Box<dyn Fn()>,
) -> AnyView {
    view! {
        <span class="confidence-option">
            <input type="radio" id=id.clone() name=name prop:checked=is_on prop:disabled=is_locked
                on:change=move |_| choose()/>
            <label for=id>{words}</label>
        </span>
    }
    .into_any()
}

/// A button that is there only while there are words for it.
pub(super) fn quiet_button(words: Signal<String>, act: Box<dyn Fn()>) -> AnyView {
    let is_hidden = move || words.with(String::is_empty);
    view! {
        <button type="button" class="quiet" prop:hidden=is_hidden on:click=move |_| act()>{words}</button>
    }
    .into_any()
}

fn hint_button(count: usize, form: Form, shown: RwSignal<usize>) -> AnyView {
    let words = move || match shown.get() {
        _ if form.is_locked() || shown.get() == count => String::new(),
        0 => "Hint".to_owned(),
        some => format!("Another hint ({some} of {count} shown)"),
    };
    quiet_button(Signal::derive(words), Box::new(move || shown.update(|n| *n += 1)))
}

fn hint_list(form: Form, shown: RwSignal<usize>) -> AnyView {
    let hint = move |i: usize| {
        view! { <li inner_html=vary::text(form, &format!("hint-{i}"))></li> }
    };
    let hints = move || (0..shown.get()).map(hint).collect_view();
    view! { <ol class="hints" role="status">{hints}</ol> }.into_any()
}

fn feedback(form: Form) -> AnyView {
    let shown = move || {
        let given = form.given.get().filter(|_| !form.held.get())?;
        let class = match given.grade.score {
            _ if given.grade.is_right() => "right",
            score if score > 0.0 => "partly",
            _ => "wrong",
        };
        let changed = given.changed_since.then(|| {
            view! { <p class="notice">"This question has changed since you answered it."</p> }
        });
        let is_free = matches!(given.answer, Answer::Free { .. });
        let passage = form.props.with_value(|props| props.passage.clone());
        Some(view! {
            <p class="verdict" data-verdict=class>{verdict(given.grade, given.confidence, is_free)}</p>
            {changed}
            {own_feedback(form, &given)}
            <div class="explain" inner_html=vary::text(form, "explain")></div>
            <p class="passage"><a href=passage>"Read the passage that answers it"</a></p>
            {turn::next(form)}
        })
    };
    shown.into_any()
}

/// What the type itself has to say about the answer.
fn own_feedback(form: Form, given: &Given) -> AnyView {
    form.props.with_value(|props| match (&props.key, &given.answer) {
        (Key::Choice(key), Answer::Choice { chosen }) => {
            course::choice::view::feedback(key, chosen, props, form.texts)
        }
        (Key::Estimate(_), Answer::Estimate { value, .. }) => {
            course::estimate::view::feedback(form, *value)
        }
        (Key::Goal(goal), Answer::Goal { met, state }) => {
            course::goal::view::feedback(goal, met, state, props)
        }
        (Key::Predict(predict), Answer::Predict { value }) => {
            course::predict::view::feedback(predict, *value, props)
        }
        (Key::Order(key), Answer::Order { places }) => {
            course::order::view::feedback(*key, places, form.texts)
        }
        // Their reasons stand beside each part.
        _ => ().into_any(),
    })
}

/// Why a part of the answer is as it is: text `reason-0` and so on, after a word.
#[must_use]
pub fn reason(word: String, index: usize, texts: Texts) -> AnyView {
    let text = texts.get(&format!("reason-{index}"));
    view! { <p class="reason"><strong>{word}</strong><span inner_html=text></span></p> }.into_any()
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
