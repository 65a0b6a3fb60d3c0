//! The vectors that are searched, the queries, and their true neighbours.

use crate::base::splitmix::SplitMix64;

/// Neighbours that are asked for.
pub(super) const NEIGHBOURS: usize = 10;
/// Queries that an index is judged by.
pub(super) const QUERIES: usize = 200;

/// Vectors of one length, one after another.
#[derive(Debug, Clone, Default)]
pub(super) struct Vectors {
    pub(super) dimensions: usize,
    flat: Vec<f32>,
}

impl Vectors {
    pub(super) fn new(dimensions: usize, flat: Vec<f32>) -> Self {
        Self { dimensions, flat }
    }

    pub(super) fn len(&self) -> usize {
        self.flat.len() / self.dimensions
    }

    pub(super) fn get(&self, i: usize) -> &[f32] {
        &self.flat[i * self.dimensions..(i + 1) * self.dimensions]
    }

    pub(super) fn get_mut(&mut self, i: usize) -> &mut [f32] {
        &mut self.flat[i * self.dimensions..(i + 1) * self.dimensions]
    }

    pub(super) fn push(&mut self, vector: &[f32]) {
        self.flat.extend_from_slice(vector);
    }
}

/// The square of the Euclidean distance, in eight sums, so that processors can do them at once.
pub(super) fn distance(a: &[f32], b: &[f32]) -> f32 {
    let mut sums = [0.0; 8];
    let ((a, rest_a), (b, rest_b)) = (a.as_chunks::<8>(), b.as_chunks::<8>());
    for (x, y) in a.iter().zip(b) {
        add(&mut sums, x, y);
    }
    total(&sums) + remainder(rest_a, rest_b)
}

/// As [`distance`], and given up once it is certain to exceed `most`: most candidates are far off.
pub(super) fn distance_up_to(a: &[f32], b: &[f32], most: f32) -> Option<f32> {
    let mut sums = [0.0; 8];
    let ((a, rest_a), (b, rest_b)) = (a.as_chunks::<8>(), b.as_chunks::<8>());
    for (x, y) in a.iter().zip(b) {
        add(&mut sums, x, y);
        // Sums of squares only grow, also when rounded.
        if total(&sums) > most {
            return None;
        }
    }
    Some(total(&sums) + remainder(rest_a, rest_b)).filter(|sum| *sum <= most)
}

/// Written out, because no loop is unrolled where programs are built to be small.
#[inline(always)]
fn add(sums: &mut [f32; 8], x: &[f32; 8], y: &[f32; 8]) {
    let square = |i: usize| (x[i] - y[i]) * (x[i] - y[i]);
    sums[0] += square(0);
    sums[1] += square(1);
    sums[2] += square(2);
    sums[3] += square(3);
    sums[4] += square(4);
    sums[5] += square(5);
    sums[6] += square(6);
    sums[7] += square(7);
}

#[inline(always)]
fn total(sums: &[f32; 8]) -> f32 {
    ((sums[0] + sums[4]) + (sums[1] + sums[5])) + ((sums[2] + sums[6]) + (sums[3] + sums[7]))
}

fn remainder(x: &[f32], y: &[f32]) -> f32 {
    x.iter().zip(y).map(|(x, y)| (x - y) * (x - y)).sum()
}

/// A distance and whose it is, as one number that is ordered by the distance: the bits of floats that
/// are not negative are ordered as they are.
pub(super) fn entry(distance: f32, id: usize) -> u64 {
    (u64::from(distance.to_bits()) << 32) | id as u64
}

/// The distance of an [`entry`].
pub(super) fn far(entry: u64) -> f32 {
    f32::from_bits((entry >> 32) as u32)
}

/// Whose distance an [`entry`] is.
pub(super) fn who(entry: u64) -> usize {
    (entry & u64::from(u32::MAX)) as usize
}

/// The nearest so far, nearest first.
#[derive(Debug, Clone, Default)]
pub(super) struct Nearest {
    pub(super) entries: Vec<u64>,
    most: usize,
}

impl Nearest {
    /// Room for so many.
    pub(super) fn new(most: usize) -> Self {
        Self { entries: Vec::with_capacity(most + 1), most }
    }

    /// Beyond this distance nothing more is let in.
    pub(super) fn bound(&self) -> f32 {
        match self.entries.last() {
            Some(last) if self.entries.len() == self.most => far(*last),
            _ => f32::INFINITY,
        }
    }

    pub(super) fn offer(&mut self, entry: u64) {
        let place = self.entries.partition_point(|other| *other < entry);
        if place < self.most {
            self.entries.insert(place, entry);
            self.entries.truncate(self.most);
        }
    }
}

/// How the vectors are made. The same numbers give the same vectors in any language.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Cloud {
    pub(super) seed: u64,
    pub(super) points: usize,
    pub(super) dimensions: usize,
    /// Centres around which the points lie, in turn.
    pub(super) clusters: usize,
    /// Standard deviation around a centre; the centres themselves have 1.
    pub(super) spread: f64,
}

/// The vectors, the queries, and the true neighbours of each query so far.
#[derive(Debug)]
pub(super) struct Data {
    pub(super) points: Vectors,
    pub(super) queries: Vectors,
    /// For each query the entries of its nearest points, nearest first.
    pub(super) truth: Vec<Vec<u64>>,
}

impl Cloud {
    /// Makes the vectors; their true neighbours are not yet known.
    pub(super) fn make(&self) -> Data {
        let mut normals = SplitMix64::new(self.seed);
        let centres: Vec<f64> =
            (0..self.clusters * self.dimensions).map(|_| normals.normal()).collect();
        Data {
            points: self.around(&centres, 1, self.points),
            queries: self.around(&centres, 2, QUERIES),
            truth: Vec::with_capacity(QUERIES),
        }
    }

    fn around(&self, centres: &[f64], stream: u64, count: usize) -> Vectors {
        let mut normals = SplitMix64::new(self.seed.wrapping_add(stream));
        let mut flat = Vec::with_capacity(count * self.dimensions);
        for i in 0..count {
            let at = i % self.clusters * self.dimensions;
            let centre = &centres[at..at + self.dimensions];
            flat.extend(centre.iter().map(|x| (x + self.spread * normals.normal()) as f32));
        }
        Vectors::new(self.dimensions, flat)
    }
}

impl Data {
    /// Finds the true neighbours of the next query by looking at every point; `false` if all are known.
    pub(super) fn look_at_all(&mut self) -> bool {
        let next = self.truth.len();
        if next == QUERIES {
            return false;
        }
        let query = self.queries.get(next);
        let mut nearest = Nearest::new(NEIGHBOURS);
        for i in 0..self.points.len() {
            if let Some(distance) = distance_up_to(query, self.points.get(i), nearest.bound()) {
                nearest.offer(entry(distance, i));
            }
        }
        self.truth.push(nearest.entries);
        true
    }

    /// How many of the true neighbours of a query are among those found.
    pub(super) fn hits(&self, query: usize, found: &Nearest) -> usize {
        let truth = &self.truth[query];
        found.entries.iter().filter(|entry| truth.iter().any(|t| who(*t) == who(**entry))).count()
    }
}
