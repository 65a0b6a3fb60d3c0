//! A cache whose entries expire, and the origin behind it.

use super::keys::Keys;
use crate::base::math;
use crate::base::rng::Stream;
use crate::sim::engine::{Chance, EventQueue, Histogram, Replica};
use std::rc::Rc;

/// What happens to those who find an entry expired.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Protection {
    /// Each fetches.
    None,
    /// One fetches, the others wait for it.
    SingleFlight,
    /// One fetch is begun, and all get the old value meanwhile.
    StaleWhileRevalidate,
}

/// A cache and its origin; times in seconds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Setting {
    /// Requests per second.
    pub(super) rate: f64,
    /// How long an entry is kept after its fetch.
    pub(super) ttl: f64,
    /// How long a fetch takes, without waiting.
    pub(super) latency: f64,
    /// Fetches that the origin works on at the same time.
    pub(super) workers: u64,
    /// Changes of a value per second.
    pub(super) updates: f64,
    pub(super) protection: Protection,
}

/// What the cache knows of a key.
#[derive(Debug, Clone, Copy)]
struct Entry {
    /// When its value was fetched. Not a number before the first request.
    stored: f64,
    /// When the earliest fetch under way will be done; infinite if none is.
    pending: f64,
}

/// One run. A request is one event: a fetch takes the same time for all, so that its end is known when
/// it begins, and an entry is brought up to date when it is asked for.
pub(super) struct Run {
    setting: Setting,
    keys: Rc<Keys>,
    entries: Vec<Entry>,
    /// When each worker of the origin is free.
    free: EventQueue,
    now: f64,
    /// Requests that are left, and how many of the last ones are measured.
    left: u64,
    measured: u64,
    /// Arrivals, keys, and what was before the run.
    streams: [Stream; 3],
    sums: Sums,
    /// Waits of all requests.
    waits: Histogram,
}

/// What is summed over measured requests.
#[derive(Debug, Default)]
struct Sums {
    requests: u64,
    hits: u64,
    fetches: u64,
    duplicates: u64,
    /// Requests that got a value from the cache, and how many of those values had changed.
    served: u64,
    stale: f64,
    since: f64,
}

impl Run {
    pub(super) fn new(
        setting: Setting,
        keys: Rc<Keys>,
        warm_up: u64,
        requests: u64,
        chance: Chance,
    ) -> Self {
        let workers = setting.workers as usize;
        let mut free = EventQueue::new(workers);
        (0..workers).for_each(|worker| free.schedule(worker, 0.0));
        Self {
            entries: vec![Entry { stored: f64::NAN, pending: f64::INFINITY }; keys.count()],
            keys,
            free,
            now: 0.0,
            left: warm_up + requests,
            measured: requests,
            streams: std::array::from_fn(|i| chance.stream(i as u32)),
            sums: Sums::default(),
            waits: Histogram::default(),
            setting,
        }
    }

    /// The entry of a key as a long time before the run has left it: kept, expired, or being fetched,
    /// each with the share of time that it is so.
    fn begin(&mut self, key: usize) -> Entry {
        let Setting { ttl, latency, rate, .. } = self.setting;
        let gap = 1.0 / (rate * self.keys.share(key)).max(1e-300);
        let stream = &mut self.streams[2];
        let place = stream.uniform() * (ttl + latency + gap);
        if place < ttl {
            return Entry { stored: -place, pending: f64::INFINITY };
        }
        let expired = stream.exponential() * gap;
        if place < ttl + latency {
            let fetched = place - ttl;
            return Entry { stored: -(ttl + expired + fetched), pending: latency - fetched };
        }
        Entry { stored: -(ttl + expired), pending: f64::INFINITY }
    }

    fn request(&mut self) {
        self.now += self.streams[0].exponential() / self.setting.rate;
        if self.left == self.measured {
            self.sums = Sums { since: self.now, ..Sums::default() };
            self.waits.clear();
        }
        let key = self.keys.sample(&mut self.streams[1]);
        let now = self.now;
        let mut entry = self.entries[key];
        if entry.stored.is_nan() {
            entry = self.begin(key);
        }
        if entry.pending <= now {
            entry = Entry { stored: entry.pending, pending: f64::INFINITY };
        }
        let wait = self.answer(&mut entry);
        self.entries[key] = entry;
        self.sums.requests += 1;
        self.waits.add(wait);
    }

    /// Answers a request for an entry that is up to date, and says how long it waits.
    fn answer(&mut self, entry: &mut Entry) -> f64 {
        let now = self.now;
        if now < entry.stored + self.setting.ttl {
            self.sums.hits += 1;
            self.serve(entry.stored);
            return 0.0;
        }
        let under_way = entry.pending.is_finite();
        let fetches = !under_way || self.setting.protection == Protection::None;
        let done = if fetches { self.fetch(under_way) } else { entry.pending };
        // The first answer is stored; those of others who fetched are dropped.
        entry.pending = entry.pending.min(done);
        if self.setting.protection == Protection::StaleWhileRevalidate {
            self.serve(entry.stored);
            return 0.0;
        }
        done - now
    }

    /// A value from the cache: it has changed since with a probability that its age tells.
    fn serve(&mut self, stored: f64) {
        self.sums.served += 1;
        self.sums.stale -= math::expm1(-self.setting.updates * (self.now - stored));
    }

    /// Begins a fetch with the first worker to be free, and says when it will be done.
    fn fetch(&mut self, duplicate: bool) -> f64 {
        let (worker, free) = self.free.next();
        let done = free.max(self.now) + self.setting.latency;
        self.free.schedule(worker, done);
        self.sums.fetches += 1;
        self.sums.duplicates += u64::from(duplicate);
        done
    }
}

impl Replica for Run {
    fn advance(&mut self, events: u64) -> u64 {
        let used = events.min(self.left);
        for _ in 0..used {
            self.request();
            self.left -= 1;
        }
        used
    }

    /// Hits, requests, fetches, duplicates among them, values from the cache, stale ones among them,
    /// time; then a histogram of the waits.
    fn measures(&self) -> Vec<f64> {
        let sums = &self.sums;
        let mut measures = vec![
            sums.hits as f64,
            sums.requests as f64,
            sums.fetches as f64,
            sums.duplicates as f64,
            sums.served as f64,
            sums.stale,
            self.now - sums.since,
        ];
        self.waits.append_to(&mut measures);
        measures
    }
}
