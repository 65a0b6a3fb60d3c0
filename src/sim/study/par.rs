//! Where a result stands against the best that an author knows of: one setting, or several of which none
//! is better than another in everything.

use crate::base::format;
use crate::sim::Spec;
use crate::sim::outcome::Outcome;
use serde::{Deserialize, Serialize};

/// A setting that the author knows of, by what counts in it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Par {
    /// As its state is called.
    pub label: String,
    /// The results that the goal speaks of, in its order.
    pub results: Vec<f64>,
}

/// What counts: the place of a result, and whether more of it is better.
pub type Aim = (usize, bool);

/// Whether the first is at least as good in everything, and better in something.
fn beats(aims: &[Aim], a: &[f64], b: &[f64]) -> bool {
    let better = |((_, more), (a, b)): (&Aim, (&f64, &f64))| if *more { a > b } else { a < b };
    let pairs = || a.iter().zip(b);
    let flipped = || b.iter().zip(a);
    aims.iter().zip(pairs()).any(better) && !aims.iter().zip(flipped()).any(better)
}

/// The learner's place, as sentences; nothing without a result or a par.
#[must_use]
pub fn place(spec: &Spec, aims: &[Aim], pars: &[Par], outcome: &Outcome) -> Option<String> {
    let value = |(place, _): &Aim| {
        outcome.words(*place).is_none().then(|| outcome.readings.get(*place).map(|r| r.value))?
    };
    let ours: Vec<f64> = aims.iter().map(value).collect::<Option<_>>()?;
    let said = |results: &[f64]| {
        let all = aims.iter().zip(results).map(|((place, _), x)| {
            let readout = &spec.readouts[*place];
            format!("{} {}", readout.label, format::quantity(*x, readout.unit))
        });
        all.collect::<Vec<_>>().join(", ")
    };
    let first = pars.first()?;
    let better = pars.iter().find(|par| beats(aims, &par.results, &ours));
    let beaten = pars.iter().filter(|par| beats(aims, &ours, &par.results)).count();
    Some(match better {
        Some(par) => format!("“{}” is better in all of it: {}.", par.label, said(&par.results)),
        None if beaten == pars.len() => {
            format!("You have beaten the best known: {}.", said(&first.results))
        }
        None if ours == first.results => "This is the best known setting.".into(),
        None => format!(
            "No known setting is better in all of it. For comparison, “{}”: {}.",
            first.label,
            said(&first.results)
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::mm1;
    use crate::sim::outcome::Reading;

    #[test]
    fn a_place_is_told_by_dominance() {
        // Utilisation should be high and the time low.
        let aims = [(0, true), (4, false)];
        let par =
            |label: &str, results: &[f64]| Par { label: label.into(), results: results.into() };
        let pars = [par("fast", &[0.5, 0.02]), par("full", &[0.9, 0.1])];
        let at = |busy: f64, time: f64| {
            let mut readings = vec![Reading { value: 0.0, half_width: 0.0 }; 9];
            (readings[0].value, readings[4].value) = (busy, time);
            let (words, plots) = (Vec::new(), Vec::new());
            let outcome = Outcome { done: 1.0, readings, words, plots, trouble: None, events: 0 };
            place(mm1::SIMULATORS[0], &aims, &pars, &outcome).unwrap()
        };
        assert!(at(0.8, 0.2).starts_with("“full” is better in all of it: Utilisation 90.0"));
        assert!(at(0.7, 0.05).starts_with("No known setting is better"));
        assert!(at(0.95, 0.01).starts_with("You have beaten the best known"));
        assert_eq!(at(0.5, 0.02), "This is the best known setting.");
    }
}
