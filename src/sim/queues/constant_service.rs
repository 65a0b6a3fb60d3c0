//! Poisson arrivals and a service that always takes equally long: M/D/1, with room for all or some.

use crate::base::{discrete, math};

/// Probabilities below this count as none.
const NOTHING: f64 = 1e-18;
/// Where a sum of ratios has grown so far, one more or less changes no digit.
const SETTLED: f64 = 1e17;
/// From this load on, a bucket of two is as good as empty at every arrival, to all digits.
const HOPELESS: f64 = 40.0;

/// Numbers in the system (as arrivals find them), in proportion to an empty system: `[0]` is 1. The
/// load is arrivals per service and may exceed 1, as long as the system has an end somewhere.
///
/// Ups and downs across each level balance, so that $x_n a_0$ is $P(A \ge n)$ plus what
/// $1 \dots n-1$ contribute, where $A$ arrive during a service: sums of positive terms
/// (Ramaswami 1988, for M/G/1).
#[must_use]
fn ratios(load: f64, count: usize) -> Vec<f64> {
    let reach = (load + 12.0 * load.sqrt()) as usize + 30;
    let at_least = discrete::poisson_at_least(load, reach);
    let none = math::exp(-load);
    let tail = |k: usize| at_least.get(k).copied().unwrap_or(0.0);
    let mut ratios = vec![1.0];
    let mut sum = 1.0;
    for n in 1..count {
        let from = (n + 1).saturating_sub(reach).max(1);
        let below: f64 = (from..n).map(|k| ratios[k] * tail(n + 1 - k)).sum();
        let ratio: f64 = (tail(n) + below) / none;
        sum += ratio;
        if sum > SETTLED || (load < 1.0 && ratio < NOTHING) {
            break;
        }
        ratios.push(ratio);
    }
    ratios
}

/// The distribution of the number in an M/D/1 system with room for all, as far as `count` states.
/// Wants a load below 1.
#[must_use]
pub fn numbers(load: f64, count: usize) -> Vec<f64> {
    let mut numbers = ratios(load, count);
    numbers.iter_mut().for_each(|share| *share *= 1.0 - load);
    numbers
}

/// The law of the wait in M/D/1, as far as a given wait.
#[derive(Debug, Clone)]
pub struct Wait {
    load: f64,
    /// `[n]`: the probability of at most `n` jobs in the system.
    at_most: Vec<f64>,
}

impl Wait {
    /// For waits up to so many service times. Wants a load below 1.
    #[must_use]
    pub fn new(load: f64, services: f64) -> Self {
        let mut at_most = numbers(load, services as usize + 4);
        let mut sum = 0.0;
        for share in &mut at_most {
            sum += *share;
            *share = sum;
        }
        Self { load, at_most }
    }

    /// The share of arrivals that wait at most `services` service times.
    ///
    /// Source: Franx, "A simple solution for the M/D/c waiting time distribution", Operations Research
    /// Letters 29, 2001: a sum of positive terms, where the classical series alternates.
    #[must_use]
    pub fn at_most(&self, services: f64) -> f64 {
        let whole = services.floor();
        let left = self.load * (whole + 1.0 - services);
        // Beyond what was computed, fewer are certain to be there.
        let waiting_at_most = |m: usize| self.at_most.get(m + 1).copied().unwrap_or(1.0);
        let terms = whole as usize;
        let (mut weight, mut total) = (math::exp(-left), 0.0);
        for j in 0..=terms {
            total += weight * waiting_at_most(terms - j);
            weight *= left / (j + 1) as f64;
            if weight < NOTHING {
                break;
            }
        }
        total.min(1.0)
    }
}

/// The share of arrivals that find an M/D/1 system with room for `room` jobs full, service included.
/// The load is arrivals per service; any.
#[must_use]
pub fn blocked(load: f64, room: usize) -> f64 {
    if room == 1 {
        return load / (1.0 + load);
    }
    if load > HOPELESS {
        return (load - 1.0) / load;
    }
    let ratios = ratios(load, room);
    let sum: f64 = ratios.iter().sum();
    if ratios.len() < room && load >= 1.0 {
        return (load - 1.0) / load;
    }
    // The full state's share in proportion to the empty one's: 1 − (1 − load) · sum.
    let full = 1.0 - (1.0 - load) * sum;
    if full > 0.01 {
        return full / (1.0 + load * sum);
    }
    // That is a difference of nearly equal numbers; without a limit it is what lies beyond it.
    (1.0 - load) * beyond(load, room) / (1.0 + load * sum)
}

/// The sum of [`ratios`] from `room` on, for a load below 1: term by term, then as the geometric series
/// that the terms turn into.
fn beyond(load: f64, room: usize) -> f64 {
    let ratios = ratios(load, room + 200);
    let known: f64 = ratios.iter().skip(room).sum();
    match ratios.as_slice() {
        [.., before, last] if ratios.len() == room + 200 => {
            known + last * (last / before) / (1.0 - last / before)
        }
        _ => known,
    }
}
