//! A dashboard: what is the bottleneck, and what shows it. Two choices, graded together.

#[cfg(feature = "view")]
pub mod view;

use super::choice::{ChoiceOption, Key, Manner};
use crate::base::id::StateId;
use serde::{Deserialize, Serialize};

/// A dashboard and two choices about it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Diagnose {
    /// What is shown.
    pub dashboard: Dashboard,
    /// What may be the bottleneck; one is right.
    pub bottlenecks: Vec<ChoiceOption>,
    /// What may show it; one is right.
    pub evidence: Vec<ChoiceOption>,
}

/// What a simulator says of a state, drawn when the course is built.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Dashboard {
    /// Its title.
    pub title: String,
    /// The simulator's id.
    pub simulator: String,
    /// The named state that is shown.
    pub state: StateId,
    /// A state to show beside it.
    pub compare: Option<StateId>,
    /// The plot of the simulator that is drawn.
    pub plot: String,
    /// The readouts of the simulator that are shown.
    pub readouts: Vec<String>,
}

impl Diagnose {
    /// What grading needs; options are counted through, the evidence after the bottlenecks.
    #[must_use]
    pub fn key(&self) -> Key {
        let options = self.bottlenecks.iter().chain(&self.evidence);
        let evidence = u32::try_from(self.bottlenecks.len()).unwrap_or(u32::MAX);
        Key {
            manner: Manner::Diagnose { evidence },
            right: options.map(|option| option.right).collect(),
        }
    }
}

/// Both right: all. The bottleneck with the wrong evidence: half. Evidence without the bottleneck
/// that it shows is worth nothing.
#[must_use]
pub fn score(bottleneck: bool, evidence: bool) -> f64 {
    match (bottleneck, evidence) {
        (true, true) => 1.0,
        (true, false) => 0.5,
        (false, _) => 0.0,
    }
}
