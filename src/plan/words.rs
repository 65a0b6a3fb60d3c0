//! A plan in a sentence.

use super::{Plan, Situation};

/// What fits, what it takes, and what becomes of the rest.
#[must_use]
pub fn summary(plan: &Plan, situation: &Situation) -> String {
    let days = plan.days.len();
    let date = situation.aim.date.words();
    if days == 0 {
        return format!("{date} is not ahead. Choose a later day to see a plan.");
    }
    let (fit, out) = (plan.read().count(), plan.out.len());
    let left =
        |lesson: usize| f64::from(situation.lessons[lesson].minutes) * situation.left[lesson];
    let read: f64 = plan.read().map(left).sum();
    let given = f64::from(situation.aim.hours) * 60.0 * days as f64 / 7.0;
    let until = format!("the {} until {date}", count(days, "day"));
    let what = match (fit, out) {
        (0, 0) => format!("Every lesson is done. What is left in {until} is review"),
        (0, _) => format!("There is no time for another lesson in {until}; there is for review"),
        (_, 0) => format!("{} and their reviews fit into {until}", count(fit, "lesson")),
        _ => format!("{fit} of {} fit into {until}", count(fit + out, "lesson")),
    };
    let times = format!(
        "{} of reading and {} of review, of {} that you have",
        hours(read),
        hours(plan.review()),
        hours(given)
    );
    let advice = match out {
        0 => "",
        _ => {
            " More hours or a later day would make room for the rest, which is what you need least."
        }
    };
    format!("{what}: about {times}.{advice}")
}

fn count(number: usize, one: &str) -> String {
    format!("{number} {one}{}", if number == 1 { "" } else { "s" })
}

/// A time: `40 min`, `1.5 h`, `12 h`.
#[must_use]
pub fn hours(minutes: f64) -> String {
    let tenths = (minutes.max(0.0) / 6.0).round() as u64;
    match tenths {
        ..10 => format!("{} min", minutes.max(0.0).round() as u64),
        10..100 => format!("{}.{} h", tenths / 10, tenths % 10),
        _ => format!("{} h", (tenths + 5) / 10),
    }
}
