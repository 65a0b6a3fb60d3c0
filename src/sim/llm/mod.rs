//! A server of a large language model: requests join and leave the batch between iterations.

mod machine;
mod measured;
mod request;
mod server;
mod spec;
#[cfg(test)]
mod tests;

use super::engine::{Chance, Estimates, Replica, Replications, once};
use super::prelude::*;
use machine::Machine;
use request::{Policy, Setting};
use server::Run;
use spec::{CARD, CONTROLS, READOUTS};

/// The simulators of this folder.
pub const SIMULATORS: &[&Simulator] = &[&SIMULATOR];

/// Their cards.
pub const CARDS: &[Card] = &[CARD];

const SIMULATOR: Simulator = Simulator {
    spec: Spec {
        id: "llm-serving",
        title: "Serving a language model",
        question: "How many requests can one accelerator serve before the first token is late?",
        summary: "Requests share the reading of the weights while they generate: continuous batching, \
                  cut prompts and static batches, with time to the first token and between tokens.",
        controls: CONTROLS,
        readouts: READOUTS,
        plots: &[
            PlotSpec::sweep(
                "first_token",
                "p99 of the time to the first token against arrival rate",
                (CONTROLS, 0),
                (READOUTS, 0),
            )
            .logarithmic(),
            PlotSpec::sweep(
                "between_tokens",
                "p99 of the time between tokens against arrival rate",
                (CONTROLS, 0),
                (READOUTS, 1),
            ),
        ],
    },
    how: How::Simulation { begin, explain },
};

fn setting(given: &Given) -> Setting {
    let reached = given.number("efficiency");
    let weights = given.number("params_b") * 1e9 * given.number("bytes_per_weight");
    let kv = given.number("kv_kb_per_token") * 1e3;
    let spare = given.number("memory_gb") * 1e9 - weights;
    let machine = Machine {
        flop_per_token: 2.0 * given.number("params_b") * 1e9,
        weights,
        kv,
        flops: given.number("peak_tflops") * 1e12 * reached,
        bandwidth: given.number("bandwidth_gb_s") * 1e9 * reached,
        room: (spare / kv.max(1e-3)).clamp(0.0, 1e15) as u64,
    };
    Setting {
        machine,
        policy: match given.text("policy") {
            "chunked" => Policy::Chunked(given.whole("chunk_tokens")),
            "static" => Policy::Static,
            _ => Policy::Continuous,
        },
        rate: given.number("arrivals_per_s"),
        prompt: given.number("prompt_tokens"),
        answer: given.number("answer_tokens"),
        most: given.whole("max_batch") as usize,
    }
}

/// A server with less room than this cannot hold a conversation.
const LEAST_ROOM: u64 = 30;

fn begin(given: &Given, seed: Seed, effort: Effort) -> Result<Box<dyn Task>, Impossible> {
    let setting = setting(given);
    if setting.machine.room < LEAST_ROOM {
        return Ok(once(move || too_large(&setting)));
    }
    // A run must be long against the time in which the batch fills.
    let batches = |least: u64, times: u64| least.max(times * setting.most as u64);
    let (replicas, requests) = match effort {
        Effort::Sketch => (4, batches(300, 2)),
        Effort::Lab => (16, batches(800, 4)),
        Effort::Full => (32, batches(8000, 20)),
    };
    let start = move |replica| -> Box<dyn Replica> {
        Box::new(Run::new(setting, requests, Chance { seed, replica }))
    };
    Ok(Box::new(Replications::new(replicas, 3 * requests, start, move |e| fold(&setting, e))))
}

fn too_large(setting: &Setting) -> Row {
    let mut cells = vec![Cell::Undefined; READOUTS.len()];
    cells[0] = Cell::Unbounded;
    Row::new(cells).broken(
        format!(
            "The weights take {}, and beside them there is no room for keys and values.",
            quantity(setting.machine.weights, Unit::Bytes),
        ),
        "Use fewer bytes for a weight, a smaller model, or several accelerators.",
    )
}

/// What replicas measured as a row; see [`measured::Measured::measures`].
fn fold(setting: &Setting, estimates: &Estimates) -> Row {
    let [first50, first99] = estimates.quantiles(9, 0, [0.5, 0.99]);
    let [each50, each99] = estimates.quantiles(9, 1, [0.5, 0.99]).map(|cell| scaled(cell, 1000.0));
    let throughput = estimates.ratio(0, 1);
    let rest = [estimates.ratio(3, 1), estimates.ratio(2, 1), estimates.ratio(4, 5)];
    let mean_first = estimates.ratio(8, 5);
    let cells = |first: [Cell; 3]| {
        let [first50, first99, mean] = first;
        let [batch, busy, preempted] = rest;
        Row::new([first99, each99, throughput.clone(), first50, each50, batch, busy, preempted, mean])
    };
    if !falls_behind(estimates) {
        return cells([first50, first99, mean_first]);
    }
    cells([Cell::Unbounded, Cell::Unbounded, Cell::Unbounded]).broken(
        format!(
            "{} arrive, and the queue grows from beginning to end: the server falls behind.",
            quantity(setting.rate, Unit::PerSecond),
        ),
        match setting.policy {
            Policy::Static => "Let requests join and leave between iterations, or add a server.",
            _ => "Add a server, allow a larger batch, or generate shorter answers.",
        },
    )
}

fn scaled(cell: Cell, factor: f64) -> Cell {
    match cell {
        Cell::Estimate { value, standard_error } => {
            Cell::estimate(factor * value, factor * standard_error)
        }
        other => other,
    }
}

/// Growth of the queue from one quarter of the arrivals to the next that is no chance: as a share of
/// the arrivals of a quarter, and in standard errors.
const GROWTH: f64 = 0.04;
const ERRORS: f64 = 4.0;

fn falls_behind(estimates: &Estimates) -> bool {
    let growth = estimates.difference(7, 6);
    let Cell::Estimate { value, standard_error } = growth else { return false };
    // 80 % of a run's requests are measured.
    let quarter = estimates.mean(5) / 0.8 / 4.0;
    value > GROWTH * quarter && value > ERRORS * standard_error
}

fn explain(given: &Given, row: &Row) -> String {
    let setting = setting(given);
    let machine = setting.machine;
    let seconds = |x: f64| quantity(x, Unit::Seconds);
    let read = machine.read(0);
    let Some(throughput) = row.cells[2].number() else {
        return "The model does not fit, so there is nothing to serve.".into();
    };
    let batch = row.cells[5].number().unwrap_or(0.0);
    let prompt = machine.iteration(setting.prompt as u64, 0);
    let policy = match setting.policy {
        Policy::Static => format!(
            "who comes during a batch waits for its longest answer, of {} tokens on average",
            number(longest_answer(setting.answer, setting.most.min(batch.ceil() as usize))),
        ),
        Policy::Continuous => format!(
            "a new prompt takes {} in which nobody else gets a token",
            seconds(prompt),
        ),
        Policy::Chunked(chunk) => format!(
            "prompts are worked on in pieces of {chunk} tokens, each of which makes an iteration {} \
             long at least",
            seconds(machine.iteration(chunk, 0)),
        ),
    };
    let shared = format!(
        "An iteration reads the weights in {} whoever is in the batch; {} sequences share that and \
         get {} tokens a second together; {policy}",
        seconds(read),
        number(batch),
        number(throughput),
    );
    let preempted = row.cells[7].number().unwrap_or(0.0);
    if row.trouble.is_some() {
        return format!("{shared}. That is all there is, and more is asked for.");
    }
    if preempted > 0.01 {
        return format!(
            "{shared}. The memory has room for {} tokens of context, which is not enough: {} of the \
             requests lose theirs and begin anew.",
            number(machine.room as f64),
            percent(preempted.min(1.0)),
        );
    }
    format!("{shared}.")
}

/// The mean of the longest of so many geometric answers, by the sum of the probabilities that it is
/// longer; as an exponential law where that would be long.
fn longest_answer(mean: f64, count: usize) -> f64 {
    mean * (1..=count.clamp(1, 10_000)).map(|k| 1.0 / k as f64).sum::<f64>()
}
