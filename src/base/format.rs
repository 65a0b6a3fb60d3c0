//! Numbers as a reader wants them: three significant digits, thin spaces, SI and common units.

use super::math;

/// A narrow space that does not break, between groups of digits and before a unit.
const THIN: char = '\u{202f}';

/// What a number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// A pure number.
    One,
    /// Milliseconds; shown in µs or s where that reads better.
    Milliseconds,
    /// Requests per second.
    PerSecond,
    /// Requests.
    Requests,
    /// Replicas.
    Replicas,
    /// A share between 0 and 1, shown in per cent.
    Share,
    /// US dollars.
    Dollars,
    /// US dollars an hour.
    DollarsPerHour,
    /// A factor, shown with a multiplication sign.
    Times,
}

impl Unit {
    /// The symbol beside a number field, where the number is not rescaled.
    #[must_use]
    pub fn symbol(self) -> &'static str {
        match self {
            Self::One => "",
            Self::Milliseconds => "ms",
            Self::PerSecond => "req/s",
            Self::Requests => "requests",
            Self::Replicas => "replicas",
            Self::Share => "%",
            Self::Dollars => "$",
            Self::DollarsPerHour => "$/h",
            Self::Times => "×",
        }
    }

    /// The unit in words, for a screen reader.
    #[must_use]
    pub fn spoken(self) -> &'static str {
        match self {
            Self::One => "",
            Self::Milliseconds => "milliseconds",
            Self::PerSecond => "requests per second",
            Self::Requests => "requests",
            Self::Replicas => "replicas",
            Self::Share => "percent",
            Self::Dollars => "dollars",
            Self::DollarsPerHour => "dollars per hour",
            Self::Times => "times",
        }
    }

    /// The number that stands in a field for the value: per cent for a share, itself otherwise.
    #[must_use]
    pub fn shown(self, value: f64) -> f64 {
        match self {
            Self::Share => math::round_to_digits(value * 100.0, 12),
            _ => value,
        }
    }

    /// The inverse of [`Unit::shown`].
    #[must_use]
    pub fn meant(self, shown: f64) -> f64 {
        match self {
            Self::Share => math::round_to_digits(shown / 100.0, 12),
            _ => shown,
        }
    }
}

/// `x` with so many significant digits, grouped by thousands: `1 230`, `0.0123`.
#[must_use]
pub fn number(x: f64, digits: i32) -> String {
    if !x.is_finite() {
        return "–".into();
    }
    let rounded = math::round_to_digits(x, digits);
    if rounded == 0.0 {
        return "0".into();
    }
    let magnitude = libm::floor(libm::log10(rounded.abs())) as i32;
    let decimals = (digits - 1 - magnitude).clamp(0, 12) as usize;
    let text = format!("{:.decimals$}", rounded.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let mut out = String::from(if rounded < 0.0 { "−" } else { "" });
    for (i, digit) in whole.chars().enumerate() {
        // Four digits read well together; five do not.
        if i > 0 && whole.len() > 4 && (whole.len() - i).is_multiple_of(3) {
            out.push(THIN);
        }
        out.push(digit);
    }
    if !fraction.is_empty() {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

/// A value with its unit, at three significant digits: `41.2 ms`, `1.20 s`, `63.4 %`, `$0.0123`.
#[must_use]
pub fn quantity(value: f64, unit: Unit) -> String {
    with_digits(value, unit, 3)
}

/// A setting with its unit: no trailing zeros, because a setting is exact.
#[must_use]
pub fn setting(value: f64, unit: Unit) -> String {
    let trim = |text: String| match text.split_once('.') {
        Some((whole, fraction)) => {
            let fraction = fraction.trim_end_matches('0');
            if fraction.is_empty() { whole.into() } else { format!("{whole}.{fraction}") }
        }
        None => text,
    };
    let shown = unit.shown(value);
    join(trim(number(shown, 6)), unit)
}

fn with_digits(value: f64, unit: Unit, digits: i32) -> String {
    let (shown, symbol) = match unit {
        Unit::Milliseconds if value.abs() >= 999.5 => (value / 1000.0, Some("s")),
        Unit::Milliseconds if value != 0.0 && value.abs() < 0.0995 => (value * 1000.0, Some("µs")),
        _ => (unit.shown(value), None),
    };
    match symbol {
        Some(symbol) => format!("{}{THIN}{symbol}", number(shown, digits)),
        None => join(number(shown, digits), unit),
    }
}

fn join(number: String, unit: Unit) -> String {
    match unit {
        Unit::One => number,
        Unit::Dollars => match number.strip_prefix('−') {
            Some(positive) => format!("−${positive}"),
            None => format!("${number}"),
        },
        Unit::DollarsPerHour => format!("${number}/h"),
        _ => format!("{number}{THIN}{}", unit.symbol()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(value: f64, unit: Unit, expected: &str) {
        assert_eq!(quantity(value, unit).replace(THIN, " "), expected);
    }

    #[test]
    fn quantities_have_three_digits_and_a_unit() {
        check(41.234, Unit::Milliseconds, "41.2 ms");
        check(1234.0, Unit::Milliseconds, "1.23 s");
        check(999.7, Unit::Milliseconds, "1.00 s");
        check(0.05, Unit::Milliseconds, "50.0 µs");
        check(0.0, Unit::Milliseconds, "0 ms");
        check(0.6342, Unit::Share, "63.4 %");
        check(1.0, Unit::Share, "100 %");
        check(0.01234, Unit::Dollars, "$0.0123");
        check(-2.5, Unit::Dollars, "−$2.50");
        check(123_456.0, Unit::PerSecond, "123 000 req/s");
        check(3.4, Unit::Times, "3.40 ×");
        check(f64::NAN, Unit::One, "–");
    }

    #[test]
    fn settings_have_no_trailing_zeros() {
        let check = |v, u, e: &str| assert_eq!(setting(v, u).replace(THIN, " "), e);
        check(8.0, Unit::Requests, "8 requests");
        check(0.5, Unit::Milliseconds, "0.5 ms");
        check(0.05, Unit::Share, "5 %");
        check(1500.0, Unit::PerSecond, "1500 req/s");
    }
}
