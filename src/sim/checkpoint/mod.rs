//! How often a long training run should save itself, when machines fail or are taken away.

use super::card::{Card, Published, Reference, Tolerance};
use super::control::{Accepts, Control};
use super::outcome::{PlotSpec, Quantity, ReadoutSpec};
use super::row::{Given, Impossible, Row};
use super::{How, Simulator, Spec};
use crate::base::format::{self, Unit};
use crate::base::math;

#[cfg(test)]
mod tests;

/// The simulators of this folder.
pub const SIMULATORS: &[&Simulator] = &[&SIMULATOR];

const SIMULATOR: Simulator = Simulator {
    spec: Spec {
        id: "checkpoint",
        title: "How often to save",
        question: "How long should a training run work between two checkpoints?",
        summary: "Each checkpoint takes time and each failure costs the work since the last: the best \
                  interval grows with the root of both, and spot prices pay for a good deal of loss.",
        controls: CONTROLS,
        readouts: READOUTS,
        plots: &[PlotSpec::sweep(
            "overhead",
            "Time lost against the interval",
            (CONTROLS, 0),
            (READOUTS, 3),
        )
        .logarithmic()],
    },
    how: How::Formula { compute, explain },
};

const CONTROLS: &[Control] = &[
    Control::number(
        "interval_s",
        "Interval",
        "Useful work between the end of one checkpoint and the beginning of the next.",
        10.0,
        36_000.0,
    )
    .unit(Unit::Seconds)
    .steps_of(1.0)
    .starts(3600.0)
    .logarithmic()
    .accepts(Accepts::Positive),
    Control::number(
        "mtbf_s",
        "Time between failures",
        "Mean time between failures of the whole run: that of one machine divided by their number.",
        600.0,
        2_592_000.0,
    )
    .unit(Unit::Seconds)
    .steps_of(60.0)
    .starts(86_400.0)
    .logarithmic()
    .accepts(Accepts::Positive),
    Control::number(
        "ckpt_s",
        "Time of a checkpoint",
        "For which the run stands still to write its state.",
        0.1,
        1800.0,
    )
    .unit(Unit::Seconds)
    .steps_of(0.1)
    .starts(60.0)
    .logarithmic()
    .accepts(Accepts::NotNegative),
    Control::number(
        "restart_s",
        "Time to restart",
        "From a failure until the run works again from its last checkpoint.",
        0.0,
        3600.0,
    )
    .unit(Unit::Seconds)
    .steps_of(1.0)
    .starts(120.0)
    .zero_then_logarithmic(1000)
    .accepts(Accepts::NotNegative),
    Control::number(
        "discount",
        "Spot discount",
        "By how much machines that may be taken away are cheaper.",
        0.0,
        0.9,
    )
    .unit(Unit::Share)
    .steps_of(0.01)
    .starts(0.7)
    .accepts(Accepts::Share),
];

const fn interval(key: &'static str, label: &'static str) -> ReadoutSpec {
    ReadoutSpec::new(key, label, Quantity::Freshness).unit(Unit::Seconds)
}

const fn overhead(key: &'static str, label: &'static str) -> ReadoutSpec {
    ReadoutSpec::new(key, label, Quantity::Cost).unit(Unit::Share).less()
}

const READOUTS: &[ReadoutSpec] = &[
    interval("young_s", "Young's interval"),
    interval("daly_s", "Daly's interval"),
    interval("exact_opt_s", "Best interval").main(),
    overhead("overhead_at_interval", "Time lost with your interval").main(),
    overhead("overhead_at_opt", "Time lost with the best").main(),
    overhead("overhead_at_young", "Time lost with Young's"),
    overhead("overhead_at_1h", "Time lost with an hour"),
    ReadoutSpec::new("spot_cost_ratio_at_opt", "Cost on spot machines", Quantity::Cost)
        .unit(Unit::Times)
        .less(),
];

/// A run on machines that fail at random, exponentially (Daly 2006).
#[derive(Debug, Clone, Copy, PartialEq)]
struct Run {
    /// Mean seconds between failures.
    between: f64,
    /// Seconds to write a checkpoint.
    write: f64,
    /// Seconds to come back after a failure.
    restart: f64,
}

impl Run {
    /// The best interval to first order, in seconds: Young 1974.
    fn young(&self) -> f64 {
        (2.0 * self.write * self.between).sqrt()
    }

    /// The best interval to a higher order, in seconds: Daly 2006, equation 37.
    fn daly(&self) -> f64 {
        if self.write >= 2.0 * self.between {
            return self.between;
        }
        let root = (self.write / (2.0 * self.between)).sqrt();
        self.young() * (1.0 + root / 3.0 + root * root / 9.0) - self.write
    }

    /// The best interval, in seconds: `τ/M = y` where `y = 1 − e^{−(y + δ/M)}`, which is
    /// `1 + W₀(−e^{−1−δ/M})` by Lambert's function. Newton's method, from Young's interval, which is
    /// too long: the function is convex, so each step stays on that side.
    fn best(&self) -> f64 {
        let write = self.write / self.between;
        let mut y = (self.young() / self.between).min(1.0);
        for _ in 0..60 {
            let lost = math::expm1(-(y + write));
            let next = y + (y + lost) / lost;
            if next.is_nan() || next >= y {
                break;
            }
            y = next;
        }
        y * self.between
    }

    /// Time lost for each unit of useful work, if the run saves itself after so many seconds: the mean
    /// time of an interval is `M e^{R/M} (e^{(τ+δ)/M} − 1)`.
    fn overhead(&self, interval: f64) -> f64 {
        let restarts = math::exp(self.restart / self.between);
        let growth = math::expm1((interval + self.write) / self.between);
        if interval == 0.0 && self.write == 0.0 {
            return restarts - 1.0;
        }
        restarts * growth * (self.between / interval) - 1.0
    }
}

fn run(given: &Given) -> Run {
    Run {
        between: given.number("mtbf_s"),
        write: given.number("ckpt_s"),
        restart: given.number("restart_s"),
    }
}

fn compute(given: &Given) -> Result<Row, Impossible> {
    let run = run(given);
    let (young, best) = (run.young(), run.best());
    let least = run.overhead(best);
    let price = 1.0 - given.number("discount");
    let row = Row::numbers([
        young,
        run.daly(),
        best,
        run.overhead(given.number("interval_s")),
        least,
        run.overhead(young),
        run.overhead(3600.0),
        price * (1.0 + least),
    ]);
    if least < 1.0 {
        return Ok(row);
    }
    let mend = "Write checkpoints faster, to local disks first, or use fewer or steadier machines.";
    Ok(row.broken("Even with the best interval more time is lost than used.", mend))
}

fn explain(given: &Given, _row: &Row) -> String {
    let (run, interval) = (run(given), given.number("interval_s"));
    let best = run.best();
    let share = |x: f64| {
        if x < 10.0 { format::quantity(x, Unit::Share) } else { "many times the work".into() }
    };
    let (saving, redoing) = (run.write / interval, 0.5 * (interval + run.write) / run.between);
    let advice = if (0.8..1.25).contains(&(interval / best)) {
        "both are about even, as they should be".to_owned()
    } else if interval < best {
        format!("saving less often, about every {}, would even them out", duration(best))
    } else {
        format!("saving more often, about every {}, would even them out", duration(best))
    };
    format!(
        "Writing checkpoints adds {} to the work, and redoing about half an interval after each failure, \
         every {}, another {}: {advice}.",
        share(saving),
        duration(run.between),
        share(redoing),
    )
}

/// Seconds in the unit that reads best.
fn duration(seconds: f64) -> String {
    let (value, unit) = match seconds {
        s if s >= 172_800.0 => (s / 86_400.0, Unit::Days),
        s if s >= 7200.0 => (s / 3600.0, Unit::Hours),
        s if s >= 120.0 => (s / 60.0, Unit::Minutes),
        s => (s, Unit::Seconds),
    };
    format::quantity(value, unit)
}

const fn daly(
    source: &'static str,
    given: &'static [(&'static str, &'static str)],
    (minutes, half_digit): (f64, f64),
) -> Published {
    let (value, tolerance) = (60.0 * minutes, Tolerance::Absolute(60.0 * half_digit));
    Published { source, given, output: "daly_s", value, tolerance }
}

/// Their cards.
pub const CARDS: &[Card] = &[Card {
    assumes: &[
        "Failures are independent of one another and of the work, at a steady rate.",
        "A failure stops the whole run, also while it restarts or writes.",
        "The run stands still while it writes, and every checkpoint can be read.",
    ],
    holds: "Any interval, also near the time between failures, where Young's and Daly's formulas drift \
            off; the excess of Young's interval is seldom a hundredth of the time.",
    omits: &[
        "Writing in the background, which makes $\\delta$ the pause that remains.",
        "Failures in clumps, and spot machines that are taken away at busy hours.",
        "Machines held in reserve, which make a restart shorter.",
    ],
    sources: &[
        "John T. Daly. \"A higher order estimate of the optimum checkpoint interval for restart \
         dumps.\" *Future Generation Computer Systems* 22(3), 2006.",
        "John W. Young. \"A first order approximation to the optimum checkpoint interval.\" \
         *Communications of the ACM* 17(9), 1974.",
    ],
    references: &[Reference {
        // The reference's own minimum is as flat as its search is coarse.
        columns: &[("exact_opt_s", Tolerance::Relative(1e-3))],
        ..Reference::new(
            "checkpoint",
            "scipy 1.17.1: the mean time of an interval, minimised",
            Tolerance::Relative(1e-6),
        )
    }],
    published: &[
        daly(
            "Daly 2006, figure 3: a failure in 24 hours, 5 minutes to write",
            &[("mtbf_s", "86400"), ("ckpt_s", "300"), ("restart_s", "600")],
            (117.0, 0.5),
        ),
        daly(
            "Daly 2006, figure 4: a failure in 6 hours, 5 minutes to write",
            &[("mtbf_s", "21600"), ("ckpt_s", "300"), ("restart_s", "600")],
            (57.0, 0.5),
        ),
        daly(
            "Daly 2006, figure 5: a failure in 15 minutes, 5 minutes to write",
            &[("mtbf_s", "900"), ("ckpt_s", "300"), ("restart_s", "600")],
            (9.1, 0.05),
        ),
    ],
    ..Card::new("checkpoint", include_str!("CARD.md"))
}];
