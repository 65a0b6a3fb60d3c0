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
        // On its own page the reader may scroll; a frame has little room.
        main: lab_section(site, &lab, Some(!route.is_embed())),
        lesson: lab.lab.lesson,
    })
}

/// What labs are about, in the order in which a system is designed: the heading, its id, and the
/// folders of simulators below it.
const THEMES: &[(&str, &str, &[&str])] = &[
    (
        "Queues, batches and tails",
        "queues",
        &["queues", "mm1", "batching", "batch_service", "balancing", "tail_latency", "scatter"],
    ),
    (
        "When it is too much",
        "overload",
        &["overload", "clients", "autoscale", "elastic", "reliability"],
    ),
    ("Serving models", "serving", &["accelerator", "decoding", "llm", "quantisation", "cascade"]),
    ("Caches and fresh data", "caches", &["cache", "expiry", "staleness"]),
    ("Retrieval and ranking", "retrieval", &["ann", "ranking", "hashing"]),
    (
        "Drift, thresholds and people",
        "monitoring",
        &["drift", "binormal", "calibration", "review", "desk", "labels"],
    ),
    ("Releases and experiments", "experiments", &["rollout", "release", "experiments", "bandit"]),
    ("Training at scale", "training", &["parallel", "checkpoint", "scaling", "federated"]),
    ("Privacy, fairness and explanations", "governance", &["fairness", "privacy", "shapley"]),
    ("Cost, and learning itself", "cost", &["economics", "fsrs"]),
];

/// The simulators of a theme, folder by folder.
fn of_theme(folders: &[&str]) -> Vec<&'static Simulator> {
    let inside = |folder: &&str| sim::folders().find(|(name, _)| name == folder);
    folders.iter().filter_map(inside).flat_map(|(_, all)| all).collect()
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
    let theme = |(title, id, folders): &(&'static str, &'static str, &[&str])| {
        let labs = of_theme(folders).into_iter().map(entry).collect_view();
        view! {
            <section class="module" aria-labelledby=*id>
                <h2 id=*id>{*title}</h2>
                <ol class="lessons">{labs}</ol>
            </section>
        }
    };
    let themes = THEMES.iter().map(theme).collect_view();
    let main = view! {
        <section class="course-map" aria-labelledby="labs">
            <h1 id="labs">"Labs"</h1>
            <p class="lede">"Each lab is a simulator that you can turn by hand: predict, move a slider, see what would really happen, and read why."</p>
            {themes}
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_folder_of_simulators_has_one_theme() {
        let mut themed: Vec<_> = THEMES.iter().flat_map(|(.., folders)| folders.iter()).collect();
        themed.sort_unstable();
        let all: Vec<_> = sim::folders().map(|(name, _)| name).collect();
        assert_eq!(themed, all.iter().collect::<Vec<_>>());
    }
}
