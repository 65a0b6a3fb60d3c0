//! Which prompts there are for a learner, and how each was answered, from the events of a lesson.
//!
//! - A card is asked once its lesson is *read*: half of the lesson's questions have been answered, or,
//!   where it has none, it was opened. A lesson that is marked counts as read.
//! - A question is asked again once it was *missed*: an answer got half of the marks or less.
//! - What was reviewed once stays.

use super::Shelf;
use super::day::DAY;
use crate::base::fsrs::Rating;
use crate::base::id::QuestionId;
use crate::base::time::Time;
use crate::lesson::Prompt;
use crate::progress::{EventId, Record, What};

/// An answer with this share of the marks, or less, has missed the question.
const MISSED: f64 = 0.5;

/// A prompt of a lesson, as the learner left it.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    /// Which one.
    pub prompt: Prompt,
    /// Every review that counts, the earliest first.
    pub reviews: Vec<(Time, Rating)>,
    /// Whether it was put aside.
    pub suspended: bool,
}

/// Whether the learner has read a lesson.
#[must_use]
pub fn is_read(shelf: &Shelf, record: &Record) -> bool {
    let answered = record.answered(&shelf.questions);
    (record.began() && 2 * answered >= shelf.questions.len()) || !record.bookmarks().is_empty()
}

/// The prompts of a lesson that are asked, in the order of the lesson.
#[must_use]
pub fn standings(shelf: &Shelf, record: &Record, now: Time) -> Vec<Standing> {
    if !record.began() {
        return Vec::new();
    }
    let deeds = Deeds::of(record, now);
    let is_read = is_read(shelf, record);
    let is_asked = |prompt: &Prompt| match prompt {
        Prompt::Card(_) => is_read,
        Prompt::Question(id) => was_missed(record, id),
    };
    let known = shelf.prompts().map(|prompt| deeds.standing(prompt));
    known.filter(|one| !one.reviews.is_empty() || is_asked(&one.prompt)).collect()
}

fn was_missed(record: &Record, question: &QuestionId) -> bool {
    record.attempts(question).iter().any(|attempt| attempt.score <= MISSED)
}

/// What a learner did last in reviewing, at a time that is `wanted`; the last says whether it was a
/// review.
#[must_use]
pub fn last_deed(
    record: &Record,
    now: Time,
    wanted: impl Fn(Time) -> bool,
) -> Option<(Time, EventId, Prompt, bool)> {
    let Deeds { reviews, aside } = Deeds::of(record, now);
    let reviews = reviews.into_iter().map(|(at, _, id, prompt, _)| (at, id, prompt, true));
    let aside = aside.into_iter().filter(|(.., on)| *on);
    let deeds = reviews.chain(aside.map(|(at, _, id, prompt, _)| (at, id, prompt, false)));
    let latest = deeds.filter(|(at, ..)| wanted(*at)).max();
    latest.map(|(at, id, prompt, is_review)| (at, id, prompt.clone(), is_review))
}

/// A moment, the event's order and its id, a prompt, and what was done with it.
type Deed<'a, T> = (Time, u32, EventId, &'a Prompt, T);

/// The reviews and suspensions that count.
struct Deeds<'a> {
    reviews: Vec<Deed<'a, Rating>>,
    aside: Vec<Deed<'a, bool>>,
}

impl<'a> Deeds<'a> {
    fn of(record: &'a Record, now: Time) -> Self {
        let (mut reviews, mut aside, mut taken) = (Vec::new(), Vec::new(), Vec::new());
        for (id, event) in record.seen() {
            match &event.what {
                What::Reviewed { prompt, rating } => {
                    reviews.push((event.at, event.order, *id, prompt, *rating));
                }
                What::Suspended { prompt, on } => {
                    aside.push((event.at, event.order, *id, prompt, *on));
                }
                What::TakenBack { event } => taken.push(*event),
                _ => {}
            }
        }
        reviews.retain(|(_, _, id, ..)| !taken.contains(id));
        aside.retain(|(_, _, id, ..)| !taken.contains(id));
        mend_clock(&mut reviews, now);
        // By the clock and not by the order of events: of two devices that have not met, each counts
        // its own, and intervals are of time.
        Self { reviews: in_order(reviews), aside }
    }

    fn standing(&self, prompt: Prompt) -> Standing {
        let own = self.reviews.iter().filter(|(.., of, _)| **of == prompt);
        let reviews = own.map(|(at, _, _, _, rating)| (*at, *rating)).collect();
        // Here a tie between devices is as good as any; the order of events is what they agree on.
        let own = self.aside.iter().filter(|(.., of, _)| **of == prompt);
        let latest = own.max_by_key(|(_, order, id, ..)| (*order, *id));
        Standing { suspended: latest.is_some_and(|(.., on)| *on), reviews, prompt }
    }
}

/// The earliest first. Nearly all come in order, so this is as fast as a sort, and far less code.
fn in_order<T>(deeds: Vec<Deed<'_, T>>) -> Vec<Deed<'_, T>> {
    let mut sorted: Vec<Deed<'_, T>> = Vec::with_capacity(deeds.len());
    for deed in deeds {
        let at = sorted
            .partition_point(|before| (before.0, before.1, before.2) < (deed.0, deed.1, deed.2));
        sorted.insert(at, deed);
    }
    sorted
}

/// A review that lies in the future was dated by a clock that ran ahead. It was at the latest when the
/// first one was that knew of it.
fn mend_clock<T>(reviews: &mut [Deed<'_, T>], now: Time) {
    let limit = Time(now.0.saturating_add(DAY));
    for i in 0..reviews.len() {
        let (at, order, ..) = reviews[i];
        if at > limit {
            let known = reviews.iter().filter(|(at, later, ..)| *later > order && *at <= limit);
            let first = known.map(|(at, ..)| *at).min();
            reviews[i].0 = first.unwrap_or(at);
        }
    }
}
