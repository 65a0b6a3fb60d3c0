//! Any number of servers, simulated: only how many servers have how many jobs.

use super::meanfield::MeanField;
use super::{Policy, sojourn_quantile};
use crate::base::rng::Stream;
use crate::sim::Effort;
use crate::sim::engine::{Chance, Replica, affordable, warm_up};

/// How long a replica is, in arrivals.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Length {
    /// What is left out while the system settles.
    pub warm_up: u64,
    /// What is measured.
    pub arrivals: u64,
}

impl Length {
    /// Enough for so many servers at this load. Longer where queues are slow to settle; a lab that must
    /// be quick leaves out less.
    pub(super) fn of(effort: Effort, servers: f64, load: f64) -> Self {
        let settling = warm_up(load, 2.0, servers) as f64 + 5.0 * servers / (1.0 - load);
        let arrivals = match effort {
            Effort::Sketch => 1_500,
            Effort::Lab => 8_000,
            Effort::Full => 60_000,
        };
        let warm_up = affordable(effort, settling.min(5e5) as u64);
        Self { warm_up, arrivals: arrivals.max(2 * warm_up) }
    }

    pub(super) fn events(&self) -> u64 {
        2 * (self.warm_up + self.arrivals)
    }
}

/// One replica. The servers are interchangeable, so the state is a list of counts; and of the time that
/// passes between events only the mean is used, which is less uncertain than drawing it.
pub(super) struct Balancer {
    servers: f64,
    /// Arrivals per service time, at all servers together.
    arrivals: f64,
    policy: Policy,
    stream: Stream,
    /// `[i]`: how many servers have more than `i` jobs.
    above: Vec<u32>,
    jobs: u64,
    arrived: u64,
    length: Length,
    time: f64,
    area: f64,
    busy: f64,
    /// `[j]`: how many arrivals joined a server with `j` jobs.
    found: Vec<f64>,
}

impl Balancer {
    /// Begins near where it will settle: in the limit of many servers, or with one job at each busy one.
    pub(super) fn new(
        policy: Policy,
        servers: u32,
        load: f64,
        chance: Chance,
        length: Length,
    ) -> Self {
        let limit = match policy {
            Policy::Choices(d) => MeanField { load, choices: f64::from(d) },
            _ => MeanField { load, choices: 1e6 },
        };
        let n = f64::from(servers);
        let count = |jobs| (n * limit.at_least(jobs)).round() as u32;
        let above: Vec<u32> = (1..200).map(count).take_while(|count| *count > 0).collect();
        Self {
            servers: n,
            arrivals: n * load,
            policy,
            stream: chance.stream(0),
            jobs: above.iter().map(|count| u64::from(*count)).sum(),
            above,
            arrived: 0,
            length,
            time: 0.0,
            area: 0.0,
            busy: 0.0,
            found: Vec::with_capacity(256),
        }
    }

    fn over(&self) -> bool {
        self.arrived >= self.length.warm_up + self.length.arrivals
    }

    fn step(&mut self) {
        let busy = f64::from(self.above.first().copied().unwrap_or(0));
        let rate = self.arrivals + busy;
        if self.arrived >= self.length.warm_up {
            self.time += 1.0 / rate;
            self.area += self.jobs as f64 / rate;
            self.busy += busy / rate;
        }
        let event = self.stream.uniform() * rate;
        if event < self.arrivals {
            self.arrive();
        } else {
            self.depart(busy);
        }
    }

    fn arrive(&mut self) {
        // Servers stand in a row, the longest queue first; the shortest of some is the last of them.
        let place = match self.policy {
            Policy::Choices(d) => {
                let look = |most: f64, _| most.max(self.stream.uniform());
                (0..d).fold(0.0, look) * self.servers
            }
            _ => self.servers - 0.5,
        };
        let length = self.length_at(place);
        if length == self.above.len() {
            self.above.push(0);
        }
        self.above[length] += 1;
        self.jobs += 1;
        if self.arrived >= self.length.warm_up {
            if length >= self.found.len() {
                self.found.resize(length + 1, 0.0);
            }
            self.found[length] += 1.0;
        }
        self.arrived += 1;
    }

    fn depart(&mut self, busy: f64) {
        let place = self.stream.uniform() * busy;
        let length = self.length_at(place);
        self.above[length - 1] -= 1;
        self.jobs -= 1;
    }

    /// The queue of the server at this place of the row.
    fn length_at(&self, place: f64) -> usize {
        self.above.iter().take_while(|count| f64::from(**count) > place).count()
    }
}

impl Replica for Balancer {
    fn advance(&mut self, events: u64) -> u64 {
        let mut used = 0;
        while used < events && !self.over() {
            self.step();
            used += 1;
        }
        used
    }

    fn measures(&self) -> Vec<f64> {
        let per_time = |sum: f64| sum / self.time / self.arrivals;
        vec![per_time(self.area), sojourn_quantile(&self.found, 0.99), per_time(self.busy)]
    }
}
