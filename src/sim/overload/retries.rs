//! Layers that all retry: how many calls reach the bottom for one request at the top.

use crate::base::format::{self, Unit};
use crate::base::math;
use crate::sim::card::{Card, Published, Reference, Tolerance};
use crate::sim::control::{Accepts, Control};
use crate::sim::outcome::{PlotSpec, Quantity, ReadoutSpec};
use crate::sim::row::{Given, Impossible, Row};
use crate::sim::{How, Simulator, Spec};

pub(super) const SIMULATOR: Simulator = Simulator {
    spec: Spec {
        id: "retries",
        title: "Retries on every layer",
        question: "How much extra load do retries cause, and when do they cause most of it?",
        summary: "Layers that each retry multiply their attempts: harmless while calls rarely fail, \
                  and a flood the moment they all do.",
        controls: CONTROLS,
        readouts: READOUTS,
        plots: &[
            PlotSpec::sweep(
                "amplification",
                "Leaf calls per request against the failure probability",
                (CONTROLS, 0),
                (READOUTS, 0),
            ),
            PlotSpec::sweep(
                "success",
                "Requests that succeed against the failure probability",
                (CONTROLS, 0),
                (READOUTS, 1),
            ),
        ],
    },
    how: How::Formula { compute, explain },
};

const CONTROLS: &[Control] = &[
    Control::number(
        "p_fail",
        "Failure probability",
        "The probability that one call to the service at the bottom fails, whatever the others did.",
        0.0,
        1.0,
    )
    .unit(Unit::Share)
    .starts(0.1)
    .accepts(Accepts::Share),
    Control::whole(
        "max_attempts",
        "Attempts per layer",
        "How often each layer tries a call before it gives up; 1 is no retry.",
        1.0,
        6.0,
    )
    .starts(3.0),
    Control::whole(
        "layers",
        "Layers that retry",
        "How many nested layers repeat what fails below them.",
        1.0,
        5.0,
    )
    .starts(3.0)
    // One step of the recursion each.
    .accepts(Accepts::Whole(1.0, 100_000.0)),
];

const READOUTS: &[ReadoutSpec] = &[
    ReadoutSpec::new("expected_leaf_calls", "Leaf calls per request", Quantity::Load)
        .unit(Unit::Calls)
        .less()
        .main(),
    ReadoutSpec::new("p_success", "Requests that succeed", Quantity::Quality)
        .unit(Unit::Share)
        .more()
        .main(),
    ReadoutSpec::new("worst_case_leaf_calls", "Leaf calls when all fail", Quantity::Load)
        .unit(Unit::Calls)
        .less()
        .main(),
];

/// Nested layers that each repeat a failed call, up to a number of attempts, without waiting.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Layers {
    /// The probability that one call to the leaf fails.
    pub failure: f64,
    /// The attempts of each layer, from 1 on.
    pub attempts: f64,
    /// How many layers retry, from 1 on.
    pub count: u64,
}

/// What a stack of layers does with one request.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Amplified {
    /// The mean number of calls to the leaf.
    pub calls: f64,
    /// The probability that the request succeeds.
    pub success: f64,
    /// The calls to the leaf when each of them fails.
    pub worst: f64,
}

impl Layers {
    /// A layer that sees its calls succeed with probability `s` makes `(1 − (1−s)^m) / s` of them in
    /// the mean (Wald's identity for a stopped geometric number), and succeeds with probability
    /// `1 − (1−s)^m` itself, which is what the layer above sees.
    pub(super) fn amplify(&self) -> Amplified {
        let mut success = 1.0 - self.failure;
        let mut calls = 1.0;
        for _ in 0..self.count {
            let above = -math::expm1(self.attempts * math::log1p(-success));
            calls *= if success > 0.0 { above / success } else { self.attempts };
            success = above;
        }
        Amplified { calls, success, worst: math::pow(self.attempts, self.count as f64) }
    }
}

fn layers(given: &Given) -> Layers {
    Layers {
        failure: given.number("p_fail"),
        attempts: given.number("max_attempts"),
        count: given.whole("layers"),
    }
}

fn compute(given: &Given) -> Result<Row, Impossible> {
    let layers = layers(given);
    let Amplified { calls, success, worst } = layers.amplify();
    let row = Row::numbers([calls, success, worst]);
    if success > 0.0 || worst == 1.0 {
        return Ok(row);
    }
    Ok(row.broken(
        format!(
            "Every call fails, and each request still makes {} of them: the retries are now the load.",
            format::setting(worst, Unit::One),
        ),
        "Retry in one layer only, give the others a budget of retries, and open a circuit breaker when \
         nearly everything fails.",
    ))
}

fn explain(given: &Given, row: &Row) -> String {
    let layers = layers(given);
    let Amplified { calls, success, worst } = layers.amplify();
    let share = |x| format::quantity(x, Unit::Share);
    let times = |x| format::setting(x, Unit::One);
    if worst == 1.0 {
        return format!(
            "Nothing is repeated, so the leaf sees one call for each request and {} of the requests \
             fail with it.",
            share(layers.failure),
        );
    }
    if row.trouble.is_some() {
        return format!(
            "Each layer turns one failing call into {}; over all layers one request makes {}, and none \
             of them helps.",
            times(layers.attempts),
            times(worst),
        );
    }
    format!(
        "While {} of the calls fail, a request costs {} leaf calls and {}; when the leaf goes down, the \
         same code sends it {} times the normal load, just when it has to recover.",
        share(layers.failure),
        format::number(calls, 3),
        if success > 0.9995 {
            "hardly ever fails".into()
        } else {
            format!("succeeds in {} of the cases", share(success))
        },
        times(worst),
    )
}

pub(super) const CARD: Card = Card {
    assumes: &[
        "Calls to the leaf fail independently of one another, each with the same probability.",
        "Every layer repeats whatever failed below it, at once, up to the same number of attempts.",
        "Failures are only known by trying: nobody passes on that a retry is hopeless.",
    ],
    holds: "Any failure probability from 0 to 1. In an outage failures are not independent: then the \
            worst case is the mean.",
    omits: &[
        "The load that the retries add, which makes more calls fail; [retry storms](lab:retry-storm) have it.",
        "Backoff, jitter and deadlines, which spread the calls in time but do not make them fewer.",
        "Retry budgets and circuit breakers, which do.",
    ],
    sources: &[
        "Mike Ulrich. \"Addressing cascading failures.\" In Beyer, Jones, Petoff and Murphy (eds), \
         *Site Reliability Engineering*, O'Reilly, 2016. [Chapter 22](https://sre.google/sre-book/addressing-cascading-failures/).",
        "Michael T. Nygard. *Release It!* Pragmatic Bookshelf, 2007.",
    ],
    references: &[Reference::new(
        "retries",
        "numpy 2.4.6: an absorbing Markov chain for each layer, composed",
        Tolerance::Relative(1e-9),
    )],
    published: &[Published {
        source: "Site Reliability Engineering 2016, chapter 22: 4 attempts on 3 layers make 64 calls",
        given: &[("p_fail", "1"), ("max_attempts", "4"), ("layers", "3")],
        output: "expected_leaf_calls",
        value: 64.0,
        tolerance: Tolerance::Exact,
    }],
    ..Card::new("retries", include_str!("retries.md"))
};
