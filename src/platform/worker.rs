//! The other side of [`super::runner`]: runs simulators, in a worker or in short turns on a page that
//! may have none, and streams what is known so far.

use super::wire;
use crate::sim::runner::{Answer, Jobs, Order};
use crate::sim::study::Studies;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::{Closure, JsValue};
use web_sys::{DedicatedWorkerGlobalScope, MessageChannel, MessageEvent, MessagePort};

/// Events in a slice: about a millisecond, so that a newer request is heard soon.
const EVENTS: usize = 20_000;
/// How often what is known so far is sent, in milliseconds.
const SHOW_EVERY: f64 = 80.0;

/// Where requests come from and replies go to.
enum Peer {
    /// The page that made this worker.
    Page(DedicatedWorkerGlobalScope),
    /// The page that this module was loaded into because it may have no worker.
    Port(MessagePort),
}

struct Host {
    peer: Peer,
    jobs: RefCell<Jobs>,
    studies: RefCell<Studies>,
    /// A message to ourselves yields to messages from the page; timers would be slowed down.
    yield_to_page: MessagePort,
    shown: Cell<f64>,
}

/// Serves requests until the page is gone.
///
/// # Panics
/// When it neither runs in a dedicated worker nor finds a port at `tradeoffsSimulatorPort`.
pub fn serve() {
    let global = js_sys::global();
    let peer = match global.clone().dyn_into::<DedicatedWorkerGlobalScope>() {
        Ok(scope) => Peer::Page(scope),
        Err(_) => {
            let port = js_sys::Reflect::get(&global, &"tradeoffsSimulatorPort".into());
            let port = port.and_then(JsCast::dyn_into::<MessagePort>);
            Peer::Port(port.expect("the boot script leaves a port where there is no worker"))
        }
    };
    let channel = MessageChannel::new().expect("every browser with modules has channels");
    let host = Rc::new(Host {
        peer,
        jobs: RefCell::default(),
        studies: RefCell::default(),
        yield_to_page: channel.port2(),
        shown: Cell::new(0.0),
    });
    let for_requests = host.clone();
    let on_request = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        if let Some(order) = wire::unpack::<Order>(event.data()) {
            for_requests.obey(order);
        }
    });
    let for_turns = host.clone();
    let on_turn = Closure::<dyn Fn()>::new(move || for_turns.turn());
    channel.port1().set_onmessage(Some(on_turn.as_ref().unchecked_ref()));
    let on_message = Some(on_request.as_ref().unchecked_ref());
    match &host.peer {
        Peer::Page(scope) => scope.set_onmessage(on_message),
        Peer::Port(port) => port.set_onmessage(on_message),
    }
    // They live as long as the worker, or the page.
    on_request.forget();
    on_turn.forget();
}

/// Milliseconds, for telling how long ago something was sent.
#[allow(clippy::disallowed_methods, reason = "when replies are sent; never what they say")]
fn now() -> f64 {
    js_sys::Date::now()
}

impl Host {
    fn is_idle(&self) -> bool {
        self.jobs.borrow().is_idle() && self.studies.borrow().is_idle()
    }

    fn obey(&self, order: Order) {
        let was_idle = self.is_idle();
        let mut studies = self.studies.borrow_mut();
        match order {
            Order::Run(request) => {
                studies.stop(request.lab);
                self.jobs.borrow_mut().start(&request);
                self.shown.set(now());
            }
            Order::Study(request) => studies.start(request),
            Order::Stop(lab) => studies.stop(lab),
            Order::Pause(lab, paused) => studies.pause(lab, paused),
        }
        drop(studies);
        if was_idle && !self.is_idle() {
            self.again();
        }
    }

    fn again(&self) {
        // Fails only while the worker is being closed.
        let _ = self.yield_to_page.post_message(&JsValue::NULL);
    }

    fn turn(&self) {
        if self.jobs.borrow().is_idle() {
            let found = self.studies.borrow_mut().step(EVENTS);
            if let Some(reply) = found {
                self.send(&wire::pack(&Answer::Study(reply)));
            }
        } else {
            self.turn_of_runs();
        }
        if !self.is_idle() {
            self.again();
        }
    }

    fn turn_of_runs(&self) {
        let finished = self.jobs.borrow_mut().step(EVENTS);
        if let Some(reply) = finished {
            self.send(&wire::pack(&Answer::Run(reply)));
        }
        let now = now();
        if now - self.shown.get() > SHOW_EVERY {
            self.shown.set(now);
            for reply in self.jobs.borrow().so_far().filter(|reply| reply.outcome.done > 0.0) {
                self.send(&wire::pack(&Answer::Run(reply)));
            }
        }
    }

    fn send(&self, message: &JsValue) {
        // Fails only while the worker or the page is being closed.
        let _ = match &self.peer {
            Peer::Page(scope) => scope.post_message(message),
            Peer::Port(port) => port.post_message(message),
        };
    }
}
