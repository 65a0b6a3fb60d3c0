//! A new version that gets a share of the traffic, and a check that watches its errors.

use crate::base::rng::Stream;
use crate::base::{math, special};
use crate::sim::engine::{Chance, Histogram, Replica};

/// When the check rings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Check {
    /// At the end, if so many errors would be rarer than the level.
    AtTheEnd,
    /// The same, asked every minute.
    EveryMinute,
    /// Every minute, if the errors speak for the bad rate by a factor of one over the level.
    Sequential,
}

/// A rollout.
#[derive(Debug, Clone, Copy)]
pub(super) struct Setting {
    /// Requests that the canary gets in a minute, on average.
    pub(super) per_minute: f64,
    /// Error rate of the old version, and of a bad new one.
    pub(super) base: f64,
    pub(super) bad: f64,
    /// Minutes that are watched.
    pub(super) minutes: u64,
    pub(super) check: Check,
    /// Its level, and the standard deviations that a normal number exceeds as rarely.
    pub(super) level: f64,
    pub(super) deviations: f64,
    /// Minutes from the alarm until the traffic is back at the old version.
    pub(super) reaction: f64,
}

impl Setting {
    /// Whether the check rings after so many minutes, requests and errors.
    pub(super) fn rings(&self, minute: u64, requests: u64, errors: u64) -> bool {
        match self.check {
            Check::AtTheEnd => minute == self.minutes && self.rare(requests, errors),
            Check::EveryMinute => self.rare(requests, errors),
            Check::Sequential => {
                self.evidence(requests, errors) >= -math::ln(self.level)
            }
        }
    }

    /// Whether so many errors, or more, are rarer than the level at the base rate; of Poisson numbers,
    /// which for small rates are those of independent requests.
    fn rare(&self, requests: u64, errors: u64) -> bool {
        let (expected, errors) = (requests as f64 * self.base, errors as f64);
        // The upper tail of a Poisson number is not lighter than that of a normal one: what is far from
        // rare for that need not be computed.
        let far = 0.7 * self.deviations * expected.sqrt();
        if errors == 0.0 || (self.level < 0.3 && errors <= expected + far) {
            return false;
        }
        special::gamma_p(errors, expected) <= self.level
    }

    /// The logarithm of how much likelier the errors are at the bad rate than at the base rate.
    fn evidence(&self, requests: u64, errors: u64) -> f64 {
        let (errors, fine) = (errors as f64, (requests - errors) as f64);
        errors * math::ln(self.bad / self.base)
            + fine * (math::log1p(-self.bad) - math::log1p(-self.base))
    }

    /// Minutes until the evidence against a bad version is enough, on average, without the overshoot:
    /// what it takes over what a request adds, its Kullback–Leibler information (Wald 1947).
    pub(super) fn mean_until_evidence(&self) -> f64 {
        let information = self.bad * math::ln(self.bad / self.base)
            + (1.0 - self.bad) * (math::log1p(-self.bad) - math::log1p(-self.base));
        -math::ln(self.level) / (information * self.per_minute)
    }
}

/// Several rollouts, one after another, each of a bad version and of a good one.
pub(super) struct Run {
    setting: Setting,
    rollouts: u64,
    done: u64,
    /// Whether this one is of the bad version, and what it has seen.
    bad: bool,
    minute: u64,
    requests: u64,
    errors: u64,
    /// Requests and errors of bad versions, then of good ones.
    streams: [Stream; 4],
    detected: u64,
    false_alarms: u64,
    /// Minutes until the alarms of bad versions, and what bad versions have failed beyond the base
    /// rate.
    minutes: Histogram,
    minutes_sum: f64,
    failed: f64,
}

impl Run {
    pub(super) fn new(setting: Setting, rollouts: u64, chance: Chance) -> Self {
        Self {
            setting,
            rollouts,
            done: 0,
            bad: true,
            minute: 0,
            requests: 0,
            errors: 0,
            streams: std::array::from_fn(|i| chance.stream(i as u32)),
            detected: 0,
            false_alarms: 0,
            minutes: Histogram::default(),
            minutes_sum: 0.0,
            failed: 0.0,
        }
    }

    fn next_minute(&mut self) {
        let setting = &self.setting;
        let (rate, streams) = if self.bad {
            (setting.bad, &mut self.streams[..2])
        } else {
            (setting.base, &mut self.streams[2..])
        };
        let requests = streams[0].poisson(setting.per_minute);
        self.requests += requests;
        self.errors += streams[1].binomial(requests, rate);
        self.minute += 1;
        let rings = setting.rings(self.minute, self.requests, self.errors);
        if rings || self.minute == setting.minutes {
            self.end(rings);
        }
    }

    fn end(&mut self, rang: bool) {
        let Setting { bad, base, per_minute, reaction, .. } = self.setting;
        if self.bad {
            let after = if rang { reaction * per_minute } else { 0.0 };
            self.failed += (bad - base) * (self.requests as f64 + after);
            if rang {
                self.detected += 1;
                self.minutes.add(self.minute as f64);
                self.minutes_sum += self.minute as f64;
            }
        } else {
            self.false_alarms += u64::from(rang);
            self.done += 1;
        }
        self.bad = !self.bad;
        (self.minute, self.requests, self.errors) = (0, 0, 0);
    }
}

impl Replica for Run {
    fn advance(&mut self, events: u64) -> u64 {
        let mut used = 0;
        while used < events && self.done < self.rollouts {
            self.next_minute();
            used += 1;
        }
        used
    }

    /// Shares of bad versions that are found and of good ones that ring, requests that fail in a bad
    /// rollout, minutes until an alarm summed over bad rollouts; then a histogram of those minutes.
    fn measures(&self) -> Vec<f64> {
        let each = |sum: f64| sum / self.rollouts as f64;
        let mut measures = vec![
            each(self.detected as f64),
            each(self.false_alarms as f64),
            each(self.failed),
            each(self.minutes_sum),
        ];
        self.minutes.append_to(&mut measures);
        measures
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{discrete, normal};

    #[test]
    fn what_is_passed_over_is_never_rare() {
        for level in [0.001, 0.01, 0.05, 0.2] {
            for (requests, base) in [(10, 0.01), (300, 0.01), (5000, 0.002), (100_000, 0.03)] {
                let setting = Setting {
                    per_minute: 1.0,
                    base,
                    bad: 0.5,
                    minutes: 9,
                    check: Check::EveryMinute,
                    level,
                    deviations: normal::quantile(1.0 - level),
                    reaction: 0.0,
                };
                let expected = requests as f64 * base;
                let most = (expected + 8.0 * expected.sqrt() + 20.0) as u64;
                for errors in 0..=most {
                    // More than one fewer are these or more.
                    let tail = errors
                        .checked_sub(1)
                        .map_or(1.0, |fewer| discrete::poisson_survival(expected, fewer));
                    assert_eq!(
                        setting.rare(requests, errors),
                        tail <= level,
                        "{errors} of {requests} at {base}: {tail}, {level}"
                    );
                }
            }
        }
    }
}
