use super::*;
use crate::base::rng::Seed;
use proptest::prelude::*;

proptest! {
    #[test]
    fn values_add_up_and_equals_get_the_same(
        weights in proptest::collection::vec(0.0..10.0_f64, 1..8), power in 0.5..3.0_f64
    ) {
        let mut weights = weights;
        weights.push(weights[0]);
        let game = Game { weights, power };
        let values: Vec<f64> = (0..game.weights.len()).map(|i| game.marginal(i).0).collect();
        let total = math::pow(game.weights.iter().sum(), power);
        prop_assert!((values.iter().sum::<f64>() - total).abs() <= 1e-9 * total);
        prop_assert!((values[0] - values[values.len() - 1]).abs() <= 1e-9 * total);
    }

    #[test]
    fn without_interaction_a_feature_is_worth_its_weight(
        weights in proptest::collection::vec(0.0..1e6_f64, 1..9)
    ) {
        let game = Game { weights, power: 1.0 };
        let (value, spread) = game.marginal(0);
        prop_assert!((value - game.weights[0]).abs() <= 1e-9 * value && spread <= 1e-9 * value);
    }
}

/// The other route: draw orders.
#[test]
fn sampled_orders_agree_within_their_error() {
    let game = Game { weights: vec![1.0, 4.0, 2.0, 3.0, 0.5], power: 2.5 };
    let (mut stream, orders) = (Seed(5).stream(0), 20_000);
    let (mut sum, mut squares) = (0.0, 0.0);
    for _ in 0..orders {
        // The player comes at a uniform time, and before it each other with that probability.
        let time = stream.uniform();
        let others = game.weights[1..].iter().filter(|_| stream.uniform() < time).sum();
        let added = game.added(others, game.weights[0]);
        (sum, squares) = (sum + added, squares + added * added);
    }
    let n = f64::from(orders);
    let (mean, spread) = (sum / n, (squares / n - (sum / n) * (sum / n)).sqrt());
    let (value, expected) = game.marginal(0);
    assert!((mean - value).abs() < 4.0 * expected / n.sqrt(), "{mean} {value}");
    assert!((spread / expected - 1.0).abs() < 0.05, "{spread} {expected}");
}

#[test]
fn what_cannot_be_enumerated_is_refused() {
    let refused = |fields: &[(&str, &str)]| {
        compute(&Given::read(CONTROLS, fields.iter().copied()).unwrap()).unwrap_err().input
    };
    assert_eq!(refused(&[("weights", &["1"; 21].join("|"))]), "weights");
    assert_eq!(refused(&[("weights", "1|2"), ("player", "2")]), "player");
    assert_eq!(refused(&[("weights", "1|-2"), ("power", "1.5")]), "power");
}
