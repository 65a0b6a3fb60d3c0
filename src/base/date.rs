//! Days of the calendar, without hours and zones.

use std::fmt;

/// A day of the Gregorian calendar, counted from 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(pub i64);

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The first day of 1970 was a Thursday.
const WEEKDAYS: [&str; 7] =
    ["Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday"];

/// Days of four centuries, after which the calendar repeats itself.
const ERA: i64 = 146_097;

/// From 0000-03-01, where these sums begin, to 1970-01-01.
const EPOCH: i64 = 719_468;

impl Date {
    /// Of a year, a month from 1 and a day from 1; nothing if there is no such day.
    ///
    /// Source: H. Hinnant, “chrono-compatible low-level date algorithms”, 2013. Years begin in March
    /// there, so that the day that comes and goes is the last.
    #[must_use]
    pub fn new(year: i64, month: u32, day: u32) -> Option<Self> {
        if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
            return None;
        }
        let shifted = year - i64::from(month <= 2);
        let of_era = shifted.rem_euclid(400);
        let of_year = (153 * i64::from((month + 9) % 12) + 2) / 5 + i64::from(day) - 1;
        let within = of_era * 365 + of_era / 4 - of_era / 100 + of_year;
        let date = Self(shifted.div_euclid(400) * ERA + within - EPOCH);
        (date.parts() == (year, month, day)).then_some(date)
    }

    /// Year, month from 1 and day from 1.
    #[must_use]
    pub fn parts(self) -> (i64, u32, u32) {
        let days = self.0 + EPOCH;
        let within = days.rem_euclid(ERA);
        let of_era = (within - within / 1_460 + within / 36_524 - within / 146_096) / 365;
        let of_year = within - (365 * of_era + of_era / 4 - of_era / 100);
        let shifted = (5 * of_year + 2) / 153;
        let day = of_year - (153 * shifted + 2) / 5 + 1;
        let month = (shifted + 2) % 12 + 1;
        let year = days.div_euclid(ERA) * 400 + of_era + i64::from(month <= 2);
        let small = |number: i64| u32::try_from(number).unwrap_or(0);
        (year, small(month), small(day))
    }

    /// As `2026-12-18`, which is how it is shown by [`fmt::Display`]; nothing for any other text.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let mut next = |length: usize| {
            let part = parts.next().filter(|part| part.len() == length)?;
            part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse::<u32>().ok())?
        };
        let (year, month, day) = (next(4)?, next(2)?, next(2)?);
        parts.next().is_none().then(|| Self::new(year.into(), month, day))?
    }

    /// As a calendar on the wall would say it: `Friday 18 December`.
    #[must_use]
    pub fn words(self) -> String {
        let (_, month, day) = self.parts();
        let month = MONTHS[month as usize - 1];
        format!("{} {day} {month}", WEEKDAYS[self.0.rem_euclid(7) as usize])
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.parts();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_days_have_their_numbers_and_names() {
        for (text, number, words) in [
            ("1970-01-01", 0, "Thursday 1 January"),
            ("2000-02-29", 11_016, "Tuesday 29 February"),
            ("2026-11-25", 20_782, "Wednesday 25 November"),
            ("2100-03-01", 47_541, "Monday 1 March"),
        ] {
            let date = Date::parse(text).expect("a day");
            assert_eq!(date.0, number, "{text}");
            assert_eq!(date.words(), words);
            assert_eq!(date.to_string(), text);
        }
    }

    #[test]
    fn what_is_no_day_is_refused() {
        for text in ["", "2026-02-29", "2026-13-01", "2026-1-01", "2026-01-01-01", "+026-01-01"] {
            assert_eq!(Date::parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn numbers_and_days_go_both_ways(number in -719_000_i64..3_000_000) {
            let (year, month, day) = Date(number).parts();
            prop_assert_eq!(Date::new(year, month, day), Some(Date(number)));
            let next = Date(number + 1).parts();
            prop_assert!(next > (year, month, day));
        }
    }
}
