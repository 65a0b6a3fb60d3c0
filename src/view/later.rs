//! What a learner leaves at a lesson for later: a mark to review it, and a note.

use super::part::Texts;
use crate::base::id::LessonId;
use crate::progress::{EventId, WHOLE, What};
use crate::state::{Learner, services};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// How long the hand must rest before a note is kept, in milliseconds.
const REST: u32 = 1500;

/// The lesson that the mark and the note are about.
#[derive(Serialize, Deserialize)]
pub struct Later {
    /// Which one.
    pub lesson: LessonId,
}

/// The note in its field.
#[derive(Clone, Copy)]
struct Field {
    lesson: StoredValue<LessonId>,
    text: RwSignal<String>,
    /// Whether something was typed that is not kept.
    is_new: RwSignal<bool>,
    /// What the learner has in view, and the next note takes the place of.
    over: StoredValue<Vec<EventId>>,
    /// Counts what was typed.
    typed: StoredValue<u32>,
}

impl Field {
    fn learner(&self) -> Learner {
        services().learner(&self.lesson.get_value())
    }

    /// The notes that the store has, with those that another tab has written.
    fn heads(&self) -> (String, Vec<EventId>) {
        let note = self.learner().record.with(|record| record.note(WHOLE));
        note.map_or_else(Default::default, |note| (note.whole(), note.heads))
    }

    /// Shows what is kept, unless something newer is being typed.
    fn show(&self) {
        let (text, heads) = self.heads();
        if !self.is_new.get_untracked() {
            self.text.set(text);
            self.over.set_value(heads);
        }
    }

    fn keep(&self) {
        if !self.is_new.get_untracked() {
            return;
        }
        self.is_new.set(false);
        let (text, over) = (self.text.get_untracked(), self.over.get_value());
        let before = untrack(|| self.heads()).1;
        self.learner().add(What::Noted { passage: WHOLE.into(), text, over });
        // The next one takes the place of this one, but of none that was never in view.
        let mut own = untrack(|| self.heads()).1;
        own.retain(|id| !before.contains(id));
        self.over.set_value(own);
    }

    fn type_in(self, text: String) {
        self.text.set(text);
        self.is_new.set(true);
        let typed = self.typed.get_value().wrapping_add(1);
        self.typed.set_value(typed);
        let rested = move || {
            if self.typed.get_value() == typed {
                self.keep();
            }
        };
        services().page.after(REST, Box::new(rested));
    }
}

/// A button that marks the lesson, and a field for a note.
pub fn later(props: Later, _: Texts) -> AnyView {
    let field = Field {
        lesson: StoredValue::new(props.lesson),
        text: RwSignal::new(String::new()),
        is_new: RwSignal::new(false),
        over: StoredValue::new(Vec::new()),
        typed: StoredValue::new(0),
    };
    let is_marked = RwSignal::new(false);
    Effect::new(move || {
        field.show();
        is_marked.set(field.learner().record.with(|record| record.bookmarks().contains(&WHOLE)));
    });
    Effect::new(move || services().on_leave(move || field.keep()));
    let mark = move |_| {
        let on = !is_marked.get_untracked();
        field.learner().add(What::Bookmarked { passage: WHOLE.into(), on });
        services().page.announce(if on { "Marked to review later." } else { "The mark is gone." });
    };
    let leave = move |_| {
        field.keep();
        services().page.announce("Your note is kept.");
    };
    view! {
        <button type="button" class="mark" aria-pressed=move || is_marked.get().to_string() on:click=mark>
            "Review later"
        </button>
        <label for="lesson-note">"Your note"</label>
        <textarea id="lesson-note" rows="4" maxlength="10000" aria-describedby="lesson-note-kept"
            prop:value=move || field.text.get()
            on:input=move |event| field.type_in(event_target_value(&event))
            on:change=leave></textarea>
        <p id="lesson-note-kept">"It is kept with what you answered, and is in every copy of that."</p>
    }
    .into_any()
}
