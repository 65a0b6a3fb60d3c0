//! Two or three servers, exactly: the Markov chain of their sorted queue lengths.
//!
//! States are kept level by level, a level being all states with as many jobs in the system. Jobs come
//! and go one by one, so a level exchanges only with its neighbours. Given how a level is shared out
//! among its states, how likely the levels are follows at once; so the slow part of the chain, the
//! total, needs no iteration, and what is left (who has how many) settles in a few dozen sweeps
//! (aggregation and disaggregation, after Koury, McAllister and Stewart 1984).
//!
//! Where every server is busy the chain looks the same one job further at each server, so levels
//! beyond a certain height are copies: the method is as fast at 99 % load as at 50 %.

use super::{Policy, sojourn_quantile};
use crate::base::math;
use crate::sim::Effort;

/// Differences between queues are followed as far as they have a probability of about this: for tables
/// of data, and for labs.
const RARE: [f64; 2] = [1e-11, 1e-7];
/// Sweeps end when the mean number changes by less than this share of [`RARE`], or at the latest after
/// so many.
const SETTLED: f64 = 0.01;
const SWEEPS: u32 = 3_000;
/// The most servers, and hence transitions from a state upwards or downwards.
pub(super) const MOST: usize = 3;

/// Sorted queue lengths, the longest first; the third is 0 where there are two servers.
type Lengths = [u16; MOST];

/// What is known of the balancer in the long run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Solution {
    /// In service times.
    pub mean_sojourn: f64,
    /// In service times.
    pub p99: f64,
}

#[derive(Clone, Copy, Default)]
struct Move {
    to: u32,
    rate: f64,
}

struct State {
    weight: f64,
    busy: f64,
    up: [Move; MOST],
    down: [Move; MOST],
}

/// All states with the same number of jobs.
struct Level {
    lengths: Vec<Lengths>,
    states: Vec<State>,
}

/// The chain, on its way to the long run.
pub(super) struct Chain {
    policy: Policy,
    servers: usize,
    arrivals: f64,
    /// The largest difference between two queues.
    spread: u16,
    levels: Vec<Level>,
    rare: f64,
    sweeps: u32,
    /// The mean number after the last sweep, and the share by which that changed it at least so far.
    mean: f64,
    change: f64,
}

impl Chain {
    /// For two or three servers, a load below 1, and a policy that looks at queues.
    pub(super) fn new(policy: Policy, servers: usize, load: f64, effort: Effort) -> Self {
        let rare = RARE[usize::from(effort != Effort::Full)];
        let n = servers as f64;
        let [longest, shortest] = match policy {
            Policy::Choices(d) => {
                let miss = |k: f64| math::pow(k / n, f64::from(d));
                [miss(1.0), 1.0 - miss(n - 1.0)]
            }
            _ => [0.0, 1.0],
        };
        // How much rarer each further job of difference is, about: the pull of arrivals to the shortest.
        let ratio = (1.0 + n * load * longest) / (1.0 + n * load * shortest);
        let height = (math::ln(1e-18) / math::ln(load)).max(8.0);
        let spread = (math::ln(rare) / math::ln(ratio)).abs().min(height).ceil() as u16 + 2;
        let copies = f64::from(spread + 4) * n;
        let top = copies.min(height + n).max(2.0 * n) as usize;
        let mut chain = Self {
            policy,
            servers,
            arrivals: n * load,
            spread,
            levels: Vec::with_capacity(top + 2),
            rare,
            sweeps: 0,
            mean: 0.0,
            change: 1.0,
        };
        // One level beyond the top, to come down from.
        for jobs in 0..=top + 1 {
            chain.levels.push(Level { lengths: chain.all_lengths(jobs as u16), states: Vec::new() });
        }
        for jobs in 0..=top + 1 {
            chain.levels[jobs].states = chain.states(jobs);
        }
        chain.settle_levels();
        chain
    }

    fn top(&self) -> usize {
        self.levels.len() - 2
    }

    /// The sorted lengths with so many jobs and no larger spread, in the order of the shortest, then
    /// the middle one.
    fn all_lengths(&self, jobs: u16) -> Vec<Lengths> {
        let mut all = Vec::new();
        if self.servers == 2 {
            for short in 0..=jobs / 2 {
                all.push([jobs - short, short, 0]);
            }
            all.retain(|lengths| lengths[0] - lengths[1] <= self.spread);
            return all;
        }
        for short in 0..=jobs / 3 {
            for middle in short..=(jobs - short) / 2 {
                all.push([jobs - short - middle, middle, short]);
            }
        }
        all.retain(|lengths| lengths[0] - lengths[2] <= self.spread);
        all
    }

    fn place(&self, lengths: Lengths, jobs: usize) -> Option<u32> {
        let key = |lengths: &Lengths| (lengths[2], lengths[1]);
        let all = &self.levels.get(jobs)?.lengths;
        all.binary_search_by_key(&key(&lengths), key).ok().map(|place| place as u32)
    }

    fn states(&self, jobs: usize) -> Vec<State> {
        let state = |lengths: &Lengths| {
            let mut state = State {
                weight: 1.0,
                busy: lengths.iter().filter(|length| **length > 0).count() as f64,
                up: [Move::default(); MOST],
                down: [Move::default(); MOST],
            };
            for server in 0..self.servers {
                let rate = self.arrivals * self.joins(server, lengths);
                state.up[server] = self.moved(lengths, jobs, server, rate, true);
                if lengths[server] > 0 {
                    state.down[server] = self.moved(lengths, jobs, server, 1.0, false);
                }
            }
            state
        };
        self.levels[jobs].lengths.iter().map(state).collect()
    }

    /// The probability that an arrival joins the server at this place, which stands for the first among
    /// its equals.
    fn joins(&self, server: usize, lengths: &Lengths) -> f64 {
        let lengths = &lengths[..self.servers];
        if server > 0 && lengths[server] == lengths[server - 1] {
            return 0.0;
        }
        let equal = lengths.iter().filter(|length| **length == lengths[server]).count();
        match self.policy {
            // All looks fall on servers at least as long as these, and not all on longer ones, which
            // stand before them.
            Policy::Choices(d) => {
                let miss = |k: usize| math::pow(k as f64 / self.servers as f64, f64::from(d));
                miss(server + equal) - miss(server)
            }
            _ => f64::from(u8::from(server + equal == self.servers)),
        }
    }

    /// A job more or less at one server, sorted again. What would spread the queues too far goes to the
    /// shortest, or leaves the longest, instead.
    fn moved(&self, lengths: &Lengths, jobs: usize, server: usize, rate: f64, up: bool) -> Move {
        let change = |server: usize| {
            let mut to = *lengths;
            let mut place = server;
            if up {
                to[place] += 1;
                while place > 0 && to[place - 1] < to[place] {
                    to.swap(place - 1, place);
                    place -= 1;
                }
            } else {
                to[place] -= 1;
                while place + 1 < self.servers && to[place + 1] > to[place] {
                    to.swap(place, place + 1);
                    place += 1;
                }
            }
            self.place(to, if up { jobs + 1 } else { jobs - 1 })
        };
        let instead = if up { self.servers - 1 } else { 0 };
        match change(server).or_else(|| change(instead)) {
            Some(to) => Move { to, rate },
            // Beyond the last level.
            None => Move::default(),
        }
    }

    /// Balances each state with its neighbours, level by level from below and back, then the levels.
    /// Says how many states that were.
    pub(super) fn sweep(&mut self) -> u64 {
        let top = self.top();
        for jobs in (0..=top).chain((0..top).rev()) {
            self.balance(jobs);
        }
        self.settle_levels();
        let mean = self.mean_number();
        // The least change so far, so that progress never goes back.
        self.change = self.change.min((mean / self.mean - 1.0).abs());
        self.mean = mean;
        self.sweeps += 1;
        self.levels.iter().map(|level| level.states.len() as u64).sum::<u64>() * 2
    }

    /// How far the sweeps are on their way, as digits that have settled: 1 exactly at the end.
    pub(super) fn done(&self) -> f64 {
        let goal = SETTLED * self.rare;
        if self.change <= goal || self.sweeps >= SWEEPS {
            return 1.0;
        }
        (math::ln(self.change) / math::ln(goal)).clamp(0.0, 0.99)
    }

    /// The long run, as far as it has settled.
    pub(super) fn solution(&self) -> Solution {
        Solution {
            mean_sojourn: self.mean_number() / self.arrivals,
            p99: sojourn_quantile(&self.found(), 0.99),
        }
    }

    fn balance(&mut self, jobs: usize) {
        let mut inflow = vec![0.0; self.levels[jobs].states.len()];
        if jobs > 0 {
            for state in &self.levels[jobs - 1].states {
                state.up.iter().for_each(|m| inflow[m.to as usize] += state.weight * m.rate);
            }
        }
        for state in &self.levels[jobs + 1].states {
            state.down.iter().for_each(|m| inflow[m.to as usize] += state.weight * m.rate);
        }
        for (state, inflow) in self.levels[jobs].states.iter_mut().zip(inflow) {
            state.weight = inflow / (self.arrivals + state.busy);
        }
    }

    /// Gives each level the weight that its flow to and from the level below demands, and the one
    /// beyond the top the shape of that one job lower at each server.
    fn settle_levels(&mut self) {
        let (top, n) = (self.top(), self.servers);
        let mut weight = 1.0;
        for jobs in 0..=top + 1 {
            if jobs == top + 1 {
                self.copy_shape(jobs - n, jobs);
            }
            let states = &mut self.levels[jobs].states;
            let sum: f64 = states.iter().map(|state| state.weight).sum();
            if jobs > 0 {
                let busy: f64 = states.iter().map(|state| state.weight * state.busy).sum();
                weight *= self.arrivals * sum / busy;
            }
            states.iter_mut().for_each(|state| state.weight *= weight / sum);
        }
    }

    fn copy_shape(&mut self, from: usize, to: usize) {
        let n = self.servers;
        let shape: Vec<f64> = (self.levels[to].lengths.iter())
            .map(|lengths| {
                let mut lower = *lengths;
                // A state with an idle server at this height is rarer than rare.
                if lower[n - 1] == 0 {
                    return 0.0;
                }
                lower[..n].iter_mut().for_each(|length| *length -= 1);
                let place = self.place(lower, from);
                place.map_or(0.0, |place| self.levels[from].states[place as usize].weight)
            })
            .collect();
        let states = &mut self.levels[to].states;
        states.iter_mut().zip(shape).for_each(|(state, weight)| state.weight = weight);
    }

    fn weight(&self, jobs: usize) -> f64 {
        self.levels[jobs].states.iter().map(|state| state.weight).sum()
    }

    /// How much less likely each level beyond the top is than the one below.
    fn load(&self) -> f64 {
        self.arrivals / self.servers as f64
    }

    fn mean_number(&self) -> f64 {
        let (top, load) = (self.top(), self.load());
        let (mut total, mut sum) = (0.0, 0.0);
        for jobs in 0..=top {
            let weight = self.weight(jobs);
            total += weight;
            sum += jobs as f64 * weight;
        }
        // The levels beyond, as a geometric series.
        let beyond = self.weight(top) * load / (1.0 - load);
        (sum + beyond * (top as f64 + 1.0 / (1.0 - load))) / (total + beyond)
    }

    /// `[j]`: how many arrivals find `j` jobs at the server that they join, in proportion.
    fn found(&self) -> Vec<f64> {
        let mut levels: Vec<Vec<f64>> = (0..=self.top()).map(|jobs| self.found_in(jobs)).collect();
        let first: f64 = levels.iter().flatten().sum();
        let factor = math::pow(self.load(), self.servers as f64);
        // Each further level finds what the one a job lower at each server has found, plus that job.
        loop {
            let copy = &levels[levels.len() - self.servers];
            let next: Vec<f64> = std::iter::once(0.0).chain(copy.iter().map(|w| w * factor)).collect();
            let negligible = next.iter().sum::<f64>() < 1e-14 * first * (1.0 - self.load());
            levels.push(next);
            if negligible {
                break;
            }
        }
        let longest = levels.iter().map(Vec::len).max().unwrap_or(0);
        let mut found = vec![0.0; longest];
        levels.iter().flat_map(|level| level.iter().enumerate()).for_each(|(j, w)| found[j] += w);
        found
    }

    fn found_in(&self, jobs: usize) -> Vec<f64> {
        let mut found = vec![0.0; jobs + 1];
        let level = &self.levels[jobs];
        for (lengths, state) in level.lengths.iter().zip(&level.states) {
            for server in 0..self.servers {
                let share = self.joins(server, lengths);
                found[usize::from(lengths[server])] += state.weight * share;
            }
        }
        found
    }
}

/// To the end, as accurately as tables of data want it.
#[cfg(test)]
pub(super) fn solve(policy: Policy, servers: usize, load: f64) -> Solution {
    let mut chain = Chain::new(policy, servers, load, Effort::Full);
    while chain.done() < 1.0 {
        chain.sweep();
    }
    chain.solution()
}
