//! The inputs of a simulator, as data: sliders, addresses, lessons and tests read one list.

use crate::base::format::Unit;
use crate::base::math;
use serde::{Deserialize, Serialize};

/// How positions of a slider are spread over the range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spread {
    /// Equal steps.
    Linear,
    /// Equal ratios; needs `min > 0`.
    Logarithmic,
    /// Zero at the first position, equal ratios from `from` on. For ranges that begin at "none".
    ZeroThenLogarithmic {
        /// The smallest value above zero, in thousandths of the control's unit.
        from_thousandths: u32,
    },
}

/// One input: a slider with a number field.
#[derive(Debug, Clone, Copy)]
pub struct Control {
    /// A snake_case name that never changes: addresses and lessons use it.
    pub key: &'static str,
    /// As the learner sees it.
    pub label: &'static str,
    /// What it means in the system, as a sentence.
    pub meaning: &'static str,
    /// The unit of `min`, `max`, `default` and `step`.
    pub unit: Unit,
    /// The smallest value.
    pub min: f64,
    /// The largest value.
    pub max: f64,
    /// Where the slider stands at first.
    pub default: f64,
    /// Values are multiples of this; 1 for whole numbers.
    pub step: f64,
    /// How the slider is spread.
    pub spread: Spread,
}

/// Why a value cannot be set.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum BadValue {
    /// There is no such control.
    #[error("there is no control `{0}`")]
    Unknown(String),
    /// Outside of the control's range, or not a number.
    #[error("{value} is outside of {min} to {max}")]
    OutOfRange {
        /// What was given.
        value: f64,
        /// The control's smallest value.
        min: f64,
        /// The control's largest value.
        max: f64,
    },
}

impl Control {
    /// The number of positions of the slider, counted from 0: a hundred steps, fewer where the
    /// control has fewer values.
    #[must_use]
    pub fn last_position(&self) -> u32 {
        let values = ((self.max - self.min) / self.step).round();
        if values < 100.0 { values as u32 } else { 100 }
    }

    /// The value at a position of the slider, rounded to two significant digits and to `step`.
    #[must_use]
    pub fn at(&self, position: u32) -> f64 {
        let last = self.last_position();
        if position == 0 {
            return self.min;
        }
        if position >= last {
            return self.max;
        }
        let share = f64::from(position) / f64::from(last);
        let raw = match self.spread {
            Spread::Linear => self.min + share * (self.max - self.min),
            Spread::Logarithmic => self.min * math::pow(self.max / self.min, share),
            Spread::ZeroThenLogarithmic { from_thousandths } => {
                let from = f64::from(from_thousandths) / 1000.0;
                let share = f64::from(position - 1) / f64::from(last - 1);
                from * math::pow(self.max / from, share)
            }
        };
        let raw = match self.spread {
            Spread::Linear => raw,
            _ => math::round_to_digits(raw, 2),
        };
        self.snap(raw)
    }

    /// The position whose value is nearest to `value`.
    #[must_use]
    pub fn position_of(&self, value: f64) -> u32 {
        let last = self.last_position();
        let (mut low, mut high) = (0, last);
        while low < high {
            let middle = (low + high) / 2;
            if self.at(middle) < value { low = middle + 1 } else { high = middle }
        }
        if low > 0 && (value - self.at(low - 1)).abs() <= (self.at(low) - value).abs() {
            low - 1
        } else {
            low
        }
    }

    /// The position for a step from `from` to `to`, or the first beyond `to` whose value differs:
    /// where the range is long, neighbouring positions of a whole number have the same value, and a
    /// step must never end where it began.
    #[must_use]
    pub fn step(&self, from: u32, to: u32) -> u32 {
        let (here, last) = (self.at(from), self.last_position());
        let mut position = to.min(last);
        while self.at(position) == here && position != from && (1..last).contains(&position) {
            if to > from { position += 1 } else { position -= 1 }
        }
        position
    }

    /// The nearest value that the control can have. Not-a-number becomes the default.
    #[must_use]
    pub fn snap(&self, value: f64) -> f64 {
        if value.is_nan() {
            return self.default;
        }
        let steps = ((value.clamp(self.min, self.max) - self.min) / self.step).round();
        let value = self.min + steps * self.step;
        // `0.1 * 3` is not `0.3`; twelve digits are more than any control means.
        math::round_to_digits(value, 12).clamp(self.min, self.max)
    }
}

/// One value for each control, in the order of the simulator's list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Values(Vec<f64>);

impl Values {
    /// Every control at its default.
    #[must_use]
    pub fn defaults(controls: &[Control]) -> Self {
        Self(controls.iter().map(|control| control.default).collect())
    }

    /// Defaults, then the named settings.
    ///
    /// # Errors
    /// The first [`BadValue`], with its key.
    pub fn with<'a>(
        controls: &[Control],
        settings: impl IntoIterator<Item = (&'a str, f64)>,
    ) -> Result<Self, (String, BadValue)> {
        let mut values = Self::defaults(controls);
        for (key, value) in settings {
            let Some(index) = controls.iter().position(|control| control.key == key) else {
                return Err((key.into(), BadValue::Unknown(key.into())));
            };
            let control = &controls[index];
            if !(control.min..=control.max).contains(&value) {
                let (min, max) = (control.min, control.max);
                return Err((key.into(), BadValue::OutOfRange { value, min, max }));
            }
            values.0[index] = control.snap(value);
        }
        Ok(values)
    }

    /// From numbers that may come from anywhere: missing ones get their default, wild ones are
    /// brought into range.
    #[must_use]
    pub fn tamed(controls: &[Control], numbers: &[f64]) -> Self {
        let number = |i: usize| numbers.get(i).copied().unwrap_or(f64::NAN);
        Self(controls.iter().enumerate().map(|(i, control)| control.snap(number(i))).collect())
    }

    /// The value of the control at `index`.
    #[must_use]
    pub fn get(&self, index: usize) -> f64 {
        self.0[index]
    }

    /// A copy with one control changed, snapped into its range.
    #[must_use]
    pub fn set(&self, controls: &[Control], index: usize, value: f64) -> Self {
        let mut values = self.clone();
        values.0[index] = controls[index].snap(value);
        values
    }

    /// All numbers, in the order of the controls.
    #[must_use]
    pub fn as_slice(&self) -> &[f64] {
        &self.0
    }

    /// `key=value` pairs of what differs from the defaults, joined by `&`; for addresses. Where
    /// nothing differs the first control is named, since an address without any means the start.
    #[must_use]
    pub fn to_query(&self, controls: &[Control]) -> String {
        let pair = |(control, value): (&Control, &f64)| format!("{}={value}", control.key);
        let all = || controls.iter().zip(&self.0);
        let differing: Vec<_> = all().filter(|(c, v)| c.default != **v).map(pair).collect();
        if differing.is_empty() {
            return all().next().map(pair).unwrap_or_default();
        }
        differing.join("&")
    }

    /// Reads what [`Values::to_query`] writes; nothing if no control is set, as by the `theme=` and
    /// `secret=` that hosts of frames add. Unknown keys and unreadable numbers are passed over, wild
    /// ones brought into range: an address may come from anywhere.
    #[must_use]
    pub fn from_query(controls: &[Control], query: &str) -> Option<Self> {
        let mut values = None;
        for pair in query.split('&').take(64) {
            let Some((key, text)) = pair.split_once('=') else { continue };
            let index = controls.iter().position(|control| control.key == key);
            if let (Some(index), Ok(value)) = (index, text.parse::<f64>()) {
                let before = values.unwrap_or_else(|| Self::defaults(controls));
                values = Some(before.set(controls, index, value));
            }
        }
        values
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::batching;

    const ALL: &[Control] = batching::SIMULATOR.controls;

    fn read(query: &str) -> Option<Values> {
        Values::from_query(ALL, query)
    }

    #[test]
    fn every_state_survives_its_address() {
        let some = Values::with(ALL, [("max_batch", 16.0), ("max_wait", 2.5)]).unwrap();
        for values in [some, Values::defaults(ALL)] {
            assert_eq!(read(&values.to_query(ALL)), Some(values));
        }
    }

    #[test]
    fn a_step_never_ends_where_it_began() {
        for control in ALL {
            let last = control.last_position();
            for from in (0..last).filter(|from| control.at(*from) < control.max) {
                assert!(control.at(control.step(from, from + 1)) > control.at(from));
            }
            for from in (1..=last).filter(|from| control.at(*from) > control.min) {
                assert!(control.at(control.step(from, from - 1)) < control.at(from));
            }
            assert_eq!((control.step(last, last + 5), control.step(0, 0)), (last, 0));
        }
    }

    #[test]
    fn what_hosts_of_frames_add_is_passed_over() {
        let batch = read("max_batch=16");
        assert!(batch.is_some());
        assert_eq!(read("theme=dark&max_batch=16&secret=a1B2c3"), batch);
        for none in ["", "?secret=a1B2c3", "theme=dark", "max_batch", "max_batch=many"] {
            assert_eq!(read(none), None, "{none}");
        }
    }

    #[test]
    fn wild_numbers_are_brought_into_range() {
        let (index, control) = batching::SIMULATOR.control("max_batch").unwrap();
        for (text, value) in
            [("1e308", control.max), ("-inf", control.min), ("NaN", control.default)]
        {
            let values = read(&format!("max_batch={text}")).unwrap();
            assert_eq!(values.get(index), value, "{text}");
        }
    }
}
