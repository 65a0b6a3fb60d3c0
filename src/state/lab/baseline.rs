//! The run that others are compared with.

use super::{LabState, services};
use crate::base::rng::Seed;
use crate::sim::link::Setting;
use crate::sim::runner::{Request, Settled};
use leptos::prelude::*;
use std::rc::Rc;

/// The numbers of a page's labs, questions and what they compare lie below this.
const AGAIN: u32 = 5000;

impl LabState {
    /// Keeps the present result for comparison, or lets go of the kept one.
    pub fn toggle_pin(&self) {
        let Setting { values, seed } = self.now();
        let now = Settled { values, outcome: self.outcome.get_untracked() };
        self.pinned_seed.set_value(seed);
        self.pinned.update(|pinned| *pinned = pinned.take().map_or(Some(now), |_| None));
        self.rests.update(|count| *count = count.wrapping_add(1));
    }

    /// The settings and the seed of the kept result.
    pub(super) fn pinned_setting(&self) -> Option<Setting> {
        let values = self.pinned.with_untracked(|pinned| Some(pinned.as_ref()?.values.clone()))?;
        Some(Setting { values, seed: self.pinned_seed.get_value() })
    }

    /// The seed of the kept result.
    #[must_use]
    pub fn pinned_seed(&self) -> u32 {
        self.pinned_seed.get_value()
    }

    /// Runs what a link says was pinned; it is kept once it is whole.
    pub(super) fn pin_again(self, setting: Setting) {
        let lab = AGAIN + self.number;
        let Setting { values, seed } = setting;
        let kept = values.clone();
        services().runner.listen(
            lab,
            Rc::new(move |reply| {
                if reply.outcome.done >= 1.0 {
                    self.pinned_seed.set_value(seed);
                    let outcome = reply.outcome;
                    self.pinned.set(Some(Settled { values: kept.clone(), outcome }));
                }
            }),
        );
        services().runner.run(Request {
            lab,
            ticket: 0,
            simulator: self.spec.id.into(),
            values,
            seed: Seed(seed),
            before: None,
        });
    }
}
