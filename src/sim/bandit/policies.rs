//! Policies that choose between two arms, pull by pull.

use crate::base::rng::Stream;
use crate::base::{discrete, math};

/// Two arms that pay 1 with these probabilities, or nothing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Arms {
    /// Of arm a, which comes first.
    pub(super) a: f64,
    /// Of arm b.
    pub(super) b: f64,
}

impl Arms {
    /// What one pull of the worse arm costs.
    pub(super) fn gap(&self) -> f64 {
        (self.b - self.a).abs()
    }

    fn pays(&self) -> [f64; 2] {
        [self.a, self.b]
    }

    /// How fast the regret of any policy that learns must grow with ln T at last: gap over the
    /// Kullback-Leibler divergence of the worse arm from the better. Lai and Robbins, "Asymptotically
    /// efficient adaptive allocation rules", Advances in Applied Mathematics 6, 1985. NaN for equal arms;
    /// 0 where one look at the better arm can tell them apart for certain.
    pub(super) fn lai_robbins_slope(&self) -> f64 {
        let (worse, better) = (self.a.min(self.b), self.a.max(self.b));
        let part = |p: f64, q: f64| if p == 0.0 { 0.0 } else { p * math::ln(p / q) };
        let divergence = part(worse, better) + part(1.0 - worse, 1.0 - better);
        self.gap() / divergence
    }

    /// The expected regret of pulling each arm `m` times and then the better-looking one up to the `horizon`,
    /// a coin deciding between equals. Exact: the sum over all results of the first part.
    pub(super) fn explore_then_commit(&self, m: u64, horizon: u64) -> f64 {
        let [worse, better] = [self.a.min(self.b), self.a.max(self.b)];
        let law = |p: f64| (0..=m).map(move |k| discrete::binomial_pmf(m, p, k));
        // P(better < k), grown with k.
        let (mut below, mut wrong) = (0.0, math::CompensatedSum::new());
        for (bad, good) in law(worse).zip(law(better)) {
            wrong.add(bad * (below + 0.5 * good));
            below += good;
        }
        self.gap() * (m as f64 + (horizon - 2 * m) as f64 * wrong.value())
    }
}

/// How an arm is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Policy {
    /// Draws a payout of each arm from what is believed of it, beginning with Beta(1, 1), and takes the
    /// larger. Thompson 1933.
    Thompson,
    /// Takes the arm with the larger upper bound x̄ + √(2 ln t / n); a coin between equals. UCB1: Auer,
    /// Cesa-Bianchi and Fischer 2002.
    Ucb,
    /// One time in ten any arm, else the better so far; of equals, and before any pull, arm a.
    EpsilonGreedy,
}

/// How often ε-greedy explores.
const EPSILON: f64 = 0.1;

/// What is known of one arm.
#[derive(Debug, Clone, Copy, Default)]
struct Known {
    pulls: f64,
    paid: f64,
}

impl Known {
    /// 0 before the first pull, as in river.
    fn mean(self) -> f64 {
        if self.pulls > 0.0 { self.paid / self.pulls } else { 0.0 }
    }
}

impl Policy {
    /// Pulls of each arm over one `horizon`.
    pub(super) fn play(self, arms: Arms, horizon: u64, stream: &mut Stream) -> [f64; 2] {
        let pays = arms.pays();
        let mut known = [Known::default(); 2];
        for t in 0..horizon {
            let arm = self.choose(&known, t, stream);
            known[arm].pulls += 1.0;
            known[arm].paid += f64::from(u8::from(stream.chance(pays[arm])));
        }
        known.map(|known| known.pulls)
    }

    fn choose(self, known: &[Known; 2], t: u64, stream: &mut Stream) -> usize {
        let scores = match self {
            Self::Thompson => {
                known.map(|arm| stream.beta(1.0 + arm.paid, 1.0 + arm.pulls - arm.paid))
            }
            Self::Ucb => {
                let spread = 2.0 * math::ln(t as f64);
                let bound = |arm: Known| match arm.pulls {
                    0.0 => f64::INFINITY,
                    pulls => arm.mean() + (spread / pulls).sqrt(),
                };
                let [a, b] = known.map(bound);
                if a == b {
                    return usize::from(stream.chance(0.5));
                }
                [a, b]
            }
            Self::EpsilonGreedy => {
                if stream.chance(EPSILON) {
                    return usize::from(stream.chance(0.5));
                }
                known.map(Known::mean)
            }
        };
        usize::from(scores[1] > scores[0])
    }
}
