use super::metrics::Ranking;
use super::rag::{Query, RankLaw};
use super::recall::{Stage, endless};
use crate::base::rng::Seed;
use proptest::prelude::*;

proptest! {
    #[test]
    fn sorting_never_lowers_a_score_and_the_ideal_order_scores_1(
        grades in proptest::collection::vec(0..=3_u32, 1..20), shown in 1..25_usize
    ) {
        let relevances: Vec<f64> = grades.iter().map(|grade| f64::from(*grade)).collect();
        let mut sorted = relevances.clone();
        sorted.sort_by(|a, b| b.total_cmp(a));
        let scores = Ranking { relevances, shown }.scores();
        let ideal = Ranking { relevances: sorted.clone(), shown }.scores();
        for (score, ideal) in scores.iter().zip(ideal) {
            prop_assert!((0.0..=1.0 + 1e-12).contains(score) && *score <= ideal + 1e-12);
        }
        if sorted[0] > 0.0 {
            prop_assert!((ideal[5] - 1.0).abs() < 1e-12 && (ideal[3] - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn showing_more_never_lowers_recall(
        grades in proptest::collection::vec(0..=1_u32, 1..20), shown in 1..25_usize
    ) {
        let relevances: Vec<f64> = grades.iter().map(|grade| f64::from(*grade)).collect();
        let recall = |shown| Ranking { relevances: relevances.clone(), shown }.scores()[1];
        prop_assert!(recall(shown) <= recall(shown + 1));
    }

    #[test]
    fn the_best_number_of_passages_is_no_worse_than_any_other(
        zipf in proptest::bool::ANY, param in 0.01..1.0_f64, passages in 1..3000_u64,
        distraction in 0.0..0.2_f64, value in 0.0..0.2_f64, other in 1..=50_u64,
    ) {
        let law = if zipf { RankLaw::Zipf(3.0 * param) } else { RankLaw::Geometric(param) };
        let query = Query {
            law, passages, distraction, value,
            passage_tokens: 256.0, prompt_tokens: 300.0, price: 3e-6,
        };
        let other = other.min(passages);
        prop_assert!(query.net_value(query.best()) >= query.net_value(other));
        prop_assert!(query.correct(other) <= law.recall(other, passages));
        prop_assert!((law.recall(passages, passages) - 1.0).abs() < 1e-12);
    }
}

#[test]
fn a_long_harmonic_sum_is_the_sum_of_its_terms() {
    for s in [0.0, 0.3, 1.0, 1.0 + 1e-9, 1.2, 3.0] {
        let term = |i: u64| crate::base::math::pow(i as f64, -s);
        let (few, many): (f64, f64) = ((1..=90).map(term).sum(), (1..=20_000).map(term).sum());
        let found = RankLaw::Zipf(s).recall(90, 20_000);
        let expected = few / many;
        assert!((found / expected - 1.0).abs() < 1e-12, "{s}: {found} {expected}");
    }
}

#[test]
fn a_stage_that_knows_nothing_keeps_its_share_and_a_perfect_one_keeps_all() {
    let stage = Stage { catalogue: 500, relevant: 10, kept: 50, correlation: 0.0 };
    assert!((stage.finite() - 0.1).abs() < 1e-3, "{}", stage.finite());
    for (kept, expected) in [(5, 0.5), (10, 1.0), (50, 1.0)] {
        assert_eq!(Stage { kept, correlation: 1.0, ..stage }.finite(), expected);
    }
    assert_eq!(Stage { kept: 500, ..stage }.finite(), 1.0);
}

#[test]
fn a_large_catalogue_is_as_an_endless_one() {
    let stage = Stage { catalogue: 1_000_000, relevant: 1000, kept: 10_000, correlation: 0.7 };
    let (finite, endless) = (stage.finite(), endless(0.01, 0.001, 0.7));
    assert!((finite - endless).abs() < 3e-4, "{finite} {endless}");
}

/// The other route for a small catalogue, where an endless one is far off: draw and sort.
#[test]
fn a_small_catalogue_is_as_drawn_ones() {
    for (relevant, kept, correlation) in [(1, 1, 0.8), (3, 2, 0.5), (5, 12, -0.3), (2, 15, 0.9)] {
        let stage = Stage { catalogue: 20, relevant, kept, correlation };
        let (mut stream, runs, mut hits) = (Seed(8).stream(0), 4000, 0);
        let rest = (1.0 - correlation * correlation).sqrt();
        for _ in 0..runs {
            let mut items: Vec<(f64, f64)> = (0..20)
                .map(|_| {
                    let truth = crate::base::normal::quantile(stream.uniform().max(1e-300));
                    let other = crate::base::normal::quantile(stream.uniform().max(1e-300));
                    (truth, correlation * truth + rest * other)
                })
                .collect();
            items.sort_by(|a, b| b.0.total_cmp(&a.0));
            let mut scores: Vec<f64> = items.iter().map(|item| item.1).collect();
            scores.sort_by(|a, b| b.total_cmp(a));
            let bar = scores[kept as usize - 1];
            hits += items[..relevant as usize].iter().filter(|item| item.1 >= bar).count();
        }
        let drawn = hits as f64 / f64::from(runs) / relevant as f64;
        let found = stage.finite();
        let error = (found * (1.0 - found) / f64::from(runs)).sqrt();
        assert!((found - drawn).abs() < 4.0 * error, "{relevant} {kept}: {found} {drawn} ± {error}");
    }
}
