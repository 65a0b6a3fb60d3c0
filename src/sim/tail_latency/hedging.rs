//! A second call when the first one takes long.

use super::law::{Hedged, Law};
use crate::base::format::{self, Unit};
use crate::sim::card::{Card, Published, Reference, Tolerance};
use crate::sim::control::{Accepts, Choice, Control};
use crate::sim::outcome::{PlotSpec, Quantity, ReadoutSpec};
use crate::sim::row::{Given, Impossible, Row};
use crate::sim::{How, Simulator, Spec};

pub(super) const SIMULATOR: Simulator = Simulator {
    spec: Spec {
        id: "hedging",
        title: "Hedged requests",
        question: "How much of the tail does a second call cut off, and how many second calls does it take?",
        summary: "Asking another replica when the first is late costs a few per cent of load, and turns \
                  the worst of one into the unlikely worst of two.",
        controls: CONTROLS,
        readouts: READOUTS,
        plots: &[
            PlotSpec::sweep("tail", "p99.9 against the delay", (CONTROLS, 4), (READOUTS, 3)).logarithmic(),
            PlotSpec::sweep("load", "Extra load against the delay", (CONTROLS, 4), (READOUTS, 0)),
        ],
    },
    how: How::Formula { compute, explain },
};

const LAWS: &[Choice] = &[
    Choice { word: "lognormal", label: "one hump with a tail (lognormal)" },
    Choice { word: "bimodal", label: "mostly fast, sometimes slow (bimodal)" },
];

const CONTROLS: &[Control] = &[
    Control::choice("dist", "Latency law", "How the latency of a single call is spread.", LAWS)
        .starts(1.0),
    Control::number(
        "median_or_fast_ms",
        "Typical call",
        "Milliseconds: the median of the lognormal law, or the mean of a fast call.",
        0.5,
        500.0,
    )
    .unit(Unit::Milliseconds)
    .steps_of(0.5)
    .starts(5.0)
    .logarithmic()
    .accepts(Accepts::Positive),
    Control::number(
        "sigma_or_pslow",
        "Spread, or share of slow calls",
        "The standard deviation of the logarithm for the lognormal law, or the probability of a slow call.",
        0.01,
        1.0,
    )
    .steps_of(0.01)
    .starts(0.05)
    .logarithmic()
    .accepts(Accepts::Between(0.0, 20.0)),
    Control::number(
        "slow_ms",
        "Slow call",
        "The mean of a slow call in milliseconds; the lognormal law has none.",
        0.0,
        2000.0,
    )
    .unit(Unit::Milliseconds)
    .steps_of(1.0)
    .starts(200.0)
    .zero_then_logarithmic(1000)
    .accepts(Accepts::NotNegative),
    Control::number(
        "hedge_delay_ms",
        "Delay of the second call",
        "Milliseconds after which a call that is not back is sent to another replica as well.",
        0.0,
        1000.0,
    )
    .unit(Unit::Milliseconds)
    .steps_of(1.0)
    .starts(15.0)
    .zero_then_logarithmic(1000)
    // Infinite for never.
    .accepts(Accepts::Between(0.0, f64::INFINITY)),
];

const fn time(key: &'static str, label: &'static str) -> ReadoutSpec {
    ReadoutSpec::new(key, label, Quantity::Latency).unit(Unit::Milliseconds).less()
}

const READOUTS: &[ReadoutSpec] = &[
    ReadoutSpec::new("extra_load", "Calls that are sent twice", Quantity::Load)
        .unit(Unit::Share)
        .less()
        .main(),
    time("p50_ms", "p50"),
    time("p99_ms", "p99").main(),
    time("p999_ms", "p99.9").main(),
    time("mean_ms", "Mean"),
];

fn hedged(given: &Given) -> Result<Hedged, Impossible> {
    let typical = given.number("median_or_fast_ms");
    let (second, slow) = (given.number("sigma_or_pslow"), given.number("slow_ms"));
    let refuse = |input, why| Err(Impossible::new(input, why));
    let law = if given.text("dist") == "bimodal" {
        if second > 1.0 {
            return refuse("sigma_or_pslow", "is a probability for the bimodal law, at most 1");
        }
        if slow == 0.0 {
            return refuse("slow_ms", "must be above 0 for the bimodal law");
        }
        Law::Bimodal { fast: typical, slow, share: second }
    } else {
        if second == 0.0 {
            return refuse("sigma_or_pslow", "must be above 0 for the lognormal law");
        }
        Law::Lognormal { median: typical, sigma: second }
    };
    Ok(Hedged { law, delay: given.number("hedge_delay_ms") })
}

fn compute(given: &Given) -> Result<Row, Impossible> {
    let hedged = hedged(given)?;
    Ok(Row::numbers([
        hedged.extra_load(),
        hedged.exceeded_by(0.5),
        hedged.exceeded_by(0.01),
        hedged.exceeded_by(0.001),
        hedged.mean(),
    ]))
}

fn explain(given: &Given, _: &Row) -> String {
    let Ok(hedged) = hedged(given) else {
        return "This law has no calls to speak of.".into();
    };
    let alone = Hedged { delay: f64::INFINITY, ..hedged };
    let share = |x| format::quantity(x, Unit::Share);
    let time = |x| format::quantity(x, Unit::Milliseconds);
    let (before, after) = (alone.exceeded_by(0.001), hedged.exceeded_by(0.001));
    let load = hedged.extra_load();
    if load <= 0.001 {
        return format!(
            "Less than one call in a thousand takes longer than the delay of {}, so the second call comes \
             too late to change p99.9, {}.",
            time(hedged.delay),
            time(after),
        );
    }
    let price = if load > 0.2 {
        "at a price that a busy fleet would feel"
    } else {
        "for both replicas must be slow at once"
    };
    format!(
        "After {} the second call goes out for {} of the calls, and p99.9 goes from {} to {}, {price}.",
        time(hedged.delay),
        share(load),
        time(before),
        time(after),
    )
}

pub(super) const CARD: Card = Card {
    assumes: &[
        "The two replicas are independent and have the same latency law.",
        "The second call adds no waiting to any other, and neither call is cancelled.",
        "Asking twice does no harm: the call is idempotent.",
    ],
    holds: "A fleet with room to spare, and slowness that belongs to the replica, not to the request: a \
            query that is slow everywhere is slow twice.",
    omits: &[
        "Queueing: on a busy fleet the extra load makes every call slower, and hedging can do harm.",
        "Cancelling the loser, which makes the second call nearly free.",
        "A third call.",
    ],
    sources: &[
        "Jeffrey Dean and Luiz André Barroso. \"The tail at scale.\" *Communications of the ACM* 56(2), 2013.",
        "Ashish Vulimiri, P. Brighten Godfrey, Radhika Mittal, Justine Sherry, Sylvia Ratnasamy and Scott \
         Shenker. \"Low latency via redundancy.\" *ACM CoNEXT*, 2013.",
    ],
    references: &[Reference::new(
        "hedging",
        "scipy 1.17.1: roots of the survival function, checked by a numpy simulation of 2 million calls",
        Tolerance::Relative(1e-6),
    )],
    published: &[Published {
        source: "Dean and Barroso 2013: a second call after the 95th percentile costs about 5 % more load",
        given: &[
            ("dist", "lognormal"),
            ("median_or_fast_ms", "10"),
            ("sigma_or_pslow", "0.5"),
            // 10 · e^(0.5 · 1.645)
            ("hedge_delay_ms", "22.76"),
        ],
        output: "extra_load",
        value: 0.05,
        tolerance: Tolerance::Absolute(0.005),
    }],
    ..Card::new("hedging", include_str!("hedging.md"))
};
