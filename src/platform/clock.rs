//! The only reader of the device's clock.

use crate::base::time::{Clock, Time};

/// The device's clock.
pub struct DeviceClock;

impl Clock for DeviceClock {
    fn now(&self) -> Time {
        Time(js_sys::Date::now().max(0.0) as u64)
    }
}

/// Milliseconds since some moment, for measuring how long something takes.
#[must_use]
pub fn elapsed() -> f64 {
    let performance = web_sys::window().and_then(|window| window.performance());
    performance.map_or_else(js_sys::Date::now, |performance| performance.now())
}
