//! The quick store: local storage, asked anew each time, because a browser may take it away or give it
//! back while a page is open.

use crate::progress::store::{Change, Done, Keys, Row, Store, StoreError};
use gloo_storage::{LocalStorage, Storage as _};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

/// Local storage.
pub struct LocalStore;

#[wasm_bindgen]
extern "C" {
    /// A storage that hands out what it holds as it is. The usual binding turns half of a surrogate
    /// pair into another character, in silence.
    type RawStorage;
    #[wasm_bindgen(method, catch, js_name = getItem)]
    fn get(this: &RawStorage, key: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = setItem)]
    fn set(this: &RawStorage, key: &str, value: &JsValue) -> Result<(), JsValue>;
}

/// The browser's storage, if it lets us have it.
///
/// `gloo_storage` throws where storage is denied, so the browser is asked first.
#[allow(clippy::disallowed_methods, reason = "`platform` is the door to the browser")]
fn storage() -> Result<web_sys::Storage, StoreError> {
    let probe = web_sys::window().ok_or(StoreError::Denied)?.local_storage();
    match probe {
        Ok(Some(_)) => Ok(LocalStorage::raw()),
        Ok(None) | Err(_) => Err(StoreError::Denied),
    }
}

impl Store for LocalStore {
    fn read(&self, which: Keys, done: Done<Vec<Row>>) {
        done(read(&which));
    }

    fn commit(&self, changes: Vec<Change>, done: Done<()>) {
        done(changes.into_iter().try_for_each(change));
    }
}

fn read(which: &Keys) -> Result<Vec<Row>, StoreError> {
    let storage = storage()?;
    let names = match which {
        Keys::One(name) => vec![name.clone()],
        Keys::Under(_) | Keys::Names(_) => {
            // Of others' rows no more than the names is looked at.
            let count = storage.length().map_err(|e| error(&e))?;
            let mut names: Vec<_> = (0..count).filter_map(|i| storage.key(i).ok()?).collect();
            names.retain(|name| which.includes(name));
            names
        }
    };
    let raw: RawStorage = storage.unchecked_into();
    if matches!(which, Keys::Names(_)) {
        return Ok(names.into_iter().map(|key| Row { key, text: None }).collect());
    }
    let mut rows = Vec::new();
    for key in names {
        let value = raw.get(&key).map_err(|e| error(&e))?;
        if !value.is_null() {
            rows.push(Row { key, text: text(&value) });
        }
    }
    Ok(rows)
}

fn change(change: Change) -> Result<(), StoreError> {
    let storage = storage()?;
    let done = match change {
        Change::Put(key, text) => storage.set_item(&key, &text),
        Change::Remove(key) => storage.remove_item(&key),
        Change::Copy(from, to) => {
            let raw: RawStorage = storage.unchecked_into();
            raw.get(&from).and_then(
                |value| {
                    if value.is_null() { Ok(()) } else { raw.set(&to, &value) }
                },
            )
        }
    };
    done.map_err(|e| error(&e))
}

/// A stored value as a text; nothing for what is none, or holds half of a surrogate pair.
pub(super) fn text(value: &JsValue) -> Option<String> {
    let text = value.dyn_ref::<js_sys::JsString>()?;
    text.is_valid_utf16().then(|| text.into())
}

/// What a browser has thrown, or the error of a request.
pub(super) fn error(thrown: &JsValue) -> StoreError {
    let field = |name: &str| {
        js_sys::Reflect::get(thrown, &name.into()).ok().and_then(|value| value.as_string())
    };
    StoreError::from_thrown(field("name").as_deref(), &field("message").unwrap_or_default())
}
