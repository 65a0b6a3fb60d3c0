use super::*;
use crate::sim::theory;

fn row(texts: &[(&str, &str)], effort: Effort) -> Row {
    let given = Given::read(CONTROLS, texts.iter().copied()).expect("accepted");
    let mut task = begin(&given, Seed(3), effort).expect("possible");
    while task.advance(u64::MAX) > 0 {}
    task.row().expect("done")
}

fn estimate(row: &Row, key: &str) -> (f64, f64) {
    let (place, _) = SIMULATOR.readout(key).expect("a readout");
    match row.cells[place] {
        Cell::Estimate { value, standard_error } => (value, standard_error),
        ref other => panic!("{key} is {other:?}"),
    }
}

#[track_caller]
fn agrees((value, error): (f64, f64), truth: f64, slack: f64) {
    assert!(
        (value - truth).abs() < 4.0 * error + slack * truth,
        "{value} ± {error} is not {truth}"
    );
    assert!(error < 0.05 * truth, "{value} ± {error} says little of {truth}");
}

/// 8 billion parameters of two bytes at 70 % of 312 TFLOP/s and of 2039 GB/s.
const TOKEN: f64 = 16e9 / (0.7 * 2039e9);
const PROMPT_TOKEN: f64 = 16e9 / (0.7 * 312e12);

#[test]
fn a_request_alone_takes_what_the_roofline_says() {
    for policy in ["continuous", "chunked", "static"] {
        let row = row(
            &[
                ("policy", policy),
                ("arrivals_per_s", "0.001"),
                ("prompt_tokens", "4000"),
                ("chunk_tokens", "1000000"),
            ],
            Effort::Lab,
        );
        // The median of a geometric law of this mean.
        let prompt = 4000.0 * std::f64::consts::LN_2;
        agrees(estimate(&row, "ttft_p50_s"), prompt * PROMPT_TOKEN, 0.0);
        // With about the mean prompt of context, of 131 KB a token.
        let token = TOKEN + 3000.0 * 131e3 / (0.7 * 2039e9);
        agrees(estimate(&row, "tpot_p50_ms"), 1000.0 * token, 0.01);
    }
}

#[test]
fn a_batch_of_one_is_an_mg1_queue() {
    for policy in ["continuous", "static"] {
        let settings = [
            ("policy", policy),
            ("max_batch", "1"),
            ("kv_kb_per_token", "0"),
            ("prompt_tokens", "3000"),
            ("arrivals_per_s", "0.25"),
        ];
        let row = row(&settings, Effort::Full);
        // A prompt of at least one reading of the weights; short ones are rare.
        let (prompt, answer) = (3000.0 * PROMPT_TOKEN, 199.0 * TOKEN);
        let service = prompt + answer;
        let variance = prompt * prompt + 200.0 * 199.0 * TOKEN * TOKEN;
        let scv = variance / (service * service);
        let wait = theory::mean_wait_one_server(0.25, service, scv);
        agrees(estimate(&row, "ttft_mean_s"), wait + prompt, 0.01);
        agrees(estimate(&row, "busy_share"), 0.25 * service, 0.01);
    }
}

#[test]
fn all_tokens_that_are_asked_for_are_generated() {
    for policy in ["continuous", "chunked", "static"] {
        let row = row(&[("policy", policy), ("arrivals_per_s", "2")], Effort::Full);
        agrees(estimate(&row, "tokens_per_s"), 2.0 * 200.0, 0.003);
    }
}

/// With nothing but answers to compute, the slots of a static batch wait for the longest.
#[test]
fn under_overload_continuous_batching_gains_the_longest_over_the_mean() {
    let tokens = |policy| {
        let settings = [
            ("policy", policy),
            ("max_batch", "8"),
            ("kv_kb_per_token", "0"),
            ("prompt_tokens", "1"),
            ("arrivals_per_s", "10"),
        ];
        let row = row(&settings, Effort::Full);
        assert_eq!(row.cells[0], Cell::Unbounded);
        assert!(row.trouble.is_some());
        estimate(&row, "tokens_per_s").0
    };
    // In iterations for each answer: its prompt stops the batch for one, or the eighth part of one.
    let truth = longest_answer(200.0, 8) / 8.0 / (1.0 + 199.0 / 8.0);
    let gain = tokens("continuous") / tokens("static");
    assert!((gain / truth - 1.0).abs() < 0.015, "{gain} {truth}");
}

#[test]
fn chunks_even_out_the_tokens_and_static_batches_delay_the_first() {
    let p99 = |policy, key| {
        let busy = [("policy", policy), ("arrivals_per_s", "3"), ("prompt_tokens", "2000")];
        estimate(&row(&busy, Effort::Lab), key).0
    };
    assert!(p99("chunked", "tpot_p99_ms") < p99("continuous", "tpot_p99_ms"));
    let first = |policy| {
        estimate(&row(&[("policy", policy), ("arrivals_per_s", "2")], Effort::Lab), "ttft_p99_s").0
    };
    assert!(first("static") > 5.0 * first("continuous"));
}

#[test]
fn without_memory_contexts_are_lost_and_all_is_still_answered() {
    for policy in ["continuous", "chunked"] {
        let settings =
            [("policy", policy), ("memory_gb", "16.4"), ("arrivals_per_s", "3"), ("prompt_tokens", "100")];
        let row = row(&settings, Effort::Lab);
        assert!(estimate(&row, "preemptions").0 > 0.02, "{row:?}");
        // Half a per cent of the answers would be longer than a third of the room, and are cut.
        agrees(estimate(&row, "tokens_per_s"), 600.0, 0.01);
    }
}

#[test]
fn a_model_that_does_not_fit_is_said() {
    let row = row(&[("params_b", "70")], Effort::Lab);
    assert!(row.trouble.expect("it is said").what.contains("140"));
}

#[test]
fn a_settled_run_allocates_nothing() {
    let given = Given::read(CONTROLS, [("policy", "chunked")]).expect("accepted");
    let mut run = Run::new(setting(&given), 4000, Chance { seed: Seed(1), replica: 0 });
    run.advance(4000);
    let room = run.room();
    run.advance(8000);
    assert_eq!(run.room(), room);
}
