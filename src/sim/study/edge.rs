//! Where the system breaks along one control, all else being as set: found by bisection.

use crate::base::format;
use crate::sim::Spec;
use crate::sim::control::{Control, Spread};
use crate::sim::outcome::{Outcome, Trouble};
use crate::sim::values::Values;
use serde::{Deserialize, Serialize};

/// Places of the slider that are looked at first, evenly spread: what breaks and mends between two of
/// them is not seen.
const GRID: u32 = 16;
/// Two values that differ by less than this share are one to a reader.
const FINE: f64 = 0.004;

/// A place where a system that works turns into one that does not.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Edge {
    /// The last value at which it works.
    pub works: f64,
    /// The first value beyond, at which it does not.
    pub breaks: f64,
    /// A value that is well beyond, for an example.
    pub example: f64,
    /// What is wrong there, and the first thing to do about it.
    pub trouble: Trouble,
}

/// The control along which a lab's edge is looked for: that of its first curve, or else the first; none
/// where that is a choice.
#[must_use]
pub fn control_of(spec: &Spec) -> Option<usize> {
    let swept = spec.plots.iter().find_map(|plot| plot.sweep);
    let place = swept.map_or(0, |sweep| usize::from(sweep.control));
    spec.controls.get(place).filter(|control| control.choices.is_empty()).map(|_| place)
}

/// A search along one control.
pub struct Search {
    control: &'static Control,
    controls: &'static [Control],
    readouts: &'static [crate::sim::outcome::ReadoutSpec],
    place: usize,
    values: Values,
    grid: Vec<f64>,
    /// What is known, by ascending value: where it breaks, why.
    known: Vec<(f64, Option<Trouble>)>,
    asked: f64,
}

impl Search {
    /// A search along the control at `place`; none if there is no such control or it is a choice.
    #[must_use]
    pub fn new(spec: &Spec, values: &Values, place: usize) -> Option<Self> {
        let control = spec.controls.get(place).filter(|control| control.choices.is_empty())?;
        let last = control.last_position();
        let mut grid: Vec<f64> = (0..=GRID).map(|i| control.at(i * last / GRID)).collect();
        grid.dedup();
        Some(Self {
            control,
            controls: spec.controls,
            readouts: spec.readouts,
            place,
            values: values.clone(),
            grid,
            known: Vec::new(),
            asked: 0.0,
        })
    }

    /// The settings to look at next; nothing once all edges are found.
    pub fn ask(&mut self) -> Option<Values> {
        let unknown = |x: &&f64| self.known.iter().all(|(known, _)| known != *x);
        let next = self.grid.iter().find(unknown).copied().or_else(|| {
            let pairs = self.known.windows(2);
            pairs.filter_map(|pair| self.between(&pair[0], &pair[1])).next()
        })?;
        self.asked = next;
        Some(self.values.set(self.controls, self.place, next))
    }

    /// A value between two of which one works and the other does not; none if they are neighbours.
    fn between(&self, low: &(f64, Option<Trouble>), high: &(f64, Option<Trouble>)) -> Option<f64> {
        let ((a, below), (b, above)) = (low, high);
        if below.is_some() == above.is_some() || b - a <= FINE * a.abs().max(b.abs()) {
            return None;
        }
        let middle = match self.control.spread {
            // Equal ratios halve sooner; from zero there is no ratio.
            Spread::Logarithmic | Spread::ZeroThenLogarithmic { .. } if *a > 0.0 => (a * b).sqrt(),
            _ => (a + b) / 2.0,
        };
        let middle = self.control.snap(middle);
        (*a < middle && middle < *b).then_some(middle)
    }

    /// Hears the outcome of the settings that were asked for.
    pub fn hear(&mut self, outcome: Outcome) {
        let unbounded = self.readouts.iter().enumerate().filter(|(_, readout)| readout.main);
        let mut unbounded =
            unbounded.filter(|(place, _)| outcome.words(*place) == Some("unbounded"));
        let beyond = unbounded.next().map(|(_, readout)| Trouble {
            what: format!("{} grows without bounds.", readout.label),
            mend: String::new(),
        });
        let trouble = outcome.trouble.or(beyond);
        let place = self.known.partition_point(|(x, _)| *x < self.asked);
        self.known.insert(place, (self.asked, trouble));
    }

    /// What was found, in ascending order.
    #[must_use]
    pub fn edges(&self) -> Vec<Edge> {
        let places = 1..self.known.len();
        places.filter_map(|place| self.edge(place)).collect()
    }

    fn edge(&self, place: usize) -> Option<Edge> {
        let ((a, below), (b, above)) = (&self.known[place - 1], &self.known[place]);
        let (works, breaks, rest): (_, _, Vec<_>) = match (below, above) {
            (None, Some(_)) => (*a, *b, self.known[place..].iter().collect()),
            (Some(_), None) => (*b, *a, self.known[..place].iter().rev().collect()),
            _ => return None,
        };
        let broken = || rest.iter().map_while(|(x, trouble)| Some((*x, trouble.as_ref()?)));
        let on_grid = broken().find(|(x, _)| self.grid.contains(x) && *x != breaks);
        let (example, trouble) = on_grid.or_else(|| broken().next())?;
        Some(Edge { works, breaks, example, trouble: trouble.clone() })
    }
}

impl Edge {
    /// The edge in words: `Above 412 req/s it breaks. At 500 req/s, for example: … Add a server.`
    #[must_use]
    pub fn in_words(&self, control: &Control) -> String {
        let say = |x| format::setting(x, control.unit);
        let way = if self.breaks > self.works { "Above" } else { "Below" };
        let Trouble { what, mend } = &self.trouble;
        let works = say(self.works);
        let label = control.label.to_lowercase();
        let text = if self.example == self.breaks {
            format!("{way} {works} of “{label}” it breaks: {what} {mend}")
        } else {
            let example = say(self.example);
            format!(
                "{way} {works} of “{label}” it breaks. At {example}, for example: {what} {mend}"
            )
        };
        text.trim_end().into()
    }
}

/// The edges next to a value: the nearest below it and the nearest above.
pub fn nearest(edges: &[Edge], here: f64) -> impl Iterator<Item = &Edge> {
    let place = |edge: &Edge| edge.works.min(edge.breaks);
    let above = edges.iter().position(|edge| place(edge) >= here).unwrap_or(edges.len());
    let below = above.checked_sub(1).and_then(|below| edges.get(below));
    below.into_iter().chain(edges.get(above))
}
