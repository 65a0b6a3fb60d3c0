//! The simulator of sample sizes, as data.

use super::proportions::Test;
use crate::base::format::{self, Unit};
use crate::sim::card::{Card, Published, Reference, Tolerance};
use crate::sim::control::{Accepts, Control};
use crate::sim::outcome::{PlotSpec, Quantity, ReadoutSpec};
use crate::sim::row::{Given, Impossible, Row};
use crate::sim::{How, Simulator, Spec};

/// The simulator.
pub(super) const SIMULATOR: Simulator = Simulator {
    spec: Spec {
        id: "ab-sample-size",
        title: "Sample size of an A/B test",
        question: "How many users does it take to see an improvement of this size?",
        summary: "Users per arm for two proportions, by five formulas, and the power they really get: \
                  half the effect takes four times the users.",
        controls: CONTROLS,
        readouts: READOUTS,
        plots: &[
            PlotSpec::sweep(
                "users_by_effect",
                "Users in each arm against the effect",
                (CONTROLS, 1),
                (READOUTS, 0),
            )
            .logarithmic(),
            PlotSpec::sweep(
                "days_by_power",
                "Days against the power",
                (CONTROLS, 3),
                (READOUTS, 1),
            ),
        ],
    },
    how: How::Formula { compute, explain },
};

const CONTROLS: &[Control] = &[
    Control::number(
        "p_baseline",
        "Baseline",
        "Share of the users who convert without the change.",
        0.01,
        0.5,
    )
    .unit(Unit::Share)
    .steps_of(0.001)
    .starts(0.1)
    .logarithmic()
    .accepts(Accepts::InnerShare),
    Control::number(
        "mde_abs",
        "Effect to detect",
        "Difference of the shares that should not be missed, in absolute terms.",
        0.001,
        0.2,
    )
    .unit(Unit::Share)
    .steps_of(0.001)
    .starts(0.01)
    .logarithmic()
    .accepts(Accepts::Between(-1.0, 1.0)),
    Control::number(
        "alpha",
        "Level",
        "How often a test without any effect may find one, in either direction.",
        0.001,
        0.2,
    )
    .unit(Unit::Share)
    .steps_of(0.001)
    .starts(0.05)
    .logarithmic()
    .accepts(Accepts::InnerShare),
    Control::number(
        "power",
        "Power",
        "How often the effect, if it is there, is found.",
        0.5,
        0.99,
    )
    .unit(Unit::Share)
    .steps_of(0.01)
    .starts(0.8)
    .accepts(Accepts::InnerShare),
    Control::number("users_per_day", "Users a day", "Users who enter either arm each day.", 100.0, 1e6)
        .unit(Unit::People)
        .steps_of(10.0)
        .starts(5000.0)
        .logarithmic()
        .accepts(Accepts::Positive),
];

const fn users(key: &'static str, label: &'static str) -> ReadoutSpec {
    ReadoutSpec::new(key, label, Quantity::Cost).unit(Unit::People).less()
}

const READOUTS: &[ReadoutSpec] = &[
    users("n_pooled", "Users in each arm").main(),
    ReadoutSpec::new("days", "Days until both arms are full", Quantity::Latency)
        .unit(Unit::Days)
        .less()
        .main(),
    ReadoutSpec::new("power_exact_at_n_pooled", "Power, exact", Quantity::Quality)
        .unit(Unit::Share)
        .more()
        .main(),
    ReadoutSpec::new("power_at_n_pooled_statsmodels", "Power, by the normal law", Quantity::Quality)
        .unit(Unit::Share)
        .more(),
    users("n_unpooled", "Users, unpooled formula"),
    users("n_evan_miller", "Users, Evan Miller's calculator"),
    users("n_arcsine_statsmodels", "Users, arc sine"),
    users("t_test_n_same_d", "Users, t test of the same d"),
];

/// Beyond this size the exact sum and the normal law show the same digits.
const MOST_EXACT: f64 = 6000.0;

fn compute(given: &Given) -> Result<Row, Impossible> {
    let test = Test {
        baseline: given.number("p_baseline"),
        effect: given.number("mde_abs"),
        alpha: given.number("alpha"),
        power: given.number("power"),
    };
    if test.effect == 0.0 {
        return Err(Impossible::new("mde_abs", "must not be 0: nothing can be told from nothing"));
    }
    let treated = test.baseline + test.effect;
    if treated <= 0.0 || treated >= 1.0 {
        return Err(Impossible::new(
            "mde_abs",
            "must leave a share between 0 and 1 when it is added to `p_baseline`",
        ));
    }
    if test.power <= test.alpha {
        return Err(Impossible::new("power", "must exceed `alpha`, which luck alone reaches"));
    }
    let (pooled, per_day) = (test.pooled(), given.number("users_per_day"));
    let size = pooled.ceil();
    let exact = if size <= MOST_EXACT { test.exact_power(size as u64) } else { f64::NAN };
    Ok(Row::numbers([
        pooled,
        (2.0 * size / per_day).ceil(),
        exact,
        test.normal_power(size),
        test.unpooled(),
        test.evan_miller(),
        test.arcsine(),
        test.student(),
    ]))
}

fn explain(given: &Given, row: &Row) -> String {
    let number = |place: usize| row.cells[place].number().unwrap_or(0.0);
    let (n, days) = (number(0), number(1));
    let effect = given.number("mde_abs");
    let noise = 2.0 * given.number("p_baseline") * (1.0 - given.number("p_baseline"));
    let users = |x: f64| format::quantity(x, Unit::People);
    let verdict = if days > 28.0 {
        format!(
            " At this traffic that takes {}: a larger effect, a less noisy metric or CUPED is the way out, \
             not patience.",
            format::quantity(days, Unit::Days),
        )
    } else {
        String::new()
    };
    format!(
        "An effect of {} hides in a noise of {} for each pair of users, and noise shrinks with the square \
         root of their number, so it takes {} in each arm; half the effect would take {}.{verdict}",
        format::setting(effect, Unit::Share),
        format::quantity(noise.sqrt(), Unit::Share),
        users(n),
        users(4.0 * n),
    )
}

/// Its card.
pub(super) const CARD: Card = Card {
    assumes: &[
        "Users are independent and each counts once.",
        "Both arms get as many users, and the test is read once, at the end.",
        "The test is the z-test of two proportions, two-sided.",
    ],
    holds: "The formulas want about ten conversions and ten others in each arm. The exact power is given up to 6000 users per arm; beyond, the normal law shows the same digits.",
    omits: &[
        "Metrics per user that are ratios or have heavy tails: their variance is another one.",
        "Users who come back, share a household or a server: clusters count for less than their users.",
        "Weekly rhythm, which asks for whole weeks, and novelty, which wears off.",
        "Looking before the end; the lab on peeking shows the price.",
    ],
    sources: &[
        "Joseph L. Fleiss, Bruce Levin and Myunghee Cho Paik. *Statistical Methods for Rates and Proportions.* 3rd edition, Wiley, 2003.",
        "Ron Kohavi, Diane Tang and Ya Xu. *Trustworthy Online Controlled Experiments.* Cambridge University Press, 2020.",
        "Jacob Cohen. *Statistical Power Analysis for the Behavioral Sciences.* 2nd edition, Erlbaum, 1988 (the arc sine).",
        "Evan Miller. [Sample Size Calculator](https://www.evanmiller.org/ab-testing/sample-size.html).",
    ],
    references: &[Reference {
        columns: &[
            ("power_at_n_pooled_statsmodels", Tolerance::Absolute(1e-6)),
            ("power_exact_at_n_pooled", Tolerance::Absolute(1e-6)),
        ],
        ..Reference::new(
            "ab_sample_size",
            "statsmodels 0.15.0: NormalIndPower, TTestIndPower, power_proportions_2indep; scipy 1.17.1: binom",
            Tolerance::Relative(1e-6),
        )
    }],
    published: &[Published {
        source: "Evan Miller's calculator: 1030 per arm for 20 % and 5 points",
        given: &[("p_baseline", "0.2"), ("mde_abs", "0.05")],
        output: "n_evan_miller",
        value: 1030.0,
        tolerance: Tolerance::Absolute(0.5),
    }],
    ..Card::new("ab-sample-size", include_str!("sample_size.md"))
};
