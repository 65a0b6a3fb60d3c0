//! Looking at a running test again and again: how often nothing is found to be something.

use super::walk::Walk;
use crate::base::format::{self, Unit};
use crate::base::rng::Seed;
use crate::base::{math, normal};
use crate::sim::row::{Cell, Given, Impossible, Row};
use crate::sim::{Effort, Task};

/// O'Brien and Fleming's plan is for a handful of looks; beyond this many nobody plans them one by one.
pub(super) const MOST_PLANNED: u64 = 50;
/// Panels that leave nine digits.
const WIDTH: f64 = 1.5;
/// Where the mean of Z at the last look stands for the power.
const DRIFT: f64 = 3.0;

/// How the boundary changes with the look.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Shape {
    /// The same z at each look, so that the boundary of the sum grows like √k (Pocock 1977).
    Constant,
    /// z falls like 1/√k, so that the boundary of the sum is constant (O'Brien and Fleming 1979).
    Falling,
}

impl Shape {
    /// The boundary of the sum of k standard normal steps when `z` is that of the last look.
    fn boundary(self, z: f64, k: u64, looks: u64) -> f64 {
        match self {
            Self::Constant => z * (k as f64).sqrt(),
            Self::Falling => z * (looks as f64).sqrt(),
        }
    }
}

/// A search for the z at which the probability of ever crossing is α.
///
/// The logarithm of that probability is almost a straight line in z², so the secant of the two last tries
/// gains digits quickly.
struct Search {
    shape: Shape,
    looks: u64,
    ln_alpha: f64,
    z: f64,
    /// Square of z and logarithm of the probability at the try before.
    before: Option<(f64, f64)>,
    walk: Walk,
    look: u64,
    tries: u32,
}

impl Search {
    fn new(shape: Shape, looks: u64, alpha: f64) -> Self {
        let z = -normal::quantile(0.5 * alpha);
        let walk = Walk::new(1, shape.boundary(z, 1, looks), WIDTH);
        Self { shape, looks, ln_alpha: math::ln(alpha), z, before: None, walk, look: 1, tries: 0 }
    }

    /// One look; true when the walk has had all of them.
    fn look(&mut self) -> bool {
        if self.look < self.looks {
            self.look += 1;
            self.walk.step(self.shape.boundary(self.z, self.look, self.looks));
        }
        self.look == self.looks
    }

    /// After the last look: whether z is found; otherwise begins the next try.
    fn settle(&mut self) -> bool {
        let (square, ln_crossed) = (self.z * self.z, math::ln(self.walk.crossed()));
        let excess = ln_crossed - self.ln_alpha;
        if excess.abs() < 1e-9 || self.tries >= 30 {
            return true;
        }
        let slope = match self.before {
            Some((x, y)) if x != square => (ln_crossed - y) / (square - x),
            _ => -0.6,
        };
        self.before = Some((square, ln_crossed));
        self.z = (square - excess / slope).max(0.0).sqrt();
        self.walk = Walk::new(1, self.shape.boundary(self.z, 1, self.looks), WIDTH);
        (self.look, self.tries) = (1, self.tries + 1);
        false
    }
}

/// What is being computed.
struct Peeking {
    looks: u64,
    alpha: f64,
    /// Pocock's search begins at the naive z, so its first try is naive peeking.
    naive: Option<(f64, f64)>,
    search: Option<Search>,
    pocock: f64,
    final_z: f64,
    done: f64,
}

/// Begins. It draws nothing: the task is long and is done in slices.
pub(super) fn begin(given: &Given, _: Seed, _: Effort) -> Result<Box<dyn Task>, Impossible> {
    let (looks, alpha) = (given.whole("looks"), given.number("alpha_nominal"));
    Ok(Box::new(Peeking {
        looks,
        alpha,
        naive: None,
        search: Some(Search::new(Shape::Constant, looks, alpha)),
        pocock: f64::NAN,
        final_z: f64::NAN,
        done: 0.0,
    }))
}

impl Peeking {
    /// After the last look of a try.
    fn settle(&mut self) {
        let Some(search) = &mut self.search else { return };
        if self.naive.is_none() {
            let drift = DRIFT / (self.looks as f64).sqrt();
            self.naive = Some((search.walk.crossed(), search.walk.crossed_with_drift(drift)));
        }
        // Progress cannot be known ahead; each try brings it closer to the end.
        self.done += 0.2 * (1.0 - self.done);
        if !search.settle() {
            return;
        }
        let (shape, z) = (search.shape, search.z);
        self.search = None;
        if shape == Shape::Falling {
            self.final_z = z;
        } else {
            self.pocock = z;
            if self.looks <= MOST_PLANNED {
                self.search = Some(Search::new(Shape::Falling, self.looks, self.alpha));
            }
        }
    }
}

impl Task for Peeking {
    fn advance(&mut self, events: u64) -> u64 {
        let mut used = 0;
        while used < events {
            let Some(search) = &mut self.search else { break };
            let whole = search.look();
            used += search.walk.work();
            if whole {
                self.settle();
            }
        }
        used
    }

    fn done(&self) -> f64 {
        if self.search.is_none() { 1.0 } else { self.done }
    }

    fn row(&self) -> Option<Row> {
        let (overall, detected) = self.naive.filter(|_| self.search.is_none())?;
        let independent = -math::expm1(self.looks as f64 * math::log1p(-self.alpha));
        Some(Row::new(
            [
                overall,
                independent,
                self.pocock,
                2.0 * normal::survival(self.pocock),
                self.final_z,
                detected,
            ]
            .map(Cell::from),
        ))
    }
}

/// Why peeking does harm.
pub(super) fn explain(given: &Given, row: &Row) -> String {
    let number = |place: usize| row.cells[place].number().unwrap_or(0.0);
    let (looks, alpha) = (given.whole("looks"), given.number("alpha_nominal"));
    let share = |x| format::quantity(x, Unit::Share);
    if looks == 1 {
        return format!(
            "One look keeps its promise: without an effect it finds one in {} of the tests.",
            share(alpha),
        );
    }
    format!(
        "Each of the {looks} looks is one more chance for luck to pass for an effect, so {} of the tests \
         without one stop with a “significant” result, {} as many as promised. It is less than the {} of \
         independent looks, because each look sees the same data and a little more. Pocock's remedy asks \
         for p below {} at every look.",
        share(number(0)),
        format::quantity(number(0) / alpha, Unit::Times),
        share(number(1)),
        format::quantity(number(3), Unit::One),
    )
}
