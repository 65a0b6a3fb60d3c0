//! Layer 5b: the way to a date: which lesson on which day, with room for reviews.
//!
//! A plan is nothing that is kept. It is worked out anew from what the learner did, from the day of the
//! interview and from the hours a week that they have. Who misses a day has another plan on the next,
//! and no debt. Days are arguments; nothing here knows a clock.

pub mod calendar;
pub mod words;

#[cfg(test)]
mod tests;

use crate::base::date::Date;
use crate::progress::Aim;
use crate::review::next::SKILLS;
use serde::{Deserialize, Serialize};

/// What a prompt takes, in minutes: ten seconds.
pub const PROMPT: f64 = 10.0 / 60.0;

/// The furthest that a plan looks ahead, in days.
pub const FURTHEST: usize = 366;

/// The hours a week that a learner may give.
pub const HOURS: (u32, u32) = (1, 40);

/// A lesson, as far as a plan is concerned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outline {
    /// How long it takes, in minutes.
    pub minutes: u32,
    /// The places of the lessons to read first.
    pub requires: Vec<usize>,
    /// The places of the skills that it trains.
    pub skills: Vec<usize>,
    /// How many review cards it has.
    pub cards: u32,
}

/// What a plan is made from.
#[derive(Debug, Clone, Copy)]
pub struct Situation<'a> {
    /// The first day of the plan.
    pub today: Date,
    /// What the learner wants.
    pub aim: Aim,
    /// The lessons, in the order of the course.
    pub lessons: &'a [Outline],
    /// The share of each lesson that is still to be done, 0 to 1.
    pub left: &'a [f64],
    /// How much each skill needs practice, 0 to 1.
    pub need: [f64; SKILLS],
    /// How many prompts of lessons read so far come on each day from today.
    pub due: &'a [u32],
    /// How often a prompt that is new is asked on the day of its lesson, and on each day after it.
    pub fresh: &'a [u32],
}

/// A day of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    /// Which.
    pub date: Date,
    /// The places of the lessons to read.
    pub lessons: Vec<usize>,
    /// How many prompts there are to review.
    pub prompts: u32,
}

/// Which lesson on which day.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// Every day from today to the one before the interview.
    pub days: Vec<Day>,
    /// The places of the lessons for which there is no time, those that would come first before the
    /// others.
    pub out: Vec<usize>,
}

impl Plan {
    /// Places lessons in their order, the next whenever there is time left of what the days so far have
    /// given. So it begins today, a long lesson is paid for by the days after it, and what is spent
    /// never exceeds what was given by more than the lesson that is being read. Reviews go first. The
    /// last days before the interview are for reviews alone.
    #[must_use]
    pub fn of(situation: &Situation) -> Self {
        let Situation { today, aim, lessons, left, due, fresh, .. } = *situation;
        let length = usize::try_from(aim.date.0.saturating_sub(today.0)).unwrap_or(0).min(FURTHEST);
        let mut prompts = vec![0; length];
        add(&mut prompts, due, 1);
        let mut order = order(situation).into_iter().peekable();
        let mut credit = 0.0;
        let mut days = Vec::with_capacity(length);
        for day in 0..length {
            credit += f64::from(aim.hours) * 60.0 / 7.0 - f64::from(prompts[day]) * PROMPT;
            let mut read = Vec::new();
            while let Some(lesson) = order.peek().copied()
                && day + rest(length) < length
            {
                let Outline { minutes, cards, .. } = lessons[lesson];
                let first = fresh.first().copied().unwrap_or(0) * cards;
                let cost = f64::from(minutes) * left[lesson] + f64::from(first) * PROMPT;
                // A second one on a day must fit by half.
                if credit <= if read.is_empty() { 0.0 } else { cost / 2.0 } {
                    break;
                }
                credit -= cost;
                add(&mut prompts[day..], fresh, cards);
                read.extend(order.next());
            }
            let date = Date(today.0 + i64::try_from(day).unwrap_or(0));
            days.push(Day { date, lessons: read, prompts: prompts[day] });
        }
        Self { days, out: order.collect() }
    }

    /// The lessons that have a day, in their order.
    pub fn read(&self) -> impl Iterator<Item = usize> {
        self.days.iter().flat_map(|day| day.lessons.iter().copied())
    }

    /// The minutes of reviews in all of it.
    #[must_use]
    pub fn review(&self) -> f64 {
        self.days.iter().map(|day| f64::from(day.prompts) * PROMPT).sum()
    }
}

/// How many days before an interview that is so many days away are for reviews alone.
#[must_use]
pub fn rest(length: usize) -> usize {
    (length / 7).min(2)
}

fn add(to: &mut [u32], counts: &[u32], times: u32) {
    for (sum, count) in to.iter_mut().zip(counts) {
        *sum += count * times;
    }
}

/// The lessons that are not done, each after those that it requires. Among those that may come next,
/// the one that is needed most, and of two that are needed equally the first of the course.
fn order(situation: &Situation) -> Vec<usize> {
    let needs = needs(situation);
    let mut open: Vec<_> =
        (0..situation.lessons.len()).filter(|l| situation.left[*l] > 0.0).collect();
    let mut order = Vec::with_capacity(open.len());
    while !open.is_empty() {
        let is_ready =
            |lesson: usize| situation.lessons[lesson].requires.iter().all(|r| !open.contains(r));
        let ready = (0..open.len()).filter(|place| is_ready(open[*place]));
        let next = ready.reduce(|a, b| if needs[open[b]] > needs[open[a]] { b } else { a });
        // The compiler of lessons refuses circles; should there be one, the course's order is as good.
        order.push(open.remove(next.unwrap_or(0)));
    }
    order
}

/// How much each lesson is needed: as much as the skills that it trains on average, or as the lesson
/// that waits for it.
fn needs(situation: &Situation) -> Vec<f64> {
    let own = |lesson: &Outline| {
        let needs = lesson.skills.iter().filter_map(|skill| situation.need.get(*skill));
        needs.sum::<f64>() / (lesson.skills.len().max(1) as f64)
    };
    let mut needs: Vec<_> = situation.lessons.iter().map(own).collect();
    // As often as a chain of lessons can be long.
    for _ in 0..needs.len() {
        for (lesson, outline) in situation.lessons.iter().enumerate() {
            for first in outline.requires.iter().filter(|_| situation.left[lesson] > 0.0) {
                needs[*first] = needs[*first].max(needs[lesson]);
            }
        }
    }
    needs
}
