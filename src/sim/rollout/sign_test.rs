//! The power of the sign test on a random number of pairs that differ, exactly and without a sum for
//! each number.

use crate::base::discrete;

/// The lower tail P(X ≤ c) of a binomial law, and its probability of c, while trials and c grow.
struct Tail {
    p: f64,
    trials: u64,
    /// `None` where not even 0 successes belong to the tail.
    limit: Option<u64>,
    sum: f64,
    last: f64,
}

impl Tail {
    fn new(p: f64, trials: u64, limit: Option<u64>) -> Self {
        let at = |f: fn(u64, f64, u64) -> f64| limit.map_or(0.0, |c| f(trials, p, c));
        let (sum, last) = (at(discrete::binomial_cdf), at(discrete::binomial_pmf));
        Self { p, trials, limit, sum, last }
    }

    /// One trial more: a success moves the last of the tail out of it.
    fn add_trial(&mut self) {
        if let Some(c) = self.limit {
            self.sum -= self.p * self.last;
            self.last *= (self.trials + 1) as f64 / (self.trials + 1 - c) as f64 * (1.0 - self.p);
        }
        self.trials += 1;
    }

    /// The probability of one success more than the tail holds.
    fn next(&self) -> f64 {
        match self.limit {
            // The first trials have no tail, and are few.
            None => discrete::binomial_pmf(self.trials, self.p, 0),
            // Certain successes leave all numbers below the trials without a chance.
            Some(_) if self.p >= 1.0 => 0.0,
            Some(c) => {
                self.last * (self.trials - c) as f64 / (c + 1) as f64 * (self.p / (1.0 - self.p))
            }
        }
    }

    /// One success more belongs to the tail.
    fn widen(&mut self) {
        self.last = self.next();
        self.sum += self.last;
        self.limit = Some(self.limit.map_or(0, |c| c + 1));
    }
}

/// How many standard deviations of the number of differing pairs are summed over.
const REACH: f64 = 9.0;

/// The probability that the two-sided exact sign test at level `alpha` (0 to 1) rejects, where each of
/// `pairs` differs in one direction with probability `p01` and in the other with `p10`.
///
/// Given d differing pairs the smaller count must be at most the largest c with
/// `P(Bin(d, ½) ≤ c) ≤ α/2`. With each d one trial is added, and c grows by one at most: so all three
/// tails follow from those before (McNemar 1947; the sum is exact but for 9 standard deviations).
pub(super) fn power(pairs: u64, (p01, p10): (f64, f64), alpha: f64) -> f64 {
    let differing = (p01 + p10).min(1.0);
    if differing <= 0.0 || pairs == 0 {
        return 0.0;
    }
    let mean = pairs as f64 * differing;
    let reach = REACH * (mean * (1.0 - differing)).sqrt() + 30.0;
    let first = (mean - reach).max(0.0) as u64;
    let last = pairs.min((mean + reach) as u64);
    let critical = critical(first, alpha);
    let [mut none, mut one, mut other] =
        [0.5, p01 / differing, p10 / differing].map(|p| Tail::new(p, first, critical));
    let mut weight = discrete::binomial_pmf(pairs, differing, first);
    let mut power = 0.0;
    for d in first..=last {
        power += weight * (one.sum + other.sum);
        weight = if differing < 1.0 {
            weight * ((pairs - d) as f64 / (d + 1) as f64 * (differing / (1.0 - differing)))
        } else {
            discrete::binomial_pmf(pairs, differing, d + 1)
        };
        [&mut none, &mut one, &mut other].into_iter().for_each(Tail::add_trial);
        if none.sum + none.next() <= 0.5 * alpha {
            [&mut none, &mut one, &mut other].into_iter().for_each(Tail::widen);
        }
    }
    power.clamp(0.0, 1.0)
}

/// The largest c with `P(Bin(d, ½) ≤ c) ≤ α/2`, if there is one.
fn critical(d: u64, alpha: f64) -> Option<u64> {
    let above = discrete::binomial_quantile(d, 0.5, 0.5 * alpha);
    if discrete::binomial_cdf(d, 0.5, above) <= 0.5 * alpha {
        return Some(above);
    }
    above.checked_sub(1)
}
