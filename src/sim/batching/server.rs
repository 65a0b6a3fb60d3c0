//! The system itself, event by event. Time is in milliseconds throughout.

use super::key;
use crate::base::distribution::MeanOne;
use crate::base::rng::{Seed, Stream};
use crate::sim::values::Values;
use crate::sim::engine::EventQueue;

/// The sources of events; replicas follow from [`FIRST_REPLICA`] on.
const ARRIVAL: usize = 0;
const DEADLINE: usize = 1;
const FIRST_REPLICA: usize = 2;

/// From this ratio of arrivals to capacity on, a run begins with the full queue that it would reach.
const CLEARLY_OVERLOADED: f64 = 1.02;

/// The settings as the simulation uses them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Setup {
    /// Requests per millisecond.
    pub arrival_rate: f64,
    pub max_batch: usize,
    /// In milliseconds.
    pub max_wait: f64,
    pub replicas: usize,
    /// In milliseconds per batch.
    pub fixed_cost: f64,
    /// In milliseconds per request.
    pub item_cost: f64,
    /// The SCV of the gaps between arrivals.
    pub burstiness: f64,
    /// The SCV of the batch times.
    pub variability: f64,
    /// How many requests may wait.
    pub queue_limit: usize,
}

impl Setup {
    pub(super) fn new(values: &Values) -> Self {
        let whole = |index| values.get(index).round().max(1.0) as usize;
        Self {
            arrival_rate: values.get(key::ARRIVAL_RATE) / 1000.0,
            max_batch: whole(key::MAX_BATCH),
            max_wait: values.get(key::MAX_WAIT),
            replicas: whole(key::REPLICAS),
            fixed_cost: values.get(key::FIXED_COST),
            item_cost: values.get(key::ITEM_COST),
            burstiness: values.get(key::BURSTINESS),
            variability: values.get(key::VARIABILITY),
            queue_limit: whole(key::QUEUE_LIMIT),
        }
    }

    /// The largest batch that can come about: no more than may wait.
    pub(super) fn full_batch(&self) -> usize {
        self.max_batch.min(self.queue_limit)
    }

    /// The mean time of a batch of `n` requests.
    pub(super) fn batch_time(&self, n: f64) -> f64 {
        self.fixed_cost + self.item_cost * n
    }

    /// Requests per millisecond that all replicas finish when every batch is full.
    pub(super) fn capacity(&self) -> f64 {
        let batch = self.full_batch() as f64;
        self.replicas as f64 * batch / self.batch_time(batch)
    }
}

/// Running totals since the run began. What happened in a stretch is a difference of two.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Totals {
    /// The clock.
    pub time: f64,
    /// Replica-milliseconds of work.
    pub busy: f64,
    /// Request-milliseconds of waiting while a replica is idle: for company.
    pub for_company: f64,
    /// Request-milliseconds of waiting while all replicas are busy.
    pub for_replica: f64,
    /// Request-milliseconds in a batch at work.
    pub computing: f64,
    pub arrived: u64,
    pub dropped: u64,
    /// Requests whose batch has begun, and those batches.
    pub begun: u64,
    pub batches: u64,
    /// Requests whose batch is finished.
    pub served: u64,
}

/// Arrivals, one queue, and replicas that take batches from it.
pub(super) struct Server {
    setup: Setup,
    gaps: MeanOne,
    factors: MeanOne,
    arrivals: Stream,
    service: Stream,
    events: EventQueue,
    waiting: Ring,
    /// The replicas that have nothing to do; the last one takes the next batch.
    idle: Vec<usize>,
    /// How many requests each replica works on.
    sizes: Vec<u32>,
    in_service: u32,
    totals: Totals,
    /// Time from arrival to completion of each request whose batch has begun, if `recording`.
    pub latencies: Vec<f64>,
    pub recording: bool,
}

impl Server {
    pub(super) fn new(setup: Setup, seed: Seed) -> Self {
        let mut server = Self {
            setup,
            gaps: MeanOne::with_scv(setup.burstiness),
            factors: MeanOne::with_scv(setup.variability),
            arrivals: seed.stream(0),
            service: seed.stream(1),
            events: EventQueue::new(FIRST_REPLICA + setup.replicas),
            waiting: Ring::new(setup.queue_limit),
            idle: (0..setup.replicas).rev().collect(),
            sizes: vec![0; setup.replicas],
            in_service: 0,
            totals: Totals::default(),
            latencies: Vec::new(),
            recording: false,
        };
        if setup.arrival_rate > CLEARLY_OVERLOADED * setup.capacity() {
            server.fill_queue();
        }
        server.schedule_arrival();
        server
    }

    /// An overloaded server ends up with a full queue, and may take longer to get there than the run
    /// lasts. So it begins there, with the ages that requests have when they leave at capacity.
    fn fill_queue(&mut self) {
        let gap = 1.0 / self.setup.capacity();
        for place in (1..=self.setup.queue_limit).rev() {
            self.waiting.push(-(place as f64) * gap);
        }
        self.begin_batches();
    }

    pub(super) fn totals(&self) -> &Totals {
        &self.totals
    }

    /// Goes on to the next event.
    pub(super) fn step(&mut self) {
        let (source, moment) = self.events.next();
        self.pass_time(moment);
        match source {
            ARRIVAL => self.arrive(),
            DEADLINE => self.begin_batches(),
            replica => self.complete(replica - FIRST_REPLICA),
        }
    }

    fn pass_time(&mut self, moment: f64) {
        let totals = &mut self.totals;
        let passed = moment - totals.time;
        let waited = self.waiting.len() as f64 * passed;
        totals.time = moment;
        totals.busy += (self.setup.replicas - self.idle.len()) as f64 * passed;
        totals.computing += f64::from(self.in_service) * passed;
        if self.idle.is_empty() {
            totals.for_replica += waited;
        } else {
            totals.for_company += waited;
        }
    }

    fn schedule_arrival(&mut self) {
        let gap = self.gaps.sample(&mut self.arrivals) / self.setup.arrival_rate;
        self.events.schedule(ARRIVAL, self.totals.time + gap);
    }

    fn arrive(&mut self) {
        self.totals.arrived += 1;
        if self.waiting.len() < self.setup.queue_limit {
            self.waiting.push(self.totals.time);
            if !self.idle.is_empty() {
                self.begin_batches();
            }
        } else {
            self.totals.dropped += 1;
        }
        self.schedule_arrival();
    }

    fn complete(&mut self, replica: usize) {
        self.totals.served += u64::from(self.sizes[replica]);
        self.in_service -= self.sizes[replica];
        self.sizes[replica] = 0;
        self.idle.push(replica);
        self.events.cancel(FIRST_REPLICA + replica);
        self.begin_batches();
    }

    /// Gives batches to idle replicas for as long as one is due, then sets the next deadline.
    fn begin_batches(&mut self) {
        let mut deadline = f64::INFINITY;
        while !self.idle.is_empty() && self.waiting.len() > 0 {
            let due = self.waiting.oldest() + self.setup.max_wait;
            if self.waiting.len() < self.setup.full_batch() && due > self.totals.time {
                deadline = due;
                break;
            }
            self.begin_batch();
        }
        if deadline != self.events.moment(DEADLINE) {
            self.events.schedule(DEADLINE, deadline);
        }
    }

    fn begin_batch(&mut self) {
        let Some(replica) = self.idle.pop() else { return };
        let size = self.waiting.len().min(self.setup.max_batch);
        let factor = self.factors.sample(&mut self.service);
        let finish = self.totals.time + self.setup.batch_time(size as f64) * factor;
        for _ in 0..size {
            let arrived = self.waiting.pop();
            if self.recording {
                self.latencies.push(finish - arrived);
            }
        }
        self.totals.batches += 1;
        self.totals.begun += size as u64;
        self.sizes[replica] = size as u32;
        self.in_service += size as u32;
        self.events.schedule(FIRST_REPLICA + replica, finish);
    }
}

/// A first-in-first-out queue of moments with a fixed size.
struct Ring {
    moments: Vec<f64>,
    head: usize,
    len: usize,
}

impl Ring {
    fn new(limit: usize) -> Self {
        Self { moments: vec![0.0; limit.next_power_of_two()], head: 0, len: 0 }
    }

    fn len(&self) -> usize {
        self.len
    }

    fn oldest(&self) -> f64 {
        self.moments[self.head]
    }

    fn push(&mut self, moment: f64) {
        let mask = self.moments.len() - 1;
        self.moments[(self.head + self.len) & mask] = moment;
        self.len += 1;
    }

    fn pop(&mut self) -> f64 {
        let moment = self.moments[self.head];
        self.head = (self.head + 1) & (self.moments.len() - 1);
        self.len -= 1;
        moment
    }
}
