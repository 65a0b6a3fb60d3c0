//! An inverted file: the vectors are put into lists by their nearest centroid, and a query looks into
//! the few lists whose centroids are nearest to it.

use super::data::{Nearest, Vectors, distance, distance_up_to, entry, who};
use super::probe::Index;
use super::twister::permutation;

/// Rounds of k-means.
const ROUNDS: usize = 10;
/// More points than so many per centroid do not make better centroids.
const SAMPLE_PER_LIST: usize = 256;
/// The seeds of faiss.
const SAMPLE_SEED: u32 = 1234;
const START_SEED: u32 = 1235;
/// By so much the halves of a divided cluster are moved apart.
const APART: f32 = 1.0 / 1024.0;

/// An index in the making, and then the index.
///
/// Sources: Jégou, Douze and Schmid, "Product Quantization for Nearest Neighbor Search", *IEEE TPAMI*
/// 33(1), 2011, for the inverted file; Lloyd, "Least squares quantization in PCM", *IEEE Transactions
/// on Information Theory* 28(2), 1982, for k-means.
pub(super) struct Ivf {
    centroids: Vectors,
    /// The points that k-means looks at.
    sample: Vec<u32>,
    /// The list of each point of the sample, and in the last round of every point.
    lists_of: Vec<u32>,
    /// The points of each list.
    lists: Vec<Vec<u32>>,
    round: usize,
    next: usize,
}

impl Ivf {
    /// Begins with centroids at points chosen by chance.
    pub(super) fn new(points: &Vectors, lists: usize) -> Self {
        let mut sample = permutation(points.len(), SAMPLE_SEED);
        if sample.len() > SAMPLE_PER_LIST * lists {
            sample.truncate(SAMPLE_PER_LIST * lists);
        } else {
            // All of them, and then in order.
            sample = (0..points.len() as u32).collect();
        }
        let mut centroids = Vectors::new(points.dimensions, Vec::new());
        for place in &permutation(sample.len(), START_SEED)[..lists] {
            centroids.push(points.get(sample[*place as usize] as usize));
        }
        Self {
            centroids,
            lists_of: vec![0; points.len()],
            lists: vec![Vec::new(); lists],
            sample,
            round: 0,
            next: 0,
        }
    }

    fn nearest_centroid(&self, point: &[f32]) -> u32 {
        let (mut best, mut least) = (0, f32::INFINITY);
        for i in 0..self.centroids.len() {
            if let Some(found) = distance_up_to(point, self.centroids.get(i), least)
                && found < least
            {
                (best, least) = (i as u32, found);
            }
        }
        best
    }

    /// Each centroid moves to the mean of its points.
    fn move_centroids(&mut self, points: &Vectors) {
        let dimensions = points.dimensions;
        let mut sums = vec![0.0_f64; self.lists.len() * dimensions];
        let mut counts = vec![0_usize; self.lists.len()];
        for (point, list) in self.sample.iter().zip(&self.lists_of) {
            let list = *list as usize;
            counts[list] += 1;
            let sums = &mut sums[list * dimensions..(list + 1) * dimensions];
            for (sum, x) in sums.iter_mut().zip(points.get(*point as usize)) {
                *sum += f64::from(*x);
            }
        }
        for (list, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
            let sums = &sums[list * dimensions..(list + 1) * dimensions];
            for (x, sum) in self.centroids.get_mut(list).iter_mut().zip(sums) {
                *x = (sum / *count as f64) as f32;
            }
        }
        self.fill_empty(&mut counts);
    }

    /// A centroid without points would be wasted: it takes half of the largest cluster.
    fn fill_empty(&mut self, counts: &mut [usize]) {
        for empty in 0..counts.len() {
            if counts[empty] > 0 {
                continue;
            }
            let largest = (0..counts.len()).max_by_key(|i| counts[*i]).unwrap_or(empty);
            let model = self.centroids.get(largest).to_vec();
            for (i, x) in model.iter().enumerate() {
                let shift = if i % 2 == 0 { APART } else { -APART };
                self.centroids.get_mut(empty)[i] = x * (1.0 + shift);
                self.centroids.get_mut(largest)[i] = x * (1.0 - shift);
            }
            counts[empty] = counts[largest] / 2;
            counts[largest] -= counts[empty];
        }
    }

    /// What the current round goes through: the sample, and at last all points.
    fn length(&self) -> usize {
        if self.round < ROUNDS { self.sample.len() } else { self.lists_of.len() }
    }

    fn end_round(&mut self, points: &Vectors) {
        if self.round < ROUNDS {
            self.move_centroids(points);
        } else {
            for (point, list) in self.lists_of.iter().enumerate() {
                self.lists[*list as usize].push(point as u32);
            }
        }
        self.round += 1;
        self.next = 0;
    }
}

impl Index for Ivf {
    fn build(&mut self, points: &Vectors, budget: u64) -> u64 {
        if self.round > ROUNDS {
            return 0;
        }
        let each = self.centroids.len() as u64;
        let mut used = 0;
        while used < budget && self.next < self.length() {
            let last = self.round == ROUNDS;
            let point = if last { self.next } else { self.sample[self.next] as usize };
            self.lists_of[self.next] = self.nearest_centroid(points.get(point));
            self.next += 1;
            used += each;
        }
        if self.next == self.length() {
            self.end_round(points);
            used += 1;
        }
        used
    }

    fn built(&self) -> f64 {
        let round = self.next as f64 / self.length() as f64;
        ((self.round as f64 + round) / (ROUNDS + 1) as f64).min(1.0)
    }

    fn search(&self, points: &Vectors, query: &[f32], probes: usize, found: &mut Nearest) -> u64 {
        let mut lists = Nearest::new(probes.min(self.lists.len()));
        for i in 0..self.centroids.len() {
            lists.offer(entry(distance(query, self.centroids.get(i)), i));
        }
        let mut distances = self.centroids.len();
        for list in &lists.entries {
            let list = &self.lists[who(*list)];
            distances += list.len();
            for point in list {
                let point = *point as usize;
                if let Some(far) = distance_up_to(query, points.get(point), found.bound()) {
                    found.offer(entry(far, point));
                }
            }
        }
        distances as u64
    }
}
