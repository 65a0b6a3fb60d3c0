//! What a session of reviews knows, and what each key does.

use super::Review;
use crate::base::fsrs::Rating;
use crate::progress::{Scope, Settings, What};
use crate::review::day::{MINUTE, Zone};
use crate::review::today::{Item, Moment, Today, Undo};
use crate::review::{self, DEFAULT, Slot};
use crate::state::services;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

/// A learning step that is due within this, in milliseconds, may be asked at once.
const SOON: u64 = 20 * MINUTE;

/// The element that has the focus while a prompt is read.
pub(super) const FRONT: &str = "review-front";
/// The element that has the focus while an answer is read.
pub(super) const BACK: &str = "review-back";
/// The element that has the focus when nothing more is asked.
pub(super) const IDLE: &str = "review-idle";

/// What is on the desk.
#[derive(Clone, PartialEq)]
pub(super) enum Stage {
    /// Not everything is known that the learner did.
    Loading,
    /// Nothing is being asked.
    Idle,
    /// This is being asked.
    Asking(Item),
}

/// A session.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    pub(super) props: StoredValue<Review>,
    pub(super) today: RwSignal<Today>,
    pub(super) stage: RwSignal<Stage>,
    /// Whether the answer is shown.
    pub(super) open: RwSignal<bool>,
    /// How many were reviewed.
    pub(super) reviewed: RwSignal<u32>,
    /// What was missed, each once.
    pub(super) missed: RwSignal<Vec<Slot>>,
    pub(super) settings: RwSignal<Settings>,
    /// The lesson that was asked last.
    last: StoredValue<Option<usize>>,
    /// Whether a look at the time is planned.
    timed: StoredValue<bool>,
}

/// Now, as far as reviews are concerned.
pub(in crate::view) fn moment(last: Option<usize>) -> Moment {
    let services = services();
    let chosen = services.keeper.record(&Scope::Plan).settings();
    Moment {
        now: services.keeper.now(),
        zone: Zone { ahead: services.page.minutes_ahead() },
        settings: review::in_range(chosen.unwrap_or(DEFAULT)),
        last,
    }
}

impl Desk {
    pub(super) fn new(props: Review) -> Self {
        Self {
            props: StoredValue::new(props),
            today: RwSignal::new(Today::default()),
            stage: RwSignal::new(Stage::Loading),
            open: RwSignal::new(false),
            reviewed: RwSignal::new(0),
            missed: RwSignal::new(Vec::new()),
            settings: RwSignal::new(DEFAULT),
            last: StoredValue::new(None),
            timed: StoredValue::new(false),
        }
    }

    /// Loads what is known, and follows what other tabs do.
    pub(super) fn begin(self) {
        Effect::new(move || {
            services().keeper.load_all(move || {
                self.look();
                self.stage.set(Stage::Idle);
            });
            services().page.watch(
                "review",
                Box::new(move |is_seen| {
                    // The page may have slept over night.
                    if is_seen {
                        self.look();
                    }
                }),
            );
        });
        Effect::new(move || {
            services().changes.get();
            if self.stage.with_untracked(|stage| *stage != Stage::Loading) {
                self.look();
                self.settle();
            }
        });
    }

    /// Works out what is due now.
    fn look(self) {
        let moment = moment(self.last.get_value());
        let keeper = services().keeper.clone();
        let today = self.props.with_value(|props| {
            Today::of(&props.deck, |shelf| keeper.record(&props.scope(shelf)), moment)
        });
        self.look_again(today.next.map(|next| next.0.saturating_sub(moment.now.0)));
        let was_nothing = self.today.with_untracked(|before| before.all == 0);
        let is_other = was_nothing != (today.all == 0);
        self.settings.set(moment.settings);
        self.today.set(today);
        // What stands there without any prompt is another page.
        if is_other && self.stage.with_untracked(|stage| *stage == Stage::Idle) {
            self.stage.set(Stage::Idle);
        }
    }

    /// Looks again when the next step is due.
    fn look_again(self, wait: Option<u64>) {
        let Some(wait) = wait.filter(|wait| *wait <= SOON && !self.timed.get_value()) else {
            return;
        };
        self.timed.set_value(true);
        let then = move || {
            self.timed.set_value(false);
            self.look();
        };
        services().page.after(u32::try_from(wait).unwrap_or(0) + 100, Box::new(then));
    }

    /// Goes on where another tab has answered what is asked here.
    fn settle(self) {
        let Stage::Asking(item) = self.stage.get_untracked() else { return };
        let is_open = self.today.with_untracked(|today| {
            today.item(&item.slot).is_some_and(|known| known.state.asked == item.state.asked)
        });
        if !is_open {
            self.go_on();
        }
    }

    /// Asks what is due first, or says that nothing is.
    pub(super) fn go_on(self) {
        let next = self.today.with_untracked(|today| today.queue.first().cloned());
        self.ask(next);
    }

    /// Asks a step before its time, for those who would rather not wait.
    pub(super) fn go_early(self) {
        let next = self.today.with_untracked(|today| today.later.first().cloned());
        self.ask(next);
    }

    /// Whether there is such a step.
    pub(super) fn may_go_early(self) -> bool {
        let now = services().keeper.now();
        let is_soon = |item: &Item| item.state.due.0.saturating_sub(now.0) <= SOON;
        self.today.with(|today| today.queue.is_empty() && today.later.first().is_some_and(is_soon))
    }

    fn ask(self, item: Option<Item>) {
        let focus = if item.is_some() { FRONT } else { IDLE };
        self.open.set(false);
        self.stage.set(item.map_or(Stage::Idle, Stage::Asking));
        focus_soon(focus);
    }

    /// Shows the answer.
    pub(super) fn show(self) {
        self.open.set(true);
        focus_soon(BACK);
    }

    /// Takes the learner's word for how well they knew it.
    pub(super) fn grade(self, rating: Rating) {
        let Stage::Asking(Item { slot, .. }) = self.stage.get_untracked() else { return };
        if !self.open.get_untracked() {
            return;
        }
        self.last.set_value(Some(slot.shelf));
        self.reviewed.update(|count| *count += 1);
        self.missed.update(|missed| {
            missed.retain(|other| *other != slot);
            if rating == Rating::Again {
                missed.push(slot.clone());
            }
        });
        self.add(&slot, What::Reviewed { prompt: slot.prompt.clone(), rating });
        self.go_on();
    }

    /// Puts what is asked aside.
    pub(super) fn suspend(self) {
        let Stage::Asking(Item { slot, .. }) = self.stage.get_untracked() else { return };
        self.add(&slot, What::Suspended { prompt: slot.prompt.clone(), on: true });
        self.go_on();
    }

    /// Brings a prompt back that was put aside.
    pub(super) fn bring_back(self, slot: &Slot) {
        self.add(slot, What::Suspended { prompt: slot.prompt.clone(), on: false });
        focus_soon(super::beside::ASIDE);
    }

    /// Takes back what was done last, and asks that again.
    pub(super) fn undo(self) {
        let undo = self.today.with_untracked(|today| today.undo.clone());
        let Some(Undo { event, slot, is_review }) = undo else { return };
        self.add(&slot, What::TakenBack { event });
        if is_review {
            self.reviewed.update(|count| *count = count.saturating_sub(1));
            self.missed.update(|missed| missed.retain(|other| *other != slot));
        }
        let again = self.today.with_untracked(|today| today.item(&slot).cloned());
        self.ask(again);
    }

    /// Keeps how reviews are to be planned.
    pub(super) fn plan(self, settings: Settings) {
        services().keeper.load(&Scope::Plan);
        services().keeper.add(&Scope::Plan, What::Planned(review::in_range(settings)));
        self.look();
    }

    fn add(self, slot: &Slot, what: What) {
        let scope = self.props.with_value(|props| props.scope(slot.shelf));
        services().keeper.load(&scope);
        services().keeper.add(&scope, what);
        self.look();
    }

    /// One key for each thing to do. They work while the focus is within the session.
    pub(super) fn key(self, event: &KeyboardEvent) {
        let is_held = event.ctrl_key() || event.meta_key() || event.alt_key() || event.repeat();
        if is_held || event.default_prevented() {
            return;
        }
        let key = event.key();
        if let Some(rating) = key.parse().ok().and_then(Rating::from_number) {
            self.grade(rating);
        } else if key == "u" {
            self.undo();
        }
    }
}

/// Moves the focus once the element is there.
fn focus_soon(id: &'static str) {
    services().page.after(0, Box::new(move || services().page.focus(id)));
}
