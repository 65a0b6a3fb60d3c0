//! The calendar of a discrete-event simulation whose sources each have at most one event to come.

/// Which source happens next, and when.
///
/// A source is a small number: the next arrival is one, each server's completion is one. The calendar
/// is a tournament tree: looking is free, and a change replays the matches from one leaf to the root.
/// It allocates only when it is made.
#[derive(Debug, Clone)]
pub struct EventQueue {
    /// The moment of each source's next event; infinity for none. Padded to a power of two.
    moments: Vec<f64>,
    /// `winners[1]` is the source that happens first; node `i` decides between `2i` and `2i + 1`.
    winners: Vec<u32>,
}

impl EventQueue {
    /// For sources `0..sources`, with nothing to come.
    #[must_use]
    pub fn new(sources: usize) -> Self {
        let leaves = sources.next_power_of_two().max(2);
        let mut queue = Self { moments: vec![f64::INFINITY; leaves], winners: vec![0; leaves] };
        for leaf in (0..leaves).step_by(2) {
            queue.replay(leaf);
        }
        queue
    }

    /// The next event: its source and its moment, which is infinite if there is none. Of several at
    /// one moment the lowest source is first, so that a run does not depend on the tree.
    #[must_use]
    pub fn next(&self) -> (usize, f64) {
        let source = self.winners[1] as usize;
        (source, self.moments[source])
    }

    /// Sets when `source` happens next, in place of what was set before.
    pub fn schedule(&mut self, source: usize, moment: f64) {
        self.moments[source] = moment;
        self.replay(source);
    }

    /// Takes away what `source` had to come.
    pub fn cancel(&mut self, source: usize) {
        self.schedule(source, f64::INFINITY);
    }

    /// When `source` happens next; infinity for never.
    #[must_use]
    pub fn moment(&self, source: usize) -> f64 {
        self.moments[source]
    }

    fn replay(&mut self, source: usize) {
        let leaves = self.moments.len();
        let mut winner = self.earlier(source as u32 & !1, source as u32 | 1);
        let mut node = (leaves + source) / 2;
        self.winners[node] = winner;
        while node > 1 {
            let (left, right) = (self.winners[node & !1], self.winners[node | 1]);
            winner = self.earlier(left, right);
            node /= 2;
            self.winners[node] = winner;
        }
    }

    fn earlier(&self, left: u32, right: u32) -> u32 {
        if self.moments[right as usize] < self.moments[left as usize] { right } else { left }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::rng::Seed;

    #[test]
    fn always_gives_the_earliest() {
        let mut stream = Seed(1).stream(0);
        for sources in [1_usize, 2, 3, 5, 34] {
            let mut queue = EventQueue::new(sources);
            let mut moments = vec![f64::INFINITY; sources];
            assert_eq!(queue.next().1, f64::INFINITY);
            for _ in 0..2000 {
                let source = (stream.uniform() * sources as f64) as usize;
                // Few different moments, so that there are ties.
                let moment = (stream.uniform() * 10.0).floor();
                let moment = if moment > 8.0 { f64::INFINITY } else { moment };
                queue.schedule(source, moment);
                moments[source] = moment;
                let earliest = moments.iter().copied().fold(f64::INFINITY, f64::min);
                let first = moments.iter().position(|m| *m == earliest);
                let (found, moment) = queue.next();
                assert_eq!(moment, earliest);
                assert!(Some(found) == first || earliest == f64::INFINITY, "{found} {first:?}");
            }
        }
    }
}
