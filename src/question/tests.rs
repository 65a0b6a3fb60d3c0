//! Grading, type by type.

use super::choice::{Key as ChoiceKey, Manner};
use super::estimate::LogScore;
use super::fill::{self, Field, Number};
use super::free::Level;
use super::{Answer, Key, free, order};
use crate::base::rng::Seed;
use proptest::prelude::*;

fn choice(several: bool, right: &[bool]) -> ChoiceKey {
    let manner = if several { Manner::Several } else { Manner::One };
    ChoiceKey { manner, right: right.to_vec() }
}

#[test]
fn a_single_choice_is_right_or_wrong() {
    let key = choice(false, &[false, true, false]);
    assert_eq!(key.score(&[1]), 1.0);
    assert_eq!(key.score(&[0]), 0.0);
    assert_eq!(key.score(&[0, 1]), 0.0);
    assert_eq!(key.score(&[]), 0.0);
    assert_eq!(key.score(&[9]), 0.0);
}

#[test]
fn a_wrong_pick_costs_a_right_one() {
    let key = choice(true, &[true, true, false, false]);
    assert_eq!(key.score(&[0, 1]), 1.0);
    assert_eq!(key.score(&[0]), 0.5);
    assert_eq!(key.score(&[0, 1, 2]), 0.5);
    assert_eq!(key.score(&[2, 3]), 0.0);
    assert_eq!(key.score(&[0, 1, 2, 3]), 0.0, "choosing everything earns nothing");
}

#[test]
fn options_are_shuffled_by_seed_and_none_is_lost() {
    let key = choice(false, &[true, false, false, false, false]);
    let orders: Vec<_> = (0..20).map(|seed| key.order(0..5, Seed(seed))).collect();
    for order in &orders {
        let mut sorted = order.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, [0, 1, 2, 3, 4]);
    }
    assert_eq!(key.order(0..5, Seed(3)), orders[3]);
    assert!(orders.iter().any(|order| order != &orders[0]));
}

#[test]
fn estimates_are_scored_by_ratio() {
    let scoring = LogScore { full_within: 1.25, none_beyond: 4.0 };
    assert_eq!(scoring.score(100.0, 125.0), 1.0);
    assert_eq!(scoring.score(100.0, 80.0), 1.0);
    assert_eq!(scoring.score(100.0, 400.0), 0.0);
    assert_eq!(scoring.score(100.0, 25.0), 0.0);
    let (high, low) = (scoring.score(100.0, 200.0), scoring.score(100.0, 50.0));
    assert!((high - low).abs() < 1e-12, "twice too high is as good as half");
    assert!(high > 0.5 && high < 0.7, "{high}");
    for nonsense in [0.0, -5.0, f64::NAN, f64::INFINITY] {
        assert_eq!(scoring.score(100.0, nonsense), 0.0);
    }
}

#[test]
fn an_answer_of_another_type_scores_nothing() {
    let key = Key::Choice(choice(false, &[true]));
    assert_eq!(key.grade(&Answer::Estimate { value: 1.0, at: Vec::new() }).score, 0.0);
    assert!(key.grade(&Answer::Choice { chosen: vec![0] }).is_right());
}

#[test]
fn statements_of_an_argument_keep_their_order() {
    let key = ChoiceKey { manner: Manner::Flaw, right: vec![false, true, false] };
    assert!((0..20).all(|seed| key.order(0..3, Seed(seed)) == [0, 1, 2]));
    assert_eq!(key.score(&[1]), 1.0);
    assert_eq!(key.score(&[0]), 0.0);
}

#[test]
fn a_diagnosis_needs_the_bottleneck_and_what_shows_it() {
    let manner = Manner::Diagnose { evidence: 3 };
    let key = ChoiceKey { manner, right: vec![false, true, false, true, false] };
    assert_eq!(key.score(&[1, 3]), 1.0);
    assert_eq!(key.score(&[3, 1]), 1.0, "in any order");
    assert_eq!(key.score(&[1, 4]), 0.5);
    assert_eq!(key.score(&[0, 3]), 0.0, "evidence of nothing");
    assert_eq!(key.score(&[0, 1, 3]), 0.0, "two bottlenecks are none");
    assert!(key.is_complete(&[0, 4]));
    assert!(!key.is_complete(&[0, 1]));
    assert_eq!(key.groups(), [0..3, 3..5]);
    let mut shown = key.order(3..5, Seed(1));
    shown.sort_unstable();
    assert_eq!(shown, [3, 4]);
}

#[test]
fn steps_are_scored_by_their_pairs() {
    let key = order::Key { steps: 4 };
    assert_eq!(key.score(&[0, 1, 2, 3]), 1.0);
    // One pair of six is wrong: 5/6 - 1/6.
    assert!((key.score(&[1, 0, 2, 3]) - 2.0 / 3.0).abs() < 1e-12);
    assert_eq!(key.score(&[3, 2, 1, 0]), 0.0);
    for foreign in [&[0, 1, 2][..], &[0, 1, 2, 2], &[0, 1, 2, 3, 4], &[1, 2, 3, 4], &[]] {
        assert_eq!(key.score(foreign), 0.0);
    }
    assert!((0..500).all(|seed| key.score(&key.start(Seed(seed))) < 1.0));
}

fn fields(options: u32, rights: &[u32]) -> fill::Key {
    let list = (0..options).map(|option| option.to_string()).collect();
    let field = |right: &u32| Field::Pick { list: 0, right: *right };
    let fields = rights.iter().map(field).collect();
    fill::Key { manner: fill::Manner::Categorise, lists: vec![list], fields }
}

#[test]
fn what_guessing_earns_is_taken_off() {
    let key = fields(2, &[0, 0, 1, 1]);
    let score = |given: [u32; 4]| key.score(&given.map(|place| Some(f64::from(place))));
    assert_eq!(score([0, 0, 1, 1]), 1.0);
    assert_eq!(score([0, 0, 0, 0]), 0.0, "all in one category shows nothing");
    assert_eq!(score([0, 0, 1, 0]), 0.5);
    assert_eq!(score([1, 1, 0, 0]), 0.0);
    assert_eq!(key.score(&[Some(0.0)]), 0.0);
    assert_eq!(key.score(&[None, None, None, None]), 0.0);
}

#[test]
fn a_number_may_be_off_by_its_tolerance_and_no_more() {
    let number = Number { answer: 0.2, tolerance: 0.1, unit: String::new() };
    let key = fill::Key {
        manner: fill::Manner::Cloze,
        lists: vec![],
        fields: vec![Field::Number(number)],
    };
    for (value, score) in [(0.3, 1.0), (0.1, 1.0), (0.301, 0.0), (-0.2, 0.0), (f64::NAN, 0.0)] {
        assert_eq!(key.score(&[Some(value)]), score, "{value}");
    }
    assert_eq!(key.right(&key.fields[0]), "0.2");
}

#[test]
fn a_free_answer_earns_the_weight_of_what_it_holds() {
    let rubric = vec![(Level::Senior, 2), (Level::Senior, 1), (Level::Staff, 1)];
    let key = free::Key { rubric };
    assert_eq!(key.score("words", &[0, 1, 2]), 1.0);
    assert_eq!(key.score("words", &[0]), 0.5);
    assert_eq!(key.score("words", &[0, 0]), 0.5, "a point counts once");
    assert_eq!(key.score("words", &[9]), 0.0);
    assert_eq!(key.score(" \n", &[0, 1, 2]), 0.0, "nothing was written");
}

#[test]
fn an_answer_is_complete_when_nothing_is_left_open() {
    let diagnosis = ChoiceKey { manner: Manner::Diagnose { evidence: 1 }, right: vec![true, true] };
    let fields = Key::Fill(fields(2, &[0, 1]));
    let free = Key::Free(free::Key { rubric: vec![(Level::Senior, 1)] });
    let chosen = |chosen: &[u32]| Answer::Choice { chosen: chosen.to_vec() };
    assert!(Key::Choice(diagnosis.clone()).is_complete(&chosen(&[0, 1])));
    assert!(!Key::Choice(diagnosis).is_complete(&chosen(&[1])));
    assert!(fields.is_complete(&Answer::Fill { given: vec![Some(1.0), Some(1.0)] }));
    assert!(!fields.is_complete(&Answer::Fill { given: vec![Some(1.0), None] }));
    assert!(!free.is_complete(&Answer::Free { text: " ".into(), held: vec![0] }));
    assert!(free.is_complete(&Answer::Free { text: "a".into(), held: vec![] }));
}

/// Any key with any answer to it, right or nonsense.
fn any_key_and_answer() -> impl Strategy<Value = (Key, Answer)> {
    let places = || prop::collection::vec(0_u32..9, 0..9);
    let choice = (prop::collection::vec(any::<bool>(), 0..8), 0_u32..9, 0..4, places()).prop_map(
        |(right, evidence, manner, chosen)| {
            let manners =
                [Manner::One, Manner::Several, Manner::Flaw, Manner::Diagnose { evidence }];
            let key = ChoiceKey { manner: manners[manner as usize], right };
            (Key::Choice(key), Answer::Choice { chosen })
        },
    );
    let steps = (0_u32..8, places())
        .prop_map(|(steps, places)| (Key::Order(order::Key { steps }), Answer::Order { places }));
    let value = prop::option::of(any::<f64>());
    let filled = (0_u32..5, prop::collection::vec(0_u32..5, 0..8)).prop_flat_map(
        move |(options, rights)| {
            let given = prop::collection::vec(value.clone(), rights.len()..rights.len() + 2);
            let key = fields(options, &rights);
            given.prop_map(move |given| (Key::Fill(key.clone()), Answer::Fill { given }))
        },
    );
    let free = (prop::collection::vec(0_u32..6, 0..9), "[a ]{0,2}", places()).prop_map(
        |(weights, text, held)| {
            let rubric = weights.into_iter().map(|weight| (Level::Staff, weight)).collect();
            (Key::Free(free::Key { rubric }), Answer::Free { text, held })
        },
    );
    prop_oneof![choice, steps, filled, free]
}

proptest! {
    #[test]
    fn every_score_lies_between_0_and_1((key, answer) in any_key_and_answer()) {
        let score = key.grade(&answer).score;
        prop_assert!((0.0..=1.0).contains(&score), "{score}");
    }

    /// Two neighbours in the wrong order, put right, never lower the score.
    #[test]
    fn each_step_put_right_is_worth_something(
        places in Just((0_u32..7).collect::<Vec<_>>()).prop_shuffle(), at in 0_usize..6,
    ) {
        let key = order::Key { steps: 7 };
        let mut better = places.clone();
        if better[at] > better[at + 1] {
            better.swap(at, at + 1);
        }
        prop_assert!(key.score(&better) >= key.score(&places));
        prop_assert_eq!(key.score(&places) == 1.0, places.is_sorted());
    }

    /// A field filled rightly never lowers the score, and the order of fields does not matter.
    #[test]
    fn each_field_filled_rightly_is_worth_something(
        rows in prop::collection::vec((0_u32..3, 0_u32..3), 2..8), at in any::<prop::sample::Index>(),
    ) {
        let score = |rows: &[(u32, u32)]| {
            let rights: Vec<u32> = rows.iter().map(|(right, _)| *right).collect();
            let given: Vec<_> = rows.iter().map(|(_, given)| Some(f64::from(*given))).collect();
            fields(3, &rights).score(&given)
        };
        let mut better = rows.clone();
        let row = at.get_mut(&mut better);
        row.1 = row.0;
        prop_assert!(score(&better) >= score(&rows));
        let mut turned = rows.clone();
        turned.reverse();
        prop_assert_eq!(score(&turned), score(&rows));
        prop_assert_eq!(score(&rows) == 1.0, rows.iter().all(|(right, given)| right == given));
    }

    /// Another point held never lowers the score, nor does the order in which they were ticked.
    #[test]
    fn each_point_held_is_worth_something(
        weights in prop::collection::vec(1_u32..6, 1..9),
        held in prop::collection::vec(0_u32..9, 0..9), more in 0_u32..9,
    ) {
        let rubric = weights.iter().map(|weight| (Level::Senior, *weight)).collect();
        let key = free::Key { rubric };
        let with = |more: &[u32]| key.score("a", &[more, held.as_slice()].concat());
        prop_assert!(with(&[more]) >= with(&[]));
        let mut turned = held.clone();
        turned.reverse();
        prop_assert_eq!(key.score("a", &turned), key.score("a", &held));
    }
}

/// The mean over all orders of five steps is what somebody who guesses gets: near 0, though not 0,
/// because below 0 nothing is taken.
#[test]
fn guessed_orders_earn_little() {
    let key = order::Key { steps: 5 };
    let scores: Vec<f64> = (0..2000)
        .map(|seed| super::shuffled(5, Seed(seed), 0).into_iter().map(|place| place as u32))
        .map(|places| key.score(&places.collect::<Vec<_>>()))
        .collect();
    let mean = scores.iter().sum::<f64>() / scores.len() as f64;
    assert!((0.1..0.2).contains(&mean), "{mean}");
}
