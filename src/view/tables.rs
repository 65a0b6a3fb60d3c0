//! What was answered as tables, for a spreadsheet or a teacher.

use super::copies::button;
use super::overview::known;
use crate::progress::items::{self, Score};
use crate::state::services;
use leptos::prelude::*;

/// The section with its two files.
pub(super) fn tables() -> AnyView {
    let said = RwSignal::new("");
    let save = move |name: &'static str, table: fn() -> String| {
        services().keeper.load_all(move || {
            said.set(match services().page.download(name, "text/csv", &table()) {
                true => "The table is on its way to your downloads.",
                false => "This browser saves no files here.",
            });
        });
    };
    let answers =
        move || save("tradeoffs-answers.csv", || items::answers_table(&items::given(&known())));
    let questions = move || save("tradeoffs-questions.csv", questions);
    view! {
        <section class="module tables">
            <h2>"Tables"</h2>
            <p>
                "For a spreadsheet, or for a teacher, who can join the answers of several learners. The files name nobody, are made on this device, and are never sent anywhere."
            </p>
            <div class="actions">
                {button("", "Save all answers (CSV)", answers)}
                {button("", "Save how each question went (CSV)", questions)}
            </div>
            <p class="table-said" role="status">{said}</p>
        </section>
    }
    .into_any()
}

/// How each question went with this one learner.
fn questions() -> String {
    let scores: Vec<Score> = items::given(&known()).into_iter().map(|one| one.score).collect();
    items::items_table(&items::items(&[scores]))
}
