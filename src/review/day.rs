//! Days of a learner. They begin at four in the morning, so that an evening that ends after midnight
//! is one day.

use crate::base::time::Time;

/// Milliseconds of a minute.
pub const MINUTE: u64 = 60_000;

/// Milliseconds of a day.
pub const DAY: u64 = 24 * 60 * MINUTE;

/// When a day begins, in milliseconds after midnight.
const DAWN: i64 = 4 * 60 * MINUTE as i64;

/// Where the learner is, as far as the hour is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Zone {
    /// Minutes that their clock is ahead of UTC, today: a day in another season may begin an hour off,
    /// which no interval of days notices.
    pub ahead: i32,
}

impl Zone {
    /// The number of the day in which a moment lies.
    #[must_use]
    pub fn day(self, at: Time) -> i64 {
        let at = i64::try_from(at.0).unwrap_or(i64::MAX / 2);
        (at + self.shift()).div_euclid(DAY as i64)
    }

    /// When a day begins.
    #[must_use]
    pub fn start(self, day: i64) -> Time {
        let start = day.saturating_mul(DAY as i64).saturating_sub(self.shift());
        Time(u64::try_from(start).unwrap_or(0))
    }

    fn shift(self) -> i64 {
        i64::from(self.ahead) * MINUTE as i64 - DAWN
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_ends_at_four_in_the_morning_of_the_learner() {
        let hours = |hours: u64| Time(1_000 * DAY + hours * 60 * MINUTE);
        let here = Zone { ahead: 120 };
        // 01:59 and 02:00 in Greenwich.
        assert_eq!(here.day(Time(hours(2).0 - 1)) + 1, here.day(hours(2)));
        assert_eq!(here.start(here.day(hours(2))), hours(2));
        assert_eq!(here.start(here.day(hours(20))), hours(2));
        assert_eq!(Zone { ahead: -300 }.start(1_000), hours(9));
        assert_eq!(Zone::default().day(Time(0)), -1);
        assert_eq!(Zone::default().start(-1), Time(0), "nothing is before the beginning");
    }
}
