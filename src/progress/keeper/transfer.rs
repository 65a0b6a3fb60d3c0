//! Copies, imports and resets. None of them removes an event: a reset hides, an import adds, and both
//! can be undone.

use super::super::backup::{self, Records};
use super::super::store::{self, Change, Keys};
use super::super::{EventId, Record, Scope, What, gather};
use super::Keeper;
use std::collections::BTreeSet;
use std::rc::Rc;

/// What an import would do to one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Which record, by its present name.
    pub scope: Scope,
    /// How many deeds in the file are not known here.
    pub new: usize,
    /// How many questions are answered here, and would be if the file were added, and if it took the
    /// place of what is here.
    pub answered: [usize; 3],
}

impl Keeper {
    /// The file with all that is known. Call [`Keeper::load_all`] first.
    #[must_use]
    pub fn export(&self) -> String {
        backup::export(&self.records(), self.ports.clock.now())
    }

    /// The same, without history and as small as it gets: for an address.
    #[must_use]
    pub fn export_small(&self) -> String {
        let records = self.records();
        let essence = records.into_iter().map(|(scope, record)| (scope, record.essence()));
        backup::export_small(&gather(essence), self.ports.clock.now())
    }

    /// Remembers that a copy was saved outside the browser.
    pub fn exported(&self) {
        let text = format!("{}", self.answers());
        // A reminder that comes once too often does no harm.
        let _ = store::commit(&*self.ports.quick, vec![Change::Put(self.names.exported(), text)]);
    }

    /// How many answers were given since a copy was last saved outside the browser, as far as known.
    #[must_use]
    pub fn answers_since_export(&self) -> usize {
        let row = store::read(&*self.ports.quick, Keys::One(self.names.exported()));
        let then = row.ok().and_then(|mut rows| rows.pop()?.text?.parse::<usize>().ok());
        self.answers().saturating_sub(then.unwrap_or(0))
    }

    /// Questions that are answered, not answers: the quick store knows no more.
    fn answers(&self) -> usize {
        self.entries.borrow().values().map(|entry| entry.record.questions().len()).sum()
    }

    /// What an import would change; scopes of which nothing would change are left out.
    #[must_use]
    pub fn compare(&self, file: &Records) -> Vec<Difference> {
        let here = self.records();
        let scopes = both(&here, file);
        let nothing = Record::default();
        let difference = |scope: &Scope| {
            let (here, there) =
                (here.get(scope).unwrap_or(&nothing), file.get(scope).unwrap_or(&nothing));
            let (merged, _) = merged(here, there);
            let new = there.in_sight().iter().filter(|id| !here.in_sight().contains(id)).count();
            let answered = [here, &merged, there].map(|record| record.questions().len());
            Difference { scope: self.present(scope), new, answered }
        };
        let all = scopes.iter().map(difference);
        all.filter(|d| d.new > 0 || d.answered[0] != d.answered[2]).collect()
    }

    /// Adds a file to what is here. Nothing that is in sight goes out of sight.
    pub fn merge(self: &Rc<Self>, file: &Records) {
        for (scope, there) in file {
            let here = self.record_of(scope);
            let brought: Vec<_> = new_to(&here, there);
            let (_, keep) = merged(&here, there);
            if brought.is_empty() && keep.is_none() {
                continue;
            }
            self.join_unsaved(scope, there);
            if let Some(keep) = keep {
                self.hide_but(scope, keep, brought);
            } else {
                self.insert(scope, What::Imported { brought });
            }
        }
        self.save_all(file.keys());
    }

    /// Puts a file in the place of what is here.
    pub fn replace(self: &Rc<Self>, file: &Records) {
        let scopes = both(&self.records(), file);
        for scope in &scopes {
            let here = self.record_of(scope);
            let nothing = Record::default();
            let there = file.get(scope).unwrap_or(&nothing);
            if here.in_sight() == there.in_sight() {
                continue;
            }
            let brought = new_to(&here, there);
            self.join_unsaved(scope, there);
            self.hide_but(scope, there.in_sight(), brought);
        }
        self.save_all(&scopes);
    }

    /// Begins anew in every scope.
    pub fn reset(self: &Rc<Self>) {
        let records = self.records();
        for (scope, record) in &records {
            if record.began() {
                self.hide_but(scope, BTreeSet::new(), Vec::new());
            }
        }
        self.save_all(records.keys());
    }

    /// Whether there is a reset or an import to undo.
    #[must_use]
    pub fn can_undo(&self) -> bool {
        !self.latest_change().is_empty()
    }

    /// Undoes the latest reset or import. To undo that again brings it back.
    pub fn undo(self: &Rc<Self>) {
        let changed = self.latest_change();
        for (scope, id, record) in &changed {
            let what = record.events().find(|(other, _)| *other == id).map(|(_, e)| &e.what);
            let keep = match what {
                Some(What::Imported { brought }) => {
                    let mut keep = record.in_sight();
                    for id in brought {
                        keep.remove(id);
                    }
                    keep
                }
                _ => record.before_reset().unwrap_or_default(),
            };
            self.hide_but(scope, keep, Vec::new());
        }
        self.save_all(changed.iter().map(|(scope, ..)| scope));
    }

    /// The scopes that the latest reset or import has changed, with its event in each.
    fn latest_change(&self) -> Vec<(Scope, EventId, Record)> {
        let records = self.records();
        let change = |record: &Record| record.latest_change().map(|(id, at)| (at, id.tab));
        // One deed of the learner has an event in each scope, all from one tab at one time.
        let deed = records.values().filter_map(change).max();
        let of_deed = records.into_iter().filter(|(_, record)| {
            let change = change(record);
            change.is_some() && change == deed
        });
        let with_event = of_deed.filter_map(|(scope, record)| {
            let (id, _) = record.latest_change()?;
            Some((scope, id, record))
        });
        with_event.collect()
    }

    fn hide_but(&self, scope: &Scope, keep: BTreeSet<EventId>, brought: Vec<EventId>) {
        let epoch = self.record(scope).epoch() + 1;
        self.insert(scope, What::Reset { epoch, keep: keep.into_iter().collect(), brought });
    }

    fn join_unsaved(&self, scope: &Scope, record: &Record) {
        self.entries.borrow_mut().entry(scope.clone()).or_default().record.join(record);
    }

    fn save_all<'a>(self: &Rc<Self>, scopes: impl IntoIterator<Item = &'a Scope>) {
        for scope in scopes {
            self.save(scope);
            self.tell(Some(scope));
        }
    }
}

/// The scopes of two sets of records.
fn both(here: &Records, there: &Records) -> Vec<Scope> {
    let others = there.keys().filter(|scope| !here.contains_key(scope));
    here.keys().chain(others).cloned().collect()
}

/// What is in a record and not in another.
fn new_to(here: &Record, there: &Record) -> Vec<EventId> {
    there.events().map(|(id, _)| *id).filter(|id| !here.has(id)).collect()
}

/// Two records joined so that nothing in sight of either goes out of sight, and what a reset must keep
/// for that, if the other one's reset would hide some of it.
fn merged(here: &Record, there: &Record) -> (Record, Option<BTreeSet<EventId>>) {
    let mut joined = here.clone();
    joined.join(there);
    let mut both = here.in_sight();
    both.extend(there.in_sight());
    if joined.in_sight() == both {
        return (joined, None);
    }
    (joined.only(|id| both.contains(id)), Some(both))
}
