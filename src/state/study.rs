//! What a lab finds out beside its result, as signals: other days, levers, edges, the check of its card.

use super::{LabState, services};
use crate::base::rng::Seed;
use crate::sim::outcome::Outcome;
use crate::sim::study::days::DAYS;
use crate::sim::study::edge::{self, Edge};
use crate::sim::study::{Found, Question, Reply, Request, Topic, runs};
use crate::sim::values::Values;
use leptos::prelude::*;
use std::rc::Rc;

/// How long after the start of a page the first studies begin, in milliseconds: what the learner asks
/// for comes first.
const CALM: u32 = 1200;

/// The runs of one question.
#[derive(Clone, Copy)]
pub struct Inquiry {
    /// What is known, in the order of the runs; empty if nothing was asked.
    pub found: RwSignal<Vec<Option<Outcome>>>,
    /// What it was asked for.
    of: StoredValue<Option<(Values, u32)>>,
    ticket: StoredValue<u32>,
}

impl Inquiry {
    fn new() -> Self {
        Self {
            found: RwSignal::new(Vec::new()),
            of: StoredValue::new(None),
            ticket: StoredValue::new(0),
        }
    }

    /// How many runs are known, and of how many.
    #[must_use]
    pub fn progress(&self) -> (usize, usize) {
        self.found.with(|found| (found.iter().flatten().count(), found.len()))
    }

    /// Whether all is known.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        let (known, all) = self.progress();
        all > 0 && known == all
    }

    fn forget(&self) {
        self.of.set_value(None);
        if self.found.with_untracked(|found| !found.is_empty()) {
            self.found.set(Vec::new());
        }
    }
}

/// The studies of one lab.
#[derive(Clone, Copy)]
pub struct Studies {
    lab: LabState,
    number: u32,
    chance: bool,
    /// The readings of twenty days.
    pub days: Inquiry,
    /// The pictures of twenty days.
    pub lines: Inquiry,
    /// Days that the learner does not see.
    pub luck: Inquiry,
    /// Each control moved a little.
    pub levers: Inquiry,
    /// The check of the card.
    pub proof: Inquiry,
    /// Where the system breaks; `None` until it is known.
    pub edges: RwSignal<Option<Vec<Edge>>>,
    /// Whether anybody can see the lab.
    pub seen: RwSignal<bool>,
    /// Whether the simulator has died while it worked for this lab.
    pub dead: RwSignal<bool>,
    edge_of: StoredValue<Option<(Values, u32)>>,
    edge_ticket: StoredValue<u32>,
}

impl Studies {
    /// Nothing is asked yet. `chance` says whether the simulator draws; `edges` are those of the
    /// settings that the lab begins with.
    #[must_use]
    pub fn new(lab: LabState, number: u32, chance: bool, edges: Vec<Edge>) -> Self {
        let studies = Self {
            lab,
            number,
            chance,
            days: Inquiry::new(),
            lines: Inquiry::new(),
            luck: Inquiry::new(),
            levers: Inquiry::new(),
            proof: Inquiry::new(),
            edges: RwSignal::new(Some(edges)),
            seen: RwSignal::new(false),
            dead: RwSignal::new(false),
            edge_of: StoredValue::new(None),
            edge_ticket: StoredValue::new(0),
        };
        studies.edge_of.set_value(studies.edge_control().map(|place| studies.edge_key(place)));
        studies
    }

    /// The lab.
    #[must_use]
    pub fn lab(&self) -> LabState {
        self.lab
    }

    /// Whether the simulator draws: only then do other days differ.
    #[must_use]
    pub fn has_chance(&self) -> bool {
        self.chance
    }

    /// The control along which the edge is looked for.
    #[must_use]
    pub fn edge_control(&self) -> Option<usize> {
        edge::control_of(self.lab.spec())
    }

    /// Begins to hear the runner and to follow the lab. `wanted` says whether a goal waits for other
    /// days. Called once, in the browser.
    pub fn connect(self, wanted: Signal<bool>) {
        let runner = &services().runner;
        runner.listen_to_studies(self.number, Rc::new(move |reply| self.hear(reply)));
        runner.on_death(self.number, Rc::new(move || self.dead.set(true)));
        let number = self.number;
        services().page.after(
            CALM,
            Box::new(move || {
                let seen = Box::new(move |seen| self.seen.set(seen));
                services().page.watch(&format!("lab-{number}"), seen);
            }),
        );
        Effect::new(move || {
            self.lab.values.track();
            self.lab.seed.track();
            self.drop_stale();
        });
        Effect::new(move || services().runner.pause(number, !self.seen.get()));
        Effect::new(move || {
            self.lab.rests.track();
            let calm = self.seen.get() && self.lab.outcome.with(|outcome| outcome.done >= 1.0);
            if calm {
                self.begin(wanted.get());
            }
        });
    }

    /// Asks what is worth knowing of any setting, unless it is known or on its way.
    fn begin(self, goal_waits: bool) {
        if goal_waits {
            self.ask_once(self.luck, Question::Luck);
        }
        if self.chance {
            self.ask_once(self.days, Question::Days);
        }
        if let Some(control) = self.edge_control()
            && self.edge_of.get_value().is_none()
        {
            self.edge_of.set_value(Some(self.edge_key(control)));
            let ticket = self.edge_ticket.get_value().wrapping_add(1);
            self.edge_ticket.set_value(ticket);
            self.send(ticket, Question::Edge(control as u32));
        }
    }

    fn ask_once(self, inquiry: Inquiry, question: Question) {
        if inquiry.of.get_value().is_none() {
            self.ask(inquiry, question);
        }
    }

    /// Asks for the pictures of twenty days.
    pub fn ask_lines(self) {
        self.ask(self.lines, Question::Lines);
    }

    /// Asks which control matters most.
    pub fn ask_levers(self) {
        self.ask(self.levers, Question::Levers);
    }

    /// Asks for the results that the card is held against.
    pub fn ask_proof(self, cases: Vec<Vec<(String, String)>>) {
        self.ask(self.proof, Question::Proof(cases));
    }

    fn ask(self, inquiry: Inquiry, question: Question) {
        let (values, seed) = self.key();
        let count = match &question {
            Question::Proof(cases) => cases.len(),
            _ => runs(self.lab.spec(), &values, Seed(seed), &question).len(),
        };
        inquiry.of.set_value(Some((values, seed)));
        inquiry.found.set(vec![None; count]);
        let ticket = inquiry.ticket.get_value().wrapping_add(1);
        inquiry.ticket.set_value(ticket);
        self.send(ticket, question);
    }

    fn send(self, ticket: u32, question: Question) {
        services().runner.study(Request {
            lab: self.number,
            ticket,
            simulator: self.lab.spec().id.into(),
            values: self.lab.values.get_untracked(),
            seed: Seed(self.lab.seed.get_untracked()),
            question,
            part: (0, 1),
        });
    }

    fn key(self) -> (Values, u32) {
        (self.lab.values.get_untracked(), self.lab.seed.get_untracked())
    }

    /// The edge does not move with the control that leads to it.
    fn edge_key(self, control: usize) -> (Values, u32) {
        let (values, seed) = self.key();
        let controls = self.lab.spec().controls;
        (values.set(controls, control, controls[control].min), seed)
    }

    /// Forgets what other settings have changed, and what a run has cut short.
    fn drop_stale(self) {
        let (values, seed) = self.key();
        let same_days = |(of, day): (Values, u32)| of == values && day / DAYS == seed / DAYS;
        for inquiry in [self.days, self.lines] {
            if !(inquiry.of.get_value().is_some_and(same_days) && untrack(|| inquiry.is_whole())) {
                inquiry.forget();
            }
        }
        for inquiry in [self.luck, self.levers] {
            let same = |of: (Values, u32)| of == (values.clone(), seed);
            if !(inquiry.of.get_value().is_some_and(same) && untrack(|| inquiry.is_whole())) {
                inquiry.forget();
            }
        }
        let Some(control) = self.edge_control() else { return };
        let same = self.edge_of.get_value().is_some_and(|of| of == self.edge_key(control));
        if !(same && self.edges.with_untracked(Option::is_some)) {
            self.edge_of.set_value(None);
            if self.edges.with_untracked(Option::is_some) {
                self.edges.set(None);
            }
        }
    }

    fn hear(self, reply: Reply) {
        let inquiry = match reply.topic {
            Topic::Days => self.days,
            Topic::Lines => self.lines,
            Topic::Luck => self.luck,
            Topic::Levers => self.levers,
            Topic::Proof => self.proof,
            Topic::Edge => {
                if let Found::Edges(edges) = reply.found
                    && reply.ticket == self.edge_ticket.get_value()
                    && self.edge_of.get_value().is_some()
                {
                    self.edges.set(Some(edges));
                }
                return;
            }
        };
        if reply.ticket != inquiry.ticket.get_value() || inquiry.of.get_value().is_none() {
            return;
        }
        if let Found::Outcome(number, outcome) = reply.found {
            inquiry.found.update(|found| {
                if let Some(slot) = found.get_mut(number as usize) {
                    *slot = Some(outcome);
                }
            });
        }
    }

    /// Starts a dead simulator again.
    pub fn revive(self) {
        self.dead.set(false);
        services().runner.revive();
    }
}
