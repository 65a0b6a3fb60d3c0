//! Taking steps back, by button and by key, and what an address asked for in vain.

use crate::state::LabState;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

/// What a key does to the history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Undo,
    Redo,
}

/// Hears the keys of the whole lab. Fields in which text is typed keep theirs.
pub(super) fn keys(state: LabState) -> impl Fn(KeyboardEvent) {
    move |event| {
        state.hold(false);
        let chord = event.ctrl_key() || event.meta_key();
        let step = step(&event.key(), chord && !event.alt_key(), event.shift_key());
        if let Some(step) = step {
            event.prevent_default();
            match step {
                Step::Undo => state.undo(),
                Step::Redo => state.redo(),
            }
        }
    }
}

fn step(key: &str, chord: bool, shift: bool) -> Option<Step> {
    match key {
        "z" | "Z" if chord && shift => Some(Step::Redo),
        "z" if chord => Some(Step::Undo),
        "y" if chord && !shift => Some(Step::Redo),
        _ => None,
    }
}

/// The buttons. They stay in the order of the keyboard when there is nothing to do.
pub(super) fn buttons(state: LabState) -> AnyView {
    let button = |words: &'static str, can: fn(&LabState) -> bool, act: fn(&LabState)| {
        let disabled = move || (!can(&state)).to_string();
        view! {
            <button type="button" class="quiet" aria-disabled=disabled on:click=move |_| act(&state)>
                {words}
            </button>
        }
        .into_any()
    };
    [
        button("Undo", LabState::can_undo, LabState::undo),
        button("Redo", LabState::can_redo, LabState::redo),
        button("Reset", LabState::can_reset, LabState::reset),
    ]
    .into_any()
}

/// What the address asked for and did not get.
pub(super) fn refusal(state: LabState) -> AnyView {
    (move || {
        state.refused.get().map(|refusal| {
            view! {
                <div class="notice lab-refused">
                    <p>{refusal}</p>
                    <button type="button" class="quiet" on:click=move |_| state.refused.set(None)>
                        "Close this note"
                    </button>
                </div>
            }
        })
    })
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_chords_undo_and_redo() {
        assert_eq!(step("z", true, false), Some(Step::Undo));
        assert_eq!(step("Z", true, true), Some(Step::Redo));
        assert_eq!(step("y", true, false), Some(Step::Redo));
        assert_eq!(step("z", false, false), None);
        assert_eq!(step("a", true, false), None);
    }
}
