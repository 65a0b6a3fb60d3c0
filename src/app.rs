//! The composition root in the browser: builds the services from the platform and brings the live
//! parts of the page to life.

use crate::platform::clock::DeviceClock;
use crate::platform::page::{BrowserPage, site_path};
use crate::platform::runner::BrowserRunner;
use crate::platform::storage::LocalStore;
use crate::progress::keeper::Keeper;
use crate::state::{Services, install};
use crate::view::part;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{HtmlElement, Worker};

/// Runs once, when the module has been loaded.
pub fn start() {
    console_error_panic_hook::set_once();
    install(services());
    let parts = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.query_selector_all("live-part").ok());
    let Some(parts) = parts else { return };
    for i in 0..parts.length() {
        if let Some(element) = parts.get(i).and_then(|node| node.dyn_into::<HtmlElement>().ok()) {
            hydrate(element);
        }
    }
}

fn services() -> Services {
    let store = Rc::new(LocalStore);
    let clock = Rc::new(DeviceClock);
    let base = site_path();
    // Two halves, because a random number of JavaScript has 53 bits.
    let half = || (js_sys::Math::random() * f64::from(u32::MAX)) as u64;
    let tab = (half() << 32) | half();
    Services::new(
        Box::new(BrowserRunner::new(early_worker())),
        Box::new(BrowserPage::default()),
        Box::new(move |lesson| Keeper::new(lesson, &base, store.clone(), clock.clone(), tab)),
    )
}

/// The worker that the boot script has started while this module was loading.
fn early_worker() -> Option<Worker> {
    let worker = js_sys::Reflect::get(&js_sys::global(), &"tradeoffsWorker".into());
    worker.unwrap_or(JsValue::NULL).dyn_into().ok()
}

fn hydrate(element: HtmlElement) {
    let name = element.get_attribute("data-part").unwrap_or_default();
    let props = element.get_attribute("data-props").unwrap_or_default();
    let Some(part) = part::find(&name) else { return };
    let view = move || (part.view)(&props).expect("the page was made by the same build");
    leptos::mount::hydrate_from(element, view).forget();
}

