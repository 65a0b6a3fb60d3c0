//! The inputs of a simulator, as data: sliders, addresses, lessons and tests read one list.

use super::text::{List, Text, for_pages, list, text};
use crate::base::format::{self, Unit};
use crate::base::math;
use serde::{Deserialize, Serialize};

/// How positions of a slider are spread over the range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
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

/// One input: a slider with a number field, or a choice.
///
/// The range is what a slider offers. A calculation from a file may go beyond it, as far as
/// [`Control::accepts`] says.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Control {
    /// A name that never changes: addresses, lessons and tables of data use it.
    #[serde(deserialize_with = "text")]
    pub key: Text,
    /// As the learner sees it.
    #[serde(deserialize_with = "text")]
    pub label: Text,
    /// What it means in the system, as a sentence.
    #[serde(deserialize_with = "text")]
    pub meaning: Text,
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
    /// What may stand here outside of the slider's range.
    pub accepts: Accepts,
    /// The choices; empty where the input is a number. A choice's value is its place.
    #[serde(deserialize_with = "list")]
    pub choices: List<Choice>,
}

/// One of the words or lists that an input can be.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Choice {
    /// What addresses and tables of data say: `round_robin`, `3|2|3|0`.
    #[serde(deserialize_with = "text")]
    pub word: Text,
    /// As the learner sees it.
    #[serde(deserialize_with = "text")]
    pub label: Text,
}

/// What an input may be in a calculation.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum Accepts {
    /// Any finite number.
    Any,
    /// Zero or more.
    NotNegative,
    /// Above zero.
    Positive,
    /// Zero or more, or infinite for "never".
    NotNegativeOrNever,
    /// From 0 to 1, both included.
    Share,
    /// Between 0 and 1, neither included.
    InnerShare,
    /// From one number to another, both included.
    Between(f64, f64),
    /// A whole number, from the first to the second, both included.
    Whole(f64, f64),
    /// One of the words of [`Control::choices`].
    Choice,
    /// Any list; the choices are examples of it. The simulator reads it and says what is wrong.
    List,
}

impl Accepts {
    /// Whether the number may stand here.
    #[must_use]
    pub fn admits(self, x: f64) -> bool {
        match self {
            Self::Any => x.is_finite(),
            Self::NotNegative => x.is_finite() && x >= 0.0,
            Self::Positive => x.is_finite() && x > 0.0,
            Self::NotNegativeOrNever => x >= 0.0,
            Self::Share => (0.0..=1.0).contains(&x),
            Self::InnerShare => x > 0.0 && x < 1.0,
            Self::Between(least, most) => (least..=most).contains(&x),
            Self::Whole(least, most) => (least..=most).contains(&x) && x.fract() == 0.0,
            Self::Choice | Self::List => false,
        }
    }

    /// What may stand here, in words that follow "must be".
    #[must_use]
    pub fn words(self) -> String {
        match self {
            Self::Any => "a finite number".into(),
            Self::NotNegative => "0 or more".into(),
            Self::Positive => "above 0".into(),
            Self::NotNegativeOrNever => "0 or more, or inf for never".into(),
            Self::Share => "a share from 0 to 1".into(),
            Self::InnerShare => "a share between 0 and 1".into(),
            Self::Between(least, most) => format!("a number from {least} to {most}"),
            Self::Whole(least, most) => format!("a whole number from {least} to {most}"),
            Self::Choice => "one of the words it knows".into(),
            Self::List => "a list".into(),
        }
    }
}

impl Control {
    /// A number with a slider of equal steps. It starts at the minimum, snaps to hundredths of the
    /// range, has no unit and accepts any finite number, unless one of the methods below says
    /// otherwise.
    #[must_use]
    pub const fn number(key: Text, label: Text, meaning: Text, min: f64, max: f64) -> Self {
        Self {
            key,
            label,
            meaning: for_pages(meaning),
            unit: Unit::One,
            min,
            max,
            default: min,
            step: (max - min) / 100.0,
            spread: Spread::Linear,
            accepts: Accepts::Any,
            choices: &[],
        }
    }

    /// One of several words; the first is chosen at first.
    #[must_use]
    pub const fn choice(key: Text, label: Text, meaning: Text, choices: List<Choice>) -> Self {
        let last = (choices.len() - 1) as f64;
        let control = Self::number(key, label, meaning, 0.0, last).steps_of(1.0);
        Self { accepts: Accepts::Choice, choices, ..control }
    }

    /// A list of numbers or marks, such as `3|2|0`; a learner chooses among examples.
    #[must_use]
    pub const fn list(key: Text, label: Text, meaning: Text, examples: List<Choice>) -> Self {
        Self { accepts: Accepts::List, ..Self::choice(key, label, meaning, examples) }
    }

    /// A whole number from `min` to `max` on the slider, and from `least` on in a calculation.
    #[must_use]
    pub const fn whole(key: Text, label: Text, meaning: Text, min: f64, max: f64) -> Self {
        // Beyond 2^53 the whole numbers have gaps.
        let accepts = Accepts::Whole(min, 9_007_199_254_740_992.0);
        Self { accepts, ..Self::number(key, label, meaning, min, max).steps_of(1.0) }
    }

    /// With this unit.
    #[must_use]
    pub const fn unit(self, unit: Unit) -> Self {
        Self { unit, ..self }
    }

    /// Where the slider stands at first.
    #[must_use]
    pub const fn starts(self, default: f64) -> Self {
        Self { default, ..self }
    }

    /// What values are multiples of, counted from the minimum.
    #[must_use]
    pub const fn steps_of(self, step: f64) -> Self {
        Self { step, ..self }
    }

    /// With equal ratios between positions.
    #[must_use]
    pub const fn logarithmic(self) -> Self {
        Self { spread: Spread::Logarithmic, ..self }
    }

    /// With zero first, and equal ratios from so many thousandths on.
    #[must_use]
    pub const fn zero_then_logarithmic(self, from_thousandths: u32) -> Self {
        Self { spread: Spread::ZeroThenLogarithmic { from_thousandths }, ..self }
    }

    /// With these values allowed in a calculation.
    #[must_use]
    pub const fn accepts(self, accepts: Accepts) -> Self {
        Self { accepts, ..self }
    }

    /// The value as it stands in an address.
    #[must_use]
    pub fn written(&self, value: f64) -> String {
        let choice = self.choices.get(value as usize);
        choice.map_or_else(|| value.to_string(), |choice| choice.word.into())
    }

    /// The value as a learner reads it: `16 requests`, or the words of a choice.
    #[must_use]
    pub fn shown(&self, value: f64) -> String {
        let choice = self.choices.get(value as usize);
        choice.map_or_else(|| format::setting(value, self.unit), |choice| choice.label.into())
    }

    /// The value of what stands in an address.
    #[must_use]
    pub fn read(&self, written: &str) -> Option<f64> {
        let place = self.choices.iter().position(|choice| choice.word == written);
        place.map(|place| place as f64).or_else(|| written.parse().ok())
    }
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

#[cfg(test)]
mod tests {
    use crate::sim::batching;

    #[test]
    fn a_step_never_ends_where_it_began() {
        for control in batching::CONTROLS {
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
}
