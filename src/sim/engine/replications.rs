//! Independent runs of one system, and what they say together.

use super::Tally;
use crate::sim::Task;
use crate::sim::row::{Cell, Row};

/// One run of a system from its beginning to its end, with randomness of its own.
pub trait Replica {
    /// Works for about so many events and says how many it used; 0 once nothing is left. How the run
    /// is cut into slices must not change it.
    fn advance(&mut self, events: u64) -> u64;
    /// One number for each measure, once the run is over.
    fn measures(&self) -> Vec<f64>;
}

/// What the replicas that are over have measured, folded in the order of their numbers.
#[derive(Debug, Clone, Default)]
pub struct Estimates {
    pub(super) measured: Vec<Vec<f64>>,
}

impl Estimates {
    /// Adds the measures of the next replica.
    pub fn push(&mut self, measures: Vec<f64>) {
        self.measured.push(measures);
    }

    /// How many replicas are over.
    #[must_use]
    pub fn count(&self) -> usize {
        self.measured.len()
    }

    /// One measure: its mean over the replicas, with its standard error.
    #[must_use]
    pub fn cell(&self, measure: usize) -> Cell {
        let tally = self.tally(|measures| measures[measure]);
        Cell::estimate(tally.mean(), tally.standard_error())
    }

    /// The mean of one measure over the replicas.
    #[must_use]
    pub fn mean(&self, measure: usize) -> f64 {
        self.tally(|measures| measures[measure]).mean()
    }

    /// The ratio of two measures' means, with its standard error by the delta method: less biased than
    /// the mean of ratios.
    #[must_use]
    pub fn ratio(&self, above: usize, below: usize) -> Cell {
        let (top, bottom) = (self.mean(above), self.mean(below));
        let ratio = top / bottom;
        let rest = self.tally(|measures| measures[above] - ratio * measures[below]);
        Cell::estimate(ratio, rest.standard_error() / bottom.abs())
    }

    /// One measure with less of its luck: where another, whose true mean is known, came out too large, so
    /// probably did this one, and is corrected by a line fitted over the replicas.
    ///
    /// Source: Lavenberg and Welch, "A perspective on the use of control variables to increase the
    /// efficiency of Monte Carlo simulations", Management Science 27(3), 1981. The standard error has
    /// their allowance for the fitted slope.
    #[must_use]
    pub fn controlled(&self, measure: usize, control: usize, known: f64) -> Cell {
        let (mean, luck) = (self.mean(measure), self.mean(control));
        let squares = self.tally(|m| (m[control] - luck) * (m[control] - luck)).mean();
        let products = self.tally(|m| (m[control] - luck) * (m[measure] - mean)).mean();
        if self.count() < 4 || squares <= 0.0 {
            return self.cell(measure);
        }
        let slope = products / squares;
        let rest = self.tally(|m| m[measure] - slope * (m[control] - known));
        let n = self.count() as f64;
        let off = (luck - known) * (luck - known) / squares;
        let allowance = ((n - 1.0) / (n - 2.0) * (1.0 + off)).sqrt();
        Cell::estimate(rest.mean(), allowance * rest.standard_error())
    }

    /// How much one measure is above another on average, with its standard error.
    #[must_use]
    pub fn difference(&self, above: usize, below: usize) -> Cell {
        let tally = self.tally(|measures| measures[above] - measures[below]);
        Cell::estimate(tally.mean(), tally.standard_error())
    }

    fn tally(&self, number: impl Fn(&[f64]) -> f64) -> Tally {
        let mut tally = Tally::default();
        self.measured.iter().for_each(|measures| tally.add(number(measures)));
        tally
    }
}

/// Begins the replica with this number.
type Begin = Box<dyn Fn(u32) -> Box<dyn Replica>>;
/// Makes a row of what is measured so far; two replicas or more.
type Fold = Box<dyn Fn(&Estimates) -> Row>;

/// A [`Task`] of several replicas, run one after another.
///
/// The replica with a number is the same whoever runs it: workers may share them
/// ([`Replications::run`]) and fold what comes back in the order of the numbers
/// ([`Replications::folded`]).
pub struct Replications {
    begin: Begin,
    fold: Fold,
    replicas: u32,
    /// About how many events each has.
    events: u64,
    current: Option<Box<dyn Replica>>,
    /// Events of the current one.
    used: u64,
    estimates: Estimates,
}

impl Replications {
    /// So many replicas, at least two, of about so many events each.
    #[must_use]
    pub fn new(
        replicas: u32,
        events: u64,
        begin: impl Fn(u32) -> Box<dyn Replica> + 'static,
        fold: impl Fn(&Estimates) -> Row + 'static,
    ) -> Self {
        Self {
            begin: Box::new(begin),
            fold: Box::new(fold),
            replicas: replicas.max(2),
            events: events.max(1),
            current: None,
            used: 0,
            estimates: Estimates::default(),
        }
    }

    /// What one replica measures, from its beginning to its end.
    #[must_use]
    pub fn run(&self, replica: u32) -> Vec<f64> {
        let mut replica = (self.begin)(replica);
        while replica.advance(u64::MAX) > 0 {}
        replica.measures()
    }

    /// The row of these measures, which stand in the order of the replicas' numbers.
    #[must_use]
    pub fn folded(&self, measures: Vec<Vec<f64>>) -> Row {
        (self.fold)(&Estimates { measured: measures })
    }

    fn over(&self) -> u32 {
        self.estimates.count() as u32
    }
}

impl Task for Replications {
    fn advance(&mut self, events: u64) -> u64 {
        let mut left = events;
        while left > 0 && self.over() < self.replicas {
            let number = self.over();
            let current = self.current.get_or_insert_with(|| (self.begin)(number));
            let used = current.advance(left);
            self.used += used;
            left = left.saturating_sub(used);
            if used == 0 {
                let measures = current.measures();
                self.estimates.push(measures);
                self.current = None;
                self.used = 0;
            }
        }
        events - left
    }

    fn done(&self) -> f64 {
        if self.over() == self.replicas {
            return 1.0;
        }
        let share = (self.used as f64 / self.events as f64).min(0.99);
        (f64::from(self.over()) + share) / f64::from(self.replicas)
    }

    fn row(&self) -> Option<Row> {
        (self.estimates.count() >= 2).then(|| (self.fold)(&self.estimates))
    }
}

/// A task that computes a row in one go: for the settings of a simulation that have an exact solution,
/// or none at all.
pub fn once(compute: impl FnOnce() -> Row + 'static) -> Box<dyn Task> {
    Box::new(Once { compute: Some(Box::new(compute)), row: None })
}

/// What an exact solution counts as, in events, so that a slow one stalls no page.
const SOLUTION: u64 = 20_000;

struct Once {
    compute: Option<Box<dyn FnOnce() -> Row>>,
    row: Option<Row>,
}

impl Task for Once {
    fn advance(&mut self, _: u64) -> u64 {
        let Some(compute) = self.compute.take() else { return 0 };
        self.row = Some(compute());
        SOLUTION
    }

    fn done(&self) -> f64 {
        if self.row.is_some() { 1.0 } else { 0.0 }
    }

    fn row(&self) -> Option<Row> {
        self.row.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::rng::{Seed, Stream};
    use crate::sim::engine::Chance;

    /// Means of exponential numbers, and of their squares.
    struct Draws {
        stream: Stream,
        left: u64,
        sums: [f64; 2],
    }

    impl Replica for Draws {
        fn advance(&mut self, events: u64) -> u64 {
            let used = events.min(self.left);
            for _ in 0..used {
                let x = self.stream.exponential();
                self.sums[0] += x;
                self.sums[1] += x * x;
            }
            self.left -= used;
            used
        }

        fn measures(&self) -> Vec<f64> {
            self.sums.map(|sum| sum / 1000.0).into()
        }
    }

    fn draws(seed: u32) -> Replications {
        let begin = move |replica| -> Box<dyn Replica> {
            let stream = Chance { seed: Seed(seed), replica }.stream(0);
            Box::new(Draws { stream, left: 1000, sums: [0.0; 2] })
        };
        Replications::new(16, 1000, begin, |estimates| {
            Row::new([estimates.cell(0), estimates.ratio(1, 0)])
        })
    }

    fn whole(mut task: impl Task, slice: u64) -> Row {
        let mut done = 0.0;
        while task.advance(slice) > 0 {
            assert!(task.done() >= done, "it goes on");
            done = task.done();
        }
        assert_eq!(task.done(), 1.0);
        task.row().expect("it is done")
    }

    #[test]
    fn neither_slices_nor_who_runs_which_replica_change_the_row() {
        let at_once = whole(draws(1), u64::MAX);
        assert_eq!(whole(draws(1), 77), at_once);
        let task = draws(1);
        // Two workers, one from the front and one from the back.
        let mut measures = vec![Vec::new(); 16];
        for replica in [0, 15, 14, 1, 2, 13, 12, 11, 3, 4, 5, 10, 6, 9, 7, 8] {
            measures[replica as usize] = task.run(replica);
        }
        assert_eq!(task.folded(measures), at_once);
        assert_ne!(whole(draws(2), u64::MAX), at_once);
    }

    #[test]
    fn standard_errors_are_those_of_the_truth() {
        let (mut inside, mut shares) = ([0; 2], Vec::new());
        for seed in 0..200 {
            let row = whole(draws(seed), u64::MAX);
            // Mean 1 and mean square 2; over 16 000 draws their errors are known.
            for (place, truth) in [1.0, 2.0].into_iter().enumerate() {
                let Cell::Estimate { value, standard_error } = row.cells[place] else {
                    panic!("an estimate")
                };
                inside[place] += u32::from((value - truth).abs() < 2.13 * standard_error);
                if place == 0 {
                    shares.push(standard_error * 16_000.0_f64.sqrt());
                }
            }
        }
        assert!(inside.iter().all(|n| (180..=199).contains(n)), "{inside:?} of 200");
        let mean = crate::base::stats::mean(&shares);
        assert!((mean - 1.0).abs() < 0.06, "{mean}");
    }

    /// The mean of squares moves with the mean, which is known to be 1.
    #[test]
    fn a_measure_whose_truth_is_known_takes_luck_out_of_another() {
        let (mut inside, mut gain) = (0, 0.0);
        for seed in 0..200 {
            let task = draws(seed);
            let measured: Vec<_> = (0..16).map(|replica| task.run(replica)).collect();
            let estimates = Estimates { measured };
            let error = |cell| match cell {
                Cell::Estimate { value, standard_error } => (value, standard_error),
                cell => panic!("{cell:?} is no estimate"),
            };
            let (value, own) = error(estimates.controlled(1, 0, 1.0));
            inside += u32::from((value - 2.0).abs() < 2.13 * own);
            gain += error(estimates.cell(1)).1 / own / 200.0;
        }
        assert!((178..=199).contains(&inside), "{inside} of 200");
        // Their correlation is 0.894, so about 0.447 of the error is left.
        assert!((1.9..2.5).contains(&gain), "{gain}");
    }

    #[test]
    fn a_solution_is_a_task_of_one_step() {
        let mut task = once(|| Row::numbers([1.0]));
        assert_eq!((task.done(), task.row()), (0.0, None));
        assert!(task.advance(1) > 0);
        assert_eq!((task.advance(1), task.done()), (0, 1.0));
        assert_eq!(task.row(), Some(Row::numbers([1.0])));
    }
}
