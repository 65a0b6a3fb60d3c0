//! The native tests that look at the course from outside.

#[cfg(feature = "compiler")]
mod content;
#[cfg(feature = "compiler")]
mod diagnostics;
#[cfg(feature = "compiler")]
mod golden;
#[cfg(feature = "compiler")]
mod hostile;
mod tokens;
