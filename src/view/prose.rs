//! Formatted text. The only markup that is set as such is MathML, which the content compiler builds
//! from a closed set of elements.

use crate::prose::{Align, Block, Inline, Line, Target, Token, TokenKind};
use crate::route::Route;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Where a text stands, so that its links lead somewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The way from the page to the root of the site.
    pub root: String,
    /// The way to the lesson whose sections and sources the text means; empty on its own page.
    pub lesson: String,
}

impl Place {
    /// On the page of `route`.
    #[must_use]
    pub fn on(route: &Route) -> Self {
        Self { root: route.root(), lesson: String::new() }
    }

    fn href(&self, target: &Target) -> String {
        let to = |folder: String, section: Option<&String>| {
            let section = section.map(|section| format!("#{section}")).unwrap_or_default();
            format!("{}{folder}{section}", self.root)
        };
        match target {
            Target::Section(id) => format!("{}#{id}", self.lesson),
            Target::Lesson(id, section) => to(format!("lesson/{id}/"), section.as_ref()),
            Target::Lab(id) => to(Route::Lab(id.clone()).folder(), None),
            Target::Term(id) => to(Route::Glossary.folder(), Some(id)),
            Target::Web(address) => address.clone(),
        }
    }
}

/// A line of text.
#[must_use]
pub fn line(line: &Line, place: &Place) -> AnyView {
    line.iter().map(|inline| self::inline(inline, place)).collect_view().into_any()
}

fn inline(inline: &Inline, place: &Place) -> AnyView {
    match inline {
        Inline::Text(text) => text.clone().into_any(),
        Inline::Emphasis(inner) => view! { <em>{line(inner, place)}</em> }.into_any(),
        Inline::Strong(inner) => view! { <strong>{line(inner, place)}</strong> }.into_any(),
        Inline::Deleted(inner) => view! { <del>{line(inner, place)}</del> }.into_any(),
        Inline::Code(code) => view! { <code>{code.clone()}</code> }.into_any(),
        Inline::Math { mathml, .. } => {
            view! { <span class="math" inner_html=mathml.clone()></span> }.into_any()
        }
        Inline::Link { to, text } => {
            let class = matches!(to, Target::Term(_)).then_some("term");
            view! { <a class=class href=place.href(to)>{line(text, place)}</a> }.into_any()
        }
        Inline::Cite { key, number } => {
            let (href, name) =
                (format!("{}#source-{key}", place.lesson), format!("source {number}"));
            view! { <a class="cite" href=href aria-label=name>{format!("[{number}]")}</a> }
                .into_any()
        }
        Inline::Computed { text, .. } => {
            view! { <span class="computed">{text.clone()}</span> }.into_any()
        }
        Inline::Break => view! { <br/> }.into_any(),
    }
}

/// Blocks of text, one after the other.
#[must_use]
pub fn blocks(blocks: &[Block], place: &Place) -> AnyView {
    blocks.iter().map(|block| self::block(block, place)).collect_view().into_any()
}

/// One block of text.
#[must_use]
pub fn block(block: &Block, place: &Place) -> AnyView {
    match block {
        Block::Heading { level, id, text } => heading(*level, id, line(text, place)),
        Block::Paragraph(text) => view! { <p>{line(text, place)}</p> }.into_any(),
        Block::List { start, items } => list(*start, items, place),
        Block::Quote(inner) => view! { <blockquote>{blocks(inner, place)}</blockquote> }.into_any(),
        Block::Code { language, lines } => code(language, lines),
        Block::Math { mathml, .. } => {
            // Long formulas scroll on a phone, by keyboard too.
            view! {
                <div class="math-block" tabindex="0" role="group" aria-label="Formula"
                    inner_html=mathml.clone()></div>
            }
            .into_any()
        }
        Block::Table { align, head, rows } => table(align, head, rows, place),
        Block::Rule => view! { <hr/> }.into_any(),
    }
}

fn heading(level: u8, id: &str, text: AnyView) -> AnyView {
    let id = id.to_owned();
    match level {
        2 => view! { <h2 id=id>{text}</h2> }.into_any(),
        3 => view! { <h3 id=id>{text}</h3> }.into_any(),
        _ => view! { <h4 id=id>{text}</h4> }.into_any(),
    }
}

fn list(start: Option<u64>, items: &[Vec<Block>], place: &Place) -> AnyView {
    let items = items
        .iter()
        .map(|item| match item.as_slice() {
            // A tight item has no paragraph around its only line.
            [Block::Paragraph(text)] => view! { <li>{line(text, place)}</li> }.into_any(),
            blocks => view! { <li>{self::blocks(blocks, place)}</li> }.into_any(),
        })
        .collect_view();
    match start {
        Some(1) => view! { <ol>{items}</ol> }.into_any(),
        Some(start) => view! { <ol start=start.to_string()>{items}</ol> }.into_any(),
        None => view! { <ul>{items}</ul> }.into_any(),
    }
}

fn code(language: &str, lines: &[Vec<Token>]) -> AnyView {
    let name = if language.is_empty() { "Code".into() } else { format!("Code in {language}") };
    let lines =
        lines.iter().map(|tokens| (tokens.iter().map(token).collect_view(), "\n")).collect_view();
    // Scrollable, so it must be reachable by keyboard.
    view! { <pre class="code" tabindex="0" role="group" aria-label=name><code>{lines}</code></pre> }
        .into_any()
}

fn token(token: &Token) -> AnyView {
    let class = match token.kind {
        TokenKind::Plain => return token.text.clone().into_any(),
        TokenKind::Comment => "tok-comment",
        TokenKind::Keyword => "tok-keyword",
        TokenKind::String => "tok-string",
        TokenKind::Constant => "tok-constant",
        TokenKind::Name => "tok-name",
    };
    view! { <span class=class>{token.text.clone()}</span> }.into_any()
}

fn table(align: &[Align], head: &[Line], rows: &[Vec<Line>], place: &Place) -> AnyView {
    let class = |column: usize| match align.get(column) {
        Some(Align::End) => Some("align-end"),
        Some(Align::Centre) => Some("align-centre"),
        _ => None,
    };
    let name = head.iter().map(|cell| crate::prose::plain(cell)).collect::<Vec<_>>().join(", ");
    let head = head
        .iter()
        .enumerate()
        .map(|(i, cell)| view! { <th scope="col" class=class(i)>{line(cell, place)}</th> })
        .collect_view();
    let row = |cells: &Vec<Line>| {
        let cells = cells
            .iter()
            .enumerate()
            .map(|(i, cell)| match i {
                0 => view! { <th scope="row">{line(cell, place)}</th> }.into_any(),
                _ => view! { <td class=class(i)>{line(cell, place)}</td> }.into_any(),
            })
            .collect_view();
        view! { <tr>{cells}</tr> }
    };
    let rows = rows.iter().map(row).collect_view();
    view! {
        <div class="table-scroll" tabindex="0" role="group" aria-label=format!("Table: {name}")>
            <table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>
        </div>
    }
    .into_any()
}
