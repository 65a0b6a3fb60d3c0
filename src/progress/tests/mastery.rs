//! An estimate is bounded, follows the scores, trusts what is fresh, and says when it knows nothing.

use super::*;
use crate::progress::mastery::{Evidence, HALF_LIFE, Mastery};
use proptest::prelude::*;

const NOW: Time = Time(1_800_000_000_000);
const DAY: u64 = 86_400_000;

/// An answer: the number of the question, its age in days, its score.
type Deed = (usize, u64, f64);

fn questions() -> Vec<QuestionId> {
    (0..4).map(|i| question(&format!("q{i}"))).collect()
}

fn happened(deeds: &[Deed]) -> Vec<(EventId, Event)> {
    let deed = |(number, (of, age, score)): (u32, &Deed)| {
        let what = scored(&format!("q{of}"), 1.0, *score);
        let at = Time(NOW.0 - age * DAY);
        let event = Event { at, order: number + 1, epoch: 0, what, raw: None };
        (EventId { tab: 1, number }, event)
    };
    (0..).zip(deeds).map(deed).collect()
}

fn record(events: Vec<(EventId, Event)>) -> Record {
    let mut record = Record::default();
    for (id, event) in events {
        record.insert(id, event);
    }
    record
}

fn of(deeds: &[Deed], weights: &[u8]) -> Mastery {
    let record = record(happened(deeds));
    Evidence::of(&questions(), weights, Some(&record), NOW).mastery()
}

fn estimate(deeds: &[Deed]) -> f64 {
    of(deeds, &[]).estimate.expect("there are answers")
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    prop::collection::vec((0..4_usize, 0..2000_u64, 0.0..=1.0), 1..12)
}

proptest! {
    #[test]
    fn an_estimate_is_between_nothing_and_all(
        deeds in deeds(), weights in prop::collection::vec(0..=100_u8, 4),
    ) {
        let mastery = of(&deeds, &weights);
        let share = mastery.estimate.expect("there are answers");
        prop_assert!(share > 0.0 && share < 1.0, "{share}");
        prop_assert!(mastery.from >= 1 && mastery.from <= mastery.of && mastery.of == 4);
    }

    #[test]
    fn a_better_score_never_lowers_it(
        deeds in deeds(), which in 0..12_usize, more in 0.0..=1.0_f64,
    ) {
        let which = which % deeds.len();
        let mut better = deeds.clone();
        better[which].2 = (deeds[which].2 + more).min(1.0);
        prop_assert!(estimate(&better) >= estimate(&deeds) - 1e-12);
    }

    #[test]
    fn an_old_answer_moves_it_less(score in 0.0..=1.0, age in 0..900_u64, older in 1..900_u64) {
        let moved = |age| (estimate(&[(0, age, score)]) - 0.5).abs();
        prop_assert!(moved(age + older) <= moved(age));
        prop_assert!(score == 0.5 || moved(age + older) < moved(age));
    }

    #[test]
    fn neither_the_order_of_events_nor_a_join_changes_it(deeds in deeds(), cut in 0..12_usize) {
        let mut events = happened(&deeds);
        let whole = of(&deeds, &[]);
        events.reverse();
        let cut = cut % (events.len() + 1);
        let (mut one, other) = (record(events[..cut].to_vec()), record(events.clone()));
        one.join(&other);
        let joined = Evidence::of(&questions(), &[], Some(&one), NOW).mastery();
        prop_assert_eq!(joined, whole);
    }
}

#[test]
fn without_answers_nothing_is_known() {
    let opened = record(vec![(EventId { tab: 1, number: 0 }, event(1, What::Opened))]);
    for record in [None, Some(&opened)] {
        let mastery = Evidence::of(&questions(), &[], record, NOW).mastery();
        assert_eq!(mastery, Mastery { estimate: None, from: 0, of: 4 });
        assert_eq!(mastery.words(), "not known yet");
    }
    assert_eq!(Evidence::default().mastery().estimate, None);
}

// By hand, from the formula: (1 + Σ w·s) / (2 + Σ w).
#[test]
fn one_right_answer_is_no_mastery_and_many_are() {
    assert!((estimate(&[(0, 0, 1.0)]) - 2.0 / 3.0).abs() < 1e-12);
    assert!((estimate(&[(0, 0, 0.0)]) - 1.0 / 3.0).abs() < 1e-12);
    let all = [(0, 0, 1.0), (1, 0, 1.0), (2, 0, 1.0), (3, 0, 1.0)];
    assert!((estimate(&all) - 5.0 / 6.0).abs() < 1e-12);
    let words = of(&all, &[]).words().replace('\u{202f}', " ");
    assert_eq!(words, "83 %, from 4 of 4 questions");
}

#[test]
fn an_answer_counts_half_after_the_half_life_and_the_one_before_it_half_again() {
    let month = (HALF_LIFE / DAY as f64) as u64;
    assert!((estimate(&[(0, month, 1.0)]) - 1.5 / 2.5).abs() < 1e-12);
    // Missed once, and right since: (1 + 1) / (2 + 1 + ½).
    assert!((estimate(&[(0, 0, 0.0), (0, 0, 1.0)]) - 2.0 / 3.5).abs() < 1e-12);
    // A fourth answer takes the first out of the count: (1 + 1.75) / (2 + 1.75).
    let four = [(0, 0, 0.0), (0, 0, 1.0), (0, 0, 1.0), (0, 0, 1.0)];
    assert!((estimate(&four) - 2.75 / 3.75).abs() < 1e-12);
}

#[test]
fn what_can_be_guessed_counts_less() {
    let of_weight = |weight| of(&[(0, 0, 1.0)], &[weight]).estimate.expect("an answer");
    assert!((of_weight(50) - 1.5 / 2.5).abs() < 1e-12);
    assert!(of_weight(50) < of_weight(75) && of_weight(75) < of_weight(100));
}

#[test]
fn a_reset_takes_it_back_and_other_lessons_add_to_it() {
    let mut events = happened(&[(0, 0, 1.0)]);
    let own = record(events.clone());
    let evidence = Evidence::of(&questions(), &[], Some(&own), NOW);
    let none = Evidence::of(&questions(), &[], None, NOW);
    let both = evidence.and(none).mastery();
    assert_eq!((both.from, both.of), (1, 8));
    assert_eq!(both.estimate, evidence.mastery().estimate);
    let reset = What::Reset { epoch: 1, keep: Vec::new(), brought: Vec::new() };
    let reset = Event { at: NOW, order: 9, epoch: 1, what: reset, raw: None };
    events.push((EventId { tab: 1, number: 9 }, reset));
    let after = Evidence::of(&questions(), &[], Some(&record(events)), NOW).mastery();
    assert_eq!(after.estimate, None);
}
