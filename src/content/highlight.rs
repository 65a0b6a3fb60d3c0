//! Code to classified pieces. The page colours them by class; no colour is chosen here.

use crate::prose::{Token, TokenKind};
use std::sync::LazyLock;
use syntect::parsing::{ParseState, ScopeStack, SyntaxReference, SyntaxSet};

/// The names of languages that a fence may have.
pub(crate) const LANGUAGES: &[&str] = &[
    "bash", "cpp", "go", "java", "javascript", "json", "python", "rust", "sql", "text", "toml", "yaml",
];

static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(SyntaxSet::load_defaults_newlines);

/// Classifies `code`, line by line. The languages `text` and the empty one are plain.
pub(crate) fn lines(language: &str, code: &str) -> Vec<Vec<Token>> {
    let code = code.strip_suffix('\n').unwrap_or(code);
    if language == "toml" {
        return code.lines().map(toml_line).collect();
    }
    match syntax(language) {
        Some(syntax) => classify(syntax, code),
        None => code.lines().map(|line| join([(TokenKind::Plain, line)])).collect(),
    }
}

fn syntax(language: &str) -> Option<&'static SyntaxReference> {
    match language {
        "" | "text" => None,
        _ => SYNTAXES.find_syntax_by_token(language),
    }
}

fn classify(syntax: &SyntaxReference, code: &str) -> Vec<Vec<Token>> {
    let mut state = ParseState::new(syntax);
    let mut stack = ScopeStack::new();
    let mut out = Vec::new();
    for line in code.lines() {
        let with_end = format!("{line}\n");
        // A grammar that fails on a line leaves that line plain; the code itself is never lost.
        let changes = state.parse_line(&with_end, &SYNTAXES).unwrap_or_default();
        let mut pieces = Vec::new();
        let mut from = 0;
        for (at, change) in changes {
            let at = at.min(line.len());
            pieces.push((kind(&stack), &line[from..at]));
            from = at;
            if stack.apply(&change).is_err() {
                stack = ScopeStack::new();
            }
        }
        pieces.push((kind(&stack), &line[from..]));
        out.push(join(pieces));
    }
    out
}

/// The innermost scope that says something.
fn kind(stack: &ScopeStack) -> TokenKind {
    let named = stack.as_slice().iter().rev().find_map(|scope| {
        let scope = scope.build_string();
        let starts = |prefix: &str| scope.starts_with(prefix);
        if starts("comment") || starts("punctuation.definition.comment") {
            Some(TokenKind::Comment)
        } else if starts("string") || starts("punctuation.definition.string") {
            Some(TokenKind::String)
        } else if starts("constant") {
            Some(TokenKind::Constant)
        } else if starts("keyword.operator") || starts("punctuation") {
            Some(TokenKind::Plain)
        } else if starts("keyword") || starts("storage") {
            Some(TokenKind::Keyword)
        } else if starts("entity.name") || starts("support.function") || starts("variable.function") {
            Some(TokenKind::Name)
        } else {
            None
        }
    });
    named.unwrap_or(TokenKind::Plain)
}

/// TOML is not among the grammars of syntect; a line of it is simple enough.
fn toml_line(line: &str) -> Vec<Token> {
    let content = line.trim_start();
    if content.starts_with('#') {
        return join([(TokenKind::Comment, line)]);
    }
    if content.starts_with('[') && !content.contains('=') {
        return join([(TokenKind::Keyword, line)]);
    }
    let Some(equals) = line.find('=') else { return join(toml_value(line)) };
    let mut pieces = vec![(TokenKind::Name, &line[..equals]), (TokenKind::Plain, "=")];
    pieces.extend(toml_value(&line[equals + 1..]));
    join(pieces)
}

fn toml_value(value: &str) -> Vec<(TokenKind, &str)> {
    let mut pieces = Vec::new();
    let mut rest = value;
    while let Some(first) = rest.chars().next() {
        let (kind, length) = match first {
            '#' => (TokenKind::Comment, rest.len()),
            '"' | '\'' => {
                let end = rest[1..].find(first).map_or(rest.len(), |end| end + 2);
                (TokenKind::String, end)
            }
            c if c.is_alphanumeric() => {
                let part = |c: char| !(c.is_alphanumeric() || "+-._:".contains(c));
                (TokenKind::Constant, rest.find(part).unwrap_or(rest.len()))
            }
            c => (TokenKind::Plain, c.len_utf8()),
        };
        pieces.push((kind, &rest[..length]));
        rest = &rest[length..];
    }
    pieces
}

/// Neighbours of the same kind become one token; empty pieces go.
fn join<'a>(pieces: impl IntoIterator<Item = (TokenKind, &'a str)>) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::new();
    for (kind, text) in pieces {
        match out.last_mut() {
            _ if text.is_empty() => {}
            Some(last) if last.kind == kind => last.text.push_str(text),
            _ => out.push(Token { kind, text: text.into() }),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(language: &str, code: &str, wanted: TokenKind) -> Vec<String> {
        let lines = lines(language, code);
        let tokens = lines.into_iter().flatten().filter(|token| token.kind == wanted);
        tokens.map(|token| token.text.trim().to_owned()).collect()
    }

    #[test]
    fn pieces_have_their_kinds() {
        let python = "def wait(n):  # why\n    return \"x\" + str(12)\n";
        assert_eq!(of("python", python, TokenKind::Comment), ["# why"]);
        assert_eq!(of("python", python, TokenKind::String), ["\"x\""]);
        assert_eq!(of("python", python, TokenKind::Constant), ["12"]);
        assert!(of("python", python, TokenKind::Keyword).contains(&"return".into()));
        assert!(of("python", python, TokenKind::Name).contains(&"wait".into()));
        let toml = "[a]\nwait = 5 # ms\nname = \"x\"";
        assert_eq!(of("toml", toml, TokenKind::Constant), ["5"]);
        assert_eq!(of("toml", toml, TokenKind::Comment), ["# ms"]);
        assert_eq!(of("toml", toml, TokenKind::String), ["\"x\""]);
    }

    #[test]
    fn no_character_is_lost_and_every_language_is_known() {
        let code = "fn main() {\n\n    let x = \"é\"; // ok\n}\n- a: [1, 'b']\nSELECT 1";
        for language in LANGUAGES {
            let lines = lines(language, code);
            let text: Vec<String> =
                lines.iter().map(|line| line.iter().map(|t| t.text.as_str()).collect()).collect();
            assert_eq!(text.join("\n"), code, "{language}");
            assert!(matches!(*language, "text" | "toml") || syntax(language).is_some(), "{language}");
        }
    }
}
