//! A lab's settings and results, as signals around a simulator.

mod asking;
mod baseline;
mod steps;

pub use asking::Asking;

use super::services;
use crate::base::rng::Seed;
use crate::sim::Spec;
use crate::sim::history::History;
use crate::sim::link::{self, Link, Setting};
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
    /// The seed of [`LabState::pinned`].
    pinned_seed: StoredValue<u32>,
    /// Counts up whenever the hand rests after a change: the address follows it, because browsers
    /// dislike more frequent changes.
    pub rests: RwSignal<u32>,
    /// What the page's address asked for and did not get, in words.
    pub refused: RwSignal<Option<String>>,
    /// Whether the result of a change has to be predicted first.
    pub asking: RwSignal<Asking>,
    /// The place of the readout that is predicted.
    key: StoredValue<usize>,
    /// The result that is held back until then, with its ticket and its sentence.
    held: StoredValue<Option<(u32, Outcome, Option<String>)>>,
    /// What is to be said before the next sentence.
    aside: StoredValue<String>,
    /// The steps that can be taken back.
    history: RwSignal<History>,
    /// Where the lab starts, and where a reset leads.
    start: StoredValue<Setting>,
    /// Whether a pointer is down: until it is lifted a drag goes on.
    is_held: StoredValue<bool>,
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
            asking: RwSignal::new(Asking::Free),
            key: StoredValue::new(0),
            held: StoredValue::new(None),
            aside: StoredValue::new(String::new()),
            history: RwSignal::default(),
            start: StoredValue::new(Setting { values: values.clone(), seed: seed.0 }),
            is_held: StoredValue::new(false),
            pinned_seed: StoredValue::new(seed.0),
            rests: RwSignal::new(0),
            refused: RwSignal::new(None),
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

    /// The id of the lab's head.
    #[must_use]
    pub fn head(&self) -> String {
        format!("lab-{}", self.number)
    }

    /// Hears the runner. Called once, in the browser.
    pub fn connect(self) {
        services().labs.borrow_mut().push(self);
        services().runner.listen(self.number, Rc::new(move |reply| self.hear(reply)));
        services().on_leave(move || self.keep());
    }

    /// Changes one control and runs.
    pub fn set(&self, control: usize, value: f64) {
        let changed = self.values.get_untracked().set(self.spec.controls, control, value);
        if self.values.with_untracked(|values| *values != changed) {
            self.touch();
        }
        self.change(Setting { values: changed, ..self.now() }, Some(control));
    }

    /// Changes all controls and runs, unless nothing differs.
    pub fn choose(&self, values: Values) {
        if self.values.with_untracked(|before| *before != values) {
            self.touch();
        }
        self.change(Setting { values, ..self.now() }, None);
    }

    /// As [`LabState::choose`], for settings that the learner asks to be shown: nothing is asked back.
    pub fn show(&self, values: Values) {
        self.show_result();
        self.change(Setting { values, ..self.now() }, None);
    }

    /// Shows what the page was opened with. The learner never saw what was there before, so the first
    /// sentence describes and does not compare, and there is no way back.
    pub fn open_with(&self, link: Link) {
        self.refused.set(link.refusal());
        let asked = self.asked(&link);
        if asked != self.now() {
            self.before.set_value(None);
            self.aside.set_value(link.refusal().unwrap_or_default());
            self.go_to(asked);
        } else if let Some(refusal) = link.refusal() {
            services().page.announce(&refusal);
        }
        if let Some(pinned) = link.pinned {
            self.pin_again(pinned);
        }
    }

    /// Shows what a changed address asks for.
    pub fn follow(&self, link: Link) {
        self.refused.set(link.refusal());
        let asked = self.asked(&link);
        // An anchor of the page asks for nothing.
        if asked != self.now() {
            self.show_result();
            self.change(asked, None);
        }
        if let Some(pinned) = link.pinned {
            self.pin_again(pinned);
        }
    }

    /// What a link asks for: it is the whole state, so what it leaves out is as at the start.
    fn asked(&self, link: &Link) -> Setting {
        if link.values.is_none() && link.seed.is_none() {
            return self.now();
        }
        let start = self.start.get_value();
        Setting {
            values: link.values.clone().unwrap_or(start.values),
            seed: link.seed.unwrap_or(start.seed),
        }
    }

    /// The settings and the seed.
    #[must_use]
    pub fn now(&self) -> Setting {
        Setting { values: self.values.get_untracked(), seed: self.seed.get_untracked() }
    }

    /// The whole state as the fragment of an address.
    #[must_use]
    pub fn fragment(&self) -> String {
        link::write(self.spec.controls, &self.now(), self.pinned_setting().as_ref())
    }

    /// Changes the seed and runs.
    pub fn reseed(&self, seed: u32) {
        self.change(Setting { seed, ..self.now() }, None);
    }

    /// Changes what differs, as a step of the history, and runs.
    fn change(&self, to: Setting, control: Option<usize>) {
        let before = self.now();
        if before != to {
            self.history.update(|history| history.leave(before, control));
            self.go_to(to);
        }
    }

    fn go_to(&self, to: Setting) {
        self.seed.set(to.seed);
        self.values.set(to.values);
        self.run();
    }

    /// Whether a run is going on.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        self.outcome.get().done < 1.0
    }

    fn run(&self) {
        let ticket = self.ticket.get_value().wrapping_add(1);
        self.ticket.set_value(ticket);
        self.rest_after(ticket);
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
        if self.hold_back(ticket, &outcome, sentence.as_deref()) {
            return;
        }
        self.take(outcome);
        if let Some(sentence) = sentence {
            services().page.after(REST, Box::new(move || self.settle(ticket, sentence)));
        }
    }

    /// Shows a result.
    fn take(&self, outcome: Outcome) {
        self.judge(&outcome);
        self.outcome.set(outcome);
    }

    /// Shows and says the sentence of a whole result, once the hand rests.
    fn settle(self, ticket: u32, sentence: String) {
        if self.ticket.get_value() != ticket {
            return;
        }
        if self.is_held.get_value() {
            // It rests on its way: nothing is said during a drag.
            services().page.after(REST, Box::new(move || self.settle(ticket, sentence)));
            return;
        }
        let now =
            Settled { values: self.values.get_untracked(), outcome: self.outcome.get_untracked() };
        // What else is to be said comes with the sentence, which would come over it.
        let aside = self.aside.get_value();
        self.aside.set_value(String::new());
        services().page.announce(format!("{aside} {sentence}").trim_start());
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
