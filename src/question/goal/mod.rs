//! A goal of one of the lesson's labs: reached by settings, on days that were not shown.

#[cfg(feature = "view")]
pub mod view;

use crate::base::format::{self, Unit};
use crate::base::id::StateId;
use crate::sim::outcome::Outcome;
use serde::{Deserialize, Serialize};

/// The goal, as the lab has it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Goal {
    /// The simulator's id.
    pub simulator: String,
    /// The state in which the lab opens.
    pub start: StateId,
    /// What has to hold.
    pub aims: Vec<Aim>,
    /// On how many days: the one that is shown and others, or one where every day is the same.
    pub days: u32,
}

/// A limit for one readout.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Aim {
    /// The place of the readout.
    pub place: u32,
    /// What the readout is called.
    pub label: String,
    /// Its unit.
    pub unit: Unit,
    /// The limit, in that unit.
    pub limit: f64,
    /// Whether the readout must exceed it, and not stay under it.
    pub over: bool,
}

impl Aim {
    /// Whether a finished result holds to it. Words in the place of a number hold to nothing.
    #[must_use]
    pub fn is_met(&self, outcome: &Outcome) -> bool {
        let place = self.place as usize;
        let value = outcome.readings.get(place).map_or(f64::NAN, |reading| reading.value);
        let has_number = outcome.words(place).is_none() && outcome.trouble.is_none();
        has_number && if self.over { value > self.limit } else { value < self.limit }
    }

    /// "p99 latency under 150 ms".
    #[must_use]
    pub fn in_words(&self) -> String {
        let way = if self.over { "over" } else { "under" };
        format!("{} {way} {}", self.label, format::setting(self.limit, self.unit))
    }
}

impl Goal {
    /// The share of limits and days that held: `met` counts for each limit the days on which it did.
    /// Another number of limits than the goal has, as from another version of it, scores nothing.
    #[must_use]
    pub fn score(&self, met: &[u32]) -> f64 {
        let all = self.aims.len() as f64 * f64::from(self.days);
        if met.len() != self.aims.len() || all == 0.0 {
            return 0.0;
        }
        met.iter().map(|days| f64::from((*days).min(self.days))).sum::<f64>() / all
    }

    /// What became of one limit: "held on 4 of 6 days".
    #[must_use]
    pub fn verdict(&self, met: u32) -> String {
        match (self.days, met) {
            (1, 0) => "does not hold".into(),
            (1, _) => "holds".into(),
            (days, met) if met >= days => format!("holds on all {days} days"),
            (days, met) => format!("holds on {met} of {days} days"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::rng::BUILD_SEED;
    use crate::sim;
    use crate::sim::values::Values;

    fn goal(days: u32) -> Goal {
        let aim = |over, limit| Aim {
            place: 0,
            label: "Utilisation".into(),
            unit: Unit::Share,
            limit,
            over,
        };
        let start = StateId::new("start").unwrap();
        Goal { simulator: "mm1".into(), start, aims: vec![aim(false, 0.8), aim(true, 0.5)], days }
    }

    #[test]
    fn the_score_is_the_share_of_limits_and_days() {
        let goal = goal(6);
        assert_eq!(goal.score(&[6, 6]), 1.0);
        assert_eq!(goal.score(&[6, 3]), 0.75);
        assert_eq!(goal.score(&[0, 0]), 0.0);
        // What only edited data can hold.
        assert_eq!(goal.score(&[9, 3]), 0.75);
        assert_eq!((goal.score(&[6]), goal.score(&[])), (0.0, 0.0));
    }

    #[test]
    fn a_limit_is_met_by_a_number_on_its_side() {
        let simulator = sim::find("mm1").unwrap();
        let at = |rate: f64| {
            let set = [("lambda_per_s", rate), ("mu_per_s", 100.0)];
            simulator.run(&Values::with(simulator.controls, set).unwrap(), BUILD_SEED)
        };
        let met = |rate| goal(1).aims.iter().map(|aim| aim.is_met(&at(rate))).collect::<Vec<_>>();
        assert_eq!(met(70.0), [true, true]);
        assert_eq!(met(90.0), [false, true]);
        assert_eq!(met(40.0), [true, false]);
    }

    #[test]
    fn limits_and_verdicts_are_said_in_words() {
        let said = goal(6).aims[0].in_words().replace('\u{202f}', " ");
        assert_eq!(said, "Utilisation under 80 %");
        assert_eq!(goal(6).verdict(6), "holds on all 6 days");
        assert_eq!(goal(6).verdict(2), "holds on 2 of 6 days");
        assert_eq!(
            (goal(1).verdict(1), goal(1).verdict(0)),
            ("holds".into(), "does not hold".into())
        );
    }
}
