//! Two copies join without loss, and what is written is read.

use super::*;
use crate::base::date::Date;
use crate::base::fsrs::Rating;
use crate::base::id::CardId;
use crate::lesson::Prompt;
use crate::progress::{Aim, Settings, save};
use proptest::prelude::*;

/// An id means one event for ever, so everything about the event follows from its id.
fn event_of(tab: u64, number: u32) -> (EventId, Event) {
    let id = EventId { tab, number };
    let before = |n: u32| EventId { tab, number: number.saturating_sub(n) };
    let what = match (tab + u64::from(number)) % 11 {
        0 => What::Opened,
        1 => What::GoalMet { simulator: format!("s{number}") },
        2 => What::Predicted {
            simulator: "batching".into(),
            readout: "p99".into(),
            value: 0.1 * f64::from(number),
            truth: (!number.is_multiple_of(3)).then(|| 0.3 * f64::from(number)),
            confidence: (!number.is_multiple_of(2)).then_some(Confidence::Likely),
        },
        3 => What::LabRun { simulator: "batching".into(), state: "a=1".into(), seed: number },
        4 => of_review(id, number),
        5 => What::Bookmarked { passage: "forces".into(), on: number.is_multiple_of(2) },
        6 => What::Noted {
            passage: "forces".into(),
            text: format!("№ {id}\u{0}"),
            over: vec![before(1)],
        },
        7 => What::Reset {
            epoch: number / 3,
            keep: vec![before(2), before(3)],
            brought: vec![before(3)],
        },
        8 => What::Imported { brought: vec![before(1)] },
        9 => What::Unknown(serde_json::json!({
            "id": id.to_string(), "at": 5, "order": number, "what": "sang", "song": [1.5, null],
        })),
        _ => scored("q", f64::from(number) / 3.0, f64::from(number % 4) / 3.0),
    };
    let mut event = event(number, what);
    event.epoch = number / 4;
    if matches!(event.what, What::Unknown(_)) {
        (event.epoch, event.at) = (0, Time(5));
    }
    (id, event)
}

fn of_review(id: EventId, number: u32) -> What {
    let prompt = match number % 2 {
        0 => Prompt::Card(CardId::new("card").expect("a slug")),
        _ => Prompt::Question(question("q")),
    };
    match number % 5 {
        0 => What::Suspended { prompt, on: number.is_multiple_of(2) },
        1 => What::TakenBack { event: EventId { number: number.saturating_sub(4), ..id } },
        2 => What::Planned(Settings { retention: 80 + number % 18, fresh: number, reviews: 100 }),
        3 if number > 12 => What::Aimed(None),
        3 => What::Aimed(Some(Aim { date: Date(20_000 + i64::from(number)), hours: number })),
        _ => {
            let rating = Rating::from_number(1 + number % 4).expect("1 to 4");
            What::Reviewed { prompt, rating }
        }
    }
}

pub(super) fn any_record() -> impl Strategy<Value = Record> {
    prop::collection::vec((0_u64..3, 0_u32..24), 0..16).prop_map(|ids| {
        let mut record = Record::default();
        for (tab, number) in ids {
            let (id, event) = event_of(tab, number);
            record.insert(id, event);
        }
        record
    })
}

fn joined(a: &Record, b: &Record) -> Record {
    let mut record = a.clone();
    record.join(b);
    record
}

/// Everything that pages show of a record.
fn shown(record: &Record) -> String {
    format!(
        "{:?} {:?} {:?} {:?} {:?} {:?}",
        record.attempt(&question("q")),
        record.settings(),
        record.bookmarks(),
        record.note("forces"),
        record.lab_run("batching"),
        (0..24).filter(|n| record.met_goal(&format!("s{n}"))).collect::<Vec<_>>(),
    )
}

proptest! {
    #[test]
    fn joining_is_a_lattice(a in any_record(), b in any_record(), c in any_record()) {
        prop_assert_eq!(joined(&a, &b), joined(&b, &a));
        prop_assert_eq!(joined(&joined(&a, &b), &c), joined(&a, &joined(&b, &c)));
        prop_assert_eq!(joined(&a, &a), a.clone());
        prop_assert!(a.is_within(&joined(&a, &b)));
    }

    /// Even should one id come to mean two things, every device settles on the same one.
    #[test]
    fn a_collision_of_ids_is_settled_alike_everywhere(values in prop::collection::vec(0_u32..99, 3)) {
        let record = |value: u32| record_with(1, "q", f64::from(value));
        let [a, b, c] = [record(values[0]), record(values[1]), record(values[2])];
        prop_assert_eq!(joined(&joined(&a, &b), &c), joined(&c, &joined(&b, &a)));
    }

    #[test]
    fn without_a_reset_nothing_decreases(a in any_record(), b in any_record()) {
        let no_reset = |record: &Record| {
            record.only(|id| !matches!(event_of(id.tab, id.number).1.what, What::Reset { .. }))
        };
        let (a, b) = (no_reset(&a), no_reset(&b));
        let both = joined(&a, &b);
        prop_assert!(both.in_sight().is_superset(&a.in_sight()));
        prop_assert!(both.best(&question("q")) >= a.best(&question("q")));
        prop_assert!(a.questions().iter().all(|id| both.questions().contains(id)));
    }

    #[test]
    fn what_is_written_is_read(record in any_record()) {
        let text = save::write(&scope(), &record, &Default::default());
        let saved = save::read(&text).expect("ours");
        prop_assert_eq!(saved.record, record);
        prop_assert_eq!(saved.scope, scope());
    }

    #[test]
    fn numbers_survive_to_the_last_bit(bits in any::<u64>()) {
        let number = f64::from_bits(bits);
        prop_assume!(number.is_finite());
        let record = record_with(1, "q", number);
        let text = save::write(&scope(), &record, &Default::default());
        prop_assert_eq!(save::read(&text).expect("ours").record, record);
    }

    #[test]
    fn the_essence_shows_what_the_whole_shows(record in any_record()) {
        prop_assert_eq!(shown(&record.essence()), shown(&record));
        prop_assert_eq!(shown(&record.compact()), shown(&record));
        prop_assert_eq!(record.compact().best(&question("q")), record.best(&question("q")));
        prop_assert!(record.essence().is_within(&record));
    }

    #[test]
    fn no_text_makes_reading_panic(text in ".*") {
        let _ = save::read(&text);
        let _ = crate::progress::backup::import(&text);
    }
}

#[test]
fn the_latest_answer_counts_and_the_earlier_is_kept() {
    let mut record = record_with(1, "q", 1.0);
    record.insert(EventId { tab: 1, number: 1 }, event(2, answered("q", 2.0)));
    assert_eq!(value(&record, "q"), Some(2.0));
    assert_eq!(record.attempts(&question("q")).len(), 2);
}

/// Two tabs that write a note at one passage without knowledge of each other lose neither.
#[test]
fn a_note_written_in_two_places_is_kept_twice_until_they_are_made_one() {
    let note = |text: &str, over: Vec<EventId>| What::Noted {
        passage: "forces".into(),
        text: text.into(),
        over,
    };
    let mut record = Record::default();
    let id = |tab, number| EventId { tab, number };
    record.insert(id(1, 0), event(1, note("first", vec![])));
    record.insert(id(1, 1), event(2, note("mine", vec![id(1, 0)])));
    record.insert(id(2, 0), event(2, note("theirs", vec![id(1, 0)])));
    let shown = record.note("forces").expect("a note");
    assert_eq!((shown.text.as_str(), shown.others.len()), ("theirs", 1));
    assert_eq!(shown.others, ["mine"]);
    assert_eq!(shown.whole(), "mine\n\ntheirs", "both are in view of whoever writes on");
    assert_eq!(record.noted(), ["forces"]);
    record.insert(id(1, 2), event(3, note("both", shown.heads)));
    let shown = record.note("forces").expect("a note");
    assert_eq!((shown.text.as_str(), shown.others.len()), ("both", 0));
    record.insert(id(1, 3), event(4, note("", shown.heads)));
    assert_eq!(record.noted(), [""; 0], "an empty note is none");
}

#[test]
fn copies_of_the_course_under_other_paths_have_other_names() {
    use crate::progress::Names;
    let names = |base: &str| Names::new(base).record(&scope());
    assert_eq!(names("/"), KEY);
    assert_ne!(names("/a/"), names("/b/"));
    // A path may hold a colon; it must not look as if it were within the copy above it.
    assert!(!names("/:x/").starts_with(Names::new("/").all()));
    assert_eq!(Names::new("/a/").scope_of(&names("/b/")), None);
    let row = format!("{KEY}:row:1");
    assert_eq!(Names::new("/").scope_of(&row), Some((scope(), "row:1")));
    assert_eq!(Names::new("/").scope_of(KEY), Some((scope(), "")));
}

#[test]
fn every_kind_of_answer_is_read_as_it_was_written() {
    let answers = [
        Answer::Choice { chosen: vec![0, 2] },
        Answer::Order { places: vec![2, 0, 1] },
        Answer::Fill { given: vec![Some(1.0), Some(-0.25), None] },
        Answer::Free { text: "“Shed” first,\n\tthen look.".into(), held: vec![0, 3] },
    ];
    let scope = Scope::Lesson(crate::base::id::LessonId::new("small").expect("a slug"));
    for answer in answers {
        let mut record = Record::default();
        let What::Answered { question, revision, confidence, .. } = scored("q", 1.0, 0.5) else {
            panic!("it is an answer");
        };
        let what = What::Answered { question, revision, answer, confidence, score: 0.5 };
        record.insert(EventId { tab: 1, number: 0 }, event(1, what));
        let text = save::write(&scope, &record, &serde_json::Map::new());
        // Also without `raw`: nothing in it is of a newer course.
        assert_eq!(save::read(&text).expect("it loads").record, record, "{text}");
    }
}
