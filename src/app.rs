//! The composition root in the browser: builds the services from the platform and brings the live
//! parts of the page to life.

use crate::platform::alive;
use crate::platform::clock::DeviceClock;
use crate::platform::journal::IdbJournal;
use crate::platform::page::{self, BrowserPage, document, site_path, tab_number};
use crate::platform::runner::BrowserRunner;
use crate::platform::storage::LocalStore;
use crate::platform::tabs::{self, PageTimer, TabChannel, TabLock};
use crate::progress::Names;
use crate::progress::keeper::{Keeper, Ports};
use crate::state::{Services, install};
use crate::view::part::{self, Part};
use js_sys::Promise;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::{HtmlElement, Worker};

/// Runs once, when the module has been loaded: brings to life whatever the page has of `kinds`.
///
/// One part after the other, labs first, with room for the browser between them: a long lesson has
/// two dozen, and a key that is pressed meanwhile should not wait for all. The boot script waits for
/// the promise `tradeoffsAlive`.
pub fn start(kinds: &'static [Part]) {
    alive::watch();
    install(services());
    let all = future_to_promise(async move {
        for element in live_parts() {
            bring_to_life(element, kinds);
            room_for_others().await;
        }
        Ok(JsValue::UNDEFINED)
    });
    // Fails only where the global object is frozen; the boot script then does not wait.
    let _ = js_sys::Reflect::set(&js_sys::global(), &"tradeoffsAlive".into(), &all);
}

/// All live parts of the page, labs before the others.
fn live_parts() -> Vec<HtmlElement> {
    let selectors = ["live-part[data-part=lab]", "live-part:not([data-part=lab])"];
    let lists = selectors.iter().filter_map(|all| document().query_selector_all(all).ok());
    let nodes = lists.flat_map(|list| (0..list.length()).filter_map(move |i| list.item(i)));
    nodes.filter_map(|node| node.dyn_into().ok()).collect()
}

/// Lets the browser draw and hear. Not in a page that nobody sees: it has nothing to draw, and its
/// timers are slowed down.
async fn room_for_others() {
    if document().hidden() {
        return;
    }
    let turn = Promise::new(&mut |resolve, _| {
        page::after(0, Box::new(move || drop(resolve.call0(&JsValue::UNDEFINED))));
    });
    // This promise is never rejected.
    let _ = JsFuture::from(turn).await;
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
