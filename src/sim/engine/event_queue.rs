//! The calendar of a discrete-event simulation whose sources each have at most one event to come.

/// Which source happens next, and when.
///
/// A source is a small number: the next arrival is one, each server's completion is one. The calendar
/// is a tournament tree: looking is free, and a change replays the matches from one leaf to the root.
/// It allocates only when it is made.
#[derive(Debug, Clone)]
pub struct EventQueue {
    /// `nodes[1]` is the event that happens first; node `i` has the earlier of `2i` and `2i + 1`. The
    /// second half are the sources themselves, as many as a power of two.
    nodes: Vec<Event>,
}

/// The next event of a source. With its moment beside it in every node, so that a match looks at one
/// place only.
#[derive(Debug, Clone, Copy)]
struct Event {
    /// Infinity for none.
    moment: f64,
    source: u32,
}

impl EventQueue {
    /// For sources `0..sources`, with nothing to come.
    #[must_use]
    pub fn new(sources: usize) -> Self {
        let leaves = sources.next_power_of_two().max(2);
        let none = Event { moment: f64::INFINITY, source: 0 };
        let mut queue = Self { nodes: vec![none; 2 * leaves] };
        for source in 0..leaves {
            queue.cancel(source);
        }
        queue
    }

    /// The next event: its source and its moment, which is infinite if there is none. Of several at
    /// one moment the lowest source is first, so that a run does not depend on the tree.
    #[must_use]
    pub fn next(&self) -> (usize, f64) {
        let first = self.nodes[1];
        (first.source as usize, first.moment)
    }

    /// Sets when `source` happens next, in place of what was set before.
    pub fn schedule(&mut self, source: usize, moment: f64) {
        let nodes = self.nodes.as_mut_slice();
        let mut at = nodes.len() / 2 + source;
        let mut winner = Event { moment, source: source as u32 };
        nodes[at] = winner;
        while at > 1 {
            let rival = nodes[at ^ 1];
            // An odd place is on the right: its rival has the lower sources.
            let is_first = rival.moment < winner.moment;
            if is_first || (rival.moment == winner.moment && at & 1 == 1) {
                winner = rival;
            }
            at /= 2;
            nodes[at] = winner;
        }
    }

    /// Takes away what `source` had to come.
    pub fn cancel(&mut self, source: usize) {
        self.schedule(source, f64::INFINITY);
    }

    /// When `source` happens next; infinity for never.
    #[must_use]
    pub fn moment(&self, source: usize) -> f64 {
        self.nodes[self.nodes.len() / 2 + source].moment
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
