//! Runs simulators in a worker, or on the page where there can be no worker. Either way they are a
//! module of their own, so that the application does not grow with them. Studies are shared with
//! further workers where the device has processors to spare.

use super::wire;
use crate::sim::runner::{Answer, Order, Reply, Request, Runner};
use crate::sim::study::{self, Topic};
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{MessageChannel, MessageEvent, MessagePort, Worker};

/// At most so many workers: each holds a copy of the module in memory.
const MOST: f64 = 4.0;

/// The other end.
#[derive(Clone)]
enum Link {
    Worker(Worker),
    Port(MessagePort),
}

/// Hears something about a lab.
type Listener<T> = RefCell<BTreeMap<u32, Rc<dyn Fn(T)>>>;

#[derive(Default)]
struct Shared {
    runs: Listener<Reply>,
    studies: Listener<study::Reply>,
    deaths: Listener<()>,
    link: RefCell<Option<Link>>,
    /// Whether the present worker has ever answered: one that has not could not be loaded.
    has_answered: Cell<bool>,
    helpers: RefCell<Vec<Worker>>,
    /// A helper has died; from then on the work is not shared.
    alone: Cell<bool>,
    /// The latest request of each lab that is not finished: sent again should the worker fail.
    waiting: RefCell<BTreeMap<u32, Request>>,
    /// The latest studies, which a new worker begins again: the same runs with the same numbers.
    wanted: RefCell<BTreeMap<(u32, Topic), study::Request>>,
    paused: RefCell<BTreeSet<u32>>,
}

/// The page's runner.
pub struct BrowserRunner(Rc<Shared>);

impl BrowserRunner {
    /// Takes over the worker that the boot script started, if the browser allowed one.
    #[must_use]
    pub fn new(worker: Option<Worker>) -> Self {
        let shared = Rc::new(Shared::default());
        if let Some(worker) = worker {
            take_over(&shared, worker);
        }
        Self(shared)
    }
}

impl Runner for BrowserRunner {
    fn run(&self, request: Request) {
        let shared = &self.0;
        let lab = request.lab;
        shared.wanted.borrow_mut().retain(|(of, topic), _| *of != lab || *topic == Topic::Proof);
        link(shared).send(&Order::Run(request.clone()));
        for helper in shared.helpers.borrow().iter() {
            Link::Worker(helper.clone()).send(&Order::Stop(lab));
        }
        shared.waiting.borrow_mut().insert(lab, request);
    }

    fn listen(&self, lab: u32, listener: Rc<dyn Fn(Reply)>) {
        self.0.runs.borrow_mut().insert(lab, listener);
    }

    fn study(&self, request: study::Request) {
        send_study(&self.0, &request);
        self.0.wanted.borrow_mut().insert((request.lab, request.question.topic()), request);
    }

    fn listen_to_studies(&self, lab: u32, listener: Rc<dyn Fn(study::Reply)>) {
        self.0.studies.borrow_mut().insert(lab, listener);
    }

    fn pause(&self, lab: u32, paused: bool) {
        let mut labs = self.0.paused.borrow_mut();
        let changed = if paused { labs.insert(lab) } else { labs.remove(&lab) };
        if !changed {
            return;
        }
        let helpers = self.0.helpers.borrow().clone().into_iter().map(Link::Worker);
        for link in self.0.link.borrow().iter().cloned().chain(helpers) {
            link.send(&Order::Pause(lab, paused));
        }
    }

    fn on_death(&self, lab: u32, listener: Rc<dyn Fn()>) {
        self.0.deaths.borrow_mut().insert(lab, Rc::new(move |()| listener()));
    }

    fn revive(&self) {
        do_again(&self.0);
    }
}

impl Link {
    fn send(&self, order: &Order) {
        let message = wire::pack(order);
        // Fails only for messages that cannot be copied; bytes can.
        let _ = match self {
            Self::Worker(worker) => worker.post_message(&message),
            Self::Port(port) => port.post_message(&message),
        };
    }
}

/// The simulators: those that are there, or a new worker, or, where there may be none, this page.
/// A page whose only runs are predictions loads the simulators when the first is made.
fn link(shared: &Rc<Shared>) -> Link {
    // A statement of its own: a guard would still be held while the link is replaced.
    let known = shared.link.borrow().clone();
    if let Some(link) = known {
        return link;
    }
    let link = match new_worker() {
        Some(worker) => take_over(shared, worker),
        None => simulate_here(shared),
    };
    tell_of_pauses(shared, &link);
    link
}

fn tell_of_pauses(shared: &Shared, link: &Link) {
    for lab in shared.paused.borrow().iter() {
        link.send(&Order::Pause(*lab, true));
    }
}

/// Has the boot script start another worker; nothing where there may be none.
fn new_worker() -> Option<Worker> {
    let make = js_sys::Reflect::get(&js_sys::global(), &"tradeoffsNewWorker".into()).ok()?;
    let make = make.dyn_into::<js_sys::Function>().ok()?;
    make.call0(&JsValue::NULL).ok()?.dyn_into().ok()
}

/// Sends a study to every worker, each a part of it.
fn send_study(shared: &Rc<Shared>, request: &study::Request) {
    let first = link(shared);
    let is_worker = matches!(first, Link::Worker(_));
    if is_worker && request.question.can_be_shared() && !shared.alone.get() {
        call_helpers(shared);
    }
    let helpers = shared.helpers.borrow().clone().into_iter().map(Link::Worker);
    let helpers = helpers.filter(|_| request.question.can_be_shared());
    let links: Vec<_> = std::iter::once(first).chain(helpers).collect();
    let parts = links.len() as u32;
    for (part, link) in (0..parts).zip(links) {
        link.send(&Order::Study(study::Request { part: (part, parts), ..request.clone() }));
    }
}

/// Starts further workers, one for each processor that neither the page nor the first worker needs.
fn call_helpers(shared: &Rc<Shared>) {
    let processors = super::page::window().navigator().hardware_concurrency();
    let wanted = (processors - 1.0).clamp(1.0, MOST) as usize - 1;
    while shared.helpers.borrow().len() < wanted {
        let Some(helper) = new_worker() else { return };
        let on_message = hearing(shared);
        helper.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        let for_errors = shared.clone();
        let on_error = Closure::<dyn Fn()>::new(move || {
            for_errors.alone.set(true);
            for_errors.helpers.take().iter().for_each(Worker::terminate);
            let wanted: Vec<_> = for_errors.wanted.borrow().values().cloned().collect();
            wanted.iter().for_each(|request| send_study(&for_errors, request));
        });
        helper.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        on_message.forget();
        on_error.forget();
        tell_of_pauses(shared, &Link::Worker(helper.clone()));
        shared.helpers.borrow_mut().push(helper);
    }
}

/// Hears the worker's replies, and its failure. One that never answered could not be loaded, and its
/// unfinished runs go on here. One that did has died of what it was doing; the labs say so.
fn take_over(shared: &Rc<Shared>, worker: Worker) -> Link {
    let on_message = hearing(shared);
    worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    let (for_errors, dead) = (shared.clone(), worker.clone());
    let on_error = Closure::<dyn Fn()>::new(move || {
        // A worker may report more than one error; it has been given up at the first.
        let is_present =
            matches!(&*for_errors.link.borrow(), Some(Link::Worker(worker)) if *worker == dead);
        if !is_present {
            return;
        }
        dead.terminate();
        for_errors.link.replace(None);
        if for_errors.has_answered.replace(false) {
            mourn(&for_errors);
        } else {
            simulate_here(&for_errors);
            do_again(&for_errors);
        }
    });
    worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
    // They live as long as the page.
    on_message.forget();
    on_error.forget();
    let link = Link::Worker(worker);
    shared.link.replace(Some(link.clone()));
    link
}

/// Tells every lab that the worker was working for.
fn mourn(shared: &Shared) {
    let runs = shared.waiting.borrow().keys().copied().collect::<Vec<_>>();
    let studies = shared.wanted.borrow().keys().map(|(lab, _)| *lab).collect::<Vec<_>>();
    for lab in runs.into_iter().chain(studies).collect::<BTreeSet<_>>() {
        let listener = shared.deaths.borrow().get(&lab).cloned();
        if let Some(listener) = listener {
            listener(());
        }
    }
}

/// Sends again what was not finished.
fn do_again(shared: &Rc<Shared>) {
    let link = link(shared);
    for request in shared.waiting.borrow().values() {
        link.send(&Order::Run(request.clone()));
    }
    let wanted: Vec<_> = shared.wanted.borrow().values().cloned().collect();
    wanted.iter().for_each(|request| send_study(shared, request));
}

/// Has the boot script load the simulators into this page; they work in turns of a millisecond or two.
fn simulate_here(shared: &Rc<Shared>) -> Link {
    let channel = MessageChannel::new().expect("every browser with modules has channels");
    let on_message = hearing(shared);
    channel.port1().set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    on_message.forget();
    let load = js_sys::Reflect::get(&js_sys::global(), &"tradeoffsSimulateHere".into());
    if let Some(load) = load.ok().and_then(|load| load.dyn_into::<js_sys::Function>().ok()) {
        // It reports its own failure; requests wait in the channel until it is done.
        let _ = load.call1(&JsValue::NULL, &channel.port2());
    }
    let link = Link::Port(channel.port1());
    shared.link.replace(Some(link.clone()));
    link
}

fn hearing(shared: &Rc<Shared>) -> Closure<dyn Fn(MessageEvent)> {
    let shared = shared.clone();
    Closure::new(move |event: MessageEvent| {
        // A listener may start a run, so no list may be borrowed while it works.
        match wire::unpack::<Answer>(event.data()) {
            Some(Answer::Run(reply)) => {
                shared.has_answered.set(true);
                let newest = shared.waiting.borrow().get(&reply.lab).map(|request| request.ticket);
                if reply.outcome.done >= 1.0 && newest == Some(reply.ticket) {
                    shared.waiting.borrow_mut().remove(&reply.lab);
                }
                let listener = shared.runs.borrow().get(&reply.lab).cloned();
                if let Some(listener) = listener {
                    listener(reply);
                }
            }
            Some(Answer::Study(reply)) => {
                shared.has_answered.set(true);
                let listener = shared.studies.borrow().get(&reply.lab).cloned();
                if let Some(listener) = listener {
                    listener(reply);
                }
            }
            None => {}
        }
    })
}
