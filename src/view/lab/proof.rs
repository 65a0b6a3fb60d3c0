//! The check behind the card, in the learner's own browser: ours beside the reference.

use crate::sim::study::proof::Case;
use crate::state::{Studies, services};
use leptos::prelude::*;

/// The button, and what it brings; nothing where the card is held against nothing that can be repeated.
pub(super) fn proof(studies: Studies, cases: &[Case]) -> AnyView {
    if cases.is_empty() {
        return ().into_any();
    }
    let cases = StoredValue::new(cases.to_vec());
    let ask = move |_| {
        studies
            .ask_proof(cases.with_value(|cases| cases.iter().map(|c| c.given.clone()).collect()));
    };
    let sentence = Memo::new(move |_| said(studies, cases));
    Effect::new(move || {
        if studies.proof.is_whole() {
            services().page.announce(&sentence.get());
        }
    });
    let asked = move || studies.proof.progress().1 > 0;
    let table = move || asked().then(|| table(studies, cases));
    view! {
        <div class="proof">
            <button type="button" class="quiet" on:click=ask>"Check it against the reference"</button>
            <p class="proof-said" hidden=move || !asked()>{sentence}</p>
            {table}
        </div>
    }
    .into_any()
}

fn said(studies: Studies, cases: StoredValue<Vec<Case>>) -> String {
    let (known, all) = studies.proof.progress();
    if known < all {
        return format!("Computing in your browser: {known} of {all}.");
    }
    let verdicts = studies.proof.found.with(|found| {
        cases.with_value(|cases| {
            let pairs = cases.iter().zip(found.iter().flatten());
            pairs
                .flat_map(|(case, outcome)| case.wants.iter().map(|w| w.verdict(outcome).agrees))
                .collect::<Vec<_>>()
        })
    });
    let good = verdicts.iter().filter(|agrees| **agrees).count();
    let of = verdicts.len();
    if good == of {
        format!("All {of} values, computed just now in your browser, agree with the reference.")
    } else {
        format!("{} of {of} values do not agree with the reference. Please report this.", of - good)
    }
}

fn table(studies: Studies, cases: StoredValue<Vec<Case>>) -> AnyView {
    let spec = studies.lab().spec();
    let found = studies.proof.found.get();
    let rows = cases.with_value(|cases| {
        let pairs = cases.iter().zip(&found);
        let pairs = pairs.filter_map(|(case, outcome)| Some((case, outcome.as_ref()?)));
        let rows = pairs.flat_map(|(case, outcome)| {
            let given = case.given.iter().map(|(key, text)| format!("{key}={text}"));
            let given = given.collect::<Vec<_>>().join(" ");
            case.wants.iter().map(move |want| {
                let verdict = want.verdict(outcome);
                let label = spec.readouts.get(want.place as usize).map(|readout| readout.label);
                let judged = if verdict.agrees { "✓ agrees" } else { "✗ does not agree" };
                view! {
                    <tr>
                        <th scope="row">{label}</th>
                        <td class="align-end">{verdict.ours}</td>
                        <td class="align-end">{verdict.reference}</td>
                        <td class="align-end">{verdict.difference.unwrap_or_else(|| "–".into())}</td>
                        <td>{judged}</td>
                        <td class="given">{given.clone()}</td>
                    </tr>
                }
            })
        });
        rows.collect_view()
    });
    let mut sources =
        cases.with_value(|cases| cases.iter().map(|case| case.source.clone()).collect::<Vec<_>>());
    sources.dedup();
    let caption = format!("Held against: {}", sources.join("; "));
    view! {
        <div class="table-scroll" tabindex="0" role="group" aria-label="The check, value by value">
            <table>
                <caption>{caption}</caption>
                <thead>
                    <tr>
                        <th scope="col">"Result"</th>
                        <th scope="col" class="align-end">"Ours, now"</th>
                        <th scope="col" class="align-end">"Reference"</th>
                        <th scope="col" class="align-end">"Difference"</th>
                        <th scope="col">"Verdict"</th>
                        <th scope="col">"Setting"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}
