//! When to review what one has learnt: the scheduler of the course itself.

use super::card::{Card, Published, Reference, Tolerance};
use super::control::{Accepts, Choice, Control};
use super::outcome::{PlotSpec, Quantity, ReadoutSpec};
use super::row::{Given, Impossible, Row};
use super::{How, Simulator, Spec};
use crate::base::decimal::number;
use crate::base::format::{self, Unit};
use crate::base::fsrs::{Memory, Rating};

#[cfg(test)]
mod tests;

/// The simulators of this folder.
pub const SIMULATORS: &[&Simulator] = &[&SIMULATOR];

const SIMULATOR: Simulator = Simulator {
    spec: Spec {
        id: "fsrs",
        title: "When to review",
        question: "How long can you wait before the next review, and what does a surer memory cost?",
        summary: "A memory model turns a history of reviews into the next interval: each recall on \
                  time multiplies it, each lapse throws it back.",
        controls: CONTROLS,
        readouts: READOUTS,
        plots: &[
            PlotSpec::sweep(
                "retention",
                "Next interval against desired retention",
                (CONTROLS, 2),
                (READOUTS, 2),
            )
            .logarithmic(),
            PlotSpec::sweep("growth", "Next interval, review by review", (CONTROLS, 3), (READOUTS, 2))
                .logarithmic(),
        ],
    },
    how: How::Formula { compute, explain },
};

const CONTROLS: &[Control] = &[
    Control::list(
        "ratings",
        "Ratings",
        "How each review went, in order: 1 again, 2 hard, 3 good, 4 easy.",
        &[
            Choice { word: "3333333", label: "Always good" },
            Choice { word: "2222222", label: "Always hard" },
            Choice { word: "4444444", label: "Always easy" },
            Choice { word: "1333333", label: "Forgotten at first, then good" },
            Choice { word: "3331333", label: "A lapse at the fourth review" },
            Choice { word: "2323232", label: "Hard and good in turn" },
        ],
    ),
    Control::list(
        "gaps_days",
        "Days between reviews",
        "When the reviews took place; after the last given gap each one is on the day it is due.",
        &[
            Choice { word: "due", label: "Each on the day it is due" },
            Choice { word: "0|0|0", label: "Crammed: four on the first day" },
            Choice { word: "1|1|1|1|1|1", label: "Every day" },
            Choice { word: "7|7|7|7|7|7", label: "Every week" },
            Choice { word: "1|5|30|100", label: "After 1, 5, 30 and 100 days" },
            Choice { word: "100", label: "The second one after 100 days" },
        ],
    ),
    Control::number(
        "desired_retention",
        "Desired retention",
        "The probability of recall at which the next review is due.",
        0.7,
        0.99,
    )
    .unit(Unit::Share)
    .steps_of(0.01)
    .starts(0.9)
    .accepts(Accepts::InnerShare),
    Control::whole(
        "review_index",
        "Review",
        "Which review the results stand after, counted from 0.",
        0.0,
        6.0,
    )
    .starts(3.0),
];

const READOUTS: &[ReadoutSpec] = &[
    ReadoutSpec::new("stability", "Stability after this review", Quantity::Quality)
        .unit(Unit::Days)
        .more(),
    ReadoutSpec::new("difficulty", "Difficulty, 1 to 10", Quantity::Load).less(),
    ReadoutSpec::new("interval_days", "Next interval", Quantity::Cost).unit(Unit::Days).more().main(),
    ReadoutSpec::new("retrievability_before", "Recall just before this review", Quantity::Quality)
        .unit(Unit::Share)
        .main(),
    ReadoutSpec::new(
        "retrievability_at_2x_interval",
        "Recall after twice the next interval",
        Quantity::Quality,
    )
    .unit(Unit::Share)
    .more()
    .main(),
];

/// What was reviewed when, and how surely it shall be remembered.
struct History {
    ratings: Vec<Rating>,
    /// Days before each review but the first; `None` is on the day it is due.
    gaps: Vec<Option<f64>>,
    retention: f64,
}

/// The memory around one review.
struct Review {
    /// Just after it.
    memory: Memory,
    /// Stability and probability of recall just before it; nothing before the first.
    before: Option<(f64, f64)>,
    /// Whole days until the next.
    interval: f64,
}

impl History {
    fn read(given: &Given) -> Result<Self, Impossible> {
        let digits = given.text("ratings").chars().filter(|c| *c != '|' && !c.is_whitespace());
        let ratings: Option<Vec<_>> =
            digits.map(|c| c.to_digit(10).and_then(Rating::from_number)).collect();
        let ratings = ratings.filter(|all| !all.is_empty()).ok_or_else(|| {
            Impossible::new("ratings", "must be digits from 1 (again) to 4 (easy), one per review")
        })?;
        let gaps: Option<Vec<_>> = given.text("gaps_days").split('|').map(gap).collect();
        let gaps = gaps.ok_or_else(|| {
            Impossible::new("gaps_days", "must be `due`, or days of 0 and more with | between them")
        })?;
        Ok(Self { ratings, gaps, retention: given.number("desired_retention") })
    }

    /// The review with this place, counted from 0; `None` when there were not as many.
    fn review(&self, place: usize) -> Option<Review> {
        let reviewed = self.ratings.get(..=place)?;
        let mut memory = Memory::first(reviewed[0]);
        let mut before = None;
        for (rating, place) in reviewed[1..].iter().zip(0..) {
            let due = memory.interval(self.retention);
            let days = self.gaps.get(place).copied().flatten().unwrap_or(due);
            before = Some((memory.stability, memory.retrievability(days.floor())));
            memory = memory.reviewed(*rating, days);
        }
        Some(Review { interval: memory.interval(self.retention), memory, before })
    }
}

fn gap(text: &str) -> Option<Option<f64>> {
    match text.trim() {
        "due" => Some(None),
        days => number(days).filter(|days| days.is_finite() && *days >= 0.0).map(Some),
    }
}

fn review(given: &Given) -> Result<Review, Impossible> {
    let history = History::read(given)?;
    let place = given.whole("review_index").try_into().unwrap_or(usize::MAX);
    history.review(place).ok_or_else(|| {
        let last = history.ratings.len() - 1;
        Impossible::new("review_index", format!("must not exceed {last}, the last of `ratings`"))
    })
}

fn compute(given: &Given) -> Result<Row, Impossible> {
    let Review { memory, before, interval } = review(given)?;
    Ok(Row::numbers([
        memory.stability,
        memory.difficulty,
        interval,
        before.map_or(f64::NAN, |(_, recall)| recall),
        memory.retrievability(2.0 * interval),
    ]))
}

fn explain(given: &Given, _: &Row) -> String {
    let Ok(Review { memory, before, interval }) = review(given) else {
        return "There were not as many reviews, so there is no memory to speak of.".into();
    };
    let share = |x| format::quantity(x, Unit::Share);
    let days = |x| format::quantity(x, Unit::Days);
    let next = format!(
        "recall falls to {} in {}, and to no less than {} if you come twice as late, because \
         forgetting slows down",
        share(memory.retrievability(interval)),
        days(interval),
        share(memory.retrievability(2.0 * interval)),
    );
    let Some((stability, recall)) = before else {
        return format!("After one encounter little is known: {next}.");
    };
    let ratio = memory.stability / stability;
    let times = format::quantity(ratio, Unit::Times);
    if ratio < 1.0 {
        return format!(
            "Forgetting at {} recall left {times} of the stability, not none: relearning is faster \
             than learning. Now {next}.",
            share(recall),
        );
    }
    format!(
        "Recalling at {} multiplied stability by {times}; the nearer to forgetting, the more a \
         success strengthens. Now {next}.",
        share(recall),
    )
}

/// Their cards.
pub const CARDS: &[Card] = &[Card {
    assumes: &[
        "One set of weights for everybody: the defaults that the project fitted to many learners.",
        "What a learner remembers is summed up by two numbers, stability and difficulty.",
        "Ratings are honest and mean the same to everybody.",
        "Part days do not count, and reviews less than a day apart follow a rule of their own.",
    ],
    holds: "Reviews days to months apart, of facts that stand alone. Beyond a few years the power law \
            extrapolates what nobody has measured.",
    omits: &[
        "Weights fitted to one learner or to one subject.",
        "Learning steps within the first day, and the random days that spread reviews out.",
        "What one item helps or hinders in the recall of another.",
    ],
    sources: &[
        "Junyao Ye, Jingyong Su and Yilong Cao. \"A Stochastic Shortest Path Algorithm for Optimizing Spaced Repetition Scheduling.\" *KDD*, 2022.",
        "Open Spaced Repetition. [*FSRS-6: the algorithm*](https://github.com/open-spaced-repetition/awesome-fsrs/wiki/The-Algorithm). 2025.",
        "Open Spaced Repetition. [*py-fsrs*](https://github.com/open-spaced-repetition/py-fsrs), version 6.3. 2025.",
    ],
    references: &[Reference {
        columns: &[("interval_days", Tolerance::Exact)],
        ..Reference::new(
            "fsrs",
            "fsrs (py-fsrs) 6.3.2, default parameters, no learning steps, no fuzz",
            Tolerance::Relative(1e-6),
        )
    }],
    published: &[
        Published {
            source: "py-fsrs 6.3, the test of the memory state: ratings 1 3 3 3 3 3",
            given: &[
                ("ratings", "133333"),
                ("gaps_days", "0|1|3|8|21"),
                ("review_index", "5"),
            ],
            output: "stability",
            value: 53.626_91,
            tolerance: Tolerance::Absolute(1e-4),
        },
        Published {
            source: "py-fsrs 6.3, the test of the memory state: ratings 1 3 3 3 3 3",
            given: &[
                ("ratings", "133333"),
                ("gaps_days", "0|1|3|8|21"),
                ("review_index", "5"),
            ],
            output: "difficulty",
            value: 6.357_486_7,
            tolerance: Tolerance::Absolute(1e-4),
        },
        Published {
            source: "py-fsrs 6.3, the test of the default scheduler: the sixth interval is 498 days",
            given: &[
                ("ratings", "333333"),
                ("gaps_days", "0|2|11|46|163"),
                ("review_index", "5"),
            ],
            output: "interval_days",
            value: 498.0,
            tolerance: Tolerance::Exact,
        },
    ],
    ..Card::new("fsrs", include_str!("CARD.md"))
}];
