//! A feature that is read late: how fast its information fades.

use super::gaussian::auc;
use crate::base::format::{self, Unit};
use crate::base::math;
use crate::sim::card::{Card, Reference, Tolerance};
use crate::sim::control::{Accepts, Control};
use crate::sim::outcome::{PlotSpec, Quantity, ReadoutSpec};
use crate::sim::row::{Given, Impossible, Row};
use crate::sim::{How, Simulator, Spec};
use std::f64::consts::LN_2;

pub(super) const SIMULATOR: Simulator = Simulator {
    spec: Spec {
        id: "feature-staleness",
        title: "A feature read late",
        question: "How old may a feature be before it is no longer worth reading?",
        summary: "A feature that changes loses its correlation with the truth by half each half-life, \
                  and what it explains by three quarters.",
        controls: CONTROLS,
        readouts: READOUTS,
        plots: &[
            PlotSpec::sweep(
                "auc",
                "AUC against the staleness of the feature",
                (CONTROLS, 1),
                (READOUTS, 3),
            ),
            PlotSpec::sweep(
                "r2",
                "Variance explained against the half-life of the feature",
                (CONTROLS, 0),
                (READOUTS, 1),
            ),
        ],
    },
    how: How::Formula { compute, explain },
};

const CONTROLS: &[Control] = &[
    Control::number(
        "half_life_s",
        "Half-life of the feature",
        "Seconds after which the correlation of the feature with its own past has halved.",
        1.0,
        2_592_000.0,
    )
    .unit(Unit::Seconds)
    .steps_of(1.0)
    .starts(3600.0)
    .logarithmic()
    .accepts(Accepts::Positive),
    Control::number(
        "staleness_s",
        "Staleness",
        "Seconds by which the value that the model reads is out of date.",
        0.0,
        604_800.0,
    )
    .unit(Unit::Seconds)
    .steps_of(1.0)
    .starts(1800.0)
    .zero_then_logarithmic(1000)
    .accepts(Accepts::NotNegative),
    Control::number(
        "r2_fresh",
        "Explained by the fresh feature",
        "The share of the variance of what is predicted that the feature explains when it is fresh.",
        0.0,
        0.95,
    )
    .unit(Unit::Share)
    .steps_of(0.01)
    .starts(0.2)
    .accepts(Accepts::Share),
];

const READOUTS: &[ReadoutSpec] = &[
    ReadoutSpec::new("corr_stale_fresh", "Correlation of stale and fresh", Quantity::Freshness)
        .more(),
    ReadoutSpec::new("r2_stale", "Variance explained, stale", Quantity::Quality)
        .unit(Unit::Share)
        .more()
        .main(),
    ReadoutSpec::new("auc_fresh", "AUC, fresh", Quantity::Quality).more().main(),
    ReadoutSpec::new("auc_stale", "AUC, stale", Quantity::Quality).more().main(),
];

/// The correlation of an Ornstein–Uhlenbeck process with itself after so many half-lives.
fn correlation(half_lives: f64) -> f64 {
    math::exp(-LN_2 * half_lives)
}

fn compute(given: &Given) -> Result<Row, Impossible> {
    let fresh = given.number("r2_fresh");
    let correlation = correlation(given.number("staleness_s") / given.number("half_life_s"));
    let stale = fresh * correlation * correlation;
    Ok(Row::numbers([correlation, stale, auc(fresh), auc(stale)]))
}

fn explain(given: &Given, _: &Row) -> String {
    let fresh = given.number("r2_fresh");
    let half_lives = given.number("staleness_s") / given.number("half_life_s");
    let kept = correlation(half_lives) * correlation(half_lives);
    let share = |x| format::quantity(x, Unit::Share);
    let auc_is = |x| format::number(auc(x), 3);
    if fresh == 0.0 {
        return "The feature explains nothing even when it is fresh, so its age does not matter.".into();
    }
    if kept < 0.001 {
        return format!(
            "After {} half-lives next to nothing is left of what the feature knew: its AUC falls from {} \
             to that of a coin.",
            format::number(half_lives, 2),
            auc_is(fresh),
        );
    }
    if half_lives == 0.0 {
        return format!(
            "Read at once, the feature explains all it can, {} of the variance, which is an AUC of {}.",
            share(fresh),
            auc_is(fresh),
        );
    }
    format!(
        "At an age of {} half-lives the feature keeps {} of its correlation and the square of that, {}, \
         of what it explains, so its AUC goes from {} to {}; what counts is its age in half-lives, not in \
         seconds.",
        format::number(half_lives, 2),
        share(correlation(half_lives)),
        share(kept),
        auc_is(fresh),
        auc_is(fresh * kept),
    )
}

pub(super) const CARD: Card = Card {
    assumes: &[
        "The feature is a stationary Gaussian process that forgets exponentially (Ornstein and Uhlenbeck).",
        "What is predicted depends on the feature as it is now, linearly, plus independent noise; the \
         label is whether it is above its mean.",
        "The model is trained on features of the same staleness, or only its ranking counts.",
    ],
    holds: "Features that drift: prices, positions, counts of the last hour. One that jumps (a cancelled \
            account) is either right or wrong, and its age says little.",
    omits: &[
        "Other features that know part of the same.",
        "A model that was trained on fresh values and reads stale ones, whose scores are then also too \
         bold; see [serving skew](lab:serving-skew).",
        "Staleness that varies from request to request.",
    ],
    sources: &[
        "George E. Uhlenbeck and Leonard S. Ornstein. \"On the theory of the Brownian motion.\" *Physical \
         Review* 36, 1930.",
        "William F. Sheppard. \"On the application of the theory of error to cases of normal distribution \
         and normal correlation.\" *Philosophical Transactions of the Royal Society A* 192, 1899.",
    ],
    references: &[Reference {
        columns: &[
            (
                "r2_stale_sim",
                Tolerance::StandardErrors { times: 4.0, column: "r2_stderr", or_relative: 0.0 },
            ),
            ("r2_stderr", Tolerance::Skip),
        ],
        aliases: &[("r2_stale_sim", "r2_stale")],
        ..Reference::new(
            "feature_staleness",
            "statsmodels 0.15.0, a regression on 200 000 simulated triples; scipy 1.17.1 for the AUC",
            Tolerance::Relative(1e-6),
        )
    }],
    ..Card::new("feature-staleness", include_str!("feature_staleness.md"))
};
