//! The law of the wait in M/G/1: how long a share of the requests waits at most.

use super::constant_service;
use crate::base::distribution::MeanOne;
use crate::base::{discrete, math, normal, roots};
use crate::sim::engine::Law;

/// Points of the grid on which the integral equation is solved.
const POINTS: usize = 800;

/// The wait that a share of all arrivals does not exceed, in the law's unit of time; 0 if that many do
/// not wait. Wants a load below 1.
pub(super) fn quantile(arrival_rate: f64, law: &Law, share: f64) -> f64 {
    let load = arrival_rate * law.mean;
    if 1.0 - load >= share {
        return 0.0;
    }
    let services = match law.shape {
        MeanOne::Constant => {
            let wait = constant_service::Wait::new(load, 4.0 * guess(load, law, share));
            invert(load, law, share, |t| 1.0 - wait.at_most(t))
        }
        MeanOne::Exponential => math::ln(load / (1.0 - share)) / (1.0 - load),
        MeanOne::Hyperexponential { fast, slow, .. } => {
            let tail = two_kinds(load, fast, slow);
            invert(load, law, share, tail)
        }
        MeanOne::Erlang { phases, .. } => {
            let tail = Phases::new(load, phases);
            invert(load, law, share, |t| tail.beyond(t))
        }
        MeanOne::Lognormal { location, scale } => {
            let bounded = |x: f64| lognormal_bounded(location, scale, x);
            on_grid(load, law, share, &bounded)
        }
    };
    law.mean * services
}

/// About how far the wait reaches that a share does not exceed, in service times: as if it were
/// exponential.
fn guess(load: f64, law: &Law, share: f64) -> f64 {
    let mean_of_waiting = 0.5 * (1.0 + law.scv) / (1.0 - load);
    mean_of_waiting * math::ln(load / (1.0 - share)).max(0.1)
}

/// Where the tail, which falls, is `1 - share`.
fn invert(load: f64, law: &Law, share: f64, tail: impl Fn(f64) -> f64) -> f64 {
    let mut high = guess(load, law, share);
    while tail(high) > 1.0 - share {
        high *= 2.0;
    }
    // As logarithms, the tail is nearly a straight line.
    let excess = |t: f64| math::ln(tail(t).max(f64::MIN_POSITIVE) / (1.0 - share));
    roots::brent(excess, 0.0, high, 0.0).unwrap_or(high)
}

/// The tail for services of two exponential kinds with balanced means, hence two exponentials again.
/// The rates are the roots of $(\mu_1-r)(\mu_2-r) = \rho(\mu_1(\mu_2-r)+\mu_2(\mu_1-r))/2$, from the
/// Pollaczek-Khinchine transform by partial fractions.
fn two_kinds(load: f64, fast: f64, slow: f64) -> impl Fn(f64) -> f64 {
    let (sum, product) = ((fast + slow) * (1.0 - 0.5 * load), (1.0 - load) * fast * slow);
    let large = 0.5 * (sum + (sum * sum - 4.0 * product).max(0.0).sqrt());
    let small = product / large;
    let weight = |r: f64, other: f64| (1.0 - load) * (fast - r) * (slow - r) / ((other - r) * r);
    // At SCV 1 the kinds are one, and so are the roots but for the load.
    let first = if large > small { weight(small, large) } else { load };
    let second = load - first;
    move |t| first * math::exp(-small * t) + second * math::exp(-large * t)
}

/// Erlang services, as phases: how many are in the system, in proportion and summed.
struct Phases {
    rate: f64,
    load: f64,
    phases: usize,
    /// `[n]`: the probability of more than `n` phases.
    more: std::cell::RefCell<Counted>,
}

/// The probabilities of up to so many phases, and the sum of the last `phases` of them.
#[derive(Default)]
struct Counted {
    each: Vec<f64>,
    more: Vec<f64>,
    window: f64,
}

impl Phases {
    fn new(load: f64, phases: u32) -> Self {
        let first = Counted { each: vec![1.0 - load], more: vec![load], window: 1.0 - load };
        let (rate, phases) = (f64::from(phases), phases as usize);
        Self { rate, load, phases, more: first.into() }
    }

    /// A job brings `phases` at once, and they leave one by one: flows up and down across a level are
    /// equal, which gives each probability from the `phases` before it.
    fn count(&self, upto: usize) {
        let mut known = self.more.borrow_mut();
        while known.each.len() <= upto {
            let n = known.each.len();
            let next = self.load / self.rate * known.window;
            known.each.push(next);
            let gone = n.checked_sub(self.phases).map_or(0.0, |n| known.each[n]);
            known.window += next - gone;
            let more = known.more[n - 1] - next;
            known.more.push(more.max(0.0));
        }
    }

    /// The share that waits longer than `t` service times: more phases were there than end in `t`.
    fn beyond(&self, t: f64) -> f64 {
        let mean = self.rate * t;
        self.count((mean + 10.0 * mean.sqrt()) as usize + 60);
        let known = self.more.borrow();
        discrete::poisson_average(mean, |n| known.more.get(n).copied().unwrap_or(0.0))
    }
}

/// The means of $\min(X, x)$ and of half its square for a lognormal $X$.
fn lognormal_bounded(location: f64, scale: f64, x: f64) -> (f64, f64) {
    if x <= 0.0 {
        return (0.0, 0.0);
    }
    let z = (math::ln(x) - location) / scale;
    let longer = normal::survival(z);
    let second = math::exp(scale * scale);
    (
        normal::cdf(z - scale) + x * longer,
        0.5 * (second * normal::cdf(z - 2.0 * scale) + x * x * longer),
    )
}

/// The quantile by solving the renewal equation
/// $\bar F(t) = \rho \bar F_e(t) + \rho \int_0^t \bar F(t-u) f_e(u) du$ on a grid that reaches a little
/// beyond it, where $f_e$ is the density of the rest of a service that is under way. `bounded` gives the
/// integrals of the density and of `u` times the density up to a point (for a mean service of 1).
///
/// $\bar F$ is taken as straight between the points, and the density is integrated exactly, so that the
/// error is of the grid's square times the curvature of $\bar F$ whatever the services are. On this
/// grid four digits.
pub(super) fn on_grid(
    load: f64,
    law: &Law,
    share: f64,
    bounded: &impl Fn(f64) -> (f64, f64),
) -> f64 {
    let mut horizon = 1.5 * guess(load, law, share);
    loop {
        let tail = tail_on_grid(load, horizon, bounded);
        let Some(after) = tail.iter().position(|tail| *tail <= 1.0 - share) else {
            horizon *= 2.0;
            continue;
        };
        let place = after.max(1);
        if place < POINTS / 8 {
            horizon *= 2.0 * place as f64 / POINTS as f64;
            continue;
        }
        let (high, low) = (math::ln(tail[place - 1]), math::ln(tail[place]));
        let part = (high - math::ln(1.0 - share)) / (high - low);
        return horizon * ((place - 1) as f64 + part) / POINTS as f64;
    }
}

fn tail_on_grid(load: f64, horizon: f64, bounded: &impl Fn(f64) -> (f64, f64)) -> Vec<f64> {
    let step = horizon / POINTS as f64;
    let (mut weights, mut ends, mut rest) = (Vec::new(), Vec::new(), Vec::new());
    let (mut from, mut end_before) = (bounded(0.0), 0.0);
    for cell in 0..POINTS {
        let start = cell as f64 * step;
        let to = bounded(start + step);
        let mass = to.0 - from.0;
        let end = ((to.1 - from.1) - start * mass) / step;
        weights.push(mass - end + end_before);
        ends.push(end);
        rest.push(1.0 - to.0);
        (from, end_before) = (to, end);
    }
    let mut tail = vec![load];
    for i in 1..=POINTS {
        let inner: f64 =
            weights[1..i].iter().zip(tail[1..i].iter().rev()).map(|(w, tail)| w * tail).sum();
        let known = rest[i - 1] + inner + ends[i - 1] * tail[0];
        tail.push(load * known / (1.0 - load * weights[0]));
    }
    tail
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same bounded means for laws whose quantiles have another route.
    fn bounded(law: &Law, x: f64) -> (f64, f64) {
        match law.shape {
            MeanOne::Constant => (x.min(1.0), 0.5 * x.min(1.0) * x.min(1.0)),
            MeanOne::Exponential => {
                let e = math::exp(-x);
                (1.0 - e, 1.0 - (1.0 + x) * e)
            }
            MeanOne::Hyperexponential { fast, slow, .. } => {
                let each = |mu: f64| {
                    let e = math::exp(-mu * x);
                    (0.5 * (1.0 - e), 0.5 * (1.0 - (1.0 + mu * x) * e) / mu)
                };
                let (a, b) = (each(fast), each(slow));
                (a.0 + b.0, a.1 + b.1)
            }
            _ => unreachable!("not used below"),
        }
    }

    #[test]
    fn every_route_to_a_quantile_leads_to_the_same() {
        for (word, scv) in [("det", 0.0), ("exp", 1.0), ("h2", 1.0), ("h2", 1.2), ("h2", 9.0)] {
            let law = Law::named(word, 1.0, scv).expect("it can");
            for load in [0.1, 0.5, 0.8, 0.95] {
                for share in [0.95, 0.99, 0.999] {
                    let found = quantile(load, &law, share);
                    let other = on_grid(load, &law, share, &|x| bounded(&law, x));
                    let near = (found - other).abs() <= 2e-3 * found.max(0.2);
                    assert!(near || load <= 1.0 - share, "{word} {scv} {load}: {found} {other}");
                }
            }
        }
    }

    #[test]
    fn many_phases_are_nearly_constant_and_one_is_exponential() {
        let of = |word, scv, load| quantile(load, &Law::named(word, 1.0, scv).unwrap(), 0.99);
        for load in [0.3, 0.9, 0.99] {
            let (one, exp) = (of("erlang", 1.0, load), of("exp", 1.0, load));
            assert!((one - exp).abs() < 1e-9 * exp, "{one} {exp}");
            let (many, constant) = (of("erlang", 0.001, load), of("det", 0.0, load));
            assert!((many - constant).abs() < 3e-3 * constant, "{many} {constant}");
        }
    }

    #[test]
    fn little_spread_makes_the_lognormal_an_erlang_law() {
        for load in [0.5, 0.9] {
            let of = |word| quantile(0.5 * load, &Law::named(word, 2.0, 0.01).unwrap(), 0.99);
            assert!((of("lognormal") / of("erlang") - 1.0).abs() < 2e-3);
        }
    }
}
