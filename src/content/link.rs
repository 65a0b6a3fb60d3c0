//! Where a link may lead. What is not on the list does not exist: there is no list of bad schemes.

use crate::prose::Target;

/// Why a link is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BadLink {
    /// It leads nowhere.
    #[error("this link leads nowhere")]
    Empty,
    /// White space or control characters, which browsers drop when they look for the scheme.
    #[error("this link holds white space or control characters")]
    Smuggled,
    /// Another scheme, or none.
    #[error("a link cannot lead to `{0}`")]
    Scheme(String),
    /// Right scheme, wrong rest.
    #[error("`{0}` is not a complete address")]
    Address(String),
    /// Not the id of anything.
    #[error("`{0}` cannot be an id")]
    Id(String),
}

impl BadLink {
    /// What to write instead.
    pub(crate) fn help(&self) -> &'static str {
        match self {
            Self::Empty => "write the address between the round brackets, or remove the link",
            Self::Smuggled => "write the address in one piece, with `%20` for a space",
            Self::Scheme(_) => {
                "a link begins with `https://`, `http://`, `mailto:`, `#`, `lesson:`, `lab:` or `term:`"
            }
            Self::Address(_) => {
                "write it as a browser shows it, without a name before an `@`, in ASCII"
            }
            Self::Id(_) => "an id is words in lower case with hyphens between, such as `max-wait`",
        }
    }
}

/// Reads the destination of a link, entities and escapes already resolved.
pub(crate) fn target(destination: &str) -> Result<Target, BadLink> {
    if destination.is_empty() {
        return Err(BadLink::Empty);
    }
    if destination.chars().any(|c| c.is_whitespace() || c.is_control() || is_invisible(c)) {
        return Err(BadLink::Smuggled);
    }
    if let Some(section) = destination.strip_prefix('#') {
        return slug(section).map(Target::Section);
    }
    let Some((scheme, rest)) = destination.split_once(':') else {
        return Err(BadLink::Scheme(shorten(destination)));
    };
    match scheme {
        "https" | "http" | "mailto" => web(destination).map(Target::Web),
        "term" => slug(rest).map(Target::Term),
        "lab" => slug(rest).map(Target::Lab),
        "lesson" => match rest.split_once('#') {
            Some((lesson, section)) => Ok(Target::Lesson(slug(lesson)?, Some(slug(section)?))),
            None => Ok(Target::Lesson(slug(rest)?, None)),
        },
        _ => Err(BadLink::Scheme(shorten(destination))),
    }
}

/// Checks an address of the web or of mail.
pub(crate) fn web(address: &str) -> Result<String, BadLink> {
    let plain = address.bytes().all(|b| b.is_ascii_graphic() && !br#""<>\^`{|}"#.contains(&b));
    let bad = || BadLink::Address(shorten(address));
    if !plain {
        return Err(bad());
    }
    if let Some(mail) = address.strip_prefix("mailto:") {
        let mailbox = mail.split('?').next().unwrap_or_default();
        let complete = mailbox.split_once('@').is_some_and(|(name, host)| {
            !name.is_empty() && is_host(host)
        });
        return if complete { Ok(address.into()) } else { Err(bad()) };
    }
    let Some(rest) = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"))
    else {
        let scheme = address.contains(':') && !address.starts_with("http");
        return Err(if scheme { BadLink::Scheme(shorten(address)) } else { bad() });
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.split_once(':').map_or(authority, |(host, _)| host);
    if is_host(host) { Ok(address.into()) } else { Err(bad()) }
}

/// A host name with a dot; `@` is not part of one, so a name cannot pose as a host.
fn is_host(host: &str) -> bool {
    let label = |part: &str| {
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    host.contains('.') && host.split('.').all(label)
}

fn slug(text: &str) -> Result<String, BadLink> {
    crate::base::id::StateId::new(text)
        .map(|id| id.to_string())
        .map_err(|error| BadLink::Id(shorten(&error.0)))
}

/// Characters of no width and of direction, which hide what an address says.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// Enough of a long address to recognise it.
fn shorten(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_on_the_list_passes() {
        for good in [
            "https://example.org/a?b=c#d",
            "http://example.org:8080",
            "mailto:a@example.org?subject=x",
        ] {
            assert_eq!(target(good), Ok(Target::Web(good.into())));
        }
        assert_eq!(target("#forces"), Ok(Target::Section("forces".into())));
        assert_eq!(target("lab:batching"), Ok(Target::Lab("batching".into())));
        assert_eq!(
            target("lesson:tails#forces"),
            Ok(Target::Lesson("tails".into(), Some("forces".into())))
        );
    }

    #[test]
    fn everything_else_is_refused() {
        for bad in [
            "", "#", "#A b", "page.html", "//example.org", "/lesson", "HTTPS://example.org",
            "javascript:alert(1)", "JavaScript:alert(1)", "java\tscript:alert(1)",
            "\u{1}javascript:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc",
            "https:example.org", "https:///x", "https://localhost", "https://good.org@evil.org",
            "https://exa\u{200b}mple.org", "https://例え.jp", "mailto:x", "https://a.b/\"x",
            "lesson:A", "term:", "lab:../x", "view-source:https://a.b", "blob:https://a.b",
        ] {
            assert!(target(bad).is_err(), "{bad:?} passed");
        }
    }
}
