//! Layer 0: arithmetic, ids and time. Knows nothing of the course.

pub mod date;
pub mod decimal;
pub mod discrete;
pub mod distribution;
pub mod format;
pub mod fsrs;
pub mod id;
pub mod inverse;
pub mod kolmogorov;
pub mod laws;
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
#[cfg(test)]
pub(crate) mod test_support;
pub mod time;
