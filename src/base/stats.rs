//! The arithmetic of samples.
