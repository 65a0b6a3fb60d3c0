//! Cache entries that expire while everyone wants them.

mod cache;
mod keys;
#[cfg(test)]
mod tests;

use super::engine::{Chance, Estimates, Replica, Replications, once};
use super::prelude::*;
use cache::{Protection, Run, Setting};
use keys::{Keys, Theory};
use std::rc::Rc;

/// The simulators of this folder.
pub const SIMULATORS: &[&Simulator] = &[&SIMULATOR];

const SIMULATOR: Simulator = Simulator {
    spec: Spec {
        id: "ttl-cache-trace",
        title: "Expiring entries and stampedes",
        question: "What hits the origin when a popular entry expires?",
        summary: "Keys of very different popularity expire after a time to live: hit ratio, stale \
                  values, and the fetches of all who miss at once, with and without protection.",
        controls: CONTROLS,
        readouts: READOUTS,
        plots: &[
            PlotSpec::sweep("origin", "Fetches per second against time to live", (CONTROLS, 0), (READOUTS, 0))
                .logarithmic(),
            PlotSpec::sweep("stale", "Stale values against time to live", (CONTROLS, 0), (READOUTS, 2)),
        ],
    },
    how: How::Simulation { begin, explain },
};

const CONTROLS: &[Control] = &[
    Control::number("ttl_s", "Time to live", "How long a value is kept after its fetch.", 1.0, 10_000.0)
        .unit(Unit::Seconds)
        .steps_of(1.0)
        .starts(60.0)
        .logarithmic()
        .accepts(Accepts::NotNegative),
    Control::choice(
        "protection",
        "Who finds a value expired",
        "What those do who ask while a new value is fetched.",
        &[
            Choice { word: "none", label: "fetches too" },
            Choice { word: "single_flight", label: "waits for the one who fetches" },
            Choice { word: "stale_while_revalidate", label: "gets the old value meanwhile" },
        ],
    ),
    Control::number("fetch_ms", "Time of a fetch", "How long the origin works on a fetch.", 1.0, 5000.0)
        .unit(Unit::Milliseconds)
        .steps_of(1.0)
        .starts(300.0)
        .logarithmic()
        .accepts(Accepts::Positive),
    Control::number("requests_per_s", "Arrival rate", "Requests per second, for all keys.", 10.0, 10_000.0)
        .unit(Unit::PerSecond)
        .steps_of(10.0)
        .starts(2000.0)
        .logarithmic()
        .accepts(Accepts::Between(1e-6, 1e9)),
    Control::whole("keys", "Keys", "How many different keys there are.", 1.0, 50_000.0)
        .starts(5000.0)
        .logarithmic()
        .accepts(Accepts::Whole(1.0, 1e7)),
    Control::number(
        "zipf_s",
        "Skew",
        "How much more popular the first keys are: the exponent of Zipf's law, 0 for none.",
        0.0,
        1.5,
    )
    .steps_of(0.05)
    .starts(1.0)
    .accepts(Accepts::Between(0.0, 10.0)),
    Control::whole(
        "origin_workers",
        "Fetches at the same time",
        "How many fetches the origin works on at once; more have to wait.",
        1.0,
        1000.0,
    )
    .starts(200.0)
    .logarithmic()
    .accepts(Accepts::Whole(1.0, 1e6)),
    Control::number(
        "update_min",
        "Time between changes",
        "How long a value stays the same on average.",
        0.1,
        1000.0,
    )
    .unit(Unit::Minutes)
    .steps_of(0.1)
    .starts(10.0)
    .logarithmic()
    .accepts(Accepts::Positive),
];

const READOUTS: &[ReadoutSpec] = &[
    ReadoutSpec::new("origin_per_s", "Fetches", Quantity::Load).unit(Unit::EachSecond).less().main(),
    ReadoutSpec::new("hit_ratio", "Hit ratio", Quantity::Throughput).unit(Unit::Share).more().main(),
    ReadoutSpec::new("stale_share", "Stale values among those from the cache", Quantity::Freshness)
        .unit(Unit::Share)
        .less()
        .main(),
    ReadoutSpec::new("duplicate_share", "Fetches of what is being fetched", Quantity::Cost)
        .unit(Unit::Share)
        .less()
        .main(),
    ReadoutSpec::new("wait_p99_ms", "Wait, p99", Quantity::Latency).unit(Unit::Milliseconds).less(),
    ReadoutSpec::new("hit_ratio_theory", "Hit ratio, in theory", Quantity::Throughput)
        .unit(Unit::Share)
        .more(),
    ReadoutSpec::new("origin_theory_per_s", "Fetches, in theory", Quantity::Load)
        .unit(Unit::EachSecond)
        .less(),
];

fn setting(given: &Given) -> Setting {
    Setting {
        rate: given.number("requests_per_s"),
        ttl: given.number("ttl_s"),
        latency: given.number("fetch_ms") / 1000.0,
        workers: given.whole("origin_workers"),
        updates: 1.0 / (60.0 * given.number("update_min")),
        protection: match given.text("protection") {
            "single_flight" => Protection::SingleFlight,
            "stale_while_revalidate" => Protection::StaleWhileRevalidate,
            _ => Protection::None,
        },
    }
}

impl Setting {
    /// Fetches per second in theory.
    fn fetches(&self, theory: &Theory) -> f64 {
        if self.protection == Protection::None { theory.stampede } else { theory.fetches }
    }

    /// Fetches per second that the origin can do.
    fn capacity(&self) -> f64 {
        self.workers as f64 / self.latency
    }
}

fn begin(given: &Given, seed: Seed, effort: Effort) -> Result<Box<dyn Task>, Impossible> {
    let setting = setting(given);
    let keys = Rc::new(Keys::new(given.whole("keys"), given.number("zipf_s")));
    let theory = keys.theory(setting.rate, setting.ttl, setting.latency);
    if setting.fetches(&theory) >= setting.capacity() {
        return Ok(once(move || overloaded(&setting, &theory)));
    }
    let (replicas, requests) = match effort {
        Effort::Sketch => (3, 2000),
        Effort::Lab => (16, 8000),
        Effort::Full => (32, 100_000),
    };
    // The caches are as they would be after a long time, the queue at the origin is empty.
    let before = requests / 4;
    let start = move |replica| -> Box<dyn Replica> {
        let chance = Chance { seed, replica };
        Box::new(Run::new(setting, Rc::clone(&keys), before, requests, chance))
    };
    let fold = move |estimates: &Estimates| fold(&setting, &theory, estimates);
    Ok(Box::new(Replications::new(replicas, before + requests, start, fold)))
}

/// What replicas measured as a row; see [`Run::measures`].
fn fold(setting: &Setting, theory: &Theory, estimates: &Estimates) -> Row {
    let ratio = |above, below| {
        if estimates.mean(below) > 0.0 { estimates.ratio(above, below) } else { Cell::Undefined }
    };
    let [p99] = estimates.quantiles(7, 0, [0.99]);
    let p99 = match p99 {
        Cell::Estimate { value, standard_error } => {
            Cell::estimate(1000.0 * value, 1000.0 * standard_error)
        }
        other => other,
    };
    Row::new([
        ratio(2, 6),
        ratio(0, 1),
        ratio(5, 4),
        ratio(3, 2),
        p99,
        Cell::from(theory.hits),
        Cell::from(setting.fetches(theory)),
    ])
}

fn overloaded(setting: &Setting, theory: &Theory) -> Row {
    Row::new([
        Cell::Unbounded,
        Cell::Undefined,
        Cell::Undefined,
        Cell::Undefined,
        Cell::Unbounded,
        Cell::from(theory.hits),
        Cell::from(setting.fetches(theory)),
    ])
    .broken(
        format!(
            "Even if no fetch had to wait, there would be {} of them a second, and the origin can do {}.",
            number(setting.fetches(theory)),
            number(setting.capacity()),
        ),
        if setting.protection == Protection::None {
            "Let one fetch for all, keep values longer, or make fetches cheaper."
        } else {
            "Keep values longer, or make fetches cheaper."
        },
    )
}

fn explain(given: &Given, row: &Row) -> String {
    let setting = setting(given);
    let Some(fetches) = row.cells[0].number() else {
        return "The fetches wait for each other longer and longer, and so does everyone who misses."
            .into();
    };
    let keys = Keys::new(given.whole("keys"), given.number("zipf_s"));
    let first = setting.rate * keys.share(0);
    let [hits, stale, duplicates] = [1, 2, 3].map(|i| row.cells[i].number().unwrap_or(0.0));
    let asked = first * setting.latency;
    let during = match setting.protection {
        Protection::None => format!(
            "during its fetch {} more requests miss and fetch too, which makes {} of all {} fetches a \
             second useless",
            number(asked),
            percent(duplicates),
            number(fetches),
        ),
        Protection::SingleFlight => format!(
            "during its fetch {} more requests wait for the same answer instead of fetching, so that \
             {} fetches a second are enough",
            number(asked),
            number(fetches),
        ),
        Protection::StaleWhileRevalidate => format!(
            "during its fetch {} more requests get the old value at once, and {} fetches a second are \
             enough",
            number(asked),
            number(fetches),
        ),
    };
    format!(
        "The most popular key is asked for {} times a second and expires after {}: {during}. {} of all \
         requests find a fresh enough value, and {} of the values from the cache have changed since.",
        number(first),
        quantity(setting.ttl, Unit::Seconds),
        percent(hits),
        percent(stale),
    )
}

/// Their cards.
pub const CARDS: &[Card] = &[Card {
    assumes: &[
        "Requests are a Poisson stream; each asks for a key by Zipf's law, independently of the others.",
        "The cache has room for all keys; an entry leaves it by expiring alone.",
        "A fetch takes the same time for each key, once a worker of the origin begins it.",
        "The first answer is stored, and its time to live begins then; later answers are dropped.",
        "Values change as Poisson streams, all keys at the same rate.",
    ],
    holds: "An origin with capacity to spare. Where it is nearly full, waits lengthen the stampedes \
            that cause them, and a run may be too short to show how far that goes.",
    omits: &[
        "Entries that are thrown out for want of room.",
        "Entries that were stored together and expire together, as after a cold start.",
        "Changes that are announced to the cache.",
        "Popularity that changes.",
    ],
    sources: &[
        "Jaeyeon Jung, Arthur W. Berger and Hari Balakrishnan. \"Modeling TTL-based Internet caches.\" \
         INFOCOM 2003.",
        "Junghoo Cho and Hector Garcia-Molina. \"Effective page refresh policies for web crawlers.\" \
         *ACM Transactions on Database Systems* 28(4), 2003.",
        "Rajesh Nishtala et al. \"Scaling Memcache at Facebook.\" NSDI 2013.",
        "Mark Nottingham. \"HTTP Cache-Control extensions for stale content.\" RFC 5861, 2010.",
    ],
    ..Card::new("ttl-cache-trace", include_str!("CARD.md"))
}];
