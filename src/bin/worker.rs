//! The web worker that runs simulators.

fn main() {
    course::platform::worker::serve();
}
