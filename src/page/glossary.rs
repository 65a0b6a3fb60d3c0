//! Every term of the course, once.

use super::{Page, Site};
use crate::lesson::course::Term;
use crate::route::Route;
use crate::view::prose::{self, Place};
use leptos::prelude::*;

pub(super) fn page(site: &Site) -> Page {
    let route = Route::Glossary;
    let place = Place::on(&route);
    let name = |id: &String| {
        let term = site.course.glossary.iter().find(|term| term.id == *id);
        term.map(|term| term.term.clone())
    };
    let entry = |term: &Term| {
        let see = term.see.iter().filter_map(|id| Some((id.clone(), name(id)?)));
        let see: Vec<_> = see
            .map(|(id, name)| view! { " "<a href=format!("#{id}")>{name}</a> })
            .collect();
        let see = (!see.is_empty()).then(|| view! { <span class="see">" See also"{see}"."</span> });
        view! {
            <dt id=term.id.clone()>{term.term.clone()}</dt>
            <dd>{prose::line(&term.text, &place)}{see}</dd>
        }
    };
    let terms = site.course.glossary.iter().map(entry).collect_view();
    let main = view! {
        <section class="glossary">
            <h1>"Glossary"</h1>
            <p class="lede">"The field's words, each with one meaning throughout the course."</p>
            <dl>{terms}</dl>
        </section>
    };
    Page {
        route,
        class: "page-glossary",
        title: "Glossary".into(),
        description: "The terms of ML system design as this course uses them.".into(),
        main: main.into_any(),
        lesson: None,
    }
}
