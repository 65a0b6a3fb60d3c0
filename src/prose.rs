//! Layer 0.5: formatted text as a closed set of nodes. There is no node for raw HTML, so none can pass.

use serde::{Deserialize, Serialize};

/// Where a link leads. Other schemes do not exist here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Target {
    /// A section of the same page, by its id.
    Section(String),
    /// Another lesson, perhaps one of its sections.
    Lesson(String, Option<String>),
    /// A simulator's own page.
    Lab(String),
    /// A term of the glossary.
    Term(String),
    /// `https:`, `http:` or `mailto:`; checked when compiled.
    Web(String),
}

/// A piece of a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Inline {
    /// Plain text.
    Text(String),
    /// Stressed.
    Emphasis(Vec<Inline>),
    /// Important.
    Strong(Vec<Inline>),
    /// No longer so.
    Deleted(Vec<Inline>),
    /// Code, a name, a value.
    Code(String),
    /// A formula: MathML made by the content compiler from a closed set of elements, and its TeX.
    Math {
        /// The `<math>` element.
        mathml: String,
        /// What the author wrote.
        tex: String,
    },
    /// A link.
    Link {
        /// Where it leads.
        to: Target,
        /// What is clicked.
        text: Vec<Inline>,
    },
    /// A citation: the key of one of the lesson's sources, and its number in the lesson's list.
    Cite {
        /// The source's key.
        key: String,
        /// Counted from 1.
        number: u32,
    },
    /// A value that was computed at build time, with what it was computed from.
    Computed {
        /// As printed: `41.2 ms`.
        text: String,
        /// What was asked: `quiet-night.latency_p99 < 60 ms`.
        claim: String,
    },
    /// A line break.
    Break,
}

/// A line of formatted text.
pub type Line = Vec<Inline>;

/// A block of formatted text, without interactive parts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Block {
    /// A heading of level 2 to 4 with the id that links use.
    Heading {
        /// 2 to 4.
        level: u8,
        /// Unique within the page.
        id: String,
        /// Its words.
        text: Line,
    },
    /// A paragraph.
    Paragraph(Line),
    /// A list, numbered from `start` if that is set.
    List {
        /// The first number of a numbered list.
        start: Option<u64>,
        /// Each item is blocks.
        items: Vec<Vec<Block>>,
    },
    /// A quotation or a set-off answer.
    Quote(Vec<Block>),
    /// Highlighted code.
    Code {
        /// The language, as written; may be empty.
        language: String,
        /// Lines of classified pieces.
        lines: Vec<Vec<Token>>,
    },
    /// A formula on a line of its own.
    Math {
        /// The `<math>` element.
        mathml: String,
        /// What the author wrote.
        tex: String,
    },
    /// A table.
    Table {
        /// One for each column.
        align: Vec<Align>,
        /// Column headings.
        head: Vec<Line>,
        /// Rows of cells.
        rows: Vec<Vec<Line>>,
    },
    /// A thematic break.
    Rule,
}

/// How a table's column is aligned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Align {
    /// As text runs.
    Start,
    /// In the middle.
    Centre,
    /// Against it, for numbers.
    End,
}

/// A classified piece of code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Its characters.
    pub text: String,
}

/// What a piece of code is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum TokenKind {
    /// Anything else.
    Plain,
    /// A comment.
    Comment,
    /// A keyword.
    Keyword,
    /// A string.
    String,
    /// A number or another constant.
    Constant,
    /// A name that is defined or called.
    Name,
}

/// The words of a line without their formatting, for titles, descriptions and alternative texts.
#[must_use]
pub fn plain(line: &[Inline]) -> String {
    let mut out = String::new();
    collect(line, &mut out);
    out
}

fn collect(line: &[Inline], out: &mut String) {
    for inline in line {
        match inline {
            Inline::Text(text) | Inline::Code(text) | Inline::Computed { text, .. } => {
                out.push_str(text);
            }
            Inline::Emphasis(inner)
            | Inline::Strong(inner)
            | Inline::Deleted(inner)
            | Inline::Link { text: inner, .. } => collect(inner, out),
            Inline::Math { tex, .. } => out.push_str(tex),
            Inline::Cite { .. } => {}
            Inline::Break => out.push(' '),
        }
    }
}
