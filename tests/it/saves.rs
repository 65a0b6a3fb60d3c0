//! Learners keep progress for years: what any released version has written must load.
//!
//! `tests/saves/v<schema>.json` is a record as that schema wrote it. These files are never edited.

use crate::files;
use course::base::fsrs::Rating;
use course::base::id::{CardId, LessonId, QuestionId};
use course::base::time::Time;
use course::lesson::Prompt;
use course::progress::save::{self, SCHEMA};
use course::progress::{Event, EventId, Record, Scope, Settings, What};
use course::question::{Answer, Confidence};

fn saved(schema: u32) -> String {
    files::text(&format!("tests/saves/v{schema}.json"))
}

fn answered(question: &str, answer: Answer, confidence: Confidence, score: f64) -> What {
    let question = QuestionId::new(question).expect("a slug");
    What::Answered { question, revision: 3_405_691_582, answer, confidence, score }
}

/// What a newer course may have written within the same schema; it is kept as it is.
fn unknown() -> serde_json::Value {
    serde_json::json!({
        "id": "00c0ffee00c0ffee-2", "at": 1_789_000_007_000_u64, "order": 8,
        "what": "annotated", "passage": "forces", "colour": "green",
    })
}

/// The record in `tests/saves/v1.json`: two tabs, every kind of event, of answer and of confidence.
fn record_of_v1() -> Record {
    let choice = Answer::Choice { chosen: vec![0, 2] };
    let estimate = Answer::Estimate { value: 412.5, at: Vec::new() };
    let predict = Answer::Predict { value: 38.25 };
    let mut record = Record::default();
    for (tab, number, order, what) in [
        (0x00c0_ffee_00c0_ffee, 0, 1, What::Opened),
        (0x00c0_ffee_00c0_ffee, 1, 2, answered("predict-p99", predict, Confidence::Guess, 0.625)),
        (0xffff_ffff_ffff_fffe, 0, 3, What::Opened),
        (
            0xffff_ffff_ffff_fffe,
            1,
            4,
            answered("choose-wait", choice.clone(), Confidence::Sure, 0.5),
        ),
        (
            0xffff_ffff_ffff_fffe,
            2,
            5,
            answered("estimate-capacity", estimate, Confidence::Likely, 1.0),
        ),
        (0xffff_ffff_ffff_fffe, 3, 6, What::GoalMet { simulator: "batching".into() }),
        (0xffff_ffff_ffff_fffe, 4, 7, answered("choose-wait", choice, Confidence::Likely, 0.5)),
        (0x00c0_ffee_00c0_ffee, 2, 8, What::Unknown(unknown())),
    ] {
        let at = Time(1_789_000_000_000 + 1000 * u64::from(order - 1));
        let event = Event { at, order, epoch: 0, what, raw: None };
        record.insert(EventId { tab, number }, event);
    }
    record
}

/// The record in `tests/saves/v2.json`: what the first version knew, and every kind of event since.
fn record_of_v2() -> Record {
    let mut record = record_of_v1();
    let id = |number| EventId { tab: 0xabad_cafe_abad_cafe, number };
    let batching = || "batching".to_owned();
    let forces = || "forces".to_owned();
    let card = || Prompt::Card(CardId::new("why-wait").expect("a slug"));
    let missed = Prompt::Question(QuestionId::new("choose-wait").expect("a slug"));
    // Without what came out, which is noted since.
    let predicted = What::Predicted {
        simulator: batching(),
        readout: "p99".into(),
        value: 38.25,
        truth: None,
        confidence: None,
    };
    for (number, epoch, what) in [
        (0, 0, predicted),
        (1, 0, What::LabRun { simulator: batching(), state: "max_batch=8".into(), seed: 7 }),
        (2, 0, What::Reviewed { prompt: card(), rating: Rating::Good }),
        (3, 0, What::Bookmarked { passage: forces(), on: true }),
        (4, 0, What::Noted { passage: forces(), text: "Little's law".into(), over: vec![] }),
        (5, 0, What::Noted { passage: forces(), text: "L = \u{3bb}W".into(), over: vec![id(4)] }),
        (6, 1, What::Reset { epoch: 1, keep: vec![id(3), id(5)], brought: vec![] }),
        (7, 1, What::Imported { brought: vec![id(2)] }),
        (8, 1, What::Opened),
        (9, 1, What::Reviewed { prompt: missed, rating: Rating::Again }),
        (10, 1, What::TakenBack { event: id(9) }),
        (11, 1, What::Suspended { prompt: card(), on: true }),
        (12, 1, What::Planned(Settings { retention: 92, fresh: 5, reviews: 60 })),
    ] {
        let (at, order) = (Time(1_789_000_100_000 + u64::from(number)), 9 + number);
        record.insert(id(number), Event { at, order, epoch, what, raw: None });
    }
    record
}

#[test]
fn every_version_loads_with_all_that_it_holds() {
    for (schema, record) in [(1, record_of_v1()), (2, record_of_v2())] {
        let read = save::read(&saved(schema)).expect("it loads");
        let lesson = LessonId::new("dynamic-batching").expect("a slug");
        assert_eq!((read.schema, read.scope), (schema, Scope::Lesson(lesson)));
        assert_eq!(read.record, record, "v{schema}.json");
    }
    assert_eq!(SCHEMA, 2, "a newer version has a record here, too");
}

#[test]
fn every_version_ever_released_has_an_example_that_loads() {
    for schema in 1..=SCHEMA {
        let text = saved(schema);
        let json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(json["schema"], schema, "v{schema}.json is of its own schema");
        let read = save::read(&text).unwrap_or_else(|error| panic!("v{schema}.json: {error}"));
        assert!(read.record.len() >= 5, "v{schema}.json shows too little");
    }
}

/// Frozen means frozen: a changed name of a field would make older courses lose what newer ones wrote.
#[test]
fn the_newest_version_is_written_as_its_example_shows() {
    let example = saved(SCHEMA);
    let read = save::read(&example).expect("it loads");
    let written = save::write(&read.scope, &read.record, &read.rest);
    let fields = |text: &str| {
        let mut fields: serde_json::Value = serde_json::from_str(text).expect("JSON");
        // These two follow the version of the course.
        for of_the_day in ["crc", "writer"] {
            fields[of_the_day].take();
        }
        fields
    };
    assert_eq!(fields(&written), fields(&example));
}

/// Writes the example of the newest version anew, before that version is released:
/// `cargo test --test it saves -- --ignored`.
#[test]
#[ignore = "it writes a file, once for each version"]
fn write_the_example_of_the_newest_version() {
    let lesson = LessonId::new("dynamic-batching").expect("a slug");
    let text = save::write(&Scope::Lesson(lesson), &record_of_v2(), &serde_json::Map::new());
    let path = files::repository(&format!("tests/saves/v{SCHEMA}.json"));
    std::fs::write(path, text).expect("a file can be written");
}
