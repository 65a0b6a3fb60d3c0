//! What holds for every simulator of the course, whatever it computes.

use course::base::rng::{BUILD_SEED, Seed, Stream};
use course::sim::control::{Accepts, Control, Spread};
use course::sim::outcome::{Outcome, Plot};
use course::sim::row::{Cell, Given};
use course::sim::values::Values;
use course::sim::{Simulator, Story, all, cards};
use std::collections::BTreeSet;

/// How many corners and how many inner points of the box of controls are run.
const CORNERS: usize = 12;
const INNER: usize = 12;
/// How many of the settings run to their end: defaults, all least, all greatest.
const WHOLE: usize = 3;
/// Events in a slice, and how many slices the other settings get.
const SLICE: usize = 40_000;
const SLICES: usize = 3;

/// Settings at the edges of what a learner can reach, and some between.
fn settings(simulator: &'static Simulator) -> Vec<Values> {
    let controls = simulator.controls;
    let make = |number: &mut dyn FnMut(&Control) -> f64| {
        let numbers: Vec<f64> = controls.iter().map(number).collect();
        Values::tamed(controls, &numbers)
    };
    let mut all = vec![
        Values::defaults(controls),
        make(&mut |control| control.min),
        make(&mut |control| control.max),
    ];
    let mut stream = Seed(20_261_124).stream(0);
    for _ in 0..CORNERS {
        all.push(make(&mut |c| if stream.uniform() < 0.5 { c.min } else { c.max }));
    }
    for _ in 0..INNER {
        all.push(make(&mut |control| control.at(position(&mut stream, control))));
    }
    all
}

fn position(stream: &mut Stream, control: &Control) -> u32 {
    let positions = f64::from(control.last_position() + 1);
    (stream.uniform() * positions) as u32
}

/// Every number of an outcome; each must be finite.
fn numbers(outcome: &Outcome) -> Vec<f64> {
    let mut all = vec![outcome.done];
    all.extend(outcome.readings.iter().flat_map(|reading| [reading.value, reading.half_width]));
    for plot in &outcome.plots {
        match plot {
            Plot::Distribution { edges, shares, marks } => {
                all.extend(edges.iter().chain(shares));
                all.extend(marks.iter().map(|mark| mark.at));
            }
            Plot::Curve { points, here, limits } => {
                all.extend(points.iter().chain(here).flat_map(|point| [point.x, point.y]));
                all.extend(limits.iter().map(|mark| mark.at));
            }
        }
    }
    all
}

fn bits(outcome: &Outcome) -> Vec<u64> {
    numbers(outcome).iter().map(|number| number.to_bits()).collect()
}

fn is_name(text: &str) -> bool {
    let word = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphanumeric());
    text.split('_').all(word)
}

fn is_slug(text: &str, separator: char) -> bool {
    let word = |word: &str| {
        !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    };
    text.split(separator).all(word)
}

#[track_caller]
fn unique<'a>(keys: impl IntoIterator<Item = &'a str>, of: &str) {
    let mut seen = BTreeSet::new();
    for key in keys {
        assert!(is_name(key), "{of}: `{key}` is not words with underscores");
        assert!(seen.insert(key), "{of}: there are two of `{key}`");
    }
    assert!(!seen.is_empty(), "{of}: there are none");
}

#[test]
fn every_reachable_setting_has_finite_outcomes_of_the_promised_shape() {
    for simulator in all() {
        for (i, values) in settings(simulator).iter().enumerate() {
            let at = format!("{}?{}", simulator.id, values.to_query(simulator.controls));
            let mut run = simulator.begin(values, Seed(3));
            // The first settings run to their end; of the others the learner's first seconds.
            let slices = if i < WHOLE { usize::MAX } else { SLICES };
            let done = (0..slices).any(|_| {
                let done = run.advance(SLICE);
                outcome_is_well_made(simulator, &run.outcome(), &at);
                done
            });
            let outcome = run.outcome();
            assert!(done || i >= WHOLE, "{at}: it ends");
            assert_eq!(done, outcome.done >= 1.0, "{at}: whether it is done");
            let story = Story { before: None, now: (values, &outcome) };
            let sentence = simulator.narrate(&story);
            assert!(sentence.trim_end().ends_with('.'), "{at} says: {sentence:?}");
        }
    }
}

#[track_caller]
fn outcome_is_well_made(simulator: &Simulator, outcome: &Outcome, at: &str) {
    assert!(numbers(outcome).iter().all(|n| n.is_finite()), "{at}: {outcome:?}");
    assert_eq!(outcome.readings.len(), simulator.readouts.len(), "{at}: readings");
    assert_eq!(outcome.plots.len(), simulator.plots.len(), "{at}: plots");
    assert!(outcome.readings.iter().all(|r| r.half_width >= 0.0), "{at}: intervals");
    plots_are_in_order(outcome, at);
}

#[track_caller]
fn plots_are_in_order(outcome: &Outcome, at: &str) {
    for plot in &outcome.plots {
        match plot {
            Plot::Distribution { edges, shares, .. } => {
                assert!(edges.is_sorted(), "{at}: edges ascend");
                if !shares.is_empty() {
                    assert_eq!(edges.len(), shares.len() + 1, "{at}: edges around shares");
                    let sum: f64 = shares.iter().sum();
                    assert!((sum - 1.0).abs() < 1e-9, "{at}: shares sum to {sum}");
                }
            }
            Plot::Curve { points, .. } => {
                assert!(points.is_sorted_by(|a, b| a.x <= b.x), "{at}: x ascends");
            }
        }
    }
}

#[test]
fn a_run_is_its_settings_and_its_seed_and_nothing_else() {
    for simulator in all() {
        let values = Values::defaults(simulator.controls);
        let run = |seed| simulator.run(&values, seed);
        let first = run(BUILD_SEED);
        assert_eq!(bits(&first), bits(&run(BUILD_SEED)), "{}: the same seed", simulator.id);
        let draws = first.readings.iter().any(|reading| reading.half_width > 0.0);
        let differs = bits(&first) != bits(&run(Seed(2)));
        assert_eq!(differs, draws, "{}: intervals are there where chance is", simulator.id);
    }
}

#[test]
fn a_run_in_slices_is_the_run_at_once() {
    for simulator in all() {
        let values = Values::defaults(simulator.controls);
        let mut run = simulator.begin(&values, BUILD_SEED);
        let mut done = run.outcome().done;
        assert!(done < 1.0, "{}: nothing is done before the first event", simulator.id);
        while !run.advance(100_003) {
            let now = run.outcome().done;
            assert!((done..1.0).contains(&now), "{}: from {done} to {now}", simulator.id);
            done = now;
        }
        let whole = simulator.run(&values, BUILD_SEED);
        assert_eq!(bits(&run.outcome()), bits(&whole), "{}", simulator.id);
    }
}

#[test]
fn settings_survive_an_address() {
    for simulator in all() {
        for values in settings(simulator) {
            let query = values.to_query(simulator.controls);
            assert_eq!(Values::from_query(simulator.controls, &query), Some(values), "{query}");
        }
        for wild in ["", "&&=&a=b", "no_such=1", "=", "a==1"] {
            assert_eq!(Values::from_query(simulator.controls, wild), None, "{wild:?}");
        }
        for control in simulator.controls {
            for (text, expected) in
                [("1e999", control.max), ("-1e999", control.min), ("NaN", control.default)]
            {
                let query = format!("{}={text}", control.key);
                let values = Values::from_query(simulator.controls, &query).expect("a number");
                let (index, _) = simulator.control(control.key).expect("its own control");
                assert_eq!(values.get(index).to_bits(), expected.to_bits(), "{query}");
            }
        }
    }
}

#[test]
fn sliders_rise_and_every_position_is_found_again() {
    for (simulator, control) in all().flat_map(|s| s.controls.iter().map(move |c| (s, c))) {
        let of = format!("{}.{}", simulator.id, control.key);
        let last = control.last_position();
        assert!(last >= 1, "{of} does not move");
        assert_eq!(control.at(0).to_bits(), control.min.to_bits(), "{of} begins at its minimum");
        assert_eq!(control.at(last).to_bits(), control.max.to_bits(), "{of} ends at its maximum");
        for position in 0..=last {
            let value = control.at(position);
            if position > 0 {
                assert!(control.at(position - 1) <= value, "{of} falls at {position}");
            }
            assert_eq!(control.snap(value).to_bits(), value.to_bits(), "{of} at {position}");
            // Neighbouring positions may share a value where the steps are coarse.
            let found = control.at(control.position_of(value));
            assert_eq!(found.to_bits(), value.to_bits(), "{of} at {position}");
        }
        let found = control.at(control.position_of(control.default));
        let error = (found - control.default).abs();
        assert!(
            error <= (control.max - control.min) / 50.0,
            "{of}: the default is far off a position"
        );
    }
}

#[test]
fn controls_are_well_made() {
    for simulator in all() {
        let of = simulator.id;
        unique(simulator.controls.iter().map(|control| control.key), of);
        for control in simulator.controls {
            let Control { key, min, max, default, step, .. } = *control;
            assert!(min < max && step > 0.0, "{of}.{key}: its range");
            assert!((min..=max).contains(&default), "{of}.{key}: its default");
            assert_eq!(control.snap(default).to_bits(), default.to_bits(), "{of}.{key}: on a step");
            assert_eq!(control.snap(max).to_bits(), max.to_bits(), "{of}.{key}: its end on a step");
            match control.spread {
                Spread::Linear => {}
                Spread::Logarithmic => assert!(min > 0.0, "{of}.{key}: no logarithm of zero"),
                Spread::ZeroThenLogarithmic { from_thousandths } => {
                    assert!(min == 0.0 && from_thousandths > 0, "{of}.{key}: its zero");
                }
            }
            assert!(!control.label.is_empty(), "{of}.{key}: its label");
            assert!(control.meaning.ends_with('.'), "{of}.{key}: its meaning is a sentence");
        }
    }
}

#[test]
fn simulators_are_well_named() {
    for simulator in all() {
        let of = simulator.id;
        assert!(is_slug(of, '-'), "`{of}` is not a slug");
        unique(simulator.readouts.iter().map(|readout| readout.key), of);
        unique(simulator.plots.iter().map(|plot| plot.key), of);
        assert!(simulator.readouts.iter().any(|readout| readout.main), "{of}: no large figure");
        assert!(simulator.question.ends_with('?'), "{of}: its question");
        assert!(simulator.summary.ends_with('.'), "{of}: its summary");
        assert!(!simulator.title.is_empty(), "{of}: its title");
    }
    let mut ids: Vec<_> = all().map(|simulator| simulator.id).collect();
    ids.sort_unstable();
    assert!(ids.is_sorted_by(|a, b| a < b), "ids are unique: {ids:?}");
}

/// What a table may say in the place of an input: the ends of the slider, values between, and, beyond
/// the slider, the edges of what the control accepts.
fn written(control: &Control, stream: &mut Stream) -> String {
    if !control.choices.is_empty() {
        let place = stream.uniform() * control.choices.len() as f64;
        return control.written(place.floor());
    }
    let at = control.at(position(stream, control));
    let edges = match control.accepts {
        Accepts::Any => [-1e9, 1e9],
        Accepts::NotNegative => [0.0, 1e9],
        Accepts::Positive => [1e-9, 1e9],
        Accepts::NotNegativeOrNever => [0.0, f64::INFINITY],
        Accepts::Share => [0.0, 1.0],
        Accepts::InnerShare => [1e-12, 1.0 - 1e-12],
        Accepts::Between(least, most) => [least, most],
        // The largest whole number would be a simulation of years; the slider's end is in `at`.
        Accepts::Whole(least, most) => [least, most.min(control.max)],
        Accepts::Choice | Accepts::List => unreachable!("it has choices"),
    };
    let kind = stream.uniform();
    let value = if kind < 0.15 {
        edges[0]
    } else if kind < 0.3 {
        edges[1]
    } else if kind < 0.4 {
        control.min
    } else if kind < 0.5 {
        control.max
    } else {
        at
    };
    value.to_string()
}

/// Rows of a formula are computed by the hundred; a simulation is held to the same by the labs above,
/// and here by its begin alone, which is where it refuses.
#[test]
fn every_accepted_input_gives_a_row_of_the_promised_shape_or_a_reason() {
    for simulator in all() {
        let mut stream = Seed(4).stream(1);
        let rows = match simulator.how {
            course::sim::How::Formula { .. } => 200,
            course::sim::How::Simulation { .. } | course::sim::How::Lab { .. } => 0,
        };
        for _ in 0..rows {
            let texts: Vec<_> =
                simulator.controls.iter().map(|c| (c.key, written(c, &mut stream))).collect();
            let fields = texts.iter().map(|(key, text)| (*key, text.as_str()));
            let at = format!("{} {texts:?}", simulator.id);
            // A number that a control refuses is said by the control, and not the simulator's concern.
            let Ok(given) = Given::read(simulator.controls, fields) else { continue };
            match simulator.compute(&given, BUILD_SEED) {
                Ok(row) => {
                    assert_eq!(row.cells.len(), simulator.readouts.len(), "{at}");
                    for cell in &row.cells {
                        if let Cell::Number(x) | Cell::Estimate { value: x, .. } = cell {
                            assert!(x.is_finite(), "{at}: {row:?}");
                        }
                    }
                }
                Err(impossible) => {
                    assert!(simulator.control(impossible.input).is_some(), "{at}: {impossible}");
                    assert!(!impossible.why.is_empty(), "{at}");
                }
            }
        }
    }
}

#[test]
fn every_simulator_has_a_card_that_says_what_it_rests_on() {
    let ids: Vec<_> = all().map(|simulator| simulator.id).collect();
    let carded: Vec<_> = cards().map(|card| card.simulator).collect();
    assert_eq!(ids, carded, "one card for each, in the same order");
    for card in cards() {
        let of = card.simulator;
        assert!(!card.text.trim().is_empty(), "{of}: its text");
        assert!(!card.assumes.is_empty() && !card.omits.is_empty(), "{of}: assumed and left out");
        assert!(card.holds.ends_with('.'), "{of}: where it holds, as sentences");
        assert!(!card.sources.is_empty(), "{of}: its sources");
        let sentences = card.assumes.iter().chain(card.omits);
        for sentence in sentences {
            assert!(sentence.ends_with('.'), "{of}: {sentence:?} is a sentence");
        }
    }
}

#[test]
fn a_sweep_is_of_numbers_that_are_there() {
    for simulator in all() {
        for plot in simulator.plots {
            let Some(sweep) = plot.sweep else { continue };
            let control = &simulator.controls[usize::from(sweep.control)];
            assert!(control.choices.is_empty(), "{}: {} sweeps words", simulator.id, plot.key);
            let outcome = simulator.run(&Values::defaults(simulator.controls), BUILD_SEED);
            let (place, _) = simulator.plot(plot.key).expect("its own");
            let Plot::Curve { points, here, .. } = &outcome.plots[place] else {
                panic!("{}: {} is a curve", simulator.id, plot.key)
            };
            assert!(points.len() > 4, "{}: {} has few points", simulator.id, plot.key);
            assert!(here.is_some(), "{}: {} does not show where one is", simulator.id, plot.key);
        }
    }
}
