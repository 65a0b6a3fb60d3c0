//! Whether this instance of the application is alive. After a panic its cells may be borrowed for ever,
//! so nothing that still calls it may be let in; the boot script starts another instance.

use std::cell::Cell;
use std::panic;
use wasm_bindgen::{JsCast, JsValue};

thread_local! {
    static DEAD: Cell<bool> = const { Cell::new(false) };
}

/// Whether nothing has panicked.
#[must_use]
pub fn is_alive() -> bool {
    !DEAD.get()
}

/// From now on a panic is written to the console, ends this instance, and has the boot script offer the
/// way back.
pub fn watch() {
    panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        DEAD.set(true);
        let offer = js_sys::Reflect::get(&js_sys::global(), &"tradeoffsPanicked".into());
        if let Some(offer) = offer.ok().and_then(|offer| offer.dyn_into::<js_sys::Function>().ok())
        {
            // The page can be read and loaded again, even if this fails.
            let _ = offer.call0(&JsValue::NULL);
        }
    }));
}
