//! What a calculation is given and what it gives back: one row of typed inputs, one of typed outputs.

use super::control::{Accepts, Control};
use super::outcome::Trouble;
use super::text::Text;
use super::values::Values;
use crate::base::decimal::number;

/// One input of a calculation.
#[derive(Debug, Clone, PartialEq)]
pub enum Datum {
    /// A number; a whole one where the control asks for that.
    Number(f64),
    /// A word of a choice, or a list as it was written.
    Text(String),
}

/// The inputs of one calculation, checked against what their controls accept.
#[derive(Debug, Clone)]
pub struct Given {
    controls: &'static [Control],
    data: Vec<Datum>,
}

/// Why inputs make no sense, alone or together. Not for systems that merely fail: an overloaded queue
/// is a result, with [`Trouble`].
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("`{input}` {why}")]
pub struct Impossible {
    /// The key of the input to change.
    pub input: Text,
    /// What is wrong with it, as words that follow its name: "must not exceed `n_replicas`".
    pub why: String,
}

impl Impossible {
    /// With these words, which follow the name of the input.
    #[must_use]
    pub fn new(input: Text, why: impl Into<String>) -> Self {
        Self { input, why: why.into() }
    }
}

impl Given {
    /// The inputs as a learner has set them; what is chosen from a list of examples is that example.
    #[must_use]
    pub fn of(controls: &'static [Control], values: &Values) -> Self {
        let datum = |(control, value): (&Control, &f64)| match control.accepts {
            Accepts::Choice | Accepts::List => Datum::Text(control.written(*value)),
            _ => Datum::Number(*value),
        };
        Self { controls, data: controls.iter().zip(values.as_slice()).map(datum).collect() }
    }

    /// The inputs as they are written in a table or a command; those that are not named stand at
    /// their defaults.
    ///
    /// # Errors
    /// The first input that its control does not accept.
    pub fn read<'a>(
        controls: &'static [Control],
        written: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, Impossible> {
        let mut given = Self::of(controls, &Values::defaults(controls));
        for (key, text) in written {
            if let Some(place) = controls.iter().position(|control| control.key == key) {
                given.data[place] = datum(&controls[place], text.trim())?;
            }
        }
        Ok(given)
    }

    /// The number called `key`.
    ///
    /// # Panics
    /// When the simulator has no such number: a misspelt name, which any call of it would show.
    #[must_use]
    pub fn number(&self, key: &str) -> f64 {
        match self.datum(key) {
            Datum::Number(number) => *number,
            Datum::Text(_) => panic!("`{key}` is not declared as a number"),
        }
    }

    /// The whole number called `key`.
    ///
    /// # Panics
    /// As [`Given::number`].
    #[must_use]
    pub fn whole(&self, key: &str) -> u64 {
        self.number(key) as u64
    }

    /// The word or list called `key`, as it was written.
    ///
    /// # Panics
    /// When the simulator has no such text: a misspelt name, which any call of it would show.
    #[must_use]
    pub fn text(&self, key: &str) -> &str {
        match self.datum(key) {
            Datum::Text(text) => text,
            Datum::Number(_) => panic!("`{key}` is not declared as a text"),
        }
    }

    /// The numbers of a list such as `3|2|0`.
    ///
    /// # Errors
    /// When one of them is not a finite number, or there is none.
    pub fn list(&self, key: Text) -> Result<Vec<f64>, Impossible> {
        let number = |text: &str| number(text.trim()).filter(|x| x.is_finite());
        let numbers: Option<Vec<f64>> = self.text(key).split('|').map(number).collect();
        numbers.ok_or_else(|| Impossible::new(key, "must be numbers with | between them"))
    }

    /// A copy with one number changed, as far as its control accepts it.
    #[must_use]
    pub fn with(&self, place: usize, number: f64) -> Self {
        let mut given = self.clone();
        given.data[place] = Datum::Number(number);
        given
    }

    /// All inputs, in the order of the controls.
    #[must_use]
    pub fn data(&self) -> &[Datum] {
        &self.data
    }

    fn datum(&self, key: &str) -> &Datum {
        let place = self.controls.iter().position(|control| control.key == key);
        &self.data[place.unwrap_or_else(|| panic!("there is no input `{key}`"))]
    }
}

fn datum(control: &'static Control, text: &str) -> Result<Datum, Impossible> {
    let refuse = |why: String| Err(Impossible::new(control.key, why));
    match control.accepts {
        Accepts::List if text.is_empty() => refuse("must not be empty".into()),
        Accepts::List => Ok(Datum::Text(text.into())),
        Accepts::Choice if control.choices.iter().any(|choice| choice.word == text) => {
            Ok(Datum::Text(text.into()))
        }
        Accepts::Choice => {
            let words: Vec<_> = control.choices.iter().map(|choice| choice.word).collect();
            refuse(format!("is `{text}` and must be one of: {}", words.join(", ")))
        }
        accepts => match text.parse::<f64>() {
            Ok(number) if accepts.admits(number) => Ok(Datum::Number(number)),
            Ok(number) => refuse(format!("is {number} and must be {}", accepts.words())),
            Err(_) => refuse(format!("is `{text}`, which is not a number")),
        },
    }
}

/// One output of a calculation.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// A number as exact as the arithmetic; always finite.
    Number(f64),
    /// A number from a simulation; both always finite.
    Estimate {
        /// The estimate.
        value: f64,
        /// Its standard error.
        standard_error: f64,
    },
    /// Grows beyond all bounds: the wait in an overloaded queue.
    Unbounded,
    /// Has no meaning here: the optimum of what is never worth doing.
    Undefined,
    /// A word, or a list as text.
    Word(String),
}

impl From<f64> for Cell {
    /// Infinity is [`Cell::Unbounded`], what is not a number [`Cell::Undefined`].
    fn from(x: f64) -> Self {
        if x.is_finite() {
            Self::Number(x)
        } else if x == f64::INFINITY {
            Self::Unbounded
        } else {
            Self::Undefined
        }
    }
}

impl Cell {
    /// An estimate with its standard error. Without a finite value it is as [`Cell::from`] says.
    #[must_use]
    pub fn estimate(value: f64, standard_error: f64) -> Self {
        if value.is_finite() && standard_error.is_finite() {
            Self::Estimate { value, standard_error }
        } else {
            Self::from(value)
        }
    }

    /// The number, if it is one.
    #[must_use]
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Number(value) | Self::Estimate { value, .. } => Some(*value),
            Self::Unbounded | Self::Undefined | Self::Word(_) => None,
        }
    }

    /// As it stands in a table of data: all digits, `inf`, `nan`, or the word.
    #[must_use]
    pub fn written(&self) -> String {
        match self {
            Self::Number(x) | Self::Estimate { value: x, .. } => {
                // Long rows of zeros are hard to read, for people and for some programs.
                let plain = *x == 0.0 || (1e-5..1e15).contains(&x.abs());
                if plain { x.to_string() } else { format!("{x:e}") }
            }
            Self::Unbounded => "inf".into(),
            Self::Undefined => "nan".into(),
            Self::Word(word) => word.clone(),
        }
    }
}

/// The outputs of one calculation.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// In the order of the simulator's readouts.
    pub cells: Vec<Cell>,
    /// Where the system breaks, if it does.
    pub trouble: Option<Trouble>,
}

impl Row {
    /// A row of a system that works.
    #[must_use]
    pub fn new(cells: impl Into<Vec<Cell>>) -> Self {
        Self { cells: cells.into(), trouble: None }
    }

    /// A row of exact numbers; infinity and what is not a number become what they mean.
    #[must_use]
    pub fn numbers(numbers: impl IntoIterator<Item = f64>) -> Self {
        Self::new(numbers.into_iter().map(Cell::from).collect::<Vec<_>>())
    }

    /// The same row of a system that breaks: what is wrong, and the first thing to do about it, each
    /// as a sentence.
    #[must_use]
    pub fn broken(self, what: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { trouble: Some(Trouble { what: what.into(), mend: mend.into() }), ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::decimal::short;
    use crate::sim;

    /// The worker reads no longer ones.
    #[test]
    fn every_example_of_a_simulator_is_short() {
        let controls = sim::all().flat_map(|simulator| simulator.controls);
        let mut examples = 0;
        for control in controls.filter(|control| control.accepts == Accepts::List) {
            for choice in control.choices {
                for text in choice.word.split('|').filter(|text| text.parse::<f64>().is_ok()) {
                    assert!(short(text).is_some(), "`{text}` of `{}`", control.key);
                    examples += 1;
                }
            }
        }
        assert!(examples > 50, "{examples}");
    }
}
