//! As much of Rust as is needed to see which modules a source names: words and punctuation without
//! comments and texts, and the paths that they make.

/// The source with comments, and if asked texts, blanked out. Lines keep their numbers.
pub(crate) fn strip(source: &str, texts_too: bool) -> String {
    let chars: Vec<char> = source.chars().collect();
    let mut out = String::with_capacity(source.len());
    let mut at = 0;
    while at < chars.len() {
        let (end, blank) = match chars[at] {
            '/' if chars.get(at + 1) == Some(&'/') => (line_end(&chars, at), true),
            '/' if chars.get(at + 1) == Some(&'*') => (comment_end(&chars, at), true),
            '"' => (text_end(&chars, at + 1), texts_too),
            'r' if is_raw(&chars, at) => (raw_end(&chars, at + 1), texts_too),
            '\'' => (character_end(&chars, at), texts_too),
            _ => (at + 1, false),
        };
        let piece = chars[at..end].iter();
        out.extend(piece.map(|c| if blank && *c != '\n' { ' ' } else { *c }));
        at = end;
    }
    out
}

fn line_end(chars: &[char], from: usize) -> usize {
    (from..chars.len()).find(|at| chars[*at] == '\n').unwrap_or(chars.len())
}

/// Comments in blocks may hold others.
fn comment_end(chars: &[char], from: usize) -> usize {
    let mut depth = 0_u32;
    let mut at = from;
    while at + 1 < chars.len() {
        match (chars[at], chars[at + 1]) {
            ('/', '*') => depth += 1,
            ('*', '/') => depth -= 1,
            _ => {
                at += 1;
                continue;
            }
        }
        at += 2;
        if depth == 0 {
            return at;
        }
    }
    chars.len()
}

fn text_end(chars: &[char], mut at: usize) -> usize {
    while at < chars.len() {
        match chars[at] {
            '\\' => at += 2,
            '"' => return at + 1,
            _ => at += 1,
        }
    }
    chars.len()
}

/// Whether `r"` or `r#"` begins here; `for"`, `r#type` and names that end in `r` do not.
fn is_raw(chars: &[char], at: usize) -> bool {
    let begins = at == 0 || !is_word(chars[at - 1]) || chars[at - 1] == 'b';
    let hashes = chars[at + 1..].iter().take_while(|c| **c == '#').count();
    begins && chars.get(at + 1 + hashes) == Some(&'"')
}

fn raw_end(chars: &[char], from: usize) -> usize {
    let hashes = chars[from..].iter().take_while(|c| **c == '#').count();
    let closes = |at: &usize| {
        chars[*at] == '"' && chars[at + 1..].iter().take_while(|c| **c == '#').count() >= hashes
    };
    (from + hashes + 1..chars.len()).find(closes).map_or(chars.len(), |at| at + 1 + hashes)
}

/// The end of `'a'`; a lifetime such as `'static` is left as it is.
fn character_end(chars: &[char], at: usize) -> usize {
    match (chars.get(at + 1), chars.get(at + 2)) {
        (Some('\\'), _) => {
            (at + 3..chars.len()).find(|i| chars[*i] == '\'').map_or(chars.len(), |i| i + 1)
        }
        (Some(_), Some('\'')) => at + 3,
        _ => at + 1,
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Words, `::`, and every other character that is no space.
pub(crate) fn tokens(source: &str) -> Vec<String> {
    let stripped = strip(source, true);
    let mut tokens: Vec<String> = Vec::new();
    let mut chars = stripped.chars().peekable();
    while let Some(c) = chars.next() {
        let mut token = String::from(c);
        if is_word(c) {
            while let Some(next) = chars.next_if(|next| is_word(*next)) {
                token.push(next);
            }
        } else if c == ':' && chars.next_if_eq(&':').is_some() {
            token.push(':');
        }
        if !c.is_whitespace() {
            tokens.push(token);
        }
    }
    tokens
}

/// The modules in which a file stands: `sim/batching/run.rs` is `["sim", "batching", "run"]`.
pub(crate) fn module_of(file: &str) -> Vec<String> {
    let path = file.strip_suffix(".rs").unwrap_or(file);
    let path = path.strip_suffix("/mod").unwrap_or(path);
    path.split('/').filter(|part| *part != "lib").map(str::to_owned).collect()
}

/// Every path that begins with `crate`, `self` or `super`, from the root of the crate, with groups
/// taken apart: `use super::{a, b::c}` in `sim/x.rs` gives `["sim", "a"]` and `["sim", "b", "c"]`.
pub(crate) fn paths(file: &str, source: &str) -> Vec<Vec<String>> {
    let tokens = tokens(source);
    let mut found = Vec::new();
    let mut module = module_of(file);
    // The depth of braces at which each module within the file began.
    let mut inner: Vec<usize> = Vec::new();
    let mut depth = 0;
    for at in 0..tokens.len() {
        let token = |i: usize| tokens.get(i).map_or("", String::as_str);
        match token(at) {
            "{" => {
                depth += 1;
                if at >= 2 && token(at - 2) == "mod" {
                    module.push(token(at - 1).to_owned());
                    inner.push(depth);
                }
            }
            "}" => {
                if inner.last() == Some(&depth) {
                    inner.pop();
                    module.pop();
                }
                depth -= 1;
            }
            // Within a group the path was followed from the group's head.
            "crate" | "self" | "super"
                if token(at + 1) == "::"
                    && (at == 0 || token(at - 1) != "::")
                    && !follows_group(&tokens, at) =>
            {
                tree(&tokens, at, &module, &mut found);
            }
            _ => {}
        }
    }
    found
}

/// Whether the token stands in the braces of a `use` whose head is a path.
fn follows_group(tokens: &[String], at: usize) -> bool {
    let mut depth = 0;
    for i in (0..at).rev() {
        match tokens[i].as_str() {
            "}" => depth += 1,
            "{" if depth > 0 => depth -= 1,
            "{" => return i > 0 && tokens[i - 1] == "::",
            ";" => return false,
            _ => {}
        }
    }
    false
}

/// Follows one path, or a group of them, from `at`; the place behind it.
fn tree(
    tokens: &[String],
    mut at: usize,
    module: &[String],
    found: &mut Vec<Vec<String>>,
) -> usize {
    let mut path = module.to_vec();
    loop {
        match tokens.get(at).map_or("", String::as_str) {
            "crate" => path.clear(),
            "self" => {}
            "super" => {
                path.pop();
            }
            "{" => return group(tokens, at + 1, &path, found),
            word => path.push(word.to_owned()),
        }
        at += 1;
        if tokens.get(at).is_none_or(|token| token != "::") {
            found.push(path);
            return at;
        }
        at += 1;
    }
}

fn group(tokens: &[String], mut at: usize, path: &[String], found: &mut Vec<Vec<String>>) -> usize {
    while tokens.get(at).is_some_and(|token| token != "}") {
        at = tree(tokens, at, path, found);
        // Over `as name` and the comma.
        while tokens.get(at).is_some_and(|token| token != "," && token != "}") {
            at += 1;
        }
        if tokens.get(at).is_some_and(|token| token == ",") {
            at += 1;
        }
    }
    at + 1
}

/// Whether the source names this crate of another package.
pub(crate) fn names_crate(source: &str, name: &str) -> bool {
    let tokens = tokens(source);
    let token = |i: usize| tokens.get(i).map_or("", String::as_str);
    (0..tokens.len()).any(|at| {
        let head = at == 0 || !["::", ".", "mod"].contains(&token(at - 1));
        token(at) == name && head && (token(at + 1) == "::" || (at > 0 && token(at - 1) == "use"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(file: &str, source: &str) -> Vec<String> {
        paths(file, source).iter().map(|path| path.join("/")).collect()
    }

    #[test]
    fn groups_are_taken_apart() {
        let found = joined("sim/x.rs", "use crate::{base::{a, b as c}, view};\nuse crate::chart;");
        assert_eq!(found, ["base/a", "base/b", "view", "chart"]);
    }

    #[test]
    fn supers_are_followed_out_of_files_folders_and_inner_modules() {
        assert_eq!(joined("sim/x.rs", "use super::super::view::part;"), ["view/part"]);
        assert_eq!(joined("sim/a/mod.rs", "use super::control;"), ["sim/control"]);
        assert_eq!(joined("sim/x.rs", "use super::{super::ui, y};"), ["ui", "sim/y"]);
        let inner = "mod tests { fn f() { super::super::super::ui::g(); } }\nuse super::y;";
        assert_eq!(joined("sim/x.rs", inner), ["ui/g", "sim/y"]);
        assert_eq!(joined("route.rs", "use self::super::view::a;"), ["view/a"]);
    }

    #[test]
    fn comments_and_texts_name_nothing() {
        let source = "// crate::ui\n/* /* */ crate::ui */ \"crate::ui \\\" crate::ui\" \
                      r#\"\" crate::ui\"# '\"' crate::base::x '\\'' fn f<'a>() { b'\"'; }";
        assert_eq!(joined("sim/x.rs", source), ["base/x"]);
    }

    #[test]
    fn crates_are_named_by_use_and_by_path_but_not_by_modules_of_the_same_name() {
        assert!(names_crate("use toml;", "toml"));
        assert!(names_crate("fn f() { toml::from_str(a) }", "toml"));
        assert!(names_crate("use {leptos::prelude::*};", "leptos"));
        assert!(!names_crate("mod toml; use super::toml::key; let toml = 1;", "toml"));
    }
}
