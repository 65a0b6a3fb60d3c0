//! Layer 1: simulators. A simulator computes a trade-off from typed inputs; it draws nothing.
//!
//! To add one: make a folder with `mod.rs` (the constants `SIMULATOR` and `CARD` and the function
//! `start`), its computation, its tests and `CARD.md` (equations, assumptions, what is left out,
//! sources; the learner reads it too), then add its name to `simulators!` below.
//!
//! What a simulator declares is apart from how it computes, because the page needs the first and the
//! worker the second: a page that never calls [`Simulator::begin`] does not carry the computations.
//!
//! Everything that draws randomness takes a [`Seed`]; logarithms and powers
//! come from [`math`](crate::base::math), because those of the standard library differ between WASM
//! and native in the last bits.

pub mod control;
pub mod event_queue;
pub mod outcome;
pub mod runner;
pub mod theory;

use crate::base::rng::Seed;
use control::{Control, Values};
use outcome::{Outcome, PlotSpec, ReadoutSpec};

macro_rules! simulators {
    ($($name:ident)*) => {
        $(pub mod $name;)*

        /// Every simulator of the course, in alphabetic order.
        pub const ALL: &[&Simulator] = &[$(&$name::SIMULATOR),*];

        /// The card of each of [`ALL`].
        const CARDS: &[&str] = &[$($name::CARD),*];

        /// How each of [`ALL`] begins a run.
        const STARTS: &[Start] = &[$($name::start),*];
    };
}

// In alphabetic order.
simulators! {
    batching
}

/// Begins a run: total for any [`Values`] of its simulator, and deterministic in the seed.
type Start = fn(&Values, Seed) -> Box<dyn Run>;

/// One trade-off, as data: what goes in, what comes out, what to say of it.
pub struct Simulator {
    /// A slug: its folder with hyphens, its address.
    pub id: &'static str,
    /// As it is called in headings and links.
    pub title: &'static str,
    /// What the learner is asked when it stands alone, as a sentence.
    pub question: &'static str,
    /// One sentence for the gallery and for search engines.
    pub summary: &'static str,
    /// Every input. Sliders, addresses, lessons and tests read this list.
    pub controls: &'static [Control],
    /// Every output number, in the order of [`Outcome::readings`].
    pub readouts: &'static [ReadoutSpec],
    /// Every picture, in the order of [`Outcome::plots`].
    pub plots: &'static [PlotSpec],
    /// What happened and why, in one sentence.
    pub narrate: fn(&Story<'_>) -> String,
}

/// A run in progress. It is driven in slices so that a page never stalls and a stale run can stop.
pub trait Run {
    /// Works for about `events` simulated events; `true` once there is nothing left to do.
    fn advance(&mut self, events: usize) -> bool;
    /// What is known so far. Before the first event the readings are not yet numbers to show:
    /// [`Outcome::done`] is 0.
    fn outcome(&self) -> Outcome;
}

/// What a narration speaks of: the state now and, if there is one, the state it is compared with.
pub struct Story<'a> {
    /// The settings and result before the learner's last change.
    pub before: Option<(&'a Values, &'a Outcome)>,
    /// The settings and result now.
    pub now: (&'a Values, &'a Outcome),
}

impl Simulator {
    /// Begins a run: total for any [`Values`] of this simulator, and deterministic in the seed.
    ///
    /// # Panics
    /// When the simulator is not in [`ALL`].
    #[must_use]
    pub fn begin(&self, values: &Values, seed: Seed) -> Box<dyn Run> {
        STARTS[self.place()](values, seed)
    }

    /// Equations, assumptions and sources, in Markdown.
    ///
    /// # Panics
    /// When the simulator is not in [`ALL`].
    #[must_use]
    pub fn card(&self) -> &'static str {
        CARDS[self.place()]
    }

    fn place(&self) -> usize {
        let place = ALL.iter().position(|simulator| simulator.id == self.id);
        place.expect("a simulator is made by being registered")
    }

    /// Runs to the end in one go, for tests, for the build and for the native command.
    #[must_use]
    pub fn run(&self, values: &Values, seed: Seed) -> Outcome {
        let mut run = self.begin(values, seed);
        while !run.advance(usize::MAX) {}
        run.outcome()
    }

    /// The control called `key`, with its place in [`Simulator::controls`].
    #[must_use]
    pub fn control(&self, key: &str) -> Option<(usize, &'static Control)> {
        self.controls.iter().enumerate().find(|(_, c)| c.key == key)
    }

    /// The readout called `key`, with its place in [`Simulator::readouts`].
    #[must_use]
    pub fn readout(&self, key: &str) -> Option<(usize, &'static ReadoutSpec)> {
        self.readouts.iter().enumerate().find(|(_, r)| r.key == key)
    }

    /// The plot called `key`, with its place in [`Simulator::plots`].
    #[must_use]
    pub fn plot(&self, key: &str) -> Option<(usize, &'static PlotSpec)> {
        self.plots.iter().enumerate().find(|(_, p)| p.key == key)
    }
}

/// The simulator with this id.
#[must_use]
pub fn find(id: &str) -> Option<&'static Simulator> {
    ALL.iter().copied().find(|simulator| simulator.id == id)
}
