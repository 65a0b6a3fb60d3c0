//! What a first stage keeps of the truly best items: in an endless catalogue, and in a finite one.

use crate::base::{discrete, laws, math, normal, quadrature};

/// A first stage whose score is correlated with the true score; both are normal.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stage {
    /// Items in the catalogue.
    pub(super) catalogue: u64,
    /// Truly best items that count as relevant.
    pub(super) relevant: u64,
    /// Items that are kept.
    pub(super) kept: u64,
    /// Between the score of the stage and the true score: −1 to 1.
    pub(super) correlation: f64,
}

/// The share of the relevant items that is kept in an endless catalogue, of which the shares
/// `relevant` and `kept` are relevant and kept: two tails of a bivariate normal law.
pub(super) fn endless(kept: f64, relevant: f64, correlation: f64) -> f64 {
    let both =
        normal::bivariate_cdf(normal::quantile(kept), normal::quantile(relevant), correlation);
    (both / relevant).clamp(0.0, 1.0)
}

/// Nodes over the true score that divides relevant items from others, and over the score of an item.
const DIVIDES: usize = 6;
const SCORES: usize = 18;

impl Stage {
    /// The expected share of the relevant items that is kept.
    ///
    /// Given the best true score `t` among the others, the relevant items are independent draws from
    /// above `t` and the rest from below. One of the relevant items, with score `x`, is kept when fewer
    /// than `kept` of all others score higher: a sum of two binomial counts and the item at `t`.
    pub(super) fn finite(&self) -> f64 {
        let (n, m, k) = (self.catalogue as f64, self.relevant as f64, self.kept as f64);
        if self.relevant >= self.catalogue || self.kept >= self.catalogue {
            return (k / n).min(1.0);
        }
        if self.correlation.abs() > 1.0 - 1e-9 {
            // The orders are the same, or opposite.
            let common = if self.correlation > 0.0 { k.min(m) } else { (k + m - n).max(0.0) };
            return common / m;
        }
        let rule = quadrature::gauss_legendre(DIVIDES);
        // The share of true scores above `t` is the (m+1)-th smallest of n uniform numbers.
        let at = |z: f64| {
            let tail = laws::beta_quantile(m + 1.0, n - m, normal::cdf(z));
            normal::pdf(z) * self.given_divide(tail)
        };
        let total = quadrature::with_rule(&rule, -5.0, 5.0, normal::pdf);
        (quadrature::with_rule(&rule, -5.0, 5.0, at) / total).clamp(0.0, 1.0)
    }

    /// As [`Stage::finite`], where the share `tail` of true scores lies above the divide.
    fn given_divide(&self, tail: f64) -> f64 {
        let (n, k) = (self.catalogue as f64, self.kept as f64);
        let divide = -normal::quantile(tail);
        let above = |x: f64| normal::bivariate_cdf(-x, -divide, self.correlation) / tail;
        // Whether an item is kept is uncertain only for scores about the one of rank `kept`.
        let edge = -normal::quantile((k / n).min(0.999));
        let width = k.sqrt() / (n * normal::pdf(edge));
        let (low, high) = (edge - 7.0 * width, edge + 9.0 * width);
        let rule = quadrature::gauss_legendre(SCORES);
        let spread = math::sqrt(1.0 - self.correlation * self.correlation);
        let middle = quadrature::with_rule(&rule, low, high, |x| {
            let over = normal::survival((divide - self.correlation * x) / spread);
            normal::pdf(x) * over / tail * self.kept_at(x, tail, above(x), divide)
        });
        above(high) + middle
    }

    /// The probability that fewer than `kept` of the others score above `x`, where a relevant item does
    /// so with probability `above`.
    fn kept_at(&self, x: f64, tail: f64, above: f64, divide: f64) -> f64 {
        let spread = math::sqrt(1.0 - self.correlation * self.correlation);
        let above = above.clamp(0.0, 1.0);
        let below = ((normal::survival(x) - above * tail) / (1.0 - tail)).clamp(0.0, 1.0);
        let at_divide = normal::survival((x - self.correlation * divide) / spread);
        let (relevant, others) = (self.relevant - 1, self.catalogue - self.relevant - 1);
        // Only counts within eight standard deviations count.
        let mean = relevant as f64 * above;
        let reach = 8.0 * (mean * (1.0 - above)).sqrt() + 12.0;
        let first = (mean - reach).max(0.0) as u64;
        let last = ((mean + reach) as u64).min(relevant).min(self.kept - 1);
        if first > last {
            return 0.0;
        }
        // Each count is the one before and a step: no sum is begun anew.
        let mut weight = Binomial::new(relevant, above, first);
        let mut room = Binomial::new(others, below, self.kept - 1 - first);
        let mut fits = discrete::binomial_cdf(others, below, self.kept - 1 - first);
        let mut sum = 0.0;
        for _ in first..=last {
            let tight = (fits - room.probability).max(0.0);
            sum += weight.probability * (fits * (1.0 - at_divide) + tight * at_divide);
            fits = tight;
            weight.up();
            room.down();
        }
        sum
    }
}

/// The probability of a count that moves by one.
struct Binomial {
    n: u64,
    p: f64,
    count: u64,
    probability: f64,
}

impl Binomial {
    fn new(n: u64, p: f64, count: u64) -> Self {
        Self { n, p, count, probability: discrete::binomial_pmf(n, p, count) }
    }

    fn up(&mut self) {
        let odds = self.p / (1.0 - self.p);
        self.go(self.count + 1, |b| (b.n - b.count) as f64 / (b.count + 1) as f64 * odds);
    }

    fn down(&mut self) {
        let odds = (1.0 - self.p) / self.p;
        match self.count.checked_sub(1) {
            Some(below) => self.go(below, |b| b.count as f64 / (b.n + 1 - b.count) as f64 * odds),
            None => self.probability = 0.0,
        }
    }

    /// By the ratio of neighbours, or afresh where the probability was too small for a number.
    fn go(&mut self, count: u64, ratio: impl Fn(&Self) -> f64) {
        let next = self.probability * if self.count <= self.n { ratio(self) } else { 0.0 };
        let known = self.probability > 0.0 && next.is_finite();
        self.probability = if known { next } else { discrete::binomial_pmf(self.n, self.p, count) };
        self.count = count;
    }
}
