//! Moments. There is no clock here: whoever needs the time is given it.

use serde::{Deserialize, Serialize};

/// A moment, in milliseconds since 1970-01-01 UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Time(pub u64);

/// Where the present moment comes from. The browser's is in `platform`; tests count.
pub trait Clock {
    /// The present moment.
    fn now(&self) -> Time;
}
