//! The browser, behind the ports of the pure course. Adapters only: no logic of the course.

#[cfg(feature = "web")]
pub mod clock;
#[cfg(feature = "web")]
pub mod page;
#[cfg(feature = "web")]
pub mod runner;
#[cfg(feature = "web")]
pub mod storage;
pub mod wire;
#[cfg(feature = "worker")]
pub mod worker;
