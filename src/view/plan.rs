//! The plan to the day of an interview: two fields, a sentence, and a table of days.

use super::part::Texts;
use crate::base::date::Date;
use crate::base::id::QuestionId;
use crate::base::time::Time;
use crate::plan::calendar::{self, Entry};
use crate::plan::{FURTHEST, HOURS, Outline, PROMPT, Plan, Situation, words};
use crate::progress::mastery::Evidence;
use crate::progress::{Aim, Record, Scope, What};
use crate::review::ahead;
use crate::review::day::Zone;
use crate::review::memory::{self, State};
use crate::review::placement::is_placed_out;
use crate::review::{self, DEFAULT, Deck};
use crate::state::services;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// What a plan is made of.
#[derive(Clone, Serialize, Deserialize)]
pub struct Planner {
    /// The lessons, in the order of the course.
    pub lessons: Vec<Planned>,
    /// What is reviewed, lesson by lesson in the same order.
    pub deck: Deck,
    /// The address of the page of reviews within the site.
    pub reviews: String,
}

/// A lesson of a plan.
#[derive(Clone, Serialize, Deserialize)]
pub struct Planned {
    /// Its heading.
    pub title: String,
    /// Its address from this page.
    pub href: String,
    /// Its address within the site.
    pub folder: String,
    /// What an answer to each of its questions says, in per cent.
    pub weights: Vec<u8>,
    /// Its questions in the placement check.
    pub asked: Vec<QuestionId>,
    /// What the plan needs to know of it.
    pub outline: Outline,
}

/// The element that says what the plan comes to, or why there is none.
const SAID: &str = "plan-said";

const INTRODUCTION: &str = "Say when the interview is and how many hours a week you have. You get the lessons in an order that fits, with room for reviews. You can change both at any time, and a missed day costs nothing: the plan begins anew each day from where you are.";

/// A plan that is shown.
#[derive(Clone, PartialEq)]
struct Shown {
    aim: Aim,
    plan: Plan,
    summary: String,
    /// The share of each lesson that is to be done.
    left: Vec<f64>,
}

#[derive(Clone, Copy)]
struct Desk {
    props: StoredValue<Planner>,
    shown: RwSignal<Option<Shown>>,
    /// What is wrong with the fields.
    wrong: RwSignal<&'static str>,
    date: RwSignal<String>,
    hours: RwSignal<String>,
}

/// The fields and the plan.
pub fn planner(props: Planner, _: Texts) -> AnyView {
    let desk = Desk {
        props: StoredValue::new(props),
        shown: RwSignal::new(None),
        wrong: RwSignal::new(""),
        date: RwSignal::new(String::new()),
        hours: RwSignal::new("5".into()),
    };
    Effect::new(move || {
        services().keeper.load_all(|| services().changes.update(|count| *count += 1));
        // The page may have slept over night.
        services().page.watch(
            SAID,
            Box::new(move |is_seen| {
                if is_seen {
                    desk.look()
                }
            }),
        );
    });
    Effect::new(move || {
        services().changes.get();
        desk.look();
    });
    let said = move || match desk.wrong.get() {
        "" => desk.shown.with(|s| s.as_ref().map_or(INTRODUCTION.into(), |s| s.summary.clone())),
        wrong => wrong.to_owned(),
    };
    view! {
        {fields(desk)}
        <p class="plan-said" id=SAID role="status">{said}</p>
        {move || desk.shown.get().map(|shown| days(desk, &shown))}
    }
    .into_any()
}

impl Desk {
    /// Makes the plan from what is known now.
    fn look(self) {
        let aim = services().keeper.record(&Scope::Plan).aim();
        let shown = aim.map(|aim| self.props.with_value(|props| shown(props, aim)));
        let before = self.shown.get_untracked();
        // Fields that somebody is filling in are left alone.
        if aim != before.as_ref().map(|before| before.aim) {
            if let Some(aim) = aim {
                self.hours.set(aim.hours.to_string());
            }
            self.date.set(aim.map(|aim| aim.date.to_string()).unwrap_or_default());
        }
        if shown != before {
            self.shown.set(shown);
        }
    }

    /// Takes over what the fields say.
    fn take(self) {
        let hours = self.hours.with_untracked(|text| text.trim().parse().ok());
        let hours = hours.filter(|hours| (HOURS.0..=HOURS.1).contains(hours));
        let date = self.date.with_untracked(|text| Date::parse(text));
        match (date, hours) {
            (None, _) => self.wrong.set("Choose the day of the interview."),
            (_, None) => self.wrong.set("Hours a week are a whole number from 1 to 40."),
            (Some(date), Some(hours)) => self.aim(Some(Aim { date, hours })),
        }
    }

    fn aim(self, aim: Option<Aim>) {
        self.wrong.set("");
        services().keeper.add(&Scope::Plan, What::Aimed(aim));
        services().changes.update(|count| *count += 1);
    }

    /// Offers the plan as a file.
    fn save(self, shown: &Shown) {
        let page = &services().page;
        let file = self.props.with_value(|props| {
            let entry = |(lesson, left): (&Planned, &f64)| Entry {
                id: lesson.folder.trim_matches('/').replace('/', "-"),
                title: lesson.title.clone(),
                minutes: f64::from(lesson.outline.minutes) * left,
                address: page.absolute(&lesson.folder),
            };
            let entries: Vec<_> = props.lessons.iter().zip(&shown.left).map(entry).collect();
            let (date, now) = (shown.aim.date, services().keeper.now());
            calendar::file(&shown.plan, date, &entries, &page.absolute(&props.reviews), now)
        });
        let is_taken = page.download("tradeoffs-plan.ics", "text/calendar", &file);
        page.announce(if is_taken { "Saved" } else { "The browser saves no files here" });
    }
}

/// The plan for an aim, from what the learner did.
fn shown(props: &Planner, aim: Aim) -> Shown {
    let keeper = &services().keeper;
    let zone = Zone { ahead: services().page.minutes_ahead() };
    let now = keeper.now();
    let today = Date(zone.day(now));
    let shelves = props.deck.lessons.iter();
    let records: Vec<_> =
        shelves.map(|shelf| keeper.record(&Scope::Lesson(shelf.lesson.clone()))).collect();
    let left: Vec<_> = (0..records.len()).map(|at| left(props, at, &records[at])).collect();
    let settings = review::in_range(keeper.record(&Scope::Plan).settings().unwrap_or(DEFAULT));
    let memory = memory::Plan::new(settings, zone);
    let length = usize::try_from(aim.date.0 - today.0).unwrap_or(0).min(FURTHEST);
    let known = ahead::states(&props.deck, |at| &records[at], &memory, now).into_iter();
    let due = ahead::asked(known, today, length, &memory);
    let fresh = ahead::asked([State::NEW].into_iter(), today, length, &memory);
    let lessons: Vec<_> = props.lessons.iter().map(|lesson| lesson.outline.clone()).collect();
    let situation = Situation {
        today,
        aim,
        lessons: &lessons,
        left: &left,
        need: std::array::from_fn(|skill| need(props, skill, &records, now)),
        due: &due,
        fresh: &fresh,
    };
    let plan = Plan::of(&situation);
    let summary = words::summary(&plan, &situation);
    Shown { aim, plan, summary, left }
}

/// The share of a lesson that is to be done: none if the placement check lets the learner skip it.
fn left(props: &Planner, at: usize, record: &Record) -> f64 {
    let questions = &props.deck.lessons[at].questions;
    if is_placed_out(&props.lessons[at].asked, questions, record) {
        return 0.0;
    }
    1.0 - record.answered(questions) as f64 / questions.len().max(1) as f64
}

/// How much a skill needs practice: what is missing to knowing it; a half where nothing is known.
fn need(props: &Planner, skill: usize, records: &[Record], now: Time) -> f64 {
    let lessons = props.lessons.iter().zip(&props.deck.lessons).zip(records);
    let own = lessons.filter(|((lesson, _), _)| lesson.outline.skills.contains(&skill));
    let all = own.map(|((lesson, shelf), record)| {
        Evidence::of(&shelf.questions, &lesson.weights, Some(record), now)
    });
    let known = all.fold(Evidence::default(), Evidence::and).mastery();
    1.0 - known.estimate.unwrap_or(0.5)
}

fn fields(desk: Desk) -> AnyView {
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        desk.take();
    };
    let forget = move || {
        desk.shown.with(Option::is_some).then(|| {
            view! {
                <button type="button" class="quiet" on:click=move |_| desk.aim(None)>
                    "Forget the date"
                </button>
            }
        })
    };
    view! {
        <form class="plan-fields" novalidate on:submit=submit>
            <p class="field">
                <label for="plan-date">"Day of the interview"</label>
                <input type="date" id="plan-date" prop:value=desk.date
                    on:input=move |event| desk.date.set(event_target_value(&event))/>
            </p>
            <p class="field">
                <label for="plan-hours">"Hours a week"</label>
                <input type="number" inputmode="numeric" id="plan-hours" min=HOURS.0 max=HOURS.1 step="1"
                    prop:value=desk.hours
                    on:input=move |event| desk.hours.set(event_target_value(&event))/>
            </p>
            <p class="actions"><button class="primary">"Make the plan"</button>{forget}</p>
        </form>
    }
    .into_any()
}

/// The days that have a lesson, and what has none.
fn days(desk: Desk, shown: &Shown) -> AnyView {
    let row = |day: &crate::plan::Day| {
        let review = f64::from(day.prompts) * PROMPT;
        let titles = day.lessons.iter().map(|lesson| link(desk, shown, *lesson)).collect_view();
        view! {
            <tr>
                <th scope="row">{day.date.words()}</th>
                <td><ul>{titles}</ul></td>
                <td>{words::hours(review)}</td>
            </tr>
        }
    };
    let reading = shown.plan.days.iter().filter(|day| !day.lessons.is_empty());
    let rows = reading.map(row).collect_view();
    let has_rows = shown.plan.read().next().is_some();
    let out = shown.plan.out.iter().map(|lesson| link(desk, shown, *lesson)).collect_view();
    let for_file = shown.clone();
    view! {
        <table class="done plan-days" hidden=!has_rows>
            <caption>"Days with a lesson. On the others there is only what is due for review."</caption>
            <thead>
                <tr>
                    <th scope="col">"Day"</th>
                    <th scope="col">"Lesson"</th>
                    <th scope="col">"Review"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
        <section class="plan-out" hidden=shown.plan.out.is_empty() || shown.plan.days.is_empty()>
            <h2>"No time for these"</h2>
            <ul>{out}</ul>
        </section>
        <p class="actions" hidden=shown.plan.days.is_empty()>
            <button type="button" on:click=move |_| desk.save(&for_file)>
                "Save as a file for your calendar"
            </button>
        </p>
    }
    .into_any()
}

/// A lesson with what is left of it.
fn link(desk: Desk, shown: &Shown, lesson: usize) -> AnyView {
    let Planned { href, title, outline, .. } =
        desk.props.with_value(|props| props.lessons[lesson].clone());
    let left = words::hours(f64::from(outline.minutes) * shown.left[lesson]);
    view! { <li><a href=href>{title}</a>" "<span class="why">{left}</span></li> }.into_any()
}
