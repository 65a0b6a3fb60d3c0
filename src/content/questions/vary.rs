//! `vary`: estimates whose numbers are drawn anew, and the names in braces that their texts have.

use crate::base::rng::BUILD_SEED;
use crate::content::computed::outcome;
use crate::content::fields::Fields;
use crate::content::near;
use crate::content::scope::Scope;
use crate::content::source::{Place, Text};
use crate::content::toml::{Item, Table, Value};
use crate::prose::{Block, Inline, Line};
use crate::question::Template;
use crate::question::estimate::vary::{Axis, Name, Vary};
use crate::sim::Simulator;
use crate::sim::values::Values;
use std::collections::BTreeSet;

/// More draws than anybody goes through, and few enough to be numbered.
const MOST: u64 = 1_000_000;

/// So many draws are tried when the course is compiled; formulas are quick.
const TRIED: usize = 400;

/// What `vary` and `answer` say; nothing where there is no `vary`, or something is wrong with it.
pub(super) fn vary(fields: &Fields<'_>, scope: Scope<'_>) -> Option<Vary> {
    let table = fields.maybe_table("vary")?;
    let report = |message: String, help: &str| scope.sink.error(&table.place, message, help);
    let (state, readout) = source(fields)?.or_else(|| {
        let help = "write `answer = \"=state.readout\"`, whose simulator computes every answer";
        report("numbers that vary need an answer that is computed".into(), help);
        None
    })?;
    // An unknown state or readout is reported with the answer.
    let (simulator, values) = scope.computer.states.get(state)?.as_ref()?;
    let (answer, _) = simulator.readout(readout)?;
    if simulator.simulates() {
        let help = "choose a simulator that computes by formulas";
        report(format!("`{}` draws by chance, and so would the answer", simulator.id), help);
        return None;
    }
    let axes = table.entries.iter().map(|entry| {
        let found = axis(simulator, values, &entry.key, &entry.item, scope);
        found.map_err(|(message, help)| scope.sink.error(&entry.item.place, message, help)).ok()
    });
    let axes: Vec<Axis> = super::all(axes)?;
    let vary = Vary {
        simulator: simulator.id.into(),
        values: values.clone(),
        answer: u32::try_from(answer).ok()?,
        axes,
        names: Vec::new(),
    };
    if vary.count() < 4 {
        report(
            format!("{} draws are soon known by heart", vary.count()),
            "let more controls vary, or in smaller steps; there must be 4 draws at least",
        );
        return None;
    }
    if vary.count() > MOST {
        let help = "let fewer controls vary, or in larger steps";
        report(format!("{} draws are more than anybody needs", vary.count()), help);
        return None;
    }
    match try_draws(&vary, simulator) {
        Ok(()) => Some(vary),
        Err(message) => {
            report(message, "narrow the ranges, or vary what matters");
            None
        }
    }
}

/// The state and the readout in `=state.readout`; `Some(None)` if the answer is something else.
#[allow(clippy::option_option, reason = "an answer that is missing is reported by who reads it")]
fn source<'a>(fields: &Fields<'a>) -> Option<Option<(&'a str, &'a str)>> {
    let item = fields.maybe("answer")?;
    let Value::Text(text) = &item.value else { return Some(None) };
    let source = text.value.strip_prefix('=').map(str::trim);
    let parts = source.and_then(|source| source.split_once('.'));
    let is_name = |text: &str| !text.contains(['.', ' ', '/']);
    Some(parts.filter(|(state, readout)| is_name(state) && is_name(readout)))
}

/// A control with its range, or what is wrong and what to do.
fn axis(
    simulator: &'static Simulator,
    values: &Values,
    key: &str,
    item: &Item,
    scope: Scope<'_>,
) -> Result<Axis, (String, String)> {
    let Some((place, control)) = simulator.control(key) else {
        let keys = simulator.controls.iter().map(|control| control.key);
        let message = format!("`{}` has no control `{key}`", simulator.id);
        return Err((message, near::suggest(key, keys, "")));
    };
    let shape = "write `{ min = 1, max = 9, step = 2 }`";
    let Value::Table(table) = &item.value else {
        return Err((format!("`{key}` wants a range, not {}", item.value.kind()), shape.into()));
    };
    if !control.choices.is_empty() {
        return Err((format!("`{key}` is a choice and has no range"), "vary a number".into()));
    }
    let fields = Fields::new(table, "a range", scope.sink);
    let numbers = [fields.number("min"), fields.number("max"), fields.number("step")];
    fields.finish();
    let [Some((min, _)), Some((max, _)), Some((step, _))] = numbers else {
        return Err((format!("the range of `{key}` is incomplete"), shape.into()));
    };
    let steps = (max - min) / step;
    let is_range = step > 0.0 && max > min && (steps - steps.round()).abs() < 1e-6 && steps < 1e6;
    if !is_range {
        let message = format!("from {min} to {max} there is no whole number of steps of {step}");
        return Err((message, shape.into()));
    }
    let control_place = u32::try_from(place).unwrap_or(u32::MAX);
    let axis = Axis { control: control_place, min, step, count: steps.round() as u32 + 1 };
    let is_setting = |value: f64| {
        let near = (control.snap(value) - value).abs() <= 1e-9 * value.abs().max(1.0);
        near && (control.min..=control.max).contains(&value)
    };
    if let Some(bad) = (0..axis.count).map(|at| axis.value(at)).find(|value| !is_setting(*value)) {
        let (low, high) = (control.min, control.max);
        let help = format!("it goes from {low} to {high} in steps of {}", control.step);
        return Err((format!("`{key}` cannot be {bad}"), help));
    }
    if axis.place(values.get(place)).is_none() {
        let message = format!("{} is not in this range", values.get(place));
        return Err((message, format!("the state sets `{key}` so, and it is the first draw")));
    }
    Ok(axis)
}

/// Whether every draw, or many of them, has an answer, and not all the same.
fn try_draws(vary: &Vary, simulator: &'static Simulator) -> Result<(), String> {
    let (mut draw, mut answers) = (vary.first(), Vec::new());
    for _ in 0..TRIED.min(usize::try_from(vary.count()).unwrap_or(TRIED)) {
        let values = vary.values(&draw);
        let Some(truth) = vary.truth(&simulator.run(&values, BUILD_SEED)) else {
            let at = values.to_query(simulator.controls);
            return Err(format!("there is no answer above 0 at {at}"));
        };
        answers.push(truth);
        draw = vary.next(&draw);
    }
    let (low, high) =
        answers.iter().fold((f64::INFINITY, 0.0_f64), |(low, high), x| (low.min(*x), high.max(*x)));
    if high <= low * 1.2 {
        return Err("the answer hardly differs from draw to draw".into());
    }
    Ok(())
}

/// The sources of a question's texts.
pub(super) struct Sources<'a> {
    pub(super) prompt: &'a Text,
    pub(super) hints: Vec<&'a Text>,
    pub(super) explain: &'a Text,
}

/// Finds what the names in braces stand for, and puts the first draw in their places; the texts as they
/// were come back.
pub(super) fn fill(
    vary: &mut Vary,
    texts: &mut Template,
    sources: &Sources<'_>,
    table: &Table,
    scope: Scope<'_>,
) -> Option<Template> {
    let template = texts.clone();
    let simulator = crate::sim::find(&vary.simulator)?;
    let state = scope.computer.states.iter().find_map(|(id, known)| {
        let is_it = known.as_ref().is_some_and(|(_, values)| *values == vary.values);
        is_it.then_some(id.as_str())
    });
    let mut reader = Reader { simulator, state, vary, scope };
    let prompt = reader.read(&mut texts.prompt, sources.prompt, false);
    for (hint, source) in texts.hints.iter_mut().zip(&sources.hints) {
        let mut block = vec![Block::Paragraph(hint.clone())];
        reader.read(&mut block, source, false);
    }
    reader.read(&mut texts.explain, sources.explain, true);
    for axis in &vary.axes {
        let key = simulator.controls.get(axis.control as usize)?.key;
        if !prompt.contains(key) {
            let message = format!("the prompt does not say `{{{key}}}`, which varies");
            scope.sink.error(
                &table.place,
                message,
                format!("write `{{{key}}}` where its number stands"),
            );
        }
    }
    let (first, result) = (vary.first(), outcome(simulator, &vary.values));
    let vary: &Vary = vary;
    let mut put = |text: &mut String| *text = vary.fill(text, &first, Some(&result));
    each_block(&mut texts.prompt, &mut |inline| in_text(inline, &mut put));
    for hint in &mut texts.hints {
        each_inline(hint, &mut |inline| in_text(inline, &mut put));
    }
    each_block(&mut texts.explain, &mut |inline| in_text(inline, &mut put));
    Some(template)
}

fn in_text(inline: &mut Inline, change: &mut impl FnMut(&mut String)) {
    if let Inline::Text(text) = inline {
        change(text);
    }
}

/// Finds the names in braces and reports those that stand for nothing.
struct Reader<'a, 'b> {
    simulator: &'static Simulator,
    state: Option<&'a str>,
    vary: &'a mut Vary,
    scope: Scope<'b>,
}

impl Reader<'_, '_> {
    /// The words in braces.
    fn read(&mut self, blocks: &mut [Block], source: &Text, tells: bool) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        let place = source.whole();
        each_block(blocks, &mut |inline| match inline {
            Inline::Text(text) => found.extend(words(text)),
            Inline::Computed { claim, .. } => self.stale(claim, &place),
            Inline::Math { tex: code, .. } | Inline::Code(code) => {
                // Braces are common in formulas, keys of controls are not.
                let lost =
                    words(code).into_iter().find(|word| self.simulator.control(word).is_some());
                if let Some(word) = lost {
                    let message = format!("`{{{word}}}` stays as it is in formulas and in code");
                    self.scope.sink.error(&place, message, "write it in running text");
                }
            }
            _ => {}
        });
        for word in &found {
            if let Err((message, help)) = self.name(word, tells) {
                self.scope.sink.error(&place, message, help);
            }
        }
        found
    }

    /// A value of the state is right for the first draw only.
    fn stale(&self, claim: &str, place: &Place) {
        let of_state =
            self.state.and_then(|state| claim.trim().strip_prefix(state)?.strip_prefix('.'));
        if of_state.is_some() {
            let message = format!("`={claim}` is right for the first numbers only");
            self.scope.sink.error(place, message, "write the name of the readout in braces");
        }
    }

    fn name(&mut self, word: &str, tells: bool) -> Result<(), (String, String)> {
        if self.vary.names.iter().any(|name| name.key == *word && (tells || !name.is_readout)) {
            return Ok(());
        }
        let (place, unit, is_readout) =
            match (self.simulator.control(word), self.simulator.readout(word)) {
                (Some((_, control)), _) if !control.choices.is_empty() => {
                    return Err((
                        format!("`{word}` is a choice, not a number"),
                        "say it in words".into(),
                    ));
                }
                (Some((place, control)), _) => (place, control.unit, false),
                (None, Some((place, readout))) if tells => (place, readout.unit, true),
                (None, Some(_)) => {
                    let message =
                        format!("`{{{word}}}` is a result, which is known after the answer");
                    return Err((message, "only `explain` may tell results".into()));
                }
                (None, None) => {
                    let keys = self.simulator.controls.iter().map(|control| control.key);
                    let keys =
                        keys.chain(self.simulator.readouts.iter().map(|readout| readout.key));
                    let message =
                        format!("`{}` has nothing that is called `{word}`", self.simulator.id);
                    return Err((message, near::suggest(word, keys, "")));
                }
            };
        let place = u32::try_from(place).unwrap_or(u32::MAX);
        self.vary.names.push(Name { key: word.into(), is_readout, place, unit });
        Ok(())
    }
}

/// What stands in braces, if it could be a key.
fn words(text: &str) -> Vec<String> {
    let parts = text.split('{').skip(1).filter_map(|part| part.split_once('}'));
    let is_key = |word: &str| {
        !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    parts.filter(|(word, _)| is_key(word)).map(|(word, _)| word.to_owned()).collect()
}

fn each_block(blocks: &mut [Block], look: &mut dyn FnMut(&mut Inline)) {
    for block in blocks {
        match block {
            Block::Heading { text, .. } | Block::Paragraph(text) => each_inline(text, look),
            Block::List { items, .. } => items.iter_mut().for_each(|item| each_block(item, look)),
            Block::Quote(blocks) => each_block(blocks, look),
            Block::Table { head, rows, .. } => {
                let cells = head.iter_mut().chain(rows.iter_mut().flatten());
                cells.for_each(|cell| each_inline(cell, look));
            }
            Block::Code { .. } | Block::Math { .. } | Block::Rule => {}
        }
    }
}

fn each_inline(line: &mut Line, look: &mut dyn FnMut(&mut Inline)) {
    for inline in line {
        look(inline);
        match inline {
            Inline::Emphasis(line) | Inline::Strong(line) | Inline::Deleted(line) => {
                each_inline(line, look);
            }
            Inline::Link { text, .. } => each_inline(text, look),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_in_braces_are_names_if_they_could_be_keys() {
        assert_eq!(words("{a} of {max_wait}, {} {b c} {1} {open"), ["a", "max_wait", "1"]);
    }

    #[test]
    fn texts_are_found_wherever_they_stand() {
        let text = |word: &str| Inline::Text(word.into());
        let mut blocks = vec![
            Block::Paragraph(vec![text("a"), Inline::Strong(vec![text("b")])]),
            Block::List { start: None, items: vec![vec![Block::Paragraph(vec![text("c")])]] },
            Block::Quote(vec![Block::Paragraph(vec![Inline::Code("d".into())])]),
        ];
        let mut found = String::new();
        each_block(&mut blocks, &mut |inline| in_text(inline, &mut |text| found.push_str(text)));
        assert_eq!(found, "abc");
    }
}
