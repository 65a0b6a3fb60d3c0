//! The only reader of the device's clock.

use crate::base::time::{Clock, Time};

/// The device's clock.
pub struct DeviceClock;

impl Clock for DeviceClock {
    #[allow(clippy::disallowed_methods, reason = "this is the one reader of the clock")]
    fn now(&self) -> Time {
        Time(js_sys::Date::now().max(0.0) as u64)
    }
}
