//! What is wrong with the content, where, and how to mend it.

use super::source::Place;
use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource, SourceCode};
use std::cell::RefCell;
use std::fmt;
use std::io::IsTerminal as _;

/// Whether the course can be built in spite of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// It cannot.
    Error,
    /// It can, but somebody should look.
    Warning,
}

/// One problem.
#[derive(Debug, Clone)]
pub struct Diagnostic {
    /// Whether it stops the build.
    pub severity: Severity,
    /// The file and the bytes in question.
    pub place: Place,
    /// Counted from 1.
    pub line: usize,
    /// Counted from 1, in characters.
    pub column: usize,
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub help: String,
}

impl Diagnostic {
    fn new(severity: Severity, place: Place, message: String, help: String) -> Self {
        let (line, column) = place.file.position(place.span.start);
        Self { severity, place, line, column, message, help }
    }

    /// The file, relative to the folder of the course.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.place.file.path
    }

    /// With the source and an underline; with colour if asked for.
    #[must_use]
    pub fn fancy(&self, colour: bool) -> String {
        let theme =
            if colour { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
        let handler = GraphicalReportHandler::new_themed(theme).with_links(false).with_width(100);
        let mut out = String::new();
        let named = Named { source: self.source(), diagnostic: self };
        match handler.render_report(&mut out, &named) {
            Ok(()) => out,
            // The handler fails only where it cannot write or read the source; plain text always can.
            Err(fmt::Error) => self.to_string(),
        }
    }

    fn source(&self) -> NamedSource<String> {
        NamedSource::new(self.file(), self.place.file.text.clone())
    }
}

/// Plain text: `file:line:column: error: message`, the offending line, the help.
impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let (file, line, column) = (self.file(), self.line, self.column);
        writeln!(f, "{file}:{line}:{column}: {severity}: {}", self.message)?;
        let source = self.place.file.text.lines().nth(line - 1).unwrap_or_default();
        let under = self.place.first_line().text().chars().count().max(1);
        writeln!(f, "  | {source}")?;
        writeln!(f, "  | {}{}", " ".repeat(column - 1), "^".repeat(under))?;
        writeln!(f, "  help: {}", self.help)
    }
}

/// A diagnostic with its source, as miette wants it.
struct Named<'a> {
    source: NamedSource<String>,
    diagnostic: &'a Diagnostic,
}

impl fmt::Debug for Named<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.diagnostic.fmt(f)
    }
}

impl fmt::Display for Named<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.diagnostic.message)
    }
}

impl std::error::Error for Named<'_> {}

impl miette::Diagnostic for Named<'_> {
    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.diagnostic.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(&self.diagnostic.help))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let span = self.diagnostic.place.first_line().span;
        Some(Box::new(std::iter::once(LabeledSpan::underline(span))))
    }
}

/// Gathers problems, so that one pass reports them all.
#[derive(Debug, Default)]
pub(crate) struct Sink(RefCell<Vec<Diagnostic>>);

impl Sink {
    /// Reports what stops the build.
    pub(crate) fn error(&self, at: &Place, message: impl Into<String>, help: impl Into<String>) {
        self.add(Severity::Error, at, message.into(), help.into());
    }

    /// Reports what somebody should look at.
    pub(crate) fn warning(&self, at: &Place, message: impl Into<String>, help: impl Into<String>) {
        self.add(Severity::Warning, at, message.into(), help.into());
    }

    fn add(&self, severity: Severity, at: &Place, message: String, help: String) {
        self.0.borrow_mut().push(Diagnostic::new(severity, at.clone(), message, help));
    }

    /// Everything reported, by file and place, once each.
    pub(crate) fn into_sorted(self) -> Vec<Diagnostic> {
        let mut all = self.0.into_inner();
        let key = |d: &Diagnostic| {
            (d.file().to_owned(), d.place.span.start, d.severity, d.message.clone())
        };
        all.sort_by_cached_key(key);
        all.dedup_by_key(|d| key(d));
        all
    }
}

/// The result of compiling the course.
#[derive(Debug)]
pub struct Report {
    /// The course, unless something stopped it.
    pub compiled: Option<super::Compiled>,
    /// Every problem, by file and place.
    pub diagnostics: Vec<Diagnostic>,
}

impl Report {
    /// Whether something stopped the course.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|d| d.severity == Severity::Error)
    }

    /// All problems with their source and a summary, for a person; with colour if standard error is
    /// a terminal and `NO_COLOR` is not set.
    #[must_use]
    pub fn render(&self) -> String {
        let colour = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
        let mut out: String = self.diagnostics.iter().map(|d| d.fancy(colour) + "\n").collect();
        out.push_str(&self.summary());
        out
    }

    /// All problems as plain text, one after the other.
    #[must_use]
    pub fn plain(&self) -> String {
        self.diagnostics.iter().map(|d| format!("{d}\n")).collect()
    }

    fn summary(&self) -> String {
        let count = |severity, one: &str| {
            let n = self.diagnostics.iter().filter(|d| d.severity == severity).count();
            format!("{n} {one}{}", if n == 1 { "" } else { "s" })
        };
        let (errors, warnings) =
            (count(Severity::Error, "error"), count(Severity::Warning, "warning"));
        format!("{errors}, {warnings}\n")
    }
}

#[cfg(test)]
mod tests {
    use super::super::source::File;
    use super::*;

    #[test]
    fn both_forms_show_place_and_help() {
        let file = File::new("lessons/a/lesson.md", "one\n  two three\n");
        let sink = Sink::default();
        sink.error(&Place::new(&file, 6..9), "`two` is wrong", "write `2`");
        let all = sink.into_sorted();
        assert_eq!(
            all[0].to_string(),
            "lessons/a/lesson.md:2:3: error: `two` is wrong\n  |   two three\n  |   ^^^\n  help: write `2`\n"
        );
        let fancy = all[0].fancy(false);
        for part in ["lessons/a/lesson.md:2:3", "two three", "───", "write `2`"] {
            assert!(fancy.contains(part), "{part} is missing from\n{fancy}");
        }
    }
}
