//! How gaps between arrivals, and service times, are spread.

use crate::base::distribution::MeanOne;
use crate::base::math;
use crate::base::rng::Stream;
use crate::sim::control::Choice;

/// The laws as a control offers them.
pub const LAWS: &[Choice] = &[
    Choice { word: "exp", label: "exponential" },
    Choice { word: "det", label: "constant" },
    Choice { word: "erlang", label: "Erlang (less spread)" },
    Choice { word: "h2", label: "hyperexponential (two kinds)" },
    Choice { word: "lognormal", label: "lognormal (heavy tail)" },
];

/// Points of the trapezoidal rule on each side of the mean, and how far they reach, in standard
/// deviations of the normal distribution.
const NODES: i32 = 120;
const REACH: f64 = 9.0;

/// A distribution of positive times.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Law {
    /// The mean, in any unit of time.
    pub mean: f64,
    /// The squared coefficient of variation: variance over the square of the mean.
    pub scv: f64,
    /// The same with mean 1.
    pub shape: MeanOne,
}

impl Law {
    /// The law with one of the words of [`LAWS`]. `det` and `exp` have a spread of their own and pass
    /// over `scv`; `erlang` has the whole number of phases that is nearest to `1/scv`.
    ///
    /// # Errors
    /// In words that follow the name of the SCV, where the law cannot have it.
    pub fn named(word: &str, mean: f64, scv: f64) -> Result<Self, &'static str> {
        let law = |scv, shape| Ok(Self { mean, scv, shape });
        match word {
            "det" => law(0.0, MeanOne::Constant),
            "exp" => law(1.0, MeanOne::Exponential),
            "erlang" if !(1e-4..=1.0).contains(&scv) => {
                Err("must be from 0.0001 to 1 for an Erlang law: it is 1 over the number of phases")
            }
            "erlang" => {
                let phases = (1.0 / scv).round();
                let shape = MeanOne::Erlang { phases: phases as u32, fewer: 0.0, rate: phases };
                law(1.0 / phases, shape)
            }
            "h2" if scv < 1.0 => Err("must be 1 or more for a hyperexponential law"),
            "h2" => law(scv, MeanOne::with_scv(scv)),
            "lognormal" if scv <= 0.0 => Err("must be above 0 for a lognormal law"),
            "lognormal" => law(scv, MeanOne::lognormal(scv)),
            _ => Err("belongs to a law that is not known"),
        }
    }

    /// Draws a time.
    pub fn sample(&self, stream: &mut Stream) -> f64 {
        self.mean * self.shape.sample(stream)
    }

    /// Whether it is exponential, by whichever name.
    #[must_use]
    pub fn is_exponential(&self) -> bool {
        match self.shape {
            MeanOne::Exponential => true,
            MeanOne::Erlang { phases, .. } => phases == 1,
            _ => false,
        }
    }

    /// The mean of the square.
    #[must_use]
    pub fn second_moment(&self) -> f64 {
        self.mean * self.mean * (1.0 + self.scv)
    }

    /// The Laplace transform $E[e^{-sX}]$ at a real $s \ge 0$: the share that outlives a clock of
    /// rate `s`. For the lognormal law by the trapezoidal rule, which is exact to all digits here
    /// because the integrand dies out on both sides.
    #[must_use]
    pub fn transform(&self, s: f64) -> f64 {
        let s = s * self.mean;
        match self.shape {
            MeanOne::Constant => math::exp(-s),
            MeanOne::Exponential => 1.0 / (1.0 + s),
            MeanOne::Erlang { phases, fewer, rate } => {
                let longest = math::pow(rate / (rate + s), f64::from(phases));
                longest * (1.0 - fewer) + longest * fewer * (rate + s) / rate
            }
            MeanOne::Hyperexponential { often, fast, slow } => {
                often * fast / (fast + s) + (1.0 - often) * slow / (slow + s)
            }
            MeanOne::Lognormal { location, scale } => {
                let step = REACH / f64::from(NODES);
                let node = |i: i32| {
                    let z = f64::from(i) * step;
                    math::exp(-0.5 * z * z - s * math::exp(location + scale * z))
                };
                let sum: f64 = (-NODES..=NODES).map(node).sum();
                sum * step / (2.0 * std::f64::consts::PI).sqrt()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::rng::Seed;
    use crate::sim::engine::Tally;

    const KINDS: [(&str, f64); 7] = [
        ("det", 0.0),
        ("exp", 1.0),
        ("erlang", 0.25),
        ("erlang", 0.5),
        ("h2", 4.0),
        ("lognormal", 2.0),
        ("lognormal", 0.3),
    ];

    #[test]
    fn samples_have_the_mean_the_spread_and_the_transform() {
        for (word, scv) in KINDS {
            let law = Law::named(word, 0.5, scv).expect("it can");
            assert_eq!(law.scv, scv);
            let mut stream = Seed(11).stream(0);
            let (mut times, mut outlived) = (Tally::default(), Tally::default());
            for _ in 0..200_000 {
                let time = law.sample(&mut stream);
                times.add(time);
                outlived.add(math::exp(-3.0 * time));
            }
            assert!((times.mean() - 0.5).abs() <= 4.0 * times.standard_error() + 1e-12, "{word}");
            let found = times.variance() / 0.25;
            assert!((found - scv).abs() <= 0.12 * scv, "{word}: SCV {found}");
            let error = (outlived.mean() - law.transform(3.0)).abs();
            assert!(error <= 4.0 * outlived.standard_error() + 1e-12, "{word}: {error}");
            // The mean is the slope at zero.
            let slope = (1.0 - law.transform(1e-5)) / 1e-5;
            assert!((slope - 0.5).abs() < 1e-5, "{word}: {slope}");
        }
    }

    #[test]
    fn what_a_law_cannot_have_is_said() {
        for (word, scv) in [("erlang", 2.0), ("erlang", 0.0), ("h2", 0.5), ("lognormal", 0.0)] {
            assert!(Law::named(word, 1.0, scv).expect_err("it cannot").starts_with("must be"));
        }
        assert_eq!(Law::named("exp", 1.0, 9.0).expect("it has its own").scv, 1.0);
        assert!(Law::named("weibull", 1.0, 1.0).is_err());
    }
}
