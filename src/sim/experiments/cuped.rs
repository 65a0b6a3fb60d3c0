//! CUPED: what a metric from before the experiment takes off the noise.

use crate::base::format::{self, Unit};
use crate::sim::card::{Card, Published, Reference, Tolerance};
use crate::sim::control::{Accepts, Control};
use crate::sim::outcome::{PlotSpec, Quantity, ReadoutSpec};
use crate::sim::row::{Given, Impossible, Row};
use crate::sim::{How, Simulator, Spec};

/// The simulator.
pub(super) const SIMULATOR: Simulator = Simulator {
    spec: Spec {
        id: "cuped",
        title: "CUPED: fewer users for the same certainty",
        question: "How many users does a metric from before the experiment save?",
        summary: "What users did before the experiment explains part of what they do in it: the noise \
                  shrinks by the square of the correlation, and so does the number of users.",
        controls: CONTROLS,
        readouts: READOUTS,
        plots: &[
            PlotSpec::sweep(
                "users_by_correlation",
                "Users needed against the correlation",
                (CONTROLS, 0),
                (READOUTS, 0),
            ),
            PlotSpec::sweep(
                "worth_by_correlation",
                "What the users are worth against the correlation",
                (CONTROLS, 0),
                (READOUTS, 1),
            )
            .logarithmic(),
        ],
    },
    how: How::Formula { compute, explain },
};

const CONTROLS: &[Control] = &[
    Control::number(
        "rho",
        "Correlation",
        "Of the metric before the experiment with the metric in it, over users.",
        0.0,
        0.99,
    )
    .steps_of(0.01)
    .starts(0.7)
    .accepts(Accepts::Between(-1.0, 1.0)),
    Control::whole("n_per_arm", "Users in each arm", "Users in each arm of the test.", 10.0, 100_000.0)
        .unit(Unit::People)
        .steps_of(10.0)
        .starts(1500.0)
        .logarithmic()
        .accepts(Accepts::Whole(1.0, 9_007_199_254_740_992.0)),
];

const READOUTS: &[ReadoutSpec] = &[
    ReadoutSpec::new("sample_size_multiplier", "Users needed", Quantity::Cost)
        .unit(Unit::Times)
        .less()
        .main(),
    ReadoutSpec::new("equivalent_users", "Users these are worth", Quantity::Quality)
        .unit(Unit::People)
        .more()
        .main(),
    ReadoutSpec::new("interval_ratio", "Width of the interval", Quantity::Quality)
        .unit(Unit::Times)
        .less()
        .main(),
    ReadoutSpec::new("var_ratio_theory", "Variance", Quantity::Quality).unit(Unit::Times).less(),
    ReadoutSpec::new("var_ratio_estimated", "Variance, with θ estimated", Quantity::Quality)
        .unit(Unit::Times)
        .less(),
];

/// The variance of the adjusted difference of two means over that of the plain one, with the true θ: 1 − ρ².
/// Deng, Xu, Kohavi and Walker 2013, equation 5.
fn variance_ratio(rho: f64) -> f64 {
    (1.0 - rho) * (1.0 + rho)
}

/// The same with θ estimated from the data themselves, for normal metrics: the adjustment
/// adds (X̄₁ − X̄₂)²/Sxx to 2/n, which on average is 2/n over 2n − 4. Infinite for two users in each arm
/// and fewer.
fn estimated_variance_ratio(rho: f64, n: f64) -> f64 {
    if n <= 2.0 { f64::INFINITY } else { variance_ratio(rho) * (1.0 + 1.0 / (2.0 * n - 4.0)) }
}

fn compute(given: &Given) -> Result<Row, Impossible> {
    let (rho, n) = (given.number("rho"), given.number("n_per_arm"));
    let ratio = variance_ratio(rho);
    Ok(Row::numbers([
        ratio,
        n / ratio,
        ratio.sqrt(),
        ratio,
        estimated_variance_ratio(rho, n),
    ]))
}

fn explain(given: &Given, row: &Row) -> String {
    let (rho, n) = (given.number("rho"), given.number("n_per_arm"));
    let share = |x| format::quantity(x, Unit::Share);
    if row.cells[0].number() == Some(0.0) {
        return "The past tells the present exactly, so nothing is left to chance but the effect.".into();
    }
    if rho.abs() < 0.3 {
        return format!(
            "A correlation of {} explains {} of the variance, so hardly any users are saved: the gain goes \
             with the square, and new users, who have no past, bring none at all.",
            format::setting(rho, Unit::One),
            share(rho * rho),
        );
    }
    format!(
        "What users did before explains {} of the variance between them, and the experiment need not pay for \
         that part again: {} in each arm are as good as {} without it.",
        share(rho * rho),
        format::quantity(n, Unit::People),
        format::quantity(row.cells[1].number().unwrap_or(n), Unit::People),
    )
}

/// Its card.
pub(super) const CARD: Card = Card {
    assumes: &[
        "The covariate was measured before the experiment, so that the treatment cannot have changed it.",
        "Its correlation with the metric is the same in both arms.",
        "Users are independent. The row with an estimated $\\theta$ also wants normal metrics.",
    ],
    holds: "Any correlation. With few users in each arm, estimating $\\theta$ costs a little: a share of $1/(2n-4)$.",
    omits: &[
        "Users without a past: for them nothing is explained, and the correlation over all users is lower.",
        "Several covariates, or a model's prediction as the covariate: their multiple correlation takes the place of $\\rho$.",
        "Ratio metrics, whose variance needs the delta method first.",
    ],
    sources: &[
        "Alex Deng, Ya Xu, Ron Kohavi and Toby Walker. \"Improving the sensitivity of online controlled experiments by utilizing pre-experiment data.\" WSDM, 2013.",
        "Ronald A. Fisher. *Statistical Methods for Research Workers.* 4th edition, Oliver and Boyd, 1932 (the analysis of covariance).",
    ],
    references: &[Reference {
        columns: &[
            (
                "var_ratio_sim",
                Tolerance::StandardErrors { times: 4.0, column: "var_ratio_stderr", or_relative: 0.0 },
            ),
            ("var_ratio_stderr", Tolerance::Skip),
        ],
        aliases: &[("var_ratio_sim", "var_ratio_estimated")],
        ..Reference::new(
            "cuped",
            "statsmodels 0.15.0: OLS with the covariate, 400 simulated experiments",
            Tolerance::Relative(1e-9),
        )
    }],
    published: &[Published {
        source: "Deng, Xu, Kohavi and Walker 2013, abstract: about half the variance, half the users (a correlation of 0.71)",
        given: &[("rho", "0.71")],
        output: "sample_size_multiplier",
        value: 0.5,
        tolerance: Tolerance::Absolute(0.005),
    }],
    ..Card::new("cuped", include_str!("cuped.md"))
};
