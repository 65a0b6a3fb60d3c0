//! What the learner did in the whole course.

use super::copies;
use super::part::Texts;
use super::progress::LessonProgress;
use crate::base::id::LessonId;
use crate::base::time::Time;
use crate::progress::calibration::{Calibration, whole_percent};
use crate::progress::mastery::{Evidence, Mastery};
use crate::progress::{Record, Scope, gather};
use crate::sim::link;
use crate::state::services;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The whole course, as far as progress is concerned.
#[derive(Clone, Serialize, Deserialize)]
pub struct Overview {
    /// Its modules.
    pub chapters: Vec<Chapter>,
    /// The names of the skills.
    pub skills: Vec<String>,
    /// The topics that lessons have, in the order of the syllabus: the name of each, and the place of
    /// its lesson in the course.
    pub topics: Vec<(String, u32)>,
    /// Every lab.
    pub labs: Vec<LabLink>,
    /// The address of the page within the site.
    pub address: String,
}

/// A module.
#[derive(Clone, Serialize, Deserialize)]
pub struct Chapter {
    /// Its heading.
    pub title: String,
    /// In the order of the course.
    pub lessons: Vec<LessonLink>,
}

/// A lesson.
#[derive(Clone, Serialize, Deserialize)]
pub struct LessonLink {
    /// Its questions.
    pub progress: LessonProgress,
    /// Its heading.
    pub title: String,
    /// Its address from this page.
    pub href: String,
    /// Whether it trains each of the skills.
    pub skills: Vec<bool>,
    /// What an answer to each of its questions says, in per cent.
    pub weights: Vec<u8>,
}

/// A lab.
#[derive(Clone, Serialize, Deserialize)]
pub struct LabLink {
    /// The simulator's id.
    pub id: String,
    /// Its name.
    pub title: String,
    /// Its address from this page.
    pub href: String,
}

/// How much of something was done.
#[derive(Clone, Copy, Default)]
struct Done {
    right: usize,
    tries: usize,
    evidence: Evidence,
}

impl Done {
    fn of(lesson: &LessonLink, records: &Records, now: Time) -> Self {
        let record = records.get(&Scope::Lesson(lesson.progress.lesson.clone()));
        let questions = &lesson.progress.questions;
        let evidence = Evidence::of(questions, &lesson.weights, record, now);
        let Some(record) = record else { return Self { evidence, ..Self::default() } };
        let latest = questions.iter().filter_map(|id| record.attempt(id));
        let right = latest.filter(|attempt| attempt.score >= 0.999).count();
        Self { right, tries: questions.iter().map(|id| record.tries(id)).sum(), evidence }
    }

    fn and(self, other: Self) -> Self {
        Self {
            right: self.right + other.right,
            tries: self.tries + other.tries,
            evidence: self.evidence.and(other.evidence),
        }
    }
}

pub(super) type Records = BTreeMap<Scope, Record>;

/// Whether a lesson counts, by its place in the course.
type Wanted = Box<dyn Fn(usize, &LessonLink) -> bool + Send>;

/// What the page knows, and when it looked.
#[derive(Clone, Copy)]
struct Book {
    lessons: StoredValue<Vec<LessonLink>>,
    records: RwSignal<Records>,
    now: RwSignal<Time>,
}

impl Book {
    /// What was done in the lessons that are `wanted`, by their place in the course.
    fn sum(self, wanted: &dyn Fn(usize, &LessonLink) -> bool) -> Done {
        let now = self.now.get();
        self.lessons.with_value(|lessons| {
            let own = lessons.iter().enumerate().filter(|(place, lesson)| wanted(*place, lesson));
            self.records.with(|records| {
                let all = own.map(|(_, lesson)| Done::of(lesson, records, now));
                all.fold(Done::default(), Done::and)
            })
        })
    }
}

/// Everything that is known, under the names that lessons have now.
pub(super) fn known() -> Records {
    let keeper = services().keeper.clone();
    let all = keeper.records().into_keys().map(|scope| keeper.present(&scope));
    gather(all.map(|scope| (scope.clone(), keeper.record(&scope))))
}

/// The page: what was done, and what can be done with it.
pub fn overview(props: Overview, _: Texts) -> AnyView {
    let (records, now) = (RwSignal::new(Records::new()), RwSignal::new(Time(0)));
    Effect::new(move || {
        services().changes.get();
        now.set(services().keeper.now());
        records.set(known());
    });
    Effect::new(move || {
        services().keeper.load_all(|| services().changes.update(|count| *count += 1));
    });
    let chapters = props.chapters;
    let lessons: Vec<_> = chapters.iter().flat_map(|chapter| chapter.lessons.clone()).collect();
    let book = Book { lessons: StoredValue::new(lessons), records, now };
    let (for_orphans, for_later) = (chapters.clone(), chapters.clone());
    let mut first = 0;
    let chapter = |one: Chapter| {
        let place = first;
        first += one.lessons.len();
        chapter(one, place, book)
    };
    view! {
        {chapters.into_iter().map(chapter).collect_view()}
        {by_skill(props.skills, book)}
        {by_topic(props.topics, book)}
        {super::calibration::calibration(Signal::derive(move || {
            records.with(|records| Calibration::of(records.values()))
        }))}
        {super::kept::kept(for_later, records)}
        {labs_left(props.labs, records)}
        {move || orphans(&for_orphans, &records.get())}
        {super::tables::tables()}
        {copies::copies(props.address)}
    }
    .into_any()
}

/// A module whose first lesson stands at `first` in the course.
fn chapter(chapter: Chapter, first: usize, book: Book) -> AnyView {
    let all = first..first + chapter.lessons.len();
    let lesson = |(place, lesson): (usize, LessonLink)| {
        let name = view! { <a href=lesson.href>{lesson.title}</a> }.into_any();
        row(name, book, Box::new(move |at, _| at == place))
    };
    let rows = all.clone().zip(chapter.lessons).map(lesson).collect();
    let known = move || mastery(book.sum(&|at, _| all.contains(&at)), true);
    view! {
        <section class="module">
            <h2>{chapter.title}</h2>
            <p class="known">"Mastery: "{known}</p>
            {table("Lesson", rows)}
        </section>
    }
    .into_any()
}

fn by_skill(skills: Vec<String>, book: Book) -> AnyView {
    let skill = |(i, name): (usize, String)| {
        let trains = move |_, lesson: &LessonLink| lesson.skills.get(i) == Some(&true);
        row(name.into_any(), book, Box::new(trains))
    };
    let rows = skills.into_iter().enumerate().map(skill).collect();
    view! { <section class="module"><h2>"By skill"</h2>{table("Skill", rows)}</section> }.into_any()
}

fn by_topic(topics: Vec<(String, u32)>, book: Book) -> AnyView {
    let topic = |(name, lesson): (String, u32)| {
        let place = lesson as usize;
        let href = book.lessons.with_value(|all| all.get(place).map(|lesson| lesson.href.clone()));
        let name = view! { <a href=href>{name}</a> }.into_any();
        row(name, book, Box::new(move |at, _| at == place))
    };
    let rows: Vec<_> = topics.into_iter().map(topic).collect();
    if rows.is_empty() {
        return ().into_any();
    }
    view! {
        <section class="module">
            <h2>"By topic"</h2>
            <details>
                <summary>"The topics of the syllabus, one by one"</summary>
                <p>"Each topic belongs to one lesson, whose questions speak for it: topics of the same lesson share a number."</p>
                {table("Topic", rows)}
            </details>
        </section>
    }
    .into_any()
}

fn table(of: &'static str, rows: Vec<AnyView>) -> AnyView {
    view! {
        <table class="done">
            <thead>
                <tr>
                    <th scope="col">{of}</th>
                    <th scope="col">"Questions answered"</th>
                    <th scope="col">"Right at the last try"</th>
                    <th scope="col">"Mastery"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

/// What was done in the lessons that are `wanted`, by their place in the course.
fn row(name: AnyView, book: Book, wanted: Wanted) -> AnyView {
    let cells = move || {
        let done = book.sum(&*wanted);
        let Mastery { from, of, .. } = done.evidence.mastery();
        let tries = (done.tries > from).then(|| format!("in {} tries", done.tries));
        let tries = tries.map(|words| view! { <span class="why">{words}</span> });
        view! {
            <td>{format!("{from} of {of}")}{tries}</td>
            <td>{done.right.to_string()}</td>
            <td>{mastery(done, false)}</td>
        }
    };
    view! { <tr><th scope="row">{name}</th>{cells}</tr> }.into_any()
}

/// An estimate, drawn and in words; `alone` where nothing beside it says what it is founded on.
fn mastery(done: Done, alone: bool) -> AnyView {
    let mastery = done.evidence.mastery();
    let words = match mastery.estimate {
        Some(share) if !alone => whole_percent(share),
        None if !alone => "–".into(),
        _ => mastery.words(),
    };
    // The words say the same. Rounded as they are, so that the page does not change with each second.
    let bar = mastery.estimate.map(|share| {
        let share = (share * 100.0).round() / 100.0;
        view! { <meter aria-hidden="true" value=share></meter> }
    });
    view! { <span>{words}</span>{bar} }.into_any()
}

/// The labs that were left at settings of the learner's own, each with the way back to them.
fn labs_left(labs: Vec<LabLink>, records: RwSignal<Records>) -> AnyView {
    let left = move || {
        let of = |lab: &LabLink| {
            let run =
                records.with(|records| records.get(&Scope::Lab(lab.id.clone()))?.lab_run(&lab.id));
            let (state, seed) = run?;
            let href = format!("{}#{}", lab.href, link::seeded(state, seed));
            Some(view! { <li><a href=href>{lab.title.clone()}</a></li> })
        };
        let links: Vec<_> = labs.iter().filter_map(of).collect();
        (!links.is_empty()).then(|| {
            view! {
                <section class="module">
                    <h2>"Labs, where you left them"</h2>
                    <ul>{links}</ul>
                </section>
            }
        })
    };
    left.into_any()
}

/// What was done in lessons that the course no longer has.
fn orphans(chapters: &[Chapter], records: &Records) -> AnyView {
    let is_known = |id: &LessonId| {
        let mut lessons = chapters.iter().flat_map(|chapter| &chapter.lessons);
        lessons.any(|lesson| lesson.progress.lesson == *id)
    };
    let gone = records.iter().filter(|(scope, record)| match scope {
        Scope::Lesson(id) => !is_known(id) && record.began(),
        Scope::Lab(_) | Scope::Plan => false,
    });
    match gone.count() {
        0 => ().into_any(),
        count => {
            let words = format!(
                "You have also worked on {count} lessons that this version of the course does not \
                 have. What you did there is kept, and is in every copy."
            );
            view! { <p class="notice">{words}</p> }.into_any()
        }
    }
}
