//! How long a call takes, and how long it takes with a second one behind it.

use crate::base::{math, normal, roots};

/// The law of a call's latency, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Law {
    /// The logarithm is normal with standard deviation `sigma`, which is positive.
    Lognormal {
        /// Half of the calls take longer.
        median: f64,
        /// 0.5 is an ordinary service, 1 and more a long tail.
        sigma: f64,
    },
    /// Most calls are fast and a few are slow, each exponential.
    Bimodal {
        /// The mean of a fast call.
        fast: f64,
        /// The mean of a slow call.
        slow: f64,
        /// The probability of a slow call.
        share: f64,
    },
}

impl Law {
    /// The probability that a call takes longer than `time`.
    pub(super) fn survival(self, time: f64) -> f64 {
        if time <= 0.0 {
            return 1.0;
        }
        match self {
            Self::Lognormal { median, sigma } => {
                normal::survival(math::ln(time / median) / sigma)
            }
            Self::Bimodal { fast, slow, share } => {
                (1.0 - share) * math::exp(-time / fast) + share * math::exp(-time / slow)
            }
        }
    }

    /// The time that a share `tail` of the calls exceeds, above 0 and below 1.
    pub(super) fn exceeded_by(self, tail: f64) -> f64 {
        match self {
            Self::Lognormal { median, sigma } => {
                median * math::exp(-sigma * normal::quantile(tail))
            }
            Self::Bimodal { fast, slow, .. } => {
                // Were all calls of the slower kind, the time would be this.
                let most = -math::ln(tail) * fast.max(slow);
                let excess = |time| self.survival(time) - tail;
                roots::brent(excess, 0.0, most, 0.0).unwrap_or(most)
            }
        }
    }

    /// The mean of a call that is cut off at `time`, which may be infinite.
    pub(super) fn capped_mean(self, time: f64) -> f64 {
        match self {
            Self::Lognormal { median, sigma } => {
                let mean = median * math::exp(0.5 * sigma * sigma);
                if time == f64::INFINITY {
                    return mean;
                }
                let below = normal::cdf(math::ln(time / median) / sigma - sigma);
                mean * below + time * self.survival(time)
            }
            Self::Bimodal { fast, slow, share } => {
                let capped = |mean: f64| -mean * math::expm1(-time / mean);
                (1.0 - share) * capped(fast) + share * capped(slow)
            }
        }
    }
}

/// A call that is sent to a second replica when it has not come back after a delay; the first answer
/// counts. The replicas are independent, and the second call slows nobody down.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Hedged {
    /// Of either call.
    pub law: Law,
    /// Milliseconds until the second call is sent; infinite for never.
    pub delay: f64,
}

impl Hedged {
    /// The share of calls that are sent twice: those that take longer than the delay.
    pub(super) fn extra_load(&self) -> f64 {
        self.law.survival(self.delay)
    }

    /// The probability that the answer takes longer than `time`: neither call is back.
    pub(super) fn survival(&self, time: f64) -> f64 {
        self.law.survival(time) * self.law.survival(time - self.delay)
    }

    /// The time that a share `tail` of the answers exceeds, above 0 and below 1.
    pub(super) fn exceeded_by(&self, tail: f64) -> f64 {
        let alone = self.law.exceeded_by(tail);
        if self.extra_load() <= tail {
            return alone;
        }
        let excess = |time| self.survival(time) - tail;
        roots::brent(excess, self.delay, alone, 0.0).unwrap_or(alone)
    }

    /// The mean time to the answer, in milliseconds.
    pub(super) fn mean(&self) -> f64 {
        self.law.capped_mean(self.delay) + self.mean_after()
    }

    /// The mean time from the second call to the first answer, 0 where it is not sent:
    /// `∫ S(u + delay)·S(u) du`.
    fn mean_after(&self) -> f64 {
        if self.delay == f64::INFINITY {
            return 0.0;
        }
        match self.law {
            Law::Bimodal { fast, slow, share } => {
                let modes = [(1.0 - share, fast), (share, slow)];
                let pair = |(weight, mean): (f64, f64)| {
                    let late = weight * math::exp(-self.delay / mean);
                    let first = modes.map(|(other, their)| other * mean * their / (mean + their));
                    late * (first[0] + first[1])
                };
                pair(modes[0]) + pair(modes[1])
            }
            Law::Lognormal { median, sigma } => {
                // Over the second call, a normal variable z, of the mean time that the first one takes
                // beyond the delay, capped at the second. The trapezoidal rule is exact to the last
                // digits where a smooth function meets a normal density, if its step is small
                // against π/sigma, how far the logarithm is from a singularity.
                let at_delay = self.law.capped_mean(self.delay);
                let step = 0.1_f64.min(0.5 / sigma);
                let steps = ((18.0 + sigma) / step) as u32;
                let part = |i: u32| {
                    let z = -9.0 + f64::from(i) * step;
                    let second = median * math::exp(sigma * z);
                    normal::pdf(z) * (self.law.capped_mean(self.delay + second) - at_delay)
                };
                step * (0..=steps).map(part).sum::<f64>()
            }
        }
    }
}
