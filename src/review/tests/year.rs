//! Simulated learners over a year: what they retain, how much they are asked, and that nothing is lost.
//!
//! Their memory follows the model, or fades twice as fast as it says. What they recall is drawn.

use super::*;
use crate::base::fsrs::Memory;
use crate::base::rng::{Seed, Stream};
use crate::review::day::MINUTE;
use crate::review::memory::Phase;
use std::collections::BTreeMap;

const LESSONS: usize = 17;
const CARDS: usize = 6;
const DAYS: u64 = 365;

/// The truth about one prompt.
#[derive(Clone, Copy)]
struct Truth {
    memory: Memory,
    at: Time,
}

struct Year {
    name: &'static str,
    settings: Settings,
    /// The learner's stability as a share of that of the model.
    lasting: f64,
    /// Comes on days of which this is a divisor.
    every: u64,
}

#[derive(Default)]
struct Seen {
    reviews: u32,
    recalled: u32,
    most: u32,
    asked: u32,
    days: u32,
}

impl Year {
    fn live(&self) -> (Seen, Today) {
        let deck = deck(LESSONS, CARDS, 4);
        let mut learner = Learner::new(LESSONS);
        let mut luck = Seed(7).stream(0);
        let (mut truth, mut seen, mut lesson) = (BTreeMap::new(), Seen::default(), 0);
        for day in (0..DAYS).filter(|day| day % self.every == 0) {
            let mut now = Time(EVENING.0 + day * DAY);
            if day % 3 == 0 && lesson < LESSONS {
                learner.read(&deck, lesson, now);
                lesson += 1;
            }
            let asked =
                self.session(&deck, &mut learner, &mut now, &mut truth, &mut luck, &mut seen);
            seen.days += 1;
            seen.asked += asked;
            seen.most = seen.most.max(asked);
        }
        let end = Time(EVENING.0 + DAYS * DAY);
        (seen, learner.today(&deck, Moment { settings: self.settings, ..moment(end) }))
    }

    /// All that is due on one evening; how many prompts that were.
    fn session(
        &self,
        deck: &Deck,
        learner: &mut Learner,
        now: &mut Time,
        truth: &mut BTreeMap<Slot, Truth>,
        luck: &mut Stream,
        seen: &mut Seen,
    ) -> u32 {
        let (mut asked, mut last) = (0, None);
        loop {
            let at = Moment { settings: self.settings, last, ..moment(*now) };
            let today = learner.today(deck, at);
            let Some(item) = today.queue.first() else {
                // Steps of minutes are waited for.
                match today.later.first() {
                    Some(step) => *now = step.state.due,
                    None => return asked,
                }
                continue;
            };
            let rating = self.answer(truth.get(&item.slot), *now, luck);
            if item.state.phase == Phase::Review {
                seen.reviews += 1;
                seen.recalled += u32::from(rating != Rating::Again);
            }
            let memory = match truth.get(&item.slot) {
                None => Memory::first(rating),
                Some(truth) => truth.memory.reviewed(rating, days(truth.at, *now).round()),
            };
            truth.insert(item.slot.clone(), Truth { memory, at: *now });
            learner.review(&item.slot, *now, rating);
            last = Some(item.slot.shelf);
            asked += 1;
            *now = Time(now.0 + MINUTE / 6);
        }
    }

    fn answer(&self, truth: Option<&Truth>, now: Time, luck: &mut Stream) -> Rating {
        // Of what was just read, most is known.
        let recall = truth
            .map_or(0.8, |truth| truth.memory.retrievability(days(truth.at, now) / self.lasting));
        if luck.uniform() >= recall {
            return Rating::Again;
        }
        match luck.uniform() {
            ..0.1 => Rating::Hard,
            ..0.9 => Rating::Good,
            _ => Rating::Easy,
        }
    }
}

fn days(from: Time, to: Time) -> f64 {
    to.0.saturating_sub(from.0) as f64 / DAY as f64
}

#[test]
fn learners_retain_what_they_asked_for_and_are_not_buried() {
    let wanting = |retention| Settings { retention, ..DEFAULT };
    let years = [
        Year { name: "wants 80 %", settings: wanting(80), lasting: 1.0, every: 1 },
        Year { name: "wants 90 %", settings: wanting(90), lasting: 1.0, every: 1 },
        Year { name: "wants 97 %", settings: wanting(97), lasting: 1.0, every: 1 },
        Year { name: "comes every third day", settings: wanting(90), lasting: 1.0, every: 3 },
        Year { name: "forgets twice as fast", settings: wanting(90), lasting: 0.5, every: 1 },
        Year {
            name: "allows 3 new and 10 reviews",
            settings: Settings { retention: 90, fresh: 3, reviews: 10 },
            lasting: 1.0,
            every: 1,
        },
    ];
    for year in years {
        let (seen, end) = year.live();
        let retained = f64::from(seen.recalled) / f64::from(seen.reviews);
        println!(
            "{}: retained {:.1} % of {} reviews; {:.1} prompts a day, {} on the fullest of {}",
            year.name,
            100.0 * retained,
            seen.reviews,
            f64::from(seen.asked) / f64::from(seen.days),
            seen.most,
            seen.days,
        );
        assert_eq!(end.all, LESSONS * CARDS, "{}: no card is lost", year.name);
        assert!(end.held.is_empty(), "{}: nothing has piled up", year.name);
        let started = end.queue.iter().all(|item| item.state.asked > 0);
        assert!(started && end.aside.is_empty(), "{}: every card was asked", year.name);
        let wanted = f64::from(year.settings.retention) / 100.0;
        // Whole days, and the noise of some hundred reviews.
        if year.lasting == 1.0 && year.every == 1 {
            assert!((retained - wanted).abs() < 0.04, "{}: {retained}", year.name);
        }
        // A step or two for each new prompt and each that was forgotten.
        let limit = 3 * (year.settings.fresh + year.settings.reviews);
        assert!(seen.most <= limit, "{}: {} on one day", year.name, seen.most);
    }
}
