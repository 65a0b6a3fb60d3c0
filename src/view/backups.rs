//! The backups that are kept on this device, each with the ways to have it.

use super::copies::{Desk, button};
use crate::progress::backup;
use crate::progress::keeper::{Backup, Why};
use crate::state::services;
use leptos::prelude::*;

/// A backup and how many answers are in it; nothing if it cannot be read.
type Counted = (Backup, Option<usize>);

/// The list. It is read anew when one was made here.
pub(super) fn backups(desk: Desk) -> AnyView {
    let list = RwSignal::new(Vec::<Counted>::new());
    Effect::new(move || {
        desk.backed_up.get();
        services().keeper.backups(move |known| {
            let mut known = known.unwrap_or_default();
            // The last is counted first.
            known.reverse();
            count(known, list.get_untracked(), Vec::new(), list);
        });
    });
    let rows = move || list.get().into_iter().map(|counted| row(desk, counted)).collect_view();
    view! {
        <section class="module backups">
            <h2>"Backups on this device"</h2>
            <p>"The page makes them by itself, and keeps the three latest of each kind. They live and die with this browser: only a file is safe from it."</p>
            <p hidden=move || !list.get().is_empty()>"There is none yet. The first is made soon after you have answered something."</p>
            <table class="done" hidden=move || list.get().is_empty()>
                <thead>
                    <tr>
                        <th scope="col">"Made"</th>
                        <th scope="col">"Answers"</th>
                        <th scope="col">"To have it"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
    }
    .into_any()
}

/// Counts the answers in one backup after the other; the newest come last in `left` and first in the
/// list.
fn count(
    mut left: Vec<Backup>,
    known: Vec<Counted>,
    mut counted: Vec<Counted>,
    list: RwSignal<Vec<Counted>>,
) {
    let Some(next) = left.pop() else { return list.set(counted) };
    if let Some(before) = known.iter().find(|(backup, _)| *backup == next) {
        counted.push(before.clone());
        return count(left, known, counted, list);
    }
    let name = next.name.clone();
    services().keeper.backup(&name, move |text| {
        let records = text.and_then(|text| backup::import(&text).ok());
        counted.push((next, records.map(|records| backup::answers(&records))));
        count(left, known, counted, list);
    });
}

fn row(desk: Desk, (backup, answers): Counted) -> AnyView {
    let why = match backup.why {
        Why::Day => "at the day’s first change",
        Why::Migration => "before a new format",
        Why::Import => "before an import",
        Why::Reset => "before beginning anew",
    };
    let when = services().page.date(backup.at);
    let answers = answers.map_or_else(|| "?".into(), |count| count.to_string());
    let (to_restore, to_download) = (backup.name.clone(), backup);
    let restore = move || {
        services().keeper.backup(&to_restore, move |text| match text {
            Some(text) => services().keeper.load_all(move || {
                desk.look_at(&text);
                desk.show();
            }),
            None => desk.say("That backup is gone: there was no room for it."),
        });
    };
    let download = move || {
        let at = to_download.at;
        services().keeper.backup(&to_download.name, move |text| {
            let Some(text) = text else { return };
            // In a form that can be read, if it can.
            let file = match backup::import(&text) {
                Ok(records) => backup::export(&records, at),
                Err(_) => text,
            };
            services().page.download("tradeoffs-backup.json", "application/json", &file);
        });
    };
    view! {
        <tr>
            <th scope="row">{when}<span class="why">{why}</span></th>
            <td>{answers}</td>
            <td>{button("quiet", "Restore …", restore)}{button("quiet", "Download", download)}</td>
        </tr>
    }
    .into_any()
}
