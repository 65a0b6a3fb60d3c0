//! The other side of [`super::runner`]: runs simulators in a worker and streams what is known so far.

use super::wire;
use crate::sim::runner::{Jobs, Request};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::{Closure, JsValue};
use web_sys::{DedicatedWorkerGlobalScope, MessageChannel, MessageEvent, MessagePort};

/// Events in a slice: about a millisecond, so that a newer request is heard soon.
const EVENTS: usize = 20_000;
/// How often what is known so far is sent, in milliseconds.
const SHOW_EVERY: f64 = 80.0;

struct Host {
    scope: DedicatedWorkerGlobalScope,
    jobs: RefCell<Jobs>,
    /// A message to ourselves yields to messages from the page; timers would be slowed down.
    yield_to_page: MessagePort,
    shown: Cell<f64>,
}

/// Serves requests until the page is gone.
///
/// # Panics
/// When it does not run in a dedicated worker.
pub fn serve() {
    let scope = js_sys::global()
        .dyn_into::<DedicatedWorkerGlobalScope>()
        .expect("this bin runs in a dedicated worker");
    let channel = MessageChannel::new().expect("every browser with workers has channels");
    let host = Rc::new(Host {
        scope: scope.clone(),
        jobs: RefCell::default(),
        yield_to_page: channel.port2(),
        shown: Cell::new(0.0),
    });
    let for_requests = host.clone();
    let on_request = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        if let Some(request) = wire::unpack::<Request>(event.data()) {
            for_requests.start(&request);
        }
    });
    let for_turns = host;
    let on_turn = Closure::<dyn Fn()>::new(move || for_turns.turn());
    channel.port1().set_onmessage(Some(on_turn.as_ref().unchecked_ref()));
    scope.set_onmessage(Some(on_request.as_ref().unchecked_ref()));
    // They live as long as the worker.
    on_request.forget();
    on_turn.forget();
}

impl Host {
    fn start(&self, request: &Request) {
        let was_idle = self.jobs.borrow().is_idle();
        self.jobs.borrow_mut().start(request);
        self.shown.set(js_sys::Date::now());
        if was_idle {
            self.again();
        }
    }

    fn again(&self) {
        // Fails only while the worker is being closed.
        let _ = self.yield_to_page.post_message(&JsValue::NULL);
    }

    fn turn(&self) {
        let finished = self.jobs.borrow_mut().step(EVENTS);
        if let Some(reply) = finished {
            self.send(&wire::pack(&reply));
        }
        let now = js_sys::Date::now();
        if now - self.shown.get() > SHOW_EVERY {
            self.shown.set(now);
            for reply in self.jobs.borrow().so_far().filter(|reply| reply.outcome.done > 0.0) {
                self.send(&wire::pack(&reply));
            }
        }
        if !self.jobs.borrow().is_idle() {
            self.again();
        }
    }

    fn send(&self, message: &JsValue) {
        // Fails only while the worker is being closed.
        let _ = self.scope.post_message(message);
    }
}
