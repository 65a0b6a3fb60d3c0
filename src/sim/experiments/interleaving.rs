//! Team-draft interleaving against an A/B test on clicks, both exact.

use crate::base::format::{self, Unit};
use crate::base::{math, normal};
use crate::sim::card::{Card, Reference, Tolerance};
use crate::sim::control::{Accepts, Control};
use crate::sim::outcome::{PlotSpec, Quantity, ReadoutSpec};
use crate::sim::row::{Given, Impossible, Row};
use crate::sim::{How, Simulator, Spec};

/// The simulator.
pub(super) const SIMULATOR: Simulator = Simulator {
    spec: Spec {
        id: "interleaving",
        title: "Interleaving against A/B",
        question: "How many impressions does it take to tell a better ranking from a worse one?",
        summary: "Team-draft interleaving shows both rankings to the same person at once and needs a \
                  fraction of the impressions of an A/B test on clicks.",
        controls: CONTROLS,
        readouts: READOUTS,
        plots: &[
            PlotSpec::sweep(
                "ab_by_gain",
                "Impressions for an A/B test against the positions gained",
                (CONTROLS, 0),
                (READOUTS, 1),
            )
            .logarithmic(),
            PlotSpec::sweep(
                "interleaving_by_noise",
                "Impressions for interleaving against stray clicks",
                (CONTROLS, 2),
                (READOUTS, 0),
            )
            .logarithmic(),
        ],
    },
    how: How::Formula { compute, explain },
};

const CONTROLS: &[Control] = &[
    Control::whole(
        "rank_gain",
        "Positions gained",
        "How much higher ranking B puts the one relevant document than ranking A.",
        1.0,
        9.0,
    )
    .starts(2.0)
    .accepts(Accepts::Whole(0.0, 9.0)),
    Control::number(
        "p_click_rel",
        "Clicks if relevant",
        "How often the relevant document is clicked when it is looked at.",
        0.05,
        1.0,
    )
    .unit(Unit::Share)
    .steps_of(0.01)
    .starts(0.4)
    .accepts(Accepts::Share),
    Control::number(
        "p_click_irrel",
        "Stray clicks",
        "How often any other document is clicked when it is looked at.",
        0.0,
        0.3,
    )
    .unit(Unit::Share)
    .steps_of(0.01)
    .starts(0.1)
    .accepts(Accepts::Share),
    Control::number(
        "examine_decay",
        "Looked at, rank by rank",
        "The share of those who look at one position who look at the next.",
        0.3,
        1.0,
    )
    .unit(Unit::Share)
    .steps_of(0.01)
    .starts(0.7)
    .accepts(Accepts::Share),
];

const fn impressions(key: &'static str, label: &'static str) -> ReadoutSpec {
    ReadoutSpec::new(key, label, Quantity::Cost).unit(Unit::Requests).less()
}

const READOUTS: &[ReadoutSpec] = &[
    impressions("n_interleaving", "Impressions with interleaving").main(),
    impressions("n_ab", "Impressions with an A/B test").main(),
    ReadoutSpec::new("p_b_wins_impression", "B wins an impression", Quantity::Quality)
        .unit(Unit::Share)
        .more()
        .main(),
    ReadoutSpec::new("p_a_wins_impression", "A wins an impression", Quantity::Quality)
        .unit(Unit::Share)
        .less(),
    ReadoutSpec::new("interleaving_z_per_sqrt_n", "z per √n, interleaving", Quantity::Quality).more(),
    ReadoutSpec::new("ab_z_per_sqrt_n", "z per √n, A/B", Quantity::Quality).more(),
];

/// Documents in a list.
const DEPTH: usize = 10;

/// Two rankings of ten documents that differ in the place of the one relevant document, and readers who
/// look at rank r with probability decay^r and click on what they look at, independently.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rankings {
    /// The place of the relevant document in ranking A, from 0; it is first in B.
    pub(super) gain: usize,
    /// Clicks on the relevant document when it is looked at.
    pub(super) relevant: f64,
    /// Clicks on any other.
    pub(super) other: f64,
    /// See above.
    pub(super) decay: f64,
}

impl Rankings {
    /// The document at a rank of ranking A; the relevant one is number 0.
    fn in_a(&self, rank: usize) -> usize {
        match rank {
            _ if rank < self.gain => rank + 1,
            _ if rank == self.gain => 0,
            _ => rank,
        }
    }

    fn click(&self, document: usize, rank: usize) -> f64 {
        let examined = math::powi(self.decay, rank as i32);
        examined * if document == 0 { self.relevant } else { self.other }
    }

    /// The probabilities that B, and that A, gets more clicks in an impression. Of the coins of all five
    /// rounds each outcome is as likely; clicks are then added one by one.
    pub(super) fn wins(&self) -> (f64, f64) {
        let (mut b_wins, mut a_wins) = (0.0, 0.0);
        let rounds = DEPTH / 2;
        for coins in 0..1_u32 << rounds {
            let difference = self.difference(coins);
            b_wins += difference[DEPTH + 1..].iter().sum::<f64>();
            a_wins += difference[..DEPTH].iter().sum::<f64>();
        }
        let all = f64::from(1_u32 << rounds);
        (b_wins / all, a_wins / all)
    }

    /// The law of B's clicks minus A's, from −10 on, when bit k of `coins` says whether B goes first in
    /// round k.
    fn difference(&self, coins: u32) -> [f64; 2 * DEPTH + 1] {
        let mut law = [0.0; 2 * DEPTH + 1];
        law[DEPTH] = 1.0;
        let mut shown = [false; DEPTH];
        for rank in 0..DEPTH {
            let first = coins >> (rank / 2) & 1 == 1;
            let is_b = first == (rank % 2 == 0);
            // Each team adds its best document that is not yet shown.
            let best = |rank: usize| if is_b { rank } else { self.in_a(rank) };
            let document =
                (0..DEPTH).map(best).find(|document| !shown[*document]).expect("ten for ten places");
            shown[document] = true;
            let click = self.click(document, rank);
            let before = law;
            for (place, mass) in law.iter_mut().enumerate() {
                let from = if is_b { place.checked_sub(1) } else { Some(place + 1) };
                let moved = from.and_then(|from| before.get(from)).copied().unwrap_or(0.0);
                *mass = before[place] * (1.0 - click) + moved * click;
            }
        }
        law
    }

    /// Mean over standard deviation of the score of an impression: +1 where B wins, −1 where A does.
    fn interleaving_z(&self) -> f64 {
        let (b, a) = self.wins();
        (b - a) / (a + b - (b - a) * (b - a)).sqrt()
    }

    /// The same for the difference of clicks of an A/B test, per square root of all impressions.
    fn ab_z(&self) -> f64 {
        let clicks = |document: &dyn Fn(usize) -> usize| {
            (0..DEPTH).fold((0.0, 0.0), |(mean, variance), rank| {
                let p = self.click(document(rank), rank);
                (mean + p, variance + p * (1.0 - p))
            })
        };
        let (a, b) = (clicks(&|rank| self.in_a(rank)), clicks(&|rank| rank));
        (b.0 - a.0) / (2.0 * (a.1 + b.1)).sqrt()
    }
}

/// Impressions for 80 % power at a two-sided level of 5 %.
fn needed(z_per_root: f64) -> f64 {
    let z = normal::quantile(0.975) + normal::quantile(0.8);
    if z_per_root.is_nan() { f64::NAN } else { (z / z_per_root) * (z / z_per_root) }
}

fn compute(given: &Given) -> Result<Row, Impossible> {
    let rankings = Rankings {
        gain: given.whole("rank_gain") as usize,
        relevant: given.number("p_click_rel"),
        other: given.number("p_click_irrel"),
        decay: given.number("examine_decay"),
    };
    let (b, a) = rankings.wins();
    let (z, z_ab) = (rankings.interleaving_z(), rankings.ab_z());
    Ok(Row::numbers([needed(z), needed(z_ab), b, a, z, z_ab]))
}

fn explain(given: &Given, row: &Row) -> String {
    let (Some(interleaving), Some(ab)) = (row.cells[0].number(), row.cells[1].number()) else {
        return "Here the two rankings get as many clicks, or none, so no number of impressions tells them \
                apart by an A/B test."
            .into();
    };
    let times = ab / interleaving;
    let impressions = |x: f64| format::quantity(x, Unit::Requests);
    if times < 1.0 {
        return format!(
            "Interleaving needs {} and the A/B test {}: the relevant document is shown either way, and so \
             far up that whose team it was is decided by a coin.",
            impressions(interleaving),
            impressions(ab),
        );
    }
    let gain = given.whole("rank_gain");
    format!(
        "Interleaving needs {} and the A/B test {}, {} as many: one person compares both rankings, so what \
         differs between people cancels, and of {gain} positions gained an A/B test sees only the few clicks \
         that they cost.",
        impressions(interleaving),
        impressions(ab),
        format::quantity(times, Unit::Times),
    )
}

const fn errors() -> Tolerance {
    Tolerance::StandardErrors { times: 4.0, column: "stderr", or_relative: 0.0 }
}

/// Its card.
pub(super) const CARD: Card = Card {
    assumes: &[
        "One document of ten is relevant; both rankings have the others in the same order.",
        "Rank $r$ is looked at with probability $\\gamma^r$, and what is looked at is clicked, all independently.",
        "The A/B test compares clicks per impression, with half of the impressions in each arm.",
    ],
    holds: "Lists of ten, and any click probabilities.",
    omits: &[
        "Clicks that depend on one another: readers who stop at the first good answer.",
        "What clicks do not say: interleaving tells which ranking is preferred, not what it earns.",
        "Several sessions of one reader, which are not independent.",
    ],
    sources: &[
        "Filip Radlinski, Madhu Kurup and Thorsten Joachims. \"How does clickthrough data reflect retrieval quality?\" CIKM, 2008.",
        "Olivier Chapelle, Thorsten Joachims, Filip Radlinski and Yisong Yue. \"Large-scale validation and analysis of interleaved search evaluation.\" *ACM Transactions on Information Systems* 30, 2012.",
    ],
    references: &[Reference {
        columns: &[("stderr", Tolerance::Skip)],
        ..Reference::new(
            "interleaving",
            "mpkato/interleaving at 7907f7d: TeamDraft, 25 000 simulated impressions",
            errors(),
        )
    }],
    ..Card::new("interleaving", include_str!("interleaving.md"))
};
