//! A circuit breaker between the clients and a service.

use std::collections::VecDeque;

/// When a breaker opens, and how it closes again.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rule {
    /// How many of the last outcomes count.
    pub(super) window: usize,
    /// The share of failures among them that opens it.
    pub(super) threshold: f64,
    /// How long it stays open, in seconds.
    pub(super) open: f64,
    /// How many attempts it lets through to see whether the service is well; all must succeed.
    pub(super) probes: u32,
}

/// What an attempt may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pass {
    /// Go on.
    Closed,
    /// Go on, and say in which trial this was.
    Probe(u32),
    /// Fail at once.
    Open,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum State {
    Closed,
    Open { until: f64 },
    HalfOpen { sent: u32, succeeded: u32 },
}

/// Closed, open, half-open: Nygard, "Release It!", 2nd ed. 2018, chapter 5.
#[derive(Debug)]
pub(super) struct Breaker {
    rule: Rule,
    state: State,
    /// The last outcomes while closed: whether they failed.
    outcomes: VecDeque<bool>,
    failed: usize,
    /// Numbers the half-open states, so that late answers to an earlier one do not count.
    trial: u32,
}

impl Breaker {
    pub(super) fn new(rule: Rule) -> Self {
        let outcomes = VecDeque::with_capacity(rule.window + 1);
        Self { rule, state: State::Closed, outcomes, failed: 0, trial: 0 }
    }

    /// Asks for an attempt.
    pub(super) fn pass(&mut self, now: f64) -> Pass {
        if matches!(self.state, State::Open { until } if now >= until) {
            self.state = State::HalfOpen { sent: 0, succeeded: 0 };
            self.trial += 1;
        }
        match &mut self.state {
            State::Closed => Pass::Closed,
            State::HalfOpen { sent, .. } if *sent < self.rule.probes => {
                *sent += 1;
                Pass::Probe(self.trial)
            }
            State::Open { .. } | State::HalfOpen { .. } => Pass::Open,
        }
    }

    /// Hears how an attempt went that had this pass.
    pub(super) fn hear(&mut self, now: f64, pass: Pass, failed: bool) {
        match (pass, &mut self.state) {
            (Pass::Closed, State::Closed) => self.count(now, failed),
            (Pass::Probe(trial), State::HalfOpen { .. }) if trial != self.trial => {}
            (Pass::Probe(_), State::HalfOpen { .. }) if failed => self.trip(now),
            (Pass::Probe(_), State::HalfOpen { succeeded, .. }) => {
                *succeeded += 1;
                if *succeeded == self.rule.probes {
                    self.state = State::Closed;
                }
            }
            _ => {}
        }
    }

    fn count(&mut self, now: f64, failed: bool) {
        self.outcomes.push_back(failed);
        self.failed += usize::from(failed);
        if self.outcomes.len() > self.rule.window {
            let oldest = self.outcomes.pop_front().expect("it is longer than the window");
            self.failed -= usize::from(oldest);
        }
        let share = self.failed as f64 / self.rule.window as f64;
        if self.outcomes.len() == self.rule.window && share >= self.rule.threshold {
            self.trip(now);
        }
    }

    fn trip(&mut self, now: f64) {
        self.state = State::Open { until: now + self.rule.open };
        self.outcomes.clear();
        self.failed = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: Rule = Rule { window: 4, threshold: 0.5, open: 10.0, probes: 2 };

    fn tripped() -> Breaker {
        let mut breaker = Breaker::new(RULE);
        for failed in [false, true, false, true] {
            assert_eq!(breaker.pass(0.0), Pass::Closed);
            breaker.hear(1.0, Pass::Closed, failed);
        }
        breaker
    }

    #[test]
    fn it_opens_at_the_threshold_of_a_full_window_and_not_before() {
        let mut breaker = Breaker::new(RULE);
        breaker.hear(0.0, Pass::Closed, true);
        breaker.hear(0.0, Pass::Closed, true);
        assert_eq!(breaker.pass(0.0), Pass::Closed, "two outcomes say little");
        assert_eq!(tripped().pass(10.9), Pass::Open);
    }

    #[test]
    fn old_outcomes_leave_the_window() {
        let mut breaker = Breaker::new(RULE);
        for _ in 0..20 {
            for failed in [true, false, false, false] {
                breaker.hear(0.0, Pass::Closed, failed);
            }
        }
        assert_eq!(breaker.pass(0.0), Pass::Closed);
    }

    #[test]
    fn it_closes_when_every_probe_succeeds() {
        let mut breaker = tripped();
        let probes: Vec<_> = (0..4).map(|_| breaker.pass(11.0)).collect();
        assert_eq!(probes, [Pass::Probe(1), Pass::Probe(1), Pass::Open, Pass::Open]);
        breaker.hear(11.5, Pass::Probe(1), false);
        assert_eq!(breaker.pass(11.6), Pass::Open, "one of two is not all");
        breaker.hear(11.7, Pass::Probe(1), false);
        assert_eq!(breaker.pass(11.8), Pass::Closed);
    }

    #[test]
    fn a_failed_probe_opens_it_again_and_late_answers_do_not_count() {
        let mut breaker = tripped();
        assert_eq!(breaker.pass(11.0), Pass::Probe(1));
        breaker.hear(12.0, Pass::Closed, false);
        breaker.hear(12.0, Pass::Probe(1), true);
        assert_eq!(breaker.pass(21.9), Pass::Open);
        assert_eq!(breaker.pass(22.0), Pass::Probe(2));
        breaker.hear(22.5, Pass::Probe(1), true);
        assert_eq!(breaker.pass(22.6), Pass::Probe(2), "an answer to the first trial");
    }
}
