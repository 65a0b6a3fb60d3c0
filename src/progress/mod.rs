//! Layer 4: what the learner did, lesson by lesson, as a set of events that only grows.
//!
//! A record is a set of events with unique ids, so two copies join to one without loss: the join is
//! set union, which is commutative, associative and idempotent. What can be seen of a record is
//! folded from its events ([`fold`]); a reset hides events and removes none.
//! Nothing here knows a browser; [`store::Store`] is the port through which records are kept.

pub mod alias;
mod answers;
pub mod backup;
pub mod calibration;
mod crc;
pub mod fold;
pub mod items;
pub mod keeper;
pub mod link;
pub mod mastery;
pub mod save;
pub mod status;
pub mod store;

#[cfg(test)]
mod tests;

use crate::base::date::Date;
use crate::base::fsrs::Rating;
use crate::base::id::{LessonId, QuestionId};
use crate::base::time::Time;
use crate::lesson::Prompt;
use crate::question::{Answer, Confidence};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// As `collect`, for sets and maps. `collect` sorts first, with a sort of its own for each type, which was
/// a twelfth of the application's code.
pub(crate) fn gather<C: Default + Extend<T>, T>(items: impl IntoIterator<Item = T>) -> C {
    let mut gathered = C::default();
    gathered.extend(items);
    gathered
}

/// Identifies an event for ever: the tab that made it and a number that counts up in that tab.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventId {
    /// Drawn at random by each tab when it opens.
    pub tab: u64,
    /// Counts up within the tab.
    pub number: u32,
}

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}-{}", self.tab, self.number)
    }
}

impl EventId {
    /// The id in a text that [`fmt::Display`] has written.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (tab, number) = text.split_once('-')?;
        Some(Self { tab: u64::from_str_radix(tab, 16).ok()?, number: number.parse().ok()? })
    }
}

/// The passage of a mark or a note that is about all of a lesson.
pub const WHOLE: &str = "";

/// Something the learner did. It never changes.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// When, by the clock of the device. For display; order is by [`Event::order`].
    pub at: Time,
    /// A Lamport counter: larger than that of any event known when this one happened.
    pub order: u32,
    /// How often progress had been reset when it happened, as far as the tab knew.
    pub epoch: u32,
    /// What.
    pub what: What,
    /// The event as it was saved, where a newer course has said more in it than this one knows.
    pub raw: Option<Box<serde_json::Value>>,
}

/// What a learner can do.
#[derive(Debug, Clone, PartialEq)]
pub enum What {
    /// Opened the lesson.
    Opened,
    /// Committed to a number before a lab ran.
    Predicted {
        /// The simulator's id.
        simulator: String,
        /// The key of the readout.
        readout: String,
        /// The number, in the unit of the readout.
        value: f64,
        /// What came out, in the same unit.
        truth: Option<f64>,
        /// How sure they were.
        confidence: Option<Confidence>,
    },
    /// Answered a question.
    Answered {
        /// Which one.
        question: QuestionId,
        /// The question's revision then.
        revision: u32,
        /// The answer.
        answer: Answer,
        /// How sure they were.
        confidence: Confidence,
        /// The grade then, 0 to 1.
        score: f64,
    },
    /// Left a lab at these settings.
    LabRun {
        /// The simulator's id.
        simulator: String,
        /// The settings, as the fragment of the lab's address.
        state: String,
        /// Where randomness began.
        seed: u32,
    },
    /// Reached the goal of a lab.
    GoalMet {
        /// The simulator's id.
        simulator: String,
    },
    /// Was asked again, and said how well they knew it.
    Reviewed {
        /// What was asked.
        prompt: Prompt,
        /// How well they knew it.
        rating: Rating,
    },
    /// Put a prompt aside, or brought it back.
    Suspended {
        /// Which one.
        prompt: Prompt,
        /// Whether it is aside now.
        on: bool,
    },
    /// Took a review back, or that a prompt was put aside.
    TakenBack {
        /// The event that does not count any more.
        event: EventId,
    },
    /// Chose how reviews are planned.
    Planned(Settings),
    /// Said when the interview is, or that there is none.
    Aimed(Option<Aim>),
    /// Marked a passage, or took the mark away.
    Bookmarked {
        /// The id of the section; [`WHOLE`] for all of the lesson.
        passage: String,
        /// Whether it is marked now.
        on: bool,
    },
    /// Wrote a note at a passage.
    Noted {
        /// The id of the section; [`WHOLE`] for all of the lesson.
        passage: String,
        /// The whole note.
        text: String,
        /// The notes that it takes the place of. Two that were written without knowledge of each
        /// other are both shown.
        over: Vec<EventId>,
    },
    /// Began anew: hides every event of an earlier epoch that is not in `keep`.
    Reset {
        /// The epoch that begins.
        epoch: u32,
        /// What stays in sight all the same. Empty for a plain reset.
        keep: Vec<EventId>,
        /// What came into the record with it, and goes out of sight when it is undone.
        brought: Vec<EventId>,
    },
    /// Took over a file.
    Imported {
        /// What came into the record with it, and goes out of sight when it is undone.
        brought: Vec<EventId>,
    },
    /// Written by a newer course; kept as it is.
    Unknown(serde_json::Value),
}

/// How a learner wants reviews to be planned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// The probability of recall, in per cent, at which a prompt comes again.
    pub retention: u32,
    /// How many prompts may be asked for the first time on one day.
    pub fresh: u32,
    /// How many prompts may come again on one day; learning steps do not count.
    pub reviews: u32,
}

/// What a learner prepares for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Aim {
    /// The day of the interview.
    pub date: Date,
    /// The hours that they have for the course in a week.
    pub hours: u32,
}

/// All that happened in one scope.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Record {
    events: BTreeMap<EventId, Event>,
}

impl Record {
    /// Adds an event. The same id again changes nothing: events never change.
    ///
    /// Should damage or a collision give one id to two different events, every copy of the record
    /// settles on the same one: that which says more.
    pub fn insert(&mut self, id: EventId, event: Event) {
        match self.events.get_mut(&id) {
            None => {
                self.events.insert(id, event);
            }
            Some(there) if *there == event => {}
            Some(there) => {
                let rank = |event: &Event| {
                    let text = save::event_to_json(&id, event).to_string();
                    (text.len(), text)
                };
                if rank(&event) > rank(there) {
                    *there = event;
                }
            }
        }
    }

    /// Takes over all that the other copy knows.
    pub fn join(&mut self, other: &Self) {
        for (id, event) in &other.events {
            self.insert(*id, event.clone());
        }
    }

    /// The events with their ids, in the order of the ids.
    pub fn events(&self) -> impl Iterator<Item = (&EventId, &Event)> {
        self.events.iter()
    }

    /// Whether the event is known.
    #[must_use]
    pub fn has(&self, id: &EventId) -> bool {
        self.events.contains_key(id)
    }

    /// Whether everything here is known there too.
    #[must_use]
    pub fn is_within(&self, other: &Self) -> bool {
        self.events.keys().all(|id| other.has(id))
    }

    /// The ids of all events.
    #[must_use]
    pub fn ids(&self) -> BTreeSet<EventId> {
        gather(self.events.keys().copied())
    }

    /// Only the events that `wanted` chooses.
    #[must_use]
    pub fn only(&self, mut wanted: impl FnMut(&EventId) -> bool) -> Self {
        let chosen = self.events.iter().filter(|(id, _)| wanted(id));
        Self { events: gather(chosen.map(|(id, event)| (*id, event.clone()))) }
    }

    /// How many events there are, also those that a reset has hidden.
    #[must_use]
    pub fn len(&self) -> usize {
        self.events.len()
    }

    /// Whether nothing happened yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.events.is_empty()
    }

    /// A Lamport counter for the next event.
    #[must_use]
    pub fn next_order(&self) -> u32 {
        self.events.values().map(|event| event.order).max().unwrap_or(0).saturating_add(1)
    }
}

/// What a record is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// A lesson.
    Lesson(LessonId),
    /// A lab, wherever it stands.
    Lab(String),
    /// How reviews are planned; what was reviewed is in the records of the lessons.
    Plan,
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lesson(id) => write!(f, "lesson:{id}"),
            Self::Lab(id) => write!(f, "lab:{id}"),
            Self::Plan => f.write_str("plan:review"),
        }
    }
}

impl Scope {
    /// The scope in a text that [`fmt::Display`] has written.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (kind, id) = text.split_once(':')?;
        // Every kind of id is a slug.
        let slug = LessonId::new(id).ok()?;
        match kind {
            "lesson" => Some(Self::Lesson(slug)),
            "lab" => Some(Self::Lab(id.into())),
            "plan" => (id == "review").then_some(Self::Plan),
            _ => None,
        }
    }
}

/// The names under which a copy of the course keeps things. Every copy on an origin has names of its
/// own, and those of others are never touched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names {
    prefix: String,
}

impl Names {
    /// Of the copy of the course at the path `base`, `/` or `/any/path/`.
    #[must_use]
    pub fn new(base: &str) -> Self {
        // A colon would let one base pretend to be within another.
        Self { prefix: format!("tradeoffs:{}:", base.replace(':', "%3A")) }
    }

    /// What every name begins with.
    #[must_use]
    pub fn all(&self) -> &str {
        &self.prefix
    }

    /// A record in the quick store.
    #[must_use]
    pub fn record(&self, scope: &Scope) -> String {
        format!("{}{scope}", self.prefix)
    }

    /// What the names of a scope's rows in the journal begin with.
    #[must_use]
    pub fn rows(&self, scope: &Scope) -> String {
        format!("{}{scope}:row:", self.prefix)
    }

    /// Where bytes that could not be read are put aside; `number` counts from 0.
    #[must_use]
    pub fn unreadable(&self, scope: &Scope, number: u32) -> String {
        format!("{}{scope}:unreadable:{number}", self.prefix)
    }

    /// Where the text of an older schema is kept when it is rewritten.
    #[must_use]
    pub fn before(&self, scope: &Scope, schema: u32) -> String {
        format!("{}{scope}:schema:{schema}", self.prefix)
    }

    /// What the names of backups begin with. Not among [`Names::all`]: they are large, and nobody
    /// reads them who reads all records.
    #[must_use]
    pub fn backups(&self) -> String {
        format!("backup of {}", self.prefix)
    }

    /// When a copy was last saved outside the browser.
    #[must_use]
    pub fn exported(&self) -> String {
        format!("{}exported", self.prefix)
    }

    /// The scope that a name belongs to, and what follows it; nothing for names of others.
    #[must_use]
    pub fn scope_of<'a>(&self, name: &'a str) -> Option<(Scope, &'a str)> {
        let own = name.strip_prefix(&self.prefix)?;
        let kind = own.find(':')?;
        let end = own[kind + 1..].find(':').map_or(own.len(), |end| kind + 1 + end);
        Some((Scope::parse(&own[..end])?, own[end..].trim_start_matches(':')))
    }
}
