//! Grading, type by type.

use super::choice::Key as ChoiceKey;
use super::estimate::LogScore;
use super::{Answer, Key};
use crate::base::rng::Seed;

fn choice(several: bool, right: &[bool]) -> ChoiceKey {
    ChoiceKey { several, right: right.to_vec() }
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
    let orders: Vec<_> = (0..20).map(|seed| key.order(Seed(seed))).collect();
    for order in &orders {
        let mut sorted = order.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, [0, 1, 2, 3, 4]);
    }
    assert_eq!(key.order(Seed(3)), orders[3]);
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
    assert_eq!(key.grade(&Answer::Estimate { value: 1.0 }).score, 0.0);
    assert!(key.grade(&Answer::Choice { chosen: vec![0] }).is_right());
}
