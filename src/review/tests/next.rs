//! One thing to do next, for each way in which a learner can stand.

use super::*;
use crate::review::next::{Next, Stop, Way, next};
use proptest::prelude::*;

/// Four lessons with four questions each: two in the first module, the second of which builds on the
/// first, and two in the second module, of which the last builds on the one before. Each trains a
/// skill of its own, and the check asks the first question of each.
fn way() -> Way {
    let stop = |place: u8, module, requires: &[u8]| Stop {
        module,
        requires: requires.to_vec(),
        skills: 1 << place,
        weights: vec![100; 4],
        asked: vec![QuestionId::new("q0").expect("a slug")],
    };
    let stops = vec![stop(0, 0, &[]), stop(1, 0, &[0]), stop(2, 1, &[]), stop(3, 1, &[2])];
    Way { deck: deck(4, 2, 4), stops }
}

fn at(minute: u64) -> Time {
    Time(EVENING.0 + minute * 60_000)
}

fn of(way: &Way, learner: &Learner, due: usize) -> Option<Next> {
    next(way, |place| &learner.records[place], due, at(600))
}

#[test]
fn who_has_done_nothing_begins_with_the_first_lesson() {
    assert_eq!(of(&way(), &Learner::new(4), 0), Some(Next::Begin(0)));
    let empty = Way { deck: Deck::default(), stops: Vec::new() };
    assert_eq!(of(&empty, &Learner::new(0), 0), None);
}

#[test]
fn a_lesson_that_was_begun_is_gone_on_with_before_anything_is_reviewed() {
    let (way, mut learner) = (way(), Learner::new(4));
    learner.add(1, at(0), What::Opened);
    assert_eq!(of(&way, &learner, 7), Some(Next::GoOn { lesson: 1, answered: 0 }));
    learner.answer(1, at(1), "q2", 0.0);
    assert_eq!(of(&way, &learner, 7), Some(Next::GoOn { lesson: 1, answered: 1 }));
    // The one that was worked on last, though another was begun earlier.
    learner.add(2, at(2), What::Opened);
    assert_eq!(of(&way, &learner, 7), Some(Next::GoOn { lesson: 2, answered: 0 }));
}

#[test]
fn what_is_due_is_reviewed_before_another_lesson_is_begun() {
    let (way, mut learner) = (way(), Learner::new(4));
    learner.read(&way.deck, 0, at(0));
    assert_eq!(of(&way, &learner, 7), Some(Next::Review(7)));
    assert_eq!(of(&way, &learner, 0), Some(Next::Read(1)));
}

#[test]
fn a_lesson_waits_for_those_it_builds_on() {
    let (mut way, mut learner) = (way(), Learner::new(4));
    way.stops[1].requires = vec![2];
    learner.read(&way.deck, 0, at(0));
    assert_eq!(of(&way, &learner, 0), Some(Next::Read(2)));
    learner.read(&way.deck, 2, at(1));
    assert_eq!(of(&way, &learner, 0), Some(Next::Read(1)));
}

#[test]
fn of_lessons_of_a_module_the_one_with_the_weakest_skill_comes_first() {
    let (mut way, mut learner) = (way(), Learner::new(4));
    way.stops.iter_mut().for_each(|stop| (stop.module, stop.requires) = (0, Vec::new()));
    learner.read(&way.deck, 0, at(0));
    // The last lesson trains what was missed in the first, too.
    for question in ["q0", "q1", "q2", "q3"] {
        learner.answer(0, at(1), question, 0.0);
    }
    assert_eq!(of(&way, &learner, 0), Some(Next::Read(1)));
    way.stops[3].skills |= 1;
    assert_eq!(of(&way, &learner, 0), Some(Next::Read(3)));
    // Not where it is in a later module.
    way.stops[3].module = 1;
    assert_eq!(of(&way, &learner, 0), Some(Next::Read(1)));
}

#[test]
fn a_lesson_that_was_left_unread_is_gone_on_with_in_its_turn() {
    let (way, mut learner) = (way(), Learner::new(4));
    learner.add(0, at(0), What::Opened);
    learner.read(&way.deck, 2, at(1));
    assert_eq!(of(&way, &learner, 3), Some(Next::Review(3)));
    assert_eq!(of(&way, &learner, 0), Some(Next::GoOn { lesson: 0, answered: 0 }));
}

#[test]
fn who_is_placed_out_of_a_lesson_is_led_past_it() {
    let (way, mut learner) = (way(), Learner::new(4));
    learner.answer(0, at(0), "q0", 1.0);
    assert_eq!(of(&way, &learner, 0), Some(Next::Read(1)));
    learner.answer(1, at(1), "q0", 0.2);
    assert_eq!(of(&way, &learner, 0), Some(Next::Read(1)));
    // To look at it is no reason to be held in it; to answer more is.
    learner.add(0, at(2), What::Opened);
    assert_eq!(of(&way, &learner, 0), Some(Next::Read(1)));
    learner.answer(0, at(3), "q1", 1.0);
    assert_eq!(of(&way, &learner, 0), Some(Next::GoOn { lesson: 0, answered: 2 }));
}

#[test]
fn when_all_is_read_the_lesson_that_is_known_least_comes_again() {
    let (way, mut learner) = (way(), Learner::new(4));
    for lesson in 0..4 {
        learner.read(&way.deck, lesson, at(lesson as u64));
    }
    learner.answer(2, at(9), "q1", 0.0);
    assert_eq!(of(&way, &learner, 0), Some(Next::Again(2)));
    assert_eq!(of(&way, &learner, 2), Some(Next::Review(2)));
}

proptest! {
    #[test]
    fn there_is_always_something_to_do_and_no_lesson_comes_before_what_it_builds_on(
        deeds in prop::collection::vec((0..4_usize, 0..5_usize, 0.0..=1.0), 0..30),
        due in 0..3_usize,
    ) {
        let (way, mut learner) = (way(), Learner::new(4));
        for (minute, (lesson, deed, score)) in (0..).zip(deeds) {
            match deed {
                4 => { learner.add(lesson, at(minute), What::Opened); }
                question => learner.answer(lesson, at(minute), &format!("q{question}"), score),
            }
        }
        let found = of(&way, &learner, due);
        prop_assert!(found.is_some());
        if let Some(Next::Read(lesson)) = found {
            prop_assert_eq!(due, 0);
            prop_assert!(!learner.records[lesson].seen().any(|(_, e)| e.what == What::Opened));
            for before in &way.stops[lesson].requires {
                let record = &learner.records[usize::from(*before)];
                prop_assert!(record.began(), "{} is not even begun", before);
            }
        }
    }
}
