//! The line in front of a service whose capacity changes: first come, first served, as a fluid.

use std::collections::VecDeque;

/// Requests that came one after the other, evenly, and wait.
#[derive(Debug, Clone, Copy)]
struct Piece {
    /// When the first and the last of them came, in seconds.
    first: f64,
    last: f64,
    /// How many there are.
    amount: f64,
}

/// What waits, and how long what is served has waited. A wait is known when it ends: a request that
/// comes while replicas are starting is served by those that have started meanwhile.
#[derive(Debug, Default)]
pub(super) struct Line {
    pieces: VecDeque<Piece>,
    waiting: f64,
    /// A wait above so many seconds is slow.
    limit: f64,
    slow: f64,
    longest: f64,
}

impl Line {
    /// Nobody waits yet; a wait above `limit` seconds, which is above 0, is slow.
    pub(super) fn new(limit: f64) -> Self {
        Self { limit, ..Self::default() }
    }

    /// Requests that wait.
    pub(super) fn waiting(&self) -> f64 {
        self.waiting
    }

    /// Requests that waited too long, and the longest wait in seconds, once those that still wait are
    /// counted as if they were served at `now`.
    pub(super) fn measures(&self, now: f64) -> (f64, f64) {
        self.pieces.iter().fold((self.slow, self.longest), |(slow, longest), piece| {
            let (most, least) = (now - piece.first, now - piece.last);
            (slow + piece.amount * above(most, least, self.limit), longest.max(most))
        })
    }

    /// Lets `arrived` requests come evenly from `now` until `until`, while `rate` a second are served.
    pub(super) fn flow(&mut self, now: f64, until: f64, arrived: f64, rate: f64) {
        let served = self.serve_line(now, until, rate);
        let coming = arrived / (until - now);
        // Those who come while the line is served wait for it to end, and less and less if more are
        // served than come.
        let meet = if rate > coming { (rate * served - coming * now) / (rate - coming) } else { until };
        if meet < until {
            self.count(served - now, 0.0, coming * (meet - now));
            return;
        }
        let taken = (rate * (until - served)).min(arrived);
        let last = if arrived > 0.0 { now + (until - now) * taken / arrived } else { until };
        self.count(served - now, until - last, taken);
        if arrived > taken {
            self.pieces.push_back(Piece { first: last, last: until, amount: arrived - taken });
            self.waiting += arrived - taken;
        }
    }

    /// Serves who waits since before `now`, and says when nobody of them was left; `until` if somebody is.
    fn serve_line(&mut self, now: f64, until: f64, rate: f64) -> f64 {
        let mut time = now;
        while let Some(piece) = self.pieces.front().copied() {
            let room = rate * (until - time);
            let part = if room < piece.amount { room / piece.amount } else { 1.0 };
            let last = piece.first + part * (piece.last - piece.first);
            let end = if part < 1.0 { until } else { time + piece.amount / rate };
            self.count(time - piece.first, end - last, part * piece.amount);
            self.waiting -= part * piece.amount;
            if part < 1.0 {
                self.pieces[0] = Piece { first: last, amount: piece.amount - room, ..piece };
                return until;
            }
            self.pieces.pop_front();
            time = end;
        }
        self.waiting = 0.0;
        time
    }

    /// Counts requests whose waits change evenly.
    fn count(&mut self, first: f64, last: f64, amount: f64) {
        if amount > 0.0 {
            self.slow += amount * above(first, last, self.limit);
            self.longest = self.longest.max(first).max(last);
        }
    }
}

/// The share of waits above a limit when they change evenly from one to the other.
fn above(first: f64, last: f64, limit: f64) -> f64 {
    let (low, high) = (first.min(last), first.max(last));
    if low > limit {
        1.0
    } else if high <= limit {
        0.0
    } else {
        (high - limit) / (high - low)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_share_above_a_limit_is_that_of_a_straight_line() {
        assert_eq!(above(0.0, 10.0, 20.0), 0.0);
        assert_eq!(above(0.0, 10.0, 4.0), 0.6);
        assert_eq!(above(10.0, 0.0, 4.0), 0.6);
        assert_eq!(above(30.0, 35.0, 20.0), 1.0);
        assert_eq!(above(3.0, 3.0, 3.0), 0.0);
    }

    /// Ten a second come for a minute and five are served; then twenty are served, by replicas that
    /// those who wait could not foresee. The last of the first minute waits 300 / 20 seconds.
    #[test]
    fn replicas_that_come_later_serve_those_who_came_before() {
        let mut line = Line::new(10.0);
        line.flow(0.0, 60.0, 600.0, 5.0);
        assert_eq!(line.waiting(), 300.0);
        line.flow(60.0, 120.0, 600.0, 20.0);
        assert_eq!(line.waiting(), 0.0);
        let (slow, longest) = line.measures(120.0);
        // Whoever came at 30 was served at 60; waits grew to 30 s by then, and fell afterwards.
        assert!((longest - 30.0).abs() < 1e-9, "{longest}");
        // A wait above 10 s: those who came from 10 s on, until the line is shorter than 200 requests,
        // which 300 − 10 t / s reaches after 10 s: 700 − 100 requests. By hand: came at 70 are served at
        // 60 + (300 + 100) / 20 = 80.
        assert!((slow - 600.0).abs() < 1e-6, "{slow}");
    }

    #[test]
    fn whoever_still_waits_counts_with_the_wait_so_far() {
        let mut line = Line::new(10.0);
        line.flow(0.0, 60.0, 600.0, 0.0);
        let (slow, longest) = line.measures(60.0);
        assert_eq!((slow, longest, line.waiting()), (500.0, 60.0, 600.0));
    }

    #[test]
    fn enough_capacity_keeps_nobody_waiting() {
        let mut line = Line::new(10.0);
        line.flow(0.0, 60.0, 600.0, 10.0);
        line.flow(60.0, 61.0, 0.0, 10.0);
        assert_eq!((line.measures(61.0), line.waiting()), ((0.0, 0.0), 0.0));
    }
}
