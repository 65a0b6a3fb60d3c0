//! From running totals to numbers with their uncertainty.

use super::readouts::reading;
use super::server::{Server, Setup, Totals};
use crate::base::math;
use crate::base::rng::Seed;
use crate::base::stats;
use crate::sim::outcome::{Mark, Plot, Reading};

/// A distribution is drawn with 40 to 60 bins.
const BINS: (usize, usize) = (40, 60);

/// How long a measured run is, in events.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Length {
    /// What is left out at the beginning, while the queue settles.
    pub warm_up: u64,
    /// How many windows are measured one by one.
    pub windows: u64,
    /// The events of each.
    pub window: u64,
}

impl Length {
    pub(super) fn events(&self) -> u64 {
        self.warm_up + self.windows * self.window
    }
}

/// One number for each readout.
pub(super) type Numbers = [f64; reading::COUNT];

/// A server that is watched through equally long windows after a warm-up.
pub(super) struct Watched {
    setup: Setup,
    /// In dollars an hour for one replica.
    price: f64,
    length: Length,
    server: Server,
    events: u64,
    /// The totals and the number of latencies at the end of the warm-up and of each window.
    ends: Vec<(Totals, usize)>,
}

impl Watched {
    pub(super) fn new(setup: Setup, price: f64, seed: Seed, length: Length) -> Self {
        let server = Server::new(setup, seed);
        Self { setup, price, length, server, events: 0, ends: Vec::new() }
    }

    pub(super) fn finished(&self) -> bool {
        self.events == self.length.events()
    }

    /// Simulates at most so many events and says how many. The windows end at the same events
    /// however the run is cut into slices.
    pub(super) fn advance(&mut self, most: u64) -> u64 {
        let mut left = most;
        while left > 0 && !self.finished() {
            let end = self.length.warm_up + self.ends.len() as u64 * self.length.window;
            let steps = left.min(end - self.events);
            for _ in 0..steps {
                self.server.step();
            }
            self.events += steps;
            left -= steps;
            if self.events == end {
                self.server.recording = true;
                self.ends.push((*self.server.totals(), self.server.latencies.len()));
            }
        }
        most - left
    }

    /// What the windows that have ended say together; `None` before the first result.
    pub(super) fn numbers(&self) -> Option<Numbers> {
        let (first, last) = (self.ends.first()?, self.ends.last()?);
        let mut latencies = self.server.latencies[first.1..last.1].to_vec();
        self.numbers_between(&first.0, &last.0, &mut latencies)
    }

    /// The same with confidence intervals from the differences between the windows. Ratios and
    /// percentiles are computed for each window by itself, as batch means.
    pub(super) fn readings(&self) -> Option<[Reading; reading::COUNT]> {
        let whole = self.numbers()?;
        let mut columns = vec![Vec::new(); reading::COUNT];
        for pair in self.ends.windows(2) {
            let (from, to) = (&pair[0], &pair[1]);
            let mut latencies = self.server.latencies[from.1..to.1].to_vec();
            if let Some(numbers) = self.numbers_between(&from.0, &to.0, &mut latencies) {
                columns.iter_mut().zip(numbers).for_each(|(column, x)| column.push(x));
            }
        }
        columns[reading::CAPACITY].clear();
        Some(std::array::from_fn(|i| Reading {
            value: whole[i],
            half_width: stats::half_width(&columns[i]),
        }))
    }

    /// The readouts over one stretch; `None` if nothing was served in it.
    fn numbers_between(
        &self,
        from: &Totals,
        to: &Totals,
        latencies: &mut [f64],
    ) -> Option<Numbers> {
        let served = (to.served - from.served) as f64;
        let (time, begun) = (to.time - from.time, (to.begun - from.begun) as f64);
        if latencies.is_empty() || served == 0.0 || time <= 0.0 {
            return None;
        }
        let replicas = self.setup.replicas as f64;
        let arrived = (to.arrived - from.arrived).max(1) as f64;
        let per_second = 1000.0 * served / time;
        let mut numbers = [0.0; reading::COUNT];
        let mean = stats::mean(latencies);
        let [p50, p95, p99] = stats::quantiles(latencies, [0.5, 0.95, 0.99]);
        numbers[reading::LATENCY_P50] = p50;
        numbers[reading::LATENCY_P95] = p95;
        numbers[reading::LATENCY_P99] = p99;
        numbers[reading::LATENCY_MEAN] = mean;
        numbers[reading::THROUGHPUT] = per_second;
        numbers[reading::UTILISATION] = ((to.busy - from.busy) / (time * replicas)).min(1.0);
        numbers[reading::MEAN_BATCH] = begun / (to.batches - from.batches) as f64;
        numbers[reading::DROP_SHARE] = (to.dropped - from.dropped) as f64 / arrived;
        numbers[reading::COST_PER_THOUSAND] = replicas * self.price / (3.6 * per_second);
        numbers[reading::CAPACITY] = 1000.0 * self.setup.capacity();
        numbers[reading::COMPANY_WAIT] = (to.for_company - from.for_company) / begun;
        numbers[reading::REPLICA_WAIT] = (to.for_replica - from.for_replica) / begun;
        Some(numbers)
    }

    /// The latencies of the windows that have ended, in bins of equal ratios.
    pub(super) fn distribution(&self, numbers: &Numbers) -> Plot {
        let end = self.ends.last().map_or(0, |end| end.1);
        let latencies = &self.server.latencies[..end];
        let mut edges = Vec::new();
        let mut shares = Vec::new();
        if !latencies.is_empty() {
            edges = bin_edges(latencies);
            shares = vec![0.0; edges.len() - 1];
            for latency in latencies {
                let above = edges.partition_point(|edge| edge <= latency);
                shares[above.clamp(1, edges.len() - 1) - 1] += 1.0;
            }
            shares.iter_mut().for_each(|share| *share /= latencies.len() as f64);
        }
        let mark = |label: &str, index: usize| Mark { label: label.into(), at: numbers[index] };
        let marks = vec![
            mark("p50", reading::LATENCY_P50),
            mark("p95", reading::LATENCY_P95),
            mark("p99", reading::LATENCY_P99),
        ];
        Plot::Distribution { edges, shares, marks }
    }
}

/// Edges at whole powers of a root of two, so that they stay in place while the learner changes a
/// setting: the finest root with which the samples fit into the bins. Padded on both sides when the
/// samples are close together.
fn bin_edges(samples: &[f64]) -> Vec<f64> {
    let tiny = 1e-6;
    let least = samples.iter().copied().fold(f64::INFINITY, f64::min).max(tiny);
    let most = samples.iter().copied().fold(tiny, f64::max);
    let doublings =
        (math::ln(least) / std::f64::consts::LN_2, math::ln(most) / std::f64::consts::LN_2);
    let mut per_doubling = 64.0;
    let (mut low, mut high) = (0.0, 0.0);
    while per_doubling > 0.5 {
        low = (doublings.0 * per_doubling).floor();
        high = (doublings.1 * per_doubling).floor() + 1.0;
        if high - low <= BINS.1 as f64 {
            break;
        }
        per_doubling /= 2.0;
    }
    let missing = (BINS.0 as f64 - (high - low)).max(0.0);
    low -= (missing / 2.0).floor();
    high += (missing / 2.0).ceil();
    let count = (high - low) as usize;
    (0..=count).map(|i| math::pow(2.0, (low + i as f64) / per_doubling)).collect()
}
