//! The backlog as a fluid, and the autoscaler's rule for the number of replicas.

/// An autoscaler does nothing while the metric is within this share of its target (Kubernetes).
const TOLERANCE: f64 = 0.1;
/// Ratios of decimal settings miss whole numbers by a few roundings.
const ROUNDING: f64 = 1e-12;

/// An autoscaler that wants replicas to be busy for a share of the time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Scaler {
    /// Requests per second that a replica finishes when it is always busy.
    pub capacity: f64,
    /// How busy replicas should be, from 0 to 1.
    pub target: f64,
}

impl Scaler {
    /// The fewest replicas that such a load keeps busy no longer than wanted.
    pub(super) fn needed(&self, load: f64) -> f64 {
        ceil(load / (self.capacity * self.target))
    }

    /// What one step makes of so many replicas: `⌈n · metric / target⌉`, where the metric is how busy
    /// they are, which cannot exceed 1. Unchanged within the tolerance.
    pub(super) fn step(&self, replicas: f64, load: f64) -> f64 {
        let ratio = (load / (replicas * self.capacity)).min(1.0) / self.target;
        if (ratio - 1.0).abs() <= TOLERANCE + ROUNDING { replicas } else { ceil(replicas * ratio) }
    }

    /// How many steps it takes until nothing changes, and where that is.
    pub(super) fn steps(&self, mut replicas: f64, load: f64) -> (u32, f64) {
        // Each step that adds any multiplies by more than 1.1 or reaches the load.
        for steps in 0..1000 {
            let next = self.step(replicas, load);
            if next == replicas {
                return (steps, replicas);
            }
            replicas = next;
        }
        (1000, replicas)
    }
}

fn ceil(x: f64) -> f64 {
    (x * (1.0 - ROUNDING)).ceil()
}

/// A load that stays, the capacity that meets it at first, and the one that comes later.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Jump {
    /// Requests per second that can be finished before the new replicas are up.
    pub before: f64,
    /// The same afterwards.
    pub after: f64,
    /// Requests per second that arrive.
    pub load: f64,
    /// Seconds until the new replicas are up.
    pub reaction: f64,
}

impl Jump {
    /// The largest backlog, in requests.
    pub(super) fn peak(&self) -> f64 {
        (self.load - self.before).max(0.0) * self.reaction
    }

    /// Seconds from the arrival of the new replicas until the backlog is gone; infinite when they
    /// cannot do more than what arrives.
    pub(super) fn drain(&self) -> f64 {
        let (peak, spare) = (self.peak(), self.after - self.load);
        if peak == 0.0 {
            0.0
        } else if spare > ROUNDING * self.load {
            peak / spare
        } else {
            f64::INFINITY
        }
    }

    /// Requests that arrive while there is a backlog.
    pub(super) fn delayed(&self) -> f64 {
        if self.peak() == 0.0 { 0.0 } else { self.load * (self.reaction + self.drain()) }
    }
}
