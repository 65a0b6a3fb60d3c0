//! A semantic cache: answers that are reused for questions that sound alike.

use super::scores::Scores;
use crate::base::format::{self, Unit};
use crate::base::math;
use crate::sim::card::Card;
use crate::sim::control::{Accepts, Control};
use crate::sim::outcome::{PlotSpec, Quantity, ReadoutSpec};
use crate::sim::row::{Given, Impossible, Row};
use crate::sim::{How, Simulator, Spec};

/// The simulator.
pub(super) const SIMULATOR: Simulator = Simulator {
    spec: Spec {
        id: "semantic-cache",
        title: "Semantic cache: hits and false hits",
        question: "How alike must two questions be before one may get the answer of the other?",
        summary: "A cache that answers similar questions saves calls to the model and sometimes gives the \
                  answer to another question; the more it remembers, the more often.",
        controls: CONTROLS,
        readouts: READOUTS,
        plots: &[
            PlotSpec::sweep(
                "saving_by_threshold",
                "Saved per thousand questions against the threshold",
                (CONTROLS, 0),
                (READOUTS, 0),
            ),
            PlotSpec::sweep(
                "false_by_entries",
                "False hits among hits against questions remembered",
                (CONTROLS, 1),
                (READOUTS, 2),
            ),
        ],
    },
    how: How::Formula { compute, explain },
};

const CONTROLS: &[Control] = &[
    Control::number(
        "threshold",
        "Threshold",
        "How similar the nearest question must be: unrelated pairs are at 0 on average, with standard deviation 1.",
        1.0,
        8.0,
    )
    .steps_of(0.05)
    .starts(4.0),
    Control::whole("entries", "Questions remembered", "Questions that each new one is compared with.", 1.0, 1e6)
        .logarithmic()
        .starts(10_000.0)
        .accepts(Accepts::Whole(1.0, 1e15)),
    Control::number(
        "duplicate_share",
        "Questions asked before",
        "Share of the questions whose like is remembered.",
        0.0,
        0.9,
    )
    .unit(Unit::Share)
    .steps_of(0.01)
    .starts(0.3)
    .accepts(Accepts::Share),
    Control::number(
        "separation",
        "Separation",
        "How similar two wordings of one question are on average, on the same scale.",
        1.0,
        10.0,
    )
    .steps_of(0.1)
    .starts(6.0),
    Control::number("call_cost", "Cost of a call", "What an answer by the model costs.", 0.001, 1.0)
        .unit(Unit::Dollars)
        .steps_of(0.001)
        .starts(0.02)
        .logarithmic()
        .accepts(Accepts::NotNegative),
    Control::number("wrong_cost", "Cost of a wrong answer", "What the answer to another question costs.", 0.0, 100.0)
        .unit(Unit::Dollars)
        .steps_of(0.01)
        .starts(1.0)
        .zero_then_logarithmic(10)
        .accepts(Accepts::NotNegative),
];

const READOUTS: &[ReadoutSpec] = &[
    ReadoutSpec::new("saving_per_1k", "Saved per thousand questions", Quantity::Cost)
        .unit(Unit::Dollars)
        .more()
        .main(),
    ReadoutSpec::new("hit_rate", "Questions answered from the cache", Quantity::Throughput)
        .unit(Unit::Share)
        .more()
        .main(),
    ReadoutSpec::new("false_hit_share", "False hits among hits", Quantity::Quality)
        .unit(Unit::Share)
        .less()
        .main(),
    ReadoutSpec::new("true_hit_rate", "Answered rightly", Quantity::Quality).unit(Unit::Share).more(),
    ReadoutSpec::new("false_hit_rate", "Answered wrongly", Quantity::Quality).unit(Unit::Share).less(),
];

/// A cache of many questions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Cache {
    /// Similarities of unrelated pairs and of wordings of one question; prevalence is the share of questions
    /// whose like is remembered.
    pub(super) scores: Scores,
    /// Questions that a new one is compared with.
    pub(super) entries: f64,
}

impl Cache {
    /// The shares of all questions that are answered rightly and wrongly from the cache. A question whose
    /// like is remembered is answered rightly if the like is similar enough; any other wrongly if one of
    /// all entries is similar enough by chance.
    pub(super) fn hits(&self, threshold: f64) -> (f64, f64) {
        let repeated = self.scores.prevalence;
        // 1 − (1 − FPR)ⁿ, for any n and the smallest FPR.
        let any = -math::expm1(self.entries * math::log1p(-Scores::fpr(threshold)));
        (repeated * self.scores.tpr(threshold), (1.0 - repeated) * any)
    }
}

fn given_cache(given: &Given) -> Cache {
    let scores = Scores {
        mean: given.number("separation"),
        sd: 1.0,
        prevalence: given.number("duplicate_share"),
    };
    Cache { scores, entries: given.number("entries") }
}

fn compute(given: &Given) -> Result<Row, Impossible> {
    let (right, wrong) = given_cache(given).hits(given.number("threshold"));
    let hits = right + wrong;
    let saving = 1000.0 * (hits * given.number("call_cost") - wrong * given.number("wrong_cost"));
    let row = Row::numbers([saving, hits, wrong / hits, right, wrong]);
    if saving >= 0.0 {
        return Ok(row);
    }
    Ok(row.broken(
        format!(
            "Wrong answers cost more than the cache saves: {} for each thousand questions.",
            format::quantity(-saving, Unit::Dollars),
        ),
        "Raise the threshold.",
    ))
}

fn explain(given: &Given, row: &Row) -> String {
    let number = |place: usize| row.cells[place].number().unwrap_or(0.0);
    let share = |x| format::quantity(x, Unit::Share);
    let single = Scores::fpr(given.number("threshold"));
    let (right, wrong) = (number(3), number(4));
    let missed = given.number("duplicate_share") - right;
    if wrong > 0.1 * right {
        return format!(
            "Two unrelated questions are this alike by chance only {} of the time, but each new question meets \
             {} remembered ones, and one of them is enough: {} of the hits are answers to another question.",
            share(single),
            format::setting(given.number("entries"), Unit::One),
            share(number(2)),
        );
    }
    format!(
        "Hits are right in all but {} of the cases, and the price is what is missed: {} of the questions were \
         asked before in words that the threshold does not let pass.",
        share(number(2)),
        share(missed),
    )
}

/// Its card.
pub(super) const CARD: Card = Card {
    assumes: &[
        "Similarities of unrelated pairs are normal with mean 0 and standard deviation 1, those of two wordings of one question normal with the same spread.",
        "Similarities of a new question with different remembered ones are independent.",
        "A question whose like is remembered is never answered by another one's answer.",
    ],
    holds: "Any number of remembered questions, as far as the normal tail can be trusted: with a million entries that is five standard deviations out. Measure the tail.",
    omits: &[
        "Embeddings that put whole topics close together, which makes false hits more frequent than here.",
        "Answers that grow stale, and questions that depend on who asks.",
        "The latency and cost of the lookup itself.",
    ],
    sources: &[
        "Fu Bang. \"GPTCache: An open-source semantic cache for LLM applications enabling faster answers and cost savings.\" NLP-OSS, 2023.",
        "David M. Green and John A. Swets. *Signal Detection Theory and Psychophysics.* Wiley, 1966.",
    ],
    ..Card::new("semantic-cache", include_str!("cache.md"))
};
