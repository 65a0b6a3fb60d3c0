//! Reviews: one prompt at a time, its answer, and four keys. What is asked, and when, is decided in
//! [`crate::review`]; the texts stay in the page, in the list of all prompts, and are shown from there.

mod asking;
mod beside;
mod desk;

use super::part::Texts;
use crate::progress::Scope;
use crate::review::today::Today;
use crate::review::{Deck, Slot, anchor};
use crate::state::services;
pub(super) use desk::moment;
use desk::{Desk, Stage};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// What can be asked, and where its answers are.
#[derive(Clone, Serialize, Deserialize)]
pub struct Review {
    /// Everything that the course could ask.
    pub deck: Deck,
    /// What belongs to each lesson of the deck.
    pub around: Vec<Around>,
    /// The address of the map of the course from this page.
    pub course: String,
}

/// What a prompt of a lesson leads to.
#[derive(Clone, Serialize, Deserialize)]
pub struct Around {
    /// The lesson's heading.
    pub title: String,
    /// The address of the lab of the lesson, if it has one.
    pub lab: Option<String>,
    /// The address of the passage that answers each prompt, in the order of the deck.
    pub passages: Vec<String>,
}

impl Review {
    /// The record in which a prompt is kept.
    fn scope(&self, shelf: usize) -> Scope {
        scope(&self.deck, shelf)
    }

    /// The id of the element that holds a prompt.
    fn anchor(&self, slot: &Slot) -> String {
        anchor(&self.deck.lessons[slot.shelf].lesson, &slot.prompt)
    }

    /// The heading of a prompt's lesson, and the addresses of its passage and its lab.
    fn way(&self, slot: &Slot) -> (String, Option<String>, Option<String>) {
        let Around { title, lab, passages } = &self.around[slot.shelf];
        let place = self.deck.lessons[slot.shelf].prompts().position(|one| one == slot.prompt);
        (title.clone(), place.and_then(|place| passages.get(place).cloned()), lab.clone())
    }
}

fn scope(deck: &Deck, shelf: usize) -> Scope {
    Scope::Lesson(deck.lessons[shelf].lesson.clone())
}

/// The reviews of today, and below them how they are planned.
pub fn review(props: Review, _: Texts) -> AnyView {
    let desk = Desk::new(props);
    desk.begin();
    let stage = move || match desk.stage.get() {
        Stage::Loading => view! {
            <p class="review-said">
                "What is due is worked out on this device, from what you have read and answered."
            </p>
        }
        .into_any(),
        Stage::Idle => beside::idle(desk),
        Stage::Asking(item) => asking::prompt(desk, &item),
    };
    view! {
        <section class="review" id="review" aria-label="Review" on:keydown=move |event| desk.key(&event)>
            {stage}
        </section>
        <div class="review-beside">{beside::settings(desk)}{beside::aside(desk)}</div>
    }
    .into_any()
}

/// Properties of the line about reviews on other pages.
#[derive(Serialize, Deserialize)]
pub struct Due {
    /// Everything that the course could ask.
    pub deck: Deck,
    /// The address of the page of reviews from this page.
    pub href: String,
}

/// "5 prompts are due for review"; nothing before there is anything to review.
pub fn due(props: Due, _: Texts) -> AnyView {
    // A link has a name before anybody knows what is due.
    let words = RwSignal::new(String::from("Review"));
    let is_asked = RwSignal::new(false);
    let deck = props.deck;
    Effect::new(move || {
        services().changes.get();
        let moment = moment(None);
        let record = |shelf| services().keeper.record(&scope(&deck, shelf));
        let today = Today::of(&deck, record, moment);
        is_asked.set(today.all > 0);
        words.set(match today.queue.len() {
            0 => "Nothing is due for review".into(),
            1 => "One prompt is due for review".into(),
            count => format!("{count} prompts are due for review"),
        });
    });
    view! {
        <p class="review-due" hidden=move || !is_asked.get()>
            <a href=props.href>{move || words.get()}</a>
        </p>
    }
    .into_any()
}
