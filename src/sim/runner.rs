//! The port through which a page runs simulators: in a worker, or in slices where there is none.

use super::control::Values;
use super::outcome::Outcome;
use crate::base::rng::Seed;
use serde::{Deserialize, Serialize};

/// Asks for a run. A newer ticket of the same lab makes the older run stale.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Request {
    /// Which lab of the page asks.
    pub lab: u32,
    /// Counts up with each request of that lab.
    pub ticket: u32,
    /// The simulator's id.
    pub simulator: String,
    /// Its settings.
    pub values: Values,
    /// Its seed.
    pub seed: Seed,
}

/// What comes back: partial outcomes first, then one with `done == 1`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reply {
    /// From the request.
    pub lab: u32,
    /// From the request.
    pub ticket: u32,
    /// So far, or at the end.
    pub outcome: Outcome,
}

/// Runs simulators off the caller's back.
pub trait Runner {
    /// Starts a run; `listener` of [`Runner::listen`] hears of it. A run of the same lab that is
    /// still going is dropped.
    fn run(&self, request: Request);
    /// Who hears the replies for a lab, from now on.
    fn listen(&self, lab: u32, listener: std::rc::Rc<dyn Fn(Reply)>);
}
