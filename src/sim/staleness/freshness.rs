//! Batches or a stream: how old results are, and what that leaves of their value.

use super::age::{Batch, Kind, Stream};
use crate::base::format::{self, Unit};
use crate::base::math;
use crate::sim::card::{Card, Published, Reference, Tolerance};
use crate::sim::control::{Accepts, Choice, Control};
use crate::sim::outcome::{PlotSpec, Quantity, ReadoutSpec};
use crate::sim::row::{Given, Impossible, Row};
use crate::sim::{How, Simulator, Spec};

pub(super) const SIMULATOR: Simulator = Simulator {
    spec: Spec {
        id: "freshness",
        title: "Batches, streams and the age of data",
        question: "How fresh does a nightly job keep the data, and does a stream that is kept busier keep it fresher?",
        summary: "A batch is as old as its delay and half its period; a stream has a best rate, beyond \
                  which updates wait for one another and what is known grows older.",
        controls: CONTROLS,
        readouts: READOUTS,
        plots: &[
            PlotSpec::sweep(
                "value",
                "Value that is left against the batch period",
                (CONTROLS, 0),
                (READOUTS, 1),
            ),
            PlotSpec::sweep(
                "age",
                "Age of the stream's newest result against the update rate",
                (CONTROLS, 3),
                (READOUTS, 2),
            ),
        ],
    },
    how: How::Formula { compute, explain },
};

const KINDS: &[Choice] = &[
    Choice { word: "mm1", label: "at random, random work" },
    Choice { word: "md1", label: "at random, equal work" },
    Choice { word: "dm1", label: "at equal intervals, random work" },
];

const CONTROLS: &[Control] = &[
    Control::number(
        "period_s",
        "Batch period",
        "Seconds from the start of one batch to the next.",
        10.0,
        604_800.0,
    )
    .unit(Unit::Seconds)
    .steps_of(10.0)
    .starts(86_400.0)
    .logarithmic()
    .accepts(Accepts::Positive),
    Control::number(
        "pipeline_delay_s",
        "Batch delay",
        "Seconds from the data of a batch to its results being served.",
        0.0,
        86_400.0,
    )
    .unit(Unit::Seconds)
    .steps_of(1.0)
    .starts(3600.0)
    .zero_then_logarithmic(1000)
    .accepts(Accepts::NotNegative),
    Control::number(
        "value_tau_s",
        "Life of the value",
        "The age at which a result is worth 37 % of a fresh one.",
        10.0,
        2_592_000.0,
    )
    .unit(Unit::Seconds)
    .steps_of(10.0)
    .starts(86_400.0)
    .logarithmic()
    .accepts(Accepts::Positive),
    Control::number(
        "stream_lambda_per_s",
        "Update rate of the stream",
        "Updates each second that enter the streaming worker.",
        0.02,
        2.0,
    )
    .unit(Unit::EachSecond)
    .steps_of(0.02)
    .starts(0.5)
    .accepts(Accepts::Positive),
    Control::number(
        "stream_mu_per_s",
        "Speed of the worker",
        "Updates each second that the streaming worker can handle.",
        0.1,
        10.0,
    )
    .unit(Unit::EachSecond)
    .steps_of(0.1)
    .starts(1.0)
    .logarithmic()
    .accepts(Accepts::Positive),
    Control::choice(
        "stream_kind",
        "How updates come",
        "Whether updates come at random or on a clock, and whether their work varies.",
        KINDS,
    ),
];

const READOUTS: &[ReadoutSpec] = &[
    ReadoutSpec::new("mean_age_s", "Mean age, batch", Quantity::Freshness)
        .unit(Unit::Seconds)
        .less()
        .main(),
    ReadoutSpec::new("mean_value", "Value that is left, batch", Quantity::Quality)
        .unit(Unit::Share)
        .more()
        .main(),
    ReadoutSpec::new("aoi_mean_s", "Mean age, stream", Quantity::Freshness)
        .unit(Unit::Seconds)
        .less()
        .main(),
];

fn sources(given: &Given) -> (Batch, Stream) {
    let batch = Batch {
        period: given.number("period_s"),
        delay: given.number("pipeline_delay_s"),
        decay: given.number("value_tau_s"),
    };
    let kind = match given.text("stream_kind") {
        "md1" => Kind::Md1,
        "dm1" => Kind::Dm1,
        _ => Kind::Mm1,
    };
    let (rate, service) = (given.number("stream_lambda_per_s"), given.number("stream_mu_per_s"));
    (batch, Stream { rate, service, kind })
}

fn compute(given: &Given) -> Result<Row, Impossible> {
    let (batch, stream) = sources(given);
    let row = Row::numbers([batch.mean_age(), batch.mean_value(), stream.mean_age()]);
    if stream.load() < 1.0 {
        return Ok(row);
    }
    let each = |rate| format::quantity(rate, Unit::EachSecond);
    Ok(row.broken(
        format!(
            "{} updates come to a worker that handles {}: each waits longer than the one before, and the \
             results grow older without end.",
            each(stream.rate),
            each(stream.service),
        ),
        "Send fewer updates, drop all but the newest, or add workers.",
    ))
}

fn explain(given: &Given, _: &Row) -> String {
    let (batch, stream) = sources(given);
    let share = |x| format::quantity(x, Unit::Share);
    let first = format!(
        "The batch loses {} of the value to its delay and {} of the rest to waiting for the next run",
        share(-math::expm1(-batch.delay / batch.decay)),
        share(1.0 - Batch { delay: 0.0, ..batch }.mean_value()),
    );
    if stream.load() >= 1.0 {
        return format!("{first}; the stream cannot keep up at all.");
    }
    let age = stream.mean_age();
    let with = |factor: f64| Stream { rate: stream.rate * factor, ..stream }.mean_age();
    let advice = if with(1.05) < age {
        "more updates would make it fresher still, for the worker is mostly waiting for news"
    } else {
        "more updates would make it older, for news already waits behind news"
    };
    format!(
        "{first}; the stream is {} old with its worker {} busy, and {advice}.",
        format::quantity(age, Unit::Seconds),
        share(stream.load()),
    )
}

pub(super) const CARD: Card = Card {
    assumes: &[
        "Batches run on a clock, and each takes the same time from its data to its results.",
        "Value falls exponentially with age.",
        "The stream's worker handles updates one by one in their order; a newer result replaces an older \
         one.",
    ],
    holds: "Any batch; a stream whose worker can keep up. Age is counted from when an update is made, so \
            it includes the time until the next one comes.",
    omits: &[
        "Late and lost data, and runs that fail.",
        "The cost of either: a stream is a second system to look after, and a third if a batch must \
         repair it.",
        "Workers that drop waiting updates when a newer one comes, which is nearly always right for \
         values and never for counts.",
    ],
    sources: &[
        "Sanjit Kaul, Roy Yates and Marco Gruteser. \"Real-time status: how often should one update?\" \
         *IEEE INFOCOM*, 2012.",
        "Jay Kreps. \"Questioning the Lambda Architecture.\" O'Reilly Radar, 2014.",
    ],
    references: &[Reference {
        columns: &[
            (
                "aoi_mean_s",
                Tolerance::StandardErrors { times: 4.0, column: "aoi_stderr_s", or_relative: 0.0 },
            ),
            ("aoi_stderr_s", Tolerance::Skip),
        ],
        ..Reference::new(
            "freshness",
            "scipy 1.17.1 for the integrals; a numpy simulation of 3 million updates for the age",
            Tolerance::Relative(1e-9),
        )
    }],
    published: &[Published {
        source: "Kaul, Yates and Gruteser 2012: an M/M/1 stream is freshest at a load of 0.53, 3.48 service times",
        given: &[("stream_lambda_per_s", "0.531"), ("stream_mu_per_s", "1")],
        output: "aoi_mean_s",
        value: 3.48,
        tolerance: Tolerance::Absolute(0.005),
    }],
    ..Card::new("freshness", include_str!("freshness.md"))
};
