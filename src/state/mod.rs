//! What components share: the ports to the outside, installed once by the composition root, and thin
//! reactive wrappers around the pure course. Nothing here names `platform`.

mod lab;
mod learner;

pub use lab::{Command, LabState};
pub use learner::Learner;

use crate::base::id::LessonId;
use crate::sim::runner::Runner;
use leptos::prelude::*;
use std::cell::RefCell;
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
    /// Calls back after so many milliseconds.
    fn after(&self, milliseconds: u32, then: Box<dyn FnOnce()>);
    /// Scrolls an element into view and moves the focus to it.
    fn show(&self, id: &str);
    /// Whether the page has a lab of this simulator.
    fn has_lab(&self, simulator: &str) -> bool;
    /// The chosen theme: `light`, `dark` or, when it follows the system, nothing.
    fn theme(&self) -> Option<String>;
    /// Chooses a theme and keeps the choice.
    fn set_theme(&self, theme: Option<&str>);
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
    /// Makes the keeper of a lesson's record.
    pub keeper: Box<dyn Fn(LessonId) -> Rc<crate::progress::keeper::Keeper>>,
    /// What questions ask of the page's labs.
    pub command: ArcRwSignal<Option<Command>>,
    learners: RefCell<BTreeMap<LessonId, Learner>>,
}

impl Services {
    /// With nothing shared yet.
    #[must_use]
    pub fn new(
        runner: Box<dyn Runner>,
        page: Box<dyn Page>,
        keeper: Box<dyn Fn(LessonId) -> Rc<crate::progress::keeper::Keeper>>,
    ) -> Self {
        let command = ArcRwSignal::new(None);
        Self { runner, page, keeper, command, learners: RefCell::default() }
    }

    /// What the learner did in a lesson; the same for all parts of the page.
    pub fn learner(&self, lesson: &LessonId) -> Learner {
        let mut learners = self.learners.borrow_mut();
        let make = || Learner::new((self.keeper)(lesson.clone()));
        learners.entry(lesson.clone()).or_insert_with(make).clone()
    }
}

thread_local! {
    // Not a Leptos context: each live part of a page has a root of its own, and the ports are not
    // `Send`, which contexts must be.
    static SERVICES: RefCell<Option<Rc<Services>>> = const { RefCell::new(None) };
}

/// Installs the services of this page. Called once, before anything is mounted.
pub fn install(services: Services) {
    SERVICES.with_borrow_mut(|slot| *slot = Some(Rc::new(services)));
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
