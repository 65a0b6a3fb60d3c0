//! The document around a page: head, header, footer.

use super::{Page, Site};
use crate::route::Route;
use crate::view::part::live;
use crate::view::progress::SaveStatus;
use crate::view::theme::ThemeSwitch;
use leptos::prelude::*;

/// The content security policy of every page. A header may add `frame-ancestors`, which a `<meta>`
/// cannot carry.
pub const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
    style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; \
    worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'";

/// The policy while developing: trunk's script for live reload is inline and opens a socket.
const POLICY_WHILE_SERVING: &str = "default-src 'self'; connect-src 'self' ws: wss:; \
    script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data:";

/// Names of files that the build has made, relative to the root of the site.
pub struct Assets {
    /// The boot script.
    pub boot: String,
    /// The application of lessons, labs and most pages.
    pub reading: Program,
    /// The application of the pages about the learner.
    pub study: Program,
    /// The style sheet.
    pub style: String,
    /// Trunk's script for live reload, while developing.
    pub reload: Option<String>,
}

/// A program in WASM.
pub struct Program {
    /// What loads it.
    pub js: String,
    /// The program.
    pub wasm: String,
}

impl Assets {
    fn program(&self, route: &Route) -> &Program {
        if route.is_about_learner() { &self.study } else { &self.reading }
    }
}

/// The whole document of a page.
#[must_use]
pub fn document(site: &Site, page: Page, assets: &Assets) -> String {
    let root = site.root(&page.route);
    let embed = page.route.is_embed().then_some("");
    let dev = assets.reload.is_some().then_some("");
    let head = head(site, &page, assets);
    let class = page.class;
    let body = if page.route.is_embed() { bare(page) } else { dressed(page, &root) };
    // Set as markup so that the quotes in it stay quotes; it is trunk's own script, in development.
    let reload = assets.reload.clone().map(|script| view! { <script inner_html=script></script> });
    let html = view! {
        <html lang="en-GB" data-root=root data-embed=embed data-dev=dev>
            <head>{head}</head>
            <body class=class>{body}{reload}</body>
        </html>
    };
    format!("<!DOCTYPE html>{}\n", html.to_html())
}

fn head(site: &Site, page: &Page, assets: &Assets) -> impl IntoView + use<> {
    let route = &page.route;
    let course = &site.course.title;
    let title = match route {
        Route::Home => format!("{course}: {}", site.course.tagline),
        _ => format!("{} · {course}", page.title),
    };
    let kind = if matches!(route, Route::Lesson(_)) { "article" } else { "website" };
    let policy = if assets.reload.is_some() { POLICY_WHILE_SERVING } else { POLICY };
    let root = site.root(route);
    let file = |name: &str| format!("{root}{name}");
    let program = assets.program(route);
    // A frame speaks with its host and leaves keys to it.
    let helper = if route.is_embed() {
        view! { <script defer src=file("frame.js")></script> }.into_any()
    } else {
        view! { <script r#type="module" src=file("keys.js")></script> }.into_any()
    };
    // A page in a frame and the page for no page are not to be found; the full pages are.
    let hidden = (route.is_embed() || *route == Route::Missing)
        .then(|| view! { <meta name="robots" content="noindex"/> });
    // The theme comes before the style sheet: a script after it would wait for it.
    view! {
        <meta charset="utf-8"/>
        <meta http-equiv="Content-Security-Policy" content=policy/>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <title>{title.clone()}</title>
        <meta name="description" content=page.description.clone()/>
        {hidden}
        <meta name="color-scheme" content="light dark"/>
        {social("og:title", title)}
        {social("og:description", page.description.clone())}
        {social("og:type", kind.into())}
        {social("og:site_name", course.clone())}
        {social("og:locale", "en_GB".into())}
        <meta name="twitter:card" content="summary"/>
        <meta name="referrer" content="no-referrer"/>
        <link rel="icon" href=file("icon.svg") r#type="image/svg+xml"/>
        <link rel="apple-touch-icon" href=file("apple-touch-icon.png")/>
        <link rel="manifest" href=file("manifest.webmanifest")/>
        <script src=file("theme.js")></script>
        <link rel="stylesheet" href=file(&assets.style)/>
        <link rel="modulepreload" href=file(&program.js)/>
        <link rel="preload" href=file(&program.wasm) r#as="fetch" crossorigin="anonymous" fetchpriority="low"/>
        <script r#type="module" src=file(&assets.boot)></script>
        {helper}
    }
}

/// A social tag; `property` is RDFa, which the `view!` macro does not know.
fn social(property: &'static str, content: String) -> impl IntoView {
    leptos::html::meta().attr("property", property).attr("content", content)
}

fn dressed(page: Page, root: &str) -> AnyView {
    let route = page.route.clone();
    let link = |to: &Route| format!("{root}{}", to.folder());
    let current = |to: &Route| (*to == route).then_some("page");
    let status = page.lesson.map(|lesson| live("save-status", &SaveStatus { lesson }, []));
    view! {
        <a class="skip" href="#main">"Skip to the text"</a>
        <header class="site-head">
            <a class="brand" href=link(&Route::Home)>"Tradeoffs"</a>
            <nav class="site-nav" aria-label="Course">
                <a href=link(&Route::Home) aria-current=current(&Route::Home)>"Course"</a>
                <a href=link(&Route::Labs) aria-current=current(&Route::Labs)>"Labs"</a>
                <a href=link(&Route::Glossary) aria-current=current(&Route::Glossary)>"Glossary"</a>
                <a href=link(&Route::Review) aria-current=current(&Route::Review)>"Review"</a>
                <a href=link(&Route::Progress) aria-current=current(&Route::Progress)>"Progress"</a>
            </nav>
            <div class="site-tools">
                <button type="button" class="search-button" data-search="" data-waits="">"Search"</button>
                {live("theme-switch", &ThemeSwitch {}, [])}
            </div>
        </header>
        <main id="main" tabindex="-1">{boot_failure()}{page.main}</main>
        <footer class="site-foot">
            <p>
                "No account, no tracking, no server: what you answer stays on this device. "
                <a href=link(&Route::Embedding)>"Put a lesson or a lab into your own page"</a>"."
            </p>
            <button type="button" class="quiet" data-help="" data-waits="">"Keys"</button>
            {status}
        </footer>
        <div class="update-notice" role="status" hidden="">
            <p>"A new version of the course is ready."</p>
            <button type="button" class="primary">"Load it"</button>
        </div>
        {announcer()}
    }
    .into_any()
}

fn bare(page: Page) -> AnyView {
    let full = page.route.link(&page.route.in_full());
    let status = page.lesson.map(|lesson| live("save-status", &SaveStatus { lesson }, []));
    view! {
        <main id="main" tabindex="-1">
            {boot_failure()}
            {page.main}
            <p class="embed-foot">
                <a href=full target="_blank" rel="noopener">"Open in the full course"</a>
            </p>
            {status}
        </main>
        {announcer()}
    }
    .into_any()
}

/// Shown by the boot script when the application cannot start; the text can be read all the same.
fn boot_failure() -> impl IntoView {
    view! {
        <div id="boot-failure" class="notice" role="alert" hidden="">
            <p>"The interactive parts of this page could not be loaded. The text is complete; sliders and questions need another try."</p>
            <button type="button" class="quiet">"Try again"</button>
            <button type="button" class="quiet" data-rescue="">"Save what I have done as a file"</button>
        </div>
        <div id="panic-notice" class="notice" role="alert" hidden="">
            <p>"Something on this page has broken. What you answered before is kept, and the text is complete."</p>
            <button type="button" class="primary">"Start the interactive parts again"</button>
        </div>
        <noscript>
            <p class="notice">"Without JavaScript you can read everything here, with figures at their first settings. Sliders and questions need it."</p>
        </noscript>
    }
}

/// The one place from which results are spoken.
fn announcer() -> impl IntoView {
    view! { <div id="announcer" class="sr-only" aria-live="polite" aria-relevant="additions"></div> }
}
