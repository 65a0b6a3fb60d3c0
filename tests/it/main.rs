//! The native tests that look at the course from outside.
