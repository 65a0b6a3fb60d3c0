use super::fanout::{FanOut, any_slow};
use super::law::{Hedged, Law};
use crate::base::rng::{Seed, Stream};
use crate::base::quadrature::{self, Tolerance};
use crate::base::{discrete, math, normal};
use proptest::prelude::*;

fn laws() -> impl Strategy<Value = Law> {
    prop_oneof![
        (1.0..50.0_f64, 0.05..2.5_f64).prop_map(|(median, sigma)| Law::Lognormal { median, sigma }),
        (1.0..50.0_f64, 1.0..500.0_f64, 0.0..=1.0_f64)
            .prop_map(|(fast, slow, share)| Law::Bimodal { fast, slow, share }),
    ]
}

fn draw(law: Law, stream: &mut Stream) -> f64 {
    match law {
        Law::Lognormal { median, sigma } => median * math::exp(sigma * stream.normal()),
        Law::Bimodal { fast, slow, share } => {
            let mean = if stream.uniform() < share { slow } else { fast };
            mean * stream.exponential()
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn percentiles_hold_when_they_are_put_back(
        law in laws(), delay in 0.0..200.0_f64, tail in 1e-5..0.9_f64
    ) {
        let hedged = Hedged { law, delay };
        let time = hedged.exceeded_by(tail);
        prop_assert!((hedged.survival(time) / tail - 1.0).abs() < 1e-9, "{hedged:?} {time}");
        prop_assert!(time <= law.exceeded_by(tail) * (1.0 + 1e-12));
    }

    #[test]
    fn an_earlier_second_call_is_never_slower_and_costs_more(
        law in laws(), delay in 0.1..200.0_f64, factor in 0.0..1.0_f64
    ) {
        let (late, early) = (Hedged { law, delay }, Hedged { law, delay: delay * factor });
        prop_assert!(early.mean() <= late.mean() * (1.0 + 1e-12));
        prop_assert!(early.exceeded_by(0.01) <= late.exceeded_by(0.01) * (1.0 + 1e-9));
        prop_assert!(early.extra_load() >= late.extra_load());
    }

    /// By quadrature of the survival function itself.
    #[test]
    fn the_mean_is_the_area_under_the_survival(law in laws(), delay in 0.0..100.0_f64) {
        let hedged = Hedged { law, delay };
        let tolerance = Tolerance { absolute: 1e-10, relative: 1e-10 };
        let before = quadrature::adaptive(|t| hedged.survival(t), 0.0, delay, tolerance);
        let after =
            quadrature::adaptive_to_infinity(|t| hedged.survival(t), delay, 20.0, tolerance);
        let area = before.value + after.value;
        prop_assert!((area / hedged.mean() - 1.0).abs() < 1e-8, "{hedged:?}: {area}");
    }

    #[test]
    fn the_request_has_its_answers_as_often_as_the_percentile_says(
        leaves in 1..3000_u64, sigma in 0.1..2.0_f64, q in 0.01..0.999_f64
    ) {
        let fan_out = FanOut { leaves, median: 5.0, sigma };
        let leaf_late = |time: f64| normal::survival(math::ln(time / 5.0) / sigma);
        let all = 1.0 - any_slow(leaves, leaf_late(fan_out.all(q)));
        prop_assert!((all - q).abs() < 1e-9, "{all} {q}");
        // At least 95 % are back: at most the others are late.
        let late = leaf_late(fan_out.most(q));
        let most = discrete::binomial_cdf(leaves, late, leaves - fan_out.enough());
        prop_assert!((most - q).abs() < 1e-9, "{most} {q}");
        let more = FanOut { leaves: leaves + 1, ..fan_out };
        prop_assert!(more.all(q) > fan_out.all(q));
        prop_assert!(fan_out.most(q) <= fan_out.all(q) * (1.0 + 1e-12));
    }
}

#[test]
fn simulated_calls_take_as_long_as_the_formulas_say() {
    for law in [
        Law::Lognormal { median: 10.0, sigma: 0.8 },
        Law::Bimodal { fast: 5.0, slow: 200.0, share: 0.05 },
    ] {
        let hedged = Hedged { law, delay: 15.0 };
        let mut stream = Seed(8).stream(0);
        let (mut sum, mut squares, mut late) = (0.0, 0.0, 0.0);
        let (calls, p99) = (100_000, hedged.exceeded_by(0.01));
        for _ in 0..calls {
            let time = draw(law, &mut stream).min(hedged.delay + draw(law, &mut stream));
            sum += time;
            squares += time * time;
            late += f64::from(u8::from(time > p99));
        }
        let n = f64::from(calls);
        let error = ((squares / n - sum / n * (sum / n)) / n).sqrt();
        assert!((sum / n - hedged.mean()).abs() < 4.0 * error, "{law:?}: {}", sum / n);
        assert!((late / n - 0.01).abs() < 4.0 * (0.01_f64 / n).sqrt(), "{law:?}: {}", late / n);
    }
}

#[test]
fn without_a_delay_the_faster_of_two_counts() {
    let law = Law::Bimodal { fast: 4.0, slow: 4.0, share: 0.3 };
    // Two exponential replicas at once are twice as fast.
    assert!((Hedged { law, delay: 0.0 }.mean() - 2.0).abs() < 1e-12);
    assert!((Hedged { law, delay: f64::INFINITY }.mean() - 4.0).abs() < 1e-12);
    // The second call changes nothing for who has no memory, but comes later.
    let expected = 4.0 * (1.0 - math::exp(-1.0)) + 2.0 * math::exp(-1.0);
    assert!((Hedged { law, delay: 4.0 }.mean() - expected).abs() < 1e-12);
}
