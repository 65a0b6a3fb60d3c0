//! How the list of questions of a lesson is gone through: whether verdicts wait for its end, and which
//! questions are asked again.

use super::Page;
use crate::base::id::QuestionId;
use crate::progress::Record;
use leptos::prelude::*;

/// The mark of learners who want the verdicts at the end; it stays on the device, as the theme does.
const AT_END: &str = "answers-at-end";

/// The list of questions on this page.
pub struct Round {
    /// Those of the list, in its order; empty on pages without one.
    pub questions: ArcRwSignal<Vec<QuestionId>>,
    /// Whether verdicts wait until the last question is answered.
    pub at_end: ArcRwSignal<bool>,
    /// Whether the learner has asked for them before that.
    pub revealed: ArcRwSignal<bool>,
    /// Those that are to be asked again, the one in hand first.
    pub again: ArcRwSignal<Vec<QuestionId>>,
}

impl Round {
    pub(super) fn new(page: &dyn Page) -> Self {
        Self {
            questions: ArcRwSignal::default(),
            at_end: ArcRwSignal::new(page.is_marked(AT_END)),
            revealed: ArcRwSignal::new(false),
            again: ArcRwSignal::default(),
        }
    }

    /// Chooses when verdicts are shown, and keeps the choice.
    pub fn choose(&self, page: &dyn Page, at_end: bool) {
        if at_end {
            page.mark(AT_END, true);
        } else {
            page.unmark(AT_END);
        }
        self.at_end.set(at_end);
    }

    /// Whether verdicts wait: until every question of the list has an answer.
    #[must_use]
    pub fn waits(&self, record: &Record) -> bool {
        let is_open = |questions: &Vec<QuestionId>| record.answered(questions) < questions.len();
        self.at_end.get() && !self.revealed.get() && self.questions.with(is_open)
    }

    /// Whether the verdict of a question waits. One that stands in the text, outside of the list, is
    /// told at once: the text goes on from it.
    #[must_use]
    pub fn holds(&self, id: &QuestionId, record: &Record) -> bool {
        self.questions.with(|questions| questions.contains(id)) && self.waits(record)
    }

    /// What is said of an answer whose verdict waited.
    #[must_use]
    pub fn said(&self, record: &Record) -> String {
        self.questions.with(|questions| {
            let (answered, all) = (record.answered(questions), questions.len());
            if answered < all {
                return format!("Answered. {answered} of {all}; the verdicts come with the last.");
            }
            let right = all - self.missed(record).len();
            format!("All are answered, and {right} of {all} are right.")
        })
    }

    /// Those of the list that were answered and, at the last answer, not rightly.
    #[must_use]
    pub fn missed(&self, record: &Record) -> Vec<QuestionId> {
        let is_missed = |id: &&QuestionId| record.attempt(id).is_some_and(|a| !a.is_right());
        self.questions.with(|questions| questions.iter().filter(is_missed).cloned().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::time::Time;
    use crate::progress::{Event, EventId, What};
    use crate::question::{Answer, Confidence};
    use crate::state::fake::FakePage;

    fn id(name: &str) -> QuestionId {
        QuestionId::new(name).unwrap()
    }

    fn record(answers: &[(&str, f64)]) -> Record {
        let mut record = Record::default();
        for (number, (name, score)) in (1..).zip(answers) {
            let (answer, confidence) = (Answer::Choice { chosen: vec![0] }, Confidence::Guess);
            let what = What::Answered {
                question: id(name),
                revision: 1,
                answer,
                confidence,
                score: *score,
            };
            let event = Event { at: Time(0), order: number, epoch: 0, what, raw: None };
            record.insert(EventId { tab: 1, number }, event);
        }
        record
    }

    fn round(page: &FakePage) -> Round {
        let round = Round::new(page);
        round.questions.set(vec![id("a"), id("b")]);
        round
    }

    #[test]
    fn verdicts_wait_for_the_last_answer_of_the_list() {
        let page = FakePage::new(true);
        let round = round(&page);
        assert!(!round.holds(&id("a"), &record(&[])), "at once unless chosen otherwise");
        round.choose(&page, true);
        assert!(round.holds(&id("a"), &record(&[])));
        assert!(round.holds(&id("a"), &record(&[("a", 1.0)])));
        assert!(!round.holds(&id("a"), &record(&[("a", 1.0), ("b", 0.0)])));
        assert!(!round.holds(&id("in-the-text"), &record(&[])));
        round.revealed.set(true);
        assert!(!round.holds(&id("a"), &record(&[("a", 1.0)])));
    }

    #[test]
    fn an_answer_that_waits_is_counted_and_the_last_brings_the_result() {
        let round = round(&FakePage::new(true));
        let said = |answers: &[(&str, f64)]| round.said(&record(answers));
        assert_eq!(said(&[("a", 1.0)]), "Answered. 1 of 2; the verdicts come with the last.");
        assert_eq!(said(&[("a", 1.0), ("b", 0.5)]), "All are answered, and 1 of 2 are right.");
    }

    #[test]
    fn the_choice_is_kept_on_the_device() {
        let page = FakePage::new(true);
        Round::new(&page).choose(&page, true);
        assert!(Round::new(&page).at_end.get_untracked());
        Round::new(&page).choose(&page, false);
        assert!(!Round::new(&page).at_end.get_untracked());
    }

    #[test]
    fn the_latest_answer_says_what_was_missed() {
        let round = round(&FakePage::new(true));
        assert_eq!(round.missed(&record(&[])), []);
        assert_eq!(round.missed(&record(&[("a", 0.5), ("b", 1.0), ("c", 0.0)])), [id("a")]);
        assert_eq!(round.missed(&record(&[("b", 0.0), ("a", 0.5), ("b", 1.0)])), [id("a")]);
    }
}
