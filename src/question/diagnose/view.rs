//! The dashboard, drawn when the course is built; the inputs are those of `choice`.

use super::Dashboard;
use crate::chart;
use crate::sim::Simulator;
use crate::sim::outcome::Outcome;
use leptos::prelude::*;

/// The plot of the first state, and the readouts of all, which are given with their names.
#[must_use]
pub fn dashboard(
    dashboard: &Dashboard,
    simulator: &'static Simulator,
    states: &[(String, Outcome)],
) -> AnyView {
    let heads = states.iter().map(|(label, _)| {
        view! { <th scope="col" class="align-end">{label.clone()}</th> }
    });
    let known = dashboard.readouts.iter().filter_map(|key| simulator.readout(key));
    let rows = known.map(|(place, spec)| {
        let cells = states.iter().map(|(_, outcome)| {
            view! { <td class="align-end">{outcome.shown(place, spec.unit)}</td> }
        });
        view! { <tr><th scope="row">{spec.label}</th>{cells.collect_view()}</tr> }
    });
    view! {
        <figure class="figure dashboard">
            <figcaption class="figure-title">{dashboard.title.clone()}</figcaption>
            <div class="table-scroll" tabindex="0" role="group" aria-label="Readouts">
                <table>
                    <thead><tr><td></td>{heads.collect_view()}</tr></thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </div>
            {plot(dashboard, simulator, states)}
        </figure>
    }
    .into_any()
}

/// The plot of the first state, with a table of the same numbers.
fn plot(
    dashboard: &Dashboard,
    simulator: &'static Simulator,
    states: &[(String, Outcome)],
) -> AnyView {
    let drawn = simulator.plot(&dashboard.plot).zip(states.first());
    let Some(((place, spec), (_, outcome))) = drawn else { return ().into_any() };
    let table = chart::table(spec, &outcome.plots[place]);
    let rows = table.rows.into_iter().map(|[x, y]| {
        view! { <tr><th scope="row">{x}</th><td class="align-end">{y}</td></tr> }
    });
    let [x, y] = table.head;
    view! {
        <div class="plot-room" inner_html=chart::svg(spec, &outcome.plots[place], None)></div>
        <details class="twin">
            <summary>"The plot as a table"</summary>
            <div class="table-scroll" tabindex="0" role="group" aria-label=table.title>
                <table>
                    <thead><tr><th scope="col">{x}</th><th scope="col" class="align-end">{y}</th></tr></thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </div>
        </details>
    }
    .into_any()
}
