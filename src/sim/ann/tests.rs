use super::data::{Cloud, Nearest, QUERIES, Vectors, distance, distance_up_to, entry, far, who};
use super::hnsw::Hnsw;
use super::ivf::Ivf;
use super::memory::Shape;
use super::probe::Index;
use super::twister::Twister;
use crate::base::rng::BUILD_SEED;
use crate::sim::find;
use crate::sim::row::{Given, Row};
use proptest::prelude::*;

const CLOUD: Cloud = Cloud { seed: 9, points: 400, dimensions: 10, clusters: 7, spread: 0.7 };

fn build(index: &mut impl Index, points: &Vectors) {
    while index.build(points, 1000) > 0 {}
}

/// Neighbours found by all queries together, and the distances that they took.
fn asked(index: &impl Index, effort: usize) -> (usize, u64) {
    let mut data = CLOUD.make();
    while data.look_at_all() {}
    let (mut hits, mut distances) = (0, 0);
    for query in 0..QUERIES {
        let mut found = Nearest::new(super::data::NEIGHBOURS);
        distances += index.search(&data.points, data.queries.get(query), effort, &mut found);
        hits += data.hits(query, &found);
    }
    (hits, distances)
}

fn compute(id: &str, fields: &[(&str, &str)]) -> Row {
    let simulator = find(id).expect("it exists");
    let given = Given::read(simulator.controls, fields.iter().copied()).expect("accepted");
    simulator.compute(&given, BUILD_SEED).expect("possible")
}

#[test]
fn an_inverted_file_finds_all_in_all_lists_and_no_fewer_in_more() {
    let points = CLOUD.make().points;
    let mut index = Ivf::new(&points, 16);
    build(&mut index, &points);
    let (mut before, mut work) = (0, 0);
    for probes in [1, 2, 4, 8, 16] {
        let (hits, distances) = asked(&index, probes);
        assert!(hits >= before && distances > work, "{probes}: {hits} {distances}");
        (before, work) = (hits, distances);
    }
    assert_eq!((before, work), (10 * QUERIES, (QUERIES * (400 + 16)) as u64));
    assert_eq!(index.built(), 1.0);
}

#[test]
fn as_many_lists_as_vectors_is_still_an_index() {
    let points = CLOUD.make().points;
    let mut index = Ivf::new(&points, 400);
    build(&mut index, &points);
    assert_eq!(asked(&index, 400).0, 10 * QUERIES);
}

#[test]
fn a_wider_search_in_the_graph_finds_more_and_the_widest_finds_all() {
    let points = CLOUD.make().points;
    let mut index = Hnsw::new(&points, 6, 40);
    build(&mut index, &points);
    let (mut before, mut work) = (0, 0);
    for width in [10, 20, 40, 400] {
        let (hits, distances) = asked(&index, width);
        assert!(hits >= before && distances > work, "{width}: {hits} {distances}");
        (before, work) = (hits, distances);
    }
    // Every vector is reached, so none can be missed.
    assert_eq!(before, 10 * QUERIES);
    assert!(asked(&index, 10).1 < QUERIES as u64 * 200);
}

#[test]
fn the_twister_is_that_of_the_standard() {
    // C++ [rand.predef]: the 10000th number of a default mt19937, whose seed is 5489.
    let mut twister = Twister::new(5489);
    let last = (0..10_000).map(|_| twister.bits()).last();
    assert_eq!(last, Some(4_123_659_995));
}

#[test]
fn vectors_that_are_all_the_same_are_indexed() {
    let cloud = Cloud { spread: 0.0, clusters: 1, ..CLOUD };
    let points = cloud.make().points;
    let mut index = Hnsw::new(&points, 4, 10);
    build(&mut index, &points);
    let mut lists = Ivf::new(&points, 8);
    build(&mut lists, &points);
    // A graph of duplicates has dead ends, which is known of HNSW; the lists hold them all.
    let found = |index: &dyn Index| {
        let mut found = Nearest::new(10);
        index.search(&points, points.get(0), 10, &mut found);
        assert!(found.entries.iter().all(|entry| far(*entry) == 0.0));
        found.entries.len()
    };
    assert!(found(&index) > 0);
    assert_eq!(found(&lists), 10);
}

/// A learner's next question is answered by the same index; it must be the answer of a fresh one.
#[test]
fn what_is_remembered_changes_no_result() {
    let fields = |probes| [("n", "600"), ("d", "8"), ("nlist", "20"), ("nprobe", probes)];
    let first = compute("ann-ivf", &fields("3"));
    compute("ann-ivf", &fields("5"));
    compute("ann-ivf", &[("n", "500"), ("d", "4")]);
    let between = compute("ann-ivf", &fields("5"));
    assert_eq!(first, compute("ann-ivf", &fields("3")));
    assert_ne!(first, between);
}

proptest! {
    #[test]
    fn a_distance_cut_short_is_the_distance_or_too_far(
        a in proptest::collection::vec(-9.0..9.0_f32, 19), b in proptest::collection::vec(-9.0..9.0_f32, 19),
        most in 0.0..2000.0_f32,
    ) {
        let whole = distance(&a, &b);
        let exact: f64 = a.iter().zip(&b).map(|(x, y)| f64::from(x - y) * f64::from(x - y)).sum();
        prop_assert!((f64::from(whole) - exact).abs() <= 1e-5 * exact);
        prop_assert_eq!(distance_up_to(&a, &b, most), Some(whole).filter(|w| *w <= most));
        prop_assert_eq!((far(entry(whole, 77)), who(entry(whole, 77))), (whole, 77));
    }

    #[test]
    fn more_vectors_and_dimensions_never_weigh_less(
        kind in 0..7_usize, vectors in 1.0..1e9_f64, dimensions in 64.0..2000.0_f64,
        parts in 2.0..64.0_f64, factor in 1.0..3.0_f64,
    ) {
        let kind = ["Flat", "SQ8", "PQ", "IVFFlat", "IVFPQ", "HNSWFlat", "hnswlib"][kind];
        let shape = Shape { vectors, dimensions, parts, bits: 8, lists: 100.0 };
        let total = |shape: Shape| {
            let weight = shape.weight(kind).expect("possible");
            shape.vectors * (weight.code + weight.overhead) + weight.shared
        };
        let longer = Shape { vectors: vectors * factor, ..shape };
        let wider = Shape { dimensions: dimensions * factor, ..shape };
        prop_assert!(total(shape) <= total(longer));
        prop_assert!(total(shape) <= total(wider));
    }
}
