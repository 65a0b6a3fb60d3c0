//! What can be seen of a record: the latest answers, goals, notes; what a reset hides.

use super::{Aim, Event, EventId, Record, Settings, What, gather};
use crate::base::id::QuestionId;
use crate::base::time::Time;
use crate::lesson::Prompt;
use crate::question::{Answer, Confidence, Grade};
use std::collections::BTreeSet;

/// The latest answer to a question.
#[derive(Debug, Clone, PartialEq)]
pub struct Attempt {
    /// When it was given, by the clock of the device.
    pub at: Time,
    /// The answer.
    pub answer: Answer,
    /// How sure they were.
    pub confidence: Confidence,
    /// The grade then, 0 to 1.
    pub score: f64,
    /// The question's revision then.
    pub revision: u32,
}

impl Attempt {
    /// Whether it counted as right.
    #[must_use]
    pub fn is_right(&self) -> bool {
        Grade { score: self.score }.is_right()
    }
}

/// A note at a passage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The note that is shown.
    pub text: String,
    /// Notes written elsewhere at the same time, which it does not take the place of.
    pub others: Vec<String>,
    /// What the next note at this passage takes the place of.
    pub heads: Vec<EventId>,
}

impl Note {
    /// The note with all that was written elsewhere at the same time, to be made one by whoever goes on
    /// writing.
    #[must_use]
    pub fn whole(&self) -> String {
        let mut whole = self.others.clone();
        whole.push(self.text.clone());
        whole.retain(|text| !text.is_empty());
        whole.join("\n\n")
    }
}

/// Where an event stands among others. Ties between tabs are broken by the id, the same way on every
/// device.
fn place(id: &EventId, event: &Event) -> (u32, EventId) {
    (event.order, *id)
}

impl Record {
    /// The reset that decides what is in sight, if there was one.
    fn reset(&self) -> Option<(EventId, u32, &[EventId], &[EventId])> {
        let resets = self.events.iter().filter_map(|(id, event)| match &event.what {
            What::Reset { epoch, keep, brought } => {
                Some(((*epoch, place(id, event)), (*id, *epoch, &**keep, &**brought)))
            }
            _ => None,
        });
        resets.max_by_key(|(rank, _)| *rank).map(|(_, reset)| reset)
    }

    /// The epoch of the next event.
    #[must_use]
    pub fn epoch(&self) -> u32 {
        let of_events = self.events.values().map(|event| event.epoch).max();
        self.reset().map_or(0, |(_, epoch, ..)| epoch).max(of_events.unwrap_or(0))
    }

    /// The ids of what the learner did and no reset hides.
    #[must_use]
    pub fn in_sight(&self) -> BTreeSet<EventId> {
        gather(self.seen().map(|(id, _)| *id))
    }

    /// What the learner did and no reset hides, in the order of the ids.
    pub fn seen(&self) -> impl Iterator<Item = (&EventId, &Event)> {
        let (epoch, keep) = self.reset().map_or((0, &[][..]), |(_, epoch, keep, _)| (epoch, keep));
        let keep: BTreeSet<EventId> = gather(keep.iter().copied());
        self.events.iter().filter(move |(id, event)| {
            let is_deed = !matches!(event.what, What::Reset { .. } | What::Imported { .. });
            is_deed && (event.epoch >= epoch || keep.contains(id))
        })
    }

    /// What would be in sight if the reset that decides had not been, and what it brought with it
    /// were not there. Nothing if there was no reset.
    #[must_use]
    pub fn before_reset(&self) -> Option<BTreeSet<EventId>> {
        let (reset, _, _, brought) = self.reset()?;
        let brought: BTreeSet<EventId> = gather(brought.iter().copied());
        let without = self.only(|id| *id != reset && !brought.contains(id));
        Some(without.in_sight())
    }

    /// The latest reset or import, with its time.
    #[must_use]
    pub fn latest_change(&self) -> Option<(EventId, Time)> {
        let is_change = |what: &What| matches!(what, What::Reset { .. } | What::Imported { .. });
        let changes = self.events.iter().filter(|(_, event)| is_change(&event.what));
        let latest = changes.max_by_key(|(id, event)| place(id, event));
        latest.map(|(id, event)| (*id, event.at))
    }

    /// The latest of the events in sight that `wanted` chooses.
    fn latest(&self, wanted: impl Fn(&What) -> bool) -> Option<&Event> {
        let chosen = self.seen().filter(|(_, event)| wanted(&event.what));
        chosen.max_by_key(|(id, event)| place(id, event)).map(|(_, event)| event)
    }

    /// The latest answer to a question, if there is one.
    #[must_use]
    pub fn attempt(&self, id: &QuestionId) -> Option<Attempt> {
        let latest =
            self.latest(|what| matches!(what, What::Answered { question, .. } if question == id))?;
        attempt_of(latest)
    }

    /// Every answer to a question, the earliest first.
    #[must_use]
    pub fn attempts(&self, id: &QuestionId) -> Vec<Attempt> {
        let own = self.seen().filter(
            |(_, event)| matches!(&event.what, What::Answered { question, .. } if question == id),
        );
        // There are few, nearly in order already: a sort would be more code and no faster.
        let mut answers: Vec<(&EventId, &Event)> = Vec::new();
        for (id, event) in own {
            let at = answers.partition_point(|(before, of)| place(before, of) < place(id, event));
            answers.insert(at, (id, event));
        }
        answers.iter().filter_map(|(_, event)| attempt_of(event)).collect()
    }

    /// The best grade that any answer to a question ever got.
    #[must_use]
    pub fn best(&self, id: &QuestionId) -> Option<f64> {
        let scores = self.attempts(id).into_iter().map(|attempt| attempt.score);
        scores.max_by(f64::total_cmp)
    }

    /// How often a question was answered.
    #[must_use]
    pub fn tries(&self, id: &QuestionId) -> usize {
        let is_try =
            |what: &What| matches!(what, What::Answered { question, .. } if question == id);
        self.seen().filter(|(_, event)| is_try(&event.what)).count()
    }

    /// The questions that were answered.
    #[must_use]
    pub fn questions(&self) -> Vec<&QuestionId> {
        // A lesson has few, so a list is searched faster than a set is built.
        let mut questions = Vec::new();
        for (_, event) in self.seen() {
            if let What::Answered { question, .. } = &event.what
                && !questions.contains(&question)
            {
                questions.push(question);
            }
        }
        questions
    }

    /// How many of these questions have been answered.
    #[must_use]
    pub fn answered<'a>(&self, questions: impl IntoIterator<Item = &'a QuestionId>) -> usize {
        let answered = self.questions();
        questions.into_iter().filter(|id| answered.contains(id)).count()
    }

    /// Whether the goal of this simulator's lab has been reached.
    #[must_use]
    pub fn met_goal(&self, simulator: &str) -> bool {
        let met = |what: &What| matches!(what, What::GoalMet { simulator: s } if s == simulator);
        self.seen().any(|(_, event)| met(&event.what))
    }

    /// Whether this is in sight.
    #[must_use]
    pub fn did(&self, what: &What) -> bool {
        self.seen().any(|(_, event)| event.what == *what)
    }

    /// Whether anything that the learner did is in sight.
    #[must_use]
    pub fn began(&self) -> bool {
        self.seen().next().is_some()
    }

    /// The settings and the seed at which a lab was left.
    #[must_use]
    pub fn lab_run(&self, simulator: &str) -> Option<(String, u32)> {
        let run = |what: &What| matches!(what, What::LabRun { simulator: s, .. } if s == simulator);
        match &self.latest(run)?.what {
            What::LabRun { state, seed, .. } => Some((state.clone(), *seed)),
            _ => None,
        }
    }

    /// The passages that are marked.
    #[must_use]
    pub fn bookmarks(&self) -> Vec<&str> {
        let is_on = |passage: &str| {
            let of = |w: &What| matches!(w, What::Bookmarked { passage: p, .. } if p == passage);
            self.latest(of).is_some_and(|e| matches!(e.what, What::Bookmarked { on: true, .. }))
        };
        let mut marked = Vec::new();
        for (_, event) in self.seen() {
            if let What::Bookmarked { passage, .. } = &event.what
                && !marked.contains(&passage.as_str())
                && is_on(passage)
            {
                marked.push(passage);
            }
        }
        marked
    }

    /// How the learner wants reviews to be planned, if they have said so.
    #[must_use]
    pub fn settings(&self) -> Option<Settings> {
        match self.latest(|what| matches!(what, What::Planned(_)))?.what {
            What::Planned(settings) => Some(settings),
            _ => None,
        }
    }

    /// What the learner prepares for, if they have said so.
    #[must_use]
    pub fn aim(&self) -> Option<Aim> {
        match self.latest(|what| matches!(what, What::Aimed(_)))?.what {
            What::Aimed(aim) => aim,
            _ => None,
        }
    }

    /// The notes at a passage that no other takes the place of, in no order.
    fn heads(&self, at: &str) -> Vec<((u32, EventId), &str)> {
        let (mut notes, mut replaced) = (Vec::new(), Vec::new());
        for (id, event) in self.seen() {
            if let What::Noted { passage, text, over } = &event.what
                && passage == at
            {
                notes.push((place(id, event), text.as_str()));
                replaced.extend(over);
            }
        }
        notes.retain(|((_, id), _)| !replaced.contains(&id));
        notes
    }

    /// The note at a passage, with those that were written elsewhere at the same time.
    #[must_use]
    pub fn note(&self, at: &str) -> Option<Note> {
        let mut notes = self.heads(at);
        notes.sort();
        let heads = notes.iter().map(|((_, id), _)| *id).collect();
        let (_, text) = notes.pop()?;
        let others = notes.into_iter().map(|(_, text)| text.to_owned());
        let others = others.filter(|other| other != text && !other.is_empty()).collect();
        Some(Note { text: text.into(), others, heads })
    }

    /// The passages that have a note with words in it.
    #[must_use]
    pub fn noted(&self) -> Vec<&str> {
        let mut passages = Vec::new();
        for (_, event) in self.seen() {
            if let What::Noted { passage, .. } = &event.what
                && !passages.contains(&passage.as_str())
                && self.note(passage).is_some_and(|note| !note.whole().is_empty())
            {
                passages.push(passage);
            }
        }
        passages
    }

    /// With questions under the ids that they have now.
    #[must_use]
    pub fn renamed(mut self, name: impl Fn(&QuestionId) -> QuestionId) -> Self {
        for event in self.events.values_mut() {
            if let What::Answered { question, .. }
            | What::Reviewed { prompt: Prompt::Question(question), .. }
            | What::Suspended { prompt: Prompt::Question(question), .. } = &mut event.what
            {
                *question = name(question);
            }
        }
        self
    }

    /// The events that the first paint needs: the latest of everything. The others are history. The
    /// quick store holds no more once the journal holds everything.
    #[must_use]
    pub fn essence(&self) -> Self {
        let mut latest = Latest::default();
        let mut wanted: BTreeSet<EventId> = gather(self.reset().map(|(id, ..)| id));
        for (id, event) in self.seen() {
            if let What::Noted { passage, .. } = &event.what {
                wanted.extend(self.heads(passage).into_iter().map(|((_, id), _)| id));
            } else if let Some(subject) = subject(&event.what) {
                latest.see(subject, place(id, event));
            }
        }
        wanted.extend(latest.0.iter().map(|(_, (_, id))| *id));
        self.only(|id| wanted.contains(id))
    }

    /// Without the settings of labs that later ones took the place of: those are no history.
    #[must_use]
    pub fn compact(&self) -> Self {
        let mut latest = Latest::default();
        let is_run = |event: &Event| matches!(event.what, What::LabRun { .. });
        for (id, event) in self.events.iter().filter(|(_, event)| is_run(event)) {
            if let Some(subject) = subject(&event.what) {
                latest.see(subject, place(id, event));
            }
        }
        self.only(|id| {
            !is_run(&self.events[id]) || latest.0.iter().any(|(_, (_, kept))| kept == id)
        })
    }
}

/// Which thing an event decides, for those where only the latest counts.
type Subject<'a> = (u8, &'a str, &'a str);

/// The latest event about each thing. There are few things in a record, so a list will do.
#[derive(Default)]
struct Latest<'a>(Vec<(Subject<'a>, (u32, EventId))>);

impl<'a> Latest<'a> {
    fn see(&mut self, subject: Subject<'a>, place: (u32, EventId)) {
        match self.0.iter_mut().find(|(known, _)| *known == subject) {
            Some((_, latest)) => *latest = (*latest).max(place),
            None => self.0.push((subject, place)),
        }
    }
}

fn subject(what: &What) -> Option<Subject<'_>> {
    match what {
        What::Opened => Some((0, "", "")),
        What::Predicted { simulator, readout, .. } => Some((1, simulator, readout)),
        What::Answered { question, .. } => Some((2, question.as_str(), "")),
        What::LabRun { simulator, .. } => Some((3, simulator, "")),
        What::GoalMet { simulator } => Some((4, simulator, "")),
        What::Reviewed { prompt, .. } => {
            let (kind, id) = prompt.parts();
            Some((5, kind, id))
        }
        What::Bookmarked { passage, .. } => Some((6, passage, "")),
        What::Suspended { prompt, .. } => {
            let (kind, id) = prompt.parts();
            Some((7, kind, id))
        }
        What::Planned(_) => Some((8, "", "")),
        What::Aimed(_) => Some((9, "", "")),
        What::Noted { .. }
        | What::TakenBack { .. }
        | What::Reset { .. }
        | What::Imported { .. }
        | What::Unknown(_) => None,
    }
}

fn attempt_of(event: &Event) -> Option<Attempt> {
    match &event.what {
        What::Answered { revision, answer, confidence, score, .. } => Some(Attempt {
            at: event.at,
            answer: answer.clone(),
            confidence: *confidence,
            score: *score,
            revision: *revision,
        }),
        _ => None,
    }
}
