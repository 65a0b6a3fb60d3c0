//! Retrieval-augmented generation: how many passages to put into the prompt.

use crate::base::format::{self, Unit};
use crate::base::math;
use crate::sim::card::{Card, Reference, Tolerance};
use crate::sim::control::{Accepts, Choice, Control};
use crate::sim::outcome::{PlotSpec, Quantity, ReadoutSpec};
use crate::sim::row::{Given, Impossible, Row};
use crate::sim::{How, Simulator, Spec};

pub(super) const SIMULATOR: Simulator = Simulator {
    spec: Spec {
        id: "rag-topk",
        title: "How many passages to retrieve",
        question: "When does one more passage in the prompt cost more than it brings?",
        summary: "More passages hold the answer more often, and cost tokens and distract the model: \
                  the best number lies where the last one just pays.",
        controls: CONTROLS,
        readouts: READOUTS,
        plots: &[
            PlotSpec::sweep(
                "value",
                "Net value of a query against passages retrieved",
                (CONTROLS, 0),
                (READOUTS, 4),
            ),
            PlotSpec::sweep(
                "correct",
                "Correct answers against passages retrieved",
                (CONTROLS, 0),
                (READOUTS, 1),
            ),
        ],
    },
    how: How::Formula { compute, explain },
};

/// The best number is sought among so many.
const MOST: u64 = 50;

pub(super) const CONTROLS: &[Control] = &[
    Control::whole("k", "Passages", "How many passages go into the prompt.", 1.0, 50.0)
        .unit(Unit::Items)
        .starts(5.0),
    Control::whole("chunk_tokens", "Passage length", "Tokens of each passage.", 64.0, 2048.0)
        .unit(Unit::Tokens)
        .starts(256.0)
        .logarithmic(),
    Control::number(
        "distraction",
        "Distraction",
        "Each further passage lowers the quality of the answer by this share.",
        0.0,
        0.1,
    )
    .unit(Unit::Share)
    .steps_of(0.002)
    .starts(0.01)
    .accepts(Accepts::Share),
    Control::choice(
        "rank_dist",
        "How good retrieval is",
        "The law of the place in which the retriever ranks the passage with the answer.",
        &[
            Choice { word: "geom", label: "Geometric: each place finds it with the same chance" },
            Choice { word: "zipf", label: "Zipf: often on top, and sometimes far down" },
        ],
    ),
    Control::number(
        "param",
        "Parameter of that law",
        "The chance per place of the geometric law, or the exponent of Zipf's.",
        0.05,
        2.0,
    )
    .steps_of(0.05)
    .starts(0.3)
    .accepts(Accepts::NotNegative),
    Control::whole("n_chunks", "Passages in the index", "All that could be retrieved.", 50.0, 1e6)
        .unit(Unit::Items)
        .starts(1000.0)
        .logarithmic()
        .accepts(Accepts::Whole(1.0, 1e12)),
    Control::whole(
        "prompt_tokens",
        "Rest of the prompt",
        "Tokens of the instructions and of the question.",
        0.0,
        4000.0,
    )
    .unit(Unit::Tokens)
    .steps_of(50.0)
    .starts(300.0),
    Control::number(
        "price_usd_per_mtok",
        "Price of input",
        "What a million input tokens cost.",
        0.05,
        20.0,
    )
    .unit(Unit::DollarsPerMegatoken)
    .steps_of(0.05)
    .starts(3.0)
    .logarithmic()
    .accepts(Accepts::NotNegative),
    Control::number("value_usd", "Value of an answer", "What a correct answer is worth.", 0.001, 1.0)
        .unit(Unit::Dollars)
        .steps_of(0.001)
        .starts(0.05)
        .logarithmic()
        .accepts(Accepts::NotNegative),
];

const fn share(key: &'static str, label: &'static str) -> ReadoutSpec {
    ReadoutSpec::new(key, label, Quantity::Quality).unit(Unit::Share).more()
}

const fn dollars(key: &'static str, label: &'static str) -> ReadoutSpec {
    ReadoutSpec::new(key, label, Quantity::Cost).unit(Unit::Dollars)
}

pub(super) const READOUTS: &[ReadoutSpec] = &[
    share("recall_at_k", "Prompts that hold the answer"),
    share("p_correct", "Correct answers").main(),
    ReadoutSpec::new("context_tokens", "Tokens read", Quantity::Cost).unit(Unit::Tokens).less(),
    dollars("cost_usd", "Cost of a query").less().main(),
    dollars("net_value_usd", "Net value of a query").more().main(),
    ReadoutSpec::new("best_k", "Best number of passages", Quantity::Quality)
        .unit(Unit::Items)
        .main(),
    dollars("best_net_value_usd", "Net value with the best number").more(),
];

/// In which place of `n` the retriever ranks the passage that holds the answer.
#[derive(Debug, Clone, Copy)]
pub(super) enum RankLaw {
    /// Each place is the right one with this chance, if none before it was; truncated to `n` places.
    Geometric(f64),
    /// Place `i` with a probability proportional to `i^-s`.
    Zipf(f64),
}

impl RankLaw {
    /// The probability of one of the first `k` of `n` places.
    pub(super) fn recall(self, k: u64, n: u64) -> f64 {
        match self {
            Self::Geometric(p) if p >= 1.0 => 1.0,
            Self::Geometric(p) => {
                let within = |places: u64| -math::expm1(places as f64 * math::log1p(-p));
                within(k) / within(n)
            }
            Self::Zipf(s) => harmonic(k, s) / harmonic(n, s),
        }
    }
}

/// `1^-s + 2^-s + … + n^-s`. Relative error about 1e-14.
///
/// A sum, and from 64 on the Euler–Maclaurin formula, so that a million terms cost as much as a hundred.
fn harmonic(n: u64, s: f64) -> f64 {
    const TERMS: u64 = 64;
    let term = |i: u64| math::pow(i as f64, -s);
    if n <= TERMS {
        return (1..=n).map(term).sum();
    }
    let (a, b) = (TERMS as f64, n as f64);
    let (ratio, power) = (math::ln(b / a), 1.0 - s);
    // (b^power − a^power)/power, also where power is close to 0.
    let grown = if power == 0.0 { ratio } else { math::expm1(power * ratio) / power };
    let slope = |x: f64, by: f64| math::pow(x, -s - by);
    (1..=TERMS).map(term).sum::<f64>()
        + math::pow(a, power) * grown
        + (term(n) - term(TERMS)) / 2.0
        - s / 12.0 * (slope(b, 1.0) - slope(a, 1.0))
        + s * (s + 1.0) * (s + 2.0) / 720.0 * (slope(b, 3.0) - slope(a, 3.0))
}

/// A question answered from retrieved passages.
#[derive(Debug, Clone, Copy)]
pub(super) struct Query {
    pub(super) law: RankLaw,
    /// Passages in the index.
    pub(super) passages: u64,
    /// Tokens of each.
    pub(super) passage_tokens: f64,
    /// Tokens of the rest of the prompt.
    pub(super) prompt_tokens: f64,
    /// US dollars per token.
    pub(super) price: f64,
    /// The share of quality that each passage beyond the first takes away.
    pub(super) distraction: f64,
    /// US dollars that a correct answer is worth.
    pub(super) value: f64,
}

impl Query {
    fn tokens(&self, k: u64) -> f64 {
        self.prompt_tokens + k as f64 * self.passage_tokens
    }

    /// In US dollars.
    fn cost(&self, k: u64) -> f64 {
        self.tokens(k) * self.price
    }

    pub(super) fn correct(&self, k: u64) -> f64 {
        self.law.recall(k, self.passages) * math::pow(1.0 - self.distraction, (k - 1) as f64)
    }

    /// In US dollars.
    pub(super) fn net_value(&self, k: u64) -> f64 {
        self.correct(k) * self.value - self.cost(k)
    }

    /// The number of passages with the greatest net value, among the first fifty.
    pub(super) fn best(&self) -> u64 {
        let mut best = (1, self.net_value(1));
        for k in 2..=self.passages.min(MOST) {
            let value = self.net_value(k);
            if value > best.1 {
                best = (k, value);
            }
        }
        best.0
    }
}

fn read(given: &Given) -> Result<(Query, u64), Impossible> {
    let param = given.number("param");
    let law = match given.text("rank_dist") {
        "zipf" => RankLaw::Zipf(param),
        _ if param > 0.0 && param <= 1.0 => RankLaw::Geometric(param),
        _ => {
            let why = "must be above 0 and at most 1 for a geometric law";
            return Err(Impossible::new("param", why));
        }
    };
    let (k, passages) = (given.whole("k"), given.whole("n_chunks"));
    if k > passages {
        return Err(Impossible::new("k", "must not exceed `n_chunks`"));
    }
    let query = Query {
        law,
        passages,
        passage_tokens: given.number("chunk_tokens"),
        prompt_tokens: given.number("prompt_tokens"),
        price: given.number("price_usd_per_mtok") / 1e6,
        distraction: given.number("distraction"),
        value: given.number("value_usd"),
    };
    Ok((query, k))
}

fn compute(given: &Given) -> Result<Row, Impossible> {
    let (query, k) = read(given)?;
    let best = query.best();
    let row = Row::numbers([
        query.law.recall(k, query.passages),
        query.correct(k),
        query.tokens(k),
        query.cost(k),
        query.net_value(k),
        best as f64,
        query.net_value(best),
    ]);
    if query.net_value(k) >= 0.0 {
        return Ok(row);
    }
    let dollars = |x| format::quantity(x, Unit::Dollars);
    let what = format!(
        "A query costs {} and is worth {} on average: each one loses money.",
        dollars(query.cost(k)),
        dollars(query.correct(k) * query.value),
    );
    Ok(row.broken(
        what,
        if query.net_value(best) > 0.0 {
            format!("Retrieve {best} instead of {k}.")
        } else {
            "No number of passages pays: retrieve better, use shorter passages or a cheaper model."
                .to_owned()
        },
    ))
}

fn explain(given: &Given, _: &Row) -> String {
    let Ok((query, k)) = read(given) else {
        return "These settings describe no retrieval, so there is nothing to weigh.".into();
    };
    let share = |x| format::quantity(x, Unit::Share);
    let dollars = |x| format::quantity(x, Unit::Dollars);
    let (recall, best) = (query.law.recall(k, query.passages), query.best());
    let found = format!(
        "{k} passages hold the answer in {} of the cases, and reading them all leaves {} correct",
        share(recall),
        share(query.correct(k)),
    );
    if best == k {
        return format!("{found}: one more would cost more in tokens and distraction than it finds.");
    }
    let gain = dollars(query.net_value(best) - query.net_value(k));
    let reason = if best > k {
        "the answer stands further down too often to stop here"
    } else {
        "the last ones cost and distract more often than they help"
    };
    format!("{found}. {best} would bring {gain} more per query, since {reason}.")
}

pub(super) const CARD: Card = Card {
    assumes: &[
        "Exactly one passage holds the answer, and its place in the ranking follows the stated law.",
        "A model that reads the passage answers correctly, unless the others distract it.",
        "Each passage beyond the first lowers quality by the same factor, wherever it stands.",
        "Only input tokens are paid for; an answer costs the same whatever was read.",
    ],
    holds: "A stylised trade-off: the shape holds widely, the numbers only as far as you have measured \
            your own recall curve and your own distraction.",
    omits: &[
        "That models use the middle of a long prompt less than its ends.",
        "Answers that need several passages, and overlap between passages.",
        "That shorter passages change the law of the rank: change both together.",
        "Latency, prompt caches and rerankers.",
    ],
    sources: &[
        "Patrick Lewis et al. \"Retrieval-Augmented Generation for Knowledge-Intensive NLP Tasks.\" *NeurIPS*, 2020.",
        "Nelson F. Liu et al. \"Lost in the Middle: How Language Models Use Long Contexts.\" *TACL* 12, 2024.",
    ],
    references: &[Reference::new(
        "rag_topk",
        "scipy 1.17.1 (`geom`, `zipfian`) and a search over all numbers of passages",
        Tolerance::Relative(1e-9),
    )],
    ..Card::new("rag-topk", include_str!("rag.md"))
};
