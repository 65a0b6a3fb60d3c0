//! Markdown to blocks. What has no node is refused where it stands: raw HTML, images, footnotes.

use super::blocks;
use super::highlight::{self, LANGUAGES};
use super::math;
use super::near;
use super::scope::Scope;
use super::source::{Place, Text};
use crate::base::id::StateId;
use crate::prose::{Align, Block, Inline, Line, plain};
use pulldown_cmark::{
    Alignment, BrokenLink, CodeBlockKind, CowStr, Event, HeadingLevel, LinkType, Options, Parser,
    Tag, TagEnd,
};
use std::ops::Range;

/// Deeper nesting than any text needs; a limit, because the walk is recursive.
const DEEPEST: usize = 24;

/// A part of a document: a block, or a special fence.
pub(crate) enum Part {
    /// Text, with its place.
    Block(Block, Place),
    /// A fence of one of the reserved names.
    Fence(Fence),
}

/// A special fence.
pub(crate) struct Fence {
    /// `lab`, `predict`, …
    pub(crate) name: String,
    /// All of it, with its fences.
    pub(crate) place: Place,
    /// What stands between them.
    pub(crate) body: Text,
}

/// The text of a lesson: blocks, headings and special fences.
pub(crate) fn document(text: &Text, scope: Scope<'_>) -> Vec<Part> {
    let mut walker = Walker::new(text, scope);
    walker.document = true;
    walker.parts()
}

/// Blocks without headings and special fences.
pub(crate) fn blocks(text: &Text, scope: Scope<'_>) -> Vec<Block> {
    let parts = Walker::new(text, scope).parts();
    let blocks = parts.into_iter().filter_map(|part| match part {
        Part::Block(block, _) => Some(block),
        Part::Fence(_) => None,
    });
    blocks.collect()
}

/// One paragraph.
pub(crate) fn line(text: &Text, scope: Scope<'_>) -> Line {
    let mut blocks = blocks(text, scope);
    match (blocks.pop(), blocks.is_empty()) {
        (Some(Block::Paragraph(line)), true) => line,
        (None, true) => Line::new(),
        _ => {
            let help = "write running text; lists, code and blank lines do not fit here";
            scope.sink.error(&text.whole(), "only one paragraph fits here", help);
            Line::new()
        }
    }
}

/// Walks over the events of the parser.
pub(super) struct Walker<'a> {
    pub(super) text: &'a Text,
    pub(super) scope: Scope<'a>,
    events: Vec<(Event<'a>, Range<usize>)>,
    at: usize,
    depth: usize,
    /// Whether headings and special fences may stand here.
    document: bool,
}

impl<'a> Walker<'a> {
    fn new(text: &'a Text, scope: Scope<'a>) -> Self {
        let options = Options::ENABLE_TABLES
            | Options::ENABLE_STRIKETHROUGH
            | Options::ENABLE_MATH
            | Options::ENABLE_HEADING_ATTRIBUTES
            // Known, so that they can be refused.
            | Options::ENABLE_FOOTNOTES;
        // A citation looks like a reference to a link that nobody defined.
        let citation = |link: BrokenLink<'_>| {
            let key = link.reference.strip_prefix('@')?;
            (link.link_type == LinkType::Shortcut)
                .then(|| (CowStr::from(format!("cite:{key}")), CowStr::from("")))
        };
        let parser = Parser::new_with_broken_link_callback(&text.value, options, Some(citation));
        let events =
            parser.into_offset_iter().map(|(event, at)| (event.into_static(), at)).collect();
        Self { text, scope, events, at: 0, depth: 0, document: false }
    }

    pub(super) fn next(&mut self) -> Option<(Event<'a>, Range<usize>)> {
        let next = self.events.get(self.at).cloned();
        self.at += 1;
        next
    }

    pub(super) fn peek(&self) -> Option<&Event<'a>> {
        self.events.get(self.at).map(|(event, _)| event)
    }

    pub(super) fn error(
        &self,
        at: &Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.scope.sink.error(&self.text.place(at.clone()), message, help);
    }

    /// Passes over everything up to the end of the element that has just begun; returns its text.
    pub(super) fn skip(&mut self) -> String {
        let mut open = 1;
        let mut text = String::new();
        while open > 0 {
            match self.next() {
                Some((Event::Start(_), _)) => open += 1,
                Some((Event::End(_), _)) => open -= 1,
                Some((Event::Text(piece) | Event::Code(piece), _)) => text.push_str(&piece),
                Some(_) => {}
                None => break,
            }
        }
        text
    }

    /// Whether the walk may go deeper; if not, the element is reported and passed over.
    pub(super) fn enter(&mut self, at: &Range<usize>) -> bool {
        if self.depth < DEEPEST {
            self.depth += 1;
            return true;
        }
        self.error(at, "this is nested too deeply", "take the text apart into plain paragraphs");
        self.skip();
        false
    }

    pub(super) fn leave(&mut self) {
        self.depth -= 1;
    }

    fn parts(&mut self) -> Vec<Part> {
        let mut parts = Vec::new();
        while let Some(event) = self.peek() {
            if matches!(event, Event::End(_)) {
                break;
            }
            if is_inline(event) {
                let start = self.events[self.at].1.start;
                let line = self.inlines();
                let end = self.events[self.at - 1].1.end;
                parts.push(Part::Block(Block::Paragraph(line), self.text.place(start..end)));
                continue;
            }
            let Some((event, range)) = self.next() else { break };
            let place = self.text.place(range.clone());
            if let Event::Start(Tag::CodeBlock(kind)) = &event {
                parts.extend(self.code(kind, &range, place));
            } else if let Some(block) = self.block(event, &range) {
                parts.push(Part::Block(block, place));
            }
        }
        parts
    }

    /// Blocks within a list, a quotation or a table.
    fn inner_blocks(&mut self) -> Vec<Block> {
        let document = std::mem::replace(&mut self.document, false);
        let parts = self.parts();
        self.document = document;
        self.next();
        let blocks = parts.into_iter().filter_map(|part| match part {
            Part::Block(block, _) => Some(block),
            Part::Fence(_) => None,
        });
        blocks.collect()
    }

    fn block(&mut self, event: Event<'a>, at: &Range<usize>) -> Option<Block> {
        match event {
            Event::Start(Tag::Paragraph) => self.paragraph(),
            Event::Start(Tag::Heading { level, id, classes, attrs }) => {
                let extra = !classes.is_empty() || !attrs.is_empty();
                self.heading(level, id.as_deref(), extra, at)
            }
            Event::Start(Tag::BlockQuote(_)) => {
                if !self.enter(at) {
                    return None;
                }
                let inner = self.inner_blocks();
                self.leave();
                Some(Block::Quote(inner))
            }
            Event::Start(Tag::List(start)) => self.list(start, at),
            Event::Start(Tag::Table(align)) => Some(self.table(&align)),
            Event::Rule => Some(Block::Rule),
            Event::Start(Tag::HtmlBlock) => {
                self.skip();
                self.refuse_html(at);
                None
            }
            Event::Start(Tag::FootnoteDefinition(_)) => {
                self.skip();
                self.refuse_footnote(at);
                None
            }
            Event::Start(_) => {
                self.skip();
                self.error(at, "the course has no such block", "write it as text or as a list");
                None
            }
            _ => None,
        }
    }

    pub(super) fn refuse_html(&self, at: &Range<usize>) {
        let help = "write Markdown; for a literal `<`, write it as code or as `\\<`";
        self.error(at, "raw HTML is refused", help);
    }

    pub(super) fn refuse_footnote(&self, at: &Range<usize>) {
        let help = "say it in the text, in a `note` block, or cite a source as `[@key]`";
        self.error(at, "footnotes are refused", help);
    }

    fn paragraph(&mut self) -> Option<Block> {
        let alone = matches!(
            self.events.get(self.at..self.at + 2),
            Some([(Event::DisplayMath(_), _), (Event::End(TagEnd::Paragraph), _)])
        );
        if alone && let Some((Event::DisplayMath(tex), at)) = self.next() {
            self.next();
            let mathml = self.math(&tex, &at, true)?;
            return Some(Block::Math { mathml, tex: tex.into_string() });
        }
        let line = self.inlines();
        self.next();
        (!line.is_empty()).then_some(Block::Paragraph(line))
    }

    /// The MathML of a formula, or a report.
    pub(super) fn math(&self, tex: &str, at: &Range<usize>, own_line: bool) -> Option<String> {
        match math::mathml(tex, own_line) {
            Ok(mathml) => Some(mathml),
            Err(error) => {
                let help =
                    "use plain TeX: fractions, sub- and superscripts, roots, sums, Greek, `\\text`";
                self.error(at, error.to_string(), help);
                None
            }
        }
    }

    fn heading(
        &mut self,
        level: HeadingLevel,
        id: Option<&str>,
        extra: bool,
        at: &Range<usize>,
    ) -> Option<Block> {
        let text = self.inlines();
        self.next();
        let words = plain(&text);
        if !self.document {
            let help = "write a paragraph; headings belong to the text of the lesson";
            self.error(at, "a heading cannot stand here", help);
            return None;
        }
        if extra {
            let help = "write `## Heading {#id}`; classes and other attributes do not exist";
            self.error(at, "a heading may have an id and nothing else", help);
        }
        let level = level as u8;
        if !(2..=4).contains(&level) {
            let message = format!("a heading of level {level} cannot stand here");
            let help = "use `##`, `###` or `####`; level 1 is the lesson's title";
            self.error(at, message, help);
        }
        let id = id.map_or_else(|| slug_of(&words), str::to_owned);
        if StateId::new(id.as_str()).is_err() {
            let message = format!("`{id}` cannot be the id of a section");
            let help = "give one in lower case with hyphens, such as `{#how-it-works}`";
            self.error(at, message, help);
            return None;
        }
        (2..=4).contains(&level).then_some(Block::Heading { level, id, text })
    }

    fn list(&mut self, start: Option<u64>, at: &Range<usize>) -> Option<Block> {
        if !self.enter(at) {
            return None;
        }
        let mut items = Vec::new();
        while let Some((Event::Start(Tag::Item), _)) = self.next() {
            items.push(self.inner_blocks());
        }
        self.leave();
        Some(Block::List { start, items })
    }

    fn table(&mut self, align: &[Alignment]) -> Block {
        let align = align.iter().map(|align| match align {
            Alignment::None | Alignment::Left => Align::Start,
            Alignment::Center => Align::Centre,
            Alignment::Right => Align::End,
        });
        let align = align.collect();
        let (mut head, mut rows) = (Vec::new(), Vec::new());
        while let Some((event, at)) = self.next() {
            match event {
                Event::Start(Tag::TableHead) => {
                    head = self.cells();
                    if head.iter().any(|cell| is_blank(cell)) {
                        let help = "write what the column holds";
                        self.error(&at, "a column of this table has no heading", help);
                    }
                }
                Event::Start(Tag::TableRow) => rows.push(self.cells()),
                _ => break,
            }
        }
        Block::Table { align, head, rows }
    }

    fn cells(&mut self) -> Vec<Line> {
        let mut cells = Vec::new();
        while let Some((Event::Start(Tag::TableCell), _)) = self.next() {
            cells.push(self.inlines());
            self.next();
        }
        cells
    }

    fn code(&mut self, kind: &CodeBlockKind<'_>, at: &Range<usize>, place: Place) -> Option<Part> {
        let first = self.events.get(self.at).map(|(_, range)| range.start);
        let from = self.at;
        let code = self.skip();
        let last = self.events[from..self.at - 1].last().map(|(_, range)| range.end);
        let info = match kind {
            CodeBlockKind::Fenced(info) => info.trim(),
            CodeBlockKind::Indented => "",
        };
        if blocks::NAMES.contains(&info) {
            if !self.document {
                let help = "put it into the text of the lesson, at the beginning of a line";
                self.error(at, format!("a `{info}` block cannot stand here"), help);
                return None;
            }
            let inside = match (first, last) {
                (Some(first), Some(last)) if last > first => first..last,
                _ => at.end..at.end,
            };
            return Some(Part::Fence(Fence {
                name: info.into(),
                place,
                body: self.text.part(inside),
            }));
        }
        if !info.is_empty() && !LANGUAGES.contains(&info) {
            let known = blocks::NAMES.iter().chain(LANGUAGES).copied();
            let help = near::suggest(info, known, "");
            self.error(at, format!("there is no block or language `{info}`"), help);
            return None;
        }
        Some(Part::Block(
            Block::Code { language: info.into(), lines: highlight::lines(info, &code) },
            place,
        ))
    }
}

/// The id of a heading that names none.
fn slug_of(words: &str) -> String {
    let letter = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { ' ' };
    let spaced: String = words.replace(['\'', '’'], "").chars().map(letter).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join("-")
}

fn is_inline(event: &Event<'_>) -> bool {
    match event {
        Event::Start(tag) => matches!(
            tag,
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. }
        ),
        Event::End(_) | Event::Rule | Event::Html(_) => false,
        _ => true,
    }
}

pub(super) fn is_blank(line: &[Inline]) -> bool {
    plain(line).trim().is_empty()
}
