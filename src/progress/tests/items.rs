//! How questions do, against numbers that were computed elsewhere; and tables that every program reads.

use super::*;
use crate::progress::items::{self, Item, Score, answers_table, cell, given, items_table, read};
use proptest::prelude::*;
use std::collections::BTreeMap;

fn first(question_id: usize, score: f64) -> Score {
    let lesson = LessonId::new("some-lesson").expect("a slug");
    Score { name: (lesson, question(&format!("q{question_id}"))), attempt: 1, score }
}

/// A class: for each learner the score of the first answer to each question.
fn class(rows: &[[Option<f64>; 4]]) -> Vec<Vec<Score>> {
    let learner = |row: &[Option<f64>; 4]| {
        let answered = row.iter().enumerate().filter_map(|(i, score)| Some(first(i, (*score)?)));
        answered.collect()
    };
    rows.iter().map(learner).collect()
}

const ALL: [[Option<f64>; 4]; 5] = [
    [Some(1.0), Some(1.0), Some(1.0), Some(0.0)],
    [Some(1.0), Some(1.0), Some(0.0), Some(0.0)],
    [Some(1.0), Some(0.0), Some(0.0), Some(0.0)],
    [Some(1.0), Some(1.0), Some(1.0), Some(1.0)],
    [Some(0.0), Some(0.5), Some(0.0), Some(0.0)],
];

#[track_caller]
fn agree(items: &[Item], expected: &[(f64, f64)]) {
    assert_eq!(items.len(), expected.len());
    for (item, (facility, discrimination)) in items.iter().zip(expected) {
        assert!((item.facility - facility).abs() < 1e-12, "{item:?}");
        let found = item.discrimination.expect("it varies");
        assert!((found - discrimination).abs() < 1e-12, "{item:?}");
    }
}

// By `statistics.correlation` of Python 3.11, of each score with the sum of the three others.
#[test]
fn facility_and_discrimination_are_those_of_another_program() {
    let expected = [
        (0.8, 0.371_390_676_354_103_8),
        (0.7, 0.539_319_371_630_006_1),
        (0.4, 0.749_268_649_265_355_1),
        (0.2, 0.539_319_371_630_006_1),
    ];
    agree(&items::items(&class(&ALL)), &expected);
}

// By the same, with the mean of those that were answered.
#[test]
fn learners_need_not_answer_the_same_questions() {
    let mut some = ALL;
    (some[2][0], some[4][3]) = (None, None);
    let expected = [
        (0.75, 0.607_830_673_854_830_8),
        (0.7, 0.771_743_633_141_289_8),
        (0.4, 0.736_235_045_377_522_2),
        (0.25, 0.471_404_520_791_031_6),
    ];
    agree(&items::items(&class(&some)), &expected);
}

#[test]
fn where_nobody_differs_or_few_answered_there_is_no_discrimination() {
    let of = |rows: &[[Option<f64>; 4]]| items::items(&class(rows));
    assert!(of(&ALL[..1]).iter().all(|item| item.discrimination.is_none() && item.learners == 1));
    assert!(of(&ALL[..2]).iter().all(|item| item.discrimination.is_none()));
    let same = [[Some(1.0), Some(0.0), None, None]; 4];
    assert!(of(&same).iter().all(|item| item.discrimination.is_none()));
    // A question alone has nothing to be compared with.
    let alone = [0.0, 0.5, 1.0].map(|score| [Some(score), None, None, None]);
    assert_eq!(of(&alone)[0].discrimination, None);
    assert_eq!(of(&[]), []);
}

#[test]
fn the_first_answer_decides_and_every_answer_is_counted() {
    let later = Score { attempt: 2, ..first(0, 1.0) };
    let found = items::items(&[vec![later, first(0, 0.0)], vec![first(0, 1.0)]]);
    assert_eq!((found[0].learners, found[0].attempts, found[0].facility), (2, 3, 0.5));
}

fn two_answers() -> BTreeMap<Scope, Record> {
    let mut record = Record::default();
    for (number, score) in [(0, 0.25), (1, 2.0 / 3.0)] {
        record.insert(EventId { tab: 1, number }, event(number + 1, scored("q", 3.0, score)));
    }
    let lab = (Scope::Lab("batching".into()), record.clone());
    BTreeMap::from([(scope(), record), lab])
}

#[test]
fn the_table_of_answers_has_a_line_for_each_and_is_read_again() {
    let given = given(&two_answers());
    let table = answers_table(&given);
    assert_eq!(
        table,
        "lesson,question,attempt,answered_at,revision,confidence,score\r\n\
         dynamic-batching,q,1,2026-09-10T00:26:40Z,7,likely,0.25\r\n\
         dynamic-batching,q,2,2026-09-10T00:26:40Z,7,likely,0.6667\r\n"
    );
    let scores = read(&table).expect("its own table");
    assert_eq!(scores.iter().map(|one| one.attempt).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(
        items_table(&items::items(&[scores])),
        "lesson,question,learners,attempts,facility,discrimination\r\n\
         dynamic-batching,q,1,2,0.25,\r\n"
    );
    // As a spreadsheet saves it: a mark first, columns moved, dates its own way.
    let moved = "\u{feff}score,answered_at,lesson,question,attempt\n1,25/11/26,a,b,1\n";
    assert_eq!(read(moved).expect("what is needed").len(), 1);
}

#[test]
fn a_table_that_is_not_of_answers_is_refused_with_a_reason() {
    for (text, reason) in [
        ("", "no column `lesson`"),
        ("lesson,question,attempt\na,b,1\n", "no column `score`"),
        ("lesson,question,attempt,score\na,b,1,1\na,b,0,1\n", "line 3: `attempt`"),
        ("lesson,question,attempt,score\na,b,1,1.5\n", "line 2: `score`"),
        ("lesson,question,attempt,score\na,b,1,NaN\n", "line 2: `score`"),
        ("lesson,question,attempt,score\na b,b,1,1\n", "line 2: `lesson`"),
        ("lesson,question,attempt,score\na,b,1\n", "found record with 3 fields"),
    ] {
        let refusal = read(text).expect_err(text);
        assert!(refusal.contains(reason), "{text:?}: {refusal}");
    }
}

#[test]
fn no_cell_is_a_formula() {
    for (word, expected) in [
        ("plain", "plain"),
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("+cmd", "'+cmd"),
        ("-cmd", "'-cmd"),
        ("-0.25", "-0.25"),
        ("\tx", "'\tx"),
        ("=\"a\",b", "\"'=\"\"a\"\",b\""),
        ("two\nlines", "\"two\nlines\""),
    ] {
        assert_eq!(cell(word), expected);
    }
}

proptest! {
    #[test]
    fn every_cell_is_read_as_one_and_begins_no_formula(word in "[=+@\\-\t\r\n,\"a-c0-9.]{1,6}") {
        let line = format!("{},end\r\n", cell(&word));
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(line.as_bytes());
        let rows: Vec<_> = reader.records().collect::<Result<_, _>>().expect("it is a table");
        prop_assert_eq!(rows.len(), 1);
        prop_assert_eq!(rows[0].len(), 2);
        prop_assert_eq!(rows[0][0].trim_start_matches('\''), word.as_str());
        prop_assert!(word.parse::<f64>().is_ok() || !rows[0][0].starts_with(['=', '+', '-', '@']));
    }

    #[test]
    fn what_is_found_is_in_range(rows in prop::collection::vec(
        prop::array::uniform4(prop::option::of(0.0..=1.0)), 0..6,
    )) {
        for item in items::items(&class(&rows)) {
            prop_assert!((0.0..=1.0).contains(&item.facility));
            prop_assert!(item.discrimination.is_none_or(|found| (-1.0..=1.0).contains(&found)));
        }
    }
}
