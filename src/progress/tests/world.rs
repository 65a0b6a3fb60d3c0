//! A browser in memory that misbehaves on purpose: two stores, tabs, a clock, and every fault that
//! browsers are known for. Nothing happens by itself; the test says what runs next.

use crate::base::time::{Clock, Time};
use crate::progress::keeper::{Keeper, Ports};
use crate::progress::status::Status;
use crate::progress::store::{
    Change, Channel, Done, Keys, Lock, MemoryStore, Release, Row, Store, StoreError, Timer, commit,
    read,
};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::atomic::{AtomicU64, Ordering};

type Rows = BTreeMap<String, String>;

/// What is wrong with a store.
#[derive(Default)]
pub(super) struct Faults {
    /// Every use is refused so.
    pub(super) refuses: RefCell<Option<StoreError>>,
    /// Bytes that all texts and names may take together.
    pub(super) room: Cell<Option<usize>>,
    /// Counts writes down; the one at which it reaches 0 fails, and the next ones work.
    pub(super) fails_in: Cell<Option<u32>>,
    /// Never answers.
    pub(super) is_silent: Cell<bool>,
    /// How many writes were made.
    pub(super) writes: Cell<u32>,
}

impl Faults {
    fn before_write(&self, size: usize) -> Result<(), StoreError> {
        if let Some(error) = self.refuses.borrow().clone() {
            return Err(error);
        }
        match self.fails_in.get() {
            Some(0) => {
                self.fails_in.set(None);
                return Err(StoreError::Full);
            }
            Some(left) => self.fails_in.set(Some(left - 1)),
            None => {}
        }
        if self.room.get().is_some_and(|room| size > room) {
            return Err(StoreError::Full);
        }
        self.writes.set(self.writes.get() + 1);
        Ok(())
    }
}

struct Task {
    due: u64,
    tab: u64,
    run: Box<dyn FnOnce()>,
}

/// The browser.
#[derive(Default)]
pub(super) struct World {
    pub(super) quick: MemoryStore,
    pub(super) journal: MemoryStore,
    pub(super) quick_faults: Faults,
    pub(super) journal_faults: Faults,
    /// What the quick store has on disk: all that a crash of the browser leaves of it.
    on_disk: RefCell<Rows>,
    pub(super) now: Cell<u64>,
    tasks: RefCell<Vec<Task>>,
    tabs: RefCell<Vec<(u64, Rc<Keeper>)>>,
    locked_by: Cell<Option<u64>>,
    /// The tab that gets no turn.
    stopped: Cell<Option<u64>>,
    /// No message between tabs arrives.
    pub(super) is_deaf: Cell<bool>,
}

/// One side of the world: what a tab's ports reach.
#[derive(Clone)]
struct Side {
    world: Rc<World>,
    tab: u64,
}

struct Quick(Side);
struct Journal(Side);

fn size(rows: &Rows) -> usize {
    rows.iter().map(|(key, text)| key.len() + text.len()).sum()
}

/// How large the rows would be after a change.
fn after(rows: &Rows, change: &Change) -> usize {
    let of = |key: &String| rows.get(key).map_or(0, |text| key.len() + text.len());
    match change {
        Change::Put(key, text) => size(rows) + key.len() + text.len() - of(key),
        Change::Copy(from, to) => {
            size(rows) + to.len() + of(from) - from.len().min(of(from)) - of(to)
        }
        Change::Remove(key) => size(rows) - of(key),
    }
}

impl Store for Quick {
    fn read(&self, which: Keys, done: Done<Vec<Row>>) {
        let world = &self.0.world;
        match world.quick_faults.refuses.borrow().clone() {
            Some(error) if error != StoreError::Full => done(Err(error)),
            _ => world.quick.read(which, done),
        }
    }

    fn commit(&self, changes: Vec<Change>, done: Done<()>) {
        let world = &self.0.world;
        for change in changes {
            let room = world.quick_faults.room.get();
            let size = room.map_or(0, |_| after(&world.quick.rows.borrow(), &change));
            if let Err(error) = world.quick_faults.before_write(size) {
                return done(Err(error));
            }
            commit(&world.quick, vec![change.clone()]).expect("memory takes everything");
            self.0.tell_others(&change);
        }
        done(Ok(()));
    }
}

impl Store for Journal {
    fn read(&self, which: Keys, done: Done<Vec<Row>>) {
        let world = self.0.world.clone();
        self.0.later(1, move || match world.journal_faults.refuses.borrow().clone() {
            Some(error) if error != StoreError::Full => done(Err(error)),
            _ => world.journal.read(which, done),
        });
    }

    fn commit(&self, changes: Vec<Change>, done: Done<()>) {
        let world = self.0.world.clone();
        self.0.later(1, move || {
            let rows = world.journal.rows.borrow().clone();
            let room = world.journal_faults.room.get();
            let added: usize = match room {
                Some(_) => changes
                    .iter()
                    .map(|change| after(&rows, change).saturating_sub(size(&rows)))
                    .sum(),
                None => 0,
            };
            match world.journal_faults.before_write(room.map_or(0, |_| size(&rows) + added)) {
                Err(error) => done(Err(error)),
                Ok(()) => {
                    commit(&world.journal, changes).expect("memory takes everything");
                    done(Ok(()));
                }
            }
        });
    }
}

impl Side {
    fn later(&self, pause: u64, run: impl FnOnce() + 'static) {
        if pause == 1 && self.world.journal_faults.is_silent.get() {
            return;
        }
        self.world.later(self.tab, pause, run);
    }

    fn others(&self) -> Vec<(u64, Rc<Keeper>)> {
        let tabs = self.world.tabs.borrow();
        tabs.iter().filter(|(tab, _)| *tab != self.tab).cloned().collect()
    }

    /// What browsers call a storage event.
    fn tell_others(&self, change: &Change) {
        let (key, text) = match change {
            Change::Put(key, text) => (key.clone(), Some(text.clone())),
            Change::Remove(key) => (key.clone(), None),
            Change::Copy(..) => return,
        };
        for (tab, keeper) in self.others() {
            if !self.world.is_deaf.get() {
                let (key, text) = (key.clone(), text.clone());
                self.world.later(tab, 2, move || keeper.hear_quick(Some(&key), text.as_deref()));
            }
        }
    }
}

impl Channel for Side {
    fn send(&self, message: &str) {
        for (tab, keeper) in self.others() {
            if !self.world.is_deaf.get() {
                let message = message.to_owned();
                self.world.later(tab, 3, move || keeper.hear(&message));
            }
        }
    }
}

impl Lock for Side {
    fn if_free(&self, work: Box<dyn FnOnce(Release)>) {
        if self.world.locked_by.get().is_none() {
            self.world.locked_by.set(Some(self.tab));
            let world = self.world.clone();
            work(Box::new(move || world.locked_by.set(None)));
        }
    }
}

impl Timer for Side {
    fn after(&self, milliseconds: u32, then: Box<dyn FnOnce()>) {
        self.world.later(self.tab, u64::from(milliseconds).max(4), then);
    }
}

impl Clock for Side {
    fn now(&self) -> Time {
        Time(self.world.now.get())
    }
}

impl World {
    pub(super) fn new() -> Rc<Self> {
        let world = Self::default();
        world.now.set(1_789_000_000_000);
        Rc::new(world)
    }

    fn later(&self, tab: u64, pause: u64, run: impl FnOnce() + 'static) {
        let due = self.now.get() + pause;
        self.tasks.borrow_mut().push(Task { due, tab, run: Box::new(run) });
    }

    /// Opens a tab on the copy of the course at `/`.
    pub(super) fn open(self: &Rc<Self>) -> Rc<Keeper> {
        self.open_with(Keeper::new)
    }

    pub(super) fn open_with(
        self: &Rc<Self>,
        make: impl FnOnce(&str, Ports, u64) -> Rc<Keeper>,
    ) -> Rc<Keeper> {
        // No two tabs of any two worlds have the same number.
        static TABS: AtomicU64 = AtomicU64::new(1000);
        let tab = TABS.fetch_add(1, Ordering::Relaxed);
        let side = Side { world: self.clone(), tab };
        let ports = Ports {
            quick: Rc::new(Quick(side.clone())),
            journal: Rc::new(Journal(side.clone())),
            channel: Rc::new(side.clone()),
            lock: Rc::new(side.clone()),
            timer: Rc::new(side.clone()),
            clock: Rc::new(side),
        };
        let keeper = make("/", ports, tab);
        self.tabs.borrow_mut().push((tab, keeper.clone()));
        keeper
    }

    pub(super) fn tabs(&self) -> Vec<Rc<Keeper>> {
        self.tabs.borrow().iter().map(|(_, keeper)| keeper.clone()).collect()
    }

    /// The tab is gone, with all that it was about to do.
    pub(super) fn kill(&self, keeper: &Rc<Keeper>) {
        let mut tabs = self.tabs.borrow_mut();
        let Some(at) = tabs.iter().position(|(_, other)| Rc::ptr_eq(other, keeper)) else { return };
        let (tab, _) = tabs.remove(at);
        drop(tabs);
        let gone: Vec<_> = {
            let mut tasks = self.tasks.borrow_mut();
            let (gone, stay) = tasks.drain(..).partition(|task| task.tab == tab);
            *tasks = stay;
            gone
        };
        drop(gone);
        if self.locked_by.get() == Some(tab) {
            self.locked_by.set(None);
        }
    }

    /// The browser is gone. The journal keeps what it has confirmed; the quick store what had reached
    /// the disk by then.
    pub(super) fn kill_browser(&self) {
        for keeper in self.tabs() {
            self.kill(&keeper);
        }
        *self.quick.rows.borrow_mut() = self.on_disk.borrow().clone();
    }

    /// The browser writes its quick store to disk, as it does every few seconds.
    pub(super) fn sync(&self) {
        *self.on_disk.borrow_mut() = self.quick.rows.borrow().clone();
    }

    /// Runs the next thing that is due within so many milliseconds; whether there was one.
    pub(super) fn step(&self, within: u64) -> bool {
        let mut tasks = self.tasks.borrow_mut();
        let runs = |i: &usize| Some(tasks[*i].tab) != self.stopped.get();
        let next = (0..tasks.len()).filter(runs).min_by_key(|i| tasks[*i].due);
        let Some(next) = next.filter(|next| tasks[*next].due <= self.now.get() + within) else {
            return false;
        };
        let task = tasks.remove(next);
        drop(tasks);
        self.now.set(self.now.get().max(task.due));
        (task.run)();
        true
    }

    /// Lets so many milliseconds pass.
    pub(super) fn pass(&self, milliseconds: u64) {
        let end = self.now.get() + milliseconds;
        while self.step(end.saturating_sub(self.now.get())) {}
        self.now.set(end);
    }

    /// The tab gets no turn until [`World::go_on`].
    pub(super) fn stop(&self, keeper: &Rc<Keeper>) {
        let tabs = self.tabs.borrow();
        let tab = tabs.iter().find(|(_, other)| Rc::ptr_eq(other, keeper));
        self.stopped.set(tab.map(|(tab, _)| *tab));
    }

    pub(super) fn go_on(&self) {
        self.stopped.set(None);
    }

    /// As if no browser had locks.
    pub(super) fn unlock(&self) {
        self.locked_by.set(None);
    }

    pub(super) fn journal_row(&self, key: &str, text: &str) {
        self.journal.rows.borrow_mut().insert(key.into(), text.into());
    }

    pub(super) fn quick_row(&self, key: &str, text: &str) {
        self.quick.rows.borrow_mut().insert(key.into(), text.into());
    }

    pub(super) fn quick_text(&self, key: &str) -> Option<String> {
        let rows = read(&self.quick, Keys::One(key.into())).expect("memory can be read");
        rows.into_iter().next().and_then(|row| row.text)
    }
}

/// What the learner is told, in words.
pub(super) fn words(keeper: &Keeper) -> String {
    Status::words(&keeper.status())
}
