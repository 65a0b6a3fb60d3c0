//! Inputs, outputs and the card of retries with a breaker.

use crate::sim::prelude::*;

/// The inputs.
pub(super) const CONTROLS: &[Control] = &[
    Control::number(
        "load",
        "Load outside of the spike",
        "The share of the capacity that requests need, without retries.",
        0.1,
        0.95,
    )
    .unit(Unit::Share)
    .steps_of(0.01)
    .starts(0.7)
    .accepts(Accepts::Between(0.001, 5.0)),
    Control::whole(
        "max_attempts",
        "Attempts",
        "How often a client tries at most, the first time included.",
        1.0,
        6.0,
    )
    .starts(3.0)
    .accepts(Accepts::Whole(1.0, 100.0)),
    Control::choice(
        "breaker",
        "Circuit breaker",
        "Whether attempts fail at once after many have failed.",
        &[Choice { word: "off", label: "off" }, Choice { word: "on", label: "on" }],
    ),
    Control::choice(
        "drops",
        "Workers drop",
        "Which requests a worker passes over when their turn comes.",
        &[
            Choice { word: "none", label: "nothing" },
            Choice { word: "expired", label: "what was given up" },
            Choice { word: "hopeless", label: "what will hardly be done in time" },
        ],
    ),
    seconds("timeout_s", "Timeout", "How long a client waits for one attempt.", 0.1, 10.0)
        .steps_of(0.1)
        .starts(1.0)
        .logarithmic()
        .accepts(Accepts::NotNegativeOrNever),
    seconds(
        "backoff_s",
        "Backoff",
        "The longest pause before the first retry; it doubles each time, and the pause is drawn \
         evenly between zero and that.",
        0.0,
        10.0,
    )
    .steps_of(0.01)
    .starts(0.1)
    .zero_then_logarithmic(10)
    .accepts(Accepts::NotNegative),
    seconds("backoff_cap_s", "Backoff at most", "No pause is longer than this.", 0.0, 60.0)
        .steps_of(0.1)
        .starts(10.0)
        .zero_then_logarithmic(100)
        .accepts(Accepts::NotNegative),
    Control::number(
        "spike_factor",
        "Spike",
        "The arrival rate during the spike, as a multiple of that outside.",
        1.0,
        10.0,
    )
    .unit(Unit::Times)
    .steps_of(0.1)
    .starts(3.0)
    .accepts(Accepts::Between(1.0, 1000.0)),
    seconds("spike_s", "Length of the spike", "How long the spike lasts.", 1.0, 30.0)
        .steps_of(1.0)
        .starts(10.0)
        .accepts(Accepts::Between(0.0, 3600.0)),
    seconds("watch_s", "Time after the spike", "How long the run watches after the spike.", 20.0, 120.0)
        .steps_of(1.0)
        .starts(60.0)
        .accepts(Accepts::Between(10.0, 86_400.0)),
    Control::number(
        "capacity_per_s",
        "Capacity",
        "Requests per second that the workers can do together.",
        20.0,
        200.0,
    )
    .unit(Unit::PerSecond)
    .steps_of(1.0)
    .starts(50.0)
    .logarithmic()
    .accepts(Accepts::Between(0.1, 1e5)),
    Control::whole("workers", "Workers", "Requests that are served at the same time.", 1.0, 50.0)
        .starts(10.0)
        .accepts(Accepts::Whole(1.0, 10_000.0)),
    Control::whole(
        "queue_room",
        "Room in the queue",
        "Requests that can wait; more are refused at once.",
        0.0,
        500.0,
    )
    .steps_of(5.0)
    .starts(150.0)
    .accepts(Accepts::Whole(0.0, 1e7)),
    Control::number(
        "breaker_threshold",
        "Breaker: failures to open",
        "The share of failures among the last outcomes that opens the breaker.",
        0.1,
        1.0,
    )
    .unit(Unit::Share)
    .steps_of(0.01)
    .starts(0.5)
    .accepts(Accepts::Between(0.001, 1.0)),
    Control::whole(
        "breaker_window",
        "Breaker: outcomes that count",
        "How many of the last outcomes the breaker looks at.",
        5.0,
        200.0,
    )
    .steps_of(5.0)
    .starts(20.0)
    .accepts(Accepts::Whole(1.0, 1e6)),
    seconds("breaker_open_s", "Breaker: time open", "How long it lets nothing through.", 0.5, 30.0)
        .steps_of(0.5)
        .starts(5.0)
        .accepts(Accepts::Positive),
    Control::whole(
        "breaker_probes",
        "Breaker: probes",
        "Attempts that it lets through afterwards; all must succeed for it to close.",
        1.0,
        20.0,
    )
    .starts(5.0)
    .accepts(Accepts::Whole(1.0, 1e6)),
];

const fn seconds(
    key: &'static str,
    label: &'static str,
    meaning: &'static str,
    min: f64,
    max: f64,
) -> Control {
    Control::number(key, label, meaning, min, max).unit(Unit::Seconds)
}

const fn answers(key: &'static str, label: &'static str) -> ReadoutSpec {
    ReadoutSpec::new(key, label, Quantity::Throughput).unit(Unit::PerSecond).more()
}

/// The outputs.
pub(super) const READOUTS: &[ReadoutSpec] = &[
    answers("goodput_after_per_s", "Answered in time long after the spike").main(),
    ReadoutSpec::new("recovery_s", "Time to recover", Quantity::Latency)
        .unit(Unit::Seconds)
        .less()
        .main(),
    ReadoutSpec::new("amplification", "Attempts per request long after the spike", Quantity::Load)
        .unit(Unit::Times)
        .less()
        .main(),
    ReadoutSpec::new("stays_down", "Runs that do not recover", Quantity::Quality)
        .unit(Unit::Share)
        .less(),
    answers("goodput_before_per_s", "Answered in time before the spike"),
    answers("goodput_during_per_s", "Answered in time during the spike"),
];

/// Its card.
pub(super) const CARD: Card = Card {
    assumes: &[
        "Requests arrive as a Poisson stream whose rate is constant but for the spike; users do not \
         leave because the service is bad.",
        "Service times are exponential and independent of what is asked again.",
        "A client that gives up does not cancel: its request stays in the queue.",
        "A service that drops what will hardly be done in time asks for two mean service times of patience.",
        "All clients share one breaker, and what the breaker turns away is not tried again.",
    ],
    holds: "Any load, also above the capacity. “Never” means not within the time that the run \
            watches. A run that is on the edge between the two states may go either way; the share \
            of runs that do not recover says how often.",
    omits: &[
        "Work that fails halfway, and caches that are cold after a restart: both make a collapse \
         deeper.",
        "Retry budgets and throttling at the clients.",
        "Autoscaling, which may end a collapse by adding workers.",
        "Several layers that each try again.",
    ],
    sources: &[
        "Nathan Bronson, Abutalib Aghayev, Aleksey Charapko and Timothy Zhu. \"Metastable failures in \
         distributed systems.\" HotOS 2021.",
        "Lexiang Huang et al. \"Metastable failures in the wild.\" OSDI 2022.",
        "Michael T. Nygard. *Release It!* 2nd edition, Pragmatic Bookshelf, 2018.",
        "Marc Brooker. \"Exponential backoff and jitter.\" AWS Architecture Blog, 2015.",
        "Jack Kiefer and Jacob Wolfowitz. \"On the theory of queues with many servers.\" \
         *Transactions of the AMS* 78, 1955.",
    ],
    ..Card::new("retry-breaker", include_str!("CARD.md"))
};
