//! A lesson, with the course around it or without.

use super::parts::{lab_section, lesson_lab, progress, question_section, result};
use super::{Page, Site};
use crate::base::id::{LessonId, QuestionId};
use crate::chart;
use crate::lesson::{Card, FollowUp, Lesson, Node, PlotFigure, Source};
use crate::prose::{Block, Line};
use crate::route::Route;
use crate::sim;
use crate::view::lab::embed_code;
use crate::view::later::Later;
use crate::view::part::live;
use crate::view::prose::{self, Place};
use crate::view::round::Round;
use crate::view::theme::CopyButton;
use crate::view::{diagram, prose as text};
use leptos::prelude::*;
use std::cell::Cell;

pub(super) fn page(site: &Site, lesson: &Lesson, route: &Route) -> Page {
    Page {
        route: route.clone(),
        class: "page-lesson",
        title: lesson.title.clone(),
        description: lesson.summary.clone(),
        main: article(site, lesson, route),
        lesson: Some(lesson.id.clone()),
    }
}

fn article(site: &Site, lesson: &Lesson, route: &Route) -> AnyView {
    let place = Place::on(route);
    let writer = Writer { site, lesson, route, place: &place, count: Cell::new(0) };
    let body = lesson.body.iter().map(|node| writer.node(node)).collect_view();
    let module = site.course.modules.iter().find(|module| module.id == lesson.module);
    let module = module.map_or_else(String::new, |module| module.title.clone());
    view! {
        <article class="lesson">
            <header class="lesson-head">
                <p class="where">
                    {module}" · "{lesson.minutes}" minutes"{live("lesson-progress", &progress(lesson), [])}
                </p>
                <h1>{lesson.title.clone()}</h1>
                <p class="summary">{lesson.summary.clone()}</p>
            </header>
            {objectives(lesson, &place)}
            <div class="lesson-body">
                {contents(lesson, &place)}
                <div class="prose">{body}</div>
            </div>
            {(!route.is_embed()).then(|| for_later(lesson))}
            {sources(&lesson.sources)}
            {(!route.is_embed()).then(|| share(lesson))}
            {(!route.is_embed()).then(|| relatives(site, lesson, route))}
            {(!route.is_embed()).then(|| pager(site, lesson, route))}
        </article>
    }
    .into_any()
}

fn objectives(lesson: &Lesson, place: &Place) -> impl IntoView + use<> {
    let objectives = lesson.objectives.iter();
    let objectives =
        objectives.map(|objective| view! { <li>{prose::line(&objective.text, place)}</li> });
    view! {
        <section class="objectives" aria-labelledby="objectives">
            <h2 id="objectives">"Afterwards you can"</h2>
            <ul>{objectives.collect_view()}</ul>
        </section>
    }
}

/// The sections of the lesson, for jumping.
fn contents(lesson: &Lesson, place: &Place) -> impl IntoView + use<> {
    let sections = lesson.body.iter().filter_map(|node| match node {
        Node::Prose(Block::Heading { level: 2, id, text }) => Some((id, text)),
        _ => None,
    });
    let links = sections.map(|(id, text)| {
        let text: Line = text.clone();
        view! { <li><a href=format!("#{id}")>{prose::line(&text, place)}</a></li> }
    });
    view! {
        <nav class="contents" aria-label="In this lesson">
            <p class="contents-title">"In this lesson"</p>
            <ol>{links.collect_view()}</ol>
        </nav>
    }
}

/// The learner's own mark and note. `/progress` lists them and leads back here.
fn for_later(lesson: &Lesson) -> impl IntoView + use<> {
    let later = Later { lesson: lesson.id.clone() };
    view! {
        <section class="later" id="for-later" aria-labelledby="for-later-title">
            <h2 id="for-later-title">"For later"</h2>
            {live("later", &later, [])}
        </section>
    }
}

fn sources(sources: &[Source]) -> impl IntoView + use<> {
    let entry = |source: &Source| {
        let Source { key, authors, title, venue, year, link } = source;
        view! {
            <li id=format!("source-{key}")>
                {format!("{authors}. ")}<cite><a href=link.clone()>{title.clone()}</a></cite>
                {format!(". {venue}, {year}.")}
            </li>
        }
    };
    view! {
        <section class="sources" aria-labelledby="sources">
            <h2 id="sources">"Sources"</h2>
            <ol>{sources.iter().map(entry).collect_view()}</ol>
        </section>
    }
}

fn share(lesson: &Lesson) -> impl IntoView + use<> {
    let route = Route::EmbedLesson(lesson.id.clone());
    let code = embed_code(&format!("{{site}}{}", route.folder()), &lesson.title);
    let button = CopyButton { label: "Copy the code that embeds this lesson".into(), text: code };
    view! { <p class="share">{live("copy", &button, [])}</p> }
}

/// Lessons before this one, after it and beside it.
fn relatives(site: &Site, lesson: &Lesson, route: &Route) -> impl IntoView + use<> {
    let builds_on_this = site.lessons.iter().filter(|other| other.requires.contains(&lesson.id));
    let after: Vec<_> = builds_on_this.map(|other| other.id.clone()).collect();
    let lists =
        [("Builds on", &lesson.requires), ("Leads to", &after), ("See also", &lesson.see_also)];
    let lists = lists.into_iter().filter(|(_, ids)| !ids.is_empty());
    let lists = lists.map(|(words, ids)| {
        let links = names(site, ids, route);
        view! { <div><dt>{words}</dt><dd>{links}</dd></div> }
    });
    let lists = lists.collect_view();
    view! { <nav class="relatives" aria-label="Related lessons"><dl>{lists}</dl></nav> }
}

/// Lessons by name, as links, with commas between them.
pub(super) fn names(site: &Site, ids: &[LessonId], route: &Route) -> AnyView {
    let link = |id: &LessonId| {
        let lesson = site.lessons.iter().find(|lesson| lesson.id == *id)?;
        let href = route.link(&Route::Lesson(id.clone()));
        // The title up to its colon is its name.
        let name = lesson.title.split(':').next().unwrap_or_default().to_owned();
        Some(view! { <a href=href>{name}</a> })
    };
    let links = ids.iter().filter_map(link).enumerate().map(|(place, link)| {
        let comma = (place > 0).then_some(", ");
        view! { {comma}{link} }
    });
    links.collect_view().into_any()
}

fn pager(site: &Site, lesson: &Lesson, route: &Route) -> impl IntoView + use<> {
    let order: Vec<_> = site.course.modules.iter().flat_map(|module| &module.lessons).collect();
    let here = order.iter().position(|entry| entry.id == lesson.id);
    let link = |at: Option<usize>, class: &'static str, words: &'static str| {
        let entry = order.get(at?)?;
        let href = route.link(&Route::Lesson(entry.id.clone()));
        Some(view! { <a class=class href=href><span>{words}</span>{entry.title.clone()}</a> })
    };
    let previous = link(here.and_then(|i| i.checked_sub(1)), "previous", "Previous");
    let next = link(here.map(|i| i + 1), "next", "Next");
    view! {
        <nav class="pager" aria-label="Lessons">
            {previous}
            <a class="up" href=route.link(&Route::Home)>"The whole course"</a>
            {next}
        </nav>
    }
}

/// Turns the nodes of one lesson into views, and numbers its live parts.
struct Writer<'a> {
    site: &'a Site,
    lesson: &'a Lesson,
    route: &'a Route,
    place: &'a Place,
    count: Cell<u32>,
}

impl Writer<'_> {
    fn number(&self) -> u32 {
        let number = self.count.get();
        self.count.set(number + 1);
        number
    }

    fn node(&self, node: &Node) -> AnyView {
        match node {
            Node::Prose(block) => text::block(block, self.place),
            Node::Note(blocks) => {
                view! { <aside class="note">{prose::blocks(blocks, self.place)}</aside> }.into_any()
            }
            Node::Lab(lab) => {
                let lab = lesson_lab(self.lesson, lab, self.route, self.number());
                lab_section(self.site, &lab, Some(false))
            }
            Node::Predict(id) => self.question(id),
            Node::Plot(figure) => self.plot(figure),
            Node::Diagram(diagram) => diagram::diagram(diagram, self.place),
            Node::FollowUp(follow_up) => self.follow_up(follow_up),
            Node::Questions(ids) => self.questions(ids),
            Node::Cards => self.cards(&self.lesson.cards),
        }
    }

    /// A list of questions. Where a lesson has several they are gone through as one, which begins at
    /// the head of the first and ends below the last.
    fn questions(&self, ids: &[QuestionId]) -> AnyView {
        let lists = self.lesson.body.iter().filter_map(|node| match node {
            Node::Questions(ids) => Some(ids),
            _ => None,
        });
        let all: Vec<QuestionId> = lists.flatten().cloned().collect();
        let (first, last) = (all.first() == ids.first(), all.last() == ids.last());
        let round = |is_end| {
            let (lesson, questions) = (self.lesson.id.clone(), all.clone());
            live("round", &Round { lesson, questions, is_end }, [])
        };
        let shown = ids.iter().map(|id| self.question(id)).collect_view();
        view! { {first.then(|| round(false))}{shown}{last.then(|| round(true))} }.into_any()
    }

    fn question(&self, id: &QuestionId) -> AnyView {
        let question = self.lesson.question(id).expect("the compiler checked the questions");
        question_section(self.site, self.lesson, question, self.route, self.number())
    }

    fn plot(&self, figure: &PlotFigure) -> AnyView {
        let state = self.lesson.state(&figure.state).expect("the compiler checked the states");
        let simulator = sim::find(&state.simulator).expect("the compiler checked the simulator");
        let (index, spec) = simulator.plot(&figure.plot).expect("the compiler checked the plots");
        let plot = &result(simulator, &state.values).plots[index];
        let table = chart::table(spec, plot);
        let rows = table.rows.into_iter().map(|[x, y]| {
            view! { <tr><th scope="row">{x}</th><td class="align-end">{y}</td></tr> }
        });
        let [x, y] = table.head;
        view! {
            <figure class="figure figure-plot">
                <figcaption class="figure-title">{figure.title.clone()}</figcaption>
                <div class="plot-room" inner_html=chart::svg(spec, plot, None)></div>
                <p class="figure-caption">{prose::line(&figure.caption, self.place)}</p>
                <details class="twin">
                    <summary>"The figure as a table"</summary>
                    <div class="table-scroll" tabindex="0" role="group" aria-label=table.title.clone()>
                        <table>
                            <thead><tr><th scope="col">{x}</th><th scope="col" class="align-end">{y}</th></tr></thead>
                            <tbody>{rows.collect_view()}</tbody>
                        </table>
                    </div>
                </details>
            </figure>
        }
        .into_any()
    }

    fn follow_up(&self, follow_up: &FollowUp) -> AnyView {
        view! {
            <details class="followup">
                <summary>{prose::line(&follow_up.question, self.place)}</summary>
                <div class="answer-senior">
                    <p class="level">"A strong senior answer"</p>
                    {prose::blocks(&follow_up.senior, self.place)}
                </div>
                <div class="answer-staff">
                    <p class="level">"What a staff answer adds"</p>
                    {prose::blocks(&follow_up.staff, self.place)}
                </div>
            </details>
        }
        .into_any()
    }

    fn cards(&self, cards: &[Card]) -> AnyView {
        let card = |card: &Card| {
            view! {
                <details class="card" id=format!("card-{}", card.id)>
                    <summary>{prose::line(&card.prompt, self.place)}</summary>
                    <p>{prose::line(&card.answer, self.place)}</p>
                    <p class="passage"><a href=format!("#{}", card.passage)>"Read the passage"</a></p>
                </details>
            }
        };
        view! { <div class="cards">{cards.iter().map(card).collect_view()}</div> }.into_any()
    }
}
