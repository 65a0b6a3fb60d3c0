//! The native tests that look at the course from outside.

mod architecture;
#[cfg(feature = "compiler")]
mod content;
#[cfg(feature = "compiler")]
mod diagnostics;
mod files;
mod golden;
#[cfg(feature = "compiler")]
mod hostile;
#[cfg(feature = "tools")]
mod html;
mod references;
#[cfg(feature = "tools")]
mod render;
mod rust;
mod saves;
mod sim_laws;
mod tidy;
mod tokens;
