//! Keeps the learner's records: in memory always, in both stores as far as they allow.
//!
//! What a learner did is in memory at once, in the quick store before the call returns, and is called
//! saved only when the journal has it. Loading joins every copy; nothing that cannot be read is ever
//! written over or removed.

mod backups;
mod loading;
mod saving;
mod tidy;
mod transfer;

pub use backups::{Backup, Why};
pub use transfer::Difference;

use super::alias::{self, RENAMED, Renamed};
use super::status::{Kept, Status};
use super::store::{Channel, Lock, Store, StoreError, Timer};
use super::{Event, EventId, Names, Record, Scope, What, gather};
use crate::base::time::{Clock, Time};
use serde_json::{Map, Value};
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// How long the journal may take before the learner is told, in milliseconds.
const PATIENCE: u32 = 3000;

/// What a keeper needs of the outside.
#[derive(Clone)]
pub struct Ports {
    /// The quick store. It calls back before it returns.
    pub quick: Rc<dyn Store>,
    /// The durable store.
    pub journal: Rc<dyn Store>,
    /// To the other tabs.
    pub channel: Rc<dyn Channel>,
    /// Among the tabs.
    pub lock: Rc<dyn Lock>,
    /// For trying again.
    pub timer: Rc<dyn Timer>,
    /// For display only.
    pub clock: Rc<dyn Clock>,
}

/// Whether the journal has been asked for a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Loading {
    #[default]
    Not,
    Asked,
    Done,
}

/// A record, and who has it.
#[derive(Default)]
struct Entry {
    record: Record,
    /// What the journal has.
    durable: BTreeSet<EventId>,
    /// What the journal is being given.
    in_flight: BTreeSet<EventId>,
    /// Whether the quick store has all that the journal has not.
    quick: bool,
    /// Whether the quick store has had this record, as far as this tab knows.
    was_quick: bool,
    loading: Loading,
    /// Whether this tab has added something.
    touched: bool,
    /// Fields of a newer course, to be written back.
    rest: Map<String, Value>,
}

impl Entry {
    fn is_unsaved(&self) -> bool {
        // What the journal has is part of the record, always; to count is enough, and is asked often.
        self.record.len() > self.durable.len()
    }
}

/// What has been seen of the stores.
#[derive(Default)]
struct Facts {
    journal: Option<StoreError>,
    quick: Option<StoreError>,
    is_slow: bool,
    newer: bool,
    unreadable: bool,
    wiped: bool,
}

/// What a keeper calls when a record or, without a scope, only the status has changed.
type Listener = Rc<dyn Fn(Option<&Scope>)>;

/// Keeps every record of this copy of the course.
pub struct Keeper {
    names: Names,
    ports: Ports,
    aliases: &'static [Renamed],
    tab: u64,
    /// Events of this tab.
    count: Cell<u32>,
    /// Rows that this tab has written.
    rows: Cell<u32>,
    entries: RefCell<BTreeMap<Scope, Entry>>,
    facts: RefCell<Facts>,
    /// Scopes for which the journal is to be asked.
    wanted: RefCell<Vec<Scope>>,
    /// The latest pause before another try, in milliseconds; 0 while all is well.
    pause: Cell<u32>,
    /// Whether another try is due.
    is_due: Cell<bool>,
    /// The latest day on which this page has seen to a backup, counted from 1970; 0 for none.
    day: Cell<u64>,
    /// Whether this page has made the backup before a migration.
    has_migrated: Cell<bool>,
    listener: RefCell<Option<Listener>>,
}

impl Keeper {
    /// For the copy of the course at the path `base`. `tab` is a random number, drawn once for each
    /// opened page.
    #[must_use]
    pub fn new(base: &str, ports: Ports, tab: u64) -> Rc<Self> {
        Self::with_aliases(base, ports, tab, RENAMED)
    }

    /// With a table of changed ids of one's own.
    #[must_use]
    pub fn with_aliases(
        base: &str,
        ports: Ports,
        tab: u64,
        aliases: &'static [Renamed],
    ) -> Rc<Self> {
        Rc::new(Self {
            names: Names::new(base),
            ports,
            aliases,
            tab,
            count: Cell::new(0),
            rows: Cell::new(0),
            entries: RefCell::default(),
            facts: RefCell::default(),
            wanted: RefCell::default(),
            pause: Cell::new(0),
            is_due: Cell::new(false),
            day: Cell::new(0),
            has_migrated: Cell::new(false),
            listener: RefCell::new(None),
        })
    }

    /// Calls `listener` after every change: with the scope whose record has changed, or without one
    /// when only the status has. There is one listener.
    pub fn listen(&self, listener: impl Fn(Option<&Scope>) + 'static) {
        *self.listener.borrow_mut() = Some(Rc::new(listener));
    }

    /// The names under which things are kept.
    #[must_use]
    pub fn names(&self) -> &Names {
        &self.names
    }

    fn tell(&self, scope: Option<&Scope>) {
        let listener = self.listener.borrow().clone();
        if let Some(listener) = listener {
            listener(scope);
        }
    }

    /// All that is known of a scope by this tab, what happened under its earlier ids included.
    #[must_use]
    pub fn record(&self, scope: &Scope) -> Record {
        let entries = self.entries.borrow();
        let mut record = Record::default();
        for name in self.scopes_of(scope) {
            if let Some(entry) = entries.get(&name) {
                record.join(&entry.record);
            }
        }
        match scope {
            Scope::Lesson(lesson) => record.renamed(|id| alias::question(self.aliases, lesson, id)),
            Scope::Lab(_) | Scope::Plan => record,
        }
    }

    /// A scope and what it was called before.
    fn scopes_of(&self, scope: &Scope) -> Vec<Scope> {
        let mut scopes = vec![scope.clone()];
        if let Scope::Lesson(lesson) = scope {
            scopes.extend(alias::earlier(self.aliases, lesson).into_iter().map(Scope::Lesson));
        }
        scopes
    }

    /// The present moment, by the clock of the device.
    #[must_use]
    pub fn now(&self) -> Time {
        self.ports.clock.now()
    }

    /// Every record that is known, each under the name that it was saved by.
    #[must_use]
    pub fn records(&self) -> BTreeMap<Scope, Record> {
        let entries = self.entries.borrow();
        let known = entries.iter().filter(|(_, entry)| !entry.record.is_empty());
        gather(known.map(|(scope, entry)| (scope.clone(), entry.record.clone())))
    }

    /// What a scope is called now.
    #[must_use]
    pub fn present(&self, scope: &Scope) -> Scope {
        match scope {
            Scope::Lesson(lesson) => Scope::Lesson(alias::lesson(self.aliases, lesson)),
            Scope::Lab(_) | Scope::Plan => scope.clone(),
        }
    }

    /// Adds what the learner just did and saves it. It is part of [`Keeper::record`] at once,
    /// whatever becomes of the saving.
    pub fn add(self: &Rc<Self>, scope: &Scope, what: What) {
        // To have looked at a lesson is nothing that anybody would want back.
        if what != What::Opened {
            self.back_up_today();
        }
        self.insert(scope, what);
        self.tell(Some(scope));
        self.save(scope);
        // What could not be saved before gets another chance with every change.
        for other in self.unsaved() {
            if other != *scope {
                self.save(&other);
            }
        }
    }

    /// Adds an event to the record in memory.
    fn insert(&self, scope: &Scope, what: What) -> EventId {
        let number = self.count.get();
        self.count.set(number + 1);
        let id = EventId { tab: self.tab, number };
        let known = self.record(scope);
        let (order, epoch) = (known.next_order(), known.epoch());
        let event = Event { at: self.ports.clock.now(), order, epoch, what, raw: None };
        let mut entries = self.entries.borrow_mut();
        let entry = entries.entry(scope.clone()).or_default();
        entry.record.insert(id, event);
        entry.touched = true;
        id
    }

    fn unsaved(&self) -> Vec<Scope> {
        let entries = self.entries.borrow();
        let unsaved = entries.iter().filter(|(_, entry)| entry.is_unsaved());
        unsaved.map(|(scope, _)| scope.clone()).collect()
    }

    /// What the learner is told.
    #[must_use]
    pub fn status(&self) -> Status {
        let facts = self.facts.borrow();
        Status {
            kept: self.kept(&facts),
            no_quick_copy: facts.quick.clone(),
            newer: facts.newer,
            unreadable: facts.unreadable,
            wiped: facts.wiped,
        }
    }

    fn kept(&self, facts: &Facts) -> Kept {
        let entries = self.entries.borrow();
        if entries.values().all(|entry| entry.record.is_empty()) {
            return Kept::Nothing;
        }
        let unsaved: Vec<_> = entries.values().filter(|entry| entry.is_unsaved()).collect();
        if unsaved.is_empty() {
            return Kept::Durably;
        }
        let why = match &facts.journal {
            Some(error) => error.clone(),
            None if facts.is_slow => StoreError::Slow,
            // While a page loads, what was there before needs no words.
            None if unsaved.iter().all(|entry| !entry.touched) => return Kept::Nothing,
            None => return Kept::Asking,
        };
        if unsaved.iter().all(|entry| entry.quick) {
            return Kept::Quickly(why);
        }
        let both = [facts.quick.clone(), Some(why.clone())];
        let says = |error: StoreError| both.contains(&Some(error.clone())).then_some(error);
        let why = says(StoreError::Full).or_else(|| says(StoreError::Denied)).unwrap_or(why);
        Kept::InTab(why)
    }
}
