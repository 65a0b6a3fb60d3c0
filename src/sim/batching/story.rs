//! What happened and why, in words.

use super::key;
use super::readouts::reading;
use super::server::Setup;
use crate::base::format::{self, Unit};
use crate::base::math;
use crate::sim::Story;
use crate::sim::values::Values;
use crate::sim::outcome::{Outcome, Trouble};

/// From this share of dropped requests on, a run is in trouble.
const TROUBLING_DROPS: f64 = 0.001;
/// From this share on, dropping is the first thing to say about a setting.
const RULING_DROPS: f64 = 0.01;
/// A p99 that changes by less than this factor has not changed for a reader.
const SAME: f64 = 1.03;

/// Where most of the time of a request goes, or the requests themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bottleneck {
    /// Requests wait for others to fill the batch, although a replica is idle.
    Company,
    /// Requests wait because all replicas are busy.
    Replica,
    /// The batch itself takes the time.
    Compute,
    /// The queue is full.
    Drops,
}

/// Warns of requests that are dropped. `dropped` is the measured share, if there is one yet.
pub(super) fn trouble(setup: &Setup, dropped: Option<f64>) -> Option<Trouble> {
    let overload = 1.0 - setup.capacity() / setup.arrival_rate;
    let share = dropped.unwrap_or_else(|| overload.max(0.0));
    let rate = |per_ms: f64| format::number(1000.0 * per_ms, 3);
    if overload > 0.0 {
        let who = count_replicas(setup.replicas);
        let what = format!(
            "{} requests/s arrive but {who} can finish at most {}: {} are dropped.",
            rate(setup.arrival_rate),
            rate(setup.capacity()),
            percent(share),
        );
        return Some(Trouble { what, mend: mend_overload(setup) });
    }
    (share > TROUBLING_DROPS).then(|| Trouble {
        what: format!(
            "{} of the requests find {} waiting and are dropped, although capacity suffices on \
             average.",
            percent(share),
            format::setting(setup.queue_limit as f64, Unit::Requests),
        ),
        mend: "Raise the queue limit, or add a replica so that bursts drain sooner.".into(),
    })
}

/// A larger batch helps only while the time per batch is still worth sharing.
fn mend_overload(setup: &Setup) -> String {
    let largest = super::CONTROLS[key::MAX_BATCH].max.min(setup.queue_limit as f64);
    let reach = setup.replicas as f64 * largest / setup.batch_time(largest);
    if reach > setup.arrival_rate {
        return "Raise the maximum batch, add a replica, or shed load earlier.".into();
    }
    let needed = (setup.arrival_rate * setup.replicas as f64 / setup.capacity()).floor() + 1.0;
    format!(
        "A larger batch is not enough: make the model faster, shed load earlier, or run {} or more.",
        format::setting(needed, Unit::Replicas),
    )
}

/// The sentence under a lab.
pub(super) fn narrate(story: &Story<'_>) -> String {
    let (values, now) = story.now;
    if now.readings[reading::THROUGHPUT].value <= 0.0 {
        return "No request is finished yet.".into();
    }
    match story.before.filter(|(_, before)| p99(before) > 0.0) {
        None => describe(values, now),
        Some((_, before)) => compare(before, values, now),
    }
}

fn describe(values: &Values, now: &Outcome) -> String {
    let why = because(bottleneck(now), values, now);
    format!("p99 is {}: {why}.", format::quantity(p99(now), Unit::Milliseconds))
}

fn compare(before: &Outcome, values: &Values, now: &Outcome) -> String {
    let ratio = p99(now) / p99(before);
    let to = format::quantity(p99(now), Unit::Milliseconds);
    let said = if (1.0 / SAME..=SAME).contains(&ratio) {
        format!("p99 stays at {to}: {}.", because(bottleneck(now), values, now))
    } else if ratio > 1.0 {
        let size = if ratio < 2.0 { format!("by {}", percent(ratio - 1.0)) } else { times(ratio) };
        let why = because(grown(before, now), values, now);
        format!("p99 grew {size}, to {to}: {why}.")
    } else {
        let why = relief(grown(now, before), values, now);
        format!("p99 fell by {}, to {to}: {why}.", percent(1.0 - ratio))
    };
    let cost = |outcome: &Outcome| outcome.readings[reading::COST_PER_THOUSAND].value;
    let ratio = cost(now) / cost(before);
    if !ratio.is_finite() || (0.95..=1.05).contains(&ratio) {
        return said;
    }
    let change = if ratio < 1.0 {
        format!("{} less", percent(1.0 - ratio))
    } else if ratio < 2.0 {
        format!("{} more", percent(ratio - 1.0))
    } else {
        format!("{} as much", times(ratio))
    };
    let price = format::quantity(cost(now), Unit::Dollars);
    format!("{said} A thousand requests cost {price}, {change}.")
}

/// Why p99 is high, as a clause after a colon.
fn because(bottleneck: Bottleneck, values: &Values, now: &Outcome) -> String {
    let batch = format::quantity(now.readings[reading::MEAN_BATCH].value, Unit::Requests);
    match bottleneck {
        Bottleneck::Drops => format!(
            "{} of the requests are dropped and the others wait in a full queue",
            percent(now.readings[reading::DROP_SHARE].value)
        ),
        Bottleneck::Replica => {
            let instead = if values.get(key::MAX_WAIT) > 0.0 { ", not for company" } else { "" };
            format!("{}, so requests wait for a free replica{instead}", busy(values, now))
        }
        Bottleneck::Company => format!(
            "{}, yet requests wait up to {} for company, and a batch holds {batch} on average",
            busy(values, now),
            format::setting(values.get(key::MAX_WAIT), Unit::Milliseconds),
        ),
        Bottleneck::Compute => format!(
            "more than half of it is the batch itself, {} for {batch} on average",
            format::quantity(parts(now)[2], Unit::Milliseconds),
        ),
    }
}

/// What made p99 fall, as a clause after a colon.
fn relief(bottleneck: Bottleneck, values: &Values, now: &Outcome) -> String {
    match bottleneck {
        Bottleneck::Drops => match now.readings[reading::DROP_SHARE].value {
            0.0 => "no request is dropped any more, for the queue no longer fills".into(),
            share => format!("only {} of the requests are dropped", percent(share)),
        },
        Bottleneck::Replica => {
            format!("{}, so requests wait less for a free replica", busy(values, now))
        }
        Bottleneck::Company => "requests wait less for company".into(),
        Bottleneck::Compute => format!(
            "a batch takes less time, {} on average",
            format::quantity(parts(now)[2], Unit::Milliseconds),
        ),
    }
}

/// The mean latency in parts: waiting for company, waiting for a replica, and the batch itself.
fn parts(outcome: &Outcome) -> [f64; 3] {
    let value = |index: usize| outcome.readings[index].value;
    let (company, replica) = (value(reading::COMPANY_WAIT), value(reading::REPLICA_WAIT));
    [company, replica, (value(reading::LATENCY_MEAN) - company - replica).max(0.0)]
}

fn bottleneck(outcome: &Outcome) -> Bottleneck {
    if outcome.readings[reading::DROP_SHARE].value > RULING_DROPS {
        return Bottleneck::Drops;
    }
    // A slow request waits longer than the mean one, but its batch takes as long as any other.
    let [company, replica, compute] = parts(outcome);
    if p99(outcome) < 2.0 * compute {
        Bottleneck::Compute
    } else {
        largest([company, replica, 0.0])
    }
}

/// What grew most from one outcome to another.
fn grown(from: &Outcome, to: &Outcome) -> Bottleneck {
    let drops = |outcome: &Outcome| outcome.readings[reading::DROP_SHARE].value;
    if drops(to) > RULING_DROPS && drops(to) > drops(from) {
        return Bottleneck::Drops;
    }
    let (from, to) = (parts(from), parts(to));
    largest(std::array::from_fn(|i| to[i] - from[i]))
}

fn largest([company, replica, compute]: [f64; 3]) -> Bottleneck {
    if company > replica && company > compute {
        Bottleneck::Company
    } else if replica > compute {
        Bottleneck::Replica
    } else {
        Bottleneck::Compute
    }
}

fn p99(outcome: &Outcome) -> f64 {
    outcome.readings[reading::LATENCY_P99].value
}

fn busy(values: &Values, now: &Outcome) -> String {
    let share = percent(now.readings[reading::UTILISATION].value);
    match values.get(key::REPLICAS) as usize {
        1 => format!("the replica is {share} busy"),
        n => format!("the {n} replicas are {share} busy"),
    }
}

fn count_replicas(n: usize) -> String {
    if n == 1 { "one replica".into() } else { format::setting(n as f64, Unit::Replicas) }
}

fn percent(share: f64) -> String {
    format::setting(math::round_to_digits(share, 2), Unit::Share)
}

fn times(ratio: f64) -> String {
    format::setting(math::round_to_digits(ratio, 2), Unit::Times)
}
