//! The browser application.

fn main() {
    course::app::start();
}
