//! What goes on between tabs: messages, a lock, and what the browser says of the page as a whole.

use super::alive::is_alive;
use super::page::{after, listen, window};
use crate::progress::keeper::Keeper;
use crate::progress::store::{Channel, Lock, Release, Timer};
use std::rc::Rc;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{BroadcastChannel, Event, MessageEvent, StorageEvent};

/// Messages to the other tabs of this copy of the course. Where browsers have none, tabs meet when they
/// read.
#[derive(Clone)]
pub struct TabChannel(Option<BroadcastChannel>);

impl TabChannel {
    /// The channel of this name.
    #[must_use]
    pub fn new(name: &str) -> Self {
        let exists = js_sys::Reflect::has(&js_sys::global(), &"BroadcastChannel".into());
        Self(exists.unwrap_or(false).then(|| BroadcastChannel::new(name).ok()).flatten())
    }
}

impl Channel for TabChannel {
    fn send(&self, message: &str) {
        if let Some(channel) = &self.0 {
            // Fails only once it is closed, and nobody closes it.
            let _ = channel.post_message(&message.into());
        }
    }
}

/// A lock among tabs.
pub struct TabLock(pub String);

impl Lock for TabLock {
    fn if_free(&self, work: Box<dyn FnOnce(Release)>) {
        // Where there are no locks nothing is tidied up, and nothing needs to be.
        let _ = self.request(work);
    }
}

impl TabLock {
    /// Nothing where the browser has no locks.
    fn request(&self, work: Box<dyn FnOnce(Release)>) -> Option<()> {
        let get = |of: &JsValue, name: &str| js_sys::Reflect::get(of, &name.into()).ok();
        let locks = get(&window().navigator(), "locks")?;
        let request = get(&locks, "request")?.dyn_into::<js_sys::Function>().ok()?;
        let options = js_sys::Object::new();
        js_sys::Reflect::set(&options, &"ifAvailable".into(), &true.into()).ok()?;
        let granted = Closure::once_into_js(move |lock: JsValue| -> JsValue {
            if lock.is_null() { JsValue::UNDEFINED } else { until_released(work) }
        });
        let held = request.call3(&locks, &self.0.as_str().into(), &options, &granted).ok()?;
        let held = held.dyn_into::<js_sys::Promise>().ok()?;
        wasm_bindgen_futures::spawn_local(async move {
            // A sandbox refuses; then nothing is tidied up.
            let _ = wasm_bindgen_futures::JsFuture::from(held).await;
        });
        Some(())
    }
}

/// Does the work, and gives the promise that holds the lock until it is released.
fn until_released(work: Box<dyn FnOnce(Release)>) -> JsValue {
    let mut work = Some(work);
    let promise = js_sys::Promise::new(&mut |resolve: js_sys::Function, _| {
        if let Some(work) = work.take() {
            work(Box::new(move || {
                // Resolving cannot fail.
                let _ = resolve.call0(&JsValue::UNDEFINED);
            }));
        }
    });
    promise.into()
}

/// The browser's timer.
pub struct PageTimer;

impl Timer for PageTimer {
    fn after(&self, milliseconds: u32, then: Box<dyn FnOnce()>) {
        after(milliseconds, then);
    }
}

/// Has the keeper hear the other tabs, and what becomes of this one.
pub fn connect(keeper: &Rc<Keeper>, channel: &TabChannel) {
    if let TabChannel(Some(channel)) = channel {
        let hearing = keeper.clone();
        let heard: Closure<dyn Fn(MessageEvent)> = Closure::new(move |event: MessageEvent| {
            if let Some(message) = event.data().as_string().filter(|_| is_alive()) {
                hearing.hear(&message);
            }
        });
        channel.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        // Lives as long as the page.
        heard.forget();
    }
    let hearing = keeper.clone();
    listen(&window(), "storage", move |event| {
        if let Ok(event) = event.dyn_into::<StorageEvent>() {
            hearing.hear_quick(event.key().as_deref(), event.new_value().as_deref());
        }
    });
    // A phone may end a page at any time after it is hidden, without another word.
    let leaving = keeper.clone();
    listen(&window(), "pagehide", move |_| leaving.flush());
    let hiding = keeper.clone();
    let document = super::page::document();
    listen(&document, "visibilitychange", move |_| {
        if super::page::document().hidden() { hiding.flush() } else { hiding.look_again(false) }
    });
    // A page that comes back from the browser's memory has missed what others wrote.
    let back = keeper.clone();
    listen(&window(), "pageshow", move |event: Event| {
        let persisted = js_sys::Reflect::get(&event, &"persisted".into());
        if persisted.is_ok_and(|persisted| persisted.is_truthy()) {
            back.look_again(true);
        }
    });
}
