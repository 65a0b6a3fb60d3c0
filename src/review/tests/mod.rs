//! Reviews are planned as the reference plans them, lose no prompt, and can be taken back.

mod laws;
mod next;
mod placement;
mod queue;
mod reference;
mod year;

use super::day::{DAY, Zone};
use super::today::{Moment, Today, Undo};
use super::{DEFAULT, Deck, Shelf, Slot};
use crate::base::fsrs::Rating;
use crate::base::id::{CardId, LessonId, QuestionId};
use crate::base::time::Time;
use crate::lesson::Prompt;
use crate::progress::{Event, EventId, Record, Settings, What};
use crate::question::{Answer, Confidence};

/// Eight in the evening of some day.
const EVENING: Time = Time(20_000 * DAY + 20 * 3_600_000);

fn rating(number: u32) -> Rating {
    Rating::from_number(number).expect("1 to 4")
}

fn card(id: &str) -> Prompt {
    Prompt::Card(CardId::new(id).expect("a slug"))
}

fn shelf(lesson: &str, cards: usize, questions: usize) -> Shelf {
    Shelf {
        lesson: LessonId::new(lesson).expect("a slug"),
        cards: (0..cards).map(|i| CardId::new(format!("c{i}")).expect("a slug")).collect(),
        questions: (0..questions)
            .map(|i| QuestionId::new(format!("q{i}")).expect("a slug"))
            .collect(),
    }
}

fn deck(lessons: usize, cards: usize, questions: usize) -> Deck {
    let shelves = (0..lessons).map(|i| shelf(&format!("lesson-{i}"), cards, questions));
    Deck { lessons: shelves.collect() }
}

fn moment(now: Time) -> Moment {
    Moment { now, zone: Zone::default(), settings: DEFAULT, last: None }
}

/// A learner on one device.
#[derive(Clone)]
struct Learner {
    records: Vec<Record>,
    tab: u64,
    number: u32,
}

impl Learner {
    fn new(lessons: usize) -> Self {
        Self { records: vec![Record::default(); lessons], tab: 1, number: 0 }
    }

    fn add(&mut self, shelf: usize, at: Time, what: What) -> EventId {
        let id = EventId { tab: self.tab, number: self.number };
        self.number += 1;
        let order = self.records[shelf].next_order();
        let epoch = self.records[shelf].epoch();
        self.records[shelf].insert(id, Event { at, order, epoch, what, raw: None });
        id
    }

    fn answer(&mut self, shelf: usize, at: Time, question: &str, score: f64) {
        let question = QuestionId::new(question).expect("a slug");
        let answer = Answer::Estimate { value: 1.0, at: Vec::new() };
        let confidence = Confidence::Likely;
        let what = What::Answered { question, revision: 1, answer, confidence, score };
        self.add(shelf, at, what);
    }

    /// Opens a lesson and answers all its questions rightly.
    fn read(&mut self, deck: &Deck, shelf: usize, at: Time) {
        self.add(shelf, at, What::Opened);
        for question in &deck.lessons[shelf].questions {
            self.answer(shelf, at, question.as_str(), 1.0);
        }
    }

    fn review(&mut self, slot: &Slot, at: Time, rating: Rating) -> EventId {
        self.add(slot.shelf, at, What::Reviewed { prompt: slot.prompt.clone(), rating })
    }

    fn today(&self, deck: &Deck, moment: Moment) -> Today {
        Today::of(deck, |shelf| &self.records[shelf], moment)
    }
}
