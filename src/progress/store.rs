//! The ports through which progress is kept: two stores, a channel and a lock between tabs, a timer.
//!
//! There are two stores. The *quick* one answers at once, so that the first paint knows the learner,
//! and holds what can be seen. The *journal* answers later, survives a crash of the browser, and holds
//! everything. Nothing counts as saved before the journal has said so.
//!
//! Rows of the journal are written once and never changed, under names that no other tab uses, so no
//! two tabs can overwrite each other and no lock is needed for safety.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// Why a store did not do what was asked. Whatever a browser says, it means "not saved".
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The browser forbids storage here, as in many frames and private windows.
    #[error("this browser does not let the page keep anything here")]
    Denied,
    /// There is no room.
    #[error("the storage of this browser is full")]
    Full,
    /// It has not answered for a while. It may yet.
    #[error("the storage of this browser does not answer")]
    Slow,
    /// What was there is gone: the browser has cleared it.
    #[error("the storage of this browser was cleared")]
    Lost,
    /// Anything else.
    #[error("the browser could not save: {0}")]
    Failed(String),
}

impl StoreError {
    /// From the name and the message of what a browser threw.
    #[must_use]
    pub fn from_thrown(name: Option<&str>, message: &str) -> Self {
        match name {
            // Firefox's older name is still met.
            Some("QuotaExceededError" | "NS_ERROR_DOM_QUOTA_REACHED") => Self::Full,
            Some("SecurityError") => Self::Denied,
            Some(name) => Self::Failed(format!("{name}: {message}")),
            None => Self::Failed(message.to_owned()),
        }
    }
}

/// What a store calls when it is done: at once, or later, or never.
pub type Done<T> = Box<dyn FnOnce(Result<T, StoreError>)>;

/// Which rows to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Keys {
    /// The row of this name.
    One(String),
    /// Every row whose name begins so.
    Under(String),
    /// As before, but only the names: the rows come without their texts.
    Names(String),
}

impl Keys {
    /// Whether a row of this name is meant.
    #[must_use]
    pub fn includes(&self, key: &str) -> bool {
        match self {
            Self::One(name) => key == name,
            Self::Under(prefix) | Self::Names(prefix) => key.starts_with(prefix.as_str()),
        }
    }
}

/// A text under a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its name.
    pub key: String,
    /// Nothing where what is stored is no text: half a surrogate pair, say; or where only names were
    /// asked for.
    pub text: Option<String>,
}

/// A change of a store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Keeps a text under a name.
    Put(String, String),
    /// Copies what is under the first name to the second, whatever it is.
    Copy(String, String),
    /// Forgets what is under a name. Only what was put elsewhere by the same commit, or was only a
    /// copy, is ever removed.
    Remove(String),
}

/// Keeps texts under names.
pub trait Store {
    /// Reads rows; the journal in the order of their names.
    fn read(&self, which: Keys, done: Done<Vec<Row>>);
    /// Makes the changes, in order. `Ok` means that all of them will survive this page, and, from a
    /// journal, a crash of the browser. The journal makes all changes or none; the quick store stops
    /// at the first that it cannot make. Neither loses what was there before.
    fn commit(&self, changes: Vec<Change>, done: Done<()>);
}

/// Tells the other tabs. Messages may be lost, doubled, or come in any order.
pub trait Channel {
    /// Sends to every other tab that is open.
    fn send(&self, message: &str);
}

/// What is called when the work under a lock is done.
pub type Release = Box<dyn FnOnce()>;

/// Lets one tab at a time tidy up. Nothing breaks where there is no lock; work is done twice.
pub trait Lock {
    /// Does the work if no other tab is doing it. A tab that dies frees its lock.
    fn if_free(&self, work: Box<dyn FnOnce(Release)>);
}

/// Calls back later.
pub trait Timer {
    /// Calls back after so many milliseconds.
    fn after(&self, milliseconds: u32, then: Box<dyn FnOnce()>);
}

/// What every store must do; run by the tests of each one. `prefix` must be unused.
#[cfg(any(test, feature = "web"))]
pub fn contract(store: &dyn Store, prefix: &str) {
    let (a, b) = (format!("{prefix}a"), format!("{prefix}b"));
    let read_one = |key: &str| read(store, Keys::One(key.into()));
    assert_eq!(read_one(&a), Ok(Vec::new()), "an unused name is empty");
    for text in ["first", "", "second \u{1f4a1}\u{0}"] {
        assert_eq!(commit(store, vec![Change::Put(a.clone(), text.into())]), Ok(()));
        let row = Row { key: a.clone(), text: Some(text.into()) };
        assert_eq!(read_one(&a), Ok(vec![row]), "what was written is read");
    }
    assert_eq!(read_one(&b), Ok(Vec::new()), "names do not touch each other");
    let changes = vec![Change::Copy(a.clone(), b.clone()), Change::Remove(a.clone())];
    assert_eq!(commit(store, changes), Ok(()));
    let rows = read(store, Keys::Under(prefix.into())).expect("it can be read");
    assert_eq!(rows.len(), 1, "one was copied and removed");
    assert_eq!(rows[0].key, b);
    let names = read(store, Keys::Names(prefix.into()));
    assert_eq!(names, Ok(vec![Row { key: b, text: None }]), "names come without texts");
}

/// Reads from a store that answers at once.
///
/// # Errors
/// Those of the store; [`StoreError::Slow`] when it has not answered.
pub fn read(store: &dyn Store, which: Keys) -> Result<Vec<Row>, StoreError> {
    at_once(|done| store.read(which, done))
}

/// Writes to a store that answers at once.
///
/// # Errors
/// Those of the store; [`StoreError::Slow`] when it has not answered.
pub fn commit(store: &dyn Store, changes: Vec<Change>) -> Result<(), StoreError> {
    at_once(|done| store.commit(changes, done))
}

fn at_once<T: 'static>(ask: impl FnOnce(Done<T>)) -> Result<T, StoreError> {
    let answer = Rc::new(RefCell::new(None));
    let slot = answer.clone();
    ask(Box::new(move |result| *slot.borrow_mut() = Some(result)));
    let taken = answer.borrow_mut().take();
    taken.unwrap_or(Err(StoreError::Slow))
}

/// Keeps everything in memory.
#[derive(Debug, Default)]
pub struct MemoryStore {
    /// What is kept.
    pub rows: RefCell<BTreeMap<String, String>>,
}

impl Store for MemoryStore {
    fn read(&self, which: Keys, done: Done<Vec<Row>>) {
        let rows = self.rows.borrow();
        let chosen = rows.iter().filter(|(key, _)| which.includes(key));
        let with_text = !matches!(which, Keys::Names(_));
        let row = |(key, text): (&String, &String)| Row {
            key: key.clone(),
            text: with_text.then(|| text.clone()),
        };
        let chosen: Vec<_> = chosen.map(row).collect();
        drop(rows);
        done(Ok(chosen));
    }

    fn commit(&self, changes: Vec<Change>, done: Done<()>) {
        let mut rows = self.rows.borrow_mut();
        for change in changes {
            match change {
                Change::Put(key, text) => {
                    rows.insert(key, text);
                }
                Change::Copy(from, to) => {
                    if let Some(text) = rows.get(&from).cloned() {
                        rows.insert(to, text);
                    }
                }
                Change::Remove(key) => {
                    rows.remove(&key);
                }
            }
        }
        drop(rows);
        done(Ok(()));
    }
}
