//! Questions that a goal of one of the lesson's labs answers.

use crate::content::computed::outcome;
use crate::content::fields::Fields;
use crate::content::near;
use crate::content::scope::Scope;
use crate::question::goal::{Aim, Goal};
use crate::sim;
use crate::sim::study::luck::OTHERS;

pub(super) fn goal(fields: &Fields<'_>, scope: Scope<'_>) -> Option<Goal> {
    let text = fields.text("lab")?;
    let goals = &scope.computer.goals;
    let Some((start, goal)) = goals.get(&text.value) else {
        let message = format!("no lab of this lesson has a goal on `{}`", text.value);
        let none = "add `[goal]` to the `lab` block that is to be set";
        let help = near::suggest(&text.value, goals.keys().map(String::as_str), none);
        scope.sink.error(&text.whole(), message, help);
        return None;
    };
    // A lab whose simulator or start is wrong has been reported where it stands.
    let simulator = sim::find(&text.value)?;
    let (_, values) = scope.computer.states.get(start.as_str())?.as_ref()?;
    let aim = |(key, limit): &(String, f64), over| {
        let (place, readout) = simulator.readout(key)?;
        let (place, label) = (u32::try_from(place).ok()?, readout.label.to_string());
        Some(Aim { place, label, unit: readout.unit, limit: *limit, over })
    };
    let under = goal.under.iter().filter_map(|one| aim(one, false));
    let over = goal.over.iter().filter_map(|one| aim(one, true));
    let chance = simulator.simulates()
        && outcome(simulator, values).readings.iter().any(|reading| reading.half_width > 0.0);
    let others = if chance { u32::try_from(OTHERS).unwrap_or(u32::MAX) } else { 0 };
    Some(Goal {
        simulator: simulator.id.into(),
        start: start.clone(),
        aims: under.chain(over).collect(),
        days: 1 + others,
    })
}
