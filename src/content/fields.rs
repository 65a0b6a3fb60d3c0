//! Reads a table field by field and reports what is missing, of the wrong kind, or unknown.

use super::diagnostic::Sink;
use super::near;
use super::source::{Place, Text};
use super::toml::{Item, Table, Value};
use crate::base::id::NotAnId;
use std::cell::RefCell;

/// A table that is being read. Call [`Fields::finish`] at the end: it reports the unknown keys.
pub(crate) struct Fields<'a> {
    table: &'a Table,
    /// What the table is, with its article: `a question`.
    what: &'static str,
    known: RefCell<Vec<&'static str>>,
    sink: &'a Sink,
}

impl<'a> Fields<'a> {
    pub(crate) fn new(table: &'a Table, what: &'static str, sink: &'a Sink) -> Self {
        Self { table, what, known: RefCell::default(), sink }
    }

    /// The item called `key`, if it is there.
    pub(crate) fn maybe(&self, key: &'static str) -> Option<&'a Item> {
        self.known.borrow_mut().push(key);
        self.table.entries.iter().find(|entry| entry.key == key).map(|entry| &entry.item)
    }

    fn required(&self, key: &'static str, shape: &str) -> Option<&'a Item> {
        let item = self.maybe(key);
        if item.is_none() {
            let message = format!("{} needs `{key}`", self.what);
            self.sink.error(&self.table.place, message, format!("add `{key} = {shape}`"));
        }
        item
    }

    fn wrong(&self, key: &str, item: &Item, wanted: &str) {
        let message = format!("`{key}` wants {wanted}, not {}", item.value.kind());
        self.sink.error(&item.place, message, format!("write {wanted} after `{key} =`"));
    }

    /// A text that says something.
    pub(crate) fn text(&self, key: &'static str) -> Option<&'a Text> {
        let item = self.required(key, "\"…\"")?;
        self.as_text(key, item)
    }

    /// A text that may be left out, but not empty.
    pub(crate) fn maybe_text(&self, key: &'static str) -> Option<&'a Text> {
        let item = self.maybe(key)?;
        self.as_text(key, item)
    }

    fn as_text(&self, key: &str, item: &'a Item) -> Option<&'a Text> {
        match &item.value {
            Value::Text(text) if text.value.trim().is_empty() => {
                let help = format!("say something in `{key}`, for a reader will see it");
                self.sink.error(&item.place, format!("`{key}` is empty"), help);
                None
            }
            Value::Text(text) => Some(text),
            _ => {
                self.wrong(key, item, "a text in quotation marks");
                None
            }
        }
    }

    /// A text without Markdown.
    pub(crate) fn plain(&self, key: &'static str) -> Option<String> {
        self.text(key).map(|text| text.value.trim().to_owned())
    }

    /// A stable id.
    pub(crate) fn id<T>(&self, key: &'static str, new: fn(String) -> Result<T, NotAnId>) -> Option<T> {
        self.text(key).and_then(|text| as_id(text, new, self.sink))
    }

    /// A number that must be there.
    pub(crate) fn number(&self, key: &'static str) -> Option<(f64, &'a Place)> {
        let item = self.required(key, "1.5")?;
        match item.value {
            Value::Number(number, _) if number.is_finite() => Some((number, &item.place)),
            _ => {
                self.wrong(key, item, "a finite number");
                None
            }
        }
    }

    /// A whole number between `least` and `most`.
    pub(crate) fn whole(&self, key: &'static str, least: u32, most: u32) -> Option<u32> {
        let item = self.required(key, &least.to_string())?;
        let number = as_whole(item, least, most);
        if number.is_none() {
            self.wrong(key, item, &format!("a whole number from {least} to {most}"));
        }
        number
    }

    /// `true` or `false`; `false` if it is left out.
    pub(crate) fn flag(&self, key: &'static str) -> bool {
        match self.maybe(key) {
            Some(Item { value: Value::Flag(flag), .. }) => *flag,
            Some(item) => {
                self.wrong(key, item, "`true` or `false`");
                false
            }
            None => false,
        }
    }

    /// A list, empty if it is left out.
    pub(crate) fn list(&self, key: &'static str) -> &'a [Item] {
        match self.maybe(key) {
            Some(Item { value: Value::List(items), .. }) => items,
            Some(item) => {
                self.wrong(key, item, "a list in square brackets");
                &[]
            }
            None => &[],
        }
    }

    /// A list that must be there; empty lists are a matter of the caller.
    pub(crate) fn some_list(&self, key: &'static str) -> &'a [Item] {
        if self.required(key, "[…]").is_some() { self.list(key) } else { &[] }
    }

    /// The texts of a list.
    pub(crate) fn texts(&self, key: &'static str) -> Vec<&'a Text> {
        self.list(key).iter().filter_map(|item| self.as_text(key, item)).collect()
    }

    /// The tables of `[[key]]`.
    pub(crate) fn tables(&self, key: &'static str) -> Vec<&'a Table> {
        let tables = self.list(key).iter().filter_map(|item| match &item.value {
            Value::Table(table) => Some(table),
            _ => {
                self.wrong(key, item, "tables");
                None
            }
        });
        tables.collect()
    }

    /// A table that may be left out.
    pub(crate) fn maybe_table(&self, key: &'static str) -> Option<&'a Table> {
        match self.maybe(key)? {
            Item { value: Value::Table(table), .. } => Some(table),
            item => {
                self.wrong(key, item, "a table");
                None
            }
        }
    }

    /// One of a few words.
    pub(crate) fn word<T: Copy>(&self, key: &'static str, words: &[(&str, T)]) -> Option<T> {
        self.text(key).and_then(|text| as_word(text, key, words, self.sink))
    }

    /// Where the table begins, for what is missing from it.
    pub(crate) fn place(&self) -> &'a Place {
        &self.table.place
    }

    /// Reports every key that nobody asked for.
    pub(crate) fn finish(self) {
        let known = self.known.into_inner();
        for entry in &self.table.entries {
            if !known.contains(&entry.key.as_str()) {
                let message = format!("{} has no key `{}`", self.what, entry.key);
                let help = near::suggest(&entry.key, known.iter().copied(), "remove it");
                self.sink.error(&entry.key_place, message, help);
            }
        }
    }
}

/// A stable id, or a report of why it is none.
pub(crate) fn as_id<T>(
    text: &Text,
    new: fn(String) -> Result<T, NotAnId>,
    sink: &Sink,
) -> Option<T> {
    match new(text.value.clone()) {
        Ok(id) => Some(id),
        Err(error) => {
            let help = "write words in lower case with hyphens between, such as `choose-max-wait`";
            sink.error(&text.whole(), error.to_string(), help);
            None
        }
    }
}

/// One of a few words, or a report.
pub(crate) fn as_word<T: Copy>(
    text: &Text,
    what: &str,
    words: &[(&str, T)],
    sink: &Sink,
) -> Option<T> {
    let found = words.iter().find(|(word, _)| *word == text.value);
    if found.is_none() {
        let message = format!("`{}` is not a value of `{what}`", text.value);
        let help = near::suggest(&text.value, words.iter().map(|(word, _)| *word), "");
        sink.error(&text.whole(), message, help);
    }
    found.map(|(_, value)| *value)
}

/// A whole number between `least` and `most`.
pub(crate) fn as_whole(item: &Item, least: u32, most: u32) -> Option<u32> {
    match item.value {
        Value::Number(number, true)
            if (f64::from(least)..=f64::from(most)).contains(&number) =>
        {
            Some(number as u32)
        }
        _ => None,
    }
}
