//! What is known of one prompt, and what a review does to it.
//!
//! What is new is learned in steps of minutes; then the model of memory says after how many days the
//! probability of recall falls to what the learner wants to retain. What is forgotten is learned again
//! in a step of its own. The steps, and how a rating moves through them, are those of py-fsrs 6.3.

use super::day::{DAY, MINUTE, Zone};
use crate::base::fsrs::{Memory, Rating};
use crate::base::time::Time;
use crate::progress::Settings;

/// A review that lies further ahead than this was dated by a clock that was wrong.
const AHEAD: u64 = DAY;

/// How reviews are planned.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Plan {
    /// The probability of recall at which a prompt comes again.
    pub retention: f64,
    /// The waits while something is new, in milliseconds.
    pub learning: &'static [u64],
    /// The waits after it was forgotten, in milliseconds.
    pub relearning: &'static [u64],
    /// Where days begin.
    pub zone: Zone,
}

impl Plan {
    /// With the steps of the course.
    #[must_use]
    pub fn new(settings: Settings, zone: Zone) -> Self {
        Self {
            retention: f64::from(settings.retention) / 100.0,
            learning: &[MINUTE, 10 * MINUTE],
            relearning: &[10 * MINUTE],
            zone,
        }
    }
}

/// How far a prompt is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Never asked.
    New,
    /// In the first steps, at this one.
    Learning(usize),
    /// Asked again after days.
    Review,
    /// Forgotten, and in the steps after that, at this one.
    Relearning(usize),
}

/// What is known of a prompt.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct State {
    /// How far it is.
    pub phase: Phase,
    /// How well it is remembered; nothing while it is new.
    pub memory: Option<Memory>,
    /// When it comes again; a prompt that is new waits for nothing.
    pub due: Time,
    /// When it was asked last.
    pub last: Time,
    /// How often it was asked.
    pub asked: u32,
    /// How often it was forgotten after it had been learned.
    pub lapses: u32,
}

impl State {
    /// Never asked.
    pub const NEW: Self =
        Self { phase: Phase::New, memory: None, due: Time(0), last: Time(0), asked: 0, lapses: 0 };

    /// After a review.
    #[must_use]
    pub fn after(self, rating: Rating, at: Time, plan: &Plan) -> Self {
        let days = (plan.zone.day(at) - plan.zone.day(self.last)).max(0) as f64;
        let memory = match self.memory {
            None => Memory::first(rating),
            Some(memory) => memory.reviewed(rating, days),
        };
        let was_known = self.phase == Phase::Review;
        let (phase, wait) = self.next(rating, plan);
        let due = match wait {
            Some(wait) => Time(at.0.saturating_add(wait)),
            None => plan.zone.start(plan.zone.day(at) + memory.interval(plan.retention) as i64),
        };
        Self {
            phase,
            memory: Some(memory),
            due,
            last: at,
            asked: self.asked + 1,
            lapses: self.lapses + u32::from(was_known && rating == Rating::Again),
        }
    }

    /// The phase that follows, and its wait in milliseconds; none for one of days.
    fn next(self, rating: Rating, plan: &Plan) -> (Phase, Option<u64>) {
        let (steps, at, phase): (_, _, fn(usize) -> Phase) = match self.phase {
            Phase::New => (plan.learning, 0, Phase::Learning),
            Phase::Learning(at) => (plan.learning, at, Phase::Learning),
            Phase::Relearning(at) => (plan.relearning, at, Phase::Relearning),
            Phase::Review if rating != Rating::Again => return (Phase::Review, None),
            Phase::Review => (plan.relearning, 0, Phase::Relearning),
        };
        let to = match rating {
            Rating::Again => Some(0),
            Rating::Hard => Some(at),
            Rating::Good => Some(at + 1),
            Rating::Easy => None,
        };
        let wait = to.and_then(|to| steps.get(to).map(|step| (to, *step)));
        match wait {
            None => (Phase::Review, None),
            Some((to, step)) if rating == Rating::Hard && to == 0 => {
                // Between this step and the next, or half as long again where there is none.
                let wait = steps.get(1).map_or(step + step / 2, |next| step.midpoint(*next));
                (phase(to), Some(wait))
            }
            Some((to, step)) => (phase(to), Some(step)),
        }
    }

    /// Whether it is to be asked now.
    #[must_use]
    pub fn is_due(self, now: Time) -> bool {
        // A clock that ran ahead must not hide a prompt for years.
        self.due <= now || self.last.0 > now.0.saturating_add(AHEAD)
    }

    /// The probability of recall; 1 while it is new.
    #[must_use]
    pub fn recall(self, now: Time, zone: Zone) -> f64 {
        let days = (zone.day(now) - zone.day(self.last)).max(0) as f64;
        self.memory.map_or(1.0, |memory| memory.retrievability(days))
    }
}
