//! Tidying up the journal: many small rows become one. Nothing is lost when two tabs do it at once or
//! the browser dies in between, because a row is removed only by the commit that puts all of it
//! elsewhere.

use super::super::save;
use super::super::store::{Change, Keys, Release, Row};
use super::super::{Record, Scope};
use super::Keeper;
use serde_json::Map;
use std::rc::Rc;

impl Keeper {
    /// Puts the rows of a scope into one, if no other tab is doing so.
    pub(super) fn tidy(self: &Rc<Self>, scope: &Scope) {
        let (keeper, scope) = (self.clone(), scope.clone());
        self.ports.lock.if_free(Box::new(move |release| {
            let after = keeper.clone();
            keeper.ports.journal.read(
                Keys::Under(keeper.names.rows(&scope)),
                Box::new(move |result| match result {
                    Ok(rows) => after.put_together(&scope, &rows, release),
                    Err(_) => release(),
                }),
            );
        }));
    }

    fn put_together(self: &Rc<Self>, scope: &Scope, rows: &[Row], release: Release) {
        let Some(changes) = self.together(scope, rows) else { return release() };
        // When it fails everything is as it was, and the next page tries again.
        self.ports.journal.commit(changes, Box::new(move |_| release()));
    }

    /// The changes that put rows together; nothing if there is nothing to gain.
    fn together(&self, scope: &Scope, rows: &[Row]) -> Option<Vec<Change>> {
        let (mut record, mut rest, mut merged) = (Record::default(), Map::new(), Vec::new());
        for row in rows {
            // Rows of other versions, and those that cannot be read, stay as they are.
            match row.text.as_deref().map(save::read) {
                Some(Ok(saved)) if saved.schema == save::SCHEMA && saved.scope == *scope => {
                    record.join(&saved.record);
                    rest.extend(saved.rest);
                    merged.push(row.key.clone());
                }
                _ => {}
            }
        }
        let record = record.compact();
        let text = save::write(scope, &record, &rest);
        // Nothing is removed before what takes its place has been read back.
        let is_whole = save::read(&text).is_ok_and(|saved| saved.record == record);
        if merged.len() < 2 || !is_whole {
            return None;
        }
        let number = self.rows.get();
        self.rows.set(number + 1);
        let key = format!("{}{:016x}-{number}", self.names.rows(scope), self.tab);
        let mut changes = vec![Change::Put(key, text)];
        changes.extend(merged.into_iter().map(Change::Remove));
        Some(changes)
    }
}
