//! The two-minute rule, second by second.

use crate::base::rng::{Seed, Stream};
use crate::base::stats;

/// Seconds that a client looks back.
const WINDOW: usize = 120;
/// Seconds of one run, and those at its end that are measured.
const SECONDS: u32 = 1200;
const MEASURED: u32 = 600;

/// All clients of a backend as one, in several independent runs.
pub(super) struct Clients {
    demand: f64,
    capacity: f64,
    multiplier: f64,
    seed: Seed,
    runs: u32,
    run: Run,
    /// Sent and accepted per second in each finished run.
    sent: Vec<f64>,
    accepted: Vec<f64>,
}

/// One run so far.
struct Run {
    stream: Stream,
    second: u32,
    /// What was asked for and accepted in each of the last seconds, in a ring, and the sums.
    asked: [f64; WINDOW],
    accepted: [f64; WINDOW],
    asked_sum: f64,
    accepted_sum: f64,
    /// Since the measured part began.
    sent_total: f64,
    accepted_total: f64,
}

impl Run {
    fn new(seed: Seed, number: u32) -> Self {
        Self {
            stream: seed.stream(number),
            second: 0,
            asked: [0.0; WINDOW],
            accepted: [0.0; WINDOW],
            asked_sum: 0.0,
            accepted_sum: 0.0,
            sent_total: 0.0,
            accepted_total: 0.0,
        }
    }
}

impl Clients {
    /// Requests per second that are asked for and that the backend accepts, and the multiplier `K`.
    pub(super) fn new(demand: f64, capacity: f64, multiplier: f64, seed: Seed, runs: u32) -> Self {
        Self {
            demand,
            capacity,
            multiplier,
            seed,
            runs,
            run: Run::new(seed, 0),
            sent: Vec::with_capacity(runs as usize),
            accepted: Vec::with_capacity(runs as usize),
        }
    }

    /// Simulates about so many seconds and says how many; 0 once nothing is left.
    pub(super) fn advance(&mut self, most: u64) -> u64 {
        let mut used = 0;
        while used < most && self.sent.len() < self.runs as usize {
            self.second();
            used += 1;
            if self.run.second == SECONDS {
                self.sent.push(self.run.sent_total / f64::from(MEASURED));
                self.accepted.push(self.run.accepted_total / f64::from(MEASURED));
                self.run = Run::new(self.seed, self.sent.len() as u32);
            }
        }
        used
    }

    /// How much is done, from 0 to 1.
    pub(super) fn done(&self) -> f64 {
        let seconds = self.sent.len() as f64 * f64::from(SECONDS) + f64::from(self.run.second);
        seconds / (f64::from(self.runs) * f64::from(SECONDS))
    }

    /// Sent and accepted requests per second, each with its standard error; `None` before two runs.
    pub(super) fn rates(&self) -> Option<((f64, f64), (f64, f64))> {
        let rate = |runs: &[f64]| {
            (stats::mean(runs), (stats::variance(runs) / runs.len() as f64).sqrt())
        };
        (self.sent.len() > 1).then(|| (rate(&self.sent), rate(&self.accepted)))
    }

    fn second(&mut self) {
        let run = &mut self.run;
        let drop = (run.asked_sum - self.multiplier * run.accepted_sum) / (run.asked_sum + 1.0);
        let drop = drop.max(0.0);
        // Independent thinning of a Poisson number gives two independent Poisson numbers.
        let dropped = run.stream.poisson(self.demand * drop) as f64;
        let sent = run.stream.poisson(self.demand * (1.0 - drop)) as f64;
        let accepted = sent.min(self.capacity);
        let place = run.second as usize % WINDOW;
        run.asked_sum += dropped + sent - run.asked[place];
        run.accepted_sum += accepted - run.accepted[place];
        (run.asked[place], run.accepted[place]) = (dropped + sent, accepted);
        if run.second >= SECONDS - MEASURED {
            run.sent_total += sent;
            run.accepted_total += accepted;
        }
        run.second += 1;
    }
}
