//! Bytes that cannot be read, and those of other versions.

use super::world::{World, words};
use super::*;
use crate::progress::save::{self, SCHEMA, Step, Unreadable};
use serde_json::{Map, Value, json};

/// A world whose quick store holds `text` in the place of a record, and whose journal has an answer
/// to `q`.
fn damaged(text: &str) -> Rc<World> {
    let world = World::new();
    let row = save::write(&scope(), &record_with(9, "q", 1.0), &Map::new());
    world.journal_row(&format!("{KEY}:row:09-0"), &row);
    world.quick_row(KEY, text);
    world
}

/// Everything that must hold when the quick copy of a record cannot be read.
#[track_caller]
fn is_survived(text: &str) {
    let world = damaged(text);
    let first = tab(&world);
    assert_eq!(kept(&first, "q"), Some(1.0), "the other copy is used: {text:?}");
    first.add(&scope(), answered("r", 2.0));
    world.pass(10);
    let aside = world.quick_text(&format!("{KEY}:unreadable:0"));
    assert_eq!(aside.as_deref(), Some(text), "the bytes are put aside");
    assert!(words(&first).ends_with("could not be read and was put aside unchanged"));
    world.kill(&first);
    let second = tab(&world);
    assert_eq!((kept(&second, "q"), kept(&second, "r")), (Some(1.0), Some(2.0)));
    assert_eq!(world.quick_text(&format!("{KEY}:unreadable:0")).as_deref(), Some(text));
}

fn written() -> String {
    let mut record = record_with(1, "q", 0.1);
    record.insert(EventId { tab: 1, number: 1 }, event(2, What::Opened));
    save::write(&scope(), &record, &Map::new())
}

#[test]
fn s10_a_record_cut_at_any_place_is_put_aside() {
    let text = written();
    for end in 0..text.len() {
        assert!(save::read(&text[..end]).is_err(), "cut at {end}");
    }
    // The whole path for every seventh place: all of them take seconds.
    for end in (0..text.len()).step_by(7) {
        is_survived(&text[..end]);
    }
}

#[test]
fn s11_no_flipped_bit_goes_unnoticed() {
    let text = written();
    let mut checked = 0;
    for at in 0..text.len() {
        for bit in 0..8 {
            let mut bytes = text.clone().into_bytes();
            bytes[at] ^= 1 << bit;
            // What is not UTF-8 reaches the course as other characters.
            let flipped = String::from_utf8_lossy(&bytes);
            let error = save::read(&flipped).expect_err("a flipped bit");
            assert!(matches!(error, Unreadable::Damaged(_)), "{error}: {flipped}");
            checked += 1;
        }
    }
    assert!(checked > 2000, "only {checked} bits were flipped");
    let flip = text.replace("0.1", "0.3");
    is_survived(&flip);
}

/// The kinds of text on which parsers are known to disagree, and what scripts write by mistake.
#[test]
fn s12_texts_that_are_no_record_are_put_aside() {
    let deep = "[".repeat(10_000);
    let closed = format!("{}1{}", "[".repeat(10_000), "]".repeat(10_000));
    let nested = format!("{{\"a\":{}", "{\"a\":".repeat(5_000));
    let bom = format!("\u{feff}{}", written());
    let after = format!("{} 1", written());
    let twice = written().replacen("\"app\"", "\"app\":\"tradeoffs\",\"app\"", 1);
    for text in [
        "null",
        "",
        "[]",
        "\"undefined\"",
        "undefined",
        "[object Object]",
        "NaN",
        "-",
        "1e999",
        "-1e999",
        "{\"a\":1e999}",
        "{\"a\":1,\"a\":2}",
        "\u{0}",
        "{\"app\":\"tradeoffs\"\u{0}}",
        "{\"app\":\"tradeoffs\",\"schema\":2,\"data\":[]}",
        "{\"app\":\"other\",\"schema\":1}",
        "{\"app\":\"tradeoffs\",\"schema\":0}",
        "{\"app\":\"tradeoffs\",\"schema\":-1}",
        "{\"app\":\"tradeoffs\",\"schema\":1.5}",
        "{\"app\":\"tradeoffs\",\"schema\":1}",
        "{\"app\":\"tradeoffs\",\"schema\":1,\"lesson\":\"../x\",\"events\":[]}",
        "{\"app\":\"tradeoffs\",\"schema\":1,\"lesson\":\"other\",\"events\":[]}",
        "{\"app\":\"tradeoffs\",\"schema\":1,\"lesson\":\"dynamic-batching\",\"events\":[{}]}",
        "{\"app\":\"tradeoffs\",\"schema\":1,\"lesson\":\"dynamic-batching\",\"events\":[{\"id\":\"a-1\",\"at\":1,\"order\":99999999999}]}",
        "[1,]",
        "{\"a\":1,}",
        "{'a':1}",
        "[0x1]",
        "[01]",
        "[1.]",
        "[.5]",
        "[+1]",
        "\"\\u12\"",
        "\"\\ud800\"",
        "\"\t\"",
        "truth",
        "[\"a\"",
        "{\"a\"}",
        "{1:2}",
        "/**/{}",
        "{}{}",
        "\u{2028}",
        &deep,
        &closed,
        &nested,
        &bom,
        &after,
        &twice,
    ] {
        is_survived(text);
    }
}

#[test]
fn s14_after_damage_new_answers_are_saved_and_the_bytes_can_be_had() {
    let world = World::new();
    world.quick_row(KEY, "{\"half\":");
    let tab = tab(&world);
    tab.add(&scope(), answered("q", 1.0));
    world.pass(10);
    assert_eq!(world.quick_text(&format!("{KEY}:unreadable:0")).as_deref(), Some("{\"half\":"));
    // Damaged again: the second bytes lie beside the first.
    world.quick_row(KEY, "again");
    tab.add(&scope(), answered("r", 2.0));
    world.pass(10);
    assert_eq!(world.quick_text(&format!("{KEY}:unreadable:0")).as_deref(), Some("{\"half\":"));
    assert_eq!(world.quick_text(&format!("{KEY}:unreadable:1")).as_deref(), Some("again"));
    world.kill(&tab);
    *world.journal_faults.refuses.borrow_mut() = Some(crate::progress::store::StoreError::Denied);
    let fresh = super::tab(&world);
    assert_eq!((kept(&fresh, "q"), kept(&fresh, "r")), (Some(1.0), Some(2.0)));
}

#[test]
fn damaged_bytes_that_cannot_be_put_aside_are_left_untouched() {
    let world = World::new();
    world.quick_row(KEY, "garbage");
    world.quick_faults.room.set(Some(10));
    let tab = tab(&world);
    tab.add(&scope(), answered("q", 1.0));
    world.pass(10);
    assert_eq!(world.quick_text(KEY).as_deref(), Some("garbage"));
    world.kill_browser();
    assert_eq!(kept(&super::tab(&world), "q"), Some(1.0), "the journal has it");
}

/// A damaged row of the journal is never removed, not even when its scope is tidied up.
#[test]
fn damaged_rows_of_the_journal_stay() {
    let world = World::new();
    world.journal_row(&format!("{KEY}:row:00-0"), "damaged");
    for number in 0..60 {
        let row = save::write(&scope(), &record_with(100 + number, "q", 1.0), &Map::new());
        world.journal_row(&format!("{KEY}:row:{number:02x}-1"), &row);
    }
    let first = tab(&world);
    world.pass(100);
    assert_eq!(world.journal.rows.borrow().len(), 2, "the readable rows are one");
    assert_eq!(world.journal.rows.borrow()[&format!("{KEY}:row:00-0")], "damaged");
    assert_eq!(first.record(&scope()).len(), 60);
    world.kill_browser();
    assert_eq!(tab(&world).record(&scope()).len(), 60);
}

/// A released version's example, as the quick store of that version held it.
pub(super) fn first_version() -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/saves/v1.json");
    std::fs::read_to_string(path).expect("the example is in the repository")
}

#[test]
fn s15_what_any_version_saved_is_migrated_once() {
    let world = World::new();
    world.quick_row(KEY, &first_version());
    let first = tab(&world);
    assert_eq!(first.record(&scope()).len(), 8);
    assert_eq!(words(&first), "Saved on this device");
    let before = world.quick_text(&format!("{KEY}:schema:1"));
    assert_eq!(before, Some(first_version()), "the text before is kept");
    let (quick, journal) = (world.quick_text(KEY), world.journal.rows.borrow().clone());
    let saved = save::read(&quick.clone().expect("there")).expect("ours");
    assert_eq!(saved.schema, SCHEMA);
    world.kill(&first);
    let second = tab(&world);
    assert_eq!(second.record(&scope()), first.record(&scope()));
    assert_eq!(world.quick_text(KEY), quick, "a second load writes nothing");
    assert_eq!(*world.journal.rows.borrow(), journal, "a second load writes nothing");
}

#[test]
fn s16_a_migration_that_fails_leaves_the_bytes_alone() {
    fn fails(_: Map<String, Value>) -> Result<Map<String, Value>, String> {
        Err("step 2 found no lesson".into())
    }
    fn panics(_: Map<String, Value>) -> Result<Map<String, Value>, String> {
        panic!("a mistake in a conversion")
    }
    fn works(fields: Map<String, Value>) -> Result<Map<String, Value>, String> {
        Ok(fields)
    }
    let chains: [&[Step]; 3] = [&[fails], &[works, fails], &[works, works, fails]];
    for chain in chains {
        let error = save::read_with(&first_version(), chain).expect_err("it fails");
        assert_eq!(error, Unreadable::Damaged("step 2 found no lesson".into()));
    }
    let result = std::panic::catch_unwind(|| save::read_with(&first_version(), &[panics]));
    assert!(
        result.is_err(),
        "conversions run before anything is written, so a panic writes nothing"
    );
    // What cannot be converted takes the way of all damaged bytes.
    is_survived(&first_version().replace("\"lesson\"", "\"lesion\""));
}

#[test]
fn s17_a_crash_after_any_write_of_a_migration_loses_nothing() {
    for writes in 0..4 {
        for journal_lives in [false, true] {
            let world = World::new();
            world.quick_row(KEY, &first_version());
            world.sync();
            let tab = world.open();
            world.quick_faults.room.set(None);
            tab.load(&scope());
            while world.quick_faults.writes.get() + world.journal_faults.writes.get() < writes {
                if !world.step(100) {
                    break;
                }
            }
            if journal_lives {
                world.sync();
            }
            world.kill_browser();
            let next = super::tab(&world);
            assert_eq!(next.record(&scope()).len(), 8, "killed after {writes} writes");
            assert_eq!(words(&next), "Saved on this device");
        }
    }
}

/// An old tab that is still open while a newer version of the course saves.
#[test]
fn s18_a_newer_schema_is_never_rewritten_and_the_answers_of_the_old_tab_are_kept() {
    let newer = r#"{"app":"tradeoffs","schema":99,"anything":true}"#;
    let world = World::new();
    world.quick_row(KEY, newer);
    world.journal_row(&format!("{KEY}:row:ff-0"), newer);
    let old = tab(&world);
    old.add(&scope(), answered("q", 1.0));
    world.pass(10);
    assert!(words(&old).contains("A newer version of the course saved here too"));
    assert_eq!(kept(&old, "q"), Some(1.0));
    assert_eq!(world.quick_text(KEY).as_deref(), Some(newer));
    assert_eq!(world.journal.rows.borrow()[&format!("{KEY}:row:ff-0")], newer);
    // The newer course finds the answer in a row of its own, under the old schema.
    let rows = world.journal.rows.borrow();
    let mut ours = rows.values().filter_map(|text| save::read(text).ok());
    assert_eq!(ours.next().map(|saved| value(&saved.record, "q")), Some(Some(1.0)));
}

#[test]
fn s19_fields_of_a_newer_course_survive_a_rewrite() {
    let mut record = record_with(5, "q", 1.0);
    let (id, known) = record.events().map(|(id, event)| (*id, event.clone())).next().expect("one");
    let mut more = save::event_to_json(&id, &known);
    more["seconds"] = json!(12.5);
    more["answer"]["unit"] = json!("ms");
    let sang =
        json!({"id": "00000000000000aa-0", "at": 5, "order": 3, "what": "sang", "song": "scales"});
    record = save::events_from_json(&json!([more, sang])).expect("readable");
    let rest = Map::from_iter([("mood".to_owned(), json!({"of": "the day"}))]);
    let world = World::new();
    world.quick_row(KEY, &save::write(&scope(), &record, &rest));
    let tab = tab(&world);
    assert_eq!(kept(&tab, "q"), Some(1.0), "the answer counts although it says more");
    tab.add(&scope(), answered("r", 2.0));
    world.pass(10);
    let quick = world.quick_text(KEY).expect("there");
    assert!(quick.contains("\"seconds\":12.5") && quick.contains("\"unit\":\"ms\""), "{quick}");
    assert!(quick.contains("the day"), "{quick}");
    let export = tab.export();
    assert!(export.contains("scales") && export.contains("seconds"), "{export}");
}
