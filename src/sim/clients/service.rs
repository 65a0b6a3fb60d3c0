//! A service with a bounded queue, as its clients see it.

use crate::base::rng::Stream;
use crate::sim::engine::EventQueue;
use std::collections::VecDeque;

/// What becomes of an attempt.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Answer {
    /// There is no room in the queue.
    Refused,
    /// After so many seconds.
    After(f64),
    /// Little or nothing was left of the client's patience when its turn came, and the service looked.
    Dropped,
}

/// Workers with one queue, first come, first served. Service times are drawn on arrival and nobody
/// leaves the queue, so that the moment of each answer is known at once: the next in line starts with
/// the first worker to be free (Kiefer and Wolfowitz).
#[derive(Debug)]
pub(super) struct Service {
    /// When each worker is free.
    free: EventQueue,
    /// When those in the queue will start; ascending.
    starts: VecDeque<f64>,
    room: usize,
    mean: f64,
    /// What a worker wants to be left of a client's patience, in seconds, or else passes the request
    /// over; minus infinity if it does not look.
    reserve: f64,
    stream: Stream,
}

impl Service {
    /// So many workers, room for so many to wait, a mean service time in seconds, and the patience that
    /// must be left for a worker to begin.
    pub(super) fn new(
        workers: usize,
        room: usize,
        mean: f64,
        reserve: f64,
        stream: Stream,
    ) -> Self {
        let mut free = EventQueue::new(workers);
        (0..workers).for_each(|worker| free.schedule(worker, 0.0));
        let starts = VecDeque::with_capacity(room.min(10_000) + 1);
        Self { free, starts, room, mean, reserve, stream }
    }

    /// Takes an attempt whose client gives up at a moment.
    pub(super) fn ask(&mut self, now: f64, patience_ends: f64) -> Answer {
        while self.starts.front().is_some_and(|start| *start <= now) {
            self.starts.pop_front();
        }
        let work = self.mean * self.stream.exponential();
        let (worker, free) = self.free.next();
        if free > now && self.starts.len() >= self.room {
            return Answer::Refused;
        }
        let start = free.max(now);
        if start > now {
            self.starts.push_back(start);
        }
        if start + self.reserve > patience_ends {
            return Answer::Dropped;
        }
        self.free.schedule(worker, start + work);
        Answer::After(start + work - now)
    }
}
