//! What a simulator gives back: plain data that crosses from the worker to the page.

use super::control::{Control, Spread};
use super::text::{Text, for_pages, text};
use crate::base::format::{self, Unit};
use serde::{Deserialize, Serialize};

/// What a number is about. The same quantity has the same colour everywhere in the course.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Quantity {
    /// Time that somebody waits.
    Latency,
    /// Work done per unit of time.
    Throughput,
    /// Money or energy.
    Cost,
    /// How good the answers are.
    Quality,
    /// How old the data are.
    Freshness,
    /// How busy the machines are.
    Load,
}

/// Which way is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Better {
    /// More is better.
    More,
    /// Less is better.
    Less,
    /// Neither by itself.
    Neither,
}

/// One output number.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct ReadoutSpec {
    /// A snake_case name that never changes: lessons use it.
    #[serde(deserialize_with = "text")]
    pub key: Text,
    /// As the learner sees it.
    #[serde(deserialize_with = "text")]
    pub label: Text,
    /// The unit of its readings.
    pub unit: Unit,
    /// What it is about.
    pub quantity: Quantity,
    /// Which way is better.
    pub better: Better,
    /// Whether it stands in large figures; the others are in the table.
    pub main: bool,
}

impl ReadoutSpec {
    /// A result without a unit, of which neither way is better, in the table only, unless one of the
    /// methods below says otherwise.
    #[must_use]
    pub const fn new(key: Text, label: Text, quantity: Quantity) -> Self {
        Self { key, label, unit: Unit::One, quantity, better: Better::Neither, main: false }
    }

    /// With this unit.
    #[must_use]
    pub const fn unit(self, unit: Unit) -> Self {
        Self { unit, ..self }
    }

    /// Less is better.
    #[must_use]
    pub const fn less(self) -> Self {
        Self { better: Better::Less, ..self }
    }

    /// More is better.
    #[must_use]
    pub const fn more(self) -> Self {
        Self { better: Better::More, ..self }
    }

    /// In large figures.
    #[must_use]
    pub const fn main(self) -> Self {
        Self { main: true, ..self }
    }
}

/// An axis of a plot.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Axis {
    /// What is measured along it.
    #[serde(deserialize_with = "text")]
    pub label: Text,
    /// Its unit.
    pub unit: Unit,
    /// Whether equal lengths are equal ratios.
    pub logarithmic: bool,
}

/// What a plot shows.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct PlotSpec {
    /// A snake_case name that never changes: lessons use it.
    #[serde(deserialize_with = "text")]
    pub key: Text,
    /// Its heading.
    #[serde(deserialize_with = "text")]
    pub title: Text,
    /// The horizontal axis.
    pub x: Axis,
    /// The vertical axis.
    pub y: Axis,
    /// What its main series is about.
    pub quantity: Quantity,
    /// Where its points come from, unless the simulator draws it itself.
    pub sweep: Option<Sweep>,
}

/// A curve of one result against one input, all else being as set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sweep {
    /// The place of the input that varies, among the controls.
    pub control: u8,
    /// The place of the result, among the readouts.
    pub readout: u8,
}

impl PlotSpec {
    /// A curve of `readouts[readout]` over the range of `controls[control]`; the horizontal axis is
    /// logarithmic where the slider is.
    #[must_use]
    pub const fn sweep(
        key: Text,
        title: Text,
        (controls, control): (&[Control], u8),
        (readouts, readout): (&[ReadoutSpec], u8),
    ) -> Self {
        let (x, y) = (controls[control as usize], readouts[readout as usize]);
        let logarithmic = matches!(x.spread, Spread::Logarithmic);
        Self {
            key,
            title: for_pages(title),
            x: Axis { label: x.label, unit: x.unit, logarithmic },
            y: Axis { label: y.label, unit: y.unit, logarithmic: false },
            quantity: y.quantity,
            sweep: Some(Sweep { control, readout }),
        }
    }

    /// With a logarithmic vertical axis, for results of several magnitudes, all above zero.
    #[must_use]
    pub const fn logarithmic(self) -> Self {
        Self { y: Axis { logarithmic: true, ..self.y }, ..self }
    }
}

/// A number with what is known of its uncertainty.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// The estimate, in the unit of its [`ReadoutSpec`].
    pub value: f64,
    /// Half the width of its 95 % confidence interval; 0 where the value is exact.
    pub half_width: f64,
}

/// A labelled place on an axis: a percentile, an objective, a limit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mark {
    /// A short label, such as `p99`.
    pub label: String,
    /// Where it is, in the unit of its axis.
    pub at: f64,
}

/// The data of one plot, drawn as its [`PlotSpec`] says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Plot {
    /// How a quantity is spread: `shares[i]` of the weight lies from `edges[i]` to `edges[i + 1]`.
    Distribution {
        /// Ascending bin edges, one more than there are shares.
        edges: Vec<f64>,
        /// Shares of the whole, which sum to 1 (or are empty before the first result).
        shares: Vec<f64>,
        /// Marked places on the horizontal axis.
        marks: Vec<Mark>,
    },
    /// One quantity against another.
    Curve {
        /// Points in ascending order of x.
        points: Vec<Point>,
        /// The current setting, when it is known.
        here: Option<Point>,
        /// Where the horizontal axis ends for a reason, such as the capacity.
        limits: Vec<Mark>,
    },
}

/// A point of a curve.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// Horizontally.
    pub x: f64,
    /// Vertically.
    pub y: f64,
}

/// Where the system breaks, in words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Trouble {
    /// What is wrong, as a sentence.
    pub what: String,
    /// The first thing to do about it, as a sentence.
    pub mend: String,
}

/// The result of a run, complete or so far.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// How much of the run is done: 0 to 1.
    pub done: f64,
    /// In the order of the simulator's readouts; always finite.
    pub readings: Vec<Reading>,
    /// What stands in the place of a reading that is not a number: the place, and the words.
    pub words: Vec<(usize, String)>,
    /// In the order of the simulator's plots; always finite.
    pub plots: Vec<Plot>,
    /// Set where the inputs ask for what cannot be.
    pub trouble: Option<Trouble>,
    /// How many simulated events the run has cost, for benchmarks.
    pub events: u64,
}

impl Outcome {
    /// The words of a reading that is not a number.
    #[must_use]
    pub fn words(&self, place: usize) -> Option<&str> {
        self.words.iter().find(|(at, _)| *at == place).map(|(_, words)| words.as_str())
    }

    /// A reading as it is shown: `41.2 ms`, or words where there is no number.
    #[must_use]
    pub fn shown(&self, place: usize, unit: Unit) -> String {
        let number = || self.readings.get(place).map(|r| format::quantity(r.value, unit));
        self.words(place).map(str::to_owned).or_else(number).unwrap_or_default()
    }
}
