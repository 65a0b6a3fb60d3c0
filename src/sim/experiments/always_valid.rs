//! The mixture sequential probability ratio test: a test that may be looked at after every observation.

use super::walk::Walk;
use crate::base::format::{self, Unit};
use crate::base::rng::Seed;
use crate::base::{math, normal};
use crate::sim::row::{Cell, Given, Impossible, Row};
use crate::sim::{Effort, Task};

/// Naive peeking begins here: nobody trusts a z-test of fewer.
const FIRST_NAIVE_LOOK: u64 = 10;
/// Panels that leave six digits: probabilities are shown with three.
const WIDTH: f64 = 2.5;

/// Two arms of normal observations with known spread, and a normal law of the effects to expect.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Mixture {
    /// Standard deviation of one observation.
    pub(super) sigma: f64,
    /// Standard deviation of the effects to expect.
    pub(super) tau: f64,
}

impl Mixture {
    /// The variance of the difference of the arms' means after `n` observations each.
    fn variance(&self, n: f64) -> f64 {
        2.0 * self.sigma * self.sigma / n
    }

    /// The logarithm of the likelihood ratio of "an effect from the mixture" to "none", when the means
    /// differ by `difference`. Johari et al. 2017, equation 5.
    pub(super) fn ln_ratio(&self, n: f64, difference: f64) -> f64 {
        let (v, t) = (self.variance(n), self.tau * self.tau);
        // Divided by v, so that nothing overflows where v is tiny.
        let gain = difference * difference / (2.0 * v) * (t / (v + t));
        gain - 0.5 * math::log1p(t / v)
    }

    /// Where the sum of `n` standardised differences must be for the ratio to be 1/α.
    fn boundary(&self, n: f64, alpha: f64) -> f64 {
        let prior = self.variance(1.0) / (self.tau * self.tau);
        ((n + prior) * (math::log1p(n / prior) - 2.0 * math::ln(alpha))).sqrt()
    }

    /// The mean of a standardised difference, in its standard deviations.
    fn drift(&self, effect: f64) -> f64 {
        effect / self.variance(1.0).sqrt()
    }
}

/// Both tests on the same data, observation by observation.
struct AlwaysValid {
    mixture: Mixture,
    alpha: f64,
    ln_ratio: f64,
    drift: f64,
    horizon: u64,
    look: u64,
    mixed: Walk,
    naive: Option<Walk>,
}

/// Begins. It draws nothing: probabilities are exact, and the task is long.
pub(super) fn begin(given: &Given, _: Seed, _: Effort) -> Result<Box<dyn Task>, Impossible> {
    let mixture = Mixture { sigma: given.number("sigma"), tau: given.number("tau") };
    let alpha = given.number("alpha");
    Ok(Box::new(AlwaysValid {
        mixture,
        alpha,
        ln_ratio: mixture.ln_ratio(given.number("n_per_arm"), given.number("mean_diff")),
        drift: mixture.drift(given.number("true_effect")),
        horizon: given.whole("n_max"),
        look: 1,
        mixed: Walk::new(1, mixture.boundary(1.0, alpha), WIDTH),
        naive: None,
    }))
}

impl AlwaysValid {
    fn look(&mut self) -> u64 {
        self.look += 1;
        let n = self.look as f64;
        self.mixed.step(self.mixture.boundary(n, self.alpha));
        let naive = -normal::quantile(0.5 * self.alpha) * n.sqrt();
        match &mut self.naive {
            Some(walk) => walk.step(naive),
            None if self.look == FIRST_NAIVE_LOOK => {
                self.naive = Some(Walk::new(self.look, naive, WIDTH));
            }
            None => {}
        }
        self.mixed.work() + self.naive.as_ref().map_or(0, Walk::work)
    }
}

impl Task for AlwaysValid {
    fn advance(&mut self, events: u64) -> u64 {
        let mut used = 0;
        while used < events && self.look < self.horizon {
            used += self.look();
        }
        used
    }

    fn done(&self) -> f64 {
        self.look as f64 / self.horizon as f64
    }

    fn row(&self) -> Option<Row> {
        if self.look < self.horizon {
            return None;
        }
        let naive = self.naive.as_ref().map_or(0.0, |walk| walk.crossed_with_drift(self.drift));
        Some(Row::new(
            [
                self.mixed.crossed_with_drift(self.drift),
                naive,
                math::exp(self.ln_ratio),
                math::exp((-self.ln_ratio).min(0.0)),
            ]
            .map(Cell::from),
        ))
    }
}

/// What the two tests do with the same data.
pub(super) fn explain(given: &Given, row: &Row) -> String {
    let number = |place: usize| row.cells[place].number().unwrap_or(0.0);
    let share = |x| format::quantity(x, Unit::Share);
    let horizon = format::setting(given.number("n_max"), Unit::Observations);
    if given.number("true_effect") == 0.0 {
        return format!(
            "There is no effect. Peeking at a z-test after each of {horizon} finds one with probability {}; \
             the always-valid test, whose boundary widens with the logarithm of the looks, with {}, and \
             never with more than {} however long it runs.",
            share(number(1)),
            share(number(0)),
            share(given.number("alpha")),
        );
    }
    format!(
        "The effect is there, and within {horizon} the always-valid test finds it with probability {}. \
         The peeked z-test says so with {}, but it would have said so without an effect as well: the \
         difference is the price of looking whenever you like.",
        share(number(0)),
        share(number(1)),
    )
}
