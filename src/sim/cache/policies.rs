//! Real caches, request by request, for items that are numbered from 0.

use crate::base::rng::Stream;
use crate::base::stats;

const NOBODY: u32 = u32::MAX;

/// A cache that drops the least recently used item: a list through the items themselves.
pub(super) struct Lru {
    /// The neighbours of each item: used just before it, and just after it.
    older: Vec<u32>,
    newer: Vec<u32>,
    there: Vec<bool>,
    oldest: u32,
    newest: u32,
}

impl Lru {
    /// As it is after a long past in which items were asked for independently: the time since the
    /// last request of each is exponential, and those with the shortest are there.
    ///
    /// That is the steady state itself, so nothing needs to warm up.
    pub(super) fn settled(shares: &[f64], capacity: usize, stream: &mut Stream) -> Self {
        let mut ages: Vec<(f64, u32)> = shares
            .iter()
            .enumerate()
            .map(|(item, share)| (stream.exponential() / share, item as u32))
            .collect();
        let by_age = |a: &(f64, u32), b: &(f64, u32)| a.0.total_cmp(&b.0);
        if capacity < ages.len() {
            ages.select_nth_unstable_by(capacity, by_age);
            ages.truncate(capacity);
        }
        stats::ascending_by_number(&mut ages);
        let items = shares.len();
        let mut cache = Self {
            older: vec![NOBODY; items],
            newer: vec![NOBODY; items],
            there: vec![false; items],
            oldest: NOBODY,
            newest: NOBODY,
        };
        ages.iter().rev().for_each(|(_, item)| cache.push(*item));
        cache
    }

    /// Whether the item was there; it is now.
    pub(super) fn request(&mut self, item: u32) -> bool {
        if self.newest == item {
            return true;
        }
        let hit = self.there[item as usize];
        self.remove(if hit { item } else { self.oldest });
        self.push(item);
        hit
    }

    fn push(&mut self, item: u32) {
        let before = self.newest;
        (self.older[item as usize], self.newer[item as usize]) = (before, NOBODY);
        if before == NOBODY { self.oldest = item } else { self.newer[before as usize] = item }
        self.newest = item;
        self.there[item as usize] = true;
    }

    fn remove(&mut self, item: u32) {
        let (older, newer) = (self.older[item as usize], self.newer[item as usize]);
        if older == NOBODY { self.oldest = newer } else { self.newer[older as usize] = newer }
        if newer == NOBODY { self.newest = older } else { self.older[newer as usize] = older }
        self.there[item as usize] = false;
    }
}

/// A cache that drops the item that came in first: a ring.
pub(super) struct Fifo {
    ring: Vec<u32>,
    next: usize,
    there: Vec<bool>,
}

impl Fifo {
    /// Near its steady state: each item is there with the odds `x` that its rate gives it, and the
    /// order is random, for in the steady state any order of the same items is equally likely
    /// (King 1971). Only their number is forced to the capacity, so a short warm-up is enough.
    pub(super) fn nearly_settled(
        shares: &[f64],
        capacity: usize,
        time: f64,
        stream: &mut Stream,
    ) -> Self {
        let mut there = vec![false; shares.len()];
        let mut ring = Vec::with_capacity(shares.len());
        for (item, share) in shares.iter().enumerate() {
            let odds = share * time;
            if stream.chance(odds / (1.0 + odds)) {
                ring.push(item as u32);
            }
        }
        stream.shuffle(&mut ring);
        ring.truncate(capacity);
        ring.iter().for_each(|item| there[*item as usize] = true);
        // The likeliest of the others take the places that are left.
        let free = (0..shares.len() as u32).filter(|item| !there[*item as usize]);
        let more: Vec<u32> = free.take(capacity - ring.len()).collect();
        more.iter().for_each(|item| there[*item as usize] = true);
        ring.extend(more);
        stream.shuffle(&mut ring);
        Self { ring, next: 0, there }
    }

    /// Whether the item was there; it is now.
    pub(super) fn request(&mut self, item: u32) -> bool {
        let hit = self.there[item as usize];
        if !hit {
            let gone = std::mem::replace(&mut self.ring[self.next], item);
            self.there[gone as usize] = false;
            self.there[item as usize] = true;
            self.next = (self.next + 1) % self.ring.len();
        }
        hit
    }
}
