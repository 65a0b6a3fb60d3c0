//! Noise that hides one person in a published number.

use super::gaussian;
use crate::base::format::{self, Unit};
use crate::base::math;
use crate::sim::card::{Card, Reference, Tolerance};
use crate::sim::control::{Accepts, Control};
use crate::sim::outcome::{PlotSpec, Quantity, ReadoutSpec};
use crate::sim::row::{Given, Impossible, Row};
use crate::sim::{How, Simulator, Spec};

pub(super) const SIMULATOR: Simulator = Simulator {
    spec: Spec {
        id: "dp-mechanisms",
        title: "Noise that hides a person",
        question: "How much noise does a privacy budget ask for, and what is left after many queries?",
        summary: "Laplace and Gaussian noise for one number, and how the guarantee wears off when you \
                  keep on asking.",
        controls: CONTROLS,
        readouts: READOUTS,
        plots: &[
            PlotSpec::sweep(
                "noise",
                "Gaussian noise against the privacy budget of a query",
                (CONTROLS, 0),
                (READOUTS, 3),
            )
            .logarithmic(),
            PlotSpec::sweep(
                "composition",
                "Privacy lost against the number of queries",
                (CONTROLS, 1),
                (READOUTS, 6),
            ),
        ],
    },
    how: How::Formula { compute, explain },
};

pub(super) const CONTROLS: &[Control] = &[
    Control::number(
        "epsilon",
        "Privacy budget ε of a query",
        "How much likelier any answer may become because of one person: at most e to this power.",
        0.01,
        10.0,
    )
    .steps_of(0.01)
    .starts(1.0)
    .logarithmic()
    .accepts(Accepts::Positive),
    Control::whole("k_queries", "Queries", "How many such answers are published.", 1.0, 10_000.0)
        .starts(10.0)
        .logarithmic(),
    Control::number(
        "delta",
        "Failure probability δ",
        "The probability with which Gaussian noise may break the promise.",
        1e-10,
        0.1,
    )
    .steps_of(1e-10)
    .starts(1e-5)
    .logarithmic()
    .accepts(Accepts::InnerShare),
    Control::number(
        "sensitivity",
        "Sensitivity",
        "By how much one person can change the number: 1 for a count.",
        0.1,
        100.0,
    )
    .steps_of(0.1)
    .starts(1.0)
    .logarithmic()
    .accepts(Accepts::Positive),
];

const fn noise(key: &'static str, label: &'static str) -> ReadoutSpec {
    ReadoutSpec::new(key, label, Quantity::Quality).less()
}

const fn lost(key: &'static str, label: &'static str) -> ReadoutSpec {
    ReadoutSpec::new(key, label, Quantity::Cost).less()
}

pub(super) const READOUTS: &[ReadoutSpec] = &[
    noise("laplace_b", "Laplace noise: scale"),
    noise("laplace_p95_abs_error", "Laplace noise: error, p95").main(),
    noise("gauss_sigma_classical", "Gaussian noise: σ, classical bound"),
    noise("gauss_sigma_analytic", "Gaussian noise: σ").main(),
    lost("eps_basic_k", "ε of all queries, added up"),
    lost("eps_advanced_k", "ε of all queries, advanced composition"),
    lost("eps_gaussian_k", "ε of all queries, Gaussian, exact").main(),
];

fn compute(given: &Given) -> Result<Row, Impossible> {
    let (epsilon, delta) = (given.number("epsilon"), given.number("delta"));
    let (sensitivity, queries) = (given.number("sensitivity"), given.number("k_queries"));
    let scale = sensitivity / epsilon;
    let mu = gaussian::mu(epsilon, delta);
    let deviations = (-2.0 * math::ln(delta)).sqrt();
    Ok(Row::numbers([
        scale,
        scale * math::ln(20.0),
        (2.0 * math::ln(1.25 / delta)).sqrt() * scale,
        sensitivity / mu,
        queries * epsilon,
        deviations * queries.sqrt() * epsilon + queries * epsilon * math::expm1(epsilon),
        // The same noise on k answers is noise smaller by √k on one.
        gaussian::epsilon(mu * queries.sqrt(), delta),
    ]))
}

fn explain(given: &Given, row: &Row) -> String {
    let (epsilon, queries) = (given.number("epsilon"), given.number("k_queries"));
    let number = |place: usize| row.cells[place].number().unwrap_or(0.0);
    let odds = format::quantity(math::exp(epsilon.min(600.0)), Unit::Times);
    let noise = format!(
        "One answer may become at most {odds} likelier because of one person, which takes Gaussian \
         noise of {}",
        format::number(number(3), 3),
    );
    if queries <= 1.0 {
        return format!("{noise}; every further answer will spend more of the budget.");
    }
    let (exact, added) = (format::number(number(6), 3), format::number(number(4), 3));
    format!(
        "{noise}; over {queries:.0} answers ε grows to {exact} and not to {added}, because independent \
         noise rarely errs in the same direction.",
    )
}

pub(super) const CARD: Card = Card {
    assumes: &[
        "Neighbouring data sets differ in one person, whose effect on the number is at most the sensitivity (L1 for Laplace noise, L2 for Gaussian).",
        "Noise is drawn independently for each answer, from a continuous law.",
        "Advanced composition spends a second δ of the same size; the exact one does not.",
    ],
    holds: "Any ε above 0 and δ between 0 and 1. The classical Gaussian bound is proved for ε below 1 \
            only, and is shown beyond that for comparison: from about 8 on it adds too little noise.",
    omits: &[
        "Floating-point attacks on textbook samplers of noise.",
        "What an attacker knows already, and people who appear several times.",
        "Local privacy, and queries whose sensitivity depends on the data.",
    ],
    sources: &[
        "Cynthia Dwork and Aaron Roth. *The Algorithmic Foundations of Differential Privacy.* Now Publishers, 2014.",
        "Borja Balle and Yu-Xiang Wang. \"Improving the Gaussian Mechanism for Differential Privacy: Analytical Calibration and Optimal Denoising.\" *ICML*, 2018.",
        "Jinshuo Dong, Aaron Roth and Weijie J. Su. \"Gaussian Differential Privacy.\" *Journal of the Royal Statistical Society B* 84(1), 2022.",
    ],
    references: &[Reference::new(
        "dp_mechanisms",
        "dp-accounting 0.6.0, and the reference code of Balle and Wang",
        Tolerance::Relative(1e-6),
    )],
    ..Card::new("dp-mechanisms", include_str!("mechanisms.md"))
};
