//! What to do next, as one link; and what the placement check says.

use super::part::Texts;
use crate::base::id::{LessonId, QuestionId};
use crate::progress::{Scope, What};
use crate::review::next::{Next, Way, next};
use crate::review::placement::{Verdict, verdict};
use crate::review::today::Today;
use crate::state::services;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// A link, with its words.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Link {
    /// What stands in it.
    pub words: String,
    /// Its address from this page.
    pub href: String,
}

/// The way through the course, and where it leads from this page.
#[derive(Serialize, Deserialize)]
pub struct Continue {
    /// The lessons, with all that decides which one comes next.
    pub way: Way,
    /// Their titles and addresses.
    pub lessons: Vec<Link>,
    /// The address of the page of reviews.
    pub review: String,
    /// The placement check.
    pub placement: Link,
}

impl Continue {
    fn link(&self, next: Next) -> Link {
        let to = |lesson: usize, before: &str, after: &str| {
            let Link { words, href } = self.lessons[lesson].clone();
            Link { words: format!("{before}{words}{after}"), href }
        };
        match next {
            Next::Begin(lesson) => to(lesson, "Begin: ", ""),
            Next::GoOn { lesson, answered } => {
                let count = self.way.deck.lessons[lesson].questions.len();
                to(lesson, "Go on with ", &format!(" ({answered} of {count} answered)"))
            }
            Next::Review(count) => self.review(count),
            Next::Read(lesson) => to(lesson, "Next: ", ""),
            Next::Again(lesson) => to(lesson, "Once more: ", ""),
        }
    }

    fn review(&self, count: usize) -> Link {
        let words = match count {
            1 => "Review one prompt".into(),
            count => format!("Review {count} prompts"),
        };
        Link { words, href: self.review.clone() }
    }

    /// What to do, and what else one may do, as far as this browser knows the learner.
    fn now(&self) -> [Option<Link>; 2] {
        // The parts of the page that show lessons follow them, too: their records are loaded.
        let learner = |shelf: usize| services().learner(&self.way.deck.lessons[shelf].lesson);
        let records = (0..self.lessons.len()).map(|shelf| learner(shelf).record.get());
        let records: Vec<_> = records.collect();
        services().keeper.load(&Scope::Plan);
        let moment = super::review::moment(None);
        let due = Today::due(&self.way.deck, |shelf| &records[shelf], moment);
        let is_new = !records.iter().any(|record| record.did(&What::Opened));
        let next = next(&self.way, |shelf| &records[shelf], due, moment.now);
        let also = match next {
            Some(Next::GoOn { .. }) if due > 0 => Some(self.review(due)),
            _ => is_new.then(|| self.placement.clone()),
        };
        [next.map(|next| self.link(next)), also]
    }
}

/// One obvious link, and below it a quiet one where there is another good way.
pub fn continue_link(props: Continue, _: Texts) -> AnyView {
    let first = (!props.lessons.is_empty()).then(|| props.link(Next::Begin(0)));
    let links = [first, Some(props.placement.clone())].map(RwSignal::new);
    Effect::new(move || {
        services().changes.get();
        for (link, now) in links.into_iter().zip(props.now()) {
            if link.with_untracked(|known| *known != now) {
                link.set(now);
            }
        }
    });
    let [main, also] = links;
    let link = |link: RwSignal<Option<Link>>, class: &'static str| {
        let href = move || link.get().map(|link| link.href);
        let words = move || link.get().map(|link| link.words);
        view! { <a class=class href=href>{words}</a> }
    };
    view! {
        {link(main, "continue")}
        <p class="also" hidden=move || also.with(Option::is_none)>{link(also, "")}</p>
    }
    .into_any()
}

/// The lessons that the placement check asks of, in the order of the course.
#[derive(Serialize, Deserialize)]
pub struct Placement {
    /// Each of them.
    pub lessons: Vec<Placed>,
}

/// A lesson that the placement check asks of.
#[derive(Serialize, Deserialize)]
pub struct Placed {
    /// Which one.
    pub lesson: LessonId,
    /// Its title, and its address from this page.
    pub link: Link,
    /// Its questions in the check.
    pub asked: Vec<QuestionId>,
}

/// How long to wait before the end of the check is said: the verdict on the last answer comes first.
const AFTER_THE_VERDICT: u32 = 2500;

/// Lesson by lesson, whether it may be skipped.
pub fn placement(props: Placement, _: Texts) -> AnyView {
    let count = props.lessons.len();
    let verdicts = RwSignal::new(vec![Verdict::Open; count]);
    let rows = props.lessons.iter().enumerate().map(|(i, placed)| {
        let said = move || match verdicts.with(|all| all[i]) {
            Verdict::Open => "not answered yet",
            Verdict::Skip => "you may skip this",
            Verdict::Read => "read this first",
        };
        let class = move || verdicts.with(|all| (all[i] == Verdict::Read).then_some("to-read"));
        let Link { words, href } = placed.link.clone();
        view! { <li class=class><a href=href>{words}</a><span>{said}</span></li> }.into_any()
    });
    let rows: Vec<AnyView> = rows.collect();
    Effect::new(move || {
        let verdict = |placed: &Placed| {
            let learner = services().learner(&placed.lesson);
            learner.record.with(|record| verdict(&placed.asked, record))
        };
        let found: Vec<_> = props.lessons.iter().map(verdict).collect();
        let open = |all: &[Verdict]| all.iter().filter(|one| **one == Verdict::Open).count();
        // Who comes back to a check that is done is told nothing.
        if verdicts.with_untracked(|before| open(before)) == 1 && open(&found) == 0 {
            let words = summary(&found);
            let say = move || services().page.announce(&words);
            services().page.after(AFTER_THE_VERDICT, Box::new(say));
        }
        verdicts.set(found);
    });
    view! {
        <p class="placed-sum">{move || verdicts.with(|all| summary(all))}</p>
        <ol class="placed">{rows}</ol>
    }
    .into_any()
}

/// "You may skip 3 of these 12 lessons", once all questions have been answered.
fn summary(verdicts: &[Verdict]) -> String {
    let count = |of| verdicts.iter().filter(|one| **one == of).count();
    let (all, open, skip) = (verdicts.len(), count(Verdict::Open), count(Verdict::Skip));
    match open {
        0 => format!("You may skip {skip} of these {all} lessons."),
        _ => format!("{open} of {all} lessons are open: answer above, and each gets its verdict."),
    }
}
