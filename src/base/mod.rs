//! Layer 0: arithmetic, ids and time. Knows nothing of the course.

pub mod distribution;
pub mod format;
pub mod fsrs;
pub mod id;
pub mod math;
pub mod rng;
pub mod scale;
pub mod stats;
pub mod time;
