//! What a host shows for an address that does not exist.

use super::{Page, Site};
use crate::route::Route;
use leptos::prelude::*;

pub(super) fn page(site: &Site) -> Page {
    let start = site.root(&Route::Missing);
    let main = view! {
        <section class="missing">
            <h1>"There is no such page"</h1>
            <p>"The address may have been mistyped, or the page may be part of another edition of the course."</p>
            <p><a class="continue" href=start>"Go to the start page"</a></p>
        </section>
    };
    Page {
        route: Route::Missing,
        class: "page-missing",
        title: "No such page".into(),
        description: "This address does not exist.".into(),
        main: main.into_any(),
        lesson: None,
    }
}
