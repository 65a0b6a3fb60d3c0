//! A prompt, its answer and the four buttons.

use super::desk::{BACK, Desk, FRONT, moment};
use crate::base::fsrs::Rating;
use crate::review::memory::{Phase, Plan};
use crate::review::today::Item;
use crate::review::words;
use crate::state::services;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

/// The grades, as the buttons call them.
const GRADES: [(Rating, &str); 4] = [
    (Rating::Again, "Again"),
    (Rating::Hard, "Hard"),
    (Rating::Good, "Good"),
    (Rating::Easy, "Easy"),
];

/// What is being asked.
pub(super) fn prompt(desk: Desk, item: &Item) -> AnyView {
    let (anchor, (title, passage, _)) =
        desk.props.with_value(|props| (props.anchor(&item.slot), props.way(&item.slot)));
    let front = services().page.markup(&format!("{anchor}.front"));
    let state = match item.state.phase {
        Phase::New => " · new",
        Phase::Learning(_) => " · learning",
        Phase::Relearning(_) => " · learning again",
        Phase::Review => "",
    };
    let left = move || match desk.today.with(|today| today.queue.len()) {
        0 => String::new(),
        1 => " · the last one".into(),
        left => format!(" · {left} left"),
    };
    // Only on the text itself: on a link in it, Enter follows the link.
    let pressed = move |event: KeyboardEvent| {
        let is_key = matches!(event.key().as_str(), " " | "Enter") && !event.repeat();
        if is_key && event.target() == event.current_target() && !desk.open.get_untracked() {
            event.prevent_default();
            desk.show();
        }
    };
    let item = StoredValue::new(item.clone());
    let back = move || {
        if desk.open.get() {
            return answer(desk, &item.get_value(), &anchor, passage.clone());
        }
        view! {
            <div class="actions">
                <button type="button" class="primary" on:click=move |_| desk.show()>
                    "Show the answer"
                </button>
                {tools(desk)}
            </div>
        }
        .into_any()
    };
    view! {
        <p class="where">{title}{state}{left}</p>
        <div class="review-front" id=FRONT tabindex="-1" inner_html=front on:keydown=pressed></div>
        {back}
        {missed(desk)}
    }
    .into_any()
}

fn answer(desk: Desk, item: &Item, anchor: &str, passage: Option<String>) -> AnyView {
    let back = services().page.markup(&format!("{anchor}.back"));
    let moment = moment(None);
    let plan = Plan::new(moment.settings, moment.zone);
    let grade = |(rating, name): (Rating, &'static str)| {
        let wait =
            words::wait(&item.state.after(rating, moment.now, &plan), moment.now, moment.zone);
        view! {
            <button type="button" on:click=move |_| desk.grade(rating)>
                <kbd>{rating.number()}</kbd>
                <span class="grade-name">{name}</span>
                " "
                <span class="grade-wait">{wait}</span>
            </button>
        }
    };
    view! {
        <div class="review-back" id=BACK tabindex="-1">
            <div inner_html=back></div>
            {passage.map(|href| view! { <p class="passage"><a href=href>"Read the passage"</a></p> })}
        </div>
        <div class="grades" role="group" aria-label="How well did you know it?">
            {GRADES.map(grade).to_vec()}
        </div>
        <div class="actions">{tools(desk)}</div>
    }
    .into_any()
}

/// Undo and suspend.
fn tools(desk: Desk) -> AnyView {
    view! {
        {undo(desk)}
        <button type="button" class="quiet" on:click=move |_| desk.suspend()>"Suspend"</button>
    }
    .into_any()
}

/// Takes back what was done last.
pub(super) fn undo(desk: Desk) -> AnyView {
    let hidden = move || desk.today.with(|today| today.undo.is_none());
    view! {
        <button type="button" class="quiet" aria-keyshortcuts="u" prop:hidden=hidden
            on:click=move |_| desk.undo()>
            "Undo"
        </button>
    }
    .into_any()
}

/// What was missed last, and where to read and try it.
fn missed(desk: Desk) -> AnyView {
    let last = move || {
        let slot = desk.missed.with(|missed| missed.last().cloned())?;
        let (_, passage, lab) = desk.props.with_value(|props| props.way(&slot));
        Some(view! { <p class="review-missed">"Missed before this: "{ways(passage, lab)}</p> })
    };
    last.into_any()
}

/// Links to the passage and to the lab.
pub(super) fn ways(passage: Option<String>, lab: Option<String>) -> AnyView {
    let both = passage.is_some() && lab.is_some();
    view! {
        {passage.map(|href| view! { <a href=href>"read the passage"</a> })}
        {both.then_some(" or ")}
        {lab.map(|href| view! { <a href=href>"try it in the lab"</a> })}
    }
    .into_any()
}
