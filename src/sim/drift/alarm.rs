//! The simulator of drift alarms, as data.

use super::power;
use crate::base::format::Unit;
use crate::sim::card::{Card, Reference, Tolerance};
use crate::sim::control::{Accepts, Control};
use crate::sim::outcome::{PlotSpec, Quantity, ReadoutSpec};
use crate::sim::{How, Simulator, Spec};

/// The simulator.
pub(super) const SIMULATOR: Simulator = Simulator {
    spec: Spec {
        id: "drift-power",
        title: "Drift alarms: power and false alarms",
        question: "How small a drift does your alarm see, and how often does it ring for nothing?",
        summary: "A feature moves by a fraction of its spread: a PSI limit and a Kolmogorov–Smirnov \
                  test ring with very different chances, and both depend on the number of rows.",
        controls: CONTROLS,
        readouts: READOUTS,
        plots: &[
            PlotSpec::sweep(
                "psi_by_shift",
                "Windows with a PSI alarm against the shift",
                (CONTROLS, 0),
                (READOUTS, 0),
            ),
            PlotSpec::sweep(
                "ks_by_shift",
                "Windows with a Kolmogorov–Smirnov alarm against the shift",
                (CONTROLS, 0),
                (READOUTS, 1),
            ),
        ],
    },
    how: How::Simulation { begin: power::begin, explain: power::explain },
};

/// More rows than this would take minutes.
const MOST_ROWS: f64 = 10_000_000.0;

const CONTROLS: &[Control] = &[
    Control::number(
        "shift_sigma",
        "Shift",
        "How far the feature's mean moved, in its standard deviations.",
        0.0,
        1.0,
    )
    .unit(Unit::Sigma)
    .starts(0.25),
    Control::whole("n_cur", "Rows in a window", "Rows that each check looks at.", 50.0, 5000.0)
        .unit(Unit::Observations)
        .steps_of(10.0)
        .starts(500.0)
        .logarithmic()
        .accepts(Accepts::Whole(1.0, MOST_ROWS)),
    Control::number("psi_threshold", "PSI limit", "PSI above this rings.", 0.01, 0.5)
        .steps_of(0.01)
        .starts(0.1)
        .accepts(Accepts::NotNegative),
    Control::number("alpha", "Level of the test", "A p-value below this rings.", 0.001, 0.2)
        .steps_of(0.001)
        .starts(0.05)
        .logarithmic()
        .accepts(Accepts::InnerShare),
    Control::whole("bins", "Bins", "Bins of equal size under the reference.", 2.0, 50.0)
        .starts(10.0)
        .accepts(Accepts::Whole(2.0, 10_000.0)),
    Control::whole("n_ref", "Rows of the reference", "Rows kept from training.", 100.0, 10_000.0)
        .unit(Unit::Observations)
        .steps_of(100.0)
        .starts(1000.0)
        .logarithmic()
        .accepts(Accepts::Whole(1.0, MOST_ROWS)),
];

const READOUTS: &[ReadoutSpec] = &[
    ReadoutSpec::new("p_psi_alarm", "Windows with a PSI alarm", Quantity::Quality)
        .unit(Unit::Share)
        .main(),
    ReadoutSpec::new("p_ks_alarm", "Windows with a KS alarm", Quantity::Quality)
        .unit(Unit::Share)
        .main(),
    ReadoutSpec::new("psi_null_q95_theory", "PSI of chance, p95", Quantity::Freshness)
        .less()
        .main(),
    ReadoutSpec::new(
        "p_any_false_alarm_30_windows",
        "False alarm in thirty windows of the test",
        Quantity::Cost,
    )
    .unit(Unit::Share)
    .less(),
];

const fn errors(column: &'static str) -> Tolerance {
    Tolerance::StandardErrors { times: 4.0, column, or_relative: 0.0 }
}

/// Its card.
pub(super) const CARD: Card = Card {
    assumes: &[
        "The feature is normal, and only its mean moves.",
        "Rows are independent; the reference is one sample, drawn once for each window here.",
        "The edges of the bins are the quantiles of the true reference law.",
    ],
    holds: "Any number of rows. The chi-square law of PSI wants about five rows in each bin; below, the simulated share is right and the law is not.",
    omits: &[
        "Changes of shape or of single categories, which Kolmogorov–Smirnov may miss and PSI sees.",
        "Rows that depend on one another, which make every alarm more frequent.",
        "Windows that share rows with the window before, and the one reference that all windows share.",
    ],
    sources: &[
        "Bilal Yurdakul. \"Statistical Properties of Population Stability Index.\" Western Michigan University, 2018.",
        "Frank J. Massey. \"The Kolmogorov–Smirnov test for goodness of fit.\" *Journal of the American Statistical Association* 46, 1951.",
        "Naeem Siddiqi. *Credit Risk Scorecards.* Wiley, 2006.",
    ],
    references: &[Reference {
        columns: &[
            ("p_psi_alarm", errors("p_psi_stderr")),
            ("p_ks_alarm", errors("p_ks_stderr")),
            ("p_psi_stderr", Tolerance::Skip),
            ("p_ks_stderr", Tolerance::Skip),
        ],
        ..Reference::new(
            "drift_power",
            "numpy and scipy 1.17.1: 4000 pairs of samples",
            Tolerance::Relative(1e-9),
        )
    }],
    ..Card::new("drift-power", include_str!("alarm.md"))
};
