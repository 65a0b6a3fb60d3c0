//! Runs simulators in a worker, or in slices on the page where there can be no worker.

use super::{clock, wire};
use crate::sim::runner::{Jobs, Reply, Request, Runner};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{MessageEvent, Worker};

/// How long the page may be busy with a slice, in milliseconds: half a frame.
const SLICE: f64 = 8.0;
/// How often a page without a worker shows what is known so far, in milliseconds.
const SHOW_EVERY: f64 = 120.0;
/// Events between two looks at the clock.
const EVENTS: usize = 4_000;

type Listeners = RefCell<BTreeMap<u32, Rc<dyn Fn(Reply)>>>;

#[derive(Default)]
struct Shared {
    listeners: Listeners,
    worker: RefCell<Option<Worker>>,
    jobs: RefCell<Jobs>,
    /// The latest request of each lab that the worker has not finished: run on the page should the
    /// worker fail.
    waiting: RefCell<BTreeMap<u32, Request>>,
    shown: std::cell::Cell<f64>,
}

/// The page's runner.
pub struct BrowserRunner(Rc<Shared>);

impl BrowserRunner {
    /// Takes over the worker that the boot script started, if the browser allowed one.
    #[must_use]
    pub fn new(worker: Option<Worker>) -> Self {
        let shared = Rc::new(Shared::default());
        if let Some(worker) = worker {
            hear(&shared, &worker);
            shared.worker.replace(Some(worker));
        }
        Self(shared)
    }
}

impl Runner for BrowserRunner {
    fn run(&self, request: Request) {
        let shared = &self.0;
        let sent = shared
            .worker
            .borrow()
            .as_ref()
            .is_some_and(|worker| worker.post_message(&wire::pack(&request)).is_ok());
        if sent {
            shared.waiting.borrow_mut().insert(request.lab, request);
        } else {
            shared.start_here(&request);
        }
    }

    fn listen(&self, lab: u32, listener: Rc<dyn Fn(Reply)>) {
        self.0.listeners.borrow_mut().insert(lab, listener);
    }
}

/// Hears replies, and the worker's failure: then its unfinished runs go on here.
fn hear(shared: &Rc<Shared>, worker: &Worker) {
    let for_messages = shared.clone();
    let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        if let Some(reply) = wire::unpack::<Reply>(event.data()) {
            if reply.outcome.done >= 1.0 {
                for_messages.waiting.borrow_mut().remove(&reply.lab);
            }
            for_messages.tell(reply);
        }
    });
    worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    let for_errors = shared.clone();
    let on_error = Closure::<dyn Fn()>::new(move || {
        for_errors.worker.replace(None);
        let waiting = std::mem::take(&mut *for_errors.waiting.borrow_mut());
        for request in waiting.values() {
            for_errors.start_here(request);
        }
    });
    worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
    // They live as long as the page.
    on_message.forget();
    on_error.forget();
}

impl Shared {
    fn tell(&self, reply: Reply) {
        // A listener may start a run, so the list must not be borrowed while it works.
        let listener = self.listeners.borrow().get(&reply.lab).cloned();
        if let Some(listener) = listener {
            listener(reply);
        }
    }

    fn start_here(self: &Rc<Self>, request: &Request) {
        let was_idle = self.jobs.borrow().is_idle();
        self.jobs.borrow_mut().start(request);
        if was_idle {
            self.later();
        }
    }

    fn later(self: &Rc<Self>) {
        let shared = self.clone();
        super::page::after(0, Box::new(move || shared.slice()));
    }

    fn slice(self: Rc<Self>) {
        let start = clock::elapsed();
        while clock::elapsed() - start < SLICE && !self.jobs.borrow().is_idle() {
            let finished = self.jobs.borrow_mut().step(EVENTS);
            if let Some(reply) = finished {
                self.tell(reply);
            }
        }
        if start - self.shown.get() > SHOW_EVERY {
            self.shown.set(start);
            let so_far: Vec<_> = self.jobs.borrow().so_far().collect();
            so_far.into_iter().filter(|r| r.outcome.done > 0.0).for_each(|r| self.tell(r));
        }
        if !self.jobs.borrow().is_idle() {
            self.later();
        }
    }
}
