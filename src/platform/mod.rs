//! The browser, behind the ports of the pure course. Adapters only: no logic of the course.

#[cfg(feature = "web")]
pub mod alive;
#[cfg(feature = "web")]
pub mod clock;
#[cfg(feature = "web")]
pub mod journal;
#[cfg(feature = "web")]
pub mod page;
#[cfg(feature = "web")]
pub mod runner;
#[cfg(feature = "web")]
pub mod storage;
#[cfg(feature = "web")]
pub mod tabs;
pub mod wire;
#[cfg(feature = "worker")]
pub mod worker;
