//! Items, reviewers and their working hours.

use crate::base::rng::Stream;
use crate::sim::engine::{Chance, EventQueue, Histogram, Replica};
use std::collections::VecDeque;

const DAY: f64 = 24.0;
const WEEK_DAYS: u64 = 7;
const WEEK: f64 = DAY * WEEK_DAYS as f64;

/// A desk of reviewers; all times in hours.
#[derive(Debug, Clone, Copy)]
pub(super) struct Desk {
    /// Items that arrive in an hour, day and night.
    pub(super) arrivals: f64,
    /// Mean time that a reviewer needs for one.
    pub(super) service: f64,
    pub(super) reviewers: u64,
    /// Hours from the beginning of a working day in which items are begun.
    pub(super) shift: f64,
    /// Working days at the beginning of each week.
    pub(super) days: u64,
    /// A wait above this is late.
    pub(super) deadline: f64,
}

impl Desk {
    /// The share of the week that somebody works.
    pub(super) fn staffed(&self) -> f64 {
        self.shift * self.days as f64 / WEEK
    }

    /// The share of their paid time that reviewers need.
    pub(super) fn utilisation(&self) -> f64 {
        self.arrivals * self.service / (self.reviewers as f64 * self.staffed())
    }

    /// The mean wait if there were always a free reviewer in working hours: an item that comes in a
    /// gap of g hours waits g/2 on average, and g of the week's hours fall into it.
    pub(super) fn shortest_mean_wait(&self) -> f64 {
        let night = DAY - self.shift;
        let nights = (self.days - 1) as f64;
        let rest = night + DAY * (WEEK_DAYS - self.days) as f64;
        (nights * night * night + rest * rest) / (2.0 * WEEK)
    }

    /// Items in a week.
    pub(super) fn weekly(&self) -> f64 {
        self.arrivals * WEEK
    }

    /// The end of the last shift of a week, when the fewest items wait.
    fn week_ends(&self) -> f64 {
        (self.days - 1) as f64 * DAY + self.shift
    }

    /// The first moment from `time` on at which an item may be begun.
    fn working(&self, time: f64) -> f64 {
        let day = (time / DAY).floor();
        let in_week = day as u64 % WEEK_DAYS;
        if in_week < self.days && time - day * DAY < self.shift {
            return time;
        }
        let skip = if in_week + 1 < self.days { 1 } else { WEEK_DAYS - in_week };
        (day + skip as f64) * DAY
    }
}

/// One run. An item is one event: first come, first served, with service times drawn on arrival, so
/// that its beginning is known when it comes (Kiefer and Wolfowitz), at the next working moment.
pub(super) struct Run {
    desk: Desk,
    /// When each reviewer is free.
    free: EventQueue,
    now: f64,
    arrivals: Stream,
    services: Stream,
    /// Of whole weeks, for the days differ: when measuring begins, and when the run is over.
    measured_from: f64,
    ends: f64,
    over: bool,
    /// When those who may still wait are begun; ascending.
    begins: VecDeque<f64>,
    /// When the next shift begins.
    next_shift: f64,
    waits: Histogram,
    sums: Sums,
}

/// What is summed over measured items, or over time since the first of them.
#[derive(Debug, Default)]
struct Sums {
    items: u64,
    late: u64,
    wait: f64,
    work: f64,
    shifts: u64,
    backlog: u64,
}

impl Run {
    /// A run of so many weeks before anything is measured, and after. It begins at the end of a week.
    pub(super) fn new(desk: Desk, warm_up: u64, weeks: u64, chance: Chance) -> Self {
        let reviewers = desk.reviewers as usize;
        let mut free = EventQueue::new(reviewers);
        (0..reviewers).for_each(|reviewer| free.schedule(reviewer, 0.0));
        let measured_from = desk.week_ends() + warm_up as f64 * WEEK;
        Self {
            free,
            now: desk.week_ends(),
            arrivals: chance.stream(0),
            services: chance.stream(1),
            measured_from,
            ends: measured_from + weeks as f64 * WEEK,
            over: false,
            begins: VecDeque::with_capacity(1024),
            next_shift: desk.working(desk.week_ends()),
            waits: Histogram::default(),
            sums: Sums::default(),
            desk,
        }
    }

    fn item(&mut self) {
        let before = self.now;
        self.now += self.arrivals.exponential() / self.desk.arrivals;
        if before < self.measured_from && self.now >= self.measured_from {
            self.count_backlogs(self.measured_from);
            self.sums = Sums::default();
            self.waits.clear();
        }
        self.count_backlogs(self.now.min(self.ends));
        if self.now >= self.ends {
            self.over = true;
            return;
        }
        let work = self.desk.service * self.services.exponential();
        let (reviewer, free) = self.free.next();
        let begins = self.desk.working(free.max(self.now));
        self.free.schedule(reviewer, begins + work);
        self.begins.push_back(begins);
        let wait = begins - self.now;
        self.waits.add(wait);
        self.sums.items += 1;
        self.sums.wait += wait;
        self.sums.work += work;
        self.sums.late += u64::from(wait > self.desk.deadline);
    }

    /// Counts who waits at each beginning of a shift until a moment.
    fn count_backlogs(&mut self, until: f64) {
        while self.next_shift <= until {
            let moment = self.next_shift;
            while self.begins.front().is_some_and(|begins| *begins < moment) {
                self.begins.pop_front();
            }
            self.sums.shifts += 1;
            self.sums.backlog += self.begins.len() as u64;
            self.next_shift = self.desk.working(moment + DAY);
        }
    }

    #[cfg(test)]
    pub(super) fn room(&self) -> usize {
        self.begins.capacity()
    }
}

impl Replica for Run {
    fn advance(&mut self, events: u64) -> u64 {
        let mut used = 0;
        while used < events && !self.over {
            self.item();
            used += 1;
        }
        used
    }

    /// Late items, items, waits, work, paid hours, backlogs, shifts; then a histogram of the waits.
    fn measures(&self) -> Vec<f64> {
        let sums = &self.sums;
        let time = self.ends - self.measured_from;
        let paid = time * self.desk.reviewers as f64 * self.desk.staffed();
        let mut measures = vec![
            sums.late as f64,
            sums.items as f64,
            sums.wait,
            sums.work,
            paid,
            sums.backlog as f64,
            sums.shifts as f64,
        ];
        self.waits.append_to(&mut measures);
        measures
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DESK: Desk = Desk {
        arrivals: 1.0,
        service: 1.0,
        reviewers: 1,
        shift: 8.0,
        days: 5,
        deadline: 24.0,
    };

    #[test]
    fn work_begins_in_working_hours() {
        for (time, begins) in [
            (0.0, 0.0),
            (7.9, 7.9),
            (8.0, 24.0),
            (23.0, 24.0),
            // Friday evening, Saturday and Sunday.
            (4.0 * 24.0 + 9.0, 168.0),
            (5.0 * 24.0, 168.0),
            (6.0 * 24.0 + 1.0, 168.0),
            (168.0 + 25.0, 168.0 + 25.0),
        ] {
            assert_eq!(DESK.working(time), begins, "{time}");
        }
        let always = Desk { shift: 24.0, days: 7, ..DESK };
        assert_eq!(always.working(167.99), 167.99);
        let one_day = Desk { days: 1, ..DESK };
        assert_eq!(one_day.working(9.0), 168.0);
    }

    #[test]
    fn the_shortest_wait_is_the_mean_over_the_week() {
        // Four nights of sixteen hours and one weekend of 64.
        assert!((DESK.shortest_mean_wait() - (4.0 * 256.0 + 4096.0) / 336.0).abs() < 1e-12);
        let steps = 168_000;
        let waits = (0..steps).map(|i| {
            let time = (f64::from(i) + 0.5) / 1000.0;
            DESK.working(time) - time
        });
        let mean = waits.sum::<f64>() / f64::from(steps);
        assert!((mean - DESK.shortest_mean_wait()).abs() < 1e-3, "{mean}");
        assert_eq!(Desk { shift: 24.0, days: 7, ..DESK }.shortest_mean_wait(), 0.0);
    }
}
