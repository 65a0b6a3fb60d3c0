//! The page of reviews. The list of all prompts is the page as it can be read without any script, and
//! where the live part takes its texts from.

use super::{Page, Site, prompt};
use crate::lesson::{Lesson, Node, Prompt};
use crate::review::{Deck, Shelf, anchor};
use crate::route::Route;
use crate::view::part::live;
use crate::view::prose::{self, Place};
use crate::view::review::{Around, Due, Review};
use leptos::prelude::*;

pub(super) fn page(site: &Site) -> Page {
    let route = Route::Review;
    let around = |lesson: &Lesson| around(lesson, &route);
    let review = Review {
        deck: deck(site),
        around: site.lessons.iter().map(around).collect(),
        course: route.link(&Route::Home),
    };
    let lists = site.lessons.iter().map(|lesson| list(lesson, &route)).collect_view();
    let main = view! {
        <h1>"Review"</h1>
        <p class="lede">
            "Ten seconds each: read, answer in your head, look, and say how well you knew it. What you knew comes back later, and what you missed sooner."
        </p>
        {live("review", &review, [])}
        <section class="all-prompts" aria-labelledby="all-prompts">
            <h2 id="all-prompts">"All prompts, by lesson"</h2>
            {lists}
        </section>
    };
    Page {
        route: Route::Review,
        class: "page-review",
        title: "Review".into(),
        description: "Prompts from the lessons that you have read, each on the day it is due."
            .into(),
        main: main.into_any(),
        lesson: None,
    }
}

/// The line about reviews on another page.
pub(super) fn due(site: &Site, route: &Route) -> AnyView {
    let due = Due { deck: deck(site), href: route.link(&Route::Review) };
    live("review-due", &due, [])
}

/// Everything that the course could ask.
pub(super) fn deck(site: &Site) -> Deck {
    let shelf = |lesson: &Lesson| Shelf {
        lesson: lesson.id.clone(),
        cards: lesson.cards.iter().map(|card| card.id.clone()).collect(),
        questions: lesson.questions.iter().map(|question| question.id.clone()).collect(),
    };
    Deck { lessons: site.lessons.iter().map(shelf).collect() }
}

fn around(lesson: &Lesson, route: &Route) -> Around {
    let here = Route::Lesson(lesson.id.clone());
    let lab = lesson.body.iter().find_map(|node| match node {
        Node::Lab(lab) => Some(route.link(&Route::Lab(lab.simulator.clone()))),
        _ => None,
    });
    let passages = lesson.cards.iter().map(|card| &card.passage);
    let passages = passages.chain(lesson.questions.iter().map(|question| &question.passage));
    Around {
        title: lesson.title.clone(),
        lab,
        passages: passages.map(|passage| route.link_to_section(&here, passage)).collect(),
    }
}

/// The prompts of a lesson, closed.
fn list(lesson: &Lesson, route: &Route) -> AnyView {
    let here = route.link(&Route::Lesson(lesson.id.clone()));
    let place = Place { root: route.root(), lesson: here.clone() };
    let cards = lesson.cards.iter().map(|card| {
        let id = anchor(&lesson.id, &Prompt::Card(card.id.clone()));
        view! {
            <details class="card">
                <summary>
                    <span id=format!("{id}.front")>{prose::line(&card.prompt, &place)}</span>
                </summary>
                <div id=format!("{id}.back")><p>{prose::line(&card.answer, &place)}</p></div>
            </details>
        }
    });
    let questions = lesson.questions.iter().map(|question| {
        let id = anchor(&lesson.id, &Prompt::Question(question.id.clone()));
        view! {
            <details class="card">
                <summary>{prompt::name(question)}</summary>
                <div id=format!("{id}.front")>{prompt::front(lesson, question, &place)}</div>
                <div id=format!("{id}.back")>{prompt::back(question, &place)}</div>
            </details>
        }
    });
    let (cards, questions) = (cards.collect_view(), questions.collect_view());
    view! {
        <details class="lesson-prompts">
            <summary>{lesson.title.clone()}</summary>
            <p><a href=here>"Read the lesson"</a></p>
            <div class="cards">{cards}{questions}</div>
        </details>
    }
    .into_any()
}
