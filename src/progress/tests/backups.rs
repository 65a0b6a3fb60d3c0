//! Backups beside the records: when they are made, which are kept, and that they cost no answer.

use super::world::{World, words};
use super::*;
use crate::progress::backup::{self, Records};
use crate::progress::keeper::{Backup, Why};
use crate::progress::store::{Change, StoreError, commit};
use std::cell::RefCell;

const DAY: u64 = 86_400_000;

/// The backups, the newest first.
fn list(world: &World, tab: &Keeper) -> Vec<Backup> {
    let slot = Rc::new(RefCell::new(Vec::new()));
    let found = slot.clone();
    tab.backups(move |known| *found.borrow_mut() = known.expect("the journal can be read"));
    world.pass(5);
    slot.take()
}

/// What is in a backup.
fn contents(world: &World, tab: &Keeper, backup: &Backup) -> Records {
    let slot = Rc::new(RefCell::new(None));
    let found = slot.clone();
    tab.backup(&backup.name, move |text| *found.borrow_mut() = text);
    world.pass(5);
    backup::import(&slot.take().expect("it is there")).expect("it is whole")
}

fn back_up(world: &World, tab: &Rc<Keeper>, why: Why) {
    tab.back_up(why, |result| assert_eq!(result, Ok(())));
    world.pass(5);
}

#[test]
fn the_three_latest_backups_of_each_kind_are_kept_and_each_can_be_taken_back() {
    let world = World::new();
    let tab = tab(&world);
    tab.add(&scope(), answered("first", 1.0));
    world.pass(10);
    back_up(&world, &tab, Why::Migration);
    for n in 0..5_u32 {
        tab.add(&scope(), answered(&format!("q{n}"), 1.0));
        world.pass(10);
        back_up(&world, &tab, Why::Import);
        // A clock that is set back must not make the newest the oldest.
        world.now.set(world.now.get() - DAY);
    }
    let known = list(&world, &tab);
    let answers = |backup| backup::answers(&contents(&world, &tab, backup));
    let of = |why| known.iter().filter(move |b| b.why == why).map(answers).collect::<Vec<_>>();
    assert_eq!(of(Why::Import), [6, 5, 4], "the newest first, the oldest are gone");
    assert_eq!(of(Why::Migration), [1], "no import pushes it out");
}

#[test]
fn the_first_change_of_a_day_is_followed_by_one_backup() {
    let world = World::new();
    let tab = tab(&world);
    tab.add(&scope(), What::Opened);
    world.pass(60_000);
    assert_eq!(list(&world, &tab), [], "to have looked at a lesson is no change");
    for day in 1..=6_u32 {
        for n in 0..3 {
            tab.add(&scope(), answered(&format!("q{day}-{n}"), 1.0));
            world.pass(60_000);
        }
        // Nor does another tab make a second one.
        let other = super::tab(&world);
        other.add(&scope(), answered("q", 1.0));
        world.pass(60_000);
        world.kill(&other);
        let known = list(&world, &tab);
        assert_eq!(known.len(), (day as usize).min(3), "day {day}");
        assert!(known.iter().all(|backup| backup.why == Why::Day));
        let newest = contents(&world, &tab, &known[0]);
        assert_eq!(backup::answers(&newest), 4 * (day as usize - 1) + 1, "day {day}");
        world.now.set(world.now.get() + DAY);
    }
}

#[test]
fn nothing_new_is_not_backed_up_twice() {
    let world = World::new();
    let tab = tab(&world);
    back_up(&world, &tab, Why::Import);
    assert_eq!(list(&world, &tab), [], "there is nothing yet");
    tab.add(&scope(), answered("q", 1.0));
    world.pass(10);
    for _ in 0..4 {
        back_up(&world, &tab, Why::Import);
    }
    assert_eq!(list(&world, &tab).len(), 1);
}

#[test]
fn a_backup_before_a_reset_brings_everything_back() {
    let world = World::new();
    let tab = tab(&world);
    tab.add(&scope(), answered("q", 1.0));
    world.pass(10);
    let resetting = tab.clone();
    tab.back_up(Why::Reset, move |_| resetting.reset());
    world.pass(10);
    tab.add(&scope(), answered("new", 2.0));
    world.pass(10);
    assert_eq!(kept(&tab, "q"), None);
    let backup = &list(&world, &tab)[0];
    assert_eq!(backup.why, Why::Reset);
    let records = contents(&world, &tab, backup);
    tab.merge(&records);
    assert_eq!((kept(&tab, "q"), kept(&tab, "new")), (Some(1.0), Some(2.0)));
    tab.undo();
    assert_eq!((kept(&tab, "q"), kept(&tab, "new")), (None, Some(2.0)), "and can be undone");
}

#[test]
fn what_an_older_version_saved_is_backed_up_before_it_is_written_anew() {
    let world = World::new();
    let first = super::damage::first_version();
    world.quick_row(KEY, &first);
    let tab = tab(&world);
    world.pass(100);
    let known = list(&world, &tab);
    assert_eq!(known.iter().map(|b| b.why).collect::<Vec<_>>(), [Why::Migration]);
    assert_eq!(contents(&world, &tab, &known[0])[&scope()], tab.record(&scope()));
    let texts = world.journal.rows.borrow();
    let rows: serde_json::Value = serde_json::from_str(&texts[&known[0].name]).expect("JSON");
    assert_eq!(rows["rows"][0]["text"], first, "as it stood there, to the last byte");
}

/// The story of the mistake: copies fill the last of the storage, and the next answer finds no room.
#[test]
fn an_answer_for_which_there_is_no_room_takes_the_place_of_the_oldest_backups() {
    let world = World::new();
    let tab = tab(&world);
    for n in 0..6 {
        tab.add(&scope(), answered(&format!("q{n}"), 1.0));
        world.pass(10);
        back_up(&world, &tab, if n < 3 { Why::Import } else { Why::Reset });
    }
    let before = list(&world, &tab);
    assert_eq!(before.len(), 6);
    let full = world.journal.rows.borrow().iter().map(|(k, t)| k.len() + t.len()).sum();
    world.journal_faults.room.set(Some(full));
    // A new backup finds no room, and costs neither an old one nor an answer.
    tab.back_up(Why::Import, |result| assert_eq!(result, Err(StoreError::Full)));
    tab.back_up(Why::Migration, |result| assert_eq!(result, Err(StoreError::Full)));
    world.pass(10);
    assert_eq!(list(&world, &tab), before);
    assert_eq!(words(&tab), "Saved on this device");
    tab.add(&scope(), answered("last", 1.0));
    world.pass(10);
    assert_ne!(words(&tab), "Saved on this device", "not before it is");
    world.pass(70_000);
    assert_eq!(words(&tab), "Saved on this device");
    let after = list(&world, &tab);
    assert_eq!(after, before[..5], "only the oldest had to go");
    world.kill_browser();
    let next = super::tab(&world);
    assert_eq!((kept(&next, "q0"), kept(&next, "last")), (Some(1.0), Some(1.0)));
}

#[test]
fn a_backup_of_the_day_waits_until_records_are_safe() {
    let world = World::new();
    let tab = tab(&world);
    *world.journal_faults.refuses.borrow_mut() = Some(StoreError::Full);
    tab.add(&scope(), answered("q", 1.0));
    world.pass(20_000);
    *world.journal_faults.refuses.borrow_mut() = None;
    world.pass(70_000);
    assert_eq!(list(&world, &tab), []);
    tab.add(&scope(), answered("r", 1.0));
    world.pass(20_000);
    assert_eq!(list(&world, &tab).len(), 1, "the next change asks again");
}

#[test]
fn bytes_that_cannot_be_read_are_in_a_backup_and_names_of_others_are_not() {
    let world = World::new();
    world.quick_row(KEY, "{");
    world.quick_row("foreign", "secret");
    world.quick_row("tradeoffs:/other/:lesson:x", "secret");
    let tab = tab(&world);
    tab.add(&scope(), answered("q", 1.0));
    world.pass(10);
    let foreign = Change::Put(format!("{}notes", tab.names().backups()), "mine".into());
    commit(&world.journal, vec![foreign]).expect("memory takes everything");
    back_up(&world, &tab, Why::Import);
    let known = list(&world, &tab);
    assert_eq!(known.len(), 1, "what is no backup is none");
    let text = world.journal.rows.borrow()[&known[0].name].clone();
    assert!(!text.contains("secret") && !text.contains("mine"));
    let rows: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let rows = rows["rows"].as_array().expect("a list");
    assert!(rows.iter().any(|row| row["text"] == "{"), "the damaged bytes are there");
    assert_eq!(backup::answers(&contents(&world, &tab, &known[0])), 1);
}

#[test]
fn whoever_waits_for_a_backup_does_not_wait_for_ever() {
    let world = World::new();
    let tab = tab(&world);
    tab.add(&scope(), answered("q", 1.0));
    world.pass(10);
    world.journal_faults.is_silent.set(true);
    let heard = Rc::new(RefCell::new(Vec::new()));
    let slot = heard.clone();
    tab.back_up(Why::Reset, move |result| slot.borrow_mut().push(result));
    world.pass(10_000);
    assert_eq!(*heard.borrow(), [Err(StoreError::Slow)]);
}
