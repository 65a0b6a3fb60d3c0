//! What other days of the same settings bring: the range of the results, a day to choose, the worst of
//! twenty, and all of them in the plots.

use super::Chance;
use crate::chart::Spread;
use crate::sim::outcome::Plot;
use crate::sim::study::days::{self, DAYS};
use crate::state::{Studies, services};
use leptos::prelude::*;

/// The range of one result over the days, once it is known.
pub(super) fn range(studies: Studies, place: usize) -> Option<String> {
    let unit = studies.lab().spec().readouts[place].unit;
    studies.days.found.with(|found| days::in_words(found, place, unit))
}

/// The days behind the plot at `place`: where its curve stands now, and their lines if they are asked for.
pub(super) fn behind(studies: Studies, place: usize) -> Spread {
    let plot_of = |day: &crate::sim::outcome::Outcome| day.plots.get(place).cloned();
    let lines =
        studies.lines.found.with(|found| found.iter().flatten().filter_map(plot_of).collect());
    let height = |plot: Plot| match plot {
        Plot::Curve { here, .. } => here.map(|here| here.y),
        Plot::Distribution { .. } => None,
    };
    let here = studies.days.is_whole().then(|| {
        studies.days.found.with(|found| {
            let heights = found.iter().flatten().filter_map(plot_of).filter_map(height);
            heights.fold(None, |range: Option<(f64, f64)>, y| {
                Some(range.map_or((y, y), |(low, high)| (low.min(y), high.max(y))))
            })
        })
    });
    Spread { lines, here: here.flatten() }
}

/// The worst of the twenty days by the key result: its seed and how bad it is, in words.
fn worst(studies: Studies, key: usize) -> Option<(u32, String)> {
    let readout = &studies.lab().spec().readouts[key];
    let seed = studies.lab().seed.get();
    if !studies.days.is_whole() {
        return None;
    }
    studies.days.found.with(|found| {
        let day = days::worst(found, key, readout)?;
        let bad = found[day].as_ref()?.shown(key, readout.unit);
        Some(((seed - seed % DAYS).wrapping_add(day as u32), bad))
    })
}

/// Buttons for days. Formula labs say instead that they are exact.
pub(super) fn days(studies: Studies, chance: Chance, key: usize) -> AnyView {
    let exact = match chance {
        Chance::Formula => Some("Exact: computed from formulas. Every day is the same."),
        Chance::Fixed => Some("No chance: the same settings always give this result."),
        Chance::Drawn => None,
    };
    if let Some(words) = exact {
        return view! { <p class="days-exact">{words}</p> }.into_any();
    }
    let lab = studies.lab();
    let label = lab.spec().readouts[key].label;
    let another = move |_| lab.reseed(lab.seed.get_untracked().wrapping_add(1));
    let show_worst = move |_| {
        if let Some((seed, bad)) = untrack(|| worst(studies, key)) {
            lab.reseed(seed);
            services()
                .page
                .announce(&format!("Day {seed}, the worst of {DAYS}: {label} is {bad}."));
        }
    };
    let lines = move |_| {
        if untrack(|| studies.lines.progress().1 > 0) {
            studies.lines.found.set(Vec::new());
        } else {
            studies.ask_lines();
        }
    };
    let drawn = move || studies.lines.progress().1 > 0;
    let said = move || match worst(studies, key) {
        Some((seed, bad)) if seed == lab.seed.get() => {
            format!(
                "Day {seed}: one day in {DAYS} looks like this. {label} is {bad}, the worst of them."
            )
        }
        Some((_, bad)) => {
            format!("Day {}. One day in {DAYS} is worse: {label} reaches {bad}.", lab.seed.get())
        }
        None => match studies.days.progress() {
            (_, 0) => format!("Day {}.", lab.seed.get()),
            (known, all) => format!("Day {}. Trying other days: {known} of {all}.", lab.seed.get()),
        },
    };
    let waits = move || !studies.days.is_whole();
    view! {
        <div class="days" role="group" aria-label="Other days">
            <p class="days-said">{said}</p>
            <button type="button" class="quiet" on:click=another>"Another day"</button>
            <button type="button" class="quiet" aria-disabled=move || waits().to_string() on:click=show_worst>"The worst of 20 days"</button>
            <button type="button" class="quiet" aria-pressed=move || drawn().to_string() on:click=lines>"Draw 20 days"</button>
        </div>
    }
    .into_any()
}
