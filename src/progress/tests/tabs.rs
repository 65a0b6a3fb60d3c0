//! Several tabs, old and new.

use super::world::{World, words};
use super::*;
use crate::progress::save;

#[test]
fn two_tabs_keep_both_answers_and_show_them_to_each_other() {
    let world = World::new();
    let (a, b) = (tab(&world), tab(&world));
    a.add(&scope(), answered("first", 1.0));
    b.add(&scope(), answered("second", 2.0));
    world.pass(10);
    let fresh = tab(&world);
    for keeper in [&a, &b, &fresh] {
        assert_eq!((kept(keeper, "first"), kept(keeper, "second")), (Some(1.0), Some(2.0)));
        assert_eq!(words(keeper), "Saved on this device");
    }
}

/// Excalidraw's most repeated loss: a tab that slept writes its old whole over the new one.
#[test]
fn a_tab_that_slept_for_an_hour_overwrites_nothing() {
    let world = World::new();
    let (a, b) = (tab(&world), tab(&world));
    world.is_deaf.set(true);
    for n in 0..20 {
        b.add(&scope(), answered(&format!("q{n}"), f64::from(n)));
        world.pass(60_000);
    }
    a.add(&scope(), answered("mine", 1.0));
    world.pass(10);
    world.kill_browser();
    let fresh = tab(&world);
    assert_eq!(fresh.record(&scope()).questions().len(), 21);
}

#[test]
fn the_same_question_answered_in_two_tabs_has_one_winner_and_two_attempts() {
    let world = World::new();
    let (a, b) = (tab(&world), tab(&world));
    a.add(&scope(), answered("q", 1.0));
    b.add(&scope(), answered("q", 2.0));
    world.pass(1000);
    let fresh = tab(&world);
    for keeper in [&a, &b, &fresh] {
        assert_eq!(kept(keeper, "q"), kept(&fresh, "q"));
        assert_eq!(keeper.record(&scope()).attempts(&question("q")).len(), 2);
    }
}

/// Browsers lose storage events, double them, send them late, and to the tab that caused them.
#[test]
fn s24_whatever_happens_to_messages_tabs_converge_and_fall_silent() {
    for order in [[0, 1, 2, 1, 0], [2, 2, 1, 0, 0], [0, 0, 0, 2, 2]] {
        let world = World::new();
        let (a, b) = (tab(&world), tab(&world));
        world.is_deaf.set(true);
        let mut texts = Vec::new();
        for n in 0..3 {
            a.add(&scope(), answered(&format!("q{n}"), 1.0));
            world.pass(10);
            texts.push(world.quick_text(KEY).expect("written"));
        }
        world.is_deaf.set(false);
        let before = world.quick_faults.writes.get() + world.journal_faults.writes.get();
        for n in order {
            for keeper in [&a, &b] {
                keeper.hear_quick(Some(KEY), Some(&texts[n]));
                keeper.hear_quick(Some("tradeoffs:/other/:lesson:x"), Some("1"));
                keeper.hear_quick(Some("foreign"), None);
                keeper.hear("+nonsense");
                keeper.hear("");
            }
            world.pass(2000);
        }
        let after = world.quick_faults.writes.get() + world.journal_faults.writes.get();
        assert!(after - before <= 2 * 2, "{} extra writes", after - before);
        world.pass(600_000);
        let later = world.quick_faults.writes.get() + world.journal_faults.writes.get();
        assert_eq!(later, after, "no tab goes on writing");
        assert_eq!(kept(&b, &format!("q{}", order.iter().max().expect("some"))), Some(1.0));
        let fresh = tab(&world);
        assert_eq!(fresh.record(&scope()).questions().len(), 3);
        // A cleared store is heard by everybody and written by nobody.
        world.quick.rows.borrow_mut().clear();
        a.hear_quick(None, None);
        b.hear_quick(None, None);
        world.pass(2000);
        assert!(world.quick.rows.borrow().is_empty());
    }
}

#[test]
fn s26_a_tab_that_dies_while_it_tidies_up_frees_the_lock_and_loses_nothing() {
    let rows = |world: &World| {
        for number in 0..40 {
            let record = record_with(100 + number, &format!("q{number}"), 1.0);
            let text = save::write(&scope(), &record, &Default::default());
            world.journal_row(&format!("{KEY}:row:{number:02x}-1"), &text);
        }
    };
    for steps in 0..12 {
        let world = World::new();
        rows(&world);
        let dying = world.open();
        dying.load(&scope());
        for _ in 0..steps {
            world.step(50);
        }
        world.kill(&dying);
        let next = tab(&world);
        world.pass(100);
        assert_eq!(next.record(&scope()).questions().len(), 40, "killed after {steps} steps");
        assert!(world.journal.rows.borrow().len() < 40, "the next tab tidies up");
    }
}

/// Two tabs that tidy up at once, because there is no lock, remove no row that is not elsewhere. The
/// story of the mistake: one tab reads, another puts more rows together, and the first then writes what
/// it had read over them.
#[test]
fn tidying_up_twice_at_once_loses_nothing() {
    for steps in 0..14 {
        let world = World::new();
        for number in 0..40 {
            let record = record_with(100 + number, &format!("q{number}"), 1.0);
            let text = save::write(&scope(), &record, &Default::default());
            world.journal_row(&format!("{KEY}:row:{number:02x}-1"), &text);
        }
        let slow = world.open();
        slow.load(&scope());
        for _ in 0..steps {
            world.step(50);
        }
        // It stops in the middle, while others go on.
        world.stop(&slow);
        world.unlock();
        let quick = tab(&world);
        quick.add(&scope(), answered("late", 1.0));
        world.pass(100);
        world.kill(&quick);
        world.unlock();
        tab(&world);
        world.go_on();
        world.pass(100);
        world.kill_browser();
        assert_eq!(tab(&world).record(&scope()).questions().len(), 41, "stopped at {steps}");
    }
}

/// An older version of the course in another tab cannot read our messages, nor we those of a newer.
#[test]
fn a_message_from_a_newer_version_is_said_and_not_used() {
    let world = World::new();
    let tab = tab(&world);
    tab.add(&scope(), answered("q", 1.0));
    world.pass(10);
    tab.hear(r#"+{"app":"tradeoffs","schema":99}"#);
    assert!(words(&tab).contains("Reload to use it"));
    assert_eq!(tab.record(&scope()).len(), 1);
}
