//! Saving: the quick store at once, the journal with every event once, and again until it takes it.

use super::super::save::{self, SCHEMA, Unreadable};
use super::super::store::{self, Change, Keys, Row, StoreError};
use super::super::{EventId, Record, Scope};
use super::{Keeper, PATIENCE};
use serde_json::Map;
use std::rc::Rc;

/// How often bytes are put aside before the quick store is left as it is.
const PUT_ASIDE: u32 = 16;

/// The first and the longest pause before another try, in milliseconds.
const PAUSE: (u32, u32) = (1000, 60_000);

impl Keeper {
    /// Saves a record: into the quick store before this returns, and what the journal does not have
    /// yet into the journal.
    pub(super) fn save(self: &Rc<Self>, scope: &Scope) {
        self.save_quickly(scope);
        let Some(batch) = self.batch(scope) else { return };
        let row = self.rows.get();
        self.rows.set(row + 1);
        let key = format!("{}{:016x}-{row}", self.names.rows(scope), self.tab);
        let text = save::write(scope, &batch, &Map::new());
        let (keeper, scope) = (self.clone(), scope.clone());
        self.ports.journal.commit(
            vec![Change::Put(key, text.clone())],
            Box::new(move |result| keeper.journal_took(&scope, &batch, &text, result)),
        );
        let keeper = self.clone();
        self.ports.timer.after(PATIENCE, Box::new(move || keeper.check_patience()));
    }

    /// What the journal neither has nor is being given.
    fn batch(&self, scope: &Scope) -> Option<Record> {
        let mut entries = self.entries.borrow_mut();
        let entry = entries.get_mut(scope)?;
        let taken = |id: &EventId| entry.durable.contains(id) || entry.in_flight.contains(id);
        let batch = entry.record.only(|id| !taken(id));
        entry.in_flight.extend(batch.events().map(|(id, _)| *id));
        (!batch.is_empty()).then_some(batch)
    }

    fn journal_took(
        self: &Rc<Self>,
        scope: &Scope,
        batch: &Record,
        text: &str,
        result: Result<(), StoreError>,
    ) {
        {
            let mut entries = self.entries.borrow_mut();
            let entry = entries.entry(scope.clone()).or_default();
            entry.in_flight.retain(|id| !batch.has(id));
            if result.is_ok() {
                entry.durable.extend(batch.events().map(|(id, _)| *id));
            }
        }
        match result {
            Ok(()) => {
                self.journal_works();
                self.ports.channel.send(&format!("+{text}"));
            }
            Err(error) => {
                match error {
                    StoreError::Lost => self.journal_is_gone(),
                    StoreError::Full => self.make_room(),
                    _ => {}
                }
                self.facts.borrow_mut().journal = Some(error);
                self.ports.channel.send(&format!("-{text}"));
                self.try_again();
            }
        }
        self.tell(None);
    }

    pub(super) fn journal_works(&self) {
        let mut facts = self.facts.borrow_mut();
        facts.journal = None;
        facts.is_slow = false;
        drop(facts);
        self.pause.set(0);
    }

    /// The browser has cleared the journal. All that this tab knows is to be given to it again.
    fn journal_is_gone(&self) {
        let mut had = false;
        for entry in self.entries.borrow_mut().values_mut() {
            had |= !entry.durable.is_empty();
            entry.durable.clear();
        }
        self.facts.borrow_mut().wiped |= had;
    }

    /// Tries again after a pause, which doubles from try to try.
    pub(super) fn try_again(self: &Rc<Self>) {
        if self.is_due.replace(true) {
            return;
        }
        let pause = (self.pause.get() * 2).clamp(PAUSE.0, PAUSE.1);
        self.pause.set(pause);
        let keeper = self.clone();
        self.ports.timer.after(
            pause,
            Box::new(move || {
                keeper.is_due.set(false);
                keeper.flush();
            }),
        );
    }

    /// Saves what is not saved. For the moment before a page may be closed, and after one in which the
    /// browser may have changed its mind.
    pub fn flush(self: &Rc<Self>) {
        for scope in self.unsaved() {
            self.save(&scope);
        }
        let failed: Vec<_> = {
            let entries = self.entries.borrow();
            let failed = entries.iter().filter(|(_, e)| e.loading == super::Loading::Not);
            failed.map(|(scope, _)| scope.clone()).collect()
        };
        for scope in failed {
            self.load(&scope);
        }
    }

    fn check_patience(self: &Rc<Self>) {
        let is_open = self.entries.borrow().values().any(|entry| !entry.in_flight.is_empty());
        if is_open {
            self.facts.borrow_mut().is_slow = true;
            self.tell(None);
        }
    }

    /// Joins what the quick store has, and writes what can be seen and what the journal lacks.
    pub(super) fn save_quickly(self: &Rc<Self>, scope: &Scope) {
        let result = self.quick_changes(scope).and_then(|changes| match changes {
            Some(changes) => store::commit(&*self.ports.quick, changes).map(|()| true),
            None => Ok(false),
        });
        let mut entries = self.entries.borrow_mut();
        if let Some(entry) = entries.get_mut(scope) {
            entry.quick = result.is_ok();
            entry.was_quick |= result == Ok(true);
        }
        drop(entries);
        self.facts.borrow_mut().quick = result.err();
    }

    /// What to change in the quick store; nothing if it has all it needs. An error if it must be left
    /// as it is.
    fn quick_changes(self: &Rc<Self>, scope: &Scope) -> Result<Option<Vec<Change>>, StoreError> {
        let key = self.names.record(scope);
        let there = store::read(&*self.ports.quick, Keys::One(key.clone()))?.pop();
        let mut changes = Vec::new();
        match there {
            None => {
                let entries = self.entries.borrow();
                let gone = entries.get(scope).is_some_and(|entry| entry.was_quick);
                drop(entries);
                self.facts.borrow_mut().wiped |= gone;
            }
            Some(row) => match self.take(scope, &row, false) {
                Some(saved) => {
                    if self.wanted_quickly(scope).is_within(&saved.record) && saved.schema == SCHEMA
                    {
                        return Ok(None);
                    }
                    if saved.schema < SCHEMA {
                        self.back_up_migration();
                        let aside = self.names.before(scope, saved.schema);
                        changes.push(Change::Copy(key.clone(), aside));
                    }
                }
                None => changes.extend(self.put_aside(scope, &row)?),
            },
        }
        let wanted = self.wanted_quickly(scope);
        if wanted.is_empty() {
            return Ok(None);
        }
        let rest = {
            let entries = self.entries.borrow();
            entries.get(scope).map(|entry| entry.rest.clone()).unwrap_or_default()
        };
        changes.push(Change::Put(key, save::write(scope, &wanted, &rest)));
        Ok(Some(changes))
    }

    /// What can be seen, and all that the journal is not known to have.
    fn wanted_quickly(&self, scope: &Scope) -> Record {
        let entries = self.entries.borrow();
        let Some(entry) = entries.get(scope) else { return Record::default() };
        let mut wanted = entry.record.essence();
        wanted.join(&entry.record.only(|id| !entry.durable.contains(id)));
        wanted
    }

    /// How to put unreadable bytes beside the record.
    fn put_aside(&self, scope: &Scope, row: &Row) -> Result<Option<Change>, StoreError> {
        let newer = |text: &String| matches!(save::read(text), Err(Unreadable::Newer { .. }));
        if row.text.as_ref().is_some_and(newer) {
            return Err(StoreError::Failed("a newer version of the course saved here".into()));
        }
        for number in 0..PUT_ASIDE {
            let aside = self.names.unreadable(scope, number);
            match store::read(&*self.ports.quick, Keys::One(aside.clone()))?.pop() {
                None => return Ok(Some(Change::Copy(row.key.clone(), aside))),
                // The same bytes need no second copy.
                Some(there) if there.text.is_some() && there.text == row.text => return Ok(None),
                Some(_) => {}
            }
        }
        Err(StoreError::Failed("there is no room to put damaged bytes aside".into()))
    }
}
