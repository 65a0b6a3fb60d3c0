//! What a simulator gives back: plain data that crosses from the worker to the page.

use crate::base::format::Unit;
use serde::{Deserialize, Serialize};

/// What a number is about. The same quantity has the same colour everywhere in the course.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Better {
    /// More is better.
    More,
    /// Less is better.
    Less,
    /// Neither by itself.
    Neither,
}

/// One output number.
#[derive(Debug, Clone, Copy)]
pub struct ReadoutSpec {
    /// A snake_case name that never changes: lessons use it.
    pub key: &'static str,
    /// As the learner sees it.
    pub label: &'static str,
    /// The unit of its readings.
    pub unit: Unit,
    /// What it is about.
    pub quantity: Quantity,
    /// Which way is better.
    pub better: Better,
    /// Whether it stands in large figures; the others are in the table.
    pub main: bool,
}

/// An axis of a plot.
#[derive(Debug, Clone, Copy)]
pub struct Axis {
    /// What is measured along it.
    pub label: &'static str,
    /// Its unit.
    pub unit: Unit,
    /// Whether equal lengths are equal ratios.
    pub logarithmic: bool,
}

/// What a plot shows.
#[derive(Debug, Clone, Copy)]
pub struct PlotSpec {
    /// A snake_case name that never changes: lessons use it.
    pub key: &'static str,
    /// Its heading.
    pub title: &'static str,
    /// The horizontal axis.
    pub x: Axis,
    /// The vertical axis.
    pub y: Axis,
    /// What its main series is about.
    pub quantity: Quantity,
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
    /// In the order of the simulator's plots; always finite.
    pub plots: Vec<Plot>,
    /// Set where the inputs ask for what cannot be.
    pub trouble: Option<Trouble>,
    /// How many simulated events the run has cost, for benchmarks.
    pub events: u64,
}
