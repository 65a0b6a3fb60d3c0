//! The leaves, their queues, and requests that ask all of them.

use crate::base::math;
use crate::base::rng::Stream;
use crate::sim::engine::{Chance, Histogram, Replica};
use std::collections::VecDeque;

/// Replicas of each leaf: one that is asked, one for the copy.
const COPIES: usize = 2;
/// The share of a run that passes before anything is measured.
const WARM_UP: f64 = 0.2;
/// A replica of a leaf begins no busier than this.
const BUSIEST: f64 = 0.98;

/// A service whose requests fan out.
#[derive(Debug, Clone, Copy)]
pub(super) struct Service {
    /// Leaves that each request asks.
    pub(super) leaves: usize,
    /// Busy share of a leaf's replica, without copies; below 1.
    pub(super) utilisation: f64,
    /// The share of that load which is other work than these requests; below 1.
    pub(super) background: f64,
    /// Mean service time, in milliseconds.
    pub(super) service: f64,
    /// When a task that has not been answered is sent again, in milliseconds; infinite for never.
    pub(super) delay: f64,
}

impl Service {
    /// The share of the load that comes from these requests.
    #[must_use]
    pub(super) fn foreground(&self) -> f64 {
        1.0 - self.background
    }

    /// Requests per millisecond. Each brings one task to one of the two replicas of each leaf.
    #[must_use]
    pub(super) fn request_rate(&self) -> f64 {
        COPIES as f64 * self.foreground() * self.utilisation / self.service
    }

    /// The time until other work arrives at a replica, in milliseconds; infinite where there is none.
    fn background_gap(&self, stream: &mut Stream) -> f64 {
        if self.background == 0.0 {
            return f64::INFINITY;
        }
        stream.exponential() * self.service / (self.background * self.utilisation)
    }

    /// What a share `p` of the requests would take at most, in milliseconds, without copies and if
    /// the leaves were independent: the largest of n exponential sojourns of M/M/1 queues. Exact for
    /// one leaf; for more an upper bound, because leaves that are busy together are associated.
    #[must_use]
    pub(super) fn independent_quantile(&self, p: f64) -> f64 {
        let sojourn = self.service / (1.0 - self.utilisation);
        // 1 − p^(1/n) without cancellation.
        let late = -math::expm1(math::ln(p) / self.leaves as f64);
        -math::ln(late) * sojourn
    }

    /// About how busy a replica is with the copies: the fixed point of "the busier, the more tasks
    /// are late", with exponential sojourns. Where each run begins.
    fn busy_with_copies(&self) -> f64 {
        let mut busy = self.utilisation;
        for _ in 0..100 {
            let late = math::exp(-(1.0 - busy) * self.delay / self.service);
            busy = (self.utilisation * (1.0 + self.foreground() * late)).min(BUSIEST);
        }
        busy
    }

    /// About how many tasks there are for each request: its own, their copies at worst, and the rest.
    #[must_use]
    pub(super) fn tasks_per_request(&self) -> f64 {
        let copies = if self.delay == f64::INFINITY { 0.0 } else { 0.5 };
        self.leaves as f64 * (1.0 / self.foreground() + copies)
    }
}

/// One server with a queue: first come, first served.
#[derive(Debug, Clone, Copy)]
struct Server {
    /// Until this moment all is served that is known here.
    now: f64,
    /// Work that is left at that moment.
    work: f64,
    /// When other work arrives next.
    next: f64,
}

/// A request that waits for the moment of its copies.
#[derive(Debug, Clone, Copy)]
struct Waiting {
    since: f64,
    /// The slowest of the tasks that need no copy.
    slowest: f64,
    /// How many do.
    late: u32,
    measured: bool,
}

/// One run. Only tasks are events: with one server and no cancellation, the moment at which a task
/// will be answered is known when it arrives (Lindley), so that no completion has to be scheduled, and
/// other work at a leaf is caught up with when a task arrives there.
pub(super) struct Run {
    service: Service,
    servers: Vec<Server>,
    next_request: f64,
    /// In the order of their copies, for the delay is the same for all.
    waiting: VecDeque<Waiting>,
    /// Late tasks of those, in the same order: the replica that was asked, and its sojourn.
    late: VecDeque<(u32, f64)>,
    /// Requests to come, and how many of the last ones are measured.
    left: u64,
    measured: u64,
    /// Drawn from: requests, replicas, their work, gaps of other work, its work, copies.
    streams: [Stream; 6],
    tasks: u64,
    counts: Counts,
    latencies: Histogram,
}

/// What is counted of measured requests.
#[derive(Debug, Default)]
struct Counts {
    tasks: u64,
    copies: u64,
    /// Idle time of all servers since the warm-up.
    idle: f64,
    /// When that was over.
    since: f64,
    /// Idle time and time of all servers from then until the last request.
    span: (f64, f64),
}

impl Run {
    /// A run of so many requests in all.
    pub(super) fn new(service: Service, requests: u64, chance: Chance) -> Self {
        let mut begin = chance.stream(6);
        let busy = service.busy_with_copies();
        let mut run = Self {
            service,
            servers: Vec::with_capacity(COPIES * service.leaves),
            next_request: 0.0,
            waiting: VecDeque::with_capacity(64),
            late: VecDeque::with_capacity(4 * service.leaves),
            left: requests,
            measured: (requests as f64 * (1.0 - WARM_UP)).ceil() as u64,
            streams: std::array::from_fn(|i| chance.stream(i as u32)),
            tasks: 0,
            counts: Counts::default(),
            latencies: Histogram::default(),
        };
        for _ in 0..COPIES * service.leaves {
            // The stationary work of an M/M/1 queue.
            let queued = begin.uniform() < busy;
            let work = if queued { begin.exponential() * service.service / (1.0 - busy) } else { 0.0 };
            let next = service.background_gap(&mut run.streams[3]);
            run.servers.push(Server { now: 0.0, work, next });
        }
        run.next_request = run.streams[0].exponential() / service.request_rate();
        run
    }

    /// Brings a task to a server and says after how long it will be answered.
    fn sojourn(&mut self, server: usize, now: f64, work: f64) -> f64 {
        self.catch_up(server, now);
        self.arrive(server, now, work)
    }

    /// Lets the other work arrive that came to a server until now.
    fn catch_up(&mut self, server: usize, now: f64) {
        while self.servers[server].next <= now {
            let at = self.servers[server].next;
            let other = self.service.service * self.streams[4].exponential();
            self.arrive(server, at, other);
            let gap = self.service.background_gap(&mut self.streams[3]);
            self.servers[server].next = at + gap;
        }
    }

    fn arrive(&mut self, server: usize, now: f64, work: f64) -> f64 {
        let server = &mut self.servers[server];
        let passed = now - server.now;
        self.counts.idle += (passed - server.work).max(0.0);
        server.work = (server.work - passed).max(0.0) + work;
        server.now = now;
        self.tasks += 1;
        server.work
    }

    /// How many waiting requests and late tasks find room without an allocation.
    #[cfg(test)]
    pub(super) fn room(&self) -> (usize, usize) {
        (self.waiting.capacity(), self.late.capacity())
    }

    fn request(&mut self) {
        let now = self.next_request;
        if self.left == self.measured {
            self.all_catch_up(now);
            self.counts = Counts { since: now, ..Counts::default() };
        }
        if self.left == 1 {
            // Each server until the same moment: its own last task would be a biased one.
            self.all_catch_up(now);
            let time = self.servers.len() as f64 * (now - self.counts.since);
            self.counts.span = (self.counts.idle, time);
        }
        let measured = self.left <= self.measured;
        let mut request = Waiting { since: now, slowest: 0.0, late: 0, measured };
        for leaf in 0..self.service.leaves {
            let second = self.streams[1].uniform() < 0.5;
            let server = COPIES * leaf + usize::from(second);
            let work = self.service.service * self.streams[2].exponential();
            let sojourn = self.sojourn(server, now, work);
            if sojourn > self.service.delay {
                self.late.push_back((server as u32, sojourn));
                request.late += 1;
            } else {
                request.slowest = request.slowest.max(sojourn);
            }
        }
        if request.late > 0 { self.waiting.push_back(request) } else { self.answered(&request) }
        self.left -= 1;
        self.next_request = now + self.streams[0].exponential() / self.service.request_rate();
    }

    /// Sends the copies of the request that waits longest for them.
    fn copies(&mut self, mut request: Waiting) {
        let (delay, now) = (self.service.delay, request.since + self.service.delay);
        for _ in 0..request.late {
            let (server, sojourn) = self.late.pop_front().expect("it was counted");
            let work = self.service.service * self.streams[5].exponential();
            // The other of the two.
            let second = delay + self.sojourn(server as usize ^ 1, now, work);
            request.slowest = request.slowest.max(sojourn.min(second));
        }
        self.answered(&request);
    }

    fn answered(&mut self, request: &Waiting) {
        if request.measured {
            self.latencies.add(request.slowest);
            self.counts.tasks += self.service.leaves as u64;
            self.counts.copies += u64::from(request.late);
        }
    }

    fn all_catch_up(&mut self, now: f64) {
        for server in 0..self.servers.len() {
            self.sojourn(server, now, 0.0);
        }
    }

    /// The request that sends its copies next, if that is before the next request.
    fn next(&self) -> Option<Waiting> {
        let due = |request: &&Waiting| request.since + self.service.delay <= self.next_request;
        self.waiting.front().filter(due).copied()
    }
}

impl Replica for Run {
    fn advance(&mut self, events: u64) -> u64 {
        let before = self.tasks;
        while self.tasks - before < events {
            if let Some(request) = self.next() {
                self.waiting.pop_front();
                self.copies(request);
            } else if self.left > 0 {
                self.request();
            } else if let Some(request) = self.waiting.pop_front() {
                // No more requests come, but all must be answered.
                self.copies(request);
            } else {
                break;
            }
        }
        self.tasks - before
    }

    /// Copies, tasks, idle time, time of all servers, and the latencies.
    fn measures(&self) -> Vec<f64> {
        let (idle, time) = self.counts.span;
        let mut measures =
            vec![self.counts.copies as f64, self.counts.tasks as f64, idle, time];
        self.latencies.append_to(&mut measures);
        measures
    }
}
