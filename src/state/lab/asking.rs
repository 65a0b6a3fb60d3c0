//! Predict first: the result of a change is held back until the learner has said a number, or has
//! asked to be shown.

use super::LabState;
use crate::progress::What;
use crate::question::forecast::Forecast;
use crate::sim::compare;
use crate::sim::outcome::{Outcome, ReadoutSpec};
use crate::state::services;
use leptos::prelude::*;

/// The learner wants no lab to ask.
const NEVER: &str = "no-asking";

/// How far a prediction is.
#[derive(Debug, Clone, PartialEq)]
pub enum Asking {
    /// Changes show their result at once.
    Free,
    /// The next change is asked about.
    Armed,
    /// A change was made, and its result is held back.
    Asked,
    /// The learner has said a number.
    Told {
        /// What was said.
        forecast: Forecast,
        /// What came out; nothing while it is computed.
        truth: Option<f64>,
    },
}

impl LabState {
    /// Asks about the first change, if this lab has not asked on this visit and the learner has not
    /// switched that off. `place` is that of the readout.
    pub fn offer(&self, place: usize) {
        self.key.set_value(place);
        let page = &services().page;
        if !page.is_marked(NEVER) && !page.is_marked(&self.mark()) {
            self.ask_next();
        }
    }

    /// Asks about the next change, where there is a number above zero to begin from.
    pub fn ask_next(&self) {
        let place = self.key.get_value();
        let can = self.outcome.with_untracked(|now| {
            now.words(place).is_none() && now.readings.get(place).is_some_and(|r| r.value > 0.0)
        });
        self.asking.set(if can { Asking::Armed } else { Asking::Free });
    }

    /// Asks nothing, and shows what was held back.
    pub fn show_result(&self) {
        self.asking.set(Asking::Free);
        self.release();
    }

    /// Commits to a number.
    pub fn predict(&self, forecast: Forecast) {
        self.asking.set(Asking::Told { forecast, truth: None });
        self.release();
    }

    /// Whether labs ask before their first change.
    #[must_use]
    pub fn asks_first(&self) -> bool {
        !services().page.is_marked(NEVER)
    }

    /// Has labs ask before their first change, or not.
    pub fn set_asks_first(&self, wanted: bool) {
        if wanted { services().page.unmark(NEVER) } else { services().page.mark(NEVER, true) }
    }

    /// The readout that is predicted.
    #[must_use]
    pub fn key(&self) -> &'static ReadoutSpec {
        &self.spec.readouts[self.key.get_value()]
    }

    /// The question, with what was changed and what there was before.
    #[must_use]
    pub fn asked_words(&self) -> String {
        let changed = self.before.with_value(|before| {
            let before = before.as_ref()?;
            let changed = self.values.with(|now| compare::settings(self.spec, &before.values, now));
            (!changed.is_empty()).then(|| format!("You changed {}. ", changed.join("; ")))
        });
        let spec = self.key();
        let was = self.outcome.with(|now| now.shown(self.key.get_value(), spec.unit));
        format!("{}{} was {was}. What is it now?", changed.unwrap_or_default(), spec.label)
    }

    /// Hears that the learner is about to change something.
    pub(super) fn touch(&self) {
        if self.asking.with_untracked(|asking| *asking == Asking::Armed) {
            self.asking.set(Asking::Asked);
            services().page.mark(&self.mark(), false);
        }
    }

    /// Keeps a result from the learner's eyes; whether it did.
    pub(super) fn hold_back(self, ticket: u32, outcome: &Outcome, sentence: Option<&str>) -> bool {
        if self.asking.with_untracked(|asking| *asking != Asking::Asked) {
            return false;
        }
        self.held.set_value(Some((ticket, outcome.clone(), sentence.map(str::to_owned))));
        if sentence.is_some() {
            let ask = move || {
                let is_asked = self.asking.with_untracked(|asking| *asking == Asking::Asked);
                if is_asked && self.ticket.get_value() == ticket {
                    let words = self.asked_words();
                    services().page.announce(&format!(
                        "Predict first, below the controls, or choose Just show me. {words}"
                    ));
                }
            };
            services().page.after(super::REST, Box::new(ask));
        }
        true
    }

    /// Shows what was held back.
    fn release(&self) {
        let Some((ticket, outcome, sentence)) = self.held.get_value() else { return };
        self.held.set_value(None);
        self.take(outcome);
        if let Some(sentence) = sentence {
            self.settle(ticket, sentence);
        }
    }

    /// Sets a whole result beside the prediction, and notes both.
    pub(super) fn judge(&self, outcome: &Outcome) {
        let Asking::Told { forecast, truth: None } = self.asking.get_untracked() else { return };
        if outcome.done < 1.0 {
            return;
        }
        let (place, spec) = (self.key.get_value(), self.key());
        let truth = match outcome.words(place) {
            Some(_) => 0.0,
            None => outcome.readings.get(place).map_or(0.0, |reading| reading.value),
        };
        self.asking.set(Asking::Told { forecast, truth: Some(truth) });
        self.aside.set_value(forecast.verdict(truth, spec.unit));
        if forecast.grade(truth).is_some() {
            services().note_in_lab(
                self.spec.id,
                What::Predicted {
                    simulator: self.spec.id.into(),
                    readout: spec.key.into(),
                    value: forecast.value,
                    truth: Some(truth),
                    confidence: Some(forecast.confidence),
                },
            );
        }
    }

    fn mark(&self) -> String {
        format!("asked:{}", self.spec.id)
    }
}
