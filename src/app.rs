//! The composition root in the browser: builds the services from the platform and brings the live
//! parts of the page to life.

use crate::platform::alive;
use crate::platform::clock::DeviceClock;
use crate::platform::journal::IdbJournal;
use crate::platform::page::{BrowserPage, document, site_path, tab_number};
use crate::platform::runner::BrowserRunner;
use crate::platform::storage::LocalStore;
use crate::platform::tabs::{self, PageTimer, TabChannel, TabLock};
use crate::progress::Names;
use crate::progress::keeper::{Keeper, Ports};
use crate::state::{Services, install};
use crate::view::part::{self, Part};
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{HtmlElement, Worker};

/// Runs once, when the module has been loaded: brings to life whatever the page has of `kinds`.
pub fn start(kinds: &'static [Part]) {
    alive::watch();
    install(services());
    let Ok(parts) = document().query_selector_all("live-part") else { return };
    for i in 0..parts.length() {
        if let Some(element) = parts.get(i).and_then(|node| node.dyn_into::<HtmlElement>().ok()) {
            bring_to_life(element, kinds);
        }
    }
}

fn services() -> Services {
    Services::new(
        Box::new(BrowserRunner::new(early_worker())),
        Box::new(BrowserPage::default()),
        keeper(),
    )
}

fn keeper() -> Rc<Keeper> {
    let base = site_path();
    let name = Names::new(&base).all().trim_end_matches(':').to_owned();
    let channel = TabChannel::new(&name);
    let ports = Ports {
        quick: Rc::new(LocalStore),
        journal: Rc::new(IdbJournal::new(&name)),
        channel: Rc::new(channel.clone()),
        lock: Rc::new(TabLock(name)),
        timer: Rc::new(PageTimer),
        clock: Rc::new(DeviceClock),
    };
    let keeper = Keeper::new(&base, ports, tab_number());
    tabs::connect(&keeper, &channel);
    keeper
}

/// The worker that the boot script has started while this module was loading.
fn early_worker() -> Option<Worker> {
    let worker = js_sys::Reflect::get(&js_sys::global(), &"tradeoffsWorker".into());
    worker.unwrap_or(JsValue::NULL).dyn_into().ok()
}

/// Puts the live view in the place of the markup that looks the same.
///
/// Leptos could take the markup over instead, but the code for that was a fifth of the application's
/// code, and nothing is lost: what is typed or chosen before the application is there has nobody to
/// hear it. Only the focus has to be given back.
fn bring_to_life(element: HtmlElement, kinds: &'static [Part]) {
    let name = element.get_attribute("data-part").unwrap_or_default();
    let props = element.get_attribute("data-props").unwrap_or_default();
    let texts = texts(&element);
    let focused = focused_within(&element);
    element.set_inner_html("");
    leptos::mount::mount_to(element, move || {
        part::build(kinds, &name, &props, texts).expect("the page was made by the same build")
    })
    .forget();
    if let Some(id) = focused {
        give_focus(&id);
    }
}

/// The texts that the build has put beside a part's markup.
fn texts(element: &HtmlElement) -> Vec<(String, String)> {
    let children = element.children();
    let children = (0..children.length()).filter_map(|i| children.item(i));
    let templates =
        children.filter_map(|child| Some((child.get_attribute("data-slot")?, child.inner_html())));
    templates.collect()
}

fn focused_within(element: &HtmlElement) -> Option<String> {
    let focused = document().active_element()?;
    (element.contains(Some(&focused)) && !focused.id().is_empty()).then(|| focused.id())
}

fn give_focus(id: &str) {
    let element = document().get_element_by_id(id);
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        // Fails only for elements that cannot have the focus; then it was not there.
        let _ = element.focus();
    }
}
