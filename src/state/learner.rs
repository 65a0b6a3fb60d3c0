//! What the learner did in one lesson, as signals.

use crate::progress::keeper::Keeper;
use crate::progress::status::{Kept, Status};
use crate::progress::{Record, Scope, What};
use leptos::prelude::*;
use std::rc::Rc;

/// A record and what became of saving it.
#[derive(Clone)]
pub struct Learner {
    /// All that is known.
    pub record: ArcRwSignal<Record>,
    /// What the learner is told, of this record and of all others on the page.
    pub status: ArcRwSignal<Status>,
    scope: Scope,
    keeper: Rc<Keeper>,
}

impl Learner {
    /// Loads the record: what the browser has at hand, at once; the signals change when there is more.
    #[must_use]
    pub(super) fn new(keeper: Rc<Keeper>, scope: Scope, status: ArcRwSignal<Status>) -> Self {
        keeper.load(&scope);
        let record = ArcRwSignal::new(keeper.record(&scope));
        Self { record, status, scope, keeper }
    }

    /// Adds what the learner just did.
    pub fn add(&self, what: What) {
        self.keeper.add(&self.scope, what);
    }

    pub(super) fn refresh(&self) {
        let record = self.keeper.record(&self.scope);
        // Equal records would make every part of the page look again.
        if self.record.with_untracked(|known| *known != record) {
            self.record.set(record);
        }
    }
}

/// Whether the learner has done enough that the browser may be asked to keep it for good.
#[must_use]
pub(super) fn is_worth_asking(record: &Record, status: &Status) -> bool {
    status.kept == Kept::Durably && record.questions().len() >= 3
}
