//! All prompts of reviews as one file for Anki: a text file that says, in its first lines, how it is
//! to be read. Importing it again renews the texts and keeps the learner's schedule, because a note is
//! found by its id. The format is that of the chapter “Text Files” of Anki's manual.

use super::{Site, prompt};
use crate::lesson::{Lesson, Prompt};
use crate::question::Body;
use crate::review::anchor;
use crate::view::prose::{self, Place};
use leptos::prelude::*;

/// The file, from the root of the site.
pub const FILE: &str = "anki.txt";

/// What Anki is told of the columns. The kind of note is the one that every collection has.
const HEAD: &str =
    "#separator:tab\n#html:true\n#notetype:Basic\n#guid column:1\n#deck column:2\n#tags column:3\n";

/// The deck of everything; each lesson has one below it.
const DECK: &str = "Tradeoffs";

/// The file's text: a head, then a note on each line.
#[must_use]
pub fn text(site: &Site) -> String {
    let notes = site.lessons.iter().flat_map(notes).map(|note| note.line());
    notes.fold(HEAD.to_owned(), |text, line| text + &line)
}

/// One prompt.
struct Note {
    id: String,
    deck: String,
    tag: String,
    front: String,
    back: String,
}

impl Note {
    /// With each field in quotes, so that it may hold line breaks.
    fn line(&self) -> String {
        let fields = [&self.id, &self.deck, &self.tag, &self.front, &self.back];
        let quoted = fields.map(|field| format!("\"{}\"", field.replace('"', "\"\"")));
        quoted.join("\t") + "\n"
    }
}

/// The notes of a lesson: its cards, then its questions. A question about a picture stays in the
/// course, because the picture is drawn with its style sheets.
fn notes(lesson: &Lesson) -> Vec<Note> {
    let place = Place { root: String::new(), lesson: String::new() };
    let note = |prompt: Prompt, front: AnyView, back: AnyView| Note {
        id: format!("tradeoffs.{}", anchor(&lesson.id, &prompt)),
        // Two colons stand between a deck and the one below it.
        deck: format!("{DECK}::{}", lesson.title.replace("::", ":")),
        tag: format!("tradeoffs::{}", lesson.id),
        front: bare(&front.to_html()),
        back: bare(&back.to_html()),
    };
    let cards = lesson.cards.iter().map(|card| {
        let (front, back) = (prose::line(&card.prompt, &place), prose::line(&card.answer, &place));
        note(Prompt::Card(card.id.clone()), front, back)
    });
    let asked = lesson.questions.iter().filter(|q| !matches!(q.body, Body::Diagnose(_)));
    let questions = asked.map(|question| {
        let (front, back) =
            (prompt::front(lesson, question, &place), prompt::back(question, &place));
        note(Prompt::Question(question.id.clone()), front, back)
    });
    cards.chain(questions).collect()
}

/// Without links, which would lead nowhere from there, and without the renderer's comments and
/// classes, which mean nothing there.
fn bare(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some((before, from)) = rest.split_once('<') {
        let (tag, after) = from.split_once('>').unwrap_or((from, ""));
        text += before;
        text += &kept(tag).map(|tag| format!("<{tag}>")).unwrap_or_default();
        rest = after;
    }
    text + rest
}

/// What remains of a tag, of which our own renderer wrote the text between `<` and `>`.
fn kept(tag: &str) -> Option<String> {
    let name = tag.trim_start_matches('/').split([' ', '/']).next().unwrap_or_default();
    let is_text = matches!(name, "a" | "span" | "!") || name.starts_with('!');
    // The elements of MathML need what they say of themselves; `class` says nothing there.
    let without = tag.split(" class=\"").enumerate().map(|(i, piece)| match i {
        0 => piece,
        _ => piece.split_once('"').map_or("", |(_, rest)| rest),
    });
    (!is_text).then(|| without.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_loses_links_comments_and_classes_and_no_word() {
        assert_eq!(
            bare(
                "<p class=\"x\">A <a href=\"../glossary/#p99\">p99</a><!> &lt; <code>b</code></p>"
            ),
            "<p>A p99 &lt; <code>b</code></p>"
        );
        assert_eq!(
            bare(
                "<span class=\"math\"><math display=\"block\" class=\"m\"><mi>x</mi></math></span>"
            ),
            "<math display=\"block\"><mi>x</mi></math>"
        );
    }

    #[test]
    fn a_field_may_hold_quotes_tabs_and_line_breaks() {
        let note = Note {
            id: "i".into(),
            deck: "d".into(),
            tag: "t".into(),
            front: "a \"b\"\tc".into(),
            back: "d\ne".into(),
        };
        assert_eq!(note.line(), "\"i\"\t\"d\"\t\"t\"\t\"a \"\"b\"\"\tc\"\t\"d\ne\"\n");
    }
}
