//! A plan as a file for calendars, by RFC 5545 (iCalendar). What is imported a second time takes the
//! place of what was there, because each entry has an id that does not change.

use super::{Day, Plan, words};
use crate::base::date::Date;
use crate::base::time::Time;
use crate::review::day::DAY;
use std::fmt::Write as _;

/// What a calendar is told of a lesson.
pub struct Entry {
    /// The lesson's id.
    pub id: String,
    /// Its heading.
    pub title: String,
    /// What is left of it, in minutes.
    pub minutes: f64,
    /// Its absolute address.
    pub address: String,
}

/// The most bytes of a line, its end not counted.
const LINE: usize = 75;

/// When a reminder comes, after midnight: at six in the evening.
const ALARM: &str = "PT18H";

/// The file: each lesson on its day, a daily reminder of reviews, and the interview. `entries` has a
/// lesson at its place in the course; `reviews` is the address of the page of reviews.
#[must_use]
pub fn file(plan: &Plan, interview: Date, entries: &[Entry], reviews: &str, now: Time) -> String {
    let mut file = File { text: String::new(), stamp: stamp(now) };
    file.line("BEGIN:VCALENDAR");
    file.line("VERSION:2.0");
    file.line("PRODID:-//Tradeoffs//Plan//EN");
    file.line("CALSCALE:GREGORIAN");
    for Day { date, lessons, .. } in &plan.days {
        for entry in lessons.iter().filter_map(|lesson| entries.get(*lesson)) {
            let title = format!("Tradeoffs: {} ({})", entry.title, words::hours(entry.minutes));
            file.event(&format!("lesson-{}", entry.id), *date, &title, Some(&entry.address), None);
        }
    }
    if let (Some(first), Some(last)) = (plan.days.first(), plan.days.last()) {
        let title = "Tradeoffs: review what is due";
        file.event("review", first.date, title, Some(reviews), Some(last.date));
        file.event("interview", interview, "Interview", None, None);
    }
    file.line("END:VCALENDAR");
    file.text
}

struct File {
    text: String,
    stamp: String,
}

impl File {
    /// An entry for a whole day, on each day `until` another if there is one.
    fn event(
        &mut self,
        id: &str,
        day: Date,
        title: &str,
        address: Option<&str>,
        until: Option<Date>,
    ) {
        self.line("BEGIN:VEVENT");
        self.line(&format!("UID:{id}@tradeoffs"));
        self.line(&format!("DTSTAMP:{}", self.stamp));
        self.line(&format!("DTSTART;VALUE=DATE:{}", compact(day)));
        self.line(&format!("DTEND;VALUE=DATE:{}", compact(Date(day.0 + 1))));
        if let Some(until) = until {
            self.line(&format!("RRULE:FREQ=DAILY;UNTIL={}", compact(until)));
        }
        let title = escaped(title);
        self.line(&format!("SUMMARY:{title}"));
        if let Some(address) = address {
            self.line(&format!("DESCRIPTION:{}", escaped(address)));
            self.line(&format!("URL:{address}"));
        }
        // Nobody is busy because of it.
        self.line("TRANSP:TRANSPARENT");
        self.line("BEGIN:VALARM");
        self.line("ACTION:DISPLAY");
        self.line(&format!("DESCRIPTION:{title}"));
        self.line(&format!("TRIGGER:{ALARM}"));
        self.line("END:VALARM");
        self.line("END:VEVENT");
    }

    /// A line of any length: a longer one goes on in the next, after a blank.
    fn line(&mut self, line: &str) {
        let mut length = 0;
        for letter in line.chars() {
            if length + letter.len_utf8() > LINE {
                self.text += "\r\n ";
                length = 1;
            }
            self.text.push(letter);
            length += letter.len_utf8();
        }
        self.text += "\r\n";
    }
}

/// A text as a value.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | ';' | ',' => safe.extend(['\\', letter]),
            '\n' => safe += "\\n",
            letter if letter.is_control() => {}
            letter => safe.push(letter),
        }
    }
    safe
}

fn compact(date: Date) -> String {
    let (year, month, day) = date.parts();
    format!("{year:04}{month:02}{day:02}")
}

/// A moment in UTC, by the second.
fn stamp(at: Time) -> String {
    let seconds = at.0 % DAY / 1000;
    let mut text = compact(Date(i64::try_from(at.0 / DAY).unwrap_or(0)));
    // Writing to a string cannot fail.
    let _ = write!(text, "T{:02}{:02}{:02}Z", seconds / 3600, seconds / 60 % 60, seconds % 60);
    text
}
