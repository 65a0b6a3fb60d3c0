//! The port through which records are kept, and fakes that misbehave on purpose.

use super::Key;

/// Why a store did not do what was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The browser forbids storage here, as in many frames and private windows.
    #[error("this browser does not let the page keep anything here")]
    Denied,
    /// There is no room.
    #[error("the storage of this browser is full")]
    Full,
    /// Anything else; treated as "not saved".
    #[error("the browser could not save: {0}")]
    Failed(String),
}

/// What a store calls when it is done: at once, or later.
pub type Done<T> = Box<dyn FnOnce(Result<T, StoreError>)>;

/// Keeps texts under keys.
///
/// Answers come through callbacks because the durable stores of a browser are asynchronous; a store
/// that is not calls back before it returns. A refused write leaves what was there.
pub trait Store {
    /// What is kept under the key, if anything.
    fn read(&self, key: &Key, done: Done<Option<String>>);
    /// Replaces what is kept under the key. `Ok` means that it will survive this page.
    fn write(&self, key: &Key, text: String, done: Done<()>);
}

/// What every store must do; run by the tests of each one.
#[cfg(any(test, feature = "web"))]
pub fn contract(store: &dyn Store, key: &Key) {
    assert_eq!(read(store, key), Ok(None), "an unused key is empty");
    for text in ["first", "", "second \u{1f4a1}"] {
        assert_eq!(write(store, key, text), Ok(()));
        assert_eq!(read(store, key), Ok(Some(text.into())), "what was written is read");
    }
    assert_eq!(read(store, &key.quarantine(0)), Ok(None), "keys do not touch each other");
}

/// Reads from a store that answers at once.
///
/// # Errors
/// Those of the store; [`StoreError::Failed`] when it has not answered.
pub fn read(store: &dyn Store, key: &Key) -> Result<Option<String>, StoreError> {
    at_once(|done| store.read(key, done))
}

/// Writes to a store that answers at once.
///
/// # Errors
/// Those of the store; [`StoreError::Failed`] when it has not answered.
pub fn write(store: &dyn Store, key: &Key, text: &str) -> Result<(), StoreError> {
    at_once(|done| store.write(key, text.into(), done))
}

fn at_once<T: 'static>(ask: impl FnOnce(Done<T>)) -> Result<T, StoreError> {
    let answer = std::rc::Rc::new(std::cell::RefCell::new(None));
    let slot = answer.clone();
    ask(Box::new(move |result| *slot.borrow_mut() = Some(result)));
    let taken = answer.borrow_mut().take();
    taken.unwrap_or_else(|| Err(StoreError::Failed("the store has not answered yet".into())))
}

/// Keeps everything in memory: for tests, and where the browser keeps nothing.
#[derive(Debug, Default)]
pub struct MemoryStore {
    texts: std::cell::RefCell<std::collections::BTreeMap<String, String>>,
}

impl Store for MemoryStore {
    fn read(&self, key: &Key, done: Done<Option<String>>) {
        let text = self.texts.borrow().get(key.as_str()).cloned();
        done(Ok(text));
    }

    fn write(&self, key: &Key, text: String, done: Done<()>) {
        self.texts.borrow_mut().insert(key.as_str().into(), text);
        done(Ok(()));
    }
}

#[cfg(test)]
pub(crate) mod fakes {
    //! Stores that fail the way browsers do.

    use super::*;
    use std::cell::Cell;

    /// Denies everything, as a sandboxed frame does.
    pub(crate) struct DeniedStore;

    impl Store for DeniedStore {
        fn read(&self, _: &Key, done: Done<Option<String>>) {
            done(Err(StoreError::Denied));
        }
        fn write(&self, _: &Key, _: String, done: Done<()>) {
            done(Err(StoreError::Denied));
        }
    }

    /// Takes so many writes and refuses the rest; what is there stays.
    #[derive(Default)]
    pub(crate) struct FullStore {
        pub(crate) inner: MemoryStore,
        pub(crate) writes_left: Cell<u32>,
    }

    impl Store for FullStore {
        fn read(&self, key: &Key, done: Done<Option<String>>) {
            self.inner.read(key, done);
        }
        fn write(&self, key: &Key, text: String, done: Done<()>) {
            match self.writes_left.get() {
                0 => done(Err(StoreError::Full)),
                left => {
                    self.writes_left.set(left - 1);
                    self.inner.write(key, text, done);
                }
            }
        }
    }

    #[test]
    fn memory_keeps_the_contract() {
        let lesson = crate::base::id::LessonId::new("a-lesson").expect("a slug");
        contract(&MemoryStore::default(), &Key::lesson("/", &lesson));
    }
}
