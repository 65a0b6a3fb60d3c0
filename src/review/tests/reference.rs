//! FSRS-6 as py-fsrs computes it, through events, folds and due times.

use super::*;
use crate::review::day::MINUTE;
use crate::review::fold::standings;
use crate::review::memory::{Phase, Plan, State};

const TABLE: &str = include_str!("../../../tests/reference/fsrs.csv");

/// How far the twelve digits of the table may be from the truth.
const ROUNDING: f64 = 1e-10;

/// A state as the page would know it, from events.
fn state(learner: &Learner, deck: &Deck, plan: &Plan, now: Time) -> State {
    let known = standings(&deck.lessons[0], &learner.records[0], now);
    let reviews = &known.first().expect("it is asked").reviews;
    reviews.iter().fold(State::NEW, |state, (at, rating)| state.after(*rating, *at, plan))
}

#[track_caller]
fn near(found: f64, expected: &str) {
    let expected: f64 = expected.parse().expect("a number");
    assert!((found - expected).abs() <= ROUNDING * expected.abs().max(1.0), "{found} {expected}");
}

#[test]
fn every_review_of_the_reference_is_planned_as_it_says() {
    let deck = deck(1, 1, 0);
    let slot = Slot { shelf: 0, prompt: card("c0") };
    let (mut learner, mut before, mut at) = (Learner::new(1), State::NEW, EVENING);
    let mut seen = 0;
    for line in TABLE.lines().skip(2) {
        let fields: Vec<&str> = line.split(',').collect();
        let [ratings, gaps, retention, index, stability, difficulty, interval, recall, _] =
            fields[..]
        else {
            panic!("nine columns: {line}")
        };
        let index: usize = index.parse().expect("a number");
        let plan = Plan {
            retention: retention.parse().expect("a number"),
            learning: &[],
            relearning: &[],
            zone: Zone::default(),
        };
        let gap = match gaps {
            _ if index == 0 => 0,
            "due" => plan.zone.day(before.due) - plan.zone.day(before.last),
            // The first review waits for nothing, so the gap before review 1 comes first.
            listed => listed.split('|').nth(index - 1).expect("a gap").parse().expect("days"),
        };
        if index == 0 {
            (learner, before, at) = (Learner::new(1), State::NEW, EVENING);
            learner.add(0, at, What::Opened);
        }
        at = Time(at.0 + gap as u64 * DAY);
        if index > 0 {
            near(before.recall(at, plan.zone), recall);
        }
        let number = ratings[index..=index].parse().expect("a digit");
        learner.review(&slot, at, rating(number));
        let after = state(&learner, &deck, &plan, at);
        assert_eq!(after.phase, Phase::Review);
        let memory = after.memory.expect("it was asked");
        near(memory.stability, stability);
        near(memory.difficulty, difficulty);
        let days = plan.zone.day(after.due) - plan.zone.day(at);
        assert_eq!(days.to_string(), interval, "{line}");
        (before, seen) = (after, seen + 1);
    }
    println!("{seen} of {} reviews are planned as py-fsrs plans them", TABLE.lines().count() - 2);
    assert_eq!(seen, 40);
}

/// Tests of py-fsrs 6.3, with its steps of one and ten minutes.
#[test]
fn the_published_intervals_are_met_with_steps() {
    let plan = Plan::new(DEFAULT, Zone::default());
    let ratings = [3, 3, 3, 3, 3, 3, 1, 1, 3, 3, 3, 3, 3];
    let expected = [0, 2, 11, 46, 163, 498, 0, 0, 2, 4, 7, 12, 21];
    let (mut state, mut at) = (State::NEW, EVENING);
    for (number, days) in ratings.into_iter().zip(expected) {
        // At the hour of the day of the first review, so that days are whole.
        let due = plan.zone.day(state.due.max(EVENING)) - plan.zone.day(at);
        at = Time(at.0 + due as u64 * DAY);
        state = state.after(rating(number), at, &plan);
        assert_eq!(plan.zone.day(state.due) - plan.zone.day(at), days);
    }
}

#[test]
fn steps_are_of_minutes_and_then_of_days() {
    let plan = Plan::new(DEFAULT, Zone::default());
    let after = |numbers: &[u32]| {
        let first = State::NEW;
        numbers
            .iter()
            .fold(first, |state, n| state.after(rating(*n), state.due.max(EVENING), &plan))
    };
    let minutes = |numbers: &[u32]| {
        let state = after(numbers);
        assert_ne!(state.phase, Phase::Review, "{numbers:?}");
        (state.due.0 - state.last.0) as f64 / MINUTE as f64
    };
    for (numbers, wait) in [
        (&[1][..], 1.0),
        (&[2], 5.5),
        (&[3], 10.0),
        (&[3, 1], 1.0),
        (&[3, 2], 10.0),
        (&[3, 1, 3], 10.0),
        (&[4, 1], 10.0),
        (&[4, 1, 2], 15.0),
        (&[4, 1, 1], 10.0),
    ] {
        assert_eq!(minutes(numbers), wait, "{numbers:?}");
    }
    for numbers in [&[4][..], &[3, 3], &[3, 4], &[1, 4], &[4, 1, 3], &[4, 1, 4], &[4, 2]] {
        assert_eq!(after(numbers).phase, Phase::Review, "{numbers:?}");
    }
    assert_eq!(after(&[4, 1, 3, 1]).lapses, 2);
    assert_eq!(after(&[1, 1, 1]).lapses, 0, "what was never known is not forgotten");
}
