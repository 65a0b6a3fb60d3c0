//! Keeps a lesson's record: in memory always, in the store as far as the store allows.

use super::store::{Store, StoreError};
use super::{Event, EventId, Key, Record, What, save};
use crate::base::id::LessonId;
use crate::base::time::Clock;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// What the learner is told about their progress.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    /// Nothing has been done yet that is worth keeping.
    Idle,
    /// All of it will survive this page.
    Saved,
    /// It lives as long as this tab.
    InThisTabOnly,
    /// There is no room; it lives as long as this tab.
    Full,
    /// What was there is from a newer course and is left alone.
    NewerElsewhere,
    /// What was there could not be read; it was put aside unchanged, and new progress is saved.
    PutAside,
    /// What was there could not be read and could not be put aside, so nothing is written over it.
    Unreadable,
}

impl Status {
    /// The words for it.
    #[must_use]
    pub fn words(&self) -> &'static str {
        match self {
            Self::Idle => "",
            Self::Saved => "Saved on this device",
            Self::InThisTabOnly => {
                "Kept in this tab only: the browser does not let this page save anything"
            }
            Self::Full => "Not saved: the browser's storage is full. Kept in this tab",
            Self::NewerElsewhere => {
                "Kept in this tab only: a newer version of the course saved here. Reload to use it"
            }
            Self::PutAside => {
                "Saved on this device. Older progress could not be read and was put aside unchanged"
            }
            Self::Unreadable => {
                "Kept in this tab only: saved progress could not be read and is left untouched"
            }
        }
    }
}

/// Keeps the record of one lesson.
///
/// Each change is joined with what the store holds by then, so that two tabs do not overwrite each
/// other, and nothing that cannot be read is ever written over.
pub struct Keeper {
    lesson: LessonId,
    key: Key,
    store: Rc<dyn Store>,
    clock: Rc<dyn Clock>,
    tab: u64,
    number: Cell<u32>,
    record: RefCell<Record>,
    put_aside: Cell<bool>,
}

impl Keeper {
    /// A keeper for one lesson. `tab` is a random number, drawn once for each opened page.
    #[must_use]
    pub fn new(
        lesson: LessonId,
        base: &str,
        store: Rc<dyn Store>,
        clock: Rc<dyn Clock>,
        tab: u64,
    ) -> Rc<Self> {
        let key = Key::lesson(base, &lesson);
        let (number, record) = (Cell::new(0), RefCell::default());
        Rc::new(Self { lesson, key, store, clock, tab, number, record, put_aside: Cell::new(false) })
    }

    /// All that is known, by this tab.
    #[must_use]
    pub fn record(&self) -> Record {
        self.record.borrow().clone()
    }

    /// Joins what the store holds; `done` hears how it went.
    pub fn load(self: &Rc<Self>, done: impl FnOnce(Status) + 'static) {
        let keeper = self.clone();
        self.store.read(
            &self.key,
            Box::new(move |result| {
                let status = match result {
                    Ok(None) => Status::Idle,
                    Ok(Some(text)) => match save::read(&text) {
                        Ok(saved) => {
                            keeper.record.borrow_mut().join(&saved);
                            Status::Saved
                        }
                        Err(save::Unreadable::Newer { .. }) => Status::NewerElsewhere,
                        Err(save::Unreadable::Damaged(_)) => Status::Unreadable,
                    },
                    Err(error) => status_of(&error),
                };
                done(status);
            }),
        );
    }

    /// Adds what the learner just did and saves; `done` hears how it went. The event is part of
    /// [`Keeper::record`] at once, whatever becomes of the saving.
    pub fn add(self: &Rc<Self>, what: What, done: impl FnOnce(Status) + 'static) {
        let number = self.number.get();
        self.number.set(number + 1);
        let order = self.record.borrow().next_order();
        let event = Event { at: self.clock.now(), order, what };
        self.record.borrow_mut().insert(EventId { tab: self.tab, number }, event);
        self.save(Box::new(done));
    }

    /// Reads, joins, writes.
    fn save(self: &Rc<Self>, done: Box<dyn FnOnce(Status)>) {
        let keeper = self.clone();
        self.store.read(
            &self.key,
            Box::new(move |result| match result {
                Err(error) => done(status_of(&error)),
                Ok(None) => keeper.write(done),
                Ok(Some(text)) => match save::read(&text) {
                    Ok(saved) => {
                        keeper.record.borrow_mut().join(&saved);
                        keeper.write(done);
                    }
                    Err(save::Unreadable::Newer { .. }) => done(Status::NewerElsewhere),
                    Err(save::Unreadable::Damaged(_)) => keeper.quarantine(text, 0, done),
                },
            }),
        );
    }

    fn write(self: &Rc<Self>, done: Box<dyn FnOnce(Status)>) {
        let text = save::write(&self.lesson, &self.record.borrow());
        let saved = if self.put_aside.get() { Status::PutAside } else { Status::Saved };
        self.store.write(
            &self.key,
            text,
            Box::new(move |result| done(result.map_or_else(|error| status_of(&error), |()| saved))),
        );
    }

    /// Copies unreadable bytes to the first free key beside the record, and only then writes.
    fn quarantine(self: &Rc<Self>, text: String, number: u32, done: Box<dyn FnOnce(Status)>) {
        if number == 16 {
            return done(Status::Unreadable);
        }
        let keeper = self.clone();
        let key = self.key.quarantine(number);
        self.store.read(
            &key.clone(),
            Box::new(move |result| match result {
                Ok(Some(there)) if there != text => keeper.quarantine(text, number + 1, done),
                Ok(there) => {
                    let after = keeper.clone();
                    let copied = move |result: Result<(), StoreError>| match result {
                        Ok(()) => {
                            after.put_aside.set(true);
                            after.write(done);
                        }
                        Err(_) => done(Status::Unreadable),
                    };
                    match there {
                        Some(_) => copied(Ok(())),
                        None => keeper.store.write(&key, text, Box::new(copied)),
                    }
                }
                Err(_) => done(Status::Unreadable),
            }),
        );
    }
}

fn status_of(error: &StoreError) -> Status {
    match error {
        StoreError::Full => Status::Full,
        StoreError::Denied | StoreError::Failed(_) => Status::InThisTabOnly,
    }
}
