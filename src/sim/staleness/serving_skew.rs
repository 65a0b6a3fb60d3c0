//! A feature that serving fills differently from training, for a share of the requests.

use super::gaussian::{Score, auc, auc_between, auc_shifted};
use crate::base::format::{self, Unit};
use crate::sim::card::{Card, Reference, Tolerance};
use crate::sim::control::{Accepts, Control};
use crate::sim::outcome::{PlotSpec, Quantity, ReadoutSpec};
use crate::sim::row::{Given, Impossible, Row};
use crate::sim::{How, Simulator, Spec};

pub(super) const SIMULATOR: Simulator = Simulator {
    spec: Spec {
        id: "serving-skew",
        title: "Training and serving disagree",
        question: "Which mistakes of the serving path show in the AUC, and which only in the scores?",
        summary: "A feature that is missing or shifted for some requests: shifted for all, the ranking \
                  stays whole and every threshold is wrong; for half, the ranking breaks as well.",
        controls: CONTROLS,
        readouts: READOUTS,
        plots: &[
            PlotSpec::sweep(
                "auc",
                "AUC against the share of requests",
                (CONTROLS, 2),
                (READOUTS, 2),
            ),
            PlotSpec::sweep("shift", "AUC against the shift", (CONTROLS, 3), (READOUTS, 2)),
        ],
    },
    how: How::Formula { compute, explain },
};

const CONTROLS: &[Control] = &[
    Control::number(
        "r2_feature1",
        "Explained by the sound feature",
        "The share of the variance of what is predicted that the feature explains that is served right.",
        0.0,
        0.5,
    )
    .unit(Unit::Share)
    .steps_of(0.01)
    .starts(0.1)
    .accepts(Accepts::Share),
    Control::number(
        "r2_feature2",
        "Explained by the skewed feature",
        "The share that the other feature explains, which serving may fill differently.",
        0.01,
        0.5,
    )
    .unit(Unit::Share)
    .steps_of(0.01)
    .starts(0.4)
    .accepts(Accepts::Share),
    Control::number(
        "skew_share",
        "Requests affected",
        "The share of requests that the mistake concerns.",
        0.0,
        1.0,
    )
    .unit(Unit::Share)
    .starts(0.5)
    .accepts(Accepts::Share),
    Control::number(
        "shift_sigma",
        "Shift",
        "By how many of its standard deviations the feature is off; at 0 its mean is served instead of \
         its value.",
        -3.0,
        3.0,
    )
    .unit(Unit::Sigma)
    .steps_of(0.1)
    .starts(1.0)
    .accepts(Accepts::Any),
];

const READOUTS: &[ReadoutSpec] = &[
    ReadoutSpec::new("auc_clean", "AUC without skew", Quantity::Quality).more().main(),
    ReadoutSpec::new("auc_all_broken", "AUC if the feature were always missing", Quantity::Quality)
        .more(),
    ReadoutSpec::new("auc_mixed", "AUC as served", Quantity::Quality).more().main(),
    ReadoutSpec::new("mean_score_shift", "Shift of the mean score", Quantity::Quality)
        .unit(Unit::Sigma)
        .main(),
];

/// A score of two independent Gaussian features, of which one is served wrongly at times.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Skew {
    /// The share of the latent variance that the sound feature explains.
    pub sound: f64,
    /// The share that the other explains; both together at most 1.
    pub skewed: f64,
    /// The share of requests that are affected.
    pub affected: f64,
    /// By how many standard deviations the feature is off; 0 when its mean is served.
    pub shift: f64,
}

impl Skew {
    fn clean(&self) -> f64 {
        (self.sound + self.skewed).min(1.0)
    }

    /// The area under the ROC curve over all requests: over all pairs of a positive and a negative,
    /// each affected or not.
    pub(super) fn auc(&self) -> f64 {
        let (ill, well) = (self.affected, 1.0 - self.affected);
        let clean = self.clean();
        if self.shift == 0.0 {
            let score = |r2| Score { variance: r2, covariance: r2 };
            let (fine, blind) = (score(clean), score(self.sound));
            return well * well * auc(clean)
                + ill * ill * auc(self.sound)
                + 2.0 * ill * well * auc_between(fine, blind);
        }
        if clean == 0.0 {
            return 0.5;
        }
        let shift = self.score_shift();
        let mixed = auc_shifted(clean, shift) + auc_shifted(clean, -shift);
        (well * well + ill * ill) * auc(clean) + ill * well * mixed
    }

    /// By how many of its standard deviations the score of an affected request is off in the mean.
    fn score_shift(&self) -> f64 {
        if self.skewed == 0.0 {
            return 0.0;
        }
        self.shift * (self.skewed / (self.sound + self.skewed)).sqrt()
    }
}

fn skew(given: &Given) -> Result<Skew, Impossible> {
    let skew = Skew {
        sound: given.number("r2_feature1"),
        skewed: given.number("r2_feature2"),
        affected: given.number("skew_share"),
        shift: given.number("shift_sigma"),
    };
    // A few roundings above 1 are still 1: 0.9 + 0.1.
    if skew.sound + skew.skewed > 1.0 + 1e-12 {
        let why = "must leave `r2_feature1` room: together they explain at most all";
        return Err(Impossible::new("r2_feature2", why));
    }
    Ok(skew)
}

fn compute(given: &Given) -> Result<Row, Impossible> {
    let skew = skew(given)?;
    Ok(Row::numbers([
        auc(skew.clean()),
        auc(skew.sound),
        skew.auc(),
        skew.affected * skew.score_shift(),
    ]))
}

fn explain(given: &Given, _: &Row) -> String {
    let Ok(skew) = skew(given) else {
        return "Two features cannot explain more than everything.".into();
    };
    let number = |x: f64| format::number(x, 3);
    let share = |x| format::quantity(x, Unit::Share);
    let (clean, served) = (auc(skew.clean()), skew.auc());
    if skew.affected == 0.0 {
        return format!("No request is affected, so the AUC is that of training, {}.", number(clean));
    }
    if skew.shift == 0.0 {
        return format!(
            "For {} of the requests the model sees one feature less: the AUC falls from {} to {}, while \
             the mean of the scores does not move, so watching the mean would miss it.",
            share(skew.affected),
            number(clean),
            number(served),
        );
    }
    let moved = format::quantity(skew.affected * skew.score_shift(), Unit::Sigma);
    if skew.affected == 1.0 {
        return format!(
            "Every score moves by {moved} and none overtakes another: the AUC stays at {}, but every \
             threshold now cuts in the wrong place.",
            number(served),
        );
    }
    format!(
        "{} of the scores move by {}, past others that did not: the AUC goes from {} to {}, and the mean \
         score by {moved}, which an alarm on the scores sees first.",
        share(skew.affected),
        format::quantity(skew.score_shift(), Unit::Sigma),
        number(clean),
        number(served),
    )
}

pub(super) const CARD: Card = Card {
    assumes: &[
        "Two independent Gaussian features; the score is the best linear one of training.",
        "The label is whether a latent variable is above its mean, so half of the labels are positive.",
        "Which requests are affected depends on nothing else.",
    ],
    holds: "Any share and any shift. Where the mistake strikes some users and not others, the AUC within \
            each group says more than the one over all.",
    omits: &[
        "Calibration, and decisions at a threshold: they suffer first, from the shift of the scores.",
        "Retraining on what was served, which teaches the model the mistake.",
        "Features that share information, which soften the loss.",
    ],
    sources: &[
        "D. Sculley et al. \"Hidden technical debt in machine learning systems.\" *NeurIPS*, 2015.",
        "Eric Breck, Shanqing Cai, Eric Nielsen, Michael Salib and D. Sculley. \"The ML test score.\" \
         *IEEE Big Data*, 2017.",
        "William F. Sheppard. \"On the application of the theory of error to cases of normal distribution \
         and normal correlation.\" *Philosophical Transactions of the Royal Society A* 192, 1899.",
    ],
    references: &[Reference {
        columns: &[
            (
                "auc_sim",
                Tolerance::StandardErrors { times: 4.0, column: "auc_stderr", or_relative: 0.0 },
            ),
            ("auc_stderr", Tolerance::Skip),
        ],
        aliases: &[("auc_sim", "auc_mixed")],
        ..Reference::new(
            "serving_skew",
            "scikit-learn 1.9.1 on 2 million simulated requests; scipy 1.17.1 for the exact AUC",
            Tolerance::Relative(1e-9),
        )
    }],
    ..Card::new("serving-skew", include_str!("serving_skew.md"))
};
