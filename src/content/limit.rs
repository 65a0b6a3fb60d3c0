//! The numbers that a claim compares with, as authors write them: `60 ms`, `$0.01`, `2 h`.

use crate::base::format::Unit;

/// A number with a unit that fits, in the unit's own measure.
pub(crate) fn parse(text: &str, unit: Unit) -> Option<f64> {
    let text = text.trim();
    let dollars = text.strip_prefix('$');
    let body = dollars.unwrap_or(text);
    let end = body.find(|c: char| !(c.is_ascii_digit() || ".,_-".contains(c)));
    let (digits, suffix) = body.split_at(end.unwrap_or(body.len()));
    let number: f64 = digits.replace([',', '_'], "").parse().ok()?;
    factor(suffix.trim(), unit, dollars.is_some()).map(|factor| number * factor)
}

/// What a written unit is worth in `unit`, if it fits.
fn factor(written: &str, unit: Unit, dollars: bool) -> Option<f64> {
    let symbol = unit.symbol();
    if let Some(per) = symbol.strip_prefix('$') {
        let fits = written == per || written.is_empty() || (!dollars && written == symbol);
        return fits.then_some(1.0);
    }
    if dollars {
        return None;
    }
    if unit == Unit::Share {
        return (written == "%").then_some(0.01);
    }
    for scale in SCALES {
        let size = |name| scale.iter().find(|(known, _)| *known == name).map(|(_, size)| size);
        if let Some(own) = size(symbol) {
            return size(written).map(|size| size / own);
        }
    }
    let one = symbol.strip_suffix('s').unwrap_or(symbol);
    let rate = symbol.ends_with("/s") && ["/s", "requests/s"].contains(&written);
    let times = unit == Unit::Times && written == "x";
    let fits = written.is_empty() || written == symbol || written == one || rate || times;
    fits.then_some(1.0)
}

/// Units of one kind, with their sizes in the smallest usual one.
const SCALES: &[&[(&str, f64)]] = &[
    &[
        ("us", 1e-3),
        ("µs", 1e-3),
        ("ms", 1.0),
        ("s", 1e3),
        ("min", 6e4),
        ("h", 3.6e6),
        ("d", 8.64e7),
        ("days", 8.64e7),
    ],
    &[("B", 1.0), ("KB", 1e3), ("MB", 1e6), ("GB", 1e9), ("TB", 1e12)],
    &[("FLOP", 1.0), ("GFLOP", 1e9), ("TFLOP", 1e12), ("PFLOP", 1e15), ("EFLOP", 1e18)],
    &[("parameters", 1.0), ("M parameters", 1e6), ("B parameters", 1e9), ("T parameters", 1e12)],
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_may_be_written_in_any_unit_that_fits() {
        let limits = [
            ("60 ms", Unit::Milliseconds, 60.0),
            ("1.2 s", Unit::Milliseconds, 1200.0),
            ("8 s", Unit::Seconds, 8.0),
            ("250 ms", Unit::Seconds, 0.25),
            ("3 min", Unit::Seconds, 180.0),
            ("2 h", Unit::Days, 2.0 / 24.0),
            ("16 GB", Unit::Bytes, 16e9),
            ("1.5 TB", Unit::Gigabytes, 1500.0),
            ("7 B parameters", Unit::Parameters, 7e9),
            ("2 PFLOP", Unit::Flop, 2e15),
            ("400 req/s", Unit::PerSecond, 400.0),
            ("1 replica", Unit::Replicas, 1.0),
            ("12", Unit::Servers, 12.0),
            ("5 /min", Unit::EachMinute, 5.0),
            ("80 %", Unit::Share, 0.8),
            ("$0.01", Unit::Dollars, 0.01),
            ("$3.50/Mtoken", Unit::DollarsPerMegatoken, 3.5),
            ("0.8 $/h", Unit::DollarsPerHour, 0.8),
            ("3 ×", Unit::Times, 3.0),
        ];
        for (text, unit, expected) in limits {
            let found = parse(text, unit).unwrap_or_else(|| panic!("{text} {unit:?}"));
            assert!((found / expected - 1.0).abs() < 1e-12, "{text}: {found}");
        }
        let misfits = [
            ("60", Unit::Milliseconds),
            ("60 GB", Unit::Seconds),
            ("0.8", Unit::Share),
            ("$3", Unit::Seconds),
            ("3 req/s", Unit::Replicas),
            ("$3/h", Unit::DollarsPerMegatoken),
        ];
        for (text, unit) in misfits {
            assert_eq!(parse(text, unit), None, "{text} {unit:?}");
        }
    }
}
