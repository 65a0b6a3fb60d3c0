//! The pinned run and the present one as a table.

use crate::sim::compare;
use crate::sim::outcome::Outcome;
use crate::state::LabState;
use leptos::prelude::*;

/// The table; nothing while nothing is pinned.
pub(super) fn baseline(state: LabState) -> AnyView {
    let table = move || {
        state.pinned.with(|pinned| {
            let pinned = pinned.as_ref()?;
            let rows = state.outcome.with(|now| rows(state, &pinned.outcome, now));
            let differing =
                state.values.with(|values| compare::settings(state.spec(), &pinned.values, values));
            Some(drawn(rows, told(differing, state.pinned_seed(), state.seed.get())))
        })
    };
    table.into_any()
}

fn drawn(rows: Vec<AnyView>, told: String) -> AnyView {
    let head = ["Pinned", "Now", "Change"];
    let head = head.map(|words| view! { <th scope="col" class="align-end">{words}</th> });
    view! {
        <div class="baseline">
            <p class="baseline-told"><strong>"Against the pinned run. "</strong>{told}</p>
            <div class="table-scroll" tabindex="0" role="group" aria-label="Against the pinned run">
                <table>
                    <thead><tr><th scope="col">"Result"</th>{head.to_vec()}</tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </div>
    }
    .into_any()
}

fn rows(state: LabState, before: &Outcome, now: &Outcome) -> Vec<AnyView> {
    let row = |(place, spec): (usize, &crate::sim::outcome::ReadoutSpec)| {
        let cells = [
            before.shown(place, spec.unit),
            now.shown(place, spec.unit),
            compare::change(spec, place, before, now),
        ];
        let cells = cells.map(|words| view! { <td class="align-end">{words}</td> });
        view! { <tr><th scope="row">{spec.label}</th>{cells.to_vec()}</tr> }.into_any()
    };
    state.spec().readouts.iter().enumerate().map(row).collect()
}

/// What differs between the two runs, in words.
fn told(mut differing: Vec<String>, pinned_seed: u32, seed: u32) -> String {
    if pinned_seed != seed {
        differing.push(format!("seed {pinned_seed} → {seed}"));
    }
    if differing.is_empty() {
        "Nothing differs yet: change a setting.".into()
    } else {
        format!("{}.", differing.join("; "))
    }
}

#[cfg(test)]
mod tests {
    use super::told;

    #[test]
    fn what_differs_is_named() {
        assert_eq!(told(Vec::new(), 1, 1), "Nothing differs yet: change a setting.");
        assert_eq!(told(vec!["Wait 1 → 2".into()], 1, 7), "Wait 1 → 2; seed 1 → 7.");
    }
}
