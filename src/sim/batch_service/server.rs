//! A server that takes what waits, up to a limit: the exact solution.

use crate::base::{discrete, math, roots};

/// One server that takes whatever waits, up to `max_batch`, for `fixed_cost + item_cost · n`.
/// Arrivals are Poisson and nobody waits for company. Any unit of time will do.
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

/// Sums over the cycle from the end of one batch to the end of the next.
#[derive(Default)]
struct Cycle {
    time: f64,
    busy: f64,
    /// Requests in the batch.
    taken: f64,
    /// Request-time spent in the system.
    present: f64,
}

/// Roots of the tail but the first have died out after so many multiples of the square root of the
/// batch.
const TRANSIENT: f64 = 16.0;

impl BatchServer {
    /// The time of a full batch.
    fn full_time(&self) -> f64 {
        self.fixed_cost + self.item_cost * self.max_batch as f64
    }

    /// Arrivals during a full batch over the size of the batch; wants to be below 1.
    #[must_use]
    pub fn load(&self) -> f64 {
        self.arrival_rate * self.full_time() / self.max_batch as f64
    }

    /// The most requests per unit of time.
    #[must_use]
    pub fn capacity(&self) -> f64 {
        self.max_batch as f64 / self.full_time()
    }

    /// The exact solution, from the Markov chain of the number waiting when a batch ends and from the
    /// mean number present over a cycle (renewal reward, then Little's law). Wants a load below 1.
    ///
    /// Where more wait than a batch holds, the chain is homogeneous and its tail soon geometric. So the
    /// chain is cut not far beyond the largest batch, and the last state stands for the whole tail.
    ///
    /// Source: Neuts, "A general class of bulk queues with Poisson input", Annals of Mathematical
    /// Statistics 38, 1967.
    #[must_use]
    pub fn solve(&self) -> BatchServerSolution {
        let (last, decay) = self.cut();
        let shares = stationary(self.transitions(last, decay));
        let mut cycle = Cycle::default();
        for (waiting, share) in shares[..last].iter().enumerate() {
            self.add_cycle(&mut cycle, waiting as f64, *share);
        }
        // The mean of the geometric tail; all that is summed is linear in the number waiting there.
        self.add_cycle(&mut cycle, last as f64 + decay / (1.0 - decay), shares[last]);
        BatchServerSolution {
            mean_latency: cycle.present / (self.arrival_rate * cycle.time),
            // Of which a sum of shares may be a rounding more.
            mean_batch: cycle.taken.min(self.max_batch as f64),
            utilisation: (cycle.busy / cycle.time).min(1.0),
        }
    }

    fn add_cycle(&self, cycle: &mut Cycle, waiting: f64, share: f64) {
        let held = waiting.max(1.0);
        let batch = held.min(self.max_batch as f64);
        let time = self.fixed_cost + self.item_cost * batch;
        let idle = if waiting == 0.0 { 1.0 / self.arrival_rate } else { 0.0 };
        cycle.time += share * (idle + time);
        cycle.busy += share * time;
        cycle.taken += share * batch;
        cycle.present += share * (held * time + 0.5 * self.arrival_rate * time * time);
    }

    /// The last state, and how much rarer each one beyond it is than the one before.
    fn cut(&self) -> (usize, f64) {
        let batch = self.max_batch as f64;
        let far = self.max_batch + (TRANSIENT * batch.sqrt()) as usize + 30;
        let growth = self.arrival_rate * self.item_cost;
        if growth < 1.0 {
            // Were batches unlimited, the number waiting would stay near this and spread like this.
            let mean = self.arrival_rate * (self.fixed_cost + self.item_cost) / (1.0 - growth);
            let spread = (mean / (1.0 - growth * growth)).sqrt();
            let near = (mean + 14.0 * spread + 40.0 / (1.0 - growth).min(1.0)) as usize;
            if near < self.max_batch {
                return (near, 0.0);
            }
        }
        (far, self.decay())
    }

    /// The factor $1/z$ between neighbours in the tail, with the root $z > 1$ of
    /// $B \ln z = \lambda\tau_B\,(z-1)$.
    fn decay(&self) -> f64 {
        let load = self.load();
        // In y = ln z: y = load · (eʸ − 1), which is 0 at 0 and again once more.
        let excess = |y: f64| load * math::expm1(y) - y;
        let low = math::ln(1.0 / load);
        let mut high = low + 1.0;
        while excess(high) < 0.0 {
            high *= 2.0;
        }
        // The excess is least at `low`, and negative there unless the load is 1.
        math::exp(-roots::brent(excess, low, high, 0.0).unwrap_or(high))
    }

    /// An upper bound of the mean latency when batches may be of any size; `None` where they would grow
    /// without end.
    ///
    /// Source: Inoue, "Queueing analysis of GPU-based inference servers with dynamic batching: A
    /// closed-form characterization", Performance Evaluation 147, 2021, theorem 2.
    #[must_use]
    pub fn unlimited_latency_bound(&self) -> Option<f64> {
        let (rate, item, fixed) = (self.arrival_rate, self.item_cost, self.fixed_cost);
        let load = rate * item;
        if load >= 1.0 {
            return None;
        }
        let light = (item + fixed) / (2.0 * (1.0 - load))
            * (1.0 + 2.0 * rate * fixed + (1.0 - rate * fixed) / (1.0 + load));
        let heavy = 1.5 * fixed / (1.0 - load) + 0.5 * item * (load + 2.0) / (1.0 - load * load);
        Some(light.min(heavy))
    }

    /// `[i]`: the probabilities of the numbers waiting when the batch ends that began with `i`.
    fn transitions(&self, last: usize, decay: f64) -> Vec<Row> {
        let mut rows: Vec<Row> = (0..last).map(|waiting| self.row(waiting, last)).collect();
        // The tail: state `last + k` with probability (1 − x) xᵏ. A state one higher is the same row
        // one further, so its row is that of the first, dragged out; what lies beyond stays in it.
        let mut tail = self.row(last, last);
        let mut dragged = 0.0;
        for share in &mut tail.shares {
            dragged = decay * dragged + (1.0 - decay) * *share;
            *share = dragged;
        }
        tail.close(last);
        rows.push(tail);
        rows
    }

    /// The row of one state, with all that lies beyond the last state in the last.
    fn row(&self, waiting: usize, last: usize) -> Row {
        let held = waiting.max(1);
        let batch = held.min(self.max_batch);
        let mean = self.arrival_rate * (self.fixed_cost + self.item_cost * batch as f64);
        let first = held - batch;
        let fewest = (mean - 9.0 * mean.sqrt() - 20.0).max(0.0) as usize;
        let most = (mean + 10.0 * mean.sqrt()) as usize + 25;
        let from = (first + fewest).min(last);
        let mut shares = Vec::new();
        let mut share = discrete::poisson_pmf(mean, fewest as u64);
        for arrived in fewest..=most {
            if first + arrived > last {
                break;
            }
            shares.push(share);
            share *= mean / (arrived + 1) as f64;
        }
        if shares.is_empty() {
            // All of it lies beyond.
            shares.push(1.0);
        }
        let mut row = Row { from, shares };
        // The dragged-out row reaches as far as the last state.
        if waiting == last {
            row.shares.resize(last + 1 - from, 0.0);
        }
        row.close(last);
        row
    }
}

/// A row of a matrix that is zero outside of a band.
struct Row {
    from: usize,
    shares: Vec<f64>,
}

impl Row {
    /// Puts what is missing from 1 into the last state.
    fn close(&mut self, last: usize) {
        if self.from + self.shares.len() == last + 1 {
            let end = self.shares.len() - 1;
            let others: f64 = self.shares[..end].iter().sum();
            self.shares[end] = (1.0 - others).max(0.0);
        }
    }

    fn at(&self, place: usize) -> f64 {
        place.checked_sub(self.from).and_then(|i| self.shares.get(i)).copied().unwrap_or(0.0)
    }

    /// Adds a multiple of another row's shares below `end`, and makes room for them.
    fn add(&mut self, factor: f64, other: &Self, end: usize) {
        if other.from < self.from {
            let missing = self.from - other.from;
            self.shares.splice(0..0, std::iter::repeat_n(0.0, missing));
            self.from = other.from;
        }
        let shares = &other.shares[..(end - other.from.min(end)).min(other.shares.len())];
        let start = other.from - self.from;
        if self.shares.len() < start + shares.len() {
            self.shares.resize(start + shares.len(), 0.0);
        }
        for (to, share) in self.shares[start..].iter_mut().zip(shares) {
            *to += factor * share;
        }
    }
}

/// The stationary distribution of a Markov chain, by eliminating one state after another without a
/// subtraction, so that small probabilities keep their digits. Only the band is touched.
///
/// Source: Grassmann, Taksar and Heyman, Operations Research 33(5), 1985.
fn stationary(mut chain: Vec<Row>) -> Vec<f64> {
    for n in (1..chain.len()).rev() {
        let (above, rest) = chain.split_at_mut(n);
        let leaving = &rest[0];
        let below = (n - leaving.from.min(n)).min(leaving.shares.len());
        let total: f64 = leaving.shares[..below].iter().sum();
        for row in above {
            let through = row.at(n) / total;
            if through > 0.0 {
                row.add(through, leaving, n);
                let place = n - row.from;
                row.shares[place] = through;
            }
        }
    }
    let mut shares = vec![1.0];
    for n in 1..chain.len() {
        let share = shares.iter().zip(&chain).map(|(share, row)| share * row.at(n)).sum();
        shares.push(share);
    }
    let total: f64 = shares.iter().sum();
    shares.iter_mut().for_each(|share| *share /= total);
    shares
}
