//! What stands there when nothing is asked, and below the session: how reviews are planned, and what
//! was put aside.

use super::asking::{undo, ways};
use super::desk::{Desk, IDLE, moment};
use crate::progress::Settings;
use crate::review::{MOST, RETENTION, Slot, words};
use crate::state::services;
use leptos::prelude::*;

/// The heading of the list of what was put aside; it has the focus after one of them left.
pub(super) const ASIDE: &str = "review-aside";

/// Before a session and after it.
pub(super) fn idle(desk: Desk) -> AnyView {
    if desk.today.with_untracked(|today| today.all == 0) {
        let course = desk.props.with_value(|props| props.course.clone());
        return view! {
            <p class="review-said" id=IDLE tabindex="-1">
                "There is nothing to review yet. Prompts come from lessons of which you have answered half of the questions or which you marked to review later, and from questions that you missed. "
                <a href=course>"Choose a lesson"</a>"."
            </p>
        }
        .into_any();
    }
    let said = move || {
        let moment = moment(None);
        desk.today.with(|today| words::idle(desk.reviewed.get(), today, moment.now, moment.zone))
    };
    let go_on = move || {
        let is_due = desk.today.with(|today| !today.queue.is_empty());
        let (words, act): (_, fn(Desk)) = match (is_due, desk.reviewed.get()) {
            (true, 0) => ("Start", Desk::go_on),
            (true, _) => ("Go on", Desk::go_on),
            _ => ("Go on without waiting", Desk::go_early),
        };
        (is_due || desk.may_go_early()).then(|| {
            view! { <button type="button" class="primary" on:click=move |_| act(desk)>{words}</button> }
        })
    };
    view! {
        <p class="review-said" id=IDLE tabindex="-1">{said}</p>
        <div class="actions">{go_on}{undo(desk)}</div>
        {missed(desk)}
    }
    .into_any()
}

/// What was missed in this session, with the ways to learn it.
fn missed(desk: Desk) -> AnyView {
    let one = move |slot: &Slot| {
        let (anchor, (title, passage, lab)) =
            desk.props.with_value(|props| (props.anchor(slot), props.way(slot)));
        let front = services().page.markup(&format!("{anchor}.front"));
        view! {
            <li>
                <div class="review-title" inner_html=front></div>
                <p>{title}": "{ways(passage, lab)}</p>
            </li>
        }
    };
    let list = move || {
        let missed = desk.missed.get();
        (!missed.is_empty()).then(|| {
            view! {
                <div class="review-again">
                    <h2>"Worth another look"</h2>
                    <ul>{missed.iter().map(one).collect_view()}</ul>
                </div>
            }
        })
    };
    list.into_any()
}

/// How reviews are planned.
pub(super) fn settings(desk: Desk) -> AnyView {
    let (least, most) = RETENTION;
    view! {
        <details class="review-settings">
            <summary>"How reviews are planned"</summary>
            <p>
                "A prompt comes back when the chance that you still know it has fallen to what you set here. More takes more reviews: from 90 to 97 per cent between two and three times as many."
            </p>
            {number(desk, ("review-retention", "Wanted recall, in per cent"), (least, most),
                |settings| &mut settings.retention)}
            {number(desk, ("review-fresh", "New prompts a day, at most"), (0, MOST),
                |settings| &mut settings.fresh)}
            {number(desk, ("review-limit", "Reviews a day, at most"), (0, MOST),
                |settings| &mut settings.reviews)}
        </details>
    }
    .into_any()
}

fn number(
    desk: Desk,
    (id, label): (&'static str, &'static str),
    (least, most): (u32, u32),
    field: fn(&mut Settings) -> &mut u32,
) -> AnyView {
    let value = move || {
        let mut settings = desk.settings.get();
        *field(&mut settings)
    };
    let set = move |text: String| {
        let mut settings = desk.settings.get_untracked();
        if let Ok(number) = text.trim().parse() {
            *field(&mut settings) = number;
        }
        desk.plan(settings);
    };
    view! {
        <p class="field">
            <label for=id>{label}</label>
            <input type="number" inputmode="numeric" id=id min=least max=most step="1"
                prop:value=value on:change=move |event| set(event_target_value(&event))/>
        </p>
    }
    .into_any()
}

/// What was put aside.
pub(super) fn aside(desk: Desk) -> AnyView {
    let one = move |slot: &Slot| {
        let anchor = desk.props.with_value(|props| props.anchor(slot));
        let front = services().page.markup(&format!("{anchor}.front"));
        let (slot, name) = (slot.clone(), format!("aside-{anchor}"));
        let own = format!("back-{anchor}");
        let both = format!("{own} {name}");
        view! {
            <li>
                <div class="review-title" id=name inner_html=front></div>
                <button type="button" id=own aria-labelledby=both
                    on:click=move |_| desk.bring_back(&slot)>
                    "Bring back"
                </button>
            </li>
        }
    };
    let list = move || desk.today.with(|today| today.aside.iter().map(one).collect_view());
    let count = move || desk.today.with(|today| today.aside.len());
    view! {
        <details class="review-aside">
            <summary id=ASIDE>"Suspended prompts: "{count}</summary>
            <ul>{list}</ul>
        </details>
    }
    .into_any()
}
