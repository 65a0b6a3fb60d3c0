use super::levers::{Effect, levers, nudges, sentence};
use super::proof::Want;
use super::*;
use crate::base::format::Unit;
use crate::sim::agreement::{self, Table};
use crate::sim::outcome::{Better, ReadoutSpec};
use crate::sim::{batching, card, mm1};

fn request(simulator: &'static Simulator, values: &Values, question: Question) -> Request {
    let (simulator, values) = (simulator.id.into(), values.clone());
    Request { lab: 0, ticket: 1, simulator, values, seed: Seed(7), question, part: (0, 1) }
}

/// The outcomes of a question that several workers share, who are served in turns.
fn outcomes(request: &Request, workers: u32, events: usize) -> Vec<Option<Outcome>> {
    let part = |part| Request { part: (part, workers), ..request.clone() };
    let mut all: Vec<Studies> = (0..workers).map(|_| Studies::default()).collect();
    for (i, studies) in (0..workers).zip(&mut all) {
        studies.start(part(i));
    }
    let mut found = Vec::new();
    while all.iter().any(|studies| !studies.is_idle()) {
        // The last worker is the quickest.
        for (i, studies) in all.iter_mut().enumerate().rev() {
            for _ in 0..=i {
                found.extend(studies.step(events));
            }
        }
    }
    let simulator = find(&request.simulator).unwrap();
    let count = match &request.question {
        Question::Proof(cases) => cases.len(),
        question => runs(&simulator.spec, &request.values, request.seed, question).len(),
    };
    let mut joined = vec![None; count];
    for reply in found {
        let Found::Outcome(number, outcome) = reply.found else { panic!("an outcome") };
        assert!(joined[number as usize].replace(outcome).is_none(), "{number} came twice");
    }
    joined
}

fn edges(simulator: &'static Simulator, settings: &[(&str, f64)], control: &str) -> Vec<Edge> {
    let values = Values::with(simulator.controls, settings.iter().copied()).unwrap();
    let (place, _) = simulator.control(control).unwrap();
    super::edges(simulator, &values, Seed(7), place)
}

fn cheap() -> &'static Simulator {
    find("load-balancing").unwrap()
}

#[test]
fn the_number_of_workers_and_of_slices_changes_nothing() {
    let values = Values::defaults(cheap().controls);
    for question in [Question::Days, Question::Luck, Question::Lines] {
        let request = request(cheap(), &values, question.clone());
        let alone = outcomes(&request, 1, usize::MAX);
        assert!(alone.iter().all(Option::is_some));
        let shared = outcomes(&request, 3, 30_011);
        for (place, (one, other)) in alone.iter().zip(&shared).enumerate() {
            let (one, other) = (one.as_ref().unwrap(), other.as_ref().unwrap());
            assert_eq!(one.readings, other.readings, "{question:?} {place}");
            if question == Question::Lines {
                assert_eq!(one, other, "{place}");
            }
        }
    }
}

#[test]
fn a_day_is_the_run_with_its_seed() {
    for simulator in [cheap(), &batching::SIMULATOR] {
        let values = Values::defaults(simulator.controls);
        let days = outcomes(&request(simulator, &values, Question::Days), 1, 100_000);
        let seeds: Vec<_> = days::seeds(Seed(7)).collect();
        assert_eq!(seeds[7], Seed(7));
        let alone = simulator.run(&values, Seed(7));
        assert_eq!(days[7].as_ref().unwrap().readings, alone.readings);
        let distinct = days.iter().flatten().map(|day| day.readings[2].value.to_bits());
        assert!(distinct.collect::<BTreeSet<_>>().len() > 10);
    }
}

#[test]
fn neighbours_share_their_twenty_days_and_hidden_days_are_others() {
    let days = |seed| days::seeds(Seed(seed)).map(|seed| seed.0).collect::<Vec<_>>();
    assert_eq!(days(1), (0..20).collect::<Vec<_>>());
    assert_eq!(days(20), days(39));
    assert_ne!(days(19), days(20));
    assert!(days(u32::MAX).contains(&u32::MAX));
    for shown in [1, 2_718_281_828, 2_645_751_311] {
        let hidden: Vec<_> = luck::seeds(Seed(shown)).collect();
        assert_eq!(hidden.len(), luck::OTHERS);
        assert!(!hidden.contains(&Seed(shown)));
    }
}

fn day(value: f64) -> Option<Outcome> {
    let reading = crate::sim::outcome::Reading { value, half_width: 0.0 };
    let words = if value.is_finite() { vec![] } else { vec![(0, "unbounded".into())] };
    let (readings, plots) = (vec![reading], Vec::new());
    Some(Outcome { done: 1.0, readings, words, plots, trouble: None, events: 0 })
}

#[test]
fn the_range_and_the_worst_day_are_those_of_the_days() {
    let days = [day(31.0), day(36.25), day(33.0)];
    let milliseconds = Unit::Milliseconds;
    assert_eq!(
        days::in_words(&days, 0, milliseconds).unwrap(),
        "31.0 to 36.3\u{202f}ms over 3 days"
    );
    assert_eq!(days::in_words(&[day(1.0), None], 0, milliseconds), None);
    let some = days::in_words(&[day(31.0), day(f64::INFINITY)], 0, milliseconds).unwrap();
    assert_eq!(some, "31.0\u{202f}ms on 1 of 2 days, else without a number");
    let spec = |better| ReadoutSpec { better, ..batching::SIMULATOR.readouts[0] };
    assert_eq!(days::worst(&days, 0, &spec(Better::Less)), Some(1));
    assert_eq!(days::worst(&days, 0, &spec(Better::More)), Some(0));
    let unbounded = [day(1.0), day(f64::INFINITY), day(f64::INFINITY)];
    assert_eq!(days::worst(&unbounded, 0, &spec(Better::More)), Some(1));
    assert_eq!(days::range(900.0, 1200.0, Unit::Milliseconds), "900\u{202f}ms to 1.20\u{202f}s");
    assert_eq!(days::range(0.1, 0.2, Unit::Dollars), "$0.100 to $0.200");
    assert_eq!(days::range(12_000.0, 13_000.0, Unit::One), "12\u{202f}000 to 13\u{202f}000");
}

#[test]
fn the_edge_of_a_queue_is_where_theory_has_it() {
    let [edge] = &edges(mm1_simulator(), &[("mu_per_s", 123.0)], "lambda_per_s")[..] else {
        panic!("one edge")
    };
    // A utilisation of 1 and more is too much; the slider moves by halves.
    assert_eq!((edge.works, edge.breaks), (122.5, 123.0));
    assert!(edge.example > 123.0);
    let words = edge.in_words(&mm1::SIMULATORS[0].controls[0]);
    assert!(words.starts_with("Above 122.5\u{202f}req/s of “arrival rate” it breaks."), "{words}");
    assert!(words.ends_with("Add a server, make each request cheaper, or turn some away."));
    let [edge] = &edges(mm1_simulator(), &[("lambda_per_s", 50.0)], "mu_per_s")[..] else {
        panic!("one edge")
    };
    assert!((edge.works, edge.breaks) == (50.5, 50.0), "{edge:?}");
    assert!(edge.in_words(&mm1::SIMULATORS[0].controls[1]).starts_with("Below "));
    assert!(edges(mm1_simulator(), &[("mu_per_s", 1000.0)], "lambda_per_s").is_empty());
}

fn mm1_simulator() -> &'static Simulator {
    mm1::SIMULATORS[0]
}

#[test]
fn the_edge_of_batching_is_its_capacity() {
    let settings = [("max_batch", 8.0), ("fixed_cost", 20.0), ("item_cost", 1.0)];
    let edges = edges(&batching::SIMULATOR, &settings, "arrival_rate");
    let capacity = 8.0 / 0.028;
    let edge = edges.first().unwrap();
    // Near its capacity the queue is full now and then, and one in a thousand is dropped.
    assert!((0.93..1.005).contains(&(edge.works / capacity)), "{edge:?} of {capacity}");
}

#[test]
fn the_nearest_edges_are_those_on_both_sides() {
    let trouble = crate::sim::outcome::Trouble { what: String::new(), mend: String::new() };
    let edge =
        |works: f64, breaks: f64| Edge { works, breaks, example: breaks, trouble: trouble.clone() };
    let all = [edge(2.0, 1.0), edge(5.0, 6.0), edge(9.0, 8.0)];
    let near = |x| edge::nearest(&all, x).map(|edge| edge.works).collect::<Vec<_>>();
    assert_eq!(near(3.0), [2.0, 5.0]);
    assert_eq!(near(0.5), [2.0]);
    assert_eq!(near(7.0), [5.0, 9.0]);
    assert_eq!(near(9.5), [9.0]);
}

#[test]
fn every_control_is_nudged_to_both_sides_by_a_stated_step() {
    for simulator in crate::sim::all() {
        let values = Values::defaults(simulator.controls);
        let all = nudges(simulator.controls, &values);
        for (place, control) in simulator.controls.iter().enumerate() {
            let of: Vec<_> = all.iter().filter(|nudge| nudge.control == place).collect();
            assert!(!of.is_empty(), "{}: {} is not moved", simulator.id, control.key);
            for nudge in of {
                assert_ne!(nudge.to, values.get(place), "{}: {}", simulator.id, control.key);
                assert_eq!(nudge.values, values.set(simulator.controls, place, nudge.to));
            }
        }
    }
}

#[test]
fn the_lever_that_matters_most_comes_first_and_is_said() {
    let simulator = mm1_simulator();
    let values = Values::with(simulator.controls, [("mu_per_s", 100.0), ("lambda_per_s", 95.0)]);
    let values = values.unwrap();
    let (place, _) = simulator.readout("W_s").unwrap();
    let outcomes = outcomes(&request(simulator, &values, Question::Levers), 2, 1000);
    let nudges = nudges(simulator.controls, &values);
    let found = levers(&nudges, &outcomes, place).unwrap();
    // Ten per cent more arrivals, or a tenth less speed, fill the server.
    let said = sentence(simulator, &values, place, &found);
    assert_eq!(
        said,
        "“Arrival rate” matters most for “Mean time in the system”: 10 % more of it makes it grow \
         without bounds."
    );
    assert_eq!(found.1[0].ends[0].0, 85.5);
    let Effect::Becomes { value, change, clear } = &found.1[0].ends[0].1 else {
        panic!("a number")
    };
    assert!((value - 1.0 / 14.5).abs() < 1e-12 && *clear);
    assert!((change - (5.0 / 14.5 - 1.0)).abs() < 1e-12);
    assert_eq!(found.1[0].ends[1].1, Effect::Word("unbounded".into()));
}

#[test]
fn impossible_neighbours_are_said_in_words() {
    // Every simulator whose defaults have a neighbour that makes no sense.
    let mut seen = 0;
    for simulator in crate::sim::all().filter(|simulator| !simulator.simulates()) {
        let values = Values::defaults(simulator.controls);
        let outcomes = outcomes(&request(simulator, &values, Question::Levers), 1, 100_000);
        let nudges = nudges(simulator.controls, &values);
        let Some((_, levers)) = levers(&nudges, &outcomes, 0) else { continue };
        let ends = levers.iter().flat_map(|lever| &lever.ends);
        for (_, effect) in ends {
            if let Effect::Impossible(why) = effect {
                assert!(why.starts_with("These settings make no sense together"), "{why}");
                seen += 1;
            }
        }
    }
    assert!(seen > 0, "no neighbour of any default is impossible: this test looks at nothing");
}

#[test]
fn a_run_makes_studies_stale_and_hidden_labs_rest() {
    let values = Values::defaults(cheap().controls);
    let mut studies = Studies::default();
    for lab in [0, 1] {
        studies.start(Request { lab, ..request(cheap(), &values, Question::Days) });
    }
    studies.start(request(cheap(), &values, Question::Proof(vec![Vec::new()])));
    studies.pause(1, true);
    studies.stop(0);
    let labs = |studies: &mut Studies| {
        let mut of = BTreeSet::new();
        while !studies.is_idle() {
            of.extend(studies.step(usize::MAX).map(|reply| (reply.lab, reply.topic)));
        }
        of
    };
    assert_eq!(labs(&mut studies), BTreeSet::from([(0, Topic::Proof)]));
    studies.pause(1, false);
    assert_eq!(labs(&mut studies), BTreeSet::from([(1, Topic::Days)]));
}

#[test]
fn the_check_of_a_card_agrees_and_a_wrong_reference_does_not() {
    let simulator = mm1_simulator();
    let reference = &card(simulator.id).references[0];
    let text = include_str!("../../../tests/reference/mm1.csv");
    let table = Table::read(text).unwrap();
    let case = agreement::case(simulator, reference, &table, 0);
    assert!(!case.given.is_empty() && case.wants.len() > 3);
    let question = Question::Proof(vec![case.given.clone()]);
    let request = request(simulator, &Values::defaults(simulator.controls), question);
    let outcomes = outcomes(&request, 1, 1000);
    let outcome = outcomes[0].as_ref().unwrap();
    for want in &case.wants {
        let verdict = want.verdict(outcome);
        assert!(verdict.agrees, "{verdict:?}");
        let off = want.reference.parse::<f64>().unwrap() * 1.001;
        let wrong = Want { reference: off.to_string(), ..want.clone() };
        assert!(!wrong.verdict(outcome).agrees, "{want:?}");
    }
}
