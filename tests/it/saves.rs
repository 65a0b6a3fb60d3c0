//! Learners keep progress for years: what any released version has written must load.
//!
//! `tests/saves/v<schema>.json` is a record as that schema wrote it. These files are never edited.

use crate::files;
use course::base::id::{LessonId, QuestionId};
use course::base::time::Time;
use course::progress::save::{self, SCHEMA};
use course::progress::{Event, EventId, Record, What};
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
    let estimate = Answer::Estimate { value: 412.5 };
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
        record.insert(EventId { tab, number }, Event { at, order, what });
    }
    record
}

#[test]
fn the_first_version_loads_with_all_that_it_holds() {
    assert_eq!(save::read(&saved(1)), Ok(record_of_v1()));
}

#[test]
fn every_version_ever_released_has_an_example_that_loads() {
    for schema in 1..=SCHEMA {
        let text = saved(schema);
        let json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(json["schema"], schema, "v{schema}.json is of its own schema");
        let record = save::read(&text).unwrap_or_else(|error| panic!("v{schema}.json: {error}"));
        assert!(record.len() >= 5, "v{schema}.json shows too little");
    }
}

/// Frozen means frozen: a changed name of a field would make older courses lose what newer ones wrote.
#[test]
fn the_newest_version_is_written_as_its_example_shows() {
    let example: serde_json::Value = serde_json::from_str(&saved(SCHEMA)).expect("JSON");
    let lesson = example["lesson"].as_str().expect("a lesson");
    let lesson = LessonId::new(lesson).expect("a slug");
    let record = save::read(&saved(SCHEMA)).expect("it loads");
    let written: serde_json::Value =
        serde_json::from_str(&save::write(&lesson, &record)).expect("JSON");
    assert_eq!(written, example);
}
