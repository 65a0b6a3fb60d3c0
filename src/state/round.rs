//! How the list of questions of a lesson is gone through: whether verdicts wait for its end, and which
//! questions are asked again.

use super::Page;
use crate::base::id::QuestionId;
use crate::progress::Record;
use leptos::prelude::*;
use std::cell::{Cell, RefCell};

/// The mark of learners who want the verdicts at the end; it stays on the device, as the theme does.
const AT_END: &str = "answers-at-end";

/// What a question does when it is its turn.
type Turn = (QuestionId, Box<dyn Fn()>);

/// The list of questions on this page.
///
/// One signal for all of it: each kind of signal is code of its own.
pub struct Round {
    /// Those of the list, in its order; empty on pages without one.
    questions: RefCell<Vec<QuestionId>>,
    /// Whether verdicts wait until the last question is answered.
    at_end: Cell<bool>,
    /// Whether the learner has asked for them before that.
    revealed: Cell<bool>,
    /// Those that are to be asked again, the one in hand first.
    again: RefCell<Vec<QuestionId>>,
    turns: RefCell<Vec<Turn>>,
    changes: ArcRwSignal<u32>,
}

impl Round {
    pub(super) fn new(page: &dyn Page) -> Self {
        Self {
            questions: RefCell::default(),
            at_end: Cell::new(page.is_marked(AT_END)),
            revealed: Cell::new(false),
            again: RefCell::default(),
            turns: RefCell::default(),
            changes: ArcRwSignal::default(),
        }
    }

    fn change(&self) {
        self.changes.update(|count| *count = count.wrapping_add(1));
    }

    /// Says which questions the list has.
    pub fn set_questions(&self, questions: Vec<QuestionId>) {
        *self.questions.borrow_mut() = questions;
        self.change();
    }

    /// Whether the learner wants the verdicts at the end.
    #[must_use]
    pub fn is_at_end(&self) -> bool {
        self.changes.track();
        self.at_end.get()
    }

    /// Chooses when verdicts are shown, and keeps the choice.
    pub fn choose(&self, page: &dyn Page, at_end: bool) {
        if at_end {
            page.mark(AT_END, true);
        } else {
            page.unmark(AT_END);
        }
        self.at_end.set(at_end);
        self.change();
    }

    /// Shows the verdicts that wait, for this visit.
    pub fn reveal(&self) {
        self.revealed.set(true);
        self.change();
    }

    /// Hears when a question is asked again.
    pub fn on_turn(&self, id: &QuestionId, then: Box<dyn Fn()>) {
        self.turns.borrow_mut().push((id.clone(), then));
    }

    /// Asks these again, one after another.
    pub fn ask_again(&self, questions: Vec<QuestionId>) {
        *self.again.borrow_mut() = questions;
        self.call();
    }

    /// Goes on to the next of those; whether there is one.
    pub fn ask_next(&self) -> bool {
        let mut again = self.again.borrow_mut();
        if !again.is_empty() {
            again.remove(0);
        }
        let is_one_left = !again.is_empty();
        drop(again);
        self.call();
        is_one_left
    }

    fn call(&self) {
        self.change();
        let first = self.again.borrow().first().cloned();
        let turns = self.turns.borrow();
        if let Some((_, then)) = turns.iter().find(|(id, _)| first.as_ref() == Some(id)) {
            then();
        }
    }

    /// How many are left to be asked again, this one included; none if it is not its turn.
    #[must_use]
    pub fn left_from(&self, id: &QuestionId) -> usize {
        self.changes.track();
        let again = self.again.borrow();
        if again.first() == Some(id) { again.len() } else { 0 }
    }

    /// Whether verdicts wait: until every question of the list has an answer.
    #[must_use]
    pub fn waits(&self, record: &Record) -> bool {
        let questions = self.questions.borrow();
        let is_open = || record.answered(&*questions) < questions.len();
        self.is_at_end() && !self.revealed.get() && is_open()
    }

    /// Whether the verdict of a question waits. One that stands in the text, outside of the list, is
    /// told at once: the text goes on from it.
    #[must_use]
    pub fn holds(&self, id: &QuestionId, record: &Record) -> bool {
        self.waits(record) && self.questions.borrow().contains(id)
    }

    /// What is said of an answer whose verdict waited.
    #[must_use]
    pub fn said(&self, record: &Record) -> String {
        let questions = self.questions.borrow();
        let (answered, all) = (record.answered(&*questions), questions.len());
        if answered < all {
            return format!("Answered. {answered} of {all}; the verdicts come with the last.");
        }
        let right = all - self.missed(record).len();
        format!("All are answered, and {right} of {all} are right.")
    }

    /// Those of the list that were answered and, at the last answer, not rightly.
    #[must_use]
    pub fn missed(&self, record: &Record) -> Vec<QuestionId> {
        self.changes.track();
        let is_missed = |id: &&QuestionId| record.attempt(id).is_some_and(|a| !a.is_right());
        self.questions.borrow().iter().filter(is_missed).cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::time::Time;
    use crate::progress::{Event, EventId, What};
    use crate::question::{Answer, Confidence};
    use crate::state::fake::FakePage;
    use std::rc::Rc;

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
        round.set_questions(vec![id("a"), id("b")]);
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
        round.reveal();
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
        assert!(Round::new(&page).is_at_end());
        Round::new(&page).choose(&page, false);
        assert!(!Round::new(&page).is_at_end());
    }

    #[test]
    fn the_missed_are_asked_again_in_turn() {
        let round = round(&FakePage::new(true));
        let asked = Rc::new(RefCell::new(Vec::new()));
        for name in ["a", "b"] {
            let asked = asked.clone();
            round.on_turn(&id(name), Box::new(move || asked.borrow_mut().push(name)));
        }
        round.ask_again(vec![id("b"), id("a")]);
        assert_eq!((round.left_from(&id("b")), round.left_from(&id("a"))), (2, 0));
        assert!(round.ask_next());
        assert_eq!((round.left_from(&id("b")), round.left_from(&id("a"))), (0, 1));
        assert_eq!(*asked.borrow(), ["b", "a"]);
        assert!(!round.ask_next());
        assert!(!round.ask_next());
        assert_eq!(asked.borrow().len(), 2);
    }

    #[test]
    fn the_latest_answer_says_what_was_missed() {
        let round = round(&FakePage::new(true));
        assert_eq!(round.missed(&record(&[])), []);
        assert_eq!(round.missed(&record(&[("a", 0.5), ("b", 1.0), ("c", 0.0)])), [id("a")]);
        assert_eq!(round.missed(&record(&[("b", 0.0), ("a", 0.5), ("b", 1.0)])), [id("a")]);
    }
}
