//! Commit to a number, then see the simulator run.

#[cfg(feature = "view")]
pub mod view;

use crate::base::id::StateId;
use crate::question::estimate::LogScore;
use serde::{Deserialize, Serialize};

/// A prediction of one readout in one state.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Predict {
    /// The simulator's id.
    pub simulator: String,
    /// The named state that is run.
    pub state: StateId,
    /// The readout that is predicted.
    pub readout: String,
    /// A second state to show beside it.
    pub compare: Option<StateId>,
    /// What the simulator says, computed when the course was built; the run in the browser gives the
    /// same, because it has the same seed.
    pub truth: f64,
    /// How predictions are scored.
    pub scoring: LogScore,
}

impl Predict {
    /// See [`LogScore::score`].
    #[must_use]
    pub fn score(&self, value: f64) -> f64 {
        self.scoring.score(self.truth, value)
    }
}
