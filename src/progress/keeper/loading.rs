//! Loading joins all copies: the quick store at once, the journal when it answers, other tabs when
//! they speak.

use super::super::save::{self, Saved, Unreadable};
use super::super::store::{self, Keys, Row, StoreError};
use super::super::{EventId, Record, Scope};
use super::{Keeper, Loading, PATIENCE};
use std::collections::BTreeSet;
use std::rc::Rc;

/// With more rows than this in the journal, a scope is tidied up.
const LOOSE: usize = 24;

/// With more scopes than this to load, the journal is asked for everything at once.
const SINGLY: usize = 4;

impl Keeper {
    /// Loads a record: what the quick store has, before this returns; the rest when it is there.
    pub fn load(self: &Rc<Self>, scope: &Scope) {
        for scope in self.scopes_of(scope) {
            let mut entries = self.entries.borrow_mut();
            let entry = entries.entry(scope.clone()).or_default();
            if entry.loading != Loading::Not {
                continue;
            }
            entry.loading = Loading::Asked;
            drop(entries);
            self.load_quick(&Keys::One(self.names.record(&scope)));
            self.want(scope);
        }
    }

    /// Loads every record that any store has; `done` is called when the journal has answered, or has
    /// kept silent for too long.
    pub fn load_all(self: &Rc<Self>, done: impl FnOnce() + 'static) {
        self.load_quick(&Keys::Under(self.names.all().into()));
        for entry in self.entries.borrow_mut().values_mut() {
            if entry.loading == Loading::Not {
                entry.loading = Loading::Asked;
            }
        }
        self.wanted.borrow_mut().clear();
        let done = once(done);
        let (keeper, after) = (self.clone(), done.clone());
        self.read_all(move || after());
        self.ports.timer.after(
            PATIENCE,
            Box::new(move || {
                keeper.lose_patience();
                done();
            }),
        );
    }

    /// Reads again what other tabs may have written while this one was not looking: the quick store,
    /// and the journal if this tab has missed messages.
    pub fn look_again(self: &Rc<Self>, has_missed: bool) {
        let scopes: Vec<_> = self.entries.borrow().keys().cloned().collect();
        for scope in scopes {
            let known = self.count_of(&scope);
            self.load_quick(&Keys::One(self.names.record(&scope)));
            if has_missed {
                self.want(scope.clone());
            }
            // Records only grow, and most have not.
            if self.count_of(&scope) > known {
                self.tell(Some(&scope));
            }
        }
        self.tell(None);
    }

    fn count_of(&self, scope: &Scope) -> usize {
        self.entries.borrow().get(scope).map_or(0, |entry| entry.record.len())
    }

    /// Joins what the quick store has.
    fn load_quick(self: &Rc<Self>, which: &Keys) {
        match store::read(&*self.ports.quick, which.clone()) {
            Err(error) => self.facts.borrow_mut().quick = Some(error),
            Ok(rows) => {
                for row in rows {
                    // Texts beside a record were put aside; they are for people.
                    let scope = self.names.scope_of(&row.key);
                    if let Some((scope, "")) = scope {
                        self.entries.borrow_mut().entry(scope.clone()).or_default().was_quick =
                            true;
                        let _ = self.take(&scope, &row, false);
                    }
                }
            }
        }
    }

    /// Joins the record in a row; what stands in it, or nothing if it cannot be used.
    pub(super) fn take(&self, scope: &Scope, row: &Row, durable: bool) -> Option<Saved> {
        let read = match &row.text {
            Some(text) => save::read(text),
            None => Err(Unreadable::Damaged("it is no text".into())),
        };
        match read {
            Ok(saved) if saved.scope == *scope => {
                self.join(&saved, durable);
                Some(saved)
            }
            // A record under the name of another one is as good as damaged.
            Ok(_) | Err(Unreadable::Damaged(_)) => {
                self.facts.borrow_mut().unreadable = true;
                None
            }
            Err(Unreadable::Newer { .. }) => {
                self.facts.borrow_mut().newer = true;
                None
            }
        }
    }

    /// Takes over what another copy knows.
    fn join(&self, saved: &Saved, durable: bool) {
        let mut entries = self.entries.borrow_mut();
        let entry = entries.entry(saved.scope.clone()).or_default();
        entry.record.join(&saved.record);
        for (key, value) in &saved.rest {
            entry.rest.entry(key.clone()).or_insert_with(|| value.clone());
        }
        if durable {
            entry.durable.extend(saved.record.events().map(|(id, _)| *id));
        }
    }

    /// Asks the journal in the next turn, together with what else is wanted by then.
    fn want(self: &Rc<Self>, scope: Scope) {
        let is_first = self.wanted.borrow().is_empty();
        self.wanted.borrow_mut().push(scope);
        if !is_first {
            return;
        }
        let keeper = self.clone();
        self.ports.timer.after(0, Box::new(move || keeper.ask_journal()));
        let keeper = self.clone();
        self.ports.timer.after(PATIENCE, Box::new(move || keeper.lose_patience()));
    }

    fn ask_journal(self: &Rc<Self>) {
        let wanted = std::mem::take(&mut *self.wanted.borrow_mut());
        if wanted.len() > SINGLY {
            return self.read_all(|| {});
        }
        for scope in wanted {
            let keeper = self.clone();
            let rows = Keys::Under(self.names.rows(&scope));
            self.ports.journal.read(
                rows,
                Box::new(move |result| match result {
                    Ok(rows) => keeper.journal_has(&scope, &rows),
                    Err(error) => keeper.journal_failed(&[scope], error),
                }),
            );
        }
    }

    fn read_all(self: &Rc<Self>, done: impl FnOnce() + 'static) {
        let keeper = self.clone();
        let all = Keys::Under(self.names.all().into());
        self.ports.journal.read(
            all,
            Box::new(move |result| {
                keeper.all_read(result);
                done();
            }),
        );
    }

    fn all_read(self: &Rc<Self>, result: Result<Vec<Row>, StoreError>) {
        let known: Vec<_> = self.entries.borrow().keys().cloned().collect();
        let rows = match result {
            Ok(rows) => rows,
            Err(error) => return self.journal_failed(&known, error),
        };
        // Rows come in the order of their names, so those of a scope stand together.
        let scope_of = |row: &Row| match self.names.scope_of(&row.key) {
            Some((scope, rest)) if rest.starts_with("row:") => Some(scope),
            _ => None,
        };
        let mut told = Vec::new();
        for rows in rows.chunk_by(|a, b| scope_of(a) == scope_of(b)) {
            if let Some(scope) = rows.first().and_then(scope_of) {
                self.journal_has(&scope, rows);
                told.push(scope);
            }
        }
        for scope in known.iter().filter(|scope| !told.contains(scope)) {
            self.journal_has(scope, &[]);
        }
    }

    /// The journal has answered: these rows are durable, and what it does not have is given to it.
    fn journal_has(self: &Rc<Self>, scope: &Scope, rows: &[Row]) {
        for row in rows {
            let _ = self.take(scope, row, true);
        }
        self.entries.borrow_mut().entry(scope.clone()).or_default().loading = Loading::Done;
        self.journal_works();
        self.save(scope);
        if rows.len() > LOOSE {
            self.tidy(scope);
        }
        self.tell(Some(scope));
    }

    fn journal_failed(self: &Rc<Self>, scopes: &[Scope], error: StoreError) {
        for scope in scopes {
            let mut entries = self.entries.borrow_mut();
            entries.entry(scope.clone()).or_default().loading = Loading::Not;
            drop(entries);
            // The quick store must hold what the journal may not.
            self.save_quickly(scope);
        }
        self.facts.borrow_mut().journal = Some(error);
        self.try_again();
        self.tell(None);
    }

    fn lose_patience(self: &Rc<Self>) {
        let is_open = self
            .entries
            .borrow()
            .values()
            .any(|entry| entry.loading == Loading::Asked || !entry.in_flight.is_empty());
        if is_open {
            self.facts.borrow_mut().is_slow = true;
            self.tell(None);
        }
    }

    /// Hears another tab. What it says is joined; what its journal refused is tried with ours.
    pub fn hear(self: &Rc<Self>, message: &str) {
        let (durable, text) = match message.split_at_checked(1) {
            Some(("+", text)) => (true, text),
            Some(("-", text)) => (false, text),
            _ => return,
        };
        match save::read(text) {
            Ok(saved) if self.knows(&saved.scope) => {
                let is_news = !saved.record.is_within(&self.record_of(&saved.scope));
                self.join(&saved, durable);
                // Only once, or two tabs would tell each other for ever what neither can save.
                if is_news && !durable {
                    self.save(&saved.scope);
                }
                self.tell(Some(&saved.scope));
            }
            Err(Unreadable::Newer { .. }) => {
                self.facts.borrow_mut().newer = true;
                self.tell(None);
            }
            // Not of this page, or no message of ours.
            Ok(_) | Err(Unreadable::Damaged(_)) => {}
        }
    }

    /// Hears that another tab has changed the quick store: a name with its new text, a name that is
    /// gone, or, without a name, that all of it is gone.
    pub fn hear_quick(self: &Rc<Self>, key: Option<&str>, text: Option<&str>) {
        let Some(key) = key else { return self.quick_is_gone(None) };
        let Some((scope, "")) = self.names.scope_of(key) else { return };
        let Some(text) = text else { return self.quick_is_gone(Some(&scope)) };
        let row = Row { key: key.into(), text: Some(text.into()) };
        if !self.knows(&scope) || self.take(&scope, &row, false).is_none() {
            return;
        }
        self.tell(Some(&scope));
        // The other tab is giving the same to the journal and will say so; only if it does not, this
        // one does.
        let keeper = self.clone();
        self.ports.timer.after(500, Box::new(move || keeper.save(&scope)));
    }

    /// The quick store was cleared under us. Nothing is written before the learner does something:
    /// they may have meant it.
    fn quick_is_gone(self: &Rc<Self>, scope: Option<&Scope>) {
        let mut gone = false;
        for (name, entry) in &mut *self.entries.borrow_mut() {
            if scope.is_none_or(|scope| scope == name) && entry.was_quick {
                entry.quick = false;
                gone |= !entry.record.is_empty();
            }
        }
        self.facts.borrow_mut().wiped |= gone;
        self.tell(None);
    }

    /// The record under exactly this name.
    pub(super) fn record_of(&self, scope: &Scope) -> Record {
        self.entries.borrow().get(scope).map(|entry| entry.record.clone()).unwrap_or_default()
    }

    fn knows(&self, scope: &Scope) -> bool {
        self.entries.borrow().contains_key(scope)
    }

    /// What the journal is known to have of a scope.
    #[must_use]
    pub fn durable(&self, scope: &Scope) -> BTreeSet<EventId> {
        self.entries.borrow().get(scope).map(|entry| entry.durable.clone()).unwrap_or_default()
    }
}

/// A callback that works the first time only.
fn once(work: impl FnOnce() + 'static) -> Rc<dyn Fn()> {
    let slot = std::cell::RefCell::new(Some(work));
    Rc::new(move || {
        let work = slot.borrow_mut().take();
        if let Some(work) = work {
            work();
        }
    })
}
