//! Questions whose answer is a number.

use crate::content::computed::Problem;
use crate::content::diagnostic::Sink;
use crate::content::fields::Fields;
use crate::content::scope::Scope;
use crate::content::source::Place;
use crate::content::states;
use crate::content::toml::{Item, Value};
use crate::question::estimate::{Estimate, LogScore};
use crate::question::fill::Number;
use crate::question::predict::Predict;

fn scoring(fields: &Fields<'_>, sink: &Sink) -> Option<LogScore> {
    let full = fields.number("full_marks_within");
    let none = fields.number("no_marks_beyond");
    let ((full, full_place), (none, none_place)) = (full?, none?);
    if full < 1.0 {
        let help = "write a factor of at least 1: `1.25` means 20 % below to 25 % above";
        sink.error(full_place, format!("`full_marks_within` is {full}, below 1"), help);
    }
    if none <= full {
        let message = "`no_marks_beyond` must exceed `full_marks_within`";
        sink.error(none_place, message, format!("write a factor above {full}"));
    }
    Some(LogScore { full_within: full, none_beyond: none })
}

fn positive(value: f64, place: &Place, sink: &Sink) -> Option<f64> {
    if value > 0.0 && value.is_finite() {
        return Some(value);
    }
    let help = "ask for something above 0, for the score is on a log scale";
    sink.error(place, format!("the answer is {value}, which has no logarithm"), help);
    None
}

pub(super) fn estimate(fields: &Fields<'_>, scope: Scope<'_>) -> Option<Estimate> {
    let unit = fields.plain("unit");
    let scoring = scoring(fields, scope.sink);
    let answer = answer(fields, scope);
    let answer = answer.and_then(|(value, place)| positive(value, place, scope.sink));
    let vary = super::vary::vary(fields, scope);
    Some(Estimate { answer: answer?, unit: unit?, scoring: scoring?, vary })
}

pub(super) fn predict(fields: &Fields<'_>, scope: Scope<'_>) -> Option<Predict> {
    let state_name = fields.text("state");
    let state = state_name.and_then(|text| states::find(text, None, scope));
    let readout = fields.text("readout");
    let compare_name = fields.maybe_text("compare");
    let known = state.as_ref().and_then(|state| scope.computer.states.get(state.as_str())?.clone());
    let simulator = known.as_ref().map(|(simulator, _)| *simulator);
    let compare = compare_name.and_then(|text| states::find(text, simulator, scope));
    let scoring = scoring(fields, scope.sink);
    let (state, readout) = (state?, readout?);
    let truth = match scope.computer.reading(state.as_str(), &readout.value) {
        Ok(measured) => positive(measured?.value, &readout.whole(), scope.sink),
        Err(problem) => {
            scope.sink.error(&readout.whole(), problem.message, problem.help);
            None
        }
    };
    Some(Predict {
        simulator: simulator?.id.into(),
        state,
        readout: readout.value.clone(),
        compare,
        truth: truth?,
        scoring: scoring?,
    })
}

/// The number after `answer =`, typed or computed, with its place; reported where there is none.
fn answer<'a>(fields: &Fields<'a>, scope: Scope<'_>) -> Option<(f64, &'a Place)> {
    let Some(Item { value: Value::Text(text), place }) = fields.maybe("answer") else {
        return fields.number("answer");
    };
    let computed = match text.value.strip_prefix('=') {
        Some(source) => scope.computer.value(source),
        None => Err(Problem {
            message: "`answer` is a text".into(),
            help: "write a number, or `\"=state.readout\"` to have it computed".into(),
        }),
    };
    match computed {
        Ok(value) => value.map(|value| (value, place)),
        Err(problem) => {
            scope.sink.error(place, problem.message, problem.help);
            None
        }
    }
}

/// A number with a tolerance, for a gap.
pub(super) fn number(fields: &Fields<'_>, scope: Scope<'_>) -> Option<Number> {
    let answer = answer(fields, scope);
    let unit = fields.maybe_text("unit").map(|text| text.value.trim().to_owned());
    let (tolerance, place) = fields.number("tolerance")?;
    if tolerance < 0.0 {
        let help = "write how far off the number may be, in its unit; 0 for an exact one";
        scope.sink.error(place, format!("`tolerance` is {tolerance}, below 0"), help);
    }
    Some(Number { answer: answer?.0, tolerance, unit: unit.unwrap_or_default() })
}
