//! What is asked, how much of it on one day, and in which order.

use super::*;
use crate::review::day::MINUTE;
use crate::review::fold::is_read;

fn slots(today: &Today) -> Vec<(usize, &str)> {
    today.queue.iter().map(|item| (item.slot.shelf, item.slot.prompt.parts().1)).collect()
}

#[test]
fn a_lesson_is_read_when_half_of_its_questions_are_answered() {
    let deck = deck(1, 3, 5);
    let mut learner = Learner::new(1);
    learner.add(0, EVENING, What::Opened);
    learner.answer(0, EVENING, "q0", 1.0);
    learner.answer(0, EVENING, "q1", 1.0);
    learner.answer(0, EVENING, "q1", 1.0);
    assert!(!is_read(&deck.lessons[0], &learner.records[0]));
    assert_eq!(learner.today(&deck, moment(EVENING)).all, 0);
    learner.answer(0, EVENING, "q2", 1.0);
    assert!(is_read(&deck.lessons[0], &learner.records[0]));
    let today = learner.today(&deck, moment(EVENING));
    assert_eq!(slots(&today), [(0, "c0"), (0, "c1"), (0, "c2")]);
    assert_eq!((today.fresh, today.all, today.held.len()), (3, 3, 0));
}

#[test]
fn a_lesson_that_is_marked_counts_as_read_until_the_mark_is_gone() {
    let deck = deck(1, 3, 5);
    let mut learner = Learner::new(1);
    let mark = |on| What::Bookmarked { passage: "forces".into(), on };
    learner.add(0, EVENING, mark(true));
    let today = learner.today(&deck, moment(EVENING));
    assert_eq!(today.all, 3);
    learner.review(&today.queue[1].slot, EVENING, Rating::Good);
    learner.add(0, EVENING, mark(false));
    assert_eq!(learner.today(&deck, moment(EVENING)).all, 1, "what was reviewed stays");
}

#[test]
fn a_question_is_asked_again_once_it_was_missed() {
    let deck = deck(1, 0, 4);
    let mut learner = Learner::new(1);
    learner.answer(0, EVENING, "q0", 0.9);
    learner.answer(0, EVENING, "q1", 0.5);
    learner.answer(0, EVENING, "q2", 0.0);
    learner.answer(0, EVENING, "q2", 1.0);
    assert_eq!(slots(&learner.today(&deck, moment(EVENING))), [(0, "q1"), (0, "q2")]);
}

#[test]
fn the_day_has_a_limit_of_new_prompts_and_one_of_reviews() {
    let deck = deck(4, 10, 0);
    let mut learner = Learner::new(4);
    (0..4).for_each(|shelf| learner.read(&deck, shelf, EVENING));
    let settings = Settings { fresh: 10, reviews: 6, ..DEFAULT };
    let at = |now| Moment { settings, ..moment(now) };
    let today = learner.today(&deck, at(EVENING));
    assert_eq!((today.queue.len(), today.fresh, today.held.len()), (10, 10, 30));
    for item in today.queue.iter().take(4) {
        learner.review(&item.slot, EVENING, Rating::Easy);
    }
    let today = learner.today(&deck, at(EVENING));
    assert_eq!((today.queue.len(), today.held.len()), (6, 30));
    for item in &today.queue {
        learner.review(&item.slot, EVENING, Rating::Easy);
    }
    let today = learner.today(&deck, at(EVENING));
    assert_eq!((today.queue.len(), today.held.len()), (0, 30));
    assert_eq!(today.next, Some(Zone::default().start(20_001)));
    // Eight days later all ten are due again; six may come, and ten new ones.
    let then = Time(EVENING.0 + 8 * DAY);
    let today = learner.today(&deck, at(then));
    assert_eq!((today.queue.len(), today.fresh, today.held.len()), (16, 10, 24));
    let learned = today.queue.iter().find(|item| item.state.asked > 0).expect("one of six");
    learner.review(&learned.slot, then, Rating::Good);
    let today = learner.today(&deck, at(then));
    assert_eq!((today.queue.len(), today.fresh, today.held.len()), (15, 10, 24));
}

#[test]
fn a_learning_step_counts_against_no_limit_and_comes_first() {
    let deck = deck(2, 3, 0);
    let mut learner = Learner::new(2);
    (0..2).for_each(|shelf| learner.read(&deck, shelf, EVENING));
    let at = |now, last| Moment {
        settings: Settings { fresh: 1, reviews: 0, ..DEFAULT },
        last,
        ..moment(now)
    };
    let first = learner.today(&deck, at(EVENING, None)).queue[0].slot.clone();
    learner.review(&first, EVENING, Rating::Again);
    let today = learner.today(&deck, at(EVENING, Some(0)));
    assert_eq!((today.queue.len(), today.later.len()), (0, 1));
    assert_eq!(today.next, Some(Time(EVENING.0 + MINUTE)));
    let today = learner.today(&deck, at(Time(EVENING.0 + MINUTE), Some(0)));
    assert_eq!(slots(&today), [(0, "c0")]);
}

#[test]
fn new_prompts_are_spread_among_reviews_and_lessons_alternate() {
    let deck = deck(2, 6, 0);
    let mut learner = Learner::new(2);
    (0..2).for_each(|shelf| learner.read(&deck, shelf, EVENING));
    for shelf in 0..2 {
        for id in ["c0", "c1", "c2"] {
            learner.review(&Slot { shelf, prompt: card(id) }, EVENING, Rating::Easy);
        }
    }
    let today = learner.today(&deck, moment(Time(EVENING.0 + 8 * DAY)));
    let queue = slots(&today);
    let shelves: Vec<_> = queue.iter().map(|(shelf, _)| *shelf).collect();
    assert!(shelves.windows(2).all(|pair| pair[0] != pair[1]), "{queue:?}");
    let new = |(_, id): &&(usize, &str)| ["c3", "c4", "c5"].contains(id);
    assert_eq!(queue.iter().filter(new).count(), 6);
    assert_eq!(queue[..8].iter().filter(new).count(), 4, "{queue:?}");
}

#[test]
fn what_is_put_aside_is_not_asked_and_can_be_brought_back() {
    let deck = deck(1, 2, 0);
    let mut learner = Learner::new(1);
    learner.read(&deck, 0, EVENING);
    let aside = |on| What::Suspended { prompt: card("c0"), on };
    let before = learner.today(&deck, moment(EVENING));
    learner.add(0, EVENING, aside(true));
    let today = learner.today(&deck, moment(EVENING));
    assert_eq!((slots(&today), today.aside.len(), today.all), (vec![(0, "c1")], 1, 2));
    let mut undone = learner.clone();
    let Undo { event, slot, .. } = today.undo.expect("it can be taken back");
    undone.add(slot.shelf, EVENING, What::TakenBack { event });
    assert_eq!(undone.today(&deck, moment(EVENING)), before);
    learner.add(0, EVENING, aside(false));
    assert_eq!(learner.today(&deck, moment(EVENING)).queue, before.queue);
}

/// A clock that ran a year ahead for one review would have hidden the prompt for that year.
#[test]
fn a_clock_that_ran_ahead_hides_nothing() {
    let deck = deck(1, 1, 0);
    let mut learner = Learner::new(1);
    learner.read(&deck, 0, EVENING);
    let slot = learner.today(&deck, moment(EVENING)).queue[0].slot.clone();
    learner.review(&slot, Time(EVENING.0 + 365 * DAY), Rating::Easy);
    assert_eq!(learner.today(&deck, moment(EVENING)).queue.len(), 1);
    learner.review(&slot, EVENING, Rating::Good);
    let today = learner.today(&deck, moment(EVENING));
    assert_eq!(today.queue.len(), 0, "{today:?}");
    assert!(today.next.expect("it comes again") < Time(EVENING.0 + 365 * DAY));
}

#[test]
fn yesterday_cannot_be_taken_back() {
    let deck = deck(1, 1, 0);
    let mut learner = Learner::new(1);
    learner.read(&deck, 0, EVENING);
    learner.review(&Slot { shelf: 0, prompt: card("c0") }, EVENING, Rating::Easy);
    assert!(learner.today(&deck, moment(EVENING)).undo.is_some());
    assert_eq!(learner.today(&deck, moment(Time(EVENING.0 + DAY))).undo, None);
}
