//! What must hold whatever a learner does, on however many devices.

use super::*;
use crate::review::interleave::interleave;
use crate::review::memory::{Plan, State};
use proptest::prelude::*;
use std::collections::BTreeMap;

const LESSONS: usize = 3;
const CARDS: usize = 4;

/// One deed: a lesson, a prompt of it, minutes after the last one, and what was done.
type Deed = (usize, usize, u32, u32);

fn any_deeds() -> impl Strategy<Value = Vec<Deed>> {
    prop::collection::vec((0..LESSONS, 0..CARDS + 1, 0..20_000_u32, 0..8_u32), 0..40)
}

/// A learner who has read everything and missed a question of each lesson.
fn reader() -> (Deck, Learner) {
    let deck = deck(LESSONS, CARDS, 1);
    let mut learner = Learner::new(LESSONS);
    for shelf in 0..LESSONS {
        learner.read(&deck, shelf, EVENING);
        learner.answer(shelf, EVENING, "q0", 0.0);
    }
    (deck, learner)
}

fn slot(shelf: usize, place: usize, deck: &Deck) -> Slot {
    Slot { shelf, prompt: deck.lessons[shelf].prompts().nth(place).expect("it is there") }
}

/// Does the deeds; the time when all are done.
fn work(learner: &mut Learner, deck: &Deck, deeds: &[Deed]) -> Time {
    let mut at = EVENING;
    for (shelf, place, minutes, what) in deeds {
        at = Time(at.0 + u64::from(*minutes) * 60_000);
        let slot = slot(*shelf, *place, deck);
        match what {
            1..=4 => drop(learner.review(&slot, at, rating(*what))),
            5 => {
                let undo = learner.today(deck, moment(at)).undo;
                if let Some(Undo { event, slot, .. }) = undo {
                    learner.add(slot.shelf, at, What::TakenBack { event });
                }
            }
            _ => {
                let on = *what == 6;
                learner.add(*shelf, at, What::Suspended { prompt: slot.prompt, on });
            }
        }
    }
    at
}

/// Without limits, so that all that is due is in the queue.
fn unlimited(now: Time) -> Moment {
    let settings = Settings { fresh: 999, reviews: 999, ..DEFAULT };
    Moment { settings, ..moment(now) }
}

proptest! {
    #[test]
    fn no_prompt_is_lost(deeds in any_deeds()) {
        let (deck, mut learner) = reader();
        let now = work(&mut learner, &deck, &deeds);
        let all = LESSONS * (CARDS + 1);
        let today = learner.today(&deck, unlimited(now));
        prop_assert_eq!(today.all, all);
        let waits = today.queue.len() + today.aside.len() < all;
        prop_assert_eq!(today.next.is_some(), waits, "what is not due has its time");
        // Beyond the longest interval everything is due again, whatever became of it.
        let end = Time(now.0 + 36_501 * DAY);
        let then = learner.today(&deck, unlimited(end));
        prop_assert_eq!(then.queue.len() + then.aside.len(), all);
        // And with limits each stands in one place only.
        let limited = learner.today(&deck, moment(end));
        prop_assert_eq!(limited.queue.len() + limited.held.len() + limited.aside.len(), all);
    }

    #[test]
    fn what_is_due_is_as_many_as_are_asked(
        deeds in any_deeds(), fresh in 0..6_u32, reviews in 0..4_u32, later in 0..9_u64,
    ) {
        let (deck, mut learner) = reader();
        let end = Time(work(&mut learner, &deck, &deeds).0 + later * DAY);
        let settings = Settings { fresh, reviews, ..DEFAULT };
        let now = Moment { settings, ..moment(end) };
        let due = Today::due(&deck, |shelf| &learner.records[shelf], now);
        prop_assert_eq!(due, learner.today(&deck, now).queue.len());
    }

    #[test]
    fn to_undo_restores_everything(deeds in any_deeds(), next in any_deeds(), later in 0..9_u64) {
        let (deck, mut learner) = reader();
        let now = work(&mut learner, &deck, &deeds);
        let before = learner.today(&deck, moment(now));
        // Of the deeds that follow, each is taken back, the last first.
        let reviews = next.iter().filter(|(.., what)| (1..=4).contains(what));
        let at = |i: u64| Time(now.0 + i + 1);
        for (i, (shelf, place, _, what)) in reviews.clone().enumerate() {
            learner.review(&slot(*shelf, *place, &deck), at(i as u64), rating(*what));
        }
        let end = at(99 + later);
        prop_assume!(Zone::default().day(end) == Zone::default().day(now));
        for _ in reviews {
            let Undo { event, slot, .. } = learner.today(&deck, moment(end)).undo.expect("a deed of today");
            learner.add(slot.shelf, end, What::TakenBack { event });
        }
        let after = learner.today(&deck, moment(now));
        prop_assert_eq!(after, before);
    }

    /// Two devices that were apart agree once each has heard the other, in whichever order.
    #[test]
    fn devices_that_have_met_agree(mine in any_deeds(), theirs in any_deeds()) {
        let (deck, learner) = reader();
        let (mut a, mut b) = (learner.clone(), learner);
        b.tab = 2;
        let now = work(&mut a, &deck, &mine).max(work(&mut b, &deck, &theirs));
        let join = |one: &Learner, other: &Learner| {
            let mut joined = one.clone();
            for (record, other) in joined.records.iter_mut().zip(&other.records) {
                record.join(other);
            }
            joined.today(&deck, moment(now))
        };
        prop_assert_eq!(join(&a, &b), join(&b, &a));
    }

    #[test]
    fn a_better_rating_never_comes_sooner(ratings in prop::collection::vec((1..=4_u32, 0..9_u64), 0..9)) {
        let plan = Plan::new(DEFAULT, Zone::default());
        let (mut state, mut at) = (State::NEW, EVENING);
        for (number, late) in ratings {
            state = state.after(rating(number), at, &plan);
            at = Time(state.due.max(at).0 + late * DAY);
        }
        let due = [1, 2, 3, 4].map(|number| state.after(rating(number), at, &plan).due);
        prop_assert!(due.is_sorted(), "{due:?}");
        prop_assert!(due[0] > at);
    }

    #[test]
    fn lessons_alternate_as_far_as_they_can(
        groups in prop::collection::vec(0..4_usize, 0..14), last in prop::option::of(0..4_usize),
    ) {
        let items: Vec<(usize, usize)> = groups.iter().copied().enumerate().collect();
        let order = interleave(items.clone(), |(_, group)| *group, last);
        let mut sorted = order.clone();
        sorted.sort_unstable();
        prop_assert_eq!(sorted, items, "all are there, once");
        let neighbours = last.into_iter().chain(order.iter().map(|(_, group)| *group));
        let neighbours: Vec<_> = neighbours.collect();
        let found = neighbours.windows(2).filter(|pair| pair[0] == pair[1]).count();
        // Between so many of one group there is room for the others only.
        let mut sizes = BTreeMap::new();
        for group in &neighbours {
            *sizes.entry(*group).or_insert(0_usize) += 1;
        }
        let least = |(group, size): (&usize, &usize)| {
            // Each of the others is followed by room for one, and so is the beginning, unless what was
            // asked before stands there.
            let begins = last.is_none_or(|last| last == *group);
            size.saturating_sub(neighbours.len() - size + usize::from(begins))
        };
        let least = sizes.iter().map(least).max().unwrap_or(0);
        prop_assert_eq!(found, least);
        // Of each group the order is kept.
        for group in 0..4 {
            let own = order.iter().filter(|(_, of)| *of == group);
            prop_assert!(own.map(|(i, _)| *i).is_sorted());
        }
    }
}
