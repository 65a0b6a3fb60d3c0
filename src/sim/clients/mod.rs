//! Clients that give up and try again, and a circuit breaker that holds them back.

mod breaker;
mod run;
mod service;
mod spec;
#[cfg(test)]
mod tests;

use super::engine::{Chance, Estimates, Replica, Replications};
use super::prelude::*;
use breaker::Rule;
use run::{Run, Setting};
use spec::{CARD, CONTROLS, READOUTS};

/// The simulators of this folder.
pub const SIMULATORS: &[&Simulator] = &[&SIMULATOR];

/// Their cards.
pub const CARDS: &[Card] = &[CARD];

const SIMULATOR: Simulator = Simulator {
    spec: Spec {
        id: "retry-breaker",
        title: "Retries, a spike, and a circuit breaker",
        question: "After a short spike of load, does the service come back by itself?",
        summary: "Clients with timeouts and retries can keep a service down long after the spike \
                  that felled it; a breaker, or dropping what nobody waits for, lets it come back.",
        controls: CONTROLS,
        readouts: READOUTS,
        plots: &[
            PlotSpec::sweep(
                "load",
                "Answers per second long after the spike against load",
                (CONTROLS, 0),
                (READOUTS, 0),
            ),
            PlotSpec::sweep(
                "attempts",
                "Answers per second long after the spike against attempts",
                (CONTROLS, 1),
                (READOUTS, 0),
            ),
        ],
    },
    how: How::Simulation { begin, explain },
};

/// A request with less patience left than so many mean services is hopeless.
const HOPELESS: f64 = 2.0;

fn setting(given: &Given) -> Setting {
    let capacity = given.number("capacity_per_s");
    let workers = given.whole("workers");
    let rule = Rule {
        window: given.whole("breaker_window") as usize,
        threshold: given.number("breaker_threshold"),
        open: given.number("breaker_open_s"),
        probes: given.whole("breaker_probes") as u32,
    };
    let service = workers as f64 / capacity;
    Setting {
        rate: given.number("load") * capacity,
        spike: given.number("spike_factor"),
        spike_seconds: given.number("spike_s"),
        watch: given.number("watch_s"),
        attempts: given.whole("max_attempts") as u32,
        timeout: given.number("timeout_s"),
        backoff: given.number("backoff_s"),
        backoff_cap: given.number("backoff_cap_s"),
        workers: workers as usize,
        room: given.whole("queue_room") as usize,
        service,
        reserve: match given.text("drops") {
            "expired" => 0.0,
            "hopeless" => HOPELESS * service,
            _ => f64::NEG_INFINITY,
        },
        breaker: (given.text("breaker") == "on").then_some(rule),
    }
}

fn begin(given: &Given, seed: Seed, effort: Effort) -> Result<Box<dyn Task>, Impossible> {
    let setting = setting(given);
    let replicas = match effort {
        Effort::Sketch => 2,
        Effort::Lab => 8,
        Effort::Full => 40,
    };
    // Two events for each attempt, of which there are two at a guess.
    let events = (4.0 * setting.requests()) as u64;
    let start = move |replica| -> Box<dyn Replica> {
        Box::new(Run::new(setting, Chance { seed, replica }))
    };
    Ok(Box::new(Replications::new(replicas, events, start, move |e| fold(&setting, e))))
}

/// What replicas measured as a row; see [`Run::measures`].
fn fold(setting: &Setting, estimates: &Estimates) -> Row {
    let recovered = estimates.mean(5);
    // Most runs decide, and the time is the mean of those that came back.
    let recovery =
        if recovered < 0.5 { Cell::Word("never".into()) } else { estimates.ratio(6, 5) };
    let amplification =
        if estimates.mean(4) > 0.0 { estimates.ratio(3, 4) } else { Cell::Undefined };
    let stays_down = match estimates.cell(5) {
        Cell::Estimate { value, standard_error } => Cell::estimate(1.0 - value, standard_error),
        other => other,
    };
    let [before, during, after] = [0, 1, 2].map(|measure| estimates.cell(measure));
    let row = Row::new([after, recovery, amplification, stays_down, before, during]);
    if recovered >= 0.5 {
        return row;
    }
    let answered = estimates.mean(2);
    row.broken(
        format!(
            "{} after the spike the service still answers only {} of {}.",
            quantity(setting.watch, Unit::Seconds),
            quantity(answered, Unit::PerSecond),
            quantity(setting.rate, Unit::PerSecond),
        ),
        "Switch the breaker on, let workers drop requests that cannot be answered in time, or allow \
         fewer attempts.",
    )
}

fn explain(given: &Given, row: &Row) -> String {
    let setting = setting(given);
    let rate = |x: f64| quantity(x, Unit::PerSecond);
    let capacity = given.number("capacity_per_s");
    let worst = f64::from(setting.attempts) * setting.rate / capacity;
    let full = setting.room as f64 / capacity;
    let after = row.cells[0].number().unwrap_or(0.0);
    let amplification = row.cells[2].number().unwrap_or(1.0);
    let Some(recovery) = row.cells[1].number() else {
        return format!(
            "{}; each failure comes back as {} attempts per request, and of {} only {} are answered \
             in time.",
            why_down(&setting, full, worst),
            number(amplification),
            rate(setting.rate),
            rate(after),
        );
    };
    format!(
        "{}; all is well {} after the spike, and long after it {} of {} are answered.",
        why_up(&setting, full, worst),
        quantity(recovery, Unit::Seconds),
        rate(after),
        rate(setting.rate),
    )
}

/// What keeps the service down: `full` is the time to serve a full queue, `worst` the share of the
/// capacity that is asked for when every attempt fails.
fn why_down(setting: &Setting, full: f64, worst: f64) -> String {
    let seconds = |x: f64| quantity(x, Unit::Seconds);
    if setting.rate * setting.service > setting.workers as f64 {
        "More is asked for than the service can do, even if everything succeeded at once".into()
    } else if setting.reserve == 0.0 {
        format!(
            "Workers drop what has expired and then take up the request that is about to: its client \
             has waited nearly {} and leaves during the service",
            seconds(setting.timeout),
        )
    } else if full > setting.timeout && setting.reserve < 0.0 {
        format!(
            "A full queue takes {} to serve and clients wait {}, so the workers are busy with requests \
             that were given up",
            seconds(full),
            seconds(setting.timeout),
        )
    } else {
        format!("The clients ask for up to {} of what the service can do", percent(worst))
    }
}

/// What lets the service come back.
fn why_up(setting: &Setting, full: f64, worst: f64) -> String {
    if setting.spike <= 1.0 {
        return format!(
            "There is no spike, and at this load nothing else fills the queue, although from {} of \
             the capacity on a full one could stay full",
            percent(1.0 / f64::from(setting.attempts)),
        );
    }
    if worst <= 1.0 {
        format!(
            "Even if every attempt failed, clients would ask for no more than {} of the capacity, so \
             the collapse cannot feed itself",
            percent(worst),
        )
    } else if setting.breaker.is_some() {
        "The open breaker turns attempts away until the queue is short, which breaks the circle of \
         failures and retries"
            .into()
    } else if setting.reserve > 0.0 {
        "Workers begin only what they can finish in time, so that what the spike left behind costs no \
         work"
            .into()
    } else if full <= setting.timeout {
        format!(
            "A full queue takes {} to serve, no longer than clients wait, so what is served is still \
             wanted",
            quantity(full, Unit::Seconds),
        )
    } else {
        format!(
            "The spike ended before the queue was full of given-up requests, which from {} of the \
             capacity on would feed itself",
            percent(1.0 / f64::from(setting.attempts)),
        )
    }
}
