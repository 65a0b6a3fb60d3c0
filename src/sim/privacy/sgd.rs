//! Training that remembers no single record: the privacy of DP-SGD.

use super::loss::Loss;
use super::{rdp, tight};
use crate::base::format::{self, Unit};
use crate::sim::card::{Card, Published, Reference, Tolerance};
use crate::sim::control::{Accepts, Control};
use crate::sim::outcome::{PlotSpec, Quantity, ReadoutSpec};
use crate::sim::row::{Given, Impossible, Row};
use crate::sim::{How, Simulator, Spec};

pub(super) const SIMULATOR: Simulator = Simulator {
    spec: Spec {
        id: "dp-sgd",
        title: "Training with privacy",
        question: "How many steps can you train before the model may give a person away?",
        summary: "Clipped gradients, noise and random batches: the privacy that is left after so many \
                  steps, by three generations of accountants.",
        controls: CONTROLS,
        readouts: READOUTS,
        plots: &[
            PlotSpec::sweep("steps", "ε against training steps", (CONTROLS, 0), (READOUTS, 0)),
            PlotSpec::sweep("noise", "ε against the noise multiplier", (CONTROLS, 1), (READOUTS, 0))
                .logarithmic(),
        ],
    },
    how: How::Formula { compute, explain },
};

pub(super) const CONTROLS: &[Control] = &[
    Control::whole("steps", "Training steps", "How many noisy gradients are used.", 10.0, 1e5)
        .steps_of(10.0)
        .starts(10_000.0)
        .logarithmic()
        .accepts(Accepts::Whole(0.0, 1e12)),
    Control::number(
        "sigma",
        "Noise multiplier",
        "Standard deviation of the noise over the length to which gradients are clipped.",
        0.5,
        10.0,
    )
    .unit(Unit::Sigma)
    .steps_of(0.01)
    .starts(1.1)
    .logarithmic()
    .accepts(Accepts::Between(0.0, 1e6)),
    Control::number(
        "q",
        "Sampling rate",
        "The probability with which a record is in a batch: batch size over records.",
        0.0001,
        1.0,
    )
    .unit(Unit::Share)
    .steps_of(0.0001)
    .starts(0.01)
    .logarithmic()
    .accepts(Accepts::Share),
    Control::number(
        "delta",
        "Failure probability δ",
        "The probability with which the promise may be broken; well below 1 over the records.",
        1e-10,
        0.01,
    )
    .steps_of(1e-10)
    .starts(1e-5)
    .logarithmic()
    .accepts(Accepts::InnerShare),
];

pub(super) const READOUTS: &[ReadoutSpec] = &[
    ReadoutSpec::new("eps_pld", "ε, tight", Quantity::Cost).less().main(),
    ReadoutSpec::new("eps_rdp", "ε, Rényi accountant", Quantity::Cost).less().main(),
    ReadoutSpec::new("eps_moments", "ε, moments accountant of 2016", Quantity::Cost).less(),
    ReadoutSpec::new("best_order", "Rényi order used", Quantity::Load),
    ReadoutSpec::new("passes", "Passes over the data", Quantity::Quality),
];

fn compute(given: &Given) -> Result<Row, Impossible> {
    let loss = Loss { rate: given.number("q"), noise: given.number("sigma") };
    let (steps, delta) = (given.whole("steps"), given.number("delta"));
    let (count, passes) = (steps as f64, given.number("steps") * loss.rate);
    if loss.rate == 0.0 || steps == 0 {
        return Ok(Row::numbers([0.0, 0.0, 0.0, f64::NAN, passes]));
    }
    // From here on, weights of the law of the loss no longer fit into a number.
    if loss.noise < 0.02 {
        let none = f64::INFINITY;
        let row = Row::numbers([none, none, none, f64::NAN, passes]);
        return Ok(row.broken(
            "Next to no noise: nothing is promised about anybody.",
            "Raise the noise multiplier; values around 1 are usual.",
        ));
    }
    let (renyi, order) = rdp::epsilon(&loss, count, delta);
    let tight = tight::epsilon(&loss, steps, delta).min(renyi);
    let moments = rdp::epsilon_of_2016(&loss, count, delta).max(0.0);
    Ok(Row::numbers([tight, renyi, moments, order, passes]))
}

fn explain(given: &Given, row: &Row) -> String {
    let (Some(tight), Some(renyi)) = (row.cells[0].number(), row.cells[1].number()) else {
        return "Without noise a gradient may give away everything, so there is no ε.".into();
    };
    if tight == 0.0 {
        return "So little is used of anybody's data that the failure probability covers it all.".into();
    }
    let number = |x| format::number(x, 3);
    let share = format::quantity(given.number("q"), Unit::Share);
    let slack = format::quantity((renyi - tight) / tight, Unit::Share);
    format!(
        "Each step looks at a record with probability {share} and hides it in noise of {} gradients, so \
         {} steps cost ε = {}; the Rényi accountant is sure of {}, {slack} more than is lost.",
        number(given.number("sigma")),
        number(given.number("steps")),
        number(tight),
        number(renyi),
    )
}

pub(super) const CARD: Card = Card {
    assumes: &[
        "Each record is in each batch independently with the same probability (Poisson sampling).",
        "The gradient of each record is clipped, and normal noise is added to the sum of the batch.",
        "Neighbouring data sets differ in one record that is there or is not.",
        "Everything after the noisy gradients, such as momentum or choosing a checkpoint, costs nothing.",
    ],
    holds: "Sampling rates from 0 to 1 and noise multipliers from about 0.3. Where a \
            record is expected in less than one batch and ε is close to 0, the tight value errs upwards, \
            by up to a tenth, and is never above that of Rényi.",
    omits: &[
        "What the noise costs in accuracy: that depends on the task and is measured, not computed.",
        "Shuffled batches, which most frameworks use and which are less private than Poisson batches.",
        "Runs that were made to choose hyperparameters, which spend privacy, too.",
    ],
    sources: &[
        "Martin Abadi et al. \"Deep Learning with Differential Privacy.\" *CCS*, 2016.",
        "Ilya Mironov, Kunal Talwar and Li Zhang. \"Rényi Differential Privacy of the Sampled Gaussian Mechanism.\" [arXiv:1908.10530](https://arxiv.org/abs/1908.10530), 2019.",
        "Clément L. Canonne, Gautam Kamath and Thomas Steinke. \"The Discrete Gaussian for Differential Privacy.\" *NeurIPS*, 2020.",
        "Yuqing Zhu, Jinshuo Dong and Yu-Xiang Wang. \"Optimal Accounting of Differential Privacy via Characteristic Function.\" *AISTATS*, 2022.",
        "Wael Alghamdi et al. \"The Saddle-Point Method in Differential Privacy.\" *ICML*, 2023.",
    ],
    references: &[Reference {
        columns: &[("eps_rdp", Tolerance::Relative(1e-4)), ("eps_pld", Tolerance::Relative(1e-3))],
        ..Reference::new(
            "dp_sgd",
            "dp-accounting 0.6.0: `RdpAccountant` with its default orders, and `PLDAccountant`",
            Tolerance::Relative(1e-3),
        )
    }],
    published: &[
        Published {
            source: "Abadi et al. 2016, section 3: moments accountant, 100 epochs with q = 0.01",
            given: &[("q", "0.01"), ("sigma", "4"), ("steps", "10000"), ("delta", "1e-5")],
            output: "eps_moments",
            value: 1.26,
            tolerance: Tolerance::Absolute(0.005),
        },
    ],
    ..Card::new("dp-sgd", include_str!("sgd.md"))
};
