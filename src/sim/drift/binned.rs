//! How far two histograms are apart, by five measures, and how far chance alone would put them.

use crate::base::format::{self, Unit};
use crate::base::math::{self, CompensatedSum};
use crate::base::{kolmogorov, laws};
use crate::sim::card::{Card, Reference, Tolerance};
use crate::sim::control::{Choice, Control};
use crate::sim::outcome::{PlotSpec, Quantity, ReadoutSpec};
use crate::sim::row::{Given, Impossible, Row};
use crate::sim::text::Text;
use crate::sim::{How, Simulator, Spec};

/// The simulator.
pub(super) const SIMULATOR: Simulator = Simulator {
    spec: Spec {
        id: "psi-chi2-ks",
        title: "Drift statistics on binned data",
        question: "Two histograms of one feature differ: is that drift, or the luck of the sample?",
        summary: "PSI, chi-square, KL, JS and Kolmogorov–Smirnov on the same two histograms: some \
                  measure how large a shift is, others how sure one can be of it.",
        controls: CONTROLS,
        readouts: READOUTS,
        plots: &[
            PlotSpec::sweep(
                "p_by_rows",
                "p-value of chi-square against the number of rows",
                (CONTROLS, 2),
                (READOUTS, 4),
            ),
            PlotSpec::sweep(
                "noise_by_rows",
                "PSI that chance alone exceeds once in twenty times",
                (CONTROLS, 2),
                (READOUTS, 1),
            )
            .logarithmic(),
        ],
    },
    how: How::Formula { compute, explain },
};

const CONTROLS: &[Control] = &[
    Control::list(
        "ref_counts",
        "Reference",
        "Rows in each bin when the model was trained.",
        &[
            Choice { word: "100|100|100|100|100|100|100|100|100|100", label: "Even, 1000 rows" },
            Choice { word: "20|45|80|120|160|175|160|120|80|40", label: "A bell, 1000 rows" },
            Choice { word: "400|220|130|80|55|40|30|20|15|10", label: "Skewed, 1000 rows" },
        ],
    ),
    Control::list(
        "cur_counts",
        "Now",
        "Rows in the same bins this week.",
        &[
            Choice { word: "90|110|95|105|100|100|98|102|97|103", label: "Even, a little uneven" },
            Choice { word: "80|85|90|95|100|100|105|110|115|120", label: "Even, leaning upward" },
            Choice { word: "10|28|58|100|145|172|175|145|102|65", label: "A bell, moved upward" },
            Choice { word: "380|215|135|85|60|45|30|25|25|0", label: "Skewed, last bin empty" },
        ],
    ),
    Control::whole(
        "times",
        "Rows, times",
        "Both histograms with so many times the rows and the same shares.",
        1.0,
        100.0,
    )
    .unit(Unit::Times)
    .logarithmic(),
];

const READOUTS: &[ReadoutSpec] = &[
    ReadoutSpec::new("psi", "PSI", Quantity::Freshness).less().main(),
    ReadoutSpec::new("psi_noise_95", "PSI of chance, p95", Quantity::Freshness).less().main(),
    ReadoutSpec::new("chi2", "Chi-square", Quantity::Freshness).less(),
    ReadoutSpec::new("chi2_df", "Its degrees of freedom", Quantity::Freshness),
    ReadoutSpec::new("chi2_p", "p of chi-square", Quantity::Quality).more().main(),
    ReadoutSpec::new("kl_cur_ref", "KL of now from the reference", Quantity::Freshness)
        .unit(Unit::Nats)
        .less(),
    ReadoutSpec::new("js_distance", "Jensen–Shannon distance", Quantity::Freshness).less(),
    ReadoutSpec::new("ks_d", "Kolmogorov–Smirnov distance", Quantity::Freshness).less(),
    ReadoutSpec::new("ks_p", "p of Kolmogorov–Smirnov", Quantity::Quality).more().main(),
];

/// Shares below this count as this much: an empty bin would make PSI and KL infinite.
const FLOOR: f64 = 1e-6;

/// Two histograms over the same bins, as counts, each with a positive total.
#[derive(Debug, Clone, Copy)]
pub(super) struct Histograms<'a> {
    /// Rows of the reference in each bin.
    pub(super) reference: &'a [f64],
    /// Rows of now in each bin.
    pub(super) now: &'a [f64],
}

impl Histograms<'_> {
    fn totals(&self) -> (f64, f64) {
        (self.reference.iter().sum(), self.now.iter().sum())
    }

    /// Shares of reference and now, bin by bin.
    fn shares(&self) -> impl Iterator<Item = (f64, f64)> {
        let (n, m) = self.totals();
        self.reference.iter().zip(self.now).map(move |(r, c)| (r / n, c / m))
    }

    /// Population stability index: Σ (c − r) ln(c/r). Siddiqi, "Credit Risk Scorecards", 2006.
    pub(super) fn psi(&self) -> f64 {
        let term = |(r, c): (f64, f64)| {
            let (r, c) = (r.max(FLOOR), c.max(FLOOR));
            (c - r) * math::ln(c / r)
        };
        self.shares().map(term).collect::<CompensatedSum>().value()
    }

    /// Kullback-Leibler divergence of now from the reference, in nats.
    fn kl(&self) -> f64 {
        let term = |(r, c): (f64, f64)| {
            let (r, c) = (r.max(FLOOR), c.max(FLOOR));
            c * math::ln(c / r)
        };
        self.shares().map(term).collect::<CompensatedSum>().value()
    }

    /// The square root of the Jensen-Shannon divergence in bits: from 0 to 1. Empty bins do no harm.
    fn js_distance(&self) -> f64 {
        let part = |x: f64, middle: f64| if x > 0.0 { x * math::log2(x / middle) } else { 0.0 };
        let term = |(r, c): (f64, f64)| part(r, 0.5 * (r + c)) + part(c, 0.5 * (r + c));
        let sum = self.shares().map(term).collect::<CompensatedSum>().value();
        (0.5 * sum).max(0.0).sqrt()
    }

    /// Pearson's statistic of the table with two rows, and its degrees of freedom. Bins that are empty
    /// in both histograms say nothing and do not count.
    fn chi_square(&self) -> (f64, f64) {
        let (n, m) = self.totals();
        let mut sum = CompensatedSum::new();
        let mut bins = 0.0;
        for (r, c) in self.reference.iter().zip(self.now).filter(|(r, c)| **r + **c > 0.0) {
            // Both cells of a bin are off by the same amount.
            let expected = (r + c) * n / (n + m);
            let off = r - expected;
            sum.add(off * off / expected + off * off / (r + c - expected));
            bins += 1.0;
        }
        (sum.value(), bins - 1.0)
    }

    /// The largest distance between the two distribution functions, over the ends of bins.
    fn ks_distance(&self) -> f64 {
        let (n, m) = self.totals();
        let (mut below_r, mut below_c, mut largest) = (0.0, 0.0, 0.0_f64);
        for (r, c) in self.reference.iter().zip(self.now) {
            below_r += r;
            below_c += c;
            largest = largest.max((below_r / n - below_c / m).abs());
        }
        largest
    }

    /// The PSI that chance alone stays below 95 times in 100, without any drift: PSI is then about
    /// (1/n + 1/m) times a chi-square variable. Yurdakul, "Statistical Properties of Population
    /// Stability Index", Western Michigan University 2018.
    fn psi_noise(&self) -> f64 {
        let (n, m) = self.totals();
        psi_noise(self.reference.len(), n, m)
    }
}

/// See [`Histograms::psi_noise`].
pub(super) fn psi_noise(bins: usize, n: f64, m: f64) -> f64 {
    if bins < 2 {
        return 0.0;
    }
    laws::chi_square_quantile((bins - 1) as f64, 0.95) * (1.0 / n + 1.0 / m)
}

/// The p-value of the Kolmogorov-Smirnov test of `n` and `m` rows at distance `d`. On binned data it
/// errs on the side of no drift.
///
/// As scipy's, but for effective sizes that take long to sum, where the limit law with the correction
/// of Maag and Dicaire (1971) is as good.
pub(super) fn ks_p_value(d: f64, n: f64, m: f64, most_to_sum: f64) -> f64 {
    let effective = n * m / (n + m);
    if effective * d * d >= 370.0 {
        return 0.0;
    }
    if effective > most_to_sum {
        let root = effective.sqrt();
        return kolmogorov::limit_survival(root * d + 1.0 / (6.0 * root));
    }
    kolmogorov::two_sample_p_value(d, n as u64, m as u64)
}

/// Effective sizes up to which the law of Kolmogorov's statistic is summed term by term.
const MOST_TO_SUM: f64 = 2e6;

fn counts(given: &Given, key: Text) -> Result<Vec<f64>, Impossible> {
    let mut counts = given.list(key)?;
    if counts.iter().any(|count| *count < 0.0) {
        return Err(Impossible::new(key, "must have no negative counts"));
    }
    if !counts.iter().any(|count| *count > 0.0) {
        return Err(Impossible::new(key, "must count at least one row"));
    }
    counts.iter_mut().for_each(|count| *count *= given.number("times"));
    if counts.iter().sum::<f64>() > 9e15 {
        return Err(Impossible::new(key, "must count fewer rows: beyond 9e15 they lose digits"));
    }
    Ok(counts)
}

fn compute(given: &Given) -> Result<Row, Impossible> {
    let (reference, now) = (counts(given, "ref_counts")?, counts(given, "cur_counts")?);
    if reference.len() != now.len() {
        return Err(Impossible::new("cur_counts", "must have as many bins as `ref_counts`"));
    }
    let pair = Histograms { reference: &reference, now: &now };
    let (chi_square, degrees) = pair.chi_square();
    let chi_p =
        if degrees > 0.0 { laws::chi_square_survival(degrees, chi_square) } else { 1.0 };
    let ((n, m), ks_d) = (pair.totals(), pair.ks_distance());
    Ok(Row::numbers([
        pair.psi(),
        pair.psi_noise(),
        chi_square,
        degrees,
        chi_p,
        pair.kl(),
        pair.js_distance(),
        ks_d,
        ks_p_value(ks_d, n, m, MOST_TO_SUM),
    ]))
}

fn explain(given: &Given, row: &Row) -> String {
    let number = |place: usize| row.cells[place].number().unwrap_or(0.0);
    let (psi, noise, p) = (number(0), number(1), number(4));
    let shown = |x| format::quantity(x, Unit::One);
    let empty = given.text("cur_counts").split('|').zip(given.text("ref_counts").split('|'));
    if empty.into_iter().any(|(c, r)| (c == "0") != (r == "0")) {
        return format!(
            "One bin is empty on one side only, and PSI counts it as a millionth: most of its {} hangs \
             on that choice, while chi-square only sees rows that went missing.",
            shown(psi),
        );
    }
    if psi <= noise {
        return format!(
            "With so few rows, chance alone puts PSI above {} once in twenty weeks, so its {} says \
             nothing (chi-square agrees: p is {}).",
            shown(noise),
            shown(psi),
            shown(p),
        );
    }
    let size = match psi {
        x if x < 0.1 => "small by the usual rule (below 0.1)",
        x if x < 0.25 => "moderate by the usual rule (0.1 to 0.25)",
        _ => "large by the usual rule (above 0.25)",
    };
    format!(
        "The shift is real: its PSI is {} times what chance reaches. It is also {size}: with enough \
         rows every difference is certain, and certainty is not size.",
        shown(psi / noise),
    )
}

/// Its card.
pub(super) const CARD: Card = Card {
    assumes: &[
        "Rows are independent, within a window and between the two.",
        "Both histograms use the same bins, chosen before looking at the new data.",
    ],
    holds: "p-values of chi-square need about five expected rows in each bin. Kolmogorov–Smirnov on binned data finds less than on the raw values.",
    omits: &[
        "Many features at once: of a hundred features, five are below a p-value of 0.05 by chance.",
        "Whether the drift harms the model, which only labels can say.",
        "Order between bins, for all but Kolmogorov–Smirnov.",
    ],
    sources: &[
        "Naeem Siddiqi. *Credit Risk Scorecards.* Wiley, 2006.",
        "Bilal Yurdakul. \"Statistical Properties of Population Stability Index.\" Western Michigan University, 2018.",
        "Frank J. Massey. \"The Kolmogorov–Smirnov test for goodness of fit.\" *Journal of the American Statistical Association* 46, 1951.",
    ],
    references: &[Reference {
        columns: &[("ks_p", Tolerance::Relative(1e-6))],
        ..Reference::new(
            "psi_chi2_ks",
            "scipy 1.17.1: chi2_contingency, entropy, jensenshannon, ks_2samp",
            Tolerance::Relative(1e-9),
        )
    }],
    ..Card::new("psi-chi2-ks", include_str!("binned.md"))
};
