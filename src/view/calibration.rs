//! How well a learner knows what they know, as a picture, as sentences and as a table.

use crate::chart;
use crate::progress::calibration::{Calibration, Level, whole_percent};
use leptos::prelude::*;

/// The section; nothing before the first answer.
pub(super) fn calibration(whole: Signal<Calibration>) -> AnyView {
    let section = move || {
        let whole = whole.get();
        (!whole.is_empty()).then(|| {
            view! {
                <section class="module calibration" aria-labelledby="calibration">
                    <h2 id="calibration">"How well you know what you know"</h2>
                    <p>"Each answer and each prediction in a lab came with how sure you were. Someone who knows what they know is on the dashed line."</p>
                    <div class="calibration-parts">
                        <figure class="plot"><div class="plot-room" inner_html=drawn(&whole)></div></figure>
                        <div>
                            <ul>{whole.levels.map(|level| view! { <li>{level.words()}</li> }).to_vec()}</ul>
                            <p>{whole.numbers_in_words()}</p>
                        </div>
                    </div>
                    {table(&whole)}
                </section>
            }
        })
    };
    section.into_any()
}

fn drawn(whole: &Calibration) -> String {
    let point = |level: &Level| {
        let words = format!("{} of {}", level.right, level.said);
        Some((level.confidence.share(), level.share()?, words))
    };
    let points: Vec<_> = whole.levels.iter().filter_map(point).collect();
    let said = points.iter().map(|(said, right, _)| {
        format!("said {}, right {}", whole_percent(*said), whole_percent(*right))
    });
    let label = format!("Confidence and truth: {}.", said.collect::<Vec<_>>().join("; "));
    chart::calibration(&points, &label)
}

fn table(whole: &Calibration) -> AnyView {
    let row = |level: &Level| {
        let cells = [
            level.said.to_string(),
            level.right.to_string(),
            level.share().map_or_else(|| "–".into(), whole_percent),
        ];
        let cells = cells.map(|words| view! { <td>{words}</td> });
        let said = whole_percent(level.confidence.share());
        view! { <tr><th scope="row">{said}</th>{cells.to_vec()}</tr> }
    };
    let head = ["You said", "Answers", "Right", "Share right"];
    let head = head.map(|words| view! { <th scope="col">{words}</th> });
    view! {
        <table class="done">
            <thead><tr>{head.to_vec()}</tr></thead>
            <tbody>{whole.levels.iter().map(row).collect_view()}</tbody>
        </table>
    }
    .into_any()
}
