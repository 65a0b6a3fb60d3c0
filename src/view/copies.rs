//! Copies of progress: saving one, taking one back, beginning anew, and undoing either.

use crate::progress::backup::{self, LARGEST, Records};
use crate::progress::keeper::{Difference, Why};
use crate::progress::{Scope, link};
use crate::state::services;
use leptos::prelude::*;

/// After so many newly answered questions a copy is suggested; where the browser is known to delete,
/// sooner.
const REMIND: (usize, usize) = (20, 5);

/// The field in which a file is chosen.
const FIELD: &str = "copy-file";

/// The place of what is asked and said.
const ASKED: &str = "copy-asked";

/// What the learner is being asked about a copy.
#[derive(Clone)]
enum Asked {
    Nothing,
    /// What to do with a copy that was read, and what it would change.
    Copy(Records, Vec<Difference>),
    /// Whether it may take the place of what is here.
    Replace(Records, String),
    /// Whether to begin anew.
    Reset,
}

#[derive(Clone, Copy)]
pub(super) struct Desk {
    asked: RwSignal<Asked>,
    /// What was done last, or why not.
    said: RwSignal<String>,
    /// A copy as text, for browsers that save no files.
    text: RwSignal<Option<String>>,
    /// Counts the backups that were made here.
    pub(super) backed_up: RwSignal<u32>,
}

impl Desk {
    pub(super) fn say(&self, words: impl Into<String>) {
        self.said.set(words.into());
    }

    /// Reads a copy and asks what to do with it.
    pub(super) fn look_at(&self, text: &str) {
        match backup::import(text) {
            Err(refusal) => {
                self.asked.set(Asked::Nothing);
                self.say(format!("{refusal} Nothing was changed."));
            }
            Ok(records) => {
                let differences = services().keeper.compare(&records);
                if differences.is_empty() {
                    self.asked.set(Asked::Nothing);
                    self.say("This device already has everything in that copy.");
                } else {
                    self.say("");
                    self.asked.set(Asked::Copy(records, differences));
                }
            }
        }
    }

    /// Moves to what is asked, for those who asked from elsewhere on the page.
    pub(super) fn show(&self) {
        services().page.after(0, Box::new(|| services().page.show(ASKED)));
    }

    /// Does the work after a backup, or after none could be made; the words say which.
    fn after_backup(self, why: Why, work: impl FnOnce(String) + 'static) {
        services().keeper.back_up(why, move |result| {
            self.backed_up.update(|count| *count += 1);
            work(match result {
                Ok(()) => "A backup of what is here was made.".into(),
                Err(error) => format!("No backup could be made ({error}): save a copy first."),
            });
        });
    }

    /// Adds a copy to what is here. Nothing goes out of sight, so no backup is no reason not to.
    fn add(self, records: Records) {
        self.after_backup(Why::Import, move |_| {
            let keeper = &services().keeper;
            let count: usize = keeper.compare(&records).iter().map(|change| change.new).sum();
            keeper.merge(&records);
            self.asked.set(Asked::Nothing);
            self.say(format!("{count} entries were added. You can undo this."));
        });
    }

    /// Asks again, after a backup: what takes the place of something deserves a second thought.
    fn ask_to_replace(self, records: Records) {
        self.after_backup(Why::Import, move |words| self.asked.set(Asked::Replace(records, words)));
    }

    fn reset(self) {
        // The backup is a convenience here: a reset hides and deletes nothing.
        self.after_backup(Why::Reset, move |_| {
            services().keeper.reset();
            self.asked.set(Asked::Nothing);
            self.say("You begin anew. Nothing was deleted: you can undo this at any time.");
        });
    }
}

/// A button. One function for all of them, because each would have a type, and code, of its own.
pub(super) fn button(
    class: &'static str,
    words: &'static str,
    act: impl Fn() + 'static,
) -> AnyView {
    let act: Box<dyn Fn()> = Box::new(act);
    view! { <button type="button" class=class on:click=move |_| act()>{words}</button> }.into_any()
}

/// The part of the page that deals in copies. `address` is that of the page within the site.
pub(super) fn copies(address: String) -> AnyView {
    let desk = Desk {
        asked: RwSignal::new(Asked::Nothing),
        said: RwSignal::new(String::new()),
        text: RwSignal::new(None),
        backed_up: RwSignal::new(0),
    };
    from_address(desk);
    view! {
        <section class="module copies">
            <h2>"Copies"</h2>
            {reminder()}
            {saving(desk, address)}
            {taking(desk)}
            <div id=ASKED tabindex="-1">
                <div class="asked">{move || asked(desk)}</div>
                <p class="said" role="status">{move || desk.said.get()}</p>
            </div>
        </section>
        {super::backups::backups(desk)}
        <section class="module">
            <h2>"Begin anew"</h2>
            <div class="actions">
                {button("", "Begin anew …", move || desk.asked.set(Asked::Reset))}
                {undo(desk)}
            </div>
        </section>
    }
    .into_any()
}

/// A link from another device carries its copy in the fragment.
fn from_address(desk: Desk) {
    Effect::new(move || {
        let look = move |fragment: String| {
            if let Some(text) = link::read(&fragment) {
                // Everything must be known before it can be compared.
                services().keeper.load_all(move || desk.look_at(&text));
            }
        };
        look(services().page.fragment());
        services().page.on_fragment(Box::new(look));
    });
}

fn reminder() -> AnyView {
    let words = RwSignal::new(String::new());
    Effect::new(move || {
        services().changes.get();
        let forgets = services().page.forgets();
        let limit = if forgets { REMIND.1 } else { REMIND.0 };
        let count = services().keeper.answers_since_export();
        let why = if forgets {
            " This browser deletes what is kept here after a week without a visit."
        } else {
            ""
        };
        words.set(if count < limit {
            String::new()
        } else {
            format!("You have answered {count} questions since you last saved a copy.{why}")
        });
    });
    view! { <p class="notice" hidden=move || words.get().is_empty()>{move || words.get()}</p> }
        .into_any()
}

fn saving(desk: Desk, address: String) -> AnyView {
    let file = move || {
        save_a_copy();
        desk.say("A copy is on its way to your downloads.");
    };
    let text = move || {
        services().keeper.exported();
        desk.text.set(Some(services().keeper.export()));
    };
    let to_link = move || {
        let Some(fragment) = link::write(&services().keeper.export_small()) else {
            return desk.say("You have done too much for a link. Save a file instead.");
        };
        let link = format!("{}#{fragment}", services().page.absolute(&address));
        services().page.copy(link, Box::new(move |copied| {
            desk.say(if copied {
                "The link is on the clipboard. Whoever opens it sees your answers, so send it only to yourself."
            } else {
                "This browser has no clipboard here. Save a file instead."
            });
        }));
    };
    let shown = move || {
        desk.text.get().map(|text| {
            view! {
                <label for="copy-text">"The copy as text"</label>
                <textarea id="copy-text" readonly rows="8" prop:value=text></textarea>
            }
        })
    };
    view! {
        <div class="actions">
            {button("primary", "Save a copy as a file", file)}
            {button("", "Show the copy as text", text)}
            {button("", "Copy a link for another device", to_link)}
        </div>
        {shown}
    }
    .into_any()
}

/// Offers everything that is known as a file.
pub(super) fn save_a_copy() {
    let keeper = services().keeper.clone();
    services().keeper.load_all(move || {
        let copy = keeper.export();
        services().page.download("tradeoffs-progress.json", "application/json", &copy);
        keeper.exported();
        // The reminder has nothing more to say.
        services().changes.update(|count| *count = count.wrapping_add(1));
    });
}

fn taking(desk: Desk) -> AnyView {
    let chosen = move |_| {
        services().page.chosen_file(
            FIELD,
            LARGEST,
            Box::new(move |text| match text {
                Some(text) => services().keeper.load_all(move || desk.look_at(&text)),
                None => {
                    desk.say("That file cannot be read, or is larger than any copy of progress.")
                }
            }),
        );
    };
    let pasted = RwSignal::new(String::new());
    let paste = move || {
        let text = pasted.get_untracked();
        services().keeper.load_all(move || desk.look_at(&text));
    };
    view! {
        <p class="field">
            <label for=FIELD>"Take back a copy"</label>
            <input id=FIELD type="file" accept=".json,application/json" on:change=chosen/>
        </p>
        <details>
            <summary>"Paste a copy as text"</summary>
            <label for="copy-pasted">"The text of the copy"</label>
            <textarea id="copy-pasted" rows="4"
                on:input=move |event| pasted.set(event_target_value(&event))></textarea>
            {button("", "Look at it", paste)}
        </details>
    }
    .into_any()
}

/// What is asked now, with the ways to answer.
fn asked(desk: Desk) -> AnyView {
    let nothing = move || desk.asked.set(Asked::Nothing);
    match desk.asked.get() {
        Asked::Nothing => ().into_any(),
        Asked::Copy(records, differences) => {
            let (to_add, to_replace) = (records.clone(), records);
            let add = move || desk.add(to_add.clone());
            let replace = move || desk.ask_to_replace(to_replace.clone());
            view! {
                <h3>"What the copy would change"</h3>
                {changes(&differences)}
                <div class="actions">
                    {button("primary", "Add it to what is here", add)}
                    {button("", "Put it in the place of what is here …", replace)}
                    {button("quiet", "Do nothing", nothing)}
                </div>
            }
            .into_any()
        }
        Asked::Replace(records, words) => {
            let replace = move || {
                services().keeper.replace(&records);
                desk.asked.set(Asked::Nothing);
                desk.say("The copy has taken the place of what was here. You can undo this.");
            };
            view! {
                <p>{words}" What you see here now will go out of sight."</p>
                <div class="actions">
                    {button("quiet", "Keep what is here", nothing)}
                    {button("", "Replace it", replace)}
                </div>
            }
            .into_any()
        }
        Asked::Reset => view! {
            <p>"All lessons will look untouched. Nothing is deleted, and you can undo it."</p>
            <div class="actions">
                {button("quiet", "Keep my progress", nothing)}
                {button("", "Begin anew", move || desk.reset())}
            </div>
        }
        .into_any(),
    }
}

/// What a copy would change, lesson by lesson.
fn changes(differences: &[Difference]) -> AnyView {
    let line = |difference: &Difference| {
        let name = match &difference.scope {
            Scope::Lesson(id) => id.to_string(),
            Scope::Lab(id) => format!("Lab {id}"),
            Scope::Plan => "How reviews are planned".into(),
        };
        let [here, added, replaced] = difference.answered;
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td>{difference.new.to_string()}</td>
                <td>{here.to_string()}</td>
                <td>{added.to_string()}</td>
                <td>{replaced.to_string()}</td>
            </tr>
        }
    };
    view! {
        <table class="done">
            <thead>
                <tr>
                    <th scope="col">"Lesson"</th>
                    <th scope="col">"New entries"</th>
                    <th scope="col">"Answered now"</th>
                    <th scope="col">"If added"</th>
                    <th scope="col">"If replaced"</th>
                </tr>
            </thead>
            <tbody>{differences.iter().map(line).collect_view()}</tbody>
        </table>
    }
    .into_any()
}

fn undo(desk: Desk) -> AnyView {
    let can = RwSignal::new(false);
    Effect::new(move || {
        services().changes.get();
        can.set(services().keeper.can_undo());
    });
    let undo = move || {
        services().keeper.undo();
        desk.say("The last reset or import was undone.");
    };
    view! {
        <div hidden=move || !can.get()>{button("", "Undo the last reset or import", undo)}</div>
    }
    .into_any()
}
