//! From a quantity to a place on the page, and the ticks between.

use super::math;

/// Maps a quantity to a place, in equal steps or in equal ratios.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    from: f64,
    to: f64,
    start: f64,
    end: f64,
    logarithmic: bool,
}

impl Scale {
    /// Equal lengths are equal differences. An empty domain is widened, so that there is a scale.
    #[must_use]
    pub fn linear(domain: (f64, f64), range: (f64, f64)) -> Self {
        let (from, to) = domain;
        let to = if to > from { to } else { from + 1.0 };
        Self { from, to, start: range.0, end: range.1, logarithmic: false }
    }

    /// Equal lengths are equal ratios. What is not above zero counts as the smallest that is.
    #[must_use]
    pub fn logarithmic(domain: (f64, f64), range: (f64, f64)) -> Self {
        let from = if domain.0 > 0.0 { domain.0 } else { 1e-9 };
        let to = if domain.1 > from { domain.1 } else { from * 10.0 };
        Self { from, to, start: range.0, end: range.1, logarithmic: true }
    }

    /// Where `value` lies; beyond the ends of the range for values beyond the domain.
    #[must_use]
    pub fn place(&self, value: f64) -> f64 {
        let share = if self.logarithmic {
            math::ln(value.max(self.from * 1e-3) / self.from) / math::ln(self.to / self.from)
        } else {
            (value - self.from) / (self.to - self.from)
        };
        self.start + share * (self.end - self.start)
    }

    /// Round values within the domain, about `count` of them (linear), or powers of ten with 2 and 5
    /// between them where there is room (logarithmic).
    #[must_use]
    pub fn ticks(&self, count: usize) -> Vec<f64> {
        if self.logarithmic { self.logarithmic_ticks(count) } else { self.linear_ticks(count) }
    }

    fn linear_ticks(&self, count: usize) -> Vec<f64> {
        let step = nice_step((self.to - self.from) / count.max(1) as f64);
        let first = (self.from / step - 1e-9).ceil();
        let last = (self.to / step + 1e-9).floor();
        let steps = (last - first).max(0.0) as usize;
        (0..=steps).map(|i| math::round_to_digits((first + i as f64) * step, 12)).collect()
    }

    fn logarithmic_ticks(&self, count: usize) -> Vec<f64> {
        let first = math::log10(self.from).floor() as i32;
        let last = math::log10(self.to).ceil() as i32;
        let within = |digits: &[f64], every: i32| -> Vec<f64> {
            let decades = (first..=last).filter(|decade| decade.rem_euclid(every) == 0);
            let all = decades.flat_map(|decade| {
                let power = math::pow(10.0, f64::from(decade));
                digits.iter().map(move |digit| math::round_to_digits(digit * power, 12))
            });
            all.filter(|t| (self.from * (1.0 - 1e-9)..=self.to * (1.0 + 1e-9)).contains(t)).collect()
        };
        let choices = [
            within(&[1.0, 2.0, 5.0], 1),
            within(&[1.0, 3.0], 1),
            within(&[1.0], 1),
            within(&[1.0], 2),
            within(&[1.0], 3),
        ];
        let fits = choices.iter().position(|ticks| ticks.len() <= count.max(2));
        choices.into_iter().nth(fits.unwrap_or(4)).unwrap_or_default()
    }
}

/// The smallest of 1, 2, 5 times a power of ten that is not below `raw`.
fn nice_step(raw: f64) -> f64 {
    if !(raw.is_finite() && raw > 0.0) {
        return 1.0;
    }
    let power = math::pow(10.0, math::log10(raw).floor());
    let digit = [1.0, 2.0, 5.0].into_iter().find(|digit| digit * power >= raw * (1.0 - 1e-9));
    digit.unwrap_or(10.0) * power
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_of_the_domain_are_the_ends_of_the_range() {
        for scale in [
            Scale::linear((2.0, 12.0), (40.0, 600.0)),
            Scale::logarithmic((2.0, 12.0), (40.0, 600.0)),
        ] {
            assert!((scale.place(2.0) - 40.0).abs() < 1e-9);
            assert!((scale.place(12.0) - 600.0).abs() < 1e-9);
        }
        let decades = Scale::logarithmic((1.0, 100.0), (0.0, 2.0));
        assert!((decades.place(10.0) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn ticks_are_round_and_inside() {
        assert_eq!(Scale::linear((0.0, 97.0), (0.0, 1.0)).ticks(5), [0.0, 20.0, 40.0, 60.0, 80.0]);
        assert_eq!(Scale::linear((0.0, 0.3), (0.0, 1.0)).ticks(3), [0.0, 0.1, 0.2, 0.3]);
        assert_eq!(
            Scale::logarithmic((8.0, 300.0), (0.0, 1.0)).ticks(6),
            [10.0, 20.0, 50.0, 100.0, 200.0]
        );
        assert_eq!(Scale::logarithmic((1.0, 1e6), (0.0, 1.0)).ticks(7).len(), 7);
    }

    #[test]
    fn an_empty_domain_still_has_a_scale() {
        assert!(Scale::linear((3.0, 3.0), (0.0, 9.0)).place(3.0).is_finite());
        assert!(Scale::logarithmic((0.0, 0.0), (0.0, 9.0)).place(0.0).is_finite());
    }
}
