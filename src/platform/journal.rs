//! The journal: one object store of IndexedDB with texts under names. A commit is one transaction with
//! strict durability, and has succeeded when the browser says that it is complete.

use super::alive::is_alive;
use super::storage::{error, text};
use crate::progress::store::{Change, Done, Keys, Row, Store, StoreError};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::prelude::{Closure, wasm_bindgen};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    Event, IdbDatabase, IdbKeyRange, IdbObjectStore, IdbOpenDbRequest, IdbRequest, IdbTransaction,
};

/// The one object store.
const ROWS: &str = "rows";

#[wasm_bindgen]
extern "C" {
    /// A database that can be asked to have a commit on the disk before it calls it complete; the usual
    /// binding cannot.
    type Durable;
    #[wasm_bindgen(method, catch)]
    fn transaction(
        this: &Durable,
        store: &str,
        mode: &str,
        options: &JsValue,
    ) -> Result<IdbTransaction, JsValue>;
}

type Waiting = Box<dyn FnOnce(Result<IdbDatabase, StoreError>)>;

#[derive(Default)]
enum Db {
    #[default]
    Closed,
    Opening(Vec<Waiting>),
    Open(IdbDatabase),
}

#[derive(Default)]
struct Shared {
    db: RefCell<Db>,
    /// Whether the browser has closed the database under us, as it does when site data are cleared.
    is_lost: Cell<bool>,
}

/// The journal of one copy of the course.
pub struct IdbJournal {
    name: String,
    shared: Rc<Shared>,
}

impl IdbJournal {
    /// Under a name that no other copy of the course uses. It is opened when it is first used.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self { name: name.into(), shared: Rc::default() }
    }

    fn with_db(&self, then: Waiting) {
        let mut db = self.shared.db.borrow_mut();
        match &mut *db {
            Db::Open(open) => {
                let open = open.clone();
                drop(db);
                then(Ok(open));
            }
            Db::Opening(waiting) => waiting.push(then),
            Db::Closed => {
                *db = Db::Opening(vec![then]);
                drop(db);
                if let Err(thrown) = open(&self.name, &self.shared) {
                    settle(&self.shared, Err(thrown));
                }
            }
        }
    }
}

#[allow(clippy::disallowed_methods, reason = "`platform` is the door to the browser")]
fn open(name: &str, shared: &Rc<Shared>) -> Result<(), StoreError> {
    let window = web_sys::window().ok_or(StoreError::Denied)?;
    let factory = window.indexed_db().map_err(|e| error(&e))?.ok_or(StoreError::Denied)?;
    let request = factory.open_with_u32(name, 1).map_err(|e| error(&e))?;
    let asked = request.clone();
    let upgrade = handler(move |_| {
        if let Ok(db) = result::<IdbDatabase>(&asked) {
            // Fails only if it is there.
            let _ = db.create_object_store(ROWS);
        }
    });
    request.set_onupgradeneeded(Some(upgrade.unchecked_ref()));
    let (asked, after) = (request.clone(), shared.clone());
    let done = handler(move |event| {
        let opened = match &*event.type_() {
            "success" => result::<IdbDatabase>(&asked),
            _ => Err(failure(&asked)),
        };
        if let Ok(db) = &opened {
            watch(db, &after);
        }
        settle(&after, opened);
    });
    request.set_onsuccess(Some(done.unchecked_ref()));
    request.set_onerror(Some(done.unchecked_ref()));
    Ok(())
}

/// Notices when the database is taken away.
fn watch(db: &IdbDatabase, shared: &Rc<Shared>) {
    let (own, shared) = (db.clone(), shared.clone());
    let gone = handler(move |_| {
        // Somebody wants to delete it, and must not wait for this tab.
        own.close();
        shared.db.replace(Db::Closed);
        shared.is_lost.set(true);
    });
    db.set_onclose(Some(gone.unchecked_ref()));
    db.set_onversionchange(Some(gone.unchecked_ref()));
}

/// Answers all who wait for the database.
fn settle(shared: &Shared, opened: Result<IdbDatabase, StoreError>) {
    let next = opened.as_ref().map_or(Db::Closed, |db| Db::Open(db.clone()));
    if let Db::Opening(waiting) = shared.db.replace(next) {
        for then in waiting {
            then(opened.clone());
        }
    }
}

impl Store for IdbJournal {
    fn read(&self, which: Keys, done: Done<Vec<Row>>) {
        self.with_db(Box::new(move |db| {
            let done = Rc::new(RefCell::new(Some(done)));
            if let Err(error) = db.and_then(|db| start_reading(&db, &which, &done)) {
                answer(&done, Err(error));
            }
        }));
    }

    fn commit(&self, changes: Vec<Change>, done: Done<()>) {
        if self.shared.is_lost.replace(false) {
            return done(Err(StoreError::Lost));
        }
        let shared = self.shared.clone();
        self.with_db(Box::new(move |db| {
            let done = Rc::new(RefCell::new(Some(done)));
            if let Err(error) = db.and_then(|db| start_writing(&db, changes, &done)) {
                // A connection that can start nothing is of no more use; the next try opens another.
                shared.db.replace(Db::Closed);
                answer(&done, Err(error));
            }
        }));
    }
}

type Slot<T> = Rc<RefCell<Option<Done<T>>>>;

fn answer<T>(slot: &Slot<T>, result: Result<T, StoreError>) {
    let done = slot.borrow_mut().take();
    if let Some(done) = done {
        done(result);
    }
}

fn start_reading(db: &IdbDatabase, which: &Keys, done: &Slot<Vec<Row>>) -> Result<(), StoreError> {
    let transaction = db.transaction_with_str(ROWS).map_err(|e| error(&e))?;
    let store = transaction.object_store(ROWS).map_err(|e| error(&e))?;
    let range = match which {
        Keys::One(name) => IdbKeyRange::only(&name.into()),
        Keys::Under(prefix) | Keys::Names(prefix) => {
            IdbKeyRange::bound(&prefix.into(), &format!("{prefix}\u{ffff}").into())
        }
    };
    let range = range.map_err(|e| error(&e))?;
    let keys = store.get_all_keys_with_key(&range).map_err(|e| error(&e))?;
    // Backups are large, and their names say most of what is asked about them.
    let values = match which {
        Keys::Names(_) => None,
        _ => Some(store.get_all_with_key(&range).map_err(|e| error(&e))?),
    };
    let slot = done.clone();
    finally(&transaction, move |ended| {
        let rows = ended.and_then(|()| {
            let keys = result::<js_sys::Array>(&keys)?;
            let values = match &values {
                Some(values) => result::<js_sys::Array>(values)?,
                None => js_sys::Array::new(),
            };
            let row = |(key, i): (JsValue, u32)| {
                Some(Row { key: key.as_string()?, text: text(&values.get(i)) })
            };
            Ok(keys.iter().zip(0..).filter_map(row).collect())
        });
        answer(&slot, rows);
    });
    Ok(())
}

fn start_writing(
    db: &IdbDatabase,
    changes: Vec<Change>,
    done: &Slot<()>,
) -> Result<(), StoreError> {
    let options = js_sys::Object::new();
    // Setting a field of a plain object cannot fail.
    let _ = js_sys::Reflect::set(&options, &"durability".into(), &"strict".into());
    let durable: &Durable = db.unchecked_ref();
    let transaction = durable.transaction(ROWS, "readwrite", &options).map_err(|e| error(&e))?;
    let store = transaction.object_store(ROWS).map_err(|e| error(&e))?;
    let slot = done.clone();
    finally(&transaction, move |ended| answer(&slot, ended));
    for change in changes {
        if let Err(thrown) = request(&store, change) {
            // All or nothing: what was asked before is undone.
            let _ = transaction.abort();
            return Err(error(&thrown));
        }
    }
    Ok(())
}

fn request(store: &IdbObjectStore, change: Change) -> Result<(), JsValue> {
    match change {
        Change::Put(key, text) => {
            store.put_with_key(&text.into(), &key.into())?;
        }
        Change::Remove(key) => {
            store.delete(&key.into())?;
        }
        Change::Copy(from, to) => {
            let asked = store.get(&from.into())?;
            let (store, read) = (store.clone(), asked.clone());
            let copy = handler(move |_| {
                if let Ok(value) = read.result()
                    && !value.is_undefined()
                {
                    // A refusal ends the transaction, which tells.
                    let _ = store.put_with_key(&value, &to.as_str().into());
                }
            });
            asked.set_onsuccess(Some(copy.unchecked_ref()));
        }
    }
    Ok(())
}

/// Calls back when a transaction has ended, one way or the other.
fn finally(transaction: &IdbTransaction, then: impl FnOnce(Result<(), StoreError>) + 'static) {
    let (own, then) = (transaction.clone(), RefCell::new(Some(then)));
    let ended = handler(move |event| {
        let result = match &*event.type_() {
            "complete" => Ok(()),
            _ => Err(own.error().map_or(StoreError::Lost, |e| error(&e))),
        };
        if let Some(then) = then.take() {
            then(result);
        }
    });
    transaction.set_oncomplete(Some(ended.unchecked_ref()));
    transaction.set_onabort(Some(ended.unchecked_ref()));
}

fn result<T: JsCast>(request: &IdbRequest) -> Result<T, StoreError> {
    let value = request.result().map_err(|e| error(&e))?;
    value.dyn_into().map_err(|_| StoreError::Failed("it is of another kind".into()))
}

fn failure(request: &IdbOpenDbRequest) -> StoreError {
    match request.error() {
        Ok(Some(thrown)) => error(&thrown),
        _ => StoreError::Failed("it cannot be opened".into()),
    }
}

/// A function for the browser. It is freed with what it is set on.
fn handler(work: impl Fn(Event) + 'static) -> JsValue {
    let work: Box<dyn Fn(Event)> = Box::new(move |event| {
        if is_alive() {
            work(event);
        }
    });
    Closure::wrap(work).into_js_value()
}
