//! Steps of the hand: taking them back, and noticing where one ends.

use super::{LabState, REST};
use crate::sim::link::Setting;
use crate::state::services;
use leptos::prelude::*;

impl LabState {
    /// Whether there is a step to take back.
    #[must_use]
    pub fn can_undo(&self) -> bool {
        self.history.with(|history| history.can_undo(&self.tracked()))
    }

    /// Whether there is a step to take again.
    #[must_use]
    pub fn can_redo(&self) -> bool {
        self.history.with(|history| history.can_redo(&self.tracked()))
    }

    /// Whether anything differs from the start.
    #[must_use]
    pub fn can_reset(&self) -> bool {
        self.start.with_value(|start| *start != self.tracked())
    }

    /// Takes the latest step back.
    pub fn undo(&self) {
        let now = self.now();
        if let Some(before) = self.history.try_update(|history| history.undo(&now)).flatten() {
            self.go_to(before);
        }
    }

    /// Takes the step that was taken back last again.
    pub fn redo(&self) {
        let now = self.now();
        if let Some(after) = self.history.try_update(|history| history.redo(&now)).flatten() {
            self.go_to(after);
        }
    }

    /// Goes back to where the lab started: a step like any other, which can be taken back.
    pub fn reset(&self) {
        self.change(self.start.get_value(), None);
    }

    fn tracked(&self) -> Setting {
        Setting { values: self.values.get(), seed: self.seed.get() }
    }

    /// Hears that a pointer went down in the lab, or was lifted: a drag is one step, however long it
    /// rests on its way.
    pub fn hold(&self, is_held: bool) {
        let was_held = self.is_held.get_value();
        self.is_held.set_value(is_held);
        if was_held && !is_held {
            self.history.update_untracked(|history| history.rest());
        }
    }

    /// Hears of the end of a burst, unless a newer change comes first.
    pub(super) fn rest_after(self, ticket: u32) {
        let rest = move || {
            if self.ticket.get_value() != ticket {
                return;
            }
            if !self.is_held.get_value() {
                self.history.update_untracked(|history| history.rest());
            }
            self.rests.update(|count| *count = count.wrapping_add(1));
        };
        services().page.after(REST, Box::new(rest));
    }
}
