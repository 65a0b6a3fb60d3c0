//! Who may skip a lesson, by what they answered.

use super::*;
use crate::review::placement::{Verdict, is_placed_out, verdict};

fn ids(ids: &[&str]) -> Vec<QuestionId> {
    ids.iter().map(|id| QuestionId::new(*id).expect("a slug")).collect()
}

fn answers(given: &[(&str, f64, Confidence)]) -> Learner {
    let mut learner = Learner::new(1);
    for (question, score, confidence) in given {
        let question = QuestionId::new(*question).expect("a slug");
        let answer = Answer::Estimate { value: 1.0, at: Vec::new() };
        let (confidence, score) = (*confidence, *score);
        let what = What::Answered { question, revision: 1, answer, confidence, score };
        learner.add(0, EVENING, what);
    }
    learner
}

#[test]
fn what_is_known_at_the_first_try_may_be_skipped() {
    use Confidence::{Guess, Likely, Sure};
    for (given, expected) in [
        (&[][..], Verdict::Open),
        (&[("q0", 1.0, Likely)], Verdict::Skip),
        (&[("q0", 1.0, Sure)], Verdict::Skip),
        (&[("q0", 1.0, Guess)], Verdict::Read),
        (&[("q0", 0.99, Sure)], Verdict::Read),
        (&[("q0", 0.0, Sure), ("q0", 1.0, Sure)], Verdict::Read),
        (&[("q1", 1.0, Sure)], Verdict::Open),
    ] {
        assert_eq!(verdict(&ids(&["q0"]), &answers(given).records[0]), expected, "{given:?}");
    }
    let both = ids(&["q0", "q1"]);
    let of = |given: &[_]| verdict(&both, &answers(given).records[0]);
    assert_eq!(of(&[("q0", 1.0, Sure)]), Verdict::Open);
    assert_eq!(of(&[("q0", 1.0, Sure), ("q1", 1.0, Likely)]), Verdict::Skip);
    assert_eq!(of(&[("q0", 1.0, Sure), ("q1", 0.5, Likely)]), Verdict::Read);
    assert_eq!(verdict(&[], &answers(&[("q0", 1.0, Sure)]).records[0]), Verdict::Open);
}

#[test]
fn who_was_reading_the_lesson_is_not_placed_out_of_it() {
    let (asked, all) = (ids(&["q0"]), ids(&["q0", "q1", "q2", "q3"]));
    let placed = |learner: &Learner| is_placed_out(&asked, &all, &learner.records[0]);
    let mut learner = answers(&[("q0", 1.0, Confidence::Sure)]);
    assert!(placed(&learner));
    learner.add(0, EVENING, What::Opened);
    learner.answer(0, EVENING, "q1", 0.0);
    assert!(placed(&learner), "the check came first");
    let mut reader = Learner::new(1);
    reader.add(0, EVENING, What::Opened);
    reader.answer(0, EVENING, "q0", 1.0);
    assert!(placed(&reader), "a page that was only looked at");
    reader.answer(0, EVENING, "q1", 1.0);
    assert!(!placed(&reader));
}
