//! The pieces of a line: text, stress, code, formulas, links, citations, computed values.

use super::link;
use super::markdown::{Walker, is_blank};
use crate::prose::{Inline, Line, Target};
use pulldown_cmark::{Event, LinkType, Tag};
use std::ops::Range;

impl Walker<'_> {
    /// Everything up to the next end or block, which is left to the caller.
    pub(super) fn inlines(&mut self) -> Line {
        let mut line = Line::new();
        while let Some(event) = self.peek() {
            let block = match event {
                Event::End(_) | Event::Rule => true,
                Event::Start(tag) => !matches!(
                    tag,
                    Tag::Emphasis
                        | Tag::Strong
                        | Tag::Strikethrough
                        | Tag::Link { .. }
                        | Tag::Image { .. }
                ),
                _ => false,
            };
            if block {
                break;
            }
            if let Some((event, at)) = self.next() {
                self.inline(event, &at, &mut line);
            }
        }
        line
    }

    fn inline(&mut self, event: Event<'_>, at: &Range<usize>, line: &mut Line) {
        match event {
            Event::Text(text) => self.push_text(&text, at, line),
            Event::SoftBreak => push(line, " "),
            Event::HardBreak => line.push(Inline::Break),
            Event::Code(code) => self.push_code(&code, at, line),
            Event::InlineMath(tex) => {
                if let Some(mathml) = self.math(&tex, at, false) {
                    line.push(Inline::Math { mathml, tex: tex.into_string() });
                }
            }
            Event::DisplayMath(_) => {
                let help = "put `$$…$$` into a paragraph of its own, or write `$…$`";
                self.error(at, "a displayed formula cannot stand within a line", help);
            }
            Event::Html(_) | Event::InlineHtml(_) => self.refuse_html(at),
            Event::FootnoteReference(_) => self.refuse_footnote(at),
            Event::Start(Tag::Link { link_type, dest_url, .. }) => {
                let found = self.link(link_type, &dest_url, at);
                line.extend(found);
            }
            Event::Start(Tag::Image { .. }) => {
                self.skip();
                let help = "use a `figure` block: a plot or a diagram, which is text";
                self.error(at, "images are refused", help);
            }
            Event::Start(tag) => {
                if !self.enter(at) {
                    return;
                }
                let inner = self.inlines();
                self.next();
                self.leave();
                line.push(match tag {
                    Tag::Strong => Inline::Strong(inner),
                    Tag::Strikethrough => Inline::Deleted(inner),
                    _ => Inline::Emphasis(inner),
                });
            }
            Event::End(_) | Event::Rule | Event::TaskListMarker(_) => {}
        }
    }

    fn push_text(&self, text: &str, at: &Range<usize>, line: &mut Line) {
        // A reference to a footnote that nobody defined arrives in pieces, as text.
        if text.starts_with('^') && self.text.value[..at.start].ends_with('[') {
            self.refuse_footnote(at);
        }
        push(line, text);
    }

    fn push_code(&self, code: &str, at: &Range<usize>, line: &mut Line) {
        let claim = code.strip_prefix('=').map(str::trim);
        let Some(claim) = claim.filter(|c| c.starts_with(|c: char| c.is_ascii_alphabetic())) else {
            line.push(Inline::Code(code.into()));
            return;
        };
        match self.scope.computer.print(claim) {
            Ok(text) => line.push(Inline::Computed { text, claim: claim.into() }),
            Err(problem) => self.error(at, problem.message, problem.help),
        }
    }

    fn link(&mut self, kind: LinkType, destination: &str, at: &Range<usize>) -> Option<Inline> {
        if kind == LinkType::ShortcutUnknown {
            let key = destination.strip_prefix("cite:").unwrap_or_default();
            self.skip();
            return self.citation(key, at);
        }
        if !self.enter(at) {
            return None;
        }
        let text = self.inlines();
        self.next();
        self.leave();
        let address = match kind {
            LinkType::Email => format!("mailto:{destination}"),
            _ => destination.to_owned(),
        };
        let to = match link::target(&address) {
            Ok(to) => to,
            Err(error) => {
                self.error(at, error.to_string(), error.help());
                return None;
            }
        };
        if is_blank(&text) {
            let help = "write between the square brackets what a reader will click";
            self.error(at, "this link has no words", help);
            return None;
        }
        if self.scope.citations.is_none() && matches!(to, Target::Section(_)) {
            let help = "write `lesson:<id>#<section>`, for there are no sections here";
            self.error(at, "a link to a section of which lesson?", help);
            return None;
        }
        self.scope.links.note(&to, self.text.place(at.clone()));
        Some(Inline::Link { to, text })
    }

    fn citation(&self, key: &str, at: &Range<usize>) -> Option<Inline> {
        let Some(citations) = self.scope.citations else {
            self.error(at, "nothing can be cited here", "cite within a lesson, which has sources");
            return None;
        };
        let number = citations.cite(key, &self.text.place(at.clone()), self.scope.sink)?;
        Some(Inline::Cite { key: key.into(), number })
    }
}

/// Adds text, joined to text before it.
fn push(line: &mut Line, text: &str) {
    match line.last_mut() {
        Some(Inline::Text(last)) => last.push_str(text),
        _ => line.push(Inline::Text(text.into())),
    }
}
