//! Ten thousand lives of a browser, each with its own misfortunes. Whatever was shown as saved is there
//! at the end.
//!
//! A failure names its seed; `CHAOS=<seed> cargo test --lib chaos -- --nocapture` lives that life
//! again, aloud.

use super::world::{World, words};
use super::*;
use crate::base::rng::{Seed, Stream};
use crate::progress::status::Kept;
use crate::progress::store::StoreError;
use crate::progress::{backup, save};
use std::collections::BTreeSet;

const LIVES: u32 = 10_000;

struct Life {
    world: Rc<World>,
    random: Stream,
    /// What some tab has shown as saved.
    promised: BTreeSet<(Scope, EventId)>,
    answers: u32,
    aloud: bool,
}

impl Life {
    fn below(&mut self, count: usize) -> usize {
        (self.random.uniform() * count as f64) as usize
    }

    fn tell(&self, what: &str) {
        if self.aloud {
            let tabs: Vec<_> = self.world.tabs().iter().map(|tab| words(tab)).collect();
            println!("{what}: {tabs:?}");
        }
    }

    fn any_tab(&mut self) -> Option<Rc<Keeper>> {
        let tabs = self.world.tabs();
        let at = self.below(tabs.len());
        tabs.get(at).cloned()
    }

    fn any_scope(&mut self) -> Scope {
        lesson(["dynamic-batching", "other"][self.below(2)])
    }

    /// A tab opens; it may have read nothing yet when the learner answers.
    fn open(&mut self) {
        let keeper = self.world.open();
        if self.below(4) == 0 {
            keeper.load_all(|| {});
        } else {
            keeper.load(&self.any_scope());
        }
    }

    fn answer(&mut self) {
        if self.world.tabs().is_empty() {
            self.open();
        }
        let Some(tab) = self.any_tab() else { return };
        let scope = self.any_scope();
        self.answers += 1;
        let name = ["q", "r"][self.below(2)];
        tab.load(&scope);
        tab.add(&scope, answered(name, f64::from(self.answers)));
    }

    /// Both stores break in one of the ways of browsers, or recover.
    fn fault(&mut self) {
        let world = self.world.clone();
        for faults in [&world.quick_faults, &world.journal_faults] {
            match self.below(8) {
                0 => *faults.refuses.borrow_mut() = Some(StoreError::Denied),
                1 => *faults.refuses.borrow_mut() = Some(StoreError::Failed("x".into())),
                2 => faults.room.set(Some(self.below(3000))),
                3 => faults.fails_in.set(Some(self.below(3) as u32)),
                4 => faults.is_silent.set(true),
                _ => heal(faults),
            }
        }
        self.world.is_deaf.set(self.random.uniform() < 0.2);
    }

    /// A row of the quick store is cut short, or half of a surrogate pair, or another program's.
    fn damage(&mut self) {
        let rows: Vec<_> = self.world.quick.rows.borrow().keys().cloned().collect();
        let at = self.below(rows.len());
        if let Some(key) = rows.get(at) {
            let text = self.world.quick_text(key).expect("it is there");
            let end = self.below(text.len());
            self.world.quick_row(key, &text[..end]);
        }
    }

    fn reset_or_import(&mut self) {
        let Some(tab) = self.any_tab() else { return };
        match self.below(4) {
            0 => tab.reset(),
            1 => tab.undo(),
            2 => {
                let file = backup::import(&tab.export()).expect("its own export is whole");
                tab.replace(&file);
            }
            _ => {
                let file = [(self.any_scope(), record_with(77, "q", 7.0))].into();
                tab.merge(&file);
            }
        }
    }

    fn happens(&mut self) {
        let what = match self.below(20) {
            0 => {
                self.open();
                "a tab opens"
            }
            1 => {
                if let Some(tab) = self.any_tab() {
                    tab.flush();
                    self.world.kill(&tab);
                }
                "a tab is closed"
            }
            2 => {
                if let Some(tab) = self.any_tab() {
                    self.world.kill(&tab);
                }
                "a tab dies"
            }
            3 => {
                self.world.kill_browser();
                "the browser dies"
            }
            4 => {
                self.world.sync();
                "the quick store reaches the disk"
            }
            5 => {
                self.fault();
                "faults change"
            }
            6 => {
                self.damage();
                "bytes are damaged"
            }
            7 => {
                self.reset_or_import();
                "a reset or an import"
            }
            8 => {
                let pause = [10, 600, 4000, 70_000][self.below(4)];
                self.world.pass(pause);
                "time passes"
            }
            9..=13 => {
                self.answer();
                "an answer"
            }
            _ => {
                for _ in 0..=self.below(5) {
                    self.world.step(50);
                }
                "something is done"
            }
        };
        self.note_promises();
        self.tell(what);
    }

    fn note_promises(&mut self) {
        for tab in self.world.tabs() {
            if tab.status().kept == Kept::Durably {
                for (scope, record) in tab.records() {
                    self.promised.extend(record.ids().into_iter().map(|id| (scope.clone(), id)));
                }
            }
        }
    }

    /// The last restart, with stores that work: everything that was promised must be there.
    fn end(&mut self) -> Result<(), String> {
        self.world.kill_browser();
        heal(&self.world.quick_faults);
        heal(&self.world.journal_faults);
        let last = self.world.open();
        last.load_all(|| {});
        self.world.pass(20);
        self.tell("the end");
        let known = last.records();
        let lost: Vec<_> = self
            .promised
            .iter()
            .filter(|(scope, id)| known.get(scope).is_none_or(|record| !record.has(id)))
            .collect();
        if lost.is_empty() { Ok(()) } else { Err(format!("shown as saved, and lost: {lost:?}")) }
    }
}

fn heal(faults: &super::world::Faults) {
    *faults.refuses.borrow_mut() = None;
    faults.room.set(None);
    faults.fails_in.set(None);
    faults.is_silent.set(false);
}

/// Lives one life; how many answers were given and how many events promised.
fn live(seed: u32, aloud: bool) -> Result<(u32, usize), String> {
    let mut life = Life {
        world: World::new(),
        random: Seed(seed).stream(0),
        promised: BTreeSet::new(),
        answers: 0,
        aloud,
    };
    if seed.is_multiple_of(3) {
        // Somebody who comes from the first version.
        let event =
            save::event_to_json(&EventId { tab: 99, number: 0 }, &event(1, answered("q", 0.5)));
        let text = format!(
            r#"{{"app":"tradeoffs","schema":1,"lesson":"dynamic-batching","events":[{event}]}}"#
        );
        life.world.quick_row(KEY, &text);
        life.world.sync();
    }
    life.open();
    for _ in 0..20 {
        life.happens();
    }
    life.end()?;
    Ok((life.answers, life.promised.len()))
}

#[test]
fn in_ten_thousand_lives_no_answer_that_was_shown_as_saved_is_lost() {
    if let Some(seed) = std::env::var("CHAOS").ok().and_then(|seed| seed.parse().ok()) {
        live(seed, true).unwrap_or_else(|lost| panic!("CHAOS={seed}: {lost}"));
        return;
    }
    let live_some = |first: u32| {
        let (mut answers, mut promises) = (0, 0);
        for seed in (first..LIVES).step_by(2) {
            let lived = live(seed, false);
            let (given, promised) =
                lived.unwrap_or_else(|lost| panic!("CHAOS={seed} lives this again: {lost}"));
            answers += given;
            promises += promised;
        }
        (answers, promises)
    };
    let other = std::thread::spawn(move || live_some(1));
    let (mut answers, mut promises) = live_some(0);
    let (more, kept) = other.join().expect("its lives ended well");
    answers += more;
    promises += kept;
    println!("{LIVES} lives, {answers} answers, {promises} events shown as saved, 0 lost");
    // A world in which nothing is ever saved would hold every promise.
    assert!(promises > LIVES as usize, "only {promises} events were shown as saved");
}
