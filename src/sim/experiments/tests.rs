use super::always_valid::Mixture;
use super::interleaving::Rankings;
use super::proportions::Test;
use super::walk::Walk;
use super::{cuped, sequential};
use crate::base::rng::{BUILD_SEED, Seed, Stream};
use crate::base::{math, normal, roots, stats};
use crate::sim::Simulator;
use crate::sim::row::{Cell, Given};
use proptest::prelude::*;

fn row(simulator: &'static Simulator, fields: &[(&str, &str)]) -> Vec<f64> {
    let given = Given::read(simulator.controls, fields.iter().copied()).unwrap();
    let row = simulator.compute(&given, BUILD_SEED).unwrap();
    row.cells.iter().map(|cell| cell.number().unwrap_or(f64::NAN)).collect()
}

proptest! {
    #[test]
    fn a_larger_effect_and_less_certainty_never_need_more_users(
        baseline in 0.02..0.5_f64, effect in 0.005..0.3_f64, factor in 1.01..1.6_f64
    ) {
        let test = Test { baseline, effect, alpha: 0.05, power: 0.8 };
        let larger = Test { effect: effect * factor, ..test };
        let less = Test { power: 0.7, ..test };
        let loose = Test { alpha: 0.1, ..test };
        let sizes = |test: &Test| {
            [test.pooled(), test.unpooled(), test.evan_miller(), test.arcsine(), test.student()]
        };
        for other in [larger, less, loose] {
            for (size, other) in sizes(&test).iter().zip(sizes(&other)) {
                prop_assert!(other < *size, "{test:?}: {other} {size}");
            }
        }
    }

    /// One pass along the edges of what is significant, against looking at every result.
    #[test]
    fn the_exact_power_is_the_sum_over_all_results(
        n in 1_u64..40, p in 0.05..0.95_f64, q in 0.05..0.95_f64, alpha in 0.01..0.3_f64
    ) {
        let test = Test { baseline: p, effect: q - p, alpha, power: 0.9 };
        let z = -normal::quantile(0.5 * alpha);
        let pmf = crate::base::discrete::binomial_pmf;
        let mut sum = 0.0;
        for x in 0..=n {
            for y in 0..=n {
                let (a, b, size) = (x as f64, y as f64, n as f64);
                let mean = (a + b) / (2.0 * size);
                let error = (2.0 * mean * (1.0 - mean) / size).sqrt();
                if ((b - a) / size).abs() > z * error {
                    sum += pmf(n, p, x) * pmf(n, q, y);
                }
            }
        }
        prop_assert!((test.exact_power(n) - sum).abs() < 1e-10, "{} {sum}", test.exact_power(n));
    }
}

#[test]
fn the_exact_power_is_about_what_was_promised() {
    for (baseline, effect) in [(0.1, 0.03), (0.5, 0.1), (0.3, -0.12)] {
        let test = Test { baseline, effect, alpha: 0.05, power: 0.8 };
        let power = test.exact_power(test.pooled().ceil() as u64);
        assert!((power - 0.8).abs() < 0.02, "{test:?}: {power}");
    }
}

#[test]
fn pocock_published_these_constants() {
    let published = [
        ("0.01", [2.576, 2.772, 2.873, 2.939, 2.986, 3.023, 3.053, 3.078, 3.099, 3.117]),
        ("0.05", [1.960, 2.178, 2.289, 2.361, 2.413, 2.453, 2.485, 2.512, 2.535, 2.555]),
        ("0.1", [1.645, 1.875, 1.992, 2.067, 2.122, 2.164, 2.197, 2.225, 2.249, 2.270]),
    ];
    for (alpha, constants) in published {
        for (looks, constant) in (1..).zip(constants) {
            let looks: i32 = looks;
            let fields = [("looks", looks.to_string()), ("alpha_nominal", alpha.into())];
            let fields: Vec<_> = fields.iter().map(|(key, text)| (*key, text.as_str())).collect();
            let found = row(&sequential::PEEKING, &fields)[2];
            assert!((found - constant).abs() < 0.000_51, "{looks} looks at {alpha}: {found}");
        }
    }
}

/// The drift per look at which a walk with these boundaries is stopped with such a power.
fn drift_for(power: f64, boundaries: &[f64]) -> f64 {
    let mut walk = Walk::new(1, boundaries[0], 1.5);
    boundaries[1..].iter().for_each(|boundary| walk.step(*boundary));
    roots::brent(|drift| walk.crossed_with_drift(drift) - power, 0.0, 8.0, 1e-10).unwrap()
}

/// How many times the sample of a fixed test a plan needs at most, for a level of 5 %.
fn inflation(power: f64, boundaries: &[f64]) -> f64 {
    let drift = drift_for(power, boundaries);
    let fixed = normal::quantile(0.975) + normal::quantile(power);
    boundaries.len() as f64 * drift * drift / (fixed * fixed)
}

/// Jennison and Turnbull 2000, table 2.4.
#[test]
fn the_plan_of_o_brien_and_fleming_needs_hardly_more_users() {
    let published = [
        (0.8, [1.000, 1.008, 1.017, 1.024, 1.028, 1.032, 1.035, 1.037, 1.038, 1.040]),
        (0.9, [1.000, 1.007, 1.016, 1.022, 1.026, 1.030, 1.032, 1.034, 1.036, 1.037]),
    ];
    for looks in 1..=10_usize {
        let text = looks.to_string();
        let z = row(&sequential::PEEKING, &[("looks", &text), ("alpha_nominal", "0.05")])[4];
        let boundaries = vec![z * (looks as f64).sqrt(); looks];
        for (power, factors) in published {
            let (found, factor) = (inflation(power, &boundaries), factors[looks - 1]);
            assert!((found - factor).abs() < 0.000_51, "{looks} looks at {power}: {found} {factor}");
        }
    }
}

/// SAS/STAT, SEQDESIGN: a two-sided Pocock plan of four stages with power 0.9 needs at most 118.3143 % of
/// the fixed sample. Theirs counts stops on the right side only, which is a hair more.
#[test]
fn a_pocock_plan_of_four_looks_needs_18_per_cent_more_at_most() {
    let z = row(&sequential::PEEKING, &[("looks", "4"), ("alpha_nominal", "0.05")])[2];
    let boundaries: Vec<f64> = (1..=4).map(|k| z * f64::from(k).sqrt()).collect();
    let found = inflation(0.9, &boundaries);
    assert!((found - 1.183_143).abs() < 1.2e-4 && found < 1.183_143, "{found}");
}

#[test]
fn more_looks_find_more_that_is_not_there_but_less_than_independent_ones() {
    let mut before = 0.0;
    for looks in ["1", "2", "7", "30"] {
        let row = row(&sequential::PEEKING, &[("looks", looks), ("alpha_nominal", "0.05")]);
        assert!(row[0] > before && row[0] <= row[1] + 1e-9, "{looks}: {row:?}");
        before = row[0];
    }
}

#[test]
fn the_always_valid_test_keeps_its_level_and_peeking_does_not() {
    let fields = |n: &'static str| [("true_effect", "0"), ("n_max", n), ("tau", "0.4")];
    let (soon, later) = (row(&sequential::MSPRT, &fields("50")), row(&sequential::MSPRT, &fields("300")));
    assert!(0.0 < soon[0] && soon[0] < later[0] && later[0] < 0.05, "{soon:?} {later:?}");
    assert!(later[1] > 0.25, "{later:?}");
}

/// The same test, played: the walk of one test after another.
#[test]
fn exact_rates_agree_with_tests_that_are_played() {
    let (mixture, effect, horizon) = (Mixture { sigma: 2.0, tau: 0.8 }, 0.5, 150_u32);
    let texts = [("sigma", "2"), ("tau", "0.8"), ("true_effect", "0.5"), ("n_max", "150")];
    let exact = row(&sequential::MSPRT, &texts);
    let mut stream = Seed(5).stream(0);
    let (tests, mut found) = (800, [0.0; 2]);
    for _ in 0..tests {
        let (mut sum, mut hit) = (0.0, [false; 2]);
        for n in 1..=horizon {
            sum += effect + 8.0_f64.sqrt() * stream.normal();
            let n = f64::from(n);
            hit[0] |= mixture.ln_ratio(n, sum / n) >= math::ln(20.0);
            hit[1] |= n >= 10.0 && (sum / n).abs() > 1.959_964 * (8.0 / n).sqrt();
        }
        (0..2).for_each(|test| found[test] += f64::from(u8::from(hit[test])) / f64::from(tests));
    }
    for (exact, found) in exact.iter().zip(found) {
        let error = (exact * (1.0 - exact) / f64::from(tests)).sqrt();
        assert!((exact - found).abs() < 4.0 * error, "{exact} {found}");
    }
}

/// Experiments with few users, where estimating the slope is felt.
#[test]
fn adjusted_experiments_vary_as_cuped_says() {
    let (rho, n) = (0.6, 6);
    let ratio = row(&cuped::SIMULATOR, &[("rho", "0.6"), ("n_per_arm", "6")])[4];
    let mut stream = Seed(9).stream(0);
    let found: Vec<f64> = (0..24_000).map(|_| adjusted_difference(&mut stream, rho, n)).collect();
    let found = stats::variance(&found) / (2.0 / n as f64);
    // The relative standard error of a variance; without the slope's own error it would be 11 % off.
    let error = (2.0_f64 / 24_000.0).sqrt();
    assert!((found / ratio - 1.0).abs() < 4.0 * error, "{found} {ratio}");
}

fn adjusted_difference(stream: &mut Stream, rho: f64, n: usize) -> f64 {
    let mut arm = || -> Vec<(f64, f64)> {
        let user = |_| {
            let x = stream.normal();
            (x, rho * x + (1.0 - rho * rho).sqrt() * stream.normal())
        };
        (0..n).map(user).collect()
    };
    let arms = [arm(), arm()];
    let mean = |arm: &[(f64, f64)]| {
        let sum = arm.iter().fold((0.0, 0.0), |sum, (x, y)| (sum.0 + x, sum.1 + y));
        (sum.0 / n as f64, sum.1 / n as f64)
    };
    let means = [mean(&arms[0]), mean(&arms[1])];
    let (mut sxx, mut sxy) = (0.0, 0.0);
    for (arm, mean) in arms.iter().zip(&means) {
        for (x, y) in arm {
            sxx += (x - mean.0) * (x - mean.0);
            sxy += (x - mean.0) * (y - mean.1);
        }
    }
    (means[1].1 - means[0].1) - sxy / sxx * (means[1].0 - means[0].0)
}

#[test]
fn rankings_that_agree_win_as_often_as_each_other() {
    let rankings = Rankings { gain: 0, relevant: 0.6, other: 0.1, decay: 0.8 };
    let (b, a) = rankings.wins();
    assert!((a - b).abs() < 1e-15 && a > 0.1, "{a} {b}");
    let none = Rankings { relevant: 0.0, other: 0.0, gain: 3, ..rankings };
    assert_eq!(none.wins(), (0.0, 0.0));
}

/// Impressions drawn one by one, by the words of the rule rather than by its coins.
#[test]
fn drafted_impressions_agree_with_the_exact_law() {
    let rankings = Rankings { gain: 4, relevant: 0.5, other: 0.15, decay: 0.75 };
    let b_list: Vec<usize> = (0..10).collect();
    let a_list = vec![1, 2, 3, 4, 0, 5, 6, 7, 8, 9];
    let mut stream = Seed(3).stream(0);
    let (impressions, mut wins) = (8000, [0.0; 2]);
    for _ in 0..impressions {
        let (mut shown, mut clicks): (Vec<usize>, _) = (Vec::new(), [0, 0]);
        let mut sizes = [0, 0];
        while shown.len() < 10 {
            let b = sizes[1] < sizes[0] || (sizes[0] == sizes[1] && stream.uniform() < 0.5);
            let list = if b { &b_list } else { &a_list };
            let document = *list.iter().find(|document| !shown.contains(document)).unwrap();
            let examined = stream.uniform() < math::powi(0.75, shown.len() as i32);
            let click = stream.uniform() < if document == 0 { 0.5 } else { 0.15 };
            clicks[usize::from(b)] += i32::from(examined && click);
            sizes[usize::from(b)] += 1;
            shown.push(document);
        }
        wins[0] += f64::from(u8::from(clicks[1] > clicks[0])) / f64::from(impressions);
        wins[1] += f64::from(u8::from(clicks[0] > clicks[1])) / f64::from(impressions);
    }
    let (b, a) = rankings.wins();
    for (exact, found) in [b, a].iter().zip(wins) {
        let error = (exact * (1.0 - exact) / f64::from(impressions)).sqrt();
        assert!((exact - found).abs() < 4.0 * error, "{exact} {found}");
    }
}

#[test]
fn what_cannot_be_tested_is_refused() {
    let refused = |fields: &[(&'static str, &'static str)]| {
        let given = Given::read(super::sample_size::SIMULATOR.controls, fields.iter().copied());
        let row = super::sample_size::SIMULATOR.compute(&given.unwrap(), BUILD_SEED);
        row.expect_err("it makes no sense").input
    };
    assert_eq!(refused(&[("mde_abs", "0")]), "mde_abs");
    assert_eq!(refused(&[("p_baseline", "0.4"), ("mde_abs", "0.6")]), "mde_abs");
    assert_eq!(refused(&[("power", "0.05")]), "power");
    let given = Given::read(cuped::SIMULATOR.controls, [("rho", "-1"), ("n_per_arm", "2")]).unwrap();
    let cells = cuped::SIMULATOR.compute(&given, BUILD_SEED).unwrap().cells;
    assert_eq!((&cells[0], &cells[1]), (&Cell::Number(0.0), &Cell::Unbounded));
}
