//! Positive random numbers with mean 1 and a chosen spread.

use super::math;
use super::rng::Stream;

/// A distribution of positive numbers with mean 1, chosen by its squared coefficient of variation
/// (SCV: variance divided by the square of the mean). Multiply by a mean to scale it.
///
/// The fits to two moments are those of Tijms, "A First Course in Stochastic Models", 2003,
/// appendix B.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum MeanOne {
    /// SCV 0: always 1.
    Constant,
    /// SCV between 0 and 1: a sum of `phases` exponential phases of rate `rate`, or of one fewer
    /// with probability `fewer`. A pure Erlang distribution where 1/SCV is whole.
    Erlang {
        /// How many phases at most.
        phases: u32,
        /// The probability of one phase fewer.
        fewer: f64,
        /// The rate of each phase.
        rate: f64,
    },
    /// SCV 1.
    Exponential,
    /// SCV above 1: two exponential branches with balanced means, so that each branch gives half of
    /// the mean. With probability `often` a number of rate `fast`, otherwise of rate `slow`.
    Hyperexponential {
        /// The probability of the fast branch, above one half.
        often: f64,
        /// The rate of the fast branch.
        fast: f64,
        /// The rate of the slow branch.
        slow: f64,
    },
    /// Any SCV above 0: the exponential of a normal number, so that rare values are very large.
    Lognormal {
        /// The mean of the normal number.
        location: f64,
        /// Its standard deviation.
        scale: f64,
    },
}

impl MeanOne {
    /// The distribution with this SCV. What is below 0.01 counts as constant: a hundred phases are
    /// hard to tell from none at all.
    #[must_use]
    pub fn with_scv(scv: f64) -> Self {
        if scv < 0.01 || scv.is_nan() {
            Self::Constant
        } else if scv < 1.0 {
            // The tolerance keeps 1/0.05 at 20 phases.
            let phases = (1.0 / scv - 1e-9).ceil();
            let inner = phases * (1.0 + scv) - phases * phases * scv;
            let fewer = ((phases * scv - inner.max(0.0).sqrt()) / (1.0 + scv)).max(0.0);
            Self::Erlang { phases: phases as u32, fewer, rate: phases - fewer }
        } else if scv == 1.0 {
            Self::Exponential
        } else {
            let often = 0.5 * (1.0 + ((scv - 1.0) / (scv + 1.0)).sqrt());
            Self::Hyperexponential { often, fast: 2.0 * often, slow: 2.0 * (1.0 - often) }
        }
    }

    /// The lognormal distribution with this SCV.
    #[must_use]
    pub fn lognormal(scv: f64) -> Self {
        let variance = math::ln(1.0 + scv);
        Self::Lognormal { location: -0.5 * variance, scale: variance.sqrt() }
    }

    /// Draws a number.
    pub fn sample(&self, stream: &mut Stream) -> f64 {
        match *self {
            Self::Constant => 1.0,
            Self::Exponential => stream.exponential(),
            Self::Lognormal { location, scale } => math::exp(location + scale * stream.normal()),
            Self::Hyperexponential { often, fast, slow } => {
                let rate = if stream.uniform() < often { fast } else { slow };
                stream.exponential() / rate
            }
            Self::Erlang { phases, fewer, rate } => {
                let phases = if stream.uniform() < fewer { phases - 1 } else { phases };
                let mut sum = 0.0;
                // One logarithm for sixteen phases: the product stays far above the smallest number.
                for first in (0..phases).step_by(16) {
                    let some = first..phases.min(first + 16);
                    sum -= math::ln(some.map(|_| 1.0 - stream.uniform()).product());
                }
                sum / rate
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::rng::Seed;
    use crate::base::stats;

    #[test]
    fn mean_and_scv_are_as_asked() {
        for scv in [0.0, 0.05, 0.25, 0.3, 0.5, 0.85, 1.0, 1.5, 4.0, 16.0] {
            let law = MeanOne::with_scv(scv);
            let mut stream = Seed(7).stream(3);
            let samples: Vec<f64> = (0..200_000).map(|_| law.sample(&mut stream)).collect();
            assert!(samples.iter().all(|x| x.is_finite() && *x >= 0.0));
            let (mean, found) = (stats::mean(&samples), stats::variance(&samples));
            // Four standard errors of the mean; the variance of heavy tails is itself uncertain.
            assert!((mean - 1.0).abs() <= 4.0 * (scv / 2e5).sqrt(), "{scv}: mean {mean}");
            assert!((found - scv).abs() <= 0.01 + 0.08 * scv, "{scv}: variance {found}");
        }
    }

    #[test]
    fn whole_numbers_of_phases_are_pure_erlang() {
        for phases in 2..=20_u32 {
            let MeanOne::Erlang { phases: found, fewer, rate } =
                MeanOne::with_scv(1.0 / f64::from(phases))
            else {
                panic!("{phases} phases are an Erlang distribution");
            };
            assert_eq!(found, phases);
            assert!(fewer < 1e-6 && (rate - f64::from(phases)).abs() < 1e-6);
        }
    }
}
