//! A lab for elsewhere: as a link, as text, as a table and as a picture.

use super::results::shown_plots;
use super::{Lab, embed_code};
use crate::chart::picture::{Picture, picture};
use crate::chart::share::{Shown, csv, markdown};
use crate::route::Route;
use crate::state::share::{Handed, Told, copy, save_png, save_svg};
use crate::state::{LabState, services};
use leptos::prelude::*;
use std::rc::Rc;

/// What can be taken.
#[derive(Clone, Copy)]
enum Kind {
    Link,
    Markdown,
    Embed,
    Table,
    Svg,
    Png,
}

const KINDS: [(Kind, &str); 6] = [
    (Kind::Link, "Copy link"),
    (Kind::Markdown, "Copy as Markdown"),
    (Kind::Embed, "Copy embed code"),
    (Kind::Table, "Copy the numbers as CSV"),
    (Kind::Svg, "Save as SVG"),
    (Kind::Png, "Save as PNG"),
];

/// What a lab's picture and texts need of its properties.
#[derive(Clone, Copy)]
struct Source {
    state: LabState,
    question: StoredValue<String>,
    plots: StoredValue<Vec<usize>>,
}

impl Source {
    fn address(self, route: &Route) -> String {
        services().page.absolute(&format!("{}#{}", route.folder(), self.state.fragment()))
    }

    fn lab_address(self) -> String {
        self.address(&Route::Lab(self.state.spec().id.into()))
    }

    fn shown<T>(self, made: fn(&Shown<'_>) -> T) -> T {
        let (state, setting) = (self.state, self.state.now());
        let (address, sentence) = (self.lab_address(), state.sentence.get_untracked());
        let (outcome, pinned) = (state.outcome.get_untracked(), state.pinned.get_untracked());
        self.question.with_value(|question| {
            self.plots.with_value(|plots| {
                made(&Shown {
                    spec: state.spec(),
                    question,
                    setting: &setting,
                    outcome: &outcome,
                    pinned: pinned.as_ref().map(|pinned| &pinned.outcome),
                    sentence: &sentence,
                    address: &address,
                    plots,
                })
            })
        })
    }

    fn hand_over(self, kind: Kind, told: Told) {
        let services = services();
        let (page, spec) = (&*services.page, self.state.spec());
        let drawn = || -> Picture { self.shown(picture) };
        match kind {
            Kind::Link => copy(page, self.lab_address(), told),
            Kind::Markdown => copy(page, self.shown(markdown), told),
            Kind::Embed => {
                let address = self.address(&Route::EmbedLab(spec.id.into()));
                copy(page, embed_code(&address, spec.title), told);
            }
            Kind::Table => copy(page, self.shown(csv), told),
            Kind::Svg => save_svg(page, spec.id, &drawn(), &told),
            Kind::Png => save_png(page, spec.id, drawn(), told),
        }
    }
}

/// The buttons, behind one.
pub(super) fn share(state: LabState, props: &Lab) -> AnyView {
    let source = Source {
        state,
        question: StoredValue::new(props.question.clone()),
        plots: StoredValue::new(shown_plots(state.spec(), props)),
    };
    let handed = RwSignal::new(None::<Handed>);
    let told = move || -> Told {
        Rc::new(move |result: Handed| {
            services().page.announce(result.words());
            handed.set(Some(result));
        })
    };
    let button = |(kind, words): (Kind, &'static str)| {
        view! {
            <button type="button" class="quiet" on:click=move |_| source.hand_over(kind, told())>
                {words}
            </button>
        }
    };
    view! {
        <details class="lab-share">
            <summary>"Share and save"</summary>
            <div class="lab-tools">{KINDS.map(button).to_vec()}</div>
            {move || handed.get().map(outcome)}
        </details>
    }
    .into_any()
}

/// What became of it; a text that could not be handed over is there to be selected.
fn outcome(handed: Handed) -> AnyView {
    let words = handed.words();
    let text = match handed {
        Handed::Done(_) => None,
        Handed::Refused { text, .. } => Some(view! {
            <textarea class="copy" readonly rows="4" aria-label="The text to copy" prop:value=text></textarea>
        }),
    };
    view! { <p class="copied" aria-hidden="true">{words}</p>{text} }.into_any()
}
