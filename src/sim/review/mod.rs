//! People who look at what a model is not sure of, and the queue before them.

use super::card::{Card, Reference, Tolerance};
use super::control::{Accepts, Control};
use super::outcome::{PlotSpec, Quantity, ReadoutSpec};
use super::row::{Given, Impossible, Row};
use super::theory::ManyServers;
use super::{How, Simulator, Spec};
use crate::base::format::{self, Unit};
use crate::base::normal;

#[cfg(test)]
mod tests;

/// The simulators of this folder.
pub const SIMULATORS: &[&Simulator] = &[&SIMULATOR];

const SIMULATOR: Simulator = Simulator {
    spec: Spec {
        id: "review-queue",
        title: "A threshold and the reviewers behind it",
        question: "How many of the bad items can you catch with the reviewers that you have?",
        summary: "A lower threshold catches more and sends more to review, until the queue of the \
                  reviewers, not the model, decides what is caught.",
        controls: CONTROLS,
        readouts: READOUTS,
        plots: &[
            PlotSpec::sweep(
                "wait",
                "Mean wait for a reviewer against the threshold",
                (CONTROLS, 3),
                (READOUTS, 4),
            )
            .logarithmic(),
            PlotSpec::sweep(
                "recall",
                "Positives that are reviewed against the threshold",
                (CONTROLS, 3),
                (READOUTS, 5),
            ),
        ],
    },
    how: How::Formula { compute, explain },
};

const CONTROLS: &[Control] = &[
    Control::number("items_per_h", "Items", "Items that are scored each hour.", 10.0, 100_000.0)
        .unit(Unit::EachHour)
        .steps_of(10.0)
        .starts(1000.0)
        .logarithmic()
        .accepts(Accepts::NotNegative),
    Control::number(
        "mu_pos",
        "Separation",
        "How far the mean score of positives is above that of negatives, in standard deviations.",
        0.0,
        4.0,
    )
    .unit(Unit::Sigma)
    .steps_of(0.1)
    .starts(2.0)
    .accepts(Accepts::Any),
    Control::number("prevalence", "Prevalence", "The share of items that are positive.", 0.001, 0.5)
        .unit(Unit::Share)
        .steps_of(0.001)
        .starts(0.02)
        .logarithmic()
        .accepts(Accepts::Share),
    Control::number(
        "threshold",
        "Threshold",
        "Items that score at least so high are sent to review; negatives score 0 in the mean.",
        -1.0,
        4.0,
    )
    .unit(Unit::Sigma)
    .steps_of(0.05)
    .starts(1.5)
    .accepts(Accepts::Any),
    Control::whole("reviewers", "Reviewers", "People who review at the same time.", 1.0, 200.0)
        .unit(Unit::People)
        .starts(5.0)
        .logarithmic()
        .accepts(Accepts::Whole(1.0, 1e6)),
    Control::number(
        "review_min",
        "Time for a review",
        "Minutes that one review takes in the mean.",
        0.1,
        60.0,
    )
    .unit(Unit::Minutes)
    .steps_of(0.1)
    .starts(3.0)
    .logarithmic()
    .accepts(Accepts::Positive),
];

const READOUTS: &[ReadoutSpec] = &[
    ReadoutSpec::new("flag_rate", "Items sent to review", Quantity::Load).unit(Unit::Share).less(),
    ReadoutSpec::new("arrivals_per_h", "Reviews to do", Quantity::Load).unit(Unit::EachHour).less(),
    ReadoutSpec::new("utilisation", "Utilisation of the reviewers", Quantity::Load)
        .unit(Unit::Share)
        .main(),
    ReadoutSpec::new("p_wait", "Items that wait", Quantity::Latency).unit(Unit::Share).less(),
    ReadoutSpec::new("mean_wait_min", "Mean wait", Quantity::Latency)
        .unit(Unit::Minutes)
        .less()
        .main(),
    ReadoutSpec::new("recall", "Positives that are reviewed", Quantity::Quality)
        .unit(Unit::Share)
        .more()
        .main(),
    ReadoutSpec::new("precision_of_queue", "Reviews that find a positive", Quantity::Quality)
        .unit(Unit::Share)
        .more()
        .main(),
    ReadoutSpec::new("min_reviewers_stable", "Fewest reviewers that keep up", Quantity::Cost)
        .unit(Unit::People)
        .less(),
];

/// A score that is normal with standard deviation 1 for positives and for negatives, whose mean is 0.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Screen {
    /// The mean score of positives.
    separation: f64,
    /// The share of items that are positive.
    prevalence: f64,
    /// What scores at least so high is reviewed.
    threshold: f64,
}

impl Screen {
    /// The share of positives that are reviewed.
    fn recall(&self) -> f64 {
        normal::survival(self.threshold - self.separation)
    }

    /// The share of all items that are reviewed.
    fn flagged(&self) -> f64 {
        self.prevalence * self.recall() + (1.0 - self.prevalence) * normal::survival(self.threshold)
    }

    /// The share of the reviewed that are positive; not a number when nothing is reviewed.
    fn precision(&self) -> f64 {
        self.prevalence * self.recall() / self.flagged()
    }
}

/// A screen and the people behind it.
struct Desk {
    screen: Screen,
    /// Items per minute that come to review.
    arrivals: f64,
    /// Minutes for one review.
    review: f64,
    reviewers: u32,
}

impl Desk {
    fn of(given: &Given) -> Self {
        let screen = Screen {
            separation: given.number("mu_pos"),
            prevalence: given.number("prevalence"),
            threshold: given.number("threshold"),
        };
        Self {
            screen,
            arrivals: given.number("items_per_h") * screen.flagged() / 60.0,
            review: given.number("review_min"),
            reviewers: given.whole("reviewers") as u32,
        }
    }

    fn utilisation(&self) -> f64 {
        self.arrivals * self.review / f64::from(self.reviewers)
    }

    /// The fewest reviewers that are not always busy.
    fn fewest(&self) -> f64 {
        (self.arrivals * self.review).floor() + 1.0
    }

    /// The probability of waiting and the mean wait in minutes (Erlang C).
    fn wait(&self) -> (f64, f64) {
        if self.utilisation() >= 1.0 {
            return (f64::NAN, f64::INFINITY);
        }
        let queue = ManyServers {
            arrival_rate: self.arrivals,
            service_time: self.review,
            servers: self.reviewers,
        };
        (queue.waiting_share(), queue.mean_wait())
    }
}

fn compute(given: &Given) -> Result<Row, Impossible> {
    let desk = Desk::of(given);
    let (waiting, wait) = desk.wait();
    let row = Row::numbers([
        desk.screen.flagged(),
        desk.arrivals * 60.0,
        desk.utilisation(),
        waiting,
        wait,
        desk.screen.recall(),
        desk.screen.precision(),
        desk.fewest(),
    ]);
    if desk.utilisation() < 1.0 {
        return Ok(row);
    }
    let can = f64::from(desk.reviewers) / desk.review;
    Ok(row.broken(
        format!(
            "{} reviews come and {} can be done: the backlog grows by {} for as long as this lasts.",
            format::quantity(desk.arrivals * 60.0, Unit::EachHour),
            format::quantity(can * 60.0, Unit::EachHour),
            format::quantity((desk.arrivals - can) * 60.0, Unit::EachHour),
        ),
        format!(
            "Raise the threshold, or have at least {} reviewers.",
            format::setting(desk.fewest(), Unit::One),
        ),
    ))
}

fn explain(given: &Given, _: &Row) -> String {
    let desk = Desk::of(given);
    let share = |x| format::quantity(x, Unit::Share);
    let precision = desk.screen.precision();
    if precision.is_nan() || desk.arrivals == 0.0 {
        return "Nothing scores so high, so nothing is reviewed and nothing is caught.".into();
    }
    let negatives = if precision > 0.0 {
        format!("{} reviews for each positive found", format::number(1.0 / precision, 3))
    } else {
        "reviews that find no positive".into()
    };
    let caught = format!(
        "The threshold sends {} of the positives to review, at the price of {negatives}",
        share(desk.screen.recall()),
    );
    if desk.utilisation() >= 1.0 {
        return format!(
            "{caught}; that is {} of what the reviewers can do, so the recall holds on paper only.",
            share(desk.utilisation()),
        );
    }
    let (waiting, wait) = desk.wait();
    let busy = share(desk.utilisation());
    if waiting < 0.001 {
        return format!(
            "{caught}; the reviewers are busy {busy} of the time and hardly anything waits: there is room \
             for a lower threshold.",
        );
    }
    format!(
        "{caught}; the reviewers are busy {busy} of the time, so {} of the items wait, {} in the mean over \
         all.",
        share(waiting),
        format::quantity(wait, Unit::Minutes),
    )
}

/// Their cards.
pub const CARDS: &[Card] = &[Card {
    assumes: &[
        "Scores are normal with standard deviation 1, around 0 for negatives and around the separation for \
         positives.",
        "Items come to review as a Poisson stream, at a steady rate.",
        "Reviews take exponential times, in the order in which the items came; reviewers are always right.",
    ],
    holds: "Steady hours, with the reviewers busy less than all the time. Reviewers who go home at night \
            find the night's items in the morning, which no steady queue shows.",
    omits: &[
        "Working hours, breaks and learning.",
        "Reviewers' errors, which grow with the share of negatives that they see.",
        "Items that lose their urgency while they wait, or should overtake others.",
    ],
    sources: &[
        "Agner Krarup Erlang. \"Solution of some problems in the theory of probabilities of significance \
         in automatic telephone exchanges.\" *Elektroteknikeren* 13, 1917.",
        "David M. Green and John A. Swets. *Signal Detection Theory and Psychophysics.* Wiley, 1966.",
    ],
    references: &[Reference {
        columns: &[("min_reviewers_stable", Tolerance::Exact)],
        ..Reference::new(
            "review_queue",
            "scipy 1.17.1 for the scores; pyworkforce 0.5.1 for the wait, held against the chain",
            Tolerance::Relative(1e-6),
        )
    }],
    ..Card::new("review-queue", include_str!("CARD.md"))
}];
