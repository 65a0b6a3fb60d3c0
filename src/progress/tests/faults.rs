//! Stores that are denied, full, silent or slow.

use super::world::{World, words};
use super::*;
use crate::progress::status::Kept;
use crate::progress::store::StoreError;

#[test]
fn an_answer_is_there_after_a_reload() {
    let world = World::new();
    let first = tab(&world);
    first.add(&scope(), answered("q", 3.0));
    assert_eq!(words(&first), "Saving …");
    world.pass(1);
    assert_eq!(words(&first), "Saved on this device");
    world.kill_browser();
    assert_eq!(kept(&tab(&world), "q"), Some(3.0));
}

#[test]
fn the_first_paint_knows_the_learner() {
    let world = World::new();
    tab(&world).add(&scope(), answered("q", 3.0));
    world.pass(10);
    let reloaded = world.open();
    reloaded.load(&scope());
    assert_eq!(kept(&reloaded, "q"), Some(3.0), "before any callback");
}

/// A crash of the browser takes the last seconds of the quick store with it, so an answer that only
/// the quick store has is never called saved.
#[test]
fn what_only_the_quick_store_has_is_not_called_saved() {
    let world = World::new();
    *world.journal_faults.refuses.borrow_mut() = Some(StoreError::Failed("UnknownError".into()));
    let tab = tab(&world);
    tab.add(&scope(), answered("q", 3.0));
    world.pass(10);
    assert_eq!(tab.status().kept, Kept::Quickly(StoreError::Failed("UnknownError".into())));
    assert!(words(&tab).starts_with("Kept in this browser for now, but not safely"));
    world.kill_browser();
    assert_eq!(kept(&super::tab(&world), "q"), None);
}

#[test]
fn s03_without_storage_the_tab_remembers_and_says_so() {
    let world = World::new();
    *world.quick_faults.refuses.borrow_mut() = Some(StoreError::Denied);
    *world.journal_faults.refuses.borrow_mut() = Some(StoreError::Denied);
    let tab = tab(&world);
    tab.add(&scope(), answered("q", 3.0));
    world.pass(10_000);
    assert_eq!(kept(&tab, "q"), Some(3.0));
    assert_eq!(
        words(&tab),
        "Kept in this tab only: the browser does not let this page save anything"
    );
    let file = crate::progress::backup::import(&tab.export()).expect("its export is whole");
    assert_eq!(value(&file[&scope()], "q"), Some(3.0));
}

#[test]
fn s04_a_journal_that_never_opens_is_said_and_one_that_opens_late_joins() {
    let world = World::new();
    world.quick_row(
        KEY,
        &crate::progress::save::write(&scope(), &record_with(90, "old", 1.0), &Default::default()),
    );
    world.journal_faults.is_silent.set(true);
    let first = tab(&world);
    first.add(&scope(), answered("q", 3.0));
    assert_eq!(words(&first), "Saving …");
    world.pass(3500);
    assert_eq!(first.status().kept, Kept::Quickly(StoreError::Slow));
    world.sync();
    world.kill_browser();

    // Next time it opens, but only after a while.
    world.journal_row(
        &format!("{KEY}:row:00-0"),
        &crate::progress::save::write(&scope(), &record_with(91, "late", 2.0), &Default::default()),
    );
    world.journal_faults.is_silent.set(false);
    let second = tab(&world);
    for (id, given) in [("old", 1.0), ("q", 3.0), ("late", 2.0)] {
        assert_eq!(kept(&second, id), Some(given), "{id}");
    }
    assert_eq!(words(&second), "Saved on this device");
    world.kill_browser();
    *world.quick_faults.refuses.borrow_mut() = Some(StoreError::Denied);
    assert_eq!(kept(&tab(&world), "q"), Some(3.0), "the journal was given it");
}

#[test]
fn s07_a_quota_error_between_records_loses_none() {
    let scopes: Vec<_> = (0..5).map(|n| lesson(&format!("lesson-{n}"))).collect();
    for k in 0..10 {
        let world = World::new();
        let tab = world.open();
        for scope in &scopes {
            tab.load(scope);
            tab.add(scope, answered("q", 1.0));
        }
        world.pass(50);
        // Both stores refuse one write each, somewhere among those of the second round.
        world.quick_faults.fails_in.set(Some(k));
        world.journal_faults.fails_in.set(Some(k));
        for scope in &scopes {
            tab.add(scope, answered("q", 2.0));
        }
        for scope in &scopes {
            let key = tab.names().record(scope);
            let text = world.quick_text(&key).expect("no record goes missing");
            let saved = crate::progress::save::read(&text).expect("old or new, never torn");
            assert!(value(&saved.record, "q").is_some());
        }
        world.pass(70_000);
        assert_eq!(words(&tab), "Saved on this device", "failure at write {k}");
        world.kill_browser();
        let fresh = world.open();
        fresh.load_all(|| {});
        world.pass(50);
        for scope in &scopes {
            assert_eq!(value(&fresh.record(scope), "q"), Some(2.0), "failure at write {k}");
        }
    }
}

#[test]
fn s08_whatever_a_browser_throws_means_not_saved() {
    for (name, message, error) in [
        (Some("QuotaExceededError"), "", StoreError::Full),
        (Some("NS_ERROR_DOM_QUOTA_REACHED"), "", StoreError::Full),
        (Some("SecurityError"), "", StoreError::Denied),
        (Some("UnknownError"), "x", StoreError::Failed("UnknownError: x".into())),
        (None, "a string", StoreError::Failed("a string".into())),
    ] {
        assert_eq!(StoreError::from_thrown(name, message), error);
        let world = World::new();
        let tab = tab(&world);
        *world.journal_faults.refuses.borrow_mut() = Some(error.clone());
        *world.quick_faults.refuses.borrow_mut() = Some(error.clone());
        tab.add(&scope(), answered("q", 3.0));
        world.pass(100);
        assert_eq!(tab.status().kept, Kept::InTab(error));
        assert!(!words(&tab).contains("Saved"), "{}", words(&tab));
        // As soon as the cause goes, it heals by itself.
        *world.journal_faults.refuses.borrow_mut() = None;
        *world.quick_faults.refuses.borrow_mut() = None;
        world.pass(70_000);
        assert_eq!(words(&tab), "Saved on this device");
    }
}

#[test]
fn a_full_quick_store_is_no_loss_while_the_journal_works() {
    let world = World::new();
    let tab = tab(&world);
    tab.add(&scope(), answered("q", 1.0));
    world.pass(10);
    let before = world.quick_text(KEY);
    world.quick_faults.room.set(Some(10));
    tab.add(&scope(), answered("r", 2.0));
    world.pass(10);
    assert_eq!(world.quick_text(KEY), before, "a refused write mutates nothing");
    assert_eq!(
        words(&tab),
        "Saved on this device. The browser's storage is nearly full: save a copy as a file"
    );
    world.kill_browser();
    assert_eq!(kept(&super::tab(&world), "r"), Some(2.0));
}

#[test]
fn what_was_cleared_under_a_tab_is_saved_again_with_the_next_answer() {
    let world = World::new();
    let tab = tab(&world);
    tab.add(&scope(), answered("q", 1.0));
    world.pass(10);
    world.quick.rows.borrow_mut().clear();
    world.journal.rows.borrow_mut().clear();
    *world.journal_faults.refuses.borrow_mut() = Some(StoreError::Lost);
    tab.hear_quick(None, None);
    assert!(words(&tab).contains("has been deleted; this tab still has it"));
    assert!(world.quick.rows.borrow().is_empty(), "the learner may have meant it");
    tab.add(&scope(), answered("r", 2.0));
    world.pass(2);
    *world.journal_faults.refuses.borrow_mut() = None;
    world.pass(70_000);
    assert!(words(&tab).starts_with("Saved on this device. What was saved here"));
    world.kill_browser();
    let fresh = super::tab(&world);
    assert_eq!((kept(&fresh, "q"), kept(&fresh, "r")), (Some(1.0), Some(2.0)));
}

#[test]
fn memory_keeps_the_contract() {
    crate::progress::store::contract(&crate::progress::store::MemoryStore::default(), "x:");
}
