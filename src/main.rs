//! The browser application of lessons, labs and all pages without a program of their own.

use course::view::part;

fn main() {
    course::app::start(part::READING);
}
