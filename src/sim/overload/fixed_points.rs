//! The loop of a retry storm: offered load fills the queue, a full queue refuses, refusals are offered
//! again.

use crate::base::math;
use crate::sim::theory::admission_odds;

/// Intervals between 1 attempt per request and all of them, in which crossings are looked for.
const GRID: u32 = 400;

/// Clients that try again what a queue of limited room refuses.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Feedback {
    /// New requests per second.
    pub fresh: f64,
    /// Requests that one server finishes per second when no work is wasted.
    pub service: f64,
    /// How many servers there are.
    pub servers: u32,
    /// Requests that fit in, in service included.
    pub room: u64,
    /// Attempts of a client, the first included.
    pub attempts: f64,
    /// By how much the work on a request grows with each further attempt per request.
    pub waste: f64,
}

/// A state that reproduces itself.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Point {
    /// Further attempts per request: 0 when nobody retries.
    pub excess: f64,
    /// The odds that an attempt is admitted.
    pub odds: f64,
}

impl Feedback {
    /// What the servers finish per second when no work is wasted.
    pub(super) fn capacity(&self) -> f64 {
        f64::from(self.servers) * self.service
    }

    /// By how much a request takes longer with so many further attempts per request.
    pub(super) fn slowdown(&self, excess: f64) -> f64 {
        1.0 + self.waste * excess
    }

    /// Attempts per second, fresh ones and retries.
    pub(super) fn offered(&self, point: Point) -> f64 {
        self.fresh * (1.0 + point.excess)
    }

    /// Requests per second that succeed in the end: the attempts that are admitted.
    pub(super) fn goodput(&self, point: Point) -> f64 {
        self.offered(point) / (1.0 + 1.0 / point.odds)
    }

    /// The states in which the refusals cause just the retries that cause the refusals, by rising
    /// load; always at least one. Stable and unstable ones alternate, the first and last are stable.
    pub(super) fn fixed_points(&self) -> Vec<Point> {
        let most = self.attempts - 1.0;
        let mut points = Vec::new();
        let mut low = 0.0;
        let mut rises = self.caused(low) > low;
        if !rises {
            // Nobody may retry, or nobody has to.
            points.push(self.point(low));
        }
        for step in 1..=GRID {
            let high = most * f64::from(step) / f64::from(GRID);
            // At the very end all attempts are made, and more cannot be caused.
            let still = step < GRID && self.caused(high) > high;
            if rises != still {
                points.push(self.crossing(low, high, rises));
            }
            (low, rises) = (high, still);
        }
        points
    }

    fn crossing(&self, mut low: f64, mut high: f64, rises: bool) -> Point {
        // The lowest crossing may be near 1e-300: halve until the numbers themselves meet.
        for _ in 0..1100 {
            let middle = 0.5 * (low + high);
            if middle <= low || middle >= high || high - low <= 1e-15 * high {
                break;
            }
            if (self.caused(middle) > middle) == rises { low = middle } else { high = middle }
        }
        self.point(0.5 * (low + high))
    }

    fn point(&self, excess: f64) -> Point {
        let load = self.fresh * (1.0 + excess) * self.slowdown(excess) / self.service;
        Point { excess, odds: admission_odds(self.servers, self.room, load) }
    }

    /// The further attempts per request that so many further attempts cause: `p + p² + … + p^(m−1)`
    /// for a refusal probability `p`.
    fn caused(&self, excess: f64) -> f64 {
        let refused = 1.0 / (1.0 + self.point(excess).odds);
        let further = self.attempts - 1.0;
        if refused == 0.0 || refused == 1.0 {
            return further * refused;
        }
        let all = -math::expm1(further * math::ln(refused));
        refused * all / (1.0 - refused)
    }
}
