//! Progress survives what browsers do to it.

use super::keeper::{Keeper, Status};
use super::store::fakes::{DeniedStore, FullStore};
use super::store::{MemoryStore, Store, read, write};
use super::{Event, EventId, Key, Record, What, save};
use crate::base::id::{LessonId, QuestionId};
use crate::base::time::{Clock, Time};
use crate::question::{Answer, Confidence};
use proptest::prelude::*;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

struct Ticking(Cell<u64>);

impl Clock for Ticking {
    fn now(&self) -> Time {
        self.0.set(self.0.get() + 1);
        Time(self.0.get())
    }
}

fn lesson() -> LessonId {
    LessonId::new("dynamic-batching").expect("a slug")
}

fn key() -> Key {
    Key::lesson("/", &lesson())
}

fn keeper(store: &Rc<impl Store + 'static>, tab: u64) -> Rc<Keeper> {
    Keeper::new(lesson(), "/", store.clone(), Rc::new(Ticking(Cell::new(0))), tab)
}

fn answered(question: &str, value: f64) -> What {
    What::Answered {
        question: QuestionId::new(question).expect("a slug"),
        revision: 7,
        answer: Answer::Estimate { value },
        confidence: Confidence::Likely,
        score: 0.5,
    }
}

#[track_caller]
fn add(keeper: &Rc<Keeper>, what: What) -> Status {
    let told = Rc::new(RefCell::new(None));
    let slot = told.clone();
    keeper.add(what, move |status| *slot.borrow_mut() = Some(status));
    told.borrow_mut().take().expect("these stores answer at once")
}

#[track_caller]
fn load(keeper: &Rc<Keeper>) -> Status {
    let told = Rc::new(RefCell::new(None));
    let slot = told.clone();
    keeper.load(move |status| *slot.borrow_mut() = Some(status));
    told.borrow_mut().take().expect("these stores answer at once")
}

fn value_of(record: &Record, question: &str) -> Option<f64> {
    let attempt = record.attempt(&QuestionId::new(question).expect("a slug"))?;
    match attempt.answer {
        Answer::Estimate { value } => Some(value),
        Answer::Choice { .. } | Answer::Predict { .. } => None,
    }
}

#[test]
fn an_answer_is_there_after_a_reload() {
    let store = Rc::new(MemoryStore::default());
    assert_eq!(add(&keeper(&store, 1), answered("q", 3.0)), Status::Saved);
    let reloaded = keeper(&store, 2);
    assert_eq!(load(&reloaded), Status::Saved);
    assert_eq!(value_of(&reloaded.record(), "q"), Some(3.0));
}

#[test]
fn two_tabs_keep_both_answers() {
    let store = Rc::new(MemoryStore::default());
    let (a, b) = (keeper(&store, 1), keeper(&store, 2));
    load(&a);
    load(&b);
    add(&a, answered("first", 1.0));
    add(&b, answered("second", 2.0));
    let fresh = keeper(&store, 3);
    load(&fresh);
    assert_eq!(value_of(&fresh.record(), "first"), Some(1.0));
    assert_eq!(value_of(&fresh.record(), "second"), Some(2.0));
}

#[test]
fn the_latest_answer_counts_and_the_earlier_is_kept() {
    let store = Rc::new(MemoryStore::default());
    let keeper = keeper(&store, 1);
    add(&keeper, answered("q", 1.0));
    add(&keeper, answered("q", 2.0));
    assert_eq!(value_of(&keeper.record(), "q"), Some(2.0));
    assert_eq!(keeper.record().len(), 2);
}

#[test]
fn denied_storage_is_said_and_the_tab_remembers() {
    let keeper = keeper(&Rc::new(DeniedStore), 1);
    assert_eq!(load(&keeper), Status::InThisTabOnly);
    assert_eq!(add(&keeper, answered("q", 1.0)), Status::InThisTabOnly);
    assert_eq!(value_of(&keeper.record(), "q"), Some(1.0));
}

#[test]
fn a_full_store_keeps_what_it_had_and_heals() {
    let store = Rc::new(FullStore::default());
    store.writes_left.set(1);
    let keeper = keeper(&store, 1);
    assert_eq!(add(&keeper, answered("q", 1.0)), Status::Saved);
    let before = read(&*store, &key()).expect("readable");
    assert_eq!(add(&keeper, answered("q", 2.0)), Status::Full);
    assert_eq!(read(&*store, &key()).expect("readable"), before);
    store.writes_left.set(9);
    assert_eq!(add(&keeper, answered("r", 3.0)), Status::Saved);
    let saved = read(&*store, &key()).expect("readable").expect("there");
    assert_eq!(value_of(&save::read(&saved).expect("ours"), "q"), Some(2.0));
}

#[test]
fn damaged_bytes_are_put_aside_before_anything_is_written() {
    for damage in ["", "null", "{", "[]", r#"{"app":"other","schema":1}"#, "\u{feff}{}"] {
        let store = Rc::new(MemoryStore::default());
        write(&*store, &key(), damage).expect("writable");
        let keeper = keeper(&store, 1);
        assert_eq!(load(&keeper), Status::Unreadable);
        assert_eq!(add(&keeper, answered("q", 1.0)), Status::PutAside);
        assert_eq!(read(&*store, &key().quarantine(0)), Ok(Some(damage.into())));
        let saved = read(&*store, &key()).expect("readable").expect("there");
        assert_eq!(value_of(&save::read(&saved).expect("ours"), "q"), Some(1.0));
    }
}

#[test]
fn damaged_bytes_that_cannot_be_put_aside_are_left_untouched() {
    let store = Rc::new(FullStore::default());
    write(&store.inner, &key(), "garbage").expect("writable");
    let keeper = keeper(&store, 1);
    assert_eq!(add(&keeper, answered("q", 1.0)), Status::Unreadable);
    assert_eq!(read(&*store, &key()), Ok(Some("garbage".into())));
}

#[test]
fn a_newer_schema_is_never_rewritten() {
    let newer = r#"{"app":"tradeoffs","schema":2,"anything":true}"#;
    let store = Rc::new(MemoryStore::default());
    write(&*store, &key(), newer).expect("writable");
    let keeper = keeper(&store, 1);
    assert_eq!(load(&keeper), Status::NewerElsewhere);
    assert_eq!(add(&keeper, answered("q", 1.0)), Status::NewerElsewhere);
    assert_eq!(read(&*store, &key()), Ok(Some(newer.into())));
    assert_eq!(value_of(&keeper.record(), "q"), Some(1.0));
}

#[test]
fn an_event_of_an_unknown_kind_survives_a_rewrite() {
    let unknown = r#"{"id":"00000000000000aa-0","at":5,"order":3,"what":"sang","song":"scales"}"#;
    let text = format!(
        r#"{{"app":"tradeoffs","schema":1,"lesson":"dynamic-batching","events":[{unknown}]}}"#
    );
    let record = save::read(&text).expect("readable");
    let again = save::write(&lesson(), &record);
    assert_eq!(save::read(&again).expect("readable"), record);
    assert!(again.contains("scales"));
}

#[test]
fn copies_of_the_course_under_other_paths_have_other_keys() {
    assert_ne!(Key::lesson("/a/", &lesson()), Key::lesson("/b/", &lesson()));
}

/// An id means one event for ever, so everything about the event follows from its id.
fn event_of(tab: u64, number: u32) -> (EventId, Event) {
    let what = match (tab + u64::from(number)) % 3 {
        0 => What::Opened,
        1 => What::GoalMet { simulator: format!("s{number}") },
        _ => answered("q", f64::from(number)),
    };
    (EventId { tab, number }, Event { at: Time(u64::from(number)), order: number, what })
}

fn any_record() -> impl Strategy<Value = Record> {
    prop::collection::vec((0_u64..3, 0_u32..9), 0..12).prop_map(|ids| {
        let mut record = Record::default();
        for (tab, number) in ids {
            let (id, event) = event_of(tab, number);
            record.insert(id, event);
        }
        record
    })
}

fn joined(a: &Record, b: &Record) -> Record {
    let mut record = a.clone();
    record.join(b);
    record
}

proptest! {
    #[test]
    fn joining_is_a_lattice(a in any_record(), b in any_record(), c in any_record()) {
        prop_assert_eq!(joined(&a, &b), joined(&b, &a));
        prop_assert_eq!(joined(&joined(&a, &b), &c), joined(&a, &joined(&b, &c)));
        prop_assert_eq!(joined(&a, &a), a.clone());
        prop_assert!(joined(&a, &b).len() >= a.len());
    }

    #[test]
    fn what_is_written_is_read(record in any_record()) {
        let text = save::write(&lesson(), &record);
        prop_assert_eq!(save::read(&text).expect("ours"), record);
    }

    #[test]
    fn no_text_makes_reading_panic(text in ".*") {
        let _ = save::read(&text);
    }
}
