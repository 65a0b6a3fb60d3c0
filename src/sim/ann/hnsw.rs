//! A hierarchical navigable small world: each vector is linked to a few near ones, and a query walks
//! along the links towards what it looks for.

use super::data::{Nearest, Vectors, distance, distance_up_to, entry, far, who};
use super::probe::Index;
use super::twister::Twister;
use std::cell::RefCell;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// A place for a link that is not taken.
const FREE: u32 = u32::MAX;
/// A vector whose links are chosen anew leaves this share of its places free, or it would have to
/// choose again for each newcomer.
const HEADROOM: f64 = 0.2;
/// The seeds of faiss.
const LEVELS_SEED: u32 = 12_345;
const ORDER_SEED: u32 = 789;

/// A graph in the making, and then the index.
///
/// Sources: Malkov and Yashunin, "Efficient and Robust Approximate Nearest Neighbor Search Using
/// Hierarchical Navigable Small World Graphs", *IEEE TPAMI* 42(4), 2020, algorithms 1, 2, 4 and 5. As
/// in faiss 1.15, a new vector on the ground level keeps up to 2M links, a full one leaves some places
/// free, and upper levels are filled first.
pub(super) struct Hnsw {
    links: usize,
    width: usize,
    /// Levels above the ground on which each vector stands.
    levels: Vec<u8>,
    /// Where the links of each vector begin in `slots`: 2M of the ground level, then M of each other.
    starts: Vec<usize>,
    slots: Vec<u32>,
    /// In the order in which vectors are added.
    order: Vec<u32>,
    next: usize,
    top: usize,
    scratch: RefCell<Scratch>,
}

/// What a search needs and gives back, kept so that none allocates.
#[derive(Default)]
struct Scratch {
    /// When each vector was last seen, as the number of the search.
    seen: Vec<u32>,
    search: u32,
    /// To be looked at, nearest first.
    open: BinaryHeap<Reverse<u64>>,
    /// The best so far, farthest first.
    best: BinaryHeap<u64>,
    sorted: Vec<u64>,
    kept: Vec<u64>,
    linked: Vec<u64>,
}

impl Scratch {
    fn begin(&mut self, vectors: usize) {
        self.seen.resize(vectors, 0);
        self.search += 1;
        self.open.clear();
        self.best.clear();
    }

    /// Whether this is the first time that the vector is seen in this search.
    fn see(&mut self, id: usize) -> bool {
        std::mem::replace(&mut self.seen[id], self.search) != self.search
    }

    /// Beyond this distance nobody is let in.
    fn bound(&self, width: usize) -> f32 {
        let worst = self.best.peek().filter(|_| self.best.len() == width);
        worst.map_or(f32::INFINITY, |worst| far(*worst))
    }

    /// Lets a vector in that is near enough.
    fn meet(&mut self, entry: u64, width: usize) {
        if far(entry) >= self.bound(width) {
            return;
        }
        if self.best.len() == width {
            self.best.pop();
        }
        self.best.push(entry);
        self.open.push(Reverse(entry));
    }
}

/// The level of a vector: `l` and higher with probability `links^-l`, as far as a billionth.
fn level(share: f32, links: usize) -> u8 {
    let (mut left, mut level) = (f64::from(share), 0);
    let mut reached = 1.0;
    loop {
        let here = reached * (1.0 - 1.0 / links as f64);
        reached /= links as f64;
        if left < here || reached * (1.0 - 1.0 / links as f64) < 1e-9 {
            return level;
        }
        left -= here;
        level += 1;
    }
}

impl Hnsw {
    /// Draws a level for each vector; `links` is M and at least 2, `width` is efConstruction.
    pub(super) fn new(points: &Vectors, links: usize, width: usize) -> Self {
        let mut chance = Twister::new(LEVELS_SEED);
        let levels: Vec<u8> = (0..points.len()).map(|_| level(chance.share(), links)).collect();
        let mut starts = Vec::with_capacity(points.len());
        let mut slots = 0;
        for level in &levels {
            starts.push(slots);
            slots += links * (2 + usize::from(*level));
        }
        // The upper levels first, and vectors of one level in random order: that in which they come
        // may mean something.
        let mut order: Vec<u32> = Vec::with_capacity(points.len());
        let top = levels.iter().copied().max().unwrap_or_default();
        for level in (0..=top).rev() {
            order.extend((0..).zip(&levels).filter(|(_, of)| **of == level).map(|(id, _)| id));
        }
        let mut chance = Twister::new(ORDER_SEED);
        for of_level in order.chunk_by_mut(|a, b| levels[*a as usize] == levels[*b as usize]) {
            chance.shuffle(of_level);
        }
        Self {
            links,
            width,
            slots: vec![FREE; slots],
            top: order.first().map_or(0, |first| usize::from(levels[*first as usize])),
            levels,
            starts,
            order,
            next: 0,
            scratch: RefCell::default(),
        }
    }

    /// The places for links of a vector on a level.
    fn places(&self, id: usize, level: usize) -> std::ops::Range<usize> {
        let start = self.starts[id];
        if level == 0 {
            return start..start + 2 * self.links;
        }
        let start = start + (level + 1) * self.links;
        start..start + self.links
    }

    fn neighbours(&self, id: usize, level: usize) -> impl Iterator<Item = usize> + '_ {
        let places = &self.slots[self.places(id, level)];
        places.iter().take_while(|other| **other != FREE).map(|other| *other as usize)
    }

    fn entrance(&self) -> usize {
        self.order[0] as usize
    }

    /// Walks down from the top to the level above `ground`, always to the nearest neighbour.
    fn descend(&self, points: &Vectors, query: &[f32], ground: usize) -> (u64, u64) {
        let at = self.entrance();
        let mut here = entry(distance(query, points.get(at)), at);
        let mut distances = 0;
        for level in (ground + 1..=self.top).rev() {
            loop {
                let mut best = here;
                for other in self.neighbours(who(here), level) {
                    distances += 1;
                    best = best.min(entry(distance(query, points.get(other)), other));
                }
                if best == here {
                    break;
                }
                here = best;
            }
        }
        (here, distances)
    }

    /// Looks around on a level from `from` until the nearest not yet looked at is farther than the
    /// `width` best; these are left in `scratch.best`.
    fn explore(
        &self,
        points: &Vectors,
        query: &[f32],
        (from, level, width): (u64, usize, usize),
        scratch: &mut Scratch,
    ) -> u64 {
        scratch.begin(points.len());
        scratch.see(who(from));
        scratch.meet(from, width);
        let mut distances = 0;
        while let Some(Reverse(nearest)) = scratch.open.pop() {
            if scratch.best.peek().is_some_and(|worst| far(nearest) > far(*worst)) {
                break;
            }
            for other in self.neighbours(who(nearest), level) {
                if scratch.see(other) {
                    distances += 1;
                    let most = scratch.bound(width);
                    if let Some(far) = distance_up_to(query, points.get(other), most) {
                        scratch.meet(entry(far, other), width);
                    }
                }
            }
        }
        distances
    }

    /// Links a vector on all its levels.
    fn insert(&mut self, points: &Vectors, id: usize) -> u64 {
        let mut scratch = self.scratch.take();
        let query = points.get(id);
        let ground = usize::from(self.levels[id]);
        let (from, mut distances) = self.descend(points, query, ground);
        for level in (0..=ground).rev() {
            distances += self.explore(points, query, (from, level, self.width), &mut scratch);
            scratch.sorted.clear();
            scratch.sorted.extend(scratch.best.iter());
            let most = self.places(id, level).len();
            distances += choose(points, most, &mut scratch);
            let places = self.places(id, level);
            for (place, other) in places.zip(&scratch.kept) {
                self.slots[place] = who(*other) as u32;
            }
            std::mem::swap(&mut scratch.kept, &mut scratch.linked);
            for i in 0..scratch.linked.len() {
                distances += self.link_back(points, (scratch.linked[i], id), level, &mut scratch);
            }
        }
        *self.scratch.get_mut() = scratch;
        distances
    }

    /// Links `there` to `id`; where it has no place left, its links are chosen anew.
    fn link_back(
        &mut self,
        points: &Vectors,
        (there, id): (u64, usize),
        level: usize,
        scratch: &mut Scratch,
    ) -> u64 {
        let from = who(there);
        let places = self.places(from, level);
        if let Some(place) = places.clone().find(|place| self.slots[*place] == FREE) {
            self.slots[place] = id as u32;
            return 0;
        }
        scratch.sorted.clear();
        scratch.sorted.push(entry(far(there), id));
        for other in self.neighbours(from, level) {
            let far = distance(points.get(from), points.get(other));
            scratch.sorted.push(entry(far, other));
        }
        let most = (places.len() as f64 * (1.0 - HEADROOM)) as usize;
        let distances = places.len() as u64 + choose(points, most, scratch);
        self.slots[places.clone()].fill(FREE);
        for (place, other) in places.zip(&scratch.kept) {
            self.slots[place] = who(*other) as u32;
        }
        distances
    }
}

/// Chooses links among `sorted`, nearest first: each must be nearer to its vector than to those
/// chosen before, so that links lead in different directions. They are left in `kept`.
fn choose(points: &Vectors, most: usize, scratch: &mut Scratch) -> u64 {
    scratch.sorted.sort_unstable();
    scratch.kept.clear();
    if scratch.sorted.len() < most {
        scratch.kept.extend_from_slice(&scratch.sorted);
        return 0;
    }
    let mut distances = 0;
    for candidate in &scratch.sorted {
        let vector = points.get(who(*candidate));
        let apart = scratch.kept.iter().all(|other| {
            distances += 1;
            // Nothing is nearer than the bound when the sum was cut short there.
            let between = distance_up_to(vector, points.get(who(*other)), far(*candidate));
            between.is_none_or(|between| between >= far(*candidate))
        });
        if apart {
            scratch.kept.push(*candidate);
            if scratch.kept.len() == most {
                break;
            }
        }
    }
    distances
}

impl Index for Hnsw {
    fn build(&mut self, points: &Vectors, budget: u64) -> u64 {
        // The first vector has nobody to be linked to.
        self.next = self.next.max(1);
        let mut used = 0;
        while used < budget && self.next < self.order.len() {
            used += 1 + self.insert(points, self.order[self.next] as usize);
            self.next += 1;
        }
        used
    }

    fn built(&self) -> f64 {
        self.next as f64 / self.order.len() as f64
    }

    fn search(&self, points: &Vectors, query: &[f32], width: usize, found: &mut Nearest) -> u64 {
        let mut scratch = self.scratch.borrow_mut();
        let (from, distances) = self.descend(points, query, 0);
        let around = (from, 0, width.max(super::data::NEIGHBOURS));
        let distances = distances + self.explore(points, query, around, &mut scratch);
        for entry in &scratch.best {
            found.offer(*entry);
        }
        distances
    }
}
