//! What is due now, in which order, and what comes after that.

use super::day::Zone;
use super::fold::{self, Standing};
use super::interleave::interleave;
use super::memory::{Phase, Plan, State};
use super::{Deck, Slot};
use crate::base::time::Time;
use crate::progress::{EventId, Record, Settings};
use std::borrow::Borrow;

/// A prompt that a learner is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// Which one.
    pub slot: Slot,
    /// What is known of it.
    pub state: State,
}

/// A learner's reviews, as they stand at one moment.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Today {
    /// What is to be asked now, the next first.
    pub queue: Vec<Item>,
    /// How many of the queue were never asked.
    pub fresh: usize,
    /// What the limits of the day keep for tomorrow.
    pub held: Vec<Item>,
    /// When the next prompt comes that is not in the queue.
    pub next: Option<Time>,
    /// Learning steps that are due later, the earliest first.
    pub later: Vec<Item>,
    /// What the learner has put aside.
    pub aside: Vec<Slot>,
    /// How many prompts there are for this learner, those aside included.
    pub all: usize,
    /// What was done last today, and can be taken back.
    pub undo: Option<Undo>,
}

/// What can be taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undo {
    /// Its event.
    pub event: EventId,
    /// The prompt that it was about.
    pub slot: Slot,
    /// Whether it was a review; otherwise the prompt was put aside.
    pub is_review: bool,
}

/// When it is, where, and what the learner has chosen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moment {
    /// Now.
    pub now: Time,
    /// Where days begin.
    pub zone: Zone,
    /// How reviews are planned.
    pub settings: Settings,
    /// The place of the lesson that was asked last, which another should follow.
    pub last: Option<usize>,
}

/// What was asked today already.
#[derive(Default)]
struct Spent {
    fresh: usize,
    reviews: usize,
}

impl Today {
    /// Of a deck. `record` is what the learner did in a lesson, by its place in the deck.
    #[must_use]
    pub fn of<R: Borrow<Record>>(deck: &Deck, record: impl Fn(usize) -> R, moment: Moment) -> Self {
        let Moment { now, zone, .. } = moment;
        let plan = Plan::new(moment.settings, zone);
        let is_today = |at: Time| zone.day(at) == zone.day(now);
        let (mut today, mut spent) = (Self::default(), Spent::default());
        let (mut items, mut undo) = (Vec::new(), None);
        for (shelf, one) in deck.lessons.iter().enumerate() {
            let record = record(shelf);
            let deed = fold::last_deed(record.borrow(), now, is_today);
            undo = undo.max(deed.map(|(at, id, prompt, is)| (at, id, Slot { shelf, prompt }, is)));
            for standing in fold::standings(one, record.borrow(), now) {
                today.all += 1;
                let state = spent.replay(&standing, &plan, is_today);
                let slot = Slot { shelf, prompt: standing.prompt };
                match standing.suspended {
                    true => today.aside.push(slot),
                    false => items.push(Item { slot, state }),
                }
            }
        }
        today.undo = undo.map(|(_, event, slot, is_review)| Undo { event, slot, is_review });
        today.fill(items, &spent, moment);
        today
    }

    /// How many prompts are in the queue, for those who need no more: without their order it takes half
    /// of the code.
    #[must_use]
    pub fn due<R: Borrow<Record>>(
        deck: &Deck,
        record: impl Fn(usize) -> R,
        moment: Moment,
    ) -> usize {
        let Moment { now, zone, settings, .. } = moment;
        let plan = Plan::new(settings, zone);
        let is_today = |at: Time| zone.day(at) == zone.day(now);
        let (mut spent, mut steps, mut reviews, mut fresh) = (Spent::default(), 0, 0, 0);
        for (shelf, one) in deck.lessons.iter().enumerate() {
            for standing in fold::standings(one, record(shelf).borrow(), now) {
                let state = spent.replay(&standing, &plan, is_today);
                match state.phase {
                    _ if standing.suspended => {}
                    Phase::New => fresh += 1,
                    _ if !state.is_due(now) => {}
                    Phase::Review => reviews += 1,
                    _ => steps += 1,
                }
            }
        }
        let within = |all: usize, limit: u32, spent| all.min(left(limit, spent));
        steps
            + within(reviews, settings.reviews, spent.reviews)
            + within(fresh, settings.fresh, spent.fresh)
    }

    /// What is known of a prompt that is due, held or in a learning step.
    #[must_use]
    pub fn item(&self, slot: &Slot) -> Option<&Item> {
        let mut all = self.queue.iter().chain(&self.held).chain(&self.later);
        all.find(|item| item.slot == *slot)
    }

    fn fill(&mut self, items: Vec<Item>, spent: &Spent, moment: Moment) {
        let Moment { now, zone, settings, last } = moment;
        let tomorrow = zone.start(zone.day(now) + 1);
        let (mut steps, mut reviews, mut fresh) = (Vec::new(), Vec::new(), Vec::new());
        for item in items {
            match item.state.phase {
                Phase::New => fresh.push(item),
                Phase::Review if item.state.is_due(now) => reviews.push(item),
                Phase::Review => self.wait_for(item.state.due),
                _ if item.state.is_due(now) => steps.push(item),
                _ => {
                    self.wait_for(item.state.due);
                    self.later.push(item);
                }
            }
        }
        // What is nearest to being forgotten comes first; sorting is stable, so ties keep the order of
        // the course.
        reviews.sort_by(|a, b| a.state.recall(now, zone).total_cmp(&b.state.recall(now, zone)));
        steps.sort_by_key(|item| item.state.due);
        self.later.sort_by_key(|item| item.state.due);
        for (items, limit) in [
            (&mut reviews, left(settings.reviews, spent.reviews)),
            (&mut fresh, left(settings.fresh, spent.fresh)),
        ] {
            self.held.extend(items.drain(limit.min(items.len())..));
        }
        if !self.held.is_empty() {
            self.wait_for(tomorrow);
        }
        self.fresh = fresh.len();
        steps.extend(spread(reviews, fresh));
        self.queue = interleave(steps, |item| item.slot.shelf, last);
    }

    fn wait_for(&mut self, due: Time) {
        self.next = Some(self.next.map_or(due, |next| next.min(due)));
    }
}

/// What is left of a limit of the day.
fn left(limit: u32, spent: usize) -> usize {
    (limit as usize).saturating_sub(spent)
}

impl Spent {
    /// What is known of a prompt after all its reviews; counts those that are `counted`.
    fn replay(&mut self, of: &Standing, plan: &Plan, counted: impl Fn(Time) -> bool) -> State {
        of.reviews.iter().fold(State::NEW, |state, (at, rating)| {
            if counted(*at) {
                self.fresh += usize::from(state.phase == Phase::New);
                self.reviews += usize::from(state.phase == Phase::Review);
            }
            state.after(*rating, *at, plan)
        })
    }
}

/// Two lists as one, each spread evenly over it.
fn spread<T>(many: Vec<T>, few: Vec<T>) -> Vec<T> {
    let (all_many, all_few) = (many.len(), few.len());
    let mut few = few.into_iter().enumerate().peekable();
    let mut list = Vec::with_capacity(all_many + all_few);
    for (i, one) in many.into_iter().enumerate() {
        // Each stands in the middle of its part of the list.
        while few.peek().is_some_and(|(k, _)| (2 * k + 1) * all_many < (2 * i + 1) * all_few) {
            list.extend(few.next().map(|(_, one)| one));
        }
        list.push(one);
    }
    list.extend(few.map(|(_, one)| one));
    list
}
