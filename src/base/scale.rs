//! From a quantity to a place on the page, and the ticks between.
