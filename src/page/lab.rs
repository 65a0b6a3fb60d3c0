//! A simulator on a page of its own, and the list of all of them.

use super::parts::{full_lab, lab_section};
use super::{Page, Site};
use crate::route::Route;
use crate::sim::{self, Simulator};
use leptos::prelude::*;

pub(super) fn page(site: &Site, simulator: &'static Simulator, route: &Route) -> Option<Page> {
    let lab = full_lab(site, simulator, route);
    Some(Page {
        route: route.clone(),
        class: "page-lab",
        title: simulator.title.into(),
        description: simulator.summary.into(),
        main: lab_section(site, &lab, true),
        lesson: lab.lab.lesson,
    })
}

pub(super) fn gallery(site: &Site) -> Page {
    let route = Route::Labs;
    let entry = |simulator: &'static Simulator| {
        let href = route.link(&Route::Lab(simulator.id.into()));
        view! {
            <li>
                <a class="lesson-link" href=href>
                    <span class="lesson-title">{simulator.title}</span>
                    <span class="lesson-summary">{simulator.summary}</span>
                </a>
            </li>
        }
    };
    let labs = sim::all().map(entry).collect_view();
    let main = view! {
        <section class="course-map" aria-labelledby="labs">
            <h1 id="labs">"Labs"</h1>
            <p class="lede">"Each lab is a simulator that you can turn by hand: predict, move a slider, see what would really happen, and read why."</p>
            <ol class="lessons">{labs}</ol>
        </section>
    };
    Page {
        route: route.clone(),
        class: "page-labs",
        title: "Labs".into(),
        description: format!("The simulators of {}, each to turn by hand.", site.course.title),
        main: main.into_any(),
        lesson: None,
    }
}
