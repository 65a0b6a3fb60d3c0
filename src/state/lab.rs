//! A lab's settings and results, as signals around a simulator.

use super::services;
use crate::base::rng::Seed;
use crate::sim::Spec;
use crate::sim::outcome::Outcome;
use crate::sim::runner::{Reply, Request, Settled};
use crate::sim::values::Values;
use leptos::prelude::*;
use std::rc::Rc;

/// How long a hand must rest before a result is put into words, in milliseconds. Shorter, and a
/// screen reader would speak during the drag.
const REST: u32 = 800;

/// Asks the page's lab of a simulator to show a state.
#[derive(Debug, Clone, PartialEq)]
pub struct Command {
    /// The simulator's id.
    pub simulator: String,
    /// The settings to show.
    pub values: Values,
    /// What to look at.
    pub look: String,
}

/// The state of one lab.
#[derive(Clone, Copy)]
pub struct LabState {
    spec: &'static Spec,
    number: u32,
    /// The settings.
    pub values: RwSignal<Values>,
    /// Where randomness begins.
    pub seed: RwSignal<u32>,
    /// The result so far.
    pub outcome: RwSignal<Outcome>,
    /// What happened and why.
    pub sentence: RwSignal<String>,
    /// A result kept for comparison.
    pub pinned: RwSignal<Option<Settled>>,
    ticket: StoredValue<u32>,
    /// The settled result that the next sentence is compared with.
    before: StoredValue<Option<Settled>>,
}

impl LabState {
    /// A lab that shows a finished result, with what is said of it. `number` tells the labs of a page apart.
    #[must_use]
    pub fn new(
        spec: &'static Spec,
        number: u32,
        shown: Settled,
        sentence: String,
        seed: Seed,
    ) -> Self {
        let Settled { values, outcome } = shown;
        Self {
            spec,
            number,
            before: StoredValue::new(Some(Settled {
                values: values.clone(),
                outcome: outcome.clone(),
            })),
            values: RwSignal::new(values),
            seed: RwSignal::new(seed.0),
            outcome: RwSignal::new(outcome),
            sentence: RwSignal::new(sentence),
            pinned: RwSignal::new(None),
            ticket: StoredValue::new(0),
        }
    }

    /// What the simulator takes, gives and shows.
    #[must_use]
    pub fn spec(&self) -> &'static Spec {
        self.spec
    }

    /// Hears the runner. Called once, in the browser.
    pub fn connect(self) {
        services().runner.listen(self.number, Rc::new(move |reply| self.hear(reply)));
        services().on_leave(move || self.keep());
    }

    /// Changes one control and runs.
    pub fn set(&self, control: usize, value: f64) {
        let changed = self.values.get_untracked().set(self.spec.controls, control, value);
        self.show(changed);
    }

    /// Changes all controls and runs, unless nothing differs.
    pub fn show(&self, values: Values) {
        if self.values.get_untracked() != values {
            self.values.set(values);
            self.run();
        }
    }

    /// Shows the settings that the page was opened with. The learner never saw those before, so
    /// the first sentence describes and does not compare.
    pub fn open_with(&self, values: Values) {
        self.before.set_value(None);
        self.show(values);
    }

    /// Changes the seed and runs.
    pub fn reseed(&self, seed: u32) {
        self.seed.set(seed);
        self.run();
    }

    /// Keeps the present result for comparison, or lets go of the kept one.
    pub fn toggle_pin(&self) {
        let now =
            Settled { values: self.values.get_untracked(), outcome: self.outcome.get_untracked() };
        self.pinned.update(|pinned| *pinned = pinned.take().map_or(Some(now), |_| None));
    }

    /// Whether a run is going on.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        self.outcome.get().done < 1.0
    }

    fn run(&self) {
        let ticket = self.ticket.get_value().wrapping_add(1);
        self.ticket.set_value(ticket);
        services().runner.run(Request {
            lab: self.number,
            ticket,
            simulator: self.spec.id.into(),
            values: self.values.get_untracked(),
            seed: Seed(self.seed.get_untracked()),
            before: self.before.get_value(),
        });
    }

    fn hear(self, reply: Reply) {
        if reply.ticket != self.ticket.get_value() {
            return;
        }
        let Reply { ticket, outcome, sentence, .. } = reply;
        self.outcome.set(outcome);
        if let Some(sentence) = sentence {
            services().page.after(REST, Box::new(move || self.settle(ticket, sentence)));
        }
    }

    /// Shows and says the sentence of a whole result, once the hand rests.
    fn settle(self, ticket: u32, sentence: String) {
        if self.ticket.get_value() != ticket {
            return;
        }
        let now =
            Settled { values: self.values.get_untracked(), outcome: self.outcome.get_untracked() };
        services().page.announce(&sentence);
        self.tell_host(&now, &sentence);
        self.keep();
        self.sentence.set(sentence);
        self.before.set_value(Some(now));
    }

    /// Notes the settings for the next visit, if the learner has changed any.
    fn keep(&self) {
        if self.ticket.get_value() > 0 {
            let state = self.values.get_untracked().to_query(self.spec.controls);
            services().left_lab(self.spec.id, state, self.seed.get_untracked());
        }
    }

    fn tell_host(&self, now: &Settled, sentence: &str) {
        let readings = self.spec.readouts.iter().zip(&now.outcome.readings);
        let metrics: serde_json::Map<String, serde_json::Value> =
            readings.map(|(spec, reading)| (spec.key.into(), reading.value.into())).collect();
        let detail = serde_json::json!({
            "lab": self.spec.id,
            "state": now.values.to_query(self.spec.controls),
            "seed": self.seed.get_untracked(),
            "metrics": metrics,
            "sentence": sentence,
        });
        services().page.tell_host("change", &detail.to_string());
    }
}
