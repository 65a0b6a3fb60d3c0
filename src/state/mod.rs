//! What components share: the ports to the outside, installed once by the composition root, and thin
//! reactive wrappers around the pure course. Nothing here names `platform`.

#[cfg(test)]
mod fake;
mod lab;
mod learner;
mod round;
pub mod share;
mod study;

pub use lab::{Asking, Command, LabState};
pub use learner::Learner;
pub use round::Round;
pub use study::{Inquiry, Studies};

use crate::base::id::LessonId;
use crate::base::time::Time;
use crate::progress::keeper::Keeper;
use crate::progress::status::Status;
use crate::progress::{Scope, What};
use crate::sim::runner::Runner;
use leptos::prelude::*;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

/// The page that surrounds a component.
pub trait Page {
    /// What follows `#` in the address, without it.
    fn fragment(&self) -> String;
    /// Replaces the fragment without a new entry in the history; nobody hears of it.
    fn set_fragment(&self, fragment: &str);
    /// Hears of each change of the fragment.
    fn on_fragment(&self, listener: Box<dyn Fn(String)>);
    /// The absolute address of a file or folder of the site.
    fn absolute(&self, within_site: &str) -> String;
    /// Puts a text on the clipboard; `done` hears whether that worked.
    fn copy(&self, text: String, done: Box<dyn FnOnce(bool)>);
    /// Says a sentence to those who listen, without moving the focus. The latest wins.
    fn announce(&self, sentence: &str);
    /// A moment in words: the date and the time where the learner is.
    fn date(&self, at: Time) -> String;
    /// Calls back after so many milliseconds.
    fn after(&self, milliseconds: u32, then: Box<dyn FnOnce()>);
    /// Scrolls an element into view and moves the focus to it.
    fn show(&self, id: &str);
    /// Moves the focus to an element; the page scrolls only if it is out of view.
    fn focus(&self, id: &str);
    /// The markup within an element that the build has written into the page; empty if it is not there.
    fn markup(&self, id: &str) -> String;
    /// How many minutes the learner's clock is ahead of UTC.
    fn minutes_ahead(&self) -> i32;
    /// Hears, now and with each change, whether the surroundings of an element are in view of somebody:
    /// on the screen, and the page not hidden.
    fn watch(&self, id: &str, listener: Box<dyn Fn(bool)>);
    /// Whether the page has a lab of this simulator.
    fn has_lab(&self, simulator: &str) -> bool;
    /// The chosen theme: `light`, `dark` or, when it follows the system, nothing.
    fn theme(&self) -> Option<String>;
    /// Chooses a theme and keeps the choice.
    fn set_theme(&self, theme: Option<&str>);
    /// Whether a mark was set, on this visit or for good.
    fn is_marked(&self, mark: &str) -> bool;
    /// Sets a mark for this visit, or for good as far as the browser allows.
    fn mark(&self, mark: &str, for_good: bool);
    /// Takes a mark away.
    fn unmark(&self, mark: &str);
    /// Calls when the page is hidden or left; it may be the last time.
    fn on_leave(&self, then: Box<dyn Fn()>);
    /// Asks the browser not to delete what is kept here when it needs room. It may refuse.
    fn keep_for_good(&self);
    /// Whether this browser is known to delete what is kept after some days without a visit.
    fn forgets(&self) -> bool;
    /// Offers a text as a file of this media type; whether the browser took it.
    fn download(&self, name: &str, kind: &str, text: &str) -> bool;
    /// Offers an SVG as a file of pixels, two to each of its units; `done` hears whether the browser
    /// could draw and take it.
    fn download_pixels(
        &self,
        name: &str,
        svg: String,
        size: (u32, u32),
        done: Box<dyn FnOnce(bool)>,
    );
    /// Reads the file that was chosen in a field; nothing if there is none, or it is larger than so
    /// many bytes.
    fn chosen_file(&self, field: &str, most: usize, done: Box<dyn FnOnce(Option<String>)>);
    /// Tells the page around a frame what happened; `detail` is JSON.
    fn tell_host(&self, event: &str, detail: &str);
    /// Hears the host of a frame set a state, as the fragment of a lab's address.
    fn on_host_state(&self, listener: Box<dyn Fn(String)>);
}

/// The ports to the outside and what all parts of a page share.
pub struct Services {
    /// Runs simulators.
    pub runner: Box<dyn Runner>,
    /// The page itself.
    pub page: Box<dyn Page>,
    /// Keeps what the learner did.
    pub keeper: Rc<Keeper>,
    /// What the learner is told about it.
    pub status: ArcRwSignal<Status>,
    /// Changes with every change of what the keeper knows.
    pub changes: ArcRwSignal<u32>,
    /// What questions ask of the page's labs.
    pub command: ArcRwSignal<Option<Command>>,
    /// How the page's list of questions is gone through.
    pub round: Round,
    learners: RefCell<BTreeMap<Scope, Learner>>,
    labs: RefCell<Vec<LabState>>,
    has_asked: Cell<bool>,
}

impl Services {
    /// With nothing shared yet.
    #[must_use]
    pub fn new(runner: Box<dyn Runner>, page: Box<dyn Page>, keeper: Rc<Keeper>) -> Self {
        Self {
            round: Round::new(&*page),
            runner,
            page,
            keeper,
            status: ArcRwSignal::default(),
            changes: ArcRwSignal::default(),
            command: ArcRwSignal::new(None),
            learners: RefCell::default(),
            labs: RefCell::default(),
            has_asked: Cell::new(false),
        }
    }

    /// What the learner did in a lesson; the same for all parts of the page.
    pub fn learner(&self, lesson: &LessonId) -> Learner {
        let scope = Scope::Lesson(lesson.clone());
        let known = self.learners.borrow().get(&scope).cloned();
        known.unwrap_or_else(|| {
            let learner = Learner::new(self.keeper.clone(), scope.clone(), self.status.clone());
            self.learners.borrow_mut().insert(scope, learner.clone());
            self.refresh(None);
            learner
        })
    }

    /// The page's lab of a simulator, once it has started.
    #[must_use]
    pub fn lab(&self, simulator: &str) -> Option<LabState> {
        self.labs.borrow().iter().find(|lab| lab.spec().id == simulator).copied()
    }

    /// Has something done before the page may be closed: when it is hidden, and when it is left.
    pub fn on_leave(&self, then: impl Fn() + 'static) {
        self.page.on_leave(Box::new(then));
    }

    /// Notes at which settings a lab was left.
    pub fn left_lab(&self, simulator: &str, state: String, seed: u32) {
        let scope = Scope::Lab(simulator.into());
        self.keeper.load(&scope);
        if self.keeper.record(&scope).lab_run(simulator) != Some((state.clone(), seed)) {
            self.keeper.add(&scope, What::LabRun { simulator: simulator.into(), state, seed });
        }
    }

    /// Notes what the learner did in a lab, wherever it stands.
    pub fn note_in_lab(&self, simulator: &str, what: What) {
        let scope = Scope::Lab(simulator.into());
        self.keeper.load(&scope);
        self.keeper.add(&scope, what);
    }

    /// Brings the signals up to what the keeper knows.
    fn refresh(&self, scope: Option<&Scope>) {
        let status = self.keeper.status();
        if self.status.with_untracked(|known| *known != status) {
            self.status.set(status.clone());
        }
        let Some(scope) = scope else { return };
        self.changes.update(|count| *count = count.wrapping_add(1));
        let present = self.keeper.present(scope);
        let learner = self.learners.borrow().get(&present).cloned();
        if let Some(learner) = learner {
            learner.refresh();
            // After some work and before much: early, a browser would refuse a stranger.
            let is_worth = learner.record.with_untracked(|r| learner::is_worth_asking(r, &status));
            if is_worth && !self.has_asked.replace(true) {
                self.page.keep_for_good();
            }
        }
    }
}

thread_local! {
    // Not a Leptos context: each live part of a page has a root of its own, and the ports are not
    // `Send`, which contexts must be.
    static SERVICES: RefCell<Option<Rc<Services>>> = const { RefCell::new(None) };
}

/// Installs the services of this page. Called once, before anything is mounted.
pub fn install(services: Services) {
    let services = Rc::new(services);
    let weak = Rc::downgrade(&services);
    services.keeper.listen(move |scope| {
        if let Some(services) = weak.upgrade() {
            services.refresh(scope);
        }
    });
    SERVICES.with_borrow_mut(|slot| *slot = Some(services));
}

/// The services of this page.
///
/// # Panics
/// When none are installed. Effects and event handlers run only in a browser, after the composition
/// root has installed them; nothing that is rendered natively may ask.
#[must_use]
pub fn services() -> Rc<Services> {
    SERVICES.with_borrow(Clone::clone).expect("the composition root installs services first")
}
