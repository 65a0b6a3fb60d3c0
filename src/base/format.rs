//! Numbers as a reader wants them: three significant digits, thin spaces, SI and common units.

use super::math;
use serde::{Deserialize, Serialize};

/// A narrow space that does not break, between groups of digits and before a unit.
const THIN: char = '\u{202f}';

/// One table for all that is said of a unit, so that adding one is one line.
macro_rules! units {
    ($($(#[$doc:meta])* $name:ident $symbol:literal $spoken:literal;)*) => {
        /// What a number counts.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
        pub enum Unit {
            $($(#[$doc])* $name,)*
        }

        impl Unit {
            /// The symbol beside a number field, where the number is not rescaled.
            #[must_use]
            pub fn symbol(self) -> &'static str {
                match self { $(Self::$name => $symbol,)* }
            }

            /// The unit in words, for a screen reader.
            #[must_use]
            pub fn spoken(self) -> &'static str {
                match self { $(Self::$name => $spoken,)* }
            }
        }
    };
}

units! {
    /// A pure number.
    One "" "";
    /// Microseconds.
    Microseconds "µs" "microseconds";
    /// Milliseconds; shown in µs or s where that reads better.
    Milliseconds "ms" "milliseconds";
    /// Seconds; shown in ms where that reads better.
    Seconds "s" "seconds";
    /// Minutes.
    Minutes "min" "minutes";
    /// Hours.
    Hours "h" "hours";
    /// Days.
    Days "d" "days";
    /// Requests per second.
    PerSecond "req/s" "requests per second";
    /// Events of any other kind per second.
    EachSecond "/s" "per second";
    /// Events per minute.
    EachMinute "/min" "per minute";
    /// Events per hour.
    EachHour "/h" "per hour";
    /// Requests.
    Requests "requests" "requests";
    /// Jobs in a system.
    Jobs "jobs" "jobs";
    /// Servers.
    Servers "servers" "servers";
    /// Replicas.
    Replicas "replicas" "replicas";
    /// People.
    People "people" "people";
    /// Items, of whatever the simulator speaks.
    Items "items" "items";
    /// Observations in a sample.
    Observations "observations" "observations";
    /// Tokens of a language model, or of a bucket.
    Tokens "tokens" "tokens";
    /// Sequences that are decoded together.
    Sequences "sequences" "sequences";
    /// Parameters of a model.
    Parameters "parameters" "parameters";
    /// Vectors of an index.
    Vectors "vectors" "vectors";
    /// Calls to a service.
    Calls "calls" "calls";
    /// Bits.
    Bits "bit" "bits";
    /// Bytes; shown with decimal prefixes.
    Bytes "B" "bytes";
    /// Decimal kilobytes.
    Kilobytes "KB" "kilobytes";
    /// Decimal megabytes.
    Megabytes "MB" "megabytes";
    /// Decimal gigabytes.
    Gigabytes "GB" "gigabytes";
    /// Decimal gigabytes per second.
    GigabytesPerSecond "GB/s" "gigabytes per second";
    /// Floating-point operations.
    Flop "FLOP" "floating-point operations";
    /// 10¹² floating-point operations per second.
    TeraflopPerSecond "TFLOP/s" "teraflop per second";
    /// Arithmetic intensity.
    FlopPerByte "FLOP/B" "operations per byte";
    /// Offered load.
    Erlang "erlang" "erlang";
    /// Standard deviations.
    Sigma "σ" "standard deviations";
    /// Decibel.
    Decibel "dB" "decibel";
    /// Natural units of information.
    Nats "nat" "nats";
    /// A share between 0 and 1, shown in per cent.
    Share "%" "percent";
    /// US dollars.
    Dollars "$" "dollars";
    /// US dollars an hour.
    DollarsPerHour "$/h" "dollars per hour";
    /// US dollars a day.
    DollarsPerDay "$/d" "dollars per day";
    /// US dollars per million tokens.
    DollarsPerMegatoken "$/Mtoken" "dollars per million tokens";
    /// US dollars per megabyte.
    DollarsPerMegabyte "$/MB" "dollars per megabyte";
    /// A factor, shown with a multiplication sign.
    Times "×" "times";
}

impl Unit {
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

/// A share in words: `12.5 %`.
#[must_use]
pub fn percent(share: f64) -> String {
    quantity(share, Unit::Share)
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
        Unit::Seconds if value != 0.0 && value.abs() < 0.0995 => (value * 1000.0, Some("ms")),
        Unit::Bytes => scaled(value, &[(1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "KB")]),
        Unit::Flop => {
            scaled(value, &[(1e18, "EFLOP"), (1e15, "PFLOP"), (1e12, "TFLOP"), (1e9, "GFLOP")])
        }
        Unit::Parameters => {
            scaled(value, &[(1e12, "T parameters"), (1e9, "B parameters"), (1e6, "M parameters")])
        }
        _ => (unit.shown(value), None),
    };
    match symbol {
        Some(symbol) => format!("{}{THIN}{symbol}", number(shown, digits)),
        None => join(number(shown, digits), unit),
    }
}

/// The value in the largest of these units that it reaches, or itself.
fn scaled(value: f64, prefixes: &[(f64, &'static str)]) -> (f64, Option<&'static str>) {
    let found = prefixes.iter().find(|(size, _)| value.abs() >= 0.9995 * size);
    found.map_or((value, None), |(size, symbol)| (value / size, Some(symbol)))
}

fn join(number: String, unit: Unit) -> String {
    match unit {
        Unit::One => number,
        Unit::Dollars => match number.strip_prefix('−') {
            Some(positive) => format!("−${positive}"),
            None => format!("${number}"),
        },
        Unit::DollarsPerHour
        | Unit::DollarsPerDay
        | Unit::DollarsPerMegatoken
        | Unit::DollarsPerMegabyte => {
            format!("${number}{}", unit.symbol().trim_start_matches('$'))
        }
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
        check(0.0123, Unit::Seconds, "12.3 ms");
        check(1.6e9, Unit::Bytes, "1.60 GB");
        check(7e9, Unit::Parameters, "7.00 B parameters");
        check(3.5, Unit::DollarsPerMegatoken, "$3.50/Mtoken");
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
