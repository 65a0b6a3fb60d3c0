//! The calendar of a discrete-event simulation with any number of events to come.

/// An event to come. The number in the middle is the order of scheduling.
type Entry = (f64, u64, u32);

/// Events to come, each a moment and a small number that says what it is (a request, a client, a
/// timer). Where every source has at most one event to come, [`EventQueue`](super::EventQueue) is
/// faster and can take events away.
///
/// A binary heap. Events at one moment come in the order in which they were scheduled, so that a run
/// does not depend on the heap. It allocates only when more events are to come than ever before.
#[derive(Debug, Clone, Default)]
pub struct Timers {
    heap: Vec<Entry>,
    scheduled: u64,
}

impl Timers {
    /// With room for so many events to come.
    #[must_use]
    pub fn with_capacity(events: usize) -> Self {
        Self { heap: Vec::with_capacity(events), scheduled: 0 }
    }

    /// How many events are to come.
    #[must_use]
    pub fn len(&self) -> usize {
        self.heap.len()
    }

    /// Whether nothing is to come.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.heap.is_empty()
    }

    /// How many events find room without an allocation.
    #[must_use]
    pub fn capacity(&self) -> usize {
        self.heap.capacity()
    }

    /// Adds an event. A moment that is infinite or not a number never comes and is left out.
    pub fn schedule(&mut self, moment: f64, event: u32) {
        if !moment.is_finite() {
            return;
        }
        self.heap.push((moment, self.scheduled, event));
        self.scheduled += 1;
        let mut place = self.heap.len() - 1;
        while place > 0 && earlier(&self.heap[place], &self.heap[(place - 1) / 2]) {
            self.heap.swap(place, (place - 1) / 2);
            place = (place - 1) / 2;
        }
    }

    /// When the next event comes; infinity for never.
    #[must_use]
    pub fn next_moment(&self) -> f64 {
        self.heap.first().map_or(f64::INFINITY, |entry| entry.0)
    }

    /// Takes the next event: its moment, and what it is.
    pub fn pop(&mut self) -> Option<(f64, u32)> {
        if self.heap.is_empty() {
            return None;
        }
        let (moment, _, event) = self.heap.swap_remove(0);
        self.sink();
        Some((moment, event))
    }

    /// Puts what stands at the root into its place.
    fn sink(&mut self) {
        let mut place = 0;
        loop {
            let (left, right) = (2 * place + 1, 2 * place + 2);
            let mut first = place;
            for child in [left, right] {
                if child < self.heap.len() && earlier(&self.heap[child], &self.heap[first]) {
                    first = child;
                }
            }
            if first == place {
                return;
            }
            self.heap.swap(place, first);
            place = first;
        }
    }
}

fn earlier(a: &Entry, b: &Entry) -> bool {
    a.0 < b.0 || (a.0 == b.0 && a.1 < b.1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::rng::Seed;

    #[test]
    fn events_come_in_order_and_ties_as_they_were_scheduled() {
        let mut stream = Seed(1).stream(0);
        let mut timers = Timers::default();
        let moments: Vec<f64> = (0..3000).map(|_| (100.0 * stream.uniform()).floor()).collect();
        for (event, moment) in (0..).zip(&moments) {
            timers.schedule(*moment, event);
        }
        timers.schedule(f64::INFINITY, 7);
        let mut last = (-1.0, 0);
        let mut count = 0;
        while let Some((moment, event)) = timers.pop() {
            assert!(moment > last.0 || (moment == last.0 && event > last.1));
            assert_eq!(moment, moments[event as usize]);
            last = (moment, event);
            count += 1;
        }
        assert_eq!(count, 3000);
        assert_eq!((timers.pop(), timers.next_moment()), (None, f64::INFINITY));
    }

    #[test]
    fn a_steady_number_of_events_allocates_nothing() {
        let mut stream = Seed(3).stream(0);
        let mut timers = Timers::with_capacity(100);
        let room = timers.capacity();
        for event in 0..100 {
            timers.schedule(stream.exponential(), event);
        }
        for _ in 0..10_000 {
            let (moment, event) = timers.pop().expect("a hundred are always to come");
            timers.schedule(moment + stream.exponential(), event);
        }
        assert_eq!((timers.len(), timers.capacity()), (100, room));
    }
}
