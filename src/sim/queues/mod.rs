//! Queues in which every request is served alone: one server or many, any law of gaps and service,
//! room for all or for some.

use super::Simulator;
use super::card::Card;
use super::control::{Accepts, Control};
use super::outcome::{Quantity, ReadoutSpec};
use crate::base::format::{self, Unit};

pub mod constant_service;
pub mod finite_queue;
pub mod gg1;
pub mod ggc;
mod lindley;
pub mod mg1;
pub mod mmc;
mod pool;
#[cfg(test)]
mod tests;
pub mod token_bucket;
pub mod traffic;
mod wait;

/// The simulators of this folder.
pub const SIMULATORS: &[&Simulator] = &[
    &ggc::SIMULATOR,
    &finite_queue::SIMULATOR,
    &gg1::SIMULATOR,
    &mg1::SIMULATOR,
    &mmc::SIMULATOR,
    &token_bucket::SIMULATOR,
];

/// Their cards.
pub const CARDS: &[Card] =
    &[ggc::CARD, finite_queue::CARD, gg1::CARD, mg1::CARD, mmc::CARD, token_bucket::CARD];

const fn arrival_rate(max: f64, default: f64) -> Control {
    Control::number(
        "lambda_per_s",
        "Arrival rate",
        "Requests that arrive each second, independently of one another.",
        1.0,
        max,
    )
    .unit(Unit::PerSecond)
    .steps_of(0.5)
    .starts(default)
    .accepts(Accepts::Positive)
}

const fn service_rate(default: f64) -> Control {
    Control::number(
        "mu_per_s",
        "Service rate of one server",
        "Requests that one server finishes each second when it is always busy.",
        1.0,
        1000.0,
    )
    .unit(Unit::PerSecond)
    .steps_of(0.5)
    .starts(default)
    .logarithmic()
    .accepts(Accepts::Positive)
}

const fn seconds(key: &'static str, label: &'static str) -> ReadoutSpec {
    ReadoutSpec::new(key, label, Quantity::Latency).unit(Unit::Seconds).less()
}

/// A share in words: what hardly ever happens is said so.
pub(crate) fn rarely(share: f64) -> String {
    if share < 1e-6 {
        "fewer than one in a million".into()
    } else {
        format::quantity(share, Unit::Share)
    }
}
