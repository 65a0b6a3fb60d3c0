//! Load that changes, and a service that follows it.

use super::line::Line;
use super::scaler::Fleet;
use crate::base::math;
use crate::base::rng::Stream;
use crate::sim::engine::{Chance, Replica};
use std::f64::consts::PI;

const HOUR: f64 = 3600.0;

/// How the load changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// A day that begins at the lowest load and is smooth.
    Day,
    /// An hour of the lower load, one of the higher, one of the lower.
    Step,
    /// A day, and at noon a quarter of an hour of twice that.
    Burst,
}

/// What the autoscaler meets.
#[derive(Debug, Clone, Copy)]
pub(super) struct Setting {
    pub(super) shape: Shape,
    /// Requests per second at the lowest, and how many times as many at the highest.
    pub(super) base: f64,
    pub(super) peak: f64,
    /// Requests per second that a replica can do.
    pub(super) capacity: f64,
    /// The share of its time that a replica should work.
    pub(super) target: f64,
    /// Seconds until a new replica works.
    pub(super) cold_start: f64,
    /// Seconds between two decisions.
    pub(super) sync: f64,
    /// Seconds before anything is taken away.
    pub(super) stabilisation: f64,
    /// Replicas at most.
    pub(super) most: u64,
    /// A wait above so many seconds is slow.
    pub(super) slow: f64,
}

impl Setting {
    /// How long the trace is, in seconds.
    pub(super) fn length(&self) -> f64 {
        if self.shape == Shape::Step { 3.0 * HOUR } else { 24.0 * HOUR }
    }

    /// Requests per second at a moment.
    pub(super) fn load(&self, now: f64) -> f64 {
        let height = match self.shape {
            Shape::Step => f64::from(u8::from((HOUR..2.0 * HOUR).contains(&now))),
            Shape::Day | Shape::Burst => 0.5 - 0.5 * math::cos(2.0 * PI * now / self.length()),
        };
        let noon = 12.0 * HOUR;
        let burst = self.shape == Shape::Burst && (noon..noon + 0.25 * HOUR).contains(&now);
        self.base * (1.0 + (self.peak - 1.0) * height) * if burst { 2.0 } else { 1.0 }
    }

    /// The highest load of the trace.
    pub(super) fn highest(&self) -> f64 {
        self.base * self.peak * if self.shape == Shape::Burst { 2.0 } else { 1.0 }
    }

    /// Replicas that hold a steady load at the target.
    pub(super) fn replicas_for(&self, load: f64) -> f64 {
        (load / (self.capacity * self.target) - 1e-9).ceil().max(1.0)
    }

    /// Decisions, and about as many new replicas: the events of a run.
    pub(super) fn events(&self) -> f64 {
        self.length() / self.sync
    }
}

/// One run. Between two events (a decision, replicas that are ready) the capacity stays the same;
/// requests flow in evenly, a Poisson number of them, and wait in one queue.
pub(super) struct Run {
    setting: Setting,
    fleet: Fleet,
    arrivals: Stream,
    now: f64,
    /// When the next decision is made.
    next: f64,
    line: Line,
    /// Work done and work that could have been done since the last decision.
    done: f64,
    possible: f64,
    requests: f64,
    peak_backlog: f64,
    replica_seconds: f64,
}

impl Run {
    pub(super) fn new(setting: Setting, chance: Chance) -> Self {
        let ready = setting.replicas_for(setting.load(0.0)) as u64;
        Self {
            fleet: Fleet::new(ready, setting.most, setting.cold_start, setting.stabilisation),
            line: Line::new(setting.slow),
            setting,
            arrivals: chance.stream(0),
            now: 0.0,
            next: setting.sync,
            done: 0.0,
            possible: 0.0,
            requests: 0.0,
            peak_backlog: 0.0,
            replica_seconds: 0.0,
        }
    }

    /// Lets time pass until a moment at which something changes.
    fn flow(&mut self, until: f64) {
        let time = until - self.now;
        if time <= 0.0 {
            return;
        }
        let expected = self.setting.load(self.now + 0.5 * time) * time;
        let arrived = self.arrivals.poisson(expected) as f64;
        let rate = self.fleet.ready() as f64 * self.setting.capacity;
        let before = self.line.waiting();
        self.line.flow(self.now, until, arrived, rate);
        self.done += before + arrived - self.line.waiting();
        self.possible += rate * time;
        self.requests += arrived;
        self.peak_backlog = self.peak_backlog.max(self.line.waiting());
        self.replica_seconds += self.fleet.all() as f64 * time;
        self.now = until;
    }

    #[cfg(test)]
    pub(super) fn room(&self) -> (usize, usize) {
        self.fleet.room()
    }
}

impl Replica for Run {
    fn advance(&mut self, events: u64) -> u64 {
        let end = self.setting.length();
        let mut used = 0;
        while used < events && self.now < end {
            let until = self.fleet.next_ready().min(self.next).min(end);
            self.flow(until);
            self.fleet.start(until);
            if until >= self.next {
                let busy = if self.possible > 0.0 { self.done / self.possible } else { 0.0 };
                self.fleet.decide(until, busy, self.setting.target);
                (self.done, self.possible) = (0.0, 0.0);
                self.next += self.setting.sync;
            }
            used += 1;
        }
        used
    }

    /// Slow requests, requests, largest backlog, longest wait, and replicas on average.
    fn measures(&self) -> Vec<f64> {
        let (slow, longest_wait) = self.line.measures(self.now);
        vec![
            slow,
            self.requests,
            self.peak_backlog,
            longest_wait,
            self.replica_seconds / self.setting.length(),
        ]
    }
}
