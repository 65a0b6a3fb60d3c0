//! One run: calm, a spike, and what follows.

use super::breaker::{Breaker, Pass, Rule};
use super::service::{Answer, Service};
use crate::base::math;
use crate::base::rng::Stream;
use crate::sim::engine::{Chance, Replica, Timers};

/// Seconds before anything is measured, and of calm that is measured.
const WARM_UP: f64 = 10.0;
const CALM: f64 = 20.0;
/// Recovered is who answers such a share of the requests over so many seconds.
const WELL: f64 = 0.9;
const WELL_FOR: usize = 5;

/// Who asks whom, and when.
#[derive(Debug, Clone, Copy)]
pub(super) struct Setting {
    /// Requests per second outside of the spike.
    pub(super) rate: f64,
    /// By how much more during the spike, and for how many seconds.
    pub(super) spike: f64,
    pub(super) spike_seconds: f64,
    /// Seconds after the spike.
    pub(super) watch: f64,
    /// Attempts at most.
    pub(super) attempts: u32,
    /// Seconds until a client gives an attempt up; infinite for never.
    pub(super) timeout: f64,
    /// The longest pause before the first retry, in seconds; it doubles with each.
    pub(super) backoff: f64,
    /// The longest pause at all.
    pub(super) backoff_cap: f64,
    pub(super) workers: usize,
    pub(super) room: usize,
    /// Mean service time, in seconds.
    pub(super) service: f64,
    /// What must be left of a client's patience for a worker to begin, in seconds; minus infinity if
    /// workers do not look.
    pub(super) reserve: f64,
    pub(super) breaker: Option<Rule>,
}

impl Setting {
    fn spike_begins(&self) -> f64 {
        WARM_UP + CALM
    }

    fn spike_ends(&self) -> f64 {
        self.spike_begins() + self.spike_seconds
    }

    fn end(&self) -> f64 {
        self.spike_ends() + self.watch
    }

    /// When the next request after `now` arrives. A gap that crosses an edge of the spike begins anew
    /// there, at the other rate: it has no memory.
    fn next_request(&self, mut now: f64, stream: &mut Stream) -> f64 {
        let (begins, ends) = (self.spike_begins(), self.spike_ends());
        loop {
            let (rate, edge) = if now < begins {
                (self.rate, begins)
            } else if now < ends {
                (self.rate * self.spike, ends)
            } else {
                (self.rate, f64::INFINITY)
            };
            let next = now + stream.exponential() / rate;
            if next < edge {
                return next;
            }
            now = edge;
        }
    }

    /// Requests in a run.
    pub(super) fn requests(&self) -> f64 {
        let calm = WARM_UP + CALM + self.watch;
        self.rate * (calm + self.spike * self.spike_seconds)
    }

    /// Of which part of the run a moment is.
    fn phase(&self, now: f64) -> Option<Phase> {
        let settled = self.spike_ends() + self.watch / 2.0;
        if now < WARM_UP || now >= self.end() {
            None
        } else if now < self.spike_begins() {
            Some(Phase::Before)
        } else if now < self.spike_ends() {
            Some(Phase::During)
        } else if now < settled {
            Some(Phase::Draining)
        } else {
            Some(Phase::After)
        }
    }
}

/// The parts of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Before,
    During,
    /// The first half of what follows, while queues drain.
    Draining,
    /// The second half.
    After,
}

/// Of one part of a run.
#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    requests: u64,
    attempts: u64,
    answered: u64,
}

/// What is to come: an attempt, or the end of one.
#[derive(Debug, Clone, Copy)]
enum Event {
    Attempt { number: u32 },
    Outcome { number: u32, failed: bool, pass: Pass },
}

/// Numbers of attempts and of trials that fit beside each other.
const NUMBERS: u32 = 1 << 7;
const TRIALS: u32 = 1 << 22;

impl Event {
    /// In a timer's number: what it is, the attempt, and the trial of a probe or 0.
    fn packed(self) -> u32 {
        match self {
            Self::Attempt { number } => number * 4,
            Self::Outcome { number, failed, pass } => {
                let trial = if let Pass::Probe(trial) = pass { trial % TRIALS } else { 0 };
                (trial * NUMBERS + number) * 4 + 1 + u32::from(failed)
            }
        }
    }

    fn of(packed: u32) -> Self {
        let (kind, rest) = (packed % 4, packed / 4);
        let (number, trial) = (rest % NUMBERS, rest / NUMBERS);
        let pass = if trial == 0 { Pass::Closed } else { Pass::Probe(trial) };
        match kind {
            0 => Self::Attempt { number },
            kind => Self::Outcome { number, failed: kind == 2, pass },
        }
    }
}

/// One run. Requests arrive; retries and outcomes are timers.
pub(super) struct Run {
    setting: Setting,
    service: Service,
    breaker: Option<Breaker>,
    timers: Timers,
    next_request: f64,
    arrivals: Stream,
    pauses: Stream,
    counts: [Counts; 4],
    /// Requests and answers in each second after the spike.
    seconds: Vec<(u32, u32)>,
    over: bool,
}

impl Run {
    pub(super) fn new(setting: Setting, chance: Chance) -> Self {
        let Setting { workers, room, service, reserve, .. } = setting;
        let service = Service::new(workers, room, service, reserve, chance.stream(1));
        let mut arrivals = chance.stream(0);
        Self {
            service,
            breaker: setting.breaker.map(Breaker::new),
            timers: Timers::with_capacity(1024),
            next_request: setting.next_request(0.0, &mut arrivals),
            arrivals,
            pauses: chance.stream(2),
            counts: [Counts::default(); 4],
            seconds: vec![(0, 0); setting.watch.ceil() as usize],
            setting,
            over: false,
        }
    }

    #[cfg(test)]
    pub(super) fn room(&self) -> usize {
        self.timers.capacity()
    }

    fn count(&mut self, now: f64, change: impl FnOnce(&mut Counts)) {
        if let Some(phase) = self.setting.phase(now) {
            change(&mut self.counts[phase as usize]);
        }
    }

    fn second(&mut self, now: f64) -> Option<&mut (u32, u32)> {
        let since = now - self.setting.spike_ends();
        if since < 0.0 { None } else { self.seconds.get_mut(since as usize) }
    }

    fn request(&mut self) {
        let now = self.next_request;
        self.count(now, |counts| counts.requests += 1);
        if let Some(second) = self.second(now) {
            second.0 += 1;
        }
        self.attempt(now, 1);
        self.next_request = self.setting.next_request(now, &mut self.arrivals);
    }

    fn attempt(&mut self, now: f64, number: u32) {
        let pass = self.breaker.as_mut().map_or(Pass::Closed, |breaker| breaker.pass(now));
        if pass == Pass::Open {
            // The client is told at once and does not try again.
            return;
        }
        self.count(now, |counts| counts.attempts += 1);
        let timeout = self.setting.timeout;
        let (failed, after) = match self.service.ask(now, now + timeout) {
            Answer::Refused => (true, 0.0),
            Answer::After(time) if time <= timeout => (false, time),
            Answer::After(_) | Answer::Dropped => (true, timeout),
        };
        self.timers.schedule(now + after, Event::Outcome { number, failed, pass }.packed());
    }

    fn outcome(&mut self, now: f64, number: u32, failed: bool, pass: Pass) {
        if let Some(breaker) = &mut self.breaker {
            breaker.hear(now, pass, failed);
        }
        if !failed {
            self.count(now, |counts| counts.answered += 1);
            if let Some(second) = self.second(now) {
                second.1 += 1;
            }
        } else if number < self.setting.attempts {
            // Full jitter.
            let doubled = self.setting.backoff * math::pow(2.0, f64::from(number - 1));
            let pause = self.pauses.uniform() * doubled.min(self.setting.backoff_cap);
            self.timers.schedule(now + pause, Event::Attempt { number: number + 1 }.packed());
        }
    }

    /// The first second after the spike from which on all is well for a while; nothing if none is.
    fn recovery(&self) -> Option<usize> {
        let window = WELL_FOR.min(self.seconds.len());
        self.seconds.windows(window).position(|seconds| {
            let (asked, answered) =
                seconds.iter().fold((0, 0), |sum, second| (sum.0 + second.0, sum.1 + second.1));
            f64::from(answered) >= WELL * f64::from(asked)
        })
    }
}

impl Replica for Run {
    fn advance(&mut self, events: u64) -> u64 {
        let mut used = 0;
        while used < events && !self.over {
            if self.timers.next_moment() <= self.next_request {
                let (now, event) = self.timers.pop().expect("it has a moment");
                match Event::of(event) {
                    Event::Attempt { number } => self.attempt(now, number),
                    Event::Outcome { number, failed, pass } => {
                        self.outcome(now, number, failed, pass);
                    }
                }
            } else if self.next_request < self.setting.end() {
                self.request();
            } else {
                self.over = true;
            }
            used += 1;
        }
        used
    }

    /// Answers per second before, during and after the spike; attempts and requests after it; whether
    /// all was well again, and when, 0 if never.
    fn measures(&self) -> Vec<f64> {
        let rate = |phase: Phase, seconds: f64| {
            self.counts[phase as usize].answered as f64 / seconds.max(1e-9)
        };
        let after = self.counts[Phase::After as usize];
        let recovery = self.recovery();
        vec![
            rate(Phase::Before, CALM),
            rate(Phase::During, self.setting.spike_seconds),
            rate(Phase::After, self.setting.watch / 2.0),
            after.attempts as f64,
            after.requests as f64,
            f64::from(u8::from(recovery.is_some())),
            recovery.map_or(0.0, |second| second as f64),
        ]
    }
}
