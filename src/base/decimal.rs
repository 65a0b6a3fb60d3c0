//! Numbers as they are written in lists of examples and in tables of data.

/// The number that a text such as `0.25` or `-3e-4` stands for, to the last bit; also `inf` and `nan`,
/// where the standard library reads them.
///
/// The worker has no table of data: it meets only the examples that simulators declare, which are short.
/// What the standard library needs for long numbers would be a twentieth of its size.
#[must_use]
pub fn number(text: &str) -> Option<f64> {
    let long = || {
        if cfg!(all(feature = "worker", not(feature = "ssr"))) { None } else { text.parse().ok() }
    };
    short(text).or_else(long)
}

/// A number of at most fifteen digits that is such a whole number, or one over a power of ten up to
/// 10²²: both are exact, so that one division rounds correctly (Clinger, "How to read floating point
/// numbers accurately", PLDI 1990).
pub(crate) fn short(text: &str) -> Option<f64> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (mut whole, mut count, mut places, mut after_point) = (0_u64, 0, 0, false);
    for byte in digits.bytes() {
        match byte {
            b'0'..=b'9' => {
                whole = whole * 10 + u64::from(byte - b'0');
                count += 1;
                places += i32::from(after_point);
            }
            b'.' if !after_point => after_point = true,
            _ => return None,
        }
        if count > 15 {
            return None;
        }
    }
    let size = whole as f64 / power_of_ten(places);
    (count > 0).then_some(if negative { -size } else { size })
}

/// Exact up to 10²²: each step is a whole number below 2⁵³ times a power of two.
fn power_of_ten(places: i32) -> f64 {
    (0..places).fold(1.0, |power, _| power * 10.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_are_read_as_the_standard_library_reads_them() {
        for text in ["0", "-0", "1", "0.1", ".5", "3.", "007.250", "123456789012345", "1e-9", "inf"]
        {
            let expected: f64 = text.parse().expect("a number");
            assert_eq!(number(text).map(f64::to_bits), Some(expected.to_bits()), "{text}");
        }
        for text in ["", "-", ".", "1.2.3", "0x1", " 1", "due"] {
            assert_eq!(number(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn short_numbers_are_exact_to_the_last_bit(text in "-?[0-9]{1,9}(\\.[0-9]{0,6})?") {
            let expected: f64 = text.parse().expect("a number");
            prop_assert_eq!(short(&text).map(f64::to_bits), Some(expected.to_bits()));
        }
    }
}
