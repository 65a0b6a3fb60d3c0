//! Files, resets, and lessons that change their names.

use super::world::World;
use super::*;
use crate::progress::alias::Renamed;
use crate::progress::backup::{self, Records, Refusal};
use proptest::prelude::*;
use std::collections::BTreeSet;

type Sight = Vec<(Scope, BTreeSet<EventId>)>;

/// What is in sight, scope by scope.
fn sight(keeper: &Keeper) -> Sight {
    let records = keeper.records();
    let sight = records.iter().map(|(scope, record)| (scope.clone(), record.in_sight()));
    sight.filter(|(_, ids)| !ids.is_empty()).collect()
}

fn export_with(answers: &[(&str, f64)]) -> String {
    let world = World::new();
    let tab = tab(&world);
    for (id, value) in answers {
        tab.add(&scope(), answered(id, *value));
    }
    tab.export()
}

#[test]
fn s35_a_file_that_is_not_whole_and_ours_is_refused_with_a_reason() {
    let world = World::new();
    let tab = tab(&world);
    tab.add(&scope(), answered("mine", 9.0));
    world.pass(10);
    let (quick, journal) = (world.quick.rows.borrow().clone(), world.journal.rows.borrow().clone());
    let file = export_with(&[("q", 1.0), ("r", 2.0)]);
    for end in (0..file.len() - 1).step_by(11) {
        backup::import(&file[..end]).expect_err("cut");
    }
    let many: Vec<_> = (0..600).map(|n| format!("{{\"id\":\"1-{n}\"}}")).collect();
    for (text, refusal) in [
        (file.replace("1.0", "7.0"), Refusal::Changed),
        (r#"{"app":"tradeoffs","kind":"export","schema":99,"data":{}}"#.into(), Refusal::Newer),
    ] {
        assert_eq!(backup::import(&text), Err(refusal));
    }
    for text in [
        "".into(),
        "[1]".into(),
        "{}".into(),
        r#"{"app":"other","kind":"export","schema":2,"data":{}}"#.into(),
        r#"{"app":"tradeoffs","kind":"song"}"#.into(),
        r#"{"app":"tradeoffs","kind":"export","schema":2,"data":[]}"#.into(),
        r#"{"app":"tradeoffs","kind":"export","schema":2,"data":{"x":[]}}"#.into(),
        r#"{"app":"tradeoffs","kind":"rescue","schema":2,"rows":[{"text":"x"}]}"#.into(),
        format!(
            r#"{{"app":"tradeoffs","kind":"export","schema":2,"data":{{"lesson:a":[{}]}}}}"#,
            many.join(",")
        ),
    ] {
        let refusal = backup::import(&text).expect_err("not ours").to_string();
        assert!(refusal.len() > 30 && refusal.ends_with('.'), "{refusal}");
    }
    assert_eq!(*world.quick.rows.borrow(), quick, "byte for byte");
    assert_eq!(*world.journal.rows.borrow(), journal, "byte for byte");
}

#[test]
fn a_file_that_was_mended_by_hand_is_taken_without_its_checksum() {
    let file = export_with(&[("q", 1.0)]).replace("1.0", "7.0");
    let without: Vec<_> = file.lines().filter(|line| !line.contains("\"crc\"")).collect();
    let records = backup::import(&without.join("\n")).expect("no checksum, no claim");
    assert_eq!(value(&records[&scope()], "q"), Some(7.0));
}

#[test]
fn more_than_a_life_holds_is_refused() {
    let file = export_with(&[("q", 1.0), ("r", 2.0)]);
    let within = |bytes, events| backup::import_within(&file, bytes, events).map(|_| ());
    assert_eq!(within(file.len(), 2), Ok(()));
    assert_eq!(within(file.len() - 1, 2), Err(Refusal::TooLarge));
    assert_eq!(within(file.len(), 1), Err(Refusal::TooLarge));
}

#[test]
fn s36_an_old_file_over_newer_progress_takes_nothing_away() {
    let world = World::new();
    let tab = tab(&world);
    tab.add(&scope(), scored("q", 1.0, 0.2));
    world.pass(10);
    let old = backup::import(&tab.export()).expect("whole");
    tab.add(&scope(), scored("q", 2.0, 0.9));
    tab.add(&scope(), answered("r", 3.0));
    let before = sight(&tab);
    assert!(tab.compare(&old).iter().all(|d| d.new == 0 && d.answered[0] == d.answered[1]));
    tab.merge(&old);
    assert_eq!(sight(&tab), before);
    assert_eq!(tab.record(&scope()).best(&question("q")), Some(0.9));
    // Nor does a file with a reset in it, from another device.
    tab.reset();
    let with_reset = backup::import(&tab.export()).expect("whole");
    tab.undo();
    tab.merge(&with_reset);
    assert_eq!(sight(&tab), before);
    // And a file from before a reset brings back what it holds.
    tab.reset();
    assert_eq!(sight(&tab), Sight::new());
    tab.merge(&old);
    assert_eq!(kept(&tab, "q"), Some(1.0));
}

#[test]
fn s37_replaced_and_undone_is_as_before() {
    let world = World::new();
    let tab = tab(&world);
    tab.add(&scope(), answered("q", 1.0));
    tab.add(&lesson("other"), answered("r", 2.0));
    world.pass(10);
    let before = sight(&tab);
    let file = backup::import(&export_with(&[("s", 3.0)])).expect("whole");
    tab.replace(&file);
    assert_eq!((kept(&tab, "q"), kept(&tab, "s")), (None, Some(3.0)));
    assert_eq!(sight(&tab).len(), 1);
    world.pass(10);
    // Also after a restart.
    world.kill_browser();
    let next = world.open();
    next.load_all(|| {});
    world.pass(50);
    assert!(next.can_undo());
    next.undo();
    assert_eq!(sight(&next), before);
    next.undo();
    assert_eq!(kept(&next, "s"), Some(3.0), "undone again, it is back");
}

#[test]
fn an_import_that_was_added_can_be_undone() {
    let world = World::new();
    let tab = tab(&world);
    tab.add(&scope(), answered("q", 1.0));
    let before = sight(&tab);
    let file = backup::import(&export_with(&[("q", 5.0), ("s", 3.0)])).expect("whole");
    let difference = &tab.compare(&file)[0];
    assert_eq!((difference.new, difference.answered), (2, [1, 2, 2]));
    tab.merge(&file);
    assert_eq!(kept(&tab, "s"), Some(3.0));
    tab.undo();
    assert_eq!(sight(&tab), before);
}

#[test]
fn an_answer_in_a_tab_that_has_not_heard_of_a_reset_comes_back_when_it_is_undone() {
    let world = World::new();
    let (a, b) = (tab(&world), tab(&world));
    a.add(&scope(), answered("q", 1.0));
    world.pass(10);
    world.is_deaf.set(true);
    a.reset();
    b.add(&scope(), answered("late", 2.0));
    world.pass(10);
    world.kill_browser();
    let fresh = tab(&world);
    assert_eq!((kept(&fresh, "q"), kept(&fresh, "late")), (None, None), "the reset holds");
    fresh.undo();
    assert_eq!((kept(&fresh, "q"), kept(&fresh, "late")), (Some(1.0), Some(2.0)));
    fresh.add(&scope(), answered("new", 3.0));
    assert_eq!(kept(&fresh, "new"), Some(3.0));
}

#[test]
fn s40_a_clock_that_jumps_changes_no_order() {
    let world = World::new();
    let first = tab(&world);
    first.add(&scope(), answered("q", 1.0));
    world.now.set(world.now.get() - 10 * 365 * 86_400_000);
    first.add(&scope(), answered("q", 2.0));
    assert_eq!(kept(&first, "q"), Some(2.0));
    world.pass(10);
    // Another device whose clock is ten years ahead has answered once, before hearing of the second.
    let ahead = World::new();
    ahead.now.set(world.now.get() + 20 * 365 * 86_400_000);
    let other = tab(&ahead);
    other.add(&scope(), answered("q", 3.0));
    first.merge(&backup::import(&other.export()).expect("whole"));
    assert_eq!(kept(&first, "q"), Some(2.0), "the second answer knew of more");
    assert_eq!(first.record(&scope()).attempts(&question("q")).len(), 3);
}

const CHANGED: &[Renamed] = &[
    Renamed { lesson: "batching", question: None, to: "batching-of-requests" },
    Renamed { lesson: "batching-of-requests", question: None, to: "dynamic-batching" },
    Renamed { lesson: "dynamic-batching", question: Some("q"), to: "choose-wait" },
    Renamed { lesson: "ring", question: None, to: "of-rings" },
    Renamed { lesson: "of-rings", question: None, to: "ring" },
];

#[test]
fn s45_renamed_and_removed_lessons_keep_what_was_done() {
    let world = World::new();
    let old = world.open();
    for (name, given) in [("batching", 1.0), ("batching-of-requests", 2.0), ("removed", 3.0)] {
        old.load(&lesson(name));
        old.add(&lesson(name), answered("q", given));
    }
    old.add(&lesson("batching"), answered("other", 4.0));
    world.pass(50);
    world.kill_browser();

    let new = world.open_with(|base, ports, tab| Keeper::with_aliases(base, ports, tab, CHANGED));
    new.load(&scope());
    world.pass(50);
    let record = new.record(&scope());
    assert_eq!(record.attempts(&question("choose-wait")).len(), 2, "under the present id");
    assert_eq!(value(&record, "other"), Some(4.0));
    new.add(&scope(), answered("choose-wait", 5.0));
    assert_eq!(kept(&new, "choose-wait"), Some(5.0));
    new.load_all(|| {});
    world.pass(50);
    let file = backup::import(&new.export()).expect("whole");
    assert_eq!(value(&file[&lesson("removed")], "q"), Some(3.0), "orphans are exported");
    assert_eq!(value(&file[&lesson("batching")], "q"), Some(1.0), "and nothing old is rewritten");
    assert_eq!(new.present(&lesson("batching")), scope());
    new.load(&lesson("ring"));
}

fn any_records() -> impl Strategy<Value = Records> {
    let scoped = (0_u32..3).prop_map(|n| lesson(&format!("lesson-{n}")));
    prop::collection::btree_map(scoped, super::laws::any_record(), 0..3).prop_map(|mut records| {
        records.retain(|_, record| !record.is_empty());
        records
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn s38_an_export_taken_into_an_empty_profile_is_the_same(records in any_records()) {
        let file = backup::export(&records, Time(1));
        let read = backup::import(&file).expect("whole");
        prop_assert_eq!(&read, &records);
        let world = World::new();
        let tab = world.open();
        tab.load_all(|| {});
        world.pass(50);
        tab.merge(&read);
        world.pass(50);
        world.kill_browser();
        let next = world.open();
        next.load_all(|| {});
        world.pass(50);
        let seen: Sight = records.iter().map(|(s, r)| (s.clone(), r.in_sight())).collect();
        let seen: Sight = seen.into_iter().filter(|(_, ids)| !ids.is_empty()).collect();
        prop_assert_eq!(sight(&next), seen);
        for (scope, record) in &records {
            prop_assert!(record.is_within(&next.records()[scope]));
        }
    }

    #[test]
    fn whatever_was_there_replaced_and_undone_is_as_before(here in any_records(), file in any_records()) {
        let world = World::new();
        let tab = world.open();
        tab.load_all(|| {});
        world.pass(50);
        tab.merge(&here);
        let before = sight(&tab);
        tab.replace(&file);
        let wanted: Sight = file.iter().map(|(s, r)| (s.clone(), r.in_sight())).collect();
        let wanted: Sight = wanted.into_iter().filter(|(_, ids)| !ids.is_empty()).collect();
        prop_assert_eq!(sight(&tab), wanted.clone());
        if before != wanted {
            tab.undo();
            prop_assert_eq!(sight(&tab), before);
        }
    }

    #[test]
    fn no_merge_takes_anything_out_of_sight(here in any_records(), file in any_records()) {
        let world = World::new();
        let tab = world.open();
        tab.merge(&here);
        let before = sight(&tab);
        tab.merge(&file);
        for (scope, ids) in before {
            prop_assert!(tab.records()[&scope].in_sight().is_superset(&ids));
        }
        for (scope, record) in &file {
            prop_assert!(tab.records()[scope].in_sight().is_superset(&record.in_sight()));
        }
    }
}
