//! How requests and replies cross between the page and the worker: postcard bytes.

use js_sys::Uint8Array;
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsValue;

/// The message for a value.
///
/// # Panics
/// Never for the plain data of [`crate::sim::runner`], which postcard can always write.
#[must_use]
pub fn pack(value: &impl Serialize) -> Uint8Array {
    let bytes = postcard::to_allocvec(value).expect("plain data can be written");
    Uint8Array::from(bytes.as_slice())
}

/// The value in a message; nothing for messages that are not ours.
#[must_use]
pub fn unpack<T: DeserializeOwned>(message: JsValue) -> Option<T> {
    use wasm_bindgen::JsCast;
    let bytes = message.dyn_into::<Uint8Array>().ok()?.to_vec();
    postcard::from_bytes(&bytes).ok()
}
