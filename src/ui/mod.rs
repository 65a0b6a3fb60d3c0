//! The design system: small components that know no lesson, no question and no simulator.

pub mod plot;
pub mod select;
pub mod slider;
