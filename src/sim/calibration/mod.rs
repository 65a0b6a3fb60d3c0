//! Calibration: whether 70 % means seven times in ten, and what a number of it is worth.

mod scores;
#[cfg(test)]
mod tests;

use super::card::{Card, Reference, Tolerance};
use super::control::{Accepts, Control};
use super::outcome::{PlotSpec, Quantity, ReadoutSpec};
use super::row::{Given, Impossible, Row};
use super::{How, Simulator, Spec};
use crate::base::format::{self, Unit};
use scores::Sample;

/// The simulators of this folder.
pub const SIMULATORS: &[&Simulator] = &[&SIMULATOR];

const SIMULATOR: Simulator = Simulator {
    spec: Spec {
        id: "calibration",
        title: "Calibration of probabilities",
        question: "When the model says 70 %, does it happen seven times in ten?",
        summary: "A model ranks well and is over- or underconfident: ECE, Brier score and log-loss notice, \
                  AUC does not; and ECE depends on bins and rows as much as on the model.",
        controls: CONTROLS,
        readouts: READOUTS,
        plots: &[
            PlotSpec::sweep(
                "ece_by_temperature",
                "ECE against the factor on the logits",
                (CONTROLS, 0),
                (READOUTS, 0),
            ),
            PlotSpec::sweep("ece_by_bins", "ECE against the number of bins", (CONTROLS, 2), (READOUTS, 0)),
        ],
    },
    how: How::Formula { compute, explain },
};

const CONTROLS: &[Control] = &[
    Control::number(
        "temperature",
        "Factor on the logits",
        "The model's logits are the true ones times this: above 1 it is overconfident.",
        0.1,
        4.0,
    )
    .steps_of(0.1)
    .starts(2.0)
    .accepts(Accepts::NotNegative),
    Control::whole("n", "Rows", "Labelled rows of the evaluation.", 100.0, 10_000.0)
        .unit(Unit::Observations)
        .steps_of(100.0)
        .starts(1000.0)
        .logarithmic()
        .accepts(Accepts::Whole(1.0, 10_000_000.0)),
    Control::whole("bins", "Bins", "Bins of equal width for ECE.", 2.0, 50.0)
        .starts(15.0)
        .accepts(Accepts::Whole(1.0, 1_000_000.0)),
    Control::whole("seed", "Sample", "Which of the random samples.", 1.0, 50.0)
        .starts(11.0)
        .accepts(Accepts::Whole(0.0, 9_007_199_254_740_992.0)),
];

const fn less(key: &'static str, label: &'static str) -> ReadoutSpec {
    ReadoutSpec::new(key, label, Quantity::Quality).less()
}

const READOUTS: &[ReadoutSpec] = &[
    less("ece", "ECE").main(),
    less("ece_of_chance", "ECE of a perfect model").main(),
    less("mce", "Largest gap of a bin"),
    less("brier", "Brier score").main(),
    less("log_loss", "Log-loss").unit(Unit::Nats),
    ReadoutSpec::new("roc_auc", "AUC", Quantity::Quality).more().main(),
    ReadoutSpec::new("average_precision", "Average precision", Quantity::Quality).more(),
    ReadoutSpec::new("sum_y", "Positives in the sample", Quantity::Quality),
];

fn compute(given: &Given) -> Result<Row, Impossible> {
    let sample = Sample::draw(given.whole("seed"), given.whole("n"), given.number("temperature"));
    let binned = sample.binned(given.whole("bins") as usize);
    let (auc, average_precision) = sample.ranking();
    Ok(Row::numbers([
        binned.ece,
        binned.ece_of_chance,
        binned.mce,
        sample.brier(),
        sample.log_loss(),
        auc,
        average_precision,
        sample.positives(),
    ]))
}

fn explain(given: &Given, row: &Row) -> String {
    let number = |place: usize| row.cells[place].number().unwrap_or(0.0);
    let (ece, chance) = (number(0), number(1));
    let temperature = given.number("temperature");
    let one = |x| format::quantity(x, Unit::One);
    if ece < 1.5 * chance {
        return format!(
            "Even a perfect model would show an ECE of about {} here, because single answers scatter within \
             each bin: with {} and {} bins, {} is no evidence against this one.",
            one(chance),
            format::setting(given.number("n"), Unit::Observations),
            given.whole("bins"),
            one(ece),
        );
    }
    let how = if temperature > 1.0 {
        "claims more than it knows: its probabilities lie too close to 0 and 1"
    } else {
        "knows more than it claims: its probabilities lie too close to the middle"
    };
    format!(
        "The model {how}. Its order is untouched, so AUC stays at {} and a threshold chosen on data works as \
         before; whoever multiplies the probability with money is off by {} on average.",
        one(number(5)),
        format::quantity(ece, Unit::Share),
    )
}

/// Their cards.
pub const CARDS: &[Card] = &[Card {
    assumes: &[
        "True logits are normal with mean −0.5 and standard deviation 1.5; the model knows them up to a factor.",
        "Labels are independent.",
        "Bins of ECE have equal width.",
    ],
    holds: "Any sample. The ECE of a perfect model is an average over labels, from the normal law of each bin's sum: rough where bins hold a handful of rows.",
    omits: &[
        "Errors of the ranking itself, and calibration that differs between groups.",
        "Bins of equal count, and estimates without bins.",
        "How to mend it: dividing the logits by the factor, found on held-out rows, is temperature scaling.",
    ],
    sources: &[
        "Glenn W. Brier. \"Verification of forecasts expressed in terms of probability.\" *Monthly Weather Review* 78, 1950.",
        "Mahdi Pakdaman Naeini, Gregory Cooper and Milos Hauskrecht. \"Obtaining well calibrated probabilities using Bayesian binning.\" AAAI, 2015.",
        "Chuan Guo, Geoff Pleiss, Yu Sun and Kilian Weinberger. \"On calibration of modern neural networks.\" ICML, 2017.",
    ],
    references: &[Reference::new(
        "calibration",
        "scikit-learn 1.9.1: brier_score_loss, log_loss, roc_auc_score, average_precision_score, and ECE by numpy",
        Tolerance::Relative(1e-7),
    )],
    ..Card::new("calibration", include_str!("CARD.md"))
}];
