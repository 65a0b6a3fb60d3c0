//! TOML as a tree that knows where everything stands.
//!
//! A deserialiser stops at the first problem; an author wants all of them. So the tree is read field
//! by field ([`super::fields`]) and whatever is wrong is reported on the way.

use super::diagnostic::Sink;
use super::source::{Place, Text};
use ::toml::Spanned;
use ::toml::de::{DeTable, DeValue};

/// A value and where it stands.
#[derive(Debug, Clone)]
pub(crate) struct Item {
    pub(crate) value: Value,
    pub(crate) place: Place,
}

/// A value.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    Text(Text),
    /// The number, and whether it was written as a whole one.
    Number(f64, bool),
    Flag(bool),
    Date(String),
    List(Vec<Item>),
    Table(Table),
}

/// A table, in the order of the source.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    pub(crate) entries: Vec<Entry>,
    /// Its header or its braces; for the outermost table the first line.
    pub(crate) place: Place,
}

/// A key with its value.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) key: String,
    pub(crate) key_place: Place,
    pub(crate) item: Item,
}

impl Value {
    /// What it is, for messages.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Text(_) => "a text",
            Self::Number(..) => "a number",
            Self::Flag(_) => "true or false",
            Self::Date(_) => "a date",
            Self::List(_) => "a list",
            Self::Table(_) => "a table",
        }
    }

    /// The same for the same meaning: keys sorted, runs of white space as one space.
    pub(crate) fn normalised(&self) -> String {
        match self {
            Self::Text(text) => format!("{:?}", normalise(&text.value)),
            Self::Number(number, _) => number.to_string(),
            Self::Flag(flag) => flag.to_string(),
            Self::Date(date) => date.clone(),
            Self::List(items) => {
                let items: Vec<_> = items.iter().map(|item| item.value.normalised()).collect();
                format!("[{}]", items.join(","))
            }
            Self::Table(table) => table.normalised(&[]),
        }
    }
}

impl Table {
    /// As [`Value::normalised`], without some keys.
    pub(crate) fn normalised(&self, without: &[&str]) -> String {
        let kept = self.entries.iter().filter(|entry| !without.contains(&entry.key.as_str()));
        let mut pairs: Vec<_> =
            kept.map(|entry| format!("{}={}", entry.key, entry.item.value.normalised())).collect();
        pairs.sort();
        format!("{{{}}}", pairs.join(","))
    }
}

fn normalise(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Parses a file or a fence; reports every mistake of syntax. `None` if there was one, because what
/// follows a mistake may have been read wrongly.
pub(crate) fn parse(source: &Text, sink: &Sink) -> Option<Table> {
    let (table, errors) = DeTable::parse_recoverable(&source.value);
    for error in &errors {
        let place = source.place(error.span().unwrap_or(0..source.value.len()));
        // The parser's own explanation is one line; an `expected …` after it is the help.
        let mut lines = error.message().lines();
        let message = format!("this is not TOML: {}", lines.next().unwrap_or_default());
        let rest = lines.collect::<Vec<_>>().join(", ");
        let help = if rest.is_empty() {
            "write `key = value`, with text in quotation marks".to_owned()
        } else {
            rest
        };
        sink.error(&place, message, help);
    }
    // What follows a mistake may also be marked in places that are no characters' beginnings.
    errors
        .is_empty()
        .then(|| Converter { source }.table(table.into_inner(), source.whole().first_line()))
}

struct Converter<'a> {
    source: &'a Text,
}

impl Converter<'_> {
    fn table(&self, table: DeTable<'_>, place: Place) -> Table {
        let mut entries: Vec<Entry> = table
            .into_iter()
            .map(|(key, value)| Entry {
                key_place: self.source.place(key.span()),
                key: key.into_inner().into_owned(),
                item: self.item(value),
            })
            .collect();
        entries.sort_by_key(|entry| entry.key_place.span.start);
        Table { entries, place }
    }

    fn item(&self, value: Spanned<DeValue<'_>>) -> Item {
        let place = self.source.place(value.span());
        let value = match value.into_inner() {
            DeValue::String(text) => Value::Text(Text::quoted(text.into_owned(), place.clone())),
            DeValue::Integer(number) => {
                let digits = number.as_str().replace('_', "");
                let parsed = i64::from_str_radix(&digits, number.radix());
                Value::Number(parsed.map_or(f64::NAN, |whole| whole as f64), true)
            }
            DeValue::Float(number) => {
                let parsed = number.as_str().replace('_', "").parse();
                Value::Number(parsed.unwrap_or(f64::NAN), false)
            }
            DeValue::Boolean(flag) => Value::Flag(flag),
            DeValue::Datetime(date) => Value::Date(date.to_string()),
            DeValue::Array(array) => {
                Value::List(array.into_iter().map(|value| self.item(value)).collect())
            }
            DeValue::Table(table) => Value::Table(self.table(table, place.first_line())),
        };
        Item { value, place }
    }
}

#[cfg(test)]
mod tests {
    use super::super::source::File;
    use super::*;

    #[test]
    fn a_tree_keeps_order_and_places() {
        let file =
            File::new("a.toml", "b = 1_000\na = [\"x\"]\n[c]\nd = 2026-11-01\n[[e]]\nf = 1.5\n");
        let sink = Sink::default();
        let table = parse(&file.all(), &sink).expect("it is TOML");
        let keys: Vec<_> = table.entries.iter().map(|e| e.key.as_str()).collect();
        assert_eq!(keys, ["b", "a", "c", "e"]);
        assert!(matches!(table.entries[0].item.value, Value::Number(n, true) if n == 1000.0));
        assert_eq!(table.entries[2].item.place.text(), "[c]");
        let Value::List(items) = &table.entries[3].item.value else { panic!("a list") };
        assert_eq!(items[0].place.text(), "[[e]]");
        assert_eq!(table.normalised(&["b", "e"]), "{a=[\"x\"],c={d=2026-11-01}}");
    }

    /// The parser once marked the value of `=𖭐` from the middle of its character.
    #[test]
    fn a_mistake_inside_a_wide_character_is_reported_too() {
        let file = File::new("a.toml", "=\u{16b50}\na = \u{16b50}\n");
        let sink = Sink::default();
        assert!(parse(&file.all(), &sink).is_none());
        assert!(!sink.into_sorted().is_empty());
    }

    #[test]
    fn every_mistake_is_reported_where_it_is() {
        let file = File::new("a.toml", "a = \nb = 1\nc == 2\n");
        let sink = Sink::default();
        assert!(parse(&file.all(), &sink).is_none());
        let lines: Vec<_> = sink.into_sorted().iter().map(|d| d.line).collect();
        assert!(lines.contains(&1) && lines.contains(&3), "{lines:?}");
    }
}
