//! Exact solutions, above all of queues. Simulators are checked against them, and lessons may quote them.
//!
//! Any unit of time will do, as long as rates and times agree. Functions want a stable queue, where
//! less work arrives than the servers can do; otherwise there is no steady state to speak of.

use crate::base::math;

/// The share of arrivals that find all `servers` busy and are lost (M/M/c/c, "Erlang B"), for an
/// offered load in erlangs: arrival rate times mean service time.
///
/// Source: Erlang 1917; the recursion over servers is in Cooper, "Introduction to Queueing Theory",
/// 2nd ed. 1981.
#[must_use]
pub fn erlang_b(servers: u32, load: f64) -> f64 {
    (1..=servers).fold(1.0, |blocked, n| load * blocked / (f64::from(n) + load * blocked))
}

/// The share of arrivals that have to wait when nobody is lost (M/M/c, "Erlang C"). Wants
/// `load < servers`.
///
/// Source: Erlang 1917; Cooper 1981.
#[must_use]
pub fn erlang_c(servers: u32, load: f64) -> f64 {
    let blocked = erlang_b(servers, load);
    let utilisation = load / f64::from(servers);
    blocked / (1.0 - utilisation * (1.0 - blocked))
}

/// The odds that an arrival is admitted rather than refused by `servers` servers with `room` for so
/// many jobs in all, in service included (M/M/c/K), under an offered load in erlangs. It is refused
/// with probability 1 / (1 + odds). Infinite without load, 0 without room.
///
/// As odds, the recursion of Erlang B subtracts nothing, so that both a rare refusal and a rare
/// admission keep their digits; for the waiting places it is a geometric series.
#[must_use]
pub fn admission_odds(servers: u32, room: u64, load: f64) -> f64 {
    let serving = u64::from(servers).min(room);
    let odds = (1..=serving).fold(0.0, |odds, n| n as f64 / load * (1.0 + odds));
    let waiting = (room - serving) as f64;
    let ratio = f64::from(servers) / load;
    if waiting == 0.0 || !ratio.is_finite() {
        return odds;
    }
    let grown = math::exp(waiting * math::ln(ratio));
    let series = if ratio == 1.0 {
        waiting
    } else {
        math::expm1(waiting * math::log1p(ratio - 1.0)) / (ratio - 1.0)
    };
    // Without this, no load at all would be 0 · ∞.
    if grown == 0.0 { ratio * series } else { grown * odds + ratio * series }
}

/// The mean of `1 − e^−t` for `t` from 0 to `x` (not negative): the share that is lost or stale, in the
/// mean over an age that grows to `x` times what it takes to decay. From 0 to 1.
#[must_use]
pub fn mean_saturation(x: f64) -> f64 {
    if x > 0.1 {
        return 1.0 + math::expm1(-x) / x;
    }
    // x/2! − x²/3! + x³/4! − …, where the form above is a difference of nearly equal numbers.
    let mut term = 0.5 * x;
    let mut sum = term;
    for n in 3..14 {
        term *= -x / f64::from(n);
        sum += term;
    }
    sum
}

/// Poisson arrivals, exponential service, `servers` servers, one queue: M/M/c.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ManyServers {
    /// Arrivals per unit of time.
    pub arrival_rate: f64,
    /// The mean time of a service.
    pub service_time: f64,
    /// How many servers.
    pub servers: u32,
}

impl ManyServers {
    /// The share of arrivals that have to wait.
    #[must_use]
    pub fn waiting_share(&self) -> f64 {
        erlang_c(self.servers, self.arrival_rate * self.service_time)
    }

    /// How fast the queue drains while all servers are busy, less what arrives meanwhile.
    fn spare_rate(&self) -> f64 {
        f64::from(self.servers) / self.service_time - self.arrival_rate
    }

    /// The mean wait of all arrivals, service not included.
    #[must_use]
    pub fn mean_wait(&self) -> f64 {
        self.waiting_share() / self.spare_rate()
    }

    /// The time that a share of all arrivals wait at most; those who wait, wait exponentially long.
    #[must_use]
    pub fn wait_quantile(&self, share: f64) -> f64 {
        (math::ln(self.waiting_share() / (1.0 - share)) / self.spare_rate()).max(0.0)
    }

    /// The share of arrivals that spend more than `time` waiting and in service.
    #[must_use]
    pub fn sojourn_tail(&self, time: f64) -> f64 {
        let (service, spare) = (1.0 / self.service_time, self.spare_rate());
        let served_late = math::exp(-service * time);
        // The sum of two exponential times, which needs another form where the rates agree.
        let both = if (spare - service).abs() < 1e-6 * service {
            (1.0 + service * time) * served_late
        } else {
            (spare * served_late - service * math::exp(-spare * time)) / (spare - service)
        };
        let waiting = self.waiting_share();
        (1.0 - waiting) * served_late + waiting * both
    }

    /// The time that a share of all arrivals spend at most waiting and in service, by bisection.
    #[must_use]
    pub fn sojourn_quantile(&self, share: f64) -> f64 {
        let (mut low, mut high) = (0.0, self.service_time);
        while self.sojourn_tail(high) > 1.0 - share {
            high *= 2.0;
        }
        for _ in 0..100 {
            let middle = 0.5 * (low + high);
            if self.sojourn_tail(middle) > 1.0 - share { low = middle } else { high = middle }
        }
        high
    }
}

/// The mean wait in M/G/1: Poisson arrivals, one server, service times with any squared coefficient
/// of variation `scv`.
///
/// Source: Pollaczek 1930, Khinchine 1932.
#[must_use]
pub fn mean_wait_one_server(arrival_rate: f64, service_time: f64, scv: f64) -> f64 {
    let utilisation = arrival_rate * service_time;
    utilisation * service_time * (1.0 + scv) / (2.0 * (1.0 - utilisation))
}
