//! What the learner did in the whole course.

use super::copies;
use super::part::Texts;
use super::progress::LessonProgress;
use crate::base::id::LessonId;
use crate::progress::calibration::Calibration;
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Done {
    questions: usize,
    answered: usize,
    right: usize,
    tries: usize,
}

impl Done {
    fn of(lesson: &LessonLink, record: &Record) -> Self {
        let questions = &lesson.progress.questions;
        let latest = questions.iter().filter_map(|id| record.attempt(id));
        let right = latest.filter(|attempt| attempt.score >= 0.999).count();
        let tries = questions.iter().map(|id| record.tries(id)).sum();
        Self { questions: questions.len(), answered: record.answered(questions), right, tries }
    }

    fn and(self, other: Self) -> Self {
        Self {
            questions: self.questions + other.questions,
            answered: self.answered + other.answered,
            right: self.right + other.right,
            tries: self.tries + other.tries,
        }
    }
}

type Records = BTreeMap<Scope, Record>;

/// The page: what was done, and what can be done with it.
pub fn overview(props: Overview, _: Texts) -> AnyView {
    let records = RwSignal::new(Records::new());
    Effect::new(move || {
        services().changes.get();
        let keeper = services().keeper.clone();
        let all = keeper.records().into_keys().map(|scope| keeper.present(&scope));
        records.set(gather(all.map(|scope| (scope.clone(), keeper.record(&scope)))));
    });
    Effect::new(move || {
        services().keeper.load_all(|| services().changes.update(|count| *count += 1));
    });
    let chapters = props.chapters.clone();
    let (skills, labs, all) = (props.skills.clone(), props.labs.clone(), props.chapters.clone());
    let (for_orphans, for_later, for_skills) = (all.clone(), all.clone(), all);
    view! {
        {chapters.into_iter().map(|c| chapter(c, records)).collect_view()}
        {by_skill(skills, for_skills, records)}
        {super::calibration::calibration(Signal::derive(move || {
            records.with(|records| Calibration::of(records.values()))
        }))}
        {super::kept::kept(for_later, records)}
        {labs_left(labs, records)}
        {move || orphans(&for_orphans, &records.get())}
        {copies::copies(props.address)}
    }
    .into_any()
}

fn done(lesson: &LessonLink, records: &Records) -> Done {
    let scope = Scope::Lesson(lesson.progress.lesson.clone());
    records.get(&scope).map_or_else(
        || Done { questions: lesson.progress.questions.len(), ..Done::default() },
        |record| Done::of(lesson, record),
    )
}

fn chapter(chapter: Chapter, records: RwSignal<Records>) -> AnyView {
    let lesson = |lesson: LessonLink| {
        let name = view! { <a href=lesson.href.clone()>{lesson.title.clone()}</a> }.into_any();
        row(name, move || records.with(|records| done(&lesson, records)))
    };
    let rows = chapter.lessons.into_iter().map(lesson).collect();
    view! { <section class="module"><h2>{chapter.title}</h2>{table("Lesson", rows)}</section> }
        .into_any()
}

fn by_skill(skills: Vec<String>, chapters: Vec<Chapter>, records: RwSignal<Records>) -> AnyView {
    let lessons: Vec<_> = chapters.into_iter().flat_map(|chapter| chapter.lessons).collect();
    let lessons = StoredValue::new(lessons);
    let skill = |(i, name): (usize, String)| {
        let sum = move || {
            let trains = |lesson: &&LessonLink| lesson.skills.get(i) == Some(&true);
            lessons.with_value(|lessons| {
                records.with(|records| {
                    let all = lessons.iter().filter(trains).map(|lesson| done(lesson, records));
                    all.fold(Done::default(), Done::and)
                })
            })
        };
        row(name.into_any(), sum)
    };
    let rows = skills.into_iter().enumerate().map(skill).collect();
    view! { <section class="module"><h2>"By skill"</h2>{table("Skill", rows)}</section> }.into_any()
}

fn table(of: &'static str, rows: Vec<AnyView>) -> AnyView {
    view! {
        <table class="done">
            <thead>
                <tr>
                    <th scope="col">{of}</th>
                    <th scope="col">"Questions answered"</th>
                    <th scope="col">"Right at the last try"</th>
                    <th scope="col">"Tries"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

fn row(name: AnyView, done: impl Fn() -> Done + Send + 'static) -> AnyView {
    let cells = move || {
        let Done { questions, answered, right, tries } = done();
        let cells = [format!("{answered} of {questions}"), right.to_string(), tries.to_string()];
        cells.map(|words| view! { <td>{words}</td> }).to_vec()
    };
    view! { <tr><th scope="row">{name}</th>{cells}</tr> }.into_any()
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
