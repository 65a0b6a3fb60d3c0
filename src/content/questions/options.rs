//! Questions in which options are chosen: `choice`, `diagnose` and `flaw`.

use super::{all, counted};
use crate::content::blocks;
use crate::content::diagnostic::Sink;
use crate::content::fields::Fields;
use crate::content::markdown;
use crate::content::scope::Scope;
use crate::content::source::Place;
use crate::content::states;
use crate::content::toml::Table;
use crate::prose::plain;
use crate::question::choice::{Choice, ChoiceOption, Refutation};
use crate::question::diagnose::{Dashboard, Diagnose};
use crate::question::flaw::Flaw;

/// How many readouts make a dashboard that fits a phone.
const READOUTS: std::ops::RangeInclusive<usize> = 2..=6;

pub(super) fn choice(fields: &Fields<'_>, scope: Scope<'_>) -> Option<Choice> {
    let several = fields.flag("several");
    let (options, tables) = options(fields, "option", 2..=8, scope);
    let choice = Choice { several, options: options? };
    check_options(&choice.options, several, &tables, fields.place(), scope.sink);
    Some(choice)
}

/// The options under a key, as far as all could be read, and their tables.
fn options<'a>(
    fields: &Fields<'a>,
    key: &'static str,
    range: std::ops::RangeInclusive<usize>,
    scope: Scope<'_>,
) -> (Option<Vec<ChoiceOption>>, Vec<&'a Table>) {
    let tables = counted(fields, key, range, scope.sink);
    let options = all(tables.iter().map(|table| option(table, scope)));
    (options, tables)
}

fn option(table: &Table, scope: Scope<'_>) -> Option<ChoiceOption> {
    let fields = Fields::new(table, "an option", scope.sink);
    let text = fields.text("text").map(|text| markdown::line(text, scope));
    let right = fields.flag("right");
    let reason = fields.text("reason").map(|text| markdown::line(text, scope));
    let misconception = fields.maybe_text("misconception").map(|text| markdown::line(text, scope));
    let opens = fields.maybe_text("opens");
    let state = opens.and_then(|text| states::find(text, None, scope));
    let look = fields.maybe_text("look").map(|text| markdown::line(text, scope));
    let report = |message: &str, help: &str| scope.sink.error(fields.place(), message, help);
    match (right, misconception.is_some()) {
        (false, false) => report(
            "a wrong option needs `misconception`",
            "add what somebody who picks this believes, as a sentence",
        ),
        (true, true) => report(
            "a right option has no misconception",
            "remove `misconception`, or `right = true`",
        ),
        _ => {}
    }
    match (opens.is_some(), look.is_some()) {
        (true, false) => report("`opens` wants `look`", "add what to look at there, one sentence"),
        (false, true) => report("`look` wants `opens`", "add the state that refutes the option"),
        _ => {}
    }
    fields.finish();
    let refuted_by = state.zip(look).map(|(state, look)| Refutation { state, look });
    Some(ChoiceOption { text: text?, right, reason: reason?, misconception, refuted_by })
}

fn check_options(
    options: &[ChoiceOption],
    several: bool,
    tables: &[&Table],
    place: &Place,
    sink: &Sink,
) {
    let right = options.iter().filter(|option| option.right).count();
    if several && right == 0 {
        sink.error(place, "no option is right", "mark at least one with `right = true`");
    }
    if !several && right != 1 {
        let message = format!("one option must be right, not {right}");
        sink.error(
            place,
            message,
            "mark one with `right = true`, or the question with `several = true`",
        );
    }
    if !several {
        right_is_not_longest(options, tables, sink);
    }
    different(options, tables, sink);
}

fn right_is_not_longest(options: &[ChoiceOption], tables: &[&Table], sink: &Sink) {
    let length = |option: &ChoiceOption| plain(&option.text).chars().count();
    let longest_wrong = options.iter().filter(|o| !o.right).map(length).max().unwrap_or(0);
    for (option, table) in options.iter().zip(tables) {
        if option.right && length(option) > longest_wrong {
            let message = format!(
                "the right option is the longest: {} characters against {longest_wrong}",
                length(option)
            );
            sink.error(&table.place, message, "shorten it, or give a wrong option the same care");
        }
    }
}

fn different(options: &[ChoiceOption], tables: &[&Table], sink: &Sink) {
    for (i, option) in options.iter().enumerate() {
        if options[..i].iter().any(|before| plain(&before.text) == plain(&option.text)) {
            sink.error(&tables[i].place, "two options say the same", "change or remove one");
        }
    }
}

pub(super) fn diagnose(fields: &Fields<'_>, scope: Scope<'_>) -> Option<Diagnose> {
    let dashboard = dashboard(fields, scope);
    let half = |key: &'static str| {
        let (options, tables) = options(fields, key, 2..=5, scope);
        let options = options?;
        let right = options.iter().filter(|option| option.right).count();
        if right != 1 {
            let message = format!("one of `{key}` must be right, not {right}");
            scope.sink.error(fields.place(), message, "mark one with `right = true`");
        }
        right_is_not_longest(&options, &tables, scope.sink);
        different(&options, &tables, scope.sink);
        Some(options)
    };
    let (bottlenecks, evidence) = (half("bottleneck"), half("evidence"));
    Some(Diagnose { dashboard: dashboard?, bottlenecks: bottlenecks?, evidence: evidence? })
}

fn dashboard(fields: &Fields<'_>, scope: Scope<'_>) -> Option<Dashboard> {
    let title = fields.plain("title");
    let state = fields.text("state").and_then(|text| states::find(text, None, scope));
    let known = state.as_ref().and_then(|state| scope.computer.states.get(state.as_str())?.clone());
    let simulator = known.map(|(simulator, _)| simulator);
    let compare = fields.maybe_text("compare");
    let compare = compare.and_then(|text| states::find(text, simulator, scope));
    let plot = fields.text("plot");
    let list = fields.some_list("readouts");
    let readouts = fields.texts("readouts");
    if fields.maybe("readouts").is_some() && !READOUTS.contains(&list.len()) {
        let message = format!("a dashboard shows two to six readouts, not {}", list.len());
        scope.sink.error(fields.place(), message, "name them in `readouts = [\"…\", \"…\"]`");
    }
    let simulator = simulator?;
    for readout in &readouts {
        let keys = simulator.readouts.iter().map(|readout| readout.key);
        blocks::known_key(readout, "readout", keys, simulator, scope);
    }
    let plot = plot?;
    blocks::known_key(plot, "plot", simulator.plots.iter().map(|plot| plot.key), simulator, scope);
    Some(Dashboard {
        title: title?,
        simulator: simulator.id.into(),
        state: state?,
        compare,
        plot: plot.value.clone(),
        readouts: readouts.into_iter().map(|readout| readout.value.clone()).collect(),
    })
}

pub(super) fn flaw(fields: &Fields<'_>, scope: Scope<'_>) -> Option<Flaw> {
    let repair = fields.text("repair").map(|text| markdown::blocks(text, scope));
    let tables = counted(fields, "statement", 3..=8, scope.sink);
    let statements = all(tables.iter().map(|table| statement(table, scope)))?;
    let flawed = statements.iter().filter(|statement| statement.right).count();
    if flawed != 1 {
        let message = format!("one statement must be flawed, not {flawed}");
        scope.sink.error(fields.place(), message, "mark one with `flawed = true`");
    }
    different(&statements, &tables, scope.sink);
    Some(Flaw { statements, repair: repair? })
}

fn statement(table: &Table, scope: Scope<'_>) -> Option<ChoiceOption> {
    let fields = Fields::new(table, "a statement", scope.sink);
    let text = fields.text("text").map(|text| markdown::line(text, scope));
    let right = fields.flag("flawed");
    let reason = fields.text("reason").map(|text| markdown::line(text, scope));
    let misconception = fields.maybe_text("misconception").map(|text| markdown::line(text, scope));
    if right && misconception.is_some() {
        let help = "remove it: it says what somebody believes who suspects a sound statement";
        scope.sink.error(fields.place(), "the flawed statement has no misconception", help);
    }
    fields.finish();
    Some(ChoiceOption { text: text?, right, reason: reason?, misconception, refuted_by: None })
}
