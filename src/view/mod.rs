//! Components of the course: lessons' text, labs, questions. Some are live in the browser; each of
//! those is named in [`part::READING`] or [`part::STUDY`].

mod backups;
mod calibration;
pub mod copies;
pub mod diagram;
mod kept;
pub mod lab;
pub mod later;
pub mod next;
pub mod overview;
pub mod part;
pub mod plan;
pub mod progress;
pub mod prose;
pub mod question;
pub mod review;
pub mod round;
mod tables;
pub mod theme;
