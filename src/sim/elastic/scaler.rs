//! The autoscaler's rule, and the replicas that follow it.

use std::collections::VecDeque;

/// A ratio so near to 1 changes nothing.
const TOLERANCE: f64 = 0.1;
/// A quotient of decimal settings may miss a whole number by a rounding.
const ROUNDING: f64 = 1e-9;
/// Replicas that may always be added at a time; else at most as many as there are.
const FEW: u64 = 4;

/// How many replicas the rule asks for: `ready` replicas work at the share `busy` of their time,
/// `starting` ones do not work yet, and `target` is the wanted share.
///
/// ⌈n·m/m*⌉ with a tolerance of 10 %. To scale up, replicas that are starting count as idle ones; if
/// that brings the ratio within the tolerance, nothing changes. To scale down they do not count.
/// Source: Kubernetes documentation, "Horizontal Pod Autoscaling", algorithm details.
pub(super) fn desired(ready: u64, starting: u64, busy: f64, target: f64) -> u64 {
    let all = ready + starting;
    let ratio = busy / target;
    if (ratio - 1.0).abs() <= TOLERANCE + ROUNDING {
        return all;
    }
    if ratio < 1.0 {
        return up(ratio * ready as f64);
    }
    let work = ratio * ready as f64;
    if work / all as f64 <= 1.0 + TOLERANCE + ROUNDING { all } else { up(work) }
}

fn up(x: f64) -> u64 {
    (x - ROUNDING * x.max(1.0)).ceil().max(0.0) as u64
}

/// The replicas of a service and who decides on their number.
#[derive(Debug)]
pub(super) struct Fleet {
    ready: u64,
    /// Replicas that are starting, in order: when they are ready, and how many.
    starting: VecDeque<(f64, u64)>,
    /// What the rule asked for lately, as a queue whose values fall: the first is the largest within
    /// the window.
    asked: VecDeque<(f64, u64)>,
    most: u64,
    cold_start: f64,
    /// Nothing is taken away that was asked for within so many seconds.
    stabilisation: f64,
}

impl Fleet {
    /// With so many replicas ready, at most `most`, and with times in seconds.
    pub(super) fn new(ready: u64, most: u64, cold_start: f64, stabilisation: f64) -> Self {
        Self {
            ready: ready.clamp(1, most),
            starting: VecDeque::with_capacity(64),
            asked: VecDeque::with_capacity(64),
            most,
            cold_start,
            stabilisation,
        }
    }

    /// Replicas that work.
    pub(super) fn ready(&self) -> u64 {
        self.ready
    }

    /// Replicas that are paid for.
    pub(super) fn all(&self) -> u64 {
        self.ready + self.starting.iter().map(|(_, count)| count).sum::<u64>()
    }

    /// When the next replicas will be ready; infinite if none is starting.
    pub(super) fn next_ready(&self) -> f64 {
        self.starting.front().map_or(f64::INFINITY, |(moment, _)| *moment)
    }

    /// Lets those work that have started by now.
    pub(super) fn start(&mut self, now: f64) {
        while self.next_ready() <= now {
            let (_, count) = self.starting.pop_front().expect("it has a moment");
            self.ready += count;
        }
    }

    /// Follows the rule, after replicas worked for the share `busy` of the last period.
    pub(super) fn decide(&mut self, now: f64, busy: f64, target: f64) {
        let all = self.all();
        let wanted = desired(self.ready, all - self.ready, busy, target).clamp(1, self.most);
        while self.asked.back().is_some_and(|(_, lower)| *lower <= wanted) {
            self.asked.pop_back();
        }
        self.asked.push_back((now, wanted));
        while self.asked.front().is_some_and(|(then, _)| *then < now - self.stabilisation) {
            self.asked.pop_front();
        }
        if wanted > all {
            let added = (wanted - all).min(all.max(FEW));
            self.starting.push_back((now + self.cold_start, added));
        } else {
            let kept = self.asked.front().map_or(wanted, |(_, largest)| *largest);
            self.remove(all.saturating_sub(kept));
        }
    }

    /// Takes replicas away, those first that have not started.
    fn remove(&mut self, mut count: u64) {
        while count > 0 {
            let Some((_, last)) = self.starting.back_mut() else { break };
            let taken = count.min(*last);
            *last -= taken;
            count -= taken;
            if *last == 0 {
                self.starting.pop_back();
            }
        }
        self.ready = self.ready.saturating_sub(count).max(1);
    }

    #[cfg(test)]
    pub(super) fn room(&self) -> (usize, usize) {
        (self.starting.capacity(), self.asked.capacity())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rule_is_that_of_kubernetes() {
        // The documentation's own figures: 200 for 100 doubles, 50 halves.
        assert_eq!(desired(4, 0, 1.0, 0.5), 8);
        assert_eq!(desired(4, 0, 0.25, 0.5), 2);
        assert_eq!(desired(50, 0, 0.9, 0.75), 60);
        assert_eq!(desired(3, 0, 1.0, 0.6), 5);
        assert_eq!(desired(10, 0, 0.77, 0.7), 10, "ten per cent are tolerated");
        assert_eq!(desired(10, 0, 0.63, 0.7), 10);
        assert_eq!(desired(10, 0, 0.78, 0.7), 12);
    }

    #[test]
    fn replicas_that_start_count_as_idle_upwards_and_not_at_all_downwards() {
        assert_eq!(desired(10, 5, 1.0, 0.7), 15, "10 full ones of 15 are 67 %");
        assert_eq!(desired(10, 5, 1.0, 0.5), 20);
        assert_eq!(desired(10, 5, 0.35, 0.7), 5);
    }

    #[test]
    fn replicas_come_after_the_cold_start_and_leave_after_the_window() {
        let mut fleet = Fleet::new(4, 100, 60.0, 300.0);
        fleet.decide(0.0, 1.0, 0.5);
        assert_eq!((fleet.ready(), fleet.all(), fleet.next_ready()), (4, 8, 60.0));
        fleet.start(59.0);
        assert_eq!(fleet.ready(), 4);
        fleet.start(60.0);
        assert_eq!(fleet.ready(), 8);
        for now in [100.0, 200.0, 300.0] {
            fleet.decide(now, 0.1, 0.5);
            assert_eq!(fleet.all(), 8, "eight were asked for at 0");
        }
        fleet.decide(301.0, 0.1, 0.5);
        assert_eq!(fleet.all(), 2);
    }

    #[test]
    fn a_step_at_most_doubles_and_the_limit_holds() {
        let mut fleet = Fleet::new(10, 35, 1.0, 0.0);
        fleet.decide(0.0, 1.0, 0.3);
        assert_eq!(fleet.all(), 20);
        fleet.start(1.0);
        fleet.decide(2.0, 1.0, 0.3);
        assert_eq!(fleet.all(), 35);
        let mut one = Fleet::new(1, 35, 1.0, 0.0);
        one.decide(0.0, 1.0, 0.2);
        assert_eq!(one.all(), 5, "four may always be added");
    }
}
