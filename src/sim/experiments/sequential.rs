//! The simulators of tests that are looked at while they run, as data.

use super::{always_valid, peeking};
use crate::base::format::Unit;
use crate::sim::card::{Card, Published, Reference, Tolerance};
use crate::sim::control::{Accepts, Control};
use crate::sim::outcome::{PlotSpec, Quantity, ReadoutSpec};
use crate::sim::text::{List, Text};
use crate::sim::{How, Simulator, Spec};

/// Peeking at a fixed-horizon test.
pub(super) const PEEKING: Simulator = Simulator {
    spec: Spec {
        id: "peeking",
        title: "Peeking at a running test",
        question: "What does it cost to look at a test every day and stop when it is significant?",
        summary: "The same level at every look finds effects that are not there; boundaries by Pocock \
                  and by O'Brien and Fleming pay the price in advance.",
        controls: PEEKING_CONTROLS,
        readouts: PEEKING_READOUTS,
        plots: &[PlotSpec::sweep(
            "false_by_looks",
            "Tests without an effect that find one, against looks",
            (PEEKING_CONTROLS, 0),
            (PEEKING_READOUTS, 0),
        )],
    },
    how: How::Simulation { begin: peeking::begin, explain: peeking::explain },
};

const PEEKING_CONTROLS: &[Control] = &[
    Control::whole("looks", "Looks", "How often the test is looked at, equally spaced.", 1.0, 100.0)
        .starts(10.0)
        .accepts(Accepts::Whole(1.0, 1000.0)),
    Control::number(
        "alpha_nominal",
        "Level at each look",
        "The test stops when its two-sided p-value is below this.",
        0.001,
        0.2,
    )
    .steps_of(0.001)
    .starts(0.05)
    .logarithmic()
    .accepts(Accepts::Between(1e-9, 0.999)),
];

const PEEKING_READOUTS: &[ReadoutSpec] = &[
    ReadoutSpec::new("fpr_overall", "Finds an effect that is not there", Quantity::Quality)
        .unit(Unit::Share)
        .less()
        .main(),
    ReadoutSpec::new(
        "fpr_if_looks_were_independent",
        "If looks were independent",
        Quantity::Quality,
    )
    .unit(Unit::Share)
    .less(),
    ReadoutSpec::new("pocock_z", "Pocock's z at each look", Quantity::Quality).unit(Unit::Sigma),
    ReadoutSpec::new("pocock_nominal_alpha", "Pocock's p at each look", Quantity::Quality).main(),
    ReadoutSpec::new("obf_final_z", "O'Brien and Fleming's z at the end", Quantity::Quality)
        .unit(Unit::Sigma)
        .main(),
    ReadoutSpec::new(
        "p_detect_drift3",
        "Finds an effect of three standard errors at the end",
        Quantity::Quality,
    )
    .unit(Unit::Share)
    .more(),
];

/// A test that may be looked at at any time.
pub(super) const MSPRT: Simulator = Simulator {
    spec: Spec {
        id: "msprt",
        title: "A test that may be looked at at any time",
        question: "Can a dashboard show a p-value that stays honest however often you look?",
        summary: "The mixture sequential test keeps its level at every look, for ever, and pays with \
                  power; a peeked z-test keeps nothing.",
        controls: MSPRT_CONTROLS,
        readouts: MSPRT_READOUTS,
        plots: &[
            PlotSpec::sweep(
                "power_by_effect",
                "Tests that find an effect, against the true effect",
                (MSPRT_CONTROLS, 0),
                (MSPRT_READOUTS, 0),
            ),
            PlotSpec::sweep(
                "naive_by_horizon",
                "Peeked z-tests that find an effect, against the horizon",
                (MSPRT_CONTROLS, 1),
                (MSPRT_READOUTS, 1),
            ),
        ],
    },
    how: How::Simulation { begin: always_valid::begin, explain: always_valid::explain },
};

const MSPRT_CONTROLS: &[Control] = &[
    Control::number(
        "true_effect",
        "True effect",
        "What the means of the two arms really differ by.",
        0.0,
        0.5,
    )
    .steps_of(0.01),
    Control::whole(
        "n_max",
        "Horizon",
        "Observations in each arm until the test is given up; both tests look after every one.",
        10.0,
        2000.0,
    )
    .unit(Unit::Observations)
    .steps_of(10.0)
    .starts(1000.0)
    .logarithmic()
    .accepts(Accepts::Whole(1.0, 100_000.0)),
    Control::number(
        "tau",
        "Effects expected",
        "Standard deviation of the effects that the always-valid test is tuned to.",
        0.01,
        2.0,
    )
    .steps_of(0.01)
    .starts(0.1)
    .logarithmic()
    .accepts(Accepts::Positive),
    Control::number("alpha", "Level", "How often a test without any effect may find one.", 0.001, 0.2)
        .unit(Unit::Share)
        .steps_of(0.001)
        .starts(0.05)
        .logarithmic()
        .accepts(Accepts::InnerShare),
    Control::number("sigma", "Noise", "Standard deviation of one observation.", 0.1, 10.0)
        .steps_of(0.1)
        .starts(1.0)
        .logarithmic()
        .accepts(Accepts::Positive),
    Control::whole(
        "n_per_arm",
        "Observations at this look",
        "Observations in each arm at the look whose p-value is shown.",
        10.0,
        2000.0,
    )
    .unit(Unit::Observations)
    .steps_of(10.0)
    .starts(500.0)
    .logarithmic()
    .accepts(Accepts::Whole(1.0, 9_007_199_254_740_992.0)),
    Control::number(
        "mean_diff",
        "Difference at this look",
        "What the observed means differ by at that look.",
        0.0,
        0.5,
    )
    .steps_of(0.01)
    .starts(0.15),
];

const MSPRT_READOUTS: &[ReadoutSpec] = &[
    ReadoutSpec::new("reject_rate", "Always-valid test finds an effect", Quantity::Quality)
        .unit(Unit::Share)
        .main(),
    ReadoutSpec::new("naive_reject_rate", "Peeked z-test finds an effect", Quantity::Quality)
        .unit(Unit::Share)
        .main(),
    ReadoutSpec::new("lr", "Likelihood ratio at this look", Quantity::Quality),
    ReadoutSpec::new("p_this_look", "Always-valid p at this look", Quantity::Quality).main(),
];

const fn errors(column: &'static str) -> Tolerance {
    Tolerance::StandardErrors { times: 4.0, column, or_relative: 0.0 }
}

const fn published(given: List<(Text, Text)>, output: Text, value: f64) -> Published {
    let source = "Armitage, McPherson and Rowe 1969, and Pocock 1977: two-sided tests at 5 %";
    Published { source, given, output, value, tolerance: Tolerance::Absolute(0.000_5) }
}

/// The card of peeking.
pub(super) const PEEKING_CARD: Card = Card {
    assumes: &[
        "Looks are equally spaced in the amount of data, and their number is fixed in advance.",
        "The statistic is a mean of independent observations, near enough to normal at the first look.",
        "The test is two-sided and stops at the first significant look.",
    ],
    holds: "Any number of looks up to a thousand. O'Brien and Fleming's plan is given up to fifty looks; whoever looks more often wants a test that is valid at any time.",
    omits: &[
        "Looks at times that depend on what was seen.",
        "The estimate of the effect after an early stop, which is too large.",
        "Stopping for futility.",
    ],
    sources: &[
        "Peter Armitage, C. K. McPherson and B. C. Rowe. \"Repeated significance tests on accumulating data.\" *Journal of the Royal Statistical Society A* 132, 1969.",
        "Stuart J. Pocock. \"Group sequential methods in the design and analysis of clinical trials.\" *Biometrika* 64, 1977.",
        "Peter C. O'Brien and Thomas R. Fleming. \"A multiple testing procedure for clinical trials.\" *Biometrics* 35, 1979.",
        "Christopher Jennison and Bruce W. Turnbull. *Group Sequential Methods with Applications to Clinical Trials.* Chapman and Hall, 2000.",
    ],
    references: &[Reference {
        columns: &[
            ("pocock_z", Tolerance::Absolute(1e-4)),
            ("pocock_nominal_alpha", Tolerance::Absolute(1e-4)),
            ("obf_final_z", Tolerance::Absolute(1e-4)),
        ],
        ..Reference::new(
            "peeking",
            "numpy and scipy 1.17.1: 201-point quadrature, multivariate normal law, Monte Carlo",
            Tolerance::Absolute(1e-6),
        )
    }],
    published: &[
        published(&[("looks", "5")], "fpr_overall", 0.142),
        published(&[("looks", "20")], "fpr_overall", 0.248),
        published(&[("looks", "5")], "pocock_z", 2.413),
        published(&[("looks", "10")], "pocock_z", 2.555),
    ],
    ..Card::new("peeking", include_str!("peeking.md"))
};

/// The card of the mixture test.
pub(super) const MSPRT_CARD: Card = Card {
    assumes: &[
        "Observations are normal and independent, with a known standard deviation, as many in each arm.",
        "Both tests look after every observation; the z-test begins at the tenth.",
        "Effects to expect are normal around 0 with standard deviation $\\tau$.",
    ],
    holds: "Any effect and any horizon. The level is an upper bound for ever; up to a finite horizon fewer tests reject.",
    omits: &[
        "A standard deviation that must be estimated, and metrics far from normal at small numbers.",
        "Users that bring several observations.",
        "The cost of waiting: the horizon says when to give up, not what the wait is worth.",
    ],
    sources: &[
        "Ramesh Johari, Pete Koomen, Leonid Pekelis and David Walsh. \"Peeking at A/B Tests: Why it matters, and what to do about it.\" KDD, 2017.",
        "Herbert Robbins. \"Statistical methods related to the law of the iterated logarithm.\" *Annals of Mathematical Statistics* 41, 1970.",
        "Abraham Wald. *Sequential Analysis.* Wiley, 1947.",
    ],
    references: &[Reference {
        columns: &[
            ("reject_rate", errors("reject_stderr")),
            ("naive_reject_rate", errors("reject_stderr")),
            ("reject_stderr", Tolerance::Skip),
        ],
        ..Reference::new(
            "msprt",
            "scipy 1.17.1: quadrature over the prior; numpy: 4000 simulated tests",
            Tolerance::Relative(1e-6),
        )
    }],
    ..Card::new("msprt", include_str!("msprt.md"))
};
