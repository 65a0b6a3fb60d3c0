//! A setting as people write it: a number, with or without a unit.

use course::base::format::Unit;
use course::sim::control::{Accepts, Control};

/// Units of time with their seconds.
const TIMES: &[(&str, f64)] = &[
    ("ns", 1e-9),
    ("us", 1e-6),
    ("µs", 1e-6),
    ("ms", 1e-3),
    ("s", 1.0),
    ("min", 60.0),
    ("h", 3600.0),
    ("d", 86_400.0),
];

/// Units of data with their bytes.
const DATA: &[(&str, f64)] = &[
    ("B", 1.0),
    ("KB", 1e3),
    ("MB", 1e6),
    ("GB", 1e9),
    ("TB", 1e12),
    ("KiB", 1024.0),
    ("MiB", 1_048_576.0),
    ("GiB", 1_073_741_824.0),
];

/// What `text` means for the control, as it would stand in a table: in the control's own unit and
/// without it.
///
/// # Errors
/// In words, when the unit is not one that the control could have.
pub(super) fn plain(control: &Control, text: &str) -> Result<String, String> {
    if matches!(control.accepts, Accepts::Choice | Accepts::List) {
        return Ok(text.into());
    }
    let (number, unit) = split(text);
    let Some(number) = number else { return Ok(text.into()) };
    if unit.is_empty() {
        return Ok(number.to_string());
    }
    let own = control.unit.symbol();
    if unit == own && control.unit != Unit::Share {
        return Ok(number.to_string());
    }
    let convert = |units: &[(&str, f64)]| {
        let of = |name: &str| units.iter().find(|(symbol, _)| *symbol == name).map(|(_, x)| *x);
        Some(number * of(unit)? / of(own)?)
    };
    let converted = match (control.unit, unit) {
        (Unit::Share, "%") => Some(number / 100.0),
        (Unit::Dollars, "$" | "USD") => Some(number),
        _ => convert(TIMES).or_else(|| convert(DATA)),
    };
    converted.map(|number| number.to_string()).ok_or_else(|| {
        let wanted = match control.unit {
            Unit::One => "has no unit".to_owned(),
            Unit::Share => "is a share from 0 to 1, or in %".to_owned(),
            _ => format!("is in {own}"),
        };
        format!("`{}` {wanted}, so `{text}` cannot be read", control.key)
    })
}

/// The longest number that the text begins with, and the rest; a dollar sign may stand before it.
fn split(text: &str) -> (Option<f64>, &str) {
    let (body, dollar) = text.strip_prefix('$').map_or((text, false), |rest| (rest, true));
    let ends = body.char_indices().map(|(i, c)| i + c.len_utf8()).rev();
    for end in ends {
        if let Ok(number) = body[..end].parse::<f64>() {
            let rest = body[end..].trim();
            return (Some(number), if dollar && rest.is_empty() { "$" } else { rest });
        }
    }
    (None, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn control(unit: Unit) -> Control {
        Control::number("x", "X", "It is x.", 0.0, 1.0).unit(unit)
    }

    #[test]
    fn units_are_converted_or_refused() {
        let check = |unit, text: &str, expected: &str| {
            assert_eq!(plain(&control(unit), text).as_deref(), Ok(expected), "{text}");
        };
        check(Unit::Milliseconds, "5", "5");
        check(Unit::Milliseconds, "5 ms", "5");
        check(Unit::Milliseconds, "0.5s", "500");
        check(Unit::Seconds, "2min", "120");
        check(Unit::Share, "80%", "0.8");
        check(Unit::Share, "0.8", "0.8");
        check(Unit::Bytes, "40GiB", "42949672960");
        check(Unit::Dollars, "$2", "2");
        check(Unit::PerSecond, "1e3req/s", "1000");
        check(Unit::One, "inf", "inf");
        // What is no number at all is for the simulator to refuse, with the name of the input.
        check(Unit::Seconds, "soon", "soon");
        let refused = plain(&control(Unit::Seconds), "5 kg").unwrap_err();
        assert!(refused.contains("is in s"), "{refused}");
        assert!(plain(&control(Unit::Share), "5 ms").unwrap_err().contains("0 to 1"));
        assert!(plain(&control(Unit::One), "5 ms").unwrap_err().contains("has no unit"));
    }
}
