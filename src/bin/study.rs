//! The browser application of the pages about the learner: what was done, and copies of it. Apart from
//! that of lessons and labs, so that neither waits for the other's code.

use course::view::part;

fn main() {
    course::app::start(part::STUDY);
}
