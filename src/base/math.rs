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

/// e to the power of `x`, minus 1: exact where `x` is small and `exp(x) - 1.0` would cancel.
#[must_use]
pub fn expm1(x: f64) -> f64 {
    libm::expm1(x)
}

/// Natural logarithm of `1 + x`: exact where `x` is small. NaN below −1.
#[must_use]
pub fn log1p(x: f64) -> f64 {
    libm::log1p(x)
}

/// Logarithm to base 2.
#[must_use]
pub fn log2(x: f64) -> f64 {
    libm::log2(x)
}

/// Sine of an angle in radians.
#[must_use]
pub fn sin(x: f64) -> f64 {
    libm::sin(x)
}

/// Cosine of an angle in radians.
#[must_use]
pub fn cos(x: f64) -> f64 {
    libm::cos(x)
}

/// Hyperbolic tangent.
#[must_use]
pub fn tanh(x: f64) -> f64 {
    libm::tanh(x)
}

/// Arc sine in radians, from −π/2 to π/2; NaN outside −1 to 1.
#[must_use]
pub fn asin(x: f64) -> f64 {
    libm::asin(x)
}

/// Square root. The standard library's: IEEE 754 fixes every bit of it.
#[must_use]
pub fn sqrt(x: f64) -> f64 {
    x.sqrt()
}

/// Error function.
#[must_use]
pub fn erf(x: f64) -> f64 {
    libm::erf(x)
}

/// Complementary error function `1 - erf(x)`, without cancelling for large `x`.
#[must_use]
pub fn erfc(x: f64) -> f64 {
    libm::erfc(x)
}

/// `x` to the power of a whole number, by repeated squaring. `powi(0.0, 0)` is 1.
#[must_use]
pub fn powi(x: f64, n: i32) -> f64 {
    let (mut power, mut square, mut left) = (1.0, x, n.unsigned_abs());
    while left > 0 {
        if left & 1 == 1 {
            power *= square;
        }
        square *= square;
        left >>= 1;
    }
    if n < 0 { 1.0 / power } else { power }
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

/// A running sum whose rounding error does not grow with the number of terms.
///
/// Source: Neumaier, "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen",
/// ZAMM 54, 1974.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct CompensatedSum {
    sum: f64,
    lost: f64,
}

impl CompensatedSum {
    /// Nothing added yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a term.
    pub fn add(&mut self, x: f64) {
        let sum = self.sum + x;
        // What the smaller of the two lost when they were brought to the same exponent.
        self.lost +=
            if self.sum.abs() >= x.abs() { (self.sum - sum) + x } else { (x - sum) + self.sum };
        self.sum = sum;
    }

    /// The sum so far.
    #[must_use]
    pub fn value(&self) -> f64 {
        // After an infinity the lost part is NaN.
        if self.sum.is_finite() { self.sum + self.lost } else { self.sum }
    }
}

impl FromIterator<f64> for CompensatedSum {
    fn from_iter<I: IntoIterator<Item = f64>>(terms: I) -> Self {
        let mut sum = Self::new();
        terms.into_iter().for_each(|x| sum.add(x));
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compensated_sums_keep_what_plain_ones_lose() {
        let terms = [1.0, 1e100, 1.0, -1e100];
        assert_eq!(terms.iter().sum::<f64>(), 0.0);
        assert_eq!(terms.into_iter().collect::<CompensatedSum>().value(), 2.0);
        let tenths: CompensatedSum = (0..10_000).map(|_| 0.1).collect();
        assert_eq!(tenths.value(), 1000.0);
        assert_eq!(
            [f64::INFINITY, 1.0].into_iter().collect::<CompensatedSum>().value(),
            f64::INFINITY
        );
    }

    #[test]
    fn whole_powers_are_products() {
        assert_eq!(powi(3.0, 5), 243.0);
        assert_eq!(powi(2.0, -3), 0.125);
        assert_eq!(powi(0.0, 0), 1.0);
        assert_eq!(powi(-2.0, 3), -8.0);
    }

    // Should a function be routed to the platform's, or libm change, some of these bits change, and saved
    // results and golden files with them. A WASM build of the same calls gave the same bits.
    #[test]
    fn the_bits_are_those_of_libm() {
        let found = [
            ln(0.7),
            log2(0.7),
            log10(0.7),
            log1p(0.07),
            exp(1.3),
            expm1(0.013),
            pow(1.7, 3.3),
            sin(11.3),
            cos(11.3),
            tanh(0.37),
            asin(0.37),
            erf(0.37),
            erfc(3.7),
        ];
        let expected: [u64; 13] = [
            0xbfd6_d3c3_24e1_3f50,
            0xbfe0_7762_2896_7d13,
            0xbfc3_d3d3_d21c_cf04,
            0x3fb1_5213_c27c_917c,
            0x400d_5ab8_3615_f8b4,
            0x3f8a_cc3d_2b10_2272,
            0x4017_0b0a_6f6e_ccfa,
            0xbfee_8753_60c2_af80,
            0x3fd3_2f07_17a0_3257,
            0x3fd6_a7cc_db09_3671,
            0x3fd8_41af_0d31_cc53,
            0x3fd9_8c97_4175_426e,
            0x3e86_6f44_410e_9e90,
        ];
        assert_eq!(found.map(f64::to_bits), expected);
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
