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
        sweep: None,
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

/// The start, the end and the baseline of every text of a class, as wide as the text may become.
fn places(svg: &str, class: &str) -> Vec<(f64, f64, f64)> {
    let attribute = |text: &str, name: &str| -> Option<String> {
        let (_, rest) = text.split_once(&format!(" {name}=\""))?;
        Some(rest.split_once('"')?.0.to_owned())
    };
    let texts = svg.split("<text").skip(1).filter_map(|text| text.split_once("</text>"));
    let texts = texts.filter(|(text, _)| attribute(text, "class").as_deref() == Some(class));
    texts
        .map(|(text, _)| {
            let number = |name| attribute(text, name).unwrap().parse::<f64>().unwrap();
            let width = frame::width_of(text.split_once('>').unwrap().1);
            let start = match attribute(text, "text-anchor").as_deref() {
                Some("end") => number("x") - width,
                Some("middle") => number("x") - width / 2.0,
                _ => number("x"),
            };
            (start, start + width, number("y"))
        })
        .collect()
}

fn assert_apart_and_inside(svg: &str, class: &str) {
    let places = places(svg, class);
    assert!(!places.is_empty());
    for (i, a) in places.iter().enumerate() {
        assert!(a.0 > -0.1 && a.1 < frame::WIDTH + 0.1, "{class} leaves the picture: {a:?}");
        let touched = places[..i].iter().find(|b| a.2 == b.2 && a.0 < b.1 && b.0 < a.1);
        assert_eq!(touched, None, "{class} on {a:?}");
    }
}

#[test]
fn marks_at_the_ends_and_close_together_keep_apart() {
    let cases: [&[f64]; 5] = [
        &[10.0, 10.5, 79.9],
        &[15.0, 15.0, 15.0],
        &[70.0, 75.0, 80.0],
        &[10.0, 11.0, 12.0],
        &[38.0, 41.0, 44.0],
    ];
    for marks in cases {
        let names = ["p50", "p95", "p99"];
        let marks = names.iter().zip(marks);
        let marks = marks.map(|(name, at)| Mark { label: (*name).into(), at: *at }).collect();
        let plot = Plot::Distribution {
            edges: vec![10.0, 20.0, 40.0, 80.0],
            shares: vec![0.5, 0.0, 0.5],
            marks,
        };
        assert_apart_and_inside(&svg(&spec(true), &plot, None), "mark-label");
    }
}

#[test]
fn marks_with_one_value_share_a_label() {
    let mark = |label: &str| Mark { label: label.into(), at: 30.0 };
    let plot = Plot::Distribution {
        edges: vec![10.0, 80.0],
        shares: vec![1.0],
        marks: vec![mark("p50"), mark("p95"), mark("p99")],
    };
    let svg = svg(&spec(true), &plot, None).replace('\u{202f}', " ");
    assert!(svg.contains(">p50, p95, p99 30.0 ms</text>"), "{svg}");
}

#[test]
fn limits_stay_in_the_picture_and_ticks_are_few() {
    for at in [3.0, 100.0, 2_000_000.0] {
        let plot = Plot::Curve {
            points: vec![Point { x: 1.0, y: 0.2 }, Point { x: at, y: 0.9 }],
            here: Some(Point { x: at, y: 0.9 }),
            limits: vec![Mark { label: "capacity of everything".into(), at }],
        };
        for logarithmic in [false, true] {
            let mut spec = spec(false);
            spec.y.logarithmic = logarithmic;
            let svg = svg(&spec, &plot, None);
            for class in ["limit-label", "here-label", "tick-label"] {
                assert_apart_and_inside(&svg, class);
            }
            let bottom = places(&svg, "tick-label").iter().map(|place| place.2).fold(0.0, f64::max);
            let ticks = places(&svg, "tick-label").iter().filter(|p| p.2 == bottom).count();
            assert!((2..=6).contains(&ticks), "{ticks} ticks");
        }
    }
}

#[test]
fn a_short_logarithmic_domain_has_ticks() {
    let plot = Plot::Distribution {
        edges: vec![4500.0, 5600.0],
        shares: vec![1.0],
        marks: vec![Mark { label: "p50".into(), at: 5000.0 }],
    };
    let svg = svg(&spec(true), &plot, None);
    let bottom = places(&svg, "tick-label").iter().map(|place| place.2).fold(0.0, f64::max);
    assert!(places(&svg, "tick-label").iter().filter(|place| place.2 == bottom).count() > 2);
}
