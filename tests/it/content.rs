//! The course in `content/` compiles, and so does a small one that uses everything, always alike.

use crate::files::repository;
use crate::golden;
use course::content::{Report, compile};
use course::lesson::Node;
use course::prose::Block;
use course::question::{Body, Question};
use std::collections::BTreeSet;

#[track_caller]
fn clean(report: &Report) {
    assert!(!report.has_errors(), "\n{}", report.plain());
}

#[test]
fn the_course_compiles() {
    let report = compile(&repository("content"));
    clean(&report);
    let compiled = report.compiled.expect("a course without errors");
    assert!(!compiled.lessons.is_empty());
    // `cargo tradeoffs sources` renews it.
    let record = course::content::record::sources(&compiled.lessons);
    golden::check(&repository("content/SOURCES.md"), &record);
}

#[test]
fn every_simulator_has_a_card() {
    for simulator in course::sim::all() {
        let blocks = course::content::card(simulator);
        let headings = blocks.iter().filter(|block| matches!(block, Block::Heading { .. })).count();
        assert!(headings >= 3 && blocks.len() > headings, "the card of `{}`", simulator.id);
    }
}

#[test]
fn the_fixture_compiles_to_the_same_bytes() {
    let report = compile(&repository("tests/fixtures/course"));
    clean(&report);
    let compiled = report.compiled.expect("a course without errors");
    let json = serde_json::to_string_pretty(&compiled).expect("plain data");
    golden::check(&repository("tests/fixtures/course.golden.json"), &(json + "\n"));
}

#[test]
fn the_fixtures_have_every_node_and_every_type_of_question() {
    let compiled = compile(&repository("tests/fixtures/course")).compiled.expect("no errors");
    let report = compile(&repository("tests/fixtures/types"));
    clean(&report);
    let others = report.compiled.expect("a course without errors");
    let lesson = &compiled.lessons[0];
    let has = |is: fn(&Node) -> bool| lesson.body.iter().any(is);
    assert!(has(|node| matches!(node, Node::Prose(_))));
    assert!(has(|node| matches!(node, Node::Note(_))));
    assert!(has(|node| matches!(node, Node::Lab(_))));
    assert!(has(|node| matches!(node, Node::Predict(_))));
    assert!(has(|node| matches!(node, Node::Plot(_))));
    assert!(has(|node| matches!(node, Node::Diagram(_))));
    assert!(has(|node| matches!(node, Node::FollowUp(_))));
    assert!(has(|node| matches!(node, Node::Questions(_))));
    assert!(has(|node| matches!(node, Node::Cards)));
    assert_eq!(lesson.questions.len(), 5);
    let others = others.lessons[0].questions.iter();
    let types: BTreeSet<_> = lesson.questions.iter().chain(others).map(type_of).collect();
    let all = [
        "categorise",
        "choice",
        "cloze",
        "diagnose",
        "estimate",
        "flaw",
        "free",
        "goal",
        "match",
        "order",
        "predict",
    ];
    assert_eq!(types, BTreeSet::from(all));
    assert_eq!(compiled.course.modules[0].lessons[0].questions, 5);
    let terms: Vec<_> = compiled.course.glossary.iter().map(|term| term.id.as_str()).collect();
    assert_eq!(terms, ["queueing-delay", "utilisation"], "the glossary is in alphabetic order");
    let cited: Vec<_> = lesson.sources.iter().map(|source| source.key.as_str()).collect();
    assert_eq!(cited, ["kingman1961", "little1961"], "sources are in the order of first citation");
}

/// The word for the type of a question; a new type needs one, and a question in the fixture.
fn type_of(question: &Question) -> &'static str {
    match question.body {
        Body::Choice(_) => "choice",
        Body::Estimate(_) => "estimate",
        Body::Goal(_) => "goal",
        Body::Predict(_) => "predict",
        Body::Order(_) => "order",
        Body::Match(_) => "match",
        Body::Categorise(_) => "categorise",
        Body::Cloze(_) => "cloze",
        Body::Diagnose(_) => "diagnose",
        Body::Flaw(_) => "flaw",
        Body::Free(_) => "free",
    }
}
