//! How often to train: what staleness costs against what training costs.

use crate::base::format::{self, Unit};
use crate::base::{math, roots};
use crate::sim::card::{Card, Reference, Tolerance};
use crate::sim::control::{Accepts, Control};
use crate::sim::outcome::{PlotSpec, Quantity, ReadoutSpec};
use crate::sim::row::{Given, Impossible, Row};
use crate::sim::theory::mean_saturation;
use crate::sim::{How, Simulator, Spec};

pub(super) const SIMULATOR: Simulator = Simulator {
    spec: Spec {
        id: "retrain-cadence",
        title: "How often to retrain",
        question: "How often is it worth training a model again, and when is it never?",
        summary: "Training often costs money, training rarely costs quality; the best period grows with \
                  the root of both, until training is not worth it at all.",
        controls: CONTROLS,
        readouts: READOUTS,
        plots: &[
            PlotSpec::sweep("cost", "Cost per day against the period", (CONTROLS, 4), (READOUTS, 0)),
            PlotSpec::sweep(
                "best",
                "Best period against the cost of training",
                (CONTROLS, 0),
                (READOUTS, 1),
            ),
        ],
    },
    how: How::Formula { compute, explain },
};

const CONTROLS: &[Control] = &[
    Control::number(
        "train_cost",
        "Cost of a training run",
        "What one training run and its release cost, people included.",
        1.0,
        10_000.0,
    )
    .unit(Unit::Dollars)
    .steps_of(1.0)
    .starts(500.0)
    .logarithmic()
    .accepts(Accepts::NotNegative),
    Control::number(
        "value_per_day",
        "Value of a fresh model",
        "What a perfectly fresh model earns each day.",
        100.0,
        100_000.0,
    )
    .unit(Unit::DollarsPerDay)
    .steps_of(10.0)
    .starts(10_000.0)
    .logarithmic()
    .accepts(Accepts::NotNegative),
    Control::number(
        "max_loss_share",
        "Lost when fully stale",
        "The share of that value that is lost once the model is as stale as it can get.",
        0.01,
        0.5,
    )
    .unit(Unit::Share)
    .steps_of(0.01)
    .starts(0.05)
    .accepts(Accepts::Share),
    Control::number(
        "tau_days",
        "Speed of the drift",
        "Days after which 63 % of that loss has come.",
        1.0,
        365.0,
    )
    .unit(Unit::Days)
    .steps_of(1.0)
    .starts(60.0)
    .logarithmic()
    .accepts(Accepts::Positive),
    Control::number("period_days", "Period", "Days from one training run to the next.", 1.0, 365.0)
        .unit(Unit::Days)
        .steps_of(1.0)
        .starts(7.0)
        .logarithmic()
        .accepts(Accepts::Positive),
];

const READOUTS: &[ReadoutSpec] = &[
    ReadoutSpec::new("cost_rate", "Cost", Quantity::Cost).unit(Unit::DollarsPerDay).less().main(),
    ReadoutSpec::new("opt_period_days", "Best period", Quantity::Freshness).unit(Unit::Days).main(),
    ReadoutSpec::new("opt_cost_rate", "Cost at the best period", Quantity::Cost)
        .unit(Unit::DollarsPerDay)
        .less()
        .main(),
    ReadoutSpec::new("eoq_period_days", "Best period, square-root rule", Quantity::Freshness)
        .unit(Unit::Days),
];

/// A model whose quality fades, and what it costs to train it again.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Cadence {
    /// Dollars for one training run.
    pub training: f64,
    /// Dollars per day that are lost when the model is fully stale.
    pub at_stake: f64,
    /// Days after which all but 1/e of that is lost.
    pub drift: f64,
}

impl Cadence {
    /// Dollars per day, training and staleness together, with so many days between runs.
    pub(super) fn cost(&self, period: f64) -> f64 {
        let stale = if period == f64::INFINITY { 1.0 } else { mean_saturation(period / self.drift) };
        self.training / period + self.at_stake * stale
    }

    /// A training run in units of all that can be lost over the time of the drift; from 1 on it is
    /// never worth it.
    pub(super) fn relative_cost(&self) -> f64 {
        self.training / (self.at_stake * self.drift)
    }

    /// The days between runs that cost least; infinite when no run is worth its cost.
    ///
    /// The derivative of the cost is zero where `1 − (1 + x)·e^−x` is the relative cost, for a period
    /// of `x` drift times. The left side grows from 0 to 1, so there is one solution or none.
    pub(super) fn best_period(&self) -> f64 {
        let cost = self.relative_cost();
        if cost == 0.0 {
            return 0.0;
        }
        if cost.is_nan() || cost >= 1.0 {
            return f64::INFINITY;
        }
        // It is below x²/2, and above 1 − 1e-16 at 41.
        let least = (2.0 * cost).sqrt();
        let root = roots::brent(|x| fades(x) - cost, 0.999_999 * least, 50.0, 0.0);
        root.unwrap_or(f64::INFINITY) * self.drift
    }

    /// The square-root rule for short periods: Harris 1913, for stocks.
    pub(super) fn square_root_period(&self) -> f64 {
        (2.0 * self.relative_cost()).sqrt() * self.drift
    }
}

/// `1 − (1 + x)·e^−x`.
fn fades(x: f64) -> f64 {
    if x > 0.1 {
        return -math::expm1(-x) - x * math::exp(-x);
    }
    // Σ (−1)^n (n − 1)/n! x^n, where the form above is a difference of nearly equal numbers.
    let (mut power, mut sum) = (1.0, 0.0);
    for n in 1..14 {
        power *= -x / f64::from(n);
        sum += power * f64::from(n - 1);
    }
    sum
}

fn cadence(given: &Given) -> Cadence {
    Cadence {
        training: given.number("train_cost"),
        at_stake: given.number("value_per_day") * given.number("max_loss_share"),
        drift: given.number("tau_days"),
    }
}

fn compute(given: &Given) -> Result<Row, Impossible> {
    let cadence = cadence(given);
    let best = cadence.best_period();
    let least = if best == 0.0 { 0.0 } else { cadence.cost(best) };
    let row = Row::numbers([
        cadence.cost(given.number("period_days")),
        best,
        least,
        cadence.square_root_period(),
    ]);
    if best.is_finite() {
        return Ok(row);
    }
    Ok(row.broken(
        format!(
            "A run costs {} and could save {} at most before the model is stale again.",
            format::quantity(cadence.training, Unit::Dollars),
            format::quantity(cadence.at_stake * cadence.drift, Unit::Dollars),
        ),
        "Make training cheaper, or train only when something has changed.",
    ))
}

fn explain(given: &Given, _: &Row) -> String {
    let cadence = cadence(given);
    let period = given.number("period_days");
    let (runs, total) = (cadence.training / period, cadence.cost(period));
    let each = |x| format::quantity(x, Unit::DollarsPerDay);
    let split =
        format!("Of {} the training takes {} and staleness {}", each(total), each(runs), each(total - runs));
    let best = cadence.best_period();
    if best == f64::INFINITY {
        return format!(
            "{split}; never training again would cost {}, and no period costs less.",
            each(cadence.at_stake),
        );
    }
    let days = |x| format::quantity(x, Unit::Days);
    let advice = if period < 0.8 * best {
        format!(
            "training less often, every {}, would save {}",
            days(best),
            each(total - cadence.cost(best))
        )
    } else if period > 1.25 * best {
        format!(
            "training more often, every {}, would save {}",
            days(best),
            each(total - cadence.cost(best)),
        )
    } else {
        format!("near the best period of {} the curve is flat, so a few days more or less hardly count", days(best))
    };
    format!("{split}; {advice}.")
}

pub(super) const CARD: Card = Card {
    assumes: &[
        "Quality fades smoothly after each release, towards a floor, always at the same pace.",
        "A new model starts perfectly fresh, and releasing it does not fail.",
        "The loss is known in dollars per day.",
    ],
    holds: "Slow, steady drift. Where the world changes at once, watch for the change and train then.",
    omits: &[
        "The risk that a release makes things worse, and the time to find out.",
        "Labels that come late, so that the newest data cannot be trained on yet.",
        "Training on more data each time, which makes runs dearer.",
    ],
    sources: &[
        "Ford W. Harris. \"How many parts to make at once.\" *Factory, The Magazine of Management* 10(2), \
         1913.",
        "Richard E. Barlow and Larry C. Hunter. \"Optimum preventive maintenance policies.\" *Operations \
         Research* 8(1), 1960.",
    ],
    references: &[Reference::new(
        "retrain_cadence",
        "scipy 1.17.1: the loss integrated, and the cost minimised",
        Tolerance::Relative(1e-5),
    )],
    ..Card::new("retrain-cadence", include_str!("retrain_cadence.md"))
};
