//! What the learner did in one lesson, as signals.

use crate::progress::keeper::{Keeper, Status};
use crate::progress::{Record, What};
use leptos::prelude::*;
use std::rc::Rc;

/// A lesson's record and what became of saving it.
#[derive(Clone)]
pub struct Learner {
    /// All that is known.
    pub record: ArcRwSignal<Record>,
    /// What the learner is told.
    pub status: ArcRwSignal<Status>,
    keeper: Rc<Keeper>,
}

impl Learner {
    /// Loads the record; the signals change when it is there.
    #[must_use]
    pub fn new(keeper: Rc<Keeper>) -> Self {
        let (record, status) = (ArcRwSignal::new(Record::default()), ArcRwSignal::new(Status::Idle));
        let learner = Self { record, status, keeper };
        let after = learner.clone();
        learner.keeper.load(move |status| after.refresh(status));
        learner
    }

    /// Adds what the learner just did.
    pub fn add(&self, what: What) {
        let after = self.clone();
        self.keeper.add(what, move |status| after.refresh(status));
        // Shown at once, also where the store takes its time.
        self.record.set(self.keeper.record());
    }

    fn refresh(&self, status: Status) {
        self.record.set(self.keeper.record());
        self.status.set(status);
    }
}
