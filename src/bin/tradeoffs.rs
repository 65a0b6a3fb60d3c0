//! The course's native command.
fn main() {}
