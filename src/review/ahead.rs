//! How much there is to review on the days to come.

use super::fold::{self, Standing};
use super::memory::{Phase, Plan, State};
use super::{Deck, Shelf};
use crate::base::date::Date;
use crate::base::fsrs::Rating;
use crate::base::time::Time;
use crate::progress::Record;
use std::borrow::Borrow;

/// An hour into a day, so that the steps of learning stay within it.
const MORNING: u64 = 60 * super::day::MINUTE;

/// How often prompts are asked on each of so many days from `today`, if each is known when it comes.
/// Prompts that are late are asked today.
#[must_use]
pub fn asked(
    states: impl Iterator<Item = State>,
    today: Date,
    days: usize,
    plan: &Plan,
) -> Vec<u32> {
    let mut counts = vec![0; days];
    let end = today.0.saturating_add(i64::try_from(days).unwrap_or(i64::MAX));
    for mut state in states {
        loop {
            let day = plan.zone.day(state.due).max(today.0);
            if day >= end {
                break;
            }
            let at = Time(plan.zone.start(day).0.saturating_add(MORNING));
            counts[(day - today.0) as usize] += review(&mut state, at, plan);
        }
    }
    counts
}

/// What is known of each prompt of a deck that is not put aside. `record` is what the learner did in a
/// lesson, by its place in the deck.
#[must_use]
pub fn states<R: Borrow<Record>>(
    deck: &Deck,
    record: impl Fn(usize) -> R,
    plan: &Plan,
    now: Time,
) -> Vec<State> {
    let state = |standing: Standing| {
        let reviews = standing.reviews.iter();
        reviews.fold(State::NEW, |state, (at, rating)| state.after(*rating, *at, plan))
    };
    let of = |(place, shelf): (usize, &Shelf)| {
        let standings = fold::standings(shelf, record(place).borrow(), now).into_iter();
        standings.filter(|standing| !standing.suspended).map(state).collect::<Vec<_>>()
    };
    deck.lessons.iter().enumerate().flat_map(of).collect()
}

/// Asks a prompt until it has left the steps of learning; says how often that was.
fn review(state: &mut State, at: Time, plan: &Plan) -> u32 {
    let mut asked = 0;
    let mut now = at;
    loop {
        *state = state.after(Rating::Good, now, plan);
        asked += 1;
        if state.phase == Phase::Review {
            return asked;
        }
        now = state.due;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::DEFAULT;
    use crate::review::day::Zone;

    fn plan() -> Plan {
        Plan::new(DEFAULT, Zone { ahead: 60 })
    }

    #[test]
    fn a_new_prompt_is_asked_twice_at_once_and_then_after_longer_and_longer_waits() {
        let today = Date(20_000);
        let counts = asked([State::NEW].into_iter(), today, 120, &plan());
        assert_eq!(counts[0], 2, "two steps of learning");
        let days: Vec<_> = (1..120).filter(|day| counts[*day] > 0).collect();
        assert!(days.len() >= 3, "{days:?}");
        let waits: Vec<_> = days.windows(2).map(|pair| pair[1] - pair[0]).collect();
        assert!(waits.windows(2).all(|pair| pair[0] < pair[1]), "{waits:?}");
        assert!(counts.iter().skip(1).all(|count| *count <= 1));
    }

    #[test]
    fn what_is_late_comes_today_and_what_lies_beyond_not_at_all() {
        let plan = plan();
        let today = Date(20_000);
        let mut state = State::NEW;
        review(&mut state, plan.zone.start(today.0 - 50), &plan);
        let first = plan.zone.day(state.due);
        assert!(first < today.0);
        assert_eq!(asked([state].into_iter(), today, 1, &plan), [1]);
        let begin = plan.zone.start(today.0);
        let mut learned = State::NEW;
        review(&mut learned, begin, &plan);
        let wait = (plan.zone.day(learned.due) - today.0) as usize;
        assert_eq!(asked([learned].into_iter(), today, wait, &plan).iter().sum::<u32>(), 0);
        assert_eq!(asked([learned].into_iter(), today, wait + 1, &plan).iter().sum::<u32>(), 1);
        assert!(asked([State::NEW].into_iter(), today, 0, &plan).is_empty());
    }
}
