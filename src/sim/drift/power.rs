//! How often a drift alarm comes, with drift and without: PSI above a limit, and Kolmogorov-Smirnov.

use super::binned::{Histograms, ks_p_value, psi_noise};
use crate::base::format::{self, Unit};
use crate::base::rng::{Seed, Stream};
use crate::base::{math, normal, stats};
use crate::sim::row::{Cell, Given, Impossible, Row};
use crate::sim::{Effort, Task};

/// A window of a feature beside a reference window.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Design {
    /// Rows of the reference: standard normal.
    pub(super) n_ref: u64,
    /// Rows of the window: normal, moved by `shift`.
    pub(super) n_cur: u64,
    /// Bins of equal probability under the reference.
    pub(super) bins: usize,
    /// In standard deviations.
    pub(super) shift: f64,
    /// PSI above this is an alarm.
    pub(super) psi_threshold: f64,
    /// A p-value of Kolmogorov-Smirnov below this is an alarm.
    pub(super) alpha: f64,
}

impl Design {
    /// The smallest distance of Kolmogorov-Smirnov that is an alarm, to seven digits.
    pub(super) fn critical_distance(&self) -> f64 {
        // Above this effective size the limit law differs by less than a simulation can see.
        const MOST_TO_SUM: f64 = 20_000.0;
        let (n, m) = (self.n_ref as f64, self.n_cur as f64);
        let (mut low, mut high) = (0.0, 1.0);
        while high - low > 1e-7 * high {
            let middle = 0.5 * (low + high);
            if ks_p_value(middle, n, m, MOST_TO_SUM) < self.alpha {
                high = middle;
            } else {
                low = middle;
            }
        }
        high
    }

    /// Shares of the window's rows in each bin.
    fn shares(&self) -> Vec<f64> {
        let edge = |i: usize| normal::quantile(i as f64 / self.bins as f64) - self.shift;
        (0..self.bins)
            .map(|i| {
                let (low, high) = (edge(i), edge(i + 1));
                // The difference of the smaller tails keeps its digits.
                if low > 0.0 {
                    normal::survival(low) - normal::survival(high)
                } else {
                    normal::cdf(high) - normal::cdf(low)
                }
            })
            .collect()
    }
}

/// Counts how often something came.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    runs: f64,
    alarms: f64,
    wanted: f64,
}

impl Tally {
    fn note(&mut self, alarm: bool) {
        self.runs += 1.0;
        self.alarms += f64::from(u8::from(alarm));
    }

    fn is_done(&self) -> bool {
        self.runs >= self.wanted
    }

    /// The share, with a standard error that is not 0 where no or every run had an alarm.
    fn cell(&self) -> Cell {
        let p = self.alarms / self.runs;
        Cell::estimate(p, (p * (1.0 - p) / self.runs).sqrt().max(1.0 / self.runs))
    }
}

/// Pairs of windows, drawn and tested one by one.
struct Power {
    design: Design,
    shares: Vec<f64>,
    critical: f64,
    psi: Tally,
    psi_stream: Stream,
    ks: Tally,
    ks_stream: Stream,
    reference: Vec<f64>,
    now: Vec<f64>,
}

/// Begins; see [`Design`].
pub(super) fn begin(
    given: &Given,
    seed: Seed,
    effort: Effort,
) -> Result<Box<dyn Task>, Impossible> {
    let design = Design {
        n_ref: given.whole("n_ref"),
        n_cur: given.whole("n_cur"),
        bins: given.whole("bins") as usize,
        shift: given.number("shift_sigma"),
        psi_threshold: given.number("psi_threshold"),
        alpha: given.number("alpha"),
    };
    let (psi_runs, ks_runs, rows) = match effort {
        Effort::Sketch => (400.0, 100.0, 100_000.0),
        Effort::Lab => (2000.0, 300.0, 500_000.0),
        Effort::Full => (4000.0, 1000.0, 4_000_000.0),
    };
    let each = (design.n_ref + design.n_cur) as f64;
    let ks_runs = (rows / each).ceil().clamp(20.0, ks_runs);
    Ok(Box::new(Power {
        shares: design.shares(),
        critical: design.critical_distance(),
        psi: Tally { wanted: psi_runs, ..Tally::default() },
        psi_stream: seed.stream(0),
        ks: Tally { wanted: ks_runs, ..Tally::default() },
        ks_stream: seed.stream(1),
        reference: Vec::new(),
        now: Vec::new(),
        design,
    }))
}

impl Power {
    /// One pair of histograms. Their counts are drawn, not the rows: it is the same law.
    fn psi_alarm(&mut self) -> bool {
        let bins = self.design.bins;
        multinomial(
            &mut self.psi_stream,
            self.design.n_ref,
            |_| 1.0 / bins as f64,
            bins,
            &mut self.reference,
        );
        let (shares, stream) = (&self.shares, &mut self.psi_stream);
        multinomial(stream, self.design.n_cur, |i| shares[i], bins, &mut self.now);
        let pair = Histograms { reference: &self.reference, now: &self.now };
        pair.psi() > self.design.psi_threshold
    }

    /// One pair of samples, on the scale where the reference is uniform.
    fn ks_alarm(&mut self) -> bool {
        let stream = &mut self.ks_stream;
        ordered_uniforms(stream, self.design.n_ref, &mut self.reference);
        if self.design.shift == 0.0 {
            ordered_uniforms(stream, self.design.n_cur, &mut self.now);
        } else {
            let shift = self.design.shift;
            self.now.clear();
            self.now.extend((0..self.design.n_cur).map(|_| normal::cdf(stream.normal() + shift)));
            stats::ascending(&mut self.now);
        }
        distance(&self.reference, &self.now) >= self.critical
    }
}

/// Counts of `n` rows in bins.
fn multinomial(
    stream: &mut Stream,
    n: u64,
    share: impl Fn(usize) -> f64,
    bins: usize,
    counts: &mut Vec<f64>,
) {
    counts.clear();
    let (mut left, mut rest) = (n, 1.0);
    for bin in 0..bins {
        let last = bin + 1 == bins;
        let p = if last { 1.0 } else { (share(bin) / rest).clamp(0.0, 1.0) };
        let count = stream.binomial(left, p);
        counts.push(count as f64);
        left -= count;
        rest = (rest - share(bin)).max(f64::MIN_POSITIVE);
    }
}

/// `n` uniform numbers in ascending order, by the gaps between them: no sorting.
fn ordered_uniforms(stream: &mut Stream, n: u64, numbers: &mut Vec<f64>) {
    numbers.clear();
    let mut sum = 0.0;
    for _ in 0..n {
        sum += stream.exponential();
        numbers.push(sum);
    }
    let whole = sum + stream.exponential();
    numbers.iter_mut().for_each(|number| *number /= whole);
}

/// The largest distance between the distribution functions of two ascending samples.
fn distance(a: &[f64], b: &[f64]) -> f64 {
    let (mut i, mut j, mut largest) = (0, 0, 0.0_f64);
    let (step_a, step_b) = (1.0 / a.len() as f64, 1.0 / b.len() as f64);
    while i < a.len() && j < b.len() {
        if a[i] <= b[j] { i += 1 } else { j += 1 }
        largest = largest.max((i as f64 * step_a - j as f64 * step_b).abs());
    }
    largest
}

impl Task for Power {
    fn advance(&mut self, events: u64) -> u64 {
        let histograms = 4 * self.design.bins as u64;
        let samples = self.design.n_ref + self.design.n_cur;
        let mut used = 0;
        while used < events && self.done() < 1.0 {
            // Both grow together, so that the first estimate of either comes soon.
            let share = |tally: &Tally| tally.runs / tally.wanted;
            if !self.psi.is_done() && share(&self.psi) <= share(&self.ks) || self.ks.is_done() {
                let alarm = self.psi_alarm();
                self.psi.note(alarm);
                used += histograms;
            } else {
                let alarm = self.ks_alarm();
                self.ks.note(alarm);
                used += samples;
            }
        }
        used
    }

    fn done(&self) -> f64 {
        (self.psi.runs + self.ks.runs) / (self.psi.wanted + self.ks.wanted)
    }

    fn row(&self) -> Option<Row> {
        if self.psi.runs == 0.0 || self.ks.runs == 0.0 {
            return None;
        }
        let Design { n_ref, n_cur, bins, alpha, .. } = self.design;
        let any = -math::expm1(30.0 * math::log1p(-alpha));
        Some(Row::new([
            self.psi.cell(),
            self.ks.cell(),
            Cell::Number(psi_noise(bins, n_ref as f64, n_cur as f64)),
            Cell::Number(any),
        ]))
    }
}

/// Why the alarms come, or do not.
pub(super) fn explain(given: &Given, row: &Row) -> String {
    let number = |place: usize| row.cells[place].number().unwrap_or(0.0);
    let (psi, ks, noise, any) = (number(0), number(1), number(2), number(3));
    let share = |x| format::quantity(x, Unit::Share);
    let limit = given.number("psi_threshold");
    if given.number("shift_sigma") == 0.0 {
        let side = if noise > limit { "above" } else { "below" };
        return format!(
            "Nothing drifts. Chance takes PSI over {} once in twenty windows, which is {side} the limit \
             of {}; a test at its level is never quiet for long: over thirty windows it cries wolf with \
             probability {}.",
            format::quantity(noise, Unit::One),
            format::setting(limit, Unit::One),
            share(any),
        );
    }
    let shift = format::setting(given.number("shift_sigma"), Unit::Sigma);
    if ks > psi + 0.2 {
        return format!(
            "A shift of {shift} raises the alarm of Kolmogorov–Smirnov in {} of the windows and PSI's in \
             {}: the test asks whether there is a shift, the limit asks for a large one.",
            share(ks),
            share(psi),
        );
    }
    format!(
        "A shift of {shift} is seen by PSI in {} of the windows and by Kolmogorov–Smirnov in {}: of the two, \
         only the test grows keener with more rows.",
        share(psi),
        share(ks),
    )
}
