//! Layer 5: what to ask a learner again, and when.
//!
//! Everything here is folded from events: how well each prompt is remembered ([`memory`]), which
//! prompts there are for a learner ([`fold`]), and what is due now, in which order ([`today`]). The
//! model of memory is that of [`crate::base::fsrs`]. Nothing here knows a clock; moments, and where a
//! day begins, are arguments.

pub mod ahead;
pub mod day;
pub mod fold;
mod interleave;
pub mod memory;
pub mod next;
pub mod placement;
pub mod today;
pub mod words;

#[cfg(test)]
mod tests;

use crate::base::id::{CardId, LessonId, QuestionId};
use crate::lesson::Prompt;
use crate::progress::Settings;
use serde::{Deserialize, Serialize};

/// How reviews are planned until the learner says otherwise.
pub const DEFAULT: Settings = Settings { retention: 90, fresh: 10, reviews: 100 };

/// The least and the most that a learner may ask to retain, in per cent. Below, half of what is asked
/// is soon forgotten; above, each per cent doubles the work.
pub const RETENTION: (u32, u32) = (80, 97);

/// The most prompts of a kind that a learner may ask for on one day.
pub const MOST: u32 = 999;

/// Brought into range, because saved settings may be anybody's.
#[must_use]
pub fn in_range(settings: Settings) -> Settings {
    Settings {
        retention: settings.retention.clamp(RETENTION.0, RETENTION.1),
        fresh: settings.fresh.min(MOST),
        reviews: settings.reviews.min(MOST),
    }
}

/// Everything that the course could ask again, in the order of the course.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deck {
    /// Its lessons.
    pub lessons: Vec<Shelf>,
}

/// What a lesson gives to a deck.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shelf {
    /// The lesson.
    pub lesson: LessonId,
    /// Its review cards.
    pub cards: Vec<CardId>,
    /// Its questions.
    pub questions: Vec<QuestionId>,
}

impl Shelf {
    /// Its prompts: the cards, then the questions.
    pub fn prompts(&self) -> impl Iterator<Item = Prompt> {
        let cards = self.cards.iter().cloned().map(Prompt::Card);
        cards.chain(self.questions.iter().cloned().map(Prompt::Question))
    }
}

/// The id of a prompt on the page of reviews; its two sides have that and a letter.
#[must_use]
pub fn anchor(lesson: &LessonId, prompt: &Prompt) -> String {
    let (kind, id) = prompt.parts();
    format!("{lesson}.{kind}.{id}")
}

/// A prompt in a deck.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Slot {
    /// The place of its lesson in the deck.
    pub shelf: usize,
    /// Which of the lesson's.
    pub prompt: Prompt,
}
