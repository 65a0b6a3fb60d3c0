//! TeX to MathML, read again and written anew from a closed list of elements and attributes.
//!
//! The library that translates is not a sanitiser, so what it writes is not trusted: an element, an
//! attribute or a value that is not on the list refuses the formula.

use pulldown_latex::config::{DisplayMode, RenderConfig};
use pulldown_latex::{Parser, Storage, push_mathml};

/// Why a formula is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BadMath {
    /// Not TeX, as far as the translator knows it.
    #[error("this formula cannot be read: {0}")]
    Tex(String),
    /// TeX whose MathML is not on the list.
    #[error("this formula would need {0}, which the course does not use")]
    Forbidden(String),
}

const ELEMENTS: &[&str] = &[
    "math",
    "mrow",
    "mi",
    "mn",
    "mo",
    "mtext",
    "mspace",
    "msup",
    "msub",
    "msubsup",
    "mfrac",
    "msqrt",
    "mroot",
    "mover",
    "munder",
    "munderover",
    "mtable",
    "mtr",
    "mtd",
    "mpadded",
    "mphantom",
    "mstyle",
    "mmultiscripts",
    "mprescripts",
    "none",
];

/// Whether an element may have the attribute with the value.
fn attribute_allowed(name: &str, value: &str) -> bool {
    let switch = matches!(value, "true" | "false");
    match name {
        "display" => matches!(value, "block" | "inline"),
        "mathvariant" => value == "normal",
        "stretchy" | "largeop" | "movablelimits" | "symmetric" | "displaystyle" | "accent"
        | "accentunder" | "fence" | "separator" => switch,
        "form" => matches!(value, "prefix" | "infix" | "postfix"),
        "scriptlevel" => value.parse::<u8>().is_ok(),
        "width" | "height" | "depth" | "linethickness" | "minsize" | "maxsize" | "lspace"
        | "rspace" => is_length(value),
        // The style sheet of the course aligns the cells of tables by these.
        "class" => value.split_ascii_whitespace().all(|class| {
            (class.starts_with("menv-") || class.starts_with("cell-"))
                && class.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')
        }),
        _ => false,
    }
}

fn is_length(value: &str) -> bool {
    let number = ["em", "ex", "px", "pt", "mu"].iter().find_map(|unit| value.strip_suffix(unit));
    number.unwrap_or(value).parse::<f64>().is_ok_and(|number| number.abs() < 100.0)
}

/// The `<math>` element of a formula, on its own line or within one.
pub(crate) fn mathml(tex: &str, own_line: bool) -> Result<String, BadMath> {
    let storage = Storage::new();
    for event in Parser::new(tex, &storage) {
        if let Err(error) = event {
            let text = error.to_string();
            let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
            return Err(BadMath::Tex(first.trim().into()));
        }
    }
    let storage = Storage::new();
    let mut raw = String::new();
    let display_mode = if own_line { DisplayMode::Block } else { DisplayMode::Inline };
    let config = RenderConfig { display_mode, ..RenderConfig::default() };
    push_mathml(&mut raw, Parser::new(tex, &storage), config)
        .map_err(|error| BadMath::Tex(error.to_string()))?;
    rewrite(&raw)
}

/// Reads MathML and writes it anew, if all of it is on the list.
fn rewrite(raw: &str) -> Result<String, BadMath> {
    let broken = || BadMath::Forbidden("markup that is not well formed".into());
    let mut out = String::with_capacity(raw.len());
    let mut open: Vec<&str> = Vec::new();
    let mut rest = raw;
    while let Some(start) = rest.find('<') {
        push_escaped(&mut out, &unescape(&rest[..start]));
        rest = &rest[start..];
        // The translator writes the operator `<` as it is; a tag goes on with a letter or a slash.
        if !rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/') {
            push_escaped(&mut out, "<");
            rest = &rest[1..];
            continue;
        }
        let end = rest.find('>').ok_or_else(broken)?;
        let tag = &rest[1..end];
        if let Some(name) = tag.strip_prefix('/') {
            if open.pop() != Some(name.trim()) {
                return Err(broken());
            }
            out.push_str(&format!("</{}>", name.trim()));
        } else {
            let (inside, closed) = match tag.strip_suffix('/') {
                Some(inside) => (inside, true),
                None => (tag, false),
            };
            let name = element(inside, &mut out)?;
            if closed {
                out.push_str(&format!("</{name}>"));
            } else {
                open.push(name);
            }
        }
        rest = &rest[end + 1..];
    }
    push_escaped(&mut out, &unescape(rest));
    if open.is_empty() && out.starts_with("<math") { Ok(out) } else { Err(broken()) }
}

/// Writes an opening tag; returns its name.
fn element<'a>(inside: &'a str, out: &mut String) -> Result<&'a str, BadMath> {
    let (name, mut rest) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
    if !ELEMENTS.contains(&name) {
        return Err(BadMath::Forbidden(format!("the element `{name}`")));
    }
    out.push('<');
    out.push_str(name);
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            break;
        }
        let attribute = rest.split_once("=\"").and_then(|(attribute, after)| {
            after.split_once('"').map(|(value, after)| (attribute, value, after))
        });
        let Some((attribute, value, after)) = attribute else {
            return Err(BadMath::Forbidden("markup that is not well formed".into()));
        };
        if !attribute_allowed(attribute, value) {
            return Err(BadMath::Forbidden(format!("the attribute `{attribute}=\"{value}\"`")));
        }
        out.push_str(&format!(" {attribute}=\"{value}\""));
        rest = after;
    }
    out.push('>');
    Ok(name)
}

fn push_escaped(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            _ => out.push(c),
        }
    }
}

/// Resolves the entities of XML; an ampersand that begins none stands for itself.
fn unescape(text: &str) -> String {
    let named = [
        // A space of a formula, whose entity the library escapes once more.
        ("&amp;nbsp;", "\u{a0}"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&apos;", "'"),
        ("&#39;", "'"),
        ("&nbsp;", "\u{a0}"),
    ];
    let plain = named.iter().fold(text.to_owned(), |text, (entity, c)| text.replace(entity, c));
    plain.replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_space_in_a_formula_is_a_space() {
        let made = mathml(r"A,\ S", false).expect("it is well formed");
        assert!(made.contains('\u{a0}') && !made.contains("nbsp"), "{made}");
    }

    #[test]
    fn the_formulas_of_a_systems_course_pass() {
        for tex in [
            r"\rho = \frac{\lambda}{\mu}",
            r"W_q \approx \frac{\rho}{1-\rho} \cdot \frac{c_a^2 + c_s^2}{2} \cdot \tau",
            r"L = \lambda W",
            r"\sum_{i=1}^{n} x_i \le \sqrt{n}",
            r"P(W > t) = e^{-(\mu - \lambda)t}",
            r"\text{cost} = \$0.71 \times 3",
            r"\left( \frac{a}{b} \right)^2",
            r"f(x) = \begin{cases} 0 & x < 1 \\ 1 & \text{otherwise} \end{cases}",
            r"\hat{y} \in \mathbb{R}^d, \quad \bar{x} \to \infty",
            r"\begin{aligned} a &= b \\ c &= d \end{aligned}",
            r"40\,\%, \max(a, b), \log_2 n",
        ] {
            let html = mathml(tex, true).unwrap_or_else(|error| panic!("{tex}: {error}"));
            assert!(
                html.starts_with("<math display=\"block\">") && !html.contains("style"),
                "{html}"
            );
        }
        assert!(mathml("a<b", false).is_ok_and(|html| html.contains("<mo>&lt;</mo>")));
    }

    #[test]
    fn what_is_not_on_the_list_is_refused() {
        for tex in [
            r"\color{red}{x}",
            r"\frac{1}",
            r"\undefined",
            r"\text{<img src=x onerror=alert(1)>}",
            r"\text{<script>alert(1)</script>}",
            r"\text{</mtext></math><svg onload=alert(1)>}",
            r"\href{javascript:alert(1)}{x}",
            r"\begin{matrix} a",
        ] {
            let result = mathml(tex, false);
            let safe = result.as_ref().is_ok_and(|html| {
                !html.contains("<img") && !html.contains("<script") && !html.contains("<svg")
            });
            assert!(result.is_err() || (tex.contains("\\text") && safe), "{tex}: {result:?}");
        }
        for raw in [
            "<math><script></script></math>",
            "<math onclick=\"x\"></math>",
            "<math><mi></math>",
            "<math href=\"x\"></math>",
            "<mi>x</mi>",
            "<math><mi style=\"x\"></mi></math>",
            "<math",
        ] {
            assert!(rewrite(raw).is_err(), "{raw}");
        }
    }

    #[test]
    fn text_is_escaped_anew() {
        assert_eq!(
            rewrite("<math><mo>&lt;</mo><mtext>a & b \"c\"</mtext><mspace width=\"1em\" /></math>"),
            Ok("<math><mo>&lt;</mo><mtext>a &amp; b &quot;c&quot;</mtext><mspace width=\"1em\"></mspace></math>".into())
        );
    }
}
