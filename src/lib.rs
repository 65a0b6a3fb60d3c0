//! The course: simulators, questions, lessons and progress, and the page that shows them.
//!
//! Read the modules in this order; each may use only those above it (`ARCHITECTURE.md`, checked by
//! `tests/it/architecture.rs`).
//! Without features this crate knows neither Leptos nor a browser.

pub mod base;
pub mod prose;
pub mod sim;

pub mod chart;

pub mod question;

pub mod lesson;

pub mod progress;

pub mod review;

pub mod plan;

pub mod route;

#[cfg(feature = "compiler")]
pub mod content;

#[cfg(feature = "view")]
pub mod state;
#[cfg(feature = "view")]
pub mod ui;
#[cfg(feature = "view")]
pub mod view;

#[cfg(feature = "ssr")]
pub mod page;

#[cfg(any(feature = "web", feature = "worker"))]
pub mod platform;

#[cfg(feature = "web")]
pub mod app;

#[cfg(feature = "tools")]
pub mod site;
