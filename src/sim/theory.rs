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

/// One server that takes whatever waits, up to `max_batch`, for `fixed_cost + item_cost · n`.
/// Arrivals are Poisson and nobody waits for company.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BatchServer {
    /// Arrivals per unit of time.
    pub arrival_rate: f64,
    /// The time of a batch, however small.
    pub fixed_cost: f64,
    /// The time that each request adds.
    pub item_cost: f64,
    /// The largest batch.
    pub max_batch: usize,
}

/// What is known exactly of a [`BatchServer`] in the long run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BatchServerSolution {
    /// The mean time from arrival to the end of the batch.
    pub mean_latency: f64,
    /// The mean number of requests in a batch.
    pub mean_batch: f64,
    /// The share of time that the server is busy.
    pub utilisation: f64,
}

impl BatchServer {
    /// The exact solution, from the Markov chain of the number waiting when a batch ends and from
    /// the mean number present over a cycle (renewal reward, then Little's law). Exact but for the
    /// cut at `3 · max_batch + 256` waiting, which is far beyond what matters below a load of 0.9.
    ///
    /// Source: Neuts, "A general class of bulk queues with Poisson input", Annals of Mathematical
    /// Statistics 38, 1967.
    #[must_use]
    pub fn solve(&self) -> BatchServerSolution {
        let shares = stationary(self.transitions());
        let (mut cycle, mut present, mut busy, mut taken) = (0.0, 0.0, 0.0, 0.0);
        for (waiting, share) in shares.iter().enumerate() {
            let idle = if waiting == 0 { 1.0 / self.arrival_rate } else { 0.0 };
            let (batch, time) = self.batch(waiting);
            cycle += share * (idle + time);
            busy += share * time;
            taken += share * batch as f64;
            let held = waiting.max(1) as f64;
            present += share * (held * time + 0.5 * self.arrival_rate * time * time);
        }
        BatchServerSolution {
            mean_latency: present / (self.arrival_rate * cycle),
            mean_batch: taken,
            utilisation: busy / cycle,
        }
    }

    /// An upper bound of the mean latency when batches may be of any size.
    ///
    /// Source: Inoue, "Queueing analysis of GPU-based inference servers with dynamic batching: A
    /// closed-form characterization", Performance Evaluation 147, 2021.
    #[must_use]
    pub fn unlimited_latency_bound(&self) -> f64 {
        let (rate, item, fixed) = (self.arrival_rate, self.item_cost, self.fixed_cost);
        let load = rate * item;
        let light = (item + fixed) / (2.0 * (1.0 - load))
            * (1.0 + 2.0 * rate * fixed + (1.0 - rate * fixed) / (1.0 + load));
        let heavy = 1.5 * fixed / (1.0 - load) + 0.5 * item * (load + 2.0) / (1.0 - load * load);
        light.min(heavy)
    }

    /// The batch that follows when so many wait, and its time. With nobody waiting it is the next
    /// arrival alone.
    fn batch(&self, waiting: usize) -> (usize, f64) {
        let batch = waiting.clamp(1, self.max_batch);
        (batch, self.fixed_cost + self.item_cost * batch as f64)
    }

    /// `[i][j]`: the probability that `j` wait at the end of a batch that began with `i`.
    fn transitions(&self) -> Vec<Vec<f64>> {
        let last = 3 * self.max_batch + 256;
        let row = |waiting: usize| {
            let (batch, time) = self.batch(waiting);
            let mean = self.arrival_rate * time;
            let left = waiting.max(1) - batch;
            let mut row = vec![0.0; last + 1];
            let mut share = math::exp(-mean);
            for (arrived, place) in row[left..last].iter_mut().enumerate() {
                *place = share;
                share *= mean / (arrived + 1) as f64;
            }
            row[last] = (1.0 - row.iter().sum::<f64>()).max(0.0);
            row
        };
        (0..=last).map(row).collect()
    }
}

/// The stationary distribution of a Markov chain, by eliminating one state after another without a
/// subtraction, so that small probabilities keep their digits.
///
/// Source: Grassmann, Taksar and Heyman, Operations Research 33(5), 1985.
fn stationary(mut chain: Vec<Vec<f64>>) -> Vec<f64> {
    for n in (1..chain.len()).rev() {
        let (above, rest) = chain.split_at_mut(n);
        let leaving = &rest[0][..n];
        let total: f64 = leaving.iter().sum();
        for row in above {
            row[n] /= total;
            let through = row[n];
            row[..n].iter_mut().zip(leaving).for_each(|(to, share)| *to += through * share);
        }
    }
    let mut shares = vec![1.0];
    for n in 1..chain.len() {
        let share = shares.iter().zip(&chain).map(|(share, row)| share * row[n]).sum();
        shares.push(share);
    }
    let total: f64 = shares.iter().sum();
    shares.iter_mut().for_each(|share| *share /= total);
    shares
}
