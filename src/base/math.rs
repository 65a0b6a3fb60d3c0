//! Elementary functions with the same bits natively and in WASM.
//!
//! The standard library's differ in the last bits between targets (`sqrt` and the four operations do
//! not); the crate `libm` is the same code everywhere. A shared link, a golden file and a prediction
//! would disagree otherwise. `clippy.toml` sends everyone here.

/// Natural logarithm.
#[must_use]
pub fn ln(x: f64) -> f64 {
    libm::log(x)
}

/// Logarithm to base 10.
#[must_use]
pub fn log10(x: f64) -> f64 {
    libm::log10(x)
}

/// e to the power of `x`.
#[must_use]
pub fn exp(x: f64) -> f64 {
    libm::exp(x)
}

/// `x` to the power of `y`.
#[must_use]
pub fn pow(x: f64, y: f64) -> f64 {
    libm::pow(x, y)
}

/// e to the power of `x`, minus 1, without cancellation near 0.
#[must_use]
pub fn exp_m1(x: f64) -> f64 {
    libm::expm1(x)
}

/// Natural logarithm of `1 + x`, without cancellation near 0.
#[must_use]
pub fn ln_1p(x: f64) -> f64 {
    libm::log1p(x)
}

/// Logarithm to base 2.
#[must_use]
pub fn log2(x: f64) -> f64 {
    libm::log2(x)
}

/// Sine.
#[must_use]
pub fn sin(x: f64) -> f64 {
    libm::sin(x)
}

/// Cosine.
#[must_use]
pub fn cos(x: f64) -> f64 {
    libm::cos(x)
}

/// The sum with the rounding errors of its additions kept apart (Neumaier 1974), so that a million
/// small terms are not lost beside a large one.
#[must_use]
pub fn sum(terms: impl IntoIterator<Item = f64>) -> f64 {
    let (mut total, mut lost) = (0.0_f64, 0.0);
    for term in terms {
        let next = total + term;
        lost +=
            if total.abs() >= term.abs() { (total - next) + term } else { (term - next) + total };
        total = next;
    }
    total + lost
}

/// Rounds to so many significant decimal digits (1 to 15). Zero and what is not finite stay.
#[must_use]
pub fn round_to_digits(x: f64, digits: i32) -> f64 {
    if x == 0.0 || !x.is_finite() {
        return x;
    }
    let places = digits - 1 - libm::floor(libm::log10(x.abs())) as i32;
    // Scaling by a power of ten that is exact keeps `0.3` from becoming `0.30000000000000004`.
    if places >= 0 {
        let scale = libm::pow(10.0, f64::from(places));
        (x * scale).round() / scale
    } else {
        let scale = libm::pow(10.0, f64::from(-places));
        (x / scale).round() * scale
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_terms_are_not_lost_beside_large_ones() {
        let terms = std::iter::once(1e16).chain(std::iter::repeat_n(1.0, 1000)).chain([-1e16]);
        assert_eq!(sum(terms), 1000.0);
    }

    #[test]
    fn rounding_keeps_short_decimals_short() {
        assert_eq!(round_to_digits(0.1 * 3.0, 12), 0.3);
        assert_eq!(round_to_digits(1234.0, 2), 1200.0);
        assert_eq!(round_to_digits(-0.000_123_456, 3), -0.000_123);
        assert_eq!(round_to_digits(0.0, 3), 0.0);
        assert_eq!(round_to_digits(999.9, 3), 1000.0);
    }
}
