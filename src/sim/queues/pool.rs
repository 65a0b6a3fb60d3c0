//! Many servers and one queue, simulated event by event.

use super::traffic::Traffic;
use crate::base::rng::Stream;
use crate::sim::engine::{Chance, EventQueue, Histogram, Replica, TimeAverage};
use std::collections::VecDeque;

/// The source of arrivals; that of server `i` is `i + 1`.
const ARRIVAL: usize = 0;

/// One replica: an empty system, a warm-up, and then so many customers.
pub(super) struct Pool {
    traffic: Traffic,
    gaps: Stream,
    services: Stream,
    events: EventQueue,
    /// When each of those who wait arrived.
    waiting: VecDeque<f64>,
    /// Servers with nothing to do.
    idle: Vec<usize>,
    /// When the customer that each server has arrived.
    arrived: Vec<f64>,
    number: TimeAverage,
    now: f64,
    warm_up: u64,
    customers: u64,
    begun: u64,
    measured_from: f64,
    finished: u64,
    waits: f64,
    sojourns: f64,
    histogram: Histogram,
}

impl Pool {
    pub(super) fn new(traffic: Traffic, servers: usize, chance: Chance, (warm_up, customers): (u64, u64)) -> Self {
        let mut pool = Self {
            traffic,
            gaps: chance.stream(0),
            services: chance.stream(1),
            events: EventQueue::new(servers + 1),
            waiting: VecDeque::with_capacity(256),
            idle: (1..=servers).rev().collect(),
            arrived: vec![0.0; servers + 1],
            number: TimeAverage::default(),
            now: 0.0,
            warm_up,
            customers,
            begun: 0,
            measured_from: 0.0,
            finished: 0,
            waits: 0.0,
            sojourns: 0.0,
            histogram: Histogram::default(),
        };
        pool.schedule_arrival();
        pool
    }

    fn over(&self) -> bool {
        self.begun >= self.warm_up + self.customers
    }

    fn schedule_arrival(&mut self) {
        let gap = self.traffic.gaps.sample(&mut self.gaps);
        self.events.schedule(ARRIVAL, self.now + gap);
    }

    fn step(&mut self) {
        let (source, moment) = self.events.next();
        self.now = moment;
        if source == ARRIVAL {
            self.number.set(moment, self.number.level() + 1.0);
            match self.idle.pop() {
                Some(server) => self.begin_service(server, moment),
                None => self.waiting.push_back(moment),
            }
            self.schedule_arrival();
        } else {
            self.number.set(moment, self.number.level() - 1.0);
            if self.begun > self.warm_up {
                self.finished += 1;
                self.sojourns += moment - self.arrived[source];
            }
            match self.waiting.pop_front() {
                Some(arrived) => self.begin_service(source, arrived),
                None => {
                    self.events.cancel(source);
                    self.idle.push(source);
                }
            }
        }
    }

    fn begin_service(&mut self, server: usize, arrived: f64) {
        let wait = self.now - arrived;
        self.begun += 1;
        if self.begun > self.warm_up {
            self.waits += wait;
            self.histogram.add(wait);
        } else if self.begun == self.warm_up {
            self.number.restart(self.now);
            self.measured_from = self.now;
        }
        self.arrived[server] = arrived;
        let service = self.traffic.services.sample(&mut self.services);
        self.events.schedule(server, self.now + service);
    }
}

impl Replica for Pool {
    fn advance(&mut self, events: u64) -> u64 {
        let mut used = 0;
        while used < events && !self.over() {
            self.step();
            used += 1;
        }
        used
    }

    fn measures(&self) -> Vec<f64> {
        let counted = self.histogram.count().max(1) as f64;
        let throughput = self.finished as f64 / (self.now - self.measured_from);
        let sojourn = self.sojourns / self.finished.max(1) as f64;
        vec![
            self.waits / counted,
            self.histogram.quantile(0.95),
            self.number.until(self.now) / (throughput * sojourn),
            self.histogram.quantile(0.99),
            1.0 - self.histogram.zero_share(),
        ]
    }
}

#[cfg(test)]
pub(super) fn rooms(servers: usize, load: f64) -> [usize; 2] {
    let gaps = crate::sim::engine::Law::named("exp", 1.0 / (load * servers as f64), 1.0).unwrap();
    let services = crate::sim::engine::Law::named("exp", 1.0, 1.0).unwrap();
    let chance = Chance { seed: crate::base::rng::Seed(1), replica: 0 };
    let mut pool = Pool::new(Traffic { gaps, services }, servers, chance, (1000, 100_000));
    pool.advance(2_000);
    let before = pool.waiting.capacity() + pool.idle.capacity();
    while pool.advance(u64::MAX) > 0 {}
    [before, pool.waiting.capacity() + pool.idle.capacity()]
}
