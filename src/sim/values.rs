//! The settings of a lab: one number for each control.

use super::control::Control;
use super::link::Link;
use serde::{Deserialize, Serialize};

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

    /// A copy with one number changed that is known to be a setting of its control: questions carry no
    /// list of controls.
    #[must_use]
    pub fn replaced(&self, index: usize, value: f64) -> Self {
        let mut values = self.clone();
        if let Some(there) = values.0.get_mut(index) {
            *there = value;
        }
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
        let pair = |(control, value): (&Control, &f64)| {
            format!("{}={}", control.key, control.written(*value))
        };
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
        Link::read(controls, query).values
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::batching;

    const ALL: &[Control] = batching::CONTROLS;

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
