//! How much an answer says of the one who gave it: what a blind guess would earn says nothing.

use super::choice::{self, Manner};
use super::{Key, diagnose};

/// What a free answer says. Whoever wrote it has graded it, so it counts half.
const FREE: f64 = 0.5;

/// More options than this are counted as this many: the share that a guess earns changes little.
const MOST: u32 = 10;

impl Key {
    /// The share of the marks that a blind guess leaves, 0 to 1: 0.75 for one of four options, 1 for a
    /// number. No question declares how hard it is, and a hard one that can be guessed says little.
    ///
    /// Pairs, categories, gaps and orders are graded less what guessing earns, so theirs is 1.
    #[must_use]
    pub fn weight(&self) -> f64 {
        match self {
            Self::Choice(key) => 1.0 - guessed(key),
            Self::Free(_) => FREE,
            Self::Estimate(_)
            | Self::Predict(_)
            | Self::Order(_)
            | Self::Fill(_)
            | Self::Goal(_) => 1.0,
        }
    }
}

/// The mean of the marks over all that can be chosen, each as probable.
fn guessed(key: &choice::Key) -> f64 {
    let one_of = |count: usize| 1.0 / count.max(1) as f64;
    match key.manner {
        Manner::One | Manner::Flaw => one_of(key.right.len()),
        Manner::Diagnose { .. } => {
            let [place, evidence] = [0, 1]
                .map(|group| key.groups().get(group).map_or(1.0, |range| one_of(range.len())));
            place * (evidence * diagnose::score(true, true))
                + place * (1.0 - evidence) * diagnose::score(true, false)
        }
        Manner::Several => {
            let count = u32::try_from(key.right.len()).unwrap_or(MOST).min(MOST);
            let chosen = |set: u32| (0..count).filter(|i| set >> i & 1 == 1).collect::<Vec<_>>();
            let sets = 1..1_u32 << count;
            let all = f64::from(sets.end - 1).max(1.0);
            sets.map(|set| key.score(&chosen(set))).sum::<f64>() / all
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::question::estimate::{Estimate, LogScore};

    fn choice(manner: Manner, right: &[bool]) -> f64 {
        Key::Choice(choice::Key { manner, right: right.to_vec() }).weight()
    }

    #[test]
    fn what_is_easily_guessed_says_little() {
        assert_eq!(choice(Manner::One, &[true, false]), 0.5);
        assert_eq!(choice(Manner::One, &[true, false, false, false]), 0.75);
        assert_eq!(choice(Manner::Flaw, &[false, false, true, false, false]), 0.8);
        let scoring = LogScore { full_within: 1.2, none_beyond: 4.0 };
        let estimate = Estimate { answer: 3.0, unit: "s".into(), scoring, vary: None };
        assert_eq!(Key::Estimate(estimate).weight(), 1.0);
    }

    // Of the three sets, one is right (1), one wrong (0), and both together cancel (0).
    #[test]
    fn several_options_are_guessed_by_every_set_of_them() {
        assert!((choice(Manner::Several, &[true, false]) - 2.0 / 3.0).abs() < 1e-12);
        // By hand, of the seven sets of three with the first two right: ½, ½, 0, 1, 0, 0, ½.
        let three = choice(Manner::Several, &[true, true, false]);
        assert!((three - (1.0 - 2.5 / 7.0)).abs() < 1e-12, "{three}");
    }

    // A quarter finds the bottleneck; half of those the evidence, the others get half of the marks.
    #[test]
    fn a_diagnosis_is_guessed_twice() {
        let diagnosis =
            choice(Manner::Diagnose { evidence: 4 }, &[true, false, false, false, true, false]);
        assert!((diagnosis - (1.0 - 0.25 * 0.75)).abs() < 1e-12, "{diagnosis}");
    }
}
