//! What is said about a result.

use super::*;
use crate::sim::Story;

fn plain(text: String) -> String {
    text.replace('\u{202f}', " ")
}

fn told(settings: &[(&str, f64)]) -> String {
    let values = values(settings);
    plain(SIMULATOR.narrate(&Story { before: None, now: (&values, &short(&values, 1)) }))
}

fn told_after(before: &[(&str, f64)], now: &[(&str, f64)]) -> String {
    let (before, now) = (values(before), values(now));
    let outcomes = (short(&before, 1), short(&now, 1));
    let story = Story { before: Some((&before, &outcomes.0)), now: (&now, &outcomes.1) };
    plain(SIMULATOR.narrate(&story))
}

#[track_caller]
fn says(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "`{part}` is missing: {text}");
    }
}

#[test]
fn a_setting_is_described_by_its_bottleneck() {
    says(
        &told(&[("arrival_rate", 260.0)]),
        &["p99 is 1", "the replica is 100 % busy, so requests wait for a free replica."],
    );
    says(
        &told(&[("arrival_rate", 260.0), ("max_wait", 20.0)]),
        &["wait for a free replica, not for company."],
    );
    says(
        &told(&[("arrival_rate", 20.0), ("max_wait", 200.0)]),
        &["busy, yet requests wait up to 200 ms for company, and a batch holds"],
    );
    says(
        &told(&[("arrival_rate", 5.0), ("replicas", 2.0)]),
        &["p99 is 2", "more than half of it is the batch itself, 21"],
    );
    says(
        &told(&[("arrival_rate", 1000.0)]),
        &["p99 is 3.5", " % of the requests are dropped and the others wait in a full queue."],
    );
}

#[test]
fn a_change_is_told_with_direction_size_and_cause() {
    says(
        &told_after(&[], &[("arrival_rate", 270.0)]),
        &[
            "p99 grew ",
            " ×, to ",
            "the replica is 100 % busy",
            "A thousand requests cost $",
            "less.",
        ],
    );
    says(
        &told_after(&[("arrival_rate", 40.0)], &[("arrival_rate", 40.0), ("max_wait", 100.0)]),
        &["p99 grew ", "yet requests wait up to 100 ms for company"],
    );
    says(
        &told_after(&[("arrival_rate", 270.0)], &[("arrival_rate", 270.0), ("replicas", 2.0)]),
        &["p99 fell by ", "the 2 replicas are ", "wait less for a free replica", "2 × as much."],
    );
    says(
        &told_after(&[("max_wait", 200.0), ("arrival_rate", 20.0)], &[("arrival_rate", 20.0)]),
        &["p99 fell by ", "requests wait less for company."],
    );
    says(
        &told_after(&[("arrival_rate", 5.0)], &[("arrival_rate", 5.0), ("fixed_cost", 30.0)]),
        &["p99 grew by ", "the batch itself, 31"],
    );
    says(
        &told_after(&[("arrival_rate", 5.0)], &[("arrival_rate", 5.0), ("fixed_cost", 10.0)]),
        &["p99 fell by ", "a batch takes less time, 11"],
    );
    says(
        &told_after(&[], &[("arrival_rate", 1000.0)]),
        &["p99 grew ", " % of the requests are dropped"],
    );
    says(
        &told_after(&[("arrival_rate", 1000.0)], &[("arrival_rate", 400.0)]),
        &[" % of the requests are dropped"],
    );
    let same = told_after(&[], &[("price", 1.6)]);
    says(&same, &["p99 stays at 49", "A thousand requests cost $0.0037", "2 × as much."]);
    assert!(!told_after(&[], &[]).contains("thousand"));
}

#[test]
fn drops_that_end_are_told_as_ended_and_those_that_shrink_as_smaller() {
    let drowned = [("arrival_rate", 480.0), ("replicas", 4.0), ("max_batch", 1.0)];
    let rescued = [("arrival_rate", 480.0), ("replicas", 4.0), ("max_batch", 8.0)];
    says(&told_after(&drowned, &rescued), &["p99 fell by", "no request is dropped any more"]);
    let shrunk = [("arrival_rate", 480.0), ("replicas", 4.0), ("max_batch", 2.0)];
    says(&told_after(&drowned, &shrunk), &["of the requests are dropped"]);
}

#[test]
fn overload_is_named_with_its_size_and_a_way_out() {
    let trouble = |settings: &[(&str, f64)]| {
        let found = short(&values(settings), 1).trouble.expect("there is trouble");
        (plain(found.what), plain(found.mend))
    };
    let (what, mend) =
        trouble(&[("arrival_rate", 1000.0), ("fixed_cost", 20.0), ("item_cost", 0.5)]);
    says(
        &what,
        &["1000 requests/s arrive but one replica can finish at most 333: ", "are dropped."],
    );
    says(&mend, &["Raise the maximum batch, add a replica, or shed load earlier."]);
    let (what, mend) =
        trouble(&[("arrival_rate", 2500.0), ("replicas", 2.0), ("max_batch", 128.0)]);
    says(&what, &["but 2 replicas can finish at most 1730: "]);
    says(&mend, &["A larger batch is not enough", "run 3 replicas or more."]);
    let (what, mend) =
        trouble(&[("arrival_rate", 200.0), ("burstiness", 16.0), ("queue_limit", 20.0)]);
    says(&what, &["find 20 requests waiting and are dropped, although capacity suffices"]);
    says(&mend, &["Raise the queue limit"]);
}

#[test]
fn before_the_first_result_nothing_is_claimed() {
    let values = Values::defaults(CONTROLS);
    let outcome = SIMULATOR.begin(&values, Seed(1)).outcome();
    let said = SIMULATOR.narrate(&Story { before: None, now: (&values, &outcome) });
    assert_eq!(said, "No request is finished yet.");
    assert_eq!((outcome.done, outcome.trouble), (0.0, None));
}
