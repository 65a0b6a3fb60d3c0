//! Values in the text that a simulator computes, and the claims that the text makes of them.

use super::{limit, near};
use crate::base::format::{self, Unit};
use crate::base::id::StateId;
use crate::base::rng::BUILD_SEED;
use crate::lesson::Goal;
use crate::sim::Simulator;
use crate::sim::outcome::Outcome;
use crate::sim::values::Values;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::{Arc, LazyLock, Mutex, OnceLock, PoisonError};

/// The simulator's id and the bits of its settings.
type RunKey = (&'static str, Vec<u64>);

/// An outcome, once somebody has waited for it.
type Once = Arc<OnceLock<Arc<Outcome>>>;

/// Outcomes of runs at build time. A run is a function of its key, so one memory serves the whole
/// process: a preview that compiles at each save simulates only what changed.
static RUNS: LazyLock<Mutex<BTreeMap<RunKey, Once>>> = LazyLock::new(Mutex::default);

/// A state of a lesson; `None` where its settings were wrong, which has been reported already.
pub(crate) type KnownState = Option<(&'static Simulator, Values)>;

/// Figures of `prices.toml`: value and unit. `None` as for states.
pub(crate) type Prices = BTreeMap<String, Option<(f64, String)>>;

/// What values in a text can be computed from.
#[derive(Default, Clone)]
pub(crate) struct Computer {
    pub(crate) states: BTreeMap<String, KnownState>,
    pub(crate) prices: Rc<Prices>,
    /// The goals of the lesson's labs, by simulator, with the states in which the labs open; known
    /// once the text is read.
    pub(crate) goals: BTreeMap<String, (StateId, Goal)>,
}

/// Why a value cannot be computed or a claim does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    pub(crate) message: String,
    pub(crate) help: String,
}

/// A value with its unit. `None` inside `Result` means that the reason was reported elsewhere.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Measured {
    pub(crate) value: f64,
    pub(crate) unit: Unit,
    /// A setting is exact: it prints without trailing zeros and may be claimed to equal something.
    exact: bool,
}

type Outcomes<T> = Result<Option<T>, Problem>;

fn problem<T>(message: impl Into<String>, help: impl Into<String>) -> Result<T, Problem> {
    Err(Problem { message: message.into(), help: help.into() })
}

/// The outcome at build time, simulated once.
pub(crate) fn outcome(simulator: &'static Simulator, values: &Values) -> Arc<Outcome> {
    let bits = values.as_slice().iter().map(|value| value.to_bits()).collect();
    // The lock is not held while a simulator runs, and an entry is whole before it is visible.
    let mut runs = RUNS.lock().unwrap_or_else(PoisonError::into_inner);
    let cell = Arc::clone(runs.entry((simulator.id, bits)).or_default());
    drop(runs);
    Arc::clone(cell.get_or_init(|| Arc::new(simulator.run(values, BUILD_SEED))))
}

impl Computer {
    /// Prints the value that `source` (without the first `=`) asks for, if its claim holds.
    pub(crate) fn print(&self, source: &str) -> Result<String, Problem> {
        let source = source.trim();
        if let Some(key) = source.strip_prefix("price.") {
            return self.price(key.trim());
        }
        let at = source.find(['<', '>', '~', '=']);
        let Some(at) = at else {
            return problem(
                format!("`={source}` claims nothing"),
                "say what the sentence claims, such as `< 60 ms`, `> 3` or `~ 120 req/s`",
            );
        };
        let measured = self.expression(source[..at].trim())?;
        let Some(measured) = measured else { return Ok("–".into()) };
        let text = measured.print();
        check(measured, &source[at..at + 1], source[at + 1..].trim(), &text)?;
        Ok(text)
    }

    /// A value without a claim, for the answer of an estimate.
    pub(crate) fn value(&self, source: &str) -> Outcomes<f64> {
        let source = source.trim();
        if let Some(key) = source.strip_prefix("price.") {
            return Ok(self.find_price(key)?.map(|(value, _)| *value));
        }
        Ok(self.expression(source)?.map(|measured| measured.value))
    }

    /// A readout of a state, by name.
    pub(crate) fn reading(&self, state: &str, readout: &str) -> Outcomes<Measured> {
        let Some((simulator, values)) = self.state(state)? else { return Ok(None) };
        let Some((index, spec)) = simulator.readout(readout) else {
            let help = near::suggest(readout, simulator.readouts.iter().map(|r| r.key), "");
            return problem(format!("`{}` has no readout `{readout}`", simulator.id), help);
        };
        let outcome = outcome(simulator, values);
        if let Some(words) = outcome.words(index) {
            return problem(
                format!("`{state}.{readout}` is no number in this state but “{words}”"),
                "say that in words, or choose a state in which it has a value",
            );
        }
        let value = outcome.readings[index].value;
        Ok(Some(Measured { value, unit: spec.unit, exact: false }))
    }

    fn state(&self, id: &str) -> Result<Option<&(&'static Simulator, Values)>, Problem> {
        match self.states.get(id) {
            Some(known) => Ok(known.as_ref()),
            None => {
                let none = "add the state to states.toml";
                let help = near::suggest(id, self.states.keys().map(String::as_str), none);
                problem(format!("there is no state `{id}`"), help)
            }
        }
    }

    /// One operand, a ratio or a difference.
    fn expression(&self, source: &str) -> Outcomes<Measured> {
        let (left, operator, right) = match (source.split_once(" / "), source.split_once(" - ")) {
            (Some((left, right)), _) => (left, '/', right),
            (None, Some((left, right))) => (left, '-', right),
            (None, None) => return self.operand(source),
        };
        let (left, right) = (self.operand(left.trim())?, self.operand(right.trim())?);
        let (Some(left), Some(right)) = (left, right) else { return Ok(None) };
        if left.unit != right.unit {
            return problem(
                format!(
                    "`{source}` mixes units: {} and {}",
                    left.unit.spoken(),
                    right.unit.spoken()
                ),
                "compare two values of the same unit",
            );
        }
        Ok(Some(match operator {
            '/' => Measured { value: left.value / right.value, unit: Unit::Times, exact: false },
            _ => Measured { value: left.value - right.value, ..left },
        }))
    }

    /// `state.readout` or `state.set.control`.
    fn operand(&self, source: &str) -> Outcomes<Measured> {
        let parts: Vec<&str> = source.split('.').collect();
        match parts[..] {
            [state, readout] => self.reading(state, readout),
            [state, "set", control] => {
                let Some((simulator, values)) = self.state(state)? else { return Ok(None) };
                let Some((index, spec)) = simulator.control(control) else {
                    let keys = simulator.controls.iter().map(|control| control.key);
                    let help = near::suggest(control, keys, "");
                    return problem(format!("`{}` has no control `{control}`", simulator.id), help);
                };
                Ok(Some(Measured { value: values.get(index), unit: spec.unit, exact: true }))
            }
            _ => problem(
                format!("`{source}` is not a value"),
                "write `state.readout`, `state.set.control` or `price.key`",
            ),
        }
    }

    fn find_price(&self, key: &str) -> Outcomes<&(f64, String)> {
        match self.prices.get(key) {
            Some(price) => Ok(price.as_ref()),
            None => {
                let keys = self.prices.keys().map(String::as_str);
                let help =
                    near::suggest(key, keys, "add the figure to prices.toml, with its source");
                problem(format!("there is no price `{key}`"), help)
            }
        }
    }

    fn price(&self, key: &str) -> Result<String, Problem> {
        let price = self.find_price(key)?;
        Ok(price.map_or("–".into(), |(value, unit)| {
            let number = format::setting(*value, Unit::One);
            match unit.strip_prefix('$') {
                Some(rest) => format!("${number}{rest}"),
                None => format!("{number}\u{202f}{unit}"),
            }
        }))
    }
}

impl Measured {
    fn print(self) -> String {
        if self.exact {
            format::setting(self.value, self.unit)
        } else {
            format::quantity(self.value, self.unit)
        }
    }
}

fn check(measured: Measured, operator: &str, limit: &str, printed: &str) -> Result<(), Problem> {
    let Some(limit_value) = limit::parse(limit, measured.unit) else {
        let symbol = measured.unit.symbol();
        return problem(
            format!("`{limit}` is not a value to compare {printed} with"),
            format!("write a number with its unit, such as {}", example(symbol)),
        );
    };
    let value = measured.value;
    let holds = match operator {
        "<" => value < limit_value,
        ">" => value > limit_value,
        "~" => (value - limit_value).abs() <= 0.05 * limit_value.abs(),
        _ if measured.exact => (value - limit_value).abs() <= 1e-9 * limit_value.abs().max(1.0),
        _ => {
            return problem(
                "a simulated value does not equal a number exactly",
                "claim a bound with `<` or `>`, or a neighbourhood of 5 % with `~`",
            );
        }
    };
    if holds {
        return Ok(());
    }
    problem(
        format!("the text claims `{operator} {limit}`, but the value is {printed}"),
        "change the sentence and its claim, or the state",
    )
}

fn example(symbol: &str) -> String {
    match symbol {
        "" | "×" => "`3`".into(),
        "$" => "`$0.01`".into(),
        _ if symbol.starts_with('$') => format!("`$0.80{}`", &symbol[1..]),
        _ => format!("`60 {symbol}`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn computer() -> Computer {
        let simulator = &crate::sim::batching::SIMULATOR;
        let values = Values::defaults(simulator.controls);
        let states = BTreeMap::from([
            ("calm".to_owned(), Some((simulator, values))),
            ("broken".to_owned(), None),
        ]);
        let prices = BTreeMap::from([("gpu".to_owned(), Some((0.71, "$/h".to_owned())))]);
        Computer { states, prices: Rc::new(prices), ..Computer::default() }
    }

    fn shown(source: &str) -> String {
        let text = match computer().print(source) {
            Ok(text) => text,
            Err(problem) => format!("{} ({})", problem.message, problem.help),
        };
        text.replace('\u{202f}', " ")
    }

    #[test]
    fn settings_and_prices_are_exact() {
        assert_eq!(shown("calm.set.max_batch = 8"), "8 requests");
        assert_eq!(shown("price.gpu"), "$0.71/h");
        assert!(shown("calm.set.max_batch = 9").contains("the value is 8 requests"));
    }

    #[test]
    fn simulated_values_are_checked_against_their_claim() {
        assert!(shown("calm.latency_p50 > 1 ms").ends_with(" ms"));
        assert_eq!(shown("calm.latency_p50 / calm.latency_p50 > 0.9"), "1.00 ×");
        assert_eq!(shown("calm.latency_p50 - calm.latency_p50 < 1 ms"), "0 ms");
        assert!(shown("calm.latency_p50 < 1 µs").contains("the text claims `< 1 µs`"));
        assert!(shown("calm.latency_p50 = 3 ms").contains("does not equal"));
    }

    #[test]
    fn mistakes_are_explained() {
        assert!(shown("clam.latency_p50 < 1 s").contains("did you mean `calm`?"));
        assert!(shown("calm.latency_p5 < 1 s").contains("did you mean `latency_p50`?"));
        assert!(shown("calm.set.max_bath = 8").contains("did you mean `max_batch`?"));
        assert!(shown("calm.latency_p50 < 60").contains("such as `60 ms`"));
        assert!(shown("calm.latency_p50").contains("claims nothing"));
        assert!(shown("calm.latency_p50 / calm.throughput > 2").contains("mixes units"));
        assert!(shown("price.gpv").contains("did you mean `gpu`?"));
        assert_eq!(shown("broken.latency_p50 < 1 ms"), "–");
    }
}
