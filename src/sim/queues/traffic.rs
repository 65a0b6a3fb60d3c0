//! What arrives and how long it takes: gaps and services, and what is known of them at one server.

use crate::base::roots;
use crate::sim::engine::Law;
use crate::sim::row::{Given, Impossible};
use crate::sim::theory;

/// Gaps between arrivals, and service times.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Traffic {
    /// Time from one arrival to the next.
    pub gaps: Law,
    /// The time that a request takes.
    pub services: Law,
}

impl Traffic {
    pub(super) fn of(given: &Given) -> Result<Self, Impossible> {
        let law = |word, mean, scv| {
            Law::named(given.text(word), given.number(mean), given.number(scv))
                .map_err(|why| Impossible::new(scv, why))
        };
        Ok(Self {
            gaps: law("arrival_dist", "mean_interarrival_s", "ca2")?,
            services: law("service_dist", "mean_service_s", "cs2")?,
        })
    }

    /// Work that arrives per unit of time: how many servers it keeps busy.
    #[must_use]
    pub fn offered(&self) -> f64 {
        self.services.mean / self.gaps.mean
    }

    /// Kingman's approximation of the mean wait at one server (1961), also called VUT; wants a load
    /// below 1. Exact for Poisson arrivals.
    #[must_use]
    pub fn kingman(&self) -> f64 {
        let load = self.offered();
        load / (1.0 - load) * 0.5 * (self.gaps.scv + self.services.scv) * self.services.mean
    }

    /// Kingman's upper bound of the mean wait at one server, which is proven.
    #[must_use]
    pub fn bound(&self) -> f64 {
        let variance = |law: &Law| law.scv * law.mean * law.mean;
        let load = self.offered();
        0.5 * (variance(&self.gaps) + variance(&self.services)) / (self.gaps.mean * (1.0 - load))
    }

    /// The exact mean wait at one server where there is one: for Poisson arrivals by Pollaczek and
    /// Khinchine, for exponential services by the root of $\sigma = \tilde A(\mu(1-\sigma))$
    /// (Kleinrock 1975, 6.4). Wants a load below 1.
    #[must_use]
    pub fn exact_wait(&self) -> Option<f64> {
        let mean = self.services.mean;
        if self.gaps.scv == 0.0 && self.services.scv == 0.0 {
            return Some(0.0);
        }
        if self.gaps.is_exponential() {
            return Some(theory::mean_wait_one_server(1.0 / self.gaps.mean, mean, self.services.scv));
        }
        if !self.services.is_exponential() {
            return None;
        }
        let idle = idle_on_arrival(&self.gaps, mean);
        Some((1.0 - idle) / idle * mean)
    }

    /// Minus the mean of $X = S - A$, the mean of its square.
    pub(super) fn step(&self) -> (f64, f64) {
        let drift = self.gaps.mean - self.services.mean;
        let variance = |law: &Law| law.scv * law.mean * law.mean;
        (drift, variance(&self.gaps) + variance(&self.services) + drift * drift)
    }
}

/// The share of arrivals that find an exponential server of this mean idle: $1 - \sigma$. Solved for
/// that and not for $\sigma$, so that it keeps its digits close to overload.
pub(crate) fn idle_on_arrival(gaps: &Law, service: f64) -> f64 {
    let excess = |idle: f64| (1.0 - idle) - gaps.transform(idle / service);
    // At 0 there is a root that is none. The other lies beyond the excess's greatest value, since it is
    // a concave function less a line.
    let mut low = 0.5;
    while low > 1e-12 && excess(low) <= 0.0 {
        low *= 0.5;
    }
    roots::brent(excess, low, 1.0, 0.0).unwrap_or(1.0)
}
