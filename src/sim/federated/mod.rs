//! A round of federated learning: waiting for the k fastest of n clients.

use super::card::{Card, Reference, Tolerance};
use super::control::{Accepts, Control};
use super::outcome::{PlotSpec, Quantity, ReadoutSpec};
use super::row::{Given, Impossible, Row};
use super::{How, Simulator, Spec};
use crate::base::format::{self, Unit};
use crate::base::{math, normal, roots};

#[cfg(test)]
mod tests;

/// The simulators of this folder.
pub const SIMULATORS: &[&Simulator] = &[&SIMULATOR];

const SIMULATOR: Simulator = Simulator {
    spec: Spec {
        id: "federated",
        title: "Not waiting for the last phone",
        question: "How many clients too many should a round ask, so as not to wait for the slowest?",
        summary: "A round that needs every client takes as long as the slowest of them; asking some more \
                  than it needs cuts that tail and throws the work of the slow ones away.",
        controls: CONTROLS,
        readouts: READOUTS,
        plots: &[
            PlotSpec::sweep("round", "Round against clients asked", (CONTROLS, 0), (READOUTS, 0))
                .logarithmic(),
            PlotSpec::sweep("wasted", "Wasted work against clients asked", (CONTROLS, 0), (READOUTS, 2)),
        ],
    },
    how: How::Formula { compute, explain },
};

const CONTROLS: &[Control] = &[
    Control::whole("n_selected", "Clients asked", "Clients that a round begins with.", 1.0, 5000.0)
        .unit(Unit::Items)
        .starts(130.0)
        .logarithmic()
        .accepts(Accepts::Whole(1.0, 1e9)),
    Control::whole(
        "k_needed",
        "Reports needed",
        "The round closes with this many reports; later ones are thrown away.",
        1.0,
        5000.0,
    )
    .unit(Unit::Items)
    .starts(100.0)
    .logarithmic()
    .accepts(Accepts::Whole(1.0, 1e9)),
    Control::number(
        "sigma",
        "Spread",
        "Standard deviation of the logarithm of a client's time: 0.8 makes the slowest sixth take more \
         than twice the median.",
        0.0,
        2.0,
    )
    .steps_of(0.05)
    .starts(0.8)
    .accepts(Accepts::Between(0.0, 20.0)),
    Control::number(
        "median_client_s",
        "Median time of a client",
        "To download the model, train and send the update.",
        1.0,
        3600.0,
    )
    .unit(Unit::Seconds)
    .steps_of(1.0)
    .starts(60.0)
    .logarithmic()
    .accepts(Accepts::Positive),
    Control::number("model_mb", "Update", "What travels, each way.", 0.1, 1000.0)
        .unit(Unit::Megabytes)
        .steps_of(0.1)
        .starts(25.0)
        .logarithmic()
        .accepts(Accepts::NotNegative),
    Control::whole("rounds", "Rounds", "Rounds of the training.", 1.0, 10_000.0)
        .starts(500.0)
        .logarithmic()
        .accepts(Accepts::Whole(0.0, 1e12)),
];

const fn time(key: &'static str, label: &'static str, unit: Unit) -> ReadoutSpec {
    ReadoutSpec::new(key, label, Quantity::Latency).unit(unit).less()
}

const READOUTS: &[ReadoutSpec] = &[
    time("round_time_mean_s", "Round", Unit::Seconds).main(),
    time("round_time_all_s", "Until the slowest reports", Unit::Seconds).main(),
    ReadoutSpec::new("wasted_share", "Work thrown away", Quantity::Cost)
        .unit(Unit::Share)
        .less()
        .main(),
    ReadoutSpec::new("traffic_gb", "Traffic", Quantity::Cost).unit(Unit::Gigabytes).less(),
    time("total_time_h", "Training", Unit::Hours).main(),
];

/// The `rank`-th smallest of `count` normal variables.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Ranked {
    /// 1 for the smallest.
    rank: f64,
    /// How many there are.
    count: f64,
}

/// e to the power of −40 is nothing beside 1, and a step of a quarter of the width of a peak leaves no
/// error in double precision.
const NOTHING: f64 = -40.0;
const STEPS: f64 = 4.0;

impl Ranked {
    /// The mean of `e^(spread · z)`: that of a log-normal order statistic with median 1. The quotient
    /// of two integrals over the same density, so that its normalisation is never needed.
    fn mean_exponential(&self, spread: f64) -> f64 {
        let ((peak, sum), (base, total)) = (self.integral(spread), self.integral(0.0));
        math::exp(peak - base) * (sum / total)
    }

    /// Logarithm of the density of the order statistic times `e^(spread · z)`, but for a constant.
    fn weight(&self, z: f64, spread: f64) -> f64 {
        let ln = |p: f64| math::ln(p.max(f64::MIN_POSITIVE));
        (self.rank - 1.0) * ln(normal::cdf(z))
            + (self.count - self.rank) * ln(normal::survival(z))
            - 0.5 * z * z
            + spread * z
    }

    /// `e^weight`, integrated: the weight at its peak, and the integral in units of that. The weight is
    /// concave and smooth, so that the trapezoidal rule converges faster than any power of its step.
    fn integral(&self, spread: f64) -> (f64, f64) {
        let (peak, width) = self.peak(spread);
        let (step, top) = (width / STEPS, self.weight(peak, spread));
        let side = |direction: f64| {
            let mut sum = 0.0;
            for i in 1_u32.. {
                let fall = self.weight(peak + direction * f64::from(i) * step, spread) - top;
                sum += math::exp(fall);
                if fall < NOTHING {
                    break;
                }
            }
            sum
        };
        (top, step * (1.0 + side(1.0) + side(-1.0)))
    }

    /// Where the weight is greatest, and the standard deviation of the normal law that touches it.
    fn peak(&self, spread: f64) -> (f64, f64) {
        let (below, above) = (self.rank - 1.0, self.count - self.rank);
        let ratio = |z: f64| {
            let density = normal::pdf(z);
            let over = |p: f64| density / p.max(f64::MIN_POSITIVE);
            (over(normal::cdf(z)), over(normal::survival(z)))
        };
        let slope = |z: f64| {
            let (left, right) = ratio(z);
            below * left - above * right - z + spread
        };
        let peak = roots::brent(slope, -37.0, 37.0, 1e-9).unwrap_or(spread);
        let (left, right) = ratio(peak);
        let curvature = below * left * (peak + left) + above * right * (right - peak) + 1.0;
        (peak, 1.0 / curvature.sqrt())
    }
}

fn compute(given: &Given) -> Result<Row, Impossible> {
    let (asked, needed) = (given.number("n_selected"), given.number("k_needed"));
    if needed > asked {
        return Err(Impossible::new("k_needed", "must not exceed `n_selected`"));
    }
    let (median, spread) = (given.number("median_client_s"), given.number("sigma"));
    let until = |rank| median * Ranked { rank, count: asked }.mean_exponential(spread);
    let (round, rounds) = (until(needed), given.number("rounds"));
    Ok(Row::numbers([
        round,
        until(asked),
        1.0 - needed / asked,
        rounds * asked * 2.0 * given.number("model_mb") / 1e3,
        rounds * round / 3600.0,
    ]))
}

fn explain(given: &Given, row: &Row) -> String {
    let number = |place: usize| row.cells[place].number().unwrap_or_default();
    let (asked, needed) = (given.number("n_selected"), given.number("k_needed"));
    let count = |x: f64| format::setting(x, Unit::One);
    let times = |x| format::quantity(x, Unit::Times);
    let median = given.number("median_client_s");
    if needed > asked {
        return "More reports are needed than clients are asked.".into();
    }
    if needed == asked {
        return format!(
            "The round waits for the slowest of {}, who takes {} the median: ask a few more than you need, \
             and the tail is somebody else's wait.",
            count(asked),
            times(number(1) / median),
        );
    }
    format!(
        "Asking {} for {} reports ends the round after {} the median time instead of {}; the slow clients, \
         {} of those asked, work and send for nothing, and their data are never learnt from.",
        count(asked),
        count(needed),
        times(number(0) / median),
        times(number(1) / median),
        format::quantity(number(2), Unit::Share),
    )
}

/// Their cards.
pub const CARDS: &[Card] = &[Card {
    assumes: &[
        "Times of clients are log-normal and independent, in each round anew.",
        "All clients that are asked begin at once, and all report in the end.",
        "Late updates are still sent.",
    ],
    holds: "Rounds that close with the k-th report, synchronously.",
    omits: &[
        "Clients that drop out: ask for more again by the share that does.",
        "Bias: slow phones belong to other people than fast ones.",
        "How many rounds the training needs, which depends on k.",
        "Asynchronous rounds, which use late updates.",
    ],
    sources: &[
        "Brendan McMahan et al. \"Communication-efficient learning of deep networks from decentralized \
         data.\" *AISTATS*, 2017. [arXiv:1602.05629](https://arxiv.org/abs/1602.05629)",
        "Keith Bonawitz et al. \"Towards federated learning at scale: System design.\" *SysML*, 2019. \
         [arXiv:1902.01046](https://arxiv.org/abs/1902.01046)",
    ],
    references: &[Reference::new(
        "federated",
        "scipy 1.17.1: order statistics, integrated over the quantile function",
        Tolerance::Relative(1e-6),
    )],
    ..Card::new("federated", include_str!("CARD.md"))
}];
