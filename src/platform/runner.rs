//! Runs simulators in a worker, or on the page where there can be no worker. Either way they are a
//! module of their own, so that the application does not grow with them.

use super::wire;
use crate::sim::runner::{Reply, Request, Runner};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{MessageChannel, MessageEvent, MessagePort, Worker};

/// The other end.
#[derive(Clone)]
enum Link {
    Worker(Worker),
    Port(MessagePort),
}

/// Hears the replies for a lab.
type Listener = Rc<dyn Fn(Reply)>;

#[derive(Default)]
struct Shared {
    listeners: RefCell<BTreeMap<u32, Listener>>,
    link: RefCell<Option<Link>>,
    /// The latest request of each lab that is not finished: sent again should the worker fail.
    waiting: RefCell<BTreeMap<u32, Request>>,
}

/// The page's runner.
pub struct BrowserRunner(Rc<Shared>);

impl BrowserRunner {
    /// Takes over the worker that the boot script started, if the browser allowed one.
    #[must_use]
    pub fn new(worker: Option<Worker>) -> Self {
        let shared = Rc::new(Shared::default());
        if let Some(worker) = worker {
            take_over(&shared, &worker);
        }
        Self(shared)
    }
}

impl Runner for BrowserRunner {
    fn run(&self, request: Request) {
        let shared = &self.0;
        // A page whose only runs are predictions loads the simulators when the first is made.
        // Two statements: a guard of the first would still be held while the link is replaced.
        let link = shared.link.borrow().clone();
        let link = link.unwrap_or_else(|| simulate_here(shared));
        link.send(&wire::pack(&request));
        shared.waiting.borrow_mut().insert(request.lab, request);
    }

    fn listen(&self, lab: u32, listener: Rc<dyn Fn(Reply)>) {
        self.0.listeners.borrow_mut().insert(lab, listener);
    }
}

impl Link {
    fn send(&self, message: &JsValue) {
        // Fails only for messages that cannot be copied; bytes can.
        let _ = match self {
            Self::Worker(worker) => worker.post_message(message),
            Self::Port(port) => port.post_message(message),
        };
    }
}

/// Hears the worker's replies, and its failure: then its unfinished runs go on here.
fn take_over(shared: &Rc<Shared>, worker: &Worker) {
    let on_message = hearing(shared);
    worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    let for_errors = shared.clone();
    let on_error = Closure::<dyn Fn()>::new(move || {
        if matches!(&*for_errors.link.borrow(), Some(Link::Port(_))) {
            // A worker may report more than one error; it has been given up at the first.
            return;
        }
        let link = simulate_here(&for_errors);
        for request in for_errors.waiting.borrow().values() {
            link.send(&wire::pack(request));
        }
    });
    worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
    // They live as long as the page.
    on_message.forget();
    on_error.forget();
    shared.link.replace(Some(Link::Worker(worker.clone())));
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
        let Some(reply) = wire::unpack::<Reply>(event.data()) else { return };
        let newest = shared.waiting.borrow().get(&reply.lab).map(|request| request.ticket);
        if reply.outcome.done >= 1.0 && newest == Some(reply.ticket) {
            shared.waiting.borrow_mut().remove(&reply.lab);
        }
        // A listener may start a run, so the list must not be borrowed while it works.
        let listener = shared.listeners.borrow().get(&reply.lab).cloned();
        if let Some(listener) = listener {
            listener(reply);
        }
    })
}
