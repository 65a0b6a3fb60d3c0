//! A lab for every simulator that computes rows: the setting itself first, then its curves, point by
//! point; and what happened in words.

use super::control::{Accepts, Control};
use super::outcome::{Better, Mark, Outcome, Plot, Point, Reading, Sweep, Trouble};
use super::row::{Cell, Datum, Given, Impossible, Row};
use super::values::Values;
use super::{Effort, Explain, How, Run, Simulator, Story, Task};
use crate::base::format;
use crate::base::math;
use crate::base::rng::Seed;

/// What a formula counts as, in events: a slice holds a few, so that a slow one stalls no page.
const FORMULA: u64 = 4_000;
/// Steps of a slider between two points of a curve, by how dear a point is.
const FORMULA_STRIDE: u32 = 2;
const SIMULATION_STRIDE: u32 = 10;
/// 95 % of a normal distribution lie within so many standard errors.
pub(super) const HALF_WIDTH: f64 = 1.96;
/// A result that changes by less than this factor has not changed for a reader.
const SAME: f64 = 1.005;

/// Begins a run of a simulator that computes rows.
pub(super) fn begin(simulator: &'static Simulator, values: &Values, seed: Seed) -> Box<dyn Run> {
    let given = Given::of(simulator.controls, values);
    let mut run = row_run(simulator, given, seed, Effort::Lab);
    let points = simulator.plots.iter().map(|plot| match plot.sweep {
        Some(sweep) => positions(simulator, sweep),
        None => Vec::new(),
    });
    run.work =
        points.enumerate().flat_map(|(plot, xs)| xs.into_iter().map(move |x| (plot, x))).collect();
    Box::new(run)
}

/// Begins a run for one row alone, without curves.
pub(super) fn begin_row(
    simulator: &'static Simulator,
    given: Given,
    seed: Seed,
    effort: Effort,
) -> Box<dyn Run> {
    Box::new(row_run(simulator, given, seed, effort))
}

fn row_run(simulator: &'static Simulator, given: Given, seed: Seed, effort: Effort) -> RowRun {
    RowRun {
        simulator,
        seed,
        work: Vec::new(),
        curves: vec![Curve::default(); simulator.plots.len()],
        main: Doing::new(simulator, given.clone(), seed, effort),
        result: None,
        point: None,
        next: 0,
        events: 0,
        given,
    }
}

/// Where a curve has its points: as the slider is spread.
fn positions(simulator: &Simulator, sweep: Sweep) -> Vec<f64> {
    let control = &simulator.controls[usize::from(sweep.control)];
    let stride = match simulator.how {
        How::Simulation { .. } => SIMULATION_STRIDE,
        How::Formula { .. } | How::Lab { .. } => FORMULA_STRIDE,
    };
    let last = control.last_position();
    let stride = if last < 40 { 1 } else { stride };
    let mut xs: Vec<f64> = (0..last).step_by(stride as usize).map(|p| control.at(p)).collect();
    xs.push(control.at(last));
    xs.dedup();
    xs
}

/// One row in the making.
enum Doing {
    Formula(fn(&Given) -> Result<Row, Impossible>, Box<Given>),
    Simulation(Box<dyn Task>),
    Done(Result<Row, Impossible>),
}

impl Doing {
    fn new(simulator: &Simulator, given: Given, seed: Seed, effort: Effort) -> Self {
        match simulator.how {
            How::Formula { compute, .. } => Self::Formula(compute, Box::new(given)),
            How::Simulation { begin, .. } => match begin(&given, seed, effort) {
                Ok(task) => Self::Simulation(task),
                Err(impossible) => Self::Done(Err(impossible)),
            },
            How::Lab { .. } => unreachable!("a simulator with a lab of its own runs that"),
        }
    }

    /// Works for about so many events; says how many it used.
    fn advance(&mut self, most: u64) -> u64 {
        let used = match self {
            Self::Formula(compute, given) => {
                *self = Self::Done(compute(given));
                return FORMULA;
            }
            Self::Simulation(task) => task.advance(most),
            Self::Done(_) => return 0,
        };
        if let Self::Simulation(task) = self
            && task.done() >= 1.0
        {
            *self = Self::Done(Ok(task.row().expect("a finished task knows its row")));
        }
        used
    }

    fn share(&self) -> f64 {
        match self {
            Self::Formula(..) => 0.0,
            // Of a task that will be done with the next call, nothing must say that it is.
            Self::Simulation(task) => task.done().min(0.999),
            Self::Done(_) => 1.0,
        }
    }

    fn row(&self) -> Option<Result<Row, Impossible>> {
        match self {
            Self::Formula(..) => None,
            Self::Simulation(task) => task.row().map(Ok),
            Self::Done(result) => Some(result.clone()),
        }
    }
}

/// What is known of one curve.
#[derive(Clone, Default)]
struct Curve {
    points: Vec<Point>,
    /// The first setting beyond the last point where there is no number.
    ends: Option<f64>,
}

struct RowRun {
    simulator: &'static Simulator,
    seed: Seed,
    given: Given,
    main: Doing,
    result: Option<Result<Row, Impossible>>,
    /// The points to compute: which plot, and where on its horizontal axis.
    work: Vec<(usize, f64)>,
    curves: Vec<Curve>,
    point: Option<Doing>,
    next: usize,
    events: u64,
}

impl RowRun {
    fn advance_main(&mut self, most: u64) -> u64 {
        let used = self.main.advance(most);
        if let Doing::Done(result) = &self.main {
            self.result = Some(result.clone());
        }
        used
    }

    /// The same seed for every point: they see the same luck, so the curve is smooth.
    fn advance_point(&mut self, most: u64) -> u64 {
        let (plot, x) = self.work[self.next];
        let sweep = self.simulator.plots[plot].sweep.expect("only sweeps have points");
        let (simulator, seed) = (self.simulator, self.seed);
        let given = || self.given.with(usize::from(sweep.control), x);
        let point =
            self.point.get_or_insert_with(|| Doing::new(simulator, given(), seed, Effort::Sketch));
        let used = point.advance(most);
        if let Doing::Done(result) = point {
            let number =
                result.as_ref().ok().and_then(|row| row.cells[usize::from(sweep.readout)].number());
            let axis = &simulator.plots[plot].y;
            let curve = &mut self.curves[plot];
            match number.filter(|y| !axis.logarithmic || *y > 0.0) {
                Some(y) => curve.points.push(Point { x, y }),
                None if curve.ends.is_none() && !curve.points.is_empty() => curve.ends = Some(x),
                None => {}
            }
            self.point = None;
            self.next += 1;
        }
        used
    }

    fn finished(&self) -> bool {
        self.result.is_some() && self.next == self.work.len()
    }

    fn plot(&self, place: usize, row: Option<&Row>) -> Plot {
        let curve = &self.curves[place];
        let here = self.simulator.plots[place].sweep.and_then(|sweep| {
            let x = match &self.given.data()[usize::from(sweep.control)] {
                Datum::Number(x) => *x,
                Datum::Text(_) => return None,
            };
            let y = row?.cells[usize::from(sweep.readout)].number()?;
            Some(Point { x, y }).filter(|_| !self.simulator.plots[place].y.logarithmic || y > 0.0)
        });
        let limits = curve.ends.map(|at| Mark { label: "no value".into(), at });
        Plot::Curve { points: curve.points.clone(), here, limits: limits.into_iter().collect() }
    }
}

impl Run for RowRun {
    fn advance(&mut self, events: usize) -> bool {
        let mut left = events as u64;
        while left > 0 && !self.finished() {
            let used = match self.result {
                None => self.advance_main(left),
                Some(_) => self.advance_point(left),
            };
            self.events += used;
            left = left.saturating_sub(used);
        }
        self.finished()
    }

    fn settled(&self) -> bool {
        self.result.is_some()
    }

    fn outcome(&self) -> Outcome {
        let known = self.result.clone().or_else(|| self.main.row());
        let (row, impossible) = match known {
            Some(Ok(row)) => (Some(row), None),
            Some(Err(impossible)) => (None, Some(impossible)),
            None => (None, None),
        };
        let parts = self.work.len() as f64 + 4.0;
        let point = self.point.as_ref().map_or(0.0, Doing::share);
        let done = (4.0 * self.main.share() + self.next as f64 + point) / parts;
        let (readings, words) = readings(self.simulator, row.as_ref());
        Outcome {
            done: if self.finished() { 1.0 } else { done.min(0.999) },
            readings,
            words,
            plots: (0..self.curves.len()).map(|place| self.plot(place, row.as_ref())).collect(),
            trouble: row.and_then(|row| row.trouble).or_else(|| {
                impossible.map(|impossible| ask_for_sense(self.simulator, &impossible))
            }),
            events: self.events,
        }
    }
}

/// The cells as readings, and as words where they are no numbers.
fn readings(simulator: &Simulator, row: Option<&Row>) -> (Vec<Reading>, Vec<(usize, String)>) {
    let none = Reading { value: 0.0, half_width: 0.0 };
    let Some(row) = row else {
        let words = (0..simulator.readouts.len()).map(|place| (place, "–".into())).collect();
        return (vec![none; simulator.readouts.len()], words);
    };
    let reading = |cell: &Cell| match cell {
        Cell::Number(value) => Reading { value: *value, half_width: 0.0 },
        Cell::Estimate { value, standard_error } => {
            Reading { value: *value, half_width: HALF_WIDTH * standard_error }
        }
        Cell::Unbounded | Cell::Undefined | Cell::Word(_) => none,
    };
    let word = |cell: &Cell| match cell {
        Cell::Unbounded => Some("unbounded".into()),
        Cell::Undefined => Some("no value".into()),
        Cell::Word(word) => Some(word.clone()),
        Cell::Number(_) | Cell::Estimate { .. } => None,
    };
    let words = row.cells.iter().enumerate();
    let words = words.filter_map(|(place, cell)| Some((place, word(cell)?))).collect();
    (row.cells.iter().map(reading).collect(), words)
}

fn ask_for_sense(simulator: &Simulator, impossible: &Impossible) -> Trouble {
    let (key, why) = (impossible.input, &impossible.why);
    let control = simulator.control(key);
    let label = control.map_or(key, |(_, control)| control.label);
    let why = with_labels(simulator, why);
    Trouble {
        what: format!("These settings make no sense together: “{label}” {why}."),
        mend: format!("Change “{label}”."),
    }
}

/// A sentence in which the keys of controls, between backticks, have become their labels.
fn with_labels(simulator: &Simulator, sentence: &str) -> String {
    let mut words = String::new();
    for (place, piece) in sentence.split('`').enumerate() {
        match simulator.control(piece) {
            Some((_, control)) if place % 2 == 1 => {
                words.push('“');
                words.push_str(control.label);
                words.push('”');
            }
            _ => words.push_str(piece),
        }
    }
    words
}

/// The row of a finished outcome, for simulators that have a lab of their own.
pub(super) fn row(outcome: &Outcome) -> Row {
    let cell = |(place, reading): (usize, &Reading)| match outcome.words(place) {
        Some(words) => Cell::Word(words.into()),
        None if reading.half_width > 0.0 => {
            Cell::estimate(reading.value, reading.half_width / HALF_WIDTH)
        }
        None => Cell::from(reading.value),
    };
    let cells: Vec<_> = outcome.readings.iter().enumerate().map(cell).collect();
    Row { cells, trouble: outcome.trouble.clone() }
}

/// The settings of a lab from the inputs of a calculation, brought into the range of the sliders.
pub(super) fn values(simulator: &Simulator, given: &Given) -> Values {
    let number = |(control, datum): (&Control, &Datum)| match (control.accepts, datum) {
        (Accepts::Choice | Accepts::List, Datum::Text(text)) => {
            control.read(text).unwrap_or(control.default)
        }
        (_, Datum::Number(number)) => *number,
        (_, Datum::Text(_)) => control.default,
    };
    let numbers: Vec<f64> = simulator.controls.iter().zip(given.data()).map(number).collect();
    Values::tamed(simulator.controls, &numbers)
}

/// The sentences under a lab: what the first large figure is now, how it changed, and why.
pub(super) fn narrate(
    simulator: &'static Simulator,
    explain: Explain,
    story: &Story<'_>,
) -> String {
    let (values, now) = story.now;
    if now.readings.is_empty() || now.done <= 0.0 {
        return "Nothing is computed yet.".into();
    }
    if now.words(0) == Some("–") {
        return "There is no result for these settings.".into();
    }
    let why = explain(&Given::of(simulator.controls, values), &row(now));
    match story.before.and_then(|(_, before)| change(simulator, before, now)) {
        Some(change) => format!("{change} {why}"),
        None => why,
    }
}

/// How the large figures moved, as a sentence; nothing if none did.
fn change(simulator: &Simulator, before: &Outcome, now: &Outcome) -> Option<String> {
    let main = simulator.readouts.iter().enumerate().filter(|(_, readout)| readout.main);
    let moved = main.filter_map(|(place, readout)| {
        if before.words(place).is_some() || now.words(place).is_some() {
            let (was, is) = (before.shown(place, readout.unit), now.shown(place, readout.unit));
            return (was != is).then(|| format!("{} went from {was} to {is}", readout.label));
        }
        let (was, is) = (before.readings[place], now.readings[place]);
        if (was.value - is.value).abs() <= was.half_width.max(is.half_width) {
            return None;
        }
        let ratio = is.value / was.value;
        if (1.0 / SAME..=SAME).contains(&ratio) || was.value == is.value {
            return None;
        }
        let verb = if is.value > was.value { "rose" } else { "fell" };
        let judged = match readout.better {
            Better::Neither => "",
            Better::More if is.value > was.value => ", for the better",
            Better::Less if is.value < was.value => ", for the better",
            Better::More | Better::Less => ", for the worse",
        };
        let to = format::quantity(is.value, readout.unit);
        let by = if ratio.is_finite() && (1.0..2.0).contains(&ratio.max(1.0 / ratio)) {
            let share = math::round_to_digits((ratio - 1.0).abs(), 2);
            format!(" by {}", format::setting(share, format::Unit::Share))
        } else {
            String::new()
        };
        Some(format!("{} {verb}{by} to {to}{judged}", readout.label))
    });
    let moved: Vec<_> = moved.take(2).collect();
    (!moved.is_empty()).then(|| format!("{}.", moved.join("; ")))
}
