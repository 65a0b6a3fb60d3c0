//! Files, places in them, and pieces of text that remember where they stand.

use std::ops::Range;
use std::sync::Arc;

/// A file of the course, as read.
#[derive(Debug)]
pub struct File {
    /// Relative to the folder of the course, with `/` between the parts.
    pub path: String,
    /// Its text, with `\n` at the ends of lines.
    pub text: String,
}

/// A stretch of a file.
#[derive(Debug, Clone)]
pub struct Place {
    /// Which file.
    pub file: Arc<File>,
    /// Which bytes of it.
    pub span: Range<usize>,
}

/// A piece of a file's text, as the author meant it: escapes of TOML are resolved.
#[derive(Debug, Clone)]
pub(crate) struct Text {
    pub(crate) value: String,
    place: Place,
    /// Where `value` begins in the file, when it stands there letter by letter.
    exact: Option<usize>,
}

impl File {
    /// A file with its line ends made alike and without a byte order mark.
    pub(crate) fn new(path: impl Into<String>, text: &str) -> Arc<Self> {
        let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
        Arc::new(Self { path: path.into(), text })
    }

    /// Line and column of a byte, both counted from 1, the column in characters.
    #[must_use]
    pub fn position(&self, offset: usize) -> (usize, usize) {
        let before = &self.text[..floor(&self.text, offset)];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
    }

    /// The whole file, as text.
    pub(crate) fn all(self: &Arc<Self>) -> Text {
        self.part(0..self.text.len())
    }

    /// A part of the file, as text.
    pub(crate) fn part(self: &Arc<Self>, span: Range<usize>) -> Text {
        let place = Place::new(self, span);
        Text {
            value: self.text[place.span.clone()].into(),
            exact: Some(place.span.start),
            place,
        }
    }

    /// The beginning of the file, for what is missing from all of it.
    pub(crate) fn top(self: &Arc<Self>) -> Place {
        Place::new(self, 0..self.text.find('\n').unwrap_or(self.text.len()))
    }
}

impl Place {
    /// A stretch, brought within the file and onto the borders of characters.
    pub(crate) fn new(file: &Arc<File>, span: Range<usize>) -> Self {
        let start = floor(&file.text, span.start);
        let end = floor(&file.text, span.end).max(start);
        Self { file: Arc::clone(file), span: start..end }
    }

    /// Only the first line of it, for blocks and tables.
    pub(crate) fn first_line(&self) -> Self {
        let text = self.text();
        let end = text.find('\n').unwrap_or(text.len());
        Self::new(&self.file, self.span.start..self.span.start + end)
    }

    /// What stands there.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.file.text[self.span.clone()]
    }
}

impl Text {
    /// The decoded value of a TOML string that stands, quotes included, at `place`.
    pub(crate) fn quoted(value: String, place: Place) -> Self {
        let raw = place.text();
        let open = if raw.starts_with("\"\"\"") || raw.starts_with("'''") { 3 } else { 1 };
        let skip = open + usize::from(raw[open.min(raw.len())..].starts_with('\n'));
        let same = raw.get(skip..).is_some_and(|inner| inner.starts_with(&value));
        let exact = same.then_some(place.span.start + skip);
        Self { value, place, exact }
    }

    /// Where a part of the value stands. With escapes before it the words are searched for; failing
    /// that, it is the whole string.
    pub(crate) fn place(&self, part: Range<usize>) -> Place {
        if let Some(start) = self.exact {
            return Place::new(&self.place.file, start + part.start..start + part.end);
        }
        let wanted = self.value.get(part).unwrap_or_default();
        match self.place.text().find(wanted) {
            Some(found) if !wanted.is_empty() => {
                let start = self.place.span.start + found;
                Place::new(&self.place.file, start..start + wanted.len())
            }
            _ => self.place.clone(),
        }
    }

    /// Where all of it stands.
    pub(crate) fn whole(&self) -> Place {
        self.place(0..self.value.len())
    }

    /// A part, as text of its own.
    pub(crate) fn part(&self, part: Range<usize>) -> Self {
        let value = self.value.get(part.clone()).unwrap_or_default().to_owned();
        let place = self.place(part.clone());
        Self { value, place, exact: self.exact.map(|start| start + part.start) }
    }
}

/// The nearest border of a character at or before `offset`.
fn floor(text: &str, offset: usize) -> usize {
    text.floor_char_boundary(offset.min(text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_from_one_in_characters() {
        let file = File::new("a", "é\r\nbcd");
        assert_eq!(file.position(0), (1, 1));
        assert_eq!(file.position(2), (1, 2));
        assert_eq!(file.position(4), (2, 2));
        assert_eq!(file.position(99), (2, 4));
    }

    #[test]
    fn quoted_text_knows_where_its_words_stand() {
        let file = File::new("a", "x = \"one two\"\ny = \"say \\\"two\\\"\"");
        let plain = Text::quoted("one two".into(), Place::new(&file, 4..13));
        assert_eq!(plain.place(4..7).span, 9..12);
        let escaped = Text::quoted("say \"two\"".into(), Place::new(&file, 18..31));
        assert_eq!(escaped.place(5..8).text(), "two");
        assert_eq!(escaped.place(4..9).text(), "\"say \\\"two\\\"\"");
    }
}
