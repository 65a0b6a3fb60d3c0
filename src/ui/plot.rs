//! A plot with its table twin.

use crate::chart;
use crate::sim::outcome::{Plot as Data, PlotSpec};
use leptos::prelude::*;

/// A plot in a figure; it follows the signals. The markup comes from [`chart::svg`], which writes
/// only numbers and escaped labels.
#[component]
pub fn Plot(
    /// What is drawn, and how.
    spec: PlotSpec,
    /// The data.
    #[prop(into)]
    data: Signal<Option<Data>>,
    /// A pinned earlier result.
    #[prop(into)]
    ghost: Signal<Option<Data>>,
    /// What other days bring.
    #[prop(optional, into)]
    spread: Signal<chart::Spread>,
) -> impl IntoView {
    let svg = move || {
        let data = data.get()?;
        let ghost = ghost.get();
        Some(spread.with(|spread| chart::svg_with(&spec, &data, ghost.as_ref(), spread)))
    };
    view! {
        <figure class="plot">
            <figcaption class="plot-title">{spec.title}</figcaption>
            <div class="plot-room" inner_html=move || svg().unwrap_or_default()></div>
        </figure>
    }
    .into_any()
}

/// The numbers of a plot as a table.
#[component]
pub fn Twin(
    /// What is drawn.
    spec: PlotSpec,
    /// The data.
    #[prop(into)]
    data: Signal<Option<Data>>,
) -> impl IntoView {
    let table = move || data.get().map(|data| chart::table(&spec, &data));
    let rows = move || {
        let rows = table().map(|table| table.rows).unwrap_or_default();
        rows.into_iter()
            .map(|[x, y]| view! { <tr><th scope="row">{x}</th><td class="align-end">{y}</td></tr> })
            .collect_view()
    };
    view! {
        <div class="table-scroll" tabindex="0" role="group" aria-label=spec.title>
            <table>
                <caption>{spec.title}</caption>
                <thead>
                    <tr><th scope="col">{spec.x.label}</th><th scope="col" class="align-end">{spec.y.label}</th></tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}
