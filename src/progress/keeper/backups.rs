//! Backups: copies of all that both stores have, as it stands there, beside the records in the journal.
//!
//! They are made before a migration, an import and a reset, and once a day. Each kind has its own few
//! places, so that a week of changed minds does not push out yesterday. They are copies and no more: an
//! answer for which there is no room takes the place of the oldest.

use super::super::status::Kept;
use super::super::store::{self, Change, Done, Keys, Row, StoreError};
use super::super::{backup, crc::crc32};
use super::{Keeper, PATIENCE};
use crate::base::time::Time;
use std::cell::RefCell;
use std::rc::Rc;

/// How many backups of each kind are kept.
const KEPT: usize = 3;

/// Between the first change of a day and its backup, in milliseconds: what the learner is doing comes
/// first.
const CALM: u32 = 5000;

/// A day, in milliseconds.
const DAY: u64 = 86_400_000;

/// What a backup was made before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The rest of a day's work.
    Day,
    /// Records of an older version were written anew.
    Migration,
    /// A file was added, or took the place of what was here.
    Import,
    /// The learner began anew.
    Reset,
}

impl Why {
    const ALL: [(Self, &'static str); 4] = [
        (Self::Day, "day"),
        (Self::Migration, "migration"),
        (Self::Import, "import"),
        (Self::Reset, "reset"),
    ];
}

/// A backup, without what is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backup {
    /// Its name in the journal.
    pub name: String,
    /// When it was made, by the clock of the device.
    pub at: Time,
    /// What it was made before.
    pub why: Why,
    /// The checksum of its text.
    crc: u32,
    /// Counts up. The order is by number, not by date: a clock may be set back, and the newest must not
    /// go first.
    number: u32,
}

impl Backup {
    fn name(prefix: &str, number: u32, why: Why, at: Time, crc: u32, tab: u64) -> String {
        let word = Why::ALL.iter().find(|(known, _)| *known == why).map_or("", |(_, word)| word);
        format!("{prefix}{number:08}-{word}-{}-{crc:08x}-{tab:016x}", at.0)
    }

    /// The backup of this name; nothing for the name of something else.
    fn parse(prefix: &str, name: String) -> Option<Self> {
        let mut parts = name.strip_prefix(prefix)?.split('-');
        let number = parts.next()?.parse().ok()?;
        let word = parts.next()?;
        let why = Why::ALL.iter().find(|(_, known)| *known == word)?.0;
        let at = Time(parts.next()?.parse().ok()?);
        let crc = u32::from_str_radix(parts.next()?, 16).ok()?;
        Some(Self { name, at, why, crc, number })
    }
}

impl Keeper {
    /// Puts a copy of everything into the journal; `done` hears whether it is safe there, or that the
    /// journal does not answer. Nothing is done where nothing has changed since the latest one of its
    /// kind, or where nothing is kept.
    pub fn back_up(self: &Rc<Self>, why: Why, done: impl FnOnce(Result<(), StoreError>) + 'static) {
        let all = || Keys::Under(self.names.all().into());
        // At once: this is what was there before whatever comes now.
        let quick = store::read(&*self.ports.quick, all()).unwrap_or_default();
        // Whoever waits for the backup must not wait for ever.
        let waiting = Rc::new(RefCell::new(Some(done)));
        let late = waiting.clone();
        self.ports.timer.after(PATIENCE, Box::new(move || answer(&late, Err(StoreError::Slow))));
        let keeper = self.clone();
        self.ports.journal.read(
            all(),
            Box::new(move |result| match result {
                Ok(journal) => {
                    let rows = [("quick", quick), ("journal", journal)];
                    let done = Box::new(move |result| answer(&waiting, result));
                    keeper.put_backup(why, keeper.copy_of(rows), done);
                }
                Err(error) => answer(&waiting, Err(error)),
            }),
        );
    }

    /// The rows of records, as a file that can be taken back; nothing if there are none.
    fn copy_of(&self, stores: [(&str, Vec<Row>); 2]) -> Option<String> {
        let mut all = Vec::new();
        for (store, rows) in stores {
            let own = rows.into_iter().filter(|row| self.names.scope_of(&row.key).is_some());
            all.extend(own.filter_map(|row| Some((store, row.key, row.text?))));
        }
        (!all.is_empty()).then(|| backup::rows_as_they_are(all))
    }

    fn put_backup(self: &Rc<Self>, why: Why, text: Option<String>, done: Done<()>) {
        let Some(text) = text else { return done(Ok(())) };
        let (keeper, crc) = (self.clone(), crc32(&text));
        self.backups(move |known| {
            let known = match known {
                Ok(known) => known,
                Err(error) => return done(Err(error)),
            };
            let next = known.iter().map(|b| b.number).max().unwrap_or(0).saturating_add(1);
            let alike: Vec<_> = known.into_iter().filter(|b| b.why == why).collect();
            if alike.first().is_some_and(|newest| newest.crc == crc) {
                return done(Ok(()));
            }
            let at = keeper.ports.clock.now();
            let name = Backup::name(&keeper.names.backups(), next, why, at, crc, keeper.tab);
            let mut changes = vec![Change::Put(name, text)];
            // In one commit: if there is no room for the new one, the old ones stay.
            let old = alike.into_iter().skip(KEPT - 1);
            changes.extend(old.map(|backup| Change::Remove(backup.name)));
            keeper.ports.journal.commit(changes, done);
        });
    }

    /// The backups, the newest first.
    pub fn backups(&self, done: impl FnOnce(Result<Vec<Backup>, StoreError>) + 'static) {
        let prefix = self.names.backups();
        self.ports.journal.read(
            Keys::Names(prefix.clone()),
            Box::new(move |result| {
                let read = |rows: Vec<Row>| {
                    let names = rows.into_iter().map(|row| row.key);
                    let known = names.filter_map(|name| Backup::parse(&prefix, name));
                    let mut known: Vec<_> = known.collect();
                    known.reverse();
                    known
                };
                done(result.map(read));
            }),
        );
    }

    /// The text of a backup, which [`backup::import`] reads; nothing if it is gone.
    pub fn backup(&self, name: &str, done: impl FnOnce(Option<String>) + 'static) {
        self.ports.journal.read(
            Keys::One(name.into()),
            Box::new(move |result| done(result.ok().and_then(|mut rows| rows.pop()?.text))),
        );
    }

    /// Has the backup of the day made soon, if this is the first change of the day.
    pub(super) fn back_up_today(self: &Rc<Self>) {
        let today = self.today();
        if self.day.replace(today) == today {
            return;
        }
        let keeper = self.clone();
        self.ports.timer.after(CALM, Box::new(move || keeper.back_up_of_day()));
    }

    fn today(&self) -> u64 {
        self.ports.clock.now().0 / DAY
    }

    fn back_up_of_day(self: &Rc<Self>) {
        // Where records themselves are not safe, a copy has no claim to what room there is. The next
        // change asks again.
        if self.status().kept != Kept::Durably {
            return self.day.set(0);
        }
        let keeper = self.clone();
        self.backups(move |known| {
            let of_today = |b: &Backup| b.why == Why::Day && b.at.0 / DAY == keeper.today();
            if known.is_ok_and(|known| !known.iter().any(of_today)) {
                keeper.back_up(Why::Day, |_| {});
            }
        });
    }

    /// Has a backup made, once in the life of the page, before records of an older version are written
    /// anew.
    pub(super) fn back_up_migration(self: &Rc<Self>) {
        if !self.has_migrated.replace(true) {
            self.back_up(Why::Migration, |_| {});
        }
    }

    /// Gives up the oldest backup, because there is no room for what the learner did.
    pub(super) fn make_room(self: &Rc<Self>) {
        let keeper = self.clone();
        self.backups(move |known| {
            if let Some(oldest) = known.ok().and_then(|mut known| known.pop()) {
                // Whether that was enough, the next try shows.
                keeper.ports.journal.commit(vec![Change::Remove(oldest.name)], Box::new(|_| {}));
            }
        });
    }
}

/// Calls back the first time only.
fn answer<T>(waiting: &RefCell<Option<impl FnOnce(T)>>, result: T) {
    let done = waiting.borrow_mut().take();
    if let Some(done) = done {
        done(result);
    }
}
