//! Rényi accounting of many steps of a subsampled Gaussian mechanism.

use super::loss::{Direction, Loss};
use crate::base::{math, normal};

/// A sum in logarithms.
#[derive(Clone, Copy)]
struct LogSum {
    most: f64,
    sum: f64,
}

impl LogSum {
    const EMPTY: Self = Self { most: f64::MIN, sum: 0.0 };

    fn add(&mut self, log: f64) {
        if log > self.most {
            self.sum *= math::exp(self.most - log);
            self.most = log;
        }
        self.sum += math::exp(log - self.most);
    }

    fn log(self) -> f64 {
        self.most + math::ln(self.sum)
    }
}

/// `ln E[exp((α − 1)L)]` of one step: the Rényi divergence of order `α` times `α − 1`, or what
/// dp-accounting has for it.
///
/// Mironov, Talwar and Zhang, "Rényi Differential Privacy of the Sampled Gaussian Mechanism", 2019,
/// section 3.3.
fn log_moment(loss: &Loss, order: f64) -> f64 {
    if loss.rate >= 1.0 {
        return loss.log_moment(Direction::Remove, order - 1.0);
    }
    if order.fract() == 0.0 { whole(loss, order) } else { fractional(loss, order) }
}

/// Two series, below and above the sum at which both laws are equally likely. Terms beyond the order
/// alternate in sign; dp-accounting adds their sizes, which gives an upper bound, and leaves out an
/// order whose series does not settle in a thousand terms. So does this, to agree.
fn fractional(loss: &Loss, order: f64) -> f64 {
    let (noise, log_rate, log_rest) =
        (loss.noise, math::ln(loss.rate), math::log1p(-loss.rate));
    let equal = noise * noise * (log_rest - log_rate) + 0.5;
    let (mut total, mut before) = (LogSum::EMPTY, (f64::NEG_INFINITY, f64::NEG_INFINITY));
    let mut log_binomial = 0.0;
    for i in 0..1000 {
        let i = f64::from(i);
        let j = order - i;
        let term = |k: f64, weight: f64, beyond: f64| {
            log_binomial
                + weight
                + (k * k - k) / (2.0 * noise * noise)
                + normal::ln_survival(beyond / noise)
        };
        let below = term(i, i * log_rate + j * log_rest, i - equal);
        let above = term(j, j * log_rate + i * log_rest, equal - j);
        total.add(below);
        total.add(above);
        if below < before.0 && above < before.1 && below.max(above) < total.log() - 30.0 {
            return total.log();
        }
        before = (below, above);
        log_binomial += math::ln((order - i).abs() / (i + 1.0));
    }
    f64::INFINITY
}

/// The binomial sum less 1, of which the first two terms are 0 and all are positive: no digit is lost.
fn whole(loss: &Loss, order: f64) -> f64 {
    let (odds, square) = (math::ln(loss.rate) - math::log1p(-loss.rate), loss.noise * loss.noise);
    let (mut log_weight, mut sum) = (order * math::log1p(-loss.rate), LogSum::EMPTY);
    for i in 0..=order as u32 {
        let i = f64::from(i);
        let power = i * (i - 1.0) / (2.0 * square);
        if power > 0.0 {
            sum.add(log_weight + if power < 30.0 { math::ln(math::expm1(power)) } else { power });
        }
        log_weight += math::ln((order - i) / (i + 1.0)) + odds;
    }
    let log = sum.log();
    if log < 40.0 { math::log1p(math::exp(log)) } else { log }
}

/// The orders that dp-accounting tries when none are given: tenths up to 10.9, whole numbers up to
/// 63, and four more.
pub(super) fn orders() -> impl Iterator<Item = f64> {
    let tenths = (11..=109).map(|tenths| f64::from(tenths) / 10.0);
    tenths.chain((11..=63).map(f64::from)).chain([128.0, 256.0, 512.0, 1024.0])
}

/// ε at this `delta` (0 to 1) of `steps` steps, with today's conversion, and the order it comes from.
///
/// Canonne, Kamath and Steinke, "The Discrete Gaussian for Differential Privacy", NeurIPS 2020,
/// proposition 12.
pub(super) fn epsilon(loss: &Loss, steps: f64, delta: f64) -> (f64, f64) {
    let of = |order: f64| {
        let divergence = steps * log_moment(loss, order).max(0.0) / (order - 1.0);
        // δ ≤ √(1 − e^−divergence) in any case.
        if delta * delta + math::expm1(-divergence) > 0.0 {
            return 0.0;
        }
        divergence + math::log1p(-1.0 / order) - math::ln(delta * order) / (order - 1.0)
    };
    least(orders().map(|order| (of(order), order)))
}

/// As the paper of 2016 has it: ε = min (λ-th log moment − ln δ)/λ over whole λ up to 32.
pub(super) fn epsilon_of_2016(loss: &Loss, steps: f64, delta: f64) -> f64 {
    let of = |moment: f64| (steps * log_moment(loss, moment + 1.0) - math::ln(delta)) / moment;
    least((1..=32).map(|moment| (of(f64::from(moment)), 0.0))).0
}

fn least(all: impl Iterator<Item = (f64, f64)>) -> (f64, f64) {
    let least = all.filter(|(epsilon, _)| !epsilon.is_nan());
    let (epsilon, order) = least.fold((f64::INFINITY, 0.0), |a, b| if b.0 < a.0 { b } else { a });
    (epsilon.max(0.0), order)
}
