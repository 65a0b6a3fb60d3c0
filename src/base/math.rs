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
    fn rounding_keeps_short_decimals_short() {
        assert_eq!(round_to_digits(0.1 * 3.0, 12), 0.3);
        assert_eq!(round_to_digits(1234.0, 2), 1200.0);
        assert_eq!(round_to_digits(-0.000_123_456, 3), -0.000_123);
        assert_eq!(round_to_digits(0.0, 3), 0.0);
        assert_eq!(round_to_digits(999.9, 3), 1000.0);
    }
}
