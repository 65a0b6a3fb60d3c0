//! What twenty days of the same settings bring: the range of each result, and the worst day.

use crate::base::format::{self, Unit};
use crate::base::rng::Seed;
use crate::sim::outcome::{Better, Outcome, ReadoutSpec};

/// How many days are looked at.
pub const DAYS: u32 = 20;

/// The seeds of the twenty days, of which the given one is one. Its neighbours have the same twenty, so
/// that whoever looks at another of them sees the same range.
pub fn seeds(seed: Seed) -> impl Iterator<Item = Seed> {
    let first = seed.0 - seed.0 % DAYS;
    (0..DAYS).map(move |day| Seed(first.wrapping_add(day)))
}

/// The smallest and the largest value of the result at `place`, over the days that have a number; and
/// how many of them have none.
#[must_use]
pub fn spread(days: &[Option<Outcome>], place: usize) -> Option<((f64, f64), usize)> {
    let known = || days.iter().flatten();
    let numbers = known().filter(|day| day.words(place).is_none());
    let numbers = numbers.filter_map(|day| day.readings.get(place)).map(|reading| reading.value);
    let range = numbers.fold(None, |range: Option<(f64, f64)>, x| {
        Some(range.map_or((x, x), |(low, high)| (low.min(x), high.max(x))))
    });
    let without = known().filter(|day| day.words(place).is_some()).count();
    Some((range?, without))
}

/// The range in words once all days are known: `31.0 to 36.2 ms over 20 days`.
#[must_use]
pub fn in_words(days: &[Option<Outcome>], place: usize, unit: Unit) -> Option<String> {
    if days.is_empty() || days.iter().any(Option::is_none) {
        return None;
    }
    let ((low, high), without) = spread(days, place)?;
    let range = range(low, high, unit);
    Some(match without {
        0 if low == high => format!("the same on {} days", days.len()),
        0 => format!("{range} over {} days", days.len()),
        _ => format!(
            "{range} on {} of {} days, else without a number",
            days.len() - without,
            days.len()
        ),
    })
}

/// Two values with their unit, which is said once where it is the same: `31.0 to 36.2 ms`.
#[must_use]
pub fn range(low: f64, high: f64, unit: Unit) -> String {
    let (from, to) = (format::quantity(low, unit), format::quantity(high, unit));
    if from == to {
        return to;
    }
    let last = |text: &str| text.rsplit_once('\u{202f}').map(|(a, b)| (a.to_owned(), b.to_owned()));
    match (last(&from), last(&to)) {
        (Some((number, symbol)), Some((_, same)))
            if symbol == same && !symbol.starts_with(|c: char| c.is_ascii_digit()) =>
        {
            format!("{number} to {to}")
        }
        _ => format!("{from} to {to}"),
    }
}

/// The number of the worst of the days by the result at `place`: the largest where less is better or
/// neither way is, the smallest where more is. A day without a number is worse than any.
#[must_use]
pub fn worst(days: &[Option<Outcome>], place: usize, spec: &ReadoutSpec) -> Option<usize> {
    let badness = |day: &Outcome| match day.words(place) {
        Some(_) => f64::INFINITY,
        None if spec.better == Better::More => -day.readings[place].value,
        None => day.readings[place].value,
    };
    let known = days.iter().enumerate().filter_map(|(i, day)| Some((i, badness(day.as_ref()?))));
    // The first of several that are equally bad.
    let worst = known.fold(None, |worst: Option<(usize, f64)>, (i, bad)| match worst {
        Some((_, most)) if most >= bad => worst,
        _ => Some((i, bad)),
    });
    worst.map(|(i, _)| i)
}
