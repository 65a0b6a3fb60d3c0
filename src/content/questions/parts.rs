//! Questions made of parts: `order`, `match`, `categorise`, `cloze` and `free`.

use super::{all, counted, numbers};
use crate::content::fields::Fields;
use crate::content::markdown;
use crate::content::near;
use crate::content::scope::Scope;
use crate::content::source::Text;
use crate::content::toml::Table;
use crate::prose::{Inline, Line};
use crate::question::categorise::{Categorise, Item as Categorised};
use crate::question::cloze::{Cloze, Filling, Gap};
use crate::question::free::{Free, Level, Point};
use crate::question::matching::{Match, Pair};
use crate::question::order::{Order, Step};
use std::ops::RangeInclusive;

/// What still fits the list of a closed select on a phone.
const LONGEST: usize = 44;

const LEVELS: &[(&str, Level)] = &[("senior", Level::Senior), ("staff", Level::Staff)];

pub(super) fn order(fields: &Fields<'_>, scope: Scope<'_>) -> Option<Order> {
    let tables = counted(fields, "step", 3..=7, scope.sink);
    let steps = all(tables.into_iter().map(|table| {
        let fields = Fields::new(table, "a step", scope.sink);
        let text = line(&fields, "text", scope);
        let reason = line(&fields, "reason", scope);
        fields.finish();
        Some(Step { text: text?, reason: reason? })
    }));
    Some(Order { steps: steps? })
}

fn line(fields: &Fields<'_>, key: &'static str, scope: Scope<'_>) -> Option<Line> {
    fields.text(key).map(|text| markdown::line(text, scope))
}

/// A text for a list to pick from, which browsers show without markup and cut off where it is long.
fn listed(text: &Text, scope: Scope<'_>) -> String {
    let value = text.value.split_whitespace().collect::<Vec<_>>().join(" ");
    let length = value.chars().count();
    if length > LONGEST {
        let message = format!("{length} characters do not fit the list on a phone");
        scope.sink.error(&text.whole(), message, format!("say it in {LONGEST} at most"));
    }
    if let Some(mark) = value.chars().find(|c| "*`$[]".contains(*c)) {
        let message = format!("`{mark}` would be shown as it is, for lists hold plain text");
        scope.sink.error(&text.whole(), message, "write it without Markdown");
    }
    value
}

/// Texts for a list, each once.
fn list(
    texts: Vec<&Text>,
    what: &str,
    range: RangeInclusive<usize>,
    fields: &Fields<'_>,
    scope: Scope<'_>,
) -> Vec<String> {
    let list: Vec<String> = texts.iter().map(|text| listed(text, scope)).collect();
    if !range.contains(&list.len()) {
        let (least, most) = range.into_inner();
        let message = format!("there are {least} to {most} {what}, not {}", list.len());
        scope.sink.error(fields.place(), message, format!("write `{what} = [\"…\", \"…\"]`"));
    }
    for (i, text) in texts.iter().enumerate() {
        if list[..i].contains(&list[i]) {
            let message = format!("`{}` is offered twice", list[i]);
            scope.sink.error(&text.whole(), message, "change or remove one");
        }
    }
    list
}

/// The place of a text in a list; reported where it is not in it.
fn place_in(list: &[String], text: &Text, what: &str, scope: Scope<'_>) -> Option<u32> {
    let value = text.value.split_whitespace().collect::<Vec<_>>().join(" ");
    let place = list.iter().position(|one| *one == value);
    if place.is_none() {
        let message = format!("`{value}` is not one of the {what}");
        let none = format!("write `{what} = [\"…\", \"…\"]`");
        let help = near::suggest(&value, list.iter().map(String::as_str), &none);
        scope.sink.error(&text.whole(), message, help);
    }
    u32::try_from(place?).ok()
}

pub(super) fn matching(fields: &Fields<'_>, scope: Scope<'_>) -> Option<Match> {
    let others = fields.texts("distractors");
    let tables = counted(fields, "pair", 3..=6, scope.sink);
    let mut halves = Vec::new();
    let pairs = all(tables.into_iter().map(|table| {
        let fields = Fields::new(table, "a pair", scope.sink);
        let left = line(&fields, "left", scope);
        let right = fields.text("right");
        let reason = line(&fields, "reason", scope);
        fields.finish();
        halves.extend(right);
        Some((left?, reason?))
    }));
    let paired = halves.len();
    halves.extend(others);
    // All of them are in one list; the report names what an author may have too many of.
    let offered = list(halves, "distractors", 0..=paired + 3, fields, scope);
    let (right, distractors) = offered.split_at(paired);
    let pairs = pairs?;
    if pairs.len() != paired {
        return None;
    }
    let pairs = pairs.into_iter().zip(right);
    let pairs = pairs.map(|((left, reason), right)| Pair { left, right: right.clone(), reason });
    Some(Match { pairs: pairs.collect(), distractors: distractors.to_vec() })
}

pub(super) fn categorise(fields: &Fields<'_>, scope: Scope<'_>) -> Option<Categorise> {
    let texts = fields.texts("categories");
    let categories = list(texts, "categories", 2..=4, fields, scope);
    let tables = counted(fields, "item", 4..=8, scope.sink);
    let items = all(tables.into_iter().map(|table| {
        let fields = Fields::new(table, "an item", scope.sink);
        let text = line(&fields, "text", scope);
        let category = fields.text("category");
        let category = category.and_then(|text| place_in(&categories, text, "categories", scope));
        let reason = line(&fields, "reason", scope);
        fields.finish();
        Some(Categorised { text: text?, category: category?, reason: reason? })
    }))?;
    for (place, category) in (0..).zip(&categories) {
        if items.iter().all(|item| item.category != place) {
            let message = format!("nothing belongs to `{category}`");
            scope.sink.error(fields.place(), message, "add an item, or remove the category");
        }
    }
    Some(Categorise { categories, items })
}

pub(super) fn cloze(fields: &Fields<'_>, scope: Scope<'_>) -> Option<Cloze> {
    let tables = counted(fields, "gap", 1..=4, scope.sink);
    let gaps = all(tables.iter().map(|table| gap(table, scope)));
    let source = fields.text("text")?;
    let text = pieces(markdown::line(source, scope), tables.len());
    if text.is_none() {
        let marks: Vec<_> = (1..=tables.len()).map(|i| format!("`{{{i}}}`")).collect();
        let message = "the gaps do not stand in `text`, each once and in their order";
        let help = format!("write {} in running text, outside of formulas", marks.join(", "));
        scope.sink.error(&source.whole(), message, help);
    }
    Some(Cloze { text: text?, gaps: gaps? })
}

fn gap(table: &Table, scope: Scope<'_>) -> Option<Gap> {
    let fields = Fields::new(table, "a gap", scope.sink);
    let filling = if fields.maybe("options").is_some() {
        let options = list(fields.texts("options"), "options", 2..=6, &fields, scope);
        let right = fields.text("answer");
        let right = right.and_then(|text| place_in(&options, text, "options", scope));
        right.map(|right| Filling::Word { options, right })
    } else {
        numbers::number(&fields, scope).map(Filling::Number)
    };
    let reason = line(&fields, "reason", scope);
    fields.finish();
    Some(Gap { filling: filling?, reason: reason? })
}

/// The line cut at `{1}`, `{2}` and so on; nothing if they are not all there, each once, in order.
fn pieces(line: Line, gaps: usize) -> Option<Vec<Line>> {
    let (mut pieces, mut piece) = (Vec::new(), Line::new());
    for inline in line {
        let Inline::Text(mut text) = inline else {
            piece.push(inline);
            continue;
        };
        while let Some((before, after)) = text.split_once(&format!("{{{}}}", pieces.len() + 1)) {
            piece.push(Inline::Text(before.into()));
            pieces.push(std::mem::take(&mut piece));
            text = after.into();
        }
        piece.push(Inline::Text(text));
    }
    pieces.push(piece);
    let left = |piece: &Line| crate::prose::plain(piece);
    let stray = |n: usize| pieces.iter().any(|piece| left(piece).contains(&format!("{{{n}}}")));
    (pieces.len() == gaps + 1 && !(1..=gaps + 1).any(stray)).then_some(pieces)
}

pub(super) fn free(fields: &Fields<'_>, scope: Scope<'_>) -> Option<Free> {
    let model = fields.text("model").map(|text| markdown::blocks(text, scope));
    let tables = counted(fields, "point", 3..=10, scope.sink);
    let rubric = all(tables.into_iter().map(|table| point(table, scope)))?;
    for (word, level) in LEVELS {
        if rubric.iter().all(|point| point.level != *level) {
            let message = format!("the rubric has no point at {word} level");
            scope.sink.error(fields.place(), message, format!("add one with `level = \"{word}\"`"));
        }
    }
    Some(Free { model: model?, rubric })
}

fn point(table: &Table, scope: Scope<'_>) -> Option<Point> {
    let fields = Fields::new(table, "a point", scope.sink);
    let level = fields.word("level", LEVELS);
    let weight = weight(&fields);
    let text = line(&fields, "text", scope);
    fields.finish();
    Some(Point { level: level?, weight: weight?, text: text? })
}

/// 1 unless said otherwise.
fn weight(fields: &Fields<'_>) -> Option<u32> {
    match fields.maybe("weight") {
        None => Some(1),
        Some(_) => fields.whole("weight", 1, 5),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str, gaps: usize) -> Option<Vec<String>> {
        let pieces = pieces(vec![Inline::Text(text.into())], gaps)?;
        Some(pieces.iter().map(|piece| crate::prose::plain(piece)).collect())
    }

    #[test]
    fn a_sentence_is_cut_at_its_gaps() {
        let cut_at = |text, gaps| cut(text, gaps).map(|pieces| pieces.join("|"));
        assert_eq!(cut_at("a {1} b {2}.", 2).as_deref(), Some("a | b |."));
        assert_eq!(cut_at("{1}{2}", 2).as_deref(), Some("||"));
        assert_eq!(cut_at("a {x} b {1}", 1).as_deref(), Some("a {x} b |"));
        for (text, gaps) in [("a", 1), ("{2} {1}", 2), ("{1} {1}", 1), ("{1} {2}", 1)] {
            assert_eq!(cut(text, gaps), None, "{text}");
        }
    }
}
