//! What a piece of text may refer to, and what it did refer to.

use super::computed::Computer;
use super::diagnostic::Sink;
use super::near;
use super::source::Place;
use crate::prose::Target;
use std::cell::RefCell;

/// What a piece of text may refer to.
#[derive(Clone, Copy)]
pub(crate) struct Scope<'a> {
    pub(crate) sink: &'a Sink,
    /// What its computed values come from.
    pub(crate) computer: &'a Computer,
    /// The sources it may cite; `None` outside of lessons.
    pub(crate) citations: Option<&'a Citations>,
    /// Where its links are noted, to be checked once everything is read.
    pub(crate) links: &'a Links,
}

/// The links of a text, with their places.
#[derive(Debug, Default)]
pub(crate) struct Links(RefCell<Vec<(Target, Place)>>);

impl Links {
    pub(crate) fn note(&self, target: &Target, place: Place) {
        self.0.borrow_mut().push((target.clone(), place));
    }

    pub(crate) fn into_inner(self) -> Vec<(Target, Place)> {
        self.0.into_inner()
    }
}

/// The sources of a lesson, numbered by first citation.
#[derive(Debug, Default)]
pub(crate) struct Citations {
    known: Vec<String>,
    cited: RefCell<Vec<String>>,
}

impl Citations {
    pub(crate) fn new(known: Vec<String>) -> Self {
        Self { known, cited: RefCell::default() }
    }

    /// The number of the source, or a report that there is none of that key.
    pub(crate) fn cite(&self, key: &str, place: &Place, sink: &Sink) -> Option<u32> {
        if !self.known.iter().any(|known| known == key) {
            let message = format!("there is no source `{key}`");
            let none = "add it as `[[sources]]` to the front matter";
            let help = near::suggest(key, self.known.iter().map(String::as_str), none);
            sink.error(place, message, help);
            return None;
        }
        let mut cited = self.cited.borrow_mut();
        let index = cited.iter().position(|one| one == key).unwrap_or_else(|| {
            cited.push(key.into());
            cited.len() - 1
        });
        u32::try_from(index + 1).ok()
    }

    /// The place of a source in the order of first citation.
    pub(crate) fn number(&self, key: &str) -> Option<usize> {
        self.cited.borrow().iter().position(|one| one == key)
    }
}
