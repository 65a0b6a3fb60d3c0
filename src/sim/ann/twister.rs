//! The Mersenne Twister with the seeds of faiss: levels, orders and first centroids are then those of
//! the reference, and what differs is what was built differently.

const SIZE: usize = 624;

/// MT19937.
///
/// Source: Matsumoto and Nishimura, "Mersenne Twister: A 623-dimensionally equidistributed uniform
/// pseudorandom number generator", *ACM TOMACS* 8(1), 1998, with the initialisation of 2002.
pub(super) struct Twister {
    state: [u32; SIZE],
    next: usize,
}

impl Twister {
    pub(super) fn new(seed: u32) -> Self {
        let mut state = [seed; SIZE];
        for i in 1..SIZE {
            let before = state[i - 1];
            state[i] = (before ^ (before >> 30)).wrapping_mul(1_812_433_253).wrapping_add(i as u32);
        }
        Self { state, next: SIZE }
    }

    /// The next 32 bits.
    pub(super) fn bits(&mut self) -> u32 {
        if self.next == SIZE {
            self.twist();
        }
        let mut y = self.state[self.next];
        self.next += 1;
        y ^= y >> 11;
        y ^= (y << 7) & 0x9d2c_5680;
        y ^= (y << 15) & 0xefc6_0000;
        y ^ (y >> 18)
    }

    fn twist(&mut self) {
        for i in 0..SIZE {
            let upper = self.state[i] & 0x8000_0000;
            let y = upper | (self.state[(i + 1) % SIZE] & 0x7fff_ffff);
            let odd = if y & 1 == 1 { 0x9908_b0df } else { 0 };
            self.state[i] = self.state[(i + 397) % SIZE] ^ (y >> 1) ^ odd;
        }
        self.next = 0;
    }

    /// From 0 to 1, both included, in single precision.
    pub(super) fn share(&mut self) -> f32 {
        self.bits() as f32 / u32::MAX as f32
    }

    /// Puts items into random order.
    pub(super) fn shuffle(&mut self, items: &mut [u32]) {
        for i in 0..items.len() {
            let others = (items.len() - i) as u32;
            items.swap(i, i + (self.bits() % others) as usize);
        }
    }
}

/// The whole numbers below `count` in random order.
pub(super) fn permutation(count: usize, seed: u32) -> Vec<u32> {
    let mut all: Vec<u32> = (0..count as u32).collect();
    Twister::new(seed).shuffle(&mut all);
    all
}
