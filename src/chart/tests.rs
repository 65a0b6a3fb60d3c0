//! What is drawn is what was computed, and nothing else gets in.

use super::*;
use crate::base::format::Unit;
use crate::sim::outcome::{Axis, Mark, Point, Quantity};

fn spec(logarithmic: bool) -> PlotSpec {
    PlotSpec {
        key: "p",
        title: "Latency",
        x: Axis { label: "Latency", unit: Unit::Milliseconds, logarithmic },
        y: Axis { label: "Share of requests", unit: Unit::Share, logarithmic: false },
        quantity: Quantity::Latency,
    }
}

fn distribution() -> Plot {
    Plot::Distribution {
        edges: vec![10.0, 20.0, 40.0, 80.0],
        shares: vec![0.5, 0.0, 0.5],
        marks: vec![Mark { label: "p50".into(), at: 15.0 }, Mark { label: "p99".into(), at: 78.0 }],
    }
}

fn curve() -> Plot {
    Plot::Curve {
        points: vec![Point { x: 10.0, y: 0.2 }, Point { x: 90.0, y: 0.9 }],
        here: Some(Point { x: 50.0, y: 0.4 }),
        limits: vec![Mark { label: "capacity".into(), at: 100.0 }],
    }
}

#[test]
fn each_plot_is_one_picture_of_finite_numbers() {
    for plot in [distribution(), curve()] {
        let svg = svg(&spec(true), &plot, Some(&plot));
        assert_eq!(svg.matches("<svg class=\"chart q-latency\"").count(), 1);
        assert!(!svg.contains("NaN") && !svg.contains("inf"));
    }
}

#[test]
fn empty_bins_have_neither_bar_nor_row() {
    let svg = svg(&spec(true), &distribution(), None);
    assert_eq!(svg.matches("class=\"bar\"").count(), 2, "two bins");
    let rows = table(&spec(true), &distribution()).rows;
    assert_eq!(rows.len(), 4, "two marks and two bins");
}

#[test]
fn the_table_holds_the_numbers_of_the_curve() {
    let rows = table(&spec(false), &curve()).rows;
    assert!(rows.iter().any(|[x, y]| x.contains("90.0") && y.contains("90.0")));
    assert!(rows.iter().any(|[x, _]| x.starts_with("now: 50.0")));
}

#[test]
fn nothing_to_draw_draws_nothing() {
    let nothing = Plot::Curve { points: vec![], here: None, limits: vec![] };
    assert!(!svg(&spec(false), &nothing, None).contains("<path"));
    let nothing = Plot::Distribution { edges: vec![], shares: vec![], marks: vec![] };
    assert!(!svg(&spec(false), &nothing, None).contains("<rect"));
}

#[test]
fn labels_are_escaped() {
    let plot = Plot::Distribution {
        edges: vec![1.0, 2.0],
        shares: vec![1.0],
        marks: vec![Mark { label: "<script>&\"".into(), at: 1.5 }],
    };
    let svg = svg(&spec(false), &plot, None);
    assert!(!svg.contains("<script>"));
    assert!(svg.contains("&lt;script&gt;&amp;&quot;"));
}

#[test]
fn the_summary_says_what_a_reader_would_see() {
    assert_eq!(
        summary(&spec(true), &distribution()).replace('\u{202f}', " "),
        "Latency: p50 15.0 ms, p99 78.0 ms."
    );
}
