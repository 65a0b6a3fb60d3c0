//! The age of information: how old the newest thing known is.

use crate::base::math;
use crate::sim::theory::mean_saturation;

/// How updates come and how long each takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// At random, random work: M/M/1.
    Mm1,
    /// At random, equal work: M/D/1.
    Md1,
    /// At equal intervals, random work: D/M/1.
    Dm1,
}

/// One worker that handles updates in the order in which they come.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Stream {
    /// Updates per second.
    pub rate: f64,
    /// Updates that the worker can handle per second.
    pub service: f64,
    /// How they come.
    pub kind: Kind,
}

impl Stream {
    /// How busy the worker is.
    pub(super) fn load(&self) -> f64 {
        self.rate / self.service
    }

    /// The time-average age, in seconds, of the newest update that has been handled; infinite when
    /// the worker cannot keep up.
    ///
    /// Source: Kaul, Yates and Gruteser, "Real-time status: how often should one update?", INFOCOM 2012.
    pub(super) fn mean_age(&self) -> f64 {
        let load = self.load();
        if load >= 1.0 {
            return f64::INFINITY;
        }
        let services = match self.kind {
            Kind::Mm1 => 1.0 + 1.0 / load + load * load / (1.0 - load),
            Kind::Md1 => 0.5 / (1.0 - load) + 0.5 + (1.0 - load) * math::exp(load) / load,
            Kind::Dm1 => 0.5 / load + 1.0 / idle_seen(load),
        };
        services / self.service
    }
}

/// The probability `y` that an arrival at a D/M/1 queue finds it empty: the positive solution of
/// `1 − y = e^(−y/load)`, for a load below 1.
///
/// The difference of both sides is convex and positive at 1, so Newton's steps fall to the solution.
fn idle_seen(load: f64) -> f64 {
    let mut y = 1.0;
    for _ in 0..200 {
        let full = math::expm1(-y / load);
        let next = y - (y + full) / (1.0 - (1.0 + full) / load);
        // Rounding may turn the last step back.
        if next >= y || next <= 0.0 || next.is_nan() {
            break;
        }
        y = next;
    }
    y
}

/// Results that are computed anew at equal intervals and lose value as they age. Times in seconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Batch {
    /// From one run to the next.
    pub period: f64,
    /// From the data of a run to its results.
    pub delay: f64,
    /// An answer that is so old has lost all but 1/e of its value.
    pub decay: f64,
}

impl Batch {
    /// The mean age: it grows from the delay to the delay and a period.
    pub(super) fn mean_age(&self) -> f64 {
        self.delay + 0.5 * self.period
    }

    /// The mean of `e^(−age/decay)` over time.
    pub(super) fn mean_value(&self) -> f64 {
        let periods = self.period / self.decay;
        let within = if periods > 0.1 {
            -math::expm1(-periods) / periods
        } else {
            1.0 - mean_saturation(periods)
        };
        math::exp(-self.delay / self.decay) * within
    }
}
