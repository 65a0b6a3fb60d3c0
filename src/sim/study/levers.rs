//! Which control matters most here: each is moved a little to both sides, and what that does to one
//! result is compared.

use crate::base::format::{self, Unit};
use crate::base::math;
use crate::sim::Spec;
use crate::sim::control::Control;
use crate::sim::outcome::Outcome;
use crate::sim::values::Values;

/// The step, as a share of the value.
pub const STEP: f64 = 0.1;
/// Positions of the slider that make a step from zero, of which there is no share.
const FROM_ZERO: u32 = 5;

/// One control moved.
#[derive(Debug, Clone, PartialEq)]
pub struct Nudge {
    /// Its place.
    pub control: usize,
    /// The value that it is moved to.
    pub to: f64,
    /// All settings then.
    pub values: Values,
}

/// Each control moved to both sides by a tenth of its value, or as little as it can be moved if that is
/// more; each other word of a choice. What lies outside of the range is left out.
#[must_use]
pub fn nudges(controls: &'static [Control], values: &Values) -> Vec<Nudge> {
    let each = controls.iter().enumerate().flat_map(|(place, control)| {
        targets(control, values.get(place)).into_iter().map(move |to| (place, to))
    });
    each.map(|(control, to)| Nudge { control, to, values: values.set(controls, control, to) })
        .collect()
}

fn targets(control: &Control, value: f64) -> Vec<f64> {
    if !control.choices.is_empty() {
        let all = (0..control.choices.len()).map(|place| place as f64);
        return all.filter(|place| *place != value).collect();
    }
    let sides = [-1.0, 1.0].into_iter().filter_map(|side| {
        let to = control.snap(value + side * STEP * value.abs());
        if (to - value) * side > 0.0 {
            return Some(to);
        }
        // From zero, or where a tenth is less than the control's step.
        let here = control.position_of(value);
        let distance = if value == 0.0 { FROM_ZERO } else { 1 };
        let there = if side > 0.0 {
            control.step(here, here + distance)
        } else {
            control.step(here, here.saturating_sub(distance))
        };
        let to = control.at(there);
        ((to - value) * side > 0.0).then_some(to)
    });
    sides.collect()
}

/// What a moved control does to a result.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// The result becomes this.
    Becomes {
        /// The new value.
        value: f64,
        /// The change as a share of what it was; as a difference if it was zero.
        change: f64,
        /// Whether the change is larger than chance explains.
        clear: bool,
    },
    /// There is no number then, but these words: `unbounded`.
    Word(String),
    /// The settings make no sense together, for this reason.
    Impossible(String),
    /// Not known yet.
    Unknown,
}

impl Effect {
    fn size(&self) -> f64 {
        match self {
            Self::Becomes { change, .. } => change.abs(),
            Self::Word(_) => f64::INFINITY,
            Self::Impossible(_) | Self::Unknown => 0.0,
        }
    }

    /// In words: `+12.5 %`, `unbounded`.
    #[must_use]
    pub fn in_words(&self, spec: &Spec, place: usize, before: f64) -> String {
        match self {
            Self::Becomes { change, .. } if before != 0.0 => signed(*change, Unit::Share),
            Self::Becomes { change, .. } => signed(*change, spec.readouts[place].unit),
            Self::Word(word) => word.clone(),
            Self::Impossible(why) => why.clone(),
            Self::Unknown => String::new(),
        }
    }
}

fn signed(change: f64, unit: Unit) -> String {
    let text = format::quantity(change, unit);
    if change > 0.0 { format!("+{text}") } else { text }
}

/// All that moving one control does.
#[derive(Debug, Clone, PartialEq)]
pub struct Lever {
    /// The place of the control.
    pub control: usize,
    /// What it is moved to, and the effect.
    pub ends: Vec<(f64, Effect)>,
}

impl Lever {
    fn size(&self) -> f64 {
        self.ends.iter().map(|(_, effect)| effect.size()).fold(0.0, f64::max)
    }
}

/// The controls, the one that matters most for the result at `place` first. `outcomes` are those of
/// [`runs`](super::runs); `None` until the first is known, or if it has no number there.
#[must_use]
pub fn levers(
    nudges: &[Nudge],
    outcomes: &[Option<Outcome>],
    place: usize,
) -> Option<(f64, Vec<Lever>)> {
    let base = outcomes.first()?.as_ref().filter(|base| base.words(place).is_none())?;
    let mut levers: Vec<Lever> = Vec::new();
    for (nudge, outcome) in nudges.iter().zip(&outcomes[1..]) {
        let end = (nudge.to, effect(base, outcome.as_ref(), place));
        match levers.last_mut().filter(|lever| lever.control == nudge.control) {
            Some(lever) => lever.ends.push(end),
            None => levers.push(Lever { control: nudge.control, ends: vec![end] }),
        }
    }
    // A stable order: equals stay as the controls are.
    levers.sort_by(|a, b| b.size().total_cmp(&a.size()));
    Some((base.readings[place].value, levers))
}

fn effect(base: &Outcome, outcome: Option<&Outcome>, place: usize) -> Effect {
    let Some(outcome) = outcome else { return Effect::Unknown };
    match (outcome.words(place), &outcome.trouble) {
        (Some("–"), Some(trouble)) => Effect::Impossible(trouble.what.clone()),
        (Some(word), _) => Effect::Word(word.into()),
        (None, _) => {
            let (was, is) = (base.readings[place], outcome.readings[place]);
            let difference = is.value - was.value;
            let change = if was.value == 0.0 { difference } else { difference / was.value.abs() };
            let clear = difference.abs() > was.half_width.max(is.half_width);
            Effect::Becomes { value: is.value, change, clear }
        }
    }
}

/// What matters most, as a sentence.
#[must_use]
pub fn sentence(spec: &Spec, values: &Values, place: usize, found: &(f64, Vec<Lever>)) -> String {
    let (before, levers) = found;
    let readout = spec.readouts[place].label;
    let matters = |effect: &Effect| match effect {
        Effect::Becomes { change, clear, .. } => *clear && *change != 0.0,
        Effect::Word(_) => true,
        Effect::Impossible(_) | Effect::Unknown => false,
    };
    let all =
        levers.iter().flat_map(|lever| lever.ends.iter().map(move |end| (lever.control, end)));
    let clear = all.filter(|(_, (_, effect))| matters(effect));
    // The first of equals, and a tiny difference of two effects is no reason to prefer the second.
    let most = clear.fold(None, |most: Option<(usize, &(f64, Effect))>, next| match most {
        Some((_, (_, effect))) if effect.size() >= next.1.1.size() => most,
        _ => Some(next),
    });
    let Some((control, (to, effect))) = most else {
        return format!("None of these steps changes “{readout}” by more than chance does.");
    };
    let control = (&spec.controls[control], values.get(control));
    let step = step_in_words(control.0, control.1, *to);
    let does = match effect {
        Effect::Becomes { change, .. } if *before != 0.0 => by_in_words(*change),
        Effect::Becomes { change, .. } => {
            format!("moves it by {}", signed(*change, spec.readouts[place].unit))
        }
        Effect::Word(word) if word == "unbounded" => "makes it grow without bounds".into(),
        Effect::Word(_) | Effect::Impossible(_) | Effect::Unknown => {
            "leaves it without a value".into()
        }
    };
    format!("“{}” matters most for “{readout}”: {step} {does}.", control.0.label)
}

/// A step as the subject of a sentence: `10 % more of it`, `3 replicas instead of 2`.
#[must_use]
pub fn step_in_words(control: &Control, from: f64, to: f64) -> String {
    if let Some(choice) = control.choices.get(to as usize) {
        return format!("“{}” instead", choice.label);
    }
    let share = (to - from).abs() / from.abs();
    if share.is_finite() && (share - STEP).abs() < 0.005 {
        let way = if to > from { "more" } else { "less" };
        return format!("10 % {way} of it");
    }
    format!(
        "{} instead of {}",
        format::setting(to, control.unit),
        format::setting(from, control.unit)
    )
}

fn by_in_words(change: f64) -> String {
    if (change - 1.0).abs() < 0.05 {
        return "doubles it".into();
    }
    if change > 1.0 {
        return format!("makes it {}", format::quantity(1.0 + change, Unit::Times));
    }
    let share = math::round_to_digits(change.abs(), 2);
    let verb = if change > 0.0 { "raises" } else { "lowers" };
    format!("{verb} it by {}", format::setting(share, Unit::Share))
}
