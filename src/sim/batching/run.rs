//! One run: the setting itself first, then the curve around it, point by point.

use super::key;
use super::measure::{Length, Numbers, Watched};
use super::readouts::reading;
use super::server::Setup;
use super::story;
use crate::base::rng::Seed;
use crate::sim::Run;
use crate::sim::values::Values;
use crate::sim::outcome::{Mark, Outcome, Plot, Point, Reading};

/// The arrival rates of the curve, as shares of the capacity.
const LOADS: [f64; 14] =
    [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.78, 0.85, 0.9, 0.94, 0.965, 0.98];

/// How many events a run spends where.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Plan {
    /// On the setting itself.
    pub main: Length,
    /// On each point of the curve.
    pub point: Length,
}

/// 800 000 events for the setting and 14 × 48 000 for the curve: 1 472 000 in all.
pub(super) const PLAN: Plan = Plan {
    main: Length { warm_up: 80_000, windows: 20, window: 36_000 },
    point: Length { warm_up: 8_000, windows: 1, window: 40_000 },
};

impl Plan {
    fn events(&self) -> u64 {
        self.main.events() + LOADS.len() as u64 * self.point.events()
    }
}

/// What is drawn and shown of the setting itself.
struct Shown {
    readings: [Reading; reading::COUNT],
    distribution: Plot,
}

impl Shown {
    fn of(watched: &Watched) -> Option<Self> {
        let readings = watched.readings()?;
        let numbers: Numbers = readings.map(|reading| reading.value);
        Some(Self { readings, distribution: watched.distribution(&numbers) })
    }
}

/// A run of this simulator.
pub(super) struct BatchingRun {
    setup: Setup,
    price: f64,
    seed: Seed,
    plan: Plan,
    events: u64,
    /// The setting itself; taken away once it is measured, for it holds many latencies.
    main: Option<Watched>,
    shown: Option<Shown>,
    /// The point of the curve at work.
    point: Option<Watched>,
    /// How many points have been begun.
    begun: usize,
    points: Vec<Point>,
}

impl BatchingRun {
    pub(super) fn new(values: &Values, seed: Seed, plan: Plan) -> Self {
        let (setup, price) = (Setup::new(values), values.get(key::PRICE));
        Self {
            setup,
            price,
            seed,
            plan,
            events: 0,
            main: Some(Watched::new(setup, price, seed, plan.main)),
            shown: None,
            point: None,
            begun: 0,
            points: Vec::with_capacity(LOADS.len()),
        }
    }

    fn advance_main(&mut self, most: u64) -> u64 {
        let Some(main) = &mut self.main else { return 0 };
        let used = main.advance(most);
        if main.finished() {
            self.shown = Shown::of(main);
            self.main = None;
        }
        used
    }

    /// The same seed for every point: they see the same luck, so the curve is smooth.
    fn advance_point(&mut self, most: u64) -> u64 {
        let point = self.point.get_or_insert_with(|| {
            let arrival_rate = LOADS[self.begun] * self.setup.capacity();
            let setup = Setup { arrival_rate, ..self.setup };
            self.begun += 1;
            Watched::new(setup, self.price, self.seed, self.plan.point)
        });
        let used = point.advance(most);
        if point.finished() {
            if let Some(numbers) = point.numbers() {
                let point = point_of(&numbers);
                let place = self.points.partition_point(|before| before.x <= point.x);
                self.points.insert(place, point);
            }
            self.point = None;
        }
        used
    }

    fn finished(&self) -> bool {
        self.events == self.plan.events()
    }

    fn curve(&self, here: Option<Point>) -> Plot {
        let capacity = 1000.0 * self.setup.capacity();
        let limits = vec![Mark { label: "capacity".into(), at: capacity }];
        Plot::Curve { points: self.points.clone(), here, limits }
    }
}

impl Run for BatchingRun {
    fn advance(&mut self, events: usize) -> bool {
        let mut left = events as u64;
        while left > 0 && !self.finished() {
            let used = if self.main.is_some() {
                self.advance_main(left)
            } else {
                self.advance_point(left)
            };
            self.events += used;
            left -= used;
        }
        self.finished()
    }

    fn settled(&self) -> bool {
        self.main.is_none()
    }

    fn outcome(&self) -> Outcome {
        let so_far = self.main.as_ref().and_then(Shown::of);
        let shown = self.shown.as_ref().or(so_far.as_ref());
        let mut readings = [Reading { value: 0.0, half_width: 0.0 }; reading::COUNT];
        readings[reading::CAPACITY].value = 1000.0 * self.setup.capacity();
        let mut distribution =
            Plot::Distribution { edges: Vec::new(), shares: Vec::new(), marks: Vec::new() };
        let mut here = None;
        if let Some(shown) = shown {
            readings = shown.readings;
            distribution = shown.distribution.clone();
            here = Some(point_of(&readings.map(|reading| reading.value)));
        }
        Outcome {
            done: self.events as f64 / self.plan.events() as f64,
            trouble: story::trouble(&self.setup, here.map(|_| readings[reading::DROP_SHARE].value)),
            readings: readings.to_vec(),
            words: Vec::new(),
            plots: vec![distribution, self.curve(here)],
            events: self.events,
        }
    }
}

fn point_of(numbers: &Numbers) -> Point {
    Point { x: numbers[reading::THROUGHPUT], y: numbers[reading::LATENCY_P99] }
}
