//! How many users an A/B test of two proportions needs, by the formulas in use, and the power they get.

use crate::base::{discrete, laws, math, normal, roots};

/// The fewest users in each arm for which Student's test is asked: one degree of freedom.
const LEAST_STUDENT: f64 = 1.5;
/// No more standard deviations than this are a question of sample size.
const MOST_STUDENT: f64 = 20.0;

/// A two-sided test of two proportions with equal arms.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Test {
    /// The proportion of the control arm, between 0 and 1.
    pub(super) baseline: f64,
    /// The proportion of the treatment arm minus that of the control; not 0.
    pub(super) effect: f64,
    /// The level, two-sided.
    pub(super) alpha: f64,
    /// The probability of finding the effect; above `alpha`.
    pub(super) power: f64,
}

impl Test {
    fn treated(&self) -> f64 {
        self.baseline + self.effect
    }

    /// The quantiles of level and power.
    fn quantiles(&self) -> (f64, f64) {
        (-normal::quantile(0.5 * self.alpha), normal::quantile(self.power))
    }

    /// The sum of the variances of one observation of each arm.
    fn variances(&self) -> f64 {
        let (p, q) = (self.baseline, self.treated());
        p * (1.0 - p) + q * (1.0 - q)
    }

    /// Twice the variance of one observation if both arms were alike.
    fn pooled_variances(&self) -> f64 {
        let mean = self.baseline + 0.5 * self.effect;
        2.0 * mean * (1.0 - mean)
    }

    /// Users in each arm: the variance of one observation under the null hypothesis is half of
    /// `null_variances`. Fleiss, Levin and Paik, "Statistical Methods for Rates and Proportions", 2003,
    /// equation 4.14, without the correction for continuity.
    fn size(&self, null_variances: f64) -> f64 {
        let (z_level, z_power) = self.quantiles();
        let root = z_level * null_variances.sqrt() + z_power * self.variances().sqrt();
        root * root / (self.effect * self.effect)
    }

    /// With the mean of both proportions under the null hypothesis.
    pub(super) fn pooled(&self) -> f64 {
        self.size(self.pooled_variances())
    }

    /// With the two variances as they are, under either hypothesis.
    pub(super) fn unpooled(&self) -> f64 {
        self.size(self.variances())
    }

    /// With the baseline alone under the null hypothesis, as in Evan Miller's calculator.
    pub(super) fn evan_miller(&self) -> f64 {
        self.size(2.0 * self.baseline * (1.0 - self.baseline))
    }

    /// With the arc sine of the square root, which makes the variance the same everywhere. Unlike the
    /// others it counts the (tiny) probability of finding the opposite, as statsmodels does.
    pub(super) fn arcsine(&self) -> f64 {
        let angle = |p: f64| 2.0 * math::asin(p.sqrt());
        let distance = (angle(self.treated()) - angle(self.baseline)).abs();
        let (z_level, z_power) = self.quantiles();
        let excess =
            |x: f64| normal::cdf(x - z_level) + normal::cdf(-x - z_level) - self.power;
        let x = roots::brent(excess, 0.0, z_level + z_power.max(0.0) + 1.0, 1e-13);
        x.map_or(f64::NAN, |x| 2.0 * (x / distance) * (x / distance))
    }

    /// For Student's test of means that differ by as many standard deviations of the baseline: what a
    /// power calculator answers when it is told an effect size d. NaN where so few users would
    /// do that there is no test left.
    pub(super) fn student(&self) -> f64 {
        let d = self.effect.abs() / (self.baseline * (1.0 - self.baseline)).sqrt();
        let excess = |n: f64| {
            let (degrees, shift) = (2.0 * n - 2.0, d * (0.5 * n).sqrt());
            let t = -laws::student_t_quantile(degrees, 0.5 * self.alpha);
            laws::noncentral_t_survival(degrees, shift, t)
                + laws::noncentral_t_cdf(degrees, shift, -t)
                - self.power
        };
        let (z_level, z_power) = self.quantiles();
        let root = (z_level + z_power.max(0.0)) / d;
        let normal = 2.0 * root * root;
        // The t test needs a little more than the normal one: about a quarter of z² for each arm, and
        // more where that is much of the whole.
        let high = normal + z_level * z_level + 10.0;
        let low = if self.power > 0.5 { (0.9 * normal).max(LEAST_STUDENT) } else { LEAST_STUDENT };
        if d > MOST_STUDENT {
            return f64::NAN;
        }
        roots::brent(excess, low, high, 1e-9 * high).unwrap_or(f64::NAN)
    }

    /// The power of the pooled z-test with so many users in each arm, by the normal law.
    pub(super) fn normal_power(&self, n: f64) -> f64 {
        let (z_level, _) = self.quantiles();
        let (null, real) = (self.pooled_variances().sqrt(), self.variances().sqrt());
        let centre = self.effect.abs() * n.sqrt();
        normal::cdf((centre - z_level * null) / real)
            + normal::cdf((-centre - z_level * null) / real)
    }

    /// The power of the pooled z-test with `n` users in each arm, by summing over all results.
    pub(super) fn exact_power(&self, n: u64) -> f64 {
        let (z_level, _) = self.quantiles();
        let (control, treated) = (Counts::new(n, self.baseline), Counts::new(n, self.treated()));
        let size = n as f64;
        // Whether a result with y above x is significant; the difference below is its mirror image.
        let rejects = |x: u64, y: u64| {
            let (x, y) = (x as f64, y as f64);
            let mean = (x + y) / (2.0 * size);
            let error = (2.0 * size * mean * (1.0 - mean)).sqrt();
            (y - x).abs() > z_level * error
        };
        let (mut upper, mut lower) = (0, 0);
        let mut power = math::CompensatedSum::new();
        for (x, weight) in control.all() {
            // Both ends of what is not significant rise with x.
            upper = upper.max(x);
            while upper <= n && !rejects(x, upper) {
                upper += 1;
            }
            while lower < x && rejects(x, lower) {
                lower += 1;
            }
            power.add(weight * (treated.below(lower) + treated.from(upper)));
        }
        power.value()
    }
}

/// A binomial law, as far as its probabilities matter.
struct Counts {
    n: u64,
    first: u64,
    weights: Vec<f64>,
    /// `sums[i]`: probability of less than `first + i`.
    sums: Vec<f64>,
}

impl Counts {
    /// All but 1e-20 of the law.
    fn new(n: u64, p: f64) -> Self {
        let (mean, spread) = (n as f64 * p, (n as f64 * p * (1.0 - p)).sqrt());
        let first = (mean - 10.0 * spread - 40.0).max(0.0) as u64;
        let last = ((mean + 10.0 * spread + 40.0) as u64).min(n);
        let weights: Vec<f64> = (first..=last).map(|k| discrete::binomial_pmf(n, p, k)).collect();
        let mut sums = vec![0.0];
        let mut sum = math::CompensatedSum::new();
        for weight in &weights {
            sum.add(*weight);
            sums.push(sum.value());
        }
        Self { n, first, weights, sums }
    }

    fn all(&self) -> impl Iterator<Item = (u64, f64)> {
        (self.first..).zip(self.weights.iter().copied())
    }

    /// The probability of less than `k`.
    fn below(&self, k: u64) -> f64 {
        let place = k.saturating_sub(self.first) as usize;
        self.sums[place.min(self.sums.len() - 1)]
    }

    /// The probability of `k` or more.
    fn from(&self, k: u64) -> f64 {
        if k > self.n { 0.0 } else { (1.0 - self.below(k)).max(0.0) }
    }
}
