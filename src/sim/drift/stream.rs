//! A stream of errors whose rate changes, watched by a detector: delay against false alarms.

use super::detectors::{Adwin, Ddm, Detector, PageHinkley};
use crate::base::format::{self, Unit};
use crate::base::splitmix::SplitMix64;
use crate::sim::card::{Card, Reference, Tolerance};
use crate::sim::control::{Accepts, Choice, Control};
use crate::sim::outcome::{PlotSpec, Quantity, ReadoutSpec};
use crate::sim::row::{Cell, Given, Impossible, Row};
use crate::sim::{How, Simulator, Spec};

/// The simulator.
pub(super) const SIMULATOR: Simulator = Simulator {
    spec: Spec {
        id: "adwin-ddm",
        title: "Drift detectors on a stream of errors",
        question: "How soon does a detector notice that the error rate changed, and how often does \
                   it cry wolf before?",
        summary: "A model's errors arrive one by one and their rate changes: ADWIN, DDM and \
                  Page–Hinkley trade the delay of an alarm against false ones.",
        controls: CONTROLS,
        readouts: READOUTS,
        plots: &[
            PlotSpec::sweep(
                "delay_by_change",
                "Delay against the error rate after the change",
                (CONTROLS, 1),
                (READOUTS, 0),
            ),
            PlotSpec::sweep(
                "alarms_by_setting",
                "False alarms against the detector's setting",
                (CONTROLS, 3),
                (READOUTS, 1),
            ),
        ],
    },
    how: How::Formula { compute, explain },
};

const CONTROLS: &[Control] = &[
    Control::number("p0", "Error rate before", "Share of errors before the change.", 0.0, 0.5)
        .unit(Unit::Share)
        .steps_of(0.01)
        .starts(0.1)
        .accepts(Accepts::Share),
    Control::number("p1", "Error rate after", "Share of errors after the change.", 0.0, 0.5)
        .unit(Unit::Share)
        .steps_of(0.01)
        .starts(0.2)
        .accepts(Accepts::Share),
    Control::choice(
        "detector",
        "Detector",
        "Which rule watches the stream.",
        &[
            Choice { word: "adwin", label: "ADWIN" },
            Choice { word: "ddm", label: "DDM" },
            Choice { word: "page_hinkley", label: "Page–Hinkley" },
        ],
    ),
    Control::number(
        "param",
        "Its setting",
        "For ADWIN the confidence δ, below 1; for DDM how many standard errors; for Page–Hinkley how \
         many errors too many.",
        0.001,
        100.0,
    )
    .steps_of(0.001)
    .starts(0.002)
    .logarithmic()
    .accepts(Accepts::Positive),
    Control::whole("change_at", "Change at", "Observations before the rate changes.", 0.0, 10_000.0)
        .unit(Unit::Observations)
        .steps_of(100.0)
        .starts(2000.0),
    Control::whole("n", "Length of the stream", "Observations in all.", 100.0, 20_000.0)
        .unit(Unit::Observations)
        .steps_of(100.0)
        .starts(4000.0)
        .accepts(Accepts::Whole(0.0, 1e7)),
    Control::whole("seed", "Stream", "Which of the random streams.", 1.0, 50.0)
        .accepts(Accepts::Whole(0.0, 9_007_199_254_740_992.0)),
];

const READOUTS: &[ReadoutSpec] = &[
    ReadoutSpec::new("delay", "Delay of the first alarm after the change", Quantity::Latency)
        .unit(Unit::Observations)
        .less()
        .main(),
    ReadoutSpec::new("false_alarms", "Alarms before the change", Quantity::Cost).less().main(),
    ReadoutSpec::new("errors_in_delay", "Errors until the alarm", Quantity::Quality).less(),
    ReadoutSpec::new("detections", "Alarms at", Quantity::Latency),
    ReadoutSpec::new("stream_sum", "Errors in the stream", Quantity::Quality),
];

/// What happened on one stream.
struct Watched {
    /// Errors in all.
    errors: u64,
    /// The observations at which there was an alarm, counted from 0.
    alarms: Vec<u64>,
    /// Errors from the change to the first alarm after it.
    errors_in_delay: u64,
}

/// Feeds a stream of Bernoulli errors to a detector. It is the stream of the references: an error
/// where the next uniform number of SplitMix64 is below the rate.
fn watch(given: &Given, mut detector: Detector) -> Watched {
    let (p0, p1) = (given.number("p0"), given.number("p1"));
    let change_at = given.whole("change_at");
    let mut stream = SplitMix64::new(given.whole("seed"));
    let mut watched = Watched { errors: 0, alarms: Vec::new(), errors_in_delay: 0 };
    for t in 0..given.whole("n") {
        let is_error = stream.uniform() < if t < change_at { p0 } else { p1 };
        watched.errors += u64::from(is_error);
        let is_waiting = t >= change_at && watched.alarms.last().is_none_or(|last| *last < change_at);
        watched.errors_in_delay += u64::from(is_error && is_waiting);
        if detector.update(f64::from(u8::from(is_error))) {
            watched.alarms.push(t);
        }
    }
    watched
}

fn detector(given: &Given) -> Result<Detector, Impossible> {
    let setting = given.number("param");
    Ok(match given.text("detector") {
        "ddm" => Detector::Ddm(Ddm::new(setting)),
        "page_hinkley" => Detector::PageHinkley(PageHinkley::new(setting)),
        _ if setting < 1.0 => Detector::Adwin(Adwin::new(setting)),
        _ => return Err(Impossible::new("param", "must be below 1 for ADWIN: it is a probability")),
    })
}

fn compute(given: &Given) -> Result<Row, Impossible> {
    let watched = watch(given, detector(given)?);
    let change_at = given.whole("change_at");
    let before = watched.alarms.iter().filter(|at| **at < change_at).count();
    let delay = watched.alarms.get(before).map(|at| at - change_at);
    let or_none = |number: Option<u64>| number.map_or(Cell::Undefined, |x| Cell::Number(x as f64));
    let texts: Vec<_> = watched.alarms.iter().map(u64::to_string).collect();
    let row = Row::new([
        or_none(delay),
        Cell::Number(before as f64),
        or_none(delay.map(|_| watched.errors_in_delay)),
        Cell::Word(if texts.is_empty() { "none".into() } else { texts.join(";") }),
        Cell::Number(watched.errors as f64),
    ]);
    let changes = given.number("p0") != given.number("p1") && change_at < given.whole("n");
    if delay.is_some() || !changes {
        return Ok(row);
    }
    let (p0, p1) = (given.number("p0"), given.number("p1"));
    let what = if given.text("detector") == "ddm" && p1 < p0 {
        "DDM compares with the lowest error rate so far, so a fall never alarms it.".into()
    } else {
        format!(
            "The change from {} to {} goes unnoticed to the end of the stream.",
            format::setting(p0, Unit::Share),
            format::setting(p1, Unit::Share),
        )
    };
    Ok(row.broken(what, "Make the detector more sensitive, or let it watch for longer."))
}

fn explain(given: &Given, row: &Row) -> String {
    let (p0, p1) = (given.number("p0"), given.number("p1"));
    let false_alarms = row.cells[1].number().unwrap_or(0.0);
    let wolf = if false_alarms > 0.0 {
        format!(
            " It also cried wolf {} before anything changed.",
            if false_alarms == 1.0 { "once".into() } else { format!("{false_alarms} times") }
        )
    } else {
        String::new()
    };
    let Some(delay) = row.cells[0].number() else {
        return format!(
            "Nothing after the change stood out from the luck of single errors, so no alarm came.{wolf}"
        );
    };
    if p0 == p1 {
        return format!("The rate never changed, so every alarm here is a false one.{wolf}");
    }
    let extra = (p1 - p0).abs() * delay;
    let rule = match given.text("detector") {
        "ddm" => {
            "DDM averages over all it has seen since its last alarm, so the longer the calm before, \
             the longer a new rate is diluted"
        }
        "page_hinkley" => {
            "Page–Hinkley adds up every deviation from the mean and alarms at a fixed sum, so half \
             the change takes twice as long"
        }
        _ => {
            "ADWIN needs enough recent observations to tell the new mean from the old one: half the \
             change takes about four times as many"
        }
    };
    let (delay, extra) =
        (format::quantity(delay, Unit::Observations), format::quantity(extra, Unit::One));
    let sign = if p1 > p0 { "more" } else { "fewer" };
    format!("After {delay} there were about {extra} errors {sign} than before the change. {rule}.{wolf}")
}

/// Its card.
pub(super) const CARD: Card = Card {
    assumes: &[
        "Whether each answer is wrong is known at once, and errors are independent.",
        "The rate jumps once, from one value to another.",
        "Detectors have the defaults of river 0.26.1 in all but the setting shown, and start anew after an alarm.",
    ],
    holds: "One stream of any length. The delay is that of this stream: turn the stream's number to see how much is luck.",
    omits: &[
        "Labels that arrive late or never, which delay every detector by as much.",
        "Slow drift, seasons and errors that come in clumps; clumps make false alarms.",
        "What is done after the alarm.",
    ],
    sources: &[
        "Albert Bifet and Ricard Gavaldà. \"Learning from Time-Changing Data with Adaptive Windowing.\" SIAM International Conference on Data Mining, 2007.",
        "João Gama, Pedro Medas, Gladys Castillo and Pedro Rodrigues. \"Learning with Drift Detection.\" SBIA, 2004.",
        "Ewan Stafford Page. \"Continuous Inspection Schemes.\" *Biometrika* 41, 1954.",
        "Jacob Montiel et al. \"River: machine learning for streaming data in Python.\" *Journal of Machine Learning Research* 22, 2021.",
    ],
    references: &[Reference::new(
        "adwin_ddm",
        "river 0.26.1: drift.ADWIN, drift.binary.DDM, drift.PageHinkley",
        Tolerance::Exact,
    )],
    ..Card::new("adwin-ddm", include_str!("detectors.md"))
};
