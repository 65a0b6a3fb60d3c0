//! Progress in local storage.

use crate::progress::Key;
use crate::progress::store::{Done, Store, StoreError};
use gloo_storage::{LocalStorage, Storage as _};
use wasm_bindgen::{JsCast, JsValue};

/// Local storage, asked anew each time: a browser may take it away or give it back while a page is
/// open.
pub struct LocalStore;

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
    fn read(&self, key: &Key, done: Done<Option<String>>) {
        done(storage().and_then(|storage| storage.get_item(key.as_str()).map_err(|e| error(&e))));
    }

    fn write(&self, key: &Key, text: String, done: Done<()>) {
        done(storage().and_then(|s| s.set_item(key.as_str(), &text).map_err(|e| error(&e))));
    }
}

fn error(thrown: &JsValue) -> StoreError {
    let name = js_sys::Reflect::get(thrown, &"name".into()).ok().and_then(|name| name.as_string());
    match name.as_deref() {
        // Firefox's older name is still met.
        Some("QuotaExceededError" | "NS_ERROR_DOM_QUOTA_REACHED") => StoreError::Full,
        Some("SecurityError") => StoreError::Denied,
        name => {
            let said = thrown.dyn_ref::<js_sys::Error>().map(|e| String::from(e.message()));
            StoreError::Failed(said.or(name.map(str::to_owned)).unwrap_or_default())
        }
    }
}
