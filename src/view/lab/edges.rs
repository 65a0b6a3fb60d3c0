//! Where the system breaks along a lab's main control, in words and as marks in its plots.

use crate::base::format;
use crate::sim::outcome::{Mark, Plot};
use crate::sim::study::edge;
use crate::state::Studies;
use leptos::prelude::*;

/// What was found, in words: the nearest edge to both sides.
pub(super) fn edges(studies: Studies) -> AnyView {
    let Some(place) = studies.edge_control() else { return ().into_any() };
    let lab = studies.lab();
    let control = &lab.spec().controls[place];
    let say = |x| format::setting(x, control.unit);
    let nowhere = format!(
        "Nothing breaks along “{}”, from {} to {}.",
        control.label.to_lowercase(),
        say(control.min),
        say(control.max)
    );
    let said = move || {
        let here = lab.values.with(|values| values.get(place));
        studies.edges.with(|edges| match edges {
            None => vec![LOOKING.to_owned()],
            Some(edges) if edges.is_empty() => vec![nowhere.clone()],
            Some(edges) => edge::nearest(edges, here).map(|edge| edge.in_words(control)).collect(),
        })
    };
    let items = move || said().into_iter().map(|words| view! { <li>{words}</li> }).collect_view();
    view! { <ul class="edges">{items}</ul> }.into_any()
}

const LOOKING: &str = "Looking for where it breaks.";

/// A plot with its edges marked, where its horizontal axis is the control that leads to them.
pub(super) fn marked(studies: Studies, place: usize, plot: Plot) -> Plot {
    let swept = studies.lab().spec().plots[place].sweep;
    let along = swept.map(|sweep| usize::from(sweep.control));
    match plot {
        Plot::Curve { points, here, mut limits }
            if along.is_some() && along == studies.edge_control() =>
        {
            studies.edges.with(|edges| {
                let edges = edges.iter().flatten();
                let marks = edges.map(|edge| Mark { label: "breaks".into(), at: edge.breaks });
                // The mark says why the curve ends.
                limits.retain(|limit| limit.label != "no value");
                limits.extend(marks);
            });
            Plot::Curve { points, here, limits }
        }
        plot => plot,
    }
}
