//! Waits and ends in words.

use super::day::{MINUTE, Zone};
use super::memory::{Phase, State};
use super::today::Today;
use crate::base::format;
use crate::base::time::Time;

/// Days of a year and of a month, on average.
const LONG: [(f64, &str, &str); 2] = [(365.25, "year", "years"), (30.4375, "month", "months")];

/// A wait as a button says it: `1 min`, `6 min`, `3 h`, `12 days`, `2.3 months`.
#[must_use]
pub fn wait(state: &State, now: Time, zone: Zone) -> String {
    match state.phase {
        Phase::Review => in_days(zone.day(state.due) - zone.day(now)),
        _ => short(state.due.0.saturating_sub(now.0)),
    }
}

/// A wait in minutes or hours, rounded up: nothing may be announced too early.
fn short(milliseconds: u64) -> String {
    match milliseconds.div_ceil(MINUTE).max(1) {
        minutes @ ..60 => format!("{minutes} min"),
        minutes => format!("{} h", minutes.div_ceil(60)),
    }
}

fn in_days(days: i64) -> String {
    if days == 1 {
        return "1 day".into();
    }
    let length = days as f64;
    for (unit, one, many) in LONG {
        if length >= unit {
            let count = length / unit;
            let text = format::number(count, if count < 10.0 { 2 } else { 3 });
            let text = text.strip_suffix(".0").unwrap_or(&text);
            return format!("{text} {}", if text == "1" { one } else { many });
        }
    }
    format!("{days} days")
}

/// When the next prompt comes, in words that follow "the next one": `in 4 hours`, `tomorrow`.
fn next(due: Time, now: Time, zone: Zone) -> String {
    let days = zone.day(due) - zone.day(now);
    let minutes = due.0.saturating_sub(now.0).div_ceil(MINUTE).max(1);
    match (days, minutes) {
        (..=0, 1) => "in a minute".into(),
        (..=0, ..60) => format!("in {minutes} minutes"),
        (..=0, 60) => "in an hour".into(),
        (..=0, _) => format!("in {} hours", minutes.div_ceil(60)),
        (1, _) => "tomorrow".into(),
        (days, _) => format!("in {}", in_days(days)),
    }
}

/// What waits: "12 prompts are due, 4 of them new: about two minutes."
fn waiting(today: &Today) -> String {
    let count = today.queue.len();
    let minutes = match (count * 10).div_ceil(60) {
        1 => "a minute".into(),
        minutes => format!("{minutes} minutes"),
    };
    let new = match (count, today.fresh) {
        (_, 0) => String::new(),
        (1, _) => ", a new one".into(),
        (all, fresh) if all == fresh => ", all of them new".into(),
        (_, 1) => ", one of them new".into(),
        (_, fresh) => format!(", {fresh} of them new"),
    };
    match count {
        1 => format!("One prompt is due{new}."),
        _ => format!("{count} prompts are due{new}: about {minutes}."),
    }
}

/// What stands there when nothing is being asked: "12 reviewed; the next one in 4 hours."
#[must_use]
pub fn idle(reviewed: u32, today: &Today, now: Time, zone: Zone) -> String {
    let done = match reviewed {
        0 => String::new(),
        _ => format!("{reviewed} reviewed"),
    };
    if !today.queue.is_empty() {
        let gap = if reviewed > 0 { ". " } else { "" };
        return format!("{done}{gap}{}", waiting(today));
    }
    let done = if reviewed > 0 { done } else { "Nothing is due now".into() };
    match today.next {
        Some(due) => format!("{done}; the next one {}.", next(due, now, zone)),
        None => format!("{done}; nothing else is planned."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_are_said_in_the_unit_that_people_use() {
        for (days, words) in [
            (1, "1 day"),
            (2, "2 days"),
            (30, "30 days"),
            (31, "1 month"),
            (46, "1.5 months"),
            (163, "5.4 months"),
            (365, "12 months"),
            (366, "1 year"),
            (498, "1.4 years"),
            (36_500, "99.9 years"),
        ] {
            assert_eq!(in_days(days), words, "{days}");
        }
        for (minutes, words) in [(0, "1 min"), (6, "6 min"), (59, "59 min"), (61, "2 h")] {
            assert_eq!(short(minutes * MINUTE), words);
        }
        assert_eq!(short(5 * MINUTE + 1), "6 min", "rather late than early");
    }

    #[test]
    fn the_next_one_comes_in_words() {
        let zone = Zone::default();
        let noon = Time(zone.start(20_000).0 + 8 * 60 * MINUTE);
        for (minutes, words) in [
            (0, "in a minute"),
            (10, "in 10 minutes"),
            (60, "in an hour"),
            (240, "in 4 hours"),
            (24 * 60, "tomorrow"),
            (72 * 60, "in 3 days"),
        ] {
            assert_eq!(next(Time(noon.0 + minutes * MINUTE), noon, zone), words);
        }
        let today = Today { next: Some(Time(noon.0 + 240 * MINUTE)), ..Today::default() };
        assert_eq!(idle(12, &today, noon, zone), "12 reviewed; the next one in 4 hours.");
        let nothing = "Nothing is due now; nothing else is planned.";
        assert_eq!(idle(0, &Today::default(), noon, zone), nothing);
    }
}
