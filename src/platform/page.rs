//! The page around the components.

use super::alive::is_alive;
use crate::base::time::Time;
use crate::state::Page;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::prelude::{Closure, JsValue};
use wasm_bindgen::{JsCast, closure};
use web_sys::{
    Blob, BlobPropertyBag, CanvasRenderingContext2d, CustomEvent, CustomEventInit, Document,
    Element, Event, HtmlAnchorElement, HtmlCanvasElement, HtmlElement, HtmlImageElement,
    HtmlInputElement, IntersectionObserver, IntersectionObserverEntry, Storage, Url, Window,
};

/// The key of the chosen theme; `theme.js` reads it before the first paint.
const THEME_KEY: &str = "tradeoffs:theme";

/// How long a spoken sentence stays in the page, in milliseconds: longer than it waits for its turn
/// behind others.
const SPOKEN_MS: u32 = 7_000;

/// The page in a browser.
#[derive(Default)]
pub struct BrowserPage {
    marks: RefCell<Vec<String>>,
}

fn mark_name(mark: &str) -> String {
    format!("tradeoffs-mark:{mark}")
}

/// What lasts as long as the visit, and what lasts; nothing where the browser refuses.
fn storages() -> [Option<Storage>; 2] {
    [window().session_storage(), window().local_storage()].map(|found| found.ok().flatten())
}

#[allow(clippy::disallowed_methods, reason = "`platform` is the door to the browser")]
pub(super) fn window() -> Window {
    web_sys::window().expect("the application runs in a page, not in a worker")
}

/// The document.
///
/// # Panics
/// In a worker, which has none.
#[must_use]
pub fn document() -> Document {
    window().document().expect("a window has a document")
}

fn html() -> Element {
    document().document_element().expect("a document has a root")
}

/// The absolute address of the site's root, with a slash at its end.
#[must_use]
pub fn site_root() -> String {
    let here = window().location().href().unwrap_or_default();
    let root = html().get_attribute("data-root").unwrap_or_else(|| "./".into());
    Url::new_with_base(&root, &here).map(|url| url.href()).unwrap_or_default()
}

/// The path of the site's root on its origin: `/` or `/any/path/`.
#[must_use]
pub fn site_path() -> String {
    Url::new(&site_root()).map_or_else(|_| "/".into(), |url| url.pathname())
}

/// A number for this tab that no other tab is likely to have.
#[allow(clippy::disallowed_methods, reason = "two tabs must differ; no result depends on it")]
#[must_use]
pub fn tab_number() -> u64 {
    // Two halves, because a random number of JavaScript has 53 bits.
    let half = || (js_sys::Math::random() * f64::from(u32::MAX)) as u64;
    (half() << 32) | half()
}

/// Calls back after so many milliseconds.
pub fn after(milliseconds: u32, then: Box<dyn FnOnce()>) {
    let callback = Closure::once_into_js(move || {
        if is_alive() {
            then();
        }
    });
    let milliseconds = i32::try_from(milliseconds).unwrap_or(i32::MAX);
    // Fails only where there is no window.
    let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(
        callback.unchecked_ref(),
        milliseconds,
    );
}

pub(super) fn listen(
    target: &web_sys::EventTarget,
    event: &str,
    listener: impl Fn(Event) + 'static,
) {
    let listener: Closure<dyn Fn(Event)> = closure::Closure::new(move |event| {
        if is_alive() {
            listener(event);
        }
    });
    // Fails only for names that are not strings.
    let _ = target.add_event_listener_with_callback(event, listener.as_ref().unchecked_ref());
    // Lives as long as the page.
    listener.forget();
}

/// Offers a file to the learner.
fn offer(name: &str, blob: &Blob) -> bool {
    let link = document().create_element("a").map(JsCast::dyn_into::<HtmlAnchorElement>);
    let (Ok(Ok(link)), Ok(address)) = (link, Url::create_object_url_with_blob(blob)) else {
        return false;
    };
    link.set_href(&address);
    link.set_download(name);
    link.click();
    // The browser has begun to read by then; a file of this size is read at once.
    after(
        60_000,
        Box::new(move || {
            let _ = Url::revoke_object_url(&address);
        }),
    );
    true
}

/// Draws an SVG. The policy of the pages allows pictures as `data:`, and none from elsewhere.
async fn pixels(svg: &str, (width, height): (u32, u32)) -> Result<Blob, JsValue> {
    let image = HtmlImageElement::new()?;
    let svg = String::from(js_sys::encode_uri_component(svg));
    image.set_src(&format!("data:image/svg+xml,{svg}"));
    wasm_bindgen_futures::JsFuture::from(image.decode()).await?;
    let canvas: HtmlCanvasElement = document().create_element("canvas")?.dyn_into()?;
    canvas.set_width(width * 2);
    canvas.set_height(height * 2);
    let context = canvas.get_context("2d")?.ok_or(JsValue::NULL)?;
    let context: CanvasRenderingContext2d = context.dyn_into()?;
    let (width, height) = (f64::from(width) * 2.0, f64::from(height) * 2.0);
    context.draw_image_with_html_image_element_and_dw_and_dh(&image, 0.0, 0.0, width, height)?;
    let drawn = js_sys::Promise::new(&mut |resolve, _| {
        // Fails only for a canvas with a stranger's picture in it.
        let _ = canvas.to_blob(&resolve);
    });
    wasm_bindgen_futures::JsFuture::from(drawn).await?.dyn_into()
}

impl Page for BrowserPage {
    fn fragment(&self) -> String {
        let hash = window().location().hash().unwrap_or_default();
        hash.trim_start_matches('#').to_owned()
    }

    fn set_fragment(&self, fragment: &str) {
        // Fails when it is done hundreds of times in seconds; the next time sets it right.
        let _ = window().history().and_then(|history| {
            history.replace_state_with_url(&JsValue::NULL, "", Some(&format!("#{fragment}")))
        });
    }

    fn on_fragment(&self, listener: Box<dyn Fn(String)>) {
        listen(&window(), "hashchange", move |_| listener(Self::default().fragment()));
    }

    fn absolute(&self, within_site: &str) -> String {
        format!("{}{within_site}", site_root())
    }

    fn copy(&self, text: String, done: Box<dyn FnOnce(bool)>) {
        // There is no clipboard on pages that came over plain HTTP.
        let navigator: JsValue = window().navigator().into();
        let clipboard = js_sys::Reflect::get(&navigator, &"clipboard".into());
        if !clipboard.is_ok_and(|clipboard| clipboard.is_object()) {
            return done(false);
        }
        let promise = window().navigator().clipboard().write_text(&text);
        wasm_bindgen_futures::spawn_local(async move {
            done(wasm_bindgen_futures::JsFuture::from(promise).await.is_ok());
        });
    }

    fn announce(&self, sentence: &str) {
        let Some(region) = document().get_element_by_id("announcer") else { return };
        // Each sentence is a node of its own: one that follows at once does not take the words of
        // the one before, and the same words again are spoken again.
        let Ok(spoken) = document().create_element("p") else { return };
        spoken.set_text_content(Some(sentence));
        if region.append_child(&spoken).is_ok() {
            after(SPOKEN_MS, Box::new(move || spoken.remove()));
        }
    }

    fn date(&self, at: Time) -> String {
        let date = js_sys::Date::new(&(at.0 as f64).into());
        let options = js_sys::Object::new();
        for (part, style) in [("dateStyle", "medium"), ("timeStyle", "short")] {
            // Setting a field of a plain object cannot fail.
            let _ = js_sys::Reflect::set(&options, &part.into(), &style.into());
        }
        date.to_locale_string("en-GB", &options).into()
    }

    fn after(&self, milliseconds: u32, then: Box<dyn FnOnce()>) {
        after(milliseconds, then);
    }

    fn show(&self, id: &str) {
        if let Some(element) = document().get_element_by_id(id) {
            element.scroll_into_view();
            self.focus(id);
        }
    }

    fn focus(&self, id: &str) {
        let element = document().get_element_by_id(id);
        if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
            // Fails only for elements that cannot have the focus.
            let _ = element.focus();
        }
    }

    fn markup(&self, id: &str) -> String {
        document().get_element_by_id(id).map(|element| element.inner_html()).unwrap_or_default()
    }

    #[allow(clippy::disallowed_methods, reason = "`platform` is the door to the browser")]
    fn minutes_ahead(&self) -> i32 {
        -(js_sys::Date::new_0().get_timezone_offset() as i32)
    }

    fn watch(&self, id: &str, listener: Box<dyn Fn(bool)>) {
        let element = document().get_element_by_id(id);
        let Some(around) = element.and_then(|element| element.parent_element()) else { return };
        let on_screen = Rc::new(Cell::new(false));
        let (tell, known) = (Rc::new(listener), on_screen.clone());
        let again = tell.clone();
        let crossed = Closure::<dyn Fn(js_sys::Array)>::new(move |entries: js_sys::Array| {
            let newest = entries.pop().dyn_into::<IntersectionObserverEntry>();
            on_screen.set(newest.is_ok_and(|entry| entry.is_intersecting()));
            if is_alive() {
                tell(on_screen.get() && !document().hidden());
            }
        });
        if let Ok(observer) = IntersectionObserver::new(crossed.as_ref().unchecked_ref()) {
            observer.observe(&around);
        }
        // Both live as long as the page.
        crossed.forget();
        listen(&document(), "visibilitychange", move |_| {
            again(known.get() && !document().hidden());
        });
    }

    fn has_lab(&self, simulator: &str) -> bool {
        let selector = format!("[data-lab=\"{simulator}\"]");
        document().query_selector(&selector).is_ok_and(|found| found.is_some())
    }

    fn theme(&self) -> Option<String> {
        html().get_attribute("data-theme").filter(|theme| !theme.is_empty())
    }

    fn set_theme(&self, theme: Option<&str>) {
        let storage = window().local_storage().ok().flatten();
        match theme {
            Some(theme) => {
                // Fails only for names of attributes that are not names.
                let _ = html().set_attribute("data-theme", theme);
                // Where storage is denied or full, the choice lasts as long as the page.
                let _ = storage.map(|storage| storage.set_item(THEME_KEY, theme));
            }
            None => {
                let _ = html().remove_attribute("data-theme");
                let _ = storage.map(|storage| storage.remove_item(THEME_KEY));
            }
        }
    }

    fn is_marked(&self, mark: &str) -> bool {
        let name = mark_name(mark);
        let is_in = |storage: Storage| storage.get_item(&name).ok().flatten().is_some();
        self.marks.borrow().contains(&name) || storages().into_iter().flatten().any(is_in)
    }

    fn mark(&self, mark: &str, for_good: bool) {
        let [visit, lasting] = storages();
        let storage = if for_good { lasting } else { visit };
        // Where storage is denied or full, the mark lasts as long as the page.
        let _ = storage.map(|storage| storage.set_item(&mark_name(mark), "1"));
        self.marks.borrow_mut().push(mark_name(mark));
    }

    fn unmark(&self, mark: &str) {
        let name = mark_name(mark);
        self.marks.borrow_mut().retain(|other| *other != name);
        for storage in storages().into_iter().flatten() {
            let _ = storage.remove_item(&name);
        }
    }

    fn on_leave(&self, then: Box<dyn Fn()>) {
        let then = std::rc::Rc::new(then);
        let leave = then.clone();
        listen(&window(), "pagehide", move |_| leave());
        listen(&document(), "visibilitychange", move |_| {
            if document().hidden() {
                then();
            }
        });
    }

    fn keep_for_good(&self) {
        let navigator: JsValue = window().navigator().into();
        let manager = js_sys::Reflect::get(&navigator, &"storage".into());
        if !manager.is_ok_and(|manager| manager.is_object()) {
            return;
        }
        if let Ok(promise) = window().navigator().storage().persist() {
            wasm_bindgen_futures::spawn_local(async move {
                // Whatever the answer, the reminder to export stays.
                let _ = wasm_bindgen_futures::JsFuture::from(promise).await;
            });
        }
    }

    fn forgets(&self) -> bool {
        // Safari deletes what scripts have kept after seven days of use without a visit, unless the
        // site was added to the home screen.
        let navigator: JsValue = window().navigator().into();
        let field = |name: &str| js_sys::Reflect::get(&navigator, &name.into()).ok();
        let vendor = field("vendor").and_then(|vendor| vendor.as_string()).unwrap_or_default();
        let is_installed = field("standalone").is_some_and(|standalone| standalone.is_truthy());
        vendor.starts_with("Apple") && !is_installed
    }

    fn download(&self, name: &str, kind: &str, text: &str) -> bool {
        let options = BlobPropertyBag::new();
        options.set_type(kind);
        let parts = js_sys::Array::of1(&text.into());
        Blob::new_with_str_sequence_and_options(&parts, &options)
            .is_ok_and(|blob| offer(name, &blob))
    }

    fn download_pixels(
        &self,
        name: &str,
        svg: String,
        size: (u32, u32),
        done: Box<dyn FnOnce(bool)>,
    ) {
        let name = name.to_owned();
        wasm_bindgen_futures::spawn_local(async move {
            let blob = pixels(&svg, size).await.ok();
            done(blob.is_some_and(|blob| offer(&name, &blob)));
        });
    }

    fn chosen_file(&self, field: &str, most: usize, done: Box<dyn FnOnce(Option<String>)>) {
        let field = document().get_element_by_id(field);
        let field = field.and_then(|field| field.dyn_into::<HtmlInputElement>().ok());
        let file = field.and_then(|field| field.files()?.get(0));
        let Some(file) = file.filter(|file| file.size() <= most as f64) else { return done(None) };
        let text = file.text();
        wasm_bindgen_futures::spawn_local(async move {
            let text = wasm_bindgen_futures::JsFuture::from(text).await;
            done(text.ok().and_then(|text| text.as_string()));
        });
    }

    fn tell_host(&self, event: &str, detail: &str) {
        let init = CustomEventInit::new();
        init.set_detail(&js_sys::JSON::parse(detail).unwrap_or(JsValue::NULL));
        let event = CustomEvent::new_with_event_init_dict(&format!("tradeoffs:{event}"), &init);
        if let Ok(event) = event {
            // Nobody cancels it.
            let _ = document().dispatch_event(&event);
        }
    }

    fn on_host_state(&self, listener: Box<dyn Fn(String)>) {
        listen(&document(), "tradeoffs:set-state", move |event| {
            let detail = event.dyn_into::<CustomEvent>().map(|event| event.detail());
            let state = detail.ok().and_then(|d| js_sys::Reflect::get(&d, &"state".into()).ok());
            if let Some(state) = state.and_then(|state| state.as_string()) {
                listener(state);
            }
        });
    }
}
