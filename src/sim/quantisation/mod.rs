//! Weights in fewer bits: the error of a uniform quantiser, and where it should clip.

use super::card::{Card, Published, Reference, Tolerance};
use super::control::{Accepts, Control};
use super::outcome::{PlotSpec, Quantity, ReadoutSpec};
use super::row::{Given, Impossible, Row};
use super::{How, Simulator, Spec};
use crate::base::format::{self, Unit};
use crate::base::{math, normal, roots};

#[cfg(test)]
mod tests;

/// The simulators of this folder.
pub const SIMULATORS: &[&Simulator] = &[&SIMULATOR];

const SIMULATOR: Simulator = Simulator {
    spec: Spec {
        id: "quantisation",
        title: "Weights in fewer bits",
        question: "What does each bit less per weight save, and what noise does it add?",
        summary: "A bit less halves nothing but the number of levels, and makes the noise four times as \
                  strong; where the levels end matters as much as how many there are.",
        controls: CONTROLS,
        readouts: READOUTS,
        plots: &[
            PlotSpec::sweep("clip", "Error against where it clips", (CONTROLS, 1), (READOUTS, 1))
                .logarithmic(),
            PlotSpec::sweep("bits", "Best error against bits", (CONTROLS, 0), (READOUTS, 4))
                .logarithmic(),
        ],
    },
    how: How::Formula { compute, explain },
};

const CONTROLS: &[Control] = &[
    Control::whole("bits", "Bits", "Bits of a level; 4 bits are 16 levels.", 1.0, 16.0)
        .unit(Unit::Bits)
        .starts(4.0)
        .accepts(Accepts::Whole(1.0, 32.0)),
    Control::number(
        "clip_sigma",
        "Clips at",
        "Beyond this many standard deviations a weight becomes the outermost level.",
        0.5,
        10.0,
    )
    .unit(Unit::Sigma)
    .steps_of(0.1)
    .starts(2.5)
    .accepts(Accepts::Positive),
    Control::whole(
        "group_size",
        "Group",
        "Weights that share one scale of sixteen bits.",
        16.0,
        4096.0,
    )
    .starts(128.0)
    .logarithmic()
    .accepts(Accepts::Whole(1.0, 1e12)),
    Control::number("params", "Parameters", "Weights of the model.", 1e8, 1e12)
        .unit(Unit::Parameters)
        .steps_of(1e7)
        .starts(8e9)
        .logarithmic()
        .accepts(Accepts::Positive),
];

const fn error(key: &'static str, label: &'static str) -> ReadoutSpec {
    ReadoutSpec::new(key, label, Quantity::Quality).less()
}

const READOUTS: &[ReadoutSpec] = &[
    ReadoutSpec::new("bits_per_weight", "Bits per weight, with scales", Quantity::Cost)
        .unit(Unit::Bits)
        .less()
        .main(),
    error("mse_quad", "Mean square error, of the variance"),
    ReadoutSpec::new("sqnr_db", "Signal over noise", Quantity::Quality)
        .unit(Unit::Decibel)
        .more()
        .main(),
    ReadoutSpec::new("best_clip_sigma", "Best place to clip", Quantity::Quality)
        .unit(Unit::Sigma)
        .main(),
    error("best_mse", "Mean square error with it"),
    ReadoutSpec::new("size_gb", "Model", Quantity::Cost).unit(Unit::Gigabytes).less().main(),
];

/// Bits of a scale.
const SCALE: f64 = 16.0;

/// A uniform mid-rise quantiser for normal weights of variance 1: equal steps from −clip to clip, a
/// level in the middle of each (Max 1960).
#[derive(Debug, Clone, Copy, PartialEq)]
struct Quantiser {
    /// An even number of levels.
    levels: f64,
    /// In standard deviations.
    clip: f64,
}

/// Above this step the cells are few enough to add up; below it their sum is a short series.
const COARSE: f64 = 0.1;
/// Beyond so many standard deviations no weights are left.
const EMPTY: f64 = 40.0;

impl Quantiser {
    fn step(&self) -> f64 {
        2.0 * self.clip / self.levels
    }

    /// The mean square error, in variances of the weights.
    fn error(&self) -> f64 {
        let inner = if self.step() >= COARSE { self.by_cells() } else { self.by_series() };
        2.0 * (inner + self.overload())
    }

    /// `∫ (x − level)² φ(x) dx` from `from` to `to`, by parts.
    fn cell(level: f64, from: f64, to: f64) -> f64 {
        (1.0 + level * level) * (normal::survival(from) - normal::survival(to))
            + (from - 2.0 * level) * normal::pdf(from)
            - if to.is_finite() { (to - 2.0 * level) * normal::pdf(to) } else { 0.0 }
    }

    /// What lies beyond the clip goes to the outermost level.
    fn overload(&self) -> f64 {
        if self.clip > EMPTY {
            return 0.0;
        }
        Self::cell(self.clip - 0.5 * self.step(), self.clip, f64::INFINITY)
    }

    fn by_cells(&self) -> f64 {
        let step = self.step();
        let cells = (0.5 * self.levels).min((EMPTY / step).ceil());
        (0..cells as u32)
            .map(|i| {
                let from = f64::from(i) * step;
                Self::cell(from + 0.5 * step, from, from + step)
            })
            .sum()
    }

    /// The same by the Euler-Maclaurin formula: an even spread within each cell, and what the density
    /// does at the clip. The first term left out is below 1e-9 of the whole for steps below 0.1.
    fn by_series(&self) -> f64 {
        let (c, square) = (self.clip, self.step() * self.step());
        let even = (0.5 - normal::survival(c)) / 12.0;
        let first = c / 360.0;
        let second = (3.0 - c * c) * c / 15_120.0;
        square * (even - square * normal::pdf(c) * (first + square * second))
    }

    /// The clip of the least error for so many levels, and that error.
    fn best(levels: f64) -> (f64, f64) {
        roots::minimise(|clip| Self { levels, clip }.error(), 0.3, 12.0, 1e-10)
    }
}

fn quantiser(given: &Given) -> Quantiser {
    Quantiser { levels: math::pow(2.0, given.number("bits")), clip: given.number("clip_sigma") }
}

fn compute(given: &Given) -> Result<Row, Impossible> {
    let quantiser = quantiser(given);
    let each = given.number("bits") + SCALE / given.number("group_size");
    let error = quantiser.error();
    let (clip, least) = Quantiser::best(quantiser.levels);
    let size = given.number("params") * each / 8.0 / 1e9;
    Ok(Row::numbers([each, error, -10.0 * math::log10(error), clip, least, size]))
}

fn explain(given: &Given, row: &Row) -> String {
    let quantiser = quantiser(given);
    let number = |place: usize| row.cells[place].number().unwrap_or_default();
    let share = |x| format::quantity(x, Unit::Share);
    let error = quantiser.error();
    let clipped = 2.0 * quantiser.overload() / error;
    let best = format::quantity(number(3), Unit::Sigma);
    let verdict = if error < 1.02 * number(4) {
        "about the best balance of both".to_owned()
    } else if quantiser.clip < number(3) {
        format!("clipping further out, at {best}, would trade some of it for coarser steps and gain")
    } else {
        format!("clipping further in, at {best}, would make the steps finer and gain")
    };
    let scale = SCALE / given.number("group_size");
    format!(
        "{} of the error comes from weights beyond the clip, the rest from steps of {}: {verdict}. The \
         scale of each group adds {} to every weight.",
        if clipped < 0.001 { "Hardly any".into() } else { share(clipped) },
        format::quantity(quantiser.step(), Unit::Sigma),
        format::quantity(scale, Unit::Bits),
    )
}

const fn max(
    source: &'static str,
    given: &'static [(&'static str, &'static str)],
    (value, half_digit): (f64, f64),
) -> Published {
    let tolerance = Tolerance::Absolute(half_digit);
    Published { source, given, output: "best_mse", value, tolerance }
}

/// Their cards.
pub const CARDS: &[Card] = &[Card {
    assumes: &[
        "Weights are normal with the same variance in each group, and the scale is known exactly.",
        "Levels are equally far apart, symmetric, and every weight goes to the nearest.",
    ],
    holds: "The error of the weights. Six decibels per bit hold for the best clip only roughly: it is \
            less, because the clip must move out as levels become more.",
    omits: &[
        "Outliers: a channel with a few large weights stretches the scale of its group.",
        "What the error does to answers, which only a test on the task can tell.",
        "Levels that follow the distribution, and rounding that makes up for errors elsewhere.",
    ],
    sources: &[
        "Joel Max. \"Quantizing for minimum distortion.\" *IRE Transactions on Information Theory* 6, \
         1960.",
        "Robert M. Gray, David L. Neuhoff. \"Quantization.\" *IEEE Transactions on Information Theory* \
         44(6), 1998.",
        "Tim Dettmers et al. \"LLM.int8(): 8-bit matrix multiplication for transformers at scale.\" \
         *NeurIPS*, 2022. [arXiv:2208.07339](https://arxiv.org/abs/2208.07339)",
        "Elias Frantar et al. \"GPTQ: Accurate post-training quantization for generative pre-trained \
         transformers.\" *ICLR*, 2023. [arXiv:2210.17323](https://arxiv.org/abs/2210.17323)",
    ],
    references: &[Reference {
        columns: &[
            (
                "mse_mc",
                Tolerance::StandardErrors { times: 4.0, column: "mse_mc_stderr", or_relative: 0.0 },
            ),
            ("mse_mc_stderr", Tolerance::Skip),
        ],
        aliases: &[("mse_mc", "mse_quad")],
        ..Reference::new(
            "quantisation",
            "scipy 1.17.1: quadrature and a search for the clip; four million samples by numpy",
            Tolerance::Relative(1e-6),
        )
    }],
    published: &[
        max("Max 1960, equal steps, 1 bit", &[("bits", "1")], (0.3634, 0.000_05)),
        max("Max 1960, equal steps, 2 bits", &[("bits", "2")], (0.1188, 0.000_05)),
        max("Max 1960, equal steps, 3 bits", &[("bits", "3")], (0.037_44, 0.000_005)),
        max("Max 1960, equal steps, 4 bits", &[("bits", "4")], (0.011_54, 0.000_005)),
    ],
    ..Card::new("quantisation", include_str!("CARD.md"))
}];
