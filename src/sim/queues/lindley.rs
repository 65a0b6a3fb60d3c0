//! One server simulated customer by customer, over whole busy cycles.

use super::traffic::Traffic;
use crate::base::rng::Stream;
use crate::sim::engine::{Chance, Estimates, Replica};
use crate::sim::row::Cell;
#[cfg(test)]
use crate::{
    base::rng::Seed,
    sim::{Task, engine::Replications, row::Row},
};

/// One replica: customers one after another by Lindley's recursion, from an empty system to the first
/// arrival after `customers` that finds it empty again.
pub(super) struct Lindley {
    traffic: Traffic,
    gaps: Stream,
    services: Stream,
    customers: u64,
    count: u64,
    over: bool,
    /// What the next customer waits.
    wait: f64,
    waits: f64,
    idle_times: u64,
    idle: f64,
    idle_squares: f64,
}

/// A run that finds no end at this many times its customers ends anyway.
const PATIENCE: u64 = 20;

impl Lindley {
    pub(super) fn new(traffic: Traffic, chance: Chance, customers: u64) -> Self {
        Self {
            traffic,
            gaps: chance.stream(0),
            services: chance.stream(1),
            customers,
            count: 0,
            over: false,
            wait: 0.0,
            waits: 0.0,
            idle_times: 0,
            idle: 0.0,
            idle_squares: 0.0,
        }
    }
}

impl Replica for Lindley {
    fn advance(&mut self, events: u64) -> u64 {
        let mut used = 0;
        while used < events && !self.over {
            used += 1;
            self.count += 1;
            self.waits += self.wait;
            let gap = self.traffic.gaps.sample(&mut self.gaps);
            let next = self.wait + self.traffic.services.sample(&mut self.services) - gap;
            self.wait = next.max(0.0);
            if next <= 0.0 {
                self.idle_times += 1;
                self.idle -= next;
                self.idle_squares += next * next;
                self.over = self.count >= self.customers;
            }
            self.over |= self.count >= PATIENCE * self.customers;
        }
        used
    }

    fn measures(&self) -> Vec<f64> {
        // Sums: ratios of them are formed once, over all replicas.
        vec![self.waits, self.count as f64, self.idle, self.idle_squares]
    }
}

/// The mean wait from the sums of [`Lindley`]: by itself, or by Marshall's identity
/// `E[W] = E[X²]/2E[A−S] − E[I²]/2E[I]`, in which only the idle times $I$ are left to chance. The one
/// that is surer: under load the second by far. Both are of whole busy cycles, hence without a warm-up.
pub(super) fn mean_wait(traffic: &Traffic, estimates: &Estimates) -> Cell {
    let direct = estimates.ratio(0, 1);
    let (drift, square) = traffic.step();
    let Cell::Estimate { value, standard_error } = estimates.ratio(3, 2) else { return direct };
    let marshall = Cell::estimate((0.5 * (square / drift - value)).max(0.0), 0.5 * standard_error);
    match (&direct, &marshall) {
        (Cell::Estimate { standard_error: a, .. }, Cell::Estimate { standard_error: b, .. })
            if a < b =>
        {
            direct
        }
        _ => marshall,
    }
}

#[cfg(test)]
pub(super) fn simulated(traffic: Traffic, seed: Seed, customers: u64) -> (f64, f64) {
    let begin = move |replica| -> Box<dyn Replica> {
        Box::new(Lindley::new(traffic, Chance { seed, replica }, customers))
    };
    let fold = move |estimates: &Estimates| Row::new([mean_wait(&traffic, estimates)]);
    let mut task = Replications::new(16, customers, begin, fold);
    while task.advance(u64::MAX) > 0 {}
    match task.row().expect("it is done").cells[0] {
        Cell::Estimate { value, standard_error } => (value, standard_error),
        _ => panic!("an estimate"),
    }
}
