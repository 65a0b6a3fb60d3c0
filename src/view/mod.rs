//! Components of the course: lessons' text, labs, questions. Some are live in the browser; each of
//! those is named in [`part::READING`] or [`part::STUDY`].

mod calibration;
pub mod copies;
pub mod diagram;
pub mod lab;
pub mod overview;
pub mod part;
pub mod progress;
pub mod prose;
pub mod question;
pub mod review;
pub mod theme;
