//! Ten years of use.

use super::world::World;
use super::*;
use crate::progress::save;

const LESSONS: u32 = 500;
const ATTEMPTS: u32 = 200;
const QUESTIONS: u32 = 8;

/// A lesson that was studied for ten years: its questions answered again and again.
fn studied(n: u32) -> (Scope, Record) {
    let scope = lesson(&format!("a-lesson-with-a-long-name-{n}"));
    let mut record = Record::default();
    let id = |number| EventId { tab: 0xfeed_f00d_0000_0000 + u64::from(n), number };
    record.insert(id(0), event(1, What::Opened));
    for k in 0..ATTEMPTS {
        let name = format!("a-question-about-{}", k % QUESTIONS);
        let what = What::Answered {
            question: question(&name),
            revision: 3_405_691_582,
            answer: Answer::Choice { chosen: vec![k % 4] },
            confidence: Confidence::Likely,
            score: f64::from((k / QUESTIONS) % 2),
        };
        record.insert(id(k + 1), event(k + 2, what));
    }
    (scope, record)
}

#[test]
fn s46_ten_years_of_use_fit_and_tidying_up_loses_nothing() {
    let world = World::new();
    let units: usize = (0..LESSONS)
        .map(|n| {
            let (scope, record) = studied(n);
            let text = save::write(&scope, &record.essence(), &Default::default());
            text.encode_utf16().count() + format!("tradeoffs:/:{scope}").len()
        })
        .sum();
    println!("{units} UTF-16 units are mirrored");
    assert!(units < 1 << 20, "{units} units are mirrored");

    // One of the lessons, answer by answer, through all that a keeper does.
    let (scope, record) = studied(0);
    for (n, (id, event)) in record.events().enumerate() {
        let mut one = Record::default();
        one.insert(*id, event.clone());
        let text = save::write(&scope, &one, &Default::default());
        world.journal_row(&format!("tradeoffs:/:{scope}:row:{n:04x}-0"), &text);
    }
    let tab = world.open();
    tab.load(&scope);
    world.pass(200);
    assert_eq!(world.journal.rows.borrow().len(), 1, "many rows have become one");
    assert_eq!(tab.record(&scope), record);
    let quick = world.quick_text(&format!("tradeoffs:/:{scope}")).expect("mirrored");
    assert!(quick.encode_utf16().count() < (1 << 20) / LESSONS as usize);
    world.kill_browser();
    let next = world.open();
    next.load(&scope);
    world.pass(50);
    assert_eq!(next.record(&scope), record);
}
