//! Inputs, outputs and the card of the server of a language model.

use crate::sim::prelude::*;

/// The inputs.
pub(super) const CONTROLS: &[Control] = &[
    Control::number(
        "arrivals_per_s",
        "Arrival rate",
        "Requests that arrive each second, independently of one another.",
        0.1,
        30.0,
    )
    .unit(Unit::PerSecond)
    .steps_of(0.1)
    .starts(4.0)
    .logarithmic()
    .accepts(Accepts::Between(1e-6, 1e6)),
    Control::choice(
        "policy",
        "Batching",
        "When a request may join the batch, and how its prompt is worked on.",
        &[
            Choice { word: "continuous", label: "continuous, prompts first" },
            Choice { word: "chunked", label: "continuous, prompts in chunks" },
            Choice { word: "static", label: "static: the batch must end" },
        ],
    ),
    tokens("answer_tokens", "Answer", "How long an answer is on average.", 1.0, 2000.0)
        .starts(200.0)
        .accepts(Accepts::Whole(1.0, 1e6)),
    tokens("prompt_tokens", "Prompt", "How long a prompt is on average.", 1.0, 8000.0)
        .starts(500.0)
        .accepts(Accepts::Whole(1.0, 1e6)),
    Control::whole("max_batch", "Batch at most", "Sequences in the batch at most.", 1.0, 512.0)
        .unit(Unit::Sequences)
        .starts(64.0)
        .logarithmic()
        .accepts(Accepts::Whole(1.0, 100_000.0)),
    tokens("chunk_tokens", "Chunk", "Prompt tokens that an iteration takes at most.", 64.0, 4096.0)
        .steps_of(64.0)
        .starts(512.0)
        .accepts(Accepts::Whole(1.0, 1e6)),
    Control::number("params_b", "Parameters, in billions", "How large the model is.", 0.5, 100.0)
        .steps_of(0.1)
        .starts(8.0)
        .logarithmic()
        .accepts(Accepts::Between(1e-3, 1e5)),
    Control::number(
        "bytes_per_weight",
        "Bytes for a weight",
        "Two for 16 bits, a half for 4 bits.",
        0.5,
        4.0,
    )
    .unit(Unit::Bytes)
    .steps_of(0.25)
    .starts(2.0)
    .accepts(Accepts::Between(0.05, 16.0)),
    Control::number(
        "kv_kb_per_token",
        "Keys and values for a token",
        "Memory that a token of context takes.",
        0.0,
        1000.0,
    )
    .unit(Unit::Kilobytes)
    .steps_of(1.0)
    .starts(131.0)
    .zero_then_logarithmic(1000)
    .accepts(Accepts::Between(0.0, 1e6)),
    Control::number("memory_gb", "Memory", "Memory of the accelerator.", 8.0, 200.0)
        .unit(Unit::Gigabytes)
        .steps_of(1.0)
        .starts(80.0)
        .logarithmic()
        .accepts(Accepts::Positive),
    Control::number("bandwidth_gb_s", "Bandwidth", "Bandwidth of the memory.", 100.0, 8000.0)
        .unit(Unit::GigabytesPerSecond)
        .steps_of(1.0)
        .starts(2039.0)
        .logarithmic()
        .accepts(Accepts::Positive),
    Control::number("peak_tflops", "Peak", "Arithmetic of the accelerator.", 10.0, 2500.0)
        .unit(Unit::TeraflopPerSecond)
        .steps_of(1.0)
        .starts(312.0)
        .logarithmic()
        .accepts(Accepts::Positive),
    Control::number(
        "efficiency",
        "Share of the peaks that is reached",
        "Real kernels reach a part of what the data sheet says.",
        0.1,
        1.0,
    )
    .unit(Unit::Share)
    .steps_of(0.01)
    .starts(0.7)
    .accepts(Accepts::Between(1e-3, 1.0)),
];

const fn tokens(
    key: &'static str,
    label: &'static str,
    meaning: &'static str,
    min: f64,
    max: f64,
) -> Control {
    Control::whole(key, label, meaning, min, max).unit(Unit::Tokens).logarithmic()
}

const fn time(key: &'static str, label: &'static str, unit: Unit) -> ReadoutSpec {
    ReadoutSpec::new(key, label, Quantity::Latency).unit(unit).less()
}

/// The outputs.
pub(super) const READOUTS: &[ReadoutSpec] = &[
    time("ttft_p99_s", "Time to the first token, p99", Unit::Seconds).main(),
    time("tpot_p99_ms", "Time between tokens, p99", Unit::Milliseconds).main(),
    ReadoutSpec::new("tokens_per_s", "Tokens generated per second", Quantity::Throughput)
        .unit(Unit::EachSecond)
        .more()
        .main(),
    time("ttft_p50_s", "Time to the first token, p50", Unit::Seconds),
    time("tpot_p50_ms", "Time between tokens, p50", Unit::Milliseconds),
    ReadoutSpec::new("mean_batch", "Sequences in the batch on average", Quantity::Load)
        .unit(Unit::Sequences),
    ReadoutSpec::new("busy_share", "Time that the accelerator works", Quantity::Load).unit(Unit::Share),
    ReadoutSpec::new("preemptions", "Times that a request loses its context", Quantity::Quality).less(),
    time("ttft_mean_s", "Time to the first token, mean", Unit::Seconds),
];

/// Its card.
pub(super) const CARD: Card = Card {
    assumes: &[
        "Requests arrive as a Poisson stream; lengths of prompts and of answers are geometric and \
         independent.",
        "An iteration takes the longer of its arithmetic and of reading the weights with all keys and \
         values (the roofline).",
        "Memory is paged to the token, and its whole rest is for keys and values.",
        "Without room for the next tokens, the request that joined last loses its context, waits at \
         the head of the queue, and has its context computed anew.",
        "A token goes to its reader when it is generated, also from a static batch.",
    ],
    holds: "Dense decoders on one accelerator, with contexts for which attention is a small part of \
            the arithmetic. No prompt and no answer is longer than a third of the room for context. \
            Very close to the capacity, a run is too short for the queue to settle.",
    omits: &[
        "Arithmetic of attention, which grows with the square of a long prompt.",
        "Time for scheduling, sampling and the network, some milliseconds for each iteration.",
        "Several accelerators, mixtures of experts, speculative decoding, and prompts that share a \
         beginning.",
        "Answers whose length depends on the prompt.",
    ],
    sources: &[
        "Gyeong-In Yu et al. \"Orca: a distributed serving system for transformer-based generative \
         models.\" OSDI 2022.",
        "Woosuk Kwon et al. \"Efficient memory management for large language model serving with \
         PagedAttention.\" SOSP 2023.",
        "Amey Agrawal et al. \"Taming throughput–latency tradeoff in LLM inference with \
         Sarathi-Serve.\" OSDI 2024.",
        "Samuel Williams, Andrew Waterman and David Patterson. \"Roofline: an insightful visual \
         performance model for multicore architectures.\" *Communications of the ACM* 52(4), 2009.",
    ],
    ..Card::new("llm-serving", include_str!("CARD.md"))
};
