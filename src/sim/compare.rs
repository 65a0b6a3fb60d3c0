//! Two results of a simulator, side by side in words.

use super::Spec;
use super::outcome::{Better, Outcome, ReadoutSpec};
use super::values::Values;
use crate::base::format::{self, Unit};

/// A result that changes by less than this share has not changed for a reader.
const SAME: f64 = 0.005;

/// How a result changed: `+34.0 % (worse)`, `3.40 × less (better)`, `no clear change`.
#[must_use]
pub fn change(spec: &ReadoutSpec, place: usize, before: &Outcome, now: &Outcome) -> String {
    if before.words(place).is_some() || now.words(place).is_some() {
        let same = before.shown(place, spec.unit) == now.shown(place, spec.unit);
        return if same { "the same".into() } else { "not comparable".into() };
    }
    let (Some(was), Some(is)) = (before.readings.get(place), now.readings.get(place)) else {
        return String::new();
    };
    let difference = is.value - was.value;
    if difference.abs() <= SAME * was.value.abs() {
        return "the same".into();
    }
    // Chance alone could make such a difference.
    if difference.abs() <= was.half_width.max(is.half_width) {
        return "no clear change".into();
    }
    let judged = match spec.better {
        Better::Neither => "",
        Better::More if difference > 0.0 => " (better)",
        Better::Less if difference < 0.0 => " (better)",
        Better::More | Better::Less => " (worse)",
    };
    let times = |factor: f64| format::quantity(factor, Unit::Times);
    let sign = if difference > 0.0 { '+' } else { '−' };
    let amount = match is.value / was.value {
        // Below zero, and from zero, there are no ratios.
        _ if was.value <= 0.0 || is.value <= 0.0 => {
            format!("{sign}{}", format::quantity(difference.abs(), spec.unit))
        }
        ratio if ratio >= 2.0 => format!("{} as much", times(ratio)),
        // Nobody reads 0.005 times.
        ratio if ratio <= 0.5 => format!("{} less", times(1.0 / ratio)),
        ratio => format!("{sign}{}", format::percent((ratio - 1.0).abs())),
    };
    format!("{amount}{judged}")
}

/// The settings that differ: `Maximum batch 8 requests → 16 requests`.
#[must_use]
pub fn settings(spec: &Spec, before: &Values, now: &Values) -> Vec<String> {
    let pairs = spec.controls.iter().zip(before.as_slice().iter().zip(now.as_slice()));
    let differing = pairs.filter(|(_, (was, is))| was != is);
    differing
        .map(|(control, (was, is))| {
            format!("{} {} → {}", control.label, control.shown(*was), control.shown(*is))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::batching::SIMULATOR;
    use crate::sim::outcome::{Quantity, Reading};

    fn outcome(value: f64, half_width: f64) -> Outcome {
        let readings = vec![Reading { value, half_width }];
        let words = Vec::new();
        Outcome { done: 1.0, readings, words, plots: Vec::new(), trouble: None, events: 0 }
    }

    #[track_caller]
    fn check(before: (f64, f64), now: (f64, f64), expected: &str) {
        let spec = ReadoutSpec::new("p99", "p99", Quantity::Latency).unit(Unit::Milliseconds);
        let (before, now) = (outcome(before.0, before.1), outcome(now.0, now.1));
        assert_eq!(change(&spec.less(), 0, &before, &now).replace('\u{202f}', " "), expected);
    }

    #[test]
    fn a_change_is_judged_by_size_and_by_chance() {
        check((40.0, 0.0), (50.0, 0.0), "+25.0 % (worse)");
        check((40.0, 0.0), (30.0, 0.0), "−25.0 % (better)");
        check((40.0, 0.0), (136.0, 0.0), "3.40 × as much (worse)");
        check((136.0, 0.0), (40.0, 0.0), "3.40 × less (better)");
        check((40.0, 0.0), (40.1, 0.0), "the same");
        check((40.0, 3.0), (42.0, 1.0), "no clear change");
        check((0.0, 0.0), (2.0, 0.0), "+2.00 ms (worse)");
        check((1.0, 0.0), (-2.0, 0.0), "−3.00 ms (better)");
        check((0.0, 0.0), (0.0, 0.0), "the same");
    }

    #[test]
    fn words_are_compared_as_words() {
        let spec = ReadoutSpec::new("p99", "p99", Quantity::Latency);
        let mut unbounded = outcome(0.0, 0.0);
        unbounded.words.push((0, "unbounded".into()));
        assert_eq!(change(&spec, 0, &unbounded, &unbounded), "the same");
        assert_eq!(change(&spec, 0, &outcome(4.0, 0.0), &unbounded), "not comparable");
        assert_eq!(change(&spec, 7, &outcome(4.0, 0.0), &outcome(4.0, 0.0)), "");
    }

    #[test]
    fn only_settings_that_differ_are_named() {
        let before = Values::defaults(SIMULATOR.controls);
        let now = Values::with(SIMULATOR.controls, [("max_batch", 16.0)]).unwrap();
        let found = settings(&SIMULATOR, &before, &now).join("").replace('\u{202f}', " ");
        assert_eq!(found, "Maximum batch 8 requests → 16 requests");
        assert!(settings(&SIMULATOR, &now, &now).is_empty());
    }
}
