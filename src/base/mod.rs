//! Layer 0: arithmetic, ids and time. Knows nothing of the course.

pub mod discrete;
pub mod distribution;
pub mod format;
pub mod id;
pub mod linear;
pub mod math;
pub mod normal;
pub mod quadrature;
pub mod rng;
pub mod roots;
pub mod sample;
pub mod scale;
pub mod special;
pub mod splitmix;
pub mod stats;
pub mod time;
